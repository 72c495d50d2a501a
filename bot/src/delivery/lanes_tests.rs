use super::*;
use chrono::DateTime;
use proptest::prelude::*;
use std::collections::HashSet;
use std::time::Duration;
use uuid::Uuid;

fn waiting(id: u128, channel: u64, order: i64, kind: Kind) -> Waiting<()> {
    let order = (DateTime::from_timestamp_micros(order).unwrap_or_default(), DateTime::UNIX_EPOCH, 0);
    Waiting { id: NotificationId(Uuid::from_u128(id)), channel: ChannelId(channel), artist: None, order, kind, value: () }
}

fn by(artist: u128, waiting: Waiting<()>) -> Waiting<()> {
    Waiting { artist: Some(ArtistId(Uuid::from_u128(artist))), ..waiting }
}

const NOW: Mono = Duration::from_secs(1);

#[test]
fn a_channel_has_one_message_in_flight_and_keeps_its_order() {
    let mut lanes = Lanes::new(8);
    lanes.offer(waiting(2, 1, 20, Kind::Fresh));
    lanes.offer(waiting(1, 1, 10, Kind::Fresh));
    assert_eq!(lanes.next(NOW).map(|w| w.id.0.as_u128()), Some(1));
    assert_eq!(lanes.next(NOW), None);
    lanes.done(ChannelId(1), Mono::ZERO);
    assert_eq!(lanes.next(NOW).map(|w| w.id.0.as_u128()), Some(2));
}

#[test]
fn the_least_recently_served_channel_comes_first() {
    let mut lanes = Lanes::new(8);
    for n in 0..3 {
        lanes.offer(waiting(n, 1, 0, Kind::Fresh));
    }
    lanes.offer(waiting(10, 2, 99, Kind::Fresh));
    assert_eq!(lanes.next(NOW).map(|w| w.channel.0), Some(1), "both were never served: the older message goes");
    lanes.done(ChannelId(1), Mono::ZERO);
    assert_eq!(lanes.next(NOW).map(|w| w.channel.0), Some(2));
    assert_eq!(lanes.next(NOW).map(|w| w.channel.0), Some(1));
}

#[test]
fn a_resting_channel_lets_others_go_and_wakes_up() {
    let mut lanes = Lanes::new(8);
    lanes.offer(waiting(1, 1, 0, Kind::Fresh));
    lanes.offer(waiting(2, 1, 1, Kind::Fresh));
    assert!(lanes.next(NOW).is_some());
    lanes.done(ChannelId(1), NOW * 5);
    assert_eq!(lanes.next(NOW), None);
    assert_eq!(lanes.wakes_at(NOW), Some(NOW * 5));
    assert!(lanes.next(NOW * 5).is_some());
}

#[test]
fn slow_retries_leave_room_for_fresh_messages_and_the_reverse() {
    let mut lanes = Lanes::new(16);
    for n in 0..100 {
        lanes.offer(waiting(n, n as u64 + 1, 0, Kind::Retry));
    }
    let mut retries = 0;
    while lanes.next(NOW).is_some() {
        retries += 1;
    }
    assert_eq!(retries, 8, "retries take at most half of the places");
    for n in 200..300 {
        lanes.offer(waiting(n, n as u64 + 1, 0, Kind::Fresh));
    }
    assert!(lanes.next(NOW).is_some_and(|w| w.kind == Kind::Fresh));

    let mut lanes = Lanes::new(16);
    for n in 0..100 {
        lanes.offer(waiting(n, n as u64 + 1, 0, Kind::Fresh));
    }
    let mut fresh = 0;
    while lanes.next(NOW).is_some() {
        fresh += 1;
    }
    assert_eq!(fresh, 12, "a quarter of the places is kept for retries");
    lanes.offer(waiting(500, 500, 0, Kind::Retry));
    assert!(lanes.next(NOW).is_some_and(|w| w.kind == Kind::Retry));
}

#[test]
fn retries_get_every_fourth_turn_of_a_full_house() {
    let mut lanes = Lanes::new(8);
    for n in 0..40 {
        lanes.offer(waiting(n, n as u64 + 1, 0, Kind::Fresh));
        lanes.offer(waiting(n + 100, n as u64 + 101, 0, Kind::Retry));
    }
    let mut kinds = Vec::new();
    for _ in 0..40 {
        if let Some(next) = lanes.next(NOW) {
            kinds.push(next.kind);
            lanes.done(next.channel, Mono::ZERO);
        }
    }
    assert_eq!(kinds.iter().filter(|kind| **kind == Kind::Retry).count(), 10);
}

