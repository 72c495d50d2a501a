//! Channels that take nothing, or nothing of some kind: what is held for them, when each is probed, what is kept to the end, and when a
//! guild is told. Belongs to the active sender's loop.

use super::Hint;
use super::broken::{self, Probe};
use super::context::{Context, Guard};
use super::notice::{self, News};
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId};
use domain::notification::Hold;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use store::StoreError;
use store::folders::GoneFolder;
use store::holds::{BrokenChannel, KeptInVain};
use tokio::task::JoinSet;
use tokio::time::Instant;

/// How often new notifications of broken channels are put aside.
const HOLD_EVERY: Duration = Duration::from_secs(30);
/// How often is looked for what nobody minds: held notifications of unknown channels, channels without any, what was kept to the end.
const SWEEP_EVERY: Duration = Duration::from_secs(300);
/// How long a guild that was told is not told again, of this channel or of another.
const TELL_EVERY: TimeDelta = TimeDelta::hours(24);
/// The wait before a guild that could not be told is tried again.
const TELL_RETRY: Duration = Duration::from_secs(30);
/// Hints that are remembered before the channels are known.
const EARLY: usize = 2_048;

/// A channel and what it does not take.
pub(super) type Key = (ChannelId, Hold);

/// What a job about held messages found.
pub(super) enum Done {
    Known(Result<Known, StoreError>),
    Held { key: Key, saved: Result<(), StoreError> },
    Probed { key: Key, probe: Probe },
    Healed { key: Key, result: Result<(), StoreError> },
    Told { news: Box<News>, done: bool },
    Swept(Result<Swept, StoreError>),
}

/// What the store knows at the beginning.
pub(super) struct Known {
    channels: Vec<BrokenChannel>,
    notices: HashMap<GuildId, Timestamp>,
}

/// What a sweep found.
pub(super) struct Swept {
    /// Held by somebody who ended before the channel was written down.
    forgotten: Vec<BrokenChannel>,
    /// Written down, with nothing left to hold.
    idle: Vec<Key>,
    vain: Vec<KeptInVain>,
    /// Watched folders that are gone and of which their guilds were not told.
    folders: Vec<GoneFolder>,
}

struct Trouble {
    row: BrokenChannel,
    /// A job about this channel runs.
    busy: bool,
    /// Something may have changed: probe as soon as allowed.
    hinted: bool,
    /// A probe found it broken long enough after it broke: the guild may be told.
    confirmed: bool,
    not_before: Instant,
    held_at: Instant,
}

impl Trouble {
    fn new(row: BrokenChannel, not_before: Instant) -> Self {
        Self { row, busy: false, hinted: false, confirmed: false, not_before, held_at: Instant::now() }
    }
}

/// What a guild has been told, and what it still has to hear.
struct Guild {
    told_at: Option<Timestamp>,
    busy: bool,
    not_before: Instant,
    vain: Vec<KeptInVain>,
    /// As the last sweep found them.
    folders: Vec<GoneFolder>,
}

impl Guild {
    fn new() -> Self {
        Self { told_at: None, busy: false, not_before: Instant::now(), vain: Vec::new(), folders: Vec::new() }
    }
}

pub(super) struct Holds {
    ctx: Arc<Context>,
    guard: Guard,
    /// None until the store told.
    known: Option<HashMap<Key, Trouble>>,
    /// Hints that came before that.
    early: Vec<Hint>,
    /// Since when a channel was broken whose guild was told, and when it was.
    told: HashMap<Key, (Timestamp, Timestamp)>,
    guilds: HashMap<GuildId, Guild>,
    /// Channels with notifications that are held although the channel takes messages, and why.
    unsure: HashMap<ChannelId, (GuildId, String)>,
    jobs: JoinSet<Done>,
    next_sweep: Instant,
}

impl Holds {
    /// Begins to ask the store.
    pub fn start(ctx: Arc<Context>, guard: Guard) -> Self {
        let mut holds = Self {
            ctx,
            guard,
            known: None,
            early: Vec::new(),
            told: HashMap::new(),
            guilds: HashMap::new(),
            unsure: HashMap::new(),
            jobs: JoinSet::new(),
            next_sweep: Instant::now(),
        };
        holds.ask(Duration::ZERO);
        holds
    }

