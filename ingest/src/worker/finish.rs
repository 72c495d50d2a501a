//! What follows from the end of a poll.

use super::wake::Ended;
use super::{Worker, worst};
use crate::assign::rest_time;
use crate::deps::Error;
use crate::poll::{Ending, Failure, Poll};
use crate::schedule::{Key, Outcome, pace};
use crate::sources::same_kind;
use chrono::TimeDelta;
use deviantart::Error as ApiError;
use domain::clock::Timestamp;
use domain::event::Event;
use eventlog::LogError;
use std::collections::HashSet;
use store::StoreError;
use store::ingest::{Source, SourceKind};

/// So much longer than twice its interval a source may go without a poll before it counts as overdue.
const OVERDUE: TimeDelta = TimeDelta::minutes(1);

impl Worker {
    /// Takes note of a poll's end.
    ///
    /// # Errors
    /// When the log takes nothing any more.
    pub(super) fn ended(&mut self, ended: Ended) -> Result<(), Error> {
        let now = self.context.deps.clock.now();
        match ended {
            Ok((id, (key, result))) => {
                self.under_way.remove(&id);
                if !matches!(result, Err(Failure::Stopped)) {
                    self.status.ends(now, key.1, result.is_ok());
                }
                match result {
                    Ok(poll) => self.seen(key, poll, now),
                    Err(failure) => self.failed(key, failure, now)?,
                }
            }
            Err(error) => {
                let Some(key) = self.under_way.remove(&error.id()) else { return Ok(()) };
                self.status.ends(now, key.1, false);
                if error.is_panic() {
                    tracing::error!(artist = %key.0, kind = ?key.1, %error, "a poll panicked, which is a bug; please report it. The source is polled again later");
                }
                self.schedule.done(key, Outcome::Failed, now);
            }
        }
        Ok(())
    }

    fn seen(&mut self, key: Key, poll: Poll, now: Timestamp) {
        if self.brake.release() {
            tracing::info!("polling resumed");
            self.status.change(|status| status.held_up_by = None);
        }
        let answered = poll.ending.is_answer();
        if answered {
            self.gone_claims.refute(key.1);
        }
        let events = u64::try_from(poll.events.len()).unwrap_or(u64::MAX);
        // A group earns its re-read with its own list: it takes nothing of what is set aside for the others.
        self.reconciler.polled(if key.1 == SourceKind::Group { 0 } else { poll.extra });
        let begun = self.begun;
        self.status.change(|status| {
            status.polls += 1;
            status.events += events;
            status.reread += u64::from(poll.extra);
            status.lost += u64::from(poll.lost);
            for arrival in &poll.arrivals {
                let late = now - arrival.published_at;
                measure(late, arrival.published_at < begun);
                status.freshness.add(late, arrival.missed);
            }
        });
        let missed = poll.arrivals.iter().filter(|arrival| arrival.missed).count();
        if missed > 0 {
            tracing::warn!(name = poll.source.artist_name, kind = ?key.1, missed, "a re-read found posts that regular polls had missed");
        }
        let news = news(key.1, &poll);
        self.keep(key, poll.source, events > 0);
        if let Some(artist) = &poll.artist {
            self.learn_kind(key.0, artist.kind);
        }
        let outcome = match &poll.ending {
            Ending::Seen | Ending::Renamed(_) => Outcome::Fine,
            Ending::More => Outcome::More,
            Ending::Vanished { earlier, .. } => {
                let rest = self.context.pace.vanished(*earlier);
                Outcome::Postponed(now + pace::spread(rest, key, *earlier))
            }
            // The artist's folder list tells when it is back.
            Ending::Missing => Outcome::Postponed(now + pace::spread(self.context.pace.day(), key, 0)),
        };
        if answered {
            self.schedule.learn(key, &news, poll.observed_at);
        }
        self.schedule.done(key, outcome, now);
        if key.1 == SourceKind::Group {
            self.price(key, now);
        }
        if poll.events.iter().any(|event| matches!(event, Event::ArtistReturned { .. })) {
            self.hasten_all(key, now);
        }
        match poll.ending {
            Ending::Renamed(name) => {
                self.rename(key.0, &name);
                self.hasten_all(key, now);
            }
            Ending::Vanished { trouble, .. } => self.rest_artist(key, &trouble),
            Ending::Seen | Ending::More | Ending::Missing => {}
        }
        for (folder, size) in poll.effects.settled {
            let key = (key.0, SourceKind::Folder(folder));
            if self.sources.change(key, |source| source.folder_size = Some(size)).is_some() {
                self.dirty.insert(key);
                self.urgent = true;
            }
        }
        for kind in poll.effects.hasten {
            self.schedule.hasten((key.0, kind), now);
        }
    }