#[derive(Clone, Debug)]
enum Step {
    Offer { channel: u64, order: i64, retry: bool },
    Next,
    Done { which: usize, rest: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0u64..5, 0i64..1_000, any::<bool>()).prop_map(|(channel, order, retry)| Step::Offer { channel, order, retry }),
        3 => Just(Step::Next),
        2 => (0usize..8, 0u64..3).prop_map(|(which, rest)| Step::Done { which, rest }),
    ]
}

proptest! {
    /// One in flight per channel; what leaves a channel is the oldest that waits there; nothing is lost or doubled; and when all
    /// tries end, everything that was offered has had its turn.
    #[test]
    fn every_message_has_exactly_one_turn(steps in proptest::collection::vec(step(), 1..200)) {
        let mut lanes = Lanes::new(8);
        let mut flying: Vec<ChannelId> = Vec::new();
        let mut model: HashMap<ChannelId, BTreeMap<(Order, NotificationId), Kind>> = HashMap::new();
        let mut seen = HashSet::new();
        let mut offered = 0u128;
        let mut now = NOW;
        let drain = (0..400).map(|i| if i % 2 == 0 { Step::Next } else { Step::Done { which: 0, rest: 0 } });
        for step in steps.into_iter().chain(drain) {
            now += Duration::from_secs(1);
            match step {
                Step::Offer { channel, order, retry } => {
                    offered += 1;
                    let one = waiting(offered, channel, order, if retry { Kind::Retry } else { Kind::Fresh });
                    model.entry(one.channel).or_default().insert((one.order, one.id), one.kind);
                    lanes.offer(one);
                }
                Step::Next => {
                    if let Some(next) = lanes.next(now) {
                        prop_assert!(!flying.contains(&next.channel), "two in one channel");
                        prop_assert!(seen.insert(next.id), "one message twice");
                        let oldest = model.get_mut(&next.channel).and_then(BTreeMap::pop_first);
                        prop_assert_eq!(oldest, Some(((next.order, next.id), next.kind)));
                        flying.push(next.channel);
                        prop_assert!(flying.len() <= 8);
                    }
                }
                Step::Done { which, rest } => {
                    if !flying.is_empty() {
                        let channel = flying.swap_remove(which % flying.len());
                        lanes.done(channel, now + Duration::from_secs(rest));
                    }
                }
            }
            prop_assert_eq!(lanes.in_flight(), flying.len());
        }
        prop_assert_eq!(seen.len() as u128, offered);
        prop_assert_eq!(lanes.waiting(), 0);
    }
}

#[test]
fn a_post_for_thousands_of_channels_does_not_keep_the_posts_of_others_waiting() {
    let mut lanes = Lanes::new(8);
    for n in 0..5_000 {
        lanes.offer(by(1, waiting(n, n as u64, 0, Kind::Fresh)));
    }
    let mut turns = Vec::new();
    for turn in 0..40_u128 {
        if turn % 10 == 5 {
            // Later, and of another artist each time.
            lanes.offer(by(100 + turn, waiting(10_000 + turn, 10_000 + turn as u64, 1_000, Kind::Fresh)));
        }
        let next = lanes.next(NOW).unwrap();
        lanes.done(next.channel, Mono::ZERO);
        turns.push(next.channel.0 >= 10_000);
    }
    let others: Vec<usize> = turns.iter().enumerate().filter(|(_, other)| **other).map(|(turn, _)| turn).collect();
    assert_eq!(others.len(), 4, "{others:?}");
    assert!(others.iter().zip([5, 15, 25, 35]).all(|(went, came)| went - came <= 1), "each goes at its next turn: {others:?}");
}

#[test]
fn an_artist_with_much_to_tell_gets_a_turn_however_many_others_keep_coming() {
    let mut lanes = Lanes::new(8);
    for n in 0..50 {
        lanes.offer(by(1, waiting(n, n as u64, 0, Kind::Fresh)));
    }
    let mut own = 0;
    for n in 0..200_u128 {
        lanes.offer(by(100 + n, waiting(1_000 + n, 1_000 + n as u64, 1_000, Kind::Fresh)));
        let next = lanes.next(NOW).unwrap();
        lanes.done(next.channel, Mono::ZERO);
        own += u32::from(next.channel.0 < 1_000);
    }
    assert!(own >= 10, "{own} of 200 turns");
}
