//! What each kind of post looks like, as the JSON that Discord gets.
#![expect(clippy::unwrap_used, reason = "tests")]

mod card_support;

use card_support::{at, batches, burst, card, due, every_kind, post, watch};
use domain::language::Language;
use domain::notification::{Due, Subject};
use domain::post::{ArtistRef, Post, PostKind};
use domain::watch::Style;
use serde_json::{Value, json};

fn body(name: &str, plain: bool) -> Value {
    let (_, due) = every_kind().into_iter().find(|(kind, _)| *kind == name).unwrap();
    serde_json::to_value(bot::card::message(&due, plain)).unwrap()
}

fn embed(name: &str) -> Value {
    body(name, false)["embeds"][0].clone()
}

#[test]
fn an_image_shows_large() {
    let message = body("image", false);
    let expected = json!({
        "title": "A \\*red\\* fox",
        "url": "https://www.deviantart.com/somebody/art/Title-1",
        "color": 0x05_cc_47,
        "timestamp": "2023-11-14T22:13:20Z",
        "author": { "name": "SomeBody", "url": "https://www.deviantart.com/SomeBody", "icon_url": "https://a.deviantart.net/avatars/s/o/somebody.png" },
        "footer": { "text": "Artwork \u{b7} DeviantArt" },
    });
    let shown = embed("image");
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&shown[key], value, "{key} in {shown}");
    }
    assert_eq!(shown["image"]["url"], "https://images-wixmp-ed30.wixmp.com/f/big.jpg?token=abc");
    assert!(shown.get("description").is_none_or(Value::is_null) && shown.get("thumbnail").is_none_or(Value::is_null));
    assert!(message.get("content").is_none_or(Value::is_null), "{message}");
    assert_eq!(message["allowed_mentions"]["parse"], json!([]));
    assert_eq!(message["allowed_mentions"]["roles"], json!([]));
    assert_eq!(message["nonce"], "AQIDBAUGBwgJCgsMDQ4PEA");
    assert_eq!(message["enforce_nonce"], true);
}

#[test]
fn texts_show_their_beginning_and_a_small_picture() {
    for (kind, title) in [("literature", "Chapter 1"), ("journal", "News")] {
        let shown = embed(kind);
        assert_eq!(shown["title"], title);
        assert_eq!(shown["description"], "It was \\*late\\*.\nVery.");
        assert!(shown["thumbnail"]["url"].as_str().unwrap().contains("/small.jpg"));
        assert!(shown.get("image").is_none_or(Value::is_null));
    }
}

#[test]
fn a_video_shows_its_thumbnail_when_it_has_no_preview() {
    assert!(embed("video")["image"]["url"].as_str().unwrap().contains("/small.jpg"));
    assert_eq!(embed("video")["footer"]["text"], "Video \u{b7} DeviantArt");
}

#[test]
fn the_first_of_several_pictures_and_the_length_of_a_video_are_told() {
    let footer = |post: Post, language| {
        let due = Due { language, ..card(post) };
        serde_json::to_value(bot::card::message(&due, false)).unwrap()["embeds"][0]["footer"]["text"].as_str().unwrap().to_owned()
    };
    let several = Post { several: true, mature: true, ..post(PostKind::Image, "Sheets") };
    assert_eq!(footer(several.clone(), Language::English), "Artwork \u{b7} first of several pictures \u{b7} DeviantArt \u{b7} Mature");
    assert_eq!(footer(several, Language::German), "Bild \u{b7} erstes von mehreren Bildern \u{b7} DeviantArt \u{b7} Nicht jugendfrei");
    for (seconds, length) in [(9, "0:09"), (289, "4:49"), (3_600, "1:00:00"), (36_062, "10:01:02")] {
        let video = Post { seconds: Some(seconds), ..post(PostKind::Video, "Film") };
        assert_eq!(footer(video, Language::English), format!("Video \u{b7} {length} \u{b7} DeviantArt"));
    }
    let picture = Post { seconds: Some(9), ..post(PostKind::Image, "Not a film") };
    assert_eq!(footer(picture, Language::English), "Artwork \u{b7} DeviantArt");
}

#[test]
fn a_status_is_its_text() {
    let shown = embed("status");
    assert_eq!(shown["title"], "Status update");
    assert_eq!(shown["description"], "Hello all, \\@everyone");
    let bare = card(post(PostKind::Status, "Only a title came"));
    let bare = serde_json::to_value(bot::card::message(&bare, false)).unwrap();
    assert_eq!(bare["embeds"][0]["description"], "Only a title came");
}

