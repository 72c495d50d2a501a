//! Paused watches: nothing of theirs is due, and what they held goes by their catch-up policy when they resume.

use chrono::{DateTime, TimeDelta};
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, GuildId, NotificationId, PostId, WatchId};
use domain::notification::{Doubt, KEPT, NewNotification, Settlement, Suppressed};
use domain::watch::{CatchUp, NewWatch, Pause, Watch, What};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use store::Store;
use store::bot::AddWatch;
use store::due::Portion;
use testbed::Database;
use testbed::cockroach::TEST;
use uuid::Uuid;

testbed::on_both!(
    a_paused_watch_brings_nothing_until_it_is_resumed,
    a_pause_ends_by_itself_by_discords_clock,
    another_watch_of_the_channel_brings_the_post_meanwhile,
    what_waited_too_long_ends_and_nobody_is_told_of_a_broken_channel,
    a_pause_survives_removal_and_undo,
    a_watch_that_resumes_brings_what_a_paused_one_holds,
    what_may_be_in_the_channel_is_left_to_the_sender,
    one_odd_watch_stops_nobody_elses_pause_from_ending,
    many_are_paused_at_once_and_others_are_left_alone,
);

const GUILD: GuildId = GuildId(7);

fn at(second: i64) -> Timestamp {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + second)
}

async fn store(db: &Database) -> anyhow::Result<Store> {
    let store = Store::connect(&db.url()).await?;
    migration::up(store.connection()).await?;
    Ok(store)
}

async fn watch(store: &Store, what: What, catch_up: CatchUp) -> anyhow::Result<Watch> {
    let wish = NewWatch::new(GUILD, ChannelId(1), ArtistId(Uuid::from_u128(1)), "Artist", at(0)).what(what).catch_up(catch_up);
    let AddWatch::Added(watch) = store.for_bot().add_watch(&wish, 9).await? else { anyhow::bail!("not added") };
    Ok(watch)
}

fn literal(store: &Store, id: Uuid) -> String {
    if store.connection().get_database_backend() == DbBackend::Sqlite { format!("x'{}'", id.simple()) } else { format!("'{id}'") }
}

/// The notification of this watch for this post, as the projector plants it; `left` to another watch of the channel.
async fn row(store: &Store, watch: WatchId, post: u128, left: bool) -> anyhow::Result<NotificationId> {
    let (post, observed_at) = (PostId(Uuid::from_u128(post)), at(i64::try_from(post)?));
    let planted = NewNotification {
        id: NotificationId::card(watch, post),
        watch,
        guild: GUILD,
        channel: ChannelId(1),
        artist: ArtistId(Uuid::from_u128(1)),
        post: Some(post),
        suppressed: left.then_some(Suppressed::SameChannel),
        digest: None,
        observed_at,
        due_at: observed_at,
    };
    let id = planted.id;
    testkit::plant::notifications(store, vec![planted]).await?;
    Ok(id)
}

async fn state(store: &Store, id: NotificationId) -> anyhow::Result<(String, Option<String>)> {
    let sql = format!("{TEST} SELECT state, reason FROM notification WHERE id = {}", literal(store, id.0));
    let backend = store.connection().get_database_backend();
    let row = store.connection().query_one_raw(Statement::from_sql_and_values(backend, sql, [])).await?;
    let row = row.ok_or_else(|| anyhow::anyhow!("no row"))?;
    Ok((row.try_get("", "state")?, row.try_get("", "reason")?))
}

async fn due(store: &Store, now: Timestamp) -> anyhow::Result<Vec<NotificationId>> {
    Ok(store.for_bot().due_notifications(now, Portion::of(&[], 9, 9)).await?.due.into_iter().map(|due| due.id).collect())
}

fn pause(until: Option<i64>) -> Pause {
    Pause { since: at(10), until: until.map(at) }
}

