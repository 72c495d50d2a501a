use super::*;
use crate::id::{ArtistId, PostId};
use crate::post::PostKind;
use uuid::Uuid;

fn post(title: &str, tags: Option<&[&str]>) -> Post {
    let mut post = Post::unknown(PostId(Uuid::nil()), ArtistId(Uuid::nil()));
    (post.title, post.kind) = (title.to_owned(), PostKind::Image);
    post.tags = tags.unwrap_or_default().iter().map(|&tag| tag.to_owned()).collect();
    post.tags_known = tags.is_some();
    post
}

fn decide(filter: &str, post: &Post) -> (Ruling, Option<String>) {
    let filter = Filter::parse(filter).unwrap();
    let decision = filter.decide(post, &["Best Sketches"]);
    (decision.ruling, decision.by.map(str::to_owned))
}

#[test]
fn every_part_decides_and_is_named() {
    use Ruling::{Passes, Refuses};
    let fox = post("A sleepy Fox, page 12", Some(&["fan_art", "Fox"]));
    for (filter, ruling, by) in [
        ("fox", Passes, Some("fox")),
        ("fo", Refuses, Some("fo")),
        ("fo*", Passes, Some("fo*")),
        ("\u{201c}sleepy fox\u{201d}", Passes, Some("\u{201c}sleepy fox\u{201d}")),
        ("\"fox sleepy\"", Refuses, Some("\"fox sleepy\"")),
        ("-fox", Refuses, Some("-fox")),
        ("\u{2014}fox", Refuses, Some("\u{2014}fox")),
        ("-cat", Passes, None),
        ("-cat fox", Passes, Some("fox")),
        ("#fanart", Passes, Some("#fanart")),
        ("#\"fan art\"", Passes, Some("#\"fan art\"")),
        ("#fan", Refuses, Some("#fan")),
        ("#fan*", Passes, Some("#fan*")),
        ("-#fox cat", Refuses, Some("-#fox")),
        ("cat OR fox", Passes, Some("fox")),
        ("cat OR -sleepy dog", Refuses, Some("cat OR -sleepy")),
        ("a fox OR dog page", Passes, Some("a")),
        ("/page \\d+$/", Passes, Some("/page \\d+$/")),
        ("-/^a s\\/?l/", Refuses, Some("-/^a s\\/?l/")),
        ("kind:artwork", Passes, Some("kind:artwork")),
        ("-kind:Journal", Passes, None),
        ("kind:literature OR kind:video", Refuses, Some("kind:literature OR kind:video")),
        ("is:mature", Refuses, Some("is:mature")),
        ("-is:locked -is:ai", Passes, None),
        ("folder:sketches", Passes, Some("folder:sketches")),
        ("-folder:\"best sketches\"", Refuses, Some("-folder:\"best sketches\"")),
        ("folder:scraps", Refuses, Some("folder:scraps")),
    ] {
        assert_eq!(decide(filter, &fox), (ruling, by.map(str::to_owned)), "{filter}");
    }
    let made = post("x", Some(&["AI-generated"]));
    assert_eq!(decide("-is:ai", &made), (Refuses, Some("-is:ai".to_owned())));
}

#[test]
fn what_depends_on_unknown_tags_waits_and_nothing_else_does() {
    let unknown = post("A fox", None);
    for (filter, ruling) in [
        ("-#ai", Ruling::Waits),
        ("-is:ai", Ruling::Waits),
        ("#fox OR cat", Ruling::Waits),
        ("#fox OR fox", Ruling::Passes),
        ("-#ai cat", Ruling::Refuses),
        ("fox", Ruling::Passes),
    ] {
        assert_eq!(decide(filter, &unknown).0, ruling, "{filter}");
    }
    // Status updates have no tags.
    let status = Post { kind: PostKind::Status, ..unknown };
    assert_eq!(decide("-#ai", &status).0, Ruling::Passes);
    let needs = |text: &str| Filter::parse(text).unwrap().needs_tags();
    assert!(needs("a -#b") && needs("is:ai") && !needs("a is:mature") && Filter::parse("-folder:x").unwrap().names_folder());
}

/// The problem with its place in brackets.
fn marked(text: &str) -> (What, String) {
    let problem = Filter::parse(text).unwrap_err();
    let (before, rest) = text.split_at(problem.place.start);
    let (place, after) = rest.split_at(problem.place.len());
    assert!(Filter::parse(problem.what.example()).is_ok(), "{:?}", problem.what);
    (problem.what, format!("{before}[{place}]{after}"))
}

#[test]
fn what_is_wrong_is_marked_and_has_an_example_that_is_right() {
    for (text, what, place) in [
        ("  ", What::Empty, "[  ]"),
        ("cat \"two words", What::OpenQuote, "cat [\"two words]"),
        ("a #\u{201e}b c", What::OpenQuote, "a [#\u{201e}b c]"),
        ("a /b\\/ c", What::OpenRegex, "a [/b\\/ c]"),
        ("a // c", What::OpenRegex, "a [//] c"),
        ("a - b", What::LoneMinus, "a [-] b"),
        ("a --b c", What::LoneMinus, "a [--b] c"),
        ("a # b", What::LoneHash, "a [#] b"),
        ("a -#\u{2026} b", What::LoneHash, "a [-#\u{2026}] b"),
        ("OR a", What::LoneOr, "[OR] a"),
        ("a OR", What::LoneOr, "a [OR]"),
        ("a OR OR b", What::LoneOr, "a OR [OR] b"),
        ("a kinds:journal", What::UnknownField, "a [kinds:journal]"),
        ("-kind:picture a", What::UnknownKind, "[-kind:picture] a"),
        ("is:good", What::UnknownIs, "[is:good]"),
        ("a ... b", What::NoWord, "a [...] b"),
        ("/\\w{60}\\w{60}\\w{60}/", What::LargeRegex, "[/\\w{60}\\w{60}\\w{60}/]"),
        ("/a/ /b/ /c/", What::LargeRegex, "/a/ /b/ [/c/]"),
    ] {
        assert_eq!(marked(text), (what, place.to_owned()), "{text}");
    }
    let (bad, place) = marked("cat /(a/ b");
    assert!(matches!(&bad, What::BadRegex(why) if why == "unclosed group") && place == "cat [/(a/] b", "{bad:?}");
    let long = format!("{} b", "\u{e4}".repeat(MOST));
    assert!(matches!(marked(&long).0, What::TooLong(202)));
    for text in ["/^\\w+ \\w+$/", "/\\b(wip|sketch(es)?)\\b/", "/.{0,50}x/", "12:30", "a:", "re-draw", "\u{ff03}fox", "OR-gate or"] {
        assert!(Filter::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn a_stored_filter_that_cannot_be_read_lets_nothing_through() {
    let odd = Filter::stored("later:syntax");
    assert_eq!(odd.decide(&post("x", Some(&[])), &[]), Decision { ruling: Ruling::Refuses, by: Some("later:syntax") });
    assert!(!odd.needs_tags() && Filter::stored("-#a") == Filter::parse("-#a").unwrap() && Filter::stored("-#a").needs_tags());
}
