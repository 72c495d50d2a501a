//! The shards of one client: starts them, lets those that live go on whatever becomes of one, asks Discord again when it wants more of them,
//! and tells people who is down.
//!
//! A new fleet begins beside the old one, and each old shard stays until all that share servers with it are up (documentation, "Sharding":
//! sessions of different counts may run side by side).

use super::budget::{Budget, Turn};
use super::deps::{Deps, Patience};
use super::error::Error;
use super::plan::{self, Plan};
use super::protocol::Refusal;
use super::report::{Happening, Report};
use super::roll::{Line, Roll};
use super::shard::Shard;
use super::troubles::Troubles;
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::retry::Doubling;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// A shard without a connection for so long is a trouble that people should hear of.
const TROUBLED: Duration = Duration::from_secs(45);
/// Until a shard starts again that Discord refused while others live.
const PAUSES: Doubling = Doubling::new(Duration::from_millis(500), Duration::from_secs(600));
/// Shards that are named one by one.
const NAMED: usize = 5;

/// Where shards go to work, and where they report.
pub(super) struct Crew {
    pub orders: mpsc::UnboundedSender<Shard>,
    pub reports: mpsc::Sender<Report>,
    /// Ends all of them.
    pub over: CancellationToken,
}

/// The shards.
pub(super) struct Fleet {
    deps: Deps,
    patience: Patience,
    crew: Crew,
    budget: Arc<Budget>,
    troubles: Troubles,
    url: String,
    roll: Roll,
    /// Discord is being asked how many shards it wants.
    asking: bool,
}

impl Fleet {
    /// Starts as many shards as are configured, or as Discord recommends.
    pub(super) fn start(deps: &Deps, patience: Patience, crew: Crew, plan: Plan, troubles: Troubles) -> Self {
        let budget = Arc::new(Budget::new(patience));
        let shards = deps.shards.map_or(plan.shards, |shards| u32::from(shards.get()).min(plan::SHARDS));
        let url = plan.url.clone();
        let mut fleet = Self { deps: deps.clone(), patience, crew, budget, troubles, url, roll: Roll::default(), asking: false };
        fleet.begin(shards, plan);
        fleet
    }

    fn begin(&mut self, shards: u32, plan: Plan) {
        self.budget.learn(shards, plan.concurrency, plan.limit);
        self.url = plan.url;
        for line in self.roll.begin(shards, &self.crew.over, Instant::now()) {
            self.work(line);
        }
        self.deps.board.shards(self.roll.up(), shards);
    }

    fn work(&self, line: Line) {
        let Some((id, total, stop)) = self.roll.shard(line) else { return };
        let (token, reports) = (self.deps.token.clone(), self.crew.reports.clone());
        let shard = Shard { line, id, total, url: self.url.clone(), token, patience: self.patience, reports, stop };
        // A client that is gone is noticed by its end.
        let _gone = self.crew.orders.send(shard);
    }

    /// Number and count of a shard.
    pub(super) fn numbers(&self, line: Line) -> Option<(u32, u32)> {
        self.roll.shard(line).map(|(number, of, _)| (number, of))
    }

    /// A shard asks for the right to begin a session. One of an earlier fleet has had its time.
    pub(super) fn permit(&self, line: Line, counted: bool, grant: oneshot::Sender<Turn>) {
        let Some((number, _, stop)) = self.roll.shard(line) else { return };
        if !self.roll.is_present(line) {
            stop.cancel();
            return;
        }
        let (budget, deps) = (Arc::clone(&self.budget), self.deps.clone());
        tokio::spawn(async move {
            let permit = async {
                // Discord's rest is everybody's.
                let _stopped = deps.places.rest().ready(&stop).await;
                budget.permit(&deps, number, counted).await
            };
            if let Some(turn) = stop.run_until_cancelled(permit).await {
                let _gone = grant.send(turn);
            }
        });
    }

    /// A shard got its turn.
    pub(super) fn let_in(&mut self, line: Line) {
        self.roll.let_in(line, Instant::now());
    }

    /// A shard ended without being told to, or because its time was over.
    ///
    /// # Errors
    /// When Discord refuses what all shards have in common, and none is left.
    pub(super) fn ended(&mut self, line: Line, refusal: Option<Refusal>) -> Result<(), Error> {
        self.deps.picture().lost(line);
        if !self.roll.is_present(line) {
            self.deps.picture().retire(line);
            self.roll.remove(line);
            return Ok(());
        }
        self.look();
        match refusal {
            // Discord takes the token and the intents of the others: a second witness, as for any verdict (docs/discord.md, section 2).
            Some(Refusal::Token) if !self.roll.any_up() => return Err(Error::InvalidToken),
            Some(Refusal::Intents) if !self.roll.any_up() => return Err(Error::Intents),
            Some(Refusal::Shape(4010 | 4011)) => self.ask(line),
            _ => {}
        }
        if let Some((shard, of)) = self.numbers(line) {
            tracing::warn!(shard, of, ?refusal, "a shard of Discord's gateway ended; it starts again after a pause, the others work");
        }
        self.roll.fell(line, Instant::now(), |falls| PAUSES.jittered(falls));
        Ok(())
    }

