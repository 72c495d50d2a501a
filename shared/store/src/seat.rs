//! Rows that say who does what only one process may do: the leases, and the projection, which says so in the row that tells where it is.
//! Every change is a compare-and-set.

use crate::column::{Beat, Col};
use crate::entity::{lease, projection};
use crate::error::StoreError;
use crate::projection::LIVE;
use crate::read::Rows;
use crate::server_time::next_beat;
use domain::id::LogId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use uuid::Uuid;

/// The lease of the process that uses the fresh tables.
pub(crate) const FRESH: &str = "fresh";

/// What a poll finds in such a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    pub owner: Uuid,
    pub epoch: u64,
    pub beat: Beat,
    /// The owner gave it back, or nobody ever had it.
    pub vacant: bool,
}

/// From which owner a process takes it. One that has it already, or finds it vacant, always may.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Claim {
    /// From no other.
    Vacant,
    /// From one that shows just this: an owner that beat meanwhile, perhaps with the very transaction that this claim had to wait for, keeps it.
    IfStill(Sight),
    /// From any owner.
    Always,
}

impl Claim {
    fn allows(self, found: &Sight, owner: Uuid) -> bool {
        found.vacant
            || found.owner == owner
            || match self {
                Self::Vacant => false,
                Self::IfStill(seen) => *found == seen,
                Self::Always => true,
            }
    }
}

/// A table with such rows.
pub(crate) trait Seats: EntityTrait {
    const NAME: Self::Column;
    const OWNER: Self::Column;
    const EPOCH: Self::Column;
    const BEAT: Self::Column;
    /// The epoch whose owner gave it back.
    const RELEASED: Self::Column;

    fn sight(row: &Self::Model) -> Sight;
}

impl Seats for lease::Entity {
    const NAME: Self::Column = lease::Column::Name;
    const OWNER: Self::Column = lease::Column::Owner;
    const EPOCH: Self::Column = lease::Column::Epoch;
    const BEAT: Self::Column = lease::Column::RenewedAt;
    const RELEASED: Self::Column = lease::Column::ReleasedEpoch;

    fn sight(row: &lease::Model) -> Sight {
        Sight { owner: row.owner, epoch: row.epoch.0, beat: row.renewed_at.0, vacant: row.released_epoch == Some(row.epoch) }
    }
}

impl Seats for projection::Entity {
    const NAME: Self::Column = projection::Column::Name;
    const OWNER: Self::Column = projection::Column::Owner;
    const EPOCH: Self::Column = projection::Column::Epoch;
    const BEAT: Self::Column = projection::Column::HeartbeatAt;
    const RELEASED: Self::Column = projection::Column::ReleasedEpoch;

    fn sight(row: &projection::Model) -> Sight {
        Sight { owner: row.owner, epoch: row.epoch.0, beat: row.heartbeat_at.0, vacant: row.released_epoch == Some(row.epoch) }
    }
}

/// What a poll finds; None: nobody ever had it.
pub(crate) async fn sight<E: Seats>(connection: &impl ConnectionTrait, name: &str) -> Result<Option<Sight>, StoreError> {
    let row = E::find().filter(E::NAME.eq(name)).row(connection).await?;
    Ok(row.as_ref().map(E::sight))
}

/// Makes a vacant lease where there is none.
pub(crate) async fn make_lease(tx: &DatabaseTransaction, name: &str) -> Result<(), StoreError> {
    let vacant = lease::ActiveModel {
        name: Set(name.to_owned()),
        owner: Set(Uuid::nil()),
        epoch: Set(Col(0)),
        renewed_at: Set(Col(Beat::default())),
        released_epoch: Set(Some(Col(0))),
    };
    let there = OnConflict::column(lease::Column::Name).do_nothing().to_owned();
    lease::Entity::insert(vacant).on_conflict(there).exec_without_returning(tx).await?;
    Ok(())
}

/// Makes a vacant projection where there is none, bound to this log from this offset on.
pub(crate) async fn make_projection(tx: &DatabaseTransaction, log: LogId, first: u64) -> Result<(), StoreError> {
    let vacant = projection::ActiveModel {
        name: Set(LIVE.to_owned()),
        log_id: Set(Col(log)),
        next_offset: Set(Col(first)),
        epoch: Set(Col(0)),
        owner: Set(Uuid::nil()),
        heartbeat_at: Set(Col(Beat::default())),
        released_epoch: Set(Some(Col(0))),
    };
    let there = OnConflict::column(projection::Column::Name).do_nothing().to_owned();
    projection::Entity::insert(vacant).on_conflict(there).exec_without_returning(tx).await?;
    Ok(())
}

/// Takes it for `owner` where the claim allows that; the new epoch. None: it stays where it is.
pub(crate) async fn take<E: Seats>(tx: &DatabaseTransaction, name: &str, owner: Uuid, claim: Claim) -> Result<Option<u64>, StoreError> {
    let Some(found) = sight::<E>(tx, name).await?.filter(|found| claim.allows(found, owner)) else { return Ok(None) };
    let epoch = found.epoch + 1;
    let taken = E::update_many()
        .col_expr(E::OWNER, Expr::val(owner))
        .col_expr(E::EPOCH, Expr::val(Col(epoch)))
        .col_expr(E::BEAT, next_beat(E::BEAT, tx.get_database_backend()))
        .filter(E::NAME.eq(name))
        .filter(E::EPOCH.eq(Col(found.epoch)))
        .filter(E::BEAT.eq(Col(found.beat)))
        .exec(tx)
        .await?;
    Ok((taken.rows_affected == 1).then_some(epoch))
}

/// Says that the holder of this epoch lives. False: another process has taken over.
pub(crate) async fn beat<E: Seats>(tx: &DatabaseTransaction, name: &str, epoch: u64) -> Result<bool, StoreError> {
    let beaten = E::update_many()
        .col_expr(E::BEAT, next_beat(E::BEAT, tx.get_database_backend()))
        .filter(E::NAME.eq(name))
        .filter(E::EPOCH.eq(Col(epoch)))
        .exec(tx)
        .await?;
    Ok(beaten.rows_affected == 1)
}

/// Keeps it from being taken until this transaction ends.
///
/// # Errors
/// [`StoreError::Fenced`] when another process has taken over from the holder of this epoch; the database failed.
pub(crate) async fn hold<E: Seats>(tx: &DatabaseTransaction, name: &str, epoch: u64) -> Result<(), StoreError> {
    let held = E::update_many()
        .col_expr(E::EPOCH, Expr::val(Col(epoch)))
        .filter(E::NAME.eq(name))
        .filter(E::EPOCH.eq(Col(epoch)))
        .exec(tx)
        .await?;
    if held.rows_affected == 1 { Ok(()) } else { Err(StoreError::Fenced) }
}

/// Gives it back, if `owner` has it, in this epoch where one is named. Nobody is its owner then: a version that knows no released epoch would
/// otherwise continue under this one.
pub(crate) async fn release<E: Seats>(tx: &DatabaseTransaction, name: &str, owner: Uuid, epoch: Option<u64>) -> Result<(), StoreError> {
    let mut update = E::update_many().col_expr(E::RELEASED, Expr::col(E::EPOCH)).col_expr(E::OWNER, Expr::val(Uuid::nil()));
    update = update.filter(E::NAME.eq(name)).filter(E::OWNER.eq(owner));
    if let Some(epoch) = epoch {
        update = update.filter(E::EPOCH.eq(Col(epoch)));
    }
    update.exec(tx).await?;
    Ok(())
}
