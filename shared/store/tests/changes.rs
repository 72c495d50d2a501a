//! Watches that change and move, and what waits for a channel and is dropped. A post is in a channel once, whatever moves into it.

use chrono::{DateTime, TimeDelta};
use domain::clock::Timestamp;
use domain::defaults::Ground;
use domain::filter::Filter;
use domain::id::{ArtistId, ChannelId, GuildId, MessageId, NotificationId, RoleId, WatchId};
use domain::notification::{Doubt, Hold, NewNotification, Settlement, Suppressed};
use domain::template::Template;
use domain::watch::{MatureWay, NewWatch, Pause, Ping, Style, Watch, What};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use store::Store;
use store::bot::AddWatch;
use store::change::{Change, Changed, Moved, OfMessage};
use store::holds::BrokenChannel;
use store::settle::Outcome;
use testbed::Database;
use testbed::cockroach::TEST;
use testkit::{plant, sample};
use uuid::Uuid;

testbed::on_both!(
    an_option_changes_unless_the_channel_has_the_same_watch,
    a_watch_moves_with_what_it_has_to_bring_and_no_more,
    what_the_new_channel_has_comes_no_second_time,
    what_waits_is_dropped_for_good,
    a_message_leads_to_its_watch,
    a_kind_that_is_added_brings_no_old_posts,
    what_was_on_its_way_comes_no_second_time,
    what_may_be_in_a_channel_belongs_to_it_whatever_became_of_its_watch,
    what_a_digest_on_its_way_counts_comes_no_second_time,
    a_digest_takes_back_only_what_was_certainly_not_posted,
    what_was_certainly_not_sent_stays_where_its_watch_went,
    what_was_being_sent_follows_its_watch_when_it_certainly_was_not,
    each_change_of_the_watches_raises_their_version,
);

const GUILD: GuildId = GuildId(7);
const PLAIN: Ground = Ground { age_restricted: false, by_right: false };
const BY_RIGHT: Ground = Ground { by_right: true, ..PLAIN };

fn at(second: i64) -> Timestamp {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + second)
}

async fn store(db: &Database) -> anyhow::Result<Store> {
    let store = Store::connect(&db.url()).await?;
    migration::up(store.connection()).await?;
    Ok(store)
}

async fn watch(store: &Store, channel: u64, what: What) -> anyhow::Result<Watch> {
    let wish = NewWatch::new(GUILD, ChannelId(channel), ArtistId(Uuid::from_u128(1)), "Artist", at(0)).what(what);
    let AddWatch::Added(watch) = store.for_bot().add_watch(&wish, 9).await? else { anyhow::bail!("not added") };
    Ok(watch)
}

/// Rows are read as they are: no role tells the reason of a notification that waits.
fn literal(store: &Store, id: Uuid) -> String {
    if store.connection().get_database_backend() == DbBackend::Sqlite { format!("x'{}'", id.simple()) } else { format!("'{id}'") }
}

fn id(watch: &Watch, post: u128) -> NotificationId {
    NotificationId::card(watch.id, sample::post_id(post))
}

/// The notification of this watch for this post, in this state: left to another watch of the channel where the state says so.
async fn row(store: &Store, watch: &Watch, post: u128, state: &str) -> anyhow::Result<NotificationId> {
    let card = plant::card(watch, &sample::post(post), at(1));
    let suppressed = (state == "left").then_some(Suppressed::SameChannel);
    plant::notifications(store, vec![NewNotification { suppressed, ..card }]).await?;
    let outcome = match state {
        "held" => Some(Settlement::held("Missing Access".to_owned())),
        "sent" => Some(Settlement::Sent { message: MessageId(55), at: at(1) }),
        _ => None,
    };
    let outcomes: Vec<_> = outcome.into_iter().map(|outcome| (id(watch, post), outcome)).collect();
    store.for_bot().settle(&outcomes, at(1)).await?;
    Ok(id(watch, post))
}

