//! What waits for a channel: held notifications, the channels that they wait for, and when a guild was told.

use super::bot_delivery::OUTBOX;
use super::column::{Col, Wait};
use super::entity::{channel_hold, channel_state, notification, post, watch};
use super::follow::follow;
use super::guilds;
use super::handover::{Takes, hand_over};
use super::outbox::{CHUNK, doubt_of, due_now, held, held_for, moved};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::{Rows, cell};
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId, NotificationId, PostId, WatchId};
use domain::notification::{Due, Hold, IN_DOUBT, KEPT, State, Suppressed};
use domain::rhythm::Timing;
use domain::watch::CatchUp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Func, OnConflict, Query, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Rows that one sweep ends.
const SWEEP: u64 = 1_000;

/// A channel that takes no messages, or none of some kind. A healthy channel has no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenChannel {
    /// Its server.
    pub guild: GuildId,
    /// The channel.
    pub channel: ChannelId,
    /// What it does not take.
    pub hold: Hold,
    /// In words for a moderator.
    pub reason: String,
    /// When it was first seen to be so.
    pub since: Timestamp,
    /// When the guild was told.
    pub told_at: Option<Timestamp>,
    /// When the next attempt is due.
    pub probe_at: Timestamp,
}

/// Held notifications of one channel that were kept to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedHolds {
    /// The server.
    pub guild: GuildId,
    /// The channel.
    pub channel: ChannelId,
    /// How many notifications.
    pub count: u32,
}

impl BotStore {
    /// Every channel that does not take messages, or none of some kind.
    pub async fn broken_channels(&self) -> Result<Vec<BrokenChannel>, StoreError> {
        let all = channel_state::Entity::find().order_by_asc(channel_state::Column::ChannelId).rows(self.read()).await?;
        let some = channel_hold::Entity::find().order_by_asc(channel_hold::Column::ChannelId).rows(self.read()).await?;
        Ok(all.into_iter().map(takes_nothing).chain(some.into_iter().map(takes_some)).collect())
    }

    /// Channels with held notifications that [`broken_channels`](Self::broken_channels) does not know: the process that held them ended before
    /// the channel was written down. They are attempted at once, so that nothing is held forever.
    pub async fn forgotten_channels(&self, now: Timestamp) -> Result<Vec<BrokenChannel>, StoreError> {
        use notification::Column::{ChannelId as Channel, DueAt, GuildId as Guild, HeldFor, Reason, State as Status};
        let mut held = Query::select();
        held.columns([Channel, Guild, HeldFor]).expr_as(Expr::col(Reason).min(), "why").from(notification::Entity);
        // What is held by itself, in a channel that takes messages, says until when.
        held.and_where(Status.eq(State::Held.into_str())).and_where(DueAt.lte(Col(now)));
        held.and_where(HeldFor.is_null().or(HeldFor.ne(Col(Wait::Paused))));
        held.group_by_columns([Channel, Guild, HeldFor]).order_by(Channel, sea_orm::Order::Asc);
        let known: HashSet<(ChannelId, Hold)> = self.broken_channels().await?.iter().map(|row| (row.channel, row.hold)).collect();
        let mut forgotten = Vec::new();
        for row in self.read().query_all(&held).await? {
            let hold = match cell::<Option<Col<Wait>>>(&row, OUTBOX, "held_for")? {
                None => Hold::Channel,
                Some(Col(Wait::Hold(hold))) => hold,
                Some(Col(Wait::Paused)) => continue,
            };
            let channel = cell::<Col<ChannelId>>(&row, OUTBOX, "channel_id")?.0;
            if known.contains(&(channel, hold)) {
                continue;
            }
            forgotten.push(BrokenChannel {
                guild: cell::<Col<GuildId>>(&row, OUTBOX, "guild_id")?.0,
                channel,
                hold,
                reason: cell::<Option<String>>(&row, OUTBOX, "why")?.unwrap_or_default(),
                since: now,
                told_at: None,
                probe_at: now,
            });
        }
        forgotten.truncate(1_000);
        Ok(forgotten)
    }

    /// Channels that are written down though nobody watches anything there and nothing waits for them: to be forgotten.
    pub async fn idle_channels(&self) -> Result<Vec<(ChannelId, Hold)>, StoreError> {
        let watched = watch::Entity::find().select_only().column(watch::Column::ChannelId).distinct();
        let mut wanted: HashSet<Col<ChannelId>> = watched.into_tuple().all(self.read()).await?.into_iter().collect();
        let open = [State::Pending, State::Sending, State::Held].map(|state| state.into_str());
        let waits = notification::Entity::find().filter(notification::Column::State.is_in(open));
        let waits = waits.select_only().column(notification::Column::ChannelId).distinct();
        wanted.extend(waits.into_tuple::<Col<ChannelId>>().all(self.read()).await?);
        let known = self.broken_channels().await?;
        Ok(known.into_iter().filter(|row| !wanted.contains(&Col(row.channel))).map(|row| (row.channel, row.hold)).collect())
    }

