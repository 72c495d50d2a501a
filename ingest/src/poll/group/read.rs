//! Reading one folder of a group, from its front until what arrived there is found. How deep is bounded: a folder of a group may hold ten thousand
//! posts, and what is put into the midst of those is nothing that a reader of news waits for.

use crate::diff;
use crate::poll::context::Failure;
use crate::poll::folder::Reader;
use crate::poll::job::PAGE;
use deviantart::model::Listed;
use domain::clock::Timestamp;
use store::ingest::GroupFolder;

/// A folder is read down to here, and at its end.
pub(super) const DEPTH: u32 = 10 * PAGE;
/// A re-read begins so many posts before the place that it had come to: what left the folder meanwhile moved the rest up.
const OVERLAP: u32 = 6;

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hunt {
    /// Everything that the folder held before is known: each unknown post is an arrival. Else only one that may be announced counts.
    pub known_whole: bool,
    /// So many arrivals. None: that is not told.
    pub grown: Option<u32>,
    /// From when on posts may be announced.
    pub since: Timestamp,
}

/// Where the reading of a folder ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// At the folder's end: all of it is known.
    End,
    /// Where what was looked for had been found, or as deep as a folder is read.
    Enough,
    /// Before that: the re-read continues here.
    Rest(u32),
}

impl Hunt {
    /// Reads a folder with at most `left` requests.
    pub(super) async fn read(self, reader: &mut Reader<'_>, left: &mut u32) -> Result<Reached, Failure> {
        let mut at = 0;
        // While there is nothing but news.
        loop {
            let before = reader.items.len();
            let next = page(reader, at, left).await?;
            let Some(next) = next else { return Ok(Reached::End) };
            let news = reader.items.get(before..).unwrap_or_default().iter().all(|item| self.is_arrival(item, reader));
            at = next;
            if self.is_enough(reader) || self.grown.is_none() && !news || at >= DEPTH {
                return Ok(Reached::Enough);
            }
            if *left == 0 {
                return Ok(Reached::Rest(at));
            }
            if !news {
                break;
            }
        }
        let end = reader.size.saturating_sub(PAGE);
        if end > at {
            page(reader, end, left).await?;
        }
        while !self.is_enough(reader) && at < DEPTH && self.known_whole {
            if *left == 0 {
                return Ok(Reached::Rest(at));
            }
            match page(reader, at, left).await? {
                Some(next) => at = next,
                None => return Ok(Reached::End),
            }
        }
        let done = self.is_enough(reader) || at >= DEPTH;
        Ok(if done { Reached::Enough } else { Reached::Rest(at) })
    }

    fn is_arrival(self, item: &Listed, reader: &Reader<'_>) -> bool {
        let recent = item.post.published_at.is_none_or(|at| at >= self.since);
        (self.known_whole || recent) && diff::is_new_in(reader.folder, item.post.id, &reader.known)
    }

    fn is_enough(self, reader: &Reader<'_>) -> bool {
        let mut arrived: Vec<_> = reader.items.iter().filter(|item| self.is_arrival(item, reader)).map(|item| item.post.id).collect();
        arrived.sort_unstable();
        arrived.dedup();
        self.grown.is_some_and(|grown| arrived.len() >= usize::try_from(grown).unwrap_or(usize::MAX))
    }
}

/// The next page of a folder's re-read; returns where that leaves the folder.
pub(super) async fn sweep(reader: &mut Reader<'_>, folder: GroupFolder, now: Timestamp, left: &mut u32) -> Result<GroupFolder, Failure> {
    let from = folder.sweep.unwrap_or(0);
    let next = page(reader, from.saturating_sub(OVERLAP), left).await?.filter(|next| *next < DEPTH);
    let swept_at = if next.is_none() { Some(now) } else { folder.swept_at };
    Ok(GroupFolder { sweep: next, swept_at, ..folder })
}

async fn page(reader: &mut Reader<'_>, at: u32, left: &mut u32) -> Result<Option<u32>, Failure> {
    *left = left.saturating_sub(1);
    reader.page(at).await
}
