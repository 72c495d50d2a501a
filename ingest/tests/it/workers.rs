//! Several workers: one is refused by the edge, is killed or leaves, and the others take over.

use crate::stage::Stage;
use domain::watch::What;
use sandbox::deviantart::{Artist, NewPost, Server};
use std::time::{Duration, Instant};
use store::ingest::SourceKind;
use uuid::Uuid;

const ARTISTS: usize = 12;

/// Watched artists with a post each.
async fn artists(stage: &Stage) -> Vec<Artist> {
    let mut artists = Vec::new();
    for n in 0..ARTISTS {
        let name = format!("Artist-{n}");
        let artist = stage.world.add_artist(&name);
        stage.world.publish(&name, NewPost::image("first"));
        stage.watch(&artist, What::Deviations, None).await;
        artists.push(artist);
    }
    artists
}

fn publish(stage: &Stage, artists: &[Artist], title: &str) -> Vec<Uuid> {
    artists.iter().map(|artist| stage.world.publish(&artist.username, NewPost::image(title)).deviationid).collect()
}

async fn all_in_the_log(stage: &Stage, posts: &[Uuid]) {
    stage.until("every post is in the log", |stage| posts.iter().all(|id| stage.has(*id))).await;
}

async fn both_work(stage: &Stage) {
    let share = |stage: &Stage| stage.statuses().iter().map(|status| status.artists).collect::<Vec<_>>();
    stage
        .until("two workers have a part of the artists each", |stage| {
            let shares = share(stage);
            shares.iter().sum::<usize>() == ARTISTS && shares.iter().all(|share| *share > 0 && *share < ARTISTS)
        })
        .await;
}

#[tokio::test]
async fn a_worker_that_the_edge_refuses_hands_its_artists_over_and_nothing_is_lost() {
    let mut stage = Stage::new().await;
    let artists = artists(&stage).await;
    let way = Server::start_with(stage.world.clone()).await.unwrap();
    stage.start_at(&way);
    stage.start();
    both_work(&stage).await;
    let first = publish(&stage, &artists, "while both work");
    all_in_the_log(&stage, &first).await;

    way.edge_blocks(true);
    let refused = Instant::now();
    let second = publish(&stage, &artists, "while one is refused");
    all_in_the_log(&stage, &second).await;
    println!("all posts of all artists were in the log {:?} after the edge refused one of two workers", refused.elapsed());
    stage.until("the other has all artists", |stage| stage.statuses()[1].artists == ARTISTS).await;
    let resting = &stage.statuses()[0];
    assert!(resting.resting_until.is_some(), "it rests: {resting:?}");
    assert_eq!(resting.artists, 0, "{resting:?}");
    for artist in &artists {
        let source = stage.until_source(artist, SourceKind::Gallery, "is there", |_| true).await;
        assert!(source.baselined && source.trouble.is_none(), "what was known of it moved along: {source:?}");
    }
    stage.stop().await;
    stage.stop().await;
}

#[tokio::test]
async fn a_killed_workers_artists_go_to_the_other_with_what_was_known_of_them() {
    let mut stage = Stage::new().await;
    let artists = artists(&stage).await;
    stage.start();
    stage.start();
    both_work(&stage).await;
    let first = publish(&stage, &artists, "while both work");
    all_in_the_log(&stage, &first).await;
    stage.kill_oldest().await;
    let killed = Instant::now();
    let second = publish(&stage, &artists, "after the kill");
    all_in_the_log(&stage, &second).await;
    println!("all posts of all artists were in the log {:?} after one of two workers was killed", killed.elapsed());
    stage.stop().await;
}

#[tokio::test]
async fn a_killed_worker_that_comes_back_under_its_name_has_its_artists_at_once() {
    let mut stage = Stage::new().await;
    let artists = artists(&stage).await;
    stage.start();
    stage.start();
    both_work(&stage).await;
    let name = stage.kill_oldest().await;
    stage.start_again(name);
    let posts = publish(&stage, &artists, "after the restart");
    both_work(&stage).await;
    let names = stage.cache.scan("ingest/worker/").await.unwrap();
    assert_eq!(names.len(), 2, "nobody holds artists that nobody polls: {names:?}");
    all_in_the_log(&stage, &posts).await;
    stage.stop().await;
    stage.stop().await;
}

#[tokio::test]
async fn who_takes_over_looks_at_nobody_before_the_time() {
    let mut stage = Stage::with_interval(Duration::from_secs(3600)).await;
    let artists = artists(&stage).await;
    stage.start();
    stage.start();
    both_work(&stage).await;
    for artist in &artists {
        stage.baselined(artist, SourceKind::Gallery).await;
    }
    let polls = |stage: &Stage, artist: &Artist| {
        let of_artist = format!("username={}&", artist.username);
        stage.world.requests_to("gallery/all").iter().filter(|seen| seen.query.contains(&of_artist)).count()
    };
    let before: Vec<usize> = artists.iter().map(|artist| polls(&stage, artist)).collect();
    stage.stop().await;
    stage.until("the other has all artists", |stage| stage.status().artists == ARTISTS).await;
    // A new watch is polled once, so when it has been, whatever else was due has been too.
    for n in 0..3 {
        let name = format!("Later-{n}");
        let later = stage.world.add_artist(&name);
        let post = stage.world.publish(&name, NewPost::image("first")).deviationid;
        stage.watch(&later, What::Deviations, None).await;
        all_in_the_log(&stage, &[post]).await;
    }
    let after: Vec<usize> = artists.iter().map(|artist| polls(&stage, artist)).collect();
    assert_eq!(before, after, "no poll was repeated because the artist moved");
    stage.stop().await;
}