/// State, reason and channel.
async fn state(store: &Store, id: NotificationId) -> anyhow::Result<(String, Option<String>, i64)> {
    let sql = format!("{TEST} SELECT state, reason, channel_id FROM notification WHERE id = {}", literal(store, id.0));
    let backend = store.connection().get_database_backend();
    let row = store.connection().query_one_raw(Statement::from_sql_and_values(backend, sql, [])).await?;
    let row = row.ok_or_else(|| anyhow::anyhow!("no row"))?;
    Ok((row.try_get("", "state")?, row.try_get("", "reason")?, row.try_get("", "channel_id")?))
}

async fn is(store: &Store, id: NotificationId, wanted: (&str, Option<&str>, i64)) -> anyhow::Result<()> {
    let (found, reason, channel) = state(store, id).await?;
    anyhow::ensure!((found.as_str(), reason.as_deref(), channel) == wanted, "{found} {reason:?} {channel}, not {wanted:?}");
    Ok(())
}

async fn an_option_changes_unless_the_channel_has_the_same_watch(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let bot = store.for_bot();
    let (one, two) = (watch(&store, 1, What::Journals).await?, watch(&store, 1, What::Statuses).await?);
    let same = bot.change_watch(GUILD, one.id, Change::What { what: What::Statuses, from: at(0) }, at(5)).await?;
    assert_eq!(same, Changed::Same(two));
    let ping = Some(Ping { role: RoleId(3), by_right: true });
    let (filter, template) = (Some(Filter::parse("cat -#wip")?), Some(Template::parse("{title} {url}")?));
    let changes = [
        Change::What { what: What::Everything, from: at(0) },
        Change::Mature(true, MatureWay::Restricted),
        Change::Ping(ping),
        Change::Style(Style::Link),
        Change::Template(template.clone()),
        Change::Filter(filter.clone()),
    ];
    for change in changes {
        assert_eq!(bot.change_watch(GuildId(8), one.id, change.clone(), at(5)).await?, Changed::Gone, "another server's");
        assert!(matches!(bot.change_watch(GUILD, one.id, change, at(5)).await?, Changed::Done(_)));
    }
    let wish = bot.watch(GUILD, one.id).await?.ok_or_else(|| anyhow::anyhow!("gone"))?.wish;
    assert_eq!((wish.what, wish.mature, wish.ping, wish.filter), (What::Everything, true, ping, filter));
    assert_eq!((wish.style, wish.template), (Style::Line, template));
    for (change, style) in [(Change::Template(None), Style::Card), (Change::Style(Style::Compact), Style::Compact)] {
        bot.change_watch(GUILD, one.id, Change::Template(Some(Template::parse("{title}")?)), at(5)).await?;
        bot.change_watch(GUILD, one.id, change, at(5)).await?;
        let wish = bot.watch(GUILD, one.id).await?.ok_or_else(|| anyhow::anyhow!("gone"))?.wish;
        assert_eq!((wish.style, wish.template), (style, None));
    }
    let gone = bot.change_watch(GUILD, WatchId(Uuid::from_u128(77)), Change::Mature(true, MatureWay::Restricted), at(5)).await?;
    assert_eq!(gone, Changed::Gone);
    Ok(())
}

