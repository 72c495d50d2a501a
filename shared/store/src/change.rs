//! Watches that change and move. What a moved watch still had to bring goes along; (post, channel) stays unique: what the new channel has, or
//! gets from another watch, ends as `same_channel`, and in the old channel the next watch that wants a post takes over.

use super::bot::audit_row;
use super::bot_rows::{folder_key, mature_way_column, style_column, template_column, watch_from};
use super::column::Col;
use super::entity::{audit, notification, watch};
use super::follow::{enter, take_out};
use super::handover::{Id, left_to_another, rows_of};
use super::outbox::doubt_of;
use super::rhythms::{self, Whose};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use crate::watch_version;
use domain::clock::Timestamp;
use domain::filter::Filter;
use domain::id::{ChannelId, GuildId, MessageId, WatchId};
use domain::notification::{State, Suppressed};
use domain::rhythm::Rhythm;
use domain::template::Template;
use domain::watch::{CatchUp, MatureWay, NewWatch, Ping, Style, Watch, What};
use sea_orm::sea_query::{Expr, ExprTrait};
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
    /// When posts come. What waits for its hour goes by the new one.
    Rhythm(Rhythm),
    /// What happens with posts that could not be delivered for a while.
    CatchUp(CatchUp),
    /// By which template they are shown; None: where they were, as cards.
    Template(Option<Template>),
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
    /// Changes an option of a watch of this guild. It holds for what is folded from now on, and for what is not sent yet as far as the sender
    /// checks it: mature posts, the role, and how posts are shown.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn change_watch(&self, guild: GuildId, id: WatchId, change: Change, now: Timestamp) -> Result<Changed, StoreError> {
        self.write(move |tx| {
            let change = change.clone();
            Box::pin(async move {
                let Some(mut watch) = mine(tx, guild, id).await? else { return Ok(Changed::Gone) };
                let (before, way) = (watch.wish.rhythm, (watch.wish.mature, watch.wish.mature_way));
                let wish = &mut watch.wish;
                match change {
                    Change::What { what, from } => {
                        if what.adds_to(wish.what) {
                            wish.announce_from = std::cmp::Ord::max(wish.announce_from, from);
                        }
                        wish.what = what;
                    }
                    Change::Mature(mature, way) => (wish.mature, wish.mature_way) = (mature, way),
                    Change::Ping(ping) => wish.ping = ping,
                    Change::Filter(filter) => wish.filter = filter,
                    Change::Rhythm(rhythm) => wish.rhythm = rhythm,
                    Change::CatchUp(policy) => wish.catch_up = policy,
                    Change::Style(style) => *wish = wish.clone().style(style),
                    Change::Template(template) => *wish = wish.clone().template(template),
                }
                if let Some(other) = same(tx, id, wish).await? {
                    return Ok(Changed::Same(other));
                }
                let update = watch::Entity::update_many()
                    .col_expr(watch::Column::What, Expr::val(wish.what.into_str()))
                    .col_expr(watch::Column::AnnounceFrom, Expr::val(Col(wish.announce_from)))
                    .col_expr(watch::Column::Mature, Expr::val(wish.mature))
                    .col_expr(watch::Column::MatureWay, Expr::val(mature_way_column(wish)))
                    .col_expr(watch::Column::Style, Expr::val(style_column(wish)))
                    .col_expr(watch::Column::Template, Expr::val(template_column(wish)))
                    .col_expr(watch::Column::PingRole, Expr::val(wish.ping.map(|ping| Col(ping.role))))
                    .col_expr(watch::Column::PingRight, Expr::val(wish.ping.map(|ping| ping.by_right)))
                    .col_expr(watch::Column::CatchUp, Expr::val(Col(wish.catch_up)))
                    .col_expr(watch::Column::Rhythm, Expr::val(wish.rhythm.digest.map(|digest| digest.to_string())))
                    .col_expr(watch::Column::Quiet, Expr::val(wish.rhythm.quiet.map(|quiet| quiet.to_string())))
                    .col_expr(watch::Column::Filter, Expr::val(wish.filter.as_ref().map(|filter| filter.text().to_owned())));
                update.filter(watch::Column::Id.eq(Col(id))).exec(tx).await?;
                if wish.rhythm != before {
                    rhythms::decide_again(tx, Whose::Watch(id), now).await?;
                }
                if (wish.mature, wish.mature_way) != way {
                    rhythms::enter_again(tx, Whose::Watch(id), now).await?;
                }
                let detail = format!("{} ({}) in channel {}", wish.artist_name, wish.what.into_str(), wish.channel);
                audit::Entity::insert(audit_row(guild, now, "watch changed", &detail)).exec_without_returning(tx).await?;
                watch_version::rise(tx).await?;
                Ok(Changed::Done(watch))
            })
        })
        .await
    }

    /// Moves a watch of this guild to another channel, with what it still had to bring. What is being sent at this moment, or may be in the old
    /// channel already, stays there. `by_right`: whether the asker may mention any role in the new channel.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn move_watch(
        &self,
        (guild, id): (GuildId, WatchId),
        to: ChannelId,
        by_right: bool,
        now: Timestamp,
    ) -> Result<Moved, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let Some(mut watch) = mine(tx, guild, id).await? else { return Ok(Moved::Gone) };
                let from = watch.wish.channel;
                if from == to {
                    // Our own move when an ambiguous commit is tried again, or somebody else's.
                    return Ok(Moved::Done { watch, messages: 0 });
                }
                watch.wish.channel = to;
                watch.wish.ping = watch.wish.ping.map(|ping| Ping { by_right, ..ping });
                if let Some(other) = same(tx, id, &watch.wish).await? {
                    return Ok(Moved::Same(other));
                }
                let goes = leave(tx, id, now).await?;
                let update = watch::Entity::update_many()
                    .col_expr(watch::Column::ChannelId, Expr::val(Col(to)))
                    .col_expr(watch::Column::PingRight, Expr::val(watch.wish.ping.map(|ping| ping.by_right)));
                update.filter(watch::Column::Id.eq(Col(id))).exec(tx).await?;
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

/// Another watch of the channel that asks for the same.
async fn same(tx: &DatabaseTransaction, id: WatchId, wish: &NewWatch) -> Result<Option<Watch>, StoreError> {
    let same = watch::Entity::find()
        .filter(watch::Column::ChannelId.eq(Col(wish.channel)))
        .filter(watch::Column::ArtistId.eq(Col(wish.artist)))
        .filter(watch::Column::FolderKey.eq(folder_key(wish)))
        .filter(watch::Column::What.eq(wish.what.into_str()))
        .filter(watch::Column::Id.ne(Col(id)));
    same.row(tx).await?.map(watch_from).transpose()
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
