//! Given rows, when events, then changes: one test per rule.

use super::fold;
use chrono::{DateTime, TimeDelta};
use domain::clock::Timestamp;
use domain::event::{Envelope, Event, Vanished};
use domain::id::{ArtistId, ChannelId, FolderId, GuildId, PostId, WatchId};
use domain::notification::Suppressed;
use domain::post::{ArtistKind, ArtistRef, Folder, Post, PostKind};
use domain::verdict::{Passed, Place, Verdict, why};
use domain::watch::{NewWatch, Watch, What};
use store::projection::rows::Existing;
use store::projection::{Changes, Incoming, Loaded};
use uuid::Uuid;

pub(super) const ARTIST: ArtistId = ArtistId(Uuid::from_u128(1));
const GROUP: ArtistId = ArtistId(Uuid::from_u128(2));
const FOLDER: FolderId = FolderId(Uuid::from_u128(30));

pub(super) fn at(second: i64) -> Timestamp {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_000_000 + second)
}

pub(super) fn id(n: u128) -> PostId {
    PostId(Uuid::from_u128(1000 + n))
}

pub(super) fn post(n: u128) -> Post {
    Post { kind: PostKind::Image, title: format!("post {n}"), published_at: Some(at(0)), ..Post::unknown(id(n), ARTIST) }
}

pub(super) fn artist(name: &str) -> ArtistRef {
    ArtistRef { id: ARTIST, name: name.to_owned(), icon: None }
}

pub(super) fn published(post: Post) -> Event {
    Event::PostPublished { artist: artist("kim"), post }
}

fn foldered(n: u128) -> Event {
    Event::PostFoldered { owner: GROUP, post: id(n), folder: FOLDER, folder_name: "featured".to_owned() }
}

/// Watch number `n`, in channel 1, older than those with a greater number.
pub(super) fn watch(n: u8, change: impl FnOnce(&mut NewWatch)) -> Watch {
    let mut wish = NewWatch::new(GuildId(1), ChannelId(1), ARTIST, "kim", at(i64::from(n))).mature(true).announce_from(at(-600));
    change(&mut wish);
    Watch { id: WatchId(Uuid::from_u128(u128::from(n))), wish }
}

fn in_folder(wish: &mut NewWatch) {
    wish.artist = GROUP;
    wish.folder = Some((FOLDER, "featured".to_owned()));
}

fn of_group(wish: &mut NewWatch) {
    (wish.artist, wish.group) = (GROUP, true);
}

pub(super) fn given(watches: impl IntoIterator<Item = Watch>) -> Loaded {
    Loaded { watches: watches.into_iter().collect(), ..Loaded::default() }
}

/// Events with their observation times; offsets from 0.
fn when(loaded: &Loaded, events: impl IntoIterator<Item = (i64, Event)>) -> Changes {
    let entry = |(offset, (second, event)): (usize, (i64, Event))| Incoming {
        offset: offset as u64,
        payload: Vec::new(),
        lane: Some(event.lane()),
        event: Ok(Envelope::new(event, at(second))),
    };
    fold(loaded, &events.into_iter().enumerate().map(entry).collect::<Vec<_>>())
}

/// Who gets what: watch number, post number, why not.
#[track_caller]
pub(super) fn then(changes: &Changes, expected: &[(u8, u128, Option<Suppressed>)]) {
    let name = |row: &domain::notification::NewNotification| {
        let post = row.post.map_or(0, |post| post.0.as_u128() - 1000);
        (u8::try_from(row.watch.0.as_u128()).unwrap(), post, row.suppressed)
    };
    assert_eq!(changes.notifications.iter().map(name).collect::<Vec<_>>(), expected);
}

#[test]
fn a_new_post_goes_to_the_artists_watch_once() {
    let changes = when(&given([watch(1, |_| {})]), [(5, published(post(1))), (6, published(post(1)))]);
    then(&changes, &[(1, 1, None)]);
    assert_eq!(changes.posts.len(), 1);
    assert_eq!(changes.posts[0].first_seen_at, Some(at(5)));
}

