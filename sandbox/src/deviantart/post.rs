//! The posts of the simulated world.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

/// What a post is; told on the wire by its URL and by which fields are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `content` and `thumbs`.
    #[default]
    Image,
    /// An excerpt, no `content`; `/art/`.
    Literature,
    /// `videos`, a preview, no `content`; `/art/`.
    Video,
    /// `/journal/`
    Journal,
    /// `/status-update/`
    Status,
    /// `/poll/`
    Poll,
}

impl Kind {
    /// Whether it is listed by `gallery/*`; the others come in `user/profile/posts`.
    #[must_use]
    pub const fn in_gallery(self) -> bool {
        matches!(self, Self::Image | Self::Literature | Self::Video)
    }

    /// The kind by the URL's form (GDL), for the kinds that the URL can tell.
    pub(crate) fn of_url(url: &str) -> Option<Self> {
        [("/journal/", Self::Journal), ("/status-update/", Self::Status), ("/poll/", Self::Poll)]
            .into_iter()
            .find_map(|(part, kind)| url.contains(part).then_some(kind))
    }
}

/// Where the words of a literature, journal or status are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExcerptStyle {
    /// `excerpt` beside the title, HTML allowed (recorded 2014 to 2018).
    Field,
    /// `text_content: {excerpt, body}` (FS `Deviation.fs`).
    TextContent,
    /// Both.
    #[default]
    Both,
}

/// A post that not everybody may see in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// `premium_folder_data` of type `watchers`, without access.
    Watchers,
    /// `premium_folder_data` of type `paid`, without access, with a price.
    Paid,
    /// `tier_access: "locked"` with a `tier` (a subscription).
    Tier,
}

/// A post to publish. `NewPost { title: "A fox".into(), ..NewPost::default() }` or the short forms.
#[derive(Clone, Debug, Default)]
pub struct NewPost {
    /// What it is.
    pub kind: Kind,
    /// May be empty, and may hold anything.
    pub title: String,
    /// Names of folders, made when missing; none at all is possible too (GDL #276).
    pub folders: Vec<String>,
    /// Hidden unless asked for with `mature_content=true`.
    pub mature: bool,
    /// The words of a text.
    pub excerpt: Option<String>,
    /// Where the words are.
    pub excerpt_style: ExcerptStyle,
    /// Tag names, told by `deviation/metadata`.
    pub tags: Vec<String>,
    /// HTML, told by `deviation/metadata`.
    pub description: String,
    /// Who may not see it in full.
    pub locked: Option<Lock>,
    /// Now, when None. An old time makes a back-dated post: listed by time, so not in front.
    pub published_at: Option<DateTime<Utc>>,
    /// It leads the lists although it is not the newest.
    pub pinned: bool,
    /// There are further pictures of it, which no answer shows.
    pub several: bool,
    /// In no list until `World::show`: a gap of the API, or a post that was not public at first. It then turns up at its place by
    /// time, not in front.
    pub hidden: bool,
}

impl NewPost {
    /// A post of this kind.
    pub fn new(kind: Kind, title: impl Into<String>) -> Self {
        let excerpt = (!matches!(kind, Kind::Image | Kind::Video)).then(|| "It was late when the rain stopped.".to_owned());
        Self { kind, title: title.into(), excerpt, ..Self::default() }
    }

    /// An image.
    pub fn image(title: impl Into<String>) -> Self {
        Self::new(Kind::Image, title)
    }

    /// A journal.
    pub fn journal(title: impl Into<String>) -> Self {
        Self::new(Kind::Journal, title)
    }

    /// A status update; the vendor makes its title from the text.
    pub fn status(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { excerpt: Some(text.clone()), ..Self::new(Kind::Status, text.chars().take(40).collect::<String>()) }
    }

    /// Also in this folder.
    #[must_use]
    pub fn folder(mut self, name: impl Into<String>) -> Self {
        self.folders.push(name.into());
        self
    }

    /// Marked mature.
    #[must_use]
    pub const fn mature(mut self) -> Self {
        self.mature = true;
        self
    }

    /// Also with this tag.
    #[must_use]
    pub fn tag(mut self, name: impl Into<String>) -> Self {
        self.tags.push(name.into());
        self
    }

    /// Locked.
    #[must_use]
    pub const fn locked(mut self, lock: Lock) -> Self {
        self.locked = Some(lock);
        self
    }

    /// The first of several pictures.
    #[must_use]
    pub const fn several(mut self) -> Self {
        self.several = true;
        self
    }

    /// Not listed until `World::show`.
    #[must_use]
    pub const fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// Published at this time.
    #[must_use]
    pub const fn at(mut self, time: DateTime<Utc>) -> Self {
        self.published_at = Some(time);
        self
    }
}

/// What the world tells about a post that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its id; on the wire in upper case.
    pub deviationid: Uuid,
    /// On www.deviantart.com, ends in the post's number.
    pub url: String,
    /// As published.
    pub title: String,
    /// Whole seconds.
    pub published_at: DateTime<Utc>,
}

/// A change of a post. Only what is set changes.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// A new title; the address keeps its old words.
    pub title: Option<String>,
    /// The mature mark.
    pub mature: Option<bool>,
    /// Another image under the same id.
    pub new_preview: bool,
    /// The words of a text.
    pub excerpt: Option<String>,
}

/// Everything about one post.
#[derive(Clone, Debug)]
pub(super) struct Post {
    pub(super) id: Uuid,
    pub(super) number: u64,
    pub(super) author: Uuid,
    pub(super) new: NewPost,
    pub(super) url: String,
    pub(super) published_at: i64,
    pub(super) revision: u32,
    pub(super) hidden: bool,
    pub(super) deleted: bool,
    /// A recorded object, served as it is.
    pub(super) recorded: Option<Value>,
}
