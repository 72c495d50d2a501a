//! The rules of the house: which crate imports which, who owns which library, no circles of files, short files, and pages that tell the truth.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "architecture/bench.rs"]
mod bench;
#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/floors.rs"]
mod floors;
#[path = "architecture/pages.rs"]
mod pages;
#[path = "architecture/sizes.rs"]
mod sizes;
#[path = "architecture/twice.rs"]
mod twice;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Which of our crates each of our crates may import outside its tests.
const MAY_IMPORT: [(&str, &[&str]); 14] = [
    ("journal-spool", &[]),
    ("sandbox", &[]),
    ("testbed", &[]),
    ("testkit", &["domain", "store"]),
    ("migration", &[]),
    ("domain", &[]),
    ("eventlog", &["domain", "journal-spool"]),
    ("store", &["domain", "migration"]),
    ("coordination", &["domain"]),
    ("deviantart", &["coordination", "domain"]),
    ("ingest", &["coordination", "deviantart", "domain", "eventlog", "store"]),
    // No HTTP client: a fold asks nobody.
    ("projector", &["coordination", "domain", "eventlog", "store"]),
    ("bot", &["coordination", "deviantart", "domain", "journal-spool", "store"]),
    (
        "cli",
        &[
            "bot",
            "coordination",
            "deviantart",
            "domain",
            "eventlog",
            "ingest",
            "journal-spool",
            "migration",
            "projector",
            "sandbox",
            "store",
        ],
    ),
];

/// Who alone may import these outside tests.
const OWNERS: [(&str, &[&str]); 16] = [
    ("serenity", &["bot"]),
    ("poise", &["bot"]),
    ("tokio-tungstenite", &["bot"]),
    ("amqprs", &["eventlog"]),
    ("zstd", &["eventlog"]),
    ("deadpool-redis", &["coordination"]),
    ("reqwest", &["deviantart"]),
    ("sea-orm", &["store"]),
    ("sea-orm-migration", &["migration"]),
    ("bincode", &["journal-spool"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("inquire", &["cli"]),
    ("tar", &["cli"]),
    ("metrics-exporter-prometheus", &["cli"]),
    ("sd-notify", &["cli"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// What cargo knows of our crates.
fn metadata() -> Vec<Value> {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let mut metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    serde_json::from_value(metadata["packages"].take()).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Crate name to its directory.
fn crates() -> BTreeMap<String, PathBuf> {
    let directory = |package: &Value| Path::new(&text(&package["manifest_path"])).parent().unwrap().to_owned();
    metadata().iter().map(|package| (text(&package["name"]), directory(package))).collect()
}

/// Crate name to the names of its dependencies, without those for tests.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    metadata()
        .iter()
        .map(|package| {
            let normal = package["dependencies"].as_array().unwrap().iter().filter(|one| one["kind"].is_null());
            (text(&package["name"]), normal.map(|one| text(&one["name"])).collect())
        })
        .collect()
}

#[test]
fn crates_import_only_in_the_directions_of_the_design() {
    let dependencies = dependencies();
    let ours: BTreeSet<&str> = MAY_IMPORT.iter().map(|(name, _)| *name).collect();
    assert_eq!(dependencies.keys().map(String::as_str).collect::<BTreeSet<_>>(), ours);
    for (name, allowed) in MAY_IMPORT {
        for imported in dependencies[name].iter().filter(|imported| ours.contains(imported.as_str())) {
            assert!(allowed.contains(&imported.as_str()), "{name} must not import {imported}");
        }
    }
}

#[test]
fn third_party_crates_stay_with_their_owners() {
    for (name, imported) in dependencies() {
        for (library, owners) in OWNERS {
            assert!(!imported.contains(library) || owners.contains(&name.as_str()), "{name} must not import {library}");
        }
        // testbed is nothing but tests.
        let may = name == "cli" || name == "testbed";
        assert!(!imported.contains("anyhow") || may, "{name} must not import anyhow outside its tests");
    }
}

/// Files of the repository that are wanted, wherever they are.
fn sources(wanted: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let (mut todo, mut found) = (vec![root()], vec![]);
    while let Some(directory) = todo.pop() {
        for entry in std::fs::read_dir(directory).unwrap().map(Result::unwrap) {
            let path = entry.path();
            let name = entry.file_name().into_string().unwrap();
            if path.is_dir() && name != "target" && !name.starts_with('.') {
                todo.push(path);
            } else if path.is_file() && wanted(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Whether this is a source file that ends up in a binary, and not a test.
fn is_ours(path: &Path) -> bool {
    let within = path.strip_prefix(root()).unwrap_or(path);
    let name = within.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let parts: Vec<_> = within.iter().filter_map(|part| part.to_str()).collect();
    name.ends_with(".rs") && !name.ends_with("tests.rs") && parts.contains(&"src") && !parts.contains(&"tests")
}
