//! What each process counted in each hour. A process writes its own rows, each as it is now, so that writing it twice counts nothing twice.

use super::entity::hourly;
use crate::column::Col;
use crate::error::StoreError;
use crate::handle::{Handle, OpsStore};
use domain::clock::EpochHour;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// No more rows are read: a week of some hundred processes.
const MOST: u64 = 50_000;

/// What a process counted in an hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hour {
    /// Which hour.
    pub hour: EpochHour,
    /// The process that counted.
    pub process: Uuid,
    /// A word for what was counted.
    pub what: String,
    /// JSON, whose form the word says.
    pub figures: String,
}

impl OpsStore {
    /// What was counted since that hour, the latest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn hours(&self, since: EpochHour) -> Result<Vec<Hour>, StoreError> {
        use hourly::Column::{Hour as At, Process, What};
        let rows = hourly::Entity::find().filter(At.gte(Col(since))).order_by_desc(At).order_by_asc(Process).order_by_asc(What);
        Ok(rows.limit(MOST).all(self.read()).await?.into_iter().map(Hour::from).collect())
    }

    /// Writes these rows as they are now, and deletes what is older than the hour `forget`.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn note_hours(&self, hours: Vec<Hour>, forget: EpochHour) -> Result<(), StoreError> {
        self.write(move |tx| {
            let rows: Vec<hourly::ActiveModel> = hours.iter().cloned().map(active).collect();
            Box::pin(async move {
                use hourly::Column::{Figures, Hour as At, Process, What};
                for row in rows {
                    let upsert = OnConflict::columns([At, Process, What]).update_column(Figures).to_owned();
                    hourly::Entity::insert(row).on_conflict(upsert).exec_without_returning(tx).await?;
                }
                hourly::Entity::delete_many().filter(At.lt(Col(forget))).exec(tx).await?;
                Ok(())
            })
        })
        .await
    }
}

impl From<hourly::Model> for Hour {
    fn from(row: hourly::Model) -> Self {
        Self { hour: row.hour.0, process: row.process, what: row.what, figures: row.figures }
    }
}

fn active(hour: Hour) -> hourly::ActiveModel {
    hourly::ActiveModel { hour: Set(Col(hour.hour)), process: Set(hour.process), what: Set(hour.what), figures: Set(hour.figures) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn hours_are_written_as_they_are_and_old_ones_are_forgotten() {
        let store = crate::pool::Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let store = store.for_ops();
        let process = Uuid::new_v4();
        let hour = |hour: i64, figures: &str| Hour { hour: EpochHour(hour), process, what: "seen".to_owned(), figures: figures.to_owned() };
        store.note_hours(vec![hour(1, "a"), hour(7, "b"), hour(8, "c")], EpochHour(0)).await.unwrap();
        store.note_hours(vec![hour(8, "d")], EpochHour(2)).await.unwrap();
        assert_eq!(store.hours(EpochHour(0)).await.unwrap(), [hour(8, "d"), hour(7, "b")]);
        assert_eq!(store.hours(EpochHour(8)).await.unwrap(), [hour(8, "d")]);
    }
}
