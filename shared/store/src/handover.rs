//! Who brings a post to a channel in which several watches want it: one notification carries it, the others are
//! `suppressed(same_channel)`. When the one that carries it ends unsent, the next watch takes over, in the transaction that ends it; so the
//! reason of the others is true at every moment, and however an end comes about, nothing is left that nobody brings.

use super::column::{Col, Wait};
use super::entity::{notification, watch};
use super::outbox::{CHUNK, doubt_of, held, known, moved};
use crate::error::StoreError;
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::{ChannelId, NotificationId, PostId, WatchId};
use domain::notification::{Hold, State, Suppressed, carries};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, UpdateMany};
use std::collections::{BTreeMap, HashMap, HashSet};

/// How the next watch takes over.
#[derive(Clone, Debug)]
pub(super) enum Takes {
    /// It may be sent at once.
    Pending,
    /// It waits like the one before it.
    Held(Hold, String),
    /// It waits as what a paused watch brings.
    Paused(String),
}

/// The key of a notification's row.
pub(super) type Id = Col<NotificationId>;
/// A post and a channel.
pub(super) type Place = (Col<PostId>, Col<ChannelId>);

/// A notification of a place.
pub(super) struct Row {
    model: notification::Model,
    pub(super) state: State,
    /// When its watch was made; None: the watch is gone.
    watched_since: Option<Timestamp>,
    /// Its watch is paused.
    paused: bool,
}

/// What becomes of the notifications that left a place to another one.
#[derive(Debug, PartialEq, Eq)]
enum Turn {
    /// Another one carries the post.
    Stays,
    /// What ended the one that carried it ends them too: the post is gone, or may be in the channel already.
    Ends(State, String),
    Next(Id),
    /// Nobody else wants it.
    Nobody,
}

/// Whose turn it is in one place.
fn turn(rows: &[Row]) -> Turn {
    let reason = |row: &Row| row.model.reason.clone().unwrap_or_default();
    if rows.iter().any(|row| row.state != State::Failed && carries(row.state, row.model.reason.as_deref())) {
        return Turn::Stays;
    }
    if let Some(row) = rows.iter().find(|row| carries(row.state, row.model.reason.as_deref())) {
        return Turn::Ends(State::Failed, reason(row));
    }
    let gone = [Suppressed::PostRemoved, Suppressed::PostLost].map(|reason| reason.into_str());
    if let Some(row) = rows.iter().find(|row| row.state == State::Suppressed && gone.contains(&reason(row).as_str())) {
        return Turn::Ends(State::Suppressed, reason(row));
    }
    let waiting = rows.iter().filter(|row| left_to_another(&row.model));
    let wanted = waiting.filter_map(|row| Some((row.watched_since?, row.model.watch_id, row.model.id)));
    wanted.min().map_or(Turn::Nobody, |(_, _, id)| Turn::Next(id))
}

pub(super) fn left_to_another(row: &notification::Model) -> bool {
    row.state.0 == Ok(State::Suppressed) && row.reason.as_deref() == Some(Suppressed::SameChannel.into_str())
}

/// Ends what this watch had to bring; the watch itself is gone already.
pub(super) async fn end_watch(tx: &DatabaseTransaction, watch: WatchId, now: Timestamp) -> Result<(), StoreError> {
    let mine = notification::Entity::find().filter(notification::Column::WatchId.eq(Col(watch)));
    let open = notification::Column::State.is_in([State::Pending.into_str(), State::Held.into_str()]);
    let left = notification::Column::Reason.eq(Suppressed::SameChannel.into_str());
    // What may be in the channel already is left to the sender, which searches for it before it ends it.
    let certain = |row: &notification::Model| doubt_of(row).is_none();
    let ended: Vec<Id> = mine.filter(open.or(left)).rows(tx).await?.into_iter().filter(certain).map(|row| row.id).collect();
    for ids in ended.chunks(CHUNK) {
        let why = Suppressed::WatchRemoved.into_str().to_owned();
        these(moved(State::Suppressed, Some(why), now), ids).exec(tx).await?;
    }
    hand_over(tx, &ended, &Takes::Pending, now).await?;
    Ok(())
}