    /// The source's new state, unless another worker or nobody wants it any more. The name may have changed meanwhile.
    fn keep(&mut self, key: Key, seen: Source, news: bool) {
        let told = self.sources.change(key, |source| {
            let name = std::mem::take(&mut source.artist_name);
            let moved = seen.position != source.position || seen.baselined != source.baselined || seen.trouble != source.trouble;
            *source = Source { artist_name: name, weight: source.weight, ..seen };
            moved
        });
        let Some(moved) = told else { return };
        self.urgent |= news || moved;
        self.dirty.insert(key);
        self.tell_trouble();
    }

    fn failed(&mut self, key: Key, failure: Failure, now: Timestamp) -> Result<(), Error> {
        let words = failure.to_string();
        let stopped = matches!(failure, Failure::Stopped);
        let outcome = match failure {
            Failure::Stopped => Outcome::Postponed(now),
            Failure::Log(error @ (LogError::Poisoned(_) | LogError::Closed)) => return Err(Error::Log(error)),
            // A row that cannot be read: the trouble of this source, which must not stand in the way of the others.
            Failure::Store(error) if error.is_about_data() || matches!(error, StoreError::Inconsistent { .. }) => Outcome::Failed,
            Failure::Log(_) | Failure::Store(_) => self.hold_up(&words, now),
            Failure::Api(ApiError::EdgeRefused(told)) => self.rest(told, now),
            // The budget's business, and no fault of the source.
            Failure::Api(ApiError::Throttled) => Outcome::Postponed(now + self.context.pace.least.min(TimeDelta::seconds(5))),
            Failure::Api(ApiError::EndpointGone { endpoint, .. }) if self.is_gone(key, endpoint) => self.withdrawn(key, &words, now),
            Failure::Api(ApiError::InvalidClient | ApiError::NoToken(_) | ApiError::Unauthorized(_)) => self.hold_up(&words, now),
            Failure::Api(_) | Failure::Strange(_) => Outcome::Failed,
        };
        if outcome == Outcome::Failed {
            self.count_failure(key, &words);
        }
        if !stopped {
            self.status.change(|status| {
                status.failed += 1;
                status.last_error = Some((now, words));
            });
        }
        self.schedule.done(key, outcome, now);
        Ok(())
    }

    fn count_failure(&mut self, key: Key, words: &str) {
        let told = self.sources.change(key, |source| {
            source.failures = source.failures.saturating_add(1);
            let first = source.trouble.as_deref() != Some(words);
            if first {
                source.trouble = Some(words.to_owned());
            }
            (first, source.artist_name.clone(), source.failures)
        });
        let Some((first, name, failures)) = told else { return };
        if first {
            tracing::warn!(name, kind = ?key.1, error = words, "a poll failed; retrying");
            self.urgent = true;
        } else {
            tracing::debug!(name, kind = ?key.1, error = words, failures, "a poll failed again");
        }
        self.dirty.insert(key);
        self.tell_trouble();
    }

    /// No poll can succeed for now: nothing that one finds can be kept, or nobody answers it.
    fn hold_up(&mut self, words: &str, now: Timestamp) -> Outcome {
        let mut first = false;
        self.status.change(|status| first = status.held_up_by.replace(words.to_owned()).is_none());
        let until = self.brake.pull(now);
        if first {
            tracing::error!(error = words, "polling is held up; nothing is lost, and it resumes by itself");
        }
        Outcome::Postponed(until)
    }

    /// The edge refuses this address: others take over until it may be tried again.
    fn rest(&mut self, told: std::time::Duration, now: Timestamp) -> Outcome {
        let until = now + rest_time(told);
        if self.crew.resting(now).is_none() {
            self.tell = true;
            tracing::error!(%until, "DeviantArt's edge refuses this address; resting, other workers take over");
        }
        self.crew.rest(until);
        // What held polls up before is no longer what they wait for.
        self.status.change(|status| (status.held_up_by, status.resting_until) = (None, Some(until)));
        // It is this worker that rests and not the source, which another worker is to poll now.
        Outcome::Postponed(now)
    }

