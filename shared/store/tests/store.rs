//! The store, on SQLite and on PostgreSQL: what the bot and ingest rely on.

use chrono::{DateTime, TimeDelta};
use domain::clock::{SystemClock, Timestamp};
use domain::id::{ArtistId, ChannelId, FolderId, GuildId, LogId, MessageId, NotificationId, PostId};
use domain::leadership::{SILENT_POLLS, Term};
use domain::notification::{Doubt, Hold, KEPT, NewNotification, Settlement, State, Subject};
use domain::post::{ArtistRef, Post, PostKind};
use domain::source::{Position, Rates};
use domain::watch::{CatchUp, NewWatch, What};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use store::bot::AddWatch;
use store::due::Portion;
use store::ingest::{Source, SourceKind};
use store::leadership::{Candidate, Leadership, Waiting};
use store::projection::rebuild::{Compared, Refolded};
use store::projection::rows::FolderRow;
use store::projection::unlike::Unlike;
use store::projection::{Changes, Fold};
use store::{Store, StoreError};
use testbed::Database;
use testbed::cockroach::TEST;
use testkit::{plant, sample};
use uuid::Uuid;

testbed::on_both!(
    a_watch_is_added_once_up_to_the_limit_and_seen_only_by_its_guild,
    sent_is_never_overwritten_and_a_repeat_changes_nothing,
    what_is_due_comes_fairly_by_channel,
    what_became_due_last_does_not_wait_for_the_channels_before_it,
    a_broken_channel_holds_and_a_healed_one_catches_up,
    a_release_keeps_what_is_known_of_tries,
    a_channel_whose_notifications_nobody_minds_is_named,
    guilds_that_are_not_named_any_more_were_left,
    a_standby_follows_an_owner_that_is_silent_or_gave_the_lead_back,
    a_lead_that_was_given_back_is_nobodys_for_an_earlier_version_either,
    a_rebuild_that_was_asleep_writes_nothing_after_another_took_over,
    a_switch_counts_what_the_fresh_tables_lack,
    a_beat_is_the_databases_time_and_always_rises,
    a_lease_of_an_earlier_version_is_followed_when_it_is_silent,
    sources_read_back_as_saved,
    a_schedule_keeps_one_text_and_finds_the_history_of_its_artists,
    a_guild_is_told_once_of_a_folder_that_is_gone_and_again_after_it_was_back,
);

const GUILD: GuildId = GuildId(7);

fn at(second: i64) -> Timestamp {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + second)
}

fn wish(channel: u64, artist: u128, what: What) -> NewWatch {
    NewWatch::new(GUILD, ChannelId(channel), ArtistId(Uuid::from_u128(artist)), format!("Artist{artist}"), at(0))
        .what(what)
        .catch_up(CatchUp::NEWEST)
}

async fn store(db: &Database) -> anyhow::Result<Store> {
    let store = Store::connect(&db.url()).await?;
    migration::up(store.connection()).await?;
    Ok(store)
}

/// Digest notifications need no post: the shortest way to an outbox.
fn new(n: u128, watch: domain::id::WatchId, channel: u64) -> anyhow::Result<NewNotification> {
    let second = i64::try_from(n)?;
    Ok(NewNotification {
        id: id(n),
        watch,
        guild: GUILD,
        channel: ChannelId(channel),
        artist: ArtistId(Uuid::from_u128(1)),
        post: None,
        suppressed: None,
        digest: None,
        observed_at: at(second),
        due_at: at(second + 1),
    })
}

async fn outbox(store: &Store, watch: domain::id::WatchId, channel: u64, ids: std::ops::Range<u128>) -> anyhow::Result<()> {
    let rows = ids.map(|n| new(n, watch, channel)).collect::<anyhow::Result<_>>()?;
    Ok(plant::notifications(store, rows).await?)
}

fn id(n: u128) -> NotificationId {
    NotificationId(Uuid::from_u128(n))
}

