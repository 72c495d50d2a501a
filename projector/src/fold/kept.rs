//! Random histories in which the outbox forgets: whatever is told late, again, or of a log that lost a part, no channel gets a post twice.

use super::fold;
use super::tests::{ARTIST, at, given, id, post, published, watch};
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::event::{Envelope, Event};
use domain::filter::Filter;
use domain::id::{ArtistId, ChannelId, FolderId, NotificationId, PostId};
use domain::keep::{LEAST_DAYS, OFFERED};
use domain::notification::NewNotification;
use domain::post::Post;
use domain::watch::Watch;
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap};
use store::projection::rows::{Existing, PostFolderRow, PostRow};
use store::projection::{Changes, Incoming, Loaded};
use uuid::Uuid;

const FOLDERS: [FolderId; 2] = [FolderId(Uuid::from_u128(31)), FolderId(Uuid::from_u128(32))];
/// Posts of a history.
const POSTS: u128 = 5;
/// Days after which a post is shrunk.
const DETAIL: i64 = 60;

/// What happens next.
#[derive(Clone, Debug)]
enum Step {
    /// DeviantArt shows a post: new, read again, or back.
    Shown {
        post: u128,
        tagged: bool,
    },
    /// Its content is told again.
    Revised {
        post: u128,
        tagged: bool,
    },
    Foldered {
        post: u128,
        folder: usize,
    },
    Removed {
        post: u128,
    },
    /// A moderator gives a watch another filter.
    Filtered {
        watch: usize,
        with: bool,
    },
    /// What is old goes, also some days less than it is to be kept: a clock was wrong.
    Forgotten {
        early: i64,
    },
    /// Old posts are shrunk, also some that should still be whole: a clock was wrong.
    Shrunk {
        days: i64,
    },
    /// The log is folded afresh; `without`: the event at this place is damaged.
    Rebuilt {
        without: Option<prop::sample::Index>,
    },
}

/// What happens, how many days after the step before; how many days an event waits until it is folded, and whether it shares a batch with the one before.
type Moment = (i64, Step, i64);

fn step() -> impl Strategy<Value = Step> {
    let post = 0..POSTS;
    prop_oneof![
        6 => (post.clone(), any::<bool>()).prop_map(|(post, tagged)| Step::Shown { post, tagged }),
        3 => (post.clone(), any::<bool>()).prop_map(|(post, tagged)| Step::Revised { post, tagged }),
        4 => (post.clone(), 0..2_usize).prop_map(|(post, folder)| Step::Foldered { post, folder }),
        2 => post.prop_map(|post| Step::Removed { post }),
        2 => (0..5_usize, any::<bool>()).prop_map(|(watch, with)| Step::Filtered { watch, with }),
        3 => prop_oneof![4 => Just(0), 1 => 0..120_i64].prop_map(|early| Step::Forgotten { early }),
        3 => prop_oneof![4 => Just(DETAIL), 1 => 0..DETAIL].prop_map(|days| Step::Shrunk { days }),
        2 => prop::option::of(any::<prop::sample::Index>()).prop_map(|without| Step::Rebuilt { without }),
    ]
}

fn history() -> impl Strategy<Value = Vec<Moment>> {
    let days = prop_oneof![3 => 0..4_i64, 2 => 0..80_i64, 1 => 100..500_i64];
    let late = prop_oneof![6 => Just(0), 1 => 0..400_i64];
    prop::collection::vec((days, step(), late), 1..40)
}

/// A store and its log, in memory.
struct World {
    now: Timestamp,
    watches: Vec<Watch>,
    log: Vec<Envelope>,
    posts: HashMap<PostId, PostRow>,
    /// The same where nothing is ever shrunk.
    whole: HashMap<PostId, PostRow>,
    places: HashMap<PostId, Vec<PostFolderRow>>,
    outbox: BTreeMap<NotificationId, NewNotification>,
    forgotten: Option<Timestamp>,
    /// Posts from before this may be shrunk.
    shrunk: Option<Timestamp>,
    /// When a post is published: when it is first shown.
    published: HashMap<u128, Timestamp>,
    /// Messages by post and channel.
    sent: HashMap<(PostId, ChannelId), usize>,
}

