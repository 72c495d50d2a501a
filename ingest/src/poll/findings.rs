//! What a poll found, as data: the worker appends, saves and schedules.

use super::context::{Failure, Round};
use super::job::Job;
use crate::compared::Compared;
use crate::diff::Known;
use chrono::SubsecRound;
use deviantart::Error as ApiError;
use deviantart::model::Listed;
use domain::clock::Timestamp;
use domain::event::Event;
use domain::id::{FolderId, PostId};
use store::ingest::{GroupFolder, KnownArtist, Source, SourceKind};

/// What a poll found.
#[derive(Debug)]
pub struct Poll {
    /// In the order in which they have to enter the log.
    pub events: Vec<Event>,
    /// When the first page was asked for; all events carry it.
    pub observed_at: Timestamp,
    /// The source as the caller saves it once the events are accepted.
    pub source: Source,
    /// The artist as known once the events are accepted.
    pub artist: Option<KnownArtist>,
    pub ending: Ending,
    /// What it means for other sources of the artist.
    pub effects: Effects,
    /// The posts that appeared since the source is watched.
    pub arrivals: Vec<Arrival>,
    /// In a source's first poll, when everything on its page was published, be it known already or not.
    pub first_page: Vec<Timestamp>,
    /// Requests for a re-read.
    pub extra: u32,
    /// Posts that a list named and that were given up, since DeviantArt does not show them.
    pub lost: u32,
    /// A page below the list's top could not be read: what is there waits for another poll.
    pub cut: bool,
    /// Of a whole group: posts that appeared in its folders and may be announced.
    pub submitted: u32,
    /// Its folders as they are noted once the events are accepted.
    pub folders: Vec<GroupFolder>,
    /// Folders that it no longer has.
    pub gone_folders: Vec<FolderId>,
    /// What it was compared with.
    pub compared: Compared,
}

/// What a poll means for other sources of the same artist.
#[derive(Debug, Default)]
pub struct Effects {
    /// These should be polled now.
    pub hasten: Vec<SourceKind>,
    /// Folders that need no poll of their own: this one's events tell all that is new in them, and this is their size now.
    pub settled: Vec<(FolderId, u32)>,
}

/// A post that appeared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub published_at: Timestamp,
    /// Regular polls had missed it.
    pub missed: bool,
}

/// How a poll ended, as far as the schedule and the other sources of the artist are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Answered, nothing left to read.
    Seen,
    /// Answered, and the next poll continues where this one stopped.
    More,
    /// The artist has a new name; everything is polled again under it.
    Renamed(String),
    /// The artist cannot be reached, in these words; `earlier` polls found the same.
    Vanished { trouble: String, earlier: u32 },
    /// The artist no longer has this folder.
    Missing,
}

impl Ending {
    /// Whether the source answered as itself.
    #[must_use]
    pub const fn is_answer(&self) -> bool {
        !matches!(self, Self::Vanished { .. } | Self::Missing)
    }
}

impl Poll {
    /// Notes how late the posts are, now that their events were accepted, and which losses this poll has made good.
    pub fn accepted(&mut self, job: &Job, at: Timestamp) {
        let cursor = &mut self.source.position;
        // A walk that was under way took the place of reading the list whole; the next poll does that.
        if job.doubtful() && self.ending.is_answer() && !self.cut && self.ending != Ending::More && job.source.position.backlog.is_none() {
            cursor.losses = job.losses;
        } else if self.arrivals.is_empty() {
            return;
        }
        for arrival in &self.arrivals {
            cursor.freshness.add(at - arrival.published_at, arrival.missed);
        }
    }

    /// A page further down could not be read. The poll counts, and what is missing is retried with the next one that is due: at once would be
    /// a loop where the page never comes.
    pub(super) fn cut_short(&mut self, job: &Job, error: &ApiError) {
        self.cut = true;
        if self.ending == Ending::More {
            self.ending = Ending::Seen;
        }
        // The budget's and the worker's business, and no trouble of the source.
        if matches!(error, ApiError::Throttled | ApiError::EdgeRefused(_) | ApiError::NoToken(_)) {
            return;
        }
        let words = format!("a page further down cannot be read: {error}");
        if job.source.trouble.as_deref() != Some(&words) {
            tracing::warn!(name = job.source.artist_name, kind = ?job.source.kind, %error, "cannot read a page further down; the next poll tries again");
        }
        self.source.trouble = Some(words);
    }
}

