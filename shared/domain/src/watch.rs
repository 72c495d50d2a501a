//! A watch: one channel that wants one artist's posts.

use crate::clock::{Timestamp, micros};
use crate::filter::Filter;
use crate::id::{ArtistId, ChannelId, FolderId, GuildId, RoleId, WatchId};
use crate::inherit::Inherited;
use crate::post::ArtistKind;
use crate::rhythm::Rhythm;
use crate::template::Template;
pub use crate::what::{CatchUp, MatureWay, Style, UnknownPolicy, What};
use serde::{Deserialize, Serialize};

/// The role that a watch mentions: once per burst, and not again for some minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "PingPair", into = "PingPair")]
pub struct Ping {
    /// The role.
    pub role: RoleId,
    /// The moderator who added the watch had the right to mention any role in the channel (Mention Everyone). Without it the role is mentioned only
    /// while everybody may mention it. False where that is not known: imports, and watches of versions that did not record it.
    pub by_right: bool,
}

/// Nothing comes of a paused watch. Both times are Discord's, so that no host's clock ends a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(Timestamp, Option<Timestamp>)", into = "(Timestamp, Option<Timestamp>)")]
pub struct Pause {
    /// When it was paused.
    pub since: Timestamp,
    /// When it resumes by itself; None: when somebody resumes it.
    pub until: Option<Timestamp>,
}

/// What a moderator asks for with `/watch`: built by [`new`](Self::new), then changed where it differs from the defaults.
///
/// Its form in a file of settings is part of that file's format: a field that is added is optional there (`#[serde(default)]`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewWatch {
    /// The server.
    #[serde(with = "crate::id::text")]
    pub guild: GuildId,
    /// The channel that gets the posts.
    #[serde(with = "crate::id::text")]
    pub channel: ChannelId,
    /// Whose posts.
    pub artist: ArtistId,
    /// Canonical name when the watch was added; the artist table has the current one.
    pub artist_name: String,
    /// Which kinds of post.
    pub what: What,
    /// Only posts in this folder. A folder watch wants `What::Everything` or `What::Deviations`.
    pub folder: Option<(FolderId, String)>,
    /// `artist` is a group, and this wants what appears in any of its folders, whoever made it: there is no `folder` then, and `what` is as for one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub group: bool,
    /// Whether mature posts are wanted (they show nothing outside age-restricted channels).
    pub mature: bool,
    /// Where wanted mature posts go.
    #[serde(default, skip_serializing_if = "MatureWay::is_default")]
    pub mature_way: MatureWay,
    /// The role that each burst mentions; None: nobody.
    pub ping: Option<Ping>,
    /// How posts are shown.
    #[serde(default, skip_serializing_if = "Style::is_default")]
    pub style: Style,
    /// What a line says; there is one exactly where the style is [`Style::Line`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Template>,
    /// What happens with posts that could not be delivered for a while.
    pub catch_up: CatchUp,
    /// Posts published before this are not announced: normally the time of the command less [`GRACE`]. No setting: a file of settings leaves it
    /// out, and its reader decides.
    #[serde(skip)]
    pub announce_from: Timestamp,
    /// When it was added.
    pub created_at: Timestamp,
    /// None: it is not paused.
    pub paused: Option<Pause>,
    /// Which of these posts; None: all.
    pub filter: Option<Filter>,
    /// When they come.
    #[serde(default, skip_serializing_if = "Rhythm::is_default")]
    pub rhythm: Rhythm,
    /// Which of its options are as the server's defaults ([`Defaults::applied`](crate::defaults::Defaults::applied)): their values here are those
    /// that the server has now.
    #[serde(default, skip_serializing_if = "Inherited::is_empty")]
    pub inherits: Inherited,
}

impl NewWatch {
    /// Everything of this artist, mature posts excepted, from `at` on; no mention. It inherits nothing.
    #[must_use]
    pub fn new(guild: GuildId, channel: ChannelId, artist: ArtistId, artist_name: impl Into<String>, at: Timestamp) -> Self {
        Self {
            guild,
            channel,
            artist,
            artist_name: artist_name.into(),
            what: What::Everything,
            folder: None,
            group: false,
            mature: false,
            mature_way: MatureWay::default(),
            ping: None,
            style: Style::default(),
            template: None,
            catch_up: CatchUp::default(),
            announce_from: at,
            created_at: at,
            paused: None,
            filter: None,
            rhythm: Rhythm::default(),
            inherits: Inherited::default(),
        }
    }

    /// Only these kinds of post.
    #[must_use]
    pub const fn what(mut self, what: What) -> Self {
        self.what = what;
        self
    }

