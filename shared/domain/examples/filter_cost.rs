//! What the costliest filters take for one post: prints each with its time. `cargo run --release -p domain --example filter_cost`
#![expect(clippy::print_stdout, reason = "an example that prints")]

use domain::filter::Filter;
use domain::id::{ArtistId, PostId};
use domain::post::Post;
use std::hint::black_box;
use std::time::{Duration, Instant};
use uuid::Uuid;

fn main() {
    let mut post = Post::unknown(PostId(Uuid::nil()), ArtistId(Uuid::nil()));
    post.title = "a\u{e9}".repeat(250);
    post.tags = (0..200).map(|n| format!("{n}{}", "\u{fdfa}\u{130}".repeat(100))).collect();
    post.tags_known = true;
    let filters = [
        format!("{}x/ {}y/", "/".to_owned() + &".?".repeat(46), "/".to_owned() + &".?".repeat(46)),
        "/.{0,90}x/ OR /.{0,90}y/ -#b".to_owned(),
        "/^\\w+ \\w+$/ OR /\\w+x/ OR #a".to_owned(),
        "/(?:.*a){20}b/ OR /(?:\u{e9}a?){20}x/".to_owned(),
        "a ".repeat(99) + "-x",
        (0..16).map(|n| format!("-#{n}zzzzzzz* ")).collect(),
        format!("\"{}\"", "a\u{e9}".repeat(98)),
    ];
    for text in filters {
        let filter = match Filter::parse(&text) {
            Ok(filter) => filter,
            Err(problem) => {
                println!("refused ({:?}): {text:.60}", problem.what);
                continue;
            }
        };
        let times = (0..50).map(|_| {
            let began = Instant::now();
            black_box(filter.decide(&post, &[]));
            began.elapsed()
        });
        println!("{:?}: {text:.60}", times.fold(Duration::ZERO, Duration::max));
    }
}
