//! Whole groups: polls of one group, one after the other, against its folders.

use crate::stage::{Stage, now};
use chrono::TimeDelta;
use domain::clock::{Clock, ManualClock, Timestamp};
use domain::event::Event;
use domain::id::{ArtistId, PostId};
use domain::watch::{WatchedArtist, What};
use ingest::poll::{self, Context, Ending, Failure, Job};
use ingest::publish::publish;
use ingest::schedule::pace::Pace;
use ingest::watchlist;
use sandbox::deviantart::{Fault, FolderSizes, NewPost};
use sandbox::fault::When;
use sandbox::odd::Edit;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use store::ingest::{Source, SourceKind};
use uuid::Uuid;

const GROUP: &str = "Foxes-United";
const MEMBER: &str = "Foxglove";

/// A group that is watched whole, polled by hand.
pub struct Group {
    pub stage: Stage,
    pub clock: ManualClock,
    pub folders: Vec<Uuid>,
    context: Context,
    watched: WatchedArtist,
    source: Source,
}

impl Group {
    /// With so many folders, each with so many posts from before the watch, and its first poll done.
    pub async fn new(folders: usize, posts: usize) -> Self {
        let mut group = Self::unpolled(folders, posts).await;
        group.poll_to_end().await;
        group
    }

    pub async fn unpolled(folders: usize, posts: usize) -> Self {
        let stage = Stage::new().await;
        let artist = stage.world.add_group(GROUP);
        // "Featured" is the first: it is the parent of all others.
        let name = |n: usize| if n == 0 { "Featured".to_owned() } else { format!("Folder {n}") };
        let ids: Vec<Uuid> = (0..folders).map(|n| stage.world.add_folder(GROUP, &name(n))).collect();
        let clock = ManualClock::at(now());
        for n in 0..folders {
            for old in 0..posts {
                let at = clock.now() - TimeDelta::days(99) + TimeDelta::minutes(i64::try_from(old).unwrap());
                stage.world.publish_into_group(MEMBER, GROUP, &name(n), NewPost::image(format!("old {n}/{old}")).at(at));
            }
        }
        let watched = WatchedArtist {
            artist: ArtistId(artist.userid),
            name: artist.username.clone(),
            gallery: false,
            posts: false,
            group: true,
            folders: Vec::new(),
            channels: 1,
            since: clock.now() - TimeDelta::minutes(10),
            tags: false,
            kind: None,
        };
        let context = Context::new(stage.deps(Arc::new(clock.clone())), Pace::new(Duration::from_secs(60)));
        let source = watchlist::fresh(&watched, SourceKind::Group);
        Self { stage, clock, folders: ids, context, watched, source }
    }

    /// A post of a member that comes into this folder now.
    pub fn submit(&self, folder: usize, title: &str) -> Uuid {
        let at = self.clock.now();
        let post = self.stage.world.publish(MEMBER, NewPost::image(title).at(at)).deviationid;
        self.stage.world.copy_to_folder(post, self.folders[folder], 0).unwrap();
        post
    }

    /// Polls once, a minute after the last time. Returns the requests that it took.
    pub async fn poll(&mut self) -> usize {
        self.try_poll().await.unwrap().1
    }

    async fn try_poll(&mut self) -> Result<(Ending, usize), Failure> {
        self.clock.advance(TimeDelta::minutes(1));
        let before = self.stage.world.requests_to("gallery/").len();
        let job =
            Job { source: self.source.clone(), folders: Vec::new(), since: self.watched.since, reconcile: false, losses: 0, tags: false };
        let poll = loop {
            match poll::poll(&self.context, &job).await {
                // A request that a busy machine did not answer in time is made again, and counts.
                Err(Failure::Api(error)) if error.is_transient() => {}
                poll => break poll?,
            }
        };
        publish(&self.context, &poll).await?;
        let store = self.stage.store.for_ingest();
        store.save_group_folders(self.watched.artist, &poll.folders, &poll.gone_folders).await?;
        self.source = poll.source;
        Ok((poll.ending, self.stage.world.requests_to("gallery/").len() - before))
    }

    /// Polls until nothing is left to read.
    pub async fn poll_to_end(&mut self) -> usize {
        let mut requests = 0;
        loop {
            let (ending, more) = self.try_poll().await.unwrap();
            requests += more;
            if ending != Ending::More {
                return requests;
            }
        }
    }

