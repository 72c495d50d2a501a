//! Watches as a file: JSON as `/export` writes it, or one artist a line. Its sender may have written anything into it. Pure.

use super::recent::Recent;
use domain::id::{ChannelId, RoleId};
use domain::inherit::{Aspect, Inherited};
use domain::rhythm::Rhythm;
use domain::watch::{CatchUp, MatureWay, NewWatch, Style, Watch, What};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::str::FromStr;

/// What stands for all folders of a group, in a file and where somebody types or chooses a folder.
pub(super) const WHOLE: &str = "*";
/// The number of the format.
const FORMAT: u32 = 1;
/// Bytes of a file.
pub(super) const BYTES: usize = 1 << 20;
/// Watches in a file: as many as a server can have by default.
pub(super) const MOST: usize = 500;
/// Characters of anything that somebody typed.
const LONGEST: usize = 300;

#[derive(Debug, Serialize, Deserialize)]
struct Document {
    format: u32,
    watches: Vec<Entry>,
}

/// A watch as it stands in a file. Discord's ids are texts: numbers of this size do not survive every reader of JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// A name, or an address.
    pub(super) artist: String,
    /// None: where the file is imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    /// A folder's name, for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    folder_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mature: Option<bool>,
    /// None: only into age-restricted channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    mature_way: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ping: Option<String>,
    /// As it was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) filter: Option<String>,
    /// None: as cards.
    #[serde(skip_serializing_if = "Option::is_none")]
    style: Option<String>,
    /// None: each post at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    rhythm: Option<String>,
    /// None: at any hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    quiet: Option<String>,
    /// None: everything comes after a pause, more than a few posts as a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    catch_up: Option<String>,
    /// As it was typed; None: the style needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) template: Option<String>,
    /// Which of these are as the defaults of the server, whatever they say here. Files of earlier versions have none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inherits: Vec<String>,
    /// What is not known here: without it the watch might bring more than is meant.
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

/// What was shown of files and waits for its button.
pub type Imports = Recent<Vec<Entry>>;

/// Why a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bad {
    /// Larger than [`BYTES`].
    Large,
    /// No text.
    Binary,
    /// Begins as JSON and is none of ours; in which line that shows.
    Json {
        line: usize,
    },
    /// Of a version that is not known here.
    Newer,
    /// More than [`MOST`].
    Many {
        count: usize,
    },
    Empty,
}

/// An entry that no watch can be made of, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    Channel,
    What,
    Role,
    /// This is not known here.
    Word(String),
}

/// What an entry asks for, as far as nobody has to be asked.
pub(super) struct Meant {
    pub artist: String,
    pub channel: Option<ChannelId>,
    pub what: What,
    pub folder: Option<String>,
    pub mature: bool,
    pub mature_way: MatureWay,
    pub ping: Option<RoleId>,
    pub filter: Option<String>,
    pub style: Style,
    pub rhythm: Rhythm,
    pub catch_up: CatchUp,
    pub template: Option<String>,
    pub inherits: Inherited,
}

impl Entry {
    /// As it is exported. In full: a field that a watch gets is decided on here, or this does not compile.
    pub(super) fn of(watch: &Watch) -> Self {
        let NewWatch {
            // Where it is imported decides these.
            guild: _,
            artist: _,
            announce_from: _,
            created_at: _,
            paused: _,
            channel,
            artist_name,
            what,
            folder,
            group,
            mature,
            mature_way,
            ping,
            style,
            template,
            catch_up,
            filter,
            rhythm,
            inherits,
        } = &watch.wish;
        Self {
            artist: artist_name.clone(),
            channel: Some(channel.to_string()),
            what: Some(what.into_str().to_owned()),
            folder: if *group { Some(WHOLE.to_owned()) } else { folder.as_ref().map(|(_, name)| name.clone()) },
            folder_id: folder.as_ref().map(|(id, _)| id.to_string()),
            mature: Some(*mature),
            mature_way: (!mature_way.is_default()).then(|| mature_way.into_str().to_owned()),
            ping: ping.map(|ping| ping.role.to_string()),
            filter: filter.as_ref().map(|filter| filter.text().to_owned()),
            style: (*style != Style::Card).then(|| style.into_str().to_owned()),
            rhythm: rhythm.digest.map(|digest| digest.to_string()),
            quiet: rhythm.quiet.map(|quiet| quiet.to_string()),
            catch_up: (*catch_up != CatchUp::default()).then(|| catch_up.to_string()),
            template: template.as_ref().map(|template| template.text().to_owned()),
            inherits: (*inherits).into(),
            unknown: BTreeMap::new(),
        }
    }

