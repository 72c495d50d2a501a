//! Carrying rows from one store to another, of whatever engines: table by table in the order of the primary key, as values and not as what they
//! mean, so that nothing is lost that this version does not understand.

use super::entity::{
    alert, artist, aside, audit, backup_restored, backup_taken, channel_hold, channel_state, checkpoint, chore, erased, folder,
    folder_notice, gateway_start, group_folder, guild, guild_notice, guild_settings, hourly, lease, log_place, loss, notification, parked,
    parked_event, post, post_folder, projection, publication, refused, retention, schedule_state, sender_start, source, watch,
    watch_version,
};
use crate::error::StoreError;
use crate::handle::{BackupStore, Handle};
use domain::cause::Cause;
use sea_orm::sea_query::{Alias, ColumnType, Expr, ExprTrait, Func, OnConflict, Order, Query, SelectStatement, Value};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn, QueryResult};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Rows in one statement: with every column of the widest table they stay below the number of values that SQLite takes (32766).
const PAGE: u64 = 500;

/// What a column holds, for all engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Uuid,
    Big,
    Text,
    Bool,
    Bytes,
}

/// A table that moves with its store.
#[derive(Clone, Debug)]
pub struct Table {
    name: &'static str,
    columns: Vec<(&'static str, Kind)>,
    keys: Vec<&'static str>,
}

/// What two tables with the same rows have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// How many.
    pub rows: u64,
    /// The sum of the rows' hashes: their order, which depends on the engine, makes no difference.
    pub sum: u128,
}

/// Where the reading of a table is.
enum At {
    /// Behind this number of rows.
    Skip(u64),
    /// Behind the row with this key.
    After(Vec<Value>),
}

/// Every table but those of a running process (`process`), of this command itself (`moving`), and those that are empty between two rebuilds.
#[must_use]
pub fn tables() -> Vec<Table> {
    vec![
        table::<guild::Entity>(),
        table::<guild_settings::Entity>(),
        table::<watch::Entity>(),
        table::<watch_version::Entity>(),
        table::<aside::Entity>(),
        table::<channel_state::Entity>(),
        table::<channel_hold::Entity>(),
        table::<guild_notice::Entity>(),
        table::<folder_notice::Entity>(),
        table::<refused::Entity>(),
        table::<erased::Entity>(),
        table::<audit::Entity>(),
        table::<source::Entity>(),
        table::<group_folder::Entity>(),
        table::<schedule_state::Entity>(),
        table::<artist::Entity>(),
        table::<folder::Entity>(),
        table::<post::Entity>(),
        table::<post_folder::Entity>(),
        table::<notification::Entity>(),
        table::<chore::Entity>(),
        table::<publication::Entity>(),
        table::<parked::Entity>(),
        table::<parked_event::Entity>(),
        table::<checkpoint::Entity>(),
        table::<projection::Entity>(),
        table::<log_place::Entity>(),
        table::<loss::Entity>(),
        table::<lease::Entity>(),
        table::<sender_start::Entity>(),
        table::<gateway_start::Entity>(),
        table::<alert::Entity>(),
        table::<hourly::Entity>(),
        table::<retention::Entity>(),
        table::<backup_taken::Entity>(),
        table::<backup_restored::Entity>(),
    ]
}

fn table<E: EntityTrait>() -> Table {
    let kind = |column: E::Column| match column.def().get_column_type() {
        ColumnType::Uuid => Kind::Uuid,
        ColumnType::Boolean => Kind::Bool,
        ColumnType::Text | ColumnType::String(_) => Kind::Text,
        ColumnType::Blob | ColumnType::Binary(_) | ColumnType::VarBinary(_) => Kind::Bytes,
        // All numbers of the schema.
        _ => Kind::Big,
    };
    Table {
        name: E::default().table_name(),
        columns: E::Column::iter().map(|column| (column.as_str(), kind(column))).collect(),
        keys: E::PrimaryKey::iter().map(|key| key.into_column().as_str()).collect(),
    }
}

impl Kind {
    fn value(self, row: &QueryResult, column: &str) -> Result<Value, StoreError> {
        Ok(match self {
            Self::Uuid => row.try_get::<Option<Uuid>>("", column)?.into(),
            Self::Big => row.try_get::<Option<i64>>("", column)?.into(),
            Self::Text => row.try_get::<Option<String>>("", column)?.into(),
            Self::Bool => row.try_get::<Option<bool>>("", column)?.into(),
            Self::Bytes => row.try_get::<Option<Vec<u8>>>("", column)?.into(),
        })
    }
}

impl Table {
    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    fn page(&self, at: &At) -> SelectStatement {
        let mut select = Query::select();
        select.columns(self.columns.iter().map(|(name, _)| Alias::new(*name))).from(Alias::new(self.name)).limit(PAGE);
        for key in &self.keys {
            select.order_by(Alias::new(*key), Order::Asc);
        }
        match at {
            At::Skip(rows) => select.offset(*rows),
            At::After(last) => select.cond_where(self.after(last)),
        };
        select
    }