/// These notifications ended: in each of their places the next watch takes over, if the post is not carried. Returns how many did. A repeat
/// changes nothing.
pub(super) async fn hand_over(tx: &DatabaseTransaction, ended: &[Id], takes: &Takes, now: Timestamp) -> Result<u32, StoreError> {
    let mut taken = Vec::new();
    for ids in ended.chunks(CHUNK) {
        for row in notification::Entity::find().filter(notification::Column::Id.is_in(ids.to_vec())).rows(tx).await? {
            let age = aged(&row);
            match row.post_id {
                Some(_) => taken.push((row, age)),
                None => taken.extend(end_cards(tx, &row, now).await?.into_iter().map(|card| (card, age))),
            }
        }
    }
    next_turns(tx, taken.iter().map(|(row, age)| (row, *age)), takes, now).await
}

/// Since when it has been deliverable.
fn aged(row: &notification::Model) -> Timestamp {
    row.deliverable_at.unwrap_or(row.observed_at).0
}

/// These notifications, as they were, left their places: in each the next watch takes over, if the post is not carried. Returns how many did.
pub(super) async fn left(
    tx: &DatabaseTransaction,
    gone: impl Iterator<Item = &notification::Model>,
    takes: &Takes,
    now: Timestamp,
) -> Result<u32, StoreError> {
    next_turns(tx, gone.map(|row| (row, aged(row))), takes, now).await
}

/// In the place of each of these the next watch takes over, if the post is not carried there. With each comes since when what brought its post until
/// now was deliverable.
async fn next_turns<'r>(
    tx: &DatabaseTransaction,
    gone: impl Iterator<Item = (&'r notification::Model, Timestamp)>,
    takes: &Takes,
    now: Timestamp,
) -> Result<u32, StoreError> {
    let aged: HashMap<Place, Timestamp> = gone.filter_map(|(row, age)| Some(((row.post_id?, row.channel_id), age))).collect();
    let mut taken = 0;
    for (place, rows) in rows_of(tx, &aged.keys().copied().collect()).await? {
        match turn(&rows) {
            Turn::Stays | Turn::Nobody => {}
            Turn::Ends(state, reason) => {
                let ids: Vec<Id> = rows.iter().filter(|row| left_to_another(&row.model)).map(|row| row.model.id).collect();
                these(moved(state, Some(reason), now), &ids).exec(tx).await?;
            }
            Turn::Next(id) => {
                let Some(next) = rows.into_iter().map(|row| row.model).find(|model| model.id == id) else { continue };
                // Not older than it can be: its own post may have come to it later.
                let observed_at = next.observed_at.0;
                let age = aged.get(&place).map_or(observed_at, |age| Ord::max(observed_at, *age));
                these(taking(takes, age, now), &[id]).exec(tx).await?;
                taken += 1;
            }
        }
    }
    Ok(taken)
}

/// These notifications were sent. Meanwhile another watch of the channel may have taken over the post, because this one was removed or paused
/// while its message was on its way: that one brings it no second time, unless a try of it may have arrived too. Returns the digests among them.
pub(super) async fn end_twins(tx: &DatabaseTransaction, sent: &[self::Id], now: Timestamp) -> Result<Vec<self::Id>, StoreError> {
    use notification::Column::{ChannelId, Id, PostId, State as Status};
    let mut digests = Vec::new();
    for ids in sent.chunks(CHUNK) {
        let rows = notification::Entity::find().filter(Id.is_in(ids.to_vec())).select_only().columns([Id, PostId, ChannelId]);
        let mut places = HashSet::<Place>::new();
        for (id, post, channel) in
            rows.into_tuple::<(self::Id, Option<Col<domain::id::PostId>>, Col<domain::id::ChannelId>)>().all(tx).await?
        {
            match post {
                Some(post) => drop(places.insert((post, channel))),
                None => digests.push(id),
            }
        }
        if places.is_empty() {
            continue;
        }
        let (posts, channels): (Vec<_>, Vec<_>) = places.iter().copied().unzip();
        let open = Status.is_in([State::Pending.into_str(), State::Held.into_str()]);
        let open = notification::Entity::find().filter(PostId.is_in(posts)).filter(ChannelId.is_in(channels)).filter(open).rows(tx).await?;
        let twin = |row: &&notification::Model| {
            let certain = row.state.0.is_ok() && doubt_of(row).is_none();
            certain && row.post_id.is_some_and(|post| places.contains(&(post, row.channel_id)))
        };
        let twins: Vec<_> = open.iter().filter(twin).map(|row| row.id).collect();
        if !twins.is_empty() {
            these(moved(State::Suppressed, Some(Suppressed::SameChannel.into_str().to_owned()), now), &twins).exec(tx).await?;
        }
    }
    Ok(digests)
}

