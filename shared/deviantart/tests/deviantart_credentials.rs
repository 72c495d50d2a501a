//! Several credentials behind one client.

#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::TimeDelta;
use coordination::MemoryCache;
use deviantart::{Client, Error, Limits, Options};
use domain::budget::{Lane, Pauses};
use domain::clock::{Clock, ManualClock, SystemClock};
use sandbox::deviantart::{Credential, NewPost, Options as World, RateModel, Server};
use std::sync::Arc;
use std::time::Duration;

async fn server(rate: RateModel) -> Server {
    let credentials = vec![Credential::new("one", "secret-one"), Credential::new("two", "secret-two")];
    let server = Server::start(World { rate, credentials, ..World::default() }).await.unwrap();
    server.world().publish("Mara", NewPost::image("One"));
    server
}

/// A client with these ceilings for the credentials `one` and `two`.
fn client(server: &Server, secret_of_two: &str, ceilings: [f64; 2], clock: Arc<dyn Clock>) -> Client {
    let options = |client_id: &str, client_secret: &str, requests_per_second| Options {
        api_url: server.url().parse().unwrap(),
        client_id: client_id.to_owned(),
        client_secret: client_secret.to_owned().into(),
        requests_per_second,
    };
    let credentials = vec![options("one", "secret-one", ceilings[0]), options("two", secret_of_two, ceilings[1])];
    let pauses = Pauses { first: Duration::from_millis(1200), max: Duration::from_secs(5) };
    Client::sharing(credentials, Limits { pauses, ..Limits::default() }, Arc::new(MemoryCache::new()), clock).unwrap()
}

async fn poll(client: &Client) -> Result<usize, Error> {
    client.gallery_all(Lane::Poll, "Mara", 0, 24).await.map(|page| page.items.len())
}

#[tokio::test]
async fn each_gets_work_by_its_rate() {
    let server = server(RateModel::unlimited()).await;
    let client = client(&server, "secret-two", [90.0, 30.0], Arc::new(SystemClock));
    for _ in 0..80 {
        poll(&client).await.unwrap();
    }
    let [one, two] = ["one", "two"].map(|id| server.world().usage(id));
    assert_eq!((one.tokens, two.tokens), (1, 1), "each has its own token");
    assert!(two.allowed >= 10 && one.allowed > two.allowed * 3 / 2, "{one:?} {two:?}");
    let spent: u64 = client.credentials().iter().flat_map(|credential| &credential.spent).map(|spent| spent.answered).sum();
    assert_eq!(spent, 80 + 2, "every request and both tokens are counted");
}

#[tokio::test]
async fn one_that_is_refused_is_left_out_until_it_is_right_and_the_other_goes_on() {
    let server = server(RateModel::unlimited()).await;
    let world = server.world();
    world.set_credentials(vec![Credential::new("one", "secret-one")]);
    let clock = ManualClock::at(SystemClock.now());
    let ticking = tokio::spawn({
        let clock = clock.clone();
        async move {
            loop {
                tokio::time::sleep(Duration::from_millis(1)).await;
                clock.advance(TimeDelta::milliseconds(5));
            }
        }
    });
    let client = client(&server, "secret-two", [1000.0, 1000.0], Arc::new(clock.clone()));
    for _ in 0..20 {
        assert_eq!(poll(&client).await.unwrap(), 1);
    }
    let status = client.credentials();
    assert_eq!(status[0].refused, None);
    assert!(status[1].refused.as_ref().is_some_and(|why| why.contains("does not accept the client id")), "{status:?}");
    assert!(!format!("{status:?}").contains("secret-"), "no secret is told: {status:?}");

    world.set_credentials(vec![Credential::new("one", "secret-one"), Credential::new("two", "secret-two")]);
    clock.advance(TimeDelta::seconds(31));
    while client.credentials()[1].refused.is_some() {
        poll(&client).await.unwrap();
    }
    assert!(world.usage("two").allowed > 0);
    ticking.abort();
}

#[tokio::test]
async fn a_429_pauses_only_the_credential_that_met_it() {
    let rate = RateModel {
        burst: 10.0,
        per_second: 20.0,
        pause: Duration::from_millis(700),
        grace: Duration::from_millis(300),
        ..RateModel::vendor()
    };
    let server = server(rate).await;
    let client = client(&server, "secret-two", [500.0, 12.0], Arc::new(SystemClock));
    let mut answered_in_pause = 0;
    while answered_in_pause < 5 {
        let paused = client.credentials()[0].paused_until.is_some();
        match poll(&client).await {
            Ok(_) => answered_in_pause += usize::from(paused),
            Err(Error::Throttled) => {}
            Err(error) => panic!("{error}"),
        }
    }
    let [one, two] = ["one", "two"].map(|id| server.world().usage(id));
    assert!(one.refused > 0 && two.refused == 0, "{one:?} {two:?}");
    assert_eq!(one.violations, 0);
    assert_eq!(client.credentials()[0].spent.iter().map(|spent| spent.throttled).sum::<u64>(), one.refused);
}
