//! Reads rows, and says of what cannot be read in which table, column and row it is.

use crate::column::Unreadable;
use crate::error::StoreError;
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IdenStatic, Iterable, PrimaryKeyToColumn, QueryResult, QuerySelect, QueryTrait,
    RuntimeErr, Select, SqlxError, TryGetable,
};
use uuid::Uuid;

/// What a query on one table finds.
pub trait Rows: Sized {
    /// A row of that table.
    type Model;

    /// All that it finds. One unreadable row makes all of it an error.
    async fn rows<C: ConnectionTrait>(self, db: &C) -> Result<Vec<Self::Model>, StoreError> {
        self.apart(db).await?.into_iter().collect()
    }

    /// All that it finds, each row readable or not.
    async fn apart<C: ConnectionTrait>(self, db: &C) -> Result<Vec<Result<Self::Model, StoreError>>, StoreError>;

    /// The first that it finds.
    async fn row<C: ConnectionTrait>(self, db: &C) -> Result<Option<Self::Model>, StoreError>;
}

impl<E: EntityTrait> Rows for Select<E> {
    type Model = E::Model;

    async fn apart<C: ConnectionTrait>(self, db: &C) -> Result<Vec<Result<E::Model, StoreError>>, StoreError> {
        let rows = db.query_all(&self.into_query()).await?;
        Ok(rows.iter().map(|row| model::<E>(row, E::default().table_name())).collect())
    }

    async fn row<C: ConnectionTrait>(self, db: &C) -> Result<Option<E::Model>, StoreError> {
        let row = db.query_one(&self.limit(1).into_query()).await?;
        row.map(|row| model::<E>(&row, E::default().table_name())).transpose()
    }
}

/// A row of this table, which has the columns of the entity.
pub fn model<E: EntityTrait>(row: &QueryResult, table: &'static str) -> Result<E::Model, StoreError> {
    E::Model::from_query_result(row, "").map_err(|error| inconsistent(error, table, None, || key_of::<E>(row)))
}

/// One column of a row that is no whole row of its table.
pub fn cell<T: TryGetable>(row: &QueryResult, table: &'static str, column: &'static str) -> Result<T, StoreError> {
    row.try_get("", column).map_err(|error| inconsistent(error, table, Some(column), || "a row".to_owned()))
}

/// The primary key of a row, in words.
fn key_of<E: EntityTrait>(row: &QueryResult) -> String {
    let part = |key: E::PrimaryKey| {
        let column = key.into_column();
        let name = column.as_str();
        let text = row.try_get::<Uuid>("", name).map(|id| id.to_string());
        let text = text.or_else(|_| row.try_get::<i64>("", name).map(|id| id.to_string()));
        text.or_else(|_| row.try_get::<String>("", name)).unwrap_or_else(|_| "?".to_owned())
    };
    E::PrimaryKey::iter().map(part).collect::<Vec<_>>().join(" ")
}

/// The error with table, column and row, where it is about a value; else as it is.
fn inconsistent(error: DbErr, table: &'static str, column: Option<&'static str>, row: impl FnOnce() -> String) -> StoreError {
    let (found, problem) = match &error {
        DbErr::TryIntoErr { source, .. } => match source.downcast_ref::<Unreadable>() {
            Some(Unreadable { column, problem }) => (column.clone(), problem.clone()),
            None => return error.into(),
        },
        DbErr::Query(RuntimeErr::SqlxError(source)) => match source.as_ref() {
            SqlxError::ColumnDecode { index, source } => (index.trim_matches('"').to_owned(), source.to_string()),
            _ => return error.into(),
        },
        DbErr::Type(problem) => (column.unwrap_or("?").to_owned(), problem.clone()),
        _ => return error.into(),
    };
    StoreError::Inconsistent { table, column: found, row: row(), problem }
}
