//! The client against the simulated DeviantArt: every endpoint, every habit, every fault that the simulation knows.

#![expect(clippy::unwrap_used, reason = "tests")]

use coordination::MemoryCache;
use deviantart::http::Timeouts;
use deviantart::{Client, Error, Limits, Options};
use domain::budget::{Lane, Pauses};
use domain::clock::SystemClock;
use domain::id::{FolderId, PostId};
use domain::post::{ArtistKind, PostKind};
use sandbox::deviantart::{Fault, Kind, Lock, NewPost, NotFoundWording, Options as World, RateModel, Server};
use sandbox::fault::When;
use sandbox::odd::Odd;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

fn client_with(server: &Server, limits: Limits, requests_per_second: f64) -> Client {
    let options = Options {
        api_url: server.url().parse().unwrap(),
        client_id: "sandbox".to_owned(),
        client_secret: "sandbox-secret".to_owned().into(),
        requests_per_second,
    };
    Client::with_limits(options, limits, Arc::new(MemoryCache::new()), Arc::new(SystemClock)).unwrap()
}

fn limits() -> Limits {
    Limits {
        timeouts: Timeouts { connect: Duration::from_secs(5), total: Duration::from_secs(3), read: Duration::from_millis(1500) },
        pauses: Pauses { first: Duration::from_millis(1200), max: Duration::from_secs(5) },
        retry_first: Duration::from_millis(5),
        edge_rest: Duration::from_millis(200),
        ..Limits::default()
    }
}

async fn server() -> (Server, Client) {
    let server = Server::start(World { rate: RateModel::unlimited(), ..World::default() }).await.unwrap();
    let client = client_with(&server, limits(), 1000.0);
    (server, client)
}

#[tokio::test]
async fn a_gallery_is_walked_to_its_end() {
    let (server, client) = server().await;
    let wanted: BTreeSet<_> =
        (0..60).map(|n| PostId(server.world().publish("Mara", NewPost::image(format!("Number {n}"))).deviationid)).collect();
    let (mut found, mut offset) = (BTreeSet::new(), Some(0));
    while let Some(from) = offset {
        let page = client.gallery_all(Lane::Poll, "mara", from, 24).await.unwrap();
        found.extend(page.items.iter().map(|listed| listed.post.id));
        offset = page.next;
    }
    assert_eq!(found, wanted);
}

#[tokio::test]
async fn every_kind_of_post_is_told_apart() {
    let (server, client) = server().await;
    let world = server.world();
    let kinds = [
        (Kind::Image, PostKind::Image),
        (Kind::Literature, PostKind::Literature),
        (Kind::Video, PostKind::Video),
        (Kind::Journal, PostKind::Journal),
        (Kind::Status, PostKind::Status),
        (Kind::Poll, PostKind::Poll),
    ];
    for (kind, wanted) in kinds {
        let published = world.publish("Mara", NewPost::new(kind, "A title").tag("water"));
        let alone = client.deviation(Lane::Poll, PostId(published.deviationid)).await.unwrap();
        let mut listed = client.gallery_all(Lane::Poll, "Mara", 0, 24).await.unwrap().items;
        listed.extend(client.posts(Lane::Poll, "Mara", None).await.unwrap().items);
        let listed = listed.into_iter().find(|listed| listed.post.id == alone.post.id).unwrap();
        assert_eq!(alone, listed, "alone and in its list");
        let post = alone.post;
        assert_eq!(post.kind, wanted);
        assert_eq!(post.title, "A title");
        assert_eq!(post.url.as_deref(), Some(published.url.as_str()));
        assert_eq!(post.published_at, Some(published.published_at));
        assert_eq!(alone.artist.name, "Mara");
        if !matches!(kind, Kind::Image | Kind::Video) {
            assert_eq!(post.excerpt.as_deref(), Some("It was late when the rain stopped."), "{kind:?}");
        }
        let tags = client.tags(Lane::Poll, &[post.id]).await.unwrap();
        assert_eq!(tags, vec![(post.id, vec!["water".to_owned()])]);
    }
}

#[tokio::test]
async fn mature_and_locked_posts_say_so() {
    let (server, client) = server().await;
    let world = server.world();
    for (lock, wanted) in [(Lock::Watchers, "watchers"), (Lock::Paid, "paid"), (Lock::Tier, "tier")] {
        let id = PostId(world.publish("Mara", NewPost::image("Locked").locked(lock)).deviationid);
        assert_eq!(client.deviation(Lane::Poll, id).await.unwrap().post.locked.as_deref(), Some(wanted));
    }
    let id = PostId(world.publish("Mara", NewPost::image("Night").mature()).deviationid);
    let page = client.gallery_all(Lane::Poll, "Mara", 0, 24).await.unwrap();
    let listed = page.items.iter().find(|listed| listed.post.id == id).unwrap();
    assert!(listed.post.mature, "it is asked for, and told");
}