#[test]
fn a_post_from_before_the_watch_is_known_and_not_announced_and_a_row_says_why_for_a_day() {
    let before = |seconds: i64| Post { published_at: Some(at(-600 - seconds)), ..post(1) };
    for (seconds, rows) in
        [(1, &[(1, 1, Some(Suppressed::BeforeWatch))][..]), (86_400, &[(1, 1, Some(Suppressed::BeforeWatch))]), (86_401, &[])]
    {
        let changes = when(&given([watch(1, |_| {})]), [(5, published(before(seconds)))]);
        then(&changes, rows);
        assert_eq!(changes.posts.len(), 1);
    }
}

#[test]
fn a_post_in_several_folders_of_a_group_is_announced_once_to_a_watch_of_the_whole_group() {
    let other =
        |n| Event::PostFoldered { owner: GROUP, post: id(n), folder: FolderId(Uuid::from_u128(31)), folder_name: "other".to_owned() };
    let elsewhere = Event::PostFoldered {
        owner: ArtistId(Uuid::from_u128(9)),
        post: id(2),
        folder: FolderId(Uuid::from_u128(99)),
        folder_name: "of another group".to_owned(),
    };
    let watches = || [watch(1, of_group)];
    let told = [(5, published(post(1))), (5, foldered(1)), (6, other(1)), (7, published(post(2))), (7, elsewhere)];
    then(&when(&given(watches()), told.clone()), &[(1, 1, None)]);
    // The places first, as a replay of parked events may have it; and a post that is moved after it was announced.
    let [new, first, second, ..] = told;
    then(&when(&given(watches()), [first.clone(), second.clone(), new.clone()]), &[(1, 1, None)]);
    let mut loaded = given(watches());
    let changes = when(&loaded, [new, first]);
    loaded.posts.extend(changes.posts.iter().map(|row| (row.post.id, row.clone())));
    for place in &changes.post_folders {
        loaded.post_folders.entry(place.post).or_default().push(*place);
    }
    loaded.notifications.extend(changes.notifications.iter().map(|row| Existing {
        id: row.id,
        watch: row.watch,
        channel: row.channel,
        post: row.post.unwrap(),
        announces: true,
    }));
    then(&when(&loaded, [second]), &[]);
}

#[test]
fn a_post_from_before_one_watch_is_left_to_the_other_of_its_channel() {
    let watches = [watch(1, |wish| wish.announce_from = at(10)), watch(2, |_| {})];
    then(&when(&given(watches), [(5, published(post(1)))]), &[(1, 1, Some(Suppressed::BeforeWatch)), (2, 1, None)]);
}

#[test]
fn why_a_post_has_no_row_is_computed_by_the_rule_of_the_fold() {
    let ask = |change: fn(&mut NewWatch), post: Post| {
        let watch = watch(1, change);
        let said = why(&watch.wish, &post, false, &[Place { folder: FOLDER, owner: GROUP }]);
        let decided = when(&given([watch]), [(5, published(post)), (5, foldered(1))]).notifications;
        assert_eq!(decided.is_empty(), matches!(said, Verdict::Passed(_)), "{said:?}: {decided:?}");
        said
    };
    let old = Post { published_at: Some(at(-90_000)), ..post(1) };
    assert_eq!(ask(|_| {}, old), Verdict::Passed(Passed::LongBefore));
    assert_eq!(ask(|_| {}, Post { published_at: None, ..post(1) }), Verdict::Passed(Passed::Undated));
    assert_eq!(ask(|wish| wish.what = What::Journals, post(1)), Verdict::Passed(Passed::Kind));
    assert_eq!(ask(|wish| wish.artist = GROUP, post(1)), Verdict::Passed(Passed::Elsewhere));
    assert_eq!(ask(|wish| wish.folder = Some((FolderId(Uuid::nil()), String::new())), post(1)), Verdict::Passed(Passed::Elsewhere));
    assert_eq!(ask(in_folder, post(1)), Verdict::Wanted);
    assert_eq!(ask(of_group, post(1)), Verdict::Wanted);
    assert_eq!(ask(|wish| (wish.artist, wish.group) = (ArtistId(Uuid::nil()), true), post(1)), Verdict::Passed(Passed::Elsewhere));
    assert_eq!(why(&watch(1, |_| {}).wish, &post(1), true, &[]), Verdict::Suppressed(Suppressed::PostRemoved));
}

#[test]
fn a_post_without_a_date_is_known_but_not_announced() {
    let undated = Post { published_at: None, ..post(1) };
    let changes = when(&given([watch(1, |_| {})]), [(5, published(undated))]);
    then(&changes, &[]);
    assert_eq!(changes.posts.len(), 1);
}

