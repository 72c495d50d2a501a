//! What `deviantcord run` refuses: one clear line each, an exit code that is not 0, and nothing touched.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output};

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn data(&self) -> std::path::PathBuf {
        self.0.path().join("data")
    }

    /// A `run` that is configured well, on ports and services that do not answer.
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deviantcord"));
        command
            .current_dir(self.0.path())
            .env_clear()
            .env("DEVIANTCORD_DATA_DIR", self.data())
            .env("DEVIANTCORD_DISCORD__TOKEN", "canary-discord-token")
            .env("DEVIANTCORD_DISCORD__API_URL", "http://127.0.0.1:9")
            .env("DEVIANTCORD_DEVIANTART__CLIENT_ID", "1")
            .env("DEVIANTCORD_DEVIANTART__CLIENT_SECRET", "canary-secret")
            .env("DEVIANTCORD_DEVIANTART__API_URL", "http://127.0.0.1:9")
            .env("DEVIANTCORD_OPS__LISTEN", "127.0.0.1:0")
            .arg("run");
        command
    }
}

/// It failed with one line that holds all these words and no secret.
#[track_caller]
fn assert_refused(output: &Output, words: &[&str]) {
    assert!(!output.status.success(), "it should have refused");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(error.trim_end().lines().count(), 1, "one line, not: {error}");
    for word in words {
        assert!(error.contains(word), "{word:?} is not in: {error}");
    }
    assert!(!error.contains("canary"), "a secret is in: {error}");
}

#[track_caller]
fn assert_untouched(path: &Path) {
    assert!(!path.exists(), "{} was made", path.display());
}

#[test]
fn an_unknown_key_is_named() {
    let place = Place::new();
    let output = place.command().env("DEVIANTCORD_DISCORD__TOKEM", "x").output().unwrap();
    assert_refused(&output, &["tokem"]);
    assert_untouched(&place.data());
}

#[test]
fn a_wrong_value_is_named_with_its_key() {
    let place = Place::new();
    let output = place.command().env("DEVIANTCORD_OPS__LISTEN", "here").output().unwrap();
    assert_refused(&output, &["listen"]);
    assert_untouched(&place.data());
}

#[test]
fn a_broken_file_is_named() {
    let place = Place::new();
    std::fs::write(place.0.path().join("deviantcord.toml"), "[discord\n").unwrap();
    assert_refused(&place.command().output().unwrap(), &["deviantcord.toml"]);
    assert_untouched(&place.data());
}

#[test]
fn a_missing_token_says_where_to_get_one() {
    let place = Place::new();
    let output = place.command().env_remove("DEVIANTCORD_DISCORD__TOKEN").output().unwrap();
    assert_refused(&output, &["discord.token", "https://discord.com/developers/applications"]);
    assert_untouched(&place.data());
}

#[test]
fn everything_that_is_missing_is_named_at_once() {
    let place = Place::new();
    let mut run = place.command();
    for variable in ["DEVIANTCORD_DISCORD__TOKEN", "DEVIANTCORD_DEVIANTART__CLIENT_ID", "DEVIANTCORD_DEVIANTART__CLIENT_SECRET"] {
        run.env_remove(variable);
    }
    assert_refused(&run.output().unwrap(), &["discord.token is not set", "Also: deviantart.client_id and deviantart.client_secret"]);
    assert_untouched(&place.data());
}

#[test]
fn missing_deviantart_credentials_say_where_to_get_them() {
    let place = Place::new();
    let output = place.command().env_remove("DEVIANTCORD_DEVIANTART__CLIENT_SECRET").output().unwrap();
    assert_refused(&output, &["client_secret", "https://www.deviantart.com/developers"]);
    assert_untouched(&place.data());
}

#[test]
fn a_taken_port_is_named() {
    let place = Place::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = place.command().env("DEVIANTCORD_OPS__LISTEN", &address).output().unwrap();
    assert_refused(&output, &["ops.listen", &address]);
    assert_untouched(&place.data());
}

#[test]
fn a_directory_of_a_newer_version_is_left_alone() {
    let place = Place::new();
    std::fs::create_dir(place.data()).unwrap();
    std::fs::write(place.data().join("VERSION"), "2\n").unwrap();
    assert_refused(&place.command().output().unwrap(), &["newer version", "nothing was changed"]);
    assert_eq!(std::fs::read_dir(place.data()).unwrap().count(), 1, "nothing was added");
}

