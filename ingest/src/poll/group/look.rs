//! What a group's folder list says of its folders, held against what was noted when each was read. Pure.

use deviantart::model::FolderListing;
use domain::clock::Timestamp;
use domain::id::{FolderId, PostId};
use std::collections::HashMap;
use store::ingest::GroupFolder;

/// What follows for one folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Nothing has changed, or what changed tells of nothing that could be announced.
    Same,
    /// It is read, and this many posts are looked for. None: it is not told how many there may be, so its front decides.
    Changed(Option<u32>),
}

/// What the list is held against.
#[derive(Clone, Copy, Debug)]
pub struct Against {
    /// The whole list was read some time before: a folder that is not known has appeared since.
    pub baselined: bool,
    /// From when on posts may be announced.
    pub since: Timestamp,
    /// The log may have lost events since: a folder whose front shows a post from then on is read.
    pub doubtful: bool,
}

/// Looks at one folder. `known`: as it was when it was read last; None: it never was.
#[must_use]
pub fn look(listed: &FolderListing, known: Option<&GroupFolder>, against: Against) -> Look {
    let fresh = listed.newest.is_some_and(|newest| newest >= against.since);
    let size = listed.folder.size;
    let Some(known) = known else {
        return match (against.baselined, size) {
            (true, Some(0)) => Look::Same,
            (true, size) if size.is_some() || front(listed).is_some() => Look::Changed(size),
            // In the first poll, what was published since the watch was made may stand in front already.
            (false, _) if fresh => Look::Changed(None),
            _ => Look::Same,
        };
    };
    let grown = size.zip(known.size).map(|(now, before)| now.saturating_sub(before));
    let resized = size.zip(known.size).is_some_and(|(now, before)| now != before);
    let other_front = front(listed).is_some_and(|front| known.front != Some(front));
    if resized || other_front || against.doubtful && fresh { Look::Changed(grown) } else { Look::Same }
}

/// The folder as it is noted when it needs no reading.
#[must_use]
pub fn noted(listed: &FolderListing, known: Option<&GroupFolder>) -> GroupFolder {
    let nothing = GroupFolder { id: listed.folder.id, size: None, front: None, swept_at: None, sweep: None };
    let known = known.copied().unwrap_or(nothing);
    // What this list does not tell stays as it was told before.
    GroupFolder { size: listed.folder.size.or(known.size), front: front(listed).or(known.front), ..known }
}

/// A fingerprint of the post at a folder's front.
#[must_use]
pub fn front(listed: &FolderListing) -> Option<u32> {
    listed.preview.first().map(|post| fingerprint(*post))
}

fn fingerprint(post: PostId) -> u32 {
    let (high, low) = post.0.as_u64_pair();
    let folded = crate::assign::mix(high ^ low.rotate_left(29));
    u32::try_from(folded >> 32).unwrap_or_default()
}

/// The folder whose re-read continues or begins: one under way, then one that was never read to its end, then the one for which that is longest ago. One
/// that is known to be empty needs none.
#[must_use]
pub fn next_to_sweep(folders: &HashMap<FolderId, GroupFolder>) -> Option<GroupFolder> {
    let worth = folders.values().filter(|folder| folder.size != Some(0));
    worth.min_by_key(|folder| (folder.sweep.is_none(), folder.swept_at, folder.id)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::post::Folder;
    use uuid::Uuid;

    const ID: FolderId = FolderId(Uuid::from_u128(7));

    fn at(second: i64) -> Timestamp {
        Timestamp::from_timestamp(second, 0).unwrap()
    }

    fn listed(size: Option<u32>, front: Option<u128>, newest: i64) -> FolderListing {
        let preview: Vec<PostId> = front.into_iter().map(|post| PostId(Uuid::from_u128(post))).collect();
        let folder = Folder { id: ID, name: "f".to_owned(), parent: None, size };
        FolderListing { folder, newest: (!preview.is_empty()).then(|| at(newest)), preview }
    }

    const LATER: Against = Against { baselined: true, since: Timestamp::UNIX_EPOCH, doubtful: false };

    #[test]
    fn a_folder_is_read_when_its_size_or_its_front_is_another_one() {
        let before = noted(&listed(Some(30), Some(1), 5), None);
        let of = |now: &FolderListing| look(now, Some(&before), LATER);
        assert_eq!(of(&listed(Some(30), Some(1), 5)), Look::Same);
        assert_eq!(of(&listed(Some(33), Some(1), 5)), Look::Changed(Some(3)));
        assert_eq!(of(&listed(Some(29), Some(1), 5)), Look::Changed(Some(0)));
        assert_eq!(of(&listed(Some(30), Some(2), 5)), Look::Changed(Some(0)), "one out, one in at the front");
        assert_eq!(of(&listed(None, Some(2), 5)), Look::Changed(None), "the list tells no size");
        assert_eq!(of(&listed(None, Some(1), 5)), Look::Same);
        assert_eq!(of(&listed(None, None, 5)), Look::Same, "it tells nothing at all");
    }

    #[test]
    fn what_a_list_does_not_tell_stays_as_it_was_told() {
        let before = noted(&listed(Some(30), Some(1), 5), None);
        assert_eq!(noted(&listed(None, None, 5), Some(&before)), before);
        let untold = noted(&listed(None, Some(1), 5), None);
        assert_eq!(untold.size, None);
        assert_eq!(look(&listed(Some(30), Some(1), 5), Some(&untold), LATER), Look::Same, "told for the first time");
    }

    #[test]
    fn in_the_first_poll_only_what_may_be_announced_is_read_and_later_every_new_folder_is() {
        let first = Against { baselined: false, since: at(100), ..LATER };
        assert_eq!(look(&listed(Some(900), Some(1), 99), None, first), Look::Same);
        assert_eq!(look(&listed(Some(900), Some(1), 100), None, first), Look::Changed(None));
        assert_eq!(look(&listed(Some(900), Some(1), 99), None, LATER), Look::Changed(Some(900)));
        assert_eq!(look(&listed(None, Some(1), 99), None, LATER), Look::Changed(None));
        for empty in [Some(0), None] {
            assert_eq!(look(&listed(empty, None, 0), None, LATER), Look::Same);
        }
    }

    #[test]
    fn after_a_loss_the_folders_with_recent_fronts_are_read() {
        let doubtful = Against { since: at(100), doubtful: true, ..LATER };
        let same = |newest| look(&listed(Some(3), Some(1), newest), Some(&noted(&listed(Some(3), Some(1), newest), None)), doubtful);
        assert_eq!((same(99), same(100)), (Look::Same, Look::Changed(Some(0))));
    }

    #[test]
    fn re_reads_go_round() {
        let folder = |n: u128, swept: Option<i64>, sweep: Option<u32>, size: u32| {
            let id = FolderId(Uuid::from_u128(n));
            (id, GroupFolder { id, size: Some(size), front: None, swept_at: swept.map(at), sweep })
        };
        let next =
            |folders: &[(FolderId, GroupFolder)]| next_to_sweep(&folders.iter().copied().collect()).map(|folder| folder.id.0.as_u128());
        let all = [folder(1, Some(50), None, 9), folder(2, Some(40), None, 9), folder(3, None, None, 9), folder(4, Some(60), Some(24), 9)];
        assert_eq!(next(&all), Some(4), "one under way");
        assert_eq!(next(&all[..3]), Some(3), "one that never was read");
        assert_eq!(next(&all[..2]), Some(2), "the one for which it is longest ago");
        assert_eq!(next(&[folder(1, None, None, 0)]), None, "an empty one");
        assert_eq!(next(&[]), None);
    }
}
