//! The words of states and reasons, for people.

use domain::notification::{State, Suppressed};
use domain::watch::What;

/// What a notification's state and reason mean.
#[must_use]
pub fn state(state: &str, reason: Option<&str>) -> String {
    let why = reason.map(because);
    let known = state.parse::<State>();
    match (known, why) {
        (Ok(State::Pending), None) => "waiting to be sent".to_owned(),
        (Ok(State::Pending), Some(why)) => format!("waiting for its next attempt: {why}"),
        (Ok(State::Sending), _) => "being sent; the outcome is not known yet".to_owned(),
        (Ok(State::Sent), _) => "sent".to_owned(),
        (Ok(State::Held), why) => {
            format!("waiting until its channel takes it: {}", why.unwrap_or_else(|| "the channel rejects messages".to_owned()))
        }
        (Ok(State::Suppressed), why) => format!("not sent: {}", why.unwrap_or_else(|| "no reason was noted".to_owned())),
        (Ok(State::Failed), why) => format!("given up: {}", why.unwrap_or_else(|| "no reason was noted".to_owned())),
        (Ok(State::Expired), why) => {
            format!("given up after 30 days: {}", why.unwrap_or_else(|| "its channel never took it".to_owned()))
        }
        (Err(_), why) => format!("{state} {}", why.unwrap_or_default()),
    }
}

/// A reason in words; what Discord answered stays as it is.
fn because(reason: &str) -> String {
    let words = match reason.parse::<Suppressed>() {
        Ok(Suppressed::MatureUnwanted) => "it is mature, and the watch does not want mature posts",
        Ok(Suppressed::MatureChannel) => "it is mature, and the channel is not age-restricted",
        Ok(Suppressed::BeforeWatch) => "it was published before the watch wants posts",
        Ok(Suppressed::SameChannel) => "another watch of the same channel announces it",
        Ok(Suppressed::InDigest) => "a message for several posts counts it",
        Ok(Suppressed::CatchUp) => "the watch's catch-up option leaves it out",
        Ok(Suppressed::WatchRemoved) => "the watch was removed first",
        Ok(Suppressed::AnnouncedBefore) => "another system had announced it before the import",
        Ok(Suppressed::PostRemoved) => "it was removed from DeviantArt first",
        Ok(Suppressed::PostLost) => "the event log lost it; it is announced when it is seen again",
        _ => reason,
    };
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
pub fn kind_of_source(kind: &str) -> &'static str {
    match kind {
        "gallery" => "gallery",
        "posts" => "journals and statuses",
        "profile" => "profile and folder list",
        _ => "a folder",
    }
}
