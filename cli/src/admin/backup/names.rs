//! What the parts of an archive are called, and where files are. The two journals are called so in the data directory too.

use std::path::Path;

/// Events that wait for the log.
pub const SPOOL: &str = "spool";
/// The bot's journal.
pub const BOT: &str = "bot";
/// The event log.
pub const LOG: &str = "log";
/// The store's file.
pub const STORE: &str = "store.sqlite";

/// The directory that a file is in; a bare name is in the working directory.
#[must_use]
pub fn directory_of(file: &Path) -> &Path {
    file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_is_in_the_working_directory() {
        let found = ["store.sqlite", "./a", "data/a", "/a"].map(|file| directory_of(Path::new(file)).to_str().unwrap());
        assert_eq!(found, [".", ".", "data", "/"]);
    }
}
