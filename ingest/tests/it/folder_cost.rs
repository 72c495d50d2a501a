//! What five folder watches of one artist cost, in requests over weeks of simulated time.

use crate::stage::Stage;
use chrono::TimeDelta;
use domain::clock::{Clock, ManualClock, Timestamp};
use domain::id::{ArtistId, FolderId};
use domain::post::ArtistKind;
use domain::watch::WatchedArtist;
use ingest::poll::{self, Context, Ending, Failure, Job};
use ingest::publish::publish;
use ingest::schedule::Key;
use ingest::schedule::pace::Pace;
use ingest::sources::Sources;
use ingest::watchlist;
use sandbox::deviantart::NewPost;
use std::collections::HashMap;
use std::time::Duration;
use store::ingest::SourceKind;
use uuid::Uuid;

const FOLDERS: usize = 5;
const WEEK: TimeDelta = TimeDelta::weeks(1);

/// One artist's sources at simulated times: what is due first is polled, the gallery every so often, the rest by its pace.
struct Simulation {
    context: Context,
    clock: ManualClock,
    watched: WatchedArtist,
    gallery_every: TimeDelta,
    sources: Sources,
    due: HashMap<Key, Timestamp>,
}

impl Simulation {
    async fn run_to(&mut self, end: Timestamp) {
        while let Some((key, due)) = self.due.iter().map(|(key, due)| (*key, *due)).min_by_key(|(key, due)| (*due, *key)) {
            if due > end {
                break;
            }
            self.clock.advance((due - self.clock.now()).max(TimeDelta::zero()));
            self.poll(key).await;
        }
        self.clock.advance((end - self.clock.now()).max(TimeDelta::zero()));
    }

    async fn poll(&mut self, key: Key) {
        let folders = watchlist::folders(Some(&self.watched), key.0, &self.sources);
        let job = Job {
            source: self.sources.get(key).unwrap().clone(),
            folders,
            since: self.watched.since,
            reconcile: false,
            losses: 0,
            tags: false,
        };
        // A request that a busy machine did not answer in time is made again, and counts.
        let poll = loop {
            match poll::poll(&self.context, &job).await {
                Err(Failure::Api(error)) if error.is_transient() => {}
                poll => break poll.unwrap(),
            }
        };
        publish(&self.context, &poll).await.unwrap();
        let now = self.clock.now();
        let wait = match (key.1, poll.ending) {
            (_, Ending::More) => TimeDelta::zero(),
            (SourceKind::Gallery, _) => self.gallery_every,
            (kind, _) => self.context.pace.spec(kind, Some(ArtistKind::Person), true, 1).interval,
        };
        self.due.insert(key, now + wait);
        self.sources.insert(key, poll.source);
        for (folder, size) in poll.effects.settled {
            self.sources.change((key.0, SourceKind::Folder(folder)), |source| source.folder_size = Some(size)).unwrap();
        }
        for kind in poll.effects.hasten {
            self.due.insert((key.0, kind), now);
        }
    }
}

/// Requests in this many weeks with one post a week, after the first polls; and those of one request for each folder at the
/// gallery's interval.
async fn requests(gallery_every: TimeDelta, weeks: i32) -> (usize, usize) {
    let stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    let start = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    let names: Vec<String> = (0..FOLDERS).map(|n| format!("folder {n}")).collect();
    let folders: Vec<Uuid> = names.iter().map(|name| stage.world.add_folder("Foxglove", name)).collect();
    for n in 0..20 {
        let post = NewPost::image(format!("old {n}")).at(start - TimeDelta::days(200) + TimeDelta::days(n));
        stage.world.publish("Foxglove", post.folder(&names[usize::try_from(n).unwrap() % FOLDERS]));
    }
    let watched = WatchedArtist {
        artist: ArtistId(artist.userid),
        name: artist.username.clone(),
        gallery: false,
        posts: false,
        group: false,
        folders: folders.iter().zip(&names).map(|(id, name)| (FolderId(*id), name.clone())).collect(),
        channels: 1,
        since: start,
        tags: false,
        kind: None,
    };
    let clock = ManualClock::at(start);
    let context = Context::new(stage.deps(std::sync::Arc::new(clock.clone())), Pace::new(Duration::from_secs(60)));
    let kinds = watchlist::kinds(&watched, Some(ArtistKind::Person));
    let mut sources = Sources::default();
    kinds.iter().for_each(|kind| sources.insert((watched.artist, *kind), watchlist::fresh(&watched, *kind)));
    let due = sources.all().map(|(key, _)| (key, start)).collect();
    let mut simulation = Simulation { context, clock, watched, gallery_every, sources, due };
    simulation.run_to(start).await;
    let settled = stage.world.requests().len();
    for week in 0..weeks {
        let posted = start + WEEK * week + TimeDelta::hours(50);
        simulation.run_to(posted).await;
        let folder = usize::try_from(week).unwrap() % FOLDERS;
        let post = stage.world.publish("Foxglove", NewPost::image(format!("new {week}")).at(posted).folder(&names[folder])).deviationid;
        simulation.run_to(posted + gallery_every).await;
        assert!(stage.foldered(folders[folder]).contains(&post), "one poll of the gallery later it is in its folder");
        simulation.run_to(start + WEEK * (week + 1)).await;
    }
    let polls = (WEEK * weeks).num_seconds() / gallery_every.num_seconds();
    (stage.world.requests().len() - settled, FOLDERS * usize::try_from(polls).unwrap())
}

#[tokio::test]
async fn five_folder_watches_cost_at_most_a_quarter_of_polling_each_folder() {
    for (gallery_every, weeks) in [(TimeDelta::hours(1), 2), (TimeDelta::hours(6), 8)] {
        let (spent, each_folder) = requests(gallery_every, weeks).await;
        let (share, minutes) = (spent as f64 / each_folder as f64, gallery_every.num_minutes());
        println!("gallery every {minutes} min, {weeks} weeks: {spent} requests, {each_folder} by folder: {share:.3}");
        assert!(spent * 4 <= each_folder, "gallery every {minutes} min: {spent} of {each_folder}");
    }
}
