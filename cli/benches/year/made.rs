//! The log and the store of a year, at a share of the whole: artists with their last posts, two channels for each, a year of posts, and what the outbox
//! keeps of them.

use super::support::Harness;
use chrono::TimeDelta;
use cli::data_dir::DataDir;
use coordination::MemoryCache;
use domain::clock::{Clock, SystemClock, Timestamp};
use domain::event::{Envelope, Event};
use domain::id::{ArtistId, ChannelId, GuildId, PostId};
use domain::post::{ArtistKind, ArtistRef, Picture, Post, PostKind};
use domain::source::Position;
use domain::turns::Turns;
use domain::watch::NewWatch;
use eventlog::{DiskLog, EventLog};
use projector::{Deps, Options};
use sandbox::discord::ChannelKind;
use sea_orm::ConnectionTrait;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Store;
use store::ingest::{Source, SourceKind};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// The whole.
pub const ARTISTS: u64 = 100_000;
/// Posts of each artist when the year begins, as their first poll tells them.
pub const BASELINE: u64 = 24;
/// Posts of each artist in the year: 0.3 a day.
pub const A_YEAR: u64 = 110;
/// Servers, each with ten channels.
const GUILDS: u64 = 10_000;
const CHANNELS: u64 = 10;
/// Messages that are still to be sent when the year ends.
const PENDING: u64 = 200_000;
/// Events in one append and one transaction.
const BATCH: usize = 1024;

/// A part of the whole, between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share(pub f64);

impl Share {
    pub fn of(self, whole: u64) -> u64 {
        ((whole as f64 * self.0).round() as u64).max(1)
    }

    pub fn artists(self) -> u64 {
        self.of(ARTISTS)
    }

    pub fn posts(self) -> u64 {
        self.artists() * (BASELINE + A_YEAR)
    }

    pub fn events(self) -> u64 {
        self.posts() + self.artists()
    }

    pub fn notifications(self) -> u64 {
        self.artists() * A_YEAR * 2
    }
}

/// What was made, its log still open.
pub struct Made {
    pub store: Store,
    pub log: DiskLog,
    pub end: Timestamp,
    /// From the first event to the last row.
    pub folding: Duration,
}

/// Makes it in this harness' data directory, store, and vendors.
pub async fn make(harness: &Harness, share: Share) -> Made {
    let store = harness.store().await;
    // A data directory with a log in it has to be one.
    drop(DataDir::open(&harness.data_dir(), &["admin"]).unwrap());
    let end = SystemClock.now();
    let begin = end - TimeDelta::days(365);
    let artists = watched(harness, &store, share, begin).await;
    let log = DiskLog::open(&harness.data_dir().join("log")).await.unwrap();
    append(&log, &artists, begin).await;
    let started = Instant::now();
    fold(&store, &log).await;
    let folding = started.elapsed();
    settle(&store, share, begin).await;
    Made { store, log, end, folding }
}

/// The artists, known to the simulated DeviantArt, each watched in two channels and polled.
async fn watched(harness: &Harness, store: &Store, share: Share, begin: Timestamp) -> Vec<ArtistRef> {
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let guilds: Vec<(u64, Vec<u64>)> = (0..share.of(GUILDS))
        .map(|n| {
            let guild = discord.add_guild(&format!("Server {n}")).0;
            (guild, (0..CHANNELS).map(|n| discord.add_channel(guild, &format!("channel-{n}"), ChannelKind::Text)).collect())
        })
        .collect();
    let mut artists = Vec::new();
    let mut sources = Vec::new();
    for n in 0..share.artists() {
        let artist = deviantart.add_artist(&format!("artist-{n}"));
        let artist =
            ArtistRef { id: ArtistId(artist.userid), name: artist.username, icon: Some(format!("https://a.deviantart.net/{n}.png")) };
        for way in 0..2 {
            let (guild, channels) = &guilds[((n + way * 7) % guilds.len() as u64) as usize];
            let channel = channels[((n / guilds.len() as u64 + way) % CHANNELS) as usize];
            let wish = NewWatch::new(GuildId(*guild), ChannelId(channel), artist.id, artist.name.clone(), begin);
            store.for_bot().add_watch(&wish, u32::MAX).await.unwrap();
        }
        sources.push(source(&artist, begin));
        artists.push(artist);
    }
    for sources in sources.chunks(500) {
        store.for_ingest().save_sources(sources).await.unwrap();
    }
    artists
}

fn source(artist: &ArtistRef, begin: Timestamp) -> Source {
    Source {
        artist: artist.id,
        kind: SourceKind::Gallery,
        artist_name: artist.name.clone(),
        weight: 2,
        baselined: true,
        last_poll_at: Some(begin + TimeDelta::days(364)),
        next_poll_at: None,
        expected_at: None,
        folder_size: None,
        failures: 0,
        trouble: None,
        position: Position { since: Some(begin), reconciled_at: Some(begin + TimeDelta::days(364)), ..Position::default() },
        rates: None,
    }
}

