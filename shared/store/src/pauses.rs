//! Paused watches: what they would bring is held, and goes by their catch-up policy when they resume. Where another watch of the channel wants
//! a post, that one brings it meanwhile.

use super::bot::audit_row;
use super::bot_rows::watch_from;
use super::convert::at;
use super::entity::{audit, notification, watch};
use super::handover::pass_on;
use super::holds::{Waits, release};
use super::outbox::{CHUNK, PAUSED, moved};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use domain::clock::Timestamp;
use domain::id::{GuildId, WatchId};
use domain::notification::State;
use domain::watch::{Pause, Watch};
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

/// Why it waits, in words.
const REASON: &str = "the watch is paused";
/// Notifications that one turn holds, and pauses that it ends: the next turn is soon.
const TURN: u64 = 500;

/// A watch that was resumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resumed {
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
        let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        self.write(move |tx| {
            let ids = ids.clone();
            Box::pin(async move {
                let mut paused = Vec::new();
                for ids in ids.chunks(CHUNK) {
                    let mine = watch::Entity::find().filter(watch::Column::Id.is_in(ids.to_vec()));
                    let mine = mine.filter(watch::Column::GuildId.eq(guild.to_db())).all(tx).await?;
                    let mine = mine.into_iter().map(watch_from).collect::<Result<Vec<_>, _>>()?;
                    for mut watch in mine {
                        let since = watch.wish.paused.map_or(pause.since, |before| before.since);
                        let pause = Pause { since, ..pause };
                        set(tx, watch.id, Some(pause)).await?;
                        let detail = format!("{} in channel {}", watch.wish.artist_name, watch.wish.channel);
                        audit::Entity::insert(audit_row(guild, now, "watch paused", &detail)).exec_without_returning(tx).await?;
                        watch.wish.paused = Some(pause);
                        paused.push(watch);
                    }
                }
                while hold_pending(tx, now).await? {}
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
                let mine = watch::Entity::find_by_id(id.0).filter(watch::Column::GuildId.eq(guild.to_db()));
                let Some(row) = mine.filter(watch::Column::PausedAt.is_not_null()).one(tx).await? else { return Ok(None) };
                let mut watch = watch_from(row)?;
                set(tx, id, None).await?;
                watch.wish.paused = None;
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
            let over =
                watch::Entity::find().filter(watch::Column::PausedAt.is_not_null()).filter(watch::Column::PausedUntil.lte(at(discord)));
            let over = over.select_only().columns([watch::Column::Id, watch::Column::GuildId]).limit(TURN);
            let over: Vec<(Uuid, i64)> = over.into_tuple().all(self.read()).await?;
            for (id, guild) in over {
                let guild = GuildId::from_db(guild);
                if let Some(Resumed { watch, coming }) = self.resume_watch(guild, WatchId(id), now).await? {
                    tracing::info!(%guild, watch = %watch.id, messages = coming, "watch resumed at the end of its pause");
                }
            }
        }
        let waits = of_paused().limit(1).one(self.read()).await?.is_some();
        if waits { self.write(move |tx| Box::pin(async move { hold_pending(tx, now).await.map(drop) })).await } else { Ok(()) }
    }
}

/// The ids of all paused watches.
pub(super) fn paused() -> SelectStatement {
    let paused = watch::Entity::find().filter(watch::Column::PausedAt.is_not_null());
    paused.select_only().column(watch::Column::Id).into_query()
}

/// What paused watches would bring.
fn of_paused() -> Select<notification::Entity> {
    notification::Entity::find()
        .filter(notification::Column::State.eq(State::Pending.into_str()))
        .filter(notification::Column::WatchId.in_subquery(paused()))
}

/// Holds what paused watches would bring, a bounded number. True: there may be more.
async fn hold_pending(tx: &DatabaseTransaction, now: Timestamp) -> Result<bool, StoreError> {
    let rows = of_paused().order_by_asc(notification::Column::Id).limit(TURN).all(tx).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(false);
    }
    let held = moved(State::Held, Some(REASON.to_owned()), now).col_expr(notification::Column::HeldFor, Expr::val(PAUSED));
    held.filter(notification::Column::Id.is_in(ids)).exec(tx).await?;
    pass_on(tx, &rows, now).await?;
    Ok(rows.len() as u64 >= TURN)
}

async fn set(tx: &DatabaseTransaction, watch: WatchId, pause: Option<Pause>) -> Result<(), StoreError> {
    let (since, until) = (pause.map(|pause| at(pause.since)), pause.and_then(|pause| pause.until).map(at));
    let update = watch::Entity::update_many()
        .col_expr(watch::Column::PausedAt, Expr::val(since))
        .col_expr(watch::Column::PausedUntil, Expr::val(until));
    update.filter(watch::Column::Id.eq(watch.0)).exec(tx).await?;
    Ok(())
}
