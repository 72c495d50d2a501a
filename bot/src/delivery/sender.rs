//! The sender: takes the lease, recovers what an earlier life left, works, and gives the lease back.

use super::announced::Announced;
use super::care::{lane, walk};
use super::conclude::give_back;
use super::context::{Context, Guard, Tuning};
use super::dispatch::Dispatch;
use super::error::Error;
use super::hint::{Handle, Hint};
use super::janitor;
use super::journal::Journal;
use super::judge::{Judge, Patience};
use super::life::Life;
use super::mentions::Mentions;
use super::publish;
use super::recover::{hand_over, outcomes, owner, tell_aside, unusable};
use super::register::Register;
use super::resume::{Resumed, resume};
use super::settle::{self, Job};
use super::status::StatusBoard;
use super::unrestricted::Unrestricted;
use crate::deps::{Deps, Options};
use crate::discord::limiter::Limiter;
use crate::discord::{Picture, Places, Rest};
use coordination::{Cache, Listener, topic};
use domain::episode::Episode;
use domain::id::NotificationId;
use domain::leadership::Term;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use store::leadership::{Candidate, Leadership, Waiting};
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// The sender. [`run`](Self::run) works until it is told to stop.
pub struct Sender {
    ctx: Arc<Context>,
    cache: Arc<dyn Cache>,
    leadership: Leadership,
    handle: Handle,
    hints: mpsc::Receiver<Hint>,
    settled: mpsc::UnboundedReceiver<Vec<NotificationId>>,
    settler: AbortOnDropHandle<()>,
    settler_stop: CancellationToken,
    leads: watch::Sender<bool>,
    /// The latest term; None while this process waits for the next.
    term: Option<Term>,
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
        let register = register.map_err(|error| unusable(&options.journal_dir, error))?;
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
            tended: parking_lot::Mutex::default(),
            unrestricted: Unrestricted::default(),
            announced: Announced::default(),
            erased: Notify::new(),
        };
        let cache = deps.cache.clone();
        // The owner is the same after a restart on the same journal, which only one process can hold: it takes its own lease back at once.
        let candidate = Candidate { owner, poll: ctx.tuning.poll(), clock: deps.clock.clone() };
        let leadership = deps.store.sender_leadership(candidate);
        let (settler, leads) = (AbortOnDropHandle::new(settler_task), watch::channel(false).0);
        Ok(Self { ctx: Arc::new(ctx), cache, leadership, handle, hints, settled, settler, settler_stop, leads, term: None })
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
        let waking = AbortOnDropHandle::new(tokio::spawn(wake_up(self.cache.clone(), wake.clone())));
        let cleaning = AbortOnDropHandle::new(tokio::spawn(janitor::run(self.ctx.clone())));
        let journal = self.ctx.journal.clone();
        let result = tokio::select! {
            result = self.lead(&stop, &wake) => result,
            error = journal.lost() => Err(error),
        };
        drop(cleaning);
        let was_active = *self.leads.borrow();
        let settled = tokio::time::timeout(Duration::from_secs(2), self.ctx.settler.flush()).await;
        if settled.is_err() {
            tracing::warn!(
                "the store did not take the last outcomes in time; the journal has them for the next start, and a standby takes over after some silent polls"
            );
        } else if was_active && self.ctx.journal.pending().await.is_ok_and(|(records, unreadable)| records.is_empty() && unreadable == 0) {
            match tokio::time::timeout(Duration::from_secs(1), self.ctx.register.close()).await {
                Ok(Ok(())) => {}
                _ => tracing::warn!("the store was not told that the bot ended in order; the next start takes it for one that did not"),
            }
        }
        self.settler_stop.cancel();
        if let Err(error) = (&mut self.settler).await {
            tracing::error!(%error, "the task that records outcomes ended abnormally; the journal has them for the next start");
        }
        if settled.is_ok() {
            self.release().await;
        }
        // Last: no process that uses the same journal leads by the same name before.
        self.ctx.journal.close().await;
        self.ctx.board.update(|status| status.lease_held = false);
        drop(waking);
        result
    }

    /// Gives the lease back once the store has every outcome: a standby that takes over at once would send again what it does not know of.
    async fn release(&self) {
        let released = self.leadership.release(self.term.as_ref());
        match tokio::time::timeout(Duration::from_secs(1), released).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the sender's lease was not given back; a standby takes it after some silent polls"),
            Err(_) => tracing::warn!("the sender's lease was not given back in time; a standby takes it after some silent polls"),
        }
    }

    /// Waits for the lease, works under it, and waits again when it is lost.
    async fn lead(&mut self, stop: &CancellationToken, wake: &Arc<Notify>) -> Result<(), Error> {
        let mut standby = Episode::default();
        while let Some(term) = self.acquire(stop, &standby).await {
            tracing::info!(epoch = term.epoch, "this process is the active sender");
            self.leads.send_replace(true);
            self.ctx.board.update(|status| {
                status.lease_held = true;
                status.failing = None;
            });
            let led = self.led(stop, term, wake).await;
            self.ctx.board.update(|status| status.lease_held = false);
            led?;
            if stop.is_cancelled() {
                return Ok(());
            }
            tracing::warn!("sender's lease lost; this process stops sending and stands by");
            standby = Episode::begun();
        }
        Ok(())
    }

    /// Waits for the lease; None: stopped before.
    async fn acquire(&mut self, stop: &CancellationToken, standby: &Episode) -> Option<Term> {
        let Self { ctx, leads, leadership, hints, settled, term, .. } = self;
        *term = None;
        let heard = |waiting| {
            match waiting {
                Waiting::Standby { .. } => {
                    // A standby needs no hints, but must not let them pile up. Those of a start are for this process.
                    while hints.try_recv().is_ok() {}
                    leads.send_replace(false);
                    if standby.begins() {
                        tracing::info!("another process is the active sender; this one stands by");
                    }
                }
                Waiting::Unreachable(error) => {
                    if ctx.board.error(format!("cannot poll the sender's lease: {error}")) {
                        tracing::warn!(%error, "cannot poll the sender's lease; nothing is sent until the store answers");
                    }
                    ctx.board.update(|status| status.failing = Some("the store cannot be reached".to_owned()));
                }
            }
            Ok::<_, Infallible>(())
        };
        let mut acquired = std::pin::pin!(leadership.acquire(heard));
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return None,
                Ok(acquired) = &mut acquired => {
                    *term = Some(acquired.clone());
                    return Some(acquired);
                }
                Some(_) = settled.recv() => {}
            }
        }
    }

    /// Works in this term, and keeps it.
    async fn led(&mut self, stop: &CancellationToken, term: Term, wake: &Arc<Notify>) -> Result<(), Error> {
        let life = Arc::new(Life::new(self.ctx.register.clone(), self.ctx.rest.clone()));
        let guard = Guard { stop: stop.child_token(), life, term };
        let keeping = AbortOnDropHandle::new(tokio::spawn(keep(self.ctx.clone(), self.leadership.clone(), guard.clone())));
        let worked = self.work(&guard, wake).await;
        drop(keeping);
        worked
    }

    async fn work(&mut self, guard: &Guard, wake: &Arc<Notify>) -> Result<(), Error> {
        let mut dispatch = Dispatch::new(self.ctx.clone(), guard.clone());
        if self.recover(guard, &mut dispatch).await? {
            let care = [true, false].map(|urgent| AbortOnDropHandle::new(tokio::spawn(lane::run(self.ctx.clone(), guard.clone(), urgent))));
            let walking = AbortOnDropHandle::new(tokio::spawn(walk::run(self.ctx.clone(), guard.clone())));
            let publishing = AbortOnDropHandle::new(tokio::spawn(publish::run(self.ctx.clone(), guard.clone())));
            dispatch.run(&mut self.hints, &mut self.settled, wake).await;
            drop((care, walking, publishing));
        }
        self.ctx.board.turns().rest();
        let leftover = dispatch.finish().await;
        // Another sender may have them by now; only one that stops while it holds the lease gives them back.
        if guard.term.is_valid() {
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
            let rows = loop {
                match self.ctx.store.notifications(&unknown.ids).await {
                    Ok(rows) => break rows,
                    Err(error) => {
                        if !self.waits(guard, &error).await {
                            return Ok(false);
                        }
                    }
                }
            };
            match resume(rows, unknown) {
                Resumed::Task(task) => dispatch.offer(*task),
                Resumed::Apart(outcomes) => self.ctx.settler.push(Job::Outcomes(outcomes)).await,
                Resumed::Over(records) => self.ctx.journal.ack(records).await?,
            }
        }
        tokio::select! {
            () = self.ctx.settler.flush() => {}
            () = &mut stopped => return Ok(false),
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

/// Beats until another sender has taken over, the term has run out, or the guard is cancelled.
async fn keep(ctx: Arc<Context>, leadership: Leadership, guard: Guard) {
    let trouble = Episode::default();
    loop {
        tokio::select! {
            () = tokio::time::sleep(ctx.tuning.beat()) => {}
            () = guard.stop.cancelled() => return,
        }
        match tokio::time::timeout(ctx.tuning.lease, leadership.beat(&guard.term)).await {
            Ok(Ok(true)) => {
                trouble.ends();
            }
            Ok(Ok(false)) => return guard.stop.cancel(),
            Ok(Err(error)) => {
                if trouble.begins() {
                    tracing::warn!(%error, "cannot renew the sender's lease; sending ends with it unless the store answers before");
                }
            }
            Err(_) => {}
        }
        if !guard.term.is_valid() {
            return guard.stop.cancel();
        }
    }
}

/// Turns hints of the cache into wake-ups.
async fn wake_up(cache: Arc<dyn Cache>, wake: Arc<Notify>) {
    let mut listener = Listener::start(cache, topic::NOTIFICATIONS).await;
    loop {
        listener.next().await;
        wake.notify_one();
    }
}