    /// Polls until this post is known to be in this folder. None: not in so many polls.
    async fn polls_until(&mut self, post: Uuid, folder: usize, most: usize) -> Option<usize> {
        for polls in 1..=most {
            self.poll().await;
            if self.stage.foldered(self.folders[folder]).contains(&post) {
                return Some(polls);
            }
        }
        None
    }

    /// The process is gone, with what it had in memory; what it saved is there, and nothing of its log was folded.
    fn restart(&mut self, source: Source) {
        self.context = Context::new(self.stage.deps(Arc::new(self.clock.clone())), Pace::new(Duration::from_secs(60)));
        self.source = source;
    }

    fn count(&self, post: Uuid) -> usize {
        self.stage.published().get(&PostId(post)).copied().unwrap_or(0)
    }

    fn is_whole(&self) {
        assert!(self.stage.published().values().all(|count| *count == 1), "each post is told once");
    }
}

#[tokio::test]
async fn a_group_of_120_folders_costs_its_list_and_what_changed() {
    let mut group = Group::unpolled(120, 2).await;
    assert_eq!(group.poll_to_end().await, 3, "what was there before the watch is not read");
    assert!(group.stage.published().is_empty());
    assert_eq!(group.poll().await, 3, "nothing changed");
    let new: Vec<Uuid> = [0, 57, 119].into_iter().map(|folder| group.submit(folder, &format!("new in {folder}"))).collect();
    assert_eq!(group.poll().await, 3 + 3);
    assert!(new.iter().all(|post| group.count(*post) == 1));
    for (post, folder) in new.iter().zip([0, 57, 119]) {
        assert!(group.stage.foldered(group.folders[folder]).contains(post));
    }
    assert_eq!(group.poll().await, 3, "and it is known");
    let events = group.stage.log_events();
    let profiled = events.iter().filter(|event| matches!(event, Event::ArtistProfiled { folders, .. } if folders.len() == 120)).count();
    assert_eq!(profiled, 1);
    assert!(events.iter().any(|event| matches!(event, Event::PostPublished { artist, .. } if artist.name == MEMBER)));
    group.is_whole();
}

#[tokio::test]
async fn what_came_between_the_watch_and_the_first_poll_is_found_by_it() {
    let mut group = Group::unpolled(60, 3).await;
    let early = group.submit(7, "just after the watch");
    assert_eq!(group.poll_to_end().await, 2 + 1);
    assert_eq!(group.count(early), 1);
    group.is_whole();
}

#[tokio::test]
async fn a_post_that_is_moved_or_copied_to_another_folder_is_no_new_post() {
    let mut group = Group::new(60, 3).await;
    let post = group.submit(3, "wanders");
    group.poll().await;
    group.stage.world.move_to_folder(post, group.folders[4], 0).unwrap();
    group.poll().await;
    group.stage.world.copy_to_folder(post, group.folders[5], 1).unwrap();
    group.poll().await;
    for folder in [3, 4, 5] {
        assert_eq!(group.stage.foldered(group.folders[folder]).iter().filter(|one| **one == post).count(), 1, "{folder}");
    }
    let both = group.submit(8, "in two at once");
    group.stage.world.copy_to_folder(both, group.folders[9], 0).unwrap();
    group.poll().await;
    assert!(group.stage.foldered(group.folders[9]).contains(&both));
    group.is_whole();
}

#[tokio::test]
async fn a_folder_that_appears_later_belongs_to_the_group_and_one_that_vanishes_ends_nothing() {
    let mut group = Group::new(55, 2).await;
    let folder = group.stage.world.add_folder(GROUP, "Made later");
    group.folders.push(folder);
    assert_eq!(group.poll().await, 2, "an empty folder needs no reading");
    let first = group.submit(55, "first in it");
    group.poll().await;
    assert!(group.stage.foldered(folder).contains(&first));
    let filled = group.stage.world.add_folder(GROUP, "Made with posts");
    group.folders.push(filled);
    let second = group.submit(56, "it came with this");
    group.poll().await;
    assert!(group.stage.foldered(filled).contains(&second));

    group.stage.world.delete_folder(group.folders[9]).unwrap();
    assert_eq!(group.poll().await, 2);
    let store = group.stage.store.for_ingest();
    assert_eq!(store.group_folders(group.watched.artist).await.unwrap().len(), 56);
    let third = group.submit(10, "life goes on");
    group.poll().await;
    assert_eq!(group.count(third), 1);
    group.stage.world.restore_folder(group.folders[9]).unwrap();
    let back = group.submit(9, "and it is back");
    group.poll().await;
    assert_eq!(group.count(back), 1);
    group.is_whole();
}

