//! Which live rows are not what a fresh fold has: found a stretch of keys at a time, and made the same, or counted, a portion at a time. Neither
//! takes a transaction whose length depends on how much is stored.
//!
//! The comparison reads while the live projector folds on and the fresh tables stand still. A row that was the same then, and that no later event
//! touches, stays the same; so the fold that continues into the fresh tables notes what it touches ([`Unlike::touch`]). What is
//! noted is settled while both stand at one place.

use super::batch::Incoming;
use super::load;
use crate::column::Col;
use crate::entity::{artist, folder, post, post_folder};
use crate::error::StoreError;
use crate::handle::{Handle, ProjectionStore};
use crate::retention;
use domain::id::{ArtistId, FolderId};
use domain::post::SHORT_TITLE;
use sea_orm::sea_query::{
    Alias, CaseStatement, Expr, ExprTrait, Func, InsertStatement, JoinType, Order, Query, SelectStatement, UnionType,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, Iterable, QueryFilter, QuerySelect};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// Rows of each side that one statement compares.
const STRETCH: u64 = 4_000;
/// Keys of each table that one transaction settles.
const PORTION: usize = 1_000;
/// With this many keys, the comparison pauses until they are settled: what is in memory is bounded too.
const FULL: usize = 8 * PORTION;

/// A table, its fresh twin, and the column by which rows are compared and settled.
pub(super) struct Pair {
    pub live: &'static str,
    pub fresh: &'static str,
    pub key: &'static str,
    keys: Keys,
}

/// What the key of a table names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    Artists,
    Folders,
    Posts,
    Places,
}

/// The tables of a rebuild. Places come before their posts: those of a post that a snapshot has and nobody is served are found by it.
pub(super) static PAIRS: [Pair; 4] = [
    Pair { live: "artist", fresh: "fresh_artist", key: "id", keys: Keys::Artists },
    Pair { live: "folder", fresh: "fresh_folder", key: "id", keys: Keys::Folders },
    Pair { live: "post_folder", fresh: "fresh_post_folder", key: "post_id", keys: Keys::Places },
    Pair { live: "post", fresh: "fresh_post", key: "id", keys: Keys::Posts },
];

/// How far a walk through the tables of a rebuild has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    pair: usize,
    after: Uuid,
}

impl Cursor {
    /// The live table that it is in.
    #[must_use]
    pub fn table(self) -> &'static str {
        self.pair().map_or("", |pair| pair.live)
    }

    /// How much of that table's keys it has passed. Ids are spread evenly.
    #[must_use]
    pub fn percent(self) -> u8 {
        let passed = u16::from(self.after.as_bytes().first().copied().unwrap_or_default()) * 100 / 256;
        u8::try_from(passed).unwrap_or(100)
    }

    pub(super) fn pair(self) -> Option<&'static Pair> {
        PAIRS.get(self.pair)
    }

    /// The keys from here to `end`; None: all that are left.
    pub(super) fn until(self, key: &'static str, end: Option<Uuid>) -> Expr {
        let from = Expr::col(key).gte(self.after);
        end.map_or_else(|| from.clone(), |end| from.clone().and(Expr::col(key).lte(end)))
    }

    /// The same without the key that it stands at, which was there already.
    pub(super) fn behind_until(self, key: &'static str, end: Option<Uuid>) -> Expr {
        let until = self.until(key, end);
        if self.after.is_nil() { until } else { until.and(Expr::col(key).ne(self.after)) }
    }

    /// Behind that; None: nothing is left.
    pub(super) fn behind(self, end: Option<Uuid>) -> Option<Self> {
        let next = end.map_or(Self { pair: self.pair + 1, after: Uuid::nil() }, |after| Self { after, ..self });
        next.pair().map(|_| next)
    }

    /// The key of the row that is `rows` rows further on in this table; None: there are fewer.
    pub(super) async fn further(self, db: &impl ConnectionTrait, table: &'static str, rows: u64) -> Result<Option<Uuid>, StoreError> {
        let Some(pair) = self.pair() else { return Ok(None) };
        let mut select = Query::select();
        select.column(pair.key).from(table).and_where(Expr::col(pair.key).gt(self.after));
        select.order_by(pair.key, Order::Asc).limit(1).offset(rows - 1);
        Ok(db.query_one(&select).await?.map(|row| row.try_get("", pair.key)).transpose()?)
    }
}

