//! What watches inherit from their server. The row of a watch has the values that hold, so that whoever reads it needs nothing else, with the words of
//! the options that are inherited. What is written here keeps both true: a watch that is added, brought back, moved or changed gets the defaults of
//! that moment, and a change of the defaults is handed down to every watch in its transaction.

use super::bot_rows::{defaults_from, folder_key, inherits_column, mature_way_column, style_column, template_column, watch_from};
use super::column::Col;
use super::entity::{guild_settings, watch};
use super::outbox::CHUNK;
use super::rhythms::Moves;
use crate::error::StoreError;
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::defaults::{Defaults, Ground};
use domain::id::{ArtistId, ChannelId, GuildId, WatchId};
use domain::inherit::Aspect;
use domain::watch::{NewWatch, Watch};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, UpdateMany};
use std::collections::{HashMap, HashSet};

/// What is known where a server's defaults are changed.
#[derive(Clone, Debug)]
pub struct Grounds {
    /// Where a watch gets further kinds of post, those are announced that were published since then, by the clock that dates posts.
    pub from: Timestamp,
    /// The channels of which something is known.
    pub places: HashMap<ChannelId, Ground>,
}

impl Grounds {
    /// Nothing is known of any channel.
    #[must_use]
    pub fn unknown(from: Timestamp) -> Self {
        Self { from, places: HashMap::new() }
    }
}

/// What became of a server's watches when its defaults were changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HandedDown {
    /// So many watches changed.
    pub changed: u32,
    /// Of so many the kinds of post stayed, and are their own now: another watch of their channel has the new ones.
    pub kept: u32,
}

/// The defaults of this guild.
pub(super) async fn defaults_of(tx: &DatabaseTransaction, guild: GuildId) -> Result<Defaults, StoreError> {
    let row = guild_settings::Entity::find_by_id(Col(guild)).row(tx).await?;
    Ok(row.map(|row| defaults_from(&row)).unwrap_or_default())
}

/// A watch with what it inherits at this moment.
pub(super) async fn settled(tx: &DatabaseTransaction, wish: NewWatch, ground: Option<Ground>) -> Result<NewWatch, StoreError> {
    if wish.inherits.is_empty() {
        return Ok(wish);
    }
    Ok(defaults_of(tx, wish.guild).await?.applied(wish, ground))
}

/// Another watch of the channel that asks for the same.
pub(super) async fn same(tx: &DatabaseTransaction, id: WatchId, wish: &NewWatch) -> Result<Option<Watch>, StoreError> {
    let same = watch::Entity::find()
        .filter(watch::Column::ChannelId.eq(Col(wish.channel)))
        .filter(watch::Column::ArtistId.eq(Col(wish.artist)))
        .filter(watch::Column::FolderKey.eq(folder_key(wish)))
        .filter(watch::Column::What.eq(wish.what.into_str()))
        .filter(watch::Column::Id.ne(Col(id)));
    same.row(tx).await?.map(watch_from).transpose()
}

/// Of kinds that the watch did not want before, old posts are not news.
pub(super) fn news_only(before: &NewWatch, mut after: NewWatch, from: Timestamp) -> NewWatch {
    if after.what.adds_to(before.what) {
        after.announce_from = Ord::max(after.announce_from, from);
    }
    after
}

/// The options that a watch may inherit, as its row has them.
fn inherited_options(of: &NewWatch) -> UpdateMany<watch::Entity> {
    watch::Entity::update_many()
        .col_expr(watch::Column::What, Expr::val(of.what.into_str()))
        .col_expr(watch::Column::Mature, Expr::val(of.mature))
        .col_expr(watch::Column::MatureWay, Expr::val(mature_way_column(of)))
        .col_expr(watch::Column::Style, Expr::val(style_column(of)))
        .col_expr(watch::Column::Template, Expr::val(template_column(of)))
        .col_expr(watch::Column::PingRole, Expr::val(of.ping.map(|ping| Col(ping.role))))
        .col_expr(watch::Column::PingRight, Expr::val(of.ping.map(|ping| ping.by_right)))
        .col_expr(watch::Column::CatchUp, Expr::val(Col(of.catch_up)))
        .col_expr(watch::Column::Rhythm, Expr::val(of.rhythm.digest.map(|digest| digest.to_string())))
        .col_expr(watch::Column::Quiet, Expr::val(of.rhythm.quiet.map(|quiet| quiet.to_string())))
        .col_expr(watch::Column::Inherits, Expr::val(inherits_column(of)))
}

