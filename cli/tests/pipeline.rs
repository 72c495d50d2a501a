//! The whole pipeline through the real binary: a post appears on the simulated DeviantArt, one message on the simulated Discord.

mod support;

use domain::clock::{Clock, SystemClock};
use domain::id::{ArtistId, ChannelId, GuildId};
use domain::watch::{NewWatch, What};
use sandbox::deviantart::NewPost;
use sandbox::discord;
use store::ingest::SourceKind;
use support::mix::Mix;
use support::{Filler, Harness, Tmpfs, looked_at, scenario, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watch_by_slash_command_brings_every_kind_of_post_once_and_no_secret_is_logged() {
    scenario::every_kind_of_post_arrives_once(&Mix::embedded()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_under_load_ends_cleanly_and_the_next_start_doubles_nothing() {
    scenario::a_stop_under_load_doubles_nothing(&Mix::embedded(), 5).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f16_a_full_disk_holds_the_work_back_and_resumes_by_itself() {
    let mut harness = Harness::start(discord::Options::load()).await;
    let disk = harness.place.path().join("disk");
    let Some(_mounted) = Tmpfs::mount(&disk, "24m") else { return };
    harness.set("DEVIANTCORD_DATA_DIR", disk.join("data").to_str().unwrap());
    // The database is elsewhere: what is shown here is the log and the spool on a full disk.
    let database = harness.place.path().join("elsewhere.sqlite");
    harness.set("DEVIANTCORD_STORE__URL", &format!("sqlite:{}", database.display()));
    let store = store::Store::connect(&format!("sqlite:{}", database.display())).await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let artist = harness.deviantart.world().add_artist("Somebody");
    let channel = harness.discord.world().add_channel(harness.guild, "art", discord::ChannelKind::Text);
    harness.watch(&store, &artist, channel, What::Deviations).await;
    harness.set("DEVIANTCORD_OPS__LISTEN", "127.0.0.1:0");
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let mut child = harness.run();
    until(&harness, "the first look", async || looked_at(&deviantart, &["Somebody"])).await;
    deviantart.publish("Somebody", NewPost::image("While there was space"));
    until(&harness, "the first card", async || discord.messages(channel).len() == 1).await;

    let filler = Filler::start(&disk.join("filler"));
    deviantart.publish("Somebody", NewPost::image("While the disk was full"));
    until(&harness, "the log to say so", async || harness.output().to_lowercase().contains("full")).await;
    assert_eq!(discord.messages(channel).len(), 1, "an event that was not accepted is not announced");
    assert!(!child.has_ended(), "the service waits instead of ending:\n{}", harness.output());
    drop(filler);
    let space = std::time::Instant::now();
    until(&harness, "the card after space came back", async || discord.messages(channel).len() == 2).await;
    let resumed = space.elapsed();
    child.terminate();
    assert!(child.wait().await.success());
    let titles = ["While there was space", "While the disk was full"];
    let shown = discord.messages(channel).into_iter().flat_map(|message| message.shown()).map(|post| post.title);
    let row = testbed::chaos::Row::of_sets("F16", testbed::chaos::seed(), titles.map(str::to_owned), titles.map(str::to_owned), shown);
    let note = format!(
        "embedded profile, log and spool on a full disk: refused, the cursor stayed; the card {:.1} s after there was space",
        resumed.as_secs_f64()
    );
    row.note(note).finish();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_that_was_hidden_for_a_day_is_announced_by_the_rule_and_counted() {
    let mut harness = Harness::start(discord::Options::load()).await;
    // The schedule's day is 1,440 of these: seven seconds.
    harness.set("DEVIANTCORD_INGEST__MIN_INTERVAL", "0.005");
    let store = harness.store().await;
    let channel = harness.watched_artist(&store, "Somebody", What::Deviations).await;
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let hour_ago = SystemClock.now() - chrono::TimeDelta::hours(1);
    deviantart.publish("Somebody", NewPost::image("Before the watch").at(hour_ago));
    let mut child = harness.run();
    until(&harness, "the baseline", async || {
        store.for_ops().sources().await.unwrap().iter().any(|source| source.kind == SourceKind::Gallery && source.baselined)
    })
    .await;
    let minute_later = hour_ago + chrono::TimeDelta::minutes(1);
    let early = deviantart.publish("Somebody", NewPost::image("Older than the watch").at(minute_later).hidden());
    let hidden = deviantart.publish("Somebody", NewPost::image("Hidden for a day").hidden());
    until(&harness, "a later second", async || SystemClock.now().timestamp() > hidden.published_at.timestamp()).await;
    for number in 0..30 {
        deviantart.publish("Somebody", NewPost::image(format!("Later {number}")));
    }
    until(&harness, "the later posts", async || store.for_ops().pipeline_status().await.unwrap().posts == 31).await;
    // A poll that began in the second before these posts takes their times for future ones, and the next reads a page further than it needs to:
    // down to where the hidden ones are. When three more have begun, two have ended.
    let pages = || deviantart.requests_to("gallery/all").len();
    let read = pages();
    until(&harness, "polls that read one page", async || pages() >= read + 6).await;
    deviantart.show(early.deviationid).unwrap();
    deviantart.show(hidden.deviationid).unwrap();
    let announced = |title: &str| discord.messages(channel).iter().filter(|message| message.raw.to_string().contains(title)).count();
    until(&harness, "its card", async || announced("Hidden for a day") == 1).await;
    until(&harness, "both in the store", async || store.for_ops().pipeline_status().await.unwrap().posts == 33).await;
    child.terminate();
    assert!(child.wait().await.success());
    assert_eq!((announced("Hidden for a day"), announced("Older than the watch")), (1, 0));
    harness.command(&["doctor"]).status().unwrap();
    assert!(harness.output().contains("31 new posts"), "{}", harness.output());
    assert!(harness.output().contains("1 missed by regular polls"), "{}", harness.output());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_set_up_through_the_browser_and_its_feed_is_read() {
    let mut harness = Harness::start(discord::Options::load()).await;
    let deviantart = harness.deviantart.world();
    deviantart.sign_in("Watcher");
    let mut setup = harness.service(&["setup", "deviantart-account", "--listen", "127.0.0.1:0"]);
    let page = || harness.output().lines().find(|line| line.contains("/oauth2/authorize?")).map(str::to_owned);
    until(&harness, "the address to open", async || page().is_some()).await;
    let browser = reqwest::Client::builder().user_agent("a browser").build().unwrap();
    // An answer that nobody here asked for is not taken.
    let callback =
        page().unwrap().parse::<url::Url>().unwrap().query_pairs().find(|(key, _)| key == "redirect_uri").unwrap().1.into_owned();
    browser.get(format!("{callback}?code=stolen&state=guessed")).send().await.unwrap().error_for_status().unwrap();
    let answer = browser.get(page().unwrap()).send().await.unwrap().error_for_status().unwrap().text().await.unwrap();
    assert!(answer.contains("close this page"), "{answer}");
    assert!(setup.wait().await.success(), "{}", harness.output());
    let file = harness.data_dir().join("deviantart-account.json");
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions()) & 0o777, 0o600);

    let store = harness.store().await;
    harness.set("DEVIANTCORD_INGEST__MIN_INTERVAL", "0.5");
    harness.watched_artist(&store, "Somebody", What::Deviations).await;
    let mut child = harness.run();
    until(&harness, "the account to watch the artist", async || deviantart.watched_by("Watcher") == ["Somebody"]).await;
    until(&harness, "the feed", async || deviantart.requests_to("deviantsyouwatch").iter().any(|seen| seen.status == 200)).await;
    child.terminate();
    assert!(child.wait().await.success());
    let kept = std::fs::read_to_string(&file).unwrap();
    let token = serde_json::from_str::<serde_json::Value>(&kept).unwrap()["refresh_token"].as_str().unwrap().to_owned();
    assert!(!harness.output().contains(&token), "no token in the log");
}

/// Members submit to 60 folders, into several at once now and then, while the service is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_group_is_announced_once_over_kills_and_names_artist_and_folder() {
    let harness = Harness::start(discord::Options::load()).await;
    let store = harness.store().await;
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let group = deviantart.add_group("Foxes-United");
    let folders: Vec<_> = (0..60).map(|n| deviantart.add_folder("Foxes-United", &format!("Folder {n}"))).collect();
    let channel = discord.add_channel(harness.guild, "group", discord::ChannelKind::Text);
    let at = SystemClock.now();
    let wish = NewWatch::new(GuildId(harness.guild.0), ChannelId(channel), ArtistId(group.userid), group.username, at);
    let wish = wish.what(What::Deviations).whole_group(true).announce_from(at - domain::watch::GRACE);
    assert!(matches!(store.for_bot().add_watch(&wish, 10).await.unwrap(), store::bot::AddWatch::Added(_)));
    let mut service = harness.run();
    until(&harness, "the first look", async || {
        store.for_ops().sources().await.unwrap().iter().any(|source| source.kind == SourceKind::Group && source.baselined)
    })
    .await;
    let mut titles = Vec::new();
    for round in 0..6 {
        for n in 0..4 {
            let (title, folder) = (format!("Submission {round} {n}"), folders[(round * 17 + n * 5) % 60]);
            let post = deviantart.publish(&format!("Member-{n}"), NewPost::image(&title)).deviationid;
            deviantart.copy_to_folder(post, folder, 0).unwrap();
            if n == 3 {
                deviantart.copy_to_folder(post, folders[(round * 7 + 1) % 60], 0).unwrap();
            }
            titles.push(title);
        }
        let before = discord.post_count();
        // Once in the middle of its work, once somewhere behind it.
        if round % 2 == 0 {
            until(&harness, "the first of them", async || discord.post_count() > before).await;
        } else {
            until(&harness, "all of them", async || discord.post_count() >= titles.len() as u64).await;
        }
        service.kill();
        service = harness.run();
    }
    until(&harness, "every submission", async || discord.post_count() >= titles.len() as u64).await;
    deviantart.publish_into_group("Member-0", "Foxes-United", "Folder 1", NewPost::image("The last one"));
    titles.push("The last one".to_owned());
    until(&harness, "the last one", async || discord.post_count() >= titles.len() as u64).await;
    service.terminate();
    assert!(service.wait().await.success());
    let mut shown: Vec<String> = discord.messages(channel).iter().flat_map(|message| message.shown()).map(|post| post.title).collect();
    shown.sort();
    titles.sort();
    assert_eq!(shown, titles);
    let last =
        discord.messages(channel).into_iter().map(|message| message.raw).find(|raw| raw.to_string().contains("The last one")).unwrap();
    assert_eq!(last["embeds"][0]["author"]["name"], "Member-0");
    assert_eq!(last["embeds"][0]["footer"]["text"], "Artwork \u{b7} Foxes-United / Folder 1");
    let said = harness.said_in(&harness.data_dir(), &["verify"]);
    assert!(said.contains("the projection matches the log"), "{said}");
}
