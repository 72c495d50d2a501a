//! A post on DeviantArt and its artist, as far as a card, a filter or detection needs them.

use crate::clock::Timestamp;
use crate::id::{ArtistId, FolderId, PostId};
use crate::word::Word;
use serde::{Deserialize, Serialize};

/// What kind of thing was posted. One that this version does not know is treated as [`Other`](Self::Other).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, strum::AsRefStr, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum PostKind {
    /// A picture.
    Image,
    /// A text in the gallery.
    Literature,
    /// A film or an animation.
    Video,
    /// A journal entry.
    Journal,
    /// A status update.
    Status,
    /// A poll.
    Poll,
    /// Something else in the gallery.
    Other,
    /// A word of a newer version, kept as it was written.
    #[serde(untagged)]
    #[strum(default, transparent)]
    Unknown(Word),
}

/// Posts as watches tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// A work in the gallery.
    Deviation,
    /// A journal entry.
    Journal,
    /// A status update or a poll.
    Status,
}

/// A list of an artist's posts that DeviantArt has, and that is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum List {
    /// The gallery: deviations.
    Gallery,
    /// The posts feed: journals, statuses and polls.
    Posts,
}

impl PostKind {
    /// What posts of this kind count as.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::Image | Self::Literature | Self::Video | Self::Other | Self::Unknown(_) => Class::Deviation,
            Self::Journal => Class::Journal,
            Self::Status | Self::Poll => Class::Status,
        }
    }

    /// Which list shows posts of this kind.
    #[must_use]
    pub const fn list(self) -> List {
        match self.class() {
            Class::Deviation => List::Gallery,
            Class::Journal | Class::Status => List::Posts,
        }
    }
}

/// An image on DeviantArt's own hosts; width and height in pixels.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Picture {
    /// Its address.
    pub url: String,
    /// Its width in pixels; 0: not known.
    pub width: u32,
    /// Its height in pixels; 0: not known.
    pub height: u32,
}

impl Picture {
    /// Whether DeviantArt serves it blurred: the address of a scaled picture says how it is made, `…/v1/fill/w_800,h_600,q_70,strp,blur_30/words.jpg`.
    /// The words of the title at its end say nothing.
    #[must_use]
    pub fn is_blurred(&self) -> bool {
        let unsigned = self.url.split(['?', '#']).next().unwrap_or_default();
        let form = unsigned.split_once("/v1/").and_then(|(_, form)| Some(form.rsplit_once('/')?.0));
        form.is_some_and(|form| form.split(['/', ',']).any(|part| part.starts_with("blur_")))
    }

    /// The stored file that the address shows. The rest of a wixmp address is how it is scaled and whether it is blurred, the title's words, and
    /// the signed token: `…/f/{user}/{file}.jpg/v1/fill/w_1280,…/{words}.jpg?token=…`.
    fn file(&self) -> &str {
        let unsigned = self.url.split(['?', '#']).next().unwrap_or(&self.url);
        unsigned.split_once("/v1/").map_or(unsigned, |(file, _)| file)
    }

    /// Whether both show the same. Signatures in addresses are not content: every answer may carry new ones.
    #[must_use]
    pub fn shows_same(&self, other: &Self) -> bool {
        let shown = |picture: &Self| (picture.is_blurred(), picture.width, picture.height);
        self.file() == other.file() && shown(self) == shown(other)
    }
}

/// Whether both are the same picture, or none.
#[must_use]
pub fn same_picture(one: Option<&Picture>, other: Option<&Picture>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.shows_same(other),
        (None, None) => true,
        _ => false,
    }
}

/// Characters of its title that are kept of a post that was shrunk (docs/retention.md).
pub const SHORT_TITLE: usize = 16;

/// A post. Everything that the API may leave out is optional (docs/deviantart-api.md, section 7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Who made it. In a group's folder this is the member, not the group.
    pub artist: ArtistId,
    /// What was posted.
    pub kind: PostKind,
    /// Its title as the artist wrote it: hostile text.
    pub title: String,
    /// Its page.
    pub url: Option<String>,
    /// When it was published, by DeviantArt's clock.
    pub published_at: Option<Timestamp>,
    /// Mature, or not known not to be.
    pub mature: bool,
    /// The large picture.
    pub preview: Option<Picture>,
    /// The small picture.
    pub thumbnail: Option<Picture>,
    /// Plain text: the beginning of a literature, journal or status.
    pub excerpt: Option<String>,
    /// Its tags, without `#`.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whether DeviantArt was asked for its tags and answered: where it was not, `tags` is empty and says nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tags_known: bool,
    /// Why others cannot see it in full: the premium folder's type ("watchers", "paid") or "tier". None: open to all.
    pub locked: Option<String>,
    /// It is the first of several pictures: DeviantArt says that there are more, and shows them nowhere but on its page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub several: bool,
    /// How long a video takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
}

