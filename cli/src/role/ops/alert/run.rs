//! The loops: look, tell, call the dead man's switch. They share a desk, so that a receiver that takes its time holds up nothing.

use super::desk::Desk;
use super::judge::{Findings, Judge};
use super::receiver::{PATIENCE, Receiver};
use super::sight::{self, Seeing};
use crate::config::Ops;
use crate::role::ops::deps::Deps;
use crate::role::ops::status;
use anyhow::{Context, Result};
use domain::retry::Schedule;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often the processes are looked at, though nobody asks.
const WATCH: Duration = Duration::from_secs(10);
/// The log's end, which may cost a connection, is read once in this number of turns.
const LAG_EVERY: u32 = 3;
/// How often it is seen whether there is something to tell.
const TELL: Duration = Duration::from_secs(1);
/// How often the dead man's switch is called.
const PING: Duration = Duration::from_secs(60);
/// Pauses after a receiver did not accept.
const RETRY: Schedule = Schedule::Exponential { first: Duration::from_secs(5), max: Duration::from_secs(600), attempts: None };

/// Who hears of it.
#[derive(Clone, Default)]
pub struct Receivers {
    alert: Option<Receiver>,
    ping: Option<Receiver>,
}

impl Receivers {
    /// Those that are configured.
    ///
    /// # Errors
    /// When one cannot be used.
    pub fn of(config: &Ops) -> Result<Self> {
        let one = |url: &Option<secrecy::SecretString>, key| {
            url.as_ref().map(|url| Receiver::new(url, PATIENCE)).transpose().with_context(|| format!("{key} cannot be used"))
        };
        Ok(Self { alert: one(&config.alert_url, "ops.alert_url")?, ping: one(&config.ping_url, "ops.ping_url")? })
    }
}

/// What the loops share.
struct Shared {
    deps: Deps,
    desk: Desk,
    /// Whether it is this process that tells.
    first: AtomicBool,
}

/// Watches, tells and calls until it is dropped.
pub async fn run(deps: Deps, receivers: Receivers) {
    let desk = Desk::new(deps.store.clone(), deps.clock.now());
    let shared = Shared { deps, desk, first: AtomicBool::new(false) };
    tokio::join!(look(&shared, receivers.alert.is_some()), tell(&shared, receivers.alert.as_ref()), ping(&shared, receivers.ping.as_ref()));
}

async fn look(shared: &Shared, receiver: bool) {
    let Shared { deps, desk, first } = shared;
    // A start is not over before the roles of this process have begun.
    deps.started.cancelled().await;
    let (mut judge, mut lag, mut warned) = (Judge::new(Instant::now()), None, false);
    for turn in 0_u32.. {
        if turn % LAG_EVERY == 0 {
            lag = status::distance(deps).await.map(|(_, lag)| lag);
        }
        let seeing = sight::look(deps, lag).await;
        let findings = judge.note(&seeing.sight, Instant::now());
        let noted = note(desk, &seeing, &findings, receiver).await;
        // While the store is away the process that told last keeps telling.
        first.store(seeing.first.unwrap_or_else(|| first.load(Ordering::Relaxed)), Ordering::Relaxed);
        if let Err(error) = &noted
            && !warned
        {
            tracing::warn!(%error, "the store does not keep what operators are told: a restart before it does may tell it again");
        }
        warned = noted.is_err();
        tokio::time::sleep(WATCH).await;
    }
}

/// Notes what was found, if it is for this process to tell.
async fn note(desk: &Desk, seeing: &Seeing, findings: &Findings, receiver: bool) -> Result<(), store::StoreError> {
    if seeing.first == Some(false) {
        return Ok(());
    }
    if seeing.first.is_some() {
        desk.set_clock().await?;
    }
    desk.note(findings, receiver, desk.now()).await
}

async fn tell(shared: &Shared, receiver: Option<&Receiver>) {
    let Some(receiver) = receiver else { return };
    let mut failures = 0;
    loop {
        tokio::time::sleep(TELL).await;
        let message = shared.desk.next(shared.desk.now()).filter(|_| shared.first.load(Ordering::Relaxed));
        let Some(message) = message else { continue };
        match receiver.tell(&message).await {
            Ok(()) => {
                if failures > 0 {
                    tracing::info!("the receiver of alerts (ops.alert_url) accepts them again");
                }
                failures = 0;
                if let Err(error) = shared.desk.told(&message, shared.desk.now()).await {
                    tracing::debug!(%error, "the store will hear later that this alert was told");
                }
            }
            Err(error) => {
                let wait = RETRY.jittered(failures).unwrap_or(PING);
                if failures == 0 {
                    let error = domain::cause::chain(error.as_ref());
                    tracing::warn!(error, retry_in = ?wait, "the receiver of alerts does not accept them; check ops.alert_url");
                }
                failures += 1;
                tokio::time::sleep(wait).await;
            }
        }
    }
}

async fn ping(shared: &Shared, receiver: Option<&Receiver>) {
    let Some(receiver) = receiver else { return };
    shared.deps.started.cancelled().await;
    let mut failed = false;
    loop {
        let well = shared.first.load(Ordering::Relaxed) && status::checks(&shared.deps).await.checks.iter().all(|check| check.ok);
        if well {
            let pinged = receiver.ping().await;
            if let Err(error) = &pinged
                && !failed
            {
                let error = domain::cause::chain(error.as_ref());
                tracing::warn!(error, "the dead man's switch could not be called; check ops.ping_url");
            }
            failed = pinged.is_err();
        }
        // Sooner than in a minute when it was not called.
        tokio::time::sleep(if well { PING } else { WATCH }).await;
    }
}