#[test]
fn kinds_that_the_watch_does_not_want_are_left_out() {
    let journal = Post { kind: PostKind::Journal, ..post(2) };
    let watches = [watch(1, |wish| wish.what = What::Journals)];
    then(&when(&given(watches), [(5, published(post(1))), (5, published(journal))]), &[(1, 2, None)]);
}

#[test]
fn a_mature_post_is_suppressed_where_it_is_not_wanted() {
    let mature = Post { mature: true, ..post(1) };
    let watches = [watch(1, |wish| wish.mature = false), watch(2, |wish| wish.channel = ChannelId(2))];
    then(&when(&given(watches), [(5, published(mature))]), &[(1, 1, Some(Suppressed::MatureUnwanted)), (2, 1, None)]);
}

#[test]
fn a_channel_gets_a_post_once_and_the_oldest_watch_wins() {
    let watches = [watch(2, |wish| wish.what = What::Deviations), watch(1, |_| {})];
    then(&when(&given(watches), [(5, published(post(1)))]), &[(1, 1, None), (2, 1, Some(Suppressed::SameChannel))]);
}

#[test]
fn a_watch_that_posts_at_once_wins_over_one_that_posts_digests() {
    let watches = [watch(1, |wish| wish.rhythm.digest = "hourly".parse().ok()), watch(2, |_| {})];
    then(&when(&given(watches), [(5, published(post(1)))]), &[(2, 1, None), (1, 1, Some(Suppressed::SameChannel))]);
}

#[test]
fn an_unwanted_mature_post_leaves_the_channel_to_the_next_watch() {
    let mature = Post { mature: true, ..post(1) };
    let watches = [watch(1, |wish| wish.mature = false), watch(2, |wish| wish.what = What::Deviations)];
    then(&when(&given(watches), [(5, published(mature))]), &[(1, 1, Some(Suppressed::MatureUnwanted)), (2, 1, None)]);
}

#[test]
fn a_folder_watch_gets_a_members_post_in_either_order() {
    let loaded = given([watch(1, in_folder)]);
    then(&when(&loaded, [(5, published(post(1))), (5, foldered(1))]), &[(1, 1, None)]);
    then(&when(&loaded, [(5, foldered(1)), (6, published(post(1)))]), &[(1, 1, None)]);
    then(&when(&loaded, [(5, published(post(1)))]), &[]);
    then(&when(&loaded, [(5, foldered(1))]), &[]);
}

#[test]
fn every_post_of_a_burst_is_announced() {
    let changes = when(&given([watch(1, |_| {})]), (1..=500).map(|n| (5, published(post(n)))));
    assert_eq!(changes.notifications.len(), 500);
    assert!(changes.notifications.iter().all(|row| row.suppressed.is_none() && row.post.is_some() && row.due_at == at(5)));
}

#[test]
fn a_post_that_went_and_came_back_is_not_announced_again() {
    let removed = Event::PostRemoved { artist: ARTIST, post: id(1) };
    let changes = when(&given([watch(1, |_| {})]), [(5, published(post(1))), (6, removed), (7, published(post(1)))]);
    then(&changes, &[(1, 1, None)]);
    assert!(!changes.posts[0].removed());
}

#[test]
fn a_removed_post_that_moves_into_a_folder_is_suppressed() {
    let removed = Event::PostRemoved { artist: ARTIST, post: id(1) };
    let changes = when(&given([watch(1, in_folder)]), [(5, published(post(1))), (6, removed), (7, foldered(1))]);
    then(&changes, &[(1, 1, Some(Suppressed::PostRemoved))]);
}

#[test]
fn the_newest_revision_stays_whatever_comes_after_it() {
    let revised = |title: &str| Event::PostRevised { post: Post { title: title.to_owned(), ..post(1) }, changes: Vec::new() };
    let changes = when(&Loaded::default(), [(1, published(post(1))), (9, revised("new")), (4, revised("late"))]);
    assert_eq!(changes.posts[0].post.title, "new");
    assert_eq!(changes.posts[0].first_seen_at, Some(at(1)));
}

