//! Which live rows are not what a rebuild folded, found before the switch: a table of a million rows is then carried over by the few
//! rows that differ, and the live projector waits for milliseconds instead of for the copying of the whole table.
//!
//! The comparison reads a stretch of keys at a time while the live projector folds on and the fresh tables stand still. A row that was
//! the same then, and that no later event touches, is the same at the switch; so the fold that continues into the fresh tables notes what it
//! touches ([`Unlike::touch`]).

use super::batch::Incoming;
use super::load;
use crate::entity::{artist, folder, post, post_folder};
use crate::error::StoreError;
use crate::handle::{Handle, ProjectionStore};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, InsertStatement, Order, Query, SelectStatement, UnionType};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, Iterable};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Rows of a table that are compared in one transaction.
const STRETCH: u64 = 10_000;
/// Rows in one IN list.
const CHUNK: usize = 1000;
/// With more keys than this in a table, all its rows are carried over.
const MOST: usize = 20_000;

/// A table, its fresh twin, and the column by which rows are compared and carried over.
pub(super) struct Pair {
    pub live: &'static str,
    pub fresh: &'static str,
    pub key: &'static str,
}

/// The tables of a rebuild.
pub(super) static PAIRS: [Pair; 4] = [
    Pair { live: "artist", fresh: "fresh_artist", key: "id" },
    Pair { live: "folder", fresh: "fresh_folder", key: "owner_id" },
    Pair { live: "post", fresh: "fresh_post", key: "id" },
    Pair { live: "post_folder", fresh: "fresh_post_folder", key: "post_id" },
];

/// Keys whose rows may differ, for each of [`PAIRS`].
#[derive(Clone, Debug, Default)]
pub struct Unlike([BTreeSet<Uuid>; 4]);

impl Unlike {
    /// These entries are folded into the fresh tables, after the comparison.
    pub fn touch(&mut self, entries: &[Incoming]) {
        let touched = load::touched(entries);
        let [artists, folders, posts, places] = &mut self.0;
        artists.extend(touched.artists.iter().map(|id| id.0));
        folders.extend(touched.profiled.iter().map(|id| id.0));
        posts.extend(touched.posts.iter().map(|id| id.0));
        places.extend(touched.posts.iter().map(|id| id.0));
    }
}

impl ProjectionStore {
    /// Compares the live tables with the fresh ones, which must stand still meanwhile; the live ones need not.
    ///
    /// # Errors
    /// The database failed.
    pub async fn unlike_fresh(&self) -> Result<Unlike, StoreError> {
        let mut unlike = Unlike::default();
        for (pair, keys) in PAIRS.iter().zip(&mut unlike.0) {
            let mut after = Some(Uuid::nil());
            while let Some(from) = after.filter(|_| keys.len() <= MOST) {
                let (found, end) = self.write(move |tx| Box::pin(stretch(tx, pair, from))).await?;
                keys.extend(found);
                after = end;
            }
        }
        Ok(unlike)
    }
}

/// The keys of rows that only one side has, in the next stretch behind `from`, and where it ends; None: it was the last.
async fn stretch(tx: &DatabaseTransaction, pair: &Pair, from: Uuid) -> Result<(Vec<Uuid>, Option<Uuid>), StoreError> {
    let mut last = Query::select();
    last.column(pair.key).from(pair.fresh).and_where(Expr::col(pair.key).gt(from));
    last.order_by(pair.key, Order::Asc).limit(1).offset(STRETCH - 1);
    let end: Option<Uuid> = tx.query_one(&last).await?.map(|row| row.try_get("", pair.key)).transpose()?;
    let rows = |table: &'static str| {
        let mut select = all(pair, table);
        select.and_where(Expr::col(pair.key).gte(from));
        if let Some(end) = end {
            select.and_where(Expr::col(pair.key).lte(end));
        }
        select
    };
    let mut keys = Vec::new();
    for (here, there) in [(pair.live, pair.fresh), (pair.fresh, pair.live)] {
        let mut only_here = rows(here);
        only_here.union(UnionType::Except, rows(there));
        let mut select = Query::select();
        select.column(pair.key).from_subquery(only_here, "difference");
        for row in tx.query_all(&select).await? {
            keys.push(row.try_get("", pair.key)?);
        }
    }
    Ok((keys, end))
}

/// Makes the live rows the same as the fresh ones, where they may differ.
pub(super) async fn carry_over(tx: &DatabaseTransaction, unlike: &Unlike) -> Result<(), StoreError> {
    for (pair, keys) in PAIRS.iter().zip(&unlike.0) {
        if keys.len() > MOST {
            tx.execute(Query::delete().from_table(pair.live)).await?;
            tx.execute(&insert(pair, all(pair, pair.fresh))?).await?;
            continue;
        }
        let keys: Vec<Uuid> = keys.iter().copied().collect();
        for keys in keys.chunks(CHUNK) {
            let these = || Expr::col(pair.key).is_in(keys.to_vec());
            tx.execute(Query::delete().from_table(pair.live).and_where(these())).await?;
            let mut select = all(pair, pair.fresh);
            select.and_where(these());
            tx.execute(&insert(pair, select)?).await?;
        }
    }
    Ok(())
}

fn all(pair: &Pair, table: &'static str) -> SelectStatement {
    let mut select = Query::select();
    select.columns(columns(pair.live).iter().map(Alias::new)).from(table);
    select
}

fn insert(pair: &Pair, rows: SelectStatement) -> Result<InsertStatement, StoreError> {
    let mut insert = Query::insert();
    insert.into_table(pair.live).columns(columns(pair.live).iter().map(Alias::new));
    insert.select_from(rows).map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
    Ok(insert)
}

/// The columns of one of [`PAIRS`], by its live table.
pub(super) fn columns(table: &str) -> Vec<String> {
    fn names<E: EntityTrait>() -> Vec<String> {
        E::Column::iter().map(|column| sea_orm::IdenStatic::as_str(&column).to_owned()).collect()
    }
    match table {
        "artist" => names::<artist::Entity>(),
        "folder" => names::<folder::Entity>(),
        "post" => names::<post::Entity>(),
        _ => names::<post_folder::Entity>(),
    }
}