#[test]
fn a_directory_in_use_names_the_process() {
    let place = Place::new();
    let mut first = place.command().stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
    let lock = place.data().join("ingest.lock");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while std::fs::read_to_string(&lock).map_or(true, |text| text.trim().is_empty()) {
        assert!(std::time::Instant::now() < deadline, "the first process did not start");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let output = place.command().output().unwrap();
    let pid = first.id().to_string();
    first.kill().unwrap();
    first.wait().unwrap();
    assert_refused(&output, &["in use", &pid]);
}

#[test]
fn a_backend_that_is_not_known_is_refused_without_its_password() {
    let place = Place::new();
    let output = place.command().env("DEVIANTCORD_STORE__URL", "mysql://root:canary-password@localhost/x").output().unwrap();
    assert_refused(&output, &["store.url"]);
    let output = place.command().env("DEVIANTCORD_LOG__URL", "kafka://user:canary-password@localhost").output().unwrap();
    assert_refused(&output, &["log.url"]);
}

/// A directory that takes no writes, even from root, which permission bits do not bind; None where this user may not mount.
fn read_only(dir: &Path) -> Option<Mount> {
    let mount = |args: &[&str]| Command::new("mount").args(args).arg(dir).status().is_ok_and(|status| status.success());
    if !mount(&["-t", "tmpfs", "-o", "size=8m", "tmpfs"]) {
        println!("skipped: this needs the right to mount a tmpfs");
        return None;
    }
    let mounted = Mount(dir.to_owned());
    std::fs::create_dir(dir.join("data")).unwrap();
    std::fs::write(dir.join("data/VERSION"), "1\n").unwrap();
    mount(&["-o", "remount,ro"]).then_some(mounted)
}

struct Mount(std::path::PathBuf);

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_directory_that_cannot_be_written_is_named() {
    let place = Place::new();
    let Some(mounted) = read_only(place.0.path()) else { return };
    let made = place.command().output().unwrap();
    assert_refused(&made, &["data_dir", "is not writable", "set data_dir to a place"]);
    let absent = place.command().env("DEVIANTCORD_DATA_DIR", place.0.path().join("other")).output().unwrap();
    assert_refused(&absent, &["data_dir", "cannot be created", "set data_dir to a place"]);
    let mut doctor = Command::new(env!("CARGO_BIN_EXE_deviantcord"));
    doctor.env_clear().env("DEVIANTCORD_DATA_DIR", place.data()).env("DEVIANTCORD_DISCORD__API_URL", "http://127.0.0.1:9").arg("doctor");
    let found = String::from_utf8(doctor.output().unwrap().stdout).unwrap();
    assert!(found.lines().any(|line| line.starts_with("FAIL  data_dir") && line.contains("cannot be written")), "{found}");
    drop(mounted);
}

/// What `doctor` finds before the first start on these backends.
fn doctor(place: &Place, store: &str, log: &str, cache: &str) -> String {
    let mut doctor = Command::new(env!("CARGO_BIN_EXE_deviantcord"));
    doctor.current_dir(place.0.path()).env_clear().env("DEVIANTCORD_DATA_DIR", place.data()).env("DEVIANTCORD_OPS__LISTEN", "127.0.0.1:0");
    doctor.env("DEVIANTCORD_STORE__URL", store).env("DEVIANTCORD_LOG__URL", log).env("DEVIANTCORD_CACHE__URL", cache).arg("doctor");
    let found = String::from_utf8(doctor.output().unwrap().stdout).unwrap();
    assert!(!found.contains("canary"), "a secret is in: {found}");
    assert_untouched(&place.data());
    found
}

#[track_caller]
fn assert_finding(found: &str, begins: &str, holds: &str) {
    assert!(found.lines().any(|line| line.starts_with(begins) && line.contains(holds)), "no {begins:?} with {holds:?} in: {found}");
}

#[test]
fn doctor_asks_servers_also_before_the_first_start() {
    let place = Place::new();
    let nobody = |scheme: &str| format!("{scheme}://somebody:canary-password@127.0.0.1:9/0");
    let found = doctor(&place, &nobody("postgres"), &nobody("amqp"), &nobody("redis"));
    assert_finding(&found, "ok    data_dir", "first start");
    assert_finding(&found, "FAIL  store", "store.url");
    assert_finding(&found, "FAIL  event log", "127.0.0.1 port 9");
    assert_finding(&found, "FAIL  cache", "away");
}

#[test]
fn doctor_makes_nothing_on_servers_that_nothing_has_started_on() {
    let place = Place::new();
    let postgres = testbed::Postgres::start();
    // A broker as far as its first word.
    let broker = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let log = format!("amqp://somebody:canary-password@{}/%2f", broker.local_addr().unwrap());
    let said = std::thread::spawn(move || {
        let (mut client, _) = broker.accept().unwrap();
        let mut said = Vec::new();
        let mut hello = [0; 8];
        client.read_exact(&mut hello).unwrap();
        client.write_all(&[1]).unwrap();
        client.read_to_end(&mut said).unwrap();
        said
    });
    let found = doctor(&place, &postgres.database("fresh"), &log, "memory:");
    assert_finding(&found, "ok    store", "PostgreSQL");
    assert_finding(&found, "ok    event log", "a broker answers");
    assert!(said.join().unwrap().is_empty(), "nothing is said to the broker after the greeting");
    let tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'";
    assert_eq!(postgres.administer_in("fresh", tables).trim(), "0");
    // Files elsewhere are left to the first start too.
    let (database, log) = (place.0.path().join("elsewhere.sqlite"), place.0.path().join("elsewhere"));
    let found = doctor(&place, &format!("sqlite:{}", database.display()), &format!("disk:{}", log.display()), "memory:");
    assert_finding(&found, "ok    store", "first start");
    assert_finding(&found, "ok    event log", "first start");
    assert_untouched(&database);
    assert_untouched(&log);
}
