//! Relative paths. What stands in the file, or nowhere, is relative to the file; what stands in the environment is relative to the working
//! directory, as paths on a command line are. So a service does not begin empty, where it happens to be started.

use super::sections::Config;
use anyhow::{Result, bail};
use figment::{Figment, Source};
use secrecy::{ExposeSecret, SecretString};
use std::path::{Path, PathBuf};

/// Makes the file's relative paths relative to its directory.
///
/// # Errors
/// When a data directory lies where such a path used to lead, and none where it leads now.
pub fn resolve(config: &mut Config, figment: &Figment, file: &Path) -> Result<()> {
    let Some(base) = file.parent().filter(|base| !base.as_os_str().is_empty()) else { return Ok(()) };
    let of_the_file = |key: &str| match figment.find_metadata(key) {
        Some(metadata) => matches!(metadata.source, Some(Source::File(_))),
        None => true,
    };
    if of_the_file("data_dir") {
        let former = std::mem::take(&mut config.data_dir);
        config.data_dir = base.join(&former);
        if former.join("VERSION").exists() && !config.data_dir.join("VERSION").exists() {
            bail!(
                "data_dir {} is relative to the directory of {}, which has none, but there is one in {}: move it there, or make data_dir absolute",
                former.display(),
                file.display(),
                std::path::absolute(&former).unwrap_or_else(|_| former.clone()).display()
            );
        }
    }
    let deviantart = &mut config.deviantart;
    for (key, slot) in [
        ("discord.token_file", &mut config.discord.token_file),
        ("deviantart.client_id_file", &mut deviantart.client_id_file),
        ("deviantart.client_secret_file", &mut deviantart.client_secret_file),
        ("log.url_file", &mut config.log.url_file),
        ("log.archive", &mut config.log.archive),
        ("store.url_file", &mut config.store.url_file),
        ("cache.url_file", &mut config.cache.url_file),
        ("cache.ingest_url_file", &mut config.cache.ingest_url_file),
        ("ops.token_file", &mut config.ops.token_file),
        ("ops.alert_url_file", &mut config.ops.alert_url_file),
        ("ops.ping_url_file", &mut config.ops.ping_url_file),
    ] {
        if of_the_file(key) {
            join(base, slot);
        }
    }
    if of_the_file("deviantart.credentials") {
        for credential in &mut deviantart.credentials {
            join(base, &mut credential.client_id_file);
            join(base, &mut credential.client_secret_file);
        }
    }
    for (key, scheme, url) in [("log.url", "disk:", &mut config.log.url), ("store.url", "sqlite:", &mut config.store.url)] {
        if of_the_file(key) {
            rebase(base, scheme, url);
        }
    }
    Ok(())
}

fn join(base: &Path, slot: &mut Option<PathBuf>) {
    if let Some(path) = slot {
        *path = base.join(&*path);
    }
}

/// `disk:PATH` and `sqlite:PATH`; without a path they lie in the data directory.
fn rebase(base: &Path, scheme: &str, slot: &mut Option<SecretString>) {
    let Some(url) = slot else { return };
    let Some(path) = url.expose_secret().strip_prefix(scheme) else { return };
    let path = path.strip_prefix("//").unwrap_or(path);
    if !path.is_empty() && path != ":memory:" && Path::new(path).is_relative() {
        *slot = Some(SecretString::from(format!("{scheme}{}", base.join(path).display())));
    }
}
