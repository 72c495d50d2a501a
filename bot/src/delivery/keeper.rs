//! Does what `holds` says has to be done about broken channels, each action in its own task. Belongs to the active sender's loop.

use super::broken;
use super::context::{Context, Guard};
use super::hint::Hint;
use super::holds::{Action, Holds, Key, Report};
use super::notice;
use super::telling::Now;
use domain::id::{ChannelId, GuildId};
use std::sync::Arc;
use std::time::Duration;
use store::StoreError;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Hints that are remembered before the channels are known.
const EARLY: usize = 2_048;

pub(super) struct Keeper {
    ctx: Arc<Context>,
    guard: Guard,
    holds: Holds,
    /// Hints that came before the channels were known.
    early: Vec<Hint>,
    tasks: JoinSet<Report>,
}

impl Keeper {
    /// Begins to ask the store.
    pub fn start(ctx: Arc<Context>, guard: Guard) -> Self {
        let holds = Holds::new(ctx.tuning.clone());
        let mut keeper = Self { ctx, guard, holds, early: Vec::new(), tasks: JoinSet::new() };
        keeper.perform([Action::Load { after: Duration::ZERO }]);
        keeper
    }

    /// What is known of the broken channels.
    pub const fn holds(&self) -> &Holds {
        &self.holds
    }

    /// The next report; pending forever while nothing is being done.
    pub async fn next(&mut self) -> Report {
        loop {
            match self.tasks.join_next().await {
                Some(Ok(report)) => return report,
                Some(Err(error)) => tracing::error!(%error, "a task about held messages ended abnormally"),
                None => std::future::pending().await,
            }
        }
    }

    /// Waits for what is being done.
    pub async fn finish(&mut self) {
        while self.tasks.join_next().await.is_some() {}
    }

    /// Takes in a report. True: something may be due now.
    pub fn report(&mut self, report: Report) -> bool {
        let actions = self.holds.report(report, self.now());
        let due = self.perform(actions);
        if self.holds.ready() {
            std::mem::take(&mut self.early).into_iter().for_each(|hint| self.hint(hint));
        }
        due
    }

    /// Starts whatever is due now.
    pub fn mind(&mut self) {
        let actions = self.holds.due(self.now());
        self.perform(actions);
    }

    /// An attempt found that the channel does not take this.
    pub fn breaks(&mut self, (channel, hold): Key, guild: GuildId, reason: String) {
        let action = self.holds.breaks((channel, hold), guild, reason.clone(), self.now());
        if action.is_some() {
            tracing::warn!(%channel, %guild, ?hold, reason, "channel rejects messages; holding its notifications");
            self.ctx.board.error(format!("channel {channel}: {reason}"));
        }
        self.perform(action);
    }

    /// A notification of this channel is held by itself: nobody knows whether it was sent.
    pub fn unsure(&mut self, channel: ChannelId, guild: GuildId, reason: String) {
        self.holds.unsure(channel, guild, reason);
    }

    /// Something may have changed there.
    pub fn hint(&mut self, hint: Hint) {
        if !self.holds.ready() {
            if self.early.len() < EARLY {
                self.early.push(hint);
            }
            return;
        }
        let (ctx, now) = (self.ctx.clone(), self.now());
        let actions = self.holds.hint(hint, |guild, channel| ctx.places.picture().parent_of(guild, channel), now);
        self.perform(actions);
    }

    fn now(&self) -> Now {
        Now { at: self.ctx.clock.now(), instant: Instant::now() }
    }

    /// Starts these. True: something may be due now.
    fn perform(&mut self, actions: impl IntoIterator<Item = Action>) -> bool {
        let mut due = false;
        for action in actions {
            match action {
                Action::ReadDue => due = true,
                Action::ReadAgain(channel) => self.guard.life.read_again(channel),
                action => {
                    self.tasks.spawn(act(self.ctx.clone(), self.guard.clone(), action));
                }
            }
        }
        due
    }
}

async fn act(ctx: Arc<Context>, guard: Guard, action: Action) -> Report {
    let answered = |result: Result<(), StoreError>| result.inspect_err(|error| ctx.store_trouble(error)).is_ok();
    match action {
        Action::Load { after } => {
            tokio::time::sleep(after).await;
            Report::Loaded(broken::load(&ctx).await.inspect_err(|error| ctx.store_trouble(error)).ok())
        }
        Action::Hold { row, news } => {
            let key = (row.channel, row.hold);
            Report::Held { key, saved: answered(broken::hold(&ctx, &row, news).await) }
        }
        Action::Probe(key) => Report::Probed { key, probe: broken::probe(&ctx, key, &guard).await },
        Action::Heal(row) => {
            let key = (row.channel, row.hold);
            Report::Healed { key, healed: answered(broken::heal(&ctx, &row).await) }
        }
        Action::Tell(news) => {
            let told = notice::tell(&ctx, &news, &guard).await;
            Report::Told { news: Box::new(news), told }
        }
        Action::Sweep | Action::ReadAgain(_) | Action::ReadDue => {
            Report::Swept(broken::sweep(&ctx).await.inspect_err(|error| ctx.store_trouble(error)).ok())
        }
    }
}
