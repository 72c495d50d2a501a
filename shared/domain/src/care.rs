//! Care for messages that were sent: how a message shows its posts, what was done to it after a post changed, and what a server wants of posts that
//! are gone from DeviantArt.

use chrono::TimeDelta;
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// How long a message is cared for after it was sent, by Discord's clock.
pub const CARED_FOR: TimeDelta = TimeDelta::days(14);

/// How a message shows its posts. The store keeps the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Form {
    /// One post, as a card.
    Card,
    /// One post, as a line with a small picture.
    Compact,
    /// One post, as its link: Discord makes a preview of it.
    Link,
    /// One post, as the line of a template.
    Line,
    /// One post, as title and link, because Discord refused its card.
    Plain,
    /// Several posts, as cards; what is too much for them is listed.
    Cards,
    /// Several posts, as lines with small pictures; what is too much for them is listed.
    CompactCards,
    /// Several posts, all listed by title and link.
    List,
}

/// What a message shows, as far as it has to be recognised: nothing has to be edited where it is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rendering {
    /// How it shows its posts.
    pub form: Form,
    /// The fingerprint of what it shows.
    pub print: Uuid,
}

/// The form, a space and the fingerprint, as the store keeps it.
impl fmt::Display for Rendering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.form.into_str(), self.print)
    }
}

/// It is no rendering that this version knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownRendering;

impl FromStr for Rendering {
    type Err = UnknownRendering;

    fn from_str(text: &str) -> Result<Self, UnknownRendering> {
        let (form, print) = text.split_once(' ').ok_or(UnknownRendering)?;
        let form = form.parse().map_err(|_| UnknownRendering)?;
        Ok(Self { form, print: print.parse().map_err(|_| UnknownRendering)? })
    }
}

/// What was done last to a message because of one of its posts. The store keeps the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Cared {
    /// It shows the post as it is now.
    Edited,
    /// It no longer shows picture and text of the post, which is mature, because it may not show them.
    Veiled,
    /// It shows the post's title struck out: the post is gone from DeviantArt.
    Struck,
    /// The message was removed: the post is mature and may not be shown there.
    RemovedMature,
    /// The message was removed: the post is gone from DeviantArt, and the server wants that.
    RemovedGone,
    /// Somebody else had removed the message.
    Missing,
    /// It could not be changed, for a reason that stays.
    Refused,
    /// It could not be changed yet.
    Waits,
}

impl Cared {
    /// Whether the message is no longer there.
    #[must_use]
    pub const fn ends(self) -> bool {
        matches!(self, Self::RemovedMature | Self::RemovedGone | Self::Missing)
    }
}

/// What becomes of the message of a post that is gone from DeviantArt, as a server wants it. The store keeps the words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Deleted {
    /// The picture goes, and the title is struck out. A word that this version does not know means this.
    #[default]
    StrikeOut,
    /// The message goes, once all of its posts are gone; until then as [`StrikeOut`](Self::StrikeOut).
    Remove,
    /// The message stays as it is.
    Leave,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rendering_is_read_as_it_was_written_and_nothing_else_is_one() {
        for form in [Form::Card, Form::Compact, Form::Link, Form::Line, Form::Plain, Form::Cards, Form::CompactCards, Form::List] {
            let rendering = Rendering { form, print: Uuid::from_u128(7) };
            assert_eq!(rendering.to_string().parse(), Ok(rendering));
        }
        for odd in ["", "card", "card x", "poster 00000000-0000-0000-0000-000000000007"] {
            assert_eq!(odd.parse::<Rendering>(), Err(UnknownRendering), "{odd}");
        }
    }
}