async fn a_watch_is_added_once_up_to_the_limit_and_seen_only_by_its_guild(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let AddWatch::Added(first) = store.for_bot().add_watch(&wish(1, 1, What::Everything), 2).await? else { anyhow::bail!("not added") };
    assert_eq!(store.for_bot().add_watch(&wish(1, 1, What::Everything), 2).await?, AddWatch::Duplicate(first.clone()));
    assert!(matches!(store.for_bot().add_watch(&wish(2, 1, What::Journals), 2).await?, AddWatch::Added(_)));
    assert_eq!(store.for_bot().add_watch(&wish(3, 2, What::Everything), 2).await?, AddWatch::TooMany { limit: 2 });
    assert_eq!(store.for_bot().watches(GUILD, None, 0, 10).await?.total, 2);
    assert_eq!(store.for_bot().watches(GUILD, Some(ChannelId(1)), 0, 10).await?.watches, std::slice::from_ref(&first));
    assert_eq!(store.for_bot().remove_watch(GuildId(8), first.id, at(1)).await?, None);
    let wanted = store.for_ingest().watched_artists().await?;
    assert_eq!((wanted.len(), wanted[0].channels, wanted[0].gallery, wanted[0].posts), (1, 2, true, true));
    assert_eq!(store.for_bot().remove_watch(GUILD, first.id, at(1)).await?, Some(first));
    assert!(!store.for_ingest().watched_artists().await?[0].gallery);
    Ok(())
}

async fn sent_is_never_overwritten_and_a_repeat_changes_nothing(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let AddWatch::Added(watch) = store.for_bot().add_watch(&wish(1, 1, What::Everything), 9).await? else { anyhow::bail!("not added") };
    outbox(&store, watch.id, 1, 1..2).await?;
    store.for_bot().mark_sending(&[id(1)], ChannelId(1), Doubt::since(at(10)), at(10)).await?;
    let sent = Settlement::Sent { message: MessageId(5), at: at(11) };
    store.for_bot().settle(&[(id(1), sent.clone()), (id(1), sent)], at(11)).await?;
    let retry = Settlement::Retry { due_at: at(20), doubt: Some(Doubt::since(at(10))), attempts: 3, reason: "x".to_owned() };
    let failed = Settlement::Failed { reason: "x".to_owned(), attempts: 9 };
    store.for_bot().settle(&[(id(1), retry), (id(1), failed)], at(12)).await?;
    let found = store.for_bot().notification(id(1)).await?;
    assert_eq!(found.map(|due| (due.state, due.attempts)), Some((State::Sent, 0)));
    assert!(store.for_bot().due_notifications(at(99), Portion::of(&[], 9, 9)).await?.due.is_empty());
    Ok(())
}

async fn what_is_due_comes_fairly_by_channel(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let AddWatch::Added(one) = store.for_bot().add_watch(&wish(1, 1, What::Everything), 9).await? else { anyhow::bail!("not added") };
    let AddWatch::Added(two) = store.for_bot().add_watch(&wish(2, 1, What::Everything), 9).await? else { anyhow::bail!("not added") };
    outbox(&store, one.id, 1, 1..50).await?;
    outbox(&store, two.id, 2, 50..52).await?;
    let ids = |due: Vec<domain::notification::Due>| due.into_iter().map(|due| due.id).collect::<Vec<_>>();
    assert_eq!(ids(store.for_bot().due_notifications(at(99), Portion::of(&[], 1, 9)).await?.due), [id(1), id(50)]);
    assert_eq!(ids(store.for_bot().due_notifications(at(99), Portion::of(&[ChannelId(1)], 9, 9)).await?.due), [id(50), id(51)]);
    assert_eq!(ids(store.for_bot().due_notifications(at(3), Portion::of(&[], 9, 9)).await?.due), [id(1), id(2)]);
    assert_eq!(store.for_bot().next_due_at().await?, Some(at(2)));
    let first = store.for_bot().notification(id(1)).await?;
    assert!(first.is_some_and(|due| matches!(due.subject, Subject::Digest { count: 0, .. }) && due.watch == Some(one)));
    Ok(())
}

