//! From when on a watch that comes from elsewhere announces posts; pure.

use crate::args::CatchUp;
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::filter::Ruling;
use domain::id::PostId;
use domain::post::Post;
use domain::verdict::filtered;
use domain::watch::{NewWatch, Pause, missed_since};
use std::collections::HashSet;

/// A digest is kept back for so long, and for each artist somewhat longer: until then each of them was polled.
const DIGEST: TimeDelta = TimeDelta::minutes(15);
const DIGEST_EACH: TimeDelta = TimeDelta::seconds(2);

/// How long digests of this many artists are kept back.
#[must_use]
pub fn digest_at(now: Timestamp, artists: usize) -> Timestamp {
    now + DIGEST + DIGEST_EACH * i32::try_from(artists).unwrap_or(i32::MAX)
}

/// What is known of the time before a watch came here.
#[derive(Clone, Debug)]
pub struct Past<'a> {
    /// Up to when its posts were announced elsewhere; None: that is not known.
    pub since: Option<Timestamp>,
    /// Posts that were announced elsewhere.
    pub announced: &'a [PostId],
    /// What DeviantArt lists for it; empty where nobody asked.
    pub latest: &'a [Post],
}

/// How a watch begins here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// The watch, with the time from which it announces.
    pub wish: NewWatch,
    /// Posts that are never announced to it.
    pub announced: Vec<PostId>,
}

impl Beginning {
    /// How this watch begins at `now`; a digest is kept back until `digest`.
    #[must_use]
    pub fn of(wish: NewWatch, how: CatchUp, past: &Past<'_>, now: Timestamp, digest: Timestamp) -> Self {
        // To the microsecond, as stores keep it.
        let now = domain::clock::micros(now);
        let missed = missed_since(past.since, now);
        let mut announced = past.announced.to_vec();
        let wish = match how {
            CatchUp::None => wish.announce_from(now),
            CatchUp::All => wish.announce_from(missed),
            CatchUp::Digest => {
                let pause = Pause { since: now, until: Some(domain::clock::micros(digest)) };
                let paused = wish.paused.or(Some(pause));
                NewWatch { paused, ..wish.announce_from(missed) }
            }
            CatchUp::Newest(count) => {
                let wish = wish.announce_from(missed);
                let posts = coming(&wish, past);
                match posts.get(usize::from(count.get()) - 1).and_then(|post| post.published_at) {
                    None => wish,
                    Some(oldest) => {
                        // Others may be of the same second.
                        announced.extend(posts.iter().skip(usize::from(count.get())).map(|post| post.id));
                        wish.announce_from(oldest)
                    }
                }
            }
        };
        Self { wish, announced }
    }
}

/// The posts of those that DeviantArt lists which this watch would announce, the newest first.
#[must_use]
pub fn coming<'a>(wish: &NewWatch, past: &Past<'a>) -> Vec<&'a Post> {
    let announced: HashSet<PostId> = past.announced.iter().copied().collect();
    let mut posts: Vec<&Post> = past
        .latest
        .iter()
        .filter(|post| wish.what.wants(post.kind) && (wish.mature || !post.mature) && !announced.contains(&post.id))
        .filter(|post| post.published_at.is_some_and(|at| at >= wish.announce_from))
        .filter(|post| filtered(wish, post).is_none_or(|decision| decision.ruling != Ruling::Refuses))
        .collect();
    posts.sort_by_key(|post| std::cmp::Reverse(post.published_at));
    posts
}

/// When the newest post was published that was announced elsewhere, as far as DeviantArt lists it; None: it lists none of them.
#[must_use]
pub fn since(announced: &[PostId], latest: &[Post]) -> Option<Timestamp> {
    latest.iter().filter(|post| announced.contains(&post.id)).filter_map(|post| post.published_at).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{ArtistId, ChannelId, GuildId};
    use domain::post::PostKind;
    use domain::watch::{CatchUp as Policy, What};
    use std::num::NonZeroU8;
    use uuid::Uuid;

    fn now() -> Timestamp {
        Timestamp::from_timestamp(1_700_000_000, 0).unwrap()
    }

    fn wish() -> NewWatch {
        NewWatch::new(GuildId(1), ChannelId(2), ArtistId(Uuid::nil()), "Somebody", now() - TimeDelta::days(90)).what(What::Deviations)
    }

    fn post(number: u128, hours_ago: i64) -> Post {
        let published_at = Some(now() - TimeDelta::hours(hours_ago));
        Post { kind: PostKind::Image, published_at, ..Post::unknown(PostId(Uuid::from_u128(number)), ArtistId(Uuid::nil())) }
    }

    fn begin(how: CatchUp, since: Option<i64>, announced: &[PostId], latest: &[Post]) -> (i64, usize, bool) {
        let past = Past { since: since.map(|hours| now() - TimeDelta::hours(hours)), announced, latest };
        let begun = Beginning::of(wish(), how, &past, now(), now() + TimeDelta::hours(1));
        assert_eq!(begun.wish.catch_up, Policy::All, "the watch's own policy stays");
        ((now() - begun.wish.announce_from).num_minutes(), begun.announced.len(), begun.wish.paused.is_some())
    }

    #[test]
    fn the_choice_decides_from_when_on_a_watch_announces_and_never_its_old_date() {
        assert_eq!(begin(CatchUp::None, Some(48), &[], &[]), (0, 0, false));
        assert_eq!(begin(CatchUp::All, Some(48), &[], &[]), (48 * 60, 0, false));
        assert_eq!(begin(CatchUp::All, Some(2_400), &[], &[]), (7 * 24 * 60, 0, false), "a week at most");
        assert_eq!(begin(CatchUp::All, Some(-3), &[], &[]), (0, 0, false), "their clock may be ahead");
        assert_eq!(begin(CatchUp::All, None, &[], &[]), (10, 0, false));
        assert_eq!(begin(CatchUp::Digest, Some(48), &[], &[]), (48 * 60, 0, true));
    }

    #[test]
    fn the_newest_are_counted_among_what_the_watch_wants_and_was_not_announced() {
        let newest = |count| CatchUp::Newest(NonZeroU8::new(count).unwrap());
        let journal = Post { kind: PostKind::Journal, ..post(9, 1) };
        let mature = Post { mature: true, ..post(8, 1) };
        let latest = [journal, mature, post(1, 1), post(2, 2), post(3, 3), post(4, 4), post(5, 4), post(6, 200)];
        assert_eq!(begin(newest(2), Some(48), &[], &latest), (2 * 60, 3, false), "the third and older ones never come");
        assert_eq!(begin(newest(2), Some(48), &[post(2, 2).id], &latest).0, 3 * 60, "one of them was announced");
        assert_eq!(begin(newest(9), Some(48), &[], &latest), (48 * 60, 0, false), "fewer were missed");
        assert_eq!(begin(newest(4), Some(48), &[], &latest), (4 * 60, 1, false), "one more of the same second");
    }

    #[test]
    fn what_was_announced_last_tells_up_to_when() {
        let latest = [post(1, 1), post(2, 2), post(3, 3)];
        assert_eq!(since(&[post(3, 3).id, post(2, 2).id], &latest), Some(now() - TimeDelta::hours(2)));
        assert_eq!(since(&[post(7, 3).id], &latest), None);
    }
}
