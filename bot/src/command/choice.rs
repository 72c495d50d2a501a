//! Which watches a command or a button means: one, all of an artist, all of a channel, or all.

use super::artist;
use super::error::Error;
use super::sight::Seen;
use crate::text;
use domain::id::{ArtistId, ChannelId, WatchId};
use domain::watch::Watch;

/// All watches that fit each of these; without any of them, all watches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Choice {
    pub watch: Option<WatchId>,
    pub artist: Option<ArtistId>,
    pub channel: Option<ChannelId>,
}

impl Choice {
    /// All watches.
    pub(super) const ALL: Self = Self { watch: None, artist: None, channel: None };

    /// One watch.
    pub(super) const fn one(watch: WatchId) -> Self {
        Self { watch: Some(watch), ..Self::ALL }
    }

    /// All of an artist.
    pub(super) const fn artist(artist: ArtistId) -> Self {
        Self { artist: Some(artist), ..Self::ALL }
    }

    /// All that post in this channel.
    pub(super) const fn channel(channel: ChannelId) -> Self {
        Self { channel: Some(channel), ..Self::ALL }
    }

    /// As a menu's choice or a button has it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut choice = Self::ALL;
        if text == "all" {
            return Some(choice);
        }
        for part in text.split('+') {
            match part.split_once(':')? {
                ("watch", id) if choice.watch.is_none() => choice.watch = Some(id.parse().ok()?),
                ("artist", id) if choice.artist.is_none() => choice.artist = Some(ArtistId(id.parse().ok()?)),
                ("channel", id) if choice.channel.is_none() => choice.channel = Some(ChannelId(id.parse().ok()?)),
                _ => return None,
            }
        }
        Some(choice)
    }

    /// The reverse of [`parse`](Self::parse).
    pub(super) fn word(self) -> String {
        let parts = [
            self.watch.map(|id| format!("watch:{id}")),
            self.artist.map(|id| format!("artist:{}", id.0)),
            self.channel.map(|id| format!("channel:{}", id.0)),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { "all".to_owned() } else { parts.join("+") }
    }

    /// Whether it means this watch.
    pub(super) fn has(self, watch: &Watch) -> bool {
        self.watch.is_none_or(|id| id == watch.id)
            && self.artist.is_none_or(|id| id == watch.wish.artist)
            && self.channel.is_none_or(|id| id == watch.wish.channel)
    }

    /// Those of the watches that it means.
    pub(super) fn of(self, seen: &Seen) -> Vec<Watch> {
        seen.watches.iter().filter(|watch| self.has(watch)).cloned().collect()
    }
}

/// What somebody typed to say which watches they mean.
#[derive(Debug, Default)]
pub(super) struct Typed {
    /// A watch from the menu, an artist's name, or a channel's mention.
    pub watch: Option<String>,
    pub artist: Option<String>,
    pub channel: Option<ChannelId>,
}

/// Which of the watches that the asker sees are meant.
///
/// # Errors
/// There is none such.
pub(super) fn meant(typed: &Typed, seen: &Seen) -> Result<Choice, Error> {
    let mut choice = Choice::ALL;
    if let Some(typed) = typed.watch.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) {
        choice = of_text(typed, seen)?;
    }
    if let Some(typed) = typed.artist.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) {
        choice.artist = Some(artist_of(typed, seen)?);
    }
    choice.channel = typed.channel.or(choice.channel);
    if choice.of(seen).is_empty() {
        return Err(Error::Refused(text::list::no_such_watch(seen.hidden)));
    }
    // One watch fits the rest, and says all: with three ids the button's id would be too long for Discord.
    Ok(choice.watch.map_or(choice, Choice::one))
}

