//! Whatever the program, its comments or its pages advise to run exists.
#![expect(clippy::unwrap_used, reason = "tests")]

use clap::{Command, CommandFactory};
use std::path::{Path, PathBuf};

const NAME: &str = "`deviantcord ";

fn texts(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            texts(&path, found);
        } else if name.ends_with(".rs") || name.ends_with(".md") {
            found.push(path);
        }
    }
}

/// The words of a command line that no command takes.
fn unknown(line: &str) -> Option<String> {
    let mut commands: Vec<Command> = vec![cli::args::Args::command()];
    for word in line.split_whitespace() {
        let takes_more = commands.iter().any(|command| command.get_subcommands().next().is_some());
        if !takes_more || word.starts_with('-') || word == "…" || word == "help" {
            return None;
        }
        // `ls|show`: each of them.
        let next = word.split('|').map(|one| commands.iter().find_map(|command| command.find_subcommand(one)).cloned().ok_or(one));
        match next.collect::<Result<Vec<_>, _>>() {
            Ok(next) => commands = next,
            Err(word) => return Some(word.to_owned()),
        }
    }
    None
}

#[test]
fn every_command_that_is_advised_exists() {
    let mut files = Vec::new();
    texts(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap(), &mut files);
    let (mut advised, mut wrong) = (0, Vec::new());
    for file in files.iter().filter(|file| !file.ends_with("tests/advice.rs")) {
        let text = std::fs::read_to_string(file).unwrap();
        for (number, line) in text.lines().enumerate() {
            for command in line.split(NAME).skip(1).filter_map(|rest| rest.split_once('`').map(|(command, _)| command)) {
                advised += 1;
                wrong.extend(unknown(command).map(|word| format!("{}:{}: {command:?}: {word}", file.display(), number + 1)));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(advised > 40, "{advised} were found");
}

#[test]
fn a_command_that_does_not_exist_is_noticed() {
    assert_eq!(unknown("export --everything").as_deref(), Some("export"));
    assert_eq!(unknown("spool ls|throw").as_deref(), Some("throw"));
    for known in [
        "log adopt",
        "move --log URL",
        "move --store URL",
        "run --role ingest",
        "spool ls|show|replay",
        "parked discard ID",
        "import deviantcord4 --from URL",
    ] {
        assert_eq!(unknown(known), None, "{known}");
    }
}