impl World {
    fn new() -> Self {
        let folder = |n: u8, folder: usize, channel: u64| {
            watch(n, move |wish| {
                (wish.artist, wish.channel) = (ArtistId(Uuid::from_u128(2)), ChannelId(channel));
                wish.folder = Some((FOLDERS[folder], "featured".to_owned()));
            })
        };
        let watches =
            vec![watch(1, |_| {}), watch(2, |_| {}), watch(3, |wish| wish.channel = ChannelId(2)), folder(4, 0, 1), folder(5, 1, 2)];
        Self {
            now: at(0),
            watches,
            log: Vec::new(),
            posts: HashMap::new(),
            whole: HashMap::new(),
            places: HashMap::new(),
            outbox: BTreeMap::new(),
            forgotten: None,
            shrunk: None,
            published: HashMap::new(),
            sent: HashMap::new(),
        }
    }

    fn post(&mut self, n: u128, tagged: bool) -> Post {
        let published_at = Some(*self.published.entry(n).or_insert(self.now));
        let tags = if tagged { vec!["ink".to_owned()] } else { Vec::new() };
        Post { published_at, tags, tags_known: tagged, ..post(n) }
    }

    fn live(&self) -> Loaded {
        let existing = |row: &NewNotification| {
            let announces = row.suppressed.is_none();
            Some(Existing { id: row.id, watch: row.watch, channel: row.channel, post: row.post?, announces })
        };
        Loaded {
            posts: self.posts.clone(),
            post_folders: self.places.clone(),
            notifications: self.outbox.values().filter_map(existing).collect(),
            forgotten: self.forgotten,
            ..given(self.watches.clone())
        }
    }

    fn write(&mut self, changes: Changes) {
        for row in changes.posts {
            self.posts.insert(row.post.id, row);
        }
        for place in changes.post_folders {
            let places = self.places.entry(place.post).or_default();
            places.retain(|known| known.folder != place.folder);
            places.push(place);
        }
        for row in changes.notifications {
            let key = (row.post.expect("a card"), row.channel);
            let first = self.posts[&key.0].first_seen_at.expect("only known posts are offered");
            assert!(first <= row.observed_at, "what is older than a row is forgotten with it");
            if self.outbox.insert(row.id, row.clone()).is_none() && row.suppressed.is_none() {
                *self.sent.entry(key).or_default() += 1;
            }
        }
    }

    fn event(&mut self, event: Event, late: i64, post: u128) {
        let published = self.published.get(&post).copied().unwrap_or(self.now);
        let observed = (self.now - TimeDelta::days(late)).max(published);
        let envelope = Envelope::revision(event, observed, self.log.len() as u64 + 1);
        self.log.push(envelope.clone());
        let live = self.live();
        let whole = Loaded { posts: self.whole.clone(), ..live.clone() };
        let changes = fold(&whole, &[incoming(envelope.clone())]);
        self.whole.extend(changes.posts.into_iter().map(|row| (row.post.id, row)));
        let changes = fold(&live, &[incoming(envelope)]);
        self.write(changes);
    }

    /// A post that was shrunk is what a whole one is, but for what cards need.
    fn is_the_same(&self) -> bool {
        let left = |row: &PostRow| (row.post.shrunk(), row.rev, row.content.rev, row.first_seen_at, row.removed());
        self.posts.len() == self.whole.len() && self.posts.iter().all(|(id, row)| left(row) == left(&self.whole[id]))
    }

    fn shrink(&mut self) {
        let Some(before) = self.shrunk else { return };
        let old = |row: &&mut PostRow| row.content.at < before && row.first_seen_at.is_none_or(|seen| seen < before);
        self.posts.values_mut().filter(old).for_each(PostRow::shrink);
    }

    fn rebuild(&mut self, without: Option<prop::sample::Index>) {
        let lost = without.filter(|_| !self.log.is_empty()).map(|without| without.index(self.log.len()));
        if let Some(lost) = lost {
            self.log.remove(lost);
        }
        self.posts.clear();
        self.places.clear();
        // A rebuild loads no watches: it announces nothing.
        let changes = fold(&Loaded::default(), &self.log.iter().cloned().map(incoming).collect::<Vec<_>>());
        assert!(changes.notifications.is_empty());
        self.whole = changes.posts.iter().map(|row| (row.post.id, row.clone())).collect();
        self.write(changes);
        self.shrink();
    }

