//! The projection's rows in the domain's words. Facts that may come in any order carry what ranks the event that told them ([`Told`]).

use crate::column::Col;
use crate::entity::{artist, folder, post, post_folder};
use crate::error::StoreError;
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, EventId, FolderId, NotificationId, PostId, WatchId};
use domain::post::{ArtistKind, ArtistRef, Post, numbered};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which event told a fact last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The event's revision; None: it has none.
    pub rev: Option<u64>,
    /// When the event was observed.
    pub at: Timestamp,
    /// The event.
    pub event: EventId,
}

impl Told {
    /// No event yet.
    pub const NEVER: Self = Self { rev: None, at: Timestamp::UNIX_EPOCH, event: EventId(Uuid::nil()) };

    /// Whether this, which comes later in the log, replaces `old`. The higher revision wins, of two equal ones the later place in the log:
    /// no clock has a say. Events without a revision rank below all others; among each other the newest counts, and of two with one time the
    /// one with the greater id.
    #[must_use]
    pub fn replaces(&self, old: &Self) -> bool {
        match (self.rev, old.rev) {
            (None, None) => (self.at, self.event) > (old.at, old.event),
            (new, old) => new >= old,
        }
    }
}

/// One row of `artist`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArtistRow {
    /// The artist.
    pub id: ArtistId,
    /// Empty until an event names the artist.
    pub name: String,
    /// The address of the avatar.
    pub icon: Option<String>,
    /// Person or group.
    pub kind: ArtistKind,
    /// The highest revision of an event about this artist.
    pub rev: Option<u64>,
    /// The event that told the name.
    pub named: Told,
    /// The last `ArtistProfiled`.
    pub profiled: Told,
    /// Why the artist vanished last; what holds now is `returned`.
    pub vanished: Option<String>,
    /// How often the artist vanished.
    pub vanish_epoch: u32,
    /// The artist is there: never vanished, or came back.
    pub returned: bool,
}

/// One row of `folder`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderRow {
    /// The folder.
    pub id: FolderId,
    /// The artist who has it.
    pub owner: ArtistId,
    /// Its name.
    pub name: String,
    /// The folder that it is in.
    pub parent: Option<FolderId>,
    /// How many deviations it holds, where that was told.
    pub size: Option<u32>,
    /// Its place in the owner's list.
    pub position: u32,
    /// No longer in the owner's list.
    pub gone: bool,
}

/// One row of `post`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostRow {
    /// The post.
    pub post: Post,
    /// The highest revision of an event about this post.
    pub rev: Option<u64>,
    /// The event whose content `post` has.
    pub content: Told,
    /// When `PostPublished` was observed first; None while only later events are known.
    pub first_seen_at: Option<Timestamp>,
    /// When it was last known to be there.
    pub seen_at: Option<Timestamp>,
    /// When it was last confirmed gone.
    pub removed_at: Option<Timestamp>,
    /// None: the post is whole. Else it was [shrunk](PostRow::shrink), and this is its number; 0: its address had none.
    pub shrunk: Option<u64>,
}

impl ArtistRow {
    /// An artist that no event has described yet: there, and a person.
    #[must_use]
    pub const fn unknown(id: ArtistId) -> Self {
        Self {
            id,
            name: String::new(),
            icon: None,
            kind: ArtistKind::Person,
            rev: None,
            named: Told::NEVER,
            profiled: Told::NEVER,
            vanished: None,
            vanish_epoch: 0,
            returned: true,
        }
    }

    /// Takes over name and icon.
    pub fn call(&mut self, artist: &ArtistRef) {
        self.name.clone_from(&artist.name);
        self.icon.clone_from(&artist.icon);
    }
}

impl PostRow {
    /// This event says that the post was there; `old` is what had told its content before. The later of sight and removal holds, by the same rank as
    /// content: the higher revision, of two equal ones the later place in the log. A version before revisions compares the two times, so they
    /// are kept in the order that the revisions tell.
    pub fn seen(&mut self, told: Told, old: Told) {
        if told.rev.is_none() {
            if old.rev.is_none() {
                self.seen_at = self.seen_at.max(Some(told.at));
            }
        } else if told.replaces(&old) {
            self.seen_at = Some(told.at);
        }
        if told.rev.is_some() && told.rev >= self.rev {
            self.rev = told.rev;
            self.removed_at = None;
        } else if self.rev.is_some() && self.removed_at.is_some() {
            self.removed_at = self.removed_at.max(self.seen_at);
        }
    }

