//! What became of a post for one watch: the facts that `deviantcord why`, the ops page and the bot's `/why` each put into words of their own. Pure.
//!
//! A new reason of the fold is a new word of [`Suppressed`]: both faces then ask for its sentence, or do not compile.

use crate::clock::Timestamp;
use crate::keep;
use crate::notification::{State, Suppressed};
use crate::post::Post;
use crate::verdict::{Passed, Place, Verdict, why};
use crate::watch::NewWatch;

/// What a held notification waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// That its channel takes messages.
    Channel,
    /// That its channel is age-restricted.
    AgeRestriction,
    /// That somebody resumes its watch, or the pause ends.
    Resumption,
}

/// A notification's row, as far as it says what became of a post.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The word of its state.
    pub state: &'a str,
    /// Why it is there, in words or as the word of a [`Suppressed`].
    pub reason: Option<&'a str>,
    /// Not to be sent before this.
    pub due_at: Timestamp,
    /// What it waits for, where it is held.
    pub awaited: Awaited,
}

/// What became of a post for one watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It waits for its turn, or after a failed attempt for the next one.
    Waiting {
        /// When it is due.
        due: Timestamp,
        /// Why the last attempt failed, in words.
        because: Option<String>,
    },
    /// An attempt has begun whose outcome is not known yet.
    Sending,
    /// Discord has it.
    Sent,
    /// It waits for somebody.
    Held {
        /// For what.
        awaited: Awaited,
        /// Why, in words.
        because: Option<String>,
    },
    /// It is not sent, for this reason. Without a row: the watch, as it is now, would not get it for this reason.
    Suppressed(Suppressed),
    /// It is not sent, for a reason of a later version or without one.
    NotSent(Option<String>),
    /// It was given up after some attempts, for this reason in words.
    Failed(Option<String>),
    /// It could not be delivered for [`KEPT`](crate::notification::KEPT), for this reason in words.
    Expired(Option<String>),
    /// A state of a later version.
    Later(String),
    /// There is no row, by the rule of the fold.
    Passed(Passed),
    /// There is no row: the watch was added after the post was seen.
    Younger,
    /// There is no row, and the rule says that there should be one: the watch was changed since, or it comes.
    Unmatched,
    /// There is no row, and there may have been one: what became of posts is not kept for that long.
    Forgotten,
}

/// A post of which a watch has no row, and what else is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Unnoted<'a> {
    /// The post as it is now.
    pub post: &'a Post,
    /// When it was first seen, where that is known.
    pub seen: Option<Timestamp>,
    /// It is gone from DeviantArt.
    pub removed: bool,
    /// The folders that it is known to be in.
    pub places: &'a [Place],
    /// What became of posts before this may be gone from the store; None: everything is there.
    pub forgotten: Option<Timestamp>,
}

impl Unnoted<'_> {
    fn is_forgotten(&self) -> bool {
        let first = self.seen.or(self.post.published_at);
        first.zip(self.forgotten).is_some_and(|(first, forgotten)| keep::may_be_forgotten(first, forgotten))
    }
}

impl Fate {
    /// What a row says.
    #[must_use]
    pub fn of(row: Row<'_>) -> Self {
        let because = row.reason.map(str::to_owned);
        match row.state.parse::<State>() {
            Ok(State::Pending) => Self::Waiting { due: row.due_at, because },
            Ok(State::Sending) => Self::Sending,
            Ok(State::Sent) => Self::Sent,
            Ok(State::Held) => Self::Held { awaited: row.awaited, because },
            Ok(State::Suppressed) => match row.reason.and_then(|word| word.parse().ok()) {
                Some(reason) => Self::Suppressed(reason),
                None => Self::NotSent(because),
            },
            Ok(State::Failed) => Self::Failed(because),
            Ok(State::Expired) => Self::Expired(because),
            Err(_) => Self::Later(row.state.to_owned()),
        }
    }

    /// Why a watch has no row for this post.
    #[must_use]
    pub fn without_row(wish: &NewWatch, unnoted: &Unnoted<'_>) -> Self {
        match why(wish, unnoted.post, unnoted.removed, unnoted.places) {
            Verdict::Passed(passed) => Self::Passed(passed),
            Verdict::Suppressed(Suppressed::BeforeWatch) => Self::Suppressed(Suppressed::BeforeWatch),
            _ if unnoted.seen.is_some_and(|seen| wish.created_at > seen) => Self::Younger,
            // What the rule says of the post as it is now says nothing of what was done with it then.
            _ if unnoted.is_forgotten() => Self::Forgotten,
            Verdict::Suppressed(reason) => Self::Suppressed(reason),
            Verdict::Wanted => Self::Unmatched,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ArtistId, ChannelId, GuildId, PostId};
    use crate::watch::What;
    use chrono::TimeDelta;
    use uuid::Uuid;

    fn unnoted(post: &Post, seen: Option<Timestamp>) -> Unnoted<'_> {
        Unnoted { post, seen, removed: false, places: &[], forgotten: None }
    }

