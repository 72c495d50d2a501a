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

/// In a release each link by itself for ten minutes of each kind, and silent for longer than the broker's heartbeats bear; for every change
/// all of them together and for seconds.
pub async fn disturbed(rig: &mut Rig) {
    let pouring = rig.begin(40).await;
    let together: Vec<Vec<&str>> = if chaos::release() { LINKS.iter().map(|name| vec![*name]).collect() } else { vec![LINKS.to_vec()] };
    let seconds = |ci: usize| Duration::from_secs(chaos::scale(ci, 600) as u64);
    let (resets, silence, late, narrow) = (seconds(8), seconds(12), seconds(5), seconds(5));
    let silence = silence.min(Duration::from_secs(30));
    let made: u64 = LINKS.iter().map(|name| link(rig, name).carried()).sum();
    for names in together {
        let began = Instant::now();
        while began.elapsed() < resets {
            let pause = rig.dice.random_range(2_000..8_000).min(u64::try_from(resets.as_millis()).unwrap());
            tokio::time::sleep(Duration::from_millis(pause)).await;
            names.iter().for_each(|name| link(rig, name).reset());
        }
        let weathers = [
            (late, Weather { latency: Duration::from_millis(200), jitter: Duration::from_millis(200), ..Weather::default() }),
            (narrow, Weather { bytes_per_second: Some(10_000), ..Weather::default() }),
            (silence, Weather { silent: true, ..Weather::default() }),
        ];
        for (duration, weather) in weathers {
            names.iter().for_each(|name| link(rig, name).weather(weather));
            tokio::time::sleep(duration).await;
            names.iter().for_each(|name| link(rig, name).weather(Weather::default()));
            rig.more("posts to flow again", 20).await;
        }
    }
    let made = LINKS.iter().map(|name| link(rig, name).carried()).sum::<u64>() - made;
    let how = if chaos::release() { "each link" } else { "all links at once" };
    let note = format!(
        "{how}: resets every 2 to 8 s for {resets:?}, 200 to 400 ms late for {late:?}, 10 kB/s for {narrow:?}, silent for {silence:?}; {made} connections were made"
    );
    rig.done("F15", pouring, &note).await;
}
