//! Channels that take nothing, or nothing of some kind: what is held for them, when each is probed, and when it works again. A state machine
//! without effects: what happened goes in, what has to be done comes out as [`Action`]s. `keeper` does it, and brings a [`Report`] of each.

use super::context::Tuning;
use super::hint::Hint;
use super::telling::{Guilds, News, Now};
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId};
use domain::notification::Hold;
use std::collections::HashMap;
use std::time::Duration;
use store::folders::GoneFolder;
use store::holds::{BrokenChannel, EndedHolds};
use tokio::time::Instant;

/// How often new notifications of broken channels are held too.
const HOLD_EVERY: Duration = Duration::from_secs(30);
/// How often is looked for what nobody minds: held notifications of unknown channels, channels without any, what was kept to the end.
const SWEEP_EVERY: Duration = Duration::from_secs(300);
/// The wait before the store is asked again which channels are broken.
const LOAD_RETRY: Duration = Duration::from_secs(1);
/// The wait before a channel that works again is healed in the store again.
const HEAL_RETRY: Duration = Duration::from_secs(2);
/// The wait after a probe to which Discord did not answer clearly.
const UNCLEAR_RETRY: TimeDelta = TimeDelta::seconds(30);
/// The longest wait between two probes.
const LONGEST: TimeDelta = TimeDelta::hours(6);
/// A channel that breaks again within this never really healed.
const RELAPSE: TimeDelta = TimeDelta::hours(24);

/// A channel and what it does not take.
pub(super) type Key = (ChannelId, Hold);

/// What has to be done.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Action {
    /// Ask the store what is known, after this wait.
    Load { after: Duration },
    /// Write the channel down and hold what waits for it. `news`: it has just broken.
    Hold { row: BrokenChannel, news: bool },
    /// Ask whether the channel takes messages again, without writing any.
    Probe(Key),
    /// Release what was held.
    Heal(BrokenChannel),
    /// Tell a guild.
    Tell(News),
    /// Look for what nobody minds.
    Sweep,
    /// Forget what is known of the channel's history.
    ReadAgain(ChannelId),
    /// Read what is due: there may be more of it now.
    ReadDue,
}

/// What a probe found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Probe {
    Healed,
    Still(String),
    /// Discord could not be asked.
    Unclear,
}

/// What came of an action. None and false: the store did not answer.
pub(super) enum Report {
    Loaded(Option<Known>),
    Held { key: Key, saved: bool },
    Probed { key: Key, probe: Probe },
    Healed { key: Key, healed: bool },
    Told { news: Box<News>, told: bool },
    Swept(Option<Swept>),
}

/// What the store knows at the beginning.
pub(super) struct Known {
    pub channels: Vec<BrokenChannel>,
    /// When each guild was last told.
    pub notices: HashMap<GuildId, Timestamp>,
}

/// What a sweep found.
pub(super) struct Swept {
    /// Held by a sender that ended before it wrote the channel down.
    pub forgotten: Vec<BrokenChannel>,
    /// Written down, with nothing left to hold.
    pub idle: Vec<Key>,
    pub ended: Vec<EndedHolds>,
    /// Watched folders that are gone, and of which their guilds were not told.
    pub folders: Vec<GoneFolder>,
}

/// A broken channel.
struct Trouble {
    row: BrokenChannel,
    /// An action about this channel is being done.
    busy: bool,
    /// Something may have changed: probe as soon as allowed.
    hinted: bool,
    /// A probe found it broken long enough after it broke: the guild may be told.
    confirmed: bool,
    not_before: Instant,
    held_at: Instant,
}

impl Trouble {
    const fn new(row: BrokenChannel, now: Instant, not_before: Instant) -> Self {
        Self { row, busy: false, hinted: false, confirmed: false, not_before, held_at: now }
    }
}

/// The broken channels, as far as the active sender knows.
pub(super) struct Holds {
    tuning: Tuning,
    /// None until the store has answered.
    known: Option<HashMap<Key, Trouble>>,
    /// Since when a channel was broken whose guild was told, and when it was.
    told: HashMap<Key, (Timestamp, Timestamp)>,
    guilds: Guilds,
    /// Channels with notifications that are held although the channel takes messages, and why.
    unsure: HashMap<ChannelId, (GuildId, String)>,
    next_sweep: Option<Instant>,
}

impl Holds {
    pub fn new(tuning: Tuning) -> Self {
        let (told, guilds, unsure) = (HashMap::new(), Guilds::default(), HashMap::new());
        Self { tuning, known: None, told, guilds, unsure, next_sweep: None }
    }

    /// Whether it is known which channels take nothing: before that nothing is sent.
    pub const fn ready(&self) -> bool {
        self.known.is_some()
    }

    /// How many channels do not take everything.
    pub fn count(&self) -> usize {
        self.known.as_ref().map_or(0, HashMap::len)
    }

    /// Whether this channel takes nothing at all.
    pub fn takes_nothing(&self, channel: ChannelId) -> bool {
        self.known.as_ref().is_some_and(|known| known.contains_key(&(channel, Hold::Channel)))
    }

