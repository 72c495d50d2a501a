//! Which guilds have to hear of their channels, and when: each at most once a day, of all that is sure by then. Pure.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::id::GuildId;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use store::folders::GoneFolder;
use store::holds::{BrokenChannel, EndedHolds};
use tokio::time::Instant;

/// How long a guild that was told hears nothing more, of this channel or another.
const TELL_EVERY: TimeDelta = TimeDelta::hours(24);
/// The wait before a guild that could not be told is tried again.
const TELL_RETRY: Duration = Duration::from_secs(30);
/// A channel that is sure waits for others of its guild for at most this many times the wait before a guild is told.
const TOGETHER: i32 = 3;

/// The time by the host's clock, which the store keeps, and by a clock that only counts waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    pub at: Timestamp,
    pub instant: Instant,
}

/// What one message tells a guild.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct News {
    pub guild: GuildId,
    /// When it was last told.
    pub told_at: Option<Timestamp>,
    pub broken: Vec<BrokenChannel>,
    pub ended: Vec<EndedHolds>,
    /// Watched folders that are gone.
    pub folders: Vec<GoneFolder>,
}

/// What a guild has been told, and what it still has to hear.
#[derive(Default)]
struct Guild {
    told_at: Option<Timestamp>,
    /// It is being told.
    busy: bool,
    not_before: Option<Instant>,
    ended: Vec<EndedHolds>,
    /// As the last sweep found them.
    folders: Vec<GoneFolder>,
}

/// All guilds of which something is known.
#[derive(Default)]
pub(super) struct Guilds(HashMap<GuildId, Guild>);

impl Guilds {
    /// An earlier sender told it then.
    pub fn was_told(&mut self, guild: GuildId, at: Timestamp) {
        self.0.entry(guild).or_default().told_at = Some(at);
    }

    /// Nothing is known of it any more.
    pub fn erased(&mut self, guild: GuildId) {
        self.0.remove(&guild);
    }

    /// Messages were kept to the end.
    pub fn ended(&mut self, one: EndedHolds) {
        self.0.entry(one.guild).or_default().ended.push(one);
    }

    /// These watched folders are gone, and their guilds were not told.
    pub fn gone(&mut self, folders: Vec<GoneFolder>) {
        self.0.values_mut().for_each(|guild| guild.folders.clear());
        for gone in folders {
            self.0.entry(gone.guild).or_default().folders.push(gone);
        }
    }

    /// The guilds that the bot tells now. `untold`: broken channels of which nobody was told, and whether each is sure. What broke with the first of them is
    /// waited for a while, to be told together.
    pub fn due<'a>(&mut self, untold: impl Iterator<Item = (&'a BrokenChannel, bool)>, tell_after: TimeDelta, now: Now) -> Vec<News> {
        let mut broken = HashMap::<GuildId, Vec<(&BrokenChannel, bool)>>::new();
        for (row, sure) in untold {
            broken.entry(row.guild).or_default().push((row, sure));
        }
        broken.retain(|_, rows| {
            let all_sure = rows.iter().all(|(_, sure)| *sure);
            let late = rows.iter().any(|(row, sure)| *sure && now.at - row.since >= tell_after * TOGETHER);
            rows.retain(|(_, sure)| *sure);
            !rows.is_empty() && (all_sure || late)
        });
        let others = self.0.iter().filter(|(_, guild)| !guild.ended.is_empty() || !guild.folders.is_empty()).map(|(id, _)| *id);
        let wanted: HashSet<GuildId> = broken.keys().copied().chain(others).collect();
        let mut all_news = Vec::new();
        for id in wanted {
            let guild = self.0.entry(id).or_default();
            let lately = guild.told_at.is_some_and(|at| (now.at - at).abs() < TELL_EVERY);
            if guild.busy || lately || guild.not_before.is_some_and(|at| now.instant < at) {
                continue;
            }
            guild.busy = true;
            let broken = broken.remove(&id).into_iter().flatten().map(|(row, _)| row.clone()).collect();
            let (ended, folders) = (std::mem::take(&mut guild.ended), guild.folders.clone());
            all_news.push(News { guild: id, told_at: guild.told_at, broken, ended, folders });
        }
        all_news
    }

    /// What came of telling it: what was not told is told later.
    pub fn told(&mut self, news: &mut News, told: bool, now: Now) {
        let guild = self.0.entry(news.guild).or_default();
        guild.busy = false;
        if told {
            guild.told_at = Some(now.at);
            guild.folders.retain(|gone| news.folders.iter().all(|told| told.folder != gone.folder));
        } else {
            guild.not_before = Some(now.instant + TELL_RETRY);
            guild.ended.append(&mut news.ended);
        }
    }
}
