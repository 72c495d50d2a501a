//! Listeners of another system whose server the bot is not in. They are kept aside, polled by nobody, until the bot is invited there; then they become
//! watches, unless they are older than what is kept.

use super::bot;
use super::bot_rows::folder_key;
use super::column::Col;
use super::entity::aside;
use super::refused;
use crate::bot::AddWatch;
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::projection::announced;
use crate::read::Rows;
use chrono::TimeDelta;
use domain::clock::{Timestamp, micros};
use domain::id::{GuildId, PostId, WatchId};
use domain::watch::{NewWatch, Pause, Ping, missed_since};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// Rows that one turn reads, or takes out.
const TURN: u64 = 100;
/// Watches that one turn makes, each in its own transaction: a slow store too gets through with so few before anybody loses patience.
const MADE: usize = 10;
/// Rows that are read at once to see whose listeners wait.
const PAGE: u64 = 500;
/// A digest is kept back for so long after the invitation: until then each of its artists was polled.
const DIGEST: TimeDelta = TimeDelta::minutes(15);

/// What a watch announces of the time before its server invited the bot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::AsRefStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Begins {
    /// Everything since the other system's last announcement, a week at most.
    All,
    /// The same, together.
    Digest,
    /// Nothing. A word that this version does not know means this.
    #[default]
    Nothing,
}

/// A listener that waits for its server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// The watch that becomes of it; its times are those of the invitation.
    pub wish: NewWatch,
    /// What of the time before is announced.
    pub begins: Begins,
    /// Up to when the other system announced; None: not known.
    pub since: Option<Timestamp>,
    /// Posts that the other system announced.
    pub announced: Vec<PostId>,
}

/// The answer to keeping a listener aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptAside {
    /// It waits.
    Kept,
    /// The same one waits already.
    There,
    /// The operator does not serve this guild or this artist.
    NotServed,
}

/// What became of the listeners that waited for a guild.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Invited {
    /// They are watches now.
    pub watches: u32,
    /// They still wait: the guild has as many watches as it may.
    pub waiting: u32,
    /// There are more to look at.
    pub more: bool,
}

impl BotStore {
    /// Keeps a listener aside until the bot is invited to its guild.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn keep_aside(&self, listener: &Aside, now: Timestamp) -> Result<KeptAside, StoreError> {
        let row = row(listener, now);
        self.write(move |tx| {
            let row = row.clone();
            Box::pin(async move {
                if refused::forbids(tx, row.guild_id.0, row.artist_id.0).await? {
                    return Ok(KeptAside::NotServed);
                }
                let there = OnConflict::columns([
                    aside::Column::GuildId,
                    aside::Column::ChannelId,
                    aside::Column::ArtistId,
                    aside::Column::FolderKey,
                    aside::Column::What,
                ]);
                let insert = aside::Entity::insert(row.into_active_model().reset_all()).on_conflict(there.clone().do_nothing().to_owned());
                let inserted = insert.exec_without_returning(tx).await?;
                Ok(if inserted > 0 { KeptAside::Kept } else { KeptAside::There })
            })
        })
        .await
    }

    /// Guilds behind `after` for which listeners wait, in order: a first part of them. None at all: there are no more.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn guilds_aside(&self, after: Option<GuildId>) -> Result<Vec<GuildId>, StoreError> {
        let mut rows = aside::Entity::find().select_only().column(aside::Column::GuildId);
        if let Some(after) = after {
            rows = rows.filter(aside::Column::GuildId.gt(Col(after)));
        }
        let rows = rows.order_by_asc(aside::Column::GuildId).limit(PAGE);
        let mut guilds: Vec<Col<GuildId>> = rows.into_tuple().all(self.read()).await?;
        guilds.dedup();
        Ok(guilds.into_iter().map(|guild| guild.0).collect())
    }

    /// The bot is in this guild: makes watches of some of the listeners that waited for it, at most until it has `limit`.
    ///
    /// # Errors
    /// When the store cannot be used; what was done stays.
    pub async fn take_from_aside(&self, guild: GuildId, limit: u32, now: Timestamp) -> Result<Invited, StoreError> {
        let rows = aside::Entity::find().filter(aside::Column::GuildId.eq(Col(guild))).limit(TURN).rows(self.read()).await?;
        let (mut invited, mut settled, full) = (Invited::default(), 0, rows.len() as u64 == TURN);
        for (number, row) in (1_u32..).zip(&rows) {
            if settled == MADE {
                invited.more = true;
                break;
            }
            let (listener, id) = (listener(row, now), WatchId::random());
            let row = row.clone();
            let answer = self
                .write(move |tx| {
                    let (listener, row) = (listener.clone(), row.clone());
                    Box::pin(async move { settle(tx, id, listener, row, (limit, now)).await })
                })
                .await?;
            match answer {
                Some(AddWatch::Added(_)) => invited.watches += 1,
                Some(AddWatch::TooMany { .. }) => {
                    invited.waiting = u32::try_from(rows.len()).unwrap_or(u32::MAX) - number + 1;
                    return Ok(invited);
                }
                Some(AddWatch::Duplicate(_) | AddWatch::NotServed) => {}
                // It stays for a version that does.
                None => continue,
            }
            settled += 1;
            // A turn that takes nothing away would be the same again.
            invited.more = full;
        }
        Ok(invited)
    }

    /// Takes out some of the listeners that have waited since before this. Returns how many went: 0: there are no more.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_aside(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let old = aside::Entity::find().filter(aside::Column::KeptAt.lt(Col(before)));
                let old = old.order_by_asc(aside::Column::KeptAt).limit(TURN).rows(tx).await?;
                let gone = old.len() as u64;
                for row in old {
                    row.delete(tx).await?;
                }
                Ok(gone)
            })
        })
        .await
    }
}