async fn a_watch_moves_with_what_it_has_to_bring_and_no_more(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let bot = store.for_bot();
    let (one, other) = (watch(&store, 1, What::Everything).await?, watch(&store, 1, What::Deviations).await?);
    let (pending, held, sent) =
        (row(&store, &one, 1, "pending").await?, row(&store, &one, 2, "held").await?, row(&store, &one, 3, "sent").await?);
    // The other watch was to get one of them too, brings a second for both, and has brought a third.
    let theirs = row(&store, &other, 1, "left").await?;
    let (waits, mine) = (row(&store, &other, 4, "pending").await?, row(&store, &one, 4, "left").await?);
    let (_, old) = (row(&store, &other, 5, "sent").await?, row(&store, &one, 5, "left").await?);
    assert_eq!(bot.move_watch((GuildId(8), one.id), ChannelId(2), BY_RIGHT, at(5)).await?, Moved::Gone, "another server's");
    let Moved::Done { watch: moved, messages } = bot.move_watch((GUILD, one.id), ChannelId(2), BY_RIGHT, at(5)).await? else {
        anyhow::bail!("not moved")
    };
    assert_eq!((moved.id, moved.wish.channel, messages), (one.id, ChannelId(2), 3));
    assert_eq!(bot.watch(GUILD, one.id).await?, Some(moved));
    for id in [pending, held, mine] {
        is(&store, id, ("pending", None, 2)).await?;
    }
    is(&store, sent, ("sent", None, 1)).await?;
    is(&store, old, ("suppressed", Some("same_channel"), 1)).await?;
    is(&store, theirs, ("pending", None, 1)).await?;
    is(&store, waits, ("pending", None, 1)).await?;
    let again = bot.move_watch((GUILD, one.id), ChannelId(2), BY_RIGHT, at(6)).await?;
    assert!(matches!(again, Moved::Done { messages: 0, .. }), "{again:?}");
    Ok(())
}

async fn what_the_new_channel_has_comes_no_second_time(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let bot = store.for_bot();
    let (one, there) = (watch(&store, 1, What::Everything).await?, watch(&store, 2, What::Deviations).await?);
    let (has, waits) = (row(&store, &one, 1, "held").await?, row(&store, &one, 2, "pending").await?);
    row(&store, &there, 1, "sent").await?;
    row(&store, &there, 2, "pending").await?;
    let moved = bot.move_watch((GUILD, one.id), ChannelId(2), BY_RIGHT, at(5)).await?;
    assert!(matches!(moved, Moved::Done { messages: 0, .. }), "{moved:?}");
    for id in [has, waits] {
        is(&store, id, ("suppressed", Some("same_channel"), 2)).await?;
    }
    let (twin, back) = (watch(&store, 1, What::Everything).await?, bot.move_watch((GUILD, one.id), ChannelId(1), BY_RIGHT, at(6)).await?);
    assert_eq!(back, Moved::Same(twin));
    Ok(())
}

async fn what_waits_is_dropped_for_good(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let bot = store.for_bot();
    let (one, other) = (watch(&store, 1, What::Everything).await?, watch(&store, 1, What::Deviations).await?);
    let (held, left, fresh) =
        (row(&store, &one, 1, "held").await?, row(&store, &other, 1, "left").await?, row(&store, &one, 2, "pending").await?);
    // A pause that has ended holds nothing, whatever the row says of it.
    bot.pause_watches(GUILD, &[one.id], Pause { since: at(2), until: None }, at(2)).await?;
    bot.resume_watch(GUILD, one.id, at(3)).await?;
    let (guild, channel, hold, reason) = (GUILD, ChannelId(1), Hold::Channel, "Missing Access".to_owned());
    let broken = BrokenChannel { guild, channel, hold, reason, since: at(3), told_at: None, probe_at: at(3) };
    bot.save_broken_channel(&broken).await?;
    let waiting = bot.waiting(GUILD).await?;
    assert_eq!((waiting[0].channel.clone(), waiting[0].messages), (broken, 1));
    assert_eq!(bot.waiting_of(GUILD, &[one.id, other.id]).await?, 2);
    assert_eq!((bot.waiting(GuildId(8)).await?, bot.waiting_of(GuildId(8), &[one.id]).await?), (Vec::new(), 0));
    assert_eq!(bot.drop_waiting(GuildId(8), ChannelId(1), at(5)).await?, 0, "another server's");
    assert_eq!(bot.drop_waiting(GUILD, ChannelId(1), at(5)).await?, 2, "also what was folded since");
    for id in [held, left, fresh] {
        is(&store, id, ("suppressed", Some("dropped"), 1)).await?;
    }
    assert_eq!(bot.release_channel(ChannelId(1), Hold::Channel, at(6)).await?, 0);
    assert_eq!(bot.drop_waiting(GUILD, ChannelId(1), at(7)).await?, 0);
    Ok(())
}

