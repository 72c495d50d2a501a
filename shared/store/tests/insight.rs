//! What a guild asks about its own posts, on SQLite and on PostgreSQL.

use chrono::TimeDelta;
use domain::explain::{Awaited, Fate};
use domain::id::{ChannelId, GuildId, MessageId, NotificationId, PostId};
use domain::notification::{Hold, Settlement};
use domain::post::Post;
use domain::watch::{NewWatch, Watch};
use store::Store;
use store::bot::AddWatch;
use store::insight::Open;
use store::trace::Attempt;
use testbed::Database;
use testkit::{plant, sample};

testbed::on_both!(
    a_guild_sees_its_own_rows_of_a_post_with_each_failed_attempt,
    titles_come_the_newest_first_and_also_of_what_a_folder_brought,
    a_message_leads_to_its_posts_in_its_own_channel_only,
    delays_are_of_what_did_not_have_to_wait,
    what_is_open_is_counted_by_channel,
    nobody_has_folded_or_somebody_just_has,
);

const GUILD: GuildId = GuildId(1);

async fn store(db: &Database) -> anyhow::Result<Store> {
    let store = Store::connect(&db.url()).await?;
    migration::up(store.connection()).await?;
    Ok(store)
}

async fn watch(store: &Store, wish: NewWatch) -> anyhow::Result<Watch> {
    let AddWatch::Added(watch) = store.for_bot().add_watch(&wish, 99).await? else { anyhow::bail!("not added") };
    Ok(watch)
}

/// Post `n`, seen at second 20, with a row for each of these watches.
async fn publish(store: &Store, n: u128, watches: &[&Watch]) -> anyhow::Result<Post> {
    let post = sample::post(n);
    let rows = watches.iter().map(|watch| plant::card(watch, &post, sample::at(20))).collect();
    plant::post(store, &sample::artist(0), &post, sample::at(20), rows).await?;
    Ok(post)
}

async fn settle(store: &Store, watch: &Watch, post: &Post, outcome: Settlement, second: i64) -> anyhow::Result<()> {
    Ok(store.for_bot().settle(&[(NotificationId::card(watch.id, post.id), outcome)], sample::at(second)).await?)
}

fn sent(message: u64, second: i64) -> Settlement {
    Settlement::Sent { message: MessageId(message), at: sample::at(second) }
}

async fn a_guild_sees_its_own_rows_of_a_post_with_each_failed_attempt(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let mine = watch(&store, sample::watch(5)).await?;
    let theirs = watch(&store, NewWatch { guild: GuildId(2), ..sample::watch(6) }).await?;
    let post = publish(&store, 1, &[&mine, &theirs]).await?;
    let failed = |attempts, reason: &str| Settlement::Retry { due_at: sample::at(50), doubt: None, attempts, reason: reason.to_owned() };
    // Each outcome twice, as a settler does that does not know whether it was written.
    for (second, outcome) in [(30, failed(1, "Missing Access")), (40, failed(2, "no answer"))] {
        settle(&store, &mine, &post, outcome.clone(), second).await?;
        settle(&store, &mine, &post, outcome, second + 1).await?;
    }
    let tried = |second, words: &str| Attempt { at: sample::at(second), words: words.to_owned() };
    let found = store.for_bot().notifications_in(GUILD, post.id).await?;
    assert_eq!(found.iter().map(|row| row.watch).collect::<Vec<_>>(), [mine.id]);
    assert_eq!(found[0].fate, Fate::Waiting { due: sample::at(50), because: Some("no answer".to_owned()) });
    assert_eq!(found[0].tried, [tried(30, "Missing Access"), tried(40, "no answer")]);
    let mature = Settlement::Held { hold: Hold::Mature, reason: "not age-restricted".to_owned(), doubt: None, until: None };
    settle(&store, &mine, &post, mature, 60).await?;
    let held = store.for_bot().notifications_in(GUILD, post.id).await?.remove(0);
    assert_eq!(held.fate, Fate::Held { awaited: Awaited::AgeRestriction, because: Some("not age-restricted".to_owned()) });
    settle(&store, &mine, &post, sent(7, 70), 70).await?;
    let done = store.for_bot().notifications_in(GUILD, post.id).await?.remove(0);
    assert_eq!((done.fate, done.message, done.tried.len()), (Fate::Sent, Some(MessageId(7)), 3));
    assert_eq!(store.for_ops().notifications_of(post.id).await?.len(), 2);
    assert_eq!(store.for_bot().notifications_in(GuildId(3), post.id).await?, []);
    Ok(())
}

