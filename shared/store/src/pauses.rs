//! Paused watches: what they would bring is held, and goes by their catch-up policy when they resume. Where another watch of the channel wants
//! a post, that one brings it meanwhile.

use super::bot::audit_row;
use super::bot_rows::watch_from;
use super::column::{Col, Wait};
use super::entity::{audit, notification, watch};
use super::handover::{Takes, pass_on};
use super::holds::{Waits, release};
use super::outbox::{CHUNK, is_doubtful, is_open, moved};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::{GuildId, WatchId};
use domain::notification::{State, Suppressed};
use domain::watch::{Pause, Watch};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};

/// Why it waits, in words.
const REASON: &str = "the watch is paused";
/// Notifications that one turn holds, and pauses that it ends: the next turn is soon.
const TURN: u64 = 500;

/// A watch that was resumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resumed {
    /// The watch as it is now.
    pub watch: Watch,
    /// How many messages that waited come now.
    pub coming: u32,
}

impl BotStore {
    /// Pauses those of these watches that are this guild's; a watch that is paused already gets the new end. What waits to be sent is held.
    /// Returns the watches as they are now.
    ///
    /// # Errors
    /// When the store cannot be asked; then none is paused.
    pub async fn pause_watches(&self, guild: GuildId, ids: &[WatchId], pause: Pause, now: Timestamp) -> Result<Vec<Watch>, StoreError> {
        let ids: Vec<_> = ids.iter().copied().map(Col).collect();
        self.write(move |tx| {
            let ids = ids.clone();
            Box::pin(async move {
                let mut paused = Vec::new();
                for ids in ids.chunks(CHUNK) {
                    paused.extend(pause_these(tx, (guild, ids), pause, now).await?);
                }
                Ok(paused)
            })
        })
        .await
    }

