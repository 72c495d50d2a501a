//! Watches, and their server's defaults, between row and domain.

use super::StoreError;
use super::column::Col;
use super::entity::{guild_settings, watch};
use domain::defaults::Defaults;
use domain::filter::Filter;
use domain::id::{RoleId, WatchId};
use domain::inherit::Inherited;
use domain::rhythm::Rhythm;
use domain::template::Template;
use domain::watch::{MatureWay, NewWatch, Pause, Ping, Style, Watch};
use sea_orm::ActiveValue::Set;

pub fn watch_from(row: watch::Model) -> Result<Watch, StoreError> {
    let what = row.what.0.map_err(|word| StoreError::unknown_word("watch", "what", row.id.0, &word))?;
    let style = row.style.map(Col::get).unwrap_or_default();
    // One that this version cannot read is as none.
    let template = row.template.as_deref().filter(|_| style == Style::Line).and_then(|text| Template::parse(text).ok());
    // In full: a field that is added is read here, or this does not compile.
    let wish = NewWatch {
        guild: row.guild_id.0,
        channel: row.channel_id.0,
        artist: row.artist_id.0,
        artist_name: row.artist_name,
        what,
        folder: row.folder_id.map(|id| (id.0, row.folder_name.unwrap_or_default())),
        group: row.whole_group.unwrap_or(false),
        mature: row.mature,
        mature_way: row.mature_way.map(Col::get).unwrap_or_default(),
        ping: row.ping_role.map(|role| ping_from(role.0, row.ping_right)),
        style: if style == Style::Line && template.is_none() { Style::Card } else { style },
        template,
        catch_up: row.catch_up.0,
        announce_from: row.announce_from.0,
        created_at: row.created_at.0,
        paused: row.paused_at.map(|since| Pause { since: since.0, until: row.paused_until.map(Col::get) }),
        filter: row.filter.as_deref().map(Filter::stored),
        rhythm: rhythm_from(row.rhythm.as_deref(), row.quiet.as_deref()),
        inherits: row.inherits.as_deref().map(|words| Inherited::of(words.split(' '))).unwrap_or_default(),
    };
    Ok(Watch { id: row.id.0, wish })
}

/// What a later version wrote counts as nothing: posts come at once, and at any hour.
pub fn rhythm_from(digest: Option<&str>, quiet: Option<&str>) -> Rhythm {
    Rhythm { digest: digest.and_then(|text| text.parse().ok()), quiet: quiet.and_then(|text| text.parse().ok()) }
}

pub fn ping_from(role: RoleId, right: Option<bool>) -> Ping {
    Ping { role, by_right: right.unwrap_or(false) }
}

/// What makes a watch unique in its channel beside artist and kinds: the folder, or nothing.
pub fn folder_key(wish: &NewWatch) -> String {
    wish.folder.as_ref().map_or_else(String::new, |(id, _)| id.to_string())
}

/// A watch keeps what differs from a card.
pub fn style_column(wish: &NewWatch) -> Option<Col<Style>> {
    Some(wish.style).filter(|style| *style != Style::Card).map(Col)
}

/// A watch keeps what differs from waiting for its channel.
pub fn mature_way_column(wish: &NewWatch) -> Option<Col<MatureWay>> {
    Some(wish.mature_way).filter(|way| !way.is_default()).map(Col)
}

pub fn template_column(wish: &NewWatch) -> Option<String> {
    wish.template.as_ref().map(|template| template.text().to_owned())
}

pub fn inherits_column(wish: &NewWatch) -> Option<String> {
    Some(wish.inherits).filter(|inherits| !inherits.is_empty()).map(|inherits| inherits.to_string())
}

/// A word that a newer version wrote counts as what nobody has set.
pub fn defaults_from(row: &guild_settings::Model) -> Defaults {
    let Rhythm { digest, quiet } = rhythm_from(row.rhythm.as_deref(), row.quiet.as_deref());
    Defaults {
        what: row.what.clone().and_then(|what| what.0.ok()),
        mature: row.mature,
        mature_way: row.mature_way.map(Col::get),
        ping: row.ping_role.map(Col::get),
        style: row.style.map(Col::get),
        rhythm: digest,
        quiet,
        catch_up: row.catch_up.map(Col::get),
    }
}

pub fn watch_row(id: WatchId, wish: &NewWatch) -> watch::ActiveModel {
    watch::ActiveModel {
        id: Set(Col(id)),
        guild_id: Set(Col(wish.guild)),
        channel_id: Set(Col(wish.channel)),
        artist_id: Set(Col(wish.artist)),
        artist_name: Set(wish.artist_name.clone()),
        what: Set(Col(Ok(wish.what))),
        folder_id: Set(wish.folder.as_ref().map(|(id, _)| Col(*id))),
        folder_name: Set(wish.folder.as_ref().map(|(_, name)| name.clone())),
        folder_key: Set(folder_key(wish)),
        whole_group: Set(wish.group.then_some(true)),
        mature: Set(wish.mature),
        mature_way: Set(mature_way_column(wish)),
        ping_role: Set(wish.ping.map(|ping| Col(ping.role))),
        ping_right: Set(wish.ping.map(|ping| ping.by_right)),
        catch_up: Set(Col(wish.catch_up)),
        style: Set(style_column(wish)),
        template: Set(template_column(wish)),
        announce_from: Set(Col(wish.announce_from)),
        created_at: Set(Col(wish.created_at)),
        paused_at: Set(wish.paused.map(|pause| Col(pause.since))),
        paused_until: Set(wish.paused.and_then(|pause| pause.until).map(Col)),
        filter: Set(wish.filter.as_ref().map(|filter| filter.text().to_owned())),
        rhythm: Set(wish.rhythm.digest.map(|digest| digest.to_string())),
        quiet: Set(wish.rhythm.quiet.map(|quiet| quiet.to_string())),
        inherits: Set(inherits_column(wish)),
    }
}
