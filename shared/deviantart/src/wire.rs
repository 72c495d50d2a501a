//! From the API's JSON to the domain. Fields are looked up one by one, so that a field that is missing, null or of another type
//! than last year costs that field and not the post; a post without identity costs that post and not its page.

use super::model::{CursorPage, FolderListing, Listed, Page, Profile, Stub};
use super::{text, told};
use chrono::{DateTime, Utc};
use domain::clock::Timestamp;
use domain::id::{ArtistId, EventId, FolderId, PostId};
use domain::post::{ArtistKind, ArtistRef, Folder, Picture, Post, PostKind};
use serde_json::Value;
use uuid::Uuid;

/// Items of a page that are read; the API's own maximum is 50.
const ITEMS: usize = 200;
/// Characters kept of a title or a name (DeviantArt's own limits are far below).
const TITLE: usize = 500;
/// Bytes of a link or picture address; recorded ones have up to 910, Discord takes 2048.
const LINK: usize = 2048;
const TAGS: usize = 100;
/// Numbers from here on are milliseconds: as seconds, the year 5138; as milliseconds, 1973.
const MILLISECONDS: i64 = 100_000_000_000;
/// Four days: what claims to be longer is not told in seconds.
const LONGEST_VIDEO: u32 = 360_000;
/// The year 2200 in seconds: nothing is published later.
const END_OF_TIME: i64 = 7_258_118_400;

/// What a list element became.
enum Item<T> {
    Kept(T),
    /// Deleted or not published: not for us, and nothing is wrong with it.
    LeftOut,
    /// A deviation of which only the id is told.
    Stub(PostId),
    Unreadable(&'static str),
}

/// Where a deviation object was found: the posts feed holds no pictures, whatever an entry without a link looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Feed {
    Gallery,
    Posts,
}

/// An offset page of deviations; `offset` is the one that was asked for.
#[must_use]
pub fn page(body: &Value, offset: u32, endpoint: &'static str) -> Page<Listed> {
    let (items, stubs) = items(body, endpoint, |item| listed(item, Feed::Gallery));
    Page { items, stubs, next: next_offset(body, offset), past: past(body, offset) }
}

/// A cursor page of the posts feed; `cursor` is the one that was asked for. A cursor that does not move is the end (docs/deviantart-api.md, section 5.2).
#[must_use]
pub fn cursor_page(body: &Value, cursor: Option<&str>, endpoint: &'static str) -> CursorPage<Listed> {
    let more = body.get("has_more").and_then(flag) != Some(false);
    let next = string(body, "next_cursor", LINK).filter(|next| more && Some(next.as_str()) != cursor);
    let (items, stubs) = items(body, endpoint, |item| listed(item, Feed::Posts));
    CursorPage { items, stubs, next }
}

/// A page of folders, sub-folders behind their parent.
#[must_use]
pub fn folders(body: &Value, offset: u32, endpoint: &'static str) -> Page<FolderListing> {
    let mut flat = Vec::new();
    let results = body.get("results").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for item in results.iter().take(ITEMS) {
        flatten(item, None, &mut flat, endpoint);
    }
    Page { items: flat, stubs: Vec::new(), next: next_offset(body, offset), past: past(body, offset) }
}

/// The answer of `user/profile/{name}`.
#[must_use]
pub fn profile(body: &Value) -> Option<Profile> {
    let user = body.get("user")?;
    Some(Profile { artist: artist(user)?, kind: kind_of_user(user) })
}

/// The users of an answer of `user/whois`.
#[must_use]
pub fn users(body: &Value) -> Vec<Profile> {
    let results = body.get("results").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    results.iter().take(ITEMS).filter_map(|user| Some(Profile { artist: artist(user)?, kind: kind_of_user(user) })).collect()
}

/// The user of an answer of `user/whoami`.
#[must_use]
pub fn user(body: &Value) -> Option<ArtistRef> {
    artist(body)
}

/// A page of the artists that an account watches; an entry without a user is somebody who was renamed (WIX-171).
#[must_use]
pub fn friends(body: &Value, offset: u32) -> Page<ArtistRef> {
    let results = body.get("results").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let items = results.iter().take(ITEMS).filter_map(|item| artist(item.get("user")?)).collect();
    Page { items, stubs: Vec::new(), next: next_offset(body, offset), past: past(body, offset) }
}

