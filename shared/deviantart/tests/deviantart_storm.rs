//! Two storms over the wire, 12.5 times faster than life: the simulated limit falls to a tenth while four workers share one budget.
//! Takes about four minutes: `just storm`.

use coordination::{Cache, MemoryCache};
use deviantart::{Client, Error, Limits, Options};
use domain::budget::{Lane, Pauses};
use domain::clock::SystemClock;
use sandbox::deviantart::{NewPost, Options as World, RateModel, Server};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Requests a second, outside a storm.
const RATE: f64 = 40.0;
const WINDOW: Duration = Duration::from_secs(5);
const STORM: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes four minutes"]
async fn a_limit_cut_to_a_tenth_twice_is_kept_to_over_the_wire() {
    let rate = RateModel {
        burst: 60.0,
        per_second: RATE * 1.05,
        pause: Duration::from_millis(320),
        grace: Duration::from_millis(150),
        recovery: 0.25,
        ..RateModel::vendor()
    };
    let cut = RateModel { burst: rate.burst / 10.0, per_second: rate.per_second / 10.0, ..rate };
    let server = Server::start(World { rate, ..World::default() }).await.unwrap();
    let world = server.world();
    world.publish("Mara", NewPost::image("One"));
    let cache: Arc<dyn Cache> = Arc::new(MemoryCache::new());
    let pauses = Pauses { first: Duration::from_millis(400), max: Duration::from_secs(24) };
    for _ in 0..4 {
        let options = Options {
            api_url: server.url().parse().unwrap(),
            client_id: "sandbox".to_owned(),
            client_secret: "sandbox-secret".to_owned().into(),
            requests_per_second: RATE,
        };
        let limits = Limits { pauses, ..Limits::default() };
        let client = Client::with_limits(options, limits, Arc::clone(&cache), Arc::new(SystemClock)).unwrap();
        for _ in 0..4 {
            let client = client.clone();
            tokio::spawn(async move {
                loop {
                    match client.gallery_all(Lane::Poll, "Mara", 0, 24).await {
                        Ok(_) | Err(Error::Throttled) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            });
        }
    }
    let measure = async || {
        let before = world.usage("sandbox").allowed;
        tokio::time::sleep(WINDOW).await;
        (world.usage("sandbox").allowed - before) as f64 / WINDOW.as_secs_f64()
    };
    let recovered = async || {
        let since = Instant::now();
        while measure().await < 0.9 * RATE {}
        since.elapsed()
    };
    recovered().await;
    for storm in 1..=2 {
        let before = world.usage("sandbox");
        world.set_rate(cut);
        tokio::time::sleep(STORM).await;
        let after = world.usage("sandbox");
        world.set_rate(rate);
        let (allowed, refused) = (after.allowed - before.allowed, after.refused - before.refused);
        println!("storm {storm}: {allowed} let through, {refused} refused; 90 % of the rate again after {:?}", recovered().await);
    }
    let usage = world.usage("sandbox");
    println!("in all {} let through, {} refused, {} inside a pause", usage.allowed, usage.refused, usage.violations);
    assert_eq!(usage.violations, 0, "{usage:?}");
    assert!(usage.refused > 0 && usage.refused * 50 < usage.allowed, "{usage:?}");
}
