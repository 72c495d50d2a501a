//! Watches between row and domain.

use super::convert::{at, inconsistent, time};
use super::{StoreError, entity::watch};
use domain::id::{ArtistId, ChannelId, FolderId, GuildId, RoleId, WatchId};
use domain::watch::{NewWatch, Pause, Ping, Watch};
use sea_orm::ActiveValue::Set;

pub fn watch_from(row: watch::Model) -> Result<Watch, StoreError> {
    let what = row.what.parse().map_err(|_| inconsistent("watch", "what", row.id, format!("unknown word {:?}", row.what)))?;
    // In full: a field that is added is read here, or this does not compile.
    let wish = NewWatch {
        guild: GuildId::from_db(row.guild_id),
        channel: ChannelId::from_db(row.channel_id),
        artist: ArtistId(row.artist_id),
        artist_name: row.artist_name,
        what,
        folder: row.folder_id.map(|id| (FolderId(id), row.folder_name.unwrap_or_default())),
        mature: row.mature,
        ping: row.ping_role.map(|role| ping_from(role, row.ping_right)),
        catch_up: row.catch_up.parse().unwrap_or_default(),
        announce_from: time(row.announce_from),
        created_at: time(row.created_at),
        paused: row.paused_at.map(|since| Pause { since: time(since), until: row.paused_until.map(time) }),
    };
    Ok(Watch { id: WatchId(row.id), wish })
}

pub fn ping_from(role: i64, right: Option<bool>) -> Ping {
    Ping { role: RoleId::from_db(role), by_right: right.unwrap_or(false) }
}

/// What makes a watch unique in its channel beside artist and kinds: the folder, or nothing.
pub fn folder_key(wish: &NewWatch) -> String {
    wish.folder.as_ref().map_or_else(String::new, |(id, _)| id.to_string())
}

pub fn watch_row(id: WatchId, wish: &NewWatch) -> watch::ActiveModel {
    watch::ActiveModel {
        id: Set(id.0),
        guild_id: Set(wish.guild.to_db()),
        channel_id: Set(wish.channel.to_db()),
        artist_id: Set(wish.artist.0),
        artist_name: Set(wish.artist_name.clone()),
        what: Set(wish.what.into_str().to_owned()),
        folder_id: Set(wish.folder.as_ref().map(|(id, _)| id.0)),
        folder_name: Set(wish.folder.as_ref().map(|(_, name)| name.clone())),
        folder_key: Set(folder_key(wish)),
        mature: Set(wish.mature),
        ping_role: Set(wish.ping.map(|ping| ping.role.to_db())),
        ping_right: Set(wish.ping.map(|ping| ping.by_right)),
        catch_up: Set(wish.catch_up.into_str().to_owned()),
        announce_from: Set(at(wish.announce_from)),
        created_at: Set(at(wish.created_at)),
        paused_at: Set(wish.paused.map(|pause| at(pause.since))),
        paused_until: Set(wish.paused.and_then(|pause| pause.until).map(at)),
    }
}
