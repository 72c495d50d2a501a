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
    Italian,
    Japanese,
    Portuguese,
    Chinese,
}

impl Language {
    /// All of them; English is the first.
    pub const ALL: [Self; 8] = [
        Self::English,
        Self::German,
        Self::Spanish,
        Self::French,
        Self::Italian,
        Self::Japanese,
        Self::Portuguese,
        Self::Chinese,
    ];

    /// The name of its folder, as a language tag; the word that the store keeps.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::Italian => "it",
            Self::Japanese => "ja",
            Self::Portuguese => "pt-BR",
            Self::Chinese => "zh-CN",
        }
    }

    /// The language with this tag.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The language of one of Discord's locales (<https://discord.com/developers/docs/reference#locales>); English where there is none.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let spoken = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        match locale {
            // Written in other characters, and read by others.
            "zh-TW" => Self::English,
            _ => Self::ALL.into_iter().find(|language| spoken(language.tag()) == spoken(locale)).unwrap_or_default(),
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
            Self::Italian => &["it"],
            Self::Japanese => &["ja"],
            Self::Portuguese => &["pt-BR"],
            Self::Chinese => &["zh-CN"],
        }
    }

    /// What its speakers call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Spanish => "Espa\u{f1}ol",
            Self::French => "Fran\u{e7}ais",
            Self::Italian => "Italiano",
            Self::Japanese => "\u{65e5}\u{672c}\u{8a9e}",
            Self::Portuguese => "Portugu\u{ea}s do Brasil",
            Self::Chinese => "\u{7b80}\u{4f53}\u{4e2d}\u{6587}",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}
