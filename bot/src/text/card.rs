//! The words on a card.

use super::format::yes;
use crate::language::{self, say, word};
use domain::filter::is_tagged_as_ai;
use domain::language::Language;
use domain::post::{Post, PostKind};

pub(crate) fn kind(kind: PostKind) -> &'static str {
    word(match kind {
        PostKind::Image => "card-kind-image",
        PostKind::Literature => "card-kind-literature",
        PostKind::Video => "card-kind-video",
        PostKind::Journal => "card-kind-journal",
        PostKind::Status => "card-kind-status",
        PostKind::Poll => "card-kind-poll",
        PostKind::Other | PostKind::Unknown(_) => "card-kind-other",
    })
}

pub(crate) fn status_title() -> &'static str {
    word("card-kind-status")
}

pub(crate) fn untitled(kind: PostKind) -> &'static str {
    word(match kind {
        PostKind::Journal => "card-untitled-journal",
        PostKind::Poll => "card-kind-poll",
        _ => "card-untitled",
    })
}

pub(crate) fn unknown_artist() -> &'static str {
    word("card-unknown-artist")
}

/// `lock` is the premium folder's type, or "tier".
pub(crate) fn locked(lock: &str) -> &'static str {
    word(match lock {
        "watchers" => "card-locked-watchers",
        "tier" => "card-locked-tier",
        "paid" => "card-locked-paid",
        _ => "card-locked",
    })
}

/// As the footer of a card says it.
pub(crate) fn mature() -> &'static str {
    word("card-mature")
}

/// `folder` is as the artist wrote it; the caller cleans the line.
pub(crate) fn footer(post: &Post, folder: Option<&str>) -> String {
    let mature = post.mature.then(|| word("card-mature"));
    let ai = is_tagged_as_ai(&post.tags).then(|| word("card-ai"));
    let several = post.several.then(|| word("card-several"));
    let length = post.seconds.filter(|_| post.kind == PostKind::Video).map(length);
    let parts = [Some(kind(post.kind)), length.as_deref(), several, Some(folder.unwrap_or(SITE)), mature, ai];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" \u{b7} ")
}

/// How long a video takes, as players show it: minutes and seconds, behind hours where there are any.
fn length(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours == 0 { format!("{minutes}:{seconds:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

/// In place of the text of a post that became mature after it was sent, where it may not be shown.
pub(crate) fn veiled() -> &'static str {
    word("card-veiled")
}

/// In place of the text of a post that is gone.
pub(crate) fn gone() -> &'static str {
    word("card-gone")
}

/// A name.
const SITE: &str = "DeviantArt";

/// `artist` is escaped.
pub(crate) fn digest_title(count: u32, artist: &str) -> String {
    say!("card-digest-title", count = count, artist = artist.to_owned())
}

/// What a digest does not name. `named`: lines precede it.
pub(crate) fn digest_rest(count: u32, named: bool) -> String {
    let rest = say!("card-digest-rest", count = count, more = yes(named));
    if named { format!("\n{rest}") } else { rest }
}

/// What a post of a forum is called where its title may not be written.
pub(crate) fn plain_name(of: PostKind, artist: &str) -> String {
    [artist, kind(of)].join(" \u{b7} ")
}

/// Above a list of posts that follows cards. `artist` is escaped.
pub(crate) fn more_title(count: u32, artist: &str) -> String {
    say!("card-more-title", count = count, artist = artist.to_owned())
}

/// Above a list of posts. `artist` is escaped.
pub(crate) fn list_title(count: u32, artist: &str) -> String {
    say!("card-list-title", count = count, artist = artist.to_owned())
}

pub(crate) fn digest_footer(folder: Option<&str>) -> String {
    folder.unwrap_or(SITE).to_owned()
}

/// Begins every test: with a mark that no text of an artist can begin with, because asterisks in it are escaped.
pub(crate) fn test() -> String {
    format!("{TEST}{}**: {}", word("card-test"), word("card-test-about"))
}

/// How a test begins, in every language.
const TEST: &str = "\u{1f9ea} **";

/// Whether this text of a message of the bot's is that of a test. The whole of it is compared: a moderator's own line may begin as a test does.
pub(crate) fn is_test(content: &str) -> bool {
    content.starts_with(TEST) && Language::OFFERED.into_iter().any(|language| content.starts_with(&language::with(language, test)))
}

/// Both are escaped.
pub(crate) fn plain_card(title: &str, artist: &str) -> String {
    if artist.is_empty() { title.to_owned() } else { say!("card-plain", title = title.to_owned(), artist = artist.to_owned()) }
}
