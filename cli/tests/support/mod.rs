//! The real binary between the two simulated vendors, for tests that kill, stop and starve it.
#![expect(clippy::unwrap_used, dead_code, reason = "test support; each test file uses a part of it")]

pub mod fleet;
pub mod flow;
pub mod mix;
pub mod scenario;

use domain::clock::{Clock, SystemClock};
use domain::id::{ArtistId, ChannelId, GuildId};
use domain::watch::{GRACE, NewWatch, What};
use mix::Mix;
use rustix::process::Signal;
use sandbox::{deviantart, discord};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::Store;

pub struct Harness {
    pub deviantart: deviantart::Server,
    pub discord: discord::Server,
    pub guild: discord::GuildId,
    pub place: tempfile::TempDir,
    /// Extra environment of the binary.
    pub env: Vec<(String, String)>,
    /// Another build of the program; None: the one that `DEVIANTCORD_BIN` names, or this one.
    pub binary: Option<PathBuf>,
    /// None: what the binary uses.
    store_url: Option<String>,
}

impl Harness {
    pub async fn start(discord_options: discord::Options) -> Self {
        Self::on(&Mix::embedded(), discord_options).await
    }

    /// On this mix' servers, with a database, a stream and a cache that nobody has used.
    pub async fn on(mix: &Mix, discord_options: discord::Options) -> Self {
        let options = deviantart::Options { rate: deviantart::RateModel::unlimited(), ..Default::default() };
        let deviantart = deviantart::Server::start(options).await.unwrap();
        let discord = discord::Server::start(discord_options).await.unwrap();
        let guild = discord.world().add_guild("Test guild");
        let (env, store_url) = mix.fresh();
        Self { deviantart, discord, guild, place: tempfile::tempdir().unwrap(), env, binary: None, store_url }
    }

    pub fn data_dir(&self) -> PathBuf {
        self.place.path().join("data")
    }

    pub fn log_file(&self) -> PathBuf {
        self.place.path().join("output.log")
    }

    /// The URL of the store, for tests that look into it beside the service.
    pub fn store_url(&self) -> String {
        let set = || self.env.iter().rev().find(|(key, _)| key == "DEVIANTCORD_STORE__URL").map(|(_, url)| url.clone());
        let file = || format!("sqlite:{}", self.data_dir().join("deviantcord.sqlite").display());
        self.store_url.clone().or_else(set).unwrap_or_else(file)
    }

    pub fn set(&mut self, key: &str, value: &str) {
        self.env.push((key.to_owned(), value.to_owned()));
    }

    /// The binary with this command, on this harness's vendors; output is appended to one file.
    pub fn command(&self, args: &[&str]) -> Command {
        self.command_into(args, &self.log_file())
    }

    /// [`command`](Self::command) with its own file for its output.
    pub fn command_into(&self, args: &[&str], log: &Path) -> Command {
        let output = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
        let chosen = self.binary.clone().map(Into::into).or_else(|| std::env::var_os("DEVIANTCORD_BIN"));
        let binary = chosen.unwrap_or_else(|| env!("CARGO_BIN_EXE_deviantcord").into());
        let mut command = Command::new(binary);
        command
            .args(args)
            .current_dir(self.place.path())
            .env_clear()
            .env("DEVIANTCORD_DATA_DIR", self.data_dir())
            .env("DEVIANTCORD_DISCORD__TOKEN", discord::Options::default().token)
            .env("DEVIANTCORD_DISCORD__API_URL", self.discord.url())
            .env("DEVIANTCORD_DISCORD__REQUESTS_PER_SECOND", "2000")
            .env("DEVIANTCORD_DEVIANTART__CLIENT_ID", "sandbox")
            .env("DEVIANTCORD_DEVIANTART__CLIENT_SECRET", "sandbox-secret")
            .env("DEVIANTCORD_DEVIANTART__API_URL", self.deviantart.url())
            .env("DEVIANTCORD_DEVIANTART__REQUESTS_PER_SECOND", "2000")
            .env("DEVIANTCORD_INGEST__MIN_INTERVAL", "0.2")
            .env("DEVIANTCORD_INGEST__CONCURRENCY", "8")
            .env("DEVIANTCORD_OPS__LISTEN", "127.0.0.1:0")
            .envs(self.env.iter().map(|(key, value)| (key.as_str(), value.as_str())))
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output);
        command
    }

    /// What this command says, all of it, run on this data directory to its end.
    pub fn said_in(&self, data_dir: &Path, args: &[&str]) -> String {
        let mut command = self.command(args);
        command.env("DEVIANTCORD_DATA_DIR", data_dir).stdout(Stdio::piped()).stderr(Stdio::piped());
        let output = command.output().unwrap();
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    }

    pub fn run(&self) -> Service {
        self.service(&["run"])
    }

    /// The binary with this command, running.
    pub fn service(&self, args: &[&str]) -> Service {
        Service(self.command(args).spawn().unwrap())
    }

    /// The store beside the (stopped or running) service, migrated.
    pub async fn store(&self) -> Store {
        std::fs::create_dir_all(self.data_dir()).unwrap();
        let store = Store::connect(&self.store_url()).await.unwrap();
        migration::up(store.connection()).await.unwrap();
        store
    }

    /// An artist with one channel that watches them; planted in the store. Returns the channel.
    pub async fn watched_artist(&self, store: &Store, name: &str, what: What) -> u64 {
        let artist = self.deviantart.world().add_artist(name);
        let channel = self.discord.world().add_channel(self.guild, &name.to_lowercase(), discord::ChannelKind::Text);
        self.watch(store, &artist, channel, what).await;
        channel
    }

    pub async fn watch(&self, store: &Store, artist: &deviantart::Artist, channel: u64, what: What) {
        let now = SystemClock.now();
        let wish = NewWatch::new(GuildId(self.guild.0), ChannelId(channel), ArtistId(artist.userid), artist.username.clone(), now)
            .what(what)
            .announce_from(now - GRACE);
        store.for_bot().add_watch(&wish, 1_000_000).await.unwrap();
    }

    /// What all processes printed so far, each file after the other.
    pub fn output(&self) -> String {
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.place.path())
            .map(|found| {
                found.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.extension().is_some_and(|e| e == "log")).collect()
            })
            .unwrap_or_default();
        files.sort();
        files.into_iter().map(|file| std::fs::read_to_string(file).unwrap_or_default()).collect()
    }
}