    /// Whether an endpoint is gone, now that this source's poll was told so too.
    fn is_gone(&mut self, key: Key, endpoint: &'static str) -> bool {
        let artists =
            self.sources.all().filter(|(other, _)| same_kind(other.1, key.1)).map(|(other, _)| other.0).collect::<HashSet<_>>().len();
        self.gone_claims.add(key.1, endpoint, key.0, artists)
    }

    /// An endpoint was withdrawn: that kind of poll is of no use for a while, the artists stay.
    fn withdrawn(&mut self, key: Key, words: &str, now: Timestamp) -> Outcome {
        let until = now + self.context.pace.withdrawn();
        tracing::error!(kind = ?key.1, error = words, %until, "an endpoint is gone from DeviantArt; this kind of poll pauses");
        let affected: Vec<Key> = self.sources.all().map(|(key, _)| key).filter(|other| same_kind(other.1, key.1)).collect();
        for key in affected {
            self.schedule.postpone(key, until);
            self.set_trouble(key, words);
        }
        Outcome::Postponed(until)
    }

    /// One poll in each period is enough to see that a vanished artist is back.
    fn rest_artist(&mut self, key: Key, words: &str) {
        let Some(until) = self.schedule.rests_until(key) else { return };
        for key in self.sources_of(key.0) {
            self.schedule.postpone(key, until);
            self.set_trouble(key, words);
        }
    }

    fn hasten_all(&mut self, key: Key, now: Timestamp) {
        for other in self.sources_of(key.0) {
            self.schedule.hasten(other, now);
        }
    }

    fn set_trouble(&mut self, key: Key, words: &str) {
        if self.sources.change(key, |source| source.trouble = Some(words.to_owned())).is_some() {
            self.dirty.insert(key);
            self.urgent = true;
        }
        self.tell_trouble();
    }

    /// Notes how old the oldest poll is, and how many sources wait for theirs for longer than twice their interval.
    pub(super) fn note_ages(&self) {
        let now = self.context.deps.clock.now();
        let age = |source: &Source| source.last_poll_at.map(|at| now - at);
        let oldest = self.sources.all().filter_map(|(_, source)| age(source)).max();
        let late = |key: &Key, age: TimeDelta| self.schedule.interval(*key).is_some_and(|interval| age > interval * 2 + OVERDUE);
        let overdue = self.sources.all().filter(|(key, source)| age(source).is_some_and(|age| late(key, age))).count();
        let is_late = |source: &Source, age| late(&(source.artist, source.kind), age);
        let standouts = worst::standouts(self.sources.all().map(|(_, source)| source), now, is_late);
        self.status.change(|status| (status.overdue, status.oldest_poll, status.standouts) = (overdue, oldest, standouts));
    }

    fn tell_trouble(&self) {
        self.status.change(|status| status.in_trouble = self.sources.in_trouble());
        self.status.tally(self.sources.tallies());
    }
}

/// How late a post was seen; `downtime`: it was published before this worker began.
fn measure(late: TimeDelta, downtime: bool) {
    let seconds = late.as_seconds_f64().max(0.0);
    if downtime {
        metrics::histogram!("deviantcord_post_downtime_delay_seconds").record(seconds);
    } else {
        metrics::histogram!("deviantcord_post_seen_delay_seconds").record(seconds);
    }
}

/// When that had happened which makes a source of this kind worth a poll: the publication of new posts; for the rest, only the poll
/// tells.
fn news(kind: SourceKind, poll: &Poll) -> Vec<Timestamp> {
    let time = |event: &Event| {
        let parts = event.parts();
        match kind {
            SourceKind::Gallery | SourceKind::Posts => {
                let post = parts.content.filter(|_| parts.is_news)?;
                Some(post.published_at.unwrap_or(poll.observed_at))
            }
            SourceKind::Folder(_) => parts.folder.map(|_| poll.observed_at),
            SourceKind::Profile => parts.folders.map(|_| poll.observed_at),
            SourceKind::Group | SourceKind::Later => None,
        }
    };
    if kind == SourceKind::Group {
        return vec![poll.observed_at; usize::try_from(poll.submitted).unwrap_or(0)];
    }
    if !poll.first_page.is_empty() {
        return poll.first_page.clone();
    }
    poll.events.iter().filter_map(time).collect()
}