#[test]
fn kinds_differ_in_colour_and_footer() {
    let kinds = ["image", "literature", "video", "journal", "status", "poll", "other"];
    let colours: std::collections::BTreeSet<u64> = kinds.iter().map(|kind| embed(kind)["color"].as_u64().unwrap()).collect();
    assert_eq!(colours.len(), kinds.len());
    assert_eq!(embed("poll")["footer"]["text"], "Poll \u{b7} DeviantArt");
}

#[test]
fn a_locked_post_shows_no_picture_and_says_who_may_see_it() {
    let shown = embed("locked");
    assert!(shown.get("image").is_none_or(Value::is_null) && shown.get("thumbnail").is_none_or(Value::is_null));
    let text = shown["description"].as_str().unwrap();
    assert!(text.contains("watch this artist") && !text.contains("secret"), "{text}");
}

#[test]
fn a_mature_post_is_marked() {
    assert_eq!(embed("mature")["footer"]["text"], "Artwork \u{b7} DeviantArt \u{b7} Mature");
}

#[test]
fn what_is_missing_is_left_out() {
    let shown = embed("bare");
    assert_eq!(shown["title"], "Untitled");
    assert!(shown.get("timestamp").is_none_or(Value::is_null));
    let nobody = ArtistRef { name: "\u{200b}".to_owned(), icon: Some("https://evil.test/x.png".to_owned()), ..card_support::artist() };
    let nobody = due(Subject::Card { post: Box::new(post(PostKind::Image, "x")), artist: nobody }, None);
    let shown = serde_json::to_value(bot::card::message(&nobody, false)).unwrap();
    let author = &shown["embeds"][0]["author"];
    assert_eq!(author["name"], "An artist on DeviantArt");
    assert!(author.get("url").is_none_or(Value::is_null) && author.get("icon_url").is_none_or(Value::is_null));
}

#[test]
fn a_post_without_an_address_leads_to_its_artist() {
    assert_eq!(embed("bare")["url"], "https://www.deviantart.com/SomeBody");
}

#[test]
fn only_the_watchs_role_is_pinged() {
    let message = body("ping", false);
    assert_eq!(message["content"], "<@&77>");
    assert_eq!(message["allowed_mentions"]["parse"], json!([]));
    assert_eq!(message["allowed_mentions"]["roles"], json!(["77"]));
    assert_eq!(message["embeds"][0]["footer"]["text"], "Artwork \u{b7} My \u{ff20}best \u{2039}works>");
    // The everyone role has the guild's id: never.
    let everyone =
        due(Subject::Card { post: Box::new(post(PostKind::Image, "x")), artist: card_support::artist() }, Some(watch(Some(10), None)));
    let message = serde_json::to_value(bot::card::message(&everyone, false)).unwrap();
    assert!(message.get("content").is_none_or(Value::is_null));
}

#[test]
fn a_digest_counts_and_links_to_the_gallery_without_a_ping() {
    let message = body("digest", false);
    let shown = &message["embeds"][0];
    assert_eq!(shown["title"], "7 more new posts by SomeBody");
    assert_eq!(shown["url"], "https://www.deviantart.com/SomeBody/gallery");
    assert!(message.get("content").is_none_or(Value::is_null));
}

#[test]
fn the_plain_form_is_title_and_link_with_a_nonce_of_its_own() {
    let message = body("image", true);
    assert_eq!(message["content"], "A \\*red\\* fox by SomeBody\nhttps://www.deviantart.com/somebody/art/Title-1");
    assert!(message.get("embeds").is_none_or(|embeds| embeds.as_array().is_none_or(Vec::is_empty)));
    assert_eq!(message["allowed_mentions"]["parse"], json!([]));
    assert!(message.get("flags").is_none_or(Value::is_null));
    for (name, due) in every_kind() {
        let (card, plain) = (bot::card::nonce(due.id), bot::card::plain_nonce(due.id));
        assert_ne!(card, plain, "{name}");
        assert!(card.len() <= 25 && plain.len() <= 25);
    }
    assert!(body("ping", true)["content"].as_str().unwrap().starts_with("<@&77> Ping by"));
    assert!(body("digest", true)["content"].as_str().unwrap().contains("7 more new posts"));
}

