//! The schedule over a recorded or invented history: which artist it would have polled when, and how soon that would have shown each
//! post. The same [`Schedule`] that a worker uses, with a clock that jumps from request to request.

use super::memory::{instant, rates_of};
use super::pace::Pace;
use super::{Key, Next, Outcome, Past, Schedule};
use domain::clock::Timestamp;
use domain::id::ArtistId;
use std::collections::VecDeque;
use store::ingest::SourceKind;
use uuid::Uuid;

/// Second 0 of a trace, a Monday at midnight, in seconds since 1970.
const MONDAY: f64 = 4.0 * 86_400.0;

/// What was published when. Times are seconds from a Monday at midnight UTC.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// The end.
    pub horizon: f64,
    /// Posts before this time are not scored.
    pub warmup: f64,
    /// Posts that one request shows.
    pub page: usize,
    /// From when on which multiple of the budget is granted.
    pub budget: Vec<(f64, f64)>,
    pub artists: Vec<Artist>,
}

/// One artist of a trace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Artist {
    /// Channels that watch.
    pub weight: u32,
    /// From when on; 0: known at the start, with the posts before it.
    pub from: f64,
    /// Publication times, ascending.
    pub posts: Vec<f64>,
}

/// One request of a replay: at this time the artist's posts from this offset on are read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Request {
    pub at: f64,
    pub artist: usize,
    pub offset: usize,
}

/// How far a replay has come with one artist.
#[derive(Clone, Debug)]
struct Progress {
    /// Posts before this index are known or being read.
    known: usize,
    polled_at: f64,
    /// The longest time without a poll so far.
    longest: f64,
}

/// How soon posts were seen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    pub requests: u64,
    pub posts: u64,
    /// Mean time from publication to discovery, weighted by channels; seconds.
    pub mean: f64,
    /// 99 % of the weighted posts were seen sooner.
    pub p99: f64,
    /// The longest time that an artist was not polled.
    pub longest: f64,
}

/// A page that is full of news is read on with the next requests.
#[derive(Clone, Copy, Debug)]
struct Reading {
    artist: usize,
    /// The first new post, and the oldest that was read.
    from: usize,
    to: usize,
}

/// A replay under way.
#[derive(Clone, Debug)]
pub struct Replay<'a> {
    trace: &'a Trace,
    pace: Pace,
    pub schedule: Schedule,
    progress: Vec<Progress>,
    /// Artists by the time at which they are added.
    joining: VecDeque<usize>,
    reading: Option<Reading>,
    requests: u64,
    /// Delay and weight of every scored post.
    delays: Vec<(f64, f64)>,
}

impl<'a> Replay<'a> {
    /// Begins with the artists that are known at the start, as after a restart that lost what was learned.
    #[must_use]
    pub fn new(trace: &'a Trace, pace: Pace, rate: f64) -> Self {
        let mut joining: Vec<usize> = (0..trace.artists.len()).collect();
        joining.sort_by(|one, other| trace.artists[*one].from.total_cmp(&trace.artists[*other].from));
        let progress = |artist: &Artist| Progress {
            known: artist.posts.partition_point(|post| *post < artist.from),
            polled_at: artist.from,
            longest: 0.0,
        };
        Self {
            trace,
            pace,
            schedule: Schedule::new(pace.retry_cap(), rate),
            progress: trace.artists.iter().map(progress).collect(),
            joining: joining.into(),
            reading: None,
            requests: 0,
            delays: Vec::new(),
        }
    }

    /// One request may be made now; None: nobody has a turn.
    pub fn step(&mut self, now: f64) -> Option<Request> {
        self.join(now);
        let request = match self.reading {
            Some(reading) => self.read_on(reading, now),
            None => {
                let Next::Poll(key) = self.schedule.next(time(now)) else { return None };
                self.poll(index(key), now)
            }
        };
        self.requests += 1;
        Some(request)
    }

    /// The weighted delay of all scored posts by now: of those that were found, and so far of those that were not.
    #[must_use]
    pub fn waited(&self, now: f64) -> f64 {
        let found: f64 = self.delays.iter().map(|(delay, weight)| delay * weight).sum();
        let waits = |artist: &Artist, posts: &[f64]| {
            let out = posts.iter().take_while(|post| **post <= now).filter(|post| self.trace.scores(artist, **post));
            out.map(|post| now - post).sum::<f64>() * f64::from(artist.weight)
        };
        let unread = self.reading.map_or(0.0, |reading| {
            let artist = &self.trace.artists[reading.artist];
            waits(artist, &artist.posts[reading.from..reading.to])
        });
        let all = self.trace.artists.iter().zip(&self.progress);
        found + unread + all.map(|(artist, progress)| waits(artist, &artist.posts[progress.known..])).sum::<f64>()
    }