/// What one text means: a menu's choice, a watch's id, a channel's mention, or an artist's name or address.
pub(super) fn of_text(typed: &str, seen: &Seen) -> Result<Choice, Error> {
    let id = || typed.parse().ok().map(Choice::one);
    // All is what a button means; typed, it is a name.
    let of_menu = Choice::parse(typed).filter(|choice| *choice != Choice::ALL);
    match of_menu.or_else(id).or_else(|| mentioned(typed).map(Choice::channel)) {
        Some(choice) => Ok(choice),
        None => artist_of(typed, seen).map(Choice::artist),
    }
}

/// The watched artist of this name or address; a menu's choice is an id.
fn artist_of(typed: &str, seen: &Seen) -> Result<ArtistId, Error> {
    let name = artist::parse(typed).map_or_else(|_| typed.to_owned(), |asked| asked.name);
    let same = |watch: &&Watch| watch.wish.artist.0.to_string() == typed || watch.wish.artist_name.eq_ignore_ascii_case(&name);
    let found = seen.watches.iter().find(same).map(|watch| watch.wish.artist);
    found.ok_or_else(|| Error::Refused(text::list::nothing_of(&name, seen.hidden)))
}

/// A channel as Discord writes its mention.
pub(super) fn mentioned(typed: &str) -> Option<ChannelId> {
    typed.strip_prefix("<#")?.strip_suffix('>')?.parse().ok().map(ChannelId)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::Timestamp;
    use domain::id::GuildId;
    use domain::watch::NewWatch;
    use uuid::Uuid;

    fn seen() -> Seen {
        let watch = |id: u128| {
            let wish = NewWatch::new(GuildId(1), ChannelId(2), ArtistId(Uuid::from_u128(3)), "loish", Timestamp::UNIX_EPOCH);
            Watch { id: WatchId(Uuid::from_u128(id)), wish }
        };
        Seen { watches: vec![watch(4), watch(5)], hidden: 0 }
    }

    #[test]
    fn all_is_what_a_button_says_and_nobody_types() {
        assert!(matches!(of_text("all", &seen()), Err(Error::Refused(text)) if text.contains("no watch of **all**")));
        let typed = Typed { watch: Some("all".to_owned()), ..Typed::default() };
        assert!(meant(&typed, &seen()).is_err());
        assert_eq!(meant(&Typed::default(), &seen()).ok(), Some(Choice::ALL));
        assert_eq!(of_text("loish", &seen()).ok(), Some(Choice::artist(ArtistId(Uuid::from_u128(3)))));
    }

    #[test]
    fn one_watch_is_named_by_its_id_alone() {
        let id = WatchId(Uuid::from_u128(4));
        let typed =
            |channel| Typed { watch: Some(Choice::one(id).word()), artist: Some("loish".to_owned()), channel: Some(ChannelId(channel)) };
        let choice = meant(&typed(2), &seen()).ok();
        assert_eq!(choice, Some(Choice::one(id)));
        assert!(format!("v1.watches.1000.problems+{}", Choice::one(id).word()).len() <= 100);
        assert!(meant(&typed(9), &seen()).is_err(), "it posts elsewhere");
    }

    #[test]
    fn a_choice_reads_back_as_written_and_fits_into_a_buttons_id() {
        let (watch, artist) = (Some(WatchId(Uuid::from_u128(1))), Some(ArtistId(Uuid::from_u128(2))));
        for watch in [None, watch] {
            for artist in [None, artist] {
                for channel in [None, Some(ChannelId(u64::MAX))] {
                    let choice = Choice { watch, artist, channel };
                    assert_eq!(Choice::parse(&choice.word()), Some(choice), "{}", choice.word());
                }
            }
        }
        let longest = Choice { artist, channel: Some(ChannelId(u64::MAX)), watch: None }.word();
        assert!(format!("v1.watches.1000.problems+{longest}").len() <= 100);
        for odd in ["", "all+all", "watch", "watch:1", "artist:x", "channel:", "channel:1+channel:2", "guild:1"] {
            assert_eq!(Choice::parse(odd), None, "{odd}");
        }
    }
}
