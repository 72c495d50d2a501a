//! A year at a two-thousandth of the whole, made and measured as `just year` does it (cli/benches/year): so that it works when it is wanted, and so that
//! what a row and an event take is held.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../benches/year/made.rs"]
mod made;
#[path = "../benches/year/measured.rs"]
mod measured;
#[path = "../benches/year/sizes.rs"]
mod sizes;
mod support;
#[path = "../benches/year/table.rs"]
mod table;

use made::Share;
use sandbox::discord;
use support::Harness;
use table::{Figure, Grows};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_year_takes_what_a_year_may_take() {
    let mut harness = Harness::start(discord::Options::load()).await;
    let figures = measured::measure(&mut harness, Share(0.0005)).await;
    let of = |name: &str| figures.iter().find(|figure| figure.name == name).unwrap_or_else(|| panic!("{name}")).value;
    println!("{}", table::table((Share(0.0005), &figures), (Share(0.001), &figures)));
    assert_eq!((of("events in the log"), of("notifications")), (6_750.0, 11_000.0));
    let event = of("an event in the log");
    assert!((1_000.0..2_500.0).contains(&event), "{event}");
    let (whole, small) = (of("a whole post with its keys"), of("a post with its keys, 60 days of them whole"));
    // A year is 134 posts of each artist, of which 18 are of the last 60 days and two more are among the newest three of no artist.
    assert!(small < 200.0 + whole * 20.0 / 134.0, "{small} of {whole}");
    let notification = of("a notification with its keys");
    assert!(notification < 700.0, "{notification}");
    assert!(of("the file afterwards, of what it was") < 110.0);
    assert!(of("the longest transaction of that") < 1_000.0);
}

#[test]
fn the_whole_lies_on_the_line_of_two_shares() {
    let (small, large) = ((Share(0.05), 60.0), (Share(0.1), 110.0));
    assert_eq!(table::whole(Grows::WithAll, small, large).map(f64::round), Some(1_010.0));
    assert_eq!(table::whole(Grows::Not, small, large), Some(110.0));
    assert_eq!(table::whole(Grows::AsSeen, small, large), None);
    let figures = |value| [Figure::of("the log", "MiB", Grows::WithAll, value)];
    let text = table::table((small.0, &figures(small.1)), (large.0, &figures(large.1)));
    assert!(text.ends_with("| the log | 60.0 MiB | 110 MiB | 1010 MiB |\n"), "{text}");
}