#[test]
fn a_profile_replaces_name_and_folders_and_marks_those_gone() {
    let folder = |n: u128| Folder { id: FolderId(Uuid::from_u128(n)), name: format!("folder {n}"), parent: None, size: None };
    let profile = |name: &str, folders: Vec<Folder>| Event::ArtistProfiled { artist: artist(name), kind: ArtistKind::Group, folders };
    let events = [(1, profile("kim", vec![folder(1), folder(2)])), (2, profile("kimmy", vec![folder(2)]))];
    let changes = when(&Loaded::default(), events);
    assert_eq!((changes.artists[0].name.as_str(), changes.artists[0].kind), ("kimmy", ArtistKind::Group));
    assert_eq!(changes.folders.iter().map(|row| (row.gone, row.position)).collect::<Vec<_>>(), [(true, 0), (false, 0)]);
}

#[test]
fn vanishing_and_returning_follow_their_numbers() {
    let vanished = |epoch| Event::ArtistVanished { artist: ARTIST, why: Vanished::Inactive, epoch };
    let returned = |epoch| Event::ArtistReturned { artist: ARTIST, epoch };
    let changes = when(&Loaded::default(), [(1, vanished(1)), (2, returned(1)), (3, vanished(1))]);
    assert!(changes.artists[0].returned);
    let changes = when(&Loaded::default(), [(1, vanished(1)), (2, vanished(2)), (3, returned(1))]);
    assert_eq!((changes.artists[0].returned, changes.artists[0].vanished.as_deref()), (false, Some("inactive")));
}

#[test]
fn what_cannot_be_read_is_parked_with_what_follows_of_its_artist() {
    let bad = Incoming { offset: 0, payload: b"?".to_vec(), event: Err("no".to_owned()), lane: Some(ARTIST) };
    let good =
        |offset, event: Event| Incoming { offset, payload: Vec::new(), lane: Some(event.lane()), event: Ok(Envelope::new(event, at(1))) };
    let changes = fold(&Loaded::default(), &[bad, good(1, published(post(1))), good(2, foldered(1))]);
    assert_eq!(changes.parked.keys().copied().collect::<Vec<_>>(), [0, 1]);
    assert_eq!((changes.posts.len(), changes.post_folders.len()), (0, 1));
}

fn filtered(filter: &'static str) -> impl FnOnce(&mut NewWatch) {
    move |wish| wish.filter = Some(domain::filter::Filter::parse(filter).unwrap())
}

fn tagged(tags: &[&str]) -> Post {
    Post { tags: tags.iter().map(|&tag| tag.to_owned()).collect(), tags_known: true, ..post(1) }
}

#[test]
fn what_a_filter_refuses_has_a_row_that_says_so_and_the_next_watch_gets_it() {
    let watches = [watch(1, filtered("-#ai")), watch(2, filtered("post")), watch(3, |_| {})];
    let changes = when(&given(watches), [(5, published(tagged(&["AI"])))]);
    then(&changes, &[(1, 1, Some(Suppressed::Filtered)), (2, 1, None), (3, 1, Some(Suppressed::SameChannel))]);
}

#[test]
fn a_filter_waits_for_tags_that_are_not_known_and_decides_once_they_are() {
    let watches = || {
        let elsewhere = |channel: u64, filter: &'static str| {
            move |wish: &mut NewWatch| {
                wish.channel = ChannelId(channel);
                filtered(filter)(wish);
            }
        };
        [
            watch(1, elsewhere(1, "-#ai")),
            watch(2, elsewhere(2, "#ai")),
            watch(3, elsewhere(3, "post")),
            watch(4, |wish| wish.channel = ChannelId(4)),
        ]
    };
    let at_once = when(&given(watches()), [(5, published(post(1)))]);
    then(&at_once, &[(3, 1, None), (4, 1, None)]);
    let told = || Event::PostRevised { post: tagged(&["ai"]), changes: Vec::new() };
    let both = when(&given(watches()), [(5, published(post(1))), (6, told()), (7, told())]);
    then(&both, &[(3, 1, None), (4, 1, None), (1, 1, Some(Suppressed::Filtered)), (2, 1, None)]);
    // In a separate batch, with the row that the first one left.
    let mut later = given(watches());
    later.posts = at_once.posts.into_iter().map(|row| (row.post.id, row)).collect();
    then(&when(&later, [(6, told())]), &[(1, 1, Some(Suppressed::Filtered)), (2, 1, None)]);
    // In the wrong order.
    let turned = when(&given(watches()), [(7, told()), (6, published(post(1)))]);
    assert_eq!(turned.notifications.len(), 4);
}
