//! A post as the vendor's deviation object.

use super::artist::Account;
use super::post::{ExcerptStyle, Kind, Lock, NewPost, Post};
use super::quirks::Quirks;
use super::wire::{Deviation, Image, Picture, Premium, Stats, TextBody, TextContent, User, Video, json, upper};
use serde_json::{Value, json};

/// The object, for a viewer who sees mature posts sharp (`sharp`) or not.
pub(super) fn deviation(post: &Post, author: &Account, quirks: &Quirks, sharp: bool) -> Value {
    if let Some(recorded) = &post.recorded {
        return recorded.clone();
    }
    let new = &post.new;
    let blurred = (new.mature && !sharp) || new.locked.is_some();
    let pictures = matches!(new.kind, Kind::Image | Kind::Video);
    let picture = Picture {
        post: post.id,
        number: post.number,
        revision: post.revision,
        words: &new.title,
        blur: blurred.then_some(if new.locked.is_some() { 100 } else { 30 }),
    };
    let image =
        |width, height, form: &str, filesize| Image { src: picture.src(width, height, form), height, width, transparency: false, filesize };
    let (excerpt, text_content) = words(new);
    let published_time = if quirks.integer_times { json!(post.published_at) } else { Value::String(post.published_at.to_string()) };
    json(&Deviation {
        deviationid: upper(post.id),
        printid: None,
        url: post.url.clone(),
        title: new.title.clone(),
        is_favourited: false,
        is_deleted: false,
        is_published: true,
        is_blocked: false,
        author: User { is_subscribed: Some(false), ..author.wire() },
        stats: Stats { comments: post.number % 7, favourites: post.number % 97 },
        published_time,
        allows_comments: true,
        // `stats` of a tier is `[]` instead of `{}` when it is empty (FS README)
        tier: (new.locked == Some(Lock::Tier))
            .then(|| json!({"state": "active", "is_user_subscribed": false, "can_user_subscribe": true, "dollar_price": 3, "stats": []})),
        tier_access: (new.locked == Some(Lock::Tier)).then_some("locked"),
        premium_folder_data: premium(post),
        preview: pictures.then(|| image(1024, 768, "fit", None)),
        content: (new.kind == Kind::Image).then(|| image(1600, 1200, "fill", Some(1_234_567))),
        thumbs: if pictures {
            vec![image(150, 113, "fit", None), image(267, 200, "fill", None), image(400, 300, "fit", None)]
        } else {
            Vec::new()
        },
        videos: (new.kind == Kind::Video).then(|| videos(post)),
        excerpt,
        text_content,
        is_pinned: new.pinned.then_some(true),
        is_mature: new.mature,
        is_multi_media: new.several.then_some(true),
        is_downloadable: false,
        download_filesize: None,
    })
}

fn words(new: &NewPost) -> (Option<String>, Option<TextContent>) {
    let Some(text) = new.excerpt.clone() else { return (None, None) };
    let rich = TextContent { excerpt: text.clone(), body: TextBody { r#type: "html", markup: format!("<p>{text}</p>"), features: "[]" } };
    match new.excerpt_style {
        ExcerptStyle::Field => (Some(text), None),
        ExcerptStyle::TextContent => (None, Some(rich)),
        ExcerptStyle::Both => (Some(text), Some(rich)),
    }
}

fn premium(post: &Post) -> Option<Premium> {
    let paid = match post.new.locked? {
        Lock::Watchers => false,
        Lock::Paid => true,
        Lock::Tier => return None,
    };
    Some(Premium {
        r#type: if paid { "paid" } else { "watchers" },
        has_access: false,
        gallery_id: upper(uuid::Uuid::from_u128(post.id.as_u128().rotate_left(64))),
        points_price: paid.then_some(200),
        dollar_price: paid.then_some(2.5),
        num_subscribers: paid.then_some(12),
    })
}

fn videos(post: &Post) -> Vec<Video> {
    [("360p", 5_452_441), ("720p", 22_904_113), ("1080p", 60_119_000)]
        .into_iter()
        .map(|(quality, filesize)| {
            let src = format!("https://wixmp-ed30a86b8c4ca887773594c2.wixmp.com/v/mp4/{}/{quality}.mp4", post.id.hyphenated());
            Video { src, quality, filesize, duration: 289 }
        })
        .collect()
}

/// A deleted post may keep only these (FS README).
pub(super) fn stub(post: &Post) -> Value {
    json!({"deviationid": upper(post.id), "printid": null, "is_deleted": true})
}
