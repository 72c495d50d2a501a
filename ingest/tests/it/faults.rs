//! What fails: DeviantArt, the log, the worker itself.

use crate::stage::{Stage, now};
use chrono::TimeDelta;
use domain::clock::{Clock, SystemClock, Timestamp};
use domain::event::Event;
use domain::watch::What;
use sandbox::deviantart::{Artist, Fault, NewPost};
use sandbox::fault::When;
use sandbox::odd::Odd;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use store::ingest::{Source, SourceKind};

#[tokio::test]
async fn server_errors_and_silence_pass_and_are_told_in_words() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("first"));
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    for fault in [Fault::ServerError, Fault::Stall, Fault::DropMidBody, Fault::HalfJson] {
        let rule = stage.world.faults().set_on("gallery/all", fault.clone(), When::Always);
        let new = stage.world.publish("Foxglove", NewPost::image(format!("{fault:?}"))).deviationid;
        let told = stage.until_source(&artist, SourceKind::Gallery, "tells of the trouble", |source| source.trouble.is_some()).await;
        assert!(told.failures > 0 && told.baselined);
        stage.world.faults().remove(rule);
        stage.until("the post is in the log", |stage| stage.has(new)).await;
        stage.until_source(&artist, SourceKind::Gallery, "is well again", |source| source.trouble.is_none() && source.failures == 0).await;
    }
    assert!(stage.published().values().all(|count| *count == 1));
    stage.stop().await;
}

#[tokio::test]
async fn an_artist_who_is_refused_for_good_does_not_stand_in_the_way_of_the_others() {
    let mut stage = Stage::new().await;
    let (refused, other) = (stage.world.add_artist("Foxglove"), stage.world.add_artist("Bramble"));
    for artist in [&refused, &other] {
        stage.world.publish(&artist.username, NewPost::image("first"));
        stage.watch(artist, What::Deviations, None).await;
    }
    stage.start();
    stage.baselined(&refused, SourceKind::Gallery).await;
    stage.baselined(&other, SourceKind::Gallery).await;
    let body = serde_json::json!({
        "error": "insufficient_scope", "error_description": "The request requires higher privileges.", "status": "error"
    });
    let rule = stage.world.faults().set_on("username=Foxglove", Fault::Json { status: 403, body }, When::Always);
    stage.until_source(&refused, SourceKind::Gallery, "failed again and again", |source| source.failures >= 3).await;
    for number in 0..5 {
        let new = stage.world.publish("Bramble", NewPost::image(format!("new {number}"))).deviationid;
        stage.until("the other's post is in the log", |stage| stage.has(new)).await;
        assert_eq!(stage.status().held_up_by, None);
    }
    let late = stage.world.publish("Foxglove", NewPost::image("late")).deviationid;
    stage.world.faults().remove(rule);
    stage.until("the post of who was refused is in the log", |stage| stage.has(late)).await;
    stage.stop().await;
}

/// A gallery's or feed's later page answers with an error for as long as it likes: what is above it is told, and the rest when it can be read.
async fn a_page_is_missing(what: What, kind: SourceKind, page: &str, post: fn(String) -> NewPost) {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", post("first".to_owned()).at(now() - TimeDelta::days(1)));
    stage.watch(&artist, what, None).await;
    stage.start();
    stage.baselined(&artist, kind).await;
    let rule = stage.world.faults().set_on(page, Fault::ServerError, When::Always);
    let burst: Vec<_> = (0..60).map(|n| stage.world.publish("Foxglove", post(format!("new {n}"))).deviationid).collect();
    let trouble = |source: &Source| source.trouble.as_ref().is_some_and(|why| why.contains("further down"));
    stage.until_source(&artist, kind, "tells of the page", trouble).await;
    stage.until("the newest is in the log", |stage| stage.has(burst[59])).await;
    assert!(!stage.has(burst[0]), "the oldest is on a page that nobody could read");
    let next = stage.world.publish("Foxglove", post("next".to_owned())).deviationid;
    stage.until("so is what comes next", |stage| stage.has(next)).await;
    stage.world.faults().remove(rule);
    stage.until("all of it is in the log", |stage| burst.iter().all(|id| stage.has(*id))).await;
    stage.until_source(&artist, kind, "is well again", |source| source.trouble.is_none()).await;
    assert!(stage.published().values().all(|count| *count == 1));
    stage.stop().await;
}

#[tokio::test]
async fn a_gallery_page_that_cannot_be_read_holds_back_nothing_above_it() {
    a_page_is_missing(What::Deviations, SourceKind::Gallery, "offset=24", NewPost::image).await;
}

#[tokio::test]
async fn a_page_of_the_feed_that_cannot_be_read_holds_back_nothing_above_it() {
    a_page_is_missing(What::Journals, SourceKind::Posts, "cursor=", NewPost::journal).await;
}