    /// Inserts or replaces it, unless its guild was erased meanwhile.
    pub async fn save_broken_channel(&self, channel: &BrokenChannel) -> Result<(), StoreError> {
        let row = channel.clone();
        self.write(move |tx| {
            let row = row.clone();
            Box::pin(async move {
                if !guilds::is_known(tx, row.guild).await? {
                    return Ok(());
                }
                if row.hold == Hold::Channel {
                    return save_takes_nothing(tx, &row).await;
                }
                let model = channel_hold::ActiveModel {
                    channel_id: Set(Col(row.channel)),
                    held_for: Set(Col(row.hold)),
                    guild_id: Set(Col(row.guild)),
                    reason: Set(row.reason),
                    since: Set(Col(row.since)),
                    told_at: Set(row.told_at.map(Col)),
                    probe_at: Set(Col(row.probe_at)),
                };
                use channel_hold::Column::{ChannelId, GuildId, HeldFor, ProbeAt, Reason, Since, ToldAt};
                let upsert = OnConflict::columns([ChannelId, HeldFor]).update_columns([GuildId, Reason, Since, ToldAt, ProbeAt]).to_owned();
                channel_hold::Entity::insert(model).on_conflict(upsert).exec_without_returning(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// The channel is healthy again.
    pub async fn delete_broken_channel(&self, channel: ChannelId, hold: Hold) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                match hold {
                    Hold::Channel => channel_state::Entity::delete_by_id(Col(channel)).exec(tx).await?,
                    Hold::Mature => channel_hold::Entity::delete_by_id((Col(channel), Col(hold))).exec(tx).await?,
                };
                Ok(())
            })
        })
        .await
    }

    /// All pending notifications of a channel that takes nothing become held.
    pub async fn hold_channel(&self, channel: ChannelId, reason: &str, now: Timestamp) -> Result<u32, StoreError> {
        let reason = reason.to_owned();
        self.write(move |tx| {
            let reason = reason.clone();
            Box::pin(async move {
                let held = held(Hold::Channel, reason, now)
                    .filter(notification::Column::ChannelId.eq(Col(channel)))
                    .filter(notification::Column::State.eq(State::Pending.into_str()))
                    .exec(tx)
                    .await?;
                Ok(u32::try_from(held.rows_affected).unwrap_or(u32::MAX))
            })
        })
        .await
    }

    /// A channel healed: what it was held for becomes pending, or ends by its watch's catch-up policy or because it was kept for
    /// [`KEPT`]; where several watches want a post, the first whose policy lets it through brings it. Returns how many became pending.
    pub async fn release_channel(&self, channel: ChannelId, hold: Hold, now: Timestamp) -> Result<u32, StoreError> {
        self.write(move |tx| Box::pin(release(tx, Waits::Channel(channel, hold), now))).await
    }

    /// Ends what was held for [`KEPT`], a bounded number at once: to be called again while it returns something.
    pub async fn end_kept(&self, now: Timestamp) -> Result<Vec<EndedHolds>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let since = [notification::Column::DeliverableAt, notification::Column::ObservedAt].map(Expr::col);
                let since: SimpleExpr = Func::coalesce(since).into();
                let old = notification::Entity::find()
                    .filter(notification::Column::State.eq(State::Held.into_str()))
                    .filter(since.lt(Col(now - KEPT)))
                    .order_by_asc(notification::Column::Id)
                    .limit(SWEEP)
                    .rows(tx)
                    .await?;
                let mut kept = BTreeMap::<(GuildId, ChannelId), u32>::new();
                for row in &old {
                    // Nothing is wrong with the channel of a paused watch: nobody is told.
                    if row.held_for != Some(Col(Wait::Paused)) {
                        *kept.entry((row.guild_id.0, row.channel_id.0)).or_default() += 1;
                    }
                    let why = kept_to_the_end(row.reason.as_deref().unwrap_or("no reason was written down"));
                    let (state, why) = match doubt_of(row) {
                        None => (State::Expired, why),
                        Some(_) => (State::Failed, format!("{IN_DOUBT}: {why}")),
                    };
                    moved(state, Some(why), now).filter(notification::Column::Id.eq(row.id)).exec(tx).await?;
                }
                let ended: Vec<_> = old.iter().map(|row| row.id).collect();
                hand_over(tx, &ended, &Takes::Pending, now).await?;
                Ok(kept.into_iter().map(|((guild, channel), count)| EndedHolds { guild, channel, count }).collect())
            })
        })
        .await
    }

    /// Whether fewer newer notifications of the same watch were sent or may be sent than the policy [`CatchUp::Newest`] lets through.
    /// True for every other policy.
    pub async fn is_newest(&self, due: &Due) -> Result<bool, StoreError> {
        let Some(watch) = &due.watch else { return Ok(true) };
        let CatchUp::Newest(count) = watch.wish.catch_up else { return Ok(true) };
        let live = [State::Pending, State::Sending, State::Sent, State::Held].map(|state| state.into_str());
        let rivals = notification::Entity::find()
            .filter(notification::Column::WatchId.eq(Col(watch.id)))
            .filter(notification::Column::ObservedAt.gte(Col(due.observed_at)))
            .filter(notification::Column::State.is_in(live))
            .order_by_desc(notification::Column::ObservedAt)
            .limit(SWEEP)
            .rows(self.read())
            .await?;
        let published = published(self.read(), &rivals).await?;
        let Some(own) = rivals.iter().find(|row| row.id.0 == due.id).map(|row| recency(row, &published)) else {
            return Ok(rivals.is_empty());
        };
        let newer = rivals.iter().filter(|row| recency(row, &published) > own).count();
        Ok(newer < usize::from(count.get()))
    }
}

