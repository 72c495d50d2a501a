//! What a configuration allows and an operator should know of: told at the start, and by `doctor`.

use crate::config::Config;
use secrecy::ExposeSecret;
use std::net::IpAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use url::Url;

/// Where containers get their secrets, readable by everybody in there.
const SECRETS: &str = "/run/secrets";

/// Everything that is open to others. `file` is the configuration file, if there is one.
#[must_use]
pub fn of(config: &Config, file: Option<&Path>) -> Vec<String> {
    let mut warnings = unencrypted(config);
    let place = &config.data_dir;
    if place.is_symlink() {
        warnings
            .push(format!("data_dir {} is a link: anybody who may change it decides what the service reads and writes", place.display()));
    }
    let credentials = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
    let given = |path: &Path| path.starts_with(SECRETS) || credentials.as_ref().is_some_and(|dir| path.starts_with(dir));
    let files = config.secret_files().into_iter().chain([place.as_path()]).chain(file).filter(|path| !given(path));
    warnings.extend(files.filter_map(open_to_others));
    warnings
}

/// Connections to other machines that anybody on the way can read.
fn unencrypted(config: &Config) -> Vec<String> {
    let mut urls = vec![
        ("discord.api_url", config.discord.api_url.as_str()),
        ("deviantart.api_url", config.deviantart.api_url.as_str()),
        ("log.url", config.log.url_or("disk:")),
        ("cache.url", config.cache.url()),
    ];
    urls.extend(config.cache.ingest_url().map(|url| ("cache.ingest_url", url)));
    for (key, url) in [("ops.alert_url", &config.ops.alert_url), ("ops.ping_url", &config.ops.ping_url)] {
        urls.extend(url.as_ref().map(|url| (key, url.expose_secret())));
    }
    let store = weak_store(config.store.url_or("sqlite:"));
    urls.into_iter().filter_map(|(key, url)| plain(key, url)).chain(store).collect()
}

/// What is wrong with the connection to a store on another machine.
fn weak_store(url: &str) -> Option<String> {
    let parsed = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "postgres" | "postgresql"))?;
    let parameter = |name: &str| parsed.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let host = parameter("host").or_else(|| parsed.host_str().map(str::to_owned))?;
    if is_loopback(&host) || host.starts_with('/') {
        return None;
    }
    let mode = parameter("sslmode").or_else(|| parameter("ssl-mode")).unwrap_or_else(|| "prefer".to_owned());
    let weak = match mode.as_str() {
        "verify-full" => return None,
        "verify-ca" => "anyone with a certificate from the same authority may answer there",
        "require" => "nobody checks who answers there",
        _ => "anybody on the way may have the connection unencrypted",
    };
    Some(format!("store.url leads to {host} with sslmode={mode}: {weak}; use sslmode=verify-full"))
}

/// What is wrong with this URL; it is not repeated, since it may hold a password.
fn plain(key: &str, url: &str) -> Option<String> {
    if url.ends_with("#insecure") {
        return Some(format!("{key} ends in #insecure: nobody checks who answers there"));
    }
    let scheme = url.split(':').next().filter(|scheme| ["http", "redis", "amqp", "ntfy+http"].contains(scheme))?;
    let elsewhere = hosts(url).into_iter().find(|host| !is_loopback(host))?;
    Some(format!(
        "{key} leads to {elsewhere} without encryption ({scheme}://): anybody on the way can read it; use {}://",
        if scheme == "ntfy+http" { "ntfy".to_owned() } else { format!("{scheme}s") }
    ))
}

/// The hosts of a URL; a broker's may name several.
fn hosts(url: &str) -> Vec<String> {
    if let Some(host) = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)) {
        return vec![host];
    }
    let Some((_, rest)) = url.split_once("://") else { return Vec::new() };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let hosts = authority.rsplit('@').next().unwrap_or_default().split(',');
    hosts.map(|host| host.rsplit_once(':').map_or(host, |(name, _)| name).to_owned()).collect()
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A file or directory that is there and that other users may read or change.
fn open_to_others(path: &Path) -> Option<String> {
    let mode = std::fs::metadata(path).ok()?.permissions().mode();
    let may = match (mode & 0o004 != 0, mode & 0o002 != 0) {
        (true, true) => "read and changed",
        (true, false) => "read",
        (false, true) => "changed",
        (false, false) => return None,
    };
    Some(format!("{} can be {may} by every user of this machine: chmod o-rwx {}", path.display(), path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_to_other_machines_without_encryption_are_told_without_their_passwords() {
        let warned = |url: &str| plain("log.url", url);
        for open in ["amqp://me:canary@broker.example:5672/%2f", "amqp://me:canary@127.0.0.1:1,10.0.0.1:2/v"] {
            let said = warned(open).unwrap();
            assert!(said.starts_with("log.url leads to ") && !said.contains("canary"), "{said}");
        }
        for fine in ["disk:", "amqp://me:canary@localhost:5672/v", "amqp://me:canary@[::1]:5672/v", "amqps://me:canary@broker.example/v"] {
            assert_eq!(warned(fine), None, "{fine}");
        }
    }

    #[test]
    fn a_store_elsewhere_whose_server_is_not_checked_is_told() {
        let warned = |rest: &str| weak_store(&format!("postgres://me:canary@{rest}"));
        for (rest, said) in [
            ("db.example/x", "sslmode=prefer: anybody on the way"),
            ("db.example/x?sslmode=disable", "sslmode=disable: anybody on the way"),
            ("db.example/x?sslmode=require", "nobody checks"),
            ("db.example/x?sslmode=verify-ca", "same authority"),
            ("localhost/x?host=10.0.0.1", "10.0.0.1"),
        ] {
            let told = warned(rest).unwrap();
            assert!(told.contains(said) && !told.contains("canary"), "{told}");
        }
        for fine in
            ["db.example/x?sslmode=verify-full", "127.0.0.1/x", "[::1]/x", "localhost/x?sslmode=disable", "x/y?host=/run/postgresql"]
        {
            assert_eq!(warned(fine), None, "{fine}");
        }
        assert_eq!(weak_store("sqlite:"), None);
    }

    #[test]
    fn links_and_files_that_others_can_read_are_told() {
        let place = tempfile::tempdir().unwrap();
        let (data, link) = (place.path().join("data"), place.path().join("link"));
        std::fs::create_dir(&data).unwrap();
        let open = |path: &Path, mode: u32| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        open(&data, 0o700);
        let at = |data_dir: &Path| of(&Config { data_dir: data_dir.to_owned(), ..Config::default() }, None);
        assert_eq!(at(&data), Vec::<String>::new());
        open(&data, 0o755);
        assert!(at(&data)[0].contains("can be read by every user"), "{:?}", at(&data));
        std::os::unix::fs::symlink(&data, &link).unwrap();
        assert!(at(&link)[0].contains("is a link"), "{:?}", at(&link));
    }
}
