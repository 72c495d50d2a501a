//! A removed watch comes back, with what it still had to bring.

use super::bot::{AddWatch, audit_row};
use super::bot_rows::{folder_key, watch_from, watch_row};
use super::column::Col;
use super::entity::{audit, notification, watch};
use super::handover::{Takes, hand_over};
use super::outbox::{CHUNK, moved};
use super::{guilds, inherit, refused};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use crate::watch_version;
use domain::clock::Timestamp;
use domain::defaults::Ground;
use domain::notification::{State, Suppressed};
use domain::watch::{GRACE, Watch};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};

impl BotStore {
    /// Adds a removed watch again under its own id, unless its channel has the same one by now or the guild has `limit`. What ended with it
    /// waits again, as far as no other watch of the channel brings it. `ground`: of its channel; what it inherits goes by it.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn restore_watch(&self, removed: &Watch, ground: Option<Ground>, limit: u32, now: Timestamp) -> Result<AddWatch, StoreError> {
        let removed = removed.clone();
        self.write(move |tx| {
            let removed = removed.clone();
            Box::pin(async move {
                // As its server's defaults are by now.
                let wish = inherit::settled(tx, removed.wish.clone(), ground).await?;
                let wish = &inherit::news_only(&removed.wish, wish, now - GRACE);
                let same = watch::Entity::find()
                    .filter(watch::Column::ChannelId.eq(Col(wish.channel)))
                    .filter(watch::Column::ArtistId.eq(Col(wish.artist)))
                    .filter(watch::Column::FolderKey.eq(folder_key(wish)))
                    .filter(watch::Column::What.eq(wish.what.into_str()));
                if let Some(row) = same.row(tx).await? {
                    // Our own row when an ambiguous commit is tried again.
                    let found = watch_from(row)?;
                    return Ok(if found.id == removed.id { AddWatch::Added(found) } else { AddWatch::Duplicate(found) });
                }
                if refused::forbids(tx, wish.guild, wish.artist).await? {
                    return Ok(AddWatch::NotServed);
                }
                let have = watch::Entity::find().filter(watch::Column::GuildId.eq(Col(wish.guild))).count(tx).await?;
                if have >= u64::from(limit) {
                    return Ok(AddWatch::TooMany { limit });
                }
                guilds::note(tx, wish.guild, now).await?;
                watch::Entity::insert(watch_row(removed.id, wish)).exec_without_returning(tx).await?;
                let ended = Condition::all()
                    .add(notification::Column::WatchId.eq(Col(removed.id)))
                    .add(notification::Column::State.eq(State::Suppressed.into_str()))
                    .add(notification::Column::Reason.eq(Suppressed::WatchRemoved.into_str()));
                // A digest of an earlier version is not made again: its posts come back one by one.
                let ended = notification::Entity::find().filter(ended.add(notification::Column::PostId.is_not_null()));
                let ended: Vec<_> = ended.rows(tx).await?.into_iter().map(|row| row.id).collect();
                for ids in ended.chunks(CHUNK) {
                    // As if another watch of the channel had brought them until now: then it is this one's turn.
                    let left = moved(State::Suppressed, Some(Suppressed::SameChannel.into_str().to_owned()), now);
                    left.filter(notification::Column::Id.is_in(ids.to_vec())).exec(tx).await?;
                }
                hand_over(tx, &ended, &Takes::Pending, now).await?;
                let detail = format!("{} ({}) in channel {}", wish.artist_name, wish.what.into_str(), wish.channel);
                audit::Entity::insert(audit_row(wish.guild, now, "watch restored", &detail)).exec_without_returning(tx).await?;
                watch_version::rise(tx).await?;
                Ok(AddWatch::Added(Watch { id: removed.id, wish: wish.clone() }))
            })
        })
        .await
    }
}