/// Writes the channel and the options of a watch, and has what waits decided again where it depends on them.
pub(super) async fn rewrite(
    tx: &DatabaseTransaction,
    id: WatchId,
    (before, after): (&NewWatch, &NewWatch),
    now: Timestamp,
) -> Result<(), StoreError> {
    let update = inherited_options(after)
        .col_expr(watch::Column::ChannelId, Expr::val(Col(after.channel)))
        .col_expr(watch::Column::AnnounceFrom, Expr::val(Col(after.announce_from)))
        .col_expr(watch::Column::Filter, Expr::val(after.filter.as_ref().map(|filter| filter.text().to_owned())));
    update.filter(watch::Column::Id.eq(Col(id))).exec(tx).await?;
    let mut moves = Moves::default();
    moves.note(id, before, after);
    moves.settle(tx, now).await
}

/// What makes two watches of a channel the same one.
type Place = (ChannelId, ArtistId, String, &'static str);

fn place(wish: &NewWatch) -> Place {
    (wish.channel, wish.artist, folder_key(wish), wish.what.into_str())
}

/// A change that several watches share.
struct Shared {
    after: NewWatch,
    watches: Vec<WatchId>,
    /// Of these, those of which some posts would be announced that are no news of kinds that are new to them.
    widened: Vec<WatchId>,
}

impl Shared {
    /// Whether a watch becomes the same, but for what is not written here. An option that is not named here counts.
    fn fits(&self, other: &NewWatch) -> bool {
        let own = other.clone();
        let NewWatch { guild, channel, artist, artist_name, folder, group, filter, announce_from, created_at, paused, .. } = own;
        let after = self.after.clone();
        *other == NewWatch { guild, channel, artist, artist_name, folder, group, filter, announce_from, created_at, paused, ..after }
    }

    async fn write(&self, tx: &DatabaseTransaction, from: Timestamp) -> Result<(), StoreError> {
        for watches in self.watches.chunks(CHUNK) {
            inherited_options(&self.after).filter(watch::Column::Id.is_in(watches.iter().copied().map(Col))).exec(tx).await?;
        }
        for watches in self.widened.chunks(CHUNK) {
            let news = watch::Entity::update_many().col_expr(watch::Column::AnnounceFrom, Expr::val(Col(from)));
            news.filter(watch::Column::Id.is_in(watches.iter().copied().map(Col))).exec(tx).await?;
        }
        Ok(())
    }
}

/// Gives the watches of this guild what they inherit, in as many statements as there are different changes: a server has hundreds of watches. A row
/// that this version cannot read stays as it is.
pub(super) async fn hand_down(
    tx: &DatabaseTransaction,
    (guild, defaults): (GuildId, &Defaults),
    grounds: &Grounds,
    now: Timestamp,
) -> Result<HandedDown, StoreError> {
    let mine = watch::Entity::find().filter(watch::Column::GuildId.eq(Col(guild)));
    let rows = mine.order_by_asc(watch::Column::Id).rows(tx).await?;
    let mut taken: HashSet<Place> = HashSet::new();
    let mut heirs = Vec::new();
    for watch in rows.into_iter().filter_map(|row| watch_from(row).ok()) {
        taken.insert(place(&watch.wish));
        if !watch.wish.inherits.is_empty() {
            heirs.push(watch);
        }
    }
    let (mut down, mut moves, mut changes) = (HandedDown::default(), Moves::default(), Vec::<Shared>::new());
    for Watch { id, wish: before } in heirs {
        let ground = grounds.places.get(&before.channel).copied();
        let mut after = news_only(&before, defaults.applied(before.clone(), ground), grounds.from);
        if after.what != before.what && taken.contains(&place(&after)) {
            (after.what, after.announce_from) = (before.what, before.announce_from);
            after.inherits = after.inherits.without(Aspect::What);
            down.kept += 1;
        }
        if after == before {
            continue;
        }
        down.changed += 1;
        taken.insert(place(&after));
        moves.note(id, &before, &after);
        let widened = (after.announce_from != before.announce_from).then_some(id);
        match changes.iter_mut().find(|shared| shared.fits(&after)) {
            Some(shared) => {
                shared.watches.push(id);
                shared.widened.extend(widened);
            }
            None => changes.push(Shared { after, watches: vec![id], widened: widened.into_iter().collect() }),
        }
    }
    for shared in &changes {
        shared.write(tx, grounds.from).await?;
    }
    moves.settle(tx, now).await?;
    Ok(down)
}
