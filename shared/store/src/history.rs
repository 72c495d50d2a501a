//! What is known of one post, its artist and the lists that are polled: for operators, and for a server that asks about its own. Each query follows
//! an index and has a limit.

use super::column::{Col, Wait};
use super::entity::{artist, notification, post, post_folder, retention, source};
use super::projection::rows::post_from;
use crate::artists::name_key;
use crate::error::StoreError;
use crate::handle::{BotStore, Handle, OpsStore};
use crate::patience::Reader;
use crate::read::Rows;
use crate::retention::What;
use crate::source_kind::SourceKind;
use crate::tried::{self, Attempt};
use domain::care::Cared;
use domain::clock::Timestamp;
use domain::explain::{Awaited, Fate, Row};
use domain::id::{ArtistId, ChannelId, GuildId, MessageId, PostId, WatchId};
use domain::notification::Hold;
use domain::post::Post;
use domain::verdict::Place;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

/// Rows of a list that are shown.
pub const SHOWN: u64 = 100;
/// The artist's latest posts, this number of them, are searched for one whose address is written otherwise.
const LATEST: u64 = 200;
/// Artists in one IN list.
const CHUNK: usize = 100;

/// What the projection knows of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostTrace {
    /// The post as events told it last.
    pub post: Post,
    /// When it was first seen; None: by a version that did not note it, or as part of a first poll.
    pub first_seen_at: Option<Timestamp>,
    /// It is gone from DeviantArt.
    pub removed: bool,
    /// When it was last confirmed gone.
    pub removed_at: Option<Timestamp>,
}

/// What became of a post for one watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationTrace {
    /// Its watch.
    pub watch: WatchId,
    /// Its server.
    pub guild: GuildId,
    /// Its channel.
    pub channel: ChannelId,
    /// What its state and reason say.
    pub fate: Fate,
    /// When the event was observed that it comes from.
    pub observed_at: Timestamp,
    /// When it was last released after it had been held, if it was.
    pub released_at: Option<Timestamp>,
    /// Attempts that failed.
    pub attempts: u32,
    /// The latest of them, the oldest first.
    pub tried: Vec<Attempt>,
    /// The message, once it is sent.
    pub message: Option<MessageId>,
    /// When the row last changed.
    pub updated_at: Timestamp,
    /// What was done to the message since, because its post changed.
    pub care: Option<Care>,
}

/// What was done last to a sent message because a post of it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Care {
    /// What.
    pub cared: Cared,
    /// Why, in words.
    pub note: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// What is known of an artist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtistTrace {
    /// The artist.
    pub id: ArtistId,
    /// The name that was told last.
    pub name: String,
    /// Why nothing of theirs can be seen, if so.
    pub vanished: Option<String>,
}

/// A list that is polled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceTrace {
    /// Whose list it is.
    pub artist: ArtistId,
    /// Which list.
    pub kind: SourceKind,
    /// Whether it was read as a whole once: what stood there before is not announced.
    pub baselined: bool,
    /// When it was polled last, a minute more or less.
    pub last_poll_at: Option<Timestamp>,
    /// When it is probably polled next, as of then.
    pub expected_at: Option<Timestamp>,
    /// Polls in a row that failed.
    pub failures: u32,
    /// The last failure in words.
    pub trouble: Option<String>,
}

/// What DeviantArt shows to everybody: the same for every server.
#[derive(Clone, Copy)]
pub struct History<'s>(&'s Reader);

impl OpsStore {
    /// What is known of posts, artists and lists.
    #[must_use]
    pub fn history(&self) -> History<'_> {
        History(self.read())
    }

    /// What became of a post, one row for each watch, at most [`SHOWN`].
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn notifications_of(&self, post: PostId) -> Result<Vec<NotificationTrace>, StoreError> {
        Ok(of_post(post).rows(self.read()).await?.into_iter().map(notification_trace).collect())
    }
}

