//! What a server has set for all of its watches.

use super::bot::audit_row;
use super::column::Col;
use super::entity::{audit, guild_settings};
use super::guilds;
use super::rhythms::{self, Whose};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use domain::care::Deleted;
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId, RoleId};
use domain::language::Language;
use domain::watch::What;
use domain::zone::Zone;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, QueryOrder};

/// What a server has set; None: as it is by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GuildSettings {
    /// Where problems are reported.
    pub notices: Option<ChannelId>,
    /// Which posts a new watch is for.
    pub what: Option<What>,
    /// Whether a new watch wants mature posts, where its channel is age-restricted.
    pub mature: Option<bool>,
    /// The role that a new watch mentions.
    pub ping: Option<RoleId>,
    /// What becomes of the messages of posts that are gone from DeviantArt.
    pub deleted: Option<Deleted>,
    /// The language of cards and notices, in place of the one that the server has in Discord.
    pub language: Option<Language>,
    /// The time zone in which hours are meant; None: UTC.
    pub zone: Option<Zone>,
    /// Where mature posts go of watches that want them there.
    pub mature_channel: Option<ChannelId>,
}

impl std::fmt::Display for GuildSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let or_default = |text: Option<String>| text.unwrap_or_else(|| "default".to_owned());
        let (notices, what) = (self.notices.map(|channel| channel.to_string()), self.what.map(|what| what.into_str().to_owned()));
        let (mature, ping) = (self.mature.map(|mature| mature.to_string()), self.ping.map(|role| role.to_string()));
        let deleted = self.deleted.map(|deleted| deleted.into_str().to_owned());
        let language = self.language.map(|language| language.to_string());
        let zone = self.zone.map(|zone| zone.into_str().to_owned());
        let [notices, what, mature, ping, deleted, language] = [notices, what, mature, ping, deleted, language].map(or_default);
        let (zone, mature_channel) = (or_default(zone), or_default(self.mature_channel.map(|channel| channel.to_string())));
        write!(
            f,
            "problems in channel {notices}; new watches: {what}, mature {mature}, role {ping}; deleted posts: {deleted}; language: {language}; \
             time zone {zone}; mature posts in channel {mature_channel}"
        )
    }
}

impl BotStore {
    /// What this guild has set.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn guild_settings(&self, guild: GuildId) -> Result<GuildSettings, StoreError> {
        let row = guild_settings::Entity::find_by_id(Col(guild)).row(self.read()).await?;
        Ok(row.map(|row| settings_from(&row)).unwrap_or_default())
    }

    /// The settings of every guild that has some, in the order of their ids.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn all_guild_settings(&self) -> Result<Vec<(GuildId, GuildSettings)>, StoreError> {
        let rows = guild_settings::Entity::find().order_by_asc(guild_settings::Column::GuildId).rows(self.read()).await?;
        Ok(rows.iter().map(|row| (row.guild_id.0, settings_from(row))).collect())
    }

    /// Replaces what this guild has set. After a change of the time zone, what waits for an hour is decided again; after one of the channel for mature
    /// posts, what is held because it is mature.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn save_guild_settings(&self, guild: GuildId, settings: GuildSettings, now: Timestamp) -> Result<(), StoreError> {
        let change = audit_row(guild, now, "settings changed", &settings.to_string());
        self.write(move |tx| {
            let change = change.clone();
            Box::pin(async move {
                guilds::note(tx, guild, now).await?;
                use guild_settings::Column::{Deleted, GuildId, Language, Mature, MatureChannel, Notices, PingRole, What, Zone};
                let before =
                    guild_settings::Entity::find_by_id(Col(guild)).row(tx).await?.map(|row| settings_from(&row)).unwrap_or_default();
                let row = guild_settings::ActiveModel {
                    guild_id: Set(Col(guild)),
                    notices: Set(settings.notices.map(Col)),
                    what: Set(settings.what.map(|what| Col(Ok(what)))),
                    mature: Set(settings.mature),
                    ping_role: Set(settings.ping.map(Col)),
                    deleted: Set(settings.deleted.map(|deleted| Col(Ok(deleted)))),
                    language: Set(settings.language.map(|language| Col(Ok(language)))),
                    zone: Set(settings.zone.map(|zone| Col(Ok(zone)))),
                    mature_channel: Set(settings.mature_channel.map(Col)),
                };
                let columns = [Notices, What, Mature, PingRole, Deleted, Language, Zone, MatureChannel];
                let upsert = OnConflict::column(GuildId).update_columns(columns).to_owned();
                guild_settings::Entity::insert(row).on_conflict(upsert).exec_without_returning(tx).await?;
                if before.zone != settings.zone {
                    rhythms::decide_again(tx, Whose::Guild(guild), now).await?;
                }
                if before.mature_channel != settings.mature_channel {
                    rhythms::enter_again(tx, Whose::Guild(guild), now).await?;
                }
                let again = OnConflict::column(audit::Column::Id).do_nothing().to_owned();
                audit::Entity::insert(change).on_conflict(again).exec_without_returning(tx).await?;
                Ok(())
            })
        })
        .await
    }
}

/// A word that a newer version wrote counts as the default.
fn settings_from(row: &guild_settings::Model) -> GuildSettings {
    GuildSettings {
        notices: row.notices.map(Col::get),
        what: row.what.clone().and_then(|what| what.0.ok()),
        mature: row.mature,
        ping: row.ping_role.map(Col::get),
        deleted: row.deleted.clone().and_then(|deleted| deleted.0.ok()),
        language: row.language.clone().and_then(|language| language.0.ok()),
        zone: row.zone.clone().and_then(|zone| zone.0.ok()),
        mature_channel: row.mature_channel.map(Col::get),
    }
}
