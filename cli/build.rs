//! Tells the program which commit it is built from: `DEVIANTCORD_COMMIT` where it is set, as in an image; else what git says of this checkout,
//! with `, changed` behind it where files differ from that commit.
//!
//! It asks again when a source of the program changes, which compiles this crate anyway. A commit alone changes nothing but a release build.

use std::path::Path;
use std::process::Command;

/// Crates that are no part of the program.
const TESTS: [&str; 2] = ["testbed", "testkit"];

fn main() {
    println!("cargo::rerun-if-env-changed=DEVIANTCORD_COMMIT");
    let given = std::env::var("DEVIANTCORD_COMMIT").ok().filter(|commit| !commit.is_empty());
    let commit = given.or_else(asked).unwrap_or_else(|| "unknown".to_owned());
    println!("cargo::rustc-env=DEVIANTCORD_COMMIT={commit}");
}

fn asked() -> Option<String> {
    ["..", "../shared"].iter().for_each(|rooms| watch_crates(Path::new(rooms)));
    // Sources that were unpacked below somebody's checkout are not of that.
    let dir = Path::new("../.git").exists().then(|| git(&["rev-parse", "--absolute-git-dir"])).flatten()?;
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed={dir}/logs/HEAD");
    }
    let commit = git(&["rev-parse", "--short=12", "HEAD"])?;
    let changed = git(&["status", "--porcelain", "--untracked-files=no"])?;
    Some(if changed.is_empty() { commit } else { format!("{commit}, changed") })
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Has cargo watch the sources of the crates in this directory.
fn watch_crates(rooms: &Path) {
    for entry in std::fs::read_dir(rooms).into_iter().flatten().flatten() {
        let is_crate = entry.path().join("Cargo.toml").is_file();
        if is_crate && !TESTS.iter().any(|name| entry.file_name() == *name) {
            watch(&entry.path().join("src"));
        }
    }
}

/// Has cargo watch the files below, but for tests, which are not compiled into the program.
fn watch(dir: &Path) {
    for path in std::fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            watch(&path);
        } else if !path.to_string_lossy().ends_with("tests.rs") {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }
}
