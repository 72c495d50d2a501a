//! The configuration file that a set-up writes.

use crate::config::Config;
use anyhow::{Context, Result, bail};
use secrecy::{ExposeSecret, SecretString};
use std::fmt::Write as _;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What goes into the file.
pub struct Answers {
    pub data_dir: PathBuf,
    pub discord_token: SecretString,
    pub client_id: String,
    pub client_secret: SecretString,
}

/// The file's text: what was answered, and the addresses where they are not the usual ones.
#[must_use]
pub fn text(answers: &Answers, environment: &Config) -> String {
    let usual = Config::default();
    let mut text = String::from("# Written by `deviantcord setup`. Every other key and its default: docs/configuration.md\n");
    line(&mut text, "data_dir", &answers.data_dir.display().to_string());
    text.push_str("\n[discord]\n");
    line(&mut text, "token", answers.discord_token.expose_secret());
    if environment.discord.api_url != usual.discord.api_url {
        line(&mut text, "api_url", environment.discord.api_url.as_str());
    }
    text.push_str("\n[deviantart]\n");
    line(&mut text, "client_id", &answers.client_id);
    line(&mut text, "client_secret", answers.client_secret.expose_secret());
    if environment.deviantart.api_url != usual.deviantart.api_url {
        line(&mut text, "api_url", environment.deviantart.api_url.as_str());
    }
    text
}

/// A basic string of TOML: what JSON escapes, TOML reads.
fn line(text: &mut String, key: &str, value: &str) {
    let quoted = serde_json::Value::from(value).to_string();
    // Writing into a text cannot fail.
    let _ = writeln!(text, "{key} = {quoted}");
}

/// Writes the file in one step, for its owner alone. One that is there stays, unless `replace`.
///
/// # Errors
/// When there is one, or it cannot be written.
pub fn write(path: &Path, text: &str, replace: bool) -> Result<()> {
    check(path, replace)?;
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    let cannot = || format!("{} cannot be written; write elsewhere with --config FILE, or run this as a user who may", path.display());
    if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        std::fs::create_dir_all(dir).with_context(cannot)?;
    }
    // One that is left from a set-up that was killed may have another mode, or be a link.
    match std::fs::remove_file(&new) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error).with_context(cannot),
        _ => {}
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new).with_context(cannot)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).with_context(cannot)?;
    std::fs::rename(&new, path).with_context(cannot)
}

/// Refuses to write over a file.
///
/// # Errors
/// When there is one.
pub fn check(path: &Path, replace: bool) -> Result<()> {
    if !replace && path.exists() {
        bail!("{} is there already; --replace writes it again, --config FILE names another", path.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn answers(token: &str) -> Answers {
        let secret = |text: &str| SecretString::from(text.to_owned());
        Answers { data_dir: "./data".into(), discord_token: secret(token), client_id: "123".to_owned(), client_secret: secret("s") }
    }

    #[test]
    fn what_is_written_is_read_back_and_nobody_else_may_read_it() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("made/deviantcord.toml");
        let odd = "a\"b\\c = #\u{e9}";
        let environment = Config::default();
        write(&path, &text(&answers(odd), &environment), false).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let config = Config::load(Some(&path)).unwrap();
        assert_eq!(config.discord.token.unwrap().expose_secret(), odd);
        assert_eq!((config.deviantart.client_id.as_deref(), config.data_dir), (Some("123"), path.parent().unwrap().join("./data")));
        assert!(write(&path, "", false).unwrap_err().to_string().contains("--replace"));
        let left = place.path().join("made/deviantcord.toml.new");
        std::fs::write(&left, "").unwrap();
        std::fs::set_permissions(&left, std::fs::Permissions::from_mode(0o644)).unwrap();
        write(&path, &text(&answers("other"), &environment), true).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "whatever was left");
        assert_eq!(Config::load(Some(&path)).unwrap().discord.token.unwrap().expose_secret(), "other");
    }
}