/// The machine's clock, ahead by what it is told.
struct Ahead(AtomicI64);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        SystemClock.now() + TimeDelta::seconds(self.0.load(Ordering::SeqCst))
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_holds_up_no_look_now_and_after_a_restart() {
    // With an hour between polls nothing but a plan made afresh brings the next one.
    let mut stage = Stage::with_interval(Duration::from_secs(3600)).await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("first"));
    stage.watch(&artist, What::Deviations, None).await;
    let clock = Arc::new(Ahead(AtomicI64::new(7200)));
    stage.start_in(clock.clone());
    let ahead = |source: &Source| source.baselined && source.last_poll_at.is_some_and(|at| at > now() + TimeDelta::hours(1));
    stage.until_source(&artist, SourceKind::Gallery, "was seen in the future", ahead).await;
    let second = stage.world.publish("Foxglove", NewPost::image("second")).deviationid;
    clock.0.store(0, Ordering::SeqCst);
    stage.until("the post is in the log", |stage| stage.has(second)).await;
    stage.stop().await;

    clock.0.store(7200, Ordering::SeqCst);
    stage.start_in(clock);
    let third = stage.world.publish("Foxglove", NewPost::image("third")).deviationid;
    stage.until("a poll in the future", |stage| stage.has(third)).await;
    stage.until_source(&artist, SourceKind::Gallery, "was saved in the future", ahead).await;
    stage.stop().await;
    let fourth = stage.world.publish("Foxglove", NewPost::image("fourth")).deviationid;
    stage.start();
    stage.until("the post is in the log after a restart", |stage| stage.has(fourth)).await;
    stage.stop().await;
}

#[tokio::test]
async fn a_log_that_refuses_keeps_the_position_and_slows_the_worker_down() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("first").at(now() - TimeDelta::days(1)));
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    let before = stage.until_source(&artist, SourceKind::Gallery, "was saved", |source| source.rates.is_some()).await;
    stage.log.refuse(true);
    let burst: Vec<_> = (0..40).map(|n| stage.world.publish("Foxglove", NewPost::image(format!("new {n}"))).deviationid).collect();
    stage.until("the log refused a few times", |stage| stage.log.refusals() >= 3).await;
    assert!(stage.status().held_up_by.is_some_and(|why| why.contains("full")));
    let after = stage.until_source(&artist, SourceKind::Gallery, "is there", |_| true).await;
    assert_eq!((after.position, after.baselined), (before.position, true), "the position did not move");
    stage.log.refuse(false);
    stage.until("everything is in the log", |stage| burst.iter().all(|id| stage.has(*id))).await;
    stage.until("nothing holds it up", |stage| stage.status().held_up_by.is_none()).await;
    assert!(stage.published().values().all(|count| *count == 1));
    stage.stop().await;
}

#[tokio::test]
async fn kills_and_restarts_lose_nothing() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("first").at(now() - TimeDelta::days(1)));
    stage.watch(&artist, What::Everything, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    let mut all = Vec::new();
    for round in 0..6 {
        let image = |n| NewPost::image(format!("image {round} {n}"));
        all.extend((0..30).map(|n| stage.world.publish("Foxglove", image(n)).deviationid));
        all.push(stage.world.publish("Foxglove", NewPost::journal(format!("journal {round}"))).deviationid);
        // Ends at another place of the poll each time.
        let requests = stage.world.request_count();
        stage.world.wait_for_requests(requests + 1 + round, Duration::from_secs(30)).await;
        stage.kill().await;
        stage.start();
    }
    stage.until("every post is in the log", |stage| all.iter().all(|id| stage.has(*id))).await;
    stage.stop().await;
}

/// The edge refuses everything, in this way.
async fn the_edge_refuses(how: Fault) {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("first"));
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    let refuses = stage.world.faults().set(how, When::Always);
    stage.until("it rests", |stage| stage.status().resting_until.is_some()).await;
    stage.world.faults().remove(refuses);
    let new = stage.world.publish("Foxglove", NewPost::image("second")).deviationid;
    stage.until("the post is in the log", |stage| stage.has(new)).await;
    let source = stage.until_source(&artist, SourceKind::Gallery, "is there", |_| true).await;
    assert_eq!(source.trouble, None, "no fault of the source");
    stage.stop().await;
}

#[tokio::test]
async fn a_worker_that_the_edge_refuses_rests_and_goes_on_by_itself() {
    the_edge_refuses(Fault::EdgeBlock).await;
}

#[tokio::test]
async fn a_challenge_of_the_edge_rests_the_worker_too() {
    the_edge_refuses(Fault::Odd(Odd::edge_challenge())).await;
}