    /// Channels that take nothing at all.
    pub fn closed(&self) -> impl Iterator<Item = ChannelId> + '_ {
        self.known.iter().flat_map(HashMap::keys).filter(|(_, hold)| *hold == Hold::Channel).map(|(channel, _)| *channel)
    }

    /// Takes in what came of an action.
    pub fn report(&mut self, report: Report, now: Now) -> Vec<Action> {
        match report {
            Report::Loaded(Some(known)) => self.learn(known, now),
            Report::Loaded(None) => vec![Action::Load { after: LOAD_RETRY }],
            Report::Held { key, saved } => {
                self.held(key, saved, now);
                Vec::new()
            }
            Report::Probed { key, probe } => self.probed(key, probe, now),
            Report::Healed { key, healed } => self.healed(key, healed, now),
            Report::Told { mut news, told } => {
                self.guilds.told(&mut news, told, now);
                let keys = news.broken.iter().map(|row| (row.channel, row.hold));
                if told { keys.filter_map(|key| self.noted(key, now)).collect() } else { Vec::new() }
            }
            Report::Swept(swept) => {
                swept.into_iter().for_each(|swept| self.swept(swept, now));
                Vec::new()
            }
        }
    }

    fn learn(&mut self, known: Known, now: Now) -> Vec<Action> {
        known.notices.into_iter().for_each(|(guild, at)| self.guilds.was_told(guild, at));
        let mut troubles = HashMap::new();
        for row in known.channels {
            let key = (row.channel, row.hold);
            if let Some(told_at) = row.told_at {
                self.told.insert(key, (row.since, told_at));
            }
            troubles.insert(key, Trouble::new(row, now.instant, now.instant));
        }
        self.known = Some(troubles);
        vec![Action::ReadDue]
    }

    /// An attempt found that the channel does not take this.
    pub fn breaks(&mut self, key: Key, guild: GuildId, reason: String, now: Now) -> Option<Action> {
        let ((channel, hold), known) = (key, self.known.as_mut()?);
        if hold != Hold::Channel && known.contains_key(&key) {
            // Written down already; only the message is new.
            return None;
        }
        // After a relapse nobody is told again, and probes stay rare.
        let told = self.told.get(&key).copied().filter(|(_, at)| now.at - *at < RELAPSE);
        let since = told.map_or(now.at, |(since, _)| since);
        let probe_at = match told {
            Some(_) => next_probe(since, now.at, self.tuning.probe),
            None => now.at + delta(self.tuning.tell_after),
        };
        let row = BrokenChannel { guild, channel, hold, reason, since, told_at: told.map(|(_, at)| at), probe_at };
        known.insert(key, Trouble::new(row, now.instant, now.instant + self.tuning.probe_gap));
        self.hold(key, true)
    }

    fn hold(&mut self, key: Key, news: bool) -> Option<Action> {
        let trouble = self.trouble(key)?;
        trouble.busy = true;
        Some(Action::Hold { row: trouble.row.clone(), news })
    }

    /// What could not be saved is tried again at the next turn of the slow timer.
    fn held(&mut self, key: Key, saved: bool, now: Now) {
        let retry = self.tuning.look_every;
        let Some(trouble) = self.trouble(key) else { return };
        trouble.busy = false;
        let held_at = if saved { Some(now.instant) } else { (now.instant + retry).checked_sub(HOLD_EVERY) };
        trouble.held_at = held_at.unwrap_or(now.instant);
    }

    /// What is due now.
    pub fn due(&mut self, now: Now) -> Vec<Action> {
        let Some(known) = &mut self.known else { return Vec::new() };
        let mut actions = Vec::new();
        if self.next_sweep.is_none_or(|at| now.instant >= at) {
            self.next_sweep = Some(now.instant + SWEEP_EVERY);
            actions.push(Action::Sweep);
        }
        for (key, trouble) in known.iter_mut().filter(|(_, trouble)| !trouble.busy) {
            if now.instant >= trouble.not_before && (trouble.hinted || trouble.row.probe_at <= now.at) {
                (trouble.busy, trouble.hinted) = (true, false);
                trouble.not_before = now.instant + self.tuning.probe_gap;
                actions.push(Action::Probe(*key));
            } else if now.instant >= trouble.held_at + HOLD_EVERY {
                trouble.busy = true;
                actions.push(Action::Hold { row: trouble.row.clone(), news: false });
            }
        }
        let untold = known.values().filter(|trouble| trouble.row.told_at.is_none()).map(|trouble| (&trouble.row, trouble.confirmed));
        actions.extend(self.guilds.due(untold, delta(self.tuning.tell_after), now).into_iter().map(Action::Tell));
        actions
    }

    fn probed(&mut self, key: Key, probe: Probe, now: Now) -> Vec<Action> {
        let (first, tell_after) = (self.tuning.probe, delta(self.tuning.tell_after));
        let Some(trouble) = self.trouble(key) else { return Vec::new() };
        match probe {
            Probe::Healed => return vec![Action::Heal(trouble.row.clone())],
            Probe::Still(reason) => {
                trouble.row.reason = reason;
                trouble.confirmed = now.at - trouble.row.since >= tell_after;
                trouble.row.probe_at = next_probe(trouble.row.since, now.at, first);
            }
            Probe::Unclear => {
                trouble.busy = false;
                trouble.row.probe_at = now.at + UNCLEAR_RETRY;
                return Vec::new();
            }
        }
        self.hold(key, false).into_iter().collect()
    }

    fn healed(&mut self, key: Key, healed: bool, now: Now) -> Vec<Action> {
        if healed {
            self.known.iter_mut().for_each(|known| drop(known.remove(&key)));
            return vec![Action::ReadDue];
        }
        if let Some(trouble) = self.trouble(key) {
            (trouble.busy, trouble.hinted) = (false, true);
            trouble.not_before = now.instant + HEAL_RETRY;
        }
        Vec::new()
    }

    /// The guild was told of this channel.
    fn noted(&mut self, key: Key, now: Now) -> Option<Action> {
        let trouble = self.trouble(key)?;
        trouble.row.told_at = Some(now.at);
        let (since, busy) = (trouble.row.since, trouble.busy);
        self.told.insert(key, (since, now.at));
        if busy { None } else { self.hold(key, false) }
    }

    fn swept(&mut self, swept: Swept, now: Now) {
        swept.ended.into_iter().for_each(|one| self.guilds.ended(one));
        self.guilds.gone(swept.folders);
        for key in swept.idle {
            // A busy one broke again meanwhile, and writes itself down.
            if self.trouble(key).is_some_and(|trouble| !trouble.busy) {
                self.known.iter_mut().for_each(|known| drop(known.remove(&key)));
            }
        }
        self.remember(swept.forgotten, now);
    }

    /// Such a channel is probed first: it may work again, and then nobody has to hear of it.
    fn remember(&mut self, rows: Vec<BrokenChannel>, now: Now) {
        let Some(known) = &mut self.known else { return };
        for row in rows {
            known.entry((row.channel, row.hold)).or_insert_with(|| Trouble::new(row, now.instant, now.instant));
        }
    }

    /// A notification of this channel is held by itself: nobody knows whether it was sent.
    pub fn unsure(&mut self, channel: ChannelId, guild: GuildId, reason: String) {
        self.unsure.insert(channel, (guild, reason));
    }

    /// Something may have changed there. `parent`: of a thread, which has its permissions and its age restriction from there.
    pub fn hint(&mut self, hint: Hint, parent: impl Fn(GuildId, ChannelId) -> Option<ChannelId>, now: Now) -> Vec<Action> {
        if let Hint::Erased(guild) = hint {
            self.erased(guild);
            return Vec::new();
        }
        for ((channel, _), trouble) in self.known.iter_mut().flatten() {
            trouble.hinted |= match hint {
                Hint::Channel(changed) => changed == *channel || parent(trouble.row.guild, *channel) == Some(changed),
                Hint::Guild(guild) | Hint::Erased(guild) => guild == trouble.row.guild,
                Hint::Unrestricted(..) => false,
            };
        }
        // What is held by itself is tried again too, as after a channel that has healed.
        let meant = |channel: ChannelId, guild: GuildId| match hint {
            Hint::Channel(changed) => changed == channel,
            Hint::Guild(changed) | Hint::Erased(changed) => changed == guild,
            Hint::Unrestricted(..) => false,
        };
        let changed = self.unsure.extract_if(|channel, (guild, _)| meant(*channel, *guild));
        let row = |(channel, (guild, reason))| {
            let (since, told_at, probe_at) = (now.at, Some(now.at), now.at);
            BrokenChannel { guild, channel, hold: Hold::Channel, reason, since, told_at, probe_at }
        };
        let rows: Vec<BrokenChannel> = changed.map(row).collect();
        let again = rows.iter().map(|row| Action::ReadAgain(row.channel)).collect();
        self.remember(rows, now);
        again
    }

    /// Nothing of this guild is held or told any more.
    fn erased(&mut self, guild: GuildId) {
        let of =
            |known: &HashMap<Key, Trouble>| known.iter().filter(|(_, trouble)| trouble.row.guild == guild).map(|(key, _)| *key).collect();
        let keys: Vec<Key> = self.known.as_ref().map(of).unwrap_or_default();
        for key in keys {
            self.known.iter_mut().for_each(|known| drop(known.remove(&key)));
            self.told.remove(&key);
        }
        self.unsure.retain(|_, (of, _)| *of != guild);
        self.guilds.erased(guild);
    }

    fn trouble(&mut self, key: Key) -> Option<&mut Trouble> {
        self.known.as_mut()?.get_mut(&key)
    }
}

/// When the bot probes a channel next that has been broken since `since`: waits grow with its age.
fn next_probe(since: Timestamp, now: Timestamp, first: Duration) -> Timestamp {
    let first = TimeDelta::from_std(first).unwrap_or(LONGEST);
    let wait = ((now - since) / 2).clamp(first.min(LONGEST), LONGEST);
    domain::clock::micros(now + wait)
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or_default()
}

#[cfg(test)]
#[path = "holds_tests.rs"]
mod tests;