async fn a_paused_watch_brings_nothing_until_it_is_resumed(db: Database) -> anyhow::Result<()> {
    for (policy, coming) in [(CatchUp::All, vec![1, 2, 3]), (CatchUp::NEWEST, vec![3]), (CatchUp::Skip, vec![])] {
        let (store, what) = (store(&db).await?, What::Everything);
        let (bot, watch) = (store.for_bot(), watch(&store, what, policy).await?);
        row(&store, watch.id, 1, false).await?;
        assert_eq!(bot.pause_watches(GuildId(8), &[watch.id], pause(None), at(10)).await?, [], "another server's");
        assert_eq!(due(&store, at(20)).await?.len(), 1);
        let paused = bot.pause_watches(GUILD, &[watch.id], pause(None), at(10)).await?;
        assert_eq!(paused[0].wish.paused, Some(pause(None)));
        assert_eq!(bot.watch(GUILD, watch.id).await?.as_ref(), Some(&paused[0]));
        assert!(due(&store, at(20)).await?.is_empty());
        // What is folded meanwhile is not even due before the sender's turn.
        row(&store, watch.id, 2, false).await?;
        assert!(due(&store, at(20)).await?.is_empty());
        bot.mind_pauses(Some(at(99_999)), at(20)).await?;
        row(&store, watch.id, 3, false).await?;
        bot.mind_pauses(None, at(20)).await?;
        assert_eq!(store.for_ops().pipeline_status().await?.reasons.get("the watch is paused"), Some(&3));
        assert_eq!(bot.resume_watch(GuildId(8), watch.id, at(30)).await?, None, "another server's");
        let resumed = bot.resume_watch(GUILD, watch.id, at(30)).await?.ok_or_else(|| anyhow::anyhow!("not resumed"))?;
        assert_eq!((resumed.watch, resumed.coming), (watch.clone(), u32::try_from(coming.len())?), "{policy:?}");
        let ids: Vec<_> = coming.iter().map(|post| NotificationId::card(watch.id, PostId(Uuid::from_u128(*post)))).collect();
        assert_eq!(due(&store, at(40)).await?, ids, "{policy:?}");
        assert_eq!(bot.resume_watch(GUILD, watch.id, at(30)).await?, None, "it is not paused");
        store.connection().execute_unprepared(&format!("{TEST} DELETE FROM notification")).await?;
        bot.remove_watch(GUILD, watch.id, at(50)).await?;
        store.close().await;
    }
    Ok(())
}

async fn a_pause_ends_by_itself_by_discords_clock(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (bot, watch) = (store.for_bot(), watch(&store, What::Everything, CatchUp::All).await?);
    let id = row(&store, watch.id, 1, false).await?;
    bot.pause_watches(GUILD, &[watch.id], pause(Some(100)), at(10)).await?;
    let longer = bot.pause_watches(GUILD, &[watch.id], Pause { since: at(50), until: Some(at(200)) }, at(50)).await?;
    assert_eq!(longer[0].wish.paused, Some(pause(Some(200))), "the new end, and the first beginning");
    for discord in [None, Some(at(199))] {
        // The host's clock is years ahead.
        bot.mind_pauses(discord, at(99_999_999)).await?;
        assert_eq!(state(&store, id).await?.0, "held");
    }
    bot.mind_pauses(Some(at(200)), at(0)).await?;
    assert_eq!((state(&store, id).await?.0.as_str(), bot.watch(GUILD, watch.id).await?), ("pending", Some(watch)));
    Ok(())
}

