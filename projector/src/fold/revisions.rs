//! Which of several facts about one thing holds: whatever the clocks say, in whatever order and however often they enter the log.

use super::fold;
use super::tests::{ARTIST, artist, at, given, id, post, published, then, watch};
use domain::event::{Envelope, Event};
use domain::id::FolderId;
use domain::notification::Suppressed;
use domain::post::{ArtistKind, Folder, Post};
use proptest::prelude::*;
use store::projection::rows::{ArtistRow, FolderRow, PostRow};
use store::projection::{Changes, Incoming, Loaded};
use uuid::Uuid;

const DAY: i64 = 86_400;

fn revised(title: &str, mature: bool) -> Event {
    Event::PostRevised { post: Post { title: title.to_owned(), mature, ..post(1) }, changes: Vec::new() }
}

fn removed() -> Event {
    Event::PostRemoved { artist: ARTIST, post: id(1) }
}

fn profiled(name: &str) -> Event {
    let folders = vec![Folder { id: FolderId(Uuid::from_u128(7)), name: format!("{name}'s best"), parent: None, size: None }];
    Event::ArtistProfiled { artist: artist(name), kind: ArtistKind::Person, folders }
}

fn incoming(envelope: Envelope) -> Incoming {
    Incoming { offset: 0, payload: Vec::new(), lane: Some(envelope.event.lane()), event: Ok(envelope) }
}

/// Folds one by one, as a projector with batches of one does: each time only what the last left is known.
fn one_by_one(loaded: &Loaded, envelopes: impl IntoIterator<Item = Envelope>) -> (Loaded, Vec<domain::notification::NewNotification>) {
    let (mut loaded, mut notifications) = (loaded.clone(), Vec::new());
    for envelope in envelopes {
        let Changes { artists, folders, posts, notifications: new, .. } = fold(&loaded, &[incoming(envelope)]);
        loaded.artists.extend(artists.into_iter().map(|row| (row.id, row)));
        loaded.folders.retain(|old| !folders.iter().any(|row| row.id == old.id));
        loaded.folders.extend(folders);
        loaded.posts.extend(posts.into_iter().map(|row| (row.post.id, row)));
        notifications.extend(new);
    }
    (loaded, notifications)
}

fn the_post(envelopes: impl IntoIterator<Item = Envelope>) -> PostRow {
    one_by_one(&Loaded::default(), envelopes).0.posts.remove(&id(1)).unwrap()
}

/// A fact of this revision, told at this second.
fn fact(rev: u64, second: i64, event: Event) -> Envelope {
    Envelope::revision(event, at(second), rev)
}

#[test]
fn a_clock_a_day_ahead_does_not_outrank_the_truth() {
    let row = the_post([fact(1, DAY, published(post(1))), fact(2, 5, revised("Night", true))]);
    assert!(row.post.mature);
    assert_eq!(row.post.title, "Night");
    let gone = the_post([fact(1, DAY, published(post(1))), fact(2, 5, removed())]);
    assert!(gone.removed());
    let back = the_post([fact(1, 5, published(post(1))), fact(2, DAY, removed()), fact(3, 6, published(post(1)))]);
    assert!(!back.removed());
}

#[test]
fn a_post_that_was_called_mature_under_a_slow_clock_is_not_offered_where_mature_is_unwanted() {
    let loaded = given([watch(1, |wish| wish.mature = false)]);
    let facts = [fact(2, 5, revised("Night", true)), fact(1, DAY, published(post(1)))];
    let changes = fold(&loaded, &facts.map(incoming));
    then(&changes, &[(1, 1, Some(Suppressed::MatureUnwanted))]);
}

#[test]
fn a_late_repeat_changes_nothing() {
    let once = [fact(1, 1, published(post(1))), fact(2, 2, revised("new", false)), fact(3, 3, removed())];
    let row = the_post(once.clone());
    for repeat in &once {
        assert_eq!(the_post(once.iter().chain([repeat]).cloned()), row);
    }
}

