//! What a guild is told when channels of it take no messages.

use super::format::{brief, channel as place, join, sentences, yes};
use crate::language::{say, word};
use domain::id::ChannelId;
use domain::notification::KEPT;

/// Channels that are named in one notice, in a language that leaves room for them; the others are counted.
const NAMED: [usize; 6] = [20, 16, 12, 8, 4, 0];
/// Discord's limit for a message's own text.
const CONTENT: usize = 2_000;
/// Reasons of Discord's that are told.
const REASONS: usize = 3;
/// How a stored reason says that every post of a forum needs a tag.
pub(super) const TAG_REQUIRED: &str = "code 40067";
/// Channels whose ended messages are counted by themselves.
const ENDED: usize = 2;
/// Deleted folders that are named, in a notice of their own and beside other lines; the others are counted.
const FOLDERS: [usize; 2] = [4, 1];

/// What is said of channels that not everybody who reads the notice sees: how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unnamed {
    pub channels: u32,
    /// Kept to the end for such channels.
    pub messages: u32,
    /// Deleted folders that are watched in such channels.
    pub folders: u32,
}

/// A watched folder that its artist deleted.
#[derive(Clone, Debug)]
pub(crate) struct Deleted {
    pub channel: ChannelId,
    pub artist: String,
    pub folder: String,
    /// The artist has a new folder of that name.
    pub namesake: bool,
}

/// What is wrong.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notice {
    /// Discord's own sentence, and the channels where it says that.
    pub closed: Vec<(String, Vec<ChannelId>)>,
    /// Channels that mature posts wait for.
    pub unrestricted: Vec<ChannelId>,
    /// Messages that were kept to the end, by channel.
    pub ended: Vec<(ChannelId, u32)>,
    pub folders: Vec<Deleted>,
    pub unnamed: Unnamed,
}

impl Notice {
    /// The message. Languages differ in length: it names as many channels as fit.
    pub fn words(&self) -> String {
        let fits = |words: &String| words.chars().count() <= CONTENT;
        NAMED.into_iter().map(|named| self.naming(named)).find(fits).unwrap_or_else(|| self.naming(0))
    }

    /// The message with at most this many names of channels.
    fn naming(&self, mut room: usize) -> String {
        let mut lines = vec![self.title().to_owned()];
        for (reason, channels) in self.closed.iter().take(REASONS) {
            let (channels, words) = (names(channels, &mut room), crate::card::markdown(reason, crate::card::Lines::One, 60, 90));
            lines.push(match reason.contains(TAG_REQUIRED) {
                true => say!("broken-needs-tag", channels = channels),
                false => say!("broken-closed", channels = channels, reason = words),
            });
        }
        let more: Vec<ChannelId> = self.closed.iter().skip(REASONS).flat_map(|(_, channels)| channels).copied().collect();
        if !more.is_empty() {
            lines.push(say!("broken-closed-otherwise", channels = names(&more, &mut room)));
        }
        if !self.unrestricted.is_empty() {
            lines.push(say!("broken-unrestricted", channels = names(&self.unrestricted, &mut room)));
        }
        if self.unnamed.channels > 0 {
            lines.push(say!("broken-unnamed", count = self.unnamed.channels));
        }
        let waits = lines.len() > 1;
        for (channel, count) in self.ended.iter().take(ENDED) {
            lines.push(say!("broken-ended", place = place(channel), count = *count, days = KEPT.num_days()));
        }
        let rest = self.ended.iter().skip(ENDED).fold(self.unnamed.messages, |sum, (_, count)| sum.saturating_add(*count));
        if rest > 0 {
            lines.push(say!("broken-ended-elsewhere", count = rest, days = KEPT.num_days()));
        }
        self.folders(&mut lines);
        if waits {
            lines.push(self.advice());
        }
        lines.join("\n")
    }

    fn title(&self) -> &'static str {
        let (folders, unnamed) =
            (!self.folders.is_empty() || self.unnamed.folders > 0, self.unnamed.channels.saturating_add(self.unnamed.messages));
        let all_arrives = self.closed.is_empty() && self.unrestricted.is_empty() && self.ended.is_empty() && unnamed == 0;
        word(if folders && all_arrives { "broken-title-folders" } else { "broken-title" })
    }

    /// Folders that were deleted, and what to do about them.
    fn folders(&self, lines: &mut Vec<String>) {
        let most = FOLDERS[usize::from(lines.len() > 1)];
        for gone in self.folders.iter().take(most) {
            let (place, artist, folder) = (place(gone.channel), brief(&gone.artist), brief(&gone.folder));
            lines.push(say!("broken-folder", place = place, artist = artist, folder = folder, namesake = yes(gone.namesake)));
        }
        let rest = u32::try_from(self.folders.len().saturating_sub(most)).unwrap_or(u32::MAX).saturating_add(self.unnamed.folders);
        if rest > 0 {
            lines.push(say!("broken-folders", count = rest));
        }
    }

    /// What is kept, for how long, and what keeps it.
    fn advice(&self) -> String {
        let when = |holds: bool, key| if holds { word(key).to_owned() } else { String::new() };
        sentences([
            say!("broken-kept", days = KEPT.num_days()),
            when(!self.closed.is_empty() || self.unnamed.channels > 0, "broken-permissions"),
            when(!self.unrestricted.is_empty(), "broken-mark-as-restricted"),
            say!("broken-leave-watches"),
        ])
    }
}

