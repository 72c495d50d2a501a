//! Cards and notices in the language of their server, whichever it has when.
#![expect(clippy::unwrap_used, reason = "tests")]

mod delivery_support;

use delivery_support::Bench;
use domain::id::{ChannelId, GuildId, NotificationId};
use domain::language::Language;
use domain::post::{Post, PostKind};
use domain::watch::{Style, Watch};
use sandbox::discord::Options;
use sandbox::discord::permission::{READ_MESSAGE_HISTORY, VIEW_CHANNEL};
use std::time::Duration;
use store::guild_settings::GuildSettings;
use testkit::{plant, until};

/// The server chooses a language.
async fn choose(bench: &Bench, language: Language) {
    let settings = GuildSettings { language: Some(language), ..GuildSettings::default() };
    bench.store.for_bot().save_guild_settings(GuildId(bench.guild.0), settings, bench.now()).await.unwrap();
}

/// What the only message of a channel shows.
fn shown(bench: &Bench, channel: ChannelId) -> String {
    let [message] = bench.world.messages(channel.0).try_into().unwrap();
    format!("{}{}", message.content, message.embeds)
}

fn footer(bench: &Bench, channel: ChannelId) -> String {
    let [message] = bench.world.messages(channel.0).try_into().unwrap();
    message.embeds[0]["footer"]["text"].as_str().unwrap().to_owned()
}

fn edits(bench: &Bench) -> usize {
    bench.bodies("PATCH", "/messages/").len()
}

async fn done(bench: &Bench) {
    until("nothing is left to be looked after", async || bench.chores().await == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_has_the_language_of_its_server_and_an_edit_the_one_of_its_day() {
    let mut bench = Bench::new(Options::default()).await;
    bench.tuning.care = Duration::from_millis(50);
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    bench.store.for_bot().guild_speaks(watch.wish.guild, "de").await.unwrap();
    let sender = bench.sender().await;
    let post = bench.picture(1, false, bench.now());
    plant::post(&bench.store, &bench.artist, &post, bench.now(), vec![plant::card(&watch, &post, bench.now())]).await.unwrap();
    bench.until_count("sent", 1).await;
    assert_eq!(footer(&bench, channel), "Bild \u{b7} DeviantArt");
    choose(&bench, Language::French).await;
    plant::revised(&bench.store, &post).await.unwrap();
    done(&bench).await;
    assert_eq!(edits(&bench), 0, "a language alone edits nothing");
    plant::revised(&bench.store, &Post { title: "Renamed".to_owned(), ..post }).await.unwrap();
    done(&bench).await;
    let edited = shown(&bench, channel);
    assert!(edited.contains("Renamed"), "{edited}");
    assert_eq!((edits(&bench), footer(&bench, channel)), (1, "Image \u{b7} DeviantArt".to_owned()));
    sender.stop().await;
}

/// Sends it in German, lets the store forget that, and looks for it after the server has chosen French.
async fn found_again(bench: &Bench, id: NotificationId) {
    choose(bench, Language::German).await;
    let sender = bench.sender_with(bench.options("earlier")).await;
    bench.until(id, "sent").await;
    sender.stop().await;
    bench.forget_outcome(id).await;
    choose(bench, Language::French).await;
    bench.world.clear_requests();
    let sender = bench.sender().await;
    bench.until(id, "sent").await;
    sender.stop().await;
    assert_eq!(bench.bodies("POST", "/messages").len(), 0, "it is in the channel already");
}

/// A post that only its words tell apart: it has no address.
async fn plant_status(bench: &Bench, watch: &Watch) -> NotificationId {
    let text = Some("Off to the sea".to_owned());
    let status = Post { kind: PostKind::Status, url: None, excerpt: text, ..bench.picture(1, false, bench.now()) };
    let card = plant::card(watch, &status, bench.now());
    let id = card.id;
    plant::post(&bench.store, &bench.artist, &status, bench.now(), vec![card]).await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_in_another_language_is_found_and_not_sent_twice() {
    let bench = Bench::new(Options::default()).await;
    let watch = bench.watch(bench.channel("art")).await;
    let status = plant_status(&bench, &watch).await;
    found_again(&bench, status).await;
    let german = shown(&bench, watch.wish.channel);
    assert!(german.contains("Statusmeldung"), "{german}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_and_a_locked_post_are_found_in_another_language() {
    let bench = Bench::new(Options::default()).await;
    let watch = bench.watch_with(bench.channel("art"), |wish| wish.style = Style::Compact).await;
    let digest = bench.plant_digest(&watch, 3, bench.now()).await;
    found_again(&bench, digest).await;
    let other = bench.watch(bench.channel("locked")).await;
    let locked = Post { url: None, title: String::new(), locked: Some("tier".to_owned()), ..bench.picture(2, false, bench.now()) };
    let card = plant::card(&other, &locked, bench.now());
    let id = card.id;
    plant::post(&bench.store, &bench.artist, &locked, bench.now(), vec![card]).await.unwrap();
    found_again(&bench, id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_has_the_language_of_its_server() {
    let bench = Bench::new(Options::default()).await;
    let (lobby, broken) = (bench.channel("lobby"), bench.channel("broken"));
    let watch = bench.watch(broken).await;
    choose(&bench, Language::German).await;
    bench.world.set_bot_permissions(broken.0, VIEW_CHANNEL | READ_MESSAGE_HISTORY);
    bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    until("the server is told", async || !bench.world.messages(lobby.0).is_empty()).await;
    let told = shown(&bench, lobby);
    assert!(told.contains("Beitr\u{e4}ge") && !told.contains("cannot"), "{told}");
    sender.stop().await;
}
