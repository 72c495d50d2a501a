//! The sender: takes the lease, recovers what an earlier life left, works, and gives the lease back.

use super::conclude::give_back;
use super::context::{Context, Guard, Tuning};
use super::dispatch::Dispatch;
use super::error::Error;
use super::hint::{Handle, Hint};
use super::journal::Journal;
use super::judge::{Judge, Patience};
use super::life::Life;
use super::mentions::Mentions;
use super::recover::{hand_over, outcomes, owner, tell_aside, unusable};
use super::register::Register;
use super::settle;
use super::status::StatusBoard;
use super::task::{Task, is_open};
use crate::deps::{Deps, Options};
use crate::discord::limiter::Limiter;
use crate::discord::{Picture, Places, Rest};
use coordination::{Cache, topic};
use domain::id::NotificationId;
use domain::notification::State;
use std::sync::Arc;
use std::time::Duration;
use store::lease::Lease;
use store::{BotStore, StoreError};
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

/// The name of the lease.
const LEASE: &str = "sender";

/// The sender. [`run`](Self::run) works until it is told to stop.
pub struct Sender {
    ctx: Arc<Context>,
    cache: Arc<dyn Cache>,
    /// The same after a restart on the same journal, which only one process can hold: its own lease is taken back at once.
    owner: Uuid,
    handle: Handle,
    hints: mpsc::Receiver<Hint>,
    settled: mpsc::UnboundedReceiver<Vec<NotificationId>>,
    settler: AbortOnDropHandle<()>,
    settler_stop: CancellationToken,
    leads: watch::Sender<bool>,
}

impl Sender {
    /// Opens the journal; sends nothing yet.
    ///
    /// # Errors
    /// When the journal cannot be used (another process has it, or it is damaged) or the token is impossible.
    pub async fn open(deps: &Deps, options: &Options, tuning: Tuning, board: StatusBoard) -> Result<Self, Error> {
        let limiter = Limiter::new(options.requests_per_second, tuning.ban_pause);
        let rest = Rest::new(&options.api_url, &options.token, limiter, tuning.request_timeout)?;
        let places = Places::new(rest.clone(), Picture::default());
        let journal = Journal::open(&options.journal_dir).await?;
        let owner = owner(&options.journal_dir).await?;
        let register = Register::open(deps.store.clone(), &options.journal_dir, owner).await;
        let register = register.map_err(|error| unusable(&options.journal_dir, &error))?;
        let (handle, hints) = Handle::channel();
        let (settled_tx, settled) = mpsc::unbounded_channel();
        let settler_stop = CancellationToken::new();
        let worker = settle::Worker {
            store: deps.store.clone(),
            journal: journal.clone(),
            register: register.clone(),
            clock: deps.clock.clone(),
            board: board.clone(),
            settled: settled_tx,
        };
        let (settler, settler_task) = settle::start(worker, settler_stop.clone());
        let ctx = Context {
            store: deps.store.clone(),
            clock: deps.clock.clone(),
            rest,
            places,
            journal,
            settler,
            board,
            mentions: Mentions::default(),
            judge: Judge::new(Patience { reject_after: tuning.reject_after, outage: tuning.outage }),
            tuning,
            register,
        };
        let cache = deps.cache.clone();
        let (settler, leads) = (AbortOnDropHandle::new(settler_task), watch::channel(false).0);
        Ok(Self { ctx: Arc::new(ctx), cache, owner, handle, hints, settled, settler, settler_stop, leads })
    }

    /// Whether this process is the active one, as far as anybody knows: from when it gets the lease until another one is seen to have
    /// it. A store that does not answer takes it from nobody.
    pub fn leads(&self) -> watch::Receiver<bool> {
        self.leads.subscribe()
    }

    /// For the gateway: where hints go.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// For the gateway: what is known of servers, and the client that asks for the rest.
    #[must_use]
    pub fn places(&self) -> Places {
        self.ctx.places.clone()
    }