/// As many as there is room for.
fn names(channels: &[ChannelId], room: &mut usize) -> String {
    let shown = channels.len().min(*room);
    *room -= shown;
    let names = join(channels.iter().take(shown).map(place));
    match channels.len() - shown {
        0 => names,
        more if shown == 0 => say!("broken-more-channels", count = more),
        more => say!("list-and-more", names = names, count = more),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{self, Language};

    /// One with everything in it, and one that is only about folders.
    fn full() -> [Notice; 2] {
        let channels = |from: u64| (0..40).map(|n| ChannelId(u64::MAX - from - n)).collect::<Vec<_>>();
        let notice = Notice {
            closed: (0..9).map(|n| ("m".repeat(300), channels(n * 100).into_iter().take(4).collect())).collect(),
            unrestricted: channels(5_000).into_iter().take(4).collect(),
            ended: channels(9_000).into_iter().map(|channel| (channel, 7)).collect(),
            folders: (0..9).map(|n| deleted(9_500 + n, n % 2 == 0)).collect(),
            unnamed: Unnamed { channels: 4, messages: 9, folders: 3 },
        };
        let unnamed = Unnamed { folders: 3, ..Unnamed::default() };
        let alone = Notice { folders: notice.folders.clone(), unnamed, ..Notice::default() };
        [notice, alone]
    }

    #[test]
    fn a_notice_with_everything_in_it_fits_into_a_message_of_every_language() {
        for language in Language::OFFERED {
            for notice in full() {
                let words = language::with(language, || notice.words());
                assert!(words.chars().count() <= 2_000, "{language}: {}: {words}", words.chars().count());
            }
        }
    }

    #[test]
    fn what_a_server_is_told_in_english_and_german() {
        let channels = |from: u64, count: u64| (from..from + count).map(ChannelId).collect::<Vec<_>>();
        let folder =
            |n| Deleted { channel: ChannelId(n), artist: "some_body".to_owned(), folder: "*Comics*".to_owned(), namesake: n == 31 };
        let closed =
            vec![("Missing Access (code 50001)".to_owned(), channels(1, 2)), ("Unknown Channel (code 10003)".to_owned(), channels(3, 1))];
        let many = vec![("Missing Access (code 50001)".to_owned(), channels(100, 22))];
        let notices = [
            Notice { closed, unrestricted: channels(10, 2), ..Notice::default() },
            Notice { closed: many, ended: vec![(ChannelId(20), 1), (ChannelId(21), 3), (ChannelId(22), 2)], ..Notice::default() },
            Notice { folders: vec![folder(30), folder(31)], ..Notice::default() },
            Notice { unnamed: Unnamed { channels: 1, messages: 2, folders: 3 }, ..Notice::default() },
        ];
        let told = [Language::English, Language::German].map(|language| {
            let words = language::with(language, || notices.each_ref().map(Notice::words)).join("\n\n");
            format!("{language}\n\n{words}")
        });
        insta::assert_snapshot!(told.join("\n\n"));
    }

    fn deleted(channel: u64, namesake: bool) -> Deleted {
        Deleted { channel: ChannelId(u64::MAX - channel), artist: "a".repeat(300), folder: "f".repeat(300), namesake }
    }

    #[test]
    fn a_deleted_folder_is_named_with_what_to_do() {
        let words = |namesake| Notice { folders: vec![deleted(1, namesake)], ..Notice::default() }.words();
        assert!(words(true).contains("`/watch` for the new one") && words(true).contains("`/unwatch`"), "{}", words(true));
        assert!(!words(false).contains("`/watch`") && words(false).contains("`/unwatch` removes"), "{}", words(false));
        let unnamed = Unnamed { folders: 3, ..Unnamed::default() };
        let hidden = Notice { unnamed, ..Notice::default() }.words();
        assert!(hidden.contains("3 other watched folders") && hidden.contains("`/watches`"), "{hidden}");
    }

    #[test]
    fn the_advice_says_what_keeps_the_posts_and_what_does_not() {
        let words = Notice { closed: vec![("Missing Access".to_owned(), vec![ChannelId(5)])], ..Notice::default() }.words();
        assert!(words.contains("<#5>") && words.contains("Missing Access"), "{words}");
        assert!(words.contains("kept for 30 days") && words.contains("`/unwatch` discards"), "{words}");
        assert!(!words.contains("age-restricted"), "{words}");
        let ended = Notice { ended: vec![(ChannelId(5), 3)], ..Notice::default() }.words();
        assert!(ended.contains("3 posts") && !ended.contains("is kept"), "{ended}");
    }
}