async fn titles_come_the_newest_first_and_also_of_what_a_folder_brought(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let of_group = watch(&store, NewWatch { artist: sample::artist_id(9), ..sample::watch(5) }).await?;
    for (n, second) in [(1, 10), (2, 30), (3, -90)] {
        let post = Post { published_at: Some(sample::at(second)), ..sample::post(n) };
        plant::post(&store, &sample::artist(0), &post, sample::at(40), Vec::new()).await?;
    }
    let member = Post { artist: sample::artist_id(4), published_at: Some(sample::at(20)), ..sample::post(4) };
    plant::post(&store, &sample::artist(4), &member, sample::at(40), vec![plant::card(&of_group, &member, sample::at(40))]).await?;
    let titles = async |artists: &[_], watches: &[_]| -> anyhow::Result<Vec<String>> {
        let found = store.for_bot().titles(artists, watches, sample::at(0)).await?;
        Ok(found.into_iter().map(|title| title.title).collect())
    };
    assert_eq!(titles(&[sample::artist_id(0)], &[of_group.id]).await?, ["Picture 2", "Picture 4", "Picture 1"]);
    assert_eq!(titles(&[sample::artist_id(4)], &[]).await?, ["Picture 4"]);
    assert_eq!(titles(&[], &[]).await?, [""; 0]);
    let history = store.for_bot();
    let found = history.history().post_at(sample::artist_id(0), "https://www.deviantart.com/Artist0/art/Renamed-2", Some("2")).await?;
    assert_eq!(found.map(|found| found.post.id), Some(sample::post_id(2)));
    Ok(())
}

async fn a_message_leads_to_its_posts_in_its_own_channel_only(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let mine = watch(&store, sample::watch(5)).await?;
    let (first, second, third) =
        (publish(&store, 1, &[&mine]).await?, publish(&store, 2, &[&mine]).await?, publish(&store, 3, &[&mine]).await?);
    for (post, message) in [(&first, 7), (&second, 7), (&third, 8)] {
        settle(&store, &mine, post, sent(message, 30), 30).await?;
    }
    let posts = async |guild, channel, message| -> anyhow::Result<Vec<PostId>> {
        let mut posts = store.for_bot().posts_of_message(guild, ChannelId(channel), MessageId(message)).await?;
        posts.sort();
        Ok(posts)
    };
    assert_eq!(posts(GUILD, 5, 7).await?, [first.id, second.id]);
    assert_eq!(posts(GUILD, 5, 8).await?, [third.id]);
    for (guild, channel, message) in [(GUILD, 5, 9), (GUILD, 6, 7), (GuildId(2), 5, 7)] {
        assert_eq!(posts(guild, channel, message).await?, []);
    }
    // Of earlier versions: a message that counts posts.
    let counted = sample::post(4);
    let rows = vec![plant::counted(&mine, &counted, sample::at(20)), plant::digest(&mine, sample::at(20))];
    let digest = rows[1].id;
    plant::notifications(&store, rows).await?;
    store.for_bot().settle(&[(digest, sent(10, 30))], sample::at(30)).await?;
    assert_eq!(posts(GUILD, 5, 10).await?, [counted.id]);
    Ok(())
}

async fn delays_are_of_what_did_not_have_to_wait(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let mine = watch(&store, sample::watch(5)).await?;
    let posts = [publish(&store, 1, &[&mine]).await?, publish(&store, 2, &[&mine]).await?, publish(&store, 3, &[&mine]).await?];
    settle(&store, &mine, &posts[0], sent(7, 30), 30).await?;
    settle(&store, &mine, &posts[1], Settlement::held("Missing Access".to_owned()), 31).await?;
    store.for_bot().release_channel(ChannelId(5), Hold::Channel, sample::at(900)).await?;
    settle(&store, &mine, &posts[1], sent(8, 901), 901).await?;
    let delays = store.for_bot().delays(&[mine.id], sample::at(0)).await?;
    assert_eq!(delays, [TimeDelta::seconds(30)], "one had to wait for its channel, one is not sent");
    assert_eq!(store.for_bot().delays(&[mine.id], sample::at(21)).await?, []);
    Ok(())
}

async fn what_is_open_is_counted_by_channel(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let (one, other) = (watch(&store, sample::watch(5)).await?, watch(&store, sample::watch(6)).await?);
    for n in 0..3 {
        publish(&store, n, &[&one, &other]).await?;
    }
    settle(&store, &one, &sample::post(0), sent(7, 30), 30).await?;
    settle(&store, &one, &sample::post(1), Settlement::held("x".to_owned()), 30).await?;
    let open = async |guild, channels: &[u64]| {
        let channels: Vec<ChannelId> = channels.iter().copied().map(ChannelId).collect();
        store.for_bot().open_in(guild, &channels, sample::at(40)).await
    };
    assert_eq!(open(GUILD, &[5]).await?, Open { waiting: 1, later: 0, held: 1 });
    assert_eq!(open(GUILD, &[5, 6]).await?, Open { waiting: 4, later: 0, held: 1 });
    let waits = domain::id::NotificationId::card(other.id, sample::post(2).id);
    let due = store.for_bot().notification(waits).await?.ok_or_else(|| anyhow::anyhow!("no row"))?;
    assert!(store.for_bot().wait_until(&due, sample::at(60), sample::at(40)).await?);
    assert_eq!(open(GUILD, &[5, 6]).await?, Open { waiting: 3, later: 1, held: 1 });
    assert_eq!((open(GuildId(2), &[5, 6]).await?, open(GUILD, &[]).await?), (Open::default(), Open::default()));
    Ok(())
}

async fn nobody_has_folded_or_somebody_just_has(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    assert_eq!(store.for_bot().fold_silent().await?, None);
    plant::artist(&store, &sample::artist(0)).await?;
    assert!(store.for_bot().fold_silent().await?.is_some());
    Ok(())
}
