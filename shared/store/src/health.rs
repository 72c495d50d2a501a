//! What a health check has to know of the store: little, because it asks often.

use super::StoreError;
use super::entity::{parked, parked_event, projection};
use super::projection::LIVE;
use super::read::Rows;
use crate::handle::{Handle, OpsStore};
use domain::clock::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// How the fold fares, as far as its tables tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Vitals {
    /// The last heartbeat, by the database's clock; None before the first fold.
    pub heartbeat_at: Option<Timestamp>,
    /// The offset that is folded next; None before the first fold.
    pub next_offset: Option<u64>,
    /// Whether events are parked.
    pub parked: bool,
}

impl OpsStore {
    /// Reads one row of each of three tables, however much is stored.
    pub async fn vitals(&self) -> Result<Vitals, StoreError> {
        let row = projection::Entity::find_by_id(LIVE.to_owned()).row(self.read()).await?;
        let parked = parked::Entity::find().filter(parked::Column::DiscardedAt.is_null()).select_only().column(parked::Column::LogOffset);
        let parked: Option<i64> = parked.into_tuple().one(self.read()).await?;
        // What an earlier version has parked and nobody has moved yet.
        let former = parked_event::Entity::find().select_only().column(parked_event::Column::LogOffset);
        let former: Option<i64> = former.into_tuple().one(self.read()).await?;
        Ok(Vitals {
            heartbeat_at: row.as_ref().and_then(|row| row.heartbeat_at.0.time()),
            next_offset: row.map(|row| row.next_offset.0),
            parked: parked.or(former).is_some(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::Col;
    use crate::pool::Store;
    use domain::id::LogId;
    use sea_orm::ActiveValue::Set;

    #[tokio::test]
    async fn heartbeat_and_parked_events_are_told() {
        let store = Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        assert_eq!(store.for_ops().vitals().await.unwrap(), Vitals::default());
        let before = store.for_ops().now().await.unwrap();
        store.for_projection().seize_projection(LogId::random(), 0).await.unwrap();
        let vitals = store.for_ops().vitals().await.unwrap();
        assert!(vitals.heartbeat_at.is_some_and(|heartbeat| heartbeat >= before), "{vitals:?}");
        assert_eq!((vitals.next_offset, vitals.parked), (Some(0), false));
        let row = parked_event::ActiveModel {
            log_offset: Set(Col(3)),
            event_id: Set(None),
            lane: Set(None),
            payload: Set(Vec::new()),
            error: Set("unknown kind".to_owned()),
            parked_at: Set(Col(Timestamp::UNIX_EPOCH)),
        };
        parked_event::Entity::insert(row).exec_without_returning(store.connection()).await.unwrap();
        assert!(store.for_ops().vitals().await.unwrap().parked);
    }
}
