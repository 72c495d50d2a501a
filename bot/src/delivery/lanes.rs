//! Who is next: one message in flight per channel, oldest first within a channel; artists take turns, and of one artist's channels the least recently
//! served comes first, so that a post for thousands of channels does not keep the posts of others waiting; fresh messages before retries with a
//! share reserved for each. Pure: time comes in, nothing is sent here.

use crate::discord::limiter::Mono;
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, NotificationId};
use std::collections::{BTreeMap, HashMap, HashSet};

/// After this many turns a waiting retry goes before fresh messages.
const RETRY_TURN: u32 = 4;

/// How many idle channels, and artists with nothing waiting, keep their last turn.
const REMEMBERED: usize = 10_000;

/// A place in a channel's order: when ingest saw the post, when it was published, and its number, which grows from post to post within a
/// second.
pub type Order = (Timestamp, Timestamp, u64);

/// Fresh, or tried before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Fresh,
    Retry,
}

/// Something that waits for its turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting<T> {
    pub id: NotificationId,
    pub channel: ChannelId,
    /// Whose turn it takes; None: nobody's who could be named, and those share one.
    pub artist: Option<ArtistId>,
    /// Its place in the channel's order; the id decides between equals.
    pub order: Order,
    pub kind: Kind,
    pub value: T,
}

#[derive(Debug)]
struct Lane<T> {
    queue: BTreeMap<(Order, NotificationId), Waiting<T>>,
    in_flight: Option<Kind>,
    /// The turn in which it was last served; 0: never.
    served: u64,
    blocked_until: Mono,
}

impl<T> Default for Lane<T> {
    fn default() -> Self {
        Self { queue: BTreeMap::new(), in_flight: None, served: 0, blocked_until: Mono::ZERO }
    }
}

impl<T> Lane<T> {
    fn head(&self, now: Mono) -> Option<&Waiting<T>> {
        if self.in_flight.is_some() || self.blocked_until > now {
            return None;
        }
        self.queue.values().next()
    }
}

/// All lanes.
#[derive(Debug)]
pub struct Lanes<T> {
    lanes: HashMap<ChannelId, Lane<T>>,
    /// The turn that last served each artist, or the current turn when the first message arrived, so that newcomers queue behind those already waiting.
    artists: HashMap<Option<ArtistId>, u64>,
    slots: usize,
    fresh_in_flight: usize,
    retries_in_flight: usize,
    turn: u64,
}

impl<T> Lanes<T> {
    /// `slots`: messages in flight in all; at least 4.
    #[must_use]
    pub fn new(slots: usize) -> Self {
        Self { lanes: HashMap::new(), artists: HashMap::new(), slots: slots.max(4), fresh_in_flight: 0, retries_in_flight: 0, turn: 0 }
    }

    /// Puts it in its lane. The same id twice is once.
    pub fn offer(&mut self, waiting: Waiting<T>) {
        self.artists.entry(waiting.artist).or_insert(self.turn);
        let lane = self.lanes.entry(waiting.channel).or_default();
        lane.queue.insert((waiting.order, waiting.id), waiting);
    }

    /// Takes the next one that may go; its channel is then busy until [`done`](Self::done).
    pub fn next(&mut self, now: Mono) -> Option<Waiting<T>> {
        let reserved = self.slots / 4;
        let fresh_room = self.fresh_in_flight < self.slots - reserved;
        let retry_room = self.retries_in_flight < self.slots - reserved * 2;
        if self.in_flight() >= self.slots {
            return None;
        }
        let fresh = fresh_room.then(|| self.least_recent(Kind::Fresh, now)).flatten();
        let retry = retry_room.then(|| self.least_recent(Kind::Retry, now)).flatten();
        let retries_turn = self.turn % u64::from(RETRY_TURN) == u64::from(RETRY_TURN) - 1;
        let channel = if retries_turn { retry.or(fresh) } else { fresh.or(retry) }?;
        self.turn += 1;
        let lane = self.lanes.get_mut(&channel)?;
        let (_, waiting) = lane.queue.pop_first()?;
        lane.in_flight = Some(waiting.kind);
        lane.served = self.turn;
        self.artists.insert(waiting.artist, self.turn);
        match waiting.kind {
            Kind::Fresh => self.fresh_in_flight += 1,
            Kind::Retry => self.retries_in_flight += 1,
        }
        Some(waiting)
    }