async fn another_watch_of_the_channel_brings_the_post_meanwhile(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let bot = store.for_bot();
    let (one, two) = (watch(&store, What::Everything, CatchUp::All).await?, watch(&store, What::Deviations, CatchUp::All).await?);
    let (first, second) = (row(&store, one.id, 1, false).await?, row(&store, two.id, 1, true).await?);
    bot.pause_watches(GUILD, &[one.id], pause(None), at(10)).await?;
    assert_eq!(due(&store, at(20)).await?, [second]);
    assert_eq!(state(&store, first).await?, ("suppressed".to_owned(), Some("same_channel".to_owned())));
    bot.resume_watch(GUILD, one.id, at(30)).await?;
    assert_eq!(due(&store, at(40)).await?, [second], "once");
    // Both paused: it waits, and whichever resumes first brings it.
    bot.pause_watches(GUILD, &[one.id, two.id], pause(None), at(50)).await?;
    assert!(due(&store, at(60)).await?.is_empty());
    bot.resume_watch(GUILD, two.id, at(70)).await?;
    assert_eq!(due(&store, at(80)).await?, [second]);
    Ok(())
}

async fn what_waited_too_long_ends_and_nobody_is_told_of_a_broken_channel(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (bot, watch) = (store.for_bot(), watch(&store, What::Everything, CatchUp::All).await?);
    let id = row(&store, watch.id, 1, false).await?;
    bot.pause_watches(GUILD, &[watch.id], pause(None), at(10)).await?;
    assert!(bot.forgotten_channels(at(99)).await?.is_empty(), "nothing is wrong with the channel");
    assert_eq!(bot.end_kept(at(99)).await?, []);
    assert_eq!(bot.end_kept(at(99) + KEPT).await?, [], "nobody is told");
    let (word, reason) = state(&store, id).await?;
    assert!(word == "expired" && reason.is_some_and(|reason| reason.contains("the watch is paused")));
    Ok(())
}

async fn a_pause_survives_removal_and_undo(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (bot, watch) = (store.for_bot(), watch(&store, What::Everything, CatchUp::All).await?);
    let id = row(&store, watch.id, 1, false).await?;
    bot.pause_watches(GUILD, &[watch.id], pause(Some(500)), at(10)).await?;
    let removed = bot.remove_watch(GUILD, watch.id, at(20)).await?.ok_or_else(|| anyhow::anyhow!("not removed"))?;
    bot.restore_watch(&removed, None, 9, at(30)).await?;
    bot.mind_pauses(Some(at(40)), at(40)).await?;
    assert_eq!(state(&store, id).await?.0, "held");
    bot.mind_pauses(Some(at(500)), at(500)).await?;
    assert_eq!(state(&store, id).await?.0, "pending");
    // The sender met it while its watch was gone, and says so only now.
    let gone = || Settlement::Suppressed { reason: Suppressed::WatchRemoved };
    bot.settle(&[(id, gone())], at(501)).await?;
    assert_eq!(state(&store, id).await?.0, "pending");
    bot.remove_watch(GUILD, watch.id, at(502)).await?;
    bot.settle(&[(id, gone())], at(503)).await?;
    assert_eq!(state(&store, id).await?.0, "suppressed");
    Ok(())
}

async fn a_watch_that_resumes_brings_what_a_paused_one_holds(db: Database) -> anyhow::Result<()> {
    for (policy, comes) in [(CatchUp::All, [true, true]), (CatchUp::NEWEST, [false, true]), (CatchUp::Skip, [false, false])] {
        let store = store(&db).await?;
        let bot = store.for_bot();
        let (holds, resumes) = (watch(&store, What::Everything, CatchUp::All).await?, watch(&store, What::Deviations, policy).await?);
        let (first, second) = (row(&store, holds.id, 1, false).await?, row(&store, holds.id, 2, false).await?);
        let theirs = [row(&store, resumes.id, 1, true).await?, row(&store, resumes.id, 2, true).await?];
        bot.pause_watches(GUILD, &[holds.id, resumes.id], pause(None), at(10)).await?;
        assert_eq!((state(&store, first).await?.0, due(&store, at(20)).await?), ("held".to_owned(), vec![]));
        let resumed = bot.resume_watch(GUILD, resumes.id, at(30)).await?.ok_or_else(|| anyhow::anyhow!("not resumed"))?;
        bot.mind_pauses(Some(at(35)), at(35)).await?;
        let coming: Vec<_> = theirs.into_iter().zip(comes).filter(|(_, comes)| *comes).map(|(id, _)| id).collect();
        assert_eq!((due(&store, at(40)).await?, resumed.coming), (coming.clone(), u32::try_from(coming.len())?), "{policy:?}");
        for (mine, comes) in [first, second].into_iter().zip(comes) {
            let wanted = if comes { "suppressed" } else { "held" };
            assert_eq!(state(&store, mine).await?.0, wanted, "{policy:?}: what the other does not bring waits on");
        }
        store.connection().execute_unprepared(&format!("{TEST} DELETE FROM notification")).await?;
        for watch in [holds.id, resumes.id] {
            bot.remove_watch(GUILD, watch, at(50)).await?;
        }
        store.close().await;
    }
    Ok(())
}