/// These notifications wait because their watches are paused. Where another watch of the channel wants the post and is not paused, it takes it
/// over.
pub(super) async fn pass_on(
    tx: &DatabaseTransaction,
    waiting: &[notification::Model],
    takes: &Takes,
    now: Timestamp,
) -> Result<(), StoreError> {
    // What may be in the channel already is brought by nobody else.
    let certain = waiting.iter().filter(|row| doubt_of(row).is_none());
    let carriers: HashMap<Place, &notification::Model> = certain.filter_map(|row| Some(((row.post_id?, row.channel_id), row))).collect();
    for (place, rows) in rows_of(tx, &carriers.keys().copied().collect()).await? {
        let Some(carrier) = carriers.get(&place) else { continue };
        let free = rows.iter().filter(|row| left_to_another(&row.model) && !row.paused);
        let next = free
            .filter_map(|row| Some((row.watched_since?, row.model.watch_id, &row.model)))
            .min_by_key(|(since, watch, _)| (*since, *watch));
        let Some((_, _, next)) = next else { continue };
        let age = Ord::max(carrier.deliverable_at.unwrap_or(carrier.observed_at), next.observed_at).0;
        let left = moved(State::Suppressed, Some(Suppressed::SameChannel.into_str().to_owned()), now);
        these(left, &[carrier.id]).exec(tx).await?;
        these(taking(takes, age, now), &[next.id]).exec(tx).await?;
    }
    Ok(())
}

/// A digest that ended no longer speaks for the cards that it counted: they end as it did.
async fn end_cards(tx: &DatabaseTransaction, digest: &notification::Model, now: Timestamp) -> Result<Vec<notification::Model>, StoreError> {
    let counted = notification::Column::Reason.eq(Suppressed::InDigest.into_str());
    let cards = notification::Entity::find().filter(notification::Column::DigestId.eq(digest.id)).filter(counted).rows(tx).await?;
    let state = known(digest)?;
    if carries(state, digest.reason.as_deref()) {
        return Ok(Vec::new());
    }
    for ids in cards.iter().map(|card| card.id).collect::<Vec<_>>().chunks(CHUNK) {
        these(moved(state, digest.reason.clone(), now), ids).exec(tx).await?;
    }
    Ok(cards)
}

/// All notifications of these places.
pub(super) async fn rows_of(tx: &DatabaseTransaction, places: &HashSet<Place>) -> Result<BTreeMap<Place, Vec<Row>>, StoreError> {
    let posts: HashSet<_> = places.iter().map(|(post, _)| *post).collect();
    let posts: Vec<_> = posts.into_iter().collect();
    let channels: HashSet<_> = places.iter().map(|(_, channel)| *channel).collect();
    let mut found = BTreeMap::<Place, Vec<Row>>::new();
    for posts in posts.chunks(CHUNK) {
        let rows = notification::Entity::find().filter(notification::Column::PostId.is_in(posts.to_vec()));
        let rows = rows.filter(notification::Column::ChannelId.is_in(channels.iter().copied())).rows(tx).await?;
        let watches: HashSet<_> = rows.iter().filter(|row| left_to_another(row)).map(|row| row.watch_id).collect();
        let watches = watch::Entity::find().filter(watch::Column::Id.is_in(watches)).rows(tx).await?;
        let since: HashMap<_, (Timestamp, bool)> =
            watches.into_iter().map(|watch| (watch.id, (watch.created_at.0, watch.paused_at.is_some()))).collect();
        for model in rows {
            let Some(post) = model.post_id else { continue };
            let place = (post, model.channel_id);
            // A state of a later version: its row is not ours to judge, and it may carry the post.
            let state = model.state.0.clone().unwrap_or(State::Sent);
            if places.contains(&place) {
                let watch = since.get(&model.watch_id).copied();
                let (watched_since, paused) = (watch.map(|(since, _)| since), watch.is_some_and(|(_, paused)| paused));
                found.entry(place).or_default().push(Row { model, state, watched_since, paused });
            }
        }
    }
    Ok(found)
}