    fn at(hour: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::hours(1_000 + hour)
    }

    #[test]
    fn every_state_and_every_reason_is_understood() {
        let of = |state, reason| Fate::of(Row { state, reason, due_at: at(1), awaited: Awaited::Resumption });
        let because = |text: &str| Some(text.to_owned());
        assert_eq!(of("pending", Some("timeout")), Fate::Waiting { due: at(1), because: because("timeout") });
        assert_eq!(of("sending", None), Fate::Sending);
        assert_eq!(of("sent", None), Fate::Sent);
        assert_eq!(of("held", None), Fate::Held { awaited: Awaited::Resumption, because: None });
        assert_eq!(of("suppressed", Some("same_channel")), Fate::Suppressed(Suppressed::SameChannel));
        assert_eq!(of("suppressed", Some("moon phase")), Fate::NotSent(because("moon phase")));
        assert_eq!(of("failed", Some("x")), Fate::Failed(because("x")));
        assert_eq!(of("expired", None), Fate::Expired(None));
        assert_eq!(of("snoozed", None), Fate::Later("snoozed".to_owned()));
    }

    #[test]
    fn a_missing_row_is_explained_by_the_rule_and_by_the_age_of_the_watch() {
        let artist = ArtistId(Uuid::nil());
        let wish = NewWatch::new(GuildId(1), ChannelId(2), artist, "a", at(0));
        let post = |hour| Post { published_at: Some(at(hour)), ..Post::unknown(PostId(Uuid::nil()), artist) };
        let of = |wish: &NewWatch, hour, seen| Fate::without_row(wish, &unnoted(&post(hour), Some(at(seen))));
        assert_eq!(of(&wish, -100, -99), Fate::Passed(Passed::LongBefore));
        assert_eq!(of(&wish, -1, -1), Fate::Suppressed(Suppressed::BeforeWatch));
        assert_eq!(of(&wish.clone().what(What::Journals), 1, 1), Fate::Passed(Passed::Kind));
        assert_eq!(of(&wish.clone().announce_from(at(-9)), -2, -1), Fate::Younger);
        assert_eq!(of(&wish, 1, 2), Fate::Unmatched);
        let mature = Post { mature: true, ..post(1) };
        assert_eq!(Fate::without_row(&wish, &unnoted(&mature, Some(at(2)))), Fate::Suppressed(Suppressed::MatureUnwanted));
        let gone = post(1);
        assert_eq!(Fate::without_row(&wish, &Unnoted { removed: true, ..unnoted(&gone, None) }), Fate::Suppressed(Suppressed::PostRemoved));
    }

    #[test]
    fn nobody_guesses_what_became_of_a_post_whose_row_may_be_gone() {
        let artist = ArtistId(Uuid::nil());
        let wish = NewWatch::new(GuildId(1), ChannelId(2), artist, "a", at(0));
        let post = Post { published_at: Some(at(1)), ..Post::unknown(PostId(Uuid::nil()), artist) };
        let mature = Post { mature: true, ..post.clone() };
        let of = |wish: &NewWatch, post: &Post, seen, forgotten| {
            Fate::without_row(wish, &Unnoted { forgotten: Some(at(forgotten)), ..unnoted(post, seen) })
        };
        assert_eq!(of(&wish, &post, Some(at(2)), 500), Fate::Forgotten);
        assert_eq!(of(&wish, &mature, Some(at(2)), 500), Fate::Forgotten, "it may have been posted before it became mature");
        assert_eq!(of(&wish, &post, None, 500), Fate::Forgotten, "published long ago");
        assert_eq!(of(&wish, &post, Some(at(2)), -100), Fate::Unmatched, "everything of then is there");
        assert_eq!(of(&wish, &mature, Some(at(2)), -100), Fate::Suppressed(Suppressed::MatureUnwanted));
        // What never had a row is still known.
        assert_eq!(of(&wish.clone().what(What::Journals), &post, Some(at(2)), 500), Fate::Passed(Passed::Kind));
        let younger = NewWatch { created_at: at(9), ..wish };
        assert_eq!(of(&younger, &post, Some(at(2)), 500), Fate::Younger);
    }
}