/// Some artists with all that can be polled of a person, all polled.
async fn artists(stage: &mut Stage, names: &[&str]) -> Vec<Artist> {
    let mut artists = Vec::new();
    for name in names {
        let artist = stage.world.add_artist(name);
        stage.world.publish(name, NewPost::image("first").at(now() - TimeDelta::days(1)));
        stage.world.publish(name, NewPost::journal("first").at(now() - TimeDelta::days(1)));
        stage.watch(&artist, What::Everything, None).await;
        artists.push(artist);
    }
    stage.start();
    for artist in &artists {
        stage.baselined(artist, SourceKind::Gallery).await;
        stage.baselined(artist, SourceKind::Posts).await;
    }
    artists
}

/// Single answers that say something of the site, the credential or the address, each for one artist and again and again.
#[tokio::test]
async fn an_odd_answer_for_one_artist_is_no_verdict_on_all() {
    let mut stage = Stage::new().await;
    let artists = artists(&mut stage, &["Foxglove", "Bramble", "Yarrow"]).await;
    let invalid = serde_json::json!({"error": "invalid_token", "error_description": "Invalid token.", "status": "error"});
    let odd = [
        Fault::Withdrawn,
        Fault::Odd(Odd::html(404)),
        Fault::EdgeBlock,
        Fault::Odd(Odd::edge_challenge()),
        Fault::Json { status: 401, body: invalid },
        Fault::Odd(Odd::html(401)),
    ];
    for fault in odd {
        let rule = stage.world.faults().set_on("username=Foxglove", fault.clone(), When::Always);
        stage.until_source(&artists[0], SourceKind::Gallery, "failed again and again", |source| source.failures >= 2).await;
        for name in ["Bramble", "Yarrow"] {
            let new = stage.world.publish(name, NewPost::image(format!("{fault:?}"))).deviationid;
            stage.until("the others' posts are in the log", |stage| stage.has(new)).await;
        }
        let status = stage.status();
        assert_eq!((status.resting_until, status.held_up_by), (None, None), "{fault:?}");
        let new = stage.world.publish("Foxglove", NewPost::image(format!("{fault:?}"))).deviationid;
        stage.world.faults().remove(rule);
        stage.until("so is this artist's", |stage| stage.has(new)).await;
        stage.until_source(&artists[0], SourceKind::Gallery, "is well again", |source| source.failures == 0).await;
    }
    stage.stop().await;
}

#[tokio::test]
async fn health_tells_that_every_gallery_fails_though_everything_else_is_well() {
    let mut stage = Stage::new().await;
    artists(&mut stage, &["Foxglove", "Bramble", "Yarrow"]).await;
    assert_eq!(stage.status().trouble, None);
    let rule = stage.world.faults().set_on("gallery/all", Fault::ServerError, When::Always);
    stage.until("it is told", |stage| stage.status().trouble.is_some_and(|why| why.contains("galleries"))).await;
    stage.polled("profile/posts", 3).await;
    stage.world.faults().remove(rule);
    let new = stage.world.publish("Foxglove", NewPost::image("new")).deviationid;
    stage.until("the post is in the log", |stage| stage.has(new)).await;
    stage.until("nothing is wrong any more", |stage| stage.status().trouble.is_none()).await;
    stage.stop().await;
}

#[tokio::test]
async fn a_withdrawn_endpoint_pauses_its_kind_only() {
    let mut stage = Stage::new().await;
    let artists = artists(&mut stage, &["Foxglove", "Bramble", "Yarrow"]).await;
    let rule = stage.world.faults().set_on("profile/posts", Fault::Withdrawn, When::Always);
    // Longer than any distance between the first tries of a failing source.
    let pauses = |source: &Source| {
        source.trouble.as_deref().is_some_and(|text| text.contains("gone"))
            && source.next_poll_at.is_some_and(|at| at > now() + TimeDelta::seconds(2))
    };
    for artist in &artists {
        stage.until_source(artist, SourceKind::Posts, "pauses", pauses).await;
    }
    let asked = stage.world.faults().hits(rule);
    let image = stage.world.publish("Foxglove", NewPost::image("an image")).deviationid;
    stage.until("the gallery is polled", |stage| stage.has(image)).await;
    stage.polled("gallery/all", 5).await;
    assert!(stage.world.faults().hits(rule) <= asked + 1, "it is not asked for again and again");
    stage.stop().await;
}