async fn append(log: &DiskLog, artists: &[ArtistRef], begin: Timestamp) {
    let profiles = artists.iter().map(|artist| {
        let event = Event::ArtistProfiled { artist: artist.clone(), kind: ArtistKind::Person, folders: Vec::new() };
        Envelope::revision(event, begin, 1)
    });
    let step = TimeDelta::days(365) / i32::try_from(A_YEAR).unwrap();
    let all = artists.len() as u64;
    let posts = (0..BASELINE + A_YEAR).flat_map(|round| {
        artists.iter().enumerate().map(move |(n, artist)| {
            // Baselines are of the years before, and seen at once; the posts of the year come one after the other.
            let round_of_year = i32::try_from(round).unwrap() - i32::try_from(BASELINE).unwrap();
            let within = step * i32::try_from(n).unwrap() / i32::try_from(all).unwrap();
            let published = begin + step * round_of_year + within;
            let observed = if round_of_year < 0 { begin } else { published + TimeDelta::minutes(5) };
            let event = Event::PostPublished { artist: artist.clone(), post: post(round * all + n as u64, artist, published) };
            Envelope::revision(event, observed, 1)
        })
    });
    let mut batch = Vec::with_capacity(BATCH);
    for event in profiles.chain(posts) {
        batch.push(event);
        if batch.len() == BATCH {
            log.append(&batch).await.unwrap();
            batch.clear();
        }
    }
    log.append(&batch).await.unwrap();
}

/// Spread as random ids are, and the same in every run.
fn spread(n: u64) -> Uuid {
    let mix = |mut x: u64| {
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    };
    Uuid::from_u64_pair(mix(n.wrapping_add(0x9e37_79b9_7f4a_7c15)), mix(n.wrapping_add(0x3c6e_f372_fe94_f82a)))
}

/// As DeviantArt tells of a picture: two addresses with a signed token each are most of it.
fn post(n: u64, artist: &ArtistRef, published: Timestamp) -> Post {
    let id = spread(n);
    let picture = |width: u32, form: &str| Picture {
        url: format!(
            "https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/{id}/{form}.jpg?token={}",
            "eyJ0eXAiOiJKV1QiLCJh".repeat(24)
        ),
        width,
        height: width * 3 / 4,
    };
    Post {
        id: PostId(id),
        artist: artist.id,
        kind: if n.is_multiple_of(5) { PostKind::Literature } else { PostKind::Image },
        title: format!("The picture {n} of a year"),
        url: Some(format!("https://www.deviantart.com/{}/art/The-picture-of-a-year-{}", artist.name, 900_000_000 + n)),
        published_at: Some(published),
        preview: Some(picture(1_280, "v1/fill/w_1280,h_960,q_80,strp/picture")),
        thumbnail: Some(picture(400, "v1/fit/w_400,h_300,q_70,strp/picture")),
        excerpt: n.is_multiple_of(5).then(|| "It was a dark and stormy night. ".repeat(8)),
        ..Post::unknown(PostId(id), artist.id)
    }
}

async fn fold(store: &Store, log: &DiskLog) {
    let deps = Deps {
        store: store.for_projection(),
        log: Arc::new(log.clone()),
        cache: Arc::new(MemoryCache::default()),
        clock: Arc::new(SystemClock),
        archive: None,
    };
    let stop = CancellationToken::new();
    let folding = tokio::spawn(projector::run(deps, Options { batch: BATCH, turns: Turns::default() }, stop.clone()));
    let end = log.bounds().await.unwrap().next;
    while store.for_ops().projection_place().await.unwrap().is_none_or(|(_, next)| next < end) {
        assert!(!folding.is_finished(), "the projector ended");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.cancel();
    folding.await.unwrap().unwrap();
}

/// All but the last messages were sent, each when its post was seen.
async fn settle(store: &Store, share: Share, begin: Timestamp) {
    let sent = 1.0 - share.of(PENDING) as f64 / share.notifications() as f64;
    let cut = begin + TimeDelta::microseconds((TimeDelta::days(365).num_microseconds().unwrap() as f64 * sent) as i64);
    let update = format!(
        "UPDATE notification SET state = 'sent', attempts = 1, message_id = observed_at, updated_at = observed_at, \
         shown = 'card 6fa459ea-ee8a-3ca4-894e-db77e160355e' WHERE state = 'pending' AND observed_at < {}",
        cut.timestamp_micros()
    );
    store.connection().execute_unprepared(&update).await.unwrap();
}
