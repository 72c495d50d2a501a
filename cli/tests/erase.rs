//! `deviantcord erase` and `deviantcord refuse` under the real binary: what is erased is in no byte of the data directory.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use domain::clock::{Clock as _, SystemClock};
use domain::id::GuildId;
use domain::watch::{NewWatch, Pause};
use sandbox::discord;
use std::path::Path;
use std::process::{Output, Stdio};
use store::bot::AddWatch;
use support::{Harness, announced_one};

fn run(harness: &Harness, args: &[&str]) -> Output {
    harness.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The files below this directory in which this id stands, in any form in which it is written.
fn holding(dir: &Path, id: u64) -> Vec<String> {
    with_one_of(dir, &[id.to_be_bytes().to_vec(), id.to_le_bytes().to_vec(), id.to_string().into_bytes()])
}

/// The files below this directory in which these words stand.
fn naming(dir: &Path, words: &str) -> Vec<String> {
    with_one_of(dir, &[words.as_bytes().to_vec()])
}

fn with_one_of(dir: &Path, forms: &[Vec<u8>]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(with_one_of(&path, forms));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        if forms.iter().any(|form| bytes.windows(form.len()).any(|window| window == form.as_slice())) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erased_server_is_in_no_file_and_a_refused_one_gets_no_watch() {
    let harness = Harness::start(discord::Options::load()).await;
    let (artist, channel) = announced_one(&harness).await;
    let guild = harness.guild.0.to_string();
    assert!(!holding(&harness.data_dir(), harness.guild.0).is_empty(), "the search finds what is there");
    for answers in [vec![], vec!["--yes"]] {
        let output = run(&harness, &[vec!["erase", "guild", &guild], answers].concat());
        assert!(!output.status.success() && said(&output).contains("nothing was changed"), "{}", said(&output));
    }
    let output = run(&harness, &["erase", "guild", &guild, "--yes", "--yes"]);
    assert!(output.status.success() && said(&output).contains("1 watches and 1 notifications"), "{}", said(&output));
    assert_eq!(holding(&harness.data_dir(), harness.guild.0), [] as [String; 0]);
    assert_eq!(holding(&harness.data_dir(), channel), [] as [String; 0]);
    let output = run(&harness, &["erase", "guild", &guild, "--refuse"]);
    assert!(output.status.success() && said(&output).contains("nothing is stored"), "nothing is asked where nothing is: {}", said(&output));
    assert!(said(&run(&harness, &["refuse", "ls"])).contains(&format!("guild {guild}, since")));
    let store = harness.store().await;
    let wish = NewWatch::new(GuildId(harness.guild.0), domain::id::ChannelId(channel), artist, "kim", SystemClock.now());
    assert_eq!(store.for_bot().add_watch(&wish, 10).await.unwrap(), AddWatch::NotServed);
    assert!(run(&harness, &["refuse", "lift", "guild", &guild]).status.success());
    assert!(matches!(store.for_bot().add_watch(&wish, 10).await.unwrap(), AddWatch::Added(_)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erased_artist_stays_out_of_the_store_though_the_log_tells_of_them() {
    let harness = Harness::start(discord::Options::load()).await;
    let (artist, channel) = announced_one(&harness).await;
    let store = harness.store().await;
    let (guild, now) = (GuildId(harness.guild.0), SystemClock.now());
    let watch = store.for_bot().watches(guild, None, 0, 10).await.unwrap().watches.remove(0);
    assert_eq!(store.for_bot().pause_watches(guild, &[watch.id], Pause { since: now, until: None }, now).await.unwrap().len(), 1);
    store.close().await;
    assert_ne!(naming(&harness.data_dir(), "kim in channel"), [] as [String; 0], "the audit tells of the pause");
    let output = run(&harness, &["erase", "artist", "KIM", "--yes", "--yes"]);
    assert!(output.status.success() && said(&output).contains("has 1 watches and"), "{}", said(&output));
    assert!(said(&run(&harness, &["refuse", "ls"])).contains(&format!("artist {artist}")));
    assert_eq!(naming(&harness.data_dir(), "kim in channel"), [] as [String; 0]);
    for command in ["rebuild", "verify"] {
        let output = run(&harness, &[command]);
        assert!(output.status.success(), "{command}: {}", said(&output));
    }
    let store = harness.store().await;
    let found = store.for_operator().holdings_of_artist(artist).await.unwrap();
    assert_eq!((found.watches, found.others), (0, 0));
    assert_eq!(store.for_operator().name_of_artist(artist).await.unwrap(), None);
    let wish = NewWatch::new(GuildId(harness.guild.0), domain::id::ChannelId(channel), artist, "kim", SystemClock.now());
    assert_eq!(store.for_bot().add_watch(&wish, 10).await.unwrap(), AddWatch::NotServed);
    let output = run(&harness, &["erase", "artist", "nobody", "--yes", "--yes"]);
    assert!(!output.status.success() && said(&output).contains("no artist is known"), "{}", said(&output));
}