#[test]
fn the_time_is_the_posts() {
    assert_eq!(embed("image")["timestamp"], at().to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
}

/// The message for a watch with this style.
fn styled(name: &str, style: Style) -> Value {
    let (_, mut due) = every_kind().into_iter().find(|(kind, _)| *kind == name).unwrap();
    due.watch.as_mut().unwrap().wish.style = style;
    serde_json::to_value(bot::card::message(&due, false)).unwrap()
}

#[test]
fn compact_is_a_line_and_a_small_picture() {
    for name in ["image", "literature", "video", "journal", "poll", "other", "mature"] {
        let message = styled(name, Style::Compact);
        let embed = &message["embeds"][0];
        assert!(embed["image"].is_null() && embed["description"].is_null(), "{name}: {embed}");
        assert_eq!((&embed["title"], &embed["url"]), (&card_of(name)["title"], &card_of(name)["url"]), "{name}");
    }
    assert_eq!(
        styled("image", Style::Compact)["embeds"][0]["thumbnail"]["url"],
        "https://images-wixmp-ed30.wixmp.com/f/small.jpg?token=abc"
    );
    assert_eq!(styled("status", Style::Compact)["embeds"][0]["description"], r"Hello all, \@everyone", "its words are its line");
    let locked = styled("locked", Style::Compact);
    assert!(locked["embeds"][0]["thumbnail"].is_null() && locked["embeds"][0]["description"].as_str().unwrap().contains("Only those"));
}

fn card_of(name: &str) -> Value {
    styled(name, Style::Card)["embeds"][0].clone()
}

#[test]
fn link_only_is_the_link_and_its_pings() {
    let message = styled("image", Style::Link);
    assert_eq!(message["content"], "https://www.deviantart.com/somebody/art/Title-1");
    assert!(message["embeds"].as_array().is_none_or(Vec::is_empty), "{message}");
    assert_eq!(message["allowed_mentions"]["parse"], json!([]));
    assert_eq!(styled("ping", Style::Link)["content"], "<@&77> https://www.deviantart.com/somebody/art/Title-1");
    assert_eq!(styled("bare", Style::Link)["embeds"][0]["title"], "Untitled", "nothing to link to: a card");
}

/// What a message shows, in lines.
fn lines(message: &Value) -> String {
    let text = |value: &Value| value.as_str().map(|text| format!("  {}\n", text.replace('\n', "\n  "))).unwrap_or_default();
    let embeds = message["embeds"].as_array().into_iter().flatten();
    let parts = |embed: &Value| {
        ["/author/name", "/title", "/description", "/footer/text"].map(|part| embed.pointer(part).map(text).unwrap_or_default())
    };
    let shown: Vec<String> = embeds.map(|embed| parts(embed).concat()).collect();
    format!("{}{}", text(&message["content"]), shown.join("  -\n"))
}

#[test]
fn every_kind_in_english_and_german() {
    let mut page = String::new();
    for language in [Language::English, Language::German] {
        let in_language = |due: Due| Due { language, ..due };
        for (name, due) in every_kind() {
            let due = in_language(due);
            let body = |plain| serde_json::to_value(bot::card::message(&due, plain)).unwrap();
            page += &format!("{language}: {name}\n{}{language}: {name}, plain\n{}", lines(&body(false)), lines(&body(true)));
        }
        let tagged = Post { mature: true, tags: vec!["aiart".to_owned()], ..post(PostKind::Image, "Tagged") };
        let tagged =
            in_language(due(Subject::Card { post: Box::new(tagged), artist: card_support::artist() }, Some(watch(None, Some("Renders")))));
        page += &format!("{language}: tagged\n{}", lines(&serde_json::to_value(bot::card::message(&tagged, false)).unwrap()));
        for lock in ["tier", "paid", "other"] {
            let mut locked = post(PostKind::Image, "Locked");
            locked.locked = Some(lock.to_owned());
            page += &format!(
                "{language}: {lock}\n{}",
                lines(&serde_json::to_value(bot::card::message(&in_language(card(locked)), false)).unwrap())
            );
        }
        for (count, style) in [(3, Style::Compact), (12, Style::Card)] {
            let mut posts: Vec<Due> = burst(count).into_iter().map(in_language).collect();
            posts.iter_mut().filter_map(|due| due.watch.as_mut()).for_each(|watch| watch.wish.style = style);
            for (form, message) in batches(&posts) {
                page += &format!("{language}: {count} posts, {form:?}\n{}", lines(&message));
            }
        }
    }
    insta::assert_snapshot!(page);
}