/// The reason of what was kept to the end.
#[must_use]
pub fn kept_to_the_end(reason: &str) -> String {
    format!("kept for {} days without being delivered: {reason}", KEPT.num_days())
}

/// What happens to a held notification.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Release {
    Send,
    SendInDoubt,
    Expire,
    Suppress(Suppressed),
}

/// What held notifications wait for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Waits {
    Channel(ChannelId, Hold),
    Watch(WatchId),
}

impl Waits {
    /// The watches whose notifications wait for it.
    fn watches(self) -> SimpleExpr {
        match self {
            Self::Channel(channel, _) => watch::Column::ChannelId.eq(Col(channel)),
            Self::Watch(watch) => watch::Column::Id.eq(Col(watch)),
        }
    }

    fn notifications(self) -> SimpleExpr {
        let for_this = |wait: Option<Col<Wait>>| match wait {
            None => notification::Column::HeldFor.is_null(),
            Some(wait) => notification::Column::HeldFor.eq(wait),
        };
        match self {
            Self::Channel(channel, hold) => notification::Column::ChannelId.eq(Col(channel)).and(for_this(held_for(hold))),
            Self::Watch(watch) => notification::Column::WatchId.eq(Col(watch)).and(for_this(Some(Col(Wait::Paused)))),
        }
    }

    /// How another watch of the channel takes over what ends now.
    fn takes(self) -> Takes {
        match self {
            Self::Channel(_, hold) => Takes::Held(hold, "its turn came when the channel healed".to_owned()),
            Self::Watch(_) => Takes::Pending,
        }
    }
}

/// Releases what waits for this. Returns how many became pending.
pub(super) async fn release(tx: &DatabaseTransaction, waits: Waits, now: Timestamp) -> Result<u32, StoreError> {
    follow(tx, waits.notifications(), now).await?;
    let mine = watch::Entity::find().filter(waits.watches()).rows(tx).await?;
    let policy: HashMap<_, CatchUp> = mine.into_iter().map(|row| (row.id, row.catch_up.0)).collect();
    let (mut served, mut sent) = (HashMap::<_, usize>::new(), 0);
    // Each round ends what it does not send, and the next watch takes over; so there are as many rounds as watches of one post.
    loop {
        let rows =
            notification::Entity::find().filter(notification::Column::State.eq(State::Held.into_str())).filter(waits.notifications());
        let mut rows = rows.rows(tx).await?;
        let published = published(tx, &rows).await?;
        rows.sort_by_key(|row| std::cmp::Reverse(recency(row, &published)));
        let mut moves = HashMap::<Release, Vec<Col<NotificationId>>>::new();
        for row in &rows {
            let release = match policy.get(&row.watch_id) {
                // It is searched for before anything is decided, and then goes by its watch and its age as anything else.
                _ if doubt_of(row).is_some() => Release::SendInDoubt,
                None => Release::Suppress(Suppressed::WatchRemoved),
                Some(_) if Timing::stored(row.deliverable_at.map(Col::get), now) != Timing::Come => Release::Send, // Its hour again.
                Some(_) if row.deliverable_at.unwrap_or(row.observed_at) < Col(now - KEPT) => Release::Expire,
                Some(CatchUp::Skip) => Release::Suppress(Suppressed::CatchUp),
                Some(CatchUp::Newest(count)) if served.get(&row.watch_id).is_some_and(|served| *served >= usize::from(count.get())) => {
                    Release::Suppress(Suppressed::CatchUp)
                }
                Some(_) => {
                    *served.entry(row.watch_id).or_default() += 1;
                    Release::Send
                }
            };
            moves.entry(release).or_default().push(row.id);
        }
        for (release, ids) in &moves {
            for chunk in ids.chunks(CHUNK) {
                release.update(now).filter(notification::Column::Id.is_in(chunk.to_vec())).exec(tx).await?;
            }
        }
        sent +=
            [Release::Send, Release::SendInDoubt].iter().filter_map(|release| moves.remove(release)).map(|ids| ids.len()).sum::<usize>();
        let ended: Vec<_> = moves.into_values().flatten().collect();
        if hand_over(tx, &ended, &waits.takes(), now).await? == 0 {
            return Ok(u32::try_from(sent).unwrap_or(u32::MAX));
        }
    }
}