impl Post {
    /// Whether a card of both looks the same.
    #[must_use]
    pub fn looks_like(&self, other: &Self) -> bool {
        let words = |post: &Self| (post.title.clone(), post.excerpt.clone(), post.url.clone(), post.locked.clone());
        let facts = |post: &Self| (post.kind, post.mature, post.published_at, post.several, post.seconds);
        let pictures =
            same_picture(self.preview.as_ref(), other.preview.as_ref()) && same_picture(self.thumbnail.as_ref(), other.thumbnail.as_ref());
        pictures && facts(self) == facts(other) && words(self) == words(other)
    }

    /// What is kept of it once no message will show it any more: what detection compares, and what it is called.
    #[must_use]
    pub fn shrunk(&self) -> Self {
        Self {
            title: self.title.chars().take(SHORT_TITLE).collect(),
            url: None,
            preview: None,
            thumbnail: None,
            excerpt: None,
            tags: Vec::new(),
            locked: self.locked.clone(),
            several: false,
            seconds: None,
            ..*self
        }
    }

    /// The number at the end of its address, by which DeviantArt knows it too: `…/art/Words-123456`.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        let address = self.url.as_deref()?.split(['?', '#']).next()?;
        address.rsplit(['-', '/']).next()?.parse().ok()
    }

    /// A post of which nothing is known but that it exists, and whose it is.
    #[must_use]
    pub const fn unknown(id: PostId, artist: ArtistId) -> Self {
        Self {
            id,
            artist,
            kind: PostKind::Other,
            title: String::new(),
            url: None,
            published_at: None,
            mature: false,
            preview: None,
            thumbnail: None,
            excerpt: None,
            tags: Vec::new(),
            tags_known: false,
            locked: None,
            several: false,
            seconds: None,
        }
    }
}

/// The artist as a post names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArtistRef {
    /// The artist's id.
    pub id: ArtistId,
    /// Canonical spelling.
    pub name: String,
    /// The address of the avatar.
    pub icon: Option<String>,
}

/// Person or group: a group has no gallery, only folders (docs/deviantart-api.md, section 3). A kind that this version does not know is treated as
/// a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::AsRefStr, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ArtistKind {
    /// One person.
    Person,
    /// A group with members.
    Group,
    /// A word of a newer version, kept as it was written.
    #[serde(untagged)]
    #[strum(default, transparent)]
    Unknown(Word),
}

/// A gallery folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// The folder's id.
    pub id: FolderId,
    /// Its name as the artist wrote it: hostile text.
    pub name: String,
    /// The folder that it is in; None: it is at the top.
    pub parent: Option<FolderId>,
    /// How many deviations it holds, where the API told (`calculate_size`).
    pub size: Option<u32>,
}

/// The address that leads to the post of this [number](Post::number), without the name of its artist.
#[must_use]
pub fn numbered(number: u64) -> String {
    format!("https://www.deviantart.com/deviation/{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_from_the_end_of_an_address_and_leads_back_to_the_post() {
        let at = |url: &str| Post { url: Some(url.to_owned()), ..Post::unknown(PostId(uuid::Uuid::nil()), ArtistId(uuid::Uuid::nil())) };
        for (url, number) in [
            ("https://www.deviantart.com/kim/art/Night-2-123456789", Some(123_456_789)),
            ("https://www.deviantart.com/kim/status-update/17?x=1-2", Some(17)),
            ("https://www.deviantart.com/kim/art/Night", None),
            ("", None),
        ] {
            assert_eq!(at(url).number(), number, "{url}");
        }
        assert_eq!(at(&numbered(7)).number(), Some(7));
    }

    #[test]
    fn a_title_is_cut_between_characters() {
        let post = |title: &str| Post { title: title.to_owned(), ..Post::unknown(PostId(uuid::Uuid::nil()), ArtistId(uuid::Uuid::nil())) };
        assert_eq!(post("夜の海と月の光が差し込む静かな部屋").shrunk().title.chars().count(), SHORT_TITLE);
        assert_eq!(post("Night").shrunk().title, "Night");
    }
}
