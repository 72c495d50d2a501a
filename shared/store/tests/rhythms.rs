//! What waits for an hour: it is not due before, and is decided again when what its hour depends on changes.

use chrono::{DateTime, TimeDelta};
use domain::clock::Timestamp;
use domain::defaults::Defaults;
use domain::id::{ArtistId, ChannelId, GuildId, NotificationId, PostId};
use domain::notification::{Doubt, Settlement};
use domain::post::Post;
use domain::rhythm::Rhythm;
use domain::watch::{CatchUp, MatureWay, NewWatch, Watch, What};
use domain::zone::Zone;
use std::num::NonZeroU8;
use store::Store;
use store::bot::AddWatch;
use store::change::{Change, Changed};
use store::due::Portion;
use store::guild_settings::GuildSettings;
use testbed::Database;
use uuid::Uuid;

testbed::on_both!(
    what_waits_for_an_hour_is_due_then_and_its_age_counts_from_then,
    a_change_of_the_rhythm_or_of_the_zone_has_it_decided_again,
    what_was_decided_by_other_hours_than_those_of_now_puts_nothing_off,
    a_watch_keeps_its_rhythm_and_a_later_one_counts_as_none,
    the_newest_few_come_after_a_pause,
    what_waited_for_its_hour_before_a_pause_comes_at_its_hour_after_it,
    however_much_waits_for_its_hour_what_was_seen_by_a_clock_ahead_is_due,
);

fn at(second: i64) -> Timestamp {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + second)
}

fn hourly() -> Rhythm {
    Rhythm { digest: "hourly".parse().ok(), quiet: None }
}

async fn store(db: &Database) -> anyhow::Result<Store> {
    let store = Store::connect(&db.url()).await?;
    migration::up(store.connection()).await?;
    Ok(store)
}

async fn watch(store: &Store, guild: u64, rhythm: Rhythm) -> anyhow::Result<Watch> {
    let wish = NewWatch::new(GuildId(guild), ChannelId(guild), ArtistId(Uuid::from_u128(1)), "Artist", at(0)).rhythm(rhythm);
    let AddWatch::Added(watch) = store.for_bot().add_watch(&wish.what(What::Deviations), 9).await? else { anyhow::bail!("not added") };
    Ok(watch)
}

async fn row(store: &Store, watch: &Watch, post: u128) -> anyhow::Result<NotificationId> {
    let observed_at = at(i64::try_from(post)?);
    let planted = testkit::plant::card(watch, &Post::unknown(PostId(Uuid::from_u128(post)), watch.wish.artist), observed_at);
    let id = planted.id;
    testkit::plant::notifications(store, vec![planted]).await?;
    Ok(id)
}

/// Puts it off to the full hour, as it is read now.
async fn wait_until(store: &Store, id: NotificationId, now: Timestamp) -> anyhow::Result<bool> {
    let due = store.for_bot().notification(id).await?.ok_or_else(|| anyhow::anyhow!("no row"))?;
    Ok(store.for_bot().wait_until(&due, at(3_600), now).await?)
}

async fn due(store: &Store, now: Timestamp) -> anyhow::Result<Vec<NotificationId>> {
    Ok(store.for_bot().due_notifications(now, Portion::of(&[], 9, 9)).await?.due.into_iter().map(|due| due.id).collect())
}

async fn what_waits_for_an_hour_is_due_then_and_its_age_counts_from_then(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (bot, watch) = (store.for_bot(), watch(&store, 7, hourly()).await?);
    let (waits, in_doubt) = (row(&store, &watch, 1).await?, row(&store, &watch, 2).await?);
    let doubt = Settlement::Retry { due_at: at(5), doubt: Some(Doubt::since(at(3))), attempts: 1, reason: "no answer".to_owned() };
    bot.settle(&[(in_doubt, doubt)], at(4)).await?;
    for id in [waits, in_doubt, waits] {
        wait_until(&store, id, at(10)).await?;
    }
    assert_eq!(due(&store, at(3_599)).await?, [in_doubt], "what may be in the channel is looked for");
    assert_eq!(due(&store, at(3_600)).await?.len(), 2);
    let found = bot.notification(waits).await?.ok_or_else(|| anyhow::anyhow!("no row"))?;
    assert_eq!((found.deliverable_at, found.due_at, found.attempts), (at(3_600), at(3_600), 0));
    assert_eq!(bot.next_due_at().await?, Some(at(5)));
    Ok(())
}

