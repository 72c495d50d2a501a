//! Leading: of all processes that could do a kind of work, one does it. How it is decided: [`domain::leadership`].

use crate::entity::{lease, projection};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle, ProjectionStore};
use crate::pool::Store;
use crate::projection::{LIVE, parked};
use crate::seat::{self, Claim, FRESH, Sight};
use domain::clock::{Clock, SystemClock};
use domain::id::LogId;
use domain::leadership::{Observation, Sign, Term};
use sea_orm::DatabaseTransaction;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// The lease of the process that sends.
const SENDER: &str = "sender";

/// What only one process may do at a time.
#[derive(Clone, Copy, Debug)]
enum Seat {
    Lease(&'static str),
    /// The first claim ever binds the projection to this log, folded from this offset on.
    Projection {
        log: LogId,
        first: u64,
    },
}

/// Who would lead.
#[derive(Clone)]
pub struct Candidate {
    /// Whose name the row gets. The same name takes back at once what it has.
    pub owner: Uuid,
    /// The time between two polls of a standby. All processes must have the same; an owner beats at least every second poll.
    pub poll: Duration,
    /// For its uptime, by which the owner's right ends.
    pub clock: Arc<dyn Clock>,
}

/// Why a candidate does not lead yet.
#[derive(Debug)]
pub enum Waiting {
    /// Another process leads, or died not long ago.
    Standby {
        /// It has beaten since the last poll.
        beating: bool,
    },
    /// The store did not answer.
    Unreachable(StoreError),
}

/// A candidate for one kind of work. Cheap to clone.
#[derive(Clone)]
pub struct Leadership {
    store: Store,
    seat: Seat,
    candidate: Candidate,
}

impl BotStore {
    /// For a process that would send messages.
    #[must_use]
    pub fn sender_leadership(&self, candidate: Candidate) -> Leadership {
        Leadership { store: self.store().clone(), seat: Seat::Lease(SENDER), candidate }
    }
}

impl ProjectionStore {
    /// For a process that would fold. The first claim ever binds the projection to `log`, folded from `first` on.
    #[must_use]
    pub fn projector_leadership(&self, log: LogId, first: u64, candidate: Candidate) -> Leadership {
        Leadership { store: self.store().clone(), seat: Seat::Projection { log, first }, candidate }
    }

    /// For a process that would use the fresh tables, to rebuild or to verify.
    #[must_use]
    pub fn fresh_leadership(&self, candidate: Candidate) -> Leadership {
        Leadership { store: self.store().clone(), seat: Seat::Lease(FRESH), candidate }
    }
}

/// The projection in the hands of a command that works on it for a moment.
pub struct Seized {
    /// The log that it is folded from, and where it stands in that.
    pub log: LogId,
    /// The offset that is folded next.
    pub next_offset: u64,
    /// The fencing token of every write.
    pub epoch: u64,
    term: Term,
    leadership: Leadership,
}

impl Seized {
    /// Gives it back: a projector that was fenced off takes over at once.
    ///
    /// # Errors
    /// The database failed.
    pub async fn release(self) -> Result<(), StoreError> {
        self.leadership.release(Some(&self.term)).await
    }
}

impl ProjectionStore {
    /// Takes the projection, whichever process has it. The first claim ever binds it to `log`, folded from `first` on.
    ///
    /// # Errors
    /// The database failed.
    pub async fn seize_projection(&self, log: LogId, first: u64) -> Result<Seized, StoreError> {
        let candidate = Candidate { owner: Uuid::new_v4(), poll: Duration::ZERO, clock: Arc::new(SystemClock) };
        let leadership = self.projector_leadership(log, first, candidate);
        loop {
            let term = leadership.seize().await?;
            if let Some((log, next_offset)) = self.place_under(term.epoch).await? {
                return Ok(Seized { log, next_offset, epoch: term.epoch, term, leadership });
            }
        }
    }
}

impl Leadership {
    /// Polls until this candidate leads. After each poll that did not bring that about, `heard` is told why, and ends the wait with an error if
    /// it wants to.
    ///
    /// Dropped while it waits, it may have taken the lead all the same: [`release`](Self::release) then gives it back.
    ///
    /// # Errors
    /// What `heard` returned.
    pub async fn acquire<E>(&self, mut heard: impl FnMut(Waiting) -> Result<(), E>) -> Result<Term, E> {
        let mut observation = Observation::default();
        loop {
            let sent = self.candidate.clock.uptime();
            match self.poll(&mut observation).await {
                Ok(Ok(epoch)) => return Ok(self.term(epoch, sent)),
                Ok(Err(sign)) => heard(Waiting::Standby { beating: sign == Some(Sign::Beating) })?,
                Err(error) => {
                    observation.failed();
                    heard(Waiting::Unreachable(error))?;
                }
            }
            tokio::time::sleep(self.candidate.poll).await;
        }
    }

