//! Tells the program which commit it is built from: `DEVIANTCORD_COMMIT` where it is set, as in an image; git's answer for a release build.
//! Other builds do not ask, so that a commit does not rebuild them.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=DEVIANTCORD_COMMIT");
    let given = std::env::var("DEVIANTCORD_COMMIT").ok().filter(|commit| !commit.is_empty());
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = given.or_else(|| release.then(asked).flatten()).unwrap_or_else(|| "unknown".to_owned());
    println!("cargo::rustc-env=DEVIANTCORD_COMMIT={commit}");
}

fn asked() -> Option<String> {
    let dir = git(&["rev-parse", "--absolute-git-dir"])?;
    println!("cargo::rerun-if-changed={dir}/logs/HEAD");
    git(&["rev-parse", "--short=12", "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