/// The identity of a group that only its folders tell of: made from its first folder, which stays when the group is renamed.
#[must_use]
pub fn group_id(folders: &[FolderListing]) -> Option<ArtistId> {
    let first = folders.iter().find(|listing| listing.folder.parent.is_none()).or_else(|| folders.first())?;
    Some(ArtistId(EventId::of(&format!("group_of_folder:{}", first.folder.id)).0))
}

/// A single deviation; None when it is deleted or not published.
///
/// # Errors
/// What makes it unreadable.
pub fn deviation(body: &Value) -> Result<Option<Listed>, &'static str> {
    match listed(body, Feed::Gallery) {
        Item::Kept(listed) => Ok(Some(listed)),
        Item::LeftOut => Ok(None),
        Item::Stub(_) => Err("no author"),
        Item::Unreadable(why) => Err(why),
    }
}

/// Tags by deviation out of `deviation/metadata`, joined by id: the order is not the one asked for.
#[must_use]
pub fn tags(body: &Value) -> Vec<(PostId, Vec<String>)> {
    let entries = body.get("metadata").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let one = |entry: &Value| {
        // Without a list nothing is known: that is not the same as no tags.
        let tags = entry.get("tags").and_then(Value::as_array)?;
        let names = tags.iter().take(TAGS).filter_map(|tag| string(tag, "tag_name", TITLE)).collect();
        Some((PostId(id(entry, "deviationid")?), names))
    };
    entries.iter().take(ITEMS).filter_map(one).collect()
}

fn items<T>(body: &Value, endpoint: &'static str, read: impl Fn(&Value) -> Item<T>) -> (Vec<T>, Vec<Stub>) {
    let results = body.get("results").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut kept = Vec::with_capacity(results.len().min(ITEMS));
    let mut stubs = Vec::new();
    let mut unreadable = 0_u32;
    let mut reason = "";
    for item in results.iter().take(ITEMS) {
        match read(item) {
            Item::Kept(item) => kept.push(item),
            Item::LeftOut => {}
            Item::Stub(post) => stubs.push(Stub { post, after: kept.len() }),
            Item::Unreadable(why) => {
                unreadable += u32::from(told::first(&(endpoint, why, item.to_string())));
                reason = why;
            }
        }
    }
    if unreadable > 0 {
        tracing::warn!(endpoint, items.unreadable = unreadable, reason, "items of a page cannot be read and are skipped");
    }
    (kept, stubs)
}

fn next_offset(body: &Value, offset: u32) -> Option<u32> {
    let more = body.get("has_more").and_then(flag);
    // An offset that does not move would be asked for forever.
    let told = body.get("next_offset").and_then(integer).and_then(|next| u32::try_from(next).ok()).filter(|next| *next > offset);
    match more {
        Some(false) => None,
        // More, and it does not say where: behind the last entry.
        Some(true) => told.or_else(|| past(body, offset)),
        None => told,
    }
}

/// Behind the last entry of a page; None when it has none.
fn past(body: &Value, offset: u32) -> Option<u32> {
    let entries = body.get("results").and_then(Value::as_array).map_or(0, Vec::len);
    let entries = u32::try_from(entries).ok().filter(|entries| *entries > 0)?;
    offset.checked_add(entries)
}

fn listed(item: &Value, feed: Feed) -> Item<Listed> {
    if item.is_null() {
        return Item::LeftOut;
    }
    let yes = |key: &str| item.get(key).and_then(flag) == Some(true);
    if yes("is_deleted") || item.get("is_published").and_then(flag) == Some(false) {
        return Item::LeftOut;
    }
    let Some(post_id) = id(item, "deviationid") else { return Item::Unreadable("no deviationid") };
    let Some(artist) = item.get("author").and_then(artist) else { return Item::Stub(PostId(post_id)) };
    let url = string(item, "url", LINK);
    let (excerpt, locked) = (excerpt(item), locked(item));
    let post = Post {
        id: PostId(post_id),
        artist: artist.id,
        kind: kind(item, url.as_deref(), excerpt.is_some(), feed),
        title: string(item, "title", TITLE).unwrap_or_default(),
        url,
        published_at: item.get("published_time").and_then(time),
        mature: mature(item, locked.is_some()),
        preview: preview(item),
        thumbnail: thumbnail(item),
        excerpt,
        tags: Vec::new(),
        tags_known: false,
        locked,
        several: yes("is_multi_media"),
        seconds: seconds(item),
    };
    Item::Kept(Listed { artist, post })
}

