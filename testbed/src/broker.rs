//! A RabbitMQ of the test's own: its own node, ports, directory, name server and cookie on the loopback interface. It takes about ten
//! seconds to start, so each test starts one and runs all its cases on it. Ended by process id.

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub const USER: &str = "deviantcord";
pub const PASSWORD: &str = "canary-broker-password";
/// Nothing takes longer unless it hangs.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// The servers themselves; what Debian puts into the path insists on another user.
const BIN: &str = "/usr/lib/rabbitmq/bin";
/// Runs a program in a root (`$1`) that sees this directory (`$2`) at its own place.
const IN_ROOT: &str = r#"mount --make-rprivate / && mkdir -p "$1$2" && mount --bind "$2" "$1$2" && mount -t proc proc "$1/proc" &&
    mount --rbind /dev "$1/dev" && root=$1 && shift 2 && exec chroot "$root" "$@""#;

/// A running RabbitMQ, or one that was killed and can be booted again.
#[derive(Debug)]
pub struct Broker {
    dir: TempDir,
    pub port: u16,
    tls_port: u16,
    epmd_port: u16,
    /// None: another broker's.
    epmd: Option<Child>,
    server: Option<Child>,
    /// Of the Debian whose programs it runs; None: of this one.
    root: Option<PathBuf>,
}