/// Keys whose rows may differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unlike {
    artists: BTreeSet<Uuid>,
    folders: BTreeSet<Uuid>,
    posts: BTreeSet<Uuid>,
    /// Posts whose folders may differ.
    places: BTreeSet<Uuid>,
    /// Artists whose folders may differ, each of them.
    owners: BTreeSet<ArtistId>,
    /// Artists of whom something was left out. They are no keys.
    left_out: BTreeSet<ArtistId>,
}

impl Unlike {
    /// These entries are folded into the fresh tables, after the comparison began.
    pub fn touch(&mut self, entries: &[Incoming]) {
        let touched = load::touched(entries);
        self.artists.extend(touched.artists.iter().map(|id| id.0));
        self.posts.extend(touched.posts.iter().map(|id| id.0));
        self.places.extend(touched.posts.iter().map(|id| id.0));
        self.owners.extend(touched.profiled);
        let listed = entries.iter().filter_map(|entry| entry.event.as_ref().ok()?.event.parts().folders).flatten();
        self.folders.extend(listed.map(|folder| folder.id.0));
    }

    /// Something of these artists was left out of the fresh tables: the live rows stand for them.
    pub fn leave_out(&mut self, artists: impl IntoIterator<Item = ArtistId>) {
        self.left_out.extend(artists);
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.artists.len() + self.folders.len() + self.posts.len() + self.places.len() + self.owners.len()
    }

    /// Nothing is left to settle.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True: there are enough that some have to be settled before the search goes on.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.len() >= FULL
    }

    /// As many as one transaction settles.
    #[must_use]
    pub fn portion(&self) -> Self {
        let some = |keys: &BTreeSet<Uuid>| keys.iter().copied().take(PORTION).collect();
        let [artists, folders, posts, places] = [&self.artists, &self.folders, &self.posts, &self.places].map(some);
        Self { artists, folders, posts, places, owners: BTreeSet::new(), left_out: self.left_out.clone() }
    }

    /// These are settled.
    pub fn remove(&mut self, portion: &Self) {
        self.artists.retain(|key| !portion.artists.contains(key));
        self.folders.retain(|key| !portion.folders.contains(key));
        self.posts.retain(|key| !portion.posts.contains(key));
        self.places.retain(|key| !portion.places.contains(key));
    }

    /// Those of the keys whose rows, on either side, are of these artists or of those of whom something was left out.
    pub(super) async fn of_artists(&self, tx: &DatabaseTransaction, artists: &HashSet<ArtistId>) -> Result<Self, StoreError> {
        let mut found = Self::default();
        let artists: BTreeSet<Uuid> = artists.iter().chain(&self.left_out).map(|id| id.0).collect();
        if artists.is_empty() {
            return Ok(found);
        }
        found.artists = self.artists.intersection(&artists).copied().collect();
        let of = |table, owner, keys: &BTreeSet<Uuid>| {
            let mut select = Query::select();
            select.column("id").from(table).and_where(Expr::col("id").is_in(keys.iter().copied()));
            select.and_where(Expr::col(owner).is_in(artists.iter().copied())).take()
        };
        for (keys, tables, owner) in [
            (Keys::Folders, ["folder", "fresh_folder"], "owner_id"),
            (Keys::Posts, ["post", "fresh_post"], "artist_id"),
            (Keys::Places, ["post", "fresh_post"], "artist_id"),
        ] {
            for table in tables.into_iter().filter(|_| !self.of(keys).is_empty()) {
                let rows = tx.query_all(&of(table, owner, self.of(keys))).await?;
                found.add(keys, rows.iter().map(|row| row.try_get("", "id")).collect::<Result<_, _>>()?);
            }
        }
        Ok(found)
    }

    fn of(&self, keys: Keys) -> &BTreeSet<Uuid> {
        match keys {
            Keys::Artists => &self.artists,
            Keys::Folders => &self.folders,
            Keys::Posts => &self.posts,
            Keys::Places => &self.places,
        }
    }

    fn add(&mut self, keys: Keys, found: Vec<Uuid>) {
        match keys {
            Keys::Artists => self.artists.extend(found),
            Keys::Folders => self.folders.extend(found),
            Keys::Posts => self.posts.extend(found),
            Keys::Places => self.places.extend(found),
        }
    }
}

