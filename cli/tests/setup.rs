//! The newcomer: installs, sets up, runs the commands as they were printed, and sees the first message.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use sandbox::deviantart::NewPost;
use sandbox::discord;
use serde_json::json;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use support::{Harness, Service, looked_at, until};

const SECRETS: [&str; 3] = ["DEVIANTCORD_DISCORD__TOKEN", "DEVIANTCORD_DEVIANTART__CLIENT_ID", "DEVIANTCORD_DEVIANTART__CLIENT_SECRET"];

/// A command as somebody types it: nothing is known of the three secrets, nor where the data goes.
fn typed(harness: &Harness, line: &[&str]) -> Command {
    let mut command = harness.command(line);
    for name in SECRETS.iter().chain(&["DEVIANTCORD_DATA_DIR"]) {
        command.env_remove(name);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn said(mut command: Command) -> (bool, String) {
    let output = tokio::task::block_in_place(|| command.output()).unwrap();
    (output.status.success(), format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}

/// The lines of a text that are commands of this program, without its name.
fn printed(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("  deviantcord "));
    lines.map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newcomer_sets_up_runs_what_is_printed_and_sees_the_first_message() {
    let harness = Harness::start(discord::Options::default()).await;
    let (deviantart, world) = (harness.deviantart.world(), harness.discord.world());
    let open = world.add_channel(harness.guild, "art", discord::ChannelKind::Text);
    let closed = world.add_channel(harness.guild, "closed", discord::ChannelKind::Text);
    world.set_bot_permissions(closed, 1 << 10);
    deviantart.add_artist("Somebody");
    let token = discord::Options::default().token;
    let answers = ["setup", "--discord-token", &token, "--client-id", "sandbox", "--client-secret", "sandbox-secret"];
    let (well, text) = said(typed(&harness, &answers));
    assert!(well, "{text}");
    let file = harness.place.path().join("deviantcord.toml");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    for words in ["scope=bot+applications.commands&permissions=274877991936\n", "in the server Test guild", "#closed (Send Messages"] {
        assert!(text.contains(words), "{words:?} is not in: {text}");
    }
    assert!(!text.contains("#art (") && !text.contains(&token) && !text.contains("sandbox-secret"), "{text}");
    let commands = printed(&text);
    assert_eq!(commands, [["doctor"], ["run"]]);
    let (well, found) = said(typed(&harness, &["doctor"]));
    assert!(well, "{found}");
    let service = Service::of(typed(&harness, &["run"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    until(&harness, "the commands", async || !world.commands().is_empty()).await;
    let moderator = world.moderator();
    let reply = world.interact().slash((harness.guild, open, &moderator), "watch", json!({ "artist": "somebody" })).await.unwrap();
    assert!(reply.text().contains("Somebody"), "{}", reply.text());
    until(&harness, "the first poll", async || looked_at(&deviantart, &["Somebody"])).await;
    deviantart.publish("Somebody", NewPost::image("The first"));
    until(&harness, "the first message", async || world.messages(open).len() == 1).await;
    assert!(harness.place.path().join("data/VERSION").exists(), "beside the file");
    drop(service);

    let (well, text) = said(typed(&harness, &answers));
    assert!(!well && text.contains("--replace"), "what is there stays: {text}");

    let units = harness.place.path().to_str().unwrap();
    let (well, text) = said(typed(&harness, &[&answers[..], &["--replace", "--no-wait", "--unit", units]].concat()));
    assert!(well && text.contains("systemctl enable --now deviantcord") && !text.contains(" run\n"), "{text}");
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains("data_dir = \"/var/lib/deviantcord/data\"\n"), "where the unit keeps its data");
    assert!(harness.place.path().join("deviantcord.service").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_missing_or_wrong_is_told_and_nothing_is_written() {
    let harness = Harness::start(discord::Options::default()).await;
    let token = discord::Options::default().token;
    let (well, text) = said(typed(&harness, &["setup"]));
    assert!(!well, "{text}");
    for words in
        ["--discord-token", "--client-id", "--client-secret", "https://discord.com/developers", "https://www.deviantart.com/developers"]
    {
        assert!(text.contains(words), "{words:?} is not in: {text}");
    }
    for (token, secret, words) in [("canary-token", "sandbox-secret", "discord.token"), (token.as_str(), "canary-secret", "client_secret")]
    {
        let answers = ["setup", "--discord-token", token, "--client-id", "sandbox", "--client-secret", secret, "--no-wait"];
        let (well, text) = said(typed(&harness, &answers));
        assert!(!well && text.contains(words) && !text.contains("canary"), "{text}");
    }
    assert!(!harness.place.path().join("deviantcord.toml").exists());
    assert!(!harness.place.path().join("data").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_version_names_commit_schema_and_formats_and_everything_is_installed() {
    let harness = Harness::start(discord::Options::default()).await;
    let (well, text) = said(typed(&harness, &["--version"]));
    assert!(well && text.contains("(commit ") && text.contains("schema: m00") && text.contains("data directory 1, backup 1"), "{text}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    assert_eq!(text.contains("(commit unknown"), !root.join(".git").exists(), "{text}");
    let to = harness.place.path().join("root");
    let install = |prefix: &str| {
        let mut install = Command::new(root.join("dev/install.sh"));
        install.env("DESTDIR", &to).env("PREFIX", prefix).env("PROGRAM", env!("CARGO_BIN_EXE_deviantcord")).env_remove("CARGO_TARGET_DIR");
        said(install)
    };
    let (well, text) = install("/home/me/.local");
    assert!(well && text.contains("no systemd unit") && !to.join("home/me/.local/lib").exists(), "{text}");
    let (well, text) = install("/opt/dc");
    assert!(well, "{text}");
    let there = |path: &str| std::fs::read_to_string(to.join("opt/dc").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(
        there("lib/systemd/system/deviantcord.service").contains("\nExecStart=/opt/dc/bin/deviantcord --config %d/deviantcord.toml run\n")
    );
    for completions in
        ["bash-completion/completions/deviantcord", "zsh/site-functions/_deviantcord", "fish/vendor_completions.d/deviantcord.fish"]
    {
        assert!(there(&format!("share/{completions}")).contains("deviantart-account"), "{completions}");
    }
    there("share/doc/deviantcord/operating.md");
    assert_eq!(std::fs::metadata(to.join("opt/dc/bin/deviantcord")).unwrap().permissions().mode() & 0o777, 0o755);
}