    /// Takes the lead, whichever process has it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn seize(&self) -> Result<Term, StoreError> {
        loop {
            let sent = self.candidate.clock.uptime();
            if let Some(epoch) = self.take(Claim::Always).await? {
                return Ok(self.term(epoch, sent));
            }
        }
    }

    /// Says that this process lives, and extends its term. False: another one has taken over.
    ///
    /// # Errors
    /// The database failed.
    pub async fn beat(&self, term: &Term) -> Result<bool, StoreError> {
        let (sent, seat, epoch) = (self.candidate.clock.uptime(), self.seat, term.epoch);
        let beaten = self.store.write(move |tx| {
            Box::pin(async move {
                match seat {
                    Seat::Lease(name) => seat::beat::<lease::Entity>(tx, name, epoch).await,
                    Seat::Projection { .. } => seat::beat::<projection::Entity>(tx, LIVE, epoch).await,
                }
            })
        });
        let leads = beaten.await?;
        if leads {
            term.extend(sent);
        }
        Ok(leads)
    }

    /// Gives this term back, so that a standby need not wait. None: whatever this candidate has, as it may after a wait that was dropped. A term
    /// is named wherever it is known: a successor by the same name keeps its own, however late this arrives.
    ///
    /// # Errors
    /// The database failed.
    pub async fn release(&self, term: Option<&Term>) -> Result<(), StoreError> {
        let (seat, owner, epoch) = (self.seat, self.candidate.owner, term.map(|term| term.epoch));
        let released = self.store.write(move |tx| {
            Box::pin(async move {
                match seat {
                    Seat::Lease(name) => seat::release::<lease::Entity>(tx, name, owner, epoch).await,
                    Seat::Projection { .. } => seat::release::<projection::Entity>(tx, LIVE, owner, epoch).await,
                }
            })
        });
        released.await
    }

    fn term(&self, epoch: u64, sent: Duration) -> Term {
        Term::new(epoch, Arc::clone(&self.candidate.clock), self.candidate.poll, sent)
    }

    /// One poll: the new epoch, or what it shows of the owner.
    async fn poll(&self, observation: &mut Observation<Sight>) -> Result<Result<u64, Option<Sign>>, StoreError> {
        let found = self.sight().await?;
        let sign = found.filter(|found| !found.vacant && found.owner != self.candidate.owner).map(|found| observation.saw(found));
        if !sign.is_none_or(Sign::is_over) {
            return Ok(Err(sign));
        }
        let claim = found.map_or(Claim::Vacant, Claim::IfStill);
        Ok(self.take(claim).await?.ok_or(sign))
    }

    async fn sight(&self) -> Result<Option<Sight>, StoreError> {
        match self.seat {
            Seat::Lease(name) => seat::sight::<lease::Entity>(self.store.read(), name).await,
            Seat::Projection { .. } => seat::sight::<projection::Entity>(self.store.read(), LIVE).await,
        }
    }

    async fn take(&self, claim: Claim) -> Result<Option<u64>, StoreError> {
        let (seat, owner) = (self.seat, self.candidate.owner);
        self.store.write(move |tx| Box::pin(take(tx, seat, owner, claim))).await
    }
}

async fn take(tx: &DatabaseTransaction, seat: Seat, owner: Uuid, claim: Claim) -> Result<Option<u64>, StoreError> {
    match seat {
        Seat::Lease(name) => {
            seat::make_lease(tx, name).await?;
            seat::take::<lease::Entity>(tx, name, owner, claim).await
        }
        Seat::Projection { log, first } => {
            seat::make_projection(tx, log, first).await?;
            let epoch = seat::take::<projection::Entity>(tx, LIVE, owner, claim).await?;
            if epoch.is_some() {
                parked::adopt(tx).await?;
            }
            Ok(epoch)
        }
    }
}
