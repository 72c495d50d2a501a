//! The year, generated: builds log and store of a year at two shares of 100,000 artists, 2.4 million posts that were there before, 11 million new ones
//! and 22 million notifications, measures both, and computes the whole. Prints a table for docs/figures.md.
//!
//! `cargo bench -p cli --bench year -- [SHARE] [sqlite|postgres]`, or `just year`: this share (0.02 of it unless said otherwise) and half of it.
#![expect(clippy::unwrap_used, reason = "a benchmark")]

#[path = "../../tests/support/mod.rs"]
mod support;

mod made;
mod measured;
mod sizes;
mod table;

use domain::clock::{Clock, SystemClock};
use made::Share;
use sandbox::discord;
use std::time::Instant;
use support::Harness;
use support::mix::Mix;
use table::Figure;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` calls this too, without --bench: nothing to show then.
    if !args.iter().any(|arg| arg == "--bench") {
        return;
    }
    let share = args.iter().find_map(|arg| arg.parse().ok()).unwrap_or(0.02);
    assert!(share > 0.0 && share <= 1.0, "SHARE is a part of the whole, as 0.1");
    let postgres = args.iter().any(|arg| arg == "postgres");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (small, large) = (Share(share / 2.0), Share(share));
    let [one, other] = [small, large].map(|share| runtime.block_on(year(share, postgres)));
    println!("\n{}\n\n{}", machine(postgres), table::table((small, &one), (large, &other)));
}

async fn year(share: Share, postgres: bool) -> Vec<Figure> {
    let started = Instant::now();
    let mix = if postgres { Mix::postgres() } else { Mix::embedded() };
    let mut harness = Harness::on(&mix, discord::Options::load()).await;
    let figures = measured::measure(&mut harness, share).await;
    println!("{} artists: made and measured in {:.0} s", share.artists(), started.elapsed().as_secs_f64());
    figures
}

/// On what, and when.
fn machine(postgres: bool) -> String {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name =
        cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map_or("an unknown processor", |(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let store = if postgres { "PostgreSQL" } else { "SQLite" };
    format!("{store}, {cores} cores of {name}, {}", SystemClock.now().format("%Y-%m-%d"))
}