async fn what_became_due_last_does_not_wait_for_the_channels_before_it(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let AddWatch::Added(watch) = store.for_bot().add_watch(&wish(1, 1, What::Everything), 9).await? else { anyhow::bail!("not added") };
    // One post for a hundred channels, then one for a channel behind them.
    for channel in 1..=100_u64 {
        let same = NewNotification { observed_at: at(1), due_at: at(2), ..new(u128::from(channel), watch.id, channel)? };
        plant::notifications(&store, vec![same]).await?;
    }
    outbox(&store, watch.id, 500, 500..501).await?;
    let bot = store.for_bot();
    let found = bot.due_notifications(at(999), Portion::of(&[], 9, 100)).await?;
    assert!(found.next.is_some(), "not all channels were passed");
    assert!(found.due.iter().any(|due| due.id == id(1)) && found.due.iter().any(|due| due.id == id(500)));
    let newest = bot.newest_notifications(at(999), Portion::of(&[ChannelId(100)], 9, 100)).await?;
    assert!(newest.iter().any(|due| due.id == id(500)) && newest.iter().all(|due| due.channel != ChannelId(100)));
    let before = bot.newest_notifications(at(2), Portion::of(&[], 9, 100)).await?;
    assert!(before.iter().all(|due| due.id != id(500)), "not before its time");
    Ok(())
}

async fn a_broken_channel_holds_and_a_healed_one_catches_up(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let AddWatch::Added(watch) = store.for_bot().add_watch(&wish(1, 1, What::Everything), 9).await? else { anyhow::bail!("not added") };
    outbox(&store, watch.id, 1, 1..6).await?;
    assert_eq!(store.for_bot().hold_channel(ChannelId(1), "missing permission", at(9)).await?, 5);
    assert!(store.for_bot().due_notifications(at(99), Portion::of(&[], 9, 9)).await?.due.is_empty());
    assert_eq!(store.for_bot().release_channel(ChannelId(1), Hold::Channel, at(2) + KEPT).await?, 1);
    let status = store.for_ops().pipeline_status().await?.notifications;
    let count = |state: &str| status.get(state).copied();
    assert_eq!((count("pending"), count("expired"), count("suppressed"), count("held")), (Some(1), Some(1), Some(3), None));
    Ok(())
}

async fn a_release_keeps_what_is_known_of_tries(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let all = NewWatch { catch_up: CatchUp::All, ..wish(1, 1, What::Everything) };
    let AddWatch::Added(watch) = store.for_bot().add_watch(&all, 9).await? else { anyhow::bail!("not added") };
    outbox(&store, watch.id, 1, 1..4).await?;
    let retry = |doubt| Settlement::Retry { due_at: at(9), doubt, attempts: 1, reason: "x".to_owned() };
    // The first certainly posted nothing; of the second nobody knows; the third was not tried.
    store.for_bot().settle(&[(id(1), retry(None)), (id(2), retry(Some(Doubt::since(at(5)))))], at(10)).await?;
    assert_eq!(store.for_bot().hold_channel(ChannelId(1), "missing permission", at(10)).await?, 3);
    assert_eq!(store.for_bot().release_channel(ChannelId(1), Hold::Channel, at(51)).await?, 3);
    for (number, doubt) in [(1, None), (2, Some(Doubt::since(at(5)))), (3, None)] {
        let row = store.for_bot().notification(id(number)).await?.map(|due| (due.state, due.doubt, due.due_at));
        assert_eq!(row, Some((State::Pending, doubt, at(51))), "{number}");
    }
    Ok(())
}