    /// Only this folder; None: the whole gallery.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<Option<(FolderId, String)>>) -> Self {
        self.folder = folder.into();
        self.group &= self.folder.is_none();
        self
    }

    /// All folders of the group that the artist is, or not.
    #[must_use]
    pub fn whole_group(mut self, group: bool) -> Self {
        self.group = group;
        if group {
            self.folder = None;
        }
        self
    }

    /// Whether mature posts are wanted.
    #[must_use]
    pub const fn mature(mut self, mature: bool) -> Self {
        self.mature = mature;
        self
    }

    /// Where wanted mature posts go.
    #[must_use]
    pub const fn mature_way(mut self, way: MatureWay) -> Self {
        self.mature_way = way;
        self
    }

    /// Whether its mature posts wait while its channel is not age-restricted.
    #[must_use]
    pub fn needs_restriction(&self) -> bool {
        self.mature && self.mature_way == MatureWay::Restricted
    }

    /// The channel in which one of its posts belongs. `server`: the one that its server has for mature posts.
    #[must_use]
    pub fn home(&self, mature: bool, server: Option<ChannelId>) -> ChannelId {
        server.filter(|_| mature && self.mature_way == MatureWay::Channel).unwrap_or(self.channel)
    }

    /// Mentions this role; None: nobody.
    #[must_use]
    pub fn ping(mut self, role: impl Into<Option<Ping>>) -> Self {
        self.ping = role.into();
        self
    }

    /// Shows posts in this way, which is not by a template.
    #[must_use]
    pub fn style(mut self, style: Style) -> Self {
        self.style = if style == Style::Line { Style::Card } else { style };
        self.template = None;
        self
    }

    /// Shows posts by this template; None leaves a line that has none as a card.
    #[must_use]
    pub fn template(mut self, template: impl Into<Option<Template>>) -> Self {
        self.template = template.into();
        self.style = match (&self.template, self.style) {
            (Some(_), _) => Style::Line,
            (None, Style::Line) => Style::Card,
            (None, style) => style,
        };
        self
    }

    /// What happens with posts that could not be delivered for a while.
    #[must_use]
    pub const fn catch_up(mut self, policy: CatchUp) -> Self {
        self.catch_up = policy;
        self
    }

    /// Only posts that this lets through; None: all.
    #[must_use]
    pub fn filter(mut self, filter: impl Into<Option<Filter>>) -> Self {
        self.filter = filter.into();
        self
    }

    /// When posts come.
    #[must_use]
    pub const fn rhythm(mut self, rhythm: Rhythm) -> Self {
        self.rhythm = rhythm;
        self
    }

    /// Announces posts that were published from this time on.
    #[must_use]
    pub const fn announce_from(mut self, time: Timestamp) -> Self {
        self.announce_from = time;
        self
    }
}

/// A ping in a file: the role, and whether by right.
#[derive(Serialize, Deserialize)]
struct PingPair(#[serde(with = "crate::id::text")] RoleId, bool);

impl From<PingPair> for Ping {
    fn from(PingPair(role, by_right): PingPair) -> Self {
        Self { role, by_right }
    }
}

impl From<Ping> for PingPair {
    fn from(Ping { role, by_right }: Ping) -> Self {
        Self(role, by_right)
    }
}

impl From<(Timestamp, Option<Timestamp>)> for Pause {
    fn from((since, until): (Timestamp, Option<Timestamp>)) -> Self {
        Self { since, until }
    }
}

impl From<Pause> for (Timestamp, Option<Timestamp>) {
    fn from(Pause { since, until }: Pause) -> Self {
        (since, until)
    }
}

/// Posts published this long before a watch was added are still announced.
pub const GRACE: chrono::TimeDelta = chrono::TimeDelta::minutes(10);

/// Posts that were missed while nothing ran are announced if they are not older than this.
const MISSED: chrono::TimeDelta = chrono::TimeDelta::days(7);

/// From when on posts were missed that another system announced until `since` (None: not known): a week at most.
#[must_use]
pub fn missed_since(since: Option<Timestamp>, now: Timestamp) -> Timestamp {
    since.map_or(now - GRACE, micros).clamp(now - MISSED, now)
}

/// A stored watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// Its id.
    pub id: WatchId,
    /// What was asked for.
    pub wish: NewWatch,
}

/// What ingest has to poll for one artist: the union of all watches of that artist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedArtist {
    /// The artist.
    pub artist: ArtistId,
    /// The newest name known: from the artist table, else from the youngest watch.
    pub name: String,
    /// Whether a watch wants the gallery.
    pub gallery: bool,
    /// Whether a watch wants the posts feed.
    pub posts: bool,
    /// Whether a watch wants all folders of this group.
    pub group: bool,
    /// Folders that at least one watch names.
    pub folders: Vec<(FolderId, String)>,
    /// How many channels want this artist's posts: the schedule's weight.
    pub channels: u32,
    /// From when on posts are announced, by the watch that asks for the oldest ones.
    pub since: Timestamp,
    /// Whether the filter or the template of a watch may ask for tags.
    pub tags: bool,
    /// Person or group, as the projection has it; None: it does not know the artist yet.
    pub kind: Option<ArtistKind>,
}