/// A list's request for 32 is one for the re-read.
#[tokio::test]
async fn one_out_and_one_in_behind_the_front_is_found_by_the_re_read() {
    let mut group = Group::new(4, 12).await;
    let folder = group.folders[2];
    let out = group.stage.world.folder_items(folder).unwrap()[7];
    group.stage.world.remove_from_folder(out, folder).unwrap();
    let hidden = group.stage.world.publish(MEMBER, NewPost::image("in its place").at(group.clock.now())).deviationid;
    group.stage.world.copy_to_folder(hidden, folder, 7).unwrap();
    let polls = group.polls_until(hidden, 2, 4 * 32).await;
    assert!(polls.is_some_and(|polls| polls > 1), "the list does not tell of it: {polls:?}");
    assert_eq!(group.count(hidden), 1);
    // The same in front is told by the list.
    let out = group.stage.world.folder_items(folder).unwrap()[0];
    group.stage.world.remove_from_folder(out, folder).unwrap();
    let front = group.submit(2, "in front");
    assert_eq!(group.polls_until(front, 2, 1).await, Some(1));
    group.is_whole();
}

#[tokio::test]
async fn a_post_in_the_midst_or_at_the_end_of_a_long_folder_is_found() {
    let mut group = Group::new(2, 100).await;
    let end = group.stage.world.publish(MEMBER, NewPost::image("at the end").at(group.clock.now())).deviationid;
    group.stage.world.copy_to_folder(end, group.folders[1], 1000).unwrap();
    assert_eq!(group.polls_until(end, 1, 1).await, Some(1));
    let middle = group.stage.world.publish(MEMBER, NewPost::image("in the midst").at(group.clock.now())).deviationid;
    group.stage.world.copy_to_folder(middle, group.folders[1], 60).unwrap();
    let polls = group.polls_until(middle, 1, 32 * 8).await;
    assert!(polls.is_some(), "the re-read continues where the search had ended");
    group.is_whole();
}

#[tokio::test]
async fn a_burst_in_one_folder_is_read_to_what_is_known_in_several_polls_if_need_be() {
    let mut group = Group::new(3, 30).await;
    let burst: Vec<Uuid> = (0..40).map(|n| group.submit(1, &format!("burst {n}"))).collect();
    group.poll_to_end().await;
    assert!(burst.iter().all(|post| group.count(*post) == 1));
    // Each folder of many changes: more than one poll reads.
    let mut group = Group::new(45, 1).await;
    let all: Vec<Uuid> = (0..45).map(|folder| group.submit(folder, &format!("everywhere {folder}"))).collect();
    let requests = group.poll_to_end().await;
    assert_eq!(requests, 45 + 3, "each folder once, and the list in each of three polls");
    assert!(all.iter().all(|post| group.count(*post) == 1));
    group.is_whole();
}

#[tokio::test]
async fn sizes_that_are_missing_or_odd_cost_nothing_and_hide_no_post() {
    for sizes in [FolderSizes::Strings, FolderSizes::Missing, FolderSizes::Nonsense] {
        let mut group = Group::new(52, 5).await;
        group.stage.world.quirks(|quirks| quirks.folder_sizes = sizes);
        assert_eq!(group.poll().await, 2, "{sizes:?}");
        let new = group.submit(20, "in front");
        assert_eq!(group.poll().await, 2 + 1, "{sizes:?}");
        assert_eq!(group.count(new), 1, "{sizes:?}");
        group.stage.world.quirks(|quirks| quirks.folder_sizes = FolderSizes::Numbers);
        let other = group.submit(21, "with sizes again");
        group.poll().await;
        assert_eq!(group.count(other), 1, "{sizes:?}");
        group.is_whole();
    }
}

#[tokio::test]
async fn a_list_that_says_more_and_not_where_or_ends_too_early_is_read_to_its_end() {
    for edit in [Edit::no_next_offset, Edit::says_that_it_ends] {
        let mut group = Group::new(120, 1).await;
        let fault = group.stage.world.faults().set_on("gallery/folders", Fault::Edit(edit()), When::Always);
        let last = group.submit(119, "in the last folder");
        let first = group.submit(0, "in the first");
        group.poll_to_end().await;
        assert!(group.count(last) == 1 && group.count(first) == 1);
        group.stage.world.faults().remove(fault);
        group.is_whole();
    }
}

