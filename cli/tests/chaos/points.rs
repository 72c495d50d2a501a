//! F3: the program is killed as it is about to make a chosen system call: before and after each append, commit, request, record of the journal.

use crate::support::{Harness, looked_at, until};
use crate::{artists, counted, shown};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use sandbox::deviantart::NewPost;
use sandbox::discord;
use std::process::{Child, Command};
use std::time::{Duration, Instant};
use testbed::chaos;

/// The calls by which it changes anything outside itself.
const CALLS: [&str; 6] = ["pwrite64", "fdatasync", "sendto", "writev", "openat", "unlink"];

/// Kinds of points that have to be reached.
const KINDS: usize = 6;

/// The tracer, and through it the service.
struct Traced(Child);

impl Traced {
    /// SIGKILL for the service by its process id; its tracer ends with it.
    fn kill(&self) {
        let tracer = self.0.id();
        let children = std::fs::read_to_string(format!("/proc/{tracer}/task/{tracer}/children")).unwrap_or_default();
        for service in children.split_whitespace().filter_map(|id| rustix::process::Pid::from_raw(id.parse().ok()?)) {
            // It may have ended in this moment.
            let _ = rustix::process::kill_process(service, rustix::process::Signal::KILL);
        }
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        self.kill();
        drop(self.0.wait());
    }
}

/// The service, killed by the operating system when one of its threads begins this call for the k-th time.
fn run(harness: &Harness, call: &str, k: u32, trace: &std::path::Path) -> Traced {
    let service = harness.command(&["run"]);
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-yy", "-e", "signal=none", "-o"]).arg(trace).args(["-e", &format!("trace={call}")]);
    strace.args(["-e", &format!("inject={call}:signal=SIGKILL:when={k}")]).arg(service.get_program()).args(service.get_args());
    strace.current_dir(harness.place.path()).env_clear();
    strace.envs(service.get_envs().filter_map(|(key, value)| Some((key, value?))));
    let output = std::fs::OpenOptions::new().create(true).append(true).open(harness.log_file()).unwrap();
    strace.stdin(std::process::Stdio::null()).stdout(output.try_clone().unwrap()).stderr(output);
    Traced(strace.spawn().unwrap())
}

/// What it was about to do when it was killed, in a word: the call and the kind of file or peer.
fn point(harness: &Harness, call: &str, trace: &str) -> Option<String> {
    let open = |line: &&str| line.ends_with("= ?") || line.ends_with("<unfinished ...>");
    let line = trace.lines().rev().filter(open).find(|line| line.contains(&format!(" {call}(")))?;
    let discord = harness.discord.url();
    let discord = discord.rsplit_once(':')?.1.trim_end_matches('/');
    let kinds = [
        ("deviantcord.sqlite", "store"),
        ("/log/", "log"),
        ("/bot", "journal"),
        ("/spool/", "spool"),
        (&format!(":{discord}]"), "Discord"),
        ("TCP", "DeviantArt"),
    ];
    let kind = kinds.iter().find(|(part, _)| line.contains(part)).map_or("other", |(_, kind)| kind);
    Some(format!("{call} {kind}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f3_killed_at_any_point_between_deviantart_and_discord_loses_and_doubles_nothing() {
    let (seed, kills) = (chaos::seed(), chaos::scale(36, 1_200));
    let mut kills_made = 3 * kills;
    let mut dice = StdRng::seed_from_u64(seed);
    let harness = Harness::start(discord::Options { keep_requests: 100_000, ..discord::Options::load() }).await;
    let names = artists(&harness, 3).await;
    let (deviantart, world) = (harness.deviantart.world(), harness.discord.world());
    let mut first = harness.run();
    until(&harness, "the first looks", async || looked_at(&deviantart, &names)).await;
    first.terminate();
    assert!(first.wait().await.success());

    let trace = harness.place.path().join("trace");
    let (mut published, mut reached, mut idle) = (Vec::new(), Vec::new(), 0);
    let mut plan: Vec<&str> = (0..kills).map(|nth| CALLS[nth % CALLS.len()]).collect();
    plan.shuffle(&mut dice);
    // The dice may favour few kinds: then it continues until there are enough, for a while.
    let more = CALLS.into_iter().cycle().take(2 * kills);
    for (nth, call) in plan.into_iter().chain(more).enumerate() {
        if nth >= kills && counted(reached.clone()).len() >= KINDS {
            kills_made = nth;
            break;
        }
        // Most calls of a short life are early ones; the later, the rarer.
        let k = dice.random_range(1..=if call == "openat" { 60 } else { 25 });
        let mut service = run(&harness, call, k, &trace);
        published.extend(names.iter().map(|name| deviantart.publish(name, NewPost::image(format!("{name} {nth}"))).url));
        let (began, mut quiet) = (Instant::now(), None);
        let killed = loop {
            if service.0.try_wait().unwrap().is_some() {
                break true;
            }
            // Not reached, though everything is done: ended all the same.
            let all = world.post_count() >= published.len() as u64;
            if all && quiet.get_or_insert_with(Instant::now).elapsed() > Duration::from_millis(300)
                || began.elapsed() > Duration::from_secs(60)
            {
                break false;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        drop(service);
        idle += usize::from(!killed);
        if killed {
            reached.extend(point(&harness, call, &std::fs::read_to_string(&trace).unwrap_or_default()));
        }
    }
    let mut last = harness.run();
    // Their arrival shows that this start has got as far as listening to signals.
    published.extend(names.iter().map(|name| deviantart.publish(name, NewPost::image("The last one")).url));
    until(&harness, "every post", async || world.post_count() >= published.len() as u64).await;
    last.terminate();
    assert!(last.wait().await.success());

    let posts = world.requests().iter().filter(|one| one.method == "POST" && one.path.ends_with("/messages")).count() as u64;
    let redundant = posts.saturating_sub(world.post_count());
    let mut points: Vec<(String, u64)> = counted(reached).into_iter().collect();
    points.sort();
    let listed: Vec<String> = points.iter().map(|(point, times)| format!("{point} {times}")).collect();
    let row = chaos::Row::of_sets("F3", seed, published.clone(), published, shown(&world));
    row.note(format!(
        "{} kills at {} kinds of points ({}), {idle} kills at rest; {redundant} requests repeated with their nonce",
        kills_made - idle,
        points.len(),
        listed.join(", ")
    ))
    .finish();
    assert!(redundant <= kills_made as u64, "at most one repeated request a kill");
    assert!(points.len() >= KINDS, "too few points were reached: {listed:?}");
}
