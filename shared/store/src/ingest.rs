//! What ingest reads and the one table that it writes: `source`.

use super::artists::{self, artist_ref};
use super::convert::{at, count, inconsistent, time, whole};
use super::entity::{artist, post, post_folder, source, watch};
use super::projection::rows::post_from;
use crate::error::StoreError;
use crate::handle::{Handle, IngestStore, OpsStore};
use crate::pool::Store;
use domain::clock::Timestamp;
use domain::id::{ArtistId, FolderId, PostId};
use domain::watch::{WatchedArtist, What};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{NullOrdering, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Ids in one IN list, and rows in one insert (eleven columns each, under SQLite's limit of 32,766 values).
const CHUNK: usize = 500;

/// What is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKind {
    /// `gallery/all` of a person.
    Gallery,
    /// `user/profile/posts`.
    Posts,
    /// One folder.
    Folder(FolderId),
    /// The profile and the folder list.
    Profile,
}

/// A polled source with what ingest learned about it. One row of `source`, keyed by (artist, kind).
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    pub artist: ArtistId,
    pub kind: SourceKind,
    /// The name to ask the API with.
    pub artist_name: String,
    /// Channels that want it.
    pub weight: u32,
    /// False until the first whole look: the baseline.
    pub baselined: bool,
    pub last_poll_at: Option<Timestamp>,
    pub next_poll_at: Option<Timestamp>,
    /// The folder's size when it was last read in full.
    pub folder_size: Option<u32>,
    /// Polls in a row that failed.
    pub failures: u32,
    /// The last failure in words, for moderators and operators.
    pub trouble: Option<String>,
    /// The schedule's learned state: opaque text of the schedule's own making.
    pub learned: Option<String>,
}

/// What the projection knows of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPost {
    pub post: domain::post::Post,
    pub removed: bool,
    /// The row's revision; 0 before the first event that has one.
    pub rev: u64,
    /// The folders it is known to be in.
    pub folders: Vec<FolderId>,
}

/// What the projection knows of an artist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownArtist {
    pub artist: domain::post::ArtistRef,
    pub kind: domain::post::ArtistKind,
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

impl SourceKind {
    /// The word in the store.
    fn word(self) -> String {
        match self {
            Self::Gallery => "gallery".to_owned(),
            Self::Posts => "posts".to_owned(),
            Self::Profile => "profile".to_owned(),
            Self::Folder(folder) => format!("folder:{folder}"),
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "gallery" => Self::Gallery,
            "posts" => Self::Posts,
            "profile" => Self::Profile,
            _ => Self::Folder(word.strip_prefix("folder:")?.parse().ok()?),
        })
    }
}

impl IngestStore {
    /// Every artist that at least one watch wants, with the union of what is wanted.
    pub async fn watched_artists(&self) -> Result<Vec<WatchedArtist>, StoreError> {
        let mut wanted = BTreeMap::<Uuid, Wanted>::new();
        let mut from = None::<Uuid>;
        loop {
            let page = watch::Entity::find().filter(watch::Column::Id.gt(from.unwrap_or(Uuid::nil()))).order_by_asc(watch::Column::Id);
            let rows = page.limit(1000).all(self.read()).await?;
            let Some(last) = rows.last() else { break };
            from = Some(last.id);
            for row in rows {
                wanted.entry(row.artist_id).or_default().add(row)?;
            }
        }
        let ids: Vec<Uuid> = wanted.keys().copied().collect();
        let mut names = HashMap::new();
        for chunk in ids.chunks(CHUNK) {
            let rows = artist::Entity::find().filter(artist::Column::Id.is_in(chunk.to_vec())).all(self.read()).await?;
            names.extend(rows.into_iter().filter(|row| !row.name.is_empty()).map(|row| (row.id, row.name)));
        }
        let finish = |(id, wanted): (Uuid, Wanted)| WatchedArtist {
            artist: ArtistId(id),
            name: names.remove(&id).unwrap_or(wanted.name.1),
            gallery: wanted.gallery,
            posts: wanted.posts,
            folders: wanted.folders.into_iter().map(|(id, name)| (FolderId(id), name)).collect(),
            channels: u32::try_from(wanted.channels.len()).unwrap_or(u32::MAX),
            // There is no entry without a watch; of one, the whole list would be read.
            since: time(wanted.since.unwrap_or_default()),
        };
        Ok(wanted.into_iter().map(finish).collect())
    }

    /// Every polled source.
    pub async fn sources(&self) -> Result<Vec<Source>, StoreError> {
        sources(&self.0).await
    }

