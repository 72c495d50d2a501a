//! The processes of a deployment. Each writes its own row every few seconds and removes it at a clean stop; reading all rows
//! tells which of them are there. All times are the database's ([`OpsStore::now`]), so the clocks of the hosts may differ.

use super::column::Col;
use super::entity::process;
use crate::error::StoreError;
use crate::handle::{Handle, OpsStore};
use crate::read::Rows;
use crate::server_time;
use chrono::TimeDelta;
use domain::clock::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::time::Duration;
use uuid::Uuid;

/// Rows that are read at most: nobody runs as many processes.
const MOST: u64 = 1_000;

/// A process in whose spools records wait is remembered for so long after it fell silent.
pub const WITH_RECORDS: TimeDelta = TimeDelta::days(7);

/// What a process says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The same over its restarts.
    pub id: Uuid,
    /// The words of its roles, with commas between them.
    pub roles: String,
    /// The name of its host.
    pub host: String,
    /// The version of the program.
    pub version: String,
    /// When it started.
    pub started_at: Timestamp,
    /// Records that wait in its spools.
    pub spool: u64,
    /// Its checks, as JSON.
    pub checks: String,
    /// Its gauges, as JSON.
    pub gauges: String,
    /// What the ops page shows of it, as JSON.
    pub details: String,
}

/// A process as others see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// What it says of itself.
    pub report: Report,
    /// How long ago it last wrote its row.
    pub silent: Duration,
}

impl OpsStore {
    /// The database's time.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn now(&self) -> Result<Timestamp, StoreError> {
        server_time::now(&self.0).await
    }

    /// Writes this process's row, and forgets rows that nobody has written for as long as `forget`, or for [`WITH_RECORDS`] where records wait in
    /// the process's spools.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn process_beat(&self, report: Report, now: Timestamp, forget: Duration) -> Result<(), StoreError> {
        let forgotten = TimeDelta::from_std(forget).ok().and_then(|forget| now.checked_sub_signed(forget)).unwrap_or(Timestamp::MIN_UTC);
        let with_records = now.checked_sub_signed(WITH_RECORDS.max(now - forgotten)).unwrap_or(Timestamp::MIN_UTC);
        self.write(move |tx| {
            let row = process::ActiveModel {
                id: Set(report.id),
                roles: Set(report.roles.clone()),
                host: Set(report.host.clone()),
                version: Set(report.version.clone()),
                started_at: Set(Col(report.started_at)),
                beat_at: Set(Col(now)),
                spool: Set(Col(report.spool)),
                checks: Set(report.checks.clone()),
                gauges: Set(report.gauges.clone()),
                details: Set(Some(report.details.clone())),
            };
            Box::pin(async move {
                use process::Column::{BeatAt, Checks, Details, Gauges, Host, Id, Roles, Spool, StartedAt, Version};
                let columns = [Roles, Host, Version, StartedAt, BeatAt, Spool, Checks, Gauges, Details];
                let upsert = OnConflict::column(Id).update_columns(columns).to_owned();
                process::Entity::insert(row).on_conflict(upsert).exec_without_returning(tx).await?;
                let given_up = Condition::any().add(Spool.eq(Col(0_u64))).add(BeatAt.lte(Col(with_records)));
                process::Entity::delete_many().filter(BeatAt.lte(Col(forgotten))).filter(given_up).exec(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// Removes a process's row: it stopped, and nobody has to wonder where it is.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn process_gone(&self, id: Uuid) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                process::Entity::delete_by_id(id).exec(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// All processes that have a row, by their roles.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn processes(&self) -> Result<Vec<Process>, StoreError> {
        let rows = process::Entity::find().order_by_asc(process::Column::Roles).order_by_asc(process::Column::Id);
        let rows = rows.limit(MOST).rows(self.read()).await?;
        // After the rows: nobody has written in the future then.
        let now = server_time::now(&self.0).await?;
        Ok(rows.into_iter().map(|row| seen(row, now)).collect())
    }
}

fn seen(row: process::Model, now: Timestamp) -> Process {
    let silent = (now - row.beat_at.0).to_std().unwrap_or_default();
    let report = Report {
        id: row.id,
        roles: row.roles,
        host: row.host,
        version: row.version,
        started_at: row.started_at.0,
        spool: row.spool.0,
        checks: row.checks,
        gauges: row.gauges,
        details: row.details.unwrap_or_default(),
    };
    Process { report, silent }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn report(roles: &str) -> Report {
        Report {
            id: Uuid::new_v4(),
            roles: roles.to_owned(),
            host: "here".to_owned(),
            version: "1".to_owned(),
            started_at: Timestamp::UNIX_EPOCH,
            spool: 3,
            checks: "[]".to_owned(),
            gauges: "{}".to_owned(),
            details: "{}".to_owned(),
        }
    }

    #[tokio::test]
    async fn each_process_has_a_row_until_it_stops_or_is_forgotten() {
        let store = crate::pool::Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let store = store.for_ops();
        let (bot, ingest, now) = (report("bot"), report("ingest"), store.now().await.unwrap());
        store.process_beat(ingest.clone(), now, HOUR).await.unwrap();
        store.process_beat(bot.clone(), now - TimeDelta::minutes(5), HOUR).await.unwrap();
        let seen = store.processes().await.unwrap();
        assert_eq!(seen.iter().map(|one| &one.report).collect::<Vec<_>>(), [&bot, &ingest]);
        assert!(seen[0].silent >= Duration::from_secs(300) && seen[1].silent < Duration::from_secs(300), "{seen:?}");

        let fuller = Report { spool: 4, ..ingest.clone() };
        store.process_beat(fuller.clone(), now, Duration::from_secs(60)).await.unwrap();
        let seen = async || store.processes().await.unwrap().into_iter().map(|one| one.report).collect::<Vec<_>>();
        assert_eq!(seen().await, [bot.clone(), fuller.clone()], "records wait in the spool of the silent one");
        let empty = Report { spool: 0, ..bot.clone() };
        store.process_beat(empty, now - TimeDelta::minutes(5), HOUR).await.unwrap();
        store.process_beat(fuller.clone(), now, Duration::from_secs(60)).await.unwrap();
        assert_eq!(seen().await, std::slice::from_ref(&fuller), "its own row, and the silent one is forgotten");
        store.process_beat(bot, now - WITH_RECORDS, HOUR).await.unwrap();
        store.process_beat(fuller.clone(), now, HOUR).await.unwrap();
        assert_eq!(seen().await, [fuller], "nobody waits for it forever");
        store.process_gone(ingest.id).await.unwrap();
        assert_eq!(store.processes().await.unwrap(), []);
    }
}