    /// Works until `stop`: as the active sender whenever it has the lease. At a stop it finishes what is in flight, writes down the
    /// outcomes and gives the lease back.
    ///
    /// # Errors
    /// When the journal fails for good and the process should restart.
    pub async fn run(mut self, stop: CancellationToken) -> Result<(), Error> {
        let wake = Arc::new(Notify::new());
        let listener = AbortOnDropHandle::new(tokio::spawn(listen(self.cache.clone(), wake.clone(), stop.clone())));
        let journal = self.ctx.journal.clone();
        let result = tokio::select! {
            result = self.lead(&stop, &wake) => result,
            error = journal.lost() => Err(error),
        };
        let was_active = *self.leads.borrow();
        let settled = tokio::time::timeout(Duration::from_secs(2), self.ctx.settler.flush()).await;
        if settled.is_err() {
            tracing::warn!("the store did not take the last outcomes in time; the journal has them for the next start");
        } else if was_active && self.ctx.journal.pending().await.is_ok_and(|(records, unreadable)| records.is_empty() && unreadable == 0) {
            match tokio::time::timeout(Duration::from_secs(1), self.ctx.register.close()).await {
                Ok(Ok(())) => {}
                _ => tracing::warn!("the store was not told that the bot ended in order; the next start takes it for one that did not"),
            }
        }
        self.settler_stop.cancel();
        if let Err(error) = self.settler.await {
            tracing::error!(%error, "the task that records outcomes ended abnormally; the journal has them for the next start");
        }
        self.ctx.journal.close().await;
        let leases = self.ctx.store.leases();
        let released = leases.release_lease(LEASE, self.owner);
        match tokio::time::timeout(Duration::from_secs(1), released).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the sender's lease could not be given back, a standby waits until it expires"),
            Err(_) => tracing::warn!("the sender's lease could not be given back in time, a standby waits until it expires"),
        }
        self.ctx.board.update(|status| status.lease_held = false);
        drop(listener);
        result
    }

    /// Waits for the lease, works under it, and waits again when it is lost.
    async fn lead(&mut self, stop: &CancellationToken, wake: &Arc<Notify>) -> Result<(), Error> {
        let lease = self.ctx.tuning.lease;
        let mut standby = false;
        while !stop.is_cancelled() {
            let asked = self.ctx.clock.uptime();
            match ask(&self.ctx.store, self.owner, lease).await {
                Ok(Some(held)) => {
                    tracing::info!(epoch = held.epoch, "this process is the active sender");
                    self.leads.send_replace(true);
                    self.ctx.board.update(|status| {
                        status.lease_held = true;
                        status.failing = None;
                    });
                    let led = self.led(stop, asked, held.epoch, wake).await;
                    self.ctx.board.update(|status| status.lease_held = false);
                    led?;
                    if stop.is_cancelled() {
                        return Ok(());
                    }
                    tracing::warn!("sender's lease lost; this process stops sending and stands by");
                    standby = true;
                }
                Ok(None) => {
                    self.leads.send_replace(false);
                    if !standby {
                        tracing::info!("another process is the active sender, this one stands by");
                        standby = true;
                    }
                }
                Err(error) => {
                    if self.ctx.board.error(format!("the lease cannot be asked for: {error}")) {
                        tracing::warn!(%error, "the store does not tell about the sender's lease, nothing is sent until it does");
                    }
                    self.ctx.board.update(|status| status.failing = Some("the store cannot be reached".to_owned()));
                }
            }
            let pause = tokio::time::sleep(lease / 5);
            tokio::pin!(pause);
            loop {
                tokio::select! {
                    () = &mut pause => break,
                    () = stop.cancelled() => break,
                    // A standby needs no hints, but must not let them pile up.
                    Some(_) = self.hints.recv() => {}
                    Some(_) = self.settled.recv() => {}
                }
            }
        }
        Ok(())
    }

    /// Works under a lease that was asked for at this uptime, and keeps it.
    async fn led(&mut self, stop: &CancellationToken, asked: Duration, epoch: u64, wake: &Arc<Notify>) -> Result<(), Error> {
        let life = Arc::new(Life::new(self.ctx.register.clone(), self.ctx.rest.clone()));
        let guard = Guard::new(stop.child_token(), life, self.ctx.clock.clone());
        guard.renewed(asked, self.ctx.tuning.lease);
        let renewal = AbortOnDropHandle::new(tokio::spawn(renew(self.ctx.clone(), self.owner, epoch, guard.clone())));
        let worked = self.work(&guard, wake).await;
        drop(renewal);
        worked
    }

    async fn work(&mut self, guard: &Guard, wake: &Arc<Notify>) -> Result<(), Error> {
        let mut dispatch = Dispatch::new(self.ctx.clone(), guard.clone());
        if self.recover(guard, &mut dispatch).await? {
            dispatch.run(&mut self.hints, &mut self.settled, wake).await;
        }
        self.ctx.board.turns().rest();
        let leftover = dispatch.finish().await;
        // Another sender may have them by now; only one that stops while it holds the lease gives them back.
        if guard.valid() {
            for task in leftover {
                give_back(&self.ctx, task).await;
            }
        }
        Ok(())
    }

    /// Applies outcomes that the store may not have, and hands tries without outcome to the lanes before anything else. False:
    /// stopped before it was done.
    async fn recover(&self, guard: &Guard, dispatch: &mut Dispatch) -> Result<bool, Error> {
        let stopped = guard.stop.cancelled();
        tokio::pin!(stopped);
        // What this process itself has queued comes first, so that the journal's rest is an earlier life's.
        tokio::select! {
            () = self.ctx.settler.flush() => {}
            () = &mut stopped => return Ok(false),
        }
        if !self.begin(guard).await? {
            return Ok(false);
        }
        let found = tokio::select! {
            found = hand_over(&self.ctx.journal, &self.ctx.settler) => found?,
            () = &mut stopped => return Ok(false),
        };
        tokio::select! {
            () = self.ctx.settler.flush() => {}
            () = &mut stopped => return Ok(false),
        }
        for unknown in found.unknown {
            let due = loop {
                match self.ctx.store.notification(unknown.id).await {
                    Ok(due) => break due,
                    Err(error) => {
                        if !self.waits(guard, &error).await {
                            return Ok(false);
                        }
                    }
                }
            };
            match due {
                Some(due) if is_open(&due) => {
                    // The journal knows the time of the last doubt; the store may know of an earlier one. A row that is being sent may have its
                    // time from this try.
                    let earlier = due.doubt.filter(|doubt| due.state != State::Sending || doubt.time().is_some());
                    let mut task = Task::from_store(due);
                    task.doubt = Some(earlier.map_or(unknown.doubt, |earlier| earlier.min(unknown.doubt)));
                    task.records = unknown.records;
                    dispatch.offer(task);
                }
                _ => self.ctx.journal.ack(unknown.records).await?,
            }
        }
        Ok(true)
    }

    /// Counts this start, before the journal's outcomes make the store's newest. False: stopped before it was done.
    async fn begin(&self, guard: &Guard) -> Result<bool, Error> {
        let (records, unreadable) = self.ctx.journal.pending().await?;
        tell_aside(unreadable);
        let journal = outcomes(&records);
        while let Err(error) = guard.life.begin(&journal).await {
            if !self.waits(guard, &error).await {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Lets recovery wait for the store. False: stopped.
    async fn waits(&self, guard: &Guard, error: &(dyn std::error::Error + Sync)) -> bool {
        if self.ctx.board.error(format!("the store cannot be used: {error}")) {
            tracing::warn!(%error, "the store cannot be used, so that recovery waits");
        }
        guard.stop.run_until_cancelled(tokio::time::sleep(Duration::from_secs(1))).await.is_some()
    }
}

/// Takes or renews the lease by the store's time: senders on hosts whose clocks differ would take it from each other.
async fn ask(store: &BotStore, owner: Uuid, ttl: Duration) -> Result<Option<Lease>, StoreError> {
    let now = store.leases().now().await?;
    store.leases().lease(LEASE, owner, ttl, now).await
}

/// Keeps the lease until it is lost or the guard is cancelled.
async fn renew(ctx: Arc<Context>, owner: Uuid, epoch: u64, guard: Guard) {
    let lease = ctx.tuning.lease;
    loop {
        tokio::select! {
            () = tokio::time::sleep(lease / 5) => {}
            () = guard.stop.cancelled() => return,
        }
        let asked = ctx.clock.uptime();
        let renewed = tokio::time::timeout(lease, ask(&ctx.store, owner, lease)).await;
        match renewed {
            Ok(Ok(Some(held))) if held.epoch == epoch => guard.renewed(asked, lease),
            Ok(Ok(_)) => return guard.stop.cancel(),
            Ok(Err(error)) => {
                if ctx.board.error(format!("the lease cannot be renewed: {error}")) {
                    tracing::warn!(%error, "the sender's lease cannot be renewed");
                }
            }
            Err(_) => {}
        }
        if !guard.valid() {
            return guard.stop.cancel();
        }
    }
}

/// Turns hints of the cache into wake-ups, and subscribes again when the connection is lost.
async fn listen(cache: Arc<dyn Cache>, wake: Arc<Notify>, stop: CancellationToken) {
    let mut failed = false;
    while !stop.is_cancelled() {
        match cache.subscribe(topic::NOTIFICATIONS).await {
            Ok(mut hints) => {
                failed = false;
                loop {
                    tokio::select! {
                        hint = hints.next() => match hint {
                            Some(_) => wake.notify_one(),
                            None => break,
                        },
                        () = stop.cancelled() => return,
                    }
                }
            }
            Err(error) if !failed => {
                failed = true;
                tracing::warn!(%error, "no hints from the cache, looking for notifications every second");
            }
            Err(_) => {}
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            () = stop.cancelled() => {}
        }
    }
}