    /// Inserts or replaces these rows.
    pub async fn save_sources(&self, sources: &[Source]) -> Result<(), StoreError> {
        use source::Column::{
            ArtistId as Artist, ArtistName, Baselined, Failures, FolderSize, Kind, LastPollAt, Learned, NextPollAt, Trouble, Weight,
        };
        // The same key twice in one statement is an error on PostgreSQL; the last one counts.
        let rows: BTreeMap<_, _> = sources.iter().map(|source| ((source.artist, source.kind), source_row(source))).collect();
        let rows: Vec<source::ActiveModel> = rows.into_values().collect();
        self.write(move |tx| {
            let rows = rows.clone();
            Box::pin(async move {
                for chunk in rows.chunks(CHUNK) {
                    let upsert = OnConflict::columns([Artist, Kind])
                        .update_columns([ArtistName, Weight, Baselined, LastPollAt, NextPollAt, FolderSize, Failures, Trouble, Learned])
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
                    source::Entity::delete_by_id((artist.0, kind.word())).exec(tx).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// The posts among these that the projection knows.
    pub async fn known_posts(&self, ids: &[PostId]) -> Result<HashMap<PostId, KnownPost>, StoreError> {
        let mut known = HashMap::new();
        for chunk in ids.chunks(CHUNK) {
            let chunk: Vec<Uuid> = chunk.iter().map(|id| id.0).collect();
            let rows = post::Entity::find().filter(post::Column::Id.is_in(chunk.clone())).filter(post::Column::FirstSeenAt.is_not_null());
            for row in rows.all(self.read()).await? {
                let removed = row.removed;
                let row = post_from(row)?;
                known.insert(row.post.id, KnownPost { post: row.post, removed, rev: row.rev.unwrap_or(0), folders: Vec::new() });
            }
            let places = post_folder::Entity::find().filter(post_folder::Column::PostId.is_in(chunk));
            for row in places.order_by_asc(post_folder::Column::FolderId).all(self.read()).await? {
                if let Some(post) = known.get_mut(&PostId(row.post_id)) {
                    post.folders.push(FolderId(row.folder_id));
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
            .filter(post::Column::ArtistId.eq(artist.0))
            .filter(post::Column::Removed.eq(false))
            .filter(post::Column::FirstSeenAt.is_not_null())
            // Said out loud: PostgreSQL would put those without a time first.
            .order_by_with_nulls(post::Column::PublishedAt, Order::Desc, NullOrdering::Last)
            .order_by_desc(post::Column::Id)
            .limit(u64::from(limit));
        let ids: Vec<Uuid> = rows.into_tuple().all(self.read()).await?;
        Ok(ids.into_iter().map(PostId).collect())
    }

    /// What the projection knows of an artist.
    pub async fn known_artist(&self, artist: ArtistId) -> Result<Option<KnownArtist>, StoreError> {
        let Some(row) = artist::Entity::find_by_id(artist.0).one(self.read()).await? else { return Ok(None) };
        let folders = artists::folders_of(&self.0, artist).await?;
        let vanished = row.vanished.clone().filter(|_| !row.returned);
        let (kind, vanish_epoch, rev) =
            (row.kind.parse().unwrap_or(domain::post::ArtistKind::Person), count(row.vanish_epoch), row.rev.map_or(0, whole));
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
    rows.all(store.read()).await?.into_iter().map(source_from).collect()
}

/// The union of the watches of one artist.
#[derive(Default)]
struct Wanted {
    /// Of the youngest watch.
    name: (i64, String),
    gallery: bool,
    posts: bool,
    folders: BTreeMap<Uuid, String>,
    channels: HashSet<i64>,
    /// The earliest of all watches.
    since: Option<i64>,
}

impl Wanted {
    fn add(&mut self, row: watch::Model) -> Result<(), StoreError> {
        let what: What = row.what.parse().map_err(|_| inconsistent("watch", "what", row.id, format!("unknown word {:?}", row.what)))?;
        if self.name.1.is_empty() || row.created_at > self.name.0 {
            self.name = (row.created_at, row.artist_name);
        }
        self.channels.insert(row.channel_id);
        self.since = Some(self.since.map_or(row.announce_from, |since| since.min(row.announce_from)));
        match row.folder_id {
            // A folder watch needs its folder only; which folder took a new post in is found by reading that.
            Some(folder) => {
                self.folders.insert(folder, row.folder_name.unwrap_or_default());
            }
            None => {
                self.gallery |= what.needs_gallery();
                self.posts |= what.needs_posts();
            }
        }
        Ok(())
    }
}

fn source_from(row: source::Model) -> Result<Source, StoreError> {
    let kind = SourceKind::parse(&row.kind)
        .ok_or_else(|| inconsistent("source", "kind", row.artist_id, format!("unknown word {:?}", row.kind)))?;
    Ok(Source {
        artist: ArtistId(row.artist_id),
        kind,
        artist_name: row.artist_name,
        weight: count(row.weight),
        baselined: row.baselined,
        last_poll_at: row.last_poll_at.map(time),
        next_poll_at: row.next_poll_at.map(time),
        folder_size: row.folder_size.map(count),
        failures: count(row.failures),
        trouble: row.trouble,
        learned: row.learned,
    })
}

fn source_row(source: &Source) -> source::ActiveModel {
    source::ActiveModel {
        artist_id: Set(source.artist.0),
        kind: Set(source.kind.word()),
        artist_name: Set(source.artist_name.clone()),
        weight: Set(i64::from(source.weight)),
        baselined: Set(source.baselined),
        last_poll_at: Set(source.last_poll_at.map(at)),
        next_poll_at: Set(source.next_poll_at.map(at)),
        folder_size: Set(source.folder_size.map(i64::from)),
        failures: Set(i64::from(source.failures)),
        trouble: Set(source.trouble.clone()),
        learned: Set(source.learned.clone()),
    }
}