async fn a_message_leads_to_its_watch(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (bot, one) = (store.for_bot(), watch(&store, 1, What::Everything).await?);
    row(&store, &one, 1, "sent").await?;
    let of = |guild, channel, message| bot.watch_of_message(guild, ChannelId(channel), MessageId(message));
    assert_eq!(of(GUILD, 1, 55).await?, OfMessage::Watch(Box::new(one.clone())));
    for (guild, channel, message) in [(GuildId(8), 1, 55), (GUILD, 2, 55), (GUILD, 1, 56)] {
        assert_eq!(of(guild, channel, message).await?, OfMessage::Nobody);
    }
    bot.remove_watch(GUILD, one.id, at(9)).await?;
    assert_eq!(of(GUILD, 1, 55).await?, OfMessage::Gone);
    Ok(())
}

async fn a_kind_that_is_added_brings_no_old_posts(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (bot, one) = (store.for_bot(), watch(&store, 1, What::Deviations).await?);
    assert_eq!(one.wish.announce_from, at(0));
    let steps = [
        (What::Deviations, 90, 0, "it is the same"),
        (What::Everything, 100, 100, "journals are new"),
        (What::Journals, 200, 100, "nothing is added"),
        (What::Statuses, 50, 100, "never earlier"),
        (What::Everything, 300, 300, "again"),
    ];
    for (what, from, wanted, why) in steps {
        let Changed::Done(watch) = bot.change_watch(GUILD, one.id, Change::What { what, from: at(from) }, at(5)).await? else {
            anyhow::bail!("not changed")
        };
        assert_eq!(watch.wish.announce_from, at(wanted), "{why}");
        assert_eq!(bot.watch(GUILD, one.id).await?, Some(watch), "{why}");
    }
    Ok(())
}

/// Its message was on its way when its watch was removed or paused, and another watch of the channel took over.
async fn what_was_on_its_way_comes_no_second_time(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let bot = store.for_bot();
    let (gone, other) = (watch(&store, 1, What::Everything).await?, watch(&store, 1, What::Deviations).await?);
    let sent = Settlement::Sent { message: MessageId(9), at: at(6) };
    let (first, theirs) = (row(&store, &gone, 1, "pending").await?, row(&store, &other, 1, "left").await?);
    bot.pause_watches(GUILD, &[gone.id], Pause { since: at(4), until: None }, at(4)).await?;
    is(&store, theirs, ("pending", None, 1)).await?;
    bot.settle(&[(first, sent.clone())], at(6)).await?;
    is(&store, theirs, ("suppressed", Some("same_channel"), 1)).await?;
    bot.resume_watch(GUILD, gone.id, at(7)).await?;

    let (second, theirs) = (row(&store, &gone, 2, "pending").await?, row(&store, &other, 2, "left").await?);
    let (third, doubted) = (row(&store, &gone, 3, "pending").await?, row(&store, &other, 3, "left").await?);
    let next = row(&store, &other, 4, "pending").await?;
    bot.remove_watch(GUILD, gone.id, at(8)).await?;
    let doubt = Some(Doubt::since(at(8)));
    let retry = Settlement::Retry { due_at: at(9), doubt, attempts: 1, reason: "no answer".to_owned() };
    bot.settle(&[(doubted, retry)], at(8)).await?;
    bot.settle(&[(second, sent.clone()), (third, sent)], at(9)).await?;
    is(&store, theirs, ("suppressed", Some("same_channel"), 1)).await?;
    is(&store, doubted, ("pending", Some("no answer"), 1)).await?;
    is(&store, next, ("pending", None, 1)).await?;
    Ok(())
}

fn retry(doubt: Option<Doubt>) -> Settlement {
    Settlement::Retry { due_at: at(9), doubt, attempts: 1, reason: "no answer".to_owned() }
}

fn outcome(id: NotificationId, settlement: Settlement) -> Outcome {
    Outcome { id, channel: Some(ChannelId(1)), settlement, shown: None, veiled: false }
}