    /// How soon everything was seen, if the trace ends here.
    #[must_use]
    pub fn score(&self) -> Score {
        let end = self.trace.horizon;
        let mut delays = self.delays.clone();
        let mut longest: f64 = 0.0;
        for (artist, progress) in self.trace.artists.iter().zip(&self.progress) {
            let unread = self.reading.filter(|reading| std::ptr::eq(&self.trace.artists[reading.artist], artist));
            let never = unread.map_or(&[][..], |reading| &artist.posts[reading.from..reading.to]);
            for post in never.iter().chain(&artist.posts[progress.known..]).filter(|post| self.trace.scores(artist, **post)) {
                delays.push((end - post, f64::from(artist.weight)));
            }
            longest = longest.max(progress.longest).max(end - progress.polled_at);
        }
        delays.sort_by(|one, other| one.0.total_cmp(&other.0));
        let all: f64 = delays.iter().map(|(_, weight)| weight).sum();
        let mean = delays.iter().map(|(delay, weight)| delay * weight).sum::<f64>() / all.max(1.0);
        let mut passed = 0.0;
        let p99 = delays.iter().find(|(_, weight)| {
            passed += weight;
            passed >= 0.99 * all
        });
        Score { requests: self.requests, posts: delays.len() as u64, mean, p99: p99.map_or(0.0, |(delay, _)| *delay), longest }
    }

    /// Artists that are watched from now on. Those known at the start bring the history that the store has.
    fn join(&mut self, now: f64) {
        while let Some(id) = self.joining.front().copied().filter(|id| self.trace.artists[*id].from <= now) {
            self.joining.pop_front();
            let artist = &self.trace.artists[id];
            let spec = self.pace.spec(SourceKind::Gallery, None, false, artist.weight);
            let past = if artist.from > 0.0 {
                Past::default()
            } else {
                let posts: Vec<Timestamp> = artist.posts[..self.progress[id].known].iter().map(|post| time(*post)).collect();
                Past { seen: Some(time(0.0)), rates: Some(rates_of(&posts, time(0.0))), ..Past::default() }
            };
            self.schedule.upsert(key(id), spec, past, time(now));
        }
    }

    fn poll(&mut self, id: usize, now: f64) -> Request {
        let artist = &self.trace.artists[id];
        let progress = &mut self.progress[id];
        let known = progress.known;
        let published = known + artist.posts[known..].partition_point(|post| *post <= now);
        let first = artist.from > 0.0 && progress.polled_at <= artist.from;
        if now >= self.trace.warmup {
            progress.longest = progress.longest.max(now - progress.polled_at);
        }
        (progress.known, progress.polled_at) = (published, now);
        let page = published.saturating_sub(self.trace.page);
        let news = if first { page } else { known };
        let news: Vec<Timestamp> = artist.posts[news..published].iter().map(|post| time(*post)).collect();
        self.schedule.learn(key(id), &news, time(now));
        self.saw(id, page.max(known), published, now);
        if page > known {
            self.reading = Some(Reading { artist: id, from: known, to: page });
        } else {
            self.schedule.done(key(id), Outcome::Fine, time(now));
        }
        Request { at: now, artist: id, offset: 0 }
    }

    fn read_on(&mut self, reading: Reading, now: f64) -> Request {
        let Reading { artist, from, to } = reading;
        let published = self.trace.artists[artist].posts.partition_point(|post| *post <= now);
        let page = to.saturating_sub(self.trace.page).max(from);
        self.saw(artist, page, to, now);
        self.reading = (page > from).then_some(Reading { artist, from, to: page });
        if self.reading.is_none() {
            self.schedule.done(key(artist), Outcome::Fine, time(now));
        }
        Request { at: now, artist, offset: published - to }
    }

    fn saw(&mut self, id: usize, from: usize, to: usize, now: f64) {
        let artist = &self.trace.artists[id];
        let scored = artist.posts[from..to].iter().filter(|post| self.trace.scores(artist, **post));
        self.delays.extend(scored.map(|post| (now - post, f64::from(artist.weight))));
    }
}

impl Trace {
    fn scores(&self, artist: &Artist, post: f64) -> bool {
        post >= artist.from.max(self.warmup) && post < self.horizon
    }
}

/// When requests may be made: evenly, at this rate a minute times what the trace grants. A token bucket that never saves anything up.
pub fn slots(trace: &Trace, per_minute: f64) -> impl Iterator<Item = f64> {
    let mut owed = 0.0;
    trace.budget.iter().enumerate().flat_map(move |(at, (from, times))| {
        let until = trace.budget.get(at + 1).map_or(trace.horizon, |next| next.0.min(trace.horizon));
        let rate = per_minute * times / 60.0;
        let due = (until - from).max(0.0) * rate + owed;
        let before = std::mem::replace(&mut owed, due.fract());
        (1..=due as u64).map(move |count| from + (count as f64 - before) / rate).filter(|at| *at < trace.horizon)
    })
}

/// The gallery of an artist of a trace.
fn key(artist: usize) -> Key {
    (ArtistId(Uuid::from_u128(artist as u128)), SourceKind::Gallery)
}

fn index(key: Key) -> usize {
    usize::try_from(key.0.0.as_u128()).unwrap_or(usize::MAX)
}

fn time(second: f64) -> Timestamp {
    instant(MONDAY + second)
}

#[cfg(test)]
mod tests;
