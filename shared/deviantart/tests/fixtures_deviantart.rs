//! Every recorded answer of the real API decodes with our types, and nothing that a card, a filter or detection uses is lost on the way.
//!
//! The recordings live outside the repository; `DEVIANTCORD_FIXTURES` names their directory, without it the tests return early.
//! Old `user/statuses` answers have a shape of their own that no endpoint we use gives today: of them only the deviations inside
//! are decoded here; as posts they go through the whole path in the simulated DeviantArt, which serves them the way
//! `user/profile/posts` does.

#![expect(clippy::unwrap_used, reason = "tests")]

use deviantart::error::{About, Answer, Asked};
use deviantart::http::StatusCode;
use deviantart::model::Listed;
use deviantart::{Error, wire};
use domain::post::{ArtistKind, PostKind};
use serde_json::Value;
use std::path::PathBuf;
use std::time::Duration;

/// File name and content of every recorded answer; None when there are no recordings here.
fn recordings() -> Option<Vec<(String, Value)>> {
    let Some(root) = std::env::var_os("DEVIANTCORD_FIXTURES").map(PathBuf::from) else {
        println!("skipped: DEVIANTCORD_FIXTURES is not set");
        return None;
    };
    let mut files: Vec<_> = std::fs::read_dir(root.join("deviantart")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let json = files.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, value)
    };
    let all: Vec<_> = json.map(read).collect();
    assert!(all.len() > 30, "only {} recordings found", all.len());
    Some(all)
}

fn list<'a>(body: &'a Value, key: &str) -> &'a [Value] {
    body.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, path: &[&str]) -> Option<&'a str> {
    path.iter().try_fold(value, |value, key| value.get(key))?.as_str().filter(|text| !text.is_empty())
}

fn seconds(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// Everything in an answer that is a deviation, however deep.
fn deviations<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("deviationid") && fields.contains_key("is_deleted") {
                found.push(value);
            }
            fields.values().for_each(|value| deviations(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| deviations(value, found)),
        _ => {}
    }
}

/// What we made of a deviation against what was recorded.
fn compare(file: &str, raw: &Value, listed: &Listed) {
    let (post, artist) = (&listed.post, &listed.artist);
    let at = format!("{file}: {}", text(raw, &["deviationid"]).unwrap());
    assert!(post.id.to_string().eq_ignore_ascii_case(text(raw, &["deviationid"]).unwrap()), "{at}: id");
    assert_eq!(post.title, text(raw, &["title"]).unwrap_or_default(), "{at}: title");
    assert_eq!(post.url.as_deref(), text(raw, &["url"]), "{at}: link");
    assert_eq!(post.published_at.map(|time| time.timestamp()), raw.get("published_time").and_then(seconds), "{at}: time");
    assert!(post.mature || raw["is_mature"] == false, "{at}: not known to be safe");
    assert!(!post.mature || raw["is_mature"] != false || raw.to_string().contains("blur_"), "{at}: safe");
    assert!(artist.id.to_string().eq_ignore_ascii_case(text(raw, &["author", "userid"]).unwrap()), "{at}: artist id");
    assert_eq!(Some(artist.name.as_str()), text(raw, &["author", "username"]), "{at}: artist name");
    assert_eq!(artist.icon.as_deref(), text(raw, &["author", "usericon"]), "{at}: artist icon");
    assert_eq!(post.artist, artist.id);

    let large = text(raw, &["content", "src"]).or_else(|| text(raw, &["preview", "src"]));
    assert_eq!(post.preview.as_ref().map(|picture| picture.url.as_str()), large, "{at}: picture");
    if let Some(picture) = &post.preview {
        let from = if text(raw, &["content", "src"]).is_some() { &raw["content"] } else { &raw["preview"] };
        assert_eq!(Some(u64::from(picture.width)), from["width"].as_u64(), "{at}: width");
        assert_eq!(Some(u64::from(picture.height)), from["height"].as_u64(), "{at}: height");
    }
    let thumbs: Vec<_> = list(raw, "thumbs").iter().filter_map(|thumb| text(thumb, &["src"])).collect();
    match &post.thumbnail {
        Some(thumb) => assert!(thumbs.contains(&thumb.url.as_str()), "{at}: small picture"),
        None => assert!(thumbs.is_empty(), "{at}: small picture lost"),
    }
    if let Some(source) = text(raw, &["text_content", "excerpt"]).or_else(|| text(raw, &["excerpt"])) {
        let excerpt = post.excerpt.as_deref().unwrap_or_else(|| panic!("{at}: excerpt lost"));
        let start: String = source.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == ' ').take(30).collect();
        assert!(excerpt.starts_with(start.trim()), "{at}: {excerpt:?} does not start with {start:?}");
        assert!(!excerpt.contains("<br"), "{at}: markup is left in {excerpt:?}");
    }
    if let Some(url) = &post.url {
        assert_eq!(post.kind == PostKind::Journal, url.contains("/journal/"), "{at}: {url} is {:?}", post.kind);
    }
    if !list(raw, "videos").is_empty() {
        assert_eq!(post.kind, PostKind::Video, "{at}");
    }
    let pictured = raw.get("content").is_some_and(Value::is_object) && list(raw, "videos").is_empty() && post.kind != PostKind::Journal;
    assert!(!pictured || post.kind == PostKind::Image, "{at}: {:?} though it has a picture", post.kind);
    assert_eq!(post.locked.is_some(), raw["premium_folder_data"]["has_access"] == false, "{at}: lock");
}

