//! Watches that change and move. What a moved watch still had to bring goes along; (post, channel) stays unique: what the new channel has, or
//! gets from another watch, ends as `same_channel`, and in the old channel the next watch that wants a post takes over.

use super::bot::audit_row;
use super::bot_rows::watch_from;
use super::column::Col;
use super::entity::{audit, notification, watch};
use super::follow::{enter, take_out};
use super::handover::{Id, left_to_another, rows_of};
use super::inherit::{news_only, rewrite, same, settled};
use super::outbox::doubt_of;
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use crate::watch_version;
use domain::clock::Timestamp;
use domain::defaults::Ground;
use domain::filter::Filter;
use domain::id::{ChannelId, GuildId, MessageId, WatchId};
use domain::inherit::Aspect;
use domain::notification::{State, Suppressed};
use domain::rhythm::{Digest, Quiet};
use domain::template::Template;
use domain::watch::{CatchUp, MatureWay, NewWatch, Ping, Style, Watch, What};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use std::collections::HashSet;

/// A new value for one option of a watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Which kinds of post. Where that adds kinds, only posts that were published since `from` are announced: of the kinds that the watch did
    /// not want before, old posts are not news.
    What {
        /// The kinds.
        what: What,
        /// By the clock that dates posts.
        from: Timestamp,
    },
    /// Whether mature posts too, and where they go. What waits for its channel to be age-restricted goes by the new choice.
    Mature(bool, MatureWay),
    /// The role; None: mentions nobody.
    Ping(Option<Ping>),
    /// Which posts; None: all.
    Filter(Option<Filter>),
    /// How posts are shown; not by a template.
    Style(Style),
    /// How often posts come; None: each at once. What waits for its hour goes by the new one.
    Digest(Option<Digest>),
    /// When it is quiet; None: never. What waits for its hour goes by the new ones.
    Quiet(Option<Quiet>),
    /// What happens with posts that could not be delivered for a while.
    CatchUp(CatchUp),
    /// By which template they are shown; None: where they were, as cards.
    Template(Option<Template>),
    /// An option is as the server's default from now on.
    Inherit {
        /// Which.
        aspect: Aspect,
        /// What is known of the channel of the watch.
        ground: Option<Ground>,
        /// As of a new choice of kinds: where it adds some, only posts that were published since then are announced.
        from: Timestamp,
    },
}

/// What came of changing a watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// As it is now.
    Done(Watch),
    /// The channel has the same one already, which this is.
    Same(Watch),
    /// There is no such watch in this guild.
    Gone,
}

/// What came of moving a watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moved {
    /// The watch as it is now, and how many messages that waited come to the new channel.
    Done {
        /// As it is now.
        watch: Watch,
        /// Messages that go along.
        messages: u32,
    },
    /// The new channel has the same watch already, which this is.
    Same(Watch),
    /// There is no such watch in this guild.
    Gone,
}

/// Which watch a message is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfMessage {
    /// This one's.
    Watch(Box<Watch>),
    /// One's that is gone.
    Gone,
    /// The outbox knows no such message.
    Nobody,
}

impl BotStore {
    /// Changes an option of a watch of this guild, which is its own then. It holds for what is folded from now on, and for what is not sent yet as far
    /// as the sender checks it: mature posts, the role, and how posts are shown.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn change_watch(&self, guild: GuildId, id: WatchId, change: Change, now: Timestamp) -> Result<Changed, StoreError> {
        self.write(move |tx| {
            let change = change.clone();
            Box::pin(async move {
                let Some(Watch { wish: before, .. }) = mine(tx, guild, id).await? else { return Ok(Changed::Gone) };
                let wish = match change {
                    Change::Inherit { aspect, ground, from } => {
                        let wish = NewWatch { inherits: before.inherits.with(aspect), ..before.clone() };
                        news_only(&before, settled(tx, wish, ground).await?, from)
                    }
                    change => own(before.clone(), change),
                };
                if let Some(other) = same(tx, id, &wish).await? {
                    return Ok(Changed::Same(other));
                }
                rewrite(tx, id, (&before, &wish), now).await?;
                let detail = format!("{} ({}) in channel {}", wish.artist_name, wish.what.into_str(), wish.channel);
                audit::Entity::insert(audit_row(guild, now, "watch changed", &detail)).exec_without_returning(tx).await?;
                watch_version::rise(tx).await?;
                Ok(Changed::Done(Watch { id, wish }))
            })
        })
        .await
    }

    /// Moves a watch of this guild to another channel, with what it still had to bring. What is being sent at this moment, or may be in the old
    /// channel already, stays there. `ground`: of the new channel; what the watch inherits goes by it.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn move_watch(
        &self,
        (guild, id): (GuildId, WatchId),
        to: ChannelId,
        ground: Ground,
        now: Timestamp,
    ) -> Result<Moved, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let Some(watch) = mine(tx, guild, id).await? else { return Ok(Moved::Gone) };
                let (before, from) = (watch.wish.clone(), watch.wish.channel);
                if from == to {
                    // Our own move when an ambiguous commit is tried again, or somebody else's.
                    return Ok(Moved::Done { watch, messages: 0 });
                }
                let ping = before.ping.map(|ping| Ping { by_right: ground.by_right, ..ping });
                let wish = settled(tx, NewWatch { channel: to, ping, ..before.clone() }, Some(ground)).await?;
                let watch = Watch { id, wish };
                if let Some(other) = same(tx, id, &watch.wish).await? {
                    return Ok(Moved::Same(other));
                }
                let goes = leave(tx, id, now).await?;
                rewrite(tx, id, (&before, &watch.wish), now).await?;
                let messages = enter(tx, &goes, to, now).await?;
                let detail = format!("{} from channel {from} to channel {to}", watch.wish.artist_name);
                audit::Entity::insert(audit_row(guild, now, "watch moved", &detail)).exec_without_returning(tx).await?;
                watch_version::rise(tx).await?;
                Ok(Moved::Done { watch, messages })
            })
        })
        .await
    }

    /// Which watch's message this is, as far as this guild's outbox knows it.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn watch_of_message(&self, guild: GuildId, channel: ChannelId, message: MessageId) -> Result<OfMessage, StoreError> {
        let rows = super::insight::sent_as(&self.0, guild, channel, message).await?;
        let Some(row) = rows.first() else { return Ok(OfMessage::Nobody) };
        Ok(self.watch(guild, row.watch_id.0).await?.map_or(OfMessage::Gone, |watch| OfMessage::Watch(Box::new(watch))))
    }
}

