//! Secrets from files, as container and systemd credentials give them.

use anyhow::{Context, Result, bail};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use std::path::Path;

/// Puts the file's content (trimmed) into the slot. Both given is an error: nobody could say which one counts.
pub fn from_file(slot: &mut Option<SecretString>, file: Option<&Path>, key: &str) -> Result<()> {
    let Some(path) = file else { return Ok(()) };
    if slot.is_some() {
        bail!("both {key} and {key}_file are set; keep one of them");
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("{key}_file {} cannot be read", path.display()))?;
    let text = text.trim();
    if text.is_empty() {
        bail!("{key}_file {} is empty", path.display());
    }
    *slot = Some(SecretString::from(text.to_owned()));
    Ok(())
}

/// DeviantArt's client ids are numbers, and figment reads digits in the environment as a number.
pub fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum TextOrNumber {
        Text(String),
        Number(u64),
    }
    Ok(Option::<TextOrNumber>::deserialize(deserializer)?.map(|value| match value {
        TextOrNumber::Text(text) => text,
        TextOrNumber::Number(number) => number.to_string(),
    }))
}
