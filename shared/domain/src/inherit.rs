//! Which options of a watch are as its server's defaults, and not its own.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An option of a watch for which its server has a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Aspect {
    /// Which kinds of post. Nothing that is watched by its folders inherits it: folders hold deviations.
    What,
    /// Whether mature posts too, and where they go.
    Mature,
    /// The role.
    Ping,
    /// How posts are shown.
    Style,
    /// How often posts come.
    Rhythm,
    /// The quiet hours.
    Quiet,
    /// What happens with posts that could not be delivered for a while.
    CatchUp,
}

impl Aspect {
    /// All of them, in the order in which they are written.
    pub const ALL: [Self; 7] = [Self::What, Self::Mature, Self::Ping, Self::Style, Self::Rhythm, Self::Quiet, Self::CatchUp];

    fn word(self) -> &'static str {
        self.into()
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The options of a watch that are as its server's defaults.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct Inherited(u8);

impl Inherited {
    /// Every option.
    #[must_use]
    pub fn all() -> Self {
        Aspect::ALL.into_iter().fold(Self::default(), Self::with)
    }

    /// Whether the watch says everything itself.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// Whether this option is as the server's.
    #[must_use]
    pub const fn contains(self, aspect: Aspect) -> bool {
        self.0 & aspect.bit() != 0
    }

    /// This option too.
    #[must_use]
    pub const fn with(self, aspect: Aspect) -> Self {
        Self(self.0 | aspect.bit())
    }

    /// Not this option, which is the watch's own.
    #[must_use]
    pub const fn without(self, aspect: Aspect) -> Self {
        Self(self.0 & !aspect.bit())
    }

    /// Not this option, where the watch says something of it.
    #[must_use]
    pub const fn unless(self, aspect: Aspect, said: bool) -> Self {
        if said { self.without(aspect) } else { self }
    }

    /// The options that are as the server's.
    pub fn iter(self) -> impl Iterator<Item = Aspect> {
        Aspect::ALL.into_iter().filter(move |aspect| self.contains(*aspect))
    }

    /// From the words of [`Display`](fmt::Display). An option of a later version is the watch's own here, with the value that is written beside it.
    #[must_use]
    pub fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        words.into_iter().filter_map(|word| word.parse().ok()).fold(Self::default(), Self::with)
    }
}

/// Words, with spaces between.
impl fmt::Display for Inherited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.iter().map(|aspect| aspect.word()).collect();
        f.write_str(&words.join(" "))
    }
}

impl From<Inherited> for Vec<String> {
    fn from(inherited: Inherited) -> Self {
        inherited.iter().map(|aspect| aspect.word().to_owned()).collect()
    }
}

impl From<Vec<String>> for Inherited {
    fn from(words: Vec<String>) -> Self {
        Self::of(words.iter().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_inherited_reads_back_as_written() {
        for bits in 0..=Inherited::all().0 {
            let inherited = Inherited(bits);
            assert_eq!(Inherited::of(inherited.to_string().split(' ')), inherited);
            assert_eq!(Inherited::from(Vec::from(inherited)), inherited);
        }
        assert_eq!(Inherited::all().to_string(), "what mature ping style rhythm quiet catch_up");
        assert_eq!(Inherited::of(["mature", "colour", ""]), Inherited::default().with(Aspect::Mature));
    }
}