impl ProjectionStore {
    /// Compares some thousand rows behind `at` and adds the keys of those that only one side has. Where the next ones begin; None: these
    /// were the last. The fresh tables must stand still meanwhile; the live ones need not.
    ///
    /// # Errors
    /// The database failed.
    pub async fn compare_stretch(&self, at: Cursor, unlike: &mut Unlike) -> Result<Option<Cursor>, StoreError> {
        let (db, Some(pair)) = (self.read(), at.pair()) else { return Ok(None) };
        // Whichever side has its rows closer together.
        let ends = [at.further(db, pair.live, STRETCH).await?, at.further(db, pair.fresh, STRETCH).await?];
        let end = ends.into_iter().flatten().min();
        for sides in [(pair.live, pair.fresh), (pair.fresh, pair.live)] {
            unlike.add(pair.keys, one_sided(db, pair, sides, &at.until(pair.key, end)).await?);
        }
        Ok(at.behind(end))
    }

    /// Puts the folders of the artists that were profiled among the keys.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find_folders(&self, unlike: &mut Unlike) -> Result<(), StoreError> {
        // A folder that only the fresh tables have is one that the comparison finds, or that an event names.
        let owners: Vec<Col<ArtistId>> = unlike.owners.iter().copied().map(Col).collect();
        for owners in owners.chunks(PORTION) {
            let folders = folder::Entity::find().filter(folder::Column::OwnerId.is_in(owners.to_vec()));
            let ids: Vec<Col<FolderId>> = folders.select_only().column(folder::Column::Id).into_tuple().all(self.read()).await?;
            unlike.folders.extend(ids.into_iter().map(|id| id.0.0));
        }
        unlike.owners.clear();
        Ok(())
    }
}

/// The key of each row of the first table that is not the same in the second.
async fn one_sided(
    db: &impl ConnectionTrait,
    pair: &Pair,
    (here, there): (&'static str, &'static str),
    within: &Expr,
) -> Result<Vec<Uuid>, StoreError> {
    let shrinks = pair.keys == Keys::Posts && retention::shrunk_before(db).await?.is_some();
    let rows = |here, there| {
        let rows = all(pair, here).and_where(within.clone()).take();
        if shrinks { as_shrunk(rows, there) } else { rows }
    };
    let mut only_here = rows(here, there);
    only_here.union(UnionType::Except, rows(there, here));
    let mut select = Query::select();
    select.column(pair.key).from_subquery(only_here, "difference");
    let found = db.query_all(&select).await?;
    Ok(found.iter().map(|row| row.try_get("", pair.key)).collect::<Result<_, _>>()?)
}

/// Posts; of one that is shrunk here or there, only what is left then. When a post is shrunk depends on what else there is, so it is no difference.
fn as_shrunk(rows: SelectStatement, there: &'static str) -> SelectStatement {
    let small = || Expr::col(("here", post::Column::Shrunk)).is_not_null().or(Expr::col(("there", post::Column::Shrunk)).is_not_null());
    let mut select = Query::select();
    for column in post::Column::iter() {
        let whole = Expr::col(("here", column));
        let left = match column {
            post::Column::Title => Func::cust("substr").args([whole.clone(), Expr::val(1), Expr::val(SHORT_TITLE as i32)]).into(),
            _ if is_left(column) => whole.clone(),
            _ => Expr::cust("NULL"),
        };
        let value = if is_left(column) { whole } else { CaseStatement::new().case(small(), left).finally(whole).into() };
        select.expr_as(value, Alias::new(sea_orm::IdenStatic::as_str(&column)));
    }
    let same = Expr::col(("here", post::Column::Id)).equals(("there", post::Column::Id));
    select.from_subquery(rows, "here").join_as(JoinType::LeftJoin, there, "there", same);
    select
}

