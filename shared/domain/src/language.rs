//! The languages that users read, and which of them a locale of Discord's means.

use std::fmt;
use std::str::FromStr;

/// A language that users read. The store keeps its tag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// As in the United States; what those read for whose language there are no words.
    #[default]
    English,
    /// As in Germany.
    German,
    /// For Spain and Latin America.
    Spanish,
    /// As in France.
    French,
    /// As in Brazil.
    Portuguese,
    /// As in Japan.
    Japanese,
    /// In simplified characters.
    Chinese,
    /// As in Italy.
    Italian,
}

impl Language {
    /// Those that users are offered; English is the first. A language stands here once its files say everything, which tests check.
    pub const OFFERED: [Self; 8] =
        [Self::English, Self::German, Self::Spanish, Self::French, Self::Portuguese, Self::Japanese, Self::Chinese, Self::Italian];

    /// Its language tag, which is the name of its folder too.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::Portuguese => "pt-BR",
            Self::Japanese => "ja",
            Self::Chinese => "zh-CN",
            Self::Italian => "it",
        }
    }

    /// As the store keeps it: its tag.
    #[must_use]
    pub const fn into_str(self) -> &'static str {
        self.tag()
    }

    /// The language of one of Discord's locales (<https://discord.com/developers/docs/reference#locales>); English where there is none.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let spoken = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        match locale {
            // Written in other characters, and read by others.
            "zh-TW" => Self::English,
            _ => Self::OFFERED.into_iter().find(|language| spoken(language.tag()) == spoken(locale)).unwrap_or_default(),
        }
    }

    /// Discord's locales that show this language, for the words of commands. English is what Discord shows everybody else.
    #[must_use]
    pub const fn locales(self) -> &'static [&'static str] {
        match self {
            Self::English => &[],
            Self::German => &["de"],
            Self::Spanish => &["es-ES", "es-419"],
            Self::French => &["fr"],
            Self::Portuguese => &["pt-BR"],
            Self::Japanese => &["ja"],
            Self::Chinese => &["zh-CN"],
            Self::Italian => &["it"],
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// It is the tag of no language that this version has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownLanguage;

impl fmt::Display for UnknownLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tags: Vec<&str> = Language::OFFERED.iter().map(|language| language.tag()).collect();
        write!(f, "this version has no such language; it has {}", tags.join(", "))
    }
}

impl std::error::Error for UnknownLanguage {}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        Self::OFFERED.into_iter().find(|language| language.tag() == tag).ok_or(UnknownLanguage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_locale_of_discords_has_a_language() {
        let of = |locale| Language::of_locale(locale);
        assert_eq!(["en-US", "en-GB", "de"].map(of), [Language::English, Language::English, Language::German]);
        assert_eq!(["zh-TW", "ko", "xx", ""].map(of), [Language::English; 4]);
        for language in Language::OFFERED {
            assert!(language.locales().iter().all(|locale| Language::of_locale(locale) == language));
        }
    }

    #[test]
    fn a_tag_is_read_as_it_was_written_and_nothing_else_is_one() {
        for language in Language::OFFERED {
            assert_eq!(language.into_str().parse(), Ok(language));
        }
        for odd in ["", "de-DE", "EN", "pt"] {
            assert_eq!(odd.parse::<Language>(), Err(UnknownLanguage), "{odd}");
        }
    }
}
