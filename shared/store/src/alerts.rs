//! What an operator is told of by itself, kept so that a restart tells nothing twice. One ops process at a time writes the rows. Times are the
//! database's ([`OpsStore::now`]).

use super::column::Col;
use super::entity::alert;
use crate::error::StoreError;
use crate::handle::{Handle, OpsStore};
use crate::read::Rows;
use domain::clock::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Rows that are read at most: more conditions cannot hold at once.
const MOST: u64 = 1_000;

/// A condition that an operator is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertRow {
    /// Its id.
    pub id: Uuid,
    /// Its kind's word; a newer version may know more of them.
    pub kind: String,
    /// What it is about: a role, a process, the number of a credential; empty: nothing in particular.
    pub subject: String,
    /// What was found, in words.
    pub detail: String,
    /// When it began.
    pub since: Timestamp,
    /// When the message about its beginning was accepted.
    pub told_at: Option<Timestamp>,
    /// When it was over.
    pub over_at: Option<Timestamp>,
    /// When nothing more was to be told.
    pub closed_at: Option<Timestamp>,
}

impl OpsStore {
    /// Alerts that are open, or that were closed since then; the oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn alerts(&self, since: Timestamp) -> Result<Vec<AlertRow>, StoreError> {
        use alert::Column::{ClosedAt, Id, Since};
        let wanted = Condition::any().add(ClosedAt.is_null()).add(ClosedAt.gte(Col(since)));
        let rows = alert::Entity::find().filter(wanted).order_by_asc(Since).order_by_asc(Id).limit(MOST).rows(self.read()).await?;
        Ok(rows.into_iter().map(AlertRow::from).collect())
    }

    /// Writes these alerts as they are now, and deletes those that were closed before `forget`.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn note_alerts(&self, alerts: Vec<AlertRow>, forget: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| {
            let rows: Vec<alert::ActiveModel> = alerts.iter().cloned().map(active).collect();
            Box::pin(async move {
                use alert::Column::{ClosedAt, Detail, Id, OverAt, ToldAt};
                for row in rows {
                    let upsert = OnConflict::column(Id).update_columns([Detail, ToldAt, OverAt, ClosedAt]).to_owned();
                    alert::Entity::insert(row).on_conflict(upsert).exec_without_returning(tx).await?;
                }
                alert::Entity::delete_many().filter(ClosedAt.lt(Col(forget))).exec(tx).await?;
                Ok(())
            })
        })
        .await
    }
}

impl From<alert::Model> for AlertRow {
    fn from(row: alert::Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            subject: row.subject,
            detail: row.detail,
            since: row.since.0,
            told_at: row.told_at.map(Col::get),
            over_at: row.over_at.map(Col::get),
            closed_at: row.closed_at.map(Col::get),
        }
    }
}

fn active(alert: AlertRow) -> alert::ActiveModel {
    alert::ActiveModel {
        id: Set(alert.id),
        kind: Set(alert.kind),
        subject: Set(alert.subject),
        detail: Set(alert.detail),
        since: Set(Col(alert.since)),
        told_at: Set(alert.told_at.map(Col)),
        over_at: Set(alert.over_at.map(Col)),
        closed_at: Set(alert.closed_at.map(Col)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[tokio::test]
    async fn open_alerts_are_kept_and_old_closed_ones_are_forgotten() {
        let store = crate::pool::Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let store = store.for_ops();
        let now = store.now().await.unwrap();
        let alert = |subject: &str, closed: Option<i64>| AlertRow {
            id: Uuid::new_v4(),
            kind: "role_missing".to_owned(),
            subject: subject.to_owned(),
            detail: "no process runs it".to_owned(),
            since: now - TimeDelta::days(90),
            told_at: None,
            over_at: None,
            closed_at: closed.map(|days| now - TimeDelta::days(days)),
        };
        let (open, lately, long_ago) = (alert("bot", None), alert("ingest", Some(1)), alert("ops", Some(40)));
        store.note_alerts(vec![open.clone(), lately.clone(), long_ago], now - TimeDelta::days(60)).await.unwrap();
        let ids = |rows: Vec<AlertRow>| rows.into_iter().map(|row| row.id).collect::<std::collections::BTreeSet<_>>();
        let both = std::collections::BTreeSet::from([open.id, lately.id]);
        assert_eq!(ids(store.alerts(now - TimeDelta::days(2)).await.unwrap()), both);
        let told = AlertRow { told_at: Some(now), ..open.clone() };
        store.note_alerts(vec![told.clone()], now - TimeDelta::days(30)).await.unwrap();
        assert_eq!(store.alerts(now).await.unwrap(), [told]);
        assert_eq!(ids(store.alerts(now - TimeDelta::days(90)).await.unwrap()), both, "the old one is forgotten");
    }
}