impl Harness {
    /// The end of what each process printed.
    fn last_lines(&self) -> String {
        let mut lines = String::new();
        for entry in std::fs::read_dir(self.place.path()).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "log") {
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                let tail: Vec<&str> = text.lines().rev().take(25).collect();
                lines.push_str(&format!("--- {}\n", path.display()));
                tail.into_iter().rev().for_each(|line| lines.push_str(&format!("{line}\n")));
            }
        }
        lines
    }
}

/// Waits until the condition holds; says what was waited for, and the last lines of the log, when it never does.
pub async fn until(harness: &Harness, what: &str, condition: impl AsyncFnMut() -> bool) {
    testkit::until_or(what, condition, async || format!("the service's last lines:\n{}", harness.last_lines())).await;
}

/// A running service; killed when the test ends.
pub struct Service(Child);

impl Service {
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// A process that a test started by itself.
    pub fn of(child: Child) -> Self {
        Self(child)
    }

    /// SIGTERM by process id.
    pub fn terminate(&self) {
        self.send(Signal::TERM);
    }

    /// It stops where it is, and keeps everything that it holds.
    pub fn freeze(&self) {
        self.send(Signal::STOP);
    }

    /// It continues after [`freeze`](Self::freeze).
    pub fn thaw(&self) {
        self.send(Signal::CONT);
    }

    /// Any signal, by process id.
    pub fn send(&self, signal: Signal) {
        let pid = rustix::process::Pid::from_raw(i32::try_from(self.0.id()).unwrap()).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    pub async fn wait(&mut self) -> ExitStatus {
        loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A service that has announced one post of kim, and was stopped; the artist and the channel.
pub async fn announced_one(harness: &Harness) -> (ArtistId, u64) {
    let store = harness.store().await;
    let channel = harness.watched_artist(&store, "kim", What::Deviations).await;
    let artist = store.for_bot().watches(GuildId(harness.guild.0), None, 0, 10).await.unwrap().watches[0].wish.artist;
    store.close().await;
    let (art, discord) = (harness.deviantart.world(), harness.discord.world());
    let mut service = harness.run();
    until(harness, "the first look", async || looked_at(&art, &["kim".to_owned()])).await;
    art.publish("kim", deviantart::NewPost::image("one"));
    until(harness, "the first card", async || discord.post_count() == 1).await;
    service.terminate();
    assert!(service.wait().await.success());
    (artist, channel)
}

/// Whether every one of these artists' galleries was served at least once: only what is published later can be announced late.
pub fn looked_at<S: AsRef<str>>(world: &deviantart::World, names: &[S]) -> bool {
    served(world, "gallery/all", names)
}

/// Whether this endpoint gave its answer about every one of these artists.
pub fn served<S: AsRef<str>>(world: &deviantart::World, endpoint: &str, names: &[S]) -> bool {
    let queries: std::collections::HashSet<String> = world
        .requests_to(endpoint)
        .into_iter()
        .filter(|seen| seen.status == 200)
        .filter_map(|seen| seen.query.split('&').find_map(|pair| pair.strip_prefix("username=").map(str::to_lowercase)))
        .collect();
    names.iter().all(|name| queries.contains(&name.as_ref().to_lowercase()))
}

/// A small disk in memory; gone with this value.
pub struct Tmpfs(PathBuf);

impl Tmpfs {
    /// None, and a word about it, where nobody may mount one.
    pub fn mount(at: &std::path::Path, size: &str) -> Option<Self> {
        std::fs::create_dir(at).unwrap();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(at).status();
        if !mount.is_ok_and(|status| status.success()) {
            println!("skipped: this needs the right to mount a tmpfs");
            return None;
        }
        Some(Self(at.to_owned()))
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// A file that takes every byte of its disk, also what others give up on it later (reserves, shortened files); gone with this value.
pub struct Filler {
    path: PathBuf,
    stop: Arc<AtomicBool>,
    filling: Option<std::thread::JoinHandle<()>>,
}

impl Filler {
    /// Returns when nothing fits any more.
    pub fn start(path: &std::path::Path) -> Self {
        let mut file = std::fs::File::create(path).unwrap();
        let mut take_all = move || {
            use std::io::Write;
            for block in [1 << 16, 1 << 12, 1 << 6, 1] {
                let bytes = vec![7_u8; block];
                while file.write_all(&bytes).is_ok() {}
            }
        };
        take_all();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let filling = std::thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                take_all();
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        Self { path: path.to_owned(), stop, filling: Some(filling) }
    }
}

impl Drop for Filler {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(filling) = self.filling.take() {
            let _ = filling.join();
        }
        let _ = std::fs::remove_file(&self.path);
    }
}