    /// Resumes a watch of this guild; what was held for it comes, or ends, by its catch-up policy. None: there is no such watch here, or it is
    /// not paused.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn resume_watch(&self, guild: GuildId, id: WatchId, now: Timestamp) -> Result<Option<Resumed>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let mine = watch::Entity::find_by_id(Col(id)).filter(watch::Column::GuildId.eq(Col(guild)));
                let Some(row) = mine.filter(watch::Column::PausedAt.is_not_null()).row(tx).await? else { return Ok(None) };
                let mut watch = watch_from(row)?;
                let running = watch::Entity::update_many()
                    .col_expr(watch::Column::PausedAt, Expr::val(None::<Col<Timestamp>>))
                    .col_expr(watch::Column::PausedUntil, Expr::val(None::<Col<Timestamp>>));
                running.filter(watch::Column::Id.eq(Col(id))).exec(tx).await?;
                watch.wish.paused = None;
                take_from_paused(tx, &watch, now).await?;
                let coming = release(tx, Waits::Watch(id), now).await?;
                let detail = format!("{} in channel {}: {coming} held messages released", watch.wish.artist_name, watch.wish.channel);
                audit::Entity::insert(audit_row(guild, now, "watch resumed", &detail)).exec_without_returning(tx).await?;
                Ok(Some(Resumed { watch, coming }))
            })
        })
        .await
    }

    /// For the sender, before it reads what is due: ends the pauses whose time has come by Discord's clock, and holds what paused watches would
    /// bring. `discord`: its time; None: Discord has not told it, and no pause ends.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn mind_pauses(&self, discord: Option<Timestamp>, now: Timestamp) -> Result<(), StoreError> {
        if let Some(discord) = discord {
            let over = watch::Entity::find()
                .filter(watch::Column::PausedAt.gt(Col(Timestamp::UNIX_EPOCH)))
                .filter(watch::Column::PausedUntil.lte(Col(discord)));
            let over = over.select_only().columns([watch::Column::Id, watch::Column::GuildId]).limit(TURN);
            let over: Vec<(Col<WatchId>, Col<GuildId>)> = over.into_tuple().all(self.read()).await?;
            for (Col(id), Col(guild)) in over {
                match self.resume_watch(guild, id, now).await {
                    Ok(Some(Resumed { watch, coming })) => {
                        tracing::info!(%guild, watch = %watch.id, messages = coming, "watch resumed at the end of its pause");
                    }
                    // Somebody resumed or removed it meanwhile.
                    Ok(None) => {}
                    // One odd row must not stop all deliveries.
                    Err(error @ StoreError::Inconsistent { .. }) => {
                        tracing::error!(%error, %guild, watch = %id, "a watch cannot be read, and stays paused after the end of its pause");
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        let backend = self.read().get_database_backend();
        let waits = of_paused(backend).limit(1).row(self.read()).await?.is_some();
        if waits { self.write(move |tx| Box::pin(async move { hold(tx, of_paused(backend), now).await.map(drop) })).await } else { Ok(()) }
    }
}

/// The ids of all paused watches.
pub(super) fn paused() -> SelectStatement {
    // A range, which every database takes an index for; SQLite reads all watches for IS NOT NULL where it knows nothing of their number.
    let paused = watch::Entity::find().filter(watch::Column::PausedAt.gt(Col(Timestamp::UNIX_EPOCH)));
    paused.select_only().column(watch::Column::Id).into_query()
}

/// Pauses those of these watches that are this guild's, at most [`CHUNK`], and holds what they would bring.
async fn pause_these(
    tx: &DatabaseTransaction,
    (guild, ids): (GuildId, &[Col<WatchId>]),
    pause: Pause,
    now: Timestamp,
) -> Result<Vec<Watch>, StoreError> {
    let mine = watch::Entity::find().filter(watch::Column::Id.is_in(ids.to_vec()));
    let mine = mine.filter(watch::Column::GuildId.eq(Col(guild))).rows(tx).await?;
    let mut paused = mine.into_iter().map(watch_from).collect::<Result<Vec<_>, _>>()?;
    if paused.is_empty() {
        return Ok(paused);
    }
    for watch in &mut paused {
        let since = watch.wish.paused.map_or(pause.since, |before| before.since);
        watch.wish.paused = Some(Pause { since, ..pause });
    }
    let ids: Vec<_> = paused.iter().map(|watch| Col(watch.id)).collect();
    let update = watch::Entity::update_many()
        .col_expr(watch::Column::PausedAt, Expr::col(watch::Column::PausedAt).if_null(Col(pause.since)))
        .col_expr(watch::Column::PausedUntil, Expr::val(pause.until.map(Col)));
    update.filter(watch::Column::Id.is_in(ids.clone())).exec(tx).await?;
    let audit = |watch: &Watch| {
        let detail = format!("{} in channel {}", watch.wish.artist_name, watch.wish.channel);
        audit_row(guild, now, "watch paused", &detail)
    };
    audit::Entity::insert_many(paused.iter().map(audit)).exec_without_returning(tx).await?;
    while hold(tx, certain().filter(notification::Column::WatchId.is_in(ids.clone())), now).await? {}
    Ok(paused)
}

/// What other watches of the channel hold because they are paused, and this one wants too, is this one's now that it is not: held as its own
/// posts are, so that its catch-up policy decides.
async fn take_from_paused(tx: &DatabaseTransaction, watch: &Watch, now: Timestamp) -> Result<(), StoreError> {
    use notification::Column::{ChannelId, HeldFor, PostId, Reason, State as Status, WatchId};
    let left = notification::Entity::find()
        .filter(WatchId.eq(Col(watch.id)))
        .filter(Status.eq(State::Suppressed.into_str()))
        .filter(Reason.eq(Suppressed::SameChannel.into_str()));
    let held = notification::Entity::find()
        .filter(ChannelId.eq(Col(watch.wish.channel)))
        .filter(Status.eq(State::Held.into_str()))
        .filter(HeldFor.eq(Col(Wait::Paused)))
        .filter(PostId.in_subquery(left.select_only().column(PostId).into_query()));
    pass_on(tx, &held.rows(tx).await?, &Takes::Paused(REASON.to_owned()), now).await
}

/// What waits to be sent, and is not in its channel for certain.
fn certain() -> Select<notification::Entity> {
    notification::Entity::find().filter(notification::Column::State.eq(State::Pending.into_str())).filter(is_doubtful().not())
}

/// What paused watches would bring: as [`certain`], in the words of the index of what is open.
fn of_paused(backend: DbBackend) -> Select<notification::Entity> {
    let open = notification::Entity::find().filter(is_open(backend)).filter(is_doubtful().not());
    open.filter(notification::Column::WatchId.in_subquery(paused()))
}

/// Holds these, a bounded number, because their watches are paused. True: there may be more.
async fn hold(tx: &DatabaseTransaction, which: Select<notification::Entity>, now: Timestamp) -> Result<bool, StoreError> {
    let rows = which.order_by_asc(notification::Column::Id).limit(TURN).rows(tx).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(false);
    }
    let held = moved(State::Held, Some(REASON.to_owned()), now).col_expr(notification::Column::HeldFor, Expr::val(Col(Wait::Paused)));
    held.filter(notification::Column::Id.is_in(ids)).exec(tx).await?;
    pass_on(tx, &rows, &Takes::Pending, now).await?;
    Ok(rows.len() as u64 >= TURN)
}
