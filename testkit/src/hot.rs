//! The questions that are asked again and again, for tests of what they cost where much is stored.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, GuildId, MessageId, NotificationId, PostId};
use domain::notification::{Doubt, Settlement};
use std::collections::BTreeSet;
use store::due::Portion;
use store::settle::Outcome;
use store::{Store, StoreError};

/// What is due at once at most, as the sender asks.
pub const MOST: u32 = 1_024;

/// Of whom and when it is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// One that is watched.
    pub artist: ArtistId,
    /// Its name.
    pub name: String,
    /// One of its posts, which was announced.
    pub post: PostId,
    /// A server that watches it.
    pub guild: GuildId,
    /// A channel of that server.
    pub channel: ChannelId,
    pub now: Timestamp,
}

/// What the sender asks: all that is due, portion by portion, but in busy channels; then it sends one of
/// them, this one or the first. Returns what was due.
///
/// # Errors
/// The database failed.
///
/// # Panics
/// A portion is larger than was asked for, or nothing is due.
pub async fn send(
    store: &Store,
    busy: &[ChannelId],
    one: Option<NotificationId>,
    now: Timestamp,
) -> Result<BTreeSet<NotificationId>, StoreError> {
    let bot = store.for_bot();
    bot.mind_pauses(Some(now), now).await?;
    let (mut after, mut seen) = (None, BTreeSet::new());
    loop {
        let found = bot.due_notifications(now, Portion { after, ..Portion::of(busy, 512, MOST) }).await?;
        assert!(found.due.len() <= (MOST + MOST / 4) as usize, "what is in memory at once is bounded");
        seen.extend(found.due.iter().map(|due| due.id));
        after = found.next;
        if after.is_none() {
            break;
        }
    }
    let newest = bot.newest_notifications(now, Portion::of(busy, 512, MOST)).await?;
    assert!(newest.iter().all(|due| seen.contains(&due.id)), "what became due last is due");
    bot.next_due_at().await?;
    let Some(one) = one.or_else(|| seen.first().copied()) else { panic!("nothing is due") };
    if let Some(due) = bot.notification(one).await? {
        if let Some(watch) = &due.watch {
            bot.sent_since(watch.id, now).await?;
        }
        bot.is_newest(&due).await?;
        bot.mark_sending(&[one], due.channel, Doubt::since(now), now).await?;
        let settlement = Settlement::Sent { message: MessageId(1), at: now };
        bot.settle_marked(&[Outcome { id: one, channel: Some(due.channel), settlement, shown: None, veiled: false }], None, now).await?;
    }
    bot.retry_now(now, Some(1)).await?;
    Ok(seen)
}

/// What ingest asks with each poll and each check.
///
/// # Errors
/// The database failed.
pub async fn observe(store: &Store, asked: &Asked) -> Result<(), StoreError> {
    let ingest = store.for_ingest();
    ingest.watches_version().await?;
    ingest.losses().await?;
    ingest.known_posts(&[asked.post], asked.now).await?;
    ingest.recent_posts(asked.artist, 24).await?;
    ingest.known_artist(asked.artist).await?;
    let sources = ingest.sources_of(&[asked.artist]).await?;
    ingest.save_sources(&sources).await?;
    ingest.published_since(&[asked.artist], asked.now - TimeDelta::days(1)).await?;
    Ok(())
}

/// What pages, health checks and `doctor` ask.
///
/// # Errors
/// The database failed.
pub async fn tell(store: &Store) -> Result<(), StoreError> {
    let ops = store.for_ops();
    ops.vitals().await?;
    ops.processes().await?;
    ops.waiting().await?;
    ops.broken_channels(None, 20).await?;
    ops.last_backup().await?;
    Ok(())
}

/// What `/watches`, `/status` and `/why` ask.
///
/// # Errors
/// The database failed.
pub async fn show(store: &Store, asked: &Asked) -> Result<(), StoreError> {
    let bot = store.for_bot();
    let page = bot.watches(asked.guild, None, 0, 10).await?;
    let watches: Vec<_> = page.watches.iter().map(|watch| watch.id).collect();
    let artists: Vec<_> = page.watches.iter().map(|watch| watch.wish.artist).collect();
    bot.gone_folders(asked.guild).await?;
    bot.waiting(asked.guild).await?;
    bot.history().sources_of(&artists).await?;
    bot.open_in(asked.guild, &[asked.channel], asked.now).await?;
    bot.delays(&watches, asked.now - TimeDelta::weeks(1)).await?;
    bot.titles(&artists, &watches, asked.now - TimeDelta::weeks(1)).await?;
    bot.search_artists(&asked.name.to_lowercase(), 25).await?;
    bot.history().artist_called(&asked.name).await?;
    bot.history().latest_posts(asked.artist, 25).await?;
    bot.history().post(asked.post).await?;
    bot.history().places_of(asked.post).await?;
    bot.notifications_in(asked.guild, asked.post).await?;
    bot.titles_of(&[asked.post]).await?;
    Ok(())
}
