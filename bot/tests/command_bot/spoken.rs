//! Every command as somebody in English and somebody in German sees it, through the gateway: text, embeds, and the words on buttons, menus and forms.

use crate::rig::Rig;
use domain::language::Language;
use sandbox::deviantart::NewPost;
use sandbox::discord::{ChannelKind, Reply};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;

/// A command, the case, and the options. They follow each other in one server.
fn cases(here: u64, other: u64) -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("watch", "an unknown name", json!({ "artist": "nobodyatall" })),
        ("watch", "a link without an artist", json!({ "artist": "https://www.deviantart.com/tag/fox" })),
        ("watch", "a group", json!({ "artist": "FineGroup" })),
        ("watch", "added", json!({ "artist": "Alder" })),
        ("watch", "already there", json!({ "artist": "Alder" })),
        ("watch", "adds nothing", json!({ "artist": "Alder", "what": 2 })),
        ("watch", "journals with a folder", json!({ "artist": "Alder", "what": 2, "folder": "Comics" })),
        ("watch", "mature, not age-restricted", json!({ "artist": "Birch", "mature": true })),
        ("watch", "a wrong filter", json!({ "artist": "Birch", "filter": "cat -" })),
        ("watch", "several", json!({ "artist": "Birch, Alder, nobodyatall" })),
        ("watches", "a list", json!({})),
        ("watches", "nothing fits", json!({ "only": 1 })),
        ("edit", "a panel", json!({ "watch": "Alder" })),
        ("pause", "not a time", json!({ "watch": "Alder", "for": "soonish" })),
        ("pause", "paused", json!({ "watch": "Alder" })),
        ("edit", "the panel of a paused watch", json!({ "watch": "Alder" })),
        ("resume", "resumed", json!({ "watch": "Alder" })),
        ("move", "a question", json!({ "from": "art", "to": other.to_string() })),
        ("channels", "all well", json!({})),
        ("preview", "the latest post", json!({ "artist": "Alder" })),
        ("test", "sent", json!({ "watch": "Alder" })),
        ("why", "a link that shows no post", json!({ "post": "https://www.deviantart.com/tag/fox" })),
        ("why", "an unknown title", json!({ "post": "a title that nobody has" })),
        ("filter", "the last posts", json!({ "artist": "Alder", "text": "fern OR cat" })),
        ("status", "of the server", json!({})),
        ("settings", "the panel", json!({})),
        ("export", "a file", json!({})),
        ("import", "a plan", json!({ "file": "watches" })),
        ("help", "all", json!({})),
        ("help", "a topic", json!({ "topic": "watch" })),
        ("help", "an unknown topic", json!({ "topic": "dance" })),
        ("unwatch", "one", json!({ "watch": "Birch" })),
        ("watch", "back again", json!({ "artist": "Birch" })),
        ("unwatch", "all of a channel", json!({ "watch": format!("<#{here}>") })),
        ("forget", "the form", json!({})),
    ]
}

/// The words on components and forms, in order.
fn labels(tree: &Value, found: &mut Vec<String>) {
    match tree {
        Value::Array(list) => list.iter().for_each(|child| labels(child, found)),
        Value::Object(fields) => {
            let words = ["title", "label", "placeholder", "description"].iter().filter_map(|name| fields.get(*name)?.as_str());
            found.extend(words.filter(|words| !words.is_empty()).map(str::to_owned));
            ["components", "options"].iter().filter_map(|name| fields.get(*name)).for_each(|child| labels(child, found));
        }
        _ => {}
    }
}

