//! The words on a card.

use domain::post::PostKind;

const fn kind(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Image => "Artwork",
        PostKind::Literature => "Literature",
        PostKind::Video => "Video",
        PostKind::Journal => "Journal",
        PostKind::Status => "Status update",
        PostKind::Poll => "Poll",
        PostKind::Other | PostKind::Unknown(_) => "Deviation",
    }
}

pub(crate) const fn status_title() -> &'static str {
    "Status update"
}

pub(crate) const fn untitled(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Journal => "Untitled journal",
        PostKind::Poll => "Poll",
        _ => "Untitled",
    }
}

pub(crate) const fn unknown_artist() -> &'static str {
    "An artist on DeviantArt"
}

/// `lock` is the premium folder's type, or "tier".
pub(crate) fn locked(lock: &str) -> &'static str {
    match lock {
        "watchers" => "\u{1f512} Only those who watch this artist on DeviantArt can see this post.",
        "tier" => "\u{1f512} Only this artist's subscribers on DeviantArt can see this post.",
        "paid" => "\u{1f512} Only those who bought access to this artist's premium gallery on DeviantArt can see this post.",
        _ => "\u{1f512} Not everybody can see this post: the artist has limited who may view it on DeviantArt.",
    }
}

/// `folder` is as the artist wrote it; the caller cleans the line.
pub(crate) fn footer(post: PostKind, mature: bool, folder: Option<&str>) -> String {
    let mature = if mature { " \u{b7} Mature" } else { "" };
    format!("{}{mature} \u{b7} {}", kind(post), folder.unwrap_or("DeviantArt"))
}

/// In place of the text of a post that became mature after it was sent, where it may not be shown.
pub(crate) const fn veiled() -> &'static str {
    "\u{1f51e} This post is marked as mature, so its picture and text are not shown here."
}

/// In place of the text of a post that is gone.
pub(crate) const fn gone() -> &'static str {
    "This post is gone from DeviantArt."
}

/// `artist` is escaped.
pub(crate) fn digest_title(count: u32, artist: &str) -> String {
    match count {
        1 => format!("1 more new post by {artist}"),
        _ => format!("{count} more new posts by {artist}"),
    }
}

/// What a digest does not name. `named`: lines precede it.
pub(crate) fn digest_rest(count: u32, named: bool) -> String {
    let more = if named { " more" } else { "" };
    let posts = if count == 1 { "post" } else { "posts" };
    format!("{}{count}{more} new {posts}: see the gallery on DeviantArt.", if named { "\n" } else { "" })
}

/// Above a list of posts that follows cards. `artist` is escaped.
pub(crate) fn more_title(count: u32, artist: &str) -> String {
    if count == 1 { format!("And 1 more by {artist}") } else { format!("And {count} more by {artist}") }
}

/// Above a list of posts. `artist` is escaped.
pub(crate) fn list_title(count: u32, artist: &str) -> String {
    if count == 1 { format!("1 new post by {artist}") } else { format!("{count} new posts by {artist}") }
}

pub(crate) fn digest_footer(folder: Option<&str>) -> String {
    folder.unwrap_or("DeviantArt").to_owned()
}

/// Begins every test: with a mark that no text of an artist can begin with, because asterisks in it are escaped.
pub(crate) fn test() -> String {
    format!("{TEST}Test**: this is how new posts will look here.")
}

/// How a test begins, in every language.
const TEST: &str = "\u{1f9ea} **";

/// Whether this text of a message of the bot's is that of a test.
pub(crate) fn is_test(content: &str) -> bool {
    content.starts_with(TEST)
}

/// Both are escaped.
pub(crate) fn plain_card(title: &str, artist: &str) -> String {
    if artist.is_empty() { title.to_owned() } else { format!("{title} by {artist}") }
}