impl Round<'_> {
    /// A poll that found these events, with the source marked as seen.
    pub(super) fn found(&self, mut events: Vec<Event>) -> Poll {
        if self.job.source.baselined {
            events.iter_mut().for_each(|event| date(event, self.now));
        }
        let mut source = self.job.source.clone();
        source.last_poll_at = Some(self.now);
        source.failures = 0;
        source.trouble = None;
        Poll {
            events,
            observed_at: self.now,
            source,
            artist: self.known.cloned(),
            ending: Ending::Seen,
            effects: Effects::default(),
            arrivals: Vec::new(),
            first_page: Vec::new(),
            extra: 0,
            lost: 0,
            cut: false,
            submitted: 0,
            folders: Vec::new(),
            gone_folders: Vec::new(),
            compared: Compared::default(),
        }
    }

    /// What a source's first poll tells of its rate. Its posts may all be known: from a folder, from before its row was lost, or from an
    /// earlier watch.
    pub(super) fn first_page(&self, items: &[Listed]) -> Vec<Timestamp> {
        let times = items.iter().map(|item| item.post.published_at.unwrap_or(self.now));
        if self.job.source.last_poll_at.is_none() { times.collect() } else { Vec::new() }
    }

    /// Keeps the posts of this artist. Lists may answer about somebody else (a fall-back of the API), and what they say then must
    /// not be announced as this artist's.
    pub(super) fn of_artist(&self, items: Vec<Listed>) -> Result<Vec<Listed>, Failure> {
        let (count, source) = (items.len(), &self.job.source);
        let (own, other): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| item.artist.id == source.artist);
        if let Some(stranger) = other.first() {
            tracing::warn!(
                artist = %source.artist, name = source.artist_name, kind = ?source.kind, other = %stranger.artist.id,
                left_out = other.len(), of = count, "a list names posts of another artist; leaving them out"
            );
            if own.is_empty() {
                return Err(Failure::Strange(format!("DeviantArt answered with posts of {:?} instead", stranger.artist.name)));
            }
        }
        Ok(own)
    }
}

/// The new posts among these events that were published since the source is watched. Times on DeviantArt are whole seconds.
pub(super) fn arrivals(events: &[Event], known: &Known, since: Option<Timestamp>, missed: impl Fn(PostId) -> bool) -> Vec<Arrival> {
    let Some(since) = since.map(|since| since.trunc_subsecs(0)) else { return Vec::new() };
    let arrival = |event: &Event| {
        let parts = event.parts();
        // What is known is not new: it was removed and is back.
        let post = parts.content.filter(|post| parts.is_news && !known.contains_key(&post.id))?;
        let published_at = post.published_at.filter(|at| *at >= since)?;
        Some(Arrival { published_at, missed: missed(post.id) })
    };
    events.iter().filter_map(arrival).collect()
}

/// A new post without a time, in a source that was read to its end before, appeared since: it gets the time of the poll. In a first
/// poll it may be of any age; it keeps no time and is never announced.
pub(super) fn date(event: &mut Event, observed_at: Timestamp) {
    if let Event::PostPublished { post, .. } = event {
        post.published_at.get_or_insert(observed_at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{ArtistId, PostId};
    use domain::post::{ArtistRef, Post};
    use domain::watch::WatchedArtist;
    use uuid::Uuid;

    /// A poll after the log lost events, which ended so.
    fn losses_made_good(ending: Ending, cut: bool) -> u64 {
        let now = chrono::DateTime::from_timestamp(9, 0).unwrap();
        let watched = WatchedArtist {
            artist: ArtistId(Uuid::nil()),
            name: "a".to_owned(),
            gallery: true,
            posts: false,
            group: false,
            folders: Vec::new(),
            channels: 1,
            since: now,
            tags: false,
            kind: None,
        };
        let source = Source { baselined: true, ..crate::watchlist::fresh(&watched, SourceKind::Gallery) };
        let mut poll = Poll {
            events: Vec::new(),
            observed_at: now,
            source: source.clone(),
            artist: None,
            ending,
            effects: Effects::default(),
            arrivals: vec![Arrival { published_at: now, missed: false }],
            first_page: Vec::new(),
            extra: 0,
            lost: 0,
            cut,
            submitted: 0,
            folders: Vec::new(),
            gone_folders: Vec::new(),
            compared: Compared::default(),
        };
        let job = Job { source, folders: Vec::new(), since: now, reconcile: false, losses: 3, tags: false };
        poll.accepted(&job, now);
        poll.source.position.losses
    }

    #[test]
    fn only_a_poll_that_read_the_whole_list_makes_good_what_the_log_lost() {
        assert_eq!(losses_made_good(Ending::Seen, false), 3);
        assert_eq!(losses_made_good(Ending::Renamed("b".to_owned()), false), 3);
        let vanished = Ending::Vanished { trouble: "away".to_owned(), earlier: 1 };
        for unread in [vanished, Ending::Missing, Ending::More] {
            assert_eq!(losses_made_good(unread.clone(), false), 0, "{unread:?}");
        }
        assert_eq!(losses_made_good(Ending::Seen, true), 0, "a page further down could not be read");
    }

    #[test]
    fn a_new_post_without_a_time_gets_that_of_the_poll_and_others_keep_theirs() {
        let time = |second| chrono::DateTime::from_timestamp(second, 0).unwrap();
        let dated = |published_at| {
            let artist = ArtistRef { id: ArtistId(Uuid::nil()), name: "a".to_owned(), icon: None };
            let post = Post { published_at, ..Post::unknown(PostId(Uuid::nil()), artist.id) };
            let mut event = Event::PostPublished { artist, post };
            date(&mut event, time(9));
            let Event::PostPublished { post, .. } = event else { unreachable!() };
            post.published_at
        };
        assert_eq!(dated(None), Some(time(9)));
        assert_eq!(dated(Some(time(3))), Some(time(3)));
    }
}
