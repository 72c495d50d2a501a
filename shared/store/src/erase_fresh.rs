//! What an operator erases of an artist where a rebuild folds the log afresh: a run that is at work, or one that died and left its rows.
//!
//! It comes after the artist is noted as refused. Each step touches the run's lease, so that it waits for a fold or a switch that has not read
//! that yet; whichever comes later brings nothing of the artist.

use crate::column::Col;
use crate::entity::{artist, folder, lease};
use crate::error::StoreError;
use crate::handle::{Handle, OperatorStore};
use crate::seat::FRESH;
use domain::id::ArtistId;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use uuid::Uuid;

/// Posts that one transaction erases.
const BATCH: u64 = 500;

impl OperatorStore {
    /// Erases this artist from the fresh tables. What a switch has put in place of the live rows meanwhile is erased too, but for the posts:
    /// those are erased from the live table afterwards.
    ///
    /// # Errors
    /// When the store cannot be written; what is left is erased by the next call.
    pub(crate) async fn erase_fresh(&self, artist: ArtistId) -> Result<(), StoreError> {
        self.write(move |tx| Box::pin(erase_profile(tx, artist))).await?;
        let mut after = Some(Uuid::nil());
        while let Some(from) = after {
            after = self.write(move |tx| Box::pin(erase_some_posts(tx, artist, from))).await?;
        }
        Ok(())
    }
}

async fn erase_profile(tx: &DatabaseTransaction, artist: ArtistId) -> Result<(), StoreError> {
    hold(tx).await?;
    for (table, key) in [("fresh_artist", "id"), ("fresh_folder", "owner_id")] {
        tx.execute(Query::delete().from_table(table).and_where(Expr::col(key).eq(artist.0))).await?;
    }
    folder::Entity::delete_many().filter(folder::Column::OwnerId.eq(Col(artist))).exec(tx).await?;
    artist::Entity::delete_by_id(Col(artist)).exec(tx).await?;
    Ok(())
}

/// The next posts behind this one. Where they end; None: there are no more.
async fn erase_some_posts(tx: &DatabaseTransaction, artist: ArtistId, from: Uuid) -> Result<Option<Uuid>, StoreError> {
    hold(tx).await?;
    let mut mine = Query::select();
    mine.column("id").from("fresh_post").and_where(Expr::col("artist_id").eq(artist.0)).and_where(Expr::col("id").gt(from));
    mine.order_by("id", Order::Asc).limit(BATCH);
    let rows = tx.query_all(&mine).await?;
    let posts = rows.iter().map(|row| row.try_get("", "id")).collect::<Result<Vec<Uuid>, _>>()?;
    for (table, key) in [("fresh_post_folder", "post_id"), ("fresh_post", "id")] {
        tx.execute(Query::delete().from_table(table).and_where(Expr::col(key).is_in(posts.iter().copied()))).await?;
    }
    Ok(posts.last().copied())
}

/// No fold into the fresh tables and no switch commits before this transaction ends.
async fn hold(tx: &DatabaseTransaction) -> Result<(), StoreError> {
    let same = || Expr::col(lease::Column::Epoch);
    lease::Entity::update_many().col_expr(lease::Column::Epoch, same()).filter(lease::Column::Name.eq(FRESH)).exec(tx).await?;
    Ok(())
}