async fn a_change_of_the_rhythm_or_of_the_zone_has_it_decided_again(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (bot, watch, other) = (store.for_bot(), watch(&store, 7, hourly()).await?, watch(&store, 8, hourly()).await?);
    let (mine, theirs) = (row(&store, &watch, 1).await?, row(&store, &other, 2).await?);
    let zone: Zone = "Asia/Tokyo".parse()?;
    for again in 0..2 {
        assert!(wait_until(&store, mine, at(10)).await?);
        assert!(wait_until(&store, theirs, at(10)).await?);
        assert_eq!(due(&store, at(20)).await?, []);
        if again == 0 {
            let settings = GuildSettings { zone: Some(zone), ..GuildSettings::default() };
            bot.save_guild_settings(GuildId(7), settings, at(20)).await?;
            assert_eq!(bot.guild_settings(GuildId(7)).await?, settings);
        } else {
            let Changed::Done(changed) = bot.change_watch(GuildId(7), watch.id, Change::Digest(None), at(20)).await? else {
                anyhow::bail!("not changed")
            };
            assert_eq!(changed.wish.rhythm, Rhythm::default());
        }
        assert_eq!(due(&store, at(20)).await?, [mine]);
    }
    // Another setting leaves it alone.
    assert!(wait_until(&store, mine, at(30)).await?);
    let watches = Defaults { mature: Some(false), ..Defaults::default() };
    let other = GuildSettings { zone: Some(zone), watches, ..GuildSettings::default() };
    bot.save_guild_settings(GuildId(7), other, at(30)).await?;
    bot.change_watch(GuildId(7), watch.id, Change::Mature(true, MatureWay::Restricted), at(30)).await?;
    assert_eq!(due(&store, at(40)).await?, []);
    let zones = [mine, theirs];
    let zones: Vec<Zone> = bot.notifications(&zones).await?.into_iter().map(|due| due.zone).collect();
    assert_eq!(zones, [Zone::UTC, Zone::UTC], "no watch of the first server has hours now");
    bot.change_watch(GuildId(7), watch.id, Change::Digest(hourly().digest), at(30)).await?;
    assert_eq!(bot.notification(mine).await?.map(|due| due.zone), Some(zone));
    Ok(())
}

async fn what_was_decided_by_other_hours_than_those_of_now_puts_nothing_off(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (bot, watch) = (store.for_bot(), watch(&store, 7, hourly()).await?);
    let id = row(&store, &watch, 1).await?;
    let read = async || bot.notification(id).await?.ok_or_else(|| anyhow::anyhow!("no row"));
    let before = read().await?;
    let settings = GuildSettings { zone: Some("Asia/Tokyo".parse()?), ..GuildSettings::default() };
    bot.save_guild_settings(GuildId(7), settings, at(10)).await?;
    assert!(!bot.wait_until(&before, at(3_600), at(10)).await?, "the zone is another one");
    let before = read().await?;
    bot.change_watch(GuildId(7), watch.id, Change::Digest(None), at(10)).await?;
    assert!(!bot.wait_until(&before, at(3_600), at(10)).await?, "the rhythm is another one");
    assert_eq!(due(&store, at(20)).await?, [id]);
    bot.change_watch(GuildId(7), watch.id, Change::Digest(hourly().digest), at(10)).await?;
    assert!(bot.wait_until(&before, at(3_600), at(10)).await?, "the hours are those again");
    assert_eq!(due(&store, at(20)).await?, []);
    assert!(!bot.wait_until(&before, at(7_200), at(10)).await?, "it was put off since");
    bot.remove_watch(GuildId(7), watch.id, at(20)).await?;
    assert!(!bot.wait_until(&before, at(3_600), at(20)).await?, "its watch is gone");
    Ok(())
}