async fn a_channel_whose_notifications_nobody_minds_is_named(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let AddWatch::Added(watch) = store.for_bot().add_watch(&wish(1, 1, What::Everything), 9).await? else { anyhow::bail!("not added") };
    outbox(&store, watch.id, 1, 1..4).await?;
    assert_eq!(store.for_bot().forgotten_channels(at(9)).await?, []);
    store.for_bot().settle(&[(id(1), Settlement::held("no access".to_owned()))], at(9)).await?;
    let forgotten = store.for_bot().forgotten_channels(at(9)).await?;
    let [one] = forgotten.as_slice() else { anyhow::bail!("{forgotten:?}") };
    assert_eq!((one.channel, one.guild, one.reason.as_str(), one.probe_at), (ChannelId(1), watch.wish.guild, "no access", at(9)));
    store.for_bot().save_broken_channel(one).await?;
    assert_eq!(store.for_bot().forgotten_channels(at(9)).await?, []);
    Ok(())
}

async fn guilds_that_are_not_named_any_more_were_left(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    for guild in 1..=4 {
        store.for_bot().guild_joined(GuildId(guild), at(1)).await?;
    }
    store.for_bot().guild_left(GuildId(4), at(2)).await?;
    // The other connection answers for guild 3.
    let gone = store.for_bot().guilds_present(&[GuildId(1)], |guild| guild.0 != 3, at(5)).await?;
    assert_eq!(gone, [GuildId(2)]);
    // Another word on a guild that was left already changes nothing.
    store.for_bot().guild_left(GuildId(4), at(9)).await?;
    assert_eq!(store.for_bot().left_guilds(at(3)).await?, [GuildId(4)]);
    assert_eq!(store.for_bot().left_guilds(at(6)).await?, [GuildId(4), GuildId(2)]);
    assert_eq!(store.for_bot().guilds_present(&[], |_| true, at(7)).await?, [GuildId(1), GuildId(3)]);
    Ok(())
}

fn sender(store: &Store, owner: u128, poll: Duration) -> Leadership {
    store.for_bot().sender_leadership(Candidate { owner: Uuid::from_u128(owner), poll, clock: Arc::new(SystemClock) })
}

/// Leads as soon as it may.
async fn acquired(leadership: &Leadership) -> Term {
    let Ok(term) = leadership.acquire(|_| Ok::<_, Infallible>(())).await;
    term
}

/// Leads at the first poll.
async fn acquired_at_once(leadership: &Leadership) -> anyhow::Result<Term> {
    leadership.acquire(Err).await.map_err(|waiting| anyhow::anyhow!("{waiting:?}"))
}

