//! What is shown of a post, and of a digest of earlier versions. Pure.

use super::clean::Lines;
use super::escape::{literal, markdown};
use super::link;
use crate::text;
use domain::notification::{Due, Subject};
use domain::post::{ArtistRef, Picture, Post, PostKind};
use domain::watch::{Watch, What};
use serenity::builder::{CreateEmbed, CreateEmbedAuthor, CreateEmbedFooter};

/// Discord's limit for a title.
const TITLE: usize = 256;
/// How much of an excerpt is shown; Discord's own limit (4096) is far above what this becomes with escapes.
const EXCERPT_SHOWN: usize = 500;
/// How much of it is a line.
const LINE: usize = 100;
const DESCRIPTION: usize = 1500;
/// Discord's limit for an author's name.
const AUTHOR: usize = 256;
/// Discord allows 2048; a line is enough.
const FOOTER: usize = 200;
/// How much of it a folder takes.
const FOLDER: usize = 100;
/// Discord's limit for a message's own text.
pub(super) const CONTENT: usize = 2000;

pub(super) fn card(post: &Post, artist: &ArtistRef, place: Option<&str>) -> CreateEmbed {
    let mut embed = CreateEmbed::new().author(author(artist)).colour(colour(post.kind));
    embed = embed.title(title(post));
    // A post without its own address is found on the artist's page.
    if let Some(url) = post.url.as_deref().and_then(link::allowed).or_else(|| link::profile(&artist.name, "")) {
        embed = embed.url(url);
    }
    let picture = |picture: &Option<Picture>| picture.as_ref().and_then(|picture| link::allowed(&picture.url));
    if let Some(lock) = &post.locked {
        embed = embed.description(text::card::locked(lock));
    } else {
        if let Some(excerpt) = excerpt(post, EXCERPT_SHOWN) {
            embed = embed.description(excerpt);
        }
        let (large, small) = (picture(&post.preview), picture(&post.thumbnail));
        embed = match (post.kind, large, small) {
            (PostKind::Image | PostKind::Video | PostKind::Other | PostKind::Unknown(_), Some(url), _)
            | (PostKind::Image | PostKind::Video | PostKind::Other | PostKind::Unknown(_), None, Some(url)) => embed.image(url),
            (PostKind::Literature | PostKind::Journal | PostKind::Status | PostKind::Poll, large, small) => match small.or(large) {
                Some(url) => embed.thumbnail(url),
                None => embed,
            },
            (_, None, None) => embed,
        };
    }
    embed = embed.footer(signed(post, place));
    match post.published_at {
        Some(at) => embed.timestamp(at),
        None => embed,
    }
}

/// A line and a small picture.
pub(super) fn compact(post: &Post, artist: &ArtistRef, place: Option<&str>) -> CreateEmbed {
    let mut embed = CreateEmbed::new().author(author(artist)).colour(colour(post.kind)).title(title(post));
    if let Some(url) = post.url.as_deref().and_then(link::allowed).or_else(|| link::profile(&artist.name, "")) {
        embed = embed.url(url);
    }
    let picture = [&post.thumbnail, &post.preview].into_iter().flatten().find_map(|picture| link::allowed(&picture.url));
    embed = match (&post.locked, post.kind) {
        (Some(lock), _) => embed.description(text::card::locked(lock)),
        // A status has no title: its first words are the line.
        (None, PostKind::Status) => excerpt(post, LINE).map_or(embed.clone(), |line| embed.description(line)),
        (None, _) => embed,
    };
    if let Some(url) = picture.filter(|_| post.locked.is_none()) {
        embed = embed.thumbnail(url);
    }
    embed = embed.footer(signed(post, place));
    match post.published_at {
        Some(at) => embed.timestamp(at),
        None => embed,
    }
}

/// A status has no title; a title that nobody can see is as good as none.
pub(super) fn title(post: &Post) -> String {
    if post.kind == PostKind::Status {
        return text::card::status_title().to_owned();
    }
    let title = markdown(&post.title, Lines::One, TITLE, TITLE);
    if title.is_empty() { text::card::untitled(post.kind).to_owned() } else { title }
}

/// What is shown of the text. Of a status, whose text some answers carry as the title, all that there is.
fn excerpt(post: &Post, shown: usize) -> Option<String> {
    let source = match post.kind {
        PostKind::Status => post.excerpt.as_deref().filter(|text| !text.trim().is_empty()).or(Some(&post.title)),
        _ => post.excerpt.as_deref(),
    };
    source.map(|text| markdown(text, Lines::Many, shown, DESCRIPTION)).filter(|text| !text.is_empty())
}