#[test]
fn a_title_that_returns_to_its_old_words_is_a_fact_of_its_own() {
    let (there, back) = (fact(2, 2, revised("old words", false)), fact(4, 4, revised("old words", false)));
    assert_ne!(there.id, back.id);
    assert_eq!(there.id, fact(2, 9, revised("old words", false)).id, "a retry is the same fact");
    let row = the_post([there.clone(), fact(3, 3, revised("new words", false)), back, there]);
    assert_eq!(row.post.title, "old words");
    assert_eq!(row.rev, Some(4));
}

#[test]
fn of_two_that_knew_the_same_the_one_that_calls_it_mature_is_believed_and_else_the_later() {
    let (safe, mature) = (fact(2, 9, revised("safe", false)), fact(2, 1, revised("mature", true)));
    assert_eq!(the_post([safe.clone(), mature.clone()]).post.title, "mature");
    assert_eq!(the_post([mature, safe.clone()]).post.title, "mature");
    assert_eq!(the_post([safe, fact(2, 1, revised("also safe", false))]).post.title, "also safe");
    assert!(the_post([fact(1, 1, published(post(1))), fact(2, 9, revised("there", false)), fact(2, 1, removed())]).removed());
    assert!(!the_post([fact(1, 1, published(post(1))), fact(2, 1, removed()), fact(2, 9, revised("there", false))]).removed());
}

#[test]
fn what_has_no_revision_ranks_below_and_keeps_its_order() {
    let old = |second, title: &str| Envelope::new(revised(title, false), at(second));
    assert_eq!(the_post([old(9, "newest"), old(4, "late")]).post.title, "newest");
    assert_eq!(the_post([old(DAY, "old"), fact(1, 1, revised("new", false)), old(2 * DAY, "older")]).post.title, "new");
    let gone = Envelope::new(removed(), at(DAY));
    assert!(the_post([old(9, "there"), gone.clone()]).removed());
    assert!(!the_post([old(9, "there"), gone.clone(), fact(1, 1, published(post(1))), gone]).removed());
}

#[test]
fn the_name_of_the_newest_profile_stays_whatever_a_clock_or_a_repeated_post_says() {
    let signed = |rev, second, name: &str| fact(rev, second, Event::PostPublished { artist: artist(name), post: post(1) });
    let name = |facts: Vec<Envelope>| one_by_one(&Loaded::default(), facts).0.artists.remove(&ARTIST).unwrap().name;
    assert_eq!(name(vec![fact(1, DAY, profiled("kim")), fact(2, 5, profiled("kimmy"))]), "kimmy");
    assert_eq!(name(vec![signed(1, DAY, "kim"), fact(1, 5, profiled("kimmy")), signed(1, DAY, "kim")]), "kimmy");
    assert_eq!(name(vec![fact(1, DAY, profiled("kim")), signed(1, 5, "kimmy")]), "kimmy", "a new post of somebody who was renamed");
}

/// Facts about one post and its artist, each with a revision and its own content.
fn fact_of(rev: u64, choice: u8, second: i64) -> Envelope {
    let title = format!("title {}", rev % 3);
    let mature = choice.is_multiple_of(2);
    fact(
        rev,
        second,
        match choice % 6 {
            0 | 1 => published(Post { title, mature, ..post(1) }),
            2 | 3 => revised(&title, mature),
            4 => removed(),
            _ => profiled(&format!("kim-{rev}")),
        },
    )
}

fn is_of_artist(envelope: &Envelope) -> bool {
    matches!(envelope.event, Event::ArtistProfiled { .. })
}

fn content(envelope: &Envelope) -> Option<&Post> {
    match &envelope.event {
        Event::PostPublished { post, .. } | Event::PostRevised { post, .. } => Some(post),
        _ => None,
    }
}

type Rows = (Option<PostRow>, Option<(String, Option<u64>)>, Vec<FolderRow>);

fn rows(envelopes: impl IntoIterator<Item = Envelope>) -> Rows {
    let (mut loaded, _) = one_by_one(&Loaded::default(), envelopes);
    let artist = loaded.artists.remove(&ARTIST).filter(|row: &ArtistRow| row.profiled.rev.is_some()).map(|row| (row.name, row.rev));
    (loaded.posts.remove(&id(1)), artist, loaded.folders)
}

/// What each step says, and under which clock; in which order, and how late, the log has them.
type History = (Vec<(u8, i64)>, Vec<(prop::sample::Index, i64)>);