#[tokio::test]
async fn a_removed_watch_ends_the_looks_and_a_new_one_begins_at_once() {
    let mut stage = Stage::with_interval(Duration::from_secs(3600)).await;
    let artist = stage.world.add_artist("Foxglove");
    let first = stage.world.publish("Foxglove", NewPost::image("first")).deviationid;
    stage.start();
    stage.until("it lives", |stage| stage.status().workers == 1).await;
    stage.watch(&artist, What::Deviations, None).await;
    stage.until("the first page is in the log though the interval is an hour", |stage| stage.has(first)).await;
    let second = stage.world.publish("Foxglove", NewPost::image("second")).deviationid;
    stage.watch(&artist, What::Deviations, None).await;
    stage.until("another channel's watch polls at once", |stage| stage.has(second)).await;
    stage.stop().await;
}

#[tokio::test]
async fn an_outage_of_deviantart_does_not_stop_the_worker_from_stopping() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.watch(&artist, What::Everything, None).await;
    stage.start();
    stage.polled("gallery/all", 1).await;
    stage.outage().await;
    stage.until_source(&artist, SourceKind::Gallery, "tells of the trouble", |source| source.trouble.is_some()).await;
    stage.stop().await;
}

#[tokio::test]
async fn two_workers_share_the_artists_and_one_takes_over_when_the_other_leaves() {
    let mut stage = Stage::new().await;
    let mut artists = Vec::new();
    for n in 0..8 {
        let name = format!("Artist-{n}");
        artists.push(stage.world.add_artist(&name));
        stage.world.publish(&name, NewPost::image("first"));
        stage.watch(&artists[n], What::Deviations, None).await;
    }
    stage.start();
    stage.start();
    stage.until("both see each other", |stage| stage.status().workers == 2).await;
    stage.until("the last one has a part of the artists", |stage| stage.status().artists < 8).await;
    let publish = |stage: &Stage, title: &str| -> Vec<_> {
        artists.iter().map(|artist| stage.world.publish(&artist.username, NewPost::image(title)).deviationid).collect()
    };
    let second = publish(&stage, "second");
    stage.until("both together miss nothing", |stage| second.iter().all(|id| stage.has(*id))).await;
    stage.stop().await;
    let third = publish(&stage, "third");
    stage.until("the other one polls everything", |stage| third.iter().all(|id| stage.has(*id))).await;
    stage.until("it knows that it is alone", |stage| stage.status().workers == 1 && stage.status().artists == 8).await;
    stage.stop().await;
}

#[tokio::test]
async fn what_the_schedule_learned_is_kept_when_a_worker_stops() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    for day in [9, 5, 2] {
        stage.world.publish("Foxglove", NewPost::image(format!("{day} days ago")).at(now() - TimeDelta::days(day)));
    }
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    stage.stop().await;
    let learned = |row: &Source| row.rates.map(|rates| rates.sessions[0]);
    // Three posts far apart: the oldest only opens the count.
    stage.until_source(&artist, SourceKind::Gallery, "holds the rates", |row| learned(row) == Some(2.0)).await;
    assert!(stage.store.for_ingest().schedule_state().await.unwrap().is_some(), "and what holds for all sources");
    stage.start();
    let new = stage.world.publish("Foxglove", NewPost::image("new")).deviationid;
    stage.until("the next worker finds the new post", |stage| stage.has(new)).await;
    stage.stop().await;
    stage.until_source(&artist, SourceKind::Gallery, "continues from there", |row| learned(row) == Some(3.0)).await;
}

/// One odd answer, whichever it is, is no verdict: the next poll sees the post, once, and health stays green.
#[tokio::test]
async fn every_odd_answer_of_the_table_costs_one_poll_and_nothing_else() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("first"));
    for other in ["Bramble", "Yarrow"] {
        let other = stage.world.add_artist(other);
        stage.watch(&other, What::Deviations, None).await;
    }
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    for (name, odd) in sandbox::deviantart::oddities() {
        let rule = stage.world.faults().set_on("gallery/all?mature_content=true&username=Foxglove", odd, When::Next(1));
        stage.until(&format!("{name} is the answer"), |stage| stage.world.faults().hits(rule) == 1).await;
        let (post, worst) = (stage.world.publish("Foxglove", NewPost::image(name)).deviationid, std::cell::Cell::new(0));
        stage
            .until(&format!("the post after {name} is in the log"), |stage| {
                worst.set(worst.get().max(stage.status().in_trouble));
                stage.has(post)
            })
            .await;
        assert!(worst.get() <= 1, "{name}: {} sources in trouble by one answer", worst.get());
        let status = stage.status();
        assert_eq!((status.trouble, status.resting_until, status.held_up_by), (None, None, None), "{name}");
    }
    assert!(stage.published().values().all(|times| *times == 1), "{:?}", stage.published());
    let gone = stage.log_events().into_iter().find(|event| matches!(event, Event::PostRemoved { .. } | Event::ArtistVanished { .. }));
    assert_eq!(gone, None);
    stage.stop().await;
}
