//! What the lock file may hold, without a database of advisories: versions that advisories named stay behind us, and the notices name every crate
//! that is compiled into the program.

use super::root;
use std::collections::BTreeSet;
use std::process::Command;

/// A crate and the lowest version of each of its lines that no advisory names; a line that is not listed is as good as its successors. Why: the
/// advisory, in RustSec's numbers.
const FLOORS: [(&str, &[[u64; 3]], &str); 22] = [
    ("anyhow", &[[1, 0, 103]], "soundness of downcasts"),
    ("bytes", &[[1, 11, 1]], "2026-0007"),
    ("crossbeam-epoch", &[[0, 9, 20]], "use after free"),
    ("event-listener", &[[5, 4, 2]], "race"),
    ("h2", &[[0, 4, 16]], "2026-0258"),
    ("hyper", &[[1, 0, 0]], "0.14 gets no fixes"),
    ("idna", &[[1, 0, 0]], "2024-0421"),
    ("lru", &[[0, 18, 2]], "use after free"),
    ("lz4_flex", &[[0, 11, 6], [0, 12, 1]], "2026-0041"),
    ("memmap2", &[[0, 9, 11]], "unsound range"),
    ("native-tls", &[[0, 2, 18]], "TLS 1.2 is its lowest version by default"),
    ("postgres-protocol", &[[0, 6, 12]], "panic on a server's message"),
    ("quinn-proto", &[[0, 11, 15]], "denial of service"),
    ("rand", &[[0, 8, 6], [0, 9, 3], [0, 10, 1]], "unsound with a custom logger"),
    ("ring", &[[0, 17, 12]], "2025-0009"),
    ("rustls", &[[0, 23, 18]], "2024-0399"),
    ("rustls-webpki", &[[0, 103, 13]], "names in certificates"),
    ("slab", &[[0, 4, 11]], "2025-0047"),
    ("sqlx", &[[0, 8, 1]], "2024-0363"),
    ("time", &[[0, 3, 47]], "2026-0009"),
    ("tokio", &[[1, 44, 2]], "2025-0023"),
    ("tracing-subscriber", &[[0, 3, 20]], "2025-0055"),
];

/// Crates that nobody maintains, or that an advisory names with no version to go to.
const BANNED: [&str; 9] =
    ["backoff", "dotenv", "instant", "proc-macro-error", "proc-macro-error2", "rsa", "rustls-pemfile", "serde_yml", "atomic-polyfill"];

fn locked() -> Vec<(String, [u64; 3])> {
    let text = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let value = |entry: &str, key: &str| {
        let start = format!("{key} = \"");
        entry.lines().find_map(|line| line.strip_prefix(&start)?.strip_suffix('"').map(str::to_owned))
    };
    let entries = text.split("[[package]]").skip(1);
    entries.map(|entry| (value(entry, "name").unwrap(), numbers(&value(entry, "version").unwrap()))).collect()
}

fn numbers(version: &str) -> [u64; 3] {
    let core = version.split(['-', '+']).next().unwrap();
    let mut parts = core.split('.').map(|part| part.parse().unwrap());
    [(); 3].map(|()| parts.next().unwrap())
}

/// What is wrong with this crate.
fn fault(name: &str, version: [u64; 3]) -> Option<String> {
    if BANNED.contains(&name) {
        return Some(format!("{name} is banned (deny.toml says why)"));
    }
    let (_, floors, why) = FLOORS.iter().find(|(known, ..)| *known == name)?;
    // Before 1.0 the second number is the line.
    let line = |version: &[u64; 3]| if version[0] == 0 { [0, version[1]] } else { [version[0], 0] };
    let lowest = floors.iter().find(|floor| line(floor) == line(&version));
    let fine = match lowest {
        Some(floor) => version >= *floor,
        None => floors.iter().all(|floor| version > *floor),
    };
    (!fine).then(|| format!("{name} {}.{}.{} is below {floors:?}: {why}", version[0], version[1], version[2]))
}

#[test]
fn no_locked_version_is_below_what_advisories_named() {
    let locked = locked();
    assert!(locked.len() > 300, "the lock file was read");
    assert!(locked.iter().filter(|(name, _)| FLOORS.iter().any(|(known, ..)| known == name)).count() >= 10, "the table names what is used");
    let faults: Vec<String> = locked.iter().filter_map(|(name, version)| fault(name, *version)).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_floor_is_judged_by_its_line() {
    assert!(fault("tokio", [1, 44, 1]).is_some() && fault("tokio", [1, 44, 2]).is_none() && fault("tokio", [2, 0, 0]).is_none());
    assert!(fault("rand", [0, 8, 5]).is_some() && fault("rand", [0, 8, 6]).is_none() && fault("rand", [0, 9, 2]).is_some());
    assert!(
        fault("rand", [0, 7, 3]).is_some() && fault("rand", [0, 11, 0]).is_none(),
        "a line without a floor is older or younger than all"
    );
    assert!(fault("dotenv", [0, 15, 0]).is_some() && fault("nobody", [0, 0, 1]).is_none());
}

#[test]
fn the_notices_name_each_crate_that_is_compiled_into_the_program() {
    let arguments = [
        "tree",
        "--locked",
        "--offline",
        "-p",
        "cli",
        "-e",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
        "--target",
        "x86_64-unknown-linux-gnu",
    ];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    // Ours have a directory behind them.
    let compiled = tree.lines().filter(|line| !line.is_empty() && !line.contains("(/"));
    let compiled: BTreeSet<String> =
        compiled.map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ").replace(" v", " ")).collect();
    assert!(compiled.len() > 200, "{compiled:?}");
    let notices = std::fs::read_to_string(root().join("THIRD-PARTY.txt")).unwrap();
    let list = notices.split("\n---").next().unwrap();
    let named: BTreeSet<String> =
        list.lines().filter(|line| line.contains(" (http")).filter_map(|line| Some(line.split_once(": ")?.0.to_owned())).collect();
    let odd: Vec<&String> = named.symmetric_difference(&compiled).collect();
    assert!(odd.is_empty(), "THIRD-PARTY.txt is not what Cargo.lock says, run `just notices`: {odd:?}");
}