#[tokio::test]
async fn folders_and_their_posts_are_found() {
    let (server, client) = server().await;
    let world = server.world();
    let folder = FolderId(world.add_folder("Mara", "Water"));
    let id = PostId(world.publish("Mara", NewPost::image("Pool").folder("Water")).deviationid);
    world.publish("Mara", NewPost::image("Elsewhere"));
    let folders = client.gallery_folders(Lane::Poll, "Mara", 0).await.unwrap();
    let listing = folders.items.iter().find(|listing| listing.folder.id == folder).unwrap();
    assert_eq!((listing.folder.name.as_str(), listing.folder.size), ("Water", Some(1)));
    assert_eq!(listing.preview, [id]);
    let page = client.gallery_folder(Lane::Poll, "Mara", folder, 0).await.unwrap();
    assert_eq!(page.items.iter().map(|listed| listed.post.id).collect::<Vec<_>>(), [id]);
}

#[tokio::test]
async fn artists_groups_and_those_who_are_gone_are_told_apart() {
    let (server, client) = server().await;
    let world = server.world();
    let mara = world.add_artist("Mara");
    let profile = client.resolve(Lane::Interactive, "mARA").await.unwrap();
    assert_eq!((profile.artist.id.0, profile.artist.name.as_str(), profile.kind), (mara.userid, "Mara", ArtistKind::Person));
    world.add_group("Crew");
    world.add_folder("Crew", "Featured");
    let group = client.resolve(Lane::Interactive, "Crew").await.unwrap();
    assert_eq!(group.kind, ArtistKind::Group);
    for wording in [NotFoundWording::Plain, NotFoundWording::Quoted] {
        world.quirks(|quirks| quirks.not_found = wording);
        assert!(matches!(client.resolve(Lane::Poll, "nobody").await, Err(Error::UserNotFound(_))));
        assert!(matches!(client.gallery_all(Lane::Poll, "nobody", 0, 24).await, Err(Error::UserNotFound(_))));
    }
    world.deactivate("Mara").unwrap();
    assert!(matches!(client.profile(Lane::Poll, "Mara").await, Err(Error::AccountInactive(_))));
    world.reactivate("Mara").unwrap();
    world.block("Mara").unwrap();
    assert!(matches!(client.profile(Lane::Poll, "Mara").await, Err(Error::ProfileBlocked(_))));
}