impl BotStore {
    /// What is known of posts, artists and lists, for all who watch them.
    #[must_use]
    pub fn history(&self) -> History<'_> {
        History(self.read())
    }

    /// What became of a post in this guild, one row for each watch, at most [`SHOWN`].
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn notifications_in(&self, guild: GuildId, post: PostId) -> Result<Vec<NotificationTrace>, StoreError> {
        let here = of_post(post).filter(notification::Column::GuildId.eq(Col(guild)));
        Ok(here.rows(self.read()).await?.into_iter().map(notification_trace).collect())
    }
}

impl History<'_> {
    /// A post by its id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn post(self, id: PostId) -> Result<Option<PostTrace>, StoreError> {
        post::Entity::find_by_id(Col(id)).row(self.0).await?.map(trace).transpose()
    }

    /// The post of this artist at this address, or with this number at the end of its address.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn post_at(self, artist: ArtistId, url: &str, number: Option<&str>) -> Result<Option<PostTrace>, StoreError> {
        if let Some(exact) = at_address(artist, url).row(self.0).await? {
            return trace(exact).map(Some);
        }
        let Some(number) = number else { return Ok(None) };
        if let Some(shrunk) = match number.parse() {
            // Where an address has no number, 0 is kept.
            Ok(number) if number > 0 => of_number(artist, number).row(self.0).await?,
            _ => None,
        } {
            return trace(shrunk).map(Some);
        }
        let end = format!("-{number}");
        let latest = self.latest_posts(artist, LATEST).await?;
        Ok(latest.into_iter().find(|found| found.post.url.as_ref().is_some_and(|url| url.ends_with(&end))))
    }

    /// What became of posts before this may be gone; None: everything is there.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn forgotten(self) -> Result<Option<Timestamp>, StoreError> {
        let row = retention::Entity::find_by_id(What::Notifications.as_ref()).row(self.0).await?;
        Ok(row.map(|row| row.before.0))
    }

    /// The folders that a post is known to be in, at most [`SHOWN`].
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn places_of(self, post: PostId) -> Result<Vec<Place>, StoreError> {
        let rows = post_folder::Entity::find().filter(post_folder::Column::PostId.eq(Col(post))).limit(SHOWN);
        Ok(rows.rows(self.0).await?.into_iter().map(|row| Place { folder: row.folder_id.0, owner: row.owner_id.0 }).collect())
    }

    /// The latest posts of an artist.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn latest_posts(self, artist: ArtistId, limit: u64) -> Result<Vec<PostTrace>, StoreError> {
        latest(artist).limit(limit).rows(self.0).await?.into_iter().map(trace).collect()
    }

    /// An artist by id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn artist(self, id: ArtistId) -> Result<Option<ArtistTrace>, StoreError> {
        Ok(artist::Entity::find_by_id(Col(id)).row(self.0).await?.map(of_artist))
    }

    /// An artist by name; names are compared as DeviantArt compares them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn artist_called(self, name: &str) -> Result<Option<ArtistTrace>, StoreError> {
        Ok(called(name).row(self.0).await?.map(of_artist))
    }

    /// The lists of these artists that are polled, at most [`SHOWN`] for each.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn sources_of(self, artists: &[ArtistId]) -> Result<Vec<SourceTrace>, StoreError> {
        let mut found = Vec::new();
        for artists in artists.chunks(CHUNK) {
            found.extend(lists(artists).rows(self.0).await?.into_iter().map(of_source));
        }
        Ok(found)
    }
}

fn at_address(artist: ArtistId, url: &str) -> Select<post::Entity> {
    post::Entity::find().filter(post::Column::ArtistId.eq(Col(artist))).filter(post::Column::Url.eq(url)).limit(1)
}

/// A post that was shrunk keeps the number, not the address.
fn of_number(artist: ArtistId, number: u64) -> Select<post::Entity> {
    post::Entity::find().filter(post::Column::ArtistId.eq(Col(artist))).filter(post::Column::Shrunk.eq(Col(number))).limit(1)
}

