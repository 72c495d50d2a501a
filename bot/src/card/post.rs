//! A message as the first of a post in a forum: what the post is called, and the request that makes it. Pure.

use super::clean::Lines;
use super::embed::title;
use super::escape::{literal, markdown};
use crate::language;
use crate::text;
use domain::notification::{Due, Subject};
use domain::post::{Post, PostKind};
use serde_json::{Value, json};

/// Discord's limit for what a thread is called. Nothing in it is rendered.
const NAME: usize = 100;

/// The body of the request that makes a post which begins with this message. A post has no nonce.
#[must_use]
pub fn post(name: &str, mut message: Value, tag: Option<u64>) -> Value {
    if let Some(fields) = message.as_object_mut() {
        for field in ["nonce", "enforce_nonce", "tts"] {
            fields.remove(field);
        }
    }
    let mut body = json!({ "name": name, "message": message });
    if let Some(tag) = tag {
        body["applied_tags"] = json!([tag.to_string()]);
    }
    body
}

/// The message in the body of a request, whether it makes a post or not.
#[must_use]
pub fn message_of(request: &Value) -> &Value {
    request.get("message").unwrap_or(request)
}

/// What the post for this notification is called, in the language of its server; never nothing. `plain`: Discord does not take what the artist wrote.
#[must_use]
pub fn post_name(due: &Due, plain: bool) -> String {
    language::with(due.language, || match &due.subject {
        Subject::Card { post, artist } if plain => literal(&text::card::plain_name(post.kind, &artist.name), NAME),
        Subject::Card { post, .. } => called(post),
        Subject::Digest { artist, count, .. } => literal(&text::card::digest_title(*count, &artist.name), NAME),
        Subject::Lost { artist, .. } => literal(&text::card::plain_name(PostKind::Other, &artist.name), NAME),
    })
}

/// The title of the post that lists `count` deviations, in the server's language.
#[must_use]
pub fn list_name(first: &Due, count: usize) -> String {
    let artist = &first.subject.artist().name;
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    language::with(first.language, || literal(&text::card::list_title(count, artist), NAME))
}

/// In the language that holds. A status has no title: its first words are its name.
pub(super) fn called(post: &Post) -> String {
    let words = match post.kind {
        PostKind::Status => post.excerpt.as_deref().filter(|text| !text.trim().is_empty()).unwrap_or(&post.title),
        _ => &post.title,
    };
    let name = literal(words, NAME);
    // What nobody can see is no name, to Discord neither.
    if markdown(words, Lines::One, NAME, NAME * 2).is_empty() || name.is_empty() { title_of(post) } else { name }
}

fn title_of(post: &Post) -> String {
    let untitled = Post { title: String::new(), ..post.clone() };
    literal(&title(&untitled), NAME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use testkit::sample;

    fn named(kind: PostKind, title: &str, excerpt: Option<&str>) -> String {
        called(&Post { kind, title: title.to_owned(), excerpt: excerpt.map(str::to_owned), ..sample::post(1) })
    }

    #[test]
    fn a_post_is_called_as_its_work_and_never_nothing() {
        assert_eq!(named(PostKind::Image, "Fox *in* snow", None), "Fox *in* snow", "nothing is rendered there");
        assert_eq!(named(PostKind::Image, "<@1> @everyone", None), "\u{2039}\u{ff20}1> \u{ff20}everyone");
        for nothing in ["", "  \n", "\u{200b}\u{2800}"] {
            assert_eq!(named(PostKind::Image, nothing, None), "Untitled");
            assert_eq!(named(PostKind::Status, nothing, Some(nothing)), "Status update");
        }
        assert_eq!(named(PostKind::Status, "", Some("Back from\nholidays")), "Back from holidays");
    }

    #[test]
    fn the_request_has_the_message_without_its_nonce() {
        let message = json!({ "content": "c", "nonce": "n", "enforce_nonce": true, "tts": false, "embeds": [] });
        let request = post("name", message, Some(7));
        assert_eq!(request, json!({ "name": "name", "message": { "content": "c", "embeds": [] }, "applied_tags": ["7"] }));
        assert_eq!(message_of(&request), &json!({ "content": "c", "embeds": [] }));
        assert_eq!(message_of(&json!({ "content": "c" })), &json!({ "content": "c" }));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]
        #[test]
        fn a_name_has_1_to_100_characters_whatever_an_artist_writes(title in "\\PC{0,300}|[\\s\\S]{0,40}") {
            for kind in [PostKind::Image, PostKind::Status, PostKind::Journal] {
                let name = named(kind, &title, Some(&title));
                prop_assert!(!name.trim().is_empty() && name.encode_utf16().count() <= 100, "{name:?}");
                prop_assert!(!name.contains(['@', '<', '\n']), "{name:?}");
            }
        }
    }
}
