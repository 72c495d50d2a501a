//! The processes, one for each role and number.

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::fs::OpenOptions;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ROLES: [(&str, u32); 4] = [("projector", 2), ("bot", 2), ("ingest", 2), ("ops", 1)];
/// Nothing takes this long unless it hangs.
const PATIENCE: Duration = Duration::from_secs(120);

type Env = Vec<(String, String)>;

/// The environment's own credentials, when there are any for both vendors.
pub fn credentials() -> Option<Env> {
    let ours = |key: &str| key.starts_with("DEVIANTCORD_DISCORD__") || key.starts_with("DEVIANTCORD_DEVIANTART__");
    let env: Env = std::env::vars().filter(|(key, _)| ours(key)).collect();
    let has = |key: &str| env.iter().any(|(name, _)| name.starts_with(key));
    (has("DEVIANTCORD_DISCORD__TOKEN") && has("DEVIANTCORD_DEVIANTART__CLIENT_SECRET")).then_some(env)
}

pub struct Fleet {
    binary: PathBuf,
    env: Env,
    members: Vec<Member>,
}

struct Member {
    name: String,
    role: &'static str,
    dir: PathBuf,
    listen: String,
    child: Option<Child>,
}

impl Fleet {
    /// All of them, not running yet.
    pub fn new(dir: &Path, env: Env) -> Result<Self> {
        // Beside target/debug/examples.
        let beside = std::env::current_exe()?.parent().and_then(Path::parent).map(|dir| dir.join("deviantcord"));
        let binary = beside.filter(|path| path.exists()).context("deviantcord is not built; dev/cluster.sh does it")?;
        let mut members = Vec::new();
        for (role, count) in ROLES {
            for number in 1..=count {
                let name = if count == 1 { role.to_owned() } else { format!("{role}-{number}") };
                let dir = dir.join(&name);
                if dir.exists() {
                    std::fs::remove_dir_all(&dir).with_context(|| format!("what an earlier run left in {}", dir.display()))?;
                }
                std::fs::create_dir_all(&dir)?;
                let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
                members.push(Member { name, role, dir, listen, child: None });
            }
        }
        Ok(Self { binary, env, members })
    }

    fn command(&self, member: &Member, args: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(args).current_dir(&member.dir).env_clear().envs(self.env.iter().map(|(key, value)| (key, value)));
        command.env("DEVIANTCORD_DATA_DIR", member.dir.join("data")).env("DEVIANTCORD_OPS__LISTEN", &member.listen).stdin(Stdio::null());
        command
    }

    fn spawn(&self, number: usize) -> Result<Child> {
        let member = &self.members[number];
        let log = OpenOptions::new().create(true).append(true).open(member.dir.join("log"))?;
        // Every process has its own ops page.
        let mut command = self.command(member, &["run", "--role", member.role, "--role", "ops"]);
        command.stdout(log.try_clone()?).stderr(log);
        command.spawn().with_context(|| format!("{} cannot be started", member.name))
    }

    /// The schema first, then every process; waits until each is ready.
    pub async fn start(&mut self) -> Result<()> {
        let output = self.command(&self.members[0], &["migrate"]).output()?;
        if !output.status.success() {
            bail!("deviantcord migrate: {}", String::from_utf8_lossy(&output.stderr));
        }
        for number in 0..self.members.len() {
            self.members[number].child = Some(self.spawn(number)?);
        }
        let begun = Instant::now();
        for member in &self.members {
            loop {
                let health = self.command(member, &["health", "--ready"]).output()?;
                if health.status.success() {
                    break;
                }
                if begun.elapsed() > PATIENCE {
                    let said = [health.stdout, health.stderr].concat();
                    bail!("{} is not ready: {}see {}", member.name, String::from_utf8_lossy(&said), member.dir.join("log").display());
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
        Ok(())
    }

    /// Starts again whatever has ended.
    pub fn start_what_ended(&mut self) -> Result<()> {
        for number in 0..self.members.len() {
            let member = &mut self.members[number];
            let Some(status) = member.child.as_mut().map(Child::try_wait).transpose()?.flatten() else { continue };
            let name = member.name.clone();
            let child = self.spawn(number)?;
            println!("{name} ended ({status}); started again as process {}", child.id());
            self.members[number].child = Some(child);
        }
        Ok(())
    }

    /// Where each of them is.
    pub fn print(&self) {
        println!("\n  {:<13} {:>8}  {:<26} log", "process", "id", "ops page");
        for member in &self.members {
            let id = member.child.as_ref().map_or(0, Child::id);
            println!("  {:<13} {id:>8}  {:<26} {}", member.name, format!("http://{}", member.listen), member.dir.join("log").display());
        }
    }

    /// Asks all at once to end, by process id; each has to end well.
    pub async fn stop(&mut self) -> Result<()> {
        for child in self.members.iter().filter_map(|member| member.child.as_ref()) {
            if let Some(id) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
                // One that has ended already is met below.
                kill_process(id, Signal::TERM).unwrap_or_default();
            }
        }
        let mut badly = Vec::new();
        for member in &mut self.members {
            let Some(mut child) = member.child.take() else { continue };
            let status = tokio::task::spawn_blocking(move || child.wait()).await??;
            if !status.success() {
                badly.push(format!("{} ({status}, see {})", member.name, member.dir.join("log").display()));
            }
        }
        if badly.is_empty() { Ok(()) } else { bail!("these did not end well: {}", badly.join(", ")) }
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        for mut child in self.members.iter_mut().filter_map(|member| member.child.take()) {
            child.kill().and_then(|()| child.wait().map(drop)).unwrap_or_default();
        }
    }
}