    fn ask(&mut self, wait: Duration) {
        let ctx = self.ctx.clone();
        self.jobs.spawn(async move {
            tokio::time::sleep(wait).await;
            let known = async { Ok(Known { channels: ctx.store.broken_channels().await?, notices: ctx.store.guild_notices().await? }) };
            Done::Known(known.await)
        });
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

    /// The next job that ended; pending forever while there is none.
    pub async fn next(&mut self) -> Done {
        loop {
            match self.jobs.join_next().await {
                Some(Ok(done)) => return done,
                Some(Err(error)) => tracing::error!(%error, "a task about held messages ended abnormally"),
                None => std::future::pending().await,
            }
        }
    }

    /// Waits for the jobs that run.
    pub async fn finish(&mut self) {
        while self.jobs.join_next().await.is_some() {}
    }

    /// Takes in what a job found. True: something may be due now.
    pub fn handle(&mut self, done: Done) -> bool {
        match done {
            Done::Known(Ok(found)) => {
                self.learn(found);
                return true;
            }
            Done::Known(Err(error)) => {
                self.store_trouble(&error);
                self.ask(Duration::from_secs(1));
            }
            Done::Held { key, saved } => self.held(key, saved),
            Done::Probed { key, probe } => self.probed(key, probe),
            Done::Healed { key, result: Ok(()) } => {
                if let Some(known) = &mut self.known {
                    known.remove(&key);
                }
                return true;
            }
            Done::Healed { key, result: Err(error) } => {
                if let Some(trouble) = self.trouble(key) {
                    trouble.busy = false;
                    trouble.hinted = true;
                    trouble.not_before = Instant::now() + Duration::from_secs(2);
                }
                self.store_trouble(&error);
            }
            Done::Told { news, done } => self.told(*news, done),
            Done::Swept(Ok(swept)) => self.swept(swept),
            Done::Swept(Err(error)) => self.store_trouble(&error),
        }
        false
    }

    fn learn(&mut self, found: Known) {
        let now = Instant::now();
        for (guild, told_at) in found.notices {
            self.guilds.entry(guild).or_insert_with(Guild::new).told_at = Some(told_at);
        }
        let mut known = HashMap::new();
        for row in found.channels {
            let key = (row.channel, row.hold);
            if let Some(told_at) = row.told_at {
                self.told.insert(key, (row.since, told_at));
            }
            known.insert(key, Trouble::new(row, now));
        }
        self.known = Some(known);
        for hint in std::mem::take(&mut self.early) {
            self.hint(hint);
        }
    }

    /// A try found that the channel does not take this.
    pub fn breaks(&mut self, channel: ChannelId, guild: GuildId, hold: Hold, reason: String) {
        let (key, now, tell_after) = ((channel, hold), self.ctx.clock.now(), self.tell_after());
        let Some(known) = &mut self.known else { return };
        if hold != Hold::Channel && known.contains_key(&key) {
            // Written down already; only the message is new.
            return;
        }
        tracing::warn!(%channel, %guild, ?hold, reason, "a channel does not take messages: they are held");
        self.ctx.board.error(format!("channel {channel}: {reason}"));
        // A channel that breaks again soon never really healed: nobody is told again, and its probes stay rare.
        let told = self.told.get(&key).copied().filter(|(_, at)| now - *at < TELL_EVERY);
        let since = told.map_or(now, |(since, _)| since);
        let probe_at = match told {
            Some(_) => broken::next_probe(since, now, self.ctx.tuning.probe),
            None => now + tell_after,
        };
        let row = BrokenChannel { guild, channel, hold, reason, since, told_at: told.map(|(_, at)| at), probe_at };
        let not_before = Instant::now() + self.ctx.tuning.probe_gap;
        known.insert(key, Trouble::new(row, not_before));
        self.hold(key, true);
    }

    /// Writes the channel down and holds what waits.
    fn hold(&mut self, key: Key, news: bool) {
        let ctx = self.ctx.clone();
        let Some(trouble) = self.trouble(key) else { return };
        trouble.busy = true;
        let row = trouble.row.clone();
        self.jobs.spawn(async move { Done::Held { key, saved: broken::hold(&ctx, &row, news).await } });
    }

    fn held(&mut self, key: Key, saved: Result<(), StoreError>) {
        // A failure is tried again at the next turn of the slow timer.
        let look_every = self.ctx.tuning.look_every;
        let Some(trouble) = self.trouble(key) else { return };
        trouble.busy = false;
        trouble.held_at = Instant::now();
        if let Err(error) = saved {
            trouble.held_at = (trouble.held_at + look_every).checked_sub(HOLD_EVERY).unwrap_or(trouble.held_at);
            self.store_trouble(&error);
        }
    }

    /// Starts whatever is due now.
    pub fn mind(&mut self) {
        if self.known.is_none() {
            return;
        }
        self.sweep();
        self.mind_channels();
        self.mind_guilds();
    }

    fn sweep(&mut self) {
        let moment = Instant::now();
        if moment < self.next_sweep {
            return;
        }
        self.next_sweep = moment + SWEEP_EVERY;
        let ctx = self.ctx.clone();
        self.jobs.spawn(async move {
            let now = ctx.clock.now();
            let swept = async {
                let vain = broken::end_kept(&ctx).await?;
                let (forgotten, idle) = (ctx.store.forgotten_channels(now).await?, ctx.store.idle_channels().await?);
                for (channel, hold) in &idle {
                    ctx.store.delete_broken_channel(*channel, *hold).await?;
                }
                ctx.store.forget_returned_folders().await?;
                Ok(Swept { forgotten, idle, vain, folders: ctx.store.untold_folders().await? })
            };
            Done::Swept(swept.await)
        });
    }

    fn swept(&mut self, swept: Swept) {
        for one in swept.vain {
            self.guilds.entry(one.guild).or_insert_with(Guild::new).vain.push(one);
        }
        self.guilds.values_mut().for_each(|guild| guild.folders.clear());
        for gone in swept.folders {
            self.guilds.entry(gone.guild).or_insert_with(Guild::new).folders.push(gone);
        }
        for key in swept.idle {
            // A busy one broke again meanwhile, and writes itself down.
            if self.trouble(key).is_some_and(|trouble| !trouble.busy) {
                self.known.iter_mut().for_each(|known| drop(known.remove(&key)));
            }
        }
        self.remember(swept.forgotten);
    }

    /// Probed first: such a channel may be well again, and then nobody has to hear of it.
    fn remember(&mut self, rows: Vec<BrokenChannel>) {
        let Some(known) = &mut self.known else { return };
        let now = Instant::now();
        for row in rows {
            known.entry((row.channel, row.hold)).or_insert_with(|| {
                tracing::warn!(channel = %row.channel, guild = %row.guild, reason = row.reason, "notifications are held for a channel that was not written down; trying it");
                Trouble::new(row, now)
            });
        }
    }

    fn mind_channels(&mut self) {
        let (now, moment) = (self.ctx.clock.now(), Instant::now());
        let (mut probes, mut holds) = (Vec::new(), Vec::new());
        for (key, trouble) in self.known.iter().flatten().filter(|(_, trouble)| !trouble.busy) {
            if moment >= trouble.not_before && (trouble.hinted || trouble.row.probe_at <= now) {
                probes.push(*key);
            } else if moment >= trouble.held_at + HOLD_EVERY {
                holds.push(*key);
            }
        }
        for key in probes {
            let (ctx, guard) = (self.ctx.clone(), self.guard.clone());
            if let Some(trouble) = self.trouble(key) {
                (trouble.busy, trouble.hinted) = (true, false);
                trouble.not_before = moment + ctx.tuning.probe_gap;
            }
            self.jobs.spawn(async move { Done::Probed { key, probe: broken::probe(&ctx, key, &guard).await } });
        }
        for key in holds {
            self.hold(key, false);
        }
    }

    fn probed(&mut self, key: Key, probe: Probe) {
        let (ctx, now, tell_after) = (self.ctx.clone(), self.ctx.clock.now(), self.tell_after());
        let Some(trouble) = self.trouble(key) else { return };
        match probe {
            Probe::Healed => {
                let row = trouble.row.clone();
                self.jobs.spawn(async move { Done::Healed { key, result: broken::heal(&ctx, &row).await } });
            }
            Probe::Still(reason) => {
                trouble.row.reason = reason;
                trouble.confirmed = now - trouble.row.since >= tell_after;
                trouble.row.probe_at = broken::next_probe(trouble.row.since, now, ctx.tuning.probe);
                self.hold(key, false);
            }
            Probe::Unclear => {
                trouble.busy = false;
                trouble.row.probe_at = now + TimeDelta::seconds(30);
            }
        }
    }

    /// Tells each guild at most once a day, of all that it was not told of and that is sure. What broke with the first of them is waited for a
    /// while, to be told together.
    fn mind_guilds(&mut self) {
        let (now, moment, tell_after) = (self.ctx.clock.now(), Instant::now(), self.tell_after());
        let mut untold = HashMap::<GuildId, Vec<&Trouble>>::new();
        for trouble in self.known.iter().flat_map(HashMap::values).filter(|trouble| trouble.row.told_at.is_none()) {
            untold.entry(trouble.row.guild).or_default().push(trouble);
        }
        untold.retain(|_, troubles| {
            let waits = troubles.iter().any(|trouble| !trouble.confirmed);
            let late = troubles.iter().any(|trouble| trouble.confirmed && now - trouble.row.since >= tell_after * 3);
            troubles.retain(|trouble| trouble.confirmed);
            !troubles.is_empty() && (!waits || late)
        });
        let others = self.guilds.iter().filter(|(_, guild)| !guild.vain.is_empty() || !guild.folders.is_empty()).map(|(id, _)| *id);
        let wanted: HashSet<GuildId> = untold.keys().copied().chain(others).collect();
        let mut all_news = Vec::new();
        for id in wanted {
            let guild = self.guilds.entry(id).or_insert_with(Guild::new);
            if guild.busy || moment < guild.not_before || guild.told_at.is_some_and(|at| (now - at).abs() < TELL_EVERY) {
                continue;
            }
            guild.busy = true;
            let broken = untold.remove(&id).into_iter().flatten().map(|trouble| trouble.row.clone()).collect();
            let (vain, folders) = (std::mem::take(&mut guild.vain), guild.folders.clone());
            all_news.push(News { guild: id, told_at: guild.told_at, broken, vain, folders });
        }
        for news in all_news {
            let (ctx, guard) = (self.ctx.clone(), self.guard.clone());
            self.jobs.spawn(async move {
                let done = notice::tell(&ctx, &news, &guard).await;
                Done::Told { news: Box::new(news), done }
            });
        }
    }

    fn told(&mut self, news: News, done: bool) {
        let now = self.ctx.clock.now();
        let entry = self.guilds.entry(news.guild).or_insert_with(Guild::new);
        entry.busy = false;
        if !done {
            entry.not_before = Instant::now() + TELL_RETRY;
            entry.vain.extend(news.vain);
            return;
        }
        entry.told_at = Some(now);
        entry.folders.retain(|gone| news.folders.iter().all(|told| told.folder != gone.folder));
        for key in news.broken.iter().map(|row| (row.channel, row.hold)) {
            let Some(trouble) = self.trouble(key) else { continue };
            trouble.row.told_at = Some(now);
            let (since, busy) = (trouble.row.since, trouble.busy);
            self.told.insert(key, (since, now));
            if !busy {
                self.hold(key, false);
            }
        }
    }

    /// Something may have changed there.
    pub fn hint(&mut self, hint: Hint) {
        let Some(known) = &mut self.known else {
            if self.early.len() < EARLY {
                self.early.push(hint);
            }
            return;
        };
        for ((channel, _), trouble) in known.iter_mut() {
            trouble.hinted |= match hint {
                // A thread has its permissions and its age restriction from its parent.
                Hint::Channel(changed) => {
                    changed == *channel || self.ctx.places.picture().parent_of(trouble.row.guild, *channel) == Some(changed)
                }
                Hint::Guild(guild) => guild == trouble.row.guild,
            };
        }
        self.hint_unsure(hint);
    }

    /// A notification of this channel is held by itself: nobody knows whether it was sent.
    pub fn unsure(&mut self, channel: ChannelId, guild: GuildId, reason: String) {
        self.unsure.insert(channel, (guild, reason));
    }

    /// What is held by itself is tried again when the channel's permissions have changed: as after a channel that has healed.
    fn hint_unsure(&mut self, hint: Hint) {
        let meant = |channel: ChannelId, guild: GuildId| match hint {
            Hint::Channel(changed) => changed == channel,
            Hint::Guild(changed) => changed == guild,
        };
        let (now, changed) = (self.ctx.clock.now(), self.unsure.extract_if(|channel, (guild, _)| meant(*channel, *guild)));
        let row = |(channel, (guild, reason))| BrokenChannel {
            guild,
            channel,
            hold: Hold::Channel,
            reason,
            since: now,
            told_at: Some(now),
            probe_at: now,
        };
        let rows: Vec<BrokenChannel> = changed.map(row).collect();
        for row in &rows {
            self.guard.life.read_again(row.channel);
        }
        self.remember(rows);
    }

    fn tell_after(&self) -> TimeDelta {
        TimeDelta::from_std(self.ctx.tuning.tell_after).unwrap_or_default()
    }

    fn trouble(&mut self, key: Key) -> Option<&mut Trouble> {
        self.known.as_mut()?.get_mut(&key)
    }

    fn store_trouble(&self, error: &StoreError) {
        self.ctx.store_trouble(error);
    }
}
