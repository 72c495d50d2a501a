//! The projection's place in the log, and who may advance it. The epoch is the fencing token: every fold names it, and it rises with
//! every change of owner, so that a projector that was asleep while another took over can write nothing.

use super::batch::LIVE;
use super::fence::beat;
use super::{checkpoint, parked};
use crate::convert::{at, big, time, whole};
use crate::entity::lease;
use crate::entity::projection;
use crate::error::StoreError;
use crate::handle::{Handle, IngestStore, OpsStore, ProjectionStore};
use crate::pool::Store;
use domain::clock::Timestamp;
use domain::id::LogId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use uuid::Uuid;

/// The lease that nobody holds: its epoch counts the losses.
const LOSSES: &str = "losses";

/// From whom the projection may be claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takeover {
    /// From nobody: only what was never held, or was given back.
    Never,
    /// From the owner whose heartbeat is still this one. One that beat meanwhile, perhaps with the very transaction that this claim had to
    /// wait for, keeps it; else two projectors whose batches take long would fence each other for ever.
    IfStill(Timestamp),
    /// From whoever holds it.
    Always,
}

/// The answer to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Ours: fold from `next_offset` on, under `epoch`. The stored log may be another one than ours: compare.
    Ours { log: LogId, next_offset: u64, epoch: u64 },
    /// Another projector lives.
    Taken { heartbeat_at: Timestamp },
}

impl ProjectionStore {
    /// Claims the projection for `owner`, from another owner only as `takeover` allows. The first claim ever binds the projection to `log`,
    /// beginning at `first`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn claim_projection(
        &self,
        log: LogId,
        first: u64,
        owner: Uuid,
        takeover: Takeover,
        now: Timestamp,
    ) -> Result<Claim, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let Some(row) = projection::Entity::find_by_id(LIVE.to_owned()).one(tx).await? else {
                    let row = projection::ActiveModel {
                        name: Set(LIVE.to_owned()),
                        log_id: Set(log.0),
                        next_offset: Set(big(first)),
                        epoch: Set(1),
                        owner: Set(owner),
                        heartbeat_at: Set(at(now)),
                    };
                    projection::Entity::insert(row).exec_without_returning(tx).await?;
                    return Ok(Claim::Ours { log, next_offset: first, epoch: 1 });
                };
                // The heartbeat is the owner's own time, which may be far from ours: it is compared with itself alone.
                let given_back = row.heartbeat_at == at(Timestamp::UNIX_EPOCH);
                let ours = match takeover {
                    _ if given_back || row.owner == owner => true,
                    Takeover::Never => false,
                    Takeover::IfStill(seen) => row.heartbeat_at == at(seen),
                    Takeover::Always => true,
                };
                if !ours {
                    return Ok(Claim::Taken { heartbeat_at: time(row.heartbeat_at) });
                }
                parked::adopt(tx).await?;
                let epoch = row.epoch + 1;
                projection::Entity::update_many()
                    .col_expr(projection::Column::Owner, Expr::val(owner))
                    .col_expr(projection::Column::Epoch, Expr::val(epoch))
                    .col_expr(projection::Column::HeartbeatAt, Expr::val(at(now)))
                    .filter(projection::Column::Name.eq(LIVE))
                    .exec(tx)
                    .await?;
                Ok(Claim::Ours { log: LogId(row.log_id), next_offset: whole(row.next_offset), epoch: whole(epoch) })
            })
        })
        .await
    }

    /// Puts the place to `next` in this log, also another one than before, because what lies between cannot be folded any more, and counts that
    /// loss. False: fenced off.
    ///
    /// # Errors
    /// The database failed.
    pub async fn move_projection(&self, epoch: u64, log: LogId, next: u64) -> Result<bool, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let moved = projection::Entity::update_many()
                    .col_expr(projection::Column::LogId, Expr::val(log.0))
                    .col_expr(projection::Column::NextOffset, Expr::val(big(next)))
                    .filter(projection::Column::Name.eq(LIVE))
                    .filter(projection::Column::Epoch.eq(big(epoch)))
                    .exec(tx)
                    .await?;
                let moved = moved.rows_affected == 1;
                if moved {
                    checkpoint::forget_from(tx, log, next).await?;
                    count_loss(tx).await?;
                }
                Ok(moved)
            })
        })
        .await
    }

    /// Counts a loss that the projection did not notice: see [`losses`](Self::losses).
    ///
    /// # Errors
    /// The database failed.
    pub async fn count_loss(&self) -> Result<(), StoreError> {
        self.write(|tx| Box::pin(count_loss(tx))).await
    }

    /// Says that the holder of this epoch lives. False: it has been fenced off.
    ///
    /// # Errors
    /// The database failed.
    pub async fn beat_projection(&self, epoch: u64, now: Timestamp) -> Result<bool, StoreError> {
        self.write(move |tx| Box::pin(async move { beat(tx, epoch, now).await })).await
    }

    /// Gives the claim back at a clean stop, so that a standby takes over at once.
    ///
    /// # Errors
    /// The database failed.
    pub async fn release_projection(&self, epoch: u64) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                beat(tx, epoch, Timestamp::UNIX_EPOCH).await?;
                Ok(())
            })
        })
        .await
    }

    /// Where the projection stands; None before the first claim.
    ///
    /// # Errors
    /// The database failed.
    pub async fn projection_place(&self) -> Result<Option<(LogId, u64)>, StoreError> {
        place(&self.0).await
    }
}

impl IngestStore {
    /// How often the projection went on behind events that it had not folded: each time, whoever made them has to look for what is missing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn losses(&self) -> Result<u64, StoreError> {
        Ok(lease::Entity::find_by_id(LOSSES.to_owned()).one(self.read()).await?.map_or(0, |row| whole(row.epoch)))
    }

    /// Where the projection stands; None before the first claim.
    ///
    /// # Errors
    /// The database failed.
    pub async fn projection_place(&self) -> Result<Option<(LogId, u64)>, StoreError> {
        place(&self.0).await
    }
}

impl OpsStore {
    /// Where the projection stands; None before the first claim.
    ///
    /// # Errors
    /// The database failed.
    pub async fn projection_place(&self) -> Result<Option<(LogId, u64)>, StoreError> {
        place(&self.0).await
    }
}

async fn place(store: &Store) -> Result<Option<(LogId, u64)>, StoreError> {
    let row = projection::Entity::find_by_id(LIVE.to_owned()).one(store.read()).await?;
    Ok(row.map(|row| (LogId(row.log_id), whole(row.next_offset))))
}

/// A row that only counts.
async fn count_loss(tx: &DatabaseTransaction) -> Result<(), StoreError> {
    let Some(row) = lease::Entity::find_by_id(LOSSES.to_owned()).one(tx).await? else {
        let row = lease::ActiveModel { name: Set(LOSSES.to_owned()), owner: Set(Uuid::nil()), epoch: Set(1), renewed_at: Set(0) };
        lease::Entity::insert(row).exec_without_returning(tx).await?;
        return Ok(());
    };
    lease::Entity::update_many()
        .col_expr(lease::Column::Epoch, Expr::val(row.epoch + 1))
        .filter(lease::Column::Name.eq(LOSSES))
        .exec(tx)
        .await?;
    Ok(())
}
