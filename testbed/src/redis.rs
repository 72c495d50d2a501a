//! A private Redis.

use crate::process::{Process, free_port};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// A separate Redis that keeps nothing on disk.
#[derive(Debug)]
pub struct Redis {
    process: Process,
    port: u16,
    tls_port: u16,
    dir: TempDir,
}

impl Redis {
    /// Starts one; `options` are lines of its configuration, such as `["--requirepass", "secret"]`.
    pub fn start(options: &[&str]) -> Self {
        Self::start_on(0, options)
    }

    /// Starts one that also speaks TLS, with a certificate that nobody has reason to trust.
    pub fn start_with_tls() -> Self {
        Self::start_on(free_port(), &[])
    }

    fn start_on(tls_port: u16, options: &[&str]) -> Self {
        let (dir, port) = (tempfile::tempdir().unwrap(), free_port());
        let mut command = Command::new("redis-server");
        command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--appendonly", "no", "--dir"]);
        command.arg(dir.path()).args(options).stdout(Stdio::null()).stderr(Stdio::null());
        if tls_port > 0 {
            let (key, certificate) = (dir.path().join("key.pem"), dir.path().join("certificate.pem"));
            let mut openssl = Command::new("openssl");
            openssl.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]);
            openssl.args(["-addext", "subjectAltName=DNS:localhost", "-keyout"]).arg(&key).arg("-out").arg(&certificate);
            assert!(openssl.stderr(Stdio::null()).status().expect("apt-get install openssl").success());
            command.args(["--tls-port", &tls_port.to_string(), "--tls-auth-clients", "no", "--tls-key-file"]).arg(key);
            command.arg("--tls-cert-file").arg(certificate);
        }
        assert!(Command::new("redis-server").arg("--version").output().is_ok(), "redis-server is missing: apt-get install redis-server");
        Self { process: Process::start(command, || answers(port)), port, tls_port, dir }
    }

    /// `redis://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// On 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// With a password.
    #[must_use]
    pub fn url_with(&self, password: &str) -> String {
        format!("redis://:{password}@127.0.0.1:{}", self.port)
    }

    /// `rediss://localhost:PORT`, for [`Redis::start_with_tls`].
    #[must_use]
    pub fn tls_url(&self) -> String {
        format!("rediss://localhost:{}", self.tls_port)
    }

    /// Its process is gone from one moment to the next, and with it everything that it held.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it again on the same port, empty.
    pub fn start_again(&mut self) {
        let port = self.port;
        self.process.start_again(|| answers(port));
    }

    /// It keeps its connections and answers nothing.
    pub fn freeze(&self) {
        self.process.signal("STOP");
    }

    /// It resumes after [`freeze`](Self::freeze).
    pub fn thaw(&self) {
        self.process.signal("CONT");
    }

    /// Sends one command in Redis' inline form and returns the first line of the answer.
    pub fn command(&self, line: &str) -> String {
        ask(self.port, line).expect("Redis answers")
    }

    /// Where it runs.
    #[must_use]
    pub fn dir(&self) -> &std::path::Path {
        self.dir.path()
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.process.stop("TERM");
    }
}

/// Any answer will do: a Redis with a password answers that it wants it.
fn answers(port: u16) -> bool {
    ask(port, "PING").is_some_and(|line| line.starts_with(['+', '-']) && !line.starts_with("-LOADING"))
}

fn ask(port: u16, line: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    stream.write_all(format!("{line}\r\n").as_bytes()).ok()?;
    let mut answer = [0; 512];
    let read = stream.read(&mut answer).ok().filter(|read| *read > 0)?;
    Some(String::from_utf8_lossy(&answer[..read]).lines().next()?.to_owned())
}