/// Mature unless it is known not to be. Application tokens get mature pictures blurred, sometimes without the flag (docs/deviantart-api.md, section 8); a lock
/// blurs too.
fn mature(item: &Value, locked: bool) -> bool {
    let safe = item.get("is_mature").and_then(flag) == Some(false);
    !safe || (!locked && (blurred(item) || item.get("cover_image").is_some_and(blurred)))
}

fn blurred(item: &Value) -> bool {
    let thumbs = item.get("thumbs").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let pictures = [item.get("content"), item.get("preview")].into_iter().flatten().chain(thumbs.iter().take(20));
    pictures.filter_map(picture).any(|picture| picture.is_blurred())
}

/// The kind is told by the link (`…/journal/slug`, `…/status-update/slug`, `…/poll/slug`), else by what the object holds. The part
/// before the slug is read, so that an artist named "journal" posts no journals by it.
fn kind(item: &Value, url: Option<&str>, has_text: bool, feed: Feed) -> PostKind {
    let path = url.map(|url| url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/'));
    match path.and_then(|path| path.rsplit('/').nth(1)) {
        Some("journal") => return PostKind::Journal,
        Some("status-update" | "status") => return PostKind::Status,
        Some("poll") => return PostKind::Poll,
        _ => {}
    }
    let holds = |key: &str| match item.get(key) {
        Some(Value::Array(list)) => !list.is_empty(),
        Some(Value::Object(fields)) => !fields.is_empty(),
        _ => false,
    };
    if feed == Feed::Posts && url.is_none() {
        let untitled = string(item, "title", TITLE).is_none();
        return if untitled { PostKind::Status } else { PostKind::Journal };
    }
    if holds("videos") {
        PostKind::Video
    } else if holds("flash") {
        PostKind::Other
    } else if !holds("content") && (has_text || item.get("excerpt").is_some_and(Value::is_string) || holds("text_content")) {
        PostKind::Literature
    } else if holds("content") || holds("preview") || holds("thumbs") {
        PostKind::Image
    } else {
        PostKind::Other
    }
}

fn preview(item: &Value) -> Option<Picture> {
    let own = |item: &Value| ["content", "preview"].iter().find_map(|key| picture(item.get(key)?));
    own(item).or_else(|| own(item.get("cover_image")?))
}

fn thumbnail(item: &Value) -> Option<Picture> {
    let thumbs = |item: &Value| {
        let list = item.get("thumbs").and_then(Value::as_array)?;
        list.iter().take(20).filter_map(picture).max_by_key(|thumb| u64::from(thumb.width) * u64::from(thumb.height))
    };
    thumbs(item).or_else(|| thumbs(item.get("cover_image")?))
}

/// How long a video takes: each of its qualities says so.
fn seconds(item: &Value) -> Option<u32> {
    let videos = item.get("videos").and_then(Value::as_array)?;
    let told = videos.iter().take(20).filter_map(|video| integer(video.get("duration")?)).find(|told| *told > 0)?;
    u32::try_from(told).ok().filter(|told| *told <= LONGEST_VIDEO)
}

fn picture(value: &Value) -> Option<Picture> {
    let url = string(value, "src", LINK).filter(|url| url.starts_with("https://") || url.starts_with("http://"))?;
    let size = |key: &str| value.get(key).and_then(integer).and_then(|size| u32::try_from(size).ok()).unwrap_or(0);
    Some(Picture { url, width: size("width"), height: size("height") })
}

fn excerpt(item: &Value) -> Option<String> {
    let content = item.get("text_content");
    let markup = content.and_then(|content| content.get("body")?.get("markup"));
    let of = |holder: Option<&'_ Value>| ["excerpt", "formatted_excerpt"].iter().find_map(|key| words(holder?.get(key)?));
    of(content).or_else(|| of(Some(item))).or_else(|| words(markup?))
}

/// The beginning of a text that came as text or as the editors' markup.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text::excerpt(text),
        Value::Object(_) | Value::Array(_) => text::of_markup(value),
        _ => None,
    }
}

