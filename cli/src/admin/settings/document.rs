//! The document of `deviantcord settings export`, and what its rows say.

use anyhow::{Context, Result, bail};
use domain::clock::Timestamp;
use domain::defaults::Defaults;
use domain::id::{ChannelId, GuildId, RoleId};
use domain::language::Language;
use domain::notification::Hold;
use domain::watch::NewWatch;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashSet;
use std::io::Read;
use std::path::Path;
use std::str::FromStr;
use store::bot::BrokenChannel;
use store::guild_settings::GuildSettings;

/// The number of the document's format.
pub const FORMAT: u32 = 1;
/// No document is larger: it has half a kilobyte for each watch.
const BYTES: u64 = 512 << 20;

/// The whole document.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub format: u32,
    pub program: String,
    pub exported_at: Timestamp,
    pub guilds: Vec<Guild>,
    /// Read one by one, so that a wrong one is named.
    pub watches: Vec<Value>,
    pub channels: Vec<Channel>,
    /// Versions before 0.2 exported none.
    #[serde(default)]
    pub settings: Vec<Set>,
}

/// What a server has set for all of its watches.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Set {
    guild: String,
    notices: Option<String>,
    what: Option<String>,
    mature: Option<bool>,
    ping: Option<String>,
    /// None also in what a version wrote that did not know of it.
    #[serde(default)]
    deleted: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// An IANA name; None also in what a version wrote that did not know of it.
    #[serde(default)]
    zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mature_channel: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mature_way: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    style: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rhythm: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quiet: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    catch_up: Option<String>,
}

/// Discord's ids are texts here, as [`domain::id::text`] says.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guild {
    pub id: String,
    pub joined_at: Timestamp,
    pub left_at: Option<Timestamp>,
}

/// A channel that takes nothing, or none of some kind.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    guild: String,
    channel: String,
    held_for: String,
    reason: String,
    since: Timestamp,
}

/// Reads a document.
///
/// # Errors
/// When it is none, or a newer version wrote it.
pub fn read(file: &Path) -> Result<Document> {
    let mut text = Vec::new();
    let source: Box<dyn Read> = if file == Path::new("-") { Box::new(std::io::stdin()) } else { Box::new(std::fs::File::open(file)?) };
    source.take(BYTES).read_to_end(&mut text)?;
    let found: Value = serde_json::from_slice(&text).context("it is no JSON document")?;
    let format = found.get("format").and_then(Value::as_u64).context("it is no export of settings")?;
    if format > u64::from(FORMAT) {
        bail!("a newer version of deviantcord wrote it (format {format}, this one knows {FORMAT}); install that version");
    }
    serde_json::from_value(found).context("it is no export of settings, or was changed")
}

/// A document whose every row is known to be right.
pub struct Rows {
    pub guilds: Vec<(GuildId, Timestamp)>,
    pub watches: Vec<NewWatch>,
    pub channels: Vec<BrokenChannel>,
    pub settings: Vec<(GuildId, GuildSettings)>,
}

impl Document {
    /// Everything as the store takes it; watches announce from `now` on. Guilds that the bot had left are left out, with all that is theirs.
    pub fn rows(&self, now: Timestamp) -> Result<Rows> {
        let now = domain::clock::micros(now);
        let there = self.guilds.iter().filter(|guild| guild.left_at.is_none());
        let guilds = there.map(|guild| Ok((GuildId(id(&guild.id)?), guild.joined_at))).collect::<Result<_>>()?;
        let left: HashSet<&str> = self.guilds.iter().filter(|guild| guild.left_at.is_some()).map(|guild| guild.id.as_str()).collect();
        let watches = (1..).zip(&self.watches).filter(|(_, row)| !row["guild"].as_str().is_some_and(|guild| left.contains(guild)));
        let watches = watches.map(|(number, row)| wish(row, now).with_context(|| format!("watch {number}")));
        let channels = (1..).zip(&self.channels).filter(|(_, row)| !left.contains(row.guild.as_str()));
        let channels = channels.map(|(number, row)| row.broken(now).with_context(|| format!("channel {number}")));
        let settings = (1..).zip(&self.settings).filter(|(_, row)| !left.contains(row.guild.as_str()));
        let settings = settings.map(|(number, row)| row.read().with_context(|| format!("settings {number}")));
        let (watches, channels) = (watches.collect::<Result<_>>()?, channels.collect::<Result<_>>()?);
        Ok(Rows { guilds, watches, channels, settings: settings.collect::<Result<_>>()? })
    }
}

