//! What a server has set for all of its watches.

use super::bot::audit_row;
use super::bot_rows::defaults_from;
use super::column::Col;
use super::entity::{audit, guild_settings};
use super::guilds;
use super::inherit::{self, Grounds, HandedDown};
use super::rhythms::{self, Whose};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use crate::watch_version;
use domain::care::Deleted;
use domain::clock::Timestamp;
use domain::defaults::Defaults;
use domain::id::{ChannelId, GuildId};
use domain::language::Language;
use domain::zone::Zone;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DatabaseTransaction, EntityTrait, QueryOrder};

/// What a server has set; None: as it is by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GuildSettings {
    /// Where problems are reported.
    pub notices: Option<ChannelId>,
    /// What its watches inherit.
    pub watches: Defaults,
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
        let Self { notices, watches, deleted, language, zone, mature_channel } = self;
        let Defaults { what, mature, mature_way, ping, style, rhythm, quiet, catch_up } = watches;
        write!(f, "problems in channel {}; watches: {}", or_default(notices.as_ref()), or_default(what.map(|what| what.into_str())))?;
        write!(f, ", mature {}", or_default(mature.as_ref()))?;
        write!(f, " {}", or_default(mature_way.map(|way| way.into_str())))?;
        write!(f, ", role {}, style {}", or_default(ping.as_ref()), or_default(style.map(|style| style.into_str())))?;
        write!(f, ", rhythm {}, quiet {}", or_default(rhythm.as_ref()), or_default(quiet.as_ref()))?;
        write!(f, ", catch-up {}", or_default(catch_up.as_ref()))?;
        write!(f, "; deleted posts: {}", or_default(deleted.map(|deleted| deleted.into_str())))?;
        write!(f, "; language: {}", or_default(language.as_ref()))?;
        write!(f, "; time zone {}", or_default(zone.map(|zone| zone.into_str())))?;
        write!(f, "; mature posts in channel {}", or_default(mature_channel.as_ref()))
    }
}

fn or_default(value: Option<impl std::fmt::Display>) -> String {
    value.map_or_else(|| "default".to_owned(), |value| value.to_string())
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

    /// [`save_settings_on`](Self::save_settings_on) where nothing is known of the server's channels.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn save_guild_settings(&self, guild: GuildId, settings: GuildSettings, now: Timestamp) -> Result<HandedDown, StoreError> {
        self.save_settings_on(guild, settings, &Grounds::unknown(now), now).await
    }

    /// Replaces what this guild has set. Its watches get at once what they inherit. After a change of the time zone, what waits for an hour is decided
    /// again; after one of the channel for mature posts, what is held because it is mature.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn save_settings_on(
        &self,
        guild: GuildId,
        settings: GuildSettings,
        grounds: &Grounds,
        now: Timestamp,
    ) -> Result<HandedDown, StoreError> {
        let (change, grounds) = (audit_row(guild, now, "settings changed", &settings.to_string()), grounds.clone());
        self.write(move |tx| {
            let (change, grounds) = (change.clone(), grounds.clone());
            Box::pin(async move {
                guilds::note(tx, guild, now).await?;
                let before =
                    guild_settings::Entity::find_by_id(Col(guild)).row(tx).await?.map(|row| settings_from(&row)).unwrap_or_default();
                put(tx, guild, settings).await?;
                if before.zone != settings.zone {
                    rhythms::decide_again(tx, Whose::Guild(guild), now).await?;
                }
                if before.mature_channel != settings.mature_channel {
                    rhythms::enter_again(tx, Whose::Guild(guild), now).await?;
                }
                let down = inherit::hand_down(tx, (guild, &settings.watches), &grounds, now).await?;
                let again = OnConflict::column(audit::Column::Id).do_nothing().to_owned();
                audit::Entity::insert(change).on_conflict(again).exec_without_returning(tx).await?;
                if down.changed > 0 {
                    watch_version::rise(tx).await?;
                }
                Ok(down)
            })
        })
        .await
    }
}

async fn put(tx: &DatabaseTransaction, guild: GuildId, settings: GuildSettings) -> Result<(), StoreError> {
    use guild_settings::Column as Is;
    let GuildSettings { notices, watches, deleted, language, zone, mature_channel } = settings;
    let Defaults { what, mature, mature_way, ping, style, rhythm, quiet, catch_up } = watches;
    let row = guild_settings::ActiveModel {
        guild_id: Set(Col(guild)),
        notices: Set(notices.map(Col)),
        what: Set(what.map(|what| Col(Ok(what)))),
        mature: Set(mature),
        ping_role: Set(ping.map(Col)),
        deleted: Set(deleted.map(|deleted| Col(Ok(deleted)))),
        language: Set(language.map(|language| Col(Ok(language)))),
        zone: Set(zone.map(|zone| Col(Ok(zone)))),
        mature_channel: Set(mature_channel.map(Col)),
        mature_way: Set(mature_way.map(Col)),
        style: Set(style.map(Col)),
        rhythm: Set(rhythm.map(|digest| digest.to_string())),
        quiet: Set(quiet.map(|quiet| quiet.to_string())),
        catch_up: Set(catch_up.map(Col)),
    };
    let columns = [Is::Notices, Is::What, Is::Mature, Is::PingRole, Is::Deleted, Is::Language, Is::Zone, Is::MatureChannel];
    let more = [Is::MatureWay, Is::Style, Is::Rhythm, Is::Quiet, Is::CatchUp];
    let upsert = OnConflict::column(Is::GuildId).update_columns(columns).update_columns(more).to_owned();
    guild_settings::Entity::insert(row).on_conflict(upsert).exec_without_returning(tx).await?;
    Ok(())
}

/// A word that a newer version wrote counts as the default.
fn settings_from(row: &guild_settings::Model) -> GuildSettings {
    GuildSettings {
        notices: row.notices.map(Col::get),
        watches: defaults_from(row),
        deleted: row.deleted.clone().and_then(|deleted| deleted.0.ok()),
        language: row.language.clone().and_then(|language| language.0.ok()),
        zone: row.zone.clone().and_then(|zone| zone.0.ok()),
        mature_channel: row.mature_channel.map(Col::get),
    }
}
