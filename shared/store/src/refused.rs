//! Who is not served: guilds, where no watch is added, and artists: nothing of theirs is folded, and nobody watches them. The operator's
//! commands write it, everybody obeys it.

use super::column::Col;
use super::entity::refused;
use crate::erased;
use crate::error::StoreError;
use crate::handle::{Handle, OperatorStore};
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::{ArtistId, GuildId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashSet;

const GUILD: &str = "guild";
const ARTIST: &str = "artist";

/// Somebody who is not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A server.
    Guild(GuildId),
    /// An artist.
    Artist(ArtistId),
}

impl Refused {
    fn key(self) -> (&'static str, String) {
        match self {
            Self::Guild(guild) => (GUILD, guild.to_string()),
            Self::Artist(artist) => (ARTIST, artist.to_string()),
        }
    }

    fn condition(self) -> Condition {
        let (kind, id) = self.key();
        Condition::all().add(refused::Column::Kind.eq(kind)).add(refused::Column::Id.eq(id))
    }

    /// None: of a kind that only a newer version knows.
    fn read(row: &refused::Model) -> Option<Self> {
        match row.kind.as_str() {
            GUILD => row.id.parse().ok().map(GuildId).map(Self::Guild),
            ARTIST => row.id.parse().ok().map(Self::Artist),
            _ => None,
        }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (kind, id) = self.key();
        write!(f, "{kind} {id}")
    }
}

/// Whether no watch of this guild and artist may be added.
pub(crate) async fn forbids(tx: &DatabaseTransaction, guild: GuildId, artist: ArtistId) -> Result<bool, StoreError> {
    let either = Condition::any().add(Refused::Guild(guild).condition()).add(Refused::Artist(artist).condition());
    Ok(refused::Entity::find().filter(either).row(tx).await?.is_some())
}

/// Those of these artists that are not served.
pub(crate) async fn among(tx: &DatabaseTransaction, artists: &HashSet<ArtistId>) -> Result<HashSet<ArtistId>, StoreError> {
    let all = self::artists(tx).await?;
    Ok(all.into_iter().filter(|artist| artists.contains(artist)).collect())
}

/// All artists that are not served. They are few, and most of the time there are none.
pub(crate) async fn artists(db: &impl ConnectionTrait) -> Result<HashSet<ArtistId>, StoreError> {
    let rows = refused::Entity::find().filter(refused::Column::Kind.eq(ARTIST)).rows(db).await?;
    Ok(rows.iter().filter_map(|row| row.id.parse().ok()).collect())
}

impl OperatorStore {
    /// Who is not served, and since when.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn refused(&self) -> Result<Vec<(Refused, Timestamp)>, StoreError> {
        let all = refused::Entity::find().order_by_asc(refused::Column::Kind).order_by_asc(refused::Column::Id);
        let rows = all.rows(self.read()).await?;
        Ok(rows.iter().filter_map(|row| Refused::read(row).map(|who| (who, row.since.0))).collect())
    }

    /// From now on they are not served. What is stored of them stays.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn refuse(&self, who: Refused, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| Box::pin(async move { note(tx, who, now).await })).await
    }

    /// From now on they are served again. False: they were.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn serve(&self, who: Refused) -> Result<bool, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let gone = refused::Entity::delete_many().filter(who.condition()).exec(tx).await?.rows_affected > 0;
                if let Refused::Artist(artist) = who
                    && gone
                {
                    erased::served_again(tx, artist).await?;
                }
                Ok(gone)
            })
        })
        .await
    }
}

pub(crate) async fn note(tx: &DatabaseTransaction, who: Refused, now: Timestamp) -> Result<(), StoreError> {
    let (kind, id) = who.key();
    let row = refused::ActiveModel { kind: Set(kind.to_owned()), id: Set(id), since: Set(Col(now)) };
    let again = OnConflict::columns([refused::Column::Kind, refused::Column::Id]).do_nothing().to_owned();
    refused::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}