    /// What it asks for. In full, as [`of`](Self::of).
    pub(super) fn meant(&self) -> Result<Meant, Wrong> {
        let Self {
            artist,
            channel,
            what,
            // Both, and what is inherited, in their own words below.
            folder: _,
            folder_id: _,
            inherits: _,
            mature,
            mature_way,
            ping,
            filter,
            style,
            rhythm,
            quiet,
            catch_up,
            template,
            unknown,
        } = self;
        let meant = Meant {
            artist: artist.clone(),
            channel: channel.as_deref().map(|id| snowflake(id).map(ChannelId).ok_or(Wrong::Channel)).transpose()?,
            what: what.as_deref().map_or(Ok(What::Everything), |word| word.parse().map_err(|_| Wrong::What))?,
            folder: self.folder().map(str::to_owned),
            // Who says where they go wants them.
            mature: mature.unwrap_or(mature_way.is_some()),
            ping: ping.as_deref().map(|id| snowflake(id).map(RoleId).ok_or(Wrong::Role)).transpose()?,
            filter: filter.clone(),
            style: word("style", style.as_deref())?.unwrap_or_default(),
            mature_way: word("mature_way", mature_way.as_deref())?.unwrap_or_default(),
            rhythm: Rhythm { digest: word("rhythm", rhythm.as_deref())?, quiet: word("quiet", quiet.as_deref())? },
            catch_up: word("catch_up", catch_up.as_deref())?.unwrap_or_default(),
            template: template.clone(),
            inherits: self.inherits()?,
        };
        match unknown.keys().next() {
            None => Ok(meant),
            Some(key) => Err(Wrong::Word(key.clone())),
        }
    }

    /// Every file of `/export` says whether mature posts are wanted; there, what is left out is so. What somebody wrote by hand begins as `/watch` does.
    fn inherits(&self) -> Result<Inherited, Wrong> {
        if let Some(odd) = self.inherits.iter().find(|word| word.parse::<Aspect>().is_err()) {
            return Err(Wrong::Word(format!("inherits: {odd}")));
        }
        let listed = Inherited::of(self.inherits.iter().map(String::as_str));
        let written = self.mature.is_none();
        let left_out = [
            (Aspect::What, self.what.is_none()),
            (Aspect::Mature, written && self.mature_way.is_none()),
            (Aspect::Ping, written && self.ping.is_none()),
            (Aspect::Style, written && self.style.is_none() && self.template.is_none()),
            (Aspect::Rhythm, written && self.rhythm.is_none()),
            (Aspect::Quiet, written && self.quiet.is_none()),
            (Aspect::CatchUp, written && self.catch_up.is_none()),
        ];
        Ok(left_out.into_iter().filter(|(_, left_out)| *left_out).fold(listed, |all, (aspect, _)| all.with(aspect)))
    }

    /// What is wrong with it, as far as nobody has to be asked.
    pub(super) fn wrong(&self) -> Option<Wrong> {
        self.meant().err()
    }

    /// None: where the file is imported, or nobody knows.
    pub(super) fn channel(&self) -> Option<ChannelId> {
        self.channel.as_deref().and_then(snowflake).map(ChannelId)
    }

    /// What is looked for among the artist's folders: its id, which no other folder has.
    pub(super) fn folder(&self) -> Option<&str> {
        [&self.folder_id, &self.folder].into_iter().flatten().map(String::as_str).find(|text| !text.trim().is_empty())
    }

    fn is_short(&self) -> bool {
        let texts = [Some(&self.artist), self.channel.as_ref(), self.what.as_ref(), self.folder.as_ref(), self.folder_id.as_ref()];
        let more = [self.ping.as_ref(), self.filter.as_ref(), self.style.as_ref(), self.template.as_ref(), self.mature_way.as_ref()];
        let times = [self.rhythm.as_ref(), self.quiet.as_ref(), self.catch_up.as_ref()];
        let texts = texts.into_iter().chain(more).chain(times).flatten().chain(&self.inherits).chain(self.unknown.keys());
        self.inherits.len() <= LONGEST && texts.into_iter().all(|text| text.chars().count() <= LONGEST)
    }
}

/// What this word of a field says. One that is not known here is no smaller wish, and is refused.
fn word<T: FromStr>(field: &str, text: Option<&str>) -> Result<Option<T>, Wrong> {
    text.map(|text| text.trim().parse().map_err(|_| Wrong::Word(format!("{field}: {text}")))).transpose()
}

fn snowflake(text: &str) -> Option<u64> {
    text.trim().parse().ok().filter(|id| *id > 0 && *id < 1 << 63)
}

/// The file of these watches.
pub(super) fn write(watches: &[Watch]) -> Vec<u8> {
    let document = Document { format: FORMAT, watches: watches.iter().map(Entry::of).collect() };
    // Texts, numbers and nothing else: there is nothing in it that cannot be written.
    serde_json::to_vec_pretty(&document).unwrap_or_default()
}

/// What stands in a file.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Entry>, Bad> {
    if bytes.len() > BYTES {
        return Err(Bad::Large);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Bad::Binary)?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.contains('\0') {
        return Err(Bad::Binary);
    }
    let entries = if text.starts_with(['{', '[']) { json(text)? } else { lines(text) };
    match entries.len() {
        0 => Err(Bad::Empty),
        count if count > MOST => Err(Bad::Many { count }),
        _ => Ok(entries),
    }
}

fn json(text: &str) -> Result<Vec<Entry>, Bad> {
    let wrong = |error: serde_json::Error| Bad::Json { line: error.line().max(1) };
    let document: Document = serde_json::from_str(text).map_err(wrong)?;
    if document.format > FORMAT {
        return Err(Bad::Newer);
    }
    if document.watches.iter().all(Entry::is_short) { Ok(document.watches) } else { Err(Bad::Json { line: 1 }) }
}

fn lines(text: &str) -> Vec<Entry> {
    let names = text.lines().map(str::trim).filter(|line| !line.is_empty());
    names.map(|name| Entry { artist: name.chars().take(LONGEST).collect(), ..Entry::default() }).collect()
}

#[cfg(test)]
#[path = "portable_tests.rs"]
mod tests;
