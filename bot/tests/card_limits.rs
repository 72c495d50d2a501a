//! Whatever an artist writes, the message is one that Discord takes, and it mentions nobody.

mod card_support;

use card_support::{artist, due, picture, post, watch};
use domain::language::Language;
use domain::notification::{Due, Subject};
use domain::post::{ArtistRef, PostKind};
use proptest::prelude::*;
use serde_json::Value;

fn kind() -> impl Strategy<Value = PostKind> {
    use PostKind::{Image, Journal, Literature, Other, Poll, Status, Video};
    prop::sample::select(vec![Image, Literature, Video, Journal, Status, Poll, Other])
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[\\PC@<>*_~`|\\\\\n:/#-]{0,900}",
        "(@everyone |<@&1>|\\[x\\]\\(https://e.test\\)|\u{202e}|\u{1f600}){0,200}"
    ]
}

fn any_language() -> impl Strategy<Value = Language> {
    prop::sample::select(Language::OFFERED.as_slice())
}

fn any_due() -> impl Strategy<Value = Due> {
    let texts = (any_text(), any_text(), any_text(), any_text(), any_text());
    (kind(), texts, any::<(bool, bool, bool, bool)>(), any::<u32>(), any_language()).prop_map(|(kind, texts, flags, count, language)| {
        let (title, excerpt, name, folder, url) = texts;
        let mut post = post(kind, &title);
        post.excerpt = flags.0.then_some(excerpt);
        post.locked = flags.1.then(|| url.clone());
        post.mature = flags.2;
        post.preview = Some(picture(&url));
        post.url = Some(url);
        let artist = ArtistRef { name, icon: post.url.clone(), ..artist() };
        let subject =
            if flags.3 { Subject::Digest { artist, count, posts: vec![post] } } else { Subject::Card { post: Box::new(post), artist } };
        Due { language, ..due(subject, Some(watch(flags.2.then_some(77), Some(&folder)))) }
    })
}

/// Documented lengths, counted in UTF-16 units (never fewer than characters).
fn length(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.encode_utf16().count())
}

#[test]
fn every_kind_fits_and_is_no_empty_message() -> Result<(), serde_json::Error> {
    for (name, due) in card_support::every_kind() {
        for (plain, language) in [false, true].into_iter().flat_map(|plain| Language::OFFERED.map(|language| (plain, language))) {
            let message = serde_json::to_value(bot::card::message(&Due { language, ..due.clone() }, plain))?;
            let shown = length(&message["content"]) + length(&message["embeds"][0]["title"]);
            assert!(shown > 0 && length(&message["content"]) <= 2000, "{language}: {name}: {message}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_message_fits_and_mentions_only_the_watchs_role(due in any_due(), plain in any::<bool>()) {
        let message = serde_json::to_value(bot::card::message(&due, plain))?;
        prop_assert!(length(&message["content"]) <= 2000);
        prop_assert_eq!(&message["allowed_mentions"]["parse"], &serde_json::json!([]));
        prop_assert!(length(&message["nonce"]) <= 25);
        let embed = &message["embeds"][0];
        let parts = [(&embed["title"], 256), (&embed["description"], 4096), (&embed["author"]["name"], 256), (&embed["footer"]["text"], 2048)];
        for (part, limit) in parts {
            prop_assert!(length(part) <= limit);
        }
        prop_assert!(parts.iter().map(|(part, _)| length(part)).sum::<usize>() <= 6000);
        if !plain {
            let content = message["content"].as_str().unwrap_or_default();
            prop_assert!(content.is_empty() || content == "<@&77>");
            prop_assert!(length(&embed["title"]) > 0 && length(&embed["author"]["name"]) > 0);
        }
        // Nothing but the ping looks like a mention, wherever it stands.
        let text = message.to_string().replace("<@&77>", "");
        for mention in ["<@", "<#", "<t:", "</", "<:"] {
            prop_assert!(!text.contains(mention), "{} in {}", mention, text);
        }
        for part in [&message["content"], &embed["title"], &embed["description"]] {
            let part = part.as_str().unwrap_or_default().replace("<@&77>", "");
            let at_signs = part.match_indices('@').filter(|(at, _)| !part[..*at].ends_with('\\')).count();
            prop_assert_eq!(at_signs, 0, "{}", part);
        }
    }
}

/// Posts of one poll, each with its own address; some too long to be listed, some without one.
fn any_burst() -> impl Strategy<Value = Vec<Due>> {
    // Mostly short: ten thousand bursts of long texts take minutes.
    let text = || prop_oneof![8 => "\\PC{0,20}", 1 => any_text()];
    let one = || (kind(), text(), prop_oneof![4 => Just(String::new()), 1 => any_text()], 0..40u32);
    let few = prop::collection::vec(one(), 1..4);
    let many = prop::collection::vec(one(), 9..14);
    (prop_oneof![30 => few, 1 => many], text(), text(), any_language()).prop_map(|(posts, name, folder, language)| {
        let mut found = Vec::new();
        for (n, (kind, title, excerpt, long)) in (0..).zip(posts) {
            let mut post = post(kind, &title);
            let slug = if long == 0 { "x".repeat(700) } else { "Title-(1)".to_owned() };
            post.url = (long != 1).then(|| format!("https://www.deviantart.com/somebody/art/{slug}-{}", 1_000 + n));
            post.excerpt = Some(excerpt);
            let artist = ArtistRef { name: name.clone(), ..artist() };
            let mut due = due(Subject::Card { post: Box::new(post), artist }, Some(watch(Some(77), Some(&folder))));
            (due.id, due.language) = (domain::id::NotificationId(uuid::Uuid::from_u128(n)), language);
            found.push(due);
        }
        found
    })
}

/// The addresses of all posts that a message shows: of embeds, and of the lines of a list.
fn links(message: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for embed in message["embeds"].as_array().into_iter().flatten() {
        let lines = embed["description"].as_str().unwrap_or_default().lines().filter(|line| line.starts_with('['));
        let lines: Vec<String> = lines.filter_map(|line| Some(line.strip_suffix(')')?.rsplit_once("](")?.1.to_owned())).collect();
        match lines.is_empty() {
            true => found.extend(embed["url"].as_str().map(str::to_owned)),
            false => found.extend(lines),
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn every_message_for_several_fits_and_together_they_show_each_post_once(posts in any_burst()) {
        let mut shown = Vec::new();
        for (_, message) in card_support::batches(&posts) {
            let embeds = message["embeds"].as_array().cloned().unwrap_or_default();
            prop_assert!((1..=10).contains(&embeds.len()));
            let mut all = 0;
            for embed in &embeds {
                let parts =
                    [(&embed["title"], 256), (&embed["description"], 4096), (&embed["author"]["name"], 256), (&embed["footer"]["text"], 2048)];
                for (part, limit) in parts {
                    prop_assert!(length(part) <= limit);
                }
                all += parts.iter().map(|(part, _)| length(part)).sum::<usize>();
            }
            prop_assert!(all <= 6000, "{} units", all);
            prop_assert_eq!(&message["content"], "<@&77>");
            prop_assert_eq!(&message["allowed_mentions"]["parse"], &serde_json::json!([]));
            prop_assert_eq!(length(&message["nonce"]), 22);
            shown.extend(links(&message));
        }
        let number = |link: &String| link.rsplit('-').next().and_then(|number| number.parse::<u32>().ok());
        let mut numbers: Vec<u32> = shown.iter().filter_map(number).collect();
        numbers.sort_unstable();
        let with_address = |due: &Due| matches!(&due.subject, Subject::Card { post, .. } if post.url.is_some());
        let expected: Vec<u32> = (1_000..).zip(&posts).filter(|(_, due)| with_address(due)).map(|(n, _)| n).collect();
        prop_assert_eq!(numbers, expected);
    }
}