#[test]
fn every_recorded_deviation_keeps_what_we_use() {
    let Some(files) = recordings() else { return };
    let mut kinds = std::collections::BTreeMap::new();
    for (file, body) in &files {
        let mut found = Vec::new();
        deviations(body, &mut found);
        for raw in found {
            let listed = wire::deviation(raw).unwrap_or_else(|why| panic!("{file}: {why}: {raw}"));
            match listed {
                None => assert_eq!(raw["is_deleted"], true, "{file}: left out though it is not deleted"),
                Some(listed) => {
                    compare(file, raw, &listed);
                    *kinds.entry(listed.post.kind.as_ref().to_owned()).or_insert(0) += 1;
                }
            }
        }
    }
    println!("decoded: {kinds:?}");
    assert!(kinds.values().sum::<i32>() >= 100, "{kinds:?}");
    // No literature, status or poll was recorded; their shapes are in `wire`'s own tests.
    for kind in ["image", "journal", "video"] {
        assert!(kinds.contains_key(kind), "no {kind} is left among the recordings: {kinds:?}");
    }
}

#[test]
fn recorded_pages_keep_every_item_and_their_end() {
    let Some(files) = recordings() else { return };
    let mut pages = 0;
    for (file, body) in &files {
        // Lists of deviations, as the gallery and the posts feed give them.
        let lists = ["gallery_all", "collections_folder__", "browse_tags__", "browse_topic__", "browse_dailydeviations"];
        if !lists.iter().any(|prefix| file.starts_with(prefix)) {
            continue;
        }
        pages += 1;
        let page = wire::page(body, 0, "test");
        let wanted: Vec<_> = list(body, "results").iter().filter(|item| item["is_deleted"] != true).collect();
        assert_eq!(page.items.len(), wanted.len(), "{file}");
        for (listed, raw) in page.items.iter().zip(wanted) {
            compare(file, raw, listed);
        }
        let more = body["has_more"] == true;
        assert_eq!(page.next.map(u64::from), body["next_offset"].as_u64().filter(|_| more), "{file}: next offset");
        let cursor = wire::cursor_page(body, None, "test");
        assert_eq!(cursor.next.as_deref(), text(body, &["next_cursor"]).filter(|_| more), "{file}: next cursor");
        assert_eq!(cursor.items.len(), page.items.len(), "{file}");
    }
    assert!(pages >= 4, "only {pages} recorded lists");
}

#[test]
fn recorded_folders_keep_id_name_parent_size_and_preloaded_posts() {
    let Some(files) = recordings() else { return };
    let mut count = 0;
    for (file, body) in files.iter().filter(|(file, _)| file.starts_with("gallery_folders__") || file.starts_with("collections_folders__"))
    {
        let page = wire::folders(body, 0, "test");
        let raw = list(body, "results");
        assert_eq!(page.items.len(), raw.len(), "{file}");
        assert_eq!(page.next.map(u64::from), body["next_offset"].as_u64().filter(|_| body["has_more"] == true), "{file}");
        for (listing, raw) in page.items.iter().zip(raw) {
            count += 1;
            assert!(listing.folder.id.to_string().eq_ignore_ascii_case(text(raw, &["folderid"]).unwrap()), "{file}");
            assert_eq!(Some(listing.folder.name.as_str()), text(raw, &["name"]), "{file}");
            assert_eq!(listing.folder.size.map(u64::from), raw["size"].as_u64(), "{file}: {}", listing.folder.name);
            let parent = listing.folder.parent.map(|parent| parent.to_string().to_uppercase());
            assert_eq!(parent.as_deref(), text(raw, &["parent"]), "{file}: {}", listing.folder.name);
            assert_eq!(listing.preview.len(), list(raw, "deviations").len(), "{file}: {}", listing.folder.name);
        }
    }
    assert!(count >= 5, "only {count} recorded folders");
}