/// Makes the watch and removes what waited for it. None: it is not known what kinds of post were wanted.
async fn settle(
    tx: &DatabaseTransaction,
    id: WatchId,
    listener: Option<Aside>,
    row: aside::Model,
    (limit, now): (u32, Timestamp),
) -> Result<Option<AddWatch>, StoreError> {
    let Some(listener) = listener else { return Ok(None) };
    let answer = bot::add(tx, id, listener.wish, limit).await?;
    if let AddWatch::Added(watch) = &answer {
        announced::note(tx, watch, &listener.announced, now).await?;
    }
    if !matches!(answer, AddWatch::TooMany { .. }) {
        row.delete(tx).await?;
    }
    Ok(Some(answer))
}

fn row(listener: &Aside, now: Timestamp) -> aside::Model {
    let wish = &listener.wish;
    let announced: Vec<String> = listener.announced.iter().map(PostId::to_string).collect();
    aside::Model {
        guild_id: Col(wish.guild),
        channel_id: Col(wish.channel),
        artist_id: Col(wish.artist),
        folder_key: folder_key(wish),
        what: Col(Ok(wish.what)),
        artist_name: wish.artist_name.clone(),
        folder_id: wish.folder.as_ref().map(|(id, _)| Col(*id)),
        folder_name: wish.folder.as_ref().map(|(_, name)| name.clone()),
        mature: wish.mature,
        ping_role: wish.ping.map(|ping| Col(ping.role)),
        begins: listener.begins.as_ref().to_owned(),
        since: listener.since.map(Col),
        announced: announced.join(","),
        kept_at: Col(now),
    }
}

