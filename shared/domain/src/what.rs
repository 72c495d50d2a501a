//! What a watch wants: which kinds of post, and what happens with those that are late.

use crate::post::{Class, PostKind};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::NonZeroU8;
use std::str::FromStr;

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
    /// As a line by the watch's template.
    Line,
}

impl Style {
    /// Whether it is the one that nobody has to choose.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Where the mature posts of a watch go that wants them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, Serialize, Deserialize)]
#[strum(serialize_all = "snake_case", const_into_str)]
#[serde(rename_all = "snake_case")]
pub enum MatureWay {
    /// Into its channel while that is age-restricted; until then they wait. A word that this version does not know means this.
    #[default]
    Restricted,
    /// Into its channel, while that is not age-restricted without picture and text.
    Veiled,
    /// Into the channel that its server has for mature posts.
    Channel,
}

impl MatureWay {
    /// Whether it is the one that nobody has to choose.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What happens with posts that could not be delivered for a while, once they can: their watch was paused, their channel was broken, or no bot ran
/// for a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum CatchUp {
    /// Deliver all that were kept (see [`KEPT`](crate::notification::KEPT)), more than five of one artist as a list. A word that this version does
    /// not know means this.
    #[default]
    All,
    /// Deliver all that were kept, each as the watch shows its posts.
    Each,
    /// Deliver this number of the newest only.
    Newest(NonZeroU8),
    /// Deliver none.
    Skip,
}

impl CatchUp {
    /// Only the newest post.
    pub const NEWEST: Self = Self::Newest(NonZeroU8::MIN);
}

impl fmt::Display for CatchUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Each => f.write_str("each"),
            // As versions wrote it that knew no other number.
            Self::Newest(NonZeroU8::MIN) => f.write_str("newest"),
            Self::Newest(count) => write!(f, "newest={count}"),
            Self::Skip => f.write_str("skip"),
        }
    }
}

impl FromStr for CatchUp {
    type Err = UnknownPolicy;

    fn from_str(word: &str) -> Result<Self, UnknownPolicy> {
        match word {
            "all" => Ok(Self::All),
            "each" => Ok(Self::Each),
            "newest" => Ok(Self::NEWEST),
            "skip" => Ok(Self::Skip),
            other => {
                let count = other.strip_prefix("newest=").and_then(|count| count.parse().ok());
                count.map(Self::Newest).ok_or_else(|| UnknownPolicy(other.to_owned()))
            }
        }
    }
}

impl From<CatchUp> for String {
    fn from(policy: CatchUp) -> Self {
        policy.to_string()
    }
}

impl TryFrom<String> for CatchUp {
    type Error = UnknownPolicy;

    fn try_from(word: String) -> Result<Self, UnknownPolicy> {
        word.parse()
    }
}

/// No catch-up policy is called so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no catch-up policy is called {0:?}; there are all, each, newest, newest=N and skip")]
pub struct UnknownPolicy(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_reads_back_as_written() {
        let five = NonZeroU8::new(5).unwrap();
        for (policy, word) in [
            (CatchUp::All, "all"),
            (CatchUp::Each, "each"),
            (CatchUp::NEWEST, "newest"),
            (CatchUp::Newest(five), "newest=5"),
            (CatchUp::Skip, "skip"),
        ] {
            assert_eq!((policy.to_string().as_str(), word.parse()), (word, Ok(policy)));
        }
        for odd in ["", "newest=0", "newest=256", "newest=", "some"] {
            assert_eq!(odd.parse::<CatchUp>(), Err(UnknownPolicy(odd.to_owned())));
        }
    }
}