/// A message was on its way, of which the store did not know, when its watch was moved, removed or paused.
async fn what_may_be_in_a_channel_belongs_to_it_whatever_became_of_its_watch(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (bot, doubt) = (store.for_bot(), Some(Doubt::since(at(8))));
    for (number, command) in (0..).zip(["move", "remove", "pause"]) {
        let (goes, stays) = (watch(&store, 1, What::Everything).await?, watch(&store, 1, What::Deviations).await?);
        let there = watch(&store, 2, What::Statuses).await?;
        let posts = number * 10;
        let mut mine = Vec::new();
        let (mut left, mut waiting) = (Vec::new(), Vec::new());
        for post in posts..posts + 4 {
            mine.push(row(&store, &goes, post, "pending").await?);
            left.push(row(&store, &stays, post, "left").await?);
            waiting.push(row(&store, &there, post, "left").await?);
        }
        match command {
            "move" => {
                assert!(matches!(bot.move_watch((GUILD, goes.id), ChannelId(2), BY_RIGHT, at(5)).await?, Moved::Done { messages: 4, .. }))
            }
            "remove" => assert!(bot.remove_watch(GUILD, goes.id, at(5)).await?.is_some()),
            _ => assert_eq!(bot.pause_watches(GUILD, &[goes.id], Pause { since: at(5), until: None }, at(5)).await?.len(), 1),
        }
        is(&store, left[0], ("pending", None, 1)).await?;
        // One arrived, one may have, one is held in doubt, and of one the attempt has just begun.
        let sent = Settlement::Sent { message: MessageId(9), at: at(6) };
        let held = Settlement::Held { hold: Hold::Channel, reason: "unsure".to_owned(), doubt, until: None };
        let outcomes = [outcome(mine[0], sent), outcome(mine[1], retry(doubt)), outcome(mine[2], held)];
        for _ in 0..2 {
            bot.settle_marked(&outcomes, None, at(6)).await?;
            bot.mark_sending(&[mine[3]], ChannelId(1), Doubt::since(at(8)), at(6)).await?;
            for (id, state) in
                mine.iter().zip([("sent", None), ("pending", Some("no answer")), ("held", Some("unsure")), ("sending", None)])
            {
                is(&store, *id, (state.0, state.1, 1)).await?;
            }
            for id in &left {
                is(&store, *id, ("suppressed", Some("same_channel"), 1)).await?;
            }
            // The other channel gets the post from the watch that left it to the one that moved in.
            for id in &waiting {
                is(&store, *id, if command == "move" { ("pending", None, 2) } else { ("suppressed", Some("same_channel"), 2) }).await?;
            }
        }
        for watch in [goes, stays, there] {
            bot.remove_watch(GUILD, watch.id, at(7)).await?;
        }
    }
    Ok(())
}

/// A digest of an earlier version with two posts of this poll, which both other watches want too. Returns the digest, and each post's three rows.
async fn digest(store: &Store, poll: i64, watches: [&Watch; 3]) -> anyhow::Result<(NotificationId, Vec<[NotificationId; 3]>)> {
    let [goes, stays, there] = watches;
    let digest = plant::digest(goes, at(poll));
    let mut posts = Vec::new();
    for post in [poll, poll + 1] {
        let post = u128::try_from(post)?;
        plant::notifications(store, vec![plant::counted(goes, &sample::post(post), at(poll))]).await?;
        posts.push([id(goes, post), row(store, stays, post, "left").await?, row(store, there, post, "left").await?]);
    }
    let id = digest.id;
    plant::notifications(store, vec![digest]).await?;
    Ok((id, posts))
}