#[test]
fn recorded_users_keep_id_name_and_icon() {
    let Some(files) = recordings() else { return };
    let mut count = 0;
    for (file, body) in &files {
        let (found, raw) = if file.starts_with("user_profile__") {
            (vec![wire::profile(body).unwrap_or_else(|| panic!("{file}: no profile"))], vec![&body["user"]])
        } else if file.starts_with("user_whois__") || file.starts_with("user_friends_search__") {
            (wire::users(body), list(body, "results").iter().collect())
        } else {
            continue;
        };
        assert_eq!(found.len(), raw.len(), "{file}");
        for (profile, raw) in found.iter().zip(raw) {
            count += 1;
            assert!(profile.artist.id.to_string().eq_ignore_ascii_case(text(raw, &["userid"]).unwrap()), "{file}");
            assert_eq!(Some(profile.artist.name.as_str()), text(raw, &["username"]), "{file}");
            assert_eq!(profile.artist.icon.as_deref(), text(raw, &["usericon"]), "{file}");
            assert_eq!(profile.kind, ArtistKind::Person, "{file}");
        }
    }
    assert!(count >= 5, "only {count} recorded users");
}

#[test]
fn recorded_metadata_keeps_every_tag() {
    let Some(files) = recordings() else { return };
    let mut count = 0;
    for (file, body) in files.iter().filter(|(file, _)| file.starts_with("deviation_metadata__")) {
        let tags = wire::tags(body);
        let raw = list(body, "metadata");
        assert_eq!(tags.len(), raw.len(), "{file}");
        for ((_, tags), raw) in tags.iter().zip(raw) {
            let wanted: Vec<_> = list(raw, "tags").iter().filter_map(|tag| text(tag, &["tag_name"])).collect();
            assert_eq!(*tags, wanted, "{file}");
            count += 1;
        }
    }
    assert!(count >= 2, "only {count} recorded entries");
}

/// The variant that each recorded error has to become; a recording that is not listed here fails the test.
fn variant(file: &str) -> fn(&Error) -> bool {
    match file.split("__").next().unwrap().trim_start_matches("error_") {
        "400_account_inactive" => |error| matches!(error, Error::AccountInactive(user) if user == "Mara"),
        "400_user_not_found" => |error| matches!(error, Error::UserNotFound(user) if user == "Mara"),
        "400_collections_folders_remove" | "400_validation" => |error| matches!(error, Error::Rejected(why) if why.contains("folder")),
        "400_friends_watch_throttled" | "400_refresh_token_invalid" | "400_unfave" => |error| matches!(error, Error::Rejected(_)),
        "401_no_access_token" => |error| matches!(error, Error::Unauthorized(_)),
        // A name that begins like a version is taken for one (WIX-163): about that one request until other artists witness against the endpoint.
        "404_endpoint_not_found" | "404_version_error_for_a_username" => |error| matches!(error, Error::EndpointGone { .. }),
        "429_user_api_threshold" => |error| matches!(error, Error::Throttled),
        "500_server_error" | "500_server_error_nostatus" => |error| matches!(error, Error::Server { status: 500, .. }),
        "invalid_client" => |error| matches!(error, Error::InvalidClient),
        _ => panic!("{file}: a recorded error that nobody has classified"),
    }
}

#[test]
fn every_recorded_error_becomes_its_variant() {
    let Some(files) = recordings() else { return };
    let mut count = 0;
    for (file, body) in files.iter().filter(|(file, _)| file.starts_with("error_")) {
        let recorded = file.split('_').nth(1).and_then(|status| status.parse().ok());
        let status = StatusCode::from_u16(recorded.unwrap_or(401)).unwrap();
        let about = if file.contains("invalid_client") { About::Token } else { About::User("Mara") };
        let text = body.to_string();
        let check = |status| {
            let answer = Answer { status, challenge: false, body: text.as_bytes() };
            Error::check(answer, Asked { endpoint: "test", about }, Duration::from_secs(300))
        };
        let error = check(status).expect_err(file);
        assert!(variant(file)(&error), "{file} became {error:?}");
        if body["status"] == "error" && status.as_u16() != 404 && status.as_u16() != 401 {
            let under_200 = check(StatusCode::OK).expect_err(file);
            assert!(!matches!(under_200, Error::Decode { .. }), "{file} under HTTP 200 became {under_200:?}");
        }
        count += 1;
    }
    assert!(count >= 12, "only {count} recorded errors");
}

#[test]
fn recorded_successes_are_no_errors() {
    let Some(files) = recordings() else { return };
    for (file, body) in files.iter().filter(|(file, _)| !file.starts_with("error_")) {
        let text = body.to_string();
        let answer = Answer { status: StatusCode::OK, challenge: false, body: text.as_bytes() };
        let checked = Error::check(answer, Asked { endpoint: "test", about: About::Nothing }, Duration::ZERO);
        assert!(checked.is_ok(), "{file}: {checked:?}");
    }
}