async fn a_standby_follows_an_owner_that_is_silent_or_gave_the_lead_back(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (one, two) = (sender(&store, 1, Duration::from_millis(200)), sender(&store, 2, Duration::from_millis(200)));
    let term = acquired_at_once(&one).await?;
    assert_eq!(term.epoch, 1);
    let heard = Arc::new(AtomicU32::new(0));
    let standing_by = tokio::spawn({
        let (two, heard) = (two.clone(), Arc::clone(&heard));
        async move {
            let mut beats = 0;
            let count = |waiting| {
                beats += u32::from(matches!(waiting, Waiting::Standby { beating: true }));
                heard.fetch_add(1, Ordering::SeqCst);
                Ok::<_, Infallible>(())
            };
            let Ok(term) = two.acquire(count).await;
            (term, beats)
        }
    });
    // The owner beats while the database's clock is set ahead and back; longer than a standby waits for one that is silent.
    let mut step = 3_600_000_000_i64;
    while heard.load(Ordering::SeqCst) < SILENT_POLLS + 5 {
        assert!(one.beat(&term).await?, "nobody has taken it");
        let set = format!("{TEST} UPDATE lease SET renewed_at = renewed_at + {step}");
        store.connection().execute_unprepared(&set).await?;
        step = -step;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let (followed, beats) = standing_by.await?;
    assert!(beats > 0 && followed.epoch == 2);
    assert!(!one.beat(&term).await?, "it was only asleep");
    two.release(Some(&followed)).await?;
    assert_eq!(acquired_at_once(&one).await?.epoch, 3);
    assert!(!two.beat(&followed).await?);
    // Its next life, by the same name, has what the one before had.
    let again = acquired_at_once(&one).await?;
    assert!(again.epoch == 4 && one.beat(&again).await?);
    // Giving back what another one has does nothing.
    two.release(None).await?;
    assert!(one.beat(&again).await?);
    let seized = two.seize().await?;
    assert_eq!(seized.epoch, 5);
    // Nor does giving back a term that its next life follows, however late that arrives.
    let next = acquired_at_once(&two).await?;
    two.release(Some(&seized)).await?;
    assert!(one.acquire(Err).await.is_err(), "{next:?} was given back");
    Ok(())
}

/// A version that knows no released epoch continues under the epoch of a row that names it and has a beat.
async fn a_lead_that_was_given_back_is_nobodys_for_an_earlier_version_either(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let one = sender(&store, 1, Duration::from_secs(1));
    let term = acquired_at_once(&one).await?;
    one.release(Some(&term)).await?;
    let row = store.connection().query_one_raw(Statement::from_sql_and_values(
        store.connection().get_database_backend(),
        format!("{TEST} SELECT owner, renewed_at FROM lease WHERE name = 'sender'"),
        [],
    ));
    let row = row.await?.ok_or_else(|| anyhow::anyhow!("no lease"))?;
    let (owner, beat): (Uuid, i64) = (row.try_get("", "owner")?, row.try_get("", "renewed_at")?);
    let mine = owner == Uuid::from_u128(1) && beat > 0;
    assert!(!mine, "it would continue under epoch {}", term.epoch);
    Ok(())
}

/// A run that another one took the fresh tables from.
async fn a_rebuild_that_was_asleep_writes_nothing_after_another_took_over(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?.for_projection();
    let run = |owner| {
        let candidate = Candidate { owner: Uuid::from_u128(owner), poll: Duration::from_millis(1), clock: Arc::new(SystemClock) };
        store.fresh_leadership(candidate)
    };
    let asleep = acquired_at_once(&run(1)).await?.epoch;
    let awake = acquired(&run(2)).await.epoch;
    let (entries, nothing): (_, Fold) = (Arc::new(Vec::new()), Arc::new(|_, _| Changes::default()));
    store.fold_fresh(awake, Arc::clone(&entries), &nothing).await?;
    store.clear_fresh(awake, |_| {}).await?;
    let log = LogId(Uuid::nil());
    let refused = [
        store.fold_fresh(asleep, entries, &nothing).await.map(drop),
        store.clear_fresh(asleep, |_| {}).await,
        store.carry_over_fresh(asleep, Refolded { log, next_offset: 0, lost: true }, Arc::new(Unlike::default())).await.map(drop),
    ];
    for refusal in refused {
        assert!(matches!(refusal, Err(StoreError::Fenced)), "{refusal:?}");
    }
    Ok(())
}

/// A run that ends between the switch and whatever follows it leaves no loss uncounted.
async fn a_switch_counts_what_the_fresh_tables_lack(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let log = LogId(Uuid::from_u128(5));
    store.for_projection().seize_projection(log, 0).await?.release().await?;
    let candidate = Candidate { owner: Uuid::from_u128(1), poll: Duration::from_millis(1), clock: Arc::new(SystemClock) };
    let epoch = acquired_at_once(&store.for_projection().fresh_leadership(candidate)).await?.epoch;
    for (next_offset, lost, losses) in [(0, false, 0), (1, true, 0), (0, true, 1)] {
        let done = store.for_projection().carry_over_fresh(epoch, Refolded { log, next_offset, lost }, Arc::new(Unlike::default())).await?;
        assert_eq!(done == Compared::Done(()), next_offset == 0);
        assert_eq!(store.for_ingest().losses().await?, losses);
    }
    Ok(())
}

/// Versions before compared it with the database's time.
async fn a_beat_is_the_databases_time_and_always_rises(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let one = sender(&store, 1, Duration::from_secs(1));
    let beat = async || {
        let row = store.connection().query_one_raw(Statement::from_sql_and_values(
            store.connection().get_database_backend(),
            format!("{TEST} SELECT renewed_at FROM lease WHERE name = 'sender'"),
            [],
        ));
        anyhow::Ok(row.await?.ok_or_else(|| anyhow::anyhow!("no lease"))?.try_get::<i64>("", "renewed_at")?)
    };
    let before = store.for_ops().now().await?.timestamp_micros();
    let term = acquired(&one).await;
    let first = beat().await?;
    assert!(first >= before && first <= store.for_ops().now().await?.timestamp_micros());
    // The clock was an hour ahead when this was written.
    store.connection().execute_unprepared(&format!("{TEST} UPDATE lease SET renewed_at = renewed_at + 3600000000")).await?;
    let ahead = beat().await?;
    assert!(one.beat(&term).await?);
    assert_eq!(beat().await?, ahead + 1);
    Ok(())
}

/// As an update leaves it: a lease of a version that knew no released epoch.
async fn a_lease_of_an_earlier_version_is_followed_when_it_is_silent(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let two = sender(&store, 2, Duration::from_millis(5));
    let former = format!(
        "{TEST} INSERT INTO lease (name, owner, epoch, renewed_at) VALUES ('sender', {}, 7, 0)",
        match store.connection().get_database_backend() {
            DbBackend::Sqlite => "X'00000000000000000000000000000001'",
            _ => "'00000000-0000-0000-0000-000000000001'",
        }
    );
    store.connection().execute_unprepared(&former).await?;
    let mut polls = 0;
    let counted = |_| {
        polls += 1;
        Ok::<_, Infallible>(())
    };
    let Ok(term) = two.acquire(counted).await;
    assert_eq!(term.epoch, 8);
    assert_eq!(polls, SILENT_POLLS);
    Ok(())
}

async fn sources_read_back_as_saved(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let source = |kind, failures| Source {
        artist: ArtistId(Uuid::from_u128(1)),
        kind,
        artist_name: "Artist1".to_owned(),
        weight: 3,
        baselined: true,
        last_poll_at: Some(at(1)),
        next_poll_at: None,
        expected_at: Some(at(90)),
        folder_size: Some(9),
        failures,
        trouble: Some("gone".to_owned()),
        position: Position { losses: 2, ..Position::default() },
        rates: Some(Rates {
            since_s: 1.0,
            last_post_s: 2.5,
            posts: 0.1,
            sessions: [1.0, 0.5, 0.25],
            habits: Some(domain::source::Habits::default()),
        }),
    };
    let folder = SourceKind::Folder(domain::id::FolderId(Uuid::from_u128(4)));
    store.for_ingest().save_sources(&[source(SourceKind::Gallery, 0), source(folder, 0), source(folder, 2)]).await?;
    assert_eq!(store.for_ops().sources().await?, [source(folder, 2), source(SourceKind::Gallery, 0)]);
    store.for_ingest().delete_sources(&[(ArtistId(Uuid::from_u128(1)), folder)]).await?;
    assert_eq!(store.for_ops().sources().await?.len(), 1);
    Ok(())
}

async fn a_schedule_keeps_one_text_and_finds_the_history_of_its_artists(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    assert_eq!(store.for_ingest().schedule_state().await?, None);
    store.for_ingest().save_schedule_state("one".to_owned(), at(1)).await?;
    store.for_ingest().save_schedule_state("two".to_owned(), at(2)).await?;
    assert_eq!(store.for_ingest().schedule_state().await?.as_deref(), Some("two"));
    let (artist, other) = (ArtistId(Uuid::from_u128(1)), ArtistId(Uuid::from_u128(2)));
    for (post, owner, kind, second) in [
        (11, artist, PostKind::Image, 5),
        (12, artist, PostKind::Journal, 6),
        (13, artist, PostKind::Image, -5),
        (14, other, PostKind::Image, 7),
    ] {
        let post = Post { id: PostId(Uuid::from_u128(post)), artist: owner, kind, published_at: Some(at(second)), ..sample::post(0) };
        plant::post(&store, &ArtistRef { id: owner, ..sample::artist(0) }, &post, at(second), Vec::new()).await?;
    }
    let mut published = store.for_ingest().published_since(&[artist], at(0)).await?;
    assert_eq!(published.len(), 1);
    let mut posts = published.remove(&artist).unwrap_or_default();
    posts.sort_by_key(|(_, time)| *time);
    assert_eq!(posts, [(PostKind::Image, at(5)), (PostKind::Journal, at(6))]);
    Ok(())
}

#[tokio::test]
async fn the_file_is_private_and_readers_do_not_wait_for_a_url_with_a_secret() -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir()?;
    let path = dir.path().join("store.db");
    let store = Store::connect(&format!("sqlite:{}", path.display())).await?;
    migration::up(store.connection()).await?;
    assert_eq!(std::fs::metadata(&path)?.permissions().mode() & 0o777, 0o600);
    assert!(store.for_ingest().watched_artists().await?.is_empty());
    store.close().await;
    for url in ["postgres://me:hunter2@127.0.0.1:1/db", "postgres://me:hunter2@[bad", "mysql://me:hunter2@host/db"] {
        let Err(error) = Store::connect(url).await else { anyhow::bail!("connected") };
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
    Ok(())
}

async fn a_guild_is_told_once_of_a_folder_that_is_gone_and_again_after_it_was_back(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let folder = |n: u128| FolderId(Uuid::from_u128(n));
    let watched = |guild: u64, channel: u64, n: u128| NewWatch {
        guild: GuildId(guild),
        folder: Some((folder(n), "comics".to_owned())),
        ..wish(channel, 1, What::Deviations)
    };
    let mut ids = Vec::new();
    for (guild, channel, n) in [(7, 1, 10), (7, 2, 10), (8, 3, 10), (7, 4, 11)] {
        let AddWatch::Added(watch) = store.for_bot().add_watch(&watched(guild, channel, n), 9).await? else { anyhow::bail!("not added") };
        ids.push(watch.id);
    }
    let row = |n: u128, name: &str, gone: bool| FolderRow {
        id: folder(n),
        owner: ArtistId(Uuid::from_u128(1)),
        name: name.to_owned(),
        parent: None,
        size: None,
        position: 0,
        gone,
    };
    plant::folders(&store, vec![row(10, "Comics", true), row(11, "Sketches", false), row(12, "COMICS", false)]).await?;
    let set = async |gone: bool| plant::folders(&store, vec![row(10, "Comics", gone)]).await;
    let untold =
        async || Ok::<_, anyhow::Error>(store.for_bot().untold_folders().await?.iter().map(|gone| gone.channel.0).collect::<Vec<_>>());
    let mut of_guild = store.for_bot().gone_folders(GUILD).await?;
    of_guild.sort_by_key(|gone| gone.channel.0);
    assert_eq!(of_guild.iter().map(|gone| gone.watch).collect::<Vec<_>>(), ids[..2]);
    assert!(of_guild.iter().all(|gone| gone.namesake && gone.folder_name == "Comics" && gone.folder == folder(10)));
    assert_eq!(untold().await?.len(), 3);

    store.for_bot().save_folders_told(GUILD, &[folder(10)], at(1)).await?;
    store.for_bot().save_folders_told(GUILD, &[folder(10)], at(2)).await?;
    store.for_bot().forget_returned_folders().await?;
    assert_eq!(untold().await?, [3], "only the other guild");
    assert_eq!(store.for_bot().gone_folders(GUILD).await?.len(), 2, "told or not");

    set(false).await?;
    store.for_bot().forget_returned_folders().await?;
    assert!(untold().await?.is_empty() && store.for_bot().gone_folders(GUILD).await?.is_empty());
    set(true).await?;
    assert_eq!(untold().await?.len(), 3, "told again when it goes again");
    Ok(())
}