/// The store did not know that the digest was on its way when its watch moved, was removed, or was removed and came back.
async fn what_a_digest_on_its_way_counts_comes_no_second_time(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (bot, doubt) = (store.for_bot(), Some(Doubt::since(at(8))));
    let mut poll = 0;
    for command in ["move", "remove", "restore"] {
        for state in ["sent", "pending", "sending"] {
            poll += 10;
            let (goes, stays) = (watch(&store, 1, What::Everything).await?, watch(&store, 1, What::Deviations).await?);
            let there = watch(&store, 2, What::Statuses).await?;
            let (message, posts) = digest(&store, poll, [&goes, &stays, &there]).await?;
            if command == "move" {
                let moved = bot.move_watch((GUILD, goes.id), ChannelId(2), BY_RIGHT, at(5)).await?;
                assert!(matches!(moved, Moved::Done { messages: 2, .. }), "{moved:?}");
            } else {
                let removed = bot.remove_watch(GUILD, goes.id, at(5)).await?.ok_or_else(|| anyhow::anyhow!("gone"))?;
                if command == "restore" {
                    assert!(matches!(bot.restore_watch(&removed, None, 9, at(6)).await?, AddWatch::Added(_)));
                }
            }
            for _ in 0..2 {
                match state {
                    "sent" => {
                        let sent = Settlement::Sent { message: MessageId(9), at: at(7) };
                        bot.settle_marked(&[outcome(message, sent)], None, at(7)).await?;
                    }
                    "pending" => bot.settle_marked(&[outcome(message, retry(doubt))], None, at(7)).await?,
                    _ => bot.mark_sending(&[message], ChannelId(1), Doubt::since(at(7)), at(7)).await?,
                }
                is(&store, message, (state, (state == "pending").then_some("no answer"), 1)).await?;
                for [card, left, waiting] in &posts {
                    is(&store, *card, ("suppressed", Some("in_digest"), 1)).await?;
                    is(&store, *left, ("suppressed", Some("same_channel"), 1)).await?;
                    // The other channel gets the post from the watch that left it to the one that moved in.
                    let reason = (command != "move").then_some("same_channel");
                    is(&store, *waiting, (if command == "move" { "pending" } else { "suppressed" }, reason, 2)).await?;
                }
            }
            for watch in [goes, stays, there] {
                bot.remove_watch(GUILD, watch.id, at(9)).await?;
            }
        }
    }
    Ok(())
}

/// The other channel has one of its posts already, or may have it: the message that comes back stands for the rest, and for none where that is all.
async fn a_digest_takes_back_only_what_was_certainly_not_posted(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let bot = store.for_bot();
    for (poll, posted) in [(10, 1), (20, 2)] {
        let (goes, stays) = (watch(&store, 1, What::Everything).await?, watch(&store, 1, What::Deviations).await?);
        let there = watch(&store, 3, What::Statuses).await?;
        let (message, posts) = digest(&store, poll, [&goes, &stays, &there]).await?;
        bot.move_watch((GUILD, goes.id), ChannelId(2), BY_RIGHT, at(5)).await?;
        for [card, ..] in &posts[..posted] {
            let sent = Outcome { channel: Some(ChannelId(2)), ..outcome(*card, Settlement::Sent { message: MessageId(9), at: at(6) }) };
            bot.settle_marked(&[sent], None, at(6)).await?;
        }
        bot.settle_marked(&[outcome(message, retry(Some(Doubt::since(at(4)))))], None, at(7)).await?;
        let back = posted < posts.len();
        is(&store, message, if back { ("pending", Some("no answer"), 1) } else { ("suppressed", Some("watch_removed"), 1) }).await?;
        for (number, [card, ..]) in posts.iter().enumerate() {
            is(&store, *card, if number < posted { ("sent", None, 2) } else { ("suppressed", Some("in_digest"), 1) }).await?;
        }
        for watch in [goes, stays, there] {
            bot.remove_watch(GUILD, watch.id, at(9)).await?;
        }
    }
    Ok(())
}