/// A watch's settings as they stand in the file: all that [`NewWatch`] writes.
pub fn settings_of(wish: &NewWatch) -> Result<Value> {
    serde_json::to_value(wish).context("a watch cannot be written")
}

/// Announces from `now` on.
fn wish(row: &Value, now: Timestamp) -> Result<NewWatch> {
    let wish = NewWatch::deserialize(row)?.announce_from(now);
    let template = wish.template.clone();
    Ok(wish.template(template))
}

impl Set {
    /// In full: a setting that is added is carried here, or this does not compile.
    pub fn of((guild, settings): &(GuildId, GuildSettings)) -> Self {
        let GuildSettings { notices, watches, deleted, language, zone, mature_channel } = settings;
        let Defaults { what, mature, mature_way, ping, style, rhythm, quiet, catch_up } = watches;
        Self {
            guild: guild.to_string(),
            notices: notices.map(|channel| channel.to_string()),
            what: what.map(|what| what.into_str().to_owned()),
            mature: *mature,
            ping: ping.map(|role| role.to_string()),
            deleted: deleted.map(|deleted| deleted.into_str().to_owned()),
            language: language.map(|language| language.tag().to_owned()),
            zone: zone.map(|zone| zone.into_str().to_owned()),
            mature_channel: mature_channel.map(|channel| channel.to_string()),
            mature_way: mature_way.map(|way| way.into_str().to_owned()),
            style: style.map(|style| style.into_str().to_owned()),
            rhythm: rhythm.map(|digest| digest.to_string()),
            quiet: quiet.map(|quiet| quiet.to_string()),
            catch_up: catch_up.map(|policy| policy.to_string()),
        }
    }

    fn read(&self) -> Result<(GuildId, GuildSettings)> {
        let Self {
            guild,
            notices,
            what,
            mature,
            ping,
            deleted,
            language: tag,
            zone,
            mature_channel,
            mature_way,
            style,
            rhythm,
            quiet,
            catch_up,
        } = self;
        let watches = Defaults {
            what: word(what.as_deref())?,
            mature: *mature,
            mature_way: word(mature_way.as_deref())?,
            ping: ping.as_deref().map(id).transpose()?.map(RoleId),
            style: word(style.as_deref())?,
            rhythm: word(rhythm.as_deref())?,
            quiet: word(quiet.as_deref())?,
            catch_up: word(catch_up.as_deref())?,
        };
        let settings = GuildSettings {
            notices: notices.as_deref().map(id).transpose()?.map(ChannelId),
            watches,
            deleted: word(deleted.as_deref())?,
            language: tag.as_deref().map(language).transpose()?,
            zone: zone.as_deref().map(|name| name.parse().with_context(|| format!("{name:?}"))).transpose()?,
            mature_channel: mature_channel.as_deref().map(id).transpose()?.map(ChannelId),
        };
        Ok((GuildId(id(guild)?), settings))
    }
}

fn word<T: FromStr>(word: Option<&str>) -> Result<Option<T>> {
    word.map(|word| word.parse().ok().with_context(|| format!("nothing is called {word:?}"))).transpose()
}

impl Channel {
    pub fn of(broken: &BrokenChannel) -> Self {
        Self {
            guild: broken.guild.to_string(),
            channel: broken.channel.to_string(),
            held_for: broken.hold.into_str().to_owned(),
            reason: broken.reason.clone(),
            since: broken.since,
        }
    }

    /// Tried at once: much may have changed meanwhile.
    fn broken(&self, now: Timestamp) -> Result<BrokenChannel> {
        Ok(BrokenChannel {
            channel: ChannelId(id(&self.channel)?),
            hold: self.held_for.parse::<Hold>().with_context(|| format!("nothing is called {:?}", self.held_for))?,
            guild: GuildId(id(&self.guild)?),
            reason: self.reason.clone(),
            since: self.since,
            told_at: Some(self.since),
            probe_at: now,
        })
    }
}

fn language(tag: &str) -> Result<Language> {
    tag.parse().with_context(|| format!("{tag:?} is no language"))
}

fn id(text: &str) -> Result<u64> {
    text.parse().with_context(|| format!("{text:?} is no id of Discord's"))
}