/// A history in its true order, and the same in any order, with repeats, told under any clocks.
fn histories() -> impl Strategy<Value = History> {
    let skew = -30 * DAY..30 * DAY;
    (prop::collection::vec((any::<u8>(), skew.clone()), 1..12), prop::collection::vec((any::<prop::sample::Index>(), skew), 0..40))
}

proptest! {
    /// What holds is what the highest revision tells: in any order, repeated however often, under clocks of any skew.
    #[test]
    fn the_highest_revision_holds_in_any_order_under_any_clocks((truth, told) in histories()) {
        let truth: Vec<Envelope> = truth.into_iter().zip(1..).map(|((choice, second), rev)| fact_of(rev, choice, second)).collect();
        // Each at least once, in its own order, with repeats before and after.
        let mut appended: Vec<Envelope> = Vec::new();
        for (which, place) in told {
            let envelope = truth[which.index(truth.len())].clone();
            let place = place.unsigned_abs() as usize % (appended.len() + 1);
            appended.insert(place, envelope);
        }
        appended.extend(truth.iter().rev().cloned());
        let (row, name, _) = rows(appended);
        let newest = truth.iter().rev().find_map(|envelope| content(envelope));
        let last = truth.iter().rev().find(|envelope| !is_of_artist(envelope));
        if let Some(newest) = newest {
            let row = row.clone().unwrap();
            prop_assert_eq!(&row.post.title, &newest.title);
            prop_assert_eq!(row.post.mature, newest.mature);
        }
        if let Some(last) = last {
            let row = row.unwrap();
            prop_assert_eq!(row.removed(), matches!(last.event, Event::PostRemoved { .. }));
            prop_assert_eq!(row.rev, last.rev);
        }
        let profile = truth.iter().rev().find(|envelope| is_of_artist(envelope));
        prop_assert_eq!(name.map(|(_, rev)| rev), profile.map(|profile| profile.rev));
    }

    /// The same log told under other clocks ends in the same facts, also where two polls knew the same.
    #[test]
    fn clocks_decide_nothing(log in prop::collection::vec((1..5_u64, any::<u8>(), -30 * DAY..30 * DAY, -30 * DAY..30 * DAY), 1..20)) {
        let under = |clock: fn(&(u64, u8, i64, i64)) -> i64| {
            let (row, artist, folders) = rows(log.iter().map(|entry| fact_of(entry.0, entry.1, clock(entry))));
            (row.map(|row| (row.removed(), row.rev, row.content.rev, row.post)), artist, folders)
        };
        prop_assert_eq!(under(|entry| entry.2), under(|entry| entry.3));
    }

    /// Of several polls that knew the same, one that called the post mature is enough.
    #[test]
    fn a_tie_is_never_settled_as_safe(log in prop::collection::vec((1..4_u64, any::<u8>(), -DAY..DAY), 1..12)) {
        let facts: Vec<Envelope> = log.iter().map(|(rev, choice, second)| fact_of(*rev, *choice, *second)).collect();
        let highest = facts.iter().filter(|envelope| content(envelope).is_some()).map(|envelope| envelope.rev).max();
        let mature = facts.iter().filter(|envelope| envelope.rev == highest.flatten()).filter_map(content).any(|post| post.mature);
        if let (Some(row), Some(_)) = (rows(facts).0, highest) {
            prop_assert_eq!(row.post.mature, mature);
        }
    }

    /// One batch or many: the same rows.
    #[test]
    fn batches_of_one_and_one_batch_are_the_same(log in prop::collection::vec((0..4_u64, any::<u8>(), -DAY..DAY), 1..20)) {
        let facts = || log.iter().map(|(rev, choice, second)| {
            let with = fact_of(*rev, *choice, *second);
            if *rev == 0 { Envelope::new(with.event, with.observed_at) } else { with }
        });
        let whole = fold(&Loaded::default(), &facts().map(incoming).collect::<Vec<_>>());
        let (one, _) = one_by_one(&Loaded::default(), facts());
        prop_assert_eq!(whole.posts.first(), one.posts.get(&id(1)));
        prop_assert_eq!(whole.artists.first(), one.artists.get(&ARTIST));
    }
}