async fn what_was_certainly_not_sent_stays_where_its_watch_went(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let bot = store.for_bot();
    let goes = watch(&store, 1, What::Everything).await?;
    let failed = Settlement::Failed { reason: "refused".to_owned(), attempts: 1 };
    for (post, settlement) in (1..).zip([retry(None), Settlement::held("Missing Access".to_owned()), failed]) {
        let id = row(&store, &goes, post, "pending").await?;
        bot.move_watch((GUILD, goes.id), ChannelId(2), BY_RIGHT, at(5)).await?;
        bot.settle_marked(&[outcome(id, settlement)], None, at(6)).await?;
        is(&store, id, ("pending", None, 2)).await?;
        bot.move_watch((GUILD, goes.id), ChannelId(1), BY_RIGHT, at(7)).await?;
    }
    Ok(())
}

/// The store knew of the attempt when its watch moved, so that the notification stayed. Then the channel refused it, or it was to be tried again.
async fn what_was_being_sent_follows_its_watch_when_it_certainly_was_not(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let bot = store.for_bot();
    let (goes, stays) = (watch(&store, 1, What::Everything).await?, watch(&store, 1, What::Deviations).await?);
    let there = watch(&store, 2, What::Statuses).await?;
    for (post, settlement) in (1..).zip([retry(None), Settlement::held("Missing Access".to_owned())]) {
        let (id, left) = (row(&store, &goes, post, "pending").await?, row(&store, &stays, post, "left").await?);
        bot.mark_sending(&[id], ChannelId(1), Doubt::since(at(4)), at(4)).await?;
        assert!(matches!(bot.move_watch((GUILD, goes.id), ChannelId(2), BY_RIGHT, at(5)).await?, Moved::Done { .. }));
        is(&store, id, ("sending", None, 1)).await?;
        for _ in 0..2 {
            bot.settle_marked(&[outcome(id, settlement.clone())], None, at(6)).await?;
            is(&store, id, ("pending", None, 2)).await?;
            is(&store, left, ("pending", None, 1)).await?;
        }
        bot.move_watch((GUILD, goes.id), ChannelId(1), BY_RIGHT, at(7)).await?;
    }
    // What the new channel has comes no second time.
    let (id, has) = (row(&store, &goes, 7, "pending").await?, row(&store, &there, 7, "sent").await?);
    bot.mark_sending(&[id], ChannelId(1), Doubt::since(at(4)), at(4)).await?;
    bot.move_watch((GUILD, goes.id), ChannelId(2), BY_RIGHT, at(8)).await?;
    bot.settle_marked(&[outcome(id, Settlement::held("Missing Access".to_owned()))], None, at(9)).await?;
    is(&store, id, ("suppressed", Some("same_channel"), 2)).await?;
    is(&store, has, ("sent", None, 2)).await?;
    Ok(())
}

async fn each_change_of_the_watches_raises_their_version(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (bot, ingest) = (store.for_bot(), store.for_ingest());
    let mut versions = vec![ingest.watches_version().await?];
    let first = watch(&store, 1, What::Deviations).await?;
    versions.push(ingest.watches_version().await?);
    let what = Change::What { what: What::Everything, from: at(5) };
    assert!(matches!(bot.change_watch(GUILD, first.id, what, at(5)).await?, Changed::Done(_)));
    versions.push(ingest.watches_version().await?);
    assert!(matches!(bot.move_watch((GUILD, first.id), ChannelId(2), PLAIN, at(6)).await?, Moved::Done { .. }));
    versions.push(ingest.watches_version().await?);
    let removed = bot.remove_watch(GUILD, first.id, at(7)).await?.unwrap_or_else(|| panic!("it was there"));
    versions.push(ingest.watches_version().await?);
    assert!(matches!(bot.restore_watch(&removed, None, 9, at(8)).await?, AddWatch::Added(_)));
    versions.push(ingest.watches_version().await?);
    assert!(bot.forget_guild(GUILD).await?);
    versions.push(ingest.watches_version().await?);
    assert!(versions.windows(2).all(|pair| pair[0] < pair[1]), "{versions:?}");
    assert!(bot.remove_watch(GUILD, first.id, at(12)).await?.is_none());
    assert_eq!(ingest.watches_version().await?, versions[6], "nothing changed");
    Ok(())
}