#[tokio::test]
async fn a_deleted_post_is_told_in_every_form() {
    use sandbox::deviantart::DeviationGone;
    let (server, client) = server().await;
    let world = server.world();
    let id = world.publish("Mara", NewPost::image("Gone")).deviationid;
    world.delete(id).unwrap();
    for form in [DeviationGone::Status400, DeviationGone::Status404, DeviationGone::Stub] {
        world.quirks(|quirks| quirks.deviation_gone = form);
        let outcome = client.deviation(Lane::Poll, PostId(id)).await;
        assert!(matches!(outcome, Err(Error::DeviationNotFound)), "{form:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn tokens_end_and_credentials_change_under_a_running_client() {
    let (server, client) = server().await;
    let world = server.world();
    world.add_artist("Mara");
    client.placebo().await.unwrap();
    world.expire_tokens();
    client.placebo().await.unwrap();
    world.forget_tokens();
    client.profile(Lane::Poll, "Mara").await.unwrap();
    assert_eq!(world.usage("sandbox").tokens, 3);
    for redirects in [false, true] {
        world.quirks(|quirks| quirks.invalid_client_redirects = redirects);
        world.set_credentials(vec![]);
        world.forget_tokens();
        let stranger = client_with(&server, limits(), 1000.0);
        assert!(matches!(stranger.placebo().await, Err(Error::InvalidClient)), "redirects: {redirects}");
    }
}

#[tokio::test]
async fn every_fault_is_told_by_its_name_and_the_client_recovers() {
    let (server, client) = server().await;
    let world = server.world();
    world.publish("Mara", NewPost::image("One"));
    client.placebo().await.unwrap();
    let ask = || client.gallery_all(Lane::Poll, "Mara", 0, 24);
    type Check = fn(&Result<deviantart::model::Page<deviantart::model::Listed>, Error>) -> bool;
    let cases: &[(Fault, When, Check)] = &[
        (Fault::ServerError, When::Next(3), |outcome| outcome.is_ok()),
        (Fault::ServerErrorNoStatus, When::Next(4), |outcome| matches!(outcome, Err(Error::Server { status: 500, .. }))),
        (Fault::BadGateway, When::Next(4), |outcome| matches!(outcome, Err(Error::Server { status: 502, .. }))),
        (Fault::Unavailable, When::Next(1), |outcome| matches!(outcome, Err(Error::Server { status: 503, .. }))),
        (Fault::Throttle, When::Next(1), |outcome| matches!(outcome, Err(Error::Throttled))),
        (Fault::DropBeforeAnswer, When::Next(9), |outcome| matches!(outcome, Err(Error::Transport(_)))),
        (Fault::DropAfterHeaders, When::Next(1), |outcome| matches!(outcome, Err(Error::Transport(_) | Error::Decode { .. }))),
        (Fault::DropMidBody, When::Next(1), |outcome| matches!(outcome, Err(Error::Transport(_) | Error::Decode { .. }))),
        (Fault::Stall, When::Next(1), |outcome| matches!(outcome, Err(Error::Timeout))),
        (Fault::StallMidBody, When::Next(1), |outcome| matches!(outcome, Err(Error::Timeout))),
        (Fault::HugeBody(32 << 20), When::Always, |outcome| matches!(outcome, Err(Error::TooLarge(_)))),
        (Fault::GzipBomb(64 << 20), When::Always, |outcome| matches!(outcome, Err(Error::TooLarge(_)))),
        (Fault::HalfJson, When::Next(1), |outcome| matches!(outcome, Err(Error::Decode { .. }))),
        (Fault::WrongContentType, When::Next(1), |outcome| outcome.as_ref().is_ok_and(|page| page.items.len() == 1)),
        (Fault::EmptyResults, When::Next(1), |outcome| outcome.as_ref().is_ok_and(|page| page.items.is_empty())),
        (Fault::UnknownFields, When::Next(1), |outcome| outcome.as_ref().is_ok_and(|page| page.items.len() == 1)),
        (Fault::StatusError200, When::Next(4), |outcome| outcome.is_err()),
        (Fault::Withdrawn, When::Next(1), |outcome| matches!(outcome, Err(Error::EndpointGone { .. }))),
        (Fault::EdgeBlock, When::Next(1), |outcome| matches!(outcome, Err(Error::Blocked("gallery/all")))),
        (Fault::Odd(Odd::edge_challenge()), When::Next(1), |outcome| matches!(outcome, Err(Error::Blocked("gallery/all")))),
    ];
    for (fault, when, check) in cases {
        world.faults().set_on("gallery/all", fault.clone(), *when);
        let outcome = ask().await;
        assert!(check(&outcome), "{fault:?}: {outcome:?}");
        world.faults().clear();
        assert_eq!(client.edge_rest_until(), None, "{fault:?}");
        let after = ask().await;
        assert!(after.as_ref().is_ok_and(|page| page.items.len() == 1), "after {fault:?}: {after:?}");
    }
}

#[tokio::test]
async fn a_cursor_loop_ends() {
    let (server, client) = server().await;
    let world = server.world();
    for n in 0..5 {
        world.publish("Mara", NewPost::journal(format!("News {n}")));
    }
    world.faults().set_on("user/profile/posts", Fault::CursorLoop, When::Always);
    let mut cursor: Option<String> = None;
    let mut pages = 0;
    loop {
        let page = client.posts(Lane::Poll, "Mara", cursor.as_deref()).await.unwrap();
        pages += 1;
        assert!(pages < 10, "asked forever");
        let Some(next) = page.next else { break };
        cursor = Some(next);
    }
}

#[tokio::test]
async fn many_at_once_never_violate_a_pause() {
    let rate = RateModel {
        burst: 10.0,
        per_second: 60.0,
        pause: Duration::from_millis(600),
        grace: Duration::from_millis(300),
        ..RateModel::vendor()
    };
    let server = Server::start(World { rate, ..World::default() }).await.unwrap();
    let world = server.world();
    world.publish("Mara", NewPost::image("One"));
    let pauses = Pauses { first: Duration::from_millis(900), max: Duration::from_millis(900) };
    let client = client_with(&server, Limits { pauses, ..limits() }, 150.0);
    let tasks: Vec<_> = (0..6)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                let mut done = 0;
                while done < 12 {
                    match client.gallery_all(Lane::Poll, "Mara", 0, 24).await {
                        Ok(_) => done += 1,
                        Err(Error::Throttled) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let usage = world.usage("sandbox");
    assert!(usage.refused > 0, "the limit was never met, so nothing was shown: {usage:?}");
    assert_eq!(usage.violations, 0, "{usage:?}");
}
