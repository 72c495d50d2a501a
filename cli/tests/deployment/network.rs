//! F15: the links between the processes and everything else.

use crate::rig::Rig;
use rand::Rng;
use std::time::{Duration, Instant};
use testbed::chaos;
use testbed::{Link, Weather};

const LINKS: [&str; 5] = ["PostgreSQL", "the broker", "Redis", "DeviantArt", "Discord"];

fn link<'r>(rig: &'r Rig, name: &str) -> &'r Link {
    let links = rig.mix.links.as_ref().unwrap();
    match name {
        "PostgreSQL" => &links.postgres,
        "the broker" => &links.broker,
        "Redis" => &links.redis,
        "DeviantArt" => &rig.deviantart,
        _ => &rig.discord,
    }
}

/// All links at once, each with resets at its own moments, then late, narrow and silent: in a release for ten minutes of each kind. In the end
/// each link by itself is silent, in a release for longer than the broker's heartbeats bear: the other side is gone, and nothing says so.
pub async fn disturbed(rig: &mut Rig) {
    let pouring = rig.begin(40).await;
    let [resets, late, narrow] = [8, 5, 5].map(|ci| Duration::from_secs(chaos::scale(ci, 600)));
    let [silence, alone] = [(12, 30), (3, 30)].map(|(ci, release)| Duration::from_secs(chaos::scale(ci, release)));
    let carried = |rig: &Rig| LINKS.iter().map(|name| link(rig, name).carried()).sum::<u64>();
    let made = carried(rig);

    let began = Instant::now();
    let mut due = LINKS.map(|name| (began, name));
    while began.elapsed() < resets {
        for (at, name) in &mut due {
            if Instant::now() >= *at {
                link(rig, name).reset();
                *at = Instant::now() + Duration::from_millis(rig.dice.random_range(2_000..8_000));
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    rig.more("posts to flow again", 20).await;
    let silent = Weather { silent: true, ..Weather::default() };
    let weathers = [
        (late, Weather { latency: Duration::from_millis(200), jitter: Duration::from_millis(200), ..Weather::default() }),
        (narrow, Weather { bytes_per_second: Some(10_000), ..Weather::default() }),
        (silence, silent),
    ];
    for (duration, weather) in weathers {
        LINKS.iter().for_each(|name| link(rig, name).weather(weather));
        tokio::time::sleep(duration).await;
        LINKS.iter().for_each(|name| link(rig, name).weather(Weather::default()));
        rig.more("posts to flow again", 20).await;
    }
    for name in LINKS {
        link(rig, name).weather(silent);
        tokio::time::sleep(alone).await;
        link(rig, name).weather(Weather::default());
        rig.more("posts to flow again", 20).await;
    }
    let made = carried(rig) - made;
    let note = format!(
        "each link reset every 2 to 8 s for {resets:?}, 200 to 400 ms late for {late:?}, 10 kB/s for {narrow:?}; all silent for {silence:?}, each alone for {alone:?}; {made} connections were made"
    );
    rig.done("F15", pouring, &note).await;
}
