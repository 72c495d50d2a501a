//! What the schedule of ingest keeps beside the rows of `source`, and the history that it learns from when a row lacks it.

use super::column::Col;
use super::entity::{post, schedule_state};
use crate::error::StoreError;
use crate::handle::{Handle, IngestStore};
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::ArtistId;
use domain::post::PostKind;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// The one row there is. Workers learn each for themselves; what one of them saved last serves all.
const NAME: &str = "pulse";
/// Artists in one IN list.
const CHUNK: usize = 500;

impl IngestStore {
    /// What a schedule learned over all sources together, as it was saved last.
    pub async fn schedule_state(&self) -> Result<Option<String>, StoreError> {
        Ok(schedule_state::Entity::find_by_id(NAME).row(self.read()).await?.map(|row| row.learned))
    }

    /// Replaces it.
    pub async fn save_schedule_state(&self, learned: String, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| {
            let row = schedule_state::ActiveModel { name: Set(NAME.to_owned()), learned: Set(learned.clone()), saved_at: Set(Col(now)) };
            Box::pin(async move {
                let upsert = OnConflict::column(schedule_state::Column::Name)
                    .update_columns([schedule_state::Column::Learned, schedule_state::Column::SavedAt])
                    .to_owned();
                schedule_state::Entity::insert(row).on_conflict(upsert).exec_without_returning(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// When these artists published the posts that are known and not older than `since`.
    pub async fn published_since(
        &self,
        artists: &[ArtistId],
        since: Timestamp,
    ) -> Result<HashMap<ArtistId, Vec<(PostKind, Timestamp)>>, StoreError> {
        let mut published: HashMap<ArtistId, Vec<(PostKind, Timestamp)>> = HashMap::new();
        for chunk in artists.chunks(CHUNK) {
            let rows = post::Entity::find()
                .select_only()
                .columns([post::Column::ArtistId, post::Column::Kind, post::Column::PublishedAt])
                .filter(post::Column::ArtistId.is_in(chunk.iter().copied().map(Col)))
                .filter(post::Column::FirstSeenAt.is_not_null())
                .filter(post::Column::PublishedAt.gte(Col(since)));
            for (artist, kind, at) in rows.into_tuple::<(Col<ArtistId>, Col<PostKind>, Col<Timestamp>)>().all(self.read()).await? {
                published.entry(artist.0).or_default().push((kind.0, at.0));
            }
        }
        Ok(published)
    }
}