#[tokio::test]
async fn a_list_of_more_pages_than_one_poll_reads_is_read_in_several() {
    let mut group = Group::unpolled(1_060, 0).await;
    assert_eq!(group.poll_to_end().await, 22);
    let (first, last) = (group.submit(0, "in the first"), group.submit(1_059, "in the last"));
    group.poll_to_end().await;
    assert!(group.count(first) == 1 && group.count(last) == 1);
    assert_eq!(group.source.position.list_requests, Some(2), "what the last poll of the list took");
}

/// Nothing of the log was folded, as far behind as it may be; the same event twice is the same fact.
#[tokio::test]
async fn a_kill_between_the_append_and_the_note_loses_nothing_and_tells_the_same_fact() {
    let mut group = Group::new(60, 3).await;
    let before = group.source.clone();
    let store = group.stage.store.for_ingest();
    let noted: Vec<_> = store.group_folders(group.watched.artist).await.unwrap().into_values().collect();
    let new: Vec<Uuid> = (0..6).map(|folder| group.submit(folder * 9, &format!("new {folder}"))).collect();
    group.poll().await;
    // As if it had been killed before it noted what it had read.
    store.save_group_folders(group.watched.artist, &noted, &[]).await.unwrap();
    group.restart(before);
    group.poll().await;
    for post in &new {
        let ids: HashSet<String> = (group.stage.log.events().iter())
            .filter(|envelope| envelope.event.parts().post == Some(PostId(*post)) && envelope.event.parts().content.is_some())
            .map(|envelope| envelope.id.to_string())
            .collect();
        assert_eq!(ids.len(), 1, "one fact");
    }
    assert_eq!(group.poll().await, 2, "and then it is noted");
}

#[tokio::test]
async fn a_worker_polls_the_group_once_somebody_watches_it_and_forgets_it_afterwards() {
    let mut stage = Stage::new().await;
    let group = stage.world.add_group(GROUP);
    for n in 0..60 {
        stage.world.add_folder(GROUP, &format!("Folder {n}"));
    }
    let folder = stage.world.add_folder(GROUP, "Folder 42");
    stage.watch_for(&group, None, |wish| wish.what(What::Deviations).whole_group(true)).await;
    // One folder of it is watched as well: the group's list tells of it.
    stage.watch(&group, What::Deviations, Some((folder, "Folder 42"))).await;
    stage.start();
    stage.until_source(&group, SourceKind::Group, "has its baseline", |source| source.baselined).await;
    stage.until("the group has two sources", |stage| stage.status().sources == 2).await;
    let post = stage.world.publish_into_group(MEMBER, GROUP, "Folder 42", NewPost::image("new")).deviationid;
    stage.until("the post is in its folder", |stage| stage.foldered(folder).contains(&post)).await;
    let noted = async || stage.store.for_ingest().group_folders(ArtistId(group.userid)).await.unwrap().len();
    assert_eq!(noted().await, 61, "with the default folder");
    for watch in stage.store.for_bot().watches(domain::id::GuildId(1), None, 0, 9).await.unwrap().watches {
        stage.store.for_bot().remove_watch(domain::id::GuildId(1), watch.id, Timestamp::UNIX_EPOCH).await.unwrap();
    }
    stage.cache.publish(coordination::topic::WATCHES, "").await.unwrap();
    stage.until("nothing is polled", |stage| stage.status().sources == 0).await;
    stage.stop().await;
    assert_eq!(stage.store.for_ingest().group_folders(ArtistId(group.userid)).await.unwrap().len(), 0);
}

#[tokio::test]
async fn the_row_of_a_kind_that_a_later_version_polls_is_left_alone() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("old").at(now() - TimeDelta::days(1)));
    stage.watch(&artist, What::Deviations, None).await;
    let later = Source { kind: SourceKind::Later, ..watchlist::fresh(&watched(&artist), SourceKind::Gallery) };
    stage.store.for_ingest().save_sources(&[later]).await.unwrap();
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    assert_eq!(stage.status().sources, 2, "profile and gallery");
    stage.stop().await;
    let kinds: Vec<SourceKind> = stage.store.for_ops().sources().await.unwrap().into_iter().map(|source| source.kind).collect();
    assert_eq!(kinds, [SourceKind::Gallery, SourceKind::Later, SourceKind::Profile], "by their words");
}

fn watched(artist: &sandbox::deviantart::Artist) -> WatchedArtist {
    WatchedArtist {
        artist: ArtistId(artist.userid),
        name: artist.username.clone(),
        gallery: true,
        posts: false,
        group: false,
        folders: Vec::new(),
        channels: 1,
        since: now(),
        tags: false,
        kind: None,
    }
}
