//! What is wrong with a filter, and where.

use super::term::KindWord;
use std::ops::Range;

/// Why a text is no filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what:?} at bytes {place:?}")]
pub struct Problem {
    /// What is wrong.
    pub what: What,
    /// Where in the text, in bytes; never empty unless the text is.
    pub place: Range<usize>,
}

/// What can be wrong with a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It says nothing.
    Empty,
    /// It has more than [`MOST`](super::limits::MOST) characters: this many.
    TooLong(usize),
    /// A quotation mark without its partner.
    OpenQuote,
    /// A regular expression without the slash that ends it.
    OpenRegex,
    /// A regular expression that cannot be read, in the words of its reader.
    BadRegex(String),
    /// A regular expression that would cost too much at every post, or more of them than [`REGEXES`](super::limits::REGEXES).
    LargeRegex,
    /// A minus sign with nothing behind it, or with another one.
    LoneMinus,
    /// A `#` that no tag follows.
    LoneHash,
    /// `OR` stands first, last, or twice.
    LoneOr,
    /// Something with a colon that is not `kind:`, `folder:` or `is:`.
    UnknownField,
    /// `kind:` with a word that is no kind.
    UnknownKind,
    /// `is:` with a word that nothing is.
    UnknownIs,
    /// Only punctuation: no title is searched for it.
    NoWord,
}

impl What {
    /// A filter that does it right.
    #[must_use]
    pub const fn example(&self) -> &'static str {
        match self {
            Self::Empty | Self::TooLong(_) | Self::NoWord => "cat -sketch",
            Self::OpenQuote => "\"work in progress\"",
            Self::OpenRegex | Self::BadRegex(_) | Self::LargeRegex => "/page \\d+/",
            Self::LoneMinus => "-sketch",
            Self::LoneHash => "#fanart",
            Self::LoneOr => "cat OR dog",
            Self::UnknownField => "\"Re: Zero\"",
            Self::UnknownKind => "kind:artwork",
            Self::UnknownIs => "-is:ai",
        }
    }
}

/// Everything that `kind:` takes.
#[must_use]
pub const fn kinds() -> &'static [&'static str] {
    <KindWord as strum::VariantNames>::VARIANTS
}

/// Everything that `is:` takes.
pub const IS: [&str; 3] = ["ai", "mature", "locked"];
