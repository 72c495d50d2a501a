//! What ingest reads and the one table that it writes: `source`.

use super::artists::{self, artist_ref};
use super::column::Col;
use super::entity::{artist, post, post_folder, source, watch};
use super::projection::rows::post_from;
use crate::error::StoreError;
pub use crate::group_folders::GroupFolder;
use crate::handle::{Handle, IngestStore, OpsStore};
use crate::pool::Store;
use crate::read::Rows;
pub use crate::source_kind::SourceKind;
use crate::{group_folders, learned};
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, FolderId, PostId, WatchId};
use domain::keep::FADES;
use domain::post::ArtistKind;
use domain::source::{Position, Rates};
use domain::watch::WatchedArtist;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{NullOrdering, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Ids in one IN list, and rows in one insert (twelve columns each, under SQLite's limit of 32,766 values).
const CHUNK: usize = 500;

/// A polled source with what ingest learned about it. One row of `source`, keyed by (artist, kind).
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Whose list it is.
    pub artist: ArtistId,
    /// Which list.
    pub kind: SourceKind,
    /// The name to ask the API with.
    pub artist_name: String,
    /// Channels that want it.
    pub weight: u32,
    /// False until the first whole poll: the baseline.
    pub baselined: bool,
    /// When it was polled last; None: never.
    pub last_poll_at: Option<Timestamp>,
    /// It rests until then; None: it is due when the schedule says so.
    pub next_poll_at: Option<Timestamp>,
    /// When the schedule probably polls it next; it only shows. None: nothing is known.
    pub expected_at: Option<Timestamp>,
    /// The folder's size when it was last read in full.
    pub folder_size: Option<u32>,
    /// Polls in a row that failed.
    pub failures: u32,
    /// The last failure in words, for moderators and operators.
    pub trouble: Option<String>,
    /// How far it was read. It moves only after the events of a poll were accepted.
    pub position: Position,
    /// How often something appears there, as of the last save; None: nothing is known.
    pub rates: Option<Rates>,
}

impl Source {
    fn is_known(&self) -> bool {
        self.kind != SourceKind::Later
    }
}

/// What the projection knows of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPost {
    /// The post as events told it last.
    pub post: domain::post::Post,
    /// It is gone from DeviantArt.
    pub removed: bool,
    /// Only what detection needs is left of it: see [`Post::shrunk`](domain::post::Post::shrunk).
    pub shrunk: bool,
    /// It is whole, and so old ([`FADES`]) that it may be shrunk before what is said of it now is folded.
    pub fades: bool,
    /// The row's revision; 0 before the first event that has one.
    pub rev: u64,
    /// The folders it is known to be in.
    pub folders: Vec<FolderId>,
}

/// What the projection knows of an artist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownArtist {
    /// Name and avatar.
    pub artist: domain::post::ArtistRef,
    /// Person or group.
    pub kind: domain::post::ArtistKind,
    /// The folders that the artist has now, in the artist's order.
    pub folders: Vec<domain::post::Folder>,
    /// Vanished now, and why.
    pub vanished: Option<String>,
    /// How often it vanished.
    pub vanish_epoch: u32,
    /// The row's revision; 0 before the first event that has one.
    pub rev: u64,
}

/// The trouble of a folder that its artist's list lacks and that its own gallery refuses; and the same after a second such poll.
pub const FOLDER_MISSING: &str = "the artist no longer has this folder";
/// See [`FOLDER_MISSING`].
pub const FOLDER_GONE: &str = "the artist no longer has this folder, as two polls in a row have found";

impl IngestStore {
    /// Every artist that at least one watch wants, with the union of what is wanted.
    pub async fn watched_artists(&self) -> Result<Vec<WatchedArtist>, StoreError> {
        let mut wanted = BTreeMap::<ArtistId, Wanted>::new();
        let mut from = WatchId(Uuid::nil());
        loop {
            let page = watch::Entity::find().filter(watch::Column::Id.gt(Col(from))).order_by_asc(watch::Column::Id);
            let rows = page.limit(1000).rows(self.read()).await?;
            let Some(last) = rows.last() else { break };
            from = last.id.0;
            for row in rows {
                wanted.entry(row.artist_id.0).or_insert_with(|| Wanted::beginning(&row)).add(row)?;
            }
        }
        let ids: Vec<_> = wanted.keys().copied().map(Col).collect();
        let mut known = HashMap::new();
        for chunk in ids.chunks(CHUNK) {
            let rows = artist::Entity::find().filter(artist::Column::Id.is_in(chunk.to_vec())).rows(self.read()).await?;
            known.extend(rows.into_iter().map(|row| (row.id.0, (row.name, row.kind.0))));
        }
        let finish = |(artist, wanted): (ArtistId, Wanted), (name, kind): (Option<String>, Option<ArtistKind>)| WatchedArtist {
            artist,
            name: name.filter(|name| !name.is_empty()).unwrap_or(wanted.name.1),
            gallery: wanted.gallery,
            posts: wanted.posts,
            group: wanted.group,
            folders: wanted.folders.into_iter().collect(),
            channels: u32::try_from(wanted.channels.len()).unwrap_or(u32::MAX),
            since: wanted.since,
            tags: wanted.tags,
            kind,
        };
        Ok(wanted
            .into_iter()
            .map(|wanted| (known.remove(&wanted.0).unzip(), wanted))
            .map(|(known, wanted)| finish(wanted, known))
            .collect())
    }