/// The watch as it begins at the invitation. None: this version does not know what kinds of post it wants.
fn listener(row: &aside::Model, now: Timestamp) -> Option<Aside> {
    let now = micros(now);
    let (begins, since) = (row.begins.parse().unwrap_or_default(), row.since.map(Col::get));
    let from = if begins == Begins::Nothing { now } else { missed_since(since, now) };
    let pause = Pause { since: now, until: Some(now + DIGEST) };
    let wish = NewWatch::new(row.guild_id.0, row.channel_id.0, row.artist_id.0, row.artist_name.clone(), now)
        .what(row.what.0.clone().ok()?)
        .folder(row.folder_id.map(|id| (id.0, row.folder_name.clone().unwrap_or_default())))
        .mature(row.mature)
        .ping(row.ping_role.map(|role| Ping { role: role.0, by_right: false }))
        .announce_from(from);
    let wish = NewWatch { paused: (begins == Begins::Digest).then_some(pause), ..wish };
    let announced = row.announced.split(',').filter_map(|id| id.parse().ok()).collect();
    Some(Aside { wish, begins, since, announced })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use domain::id::{ArtistId, ChannelId, RoleId};
    use domain::watch::What;
    use uuid::Uuid;

    const GUILD: GuildId = GuildId(1);

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_timestamp(1_700_000_000, 0).unwrap() + TimeDelta::hours(hours)
    }

    fn listener(number: u128, begins: Begins) -> Aside {
        let wish = NewWatch::new(GUILD, ChannelId(2), ArtistId(Uuid::from_u128(number)), "Somebody", at(0));
        let wish = wish.what(What::Deviations).mature(true).ping(Ping { role: RoleId(9), by_right: false });
        Aside { wish, begins, since: Some(at(-2_400)), announced: vec![PostId(Uuid::from_u128(5)), PostId(Uuid::from_u128(6))] }
    }

    async fn store() -> Store {
        let store = Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        store
    }

    #[tokio::test]
    async fn a_listener_waits_for_its_server_alone_and_begins_there_as_was_chosen() {
        let store = store().await;
        let bot = store.for_bot();
        for (number, begins) in [(1, Begins::All), (2, Begins::Digest), (3, Begins::Nothing)] {
            assert_eq!(bot.keep_aside(&listener(number, begins), at(0)).await.unwrap(), KeptAside::Kept);
            assert_eq!(bot.keep_aside(&listener(number, begins), at(1)).await.unwrap(), KeptAside::There);
        }
        assert_eq!(bot.take_from_aside(GuildId(7), 9, at(300)).await.unwrap(), Invited::default());
        assert_eq!(bot.guilds_aside(None).await.unwrap(), [GUILD]);
        assert_eq!(bot.guilds_aside(Some(GUILD)).await.unwrap(), []);
        assert_eq!(bot.watches(GUILD, None, 0, 9).await.unwrap().total, 0, "nobody polls for it");

        let invited = bot.take_from_aside(GUILD, 2, at(300)).await.unwrap();
        assert_eq!(invited, Invited { watches: 2, waiting: 1, more: false });
        assert_eq!(bot.take_from_aside(GUILD, 9, at(300)).await.unwrap(), Invited { watches: 1, ..Invited::default() });
        assert_eq!(bot.take_from_aside(GUILD, 9, at(300)).await.unwrap(), Invited::default(), "once");
        let mut watches = bot.watches(GUILD, None, 0, 9).await.unwrap().watches;
        watches.sort_by_key(|watch| watch.wish.artist);
        let from: Vec<_> = watches.iter().map(|watch| ((at(300) - watch.wish.announce_from).num_hours(), watch.wish.paused)).collect();
        let digest = Pause { since: at(300), until: Some(at(300) + DIGEST) };
        assert_eq!(from, [(168, None), (168, Some(digest)), (0, None)], "a week back at most");
        let [one, ..] = &watches[..] else { panic!("three") };
        assert_eq!((one.wish.mature, one.wish.ping.map(|ping| ping.role), one.wish.what), (true, Some(RoleId(9)), What::Deviations));
        let reasons = store.for_ops().pipeline_status().await.unwrap().reasons;
        assert_eq!(reasons.get("announced_before"), Some(&6));
    }

    #[tokio::test]
    async fn what_waits_is_erased_with_its_server_or_its_artist_and_after_its_time() {
        let store = store().await;
        let (bot, operator) = (store.for_bot(), store.for_operator());
        let keep = async |number| bot.keep_aside(&listener(number, Begins::All), at(0)).await.unwrap();
        keep(1).await;
        assert!(operator.holdings_of_guild(GUILD).await.unwrap().is_some(), "something is stored of it");
        assert!(operator.erase_guild(GUILD).await.unwrap());
        assert_eq!(bot.take_from_aside(GUILD, 9, at(1)).await.unwrap().watches, 0);

        keep(2).await;
        operator.erase_artist(ArtistId(Uuid::from_u128(2)), at(1)).await.unwrap();
        assert_eq!(bot.take_from_aside(GUILD, 9, at(1)).await.unwrap().watches, 0);
        assert_eq!(keep(2).await, KeptAside::NotServed);

        keep(3).await;
        assert_eq!(bot.forget_aside(at(0)).await.unwrap(), 0);
        assert_eq!(bot.forget_aside(at(1)).await.unwrap(), 1);
        assert_eq!(bot.take_from_aside(GUILD, 9, at(1)).await.unwrap().watches, 0);
    }
}
