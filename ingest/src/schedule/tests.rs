use super::*;
use domain::id::FolderId;
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

const MINUTE: TimeDelta = TimeDelta::minutes(1);

fn gallery(artist: u128) -> Key {
    (ArtistId(Uuid::from_u128(artist)), SourceKind::Gallery)
}

fn posts(artist: u128) -> Key {
    (gallery(artist).0, SourceKind::Posts)
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

fn spec(weight: u32) -> Spec {
    Spec { interval: MINUTE, weight, cost: 1 }
}

fn schedule() -> Schedule {
    Schedule::new(TimeDelta::minutes(30), 1.0)
}

/// Polled last at this second.
fn seen(second: i64) -> Past {
    Past { seen: Some(at(second)), ..Past::default() }
}

/// Polled an hour ago, and not to be polled before this second.
fn rests(until: i64) -> Past {
    Past { rests_until: Some(at(until)), ..seen(-3600) }
}

#[test]
fn given_a_new_source_then_it_goes_before_the_overdue() {
    let mut schedule = schedule();
    schedule.upsert(gallery(1), spec(100), seen(-100_000), at(0));
    schedule.upsert(gallery(2), spec(1), Past::default(), at(0));
    assert_eq!(schedule.next(at(0)), Next::Poll(gallery(2)));
    assert_eq!(schedule.next(at(0)), Next::Poll(gallery(1)));
    assert_eq!(schedule.next(at(0)), Next::Idle);
}

#[test]
fn given_a_new_artist_then_the_gallery_comes_first_and_one_look_at_a_time() {
    let mut schedule = schedule();
    let folder = (gallery(1).0, SourceKind::Folder(FolderId(Uuid::from_u128(9))));
    let profile = (gallery(1).0, SourceKind::Profile);
    for key in [folder, posts(1), profile, gallery(1)] {
        schedule.upsert(key, spec(1), Past::default(), at(0));
    }
    for key in [gallery(1), profile, posts(1), folder] {
        assert_eq!(schedule.next(at(0)), Next::Poll(key));
        assert!(!matches!(schedule.next(at(0)), Next::Poll(_)), "the artist is being polled");
        schedule.done(key, Outcome::Fine, at(0));
    }
    assert!(matches!(schedule.next(at(0)), Next::Wait(until) if until >= at(60) && until <= at(72)));
}

#[test]
fn given_equal_rates_then_age_counts_squared_and_weight_counts_in_full() {
    let mut schedule = schedule();
    schedule.upsert(gallery(1), spec(1), seen(-60), at(0));
    schedule.upsert(gallery(2), spec(1), seen(-600), at(0));
    schedule.upsert(gallery(3), spec(99), seen(-60), at(0));
    schedule.upsert(gallery(4), spec(101), seen(-60), at(0));
    let order: Vec<Next> = (0..4).map(|_| schedule.next(at(0))).collect();
    assert_eq!(order, [gallery(4), gallery(2), gallery(3), gallery(1)].map(Next::Poll));
}

#[test]
fn given_a_source_that_was_refused_again_and_again_then_others_that_are_due_go_first() {
    for (failures, first) in [(0, gallery(1)), (1, gallery(1)), (2, gallery(2)), (9, gallery(2))] {
        let mut schedule = schedule();
        schedule.upsert(gallery(1), spec(1000), Past { failures, ..seen(-600) }, at(0));
        schedule.upsert(gallery(2), spec(1), seen(-600), at(0));
        assert_eq!(schedule.next(at(0)), Next::Poll(first), "{failures} failures");
    }
    let mut alone = schedule();
    alone.upsert(gallery(1), spec(1), Past { failures: 9, ..seen(-600) }, at(0));
    assert_eq!(alone.next(at(0)), Next::Poll(gallery(1)), "it has its turn when nobody else has");
}

#[test]
fn given_failures_then_the_distance_grows_to_the_cap_and_a_success_ends_it() {
    let mut schedule = schedule();
    schedule.upsert(gallery(1), spec(1), Past::default(), at(0));
    let mut now = at(0);
    let mut distances = Vec::new();
    for _ in 0..8 {
        assert_eq!(schedule.next(now), Next::Poll(gallery(1)));
        schedule.done(gallery(1), Outcome::Failed, now);
        let Next::Wait(until) = schedule.next(now) else { panic!("a failed source waits") };
        distances.push((until - now).num_minutes());
        now = until;
    }
    for (distance, planned) in distances.iter().zip([1, 2, 4, 8, 16, 30, 30, 30]) {
        assert!((planned..=planned + planned / 5).contains(distance), "{distances:?}");
    }
    assert_eq!(schedule.next(now), Next::Poll(gallery(1)));
    schedule.done(gallery(1), Outcome::Fine, now);
    assert!(schedule.rests_until(gallery(1)).unwrap() <= now + MINUTE * 6 / 5);
    assert_eq!(schedule.failures(gallery(1)), 0);
}

#[test]
fn given_a_hint_then_the_source_is_polled_at_once_even_if_it_is_under_way() {
    let mut schedule = schedule();
    schedule.upsert(gallery(1), spec(1), rests(600), at(0));
    schedule.upsert(gallery(2), spec(1), seen(-600), at(0));
    schedule.hasten(gallery(1), at(0));
    assert_eq!(schedule.next(at(0)), Next::Poll(gallery(1)));
    schedule.hasten(gallery(1), at(1));
    schedule.done(gallery(1), Outcome::Fine, at(2));
    assert_eq!(schedule.next(at(2)), Next::Poll(gallery(1)), "what was asked for while it was under way is polled again");
    schedule.done(gallery(1), Outcome::Fine, at(3));
    assert_eq!(schedule.next(at(3)), Next::Poll(gallery(2)));
}

#[test]
fn given_a_backlog_then_it_goes_on_soon_but_others_have_their_turn() {
    let mut schedule = schedule();
    schedule.upsert(gallery(1), spec(1), Past::default(), at(0));
    schedule.upsert(gallery(2), spec(1), seen(-61), at(0));
    assert_eq!(schedule.next(at(0)), Next::Poll(gallery(1)));
    schedule.done(gallery(1), Outcome::More, at(0));
    assert_eq!(schedule.next(at(0)), Next::Poll(gallery(2)));
    schedule.done(gallery(2), Outcome::Fine, at(0));
    assert_eq!(schedule.next(at(0)), Next::Poll(gallery(1)));
}

#[test]
fn given_a_postponed_artist_then_no_new_list_of_watches_brings_it_forward() {
    let mut schedule = schedule();
    schedule.upsert(gallery(1), spec(1), seen(-60), at(0));
    schedule.upsert(posts(1), spec(1), seen(-60), at(0));
    schedule.postpone(gallery(1), at(3600));
    schedule.postpone(posts(1), at(3600));
    schedule.upsert(gallery(1), spec(2), Past::default(), at(1));
    assert_eq!(schedule.next(at(10)), Next::Wait(at(3600)));
}

#[test]
fn given_a_removed_source_then_its_look_may_still_end() {
    let mut schedule = schedule();
    schedule.upsert(gallery(1), spec(1), Past::default(), at(0));
    assert_eq!(schedule.next(at(0)), Next::Poll(gallery(1)));
    schedule.remove(gallery(1));
    schedule.done(gallery(1), Outcome::Fine, at(1));
    assert!(schedule.is_empty());
    assert_eq!(schedule.next(at(1000)), Next::Idle);
    schedule.upsert(gallery(1), spec(1), Past::default(), at(1000));
    assert_eq!(schedule.next(at(1000)), Next::Poll(gallery(1)), "the artist is not busy forever");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Under any overload nobody waits longer than the cap, and no source comes sooner than its interval. A cap that is reached by
    /// several at once is served in turn: at most this many polls later.
    #[test]
    fn nobody_starves(weights in proptest::collection::vec(1_u32..1000, 1..60), seconds in 60_i64..240) {
        let mut schedule = schedule();
        let mut last: BTreeMap<Key, Timestamp> = BTreeMap::new();
        for (artist, weight) in weights.iter().enumerate() {
            schedule.upsert(gallery(artist as u128), spec(*weight), seen(-70), at(0));
            last.insert(gallery(artist as u128), at(-70));
        }
        let mut now = at(0);
        while now < at(2 * 86_400) {
            match schedule.next(now) {
                Next::Poll(key) => {
                    if let Some(before) = last.insert(key, now) {
                        prop_assert!(now - before >= MINUTE);
                    }
                    schedule.learn(key, &[], now);
                    schedule.done(key, Outcome::Fine, now);
                    now += TimeDelta::seconds(seconds);
                }
                Next::Wait(until) => {
                    prop_assert!(until > now);
                    now = until;
                }
                Next::Idle => prop_assert!(false, "there is always something to wait for"),
            }
            let turn = TimeDelta::seconds(seconds * weights.len() as i64);
            let longest = last.values().map(|before| now - *before).max().unwrap();
            prop_assert!(longest <= schedule.cap() + turn, "{longest} against {} and {turn}", schedule.cap());
        }
    }
}

proptest! {
    /// No order of calls loses a source or gives it out twice.
    #[test]
    fn no_source_is_lost(steps in proptest::collection::vec((0_u8..6, 0_u128..6, 0_i64..90), 1..200)) {
        let mut schedule = schedule();
        let mut out: Vec<Key> = Vec::new();
        let mut there = std::collections::BTreeSet::new();
        let mut now = at(0);
        for (step, artist, seconds) in steps {
            now += TimeDelta::seconds(seconds);
            let key = if artist % 2 == 0 { gallery(artist / 2) } else { posts(artist / 2) };
            match step {
                0 => { schedule.upsert(key, spec(1), Past::default(), now); there.insert(key); }
                1 => { schedule.remove(key); there.remove(&key); }
                2 => schedule.hasten(key, now),
                3 => if let Some(key) = out.pop() { schedule.done(key, Outcome::Failed, now) },
                4 => schedule.postpone(key, now + TimeDelta::seconds(30)),
                _ => if let Next::Poll(key) = schedule.next(now) {
                    prop_assert!(there.contains(&key));
                    prop_assert!(out.iter().all(|other| other.0 != key.0), "two polls of one artist");
                    out.push(key);
                },
            }
        }
        for key in out { schedule.done(key, Outcome::Fine, now) }
        now += TimeDelta::days(1);
        let mut seen = std::collections::BTreeSet::new();
        while let Next::Poll(key) = schedule.next(now) {
            seen.insert(key);
            schedule.done(key, Outcome::Fine, now);
        }
        prop_assert_eq!(seen, there);
    }
}

#[test]
fn given_a_source_then_its_next_poll_is_expected_after_its_rest_and_within_the_cap() {
    let mut schedule = schedule();
    schedule.upsert(gallery(1), spec(1), rests(90), at(0));
    schedule.upsert(gallery(2), spec(1), Past::default(), at(0));
    let expected = |schedule: &Schedule, artist| schedule.expected(gallery(artist), at(0));
    assert!(expected(&schedule, 1).is_some_and(|next| next >= at(90)), "it rests: {:?}", expected(&schedule, 1));
    assert_eq!((expected(&schedule, 2), expected(&schedule, 3)), (Some(at(0)), None), "never polled, and unknown");
    assert_eq!(schedule.next(at(0)), Next::Poll(gallery(2)));
    schedule.learn(gallery(2), &[at(-86_400)], at(0));
    schedule.done(gallery(2), Outcome::Fine, at(0));
    let next = expected(&schedule, 2).unwrap();
    assert!(next >= at(60) && next <= at(0) + schedule.cap().max(MINUTE * 2), "{next}");
}