/// Whether a post that is shrunk has this as one that is whole ([`PostRow::shrink`](super::rows::PostRow::shrink)).
const fn is_left(column: post::Column) -> bool {
    use post::Column::{ArtistId, ContentRev, FirstSeenAt, Id, Kind, Locked, Mature, PublishedAt, Removed, Rev, TagsKnown};
    matches!(column, Id | ArtistId | Kind | PublishedAt | Mature | Locked | FirstSeenAt | Removed | Rev | ContentRev | TagsKnown)
}

/// How many rows of these keys only one side has: in the live table, in the fresh one, by table.
pub(super) async fn count(tx: &DatabaseTransaction, portion: &Unlike) -> Result<[(&'static str, u64, u64); PAIRS.len()], StoreError> {
    let mut counts = PAIRS.each_ref().map(|pair| (pair.live, 0, 0));
    for (pair, (_, live, fresh)) in PAIRS.iter().zip(&mut counts) {
        let Some(these) = these(pair, portion) else { continue };
        *live = one_sided(tx, pair, (pair.live, pair.fresh), &these).await?.len() as u64;
        *fresh = one_sided(tx, pair, (pair.fresh, pair.live), &these).await?.len() as u64;
    }
    Ok(counts)
}

/// Makes the live rows of these keys the same as the fresh ones.
pub(super) async fn carry_over(tx: &DatabaseTransaction, portion: &Unlike) -> Result<(), StoreError> {
    for pair in &PAIRS {
        let Some(these) = these(pair, portion) else { continue };
        // What later events touched is noted without a comparison; a row that is the same stays, and so does what is left out of one.
        let mut keys = one_sided(tx, pair, (pair.live, pair.fresh), &these).await?;
        keys.extend(one_sided(tx, pair, (pair.fresh, pair.live), &these).await?);
        if keys.is_empty() {
            continue;
        }
        let these = Expr::col(pair.key).is_in(keys);
        tx.execute(Query::delete().from_table(pair.live).and_where(these.clone())).await?;
        tx.execute(&insert(pair, pair.live, all(pair, pair.fresh).and_where(these).take())?).await?;
    }
    Ok(())
}

/// Makes the fresh rows of these keys the same as the live ones.
pub(super) async fn adopt(tx: &DatabaseTransaction, portion: &Unlike) -> Result<(), StoreError> {
    for pair in &PAIRS {
        let Some(these) = these(pair, portion) else { continue };
        tx.execute(Query::delete().from_table(pair.fresh).and_where(these.clone())).await?;
        tx.execute(&insert(pair, pair.fresh, all(pair, pair.live).and_where(these).take())?).await?;
    }
    Ok(())
}

/// The rows of this table that have these keys; None: there are no keys.
fn these(pair: &Pair, portion: &Unlike) -> Option<Expr> {
    let keys = portion.of(pair.keys);
    (!keys.is_empty()).then(|| Expr::col(pair.key).is_in(keys.iter().copied()))
}

fn all(pair: &Pair, table: &'static str) -> SelectStatement {
    let mut select = Query::select();
    select.columns(columns(pair.live).iter().map(Alias::new)).from(table);
    select
}

fn insert(pair: &Pair, into: &'static str, rows: SelectStatement) -> Result<InsertStatement, StoreError> {
    let mut insert = Query::insert();
    insert.into_table(into).columns(columns(pair.live).iter().map(Alias::new));
    insert.select_from(rows).map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
    Ok(insert)
}

/// The columns of one of [`PAIRS`], by its live table.
fn columns(table: &str) -> Vec<String> {
    fn names<E: EntityTrait>() -> Vec<String> {
        E::Column::iter().map(|column| sea_orm::IdenStatic::as_str(&column).to_owned()).collect()
    }
    match table {
        "artist" => names::<artist::Entity>(),
        "folder" => names::<folder::Entity>(),
        "post" => names::<post::Entity>(),
        _ => names::<post_folder::Entity>(),
    }
}
