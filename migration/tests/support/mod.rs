//! A private PostgreSQL for tests.
#![expect(clippy::unwrap_used, reason = "test support")]

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A server of its own in its own directory, reached over its socket's port on loopback; ended with the test.
pub struct Postgres {
    server: Child,
    /// On 127.0.0.1.
    pub port: u16,
    _dir: tempfile::TempDir,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-INT", &self.server.id().to_string()]).status();
        let _ = self.server.wait();
    }
}

/// Starts one; None, with a printed line, where PostgreSQL is not installed.
pub fn postgres() -> Option<Postgres> {
    let bin = PathBuf::from("/usr/lib/postgresql/15/bin");
    if !bin.join("initdb").exists() {
        println!("skipped: PostgreSQL 15 is not installed");
        return None;
    }
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let root = Command::new("id").arg("-u").output().unwrap().stdout.starts_with(b"0\n");
    // PostgreSQL refuses to run as root.
    let command = |program: &str| {
        let mut command = Command::new(if root { PathBuf::from("setpriv") } else { bin.join(program) });
        if root {
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(bin.join(program));
        }
        command.current_dir("/").stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    if root {
        assert!(Command::new("chown").arg("postgres").arg(dir.path()).status().unwrap().success());
    }
    let made = command("initdb").args(["--auth=trust", "--username=postgres", "--no-sync", "-D"]).arg(&data).status();
    if !made.is_ok_and(|made| made.success()) {
        println!("skipped: PostgreSQL 15 cannot be set up here");
        return None;
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut server = command("postgres");
    server
        .arg("-D")
        .arg(&data)
        .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-k"])
        .arg(dir.path());
    Some(Postgres { server: server.spawn().unwrap(), port, _dir: dir })
}