impl Broker {
    /// Makes one and waits until it takes connections.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start() -> Result<Self> {
        Self::start_in(None)
    }

    /// [`start`](Self::start) with the programs of another Debian's root, which takes an administrator.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_in(root: Option<&Path>) -> Result<Self> {
        let ports = free_ports()?;
        let epmd = Command::new("epmd")
            .args(["-port", &ports[2].to_string(), "-address", "127.0.0.1"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("epmd cannot be started; is rabbitmq-server installed?")?;
        Self::make(ports, Some(epmd), None, root)
    }

    /// Makes another node and joins it to this one's cluster. What is on this one stays here alone.
    ///
    /// # Errors
    /// When it does not start or refuses the connection.
    pub fn joined(&self) -> Result<Self> {
        let [port, tls_port, _] = free_ports()?;
        let cookie = std::fs::read(self.path(".erlang.cookie"))?;
        let node = Self::make([port, tls_port, self.epmd_port], None, Some(&cookie), self.root.as_deref())?;
        node.ctl(&["stop_app"])?;
        node.ctl(&["join_cluster", &self.node()])?;
        node.ctl(&["start_app"])?;
        Ok(node)
    }

    /// Its name in a cluster.
    #[must_use]
    pub fn node(&self) -> String {
        format!("test{}@localhost", self.port)
    }

    fn make([port, tls_port, epmd_port]: [u16; 3], epmd: Option<Child>, cookie: Option<&[u8]>, root: Option<&Path>) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        if let Some(cookie) = cookie {
            let path = dir.path().join(".erlang.cookie");
            std::fs::write(&path, cookie)?;
            std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o400))?;
        }
        certificates(dir.path())?;
        std::fs::write(
            dir.path().join("rabbitmq.conf"),
            format!(
                "listeners.tcp.1 = 127.0.0.1:{port}\ndefault_user = {USER}\ndefault_pass = {PASSWORD}\nloopback_users = none\nlog.file.level = warning\n\
                 listeners.ssl.1 = 127.0.0.1:{tls_port}\nssl_options.certfile = {0}/server.pem\nssl_options.keyfile = {0}/server.key\n\
                 ssl_options.cacertfile = {0}/ca.pem\nssl_options.verify = verify_none\n",
                dir.path().display()
            ),
        )?;
        std::fs::write(dir.path().join("enabled_plugins"), "[].")?;
        let mut broker = Self { dir, port, tls_port, epmd_port, epmd, server: None, root: root.map(Path::to_owned) };
        broker.boot()?;
        Ok(broker)
    }

    /// From its next start on it is the broker of this root: its system is updated.
    pub fn update(&mut self, root: &Path) {
        self.root = Some(root.to_owned());
    }

    /// Starts the server, after the first time on what it left behind.
    pub fn boot(&mut self) -> Result<()> {
        let output = std::fs::File::create(self.path("output"))?;
        let _ = std::fs::remove_file(self.path("pid"));
        let mut command = self.tool("rabbitmq-server");
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        self.server = Some(command.spawn().context("rabbitmq-server cannot be started; is it installed?")?);
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self.server.as_mut().is_some_and(|server| server.try_wait().is_ok_and(|status| status.is_some()));
            if ended || started.elapsed() > PATIENCE {
                bail!("the broker does not start: {}", std::fs::read_to_string(self.path("output")).unwrap_or_default());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn tool(&self, name: &str) -> Command {
        let program = Path::new(BIN).join(name);
        let mut command = Command::new(if self.root.is_some() { Path::new("unshare") } else { &program });
        if let Some(root) = &self.root {
            command.args(["--mount", "sh", "-c", IN_ROOT, "sh"]).arg(root).arg(self.dir.path()).arg(&program);
        }
        command
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("HOME", self.dir.path())
            .env("LANG", "C.UTF-8")
            .env("RABBITMQ_NODENAME", self.node())
            .env("RABBITMQ_CONF_ENV_FILE", self.path("none"))
            .env("RABBITMQ_CONFIG_FILE", self.path("rabbitmq.conf"))
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", self.path("enabled_plugins"))
            .env("RABBITMQ_MNESIA_BASE", self.path("mnesia"))
            .env("RABBITMQ_LOG_BASE", self.path("log"))
            .env("RABBITMQ_PID_FILE", self.path("pid"))
            .env("ERL_CRASH_DUMP", self.path("erl_crash.dump"))
            .env("RABBITMQ_DIST_PORT", (self.port + 20_000).to_string())
            .env("ERL_EPMD_PORT", self.epmd_port.to_string())
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}");
        command
    }

    /// The URL of a stream of this name.
    pub fn url(&self, stream: &str) -> String {
        format!("amqp://{USER}:{PASSWORD}@127.0.0.1:{}/?stream={stream}", self.port)
    }

    /// The same with TLS, and the authority that made the broker's certificate.
    pub fn tls_url(&self, stream: &str) -> (String, String) {
        let url = format!("amqps://{USER}:{PASSWORD}@127.0.0.1:{}/?stream={stream}", self.tls_port);
        (url, self.path("ca.pem").display().to_string())
    }

    /// Runs `rabbitmqctl`.
    pub fn ctl(&self, args: &[&str]) -> Result<String> {
        let output = self.tool("rabbitmqctl").arg("-q").args(args).stdin(Stdio::null()).output()?;
        if !output.status.success() {
            bail!("rabbitmqctl {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    pub fn signal(&self, signal: Signal) -> Result<()> {
        let pid = std::fs::read_to_string(self.path("pid"))?.trim().parse().ok().and_then(Pid::from_raw).context("no process id")?;
        Ok(kill_process(pid, signal)?)
    }

    /// Ends it without a word.
    pub fn kill(&mut self) -> Result<()> {
        self.signal(Signal::KILL)?;
        if let Some(mut server) = self.server.take() {
            server.wait()?;
        }
        Ok(())
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        // A stopped process is killed all the same.
        if self.server.is_some() && self.kill().is_err() {
            eprintln!("the broker in {} could not be ended", self.dir.path().display());
        }
        if let Some(mut epmd) = self.epmd.take() {
            let _ = epmd.kill();
            let _ = epmd.wait();
        }
    }
}

/// Ports that nobody listens on; the broker adds 20000 to the first for its own use.
fn free_ports() -> Result<[u16; 3]> {
    for _ in 0..100 {
        let [one, two, three] = [0; 3].map(|_| TcpListener::bind("127.0.0.1:0"));
        let (one, two, three) = (one?, two?, three?);
        let (one, two, three) = (one.local_addr()?.port(), two.local_addr()?.port(), three.local_addr()?.port());
        // Below the range that connections take their own ports from.
        let one = 10_000 + one % 15_000;
        if TcpListener::bind(("127.0.0.1", one)).is_ok() && TcpListener::bind(("127.0.0.1", one + 20_000)).is_ok() {
            return Ok([one, two, three]);
        }
    }
    bail!("no free port");
}

/// An authority and a server's certificate by it.
fn certificates(dir: &Path) -> Result<()> {
    std::fs::write(dir.join("extensions"), "subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")?;
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    for line in [
        format!("req -x509 {key} -keyout ca.key -out ca.pem -subj /CN=authority -days 2"),
        format!("req {key} -keyout server.key -out server.csr -subj /CN=broker"),
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile extensions -out server.pem".to_owned(),
    ] {
        let output = Command::new("openssl").args(line.split(' ')).current_dir(dir).output().context("openssl cannot be started")?;
        if !output.status.success() {
            bail!("openssl {line}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
    Ok(())
}
