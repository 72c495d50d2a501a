//! Which tag of a forum a post gets where each post needs one: the first whose name says what the post is. Pure.

use crate::discord::picture::Tag;
use crate::language::{self, Language};
use crate::text;
use domain::notification::{Due, Subject};
use domain::post::{ArtistRef, Class, Post, PostKind};
use domain::watch::{NewWatch, Watch, What};

/// Every kind that this version knows.
const KINDS: [PostKind; 7] =
    [PostKind::Image, PostKind::Literature, PostKind::Video, PostKind::Journal, PostKind::Status, PostKind::Poll, PostKind::Other];
/// What fits every post.
const GENERAL: [&str; 10] = ["deviantart", "deviantcord", "posts", "new", "news", "updates", "feed", "misc", "other", "general"];
const MATURE: [&str; 3] = ["mature", "nsfw", "18"];

/// The tag for this notification's post; None: none fits.
pub(crate) fn tag_for(due: &Due, tags: &[Tag]) -> Option<u64> {
    let (kind, mature) = match &due.subject {
        Subject::Card { post, .. } => (post.kind, post.mature),
        Subject::Digest { .. } | Subject::Lost { .. } => (PostKind::Other, false),
    };
    let folder = due.watch.as_ref().and_then(|watch| watch.wish.folder.as_ref()).map(|(_, name)| name.as_str());
    chosen(tags, &Of { kind, mature, folder, artist: &due.subject.artist().name, language: due.language })
}

/// The tag for this post as this watch brings it; None: none fits.
pub(crate) fn tag_of((post, artist): (&Post, &ArtistRef), watch: &Watch, tags: &[Tag], language: Language) -> Option<u64> {
    let folder = watch.wish.folder.as_ref().map(|(_, name)| name.as_str());
    chosen(tags, &Of { kind: post.kind, mature: post.mature, folder, artist: &artist.name, language })
}

/// The kinds of what a watch would bring that no tag fits, as a server of this language calls them.
pub(crate) fn lacking(wish: &NewWatch, tags: &[Tag], language: Language) -> Vec<&'static str> {
    let wanted = |kind: &PostKind| match wish.what {
        What::Everything => wish.folder.is_none() || kind.class() == Class::Deviation,
        What::Deviations => kind.class() == Class::Deviation,
        What::Journals => kind.class() == Class::Journal,
        What::Statuses => kind.class() == Class::Status,
    };
    let folder = wish.folder.as_ref().map(|(_, name)| name.as_str());
    let fits = |kind: PostKind| chosen(tags, &Of { kind, mature: false, folder, artist: &wish.artist_name, language }).is_some();
    let none = KINDS.into_iter().filter(wanted).filter(|kind| !fits(*kind));
    none.map(text::card::kind).collect()
}

/// What a post is.
struct Of<'a> {
    kind: PostKind,
    mature: bool,
    folder: Option<&'a str>,
    artist: &'a str,
    language: Language,
}

fn chosen(tags: &[Tag], of: &Of<'_>) -> Option<u64> {
    let own = [language::with(of.language, || text::card::kind(of.kind)), language::with(Language::English, || text::card::kind(of.kind))];
    let mature = language::with(of.language, text::card::mature);
    let names = MATURE.into_iter().chain([mature]).filter(|_| of.mature);
    let names = names.chain(of.folder).chain(own).chain(others(of.kind).iter().copied()).chain([of.artist]).chain(GENERAL);
    names.map(plain).filter(|name| !name.is_empty()).find_map(|name| tags.iter().find(|tag| plain(&tag.name) == name)).map(|tag| tag.id)
}

/// Further names of a kind.
const fn others(kind: PostKind) -> &'static [&'static str] {
    match kind {
        PostKind::Image => &["art", "artwork", "picture", "drawing", "illustration", "deviation", "gallery"],
        PostKind::Literature => &["writing", "story", "text", "deviation", "gallery"],
        PostKind::Video => &["film", "animation", "deviation", "gallery"],
        PostKind::Journal => &["blog"],
        PostKind::Status | PostKind::Poll => &["status"],
        PostKind::Other | PostKind::Unknown(_) => &["art", "artwork", "deviation", "gallery"],
    }
}

/// A name as it is compared: without case, signs and the end of a plural.
fn plain(name: &str) -> String {
    let name: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    name.strip_suffix('s').filter(|stem| stem.chars().count() > 2).map(str::to_owned).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(names: &[&str]) -> Vec<Tag> {
        (1..).zip(names).map(|(id, name)| Tag { id, name: (*name).into() }).collect()
    }

    fn of(kind: PostKind) -> Of<'static> {
        Of { kind, mature: false, folder: None, artist: "Some_Body", language: Language::English }
    }

    #[test]
    fn the_surest_name_wins() {
        let all = tags(&["News", "Some Body", "Artworks!", "Sketches", "NSFW"]);
        assert_eq!(chosen(&all, &of(PostKind::Image)), Some(3));
        assert_eq!(chosen(&all, &of(PostKind::Journal)), Some(2), "the artist's own");
        assert_eq!(chosen(&all, &Of { folder: Some("sketches"), ..of(PostKind::Image) }), Some(4));
        assert_eq!(chosen(&all, &Of { mature: true, folder: Some("sketches"), ..of(PostKind::Image) }), Some(5));
        assert_eq!(chosen(&all[..1], &of(PostKind::Poll)), Some(1), "what fits everything");
        assert_eq!(chosen(&tags(&["Rules", "", "\u{1f3a8}"]), &of(PostKind::Image)), None);
    }

    #[test]
    fn the_words_of_the_server_count_as_well_as_english_ones() {
        let german = |kind| Of { language: Language::German, ..of(kind) };
        let word = language::with(Language::German, || text::card::kind(PostKind::Literature));
        assert_eq!(chosen(&tags(&[word]), &german(PostKind::Literature)), Some(1));
        assert_eq!(chosen(&tags(&["Literature"]), &german(PostKind::Literature)), Some(1));
    }

    #[test]
    fn a_watch_lacks_the_kinds_that_it_wants_and_no_tag_fits() {
        let wish = |what| crate::text::for_tests::watch(|wish| wish.what(what)).wish;
        let lacks = |what, names: &[&str]| lacking(&wish(what), &tags(names), Language::English);
        assert_eq!(lacks(What::Everything, &["DeviantArt"]), Vec::<&str>::new());
        assert_eq!(lacks(What::Journals, &["Journals"]), Vec::<&str>::new());
        assert_eq!(lacks(What::Deviations, &["Journals", "Art"]), ["Literature", "Video"]);
        assert_eq!(lacks(What::Statuses, &[]), ["Status update", "Poll"]);
    }
}
