//! The words for a post's fate, for operators.

use domain::explain::{Awaited, Fate};
use domain::notification::Suppressed;
use domain::verdict::Passed;
use domain::watch::What;
use store::ingest::SourceKind;

/// What became of a post for one watch.
#[must_use]
pub fn fate(fate: &Fate) -> String {
    let given = |reason: &Option<String>, none: &str| reason.as_deref().map_or_else(|| none.to_owned(), plain);
    match fate {
        Fate::Waiting { because: None, .. } => "waiting to be sent".to_owned(),
        Fate::Waiting { because: Some(why), .. } => format!("waiting for its next attempt: {}", plain(why)),
        Fate::Sending => "being sent; the outcome is not known yet".to_owned(),
        Fate::Sent => "sent".to_owned(),
        Fate::Held { awaited, because } => format!("{}: {}", awaits(*awaited), given(because, "the channel rejects messages")),
        Fate::Suppressed(reason) => format!("not sent: {}", suppressed(*reason)),
        Fate::NotSent(reason) => format!("not sent: {}", given(reason, "no reason was noted")),
        Fate::Failed(reason) => format!("given up: {}", given(reason, "no reason was noted")),
        Fate::Expired(reason) => format!("given up after 30 days: {}", given(reason, "its channel never took it")),
        Fate::Later(state) => plain(state),
        Fate::Passed(passed) => format!("no message: {}", passed_over(*passed)),
        Fate::Younger => "no message: the watch was added after the post was seen".to_owned(),
        Fate::Unmatched => "no message: the watch wants it as it is now, so it was changed since, or the message comes".to_owned(),
        Fate::Forgotten => "no row, and what became of posts is not kept for that long (store.keep)".to_owned(),
    }
}

const fn awaits(awaited: Awaited) -> &'static str {
    match awaited {
        Awaited::Channel | Awaited::AgeRestriction => "waiting until its channel takes it",
        Awaited::Resumption => "waiting until its watch is resumed",
    }
}

const fn suppressed(reason: Suppressed) -> &'static str {
    match reason {
        Suppressed::MatureUnwanted => "it is mature, and the watch does not want mature posts",
        Suppressed::MatureChannel => "it is mature, and the channel is not age-restricted",
        Suppressed::Filtered => "the watch's filter does not let it through",
        Suppressed::BeforeWatch => "it was published before the watch wants posts",
        Suppressed::SameChannel => "another watch of the same channel announces it",
        Suppressed::InDigest => "a message for several posts counts it",
        Suppressed::CatchUp => "the watch's catch-up option leaves it out",
        Suppressed::WatchRemoved => "the watch was removed first",
        Suppressed::Dropped => "a moderator dropped what waited for the channel",
        Suppressed::AnnouncedBefore => "another system had announced it before the import",
        Suppressed::PostRemoved => "it was removed from DeviantArt first",
        Suppressed::PostLost => "the event log lost it; it is announced when it is seen again",
    }
}

const fn passed_over(passed: Passed) -> &'static str {
    match passed {
        Passed::Elsewhere => "it is not known to be where the watch looks",
        Passed::Kind => "the watch wants other kinds of posts",
        Passed::Undated => "DeviantArt tells no time, and it was there at the first poll",
        Passed::Tags => "the watch's filter asks for tags, and DeviantArt has not told them yet",
        Passed::LongBefore => "it was published before the watch wants posts",
    }
}

/// What others wrote: one line, bounded.
fn plain(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

/// What a watch wants.
#[must_use]
pub fn wants(what: &str) -> &'static str {
    match what.parse::<What>() {
        Ok(What::Deviations) => "deviations",
        Ok(What::Journals) => "journals",
        Ok(What::Statuses) => "statuses",
        Ok(What::Everything) => "everything",
        Err(_) => "posts",
    }
}

/// A source's kind in words.
#[must_use]
pub const fn kind_of_source(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Gallery => "gallery",
        SourceKind::Posts => "journals and statuses",
        SourceKind::Profile => "profile and folder list",
        SourceKind::Folder(_) => "a folder",
        SourceKind::Group => "all folders of a group",
        SourceKind::Later => "a list that a later version polls",
    }
}
