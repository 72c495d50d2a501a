//! Which of an artist's lists some watches need, and how their checks go. Pure.

use crate::text::why::{Checked, List};
use domain::clock::Timestamp;
use domain::watch::Watch;
use store::ingest::SourceKind;
use store::trace::SourceTrace;

/// The lists that these watches of one artist need. A work in a folder of a person is found in the gallery.
pub(super) fn checked(watches: &[&Watch], sources: &[SourceTrace], now: Timestamp) -> Vec<Checked> {
    let needed = |source: &&SourceTrace| watches.iter().any(|watch| needs(watch, source));
    let mut lists: Vec<Checked> = sources.iter().filter(needed).map(|source| of(source, now)).collect();
    // Many folders: the one that was not checked for longest speaks for them.
    lists.sort_by_key(|list| (list.list as u8, list.last));
    lists.dedup_by_key(|list| list.list);
    lists
}

fn needs(watch: &Watch, source: &SourceTrace) -> bool {
    let wish = &watch.wish;
    wish.artist == source.artist
        && match (source.kind, &wish.folder) {
            // It tells of each folder too.
            (SourceKind::Group, folder) => wish.group || folder.is_some(),
            (_, None) if wish.group => false,
            (SourceKind::Gallery, None) => wish.what.needs_gallery(),
            (SourceKind::Posts, None) => wish.what.needs_posts(),
            (SourceKind::Gallery, Some(_)) => true,
            (SourceKind::Folder(list), Some((folder, _))) => list == *folder,
            (SourceKind::Posts, Some(_)) | (SourceKind::Folder(_), None) | (SourceKind::Profile | SourceKind::Later, _) => false,
        }
}

fn of(source: &SourceTrace, now: Timestamp) -> Checked {
    let list = match source.kind {
        SourceKind::Posts => List::Posts,
        SourceKind::Folder(_) => List::Folder,
        SourceKind::Group => List::Group,
        SourceKind::Gallery | SourceKind::Profile | SourceKind::Later => List::Gallery,
    };
    let (last, next) = (source.last_poll_at, source.expected_at);
    Checked { list, last, next, due: next.is_some_and(|next| next <= now), failures: source.failures }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{ArtistId, ChannelId, FolderId, GuildId, WatchId};
    use domain::watch::{NewWatch, What};
    use uuid::Uuid;

    #[test]
    fn only_what_the_watches_need_is_told() {
        let artist = ArtistId(Uuid::nil());
        let source = |kind| SourceTrace {
            artist,
            kind,
            baselined: true,
            last_poll_at: Some(Timestamp::UNIX_EPOCH),
            expected_at: None,
            failures: 0,
            trouble: None,
        };
        let folder = FolderId(Uuid::from_u128(1));
        let kinds = [SourceKind::Gallery, SourceKind::Posts, SourceKind::Profile, SourceKind::Folder(folder)];
        let sources = kinds.map(source);
        let watch = |wish: NewWatch| Watch { id: WatchId(Uuid::nil()), wish };
        let wish = || NewWatch::new(GuildId(1), ChannelId(2), artist, "a", Timestamp::UNIX_EPOCH);
        let of = |watch: &Watch| checked(&[watch], &sources, Timestamp::UNIX_EPOCH).into_iter().map(|list| list.list).collect::<Vec<_>>();
        assert_eq!(of(&watch(wish())), [List::Gallery, List::Posts]);
        assert_eq!(of(&watch(wish().what(What::Journals))), [List::Posts]);
        assert_eq!(of(&watch(wish().folder((folder, "f".to_owned())))), [List::Gallery, List::Folder]);
        assert_eq!(of(&watch(wish().folder((FolderId(Uuid::from_u128(2)), "g".to_owned())))), [List::Gallery]);
        let listed = |wish: NewWatch| {
            let found = checked(&[&watch(wish)], &[source(SourceKind::Group)], Timestamp::UNIX_EPOCH);
            found.into_iter().map(|list| list.list).collect::<Vec<_>>()
        };
        assert_eq!(of(&watch(wish().whole_group(true))), []);
        assert_eq!(listed(wish().whole_group(true)), [List::Group]);
        assert_eq!(listed(wish().folder((folder, "f".to_owned()))), [List::Group], "a folder of a group that somebody watches whole");
        let other = NewWatch { artist: ArtistId(Uuid::max()), ..wish() };
        assert_eq!(of(&watch(other)), []);
    }
}