    fn step(&mut self, (days, step, late): Moment) {
        self.now += TimeDelta::days(days);
        match step {
            Step::Shown { post, tagged } => {
                let shown = self.post(post, tagged);
                self.event(published(shown), late, post);
            }
            Step::Revised { post, tagged } => {
                let post_now = self.post(post, tagged);
                self.event(Event::PostRevised { post: post_now, changes: Vec::new() }, late, post);
            }
            Step::Foldered { post, folder } => {
                let owner = ArtistId(Uuid::from_u128(2));
                self.event(Event::PostFoldered { owner, post: id(post), folder: FOLDERS[folder], folder_name: String::new() }, late, post);
            }
            Step::Removed { post } => self.event(Event::PostRemoved { artist: ARTIST, post: id(post) }, late, post),
            Step::Filtered { watch, with } => {
                self.watches[watch].wish.filter = with.then(|| Filter::parse("#ink").unwrap());
            }
            Step::Forgotten { early } => {
                let before = self.now - TimeDelta::days(i64::from(LEAST_DAYS) - early);
                self.forgotten = self.forgotten.max(Some(before));
                self.outbox.retain(|_, row| row.observed_at >= before);
            }
            Step::Shrunk { days } => {
                self.shrunk = self.shrunk.max(Some(self.now - TimeDelta::days(days)));
                self.shrink();
            }
            Step::Rebuilt { without } => self.rebuild(without),
        }
    }
}

fn incoming(envelope: Envelope) -> Incoming {
    Incoming { offset: 0, payload: Vec::new(), lane: Some(envelope.event.lane()), event: Ok(envelope) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_channel_gets_a_post_once_whatever_was_forgotten(history in history()) {
        let mut world = World::new();
        for moment in history {
            world.step(moment);
            prop_assert!(world.is_the_same(), "{:?}", world.posts);
        }
        prop_assert!(world.sent.values().all(|messages| *messages == 1), "{:?}", world.sent);
    }
}

/// A folder's watch gets a post that was shrunk once ingest has told it in whole, as it does before it tells where the post is.
#[test]
fn a_shrunk_post_is_offered_once_it_is_whole_again() {
    let foldered = |told: bool| {
        let mut world = World::new();
        world.step((0, Step::Shown { post: 1, tagged: true }, 0));
        world.step((70, Step::Shrunk { days: DETAIL }, 0));
        assert!(world.posts[&id(1)].shrunk.is_some());
        if told {
            world.step((0, Step::Revised { post: 1, tagged: true }, 0));
            assert_eq!(world.posts[&id(1)].shrunk, None);
        }
        world.step((0, Step::Foldered { post: 1, folder: 1 }, 0));
        world.outbox.values().filter(|row| row.watch == world.watches[4].id).count()
    };
    assert_eq!((foldered(true), foldered(false)), (1, 0));
}

/// A late repeat of what was known does not bring the post back in whole, nor does a message follow.
#[test]
fn a_shrunk_post_changes_only_by_what_is_new() {
    let mut world = World::new();
    world.step((0, Step::Shown { post: 1, tagged: true }, 0));
    let first = world.log[0].clone();
    world.step((70, Step::Shrunk { days: DETAIL }, 0));
    let shrunk = world.posts[&id(1)].clone();
    let mature = Event::PostRevised { post: Post { mature: true, ..post(1) }, changes: Vec::new() };
    let older = Envelope::revision(mature.clone(), world.now, 0);
    assert_eq!(fold(&world.live(), &[incoming(older)]).posts[0], shrunk);
    let same = fold(&world.live(), &[incoming(first)]);
    assert_eq!((same.posts[0].shrunk, same.revised), (None, Vec::new()), "whole again, and it looks as before");
    let news = fold(&world.live(), &[incoming(Envelope::revision(mature, world.now, 9))]);
    assert!(news.posts[0].post.mature && news.posts[0].shrunk.is_none() && news.revised[0].urgent);
}

#[test]
fn ninety_days_after_it_was_first_seen_a_post_is_offered_to_nobody() {
    let folder = |days: i64| {
        let mut world = World::new();
        world.step((0, Step::Shown { post: 1, tagged: true }, 0));
        world.step((days, Step::Foldered { post: 1, folder: 1 }, 0));
        world.outbox.values().filter(|row| row.watch == world.watches[4].id).count()
    };
    assert_eq!((folder(90), folder(91)), (1, 0));
    assert!(OFFERED < TimeDelta::days(i64::from(LEAST_DAYS)));
}

/// A filter that asks for tags is set after the post was sent, its row goes, and then the tags are told by an event that was observed in time.
#[test]
fn an_event_that_was_kept_back_until_the_row_was_gone_announces_nothing() {
    let mut world = World::new();
    world.step((0, Step::Shown { post: 1, tagged: false }, 0));
    assert_eq!(world.sent[&(id(1), ChannelId(2))], 1);
    world.step((0, Step::Filtered { watch: 2, with: true }, 0));
    world.step((130, Step::Forgotten { early: 0 }, 0));
    assert!(world.outbox.is_empty());
    world.step((0, Step::Revised { post: 1, tagged: true }, 120));
    assert_eq!(world.sent[&(id(1), ChannelId(2))], 1);
}
