//! What waits for an hour, because its watch posts digests or has quiet hours. When it is due is written with it; a change of what that depends on
//! has it decided again. So does a change of where mature posts go, for those that are held.

use super::bot_rows::watch_from;
use super::column::{Col, Wait};
use super::entity::{guild_settings, notification, watch};
use super::outbox::{CHUNK, due_now, is_doubtful, moved};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::{GuildId, NotificationId, WatchId};
use domain::notification::{Due, Hold, State};
use domain::rhythm::Rhythm;
use domain::watch::NewWatch;
use domain::zone::Zone;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

/// Whose settings changed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Whose<'a> {
    Guild(GuildId),
    /// At most [`CHUNK`] of them.
    Watches(&'a [WatchId]),
}

impl Whose<'_> {
    fn notifications(self) -> SimpleExpr {
        match self {
            Self::Guild(guild) => notification::Column::GuildId.eq(Col(guild)),
            Self::Watches(watches) => notification::Column::WatchId.is_in(watches.iter().copied().map(Col)),
        }
    }
}

/// What a notification's hour depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Hours {
    rhythm: Rhythm,
    zone: Zone,
}

impl Hours {
    /// As it was read.
    fn of(due: &Due) -> Self {
        Self::new(due.watch.as_ref().map(|watch| watch.wish.rhythm).unwrap_or_default(), due.zone)
    }

    /// Posts that come at once come at once in every zone.
    fn new(rhythm: Rhythm, zone: Zone) -> Self {
        Self { rhythm, zone: if rhythm.is_default() { Zone::default() } else { zone } }
    }

    /// As it is; None: the notification or its watch is gone.
    async fn now(tx: &DatabaseTransaction, id: NotificationId) -> Result<Option<Self>, StoreError> {
        let Some(row) = notification::Entity::find_by_id(Col(id)).row(tx).await? else { return Ok(None) };
        let Some(watch) = watch::Entity::find_by_id(row.watch_id).row(tx).await? else { return Ok(None) };
        let settings = guild_settings::Entity::find_by_id(row.guild_id).row(tx).await?;
        let zone = settings.and_then(|row| row.zone?.0.ok()).unwrap_or_default();
        Ok(Some(Self::new(watch_from(watch)?.wish.rhythm, zone)))
    }
}

impl BotStore {
    /// It is not sent before `until`, from when on its age counts: that was decided by `due`, as it was read. What is being sent, may be in its channel
    /// already, or is of other hours by now, stays as it is. Returns whether it waits.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn wait_until(&self, due: &Due, until: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        use notification::Column::{DeliverableAt, DueAt, FirstTryAt, Id, ObservedAt, State as Status};
        let (id, since, decided) = (due.id, due.deliverable_at, Hours::of(due));
        self.write(move |tx| {
            Box::pin(async move {
                // In the transaction of the update: a change of the hours is before it, or finds what it wrote.
                if Hours::now(tx, id).await? != Some(decided) {
                    return Ok(false);
                }
                // The two times move together, as in `due_now`.
                let certain = Expr::case(Expr::col(FirstTryAt).eq(Expr::col(DueAt)), Expr::val(Col(until))).finally(Expr::col(FirstTryAt));
                let update = moved(State::Pending, None, now)
                    .col_expr(DueAt, Expr::val(Col(until)))
                    .col_expr(DeliverableAt, Expr::val(Col(until)))
                    .col_expr(FirstTryAt, certain.into());
                let released = Expr::col(DeliverableAt).if_null(Expr::col(ObservedAt)).eq(Col(since));
                let waits = Status.eq(State::Pending.into_str()).and(is_doubtful().not()).and(released);
                Ok(update.filter(Id.eq(Col(id))).filter(waits).exec(tx).await?.rows_affected > 0)
            })
        })
        .await
    }
}

/// The watches of which something that waits depends on what changed.
#[derive(Default)]
pub(super) struct Moves {
    hours: Vec<WatchId>,
    mature: Vec<WatchId>,
}

impl Moves {
    /// This watch has changed.
    pub(super) fn note(&mut self, id: WatchId, before: &NewWatch, after: &NewWatch) {
        if after.rhythm != before.rhythm {
            self.hours.push(id);
        }
        if (after.mature, after.mature_way) != (before.mature, before.mature_way) {
            self.mature.push(id);
        }
    }

    /// What waits goes by what they say now.
    pub(super) async fn settle(&self, tx: &DatabaseTransaction, now: Timestamp) -> Result<(), StoreError> {
        for watches in self.hours.chunks(CHUNK) {
            decide_again(tx, Whose::Watches(watches), now).await?;
        }
        for watches in self.mature.chunks(CHUNK) {
            enter_again(tx, Whose::Watches(watches), now).await?;
        }
        Ok(())
    }
}

/// What is held because it is mature becomes due: the sender decides by what is set now where it goes.
pub(super) async fn enter_again(tx: &DatabaseTransaction, whose: Whose<'_>, now: Timestamp) -> Result<(), StoreError> {
    use notification::Column::{HeldFor, State as Status};
    let held = Status.eq(State::Held.into_str()).and(HeldFor.eq(Col(Wait::Hold(Hold::Mature))));
    due_now(now).filter(whose.notifications()).filter(held).filter(is_doubtful().not()).exec(tx).await?;
    Ok(())
}

/// What waits for its hour becomes due: the sender decides about it by what is set now.
pub(super) async fn decide_again(tx: &DatabaseTransaction, whose: Whose<'_>, now: Timestamp) -> Result<(), StoreError> {
    use notification::Column::{DeliverableAt, DueAt, State as Status};
    let put_off = Status.eq(State::Pending.into_str()).and(DueAt.gt(Col(now))).and(DeliverableAt.gt(Col(now)));
    due_now(now).filter(whose.notifications()).filter(put_off).filter(is_doubtful().not()).exec(tx).await?;
    Ok(())
}