fn taking(takes: &Takes, age: Timestamp, now: Timestamp) -> UpdateMany<notification::Entity> {
    let update = match takes {
        Takes::Pending => moved(State::Pending, None, now),
        Takes::Held(hold, reason) => held(*hold, reason.clone(), now),
        Takes::Paused(reason) => {
            moved(State::Held, Some(reason.clone()), now).col_expr(notification::Column::HeldFor, Expr::val(Col(Wait::Paused)))
        }
    };
    update.col_expr(notification::Column::DueAt, Expr::val(Col(now))).col_expr(notification::Column::DeliverableAt, Expr::val(Col(age)))
}

fn these(update: UpdateMany<notification::Entity>, ids: &[Id]) -> UpdateMany<notification::Entity> {
    update.filter(notification::Column::Id.is_in(ids.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use domain::id::{ArtistId, GuildId};
    use domain::notification::NewNotification;
    use uuid::Uuid;

    fn row(n: u128, state: State, reason: Option<&str>, watched_since: Option<i64>) -> Row {
        let at = |second| Timestamp::UNIX_EPOCH + TimeDelta::seconds(second);
        let folded = NewNotification {
            id: id(n).0,
            watch: WatchId(Uuid::from_u128(n)),
            guild: GuildId(1),
            channel: ChannelId(1),
            artist: ArtistId(Uuid::nil()),
            post: Some(PostId(Uuid::nil())),
            suppressed: None,
            digest: None,
            observed_at: at(0),
            due_at: at(0),
        };
        let model = notification::Model { state: Col(Ok(state)), reason: reason.map(str::to_owned), ..folded.into() };
        Row { model, state, watched_since: watched_since.map(at), paused: false }
    }

    fn id(n: u128) -> Id {
        Col(NotificationId(Uuid::from_u128(n)))
    }

    fn left(n: u128, since: Option<i64>) -> Row {
        row(n, State::Suppressed, Some("same_channel"), since)
    }

    #[test]
    fn the_oldest_watch_that_is_there_takes_over_once() {
        let removed = || row(1, State::Suppressed, Some("watch_removed"), None);
        assert_eq!(turn(&[removed(), left(2, Some(9)), left(3, Some(4)), left(4, None)]), Turn::Next(id(3)));
        let taken = row(3, State::Pending, None, Some(4));
        assert_eq!(turn(&[removed(), left(2, Some(9)), taken]), Turn::Stays);
        assert_eq!(turn(&[removed(), left(4, None)]), Turn::Nobody);
    }

    #[test]
    fn what_may_be_in_the_channel_or_is_gone_is_brought_by_nobody() {
        let doubt = format!("{}: no answer", domain::notification::IN_DOUBT);
        let rows = [row(1, State::Failed, Some(&doubt), Some(1)), left(2, Some(2))];
        assert_eq!(turn(&rows), Turn::Ends(State::Failed, doubt));
        let rows = [row(1, State::Suppressed, Some("post_removed"), Some(1)), left(2, Some(2))];
        assert_eq!(turn(&rows), Turn::Ends(State::Suppressed, "post_removed".to_owned()));
        let rows = [row(1, State::Failed, Some("Discord refuses the message"), Some(1)), left(2, Some(2))];
        assert_eq!(turn(&rows), Turn::Next(id(2)));
    }
}