/// Why others cannot see it in full. A premium folder says its type; a tier says only that.
fn locked(item: &Value) -> Option<String> {
    let premium = item.get("premium_folder_data");
    if premium.and_then(|data| data.get("has_access")).and_then(flag) == Some(false) {
        let kind = premium.and_then(|data| string(data, "type", 40));
        return Some(kind.map_or_else(|| "premium".to_owned(), |kind| kind.to_ascii_lowercase()));
    }
    string(item, "tier_access", 40).filter(|access| access.starts_with("locked")).map(|_| "tier".to_owned())
}

fn flatten(item: &Value, parent: Option<FolderId>, into: &mut Vec<FolderListing>, endpoint: &'static str) {
    if into.len() >= ITEMS * 5 {
        return;
    }
    let Some(folder_id) = id(item, "folderid").map(FolderId) else {
        if !item.is_null() {
            tracing::warn!(endpoint, "a folder without id is skipped");
        }
        return;
    };
    let preloaded = item.get("deviations").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    into.push(FolderListing {
        folder: Folder {
            id: folder_id,
            name: string(item, "name", TITLE).unwrap_or_default(),
            parent: id(item, "parent").map(FolderId).or(parent),
            size: item.get("size").and_then(integer).and_then(|size| u32::try_from(size).ok()),
        },
        preview: preloaded.iter().filter_map(|item| id(item, "deviationid").map(PostId)).collect(),
        newest: preloaded.iter().filter_map(|item| item.get("published_time").and_then(time)).max(),
    });
    for inner in item.get("subfolders").and_then(Value::as_array).map_or(&[][..], Vec::as_slice) {
        flatten(inner, Some(folder_id), into, endpoint);
    }
}

fn artist(user: &Value) -> Option<ArtistRef> {
    let artist_id = ArtistId(id(user, "userid")?);
    let name = string(user, "username", TITLE)?;
    Some(ArtistRef { id: artist_id, name, icon: string(user, "usericon", LINK) })
}

/// `type` is open text; `super group` is among the recorded ones.
fn kind_of_user(user: &Value) -> ArtistKind {
    match user.get("type").and_then(Value::as_str) {
        Some(word) if word.to_ascii_lowercase().contains("group") => ArtistKind::Group,
        _ => ArtistKind::Person,
    }
}

fn id(value: &Value, key: &str) -> Option<Uuid> {
    Uuid::parse_str(value.get(key)?.as_str()?).ok()
}

/// A non-empty string without control characters, not longer than allowed: links that are too long are dropped as a whole, text is cut.
fn string(value: &Value, key: &str, max: usize) -> Option<String> {
    let text = value.get(key)?.as_str()?;
    if text.is_empty() || (max == LINK && (text.len() > LINK || text.contains(char::is_control))) {
        return None;
    }
    Some(text.chars().take(max).map(|c| if c.is_control() { ' ' } else { c }).collect())
}

/// PHP's idea of a number: an integer, or a string of digits.
fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A boolean, also as 0/1 or as a string of it.
fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => Some(number.as_i64() != Some(0)),
        Value::String(text) => match text.as_str() {
            "true" | "yes" | "1" => Some(true),
            "false" | "no" | "0" | "" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Epoch seconds (a string today, an integer in captures of 2014 to 2016), or milliseconds where seconds would be thousands of years ahead, or
/// ISO 8601 whose zone has no colon (`-0700`).
fn time(value: &Value) -> Option<Timestamp> {
    let plausible = |time: &Timestamp| (1..END_OF_TIME).contains(&time.timestamp());
    if let Some(number) = integer(value) {
        let time = if number < MILLISECONDS { DateTime::from_timestamp(number, 0) } else { DateTime::from_timestamp_millis(number) };
        return time.filter(plausible);
    }
    let text = value.as_str()?;
    let parsed = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z").or_else(|_| DateTime::parse_from_rfc3339(text));
    parsed.ok().map(|time| time.with_timezone(&Utc)).filter(plausible)
}

#[cfg(test)]
mod tests;