async fn what_may_be_in_the_channel_is_left_to_the_sender(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (bot, watch) = (store.for_bot(), watch(&store, What::Everything, CatchUp::All).await?);
    let (doubted, sending) = (row(&store, watch.id, 1, false).await?, row(&store, watch.id, 2, false).await?);
    let (certain, tried) = (row(&store, watch.id, 3, false).await?, row(&store, watch.id, 4, false).await?);
    let retry = |doubt| Settlement::Retry { due_at: at(6), doubt, attempts: 1, reason: "no answer".to_owned() };
    bot.settle(&[(doubted, retry(Some(Doubt::since(at(5))))), (tried, retry(None))], at(5)).await?;
    bot.mark_sending(&[sending], ChannelId(1), Doubt::since(at(5)), at(5)).await?;
    bot.pause_watches(GUILD, &[watch.id], pause(None), at(10)).await?;
    bot.mind_pauses(Some(at(11)), at(11)).await?;
    assert_eq!(due(&store, at(20)).await?, [doubted, sending]);
    for id in [certain, tried] {
        assert_eq!(state(&store, id).await?.0, "held");
    }
    Ok(())
}

async fn one_odd_watch_stops_nobody_elses_pause_from_ending(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let bot = store.for_bot();
    let (odd, fine) = (watch(&store, What::Journals, CatchUp::All).await?, watch(&store, What::Everything, CatchUp::All).await?);
    bot.pause_watches(GUILD, &[odd.id, fine.id], pause(Some(100)), at(10)).await?;
    let unknown = format!("{TEST} UPDATE watch SET what = 'holograms' WHERE id = {}", literal(&store, odd.id.0));
    store.connection().execute_unprepared(&unknown).await?;
    bot.mind_pauses(Some(at(100)), at(100)).await?;
    assert_eq!(bot.watch(GUILD, fine.id).await?, Some(fine));
    Ok(())
}

async fn many_are_paused_at_once_and_others_are_left_alone(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let bot = store.for_bot();
    let whats = [What::Everything, What::Deviations, What::Journals];
    let mut watches = Vec::new();
    for what in whats {
        watches.push(watch(&store, what, CatchUp::All).await?);
    }
    bot.pause_watches(GUILD, &[watches[0].id], pause(Some(50)), at(10)).await?;
    let (mine, others) = (row(&store, watches[1].id, 1, false).await?, row(&store, watches[2].id, 2, false).await?);
    let later = Pause { since: at(20), until: None };
    let paused = bot.pause_watches(GUILD, &[watches[0].id, watches[1].id], later, at(20)).await?;
    assert_eq!(paused.len(), 2);
    for watch in &paused {
        assert_eq!(bot.watch(GUILD, watch.id).await?.as_ref(), Some(watch), "as it says");
        let since = if watch.id == watches[0].id { at(10) } else { at(20) };
        assert_eq!(watch.wish.paused, Some(Pause { since, until: None }));
    }
    assert_eq!((state(&store, mine).await?.0, state(&store, others).await?.0), ("held".to_owned(), "pending".to_owned()));
    Ok(())
}