fn latest(artist: ArtistId) -> Select<post::Entity> {
    post::Entity::find().filter(post::Column::ArtistId.eq(Col(artist))).order_by_desc(post::Column::PublishedAt)
}

fn of_post(post: PostId) -> Select<notification::Entity> {
    let rows = notification::Entity::find().filter(notification::Column::PostId.eq(Col(post)));
    rows.order_by_asc(notification::Column::Id).limit(SHOWN)
}

fn called(name: &str) -> Select<artist::Entity> {
    artist::Entity::find().filter(artist::Column::NameKey.eq(name_key(name))).limit(1)
}

fn lists(artists: &[ArtistId]) -> Select<source::Entity> {
    let rows = source::Entity::find().filter(source::Column::ArtistId.is_in(artists.iter().copied().map(Col)));
    let rows = rows.order_by_asc(source::Column::ArtistId).order_by_asc(source::Column::Kind);
    rows.limit(SHOWN * artists.len() as u64)
}

/// Tags that cannot be read are none: the rest is worth telling.
fn trace(mut row: post::Model) -> Result<PostTrace, StoreError> {
    if serde_json::from_str::<Vec<String>>(&row.tags).is_err() {
        row.tags = "[]".to_owned();
    }
    let removed = row.removed;
    let row = post_from(row)?;
    Ok(PostTrace { post: row.post, first_seen_at: row.first_seen_at, removed, removed_at: row.removed_at })
}

fn notification_trace(row: notification::Model) -> NotificationTrace {
    let awaited = match row.held_for {
        None | Some(Col(Wait::Hold(Hold::Channel))) => Awaited::Channel,
        Some(Col(Wait::Hold(Hold::Mature))) => Awaited::AgeRestriction,
        Some(Col(Wait::Paused)) => Awaited::Resumption,
    };
    let state = row.state.0.as_ref().map_or_else(String::as_str, |state| (*state).into_str());
    let fate = Fate::of(Row { state, reason: row.reason.as_deref(), due_at: row.due_at.0, awaited });
    let care = row.care.and_then(|care| care.0.ok()).zip(row.cared_at);
    let care = care.map(|(cared, at)| Care { cared, note: row.care_note, at: at.0 });
    NotificationTrace {
        watch: row.watch_id.0,
        guild: row.guild_id.0,
        channel: row.channel_id.0,
        fate,
        observed_at: row.observed_at.0,
        released_at: row.deliverable_at.map(Col::get),
        attempts: row.attempts.0,
        tried: tried::read(row.tried.as_deref()),
        message: row.message_id.map(Col::get),
        updated_at: row.updated_at.0,
        care,
    }
}

fn of_artist(row: artist::Model) -> ArtistTrace {
    ArtistTrace { id: row.id.0, name: row.name, vanished: row.vanished.filter(|_| !row.returned) }
}

fn of_source(row: source::Model) -> SourceTrace {
    SourceTrace {
        artist: row.artist_id.0,
        kind: row.kind.0,
        baselined: row.baselined,
        last_poll_at: row.last_poll_at.map(Col::get),
        expected_at: row.expected_at.map(Col::get),
        failures: row.failures.0,
        trouble: row.trouble,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::plan;
    use uuid::Uuid;

    #[tokio::test]
    async fn no_question_about_a_post_scans_or_sorts_a_table() {
        let store = crate::pool::Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let (artist, post) = (ArtistId(Uuid::nil()), PostId(Uuid::nil()));
        let of_post = of_post(post).filter(notification::Column::GuildId.eq(1));
        let plans = [
            plan(&store, &of_post).await,
            plan(&store, &latest(artist).limit(9)).await,
            plan(&store, &at_address(artist, "x")).await,
            plan(&store, &called("x")).await,
            plan(&store, &lists(&[artist, ArtistId(Uuid::max())])).await,
        ];
        for plan in plans {
            assert!(plan.starts_with("SEARCH") && !plan.contains("SCAN"), "{plan}");
        }
    }
}
