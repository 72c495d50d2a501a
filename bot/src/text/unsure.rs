//! What a channel is told when nobody knows what was announced in it.

use crate::card::{Lines, markdown};
use crate::language::{self, Language, say, word};

/// Why nobody knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// More than this many messages were written in the channel since.
    Many(usize),
    /// The bot may not read what was written.
    Hidden,
    /// Discord does not show what was written, and says why.
    Unread(String),
    /// Discord refuses the message, and says why.
    Refused(String),
}

impl Why {
    /// Half a sentence.
    fn words(&self) -> String {
        let discords = |reason: &str| markdown(reason, Lines::One, 200, 400);
        match self {
            Self::Many(count) => say!("unsure-many", count = *count),
            Self::Hidden => say!("unsure-hidden"),
            Self::Unread(reason) => say!("unsure-unread", reason = discords(reason)),
            Self::Refused(reason) => say!("unsure-refused", reason = discords(reason)),
        }
    }

    /// The same for the operator.
    pub fn english(&self) -> String {
        language::with(Language::English, || self.words())
    }
}

/// What the notice is called where it is a post of a forum.
pub(crate) fn title() -> &'static str {
    word("unsure-title")
}

/// The notice.
pub(crate) fn held(why: &Why) -> String {
    say!("unsure-held", why = why.words())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_told_why_in_english_and_german() {
        let whys =
            [Why::Many(1_000), Why::Hidden, Why::Unread("Missing *Access*".to_owned()), Why::Refused("Invalid Form Body".to_owned())];
        let told = [Language::English, Language::German].map(|language| language::with(language, || whys.each_ref().map(held)).join("\n"));
        insta::assert_snapshot!(told.join("\n\n"));
        for language in Language::OFFERED {
            let longest = language::with(language, || held(&Why::Unread("\u{1f600}".repeat(500))));
            assert!(longest.encode_utf16().count() <= 2_000, "{language}: {longest}");
        }
    }
}