    /// This event says that the post was gone.
    pub fn gone(&mut self, told: Told) {
        if told.rev < self.rev {
            return;
        }
        self.rev = told.rev;
        self.removed_at = if told.rev.is_none() { self.removed_at.max(Some(told.at)) } else { Some(told.at).max(self.seen_at) };
    }

    /// Whether it was first seen, and its content told, before this.
    #[must_use]
    pub fn is_from_before(&self, before: Timestamp) -> bool {
        self.content.at < before && self.first_seen_at.is_none_or(|seen| seen < before)
    }

    /// Leaves what detection and explanations need. Nothing that the fold decides by is lost: a time and an event that only rank facts without a
    /// revision stay where there are such facts.
    pub fn shrink(&mut self) {
        if self.shrunk.is_some() {
            return;
        }
        self.shrunk = Some(self.post.number().unwrap_or(0));
        self.post = self.post.shrunk();
        if self.content.rev.is_some() {
            self.content = Told { rev: self.content.rev, ..Told::NEVER };
            self.seen_at = self.seen_at.filter(|_| self.rev.is_none() || self.removed_at.is_some());
        }
    }

    /// Whether a message about the post looks the same as before, as far as a shrunk post can tell.
    #[must_use]
    pub fn looks_like(&self, other: &Self) -> bool {
        let same = if self.shrunk.is_some() || other.shrunk.is_some() {
            self.post.shrunk().looks_like(&other.post.shrunk())
        } else {
            self.post.looks_like(&other.post)
        };
        same && self.removed() == other.removed()
    }

    /// Gone now: the confirmation is not older than the last sight.
    #[must_use]
    pub fn removed(&self) -> bool {
        self.removed_at.is_some() && self.removed_at >= self.seen_at
    }
}

/// One row of `post_folder`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostFolderRow {
    /// The post.
    pub post: PostId,
    /// The folder that it is in.
    pub folder: FolderId,
    /// The artist who has the folder.
    pub owner: ArtistId,
    /// When it was first seen there.
    pub seen_at: Timestamp,
}

/// What the fold has to know of a notification that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Existing {
    /// The notification.
    pub id: NotificationId,
    /// Its watch.
    pub watch: WatchId,
    /// Its channel.
    pub channel: ChannelId,
    /// Its post.
    pub post: PostId,
    /// Whether it keeps other watches of its channel from announcing the same post.
    pub announces: bool,
}

fn told(rev: Option<Col<u64>>, at: Col<Timestamp>, event: Col<EventId>) -> Told {
    Told { rev: rev.map(Col::get), at: at.0, event: event.0 }
}

pub(crate) fn post_from(row: post::Model) -> Result<PostRow, StoreError> {
    let picture = |url: Option<String>, width: Option<Col<u32>>, height: Option<Col<u32>>| {
        url.map(|url| domain::post::Picture { url, width: width.map_or(0, Col::get), height: height.map_or(0, Col::get) })
    };
    let tags = serde_json::from_str(&row.tags).map_err(|error| StoreError::Inconsistent {
        table: "post",
        column: "tags".to_owned(),
        row: row.id.0.to_string(),
        problem: error.to_string(),
    })?;
    Ok(PostRow {
        post: Post {
            id: row.id.0,
            artist: row.artist_id.0,
            kind: row.kind.0,
            title: row.title,
            url: row.url.or_else(|| row.shrunk.filter(|number| number.0 > 0).map(|number| numbered(number.0))),
            published_at: row.published_at.map(Col::get),
            mature: row.mature,
            preview: picture(row.preview_url, row.preview_width, row.preview_height),
            thumbnail: picture(row.thumbnail_url, row.thumbnail_width, row.thumbnail_height),
            excerpt: row.excerpt,
            tags,
            tags_known: row.tags_known.unwrap_or(false),
            locked: row.locked,
            several: row.several.unwrap_or(false),
            seconds: row.seconds.map(Col::get),
        },
        rev: row.rev.map(Col::get),
        content: told(row.content_rev, row.content_at, row.content_event),
        first_seen_at: row.first_seen_at.map(Col::get),
        seen_at: row.seen_at.map(Col::get),
        removed_at: row.removed_at.map(Col::get),
        shrunk: row.shrunk.map(Col::get),
    })
}