/// The frame of a digest of earlier versions.
pub(super) fn digest(artist: &ArtistRef, count: u32, watch: Option<&Watch>) -> CreateEmbed {
    let name = markdown(&artist.name, Lines::One, 64, 150);
    let embed = CreateEmbed::new()
        .author(author(artist))
        .colour(colour(PostKind::Other))
        .title(text::card::digest_title(count, &name))
        .footer(footer(&text::card::digest_footer(place_of(watch, None).as_deref())));
    match gallery(artist, watch) {
        Some(url) => embed.url(url),
        None => embed,
    }
}

/// The folder that this watch is of, as its artist wrote it.
pub(super) fn folder_of(watch: Option<&Watch>) -> Option<&str> {
    watch.and_then(|watch| watch.wish.folder.as_ref()).map(|(_, name)| name.as_str())
}

/// What a card names in place of the site: the folder of the watch; of a whole group, the group and the folder in which the post came to it.
pub(super) fn place_of(watch: Option<&Watch>, group_folder: Option<&str>) -> Option<String> {
    let whole = watch.filter(|watch| watch.wish.group).map(|watch| watch.wish.artist_name.as_str());
    match (whole, group_folder) {
        (Some(group), Some(folder)) => Some(format!("{group} / {folder}")),
        (Some(group), None) => Some(group.to_owned()),
        (None, _) => folder_of(watch).map(str::to_owned),
    }
}

/// What is below a card. A long folder leaves room for what follows it.
fn signed(post: &Post, place: Option<&str>) -> CreateEmbedFooter {
    let place = place.map(|name| literal(name, FOLDER)).filter(|name| !name.is_empty());
    footer(&text::card::footer(post, place.as_deref()))
}

/// `line` is as an artist may have written it.
pub(super) fn footer(line: &str) -> CreateEmbedFooter {
    CreateEmbedFooter::new(literal(line, FOOTER))
}

/// The page that lists the posts that this watch wants.
pub(super) fn gallery(artist: &ArtistRef, watch: Option<&Watch>) -> Option<String> {
    link::profile(&artist.name, gallery_path(watch))
}

/// Where the posts that this watch wants are listed.
fn gallery_path(watch: Option<&Watch>) -> &'static str {
    match watch.map(|watch| watch.wish.what) {
        Some(What::Journals | What::Statuses) => "/posts",
        _ => "/gallery",
    }
}

pub(super) fn author(artist: &ArtistRef) -> CreateEmbedAuthor {
    let name = literal(&artist.name, AUTHOR);
    let mut author = CreateEmbedAuthor::new(if name.is_empty() { text::card::unknown_artist().to_owned() } else { name });
    if let Some(icon) = artist.icon.as_deref().and_then(link::allowed) {
        author = author.icon_url(icon);
    }
    match link::profile(&artist.name, "") {
        Some(url) => author.url(url),
        None => author,
    }
}

/// DeviantArt's own green for pictures; the others are told apart at a glance.
pub(super) const fn colour(kind: PostKind) -> u32 {
    match kind {
        PostKind::Image => 0x05_cc_47,
        PostKind::Literature => 0x3b_82_f6,
        PostKind::Video => 0xe0_3e_52,
        PostKind::Journal => 0xf5_9e_0b,
        PostKind::Status => 0x8b_5c_f6,
        PostKind::Poll => 0x06_b6_d4,
        PostKind::Other | PostKind::Unknown(_) => 0x99_aa_b5,
    }
}

/// Title and link: what remains when Discord refuses the card.
pub(super) fn plain_text(due: &Due) -> String {
    let (line, link) = match &due.subject {
        Subject::Card { post, artist } => {
            let name = markdown(&artist.name, Lines::One, 64, 150);
            let link = post.url.as_deref().and_then(link::allowed).filter(|url| url.len() <= CONTENT / 2);
            (text::card::plain_card(&title(post), &name), link.or_else(|| link::profile(&artist.name, "")))
        }
        Subject::Digest { artist, count, .. } => {
            let name = markdown(&artist.name, Lines::One, 64, 150);
            (text::card::digest_title(*count, &name), gallery(artist, due.watch.as_ref()))
        }
        Subject::Lost { artist, .. } => (markdown(&artist.name, Lines::One, 64, 150), link::profile(&artist.name, "")),
    };
    match link {
        // Discord makes no preview of it.
        Some(link) if due.veiled => format!("{line}\n<{link}>"),
        Some(link) => format!("{line}\n{link}"),
        None => line,
    }
}