    /// Asks Discord again how many shards it wants.
    fn ask(&mut self, line: Line) {
        if std::mem::replace(&mut self.asking, true) {
            return;
        }
        let (deps, over, reports) = (self.deps.clone(), self.crew.over.clone(), self.crew.reports.clone());
        tokio::spawn(async move {
            let answer = plan::ask(&deps, &over).await;
            // Nobody listens once the client is over.
            let _over = over.run_until_cancelled(reports.send((line, Happening::Asked(Box::new(answer))))).await;
        });
    }

    /// What Discord answered. If it wants more shards, a new fleet begins.
    ///
    /// # Errors
    /// When it refuses the token, and no shard is left that it takes.
    pub(super) fn answered(&mut self, answer: Result<Plan, Error>) -> Result<(), Error> {
        self.asking = false;
        match answer {
            Ok(plan) if plan.shards > self.roll.of() => {
                tracing::warn!(shards = plan.shards, before = self.roll.of(), "Discord wants more shards; they begin beside the old ones");
                self.begin(plan.shards, plan);
            }
            Ok(plan) => self.budget.learn(self.roll.of(), plan.concurrency, plan.limit),
            Err(Error::InvalidToken) if !self.roll.any_up() => return Err(Error::InvalidToken),
            Err(error) => tracing::warn!(%error, "Discord did not say how many shards it wants; it is asked again"),
        }
        Ok(())
    }

    /// Looks who is there, and relieves old shards.
    pub(super) fn look(&mut self) {
        let picture = self.deps.picture();
        self.roll.look(Instant::now(), |line| picture.is_alive(line));
        self.roll.relieve();
    }

    /// Looks after all: starts those whose pause is over, tells people who is down.
    ///
    /// # Errors
    /// When none has had a session, or an answer to its heartbeats, for `limit`.
    pub(super) fn tend(&mut self, limit: Duration) -> Result<(), Error> {
        self.look();
        let now = Instant::now();
        if !self.asking {
            for line in self.roll.due(now) {
                self.work(line);
            }
        }
        let any = self.roll.any_up();
        let down = self.roll.down(now, TROUBLED.min(limit), !any);
        let words = words(&down, self.roll.of(), self.deps.clock.now());
        let (all, some) = if any { (None, words) } else { (words, None) };
        self.troubles.connection(all);
        self.troubles.shards(some);
        self.deps.board.shards(self.roll.up(), self.roll.of());
        if self.roll.dark_for(now) >= limit { Err(Error::Dead(limit)) } else { Ok(()) }
    }
}

/// Who is down, and since when the first one is.
fn words(down: &[(u32, Duration)], of: u32, now: Timestamp) -> Option<String> {
    let longest = down.iter().map(|(_, long)| *long).max()?;
    let since = TimeDelta::from_std(longest).map_or(now, |long| now - long).format("%H:%M");
    let mut names = String::new();
    for (place, (number, _)) in down.iter().take(NAMED).enumerate() {
        let comma = if place == 0 { "" } else { ", " };
        let _infallible = write!(names, "{comma}{number}");
    }
    if down.len() > NAMED {
        let _infallible = write!(names, " and {} more", down.len() - NAMED);
    }
    let (shards, have) = if down.len() == 1 { ("shard", "has") } else { ("shards", "have") };
    let first = if down.len() == 1 { "" } else { ", the first of them" };
    Some(format!("{shards} {names} of {of} of Discord's gateway {have} had no connection{first} since {since} UTC"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_hear_which_shards_are_down_and_since_when() {
        let now = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        assert_eq!(words(&[], 8, now), None);
        let one = words(&[(3, minutes(2))], 8, now).unwrap();
        assert_eq!(one, "shard 3 of 8 of Discord's gateway has had no connection since 22:11 UTC");
        let all: Vec<_> = (0..8).map(|number| (number, minutes(u64::from(number)))).collect();
        let many = words(&all, 8, now).unwrap();
        assert_eq!(
            many,
            "shards 0, 1, 2, 3, 4 and 3 more of 8 of Discord's gateway have had no connection, the first of them since 22:06 UTC"
        );
    }
}