    fn least_recent(&self, kind: Kind, now: Mono) -> Option<ChannelId> {
        let heads = self.lanes.iter().filter_map(|(channel, lane)| lane.head(now).map(|head| (channel, lane, head)));
        let of_kind = heads.filter(|(_, _, head)| head.kind == kind);
        let turn = |head: &Waiting<T>| self.artists.get(&head.artist).copied().unwrap_or_default();
        of_kind.min_by_key(|(channel, lane, head)| (turn(head), lane.served, head.order, **channel)).map(|(channel, ..)| *channel)
    }

    /// The try of this channel ended; the channel rests until `rest_until`.
    pub fn done(&mut self, channel: ChannelId, rest_until: Mono) {
        if let Some(lane) = self.lanes.get_mut(&channel) {
            match lane.in_flight.take() {
                Some(Kind::Fresh) => self.fresh_in_flight -= 1,
                Some(Kind::Retry) => self.retries_in_flight -= 1,
                None => {}
            }
            lane.blocked_until = lane.blocked_until.max(rest_until);
        }
        if self.lanes.len() > REMEMBERED {
            self.lanes.retain(|_, lane| lane.in_flight.is_some() || !lane.queue.is_empty());
        }
        if self.artists.len() > REMEMBERED + self.waiting() {
            let waiting: HashSet<_> = self.lanes.values().flat_map(|lane| lane.queue.values()).map(|waiting| waiting.artist).collect();
            self.artists.retain(|artist, _| waiting.contains(artist));
        }
    }

    /// Takes what waits in this channel and is `wanted`, in its order.
    pub fn take_where(&mut self, channel: ChannelId, wanted: impl Fn(&T) -> bool) -> Vec<Waiting<T>> {
        let Some(lane) = self.lanes.get_mut(&channel) else { return Vec::new() };
        let places: Vec<_> = lane.queue.iter().filter(|(_, waiting)| wanted(&waiting.value)).map(|(place, _)| *place).collect();
        places.iter().filter_map(|place| lane.queue.remove(place)).collect()
    }

    /// Takes what waits in any channel and is `wanted`.
    pub fn take_everywhere(&mut self, wanted: impl Fn(&T) -> bool) -> Vec<Waiting<T>> {
        let queues = self.lanes.values_mut().map(|lane| &mut lane.queue);
        queues.flat_map(|queue| queue.extract_if(.., |_, waiting| wanted(&waiting.value)).map(|(_, waiting)| waiting)).collect()
    }

    /// Takes everything that waits in this channel.
    pub fn drain(&mut self, channel: ChannelId) -> Vec<Waiting<T>> {
        self.lanes.get_mut(&channel).map(|lane| std::mem::take(&mut lane.queue).into_values().collect()).unwrap_or_default()
    }

    /// Takes everything that waits.
    pub fn drain_all(&mut self) -> Vec<Waiting<T>> {
        self.lanes.values_mut().flat_map(|lane| std::mem::take(&mut lane.queue).into_values()).collect()
    }

    /// When a resting channel with something to do wakes up next.
    #[must_use]
    pub fn wakes_at(&self, now: Mono) -> Option<Mono> {
        let resting = self.lanes.values().filter(|lane| lane.in_flight.is_none() && !lane.queue.is_empty());
        resting.map(|lane| lane.blocked_until).filter(|until| *until > now).min()
    }

    /// Messages in flight.
    #[must_use]
    pub const fn in_flight(&self) -> usize {
        self.fresh_in_flight + self.retries_in_flight
    }

    /// Messages that wait for their turn.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.lanes.values().map(|lane| lane.queue.len()).sum()
    }
}

#[cfg(test)]
#[path = "lanes_tests.rs"]
mod tests;
