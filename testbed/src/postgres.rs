//! A private PostgreSQL, the stand-in for CockroachDB: SERIALIZABLE by default, and it writes down every statement that it is sent.

use crate::process::{Process, free_port};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A separate PostgreSQL. Its data does not outlive it.
#[derive(Debug)]
pub struct Postgres {
    process: Process,
    port: u16,
    dir: TempDir,
}

impl Postgres {
    /// Makes a cluster and starts it.
    pub fn start() -> Self {
        // For Postgres::statements; and nobody pulls the plug during a test.
        Self::start_with(&["fsync=off", "log_statement=all", "log_line_prefix=%a|", "log_parameter_max_length=0"])
    }

    /// For measurements: a commit is on the disk, as it has to be, and statements are not written down.
    pub fn durable() -> Self {
        Self::start_with(&["fsync=on", "synchronous_commit=on"])
    }

    fn start_with(settings: &[&str]) -> Self {
        let (dir, port) = (tempfile::tempdir().unwrap(), free_port());
        let data = dir.path().join("data");
        if root() {
            // PostgreSQL refuses to run as root.
            assert!(Command::new("chown").arg("postgres").arg(dir.path()).status().unwrap().success());
        }
        let mut make = command("initdb");
        make.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync"]);
        // As installations have it: text is compared by language, not by bytes.
        make.args(["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en", "-D"]).arg(&data);
        assert!(make.stdout(Stdio::null()).status().expect("apt-get install postgresql").success(), "initdb failed");
        let mut server = command("postgres");
        server.arg("-D").arg(&data).args(["-p", &port.to_string(), "-k"]).arg(dir.path());
        // Serializable is what CockroachDB has by default.
        let always = ["listen_addresses=127.0.0.1", "max_connections=200", "default_transaction_isolation=serializable"];
        for setting in always.iter().chain(settings) {
            server.args(["-c", setting]);
        }
        let log = std::fs::OpenOptions::new().create(true).append(true).open(dir.path().join("log")).unwrap();
        server.stdout(Stdio::null()).stderr(log);
        Self { process: Process::start(server, || ready(port)), port, dir }
    }

    /// The URL of this database.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}?sslmode=disable", self.port)
    }

    /// Makes an empty database and returns its URL.
    pub fn database(&self, name: &str) -> String {
        let mut make = command("createdb");
        make.args(["-h", "127.0.0.1", "-U", "postgres", "-p", &self.port.to_string(), name]);
        assert!(make.status().unwrap().success(), "createdb failed");
        self.url(name)
    }

    /// On 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// All its processes are gone from one moment to the next.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it again after [`kill`](Self::kill), with what was committed.
    pub fn start_again(&mut self) {
        let port = self.port;
        self.process.start_again(|| ready(port));
    }

    /// Its postmaster stops; the connections that exist are served on.
    pub fn freeze(&self) {
        self.process.signal("STOP");
    }

    /// It resumes after [`freeze`](Self::freeze).
    pub fn thaw(&self) {
        self.process.signal("CONT");
    }

    /// Every process of it stops, also those that serve connections: nobody gets an answer.
    pub fn freeze_whole(&self) {
        self.process.signal_whole("STOP");
    }

    /// It resumes after [`freeze_whole`](Self::freeze_whole).
    pub fn thaw_whole(&self) {
        self.process.signal_whole("CONT");
    }

    /// Runs statements as an administrator, in the database `postgres`, and returns what they answered, without headings.
    pub fn administer(&self, statements: &str) -> String {
        self.administer_in("postgres", statements)
    }

    /// [`administer`](Self::administer) in another database.
    pub fn administer_in(&self, database: &str, statements: &str) -> String {
        let mut psql = command("psql");
        psql.args(["-q", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "postgres", "-p", &self.port.to_string()]);
        let output = psql.args(["-d", database, "-c", statements]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs statements one after the other in one session of the database `postgres`, each as its own.
    pub fn administer_session(&self, statements: &[&str]) {
        let mut psql = command("psql");
        psql.args(["-q", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "postgres", "-p", &self.port.to_string()]);
        for statement in statements {
            psql.args(["-c", statement]);
        }
        let output = psql.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// This database as SQL, rows as INSERT statements: readable for every later version of the server.
    pub fn dump(&self, database: &str) -> String {
        let mut dump = command("pg_dump");
        dump.args(["--inserts", "--no-owner", "-h", "127.0.0.1", "-U", "postgres", "-p", &self.port.to_string(), database]);
        let output = dump.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Makes a database of what [`dump`](Self::dump) wrote, and returns its URL.
    pub fn restore(&self, name: &str, sql: &Path) -> String {
        let url = self.database(name);
        let mut psql = command("psql");
        psql.args(["-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "postgres", "-p", &self.port.to_string(), "-d", name]);
        let output = psql.stdin(std::fs::File::open(sql).unwrap()).stdout(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        url
    }

    /// What the server said so far.
    #[must_use]
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.dir.path().join("log")).unwrap()).into_owned()
    }

    /// Every statement that the program sent so far, in the order of their beginning; not those of this module's tools.
    #[must_use]
    pub fn statements(&self) -> Vec<String> {
        let log = self.log();
        let mut statements: Vec<String> = Vec::new();
        let mut open = false;
        for line in log.lines() {
            if let Some(text) = line.strip_prefix("deviantcord|LOG:  ").and_then(statement) {
                statements.push(text.to_owned());
                open = true;
            } else if let (true, Some(more), Some(last)) = (open, line.strip_prefix('\t'), statements.last_mut()) {
                last.push('\n');
                last.push_str(more);
            } else {
                open = false;
            }
        }
        statements
    }
}

/// `statement: TEXT` of the simple protocol, `execute NAME: TEXT` of the extended one.
fn statement(line: &str) -> Option<&str> {
    line.strip_prefix("statement: ").or_else(|| Some(line.strip_prefix("execute ")?.split_once(": ")?.1))
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.process.stop("QUIT");
    }
}

fn ready(port: u16) -> bool {
    let mut ask = command("pg_isready");
    ask.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]).status().is_ok_and(|status| status.success())
}

/// A program of PostgreSQL, run as another user where this one is root.
fn command(program: &str) -> Command {
    let program = bin().join(program);
    let mut command = Command::new(if root() { Path::new("setpriv") } else { &program });
    if root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(&program);
    }
    command.current_dir("/");
    command
}

/// Debian's newest; elsewhere what `pg_config` names.
fn bin() -> PathBuf {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|found| found.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).filter(|bin| bin.join("initdb").exists()).collect())
        .unwrap_or_default();
    versions.sort();
    versions.pop().unwrap_or_else(|| {
        let output = Command::new("pg_config").arg("--bindir").output().expect("PostgreSQL is missing: apt-get install postgresql");
        PathBuf::from(String::from_utf8(output.stdout).unwrap().trim())
    })
}

fn root() -> bool {
    Command::new("id").arg("-u").output().unwrap().stdout == b"0\n"
}
