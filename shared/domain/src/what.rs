//! What a watch wants: which kinds of post, and what happens with those that are late.

use crate::post::{Class, PostKind};
use serde::{Deserialize, Serialize};

/// Which kinds of post a watch wants; the store and the slash command use the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, strum::EnumString, strum::IntoStaticStr, Serialize, Deserialize)]
#[strum(serialize_all = "snake_case", const_into_str)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// All kinds.
    Everything,
    /// What is in the gallery.
    Deviations,
    /// Journal entries only.
    Journals,
    /// Status updates and polls.
    Statuses,
}

impl What {
    /// Whether a post of this kind is wanted.
    #[must_use]
    pub const fn wants(self, kind: PostKind) -> bool {
        match kind.class() {
            Class::Deviation => matches!(self, Self::Everything | Self::Deviations),
            Class::Journal => matches!(self, Self::Everything | Self::Journals),
            Class::Status => matches!(self, Self::Everything | Self::Statuses),
        }
    }

    /// Whether it wants kinds of post that the other does not.
    #[must_use]
    pub const fn adds_to(self, other: Self) -> bool {
        !matches!(
            (self, other),
            (_, Self::Everything)
                | (Self::Deviations, Self::Deviations)
                | (Self::Journals, Self::Journals)
                | (Self::Statuses, Self::Statuses)
        )
    }

    /// Whether the gallery has to be polled for it.
    #[must_use]
    pub const fn needs_gallery(self) -> bool {
        matches!(self, Self::Everything | Self::Deviations)
    }

    /// Whether the posts feed (journals and statuses) has to be polled for it.
    #[must_use]
    pub const fn needs_posts(self) -> bool {
        !matches!(self, Self::Deviations)
    }
}

/// How a watch shows its posts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, Serialize, Deserialize)]
#[strum(serialize_all = "snake_case", const_into_str)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// As a card with picture and excerpt. A word that this version does not know means this.
    #[default]
    Card,
    /// As a line with a small picture.
    Compact,
    /// As its link, of which Discord makes a preview.
    Link,
}

impl Style {
    /// Whether it is the one that nobody has to choose.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What happens with posts that could not be delivered for a while, once they can: their channel was broken, or no bot ran for a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, Serialize, Deserialize)]
#[strum(serialize_all = "snake_case", const_into_str)]
#[serde(rename_all = "snake_case")]
pub enum CatchUp {
    /// Deliver all that were kept; see [`KEPT`](crate::notification::KEPT). A word that this version does not know means this.
    #[default]
    All,
    /// Deliver the newest only.
    Newest,
    /// Deliver none.
    Skip,
}
