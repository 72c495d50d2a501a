//! Whatever an artist writes, the message is one that Discord takes, and it mentions nobody.

mod card_support;

use card_support::{artist, due, picture, post, watch};
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

fn any_due() -> impl Strategy<Value = Due> {
    let texts = (any_text(), any_text(), any_text(), any_text(), any_text());
    (kind(), texts, any::<(bool, bool, bool, bool)>(), any::<u32>()).prop_map(|(kind, texts, flags, count)| {
        let (title, excerpt, name, folder, url) = texts;
        let mut post = post(kind, &title);
        post.excerpt = flags.0.then_some(excerpt);
        post.locked = flags.1.then(|| url.clone());
        post.mature = flags.2;
        post.preview = Some(picture(&url));
        post.url = Some(url);
        let artist = ArtistRef { name, icon: post.url.clone(), ..artist() };
        let subject = if flags.3 { Subject::Digest { artist, count } } else { Subject::Card { post: Box::new(post), artist } };
        due(subject, Some(watch(flags.2.then_some(77), Some(&folder))))
    })
}

/// Documented lengths, counted in UTF-16 units (never fewer than characters).
fn length(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.encode_utf16().count())
}

#[test]
fn every_kind_fits_and_is_no_empty_message() -> Result<(), serde_json::Error> {
    for (name, due) in card_support::every_kind() {
        for plain in [false, true] {
            let message = serde_json::to_value(bot::card::message(&due, plain))?;
            let shown = length(&message["content"]) + length(&message["embeds"][0]["title"]);
            assert!(shown > 0 && length(&message["content"]) <= 2000, "{name}: {message}");
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