pub(crate) fn post_model(row: PostRow) -> post::Model {
    let removed = row.removed();
    let size = |picture: &Option<domain::post::Picture>| picture.as_ref().map(|picture| (Col(picture.width), Col(picture.height)));
    let (preview, thumbnail) = (size(&row.post.preview), size(&row.post.thumbnail));
    let tags = if row.post.tags.is_empty() { "[]".to_owned() } else { serde_json::json!(row.post.tags).to_string() };
    post::Model {
        id: Col(row.post.id),
        artist_id: Col(row.post.artist),
        kind: Col(row.post.kind),
        title: row.post.title,
        url: row.post.url.filter(|_| row.shrunk.is_none()),
        published_at: row.post.published_at.map(Col),
        mature: row.post.mature,
        preview_url: row.post.preview.map(|picture| picture.url),
        preview_width: preview.map(|(width, _)| width),
        preview_height: preview.map(|(_, height)| height),
        thumbnail_url: row.post.thumbnail.map(|picture| picture.url),
        thumbnail_width: thumbnail.map(|(width, _)| width),
        thumbnail_height: thumbnail.map(|(_, height)| height),
        excerpt: row.post.excerpt,
        tags,
        tags_known: row.post.tags_known.then_some(true),
        locked: row.post.locked,
        rev: row.rev.map(Col),
        content_rev: row.content.rev.map(Col),
        content_at: Col(row.content.at),
        content_event: Col(row.content.event),
        first_seen_at: row.first_seen_at.map(Col),
        seen_at: row.seen_at.map(Col),
        removed_at: row.removed_at.map(Col),
        removed,
        shrunk: row.shrunk.map(Col),
        several: row.post.several.then_some(true),
        seconds: row.post.seconds.map(Col),
    }
}

pub(crate) fn artist_from(row: artist::Model) -> ArtistRow {
    ArtistRow {
        id: row.id.0,
        name: row.name,
        icon: row.icon,
        kind: row.kind.0,
        rev: row.rev.map(Col::get),
        named: told(row.named_rev, row.named_at, row.named_event),
        profiled: told(row.profiled_rev, row.profiled_at, row.profiled_event),
        vanished: row.vanished,
        vanish_epoch: row.vanish_epoch.0,
        returned: row.returned,
    }
}

pub(crate) fn artist_model(row: ArtistRow) -> artist::Model {
    artist::Model {
        id: Col(row.id),
        name_key: crate::artists::name_key(&row.name),
        name: row.name,
        icon: row.icon,
        kind: Col(row.kind),
        rev: row.rev.map(Col),
        named_rev: row.named.rev.map(Col),
        named_at: Col(row.named.at),
        named_event: Col(row.named.event),
        profiled_rev: row.profiled.rev.map(Col),
        profiled_at: Col(row.profiled.at),
        profiled_event: Col(row.profiled.event),
        vanished: row.vanished,
        vanish_epoch: Col(row.vanish_epoch),
        returned: row.returned,
    }
}

pub(crate) fn folder_from(row: folder::Model) -> FolderRow {
    FolderRow {
        id: row.id.0,
        owner: row.owner_id.0,
        name: row.name,
        parent: row.parent_id.map(Col::get),
        size: row.size.map(Col::get),
        position: row.position.0,
        gone: row.gone,
    }
}

pub(crate) fn folder_model(row: FolderRow) -> folder::Model {
    folder::Model {
        id: Col(row.id),
        owner_id: Col(row.owner),
        name: row.name,
        parent_id: row.parent.map(Col),
        size: row.size.map(Col),
        position: Col(row.position),
        gone: row.gone,
    }
}

pub(crate) fn post_folder_from(row: post_folder::Model) -> PostFolderRow {
    PostFolderRow { post: row.post_id.0, folder: row.folder_id.0, owner: row.owner_id.0, seen_at: row.seen_at.0 }
}

pub(crate) fn post_folder_model(row: PostFolderRow) -> post_folder::Model {
    post_folder::Model { post_id: Col(row.post), folder_id: Col(row.folder), owner_id: Col(row.owner), seen_at: Col(row.seen_at) }
}
