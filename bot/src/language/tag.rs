//! The languages.

use std::fmt;

/// A language that users read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    #[default]
    English,
    German,
    Spanish,
    French,
    Portuguese,
    Japanese,
    Chinese,
    Italian,
}

impl Language {
    /// Those that users are offered; English is the first. A language stands here once its files say everything, which tests check.
    pub const OFFERED: [Self; 8] =
        [Self::English, Self::German, Self::Spanish, Self::French, Self::Portuguese, Self::Japanese, Self::Chinese, Self::Italian];

    /// The name of its folder, as a language tag.
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

    /// The language with this tag.
    #[cfg(test)]
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::OFFERED.into_iter().find(|language| language.tag() == tag)
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