async fn a_watch_keeps_its_rhythm_and_a_later_one_counts_as_none(db: Database) -> anyhow::Result<()> {
    use sea_orm::ConnectionTrait;
    let store = store(&db).await?;
    let rhythm = Rhythm { digest: "weekly sun 18".parse().ok(), quiet: "22:00-08:00 afterwards".parse().ok() };
    let (bot, watch) = (store.for_bot(), watch(&store, 7, rhythm).await?);
    assert_eq!(bot.watch(GuildId(7), watch.id).await?.map(|watch| watch.wish.rhythm), Some(rhythm));
    let later = format!("{} UPDATE watch SET rhythm = 'lunar', quiet = 'always'", testbed::cockroach::TEST);
    store.connection().execute_unprepared(&later).await?;
    assert_eq!(bot.watch(GuildId(7), watch.id).await?.map(|watch| watch.wish.rhythm), Some(Rhythm::default()));
    Ok(())
}

async fn the_newest_few_come_after_a_pause(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (bot, watch) = (store.for_bot(), watch(&store, 7, Rhythm::default()).await?);
    let two = CatchUp::Newest(NonZeroU8::new(2).ok_or_else(|| anyhow::anyhow!("zero"))?);
    bot.change_watch(GuildId(7), watch.id, Change::CatchUp(two), at(0)).await?;
    let mut rows = Vec::new();
    for post in 1..5 {
        rows.push(row(&store, &watch, post).await?);
    }
    let mut newest = Vec::new();
    for due in bot.notifications(&rows).await? {
        newest.push(bot.is_newest(&due).await?);
    }
    assert_eq!(newest, [false, false, true, true]);
    let pause = domain::watch::Pause { since: at(10), until: None };
    bot.pause_watches(GuildId(7), &[watch.id], pause, at(10)).await?;
    let resumed = bot.resume_watch(GuildId(7), watch.id, at(20)).await?.ok_or_else(|| anyhow::anyhow!("not resumed"))?;
    assert_eq!((resumed.coming, resumed.watch.wish.catch_up), (2, two));
    let mut coming = due(&store, at(30)).await?;
    coming.sort();
    let mut expected = rows[2..].to_vec();
    expected.sort();
    assert_eq!(coming, expected);
    Ok(())
}

async fn what_waited_for_its_hour_before_a_pause_comes_at_its_hour_after_it(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (bot, watch) = (store.for_bot(), watch(&store, 7, hourly()).await?);
    bot.change_watch(GuildId(7), watch.id, Change::CatchUp(CatchUp::Skip), at(0)).await?;
    let before = row(&store, &watch, 1).await?;
    assert!(wait_until(&store, before, at(10)).await?);
    row(&store, &watch, 2).await?;
    bot.pause_watches(GuildId(7), &[watch.id], domain::watch::Pause { since: at(20), until: None }, at(20)).await?;
    bot.resume_watch(GuildId(7), watch.id, at(30)).await?.ok_or_else(|| anyhow::anyhow!("not resumed"))?;
    assert_eq!(due(&store, at(3_600)).await?, [before], "the choice is about what had its turn meanwhile");
    Ok(())
}

async fn however_much_waits_for_its_hour_what_was_seen_by_a_clock_ahead_is_due(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (digests, watch) = (watch(&store, 7, hourly()).await?, watch(&store, 8, Rhythm::default()).await?);
    let ahead = row(&store, &watch, 7_200).await?;
    let waiting = (1..=1_100).map(|post| {
        let mut card = testkit::plant::card(&digests, &Post::unknown(PostId(Uuid::from_u128(post)), digests.wish.artist), at(0));
        card.due_at = at(3_600);
        card
    });
    testkit::plant::notifications(&store, waiting.collect()).await?;
    assert_eq!(due(&store, at(20)).await?, [ahead]);
    // What was put off by its watch's hours stays so, though its hour lies before the time at which ingest says to have seen it.
    let put_off = row(&store, &digests, 7_300).await?;
    assert!(wait_until(&store, put_off, at(20)).await?);
    assert_eq!(due(&store, at(20)).await?, [ahead]);
    Ok(())
}
