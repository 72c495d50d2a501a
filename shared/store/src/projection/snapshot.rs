//! The projection's rows on their way into a snapshot and out of one: from the fresh tables, which stand still meanwhile, and into them. What a run
//! cannot fold, because the log has lost its beginning, the fresh tables take from the live ones.

use super::batch::{Changes, Loaded, Tables};
use super::rebuild::{Compared, Refolded, hold, hold_fresh};
use super::rows::{self, ArtistRow, FolderRow, PostFolderRow, PostRow};
use super::unlike::{Cursor, Unlike, adopt};
use super::write;
use crate::column::Col;
use crate::entity::{artist, folder, parked, post, post_folder};
use crate::erased;
use crate::error::StoreError;
use crate::handle::{Handle, ProjectionStore};
use crate::read::{Rows, model};
use crate::refused;
use domain::id::{ArtistId, LogId, PostId};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, Iterable, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Rows that are read at once.
const PAGE: u64 = 2_000;

/// A row of the projection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Row {
    /// Of `artist`.
    Artist(ArtistRow),
    /// Of `folder`.
    Folder(FolderRow),
    /// Of `post_folder`.
    Place(PostFolderRow),
    /// Of `post`.
    Post(Box<PostRow>),
}

impl ProjectionStore {
    /// The fresh tables' next rows, and where those behind them begin; None: there are no more.
    ///
    /// # Errors
    /// The database failed.
    pub async fn fresh_rows(&self, at: Cursor) -> Result<(Vec<Row>, Option<Cursor>), StoreError> {
        let (db, Some(pair)) = (self.read(), at.pair()) else { return Ok((Vec::new(), None)) };
        let end = at.further(db, pair.fresh, PAGE).await?;
        let these = at.behind_until(pair.key, end);
        let rows = match pair.live {
            "artist" => {
                read::<artist::Entity>(db, pair.fresh, pair.key, these).await?.into_iter().map(rows::artist_from).map(Row::Artist).collect()
            }
            "folder" => {
                read::<folder::Entity>(db, pair.fresh, pair.key, these).await?.into_iter().map(rows::folder_from).map(Row::Folder).collect()
            }
            "post_folder" => {
                let places = read::<post_folder::Entity>(db, pair.fresh, pair.key, these).await?;
                places.into_iter().map(rows::post_folder_from).map(Row::Place).collect()
            }
            _ => {
                let posts = read::<post::Entity>(db, pair.fresh, pair.key, these).await?;
                posts.into_iter().map(|row| rows::post_from(row).map(|row| Row::Post(Box::new(row)))).collect::<Result<_, _>>()?
            }
        };
        Ok((rows, at.behind(end)))
    }

    /// Puts rows of a snapshot at the offset `next` into the fresh tables, which have none of them; what is of artists who are not served, or is
    /// erased, is left out. The rows must come in the order of [`fresh_rows`](Self::fresh_rows).
    ///
    /// # Errors
    /// [`StoreError::Fenced`]; the database failed.
    pub async fn load_fresh(&self, epoch: u64, next: u64, rows: Arc<Vec<Row>>) -> Result<(), StoreError> {
        self.write(move |tx| {
            let rows = Arc::clone(&rows);
            Box::pin(async move {
                hold_fresh(tx, epoch).await?;
                load(tx, next, &rows).await
            })
        })
        .await
    }

    /// Puts the live rows of one portion in place of the fresh ones, if the live projection stands exactly at `next_offset`.
    ///
    /// # Errors
    /// [`StoreError::Fenced`]; the database failed.
    pub async fn adopt_live(&self, epoch: u64, fresh: Refolded, portion: Arc<Unlike>) -> Result<Compared<()>, StoreError> {
        self.write(move |tx| {
            let portion = Arc::clone(&portion);
            Box::pin(async move {
                hold_fresh(tx, epoch).await?;
                if let Some(elsewhere) = hold(tx, fresh.log, fresh.next_offset).await? {
                    return Ok(elsewhere);
                }
                adopt(tx, &portion).await?;
                Ok(Compared::Done(()))
            })
        })
        .await
    }

    /// The records of this log before an offset that are parked or were discarded, by their offsets.
    ///
    /// # Errors
    /// The database failed.
    pub async fn parked_before(&self, log: LogId, next: u64) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        let rows = parked::Entity::find().filter(parked::Column::LogId.eq(Col(log))).filter(parked::Column::LogOffset.lt(Col(next)));
        let rows = rows.order_by_asc(parked::Column::LogOffset).rows(self.read()).await?;
        Ok(rows.into_iter().map(|row| (row.log_offset.0, row.payload)).collect())
    }

    /// The artists who are not served.
    ///
    /// # Errors
    /// The database failed.
    pub async fn refused_artists(&self) -> Result<BTreeSet<ArtistId>, StoreError> {
        Ok(refused::artists(self.read()).await?.into_iter().collect())
    }

    /// Stands for the artists who are not served, without naming them, in snapshots of versions that left out their rows.
    ///
    /// # Errors
    /// The database failed.
    pub async fn refused_mark(&self) -> Result<String, StoreError> {
        let mut ids: Vec<String> = refused::artists(self.read()).await?.iter().map(ArtistId::to_string).collect();
        ids.sort_unstable();
        Ok(Sha256::digest(ids.join("\n")).iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

async fn read<E: EntityTrait>(
    db: &impl ConnectionTrait,
    table: &'static str,
    key: &'static str,
    these: Expr,
) -> Result<Vec<E::Model>, StoreError> {
    let mut query = Query::select();
    query.columns(E::Column::iter()).from(table).and_where(these).order_by(key, Order::Asc);
    let rows = db.query_all(&query).await?;
    rows.iter().map(|row| model::<E>(row, table)).collect()
}

async fn load(tx: &DatabaseTransaction, next: u64, rows: &[Row]) -> Result<(), StoreError> {
    // Read in this transaction: whoever erases an artist notes that first, and then waits for it.
    let mut refused = refused::artists(tx).await?;
    refused.extend(erased::before(tx).await?.into_iter().filter(|(_, before)| next <= *before).map(|(artist, _)| artist));
    let (mut changes, mut left_out) = (Changes::default(), Vec::<PostId>::new());
    for row in rows {
        match row {
            Row::Artist(row) if !refused.contains(&row.id) => changes.artists.push(row.clone()),
            Row::Folder(row) if !refused.contains(&row.owner) => changes.folders.push(row.clone()),
            Row::Place(row) => changes.post_folders.push(*row),
            Row::Post(row) if refused.contains(&row.post.artist) => left_out.push(row.post.id),
            Row::Post(row) => changes.posts.push(PostRow::clone(row)),
            Row::Artist(_) | Row::Folder(_) => {}
        }
    }
    write::write(tx, Tables::Fresh, &Loaded::default(), changes).await?;
    // Their places came before them.
    if !left_out.is_empty() {
        let these = Expr::col(post_folder::Column::PostId).is_in(left_out.into_iter().map(Col));
        tx.execute(Query::delete().from_table(Tables::Fresh.post_folder()).and_where(these)).await?;
    }
    Ok(())
}