    /// Behind the row with this key, in the order of the key's columns.
    fn after(&self, last: &[Value]) -> Condition {
        let mut any = Condition::any();
        for (n, (key, value)) in self.keys.iter().zip(last).enumerate() {
            let mut all = Condition::all();
            for (key, value) in self.keys.iter().zip(last).take(n) {
                all = all.add(Expr::col(Alias::new(*key)).eq(value.clone()));
            }
            any = any.add(all.add(Expr::col(Alias::new(*key)).gt(value.clone())));
        }
        any
    }

    fn values(&self, row: &QueryResult) -> Result<Vec<Value>, StoreError> {
        self.columns.iter().map(|(name, kind)| kind.value(row, name)).collect()
    }

    fn key(&self, values: &[Value]) -> Vec<Value> {
        let of = |key: &&str| self.columns.iter().position(|(name, _)| name == key).and_then(|at| values.get(at)).cloned();
        self.keys.iter().filter_map(of).collect()
    }
}

/// The first half of SHA-256 over the values of a row, each with its kind and length.
fn hash(values: &[Value]) -> u128 {
    let mut hash = Sha256::new();
    let mut add = |tag: u8, bytes: &[u8]| {
        hash.update([tag]);
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    for value in values {
        match value {
            Value::Uuid(Some(id)) => add(1, id.as_bytes()),
            Value::BigInt(Some(number)) => add(2, &number.to_le_bytes()),
            Value::String(Some(text)) => add(3, text.as_bytes()),
            Value::Bool(Some(yes)) => add(4, &[u8::from(*yes)]),
            Value::Bytes(Some(bytes)) => add(5, bytes),
            _ => add(0, &[]),
        }
    }
    let digest = hash.finalize();
    digest.iter().take(16).fold(0, |sum, byte| (sum << 8) | u128::from(*byte))
}

impl BackupStore {
    /// How many rows a table has.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn rows(&self, table: &Table) -> Result<u64, StoreError> {
        let mut count = Query::select();
        count.expr_as(Func::count(Expr::val(1_i64)), Alias::new("rows")).from(Alias::new(table.name));
        let row = self.read().query_one(&count).await?;
        let rows: i64 = row.map_or(Ok(0), |row| row.try_get("", "rows"))?;
        Ok(u64::try_from(rows).unwrap_or_default())
    }

    /// Whether no table holds anything.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn is_unused(&self) -> Result<bool, StoreError> {
        for table in tables() {
            if self.rows(&table).await? > 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Copies the rows of a table that are not here yet; `told` hears how many are. It resumes behind as many rows as are here, because they
    /// were copied in the source's order; whether that was right is what [`digest`](Self::digest) tells.
    ///
    /// # Errors
    /// When one of the stores cannot be used; the rows that were copied stay.
    pub async fn carry(&self, source: &Self, table: &Table, told: &mut (dyn FnMut(u64) + Send)) -> Result<(), StoreError> {
        let mut done = self.rows(table).await?;
        let mut at = At::Skip(done);
        loop {
            let page = source.page(table, &at).await?;
            let Some(last) = page.last() else { return Ok(()) };
            at = At::After(table.key(last));
            done += page.len() as u64;
            self.insert(table, page).await?;
            told(done);
        }
    }

    /// What the rows of a table are recognised by.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn digest(&self, table: &Table) -> Result<Digest, StoreError> {
        let (mut digest, mut at) = (Digest::default(), At::Skip(0));
        loop {
            let page = self.page(table, &at).await?;
            let Some(last) = page.last() else { return Ok(digest) };
            at = At::After(table.key(last));
            digest.rows += page.len() as u64;
            digest.sum = page.iter().fold(digest.sum, |sum, row| sum.wrapping_add(hash(row)));
        }
    }

    /// Removes every row of a table, which is then copied from its beginning.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn empty(&self, table: &Table) -> Result<(), StoreError> {
        let name = table.name;
        self.write_long(move |tx| Box::pin(async move { Ok(tx.execute(Query::delete().from_table(Alias::new(name))).await.map(|_| ())?) }))
            .await
    }

    async fn page(&self, table: &Table, at: &At) -> Result<Vec<Vec<Value>>, StoreError> {
        let rows = self.read().query_all(&table.page(at)).await?;
        rows.iter().map(|row| table.values(row)).collect()
    }

    async fn insert(&self, table: &Table, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
        let mut insert = Query::insert();
        insert.into_table(Alias::new(table.name)).columns(table.columns.iter().map(|(name, _)| Alias::new(*name)));
        for row in rows {
            let row = row.into_iter().map(Expr::val);
            insert
                .values(row)
                .map_err(|error| StoreError::Unavailable(Cause::because(format_args!("a row of {} is none", table.name), error)))?;
        }
        // Where an answer was lost the same rows come once more.
        let there = OnConflict::columns(table.keys.iter().map(|key| Alias::new(*key))).do_nothing().to_owned();
        insert.on_conflict(there);
        self.write(move |tx| {
            let insert = insert.clone();
            Box::pin(async move { Ok(tx.execute(&insert).await.map(|_| ())?) })
        })
        .await
    }
}

#[cfg(test)]
#[path = "carry_tests.rs"]
mod tests;