/// What a reply shows, without ids and times that differ from run to run.
pub fn shown(rig: &Rig, reply: &Reply, other: u64) -> String {
    let mut words = Vec::new();
    labels(&reply.components, &mut words);
    labels(reply.modal.as_ref().unwrap_or(&Value::Null), &mut words);
    let mut text = reply.text();
    if !words.is_empty() {
        text = format!("{text}\n[{}]", words.join("] ["));
    }
    let ids = [(rig.channel, "ART"), (other, "OTHER"), (rig.guild.0, "GUILD")];
    let messages = rig.world.all_messages().into_iter().map(|message| (message.id, "MESSAGE"));
    let text = ids.into_iter().chain(messages).fold(text, |text, (id, name)| text.replace(&id.to_string(), name));
    let commands = rig.world.commands().into_iter().filter_map(|command| command["id"].as_str().map(str::to_owned));
    let text = commands.fold(text, |text, id| text.replace(&id, "COMMAND"));
    times(&text).trim().replace('\n', "\n    ")
}

/// Without ids, and without waits that differ from run to run.
pub fn steady(text: &str) -> String {
    let mut steady = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, found) = rest.split_at(at);
        let end = found.find(|c: char| !c.is_ascii_digit()).unwrap_or(found.len());
        let (number, behind) = found.split_at(end);
        let waits = [" second", " minute", " Sekunde", " Minute"].iter().any(|unit| behind.starts_with(unit));
        steady.push_str(before);
        steady.push_str(if number.len() > 14 {
            "ID"
        } else if waits {
            "N"
        } else {
            number
        });
        rest = behind;
    }
    steady + rest
}

/// Without the seconds of Discord's times.
fn times(text: &str) -> String {
    let mut parts = text.split("<t:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| format!("{text}<t:TIME{}", part.trim_start_matches(|c: char| c.is_ascii_digit())))
}

/// Everything that is shown in this language.
async fn tour(locale: &str) -> anyhow::Result<String> {
    let mut rig = Rig::start().await?;
    let other = rig.add_channel("other", ChannelKind::Text).await?;
    rig.moderator = rig.moderator.clone().with_locale(locale);
    rig.world.set_guild_locale(rig.guild, locale);
    for artist in ["Alder", "Birch"] {
        rig.art.add_artist(artist);
        rig.art.publish(artist, NewPost::image("Fern"));
    }
    rig.art.add_group("FineGroup");
    let file = rig.world.add_file("watches.txt", b"Alder\nnobodyatall\n").to_string();
    let (mut page, mut used) = (String::new(), BTreeSet::new());
    for (command, case, mut options) in cases(rig.channel, other) {
        if command == "import" {
            options["file"] = json!(file);
        }
        let reply = rig.world.interact().slash((rig.guild, rig.channel, &rig.moderator), command, options).await?;
        assert!(!reply.pending, "{command}, {case}: never answered");
        writeln!(page, "/{command}, {case}\n    {}", shown(&rig, &reply, other))?;
        used.insert(command.to_owned());
    }
    let test = rig.world.all_messages().pop().ok_or_else(|| anyhow::anyhow!("/test sent nothing"))?.id;
    for command in ["Change this watch", "Why is this here?"] {
        let reply = rig.world.interact().on_message(&rig.moderator, test, command).await?;
        writeln!(page, "{command}, no card\n    {}", shown(&rig, &reply, other))?;
        used.insert(command.to_owned());
    }
    assert_eq!(used, bot::command::names().into_iter().collect(), "a command without a case");
    Ok(page)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_in_english() -> anyhow::Result<()> {
    insta::assert_snapshot!(tour("en-US").await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_in_german() -> anyhow::Result<()> {
    insta::assert_snapshot!(tour("de").await?);
    Ok(())
}

/// The simulated Discord refuses what is too long for it.
#[tokio::test(flavor = "multi_thread")]
async fn every_command_in_every_other_language_fits_and_differs() -> anyhow::Result<()> {
    let english = tour("en-US").await?;
    for language in Language::OFFERED.into_iter().filter(|language| !matches!(language, Language::English | Language::German)) {
        let page = tour(language.locales()[0]).await?;
        assert!(page != english && page.lines().count() > english.lines().count() / 2, "{language}: {page}");
    }
    Ok(())
}