async fn mine(tx: &DatabaseTransaction, guild: GuildId, id: WatchId) -> Result<Option<Watch>, StoreError> {
    let row = watch::Entity::find_by_id(Col(id)).filter(watch::Column::GuildId.eq(Col(guild))).row(tx).await?;
    row.map(watch_from).transpose()
}

/// A watch with an option of its own.
fn own(mut wish: NewWatch, change: Change) -> NewWatch {
    let inherits = |wish: &NewWatch, aspect| wish.inherits.without(aspect);
    match change {
        Change::What { what, from } => {
            let after = NewWatch { what, inherits: inherits(&wish, Aspect::What), ..wish.clone() };
            return news_only(&wish, after, from);
        }
        Change::Mature(mature, way) => {
            (wish.mature, wish.mature_way, wish.inherits) = (mature, way, inherits(&wish, Aspect::Mature));
        }
        Change::Ping(ping) => (wish.ping, wish.inherits) = (ping, inherits(&wish, Aspect::Ping)),
        Change::Filter(filter) => wish.filter = filter,
        Change::Digest(digest) => (wish.rhythm.digest, wish.inherits) = (digest, inherits(&wish, Aspect::Rhythm)),
        Change::Quiet(quiet) => (wish.rhythm.quiet, wish.inherits) = (quiet, inherits(&wish, Aspect::Quiet)),
        Change::CatchUp(policy) => (wish.catch_up, wish.inherits) = (policy, inherits(&wish, Aspect::CatchUp)),
        Change::Style(style) => {
            wish.inherits = inherits(&wish, Aspect::Style);
            return wish.style(style);
        }
        Change::Template(template) => {
            wish.inherits = inherits(&wish, Aspect::Style);
            return wish.template(template);
        }
        // Not its own.
        Change::Inherit { aspect, .. } => wish.inherits = wish.inherits.with(aspect),
    }
    wish
}

/// Takes out of its channel what this watch has to bring there, and what another one was to bring for it but has not yet. Returns the cards.
async fn leave(tx: &DatabaseTransaction, watch: WatchId, now: Timestamp) -> Result<Vec<Id>, StoreError> {
    let open = notification::Column::State.is_in([State::Pending.into_str(), State::Held.into_str()]);
    let left = notification::Column::Reason.eq(Suppressed::SameChannel.into_str());
    let rows = notification::Entity::find().filter(notification::Column::WatchId.eq(Col(watch))).filter(open.or(left)).rows(tx).await?;
    let places = rows.iter().filter(|row| left_to_another(row)).filter_map(|row| Some((row.post_id?, row.channel_id))).collect();
    let carried = rows_of(tx, &places).await?;
    let waits = |state: State| matches!(state, State::Pending | State::Sending | State::Held);
    let waiting: HashSet<_> =
        carried.into_iter().filter(|(_, rows)| rows.iter().any(|row| waits(row.state))).map(|(place, _)| place).collect();
    let certain = |row: &&notification::Model| doubt_of(row).is_none();
    let goes = rows
        .iter()
        .filter(certain)
        .filter(|row| !left_to_another(row) || row.post_id.is_some_and(|post| waiting.contains(&(post, row.channel_id))));
    take_out(tx, &goes.collect::<Vec<_>>(), now).await
}
