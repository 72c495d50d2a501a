//! Closed sets of words on formats that are kept forever. An enum of such words has a variant `Unknown(Word)`: a word that a newer version wrote
//! is kept as it is and treated as the nearest thing that this version knows, so that it does not make the whole record unreadable.
//!
//! Such an enum derives its words: `strum::EnumString` and `strum::AsRefStr` for the store, `serde` for the event log, with
//! `#[serde(untagged)] #[strum(default, transparent)]` on `Unknown`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A word of a version that knows more, as it was written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Word {
    length: u8,
    bytes: [u8; Self::LONGEST],
}

impl Word {
    /// Bytes that are kept. No word of ours has half as many; of a longer one the beginning stays.
    pub const LONGEST: usize = 47;

    /// Keeps a word, as far as every store can hold it.
    #[must_use]
    pub fn new(word: &str) -> Self {
        let word: std::borrow::Cow<'_, str> = if word.contains('\0') { word.replace('\0', "").into() } else { word.into() };
        let end = word.floor_char_boundary(Self::LONGEST);
        let mut bytes = [0; Self::LONGEST];
        bytes[..end].copy_from_slice(&word.as_bytes()[..end]);
        Self { length: u8::try_from(end).unwrap_or_default(), bytes }
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl From<&str> for Word {
    fn from(word: &str) -> Self {
        Self::new(word)
    }
}

impl AsRef<str> for Word {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(&std::borrow::Cow::<str>::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::Word;

    #[test]
    fn a_word_stays_as_it_is_and_a_long_one_is_cut_between_characters() {
        assert_eq!(Word::new("commission").as_str(), "commission");
        assert_eq!(Word::new("").as_str(), "");
        let long = Word::new(&"ö".repeat(40));
        assert_eq!(long.as_str(), "ö".repeat(23));
        assert_eq!(Word::new("a\0b").as_str(), "ab");
        assert_ne!(Word::new("one"), Word::new("two"));
    }
}