    /// Every polled source.
    ///
    /// Without those of a kind that a later version polls.
    pub async fn sources(&self) -> Result<Vec<Source>, StoreError> {
        Ok(sources(&self.0).await?.into_iter().filter(Source::is_known).collect())
    }

    /// The polled sources of these artists, as [`sources`](Self::sources) has them.
    pub async fn sources_of(&self, artists: &[ArtistId]) -> Result<Vec<Source>, StoreError> {
        let mut found = Vec::new();
        for chunk in artists.chunks(CHUNK) {
            let theirs = source::Entity::find().filter(source::Column::ArtistId.is_in(chunk.iter().copied().map(Col)));
            found.extend(theirs.rows(self.read()).await?.into_iter().map(source_from).filter(Source::is_known));
        }
        Ok(found)
    }

    /// Inserts or replaces these rows.
    pub async fn save_sources(&self, sources: &[Source]) -> Result<(), StoreError> {
        use source::Column::{
            ArtistId as Artist, ArtistName, Baselined, ExpectedAt, Failures, FolderSize, Kind, LastPollAt, Learned, NextPollAt, Trouble,
            Weight,
        };
        // The same key twice in one statement is an error on PostgreSQL; the last one counts.
        let rows: BTreeMap<_, _> = sources.iter().map(|source| ((source.artist, source.kind), source_row(source))).collect();
        let rows: Vec<source::ActiveModel> = rows.into_values().collect();
        self.write(move |tx| {
            let rows = rows.clone();
            Box::pin(async move {
                for chunk in rows.chunks(CHUNK) {
                    let upsert = OnConflict::columns([Artist, Kind])
                        .update_columns([
                            ArtistName, Weight, Baselined, LastPollAt, NextPollAt, ExpectedAt, FolderSize, Failures, Trouble, Learned,
                        ])
                        .to_owned();
                    source::Entity::insert_many(chunk.to_vec()).on_conflict(upsert).exec_without_returning(tx).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Forgets these sources.
    pub async fn delete_sources(&self, keys: &[(ArtistId, SourceKind)]) -> Result<(), StoreError> {
        let keys = keys.to_vec();
        self.write(move |tx| {
            let keys = keys.clone();
            Box::pin(async move {
                for (artist, kind) in keys {
                    source::Entity::delete_by_id((Col(artist), Col(kind))).exec(tx).await?;
                    if kind == SourceKind::Group {
                        group_folders::forget(tx, artist).await?;
                    }
                }
                Ok(())
            })
        })
        .await
    }

    /// The posts among these that the projection knows. `now`: by the clock that events are observed by.
    pub async fn known_posts(&self, ids: &[PostId], now: Timestamp) -> Result<HashMap<PostId, KnownPost>, StoreError> {
        let mut known = HashMap::new();
        for chunk in ids.chunks(CHUNK) {
            let chunk: Vec<_> = chunk.iter().copied().map(Col).collect();
            let rows = post::Entity::find().filter(post::Column::Id.is_in(chunk.clone())).filter(post::Column::FirstSeenAt.is_not_null());
            for row in rows.rows(self.read()).await? {
                let removed = row.removed;
                let row = post_from(row)?;
                let (shrunk, rev) = (row.shrunk.is_some(), row.rev.unwrap_or(0));
                let fades = !shrunk && now - row.content.at > FADES;
                known.insert(row.post.id, KnownPost { post: row.post, removed, shrunk, fades, rev, folders: Vec::new() });
            }
            let places = post_folder::Entity::find().filter(post_folder::Column::PostId.is_in(chunk));
            for row in places.order_by_asc(post_folder::Column::FolderId).rows(self.read()).await? {
                if let Some(post) = known.get_mut(&row.post_id.0) {
                    post.folders.push(row.folder_id.0);
                }
            }
        }
        Ok(known)
    }

    /// The ids of the artist's known, not removed posts, newest first: to notice what is missing from a page.
    pub async fn recent_posts(&self, artist: ArtistId, limit: u32) -> Result<Vec<PostId>, StoreError> {
        let rows = post::Entity::find()
            .select_only()
            .column(post::Column::Id)
            .filter(post::Column::ArtistId.eq(Col(artist)))
            .filter(post::Column::Removed.eq(false))
            .filter(post::Column::FirstSeenAt.is_not_null())
            // Said out loud: PostgreSQL would put those without a time first.
            .order_by_with_nulls(post::Column::PublishedAt, Order::Desc, NullOrdering::Last)
            .order_by_desc(post::Column::Id)
            .limit(u64::from(limit));
        let ids: Vec<Col<PostId>> = rows.into_tuple().all(self.read()).await?;
        Ok(ids.into_iter().map(Col::get).collect())
    }

    /// What the projection knows of an artist.
    pub async fn known_artist(&self, artist: ArtistId) -> Result<Option<KnownArtist>, StoreError> {
        let Some(row) = artist::Entity::find_by_id(Col(artist)).row(self.read()).await? else { return Ok(None) };
        let folders = artists::folders_of(&self.0, artist).await?;
        let vanished = row.vanished.clone().filter(|_| !row.returned);
        let (kind, vanish_epoch, rev) = (row.kind.0, row.vanish_epoch.0, row.rev.map_or(0, Col::get));
        Ok(Some(KnownArtist { artist: artist_ref(row), kind, folders, vanished, vanish_epoch, rev }))
    }
}

impl OpsStore {
    /// Every polled source.
    pub async fn sources(&self) -> Result<Vec<Source>, StoreError> {
        sources(&self.0).await
    }
}

async fn sources(store: &Store) -> Result<Vec<Source>, StoreError> {
    let rows = source::Entity::find().order_by_asc(source::Column::ArtistId).order_by_asc(source::Column::Kind);
    Ok(rows.rows(store.read()).await?.into_iter().map(source_from).collect())
}

/// The union of the watches of one artist.
struct Wanted {
    /// Of the youngest watch, and when that was added.
    name: (Timestamp, String),
    gallery: bool,
    posts: bool,
    group: bool,
    folders: BTreeMap<FolderId, String>,
    channels: HashSet<ChannelId>,
    /// The earliest of all watches.
    since: Timestamp,
    tags: bool,
}

impl Wanted {
    /// Nothing yet, before the first watch is added.
    fn beginning(first: &watch::Model) -> Self {
        Self {
            name: (first.created_at.0, first.artist_name.clone()),
            gallery: false,
            posts: false,
            group: false,
            folders: BTreeMap::new(),
            channels: HashSet::new(),
            since: first.announce_from.0,
            tags: false,
        }
    }

    fn add(&mut self, row: watch::Model) -> Result<(), StoreError> {
        let what = row.what.0.map_err(|word| StoreError::unknown_word("watch", "what", row.id.0, &word))?;
        if self.name.1.is_empty() || row.created_at.0 > self.name.0 {
            self.name = (row.created_at.0, row.artist_name);
        }
        self.channels.insert(row.channel_id.0);
        self.since = self.since.min(row.announce_from.0);
        self.tags |= row.filter.as_deref().is_some_and(domain::filter::may_need_tags)
            || row.template.as_deref().is_some_and(domain::template::may_need_tags);
        match row.folder_id {
            // A folder watch needs its folder only; which folder took a new post in is found by reading that.
            Some(folder) => {
                self.folders.insert(folder.0, row.folder_name.unwrap_or_default());
            }
            None if row.whole_group == Some(true) => self.group = true,
            None => {
                self.gallery |= what.needs_gallery();
                self.posts |= what.needs_posts();
            }
        }
        Ok(())
    }
}

fn source_from(row: source::Model) -> Source {
    let learned = learned::read(row.learned.as_deref());
    if let Some(error) = learned.unreadable {
        let (artist, source) = (row.artist_id.0, row.kind.0);
        tracing::warn!(%error, %artist, ?source, "the reading position of a source cannot be read; it begins again with the next poll");
    }
    Source {
        artist: row.artist_id.0,
        kind: row.kind.0,
        artist_name: row.artist_name,
        weight: row.weight.0,
        baselined: row.baselined,
        last_poll_at: row.last_poll_at.map(Col::get),
        next_poll_at: row.next_poll_at.map(Col::get),
        expected_at: row.expected_at.map(Col::get),
        folder_size: row.folder_size.map(Col::get),
        failures: row.failures.0,
        trouble: row.trouble,
        position: learned.position,
        rates: learned.rates,
    }
}

fn source_row(source: &Source) -> source::ActiveModel {
    source::ActiveModel {
        artist_id: Set(Col(source.artist)),
        kind: Set(Col(source.kind)),
        artist_name: Set(source.artist_name.clone()),
        weight: Set(Col(source.weight)),
        baselined: Set(source.baselined),
        last_poll_at: Set(source.last_poll_at.map(Col)),
        next_poll_at: Set(source.next_poll_at.map(Col)),
        expected_at: Set(source.expected_at.map(Col)),
        folder_size: Set(source.folder_size.map(Col)),
        failures: Set(Col(source.failures)),
        trouble: Set(source.trouble.clone()),
        learned: Set(learned::write(&source.position, source.rates)),
    }
}