/// When the posts of these were published.
async fn published<C: ConnectionTrait>(db: &C, rows: &[notification::Model]) -> Result<HashMap<Col<PostId>, Timestamp>, StoreError> {
    let mut times = HashMap::new();
    for chunk in rows.chunks(CHUNK) {
        let posts: Vec<_> = chunk.iter().filter_map(|row| row.post_id).collect();
        let found = post::Entity::find().filter(post::Column::Id.is_in(posts));
        let found = found.select_only().column(post::Column::Id).column(post::Column::PublishedAt);
        let found: Vec<(Col<PostId>, Option<Col<Timestamp>>)> = found.into_tuple().all(db).await?;
        times.extend(found.into_iter().filter_map(|(id, at)| Some((id, at?.0))));
    }
    Ok(times)
}

/// Newer is greater. A digest stands for what did not get a card in its poll, so a card of that poll counts for more.
fn recency(row: &notification::Model, published: &HashMap<Col<PostId>, Timestamp>) -> (Timestamp, Option<Timestamp>, NotificationId) {
    let published = row.post_id.and_then(|post| published.get(&post).copied());
    (row.observed_at.0, published, row.id.0)
}

impl Release {
    fn update(self, now: Timestamp) -> UpdateMany<notification::Entity> {
        match self {
            Self::Send => due_now(now).col_expr(notification::Column::DeliverableAt, Expr::val(Some(Col(now)))),
            Self::SendInDoubt => due_now(now),
            Self::Expire => moved(State::Expired, Some(kept_to_the_end("the channel healed too late")), now),
            Self::Suppress(why) => moved(State::Suppressed, Some(why.into_str().to_owned()), now),
        }
    }
}

async fn save_takes_nothing(tx: &DatabaseTransaction, row: &BrokenChannel) -> Result<(), StoreError> {
    use channel_state::Column::{ChannelId, GuildId, ProbeAt, Reason, Since, ToldAt};
    let model = channel_state::ActiveModel {
        channel_id: Set(Col(row.channel)),
        guild_id: Set(Col(row.guild)),
        reason: Set(row.reason.clone()),
        since: Set(Col(row.since)),
        told_at: Set(row.told_at.map(Col)),
        probe_at: Set(Col(row.probe_at)),
    };
    let upsert = OnConflict::column(ChannelId).update_columns([GuildId, Reason, Since, ToldAt, ProbeAt]).to_owned();
    channel_state::Entity::insert(model).on_conflict(upsert).exec_without_returning(tx).await?;
    Ok(())
}

pub(super) fn takes_nothing(row: channel_state::Model) -> BrokenChannel {
    BrokenChannel {
        guild: row.guild_id.0,
        channel: row.channel_id.0,
        hold: Hold::Channel,
        reason: row.reason,
        since: row.since.0,
        told_at: row.told_at.map(Col::get),
        probe_at: row.probe_at.0,
    }
}

pub(super) fn takes_some(row: channel_hold::Model) -> BrokenChannel {
    BrokenChannel {
        guild: row.guild_id.0,
        channel: row.channel_id.0,
        hold: row.held_for.0,
        reason: row.reason,
        since: row.since.0,
        told_at: row.told_at.map(Col::get),
        probe_at: row.probe_at.0,
    }
}
