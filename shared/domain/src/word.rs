//! Closed sets of words on formats that are kept for ever: what a newer version wrote is kept as it is and treated as the nearest thing that this
//! version knows, instead of making the whole record unreadable.

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

/// An enum whose variants are words on the wire and in the store, with `Unknown` for every other word.
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$about:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        pub enum $name {
            $($(#[$about])* $variant,)+
            /// A word of a newer version, kept as it was written.
            Unknown($crate::word::Word),
        }

        impl $name {
            /// The word that the store and the event log use.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Unknown(word) => word.as_str(),
                }
            }

            /// The reverse of [`as_str`](Self::as_str); a word that is not known is kept.
            #[must_use]
            pub fn parse(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)+
                    _ => Self::Unknown($crate::word::Word::new(word)),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Ok(Self::parse(&word))
            }
        }
    };
}
pub(crate) use words;

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
