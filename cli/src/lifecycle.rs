//! Starting and stopping roles: a soft token that asks, a deadline, and an exit code that tells a crash from a stop.

use anyhow::{Result, anyhow};
use std::process::ExitCode;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

/// How long roles may take to finish what is in flight. Supervisors commonly kill after 10 s.
const GRACE: Duration = Duration::from_secs(9);

/// The roles of this process.
#[derive(Debug, Default)]
pub struct Lifecycle {
    stop: CancellationToken,
    /// None: somebody else listens to signals and cancels the stop token.
    signals: Option<Signals>,
    roles: JoinSet<(&'static str, Result<()>)>,
    /// How many of them outlive the others, and the token that tells them that they alone are left.
    last: usize,
    others_ended: CancellationToken,
    /// How the first role ended, when it did so before [`wait`](Self::wait) was called.
    ended: Option<Result<()>>,
}

impl Lifecycle {
    /// Listens to signals from now on, so that one that comes during the start is a clean stop too.
    ///
    /// # Errors
    /// When signals cannot be listened to.
    pub fn with_signals() -> Result<Self> {
        let signals = Some(Signals::listen()?);
        Ok(Self { signals, ..Self::default() })
    }

    /// Cancelled when the roles are to finish.
    #[must_use]
    pub fn stop_token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Starts a role. A role that ends before it is asked to stops the whole process: no half-alive service.
    pub fn start<F>(&mut self, name: &'static str, role: F)
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        self.roles.spawn(async move { (name, role.await) });
    }

    /// Starts a role that ends after all others, so that it can tell how they ended. Its token is cancelled then, and not with the stop token.
    pub fn start_last<F>(&mut self, name: &'static str, role: impl FnOnce(CancellationToken) -> F)
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        self.last += 1;
        self.start(name, role(self.others_ended.clone()));
    }

    /// Waits for this token, during a start. When a role ends or a stop is asked for before that, the stop token is cancelled: what is started
    /// afterwards ends at once, and [`wait`](Self::wait) tells why.
    pub async fn until(&mut self, ready: CancellationToken) {
        let early = tokio::select! {
            () = ready.cancelled() => return,
            () = self.stop.cancelled() => return,
            () = asked(&mut self.signals) => {
                info!("stopping: abandoning the start");
                Ok(())
            }
            Some(ended) = self.roles.join_next() => describe(ended, true),
        };
        self.ended = Some(early);
        self.stop.cancel();
    }

    /// Waits for a signal, the stop token or the first role to end, then stops the others.
    ///
    /// # Errors
    /// When a role failed.
    pub async fn wait(mut self) -> Result<ExitCode> {
        let mut signals = self.signals.take();
        let mut failure = match self.ended.take() {
            Some(ended) => Some(ended),
            None => tokio::select! {
            () = asked(&mut signals) => {
                info!("stopping: finishing what is in flight");
                None
            }
            () = self.stop.cancelled() => None,
            // The stop token makes roles end too: that is no crash.
            Some(ended) = self.roles.join_next() => Some(describe(ended, !self.stop.is_cancelled())),
            },
        };
        self.stop.cancel();
        let deadline = tokio::time::sleep(GRACE);
        tokio::pin!(deadline);
        loop {
            if self.roles.len() <= self.last {
                self.others_ended.cancel();
            }
            tokio::select! {
                ended = self.roles.join_next() => match ended {
                    Some(ended) => {
                        let outcome = describe(ended, false);
                        if outcome.is_err() && failure.is_none() {
                            failure = Some(outcome);
                        }
                    }
                    None => break,
                },
                () = &mut deadline => {
                    warn!("not everything finished in time; the next start recovers what was open");
                    self.roles.shutdown().await;
                    break;
                }
                () = asked(&mut signals) => {
                    warn!("second signal: stopping at once; the next start recovers what was open");
                    self.roles.shutdown().await;
                    break;
                }
            }
        }
        match failure {
            None | Some(Ok(())) => {
                info!("stopped");
                Ok(ExitCode::SUCCESS)
            }
            Some(Err(error)) => Err(error),
        }
    }
}

/// Signals that ask for a clean stop: of a supervisor, of a person (Ctrl-C), of a terminal that is closed.
#[derive(Debug)]
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    /// None where it is ignored, as under nohup: the user wants this to outlive the terminal.
    hangup: Option<Signal>,
}

impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// When signals cannot be listened to.
    pub fn listen() -> std::io::Result<Self> {
        let hangup = if hangup_is_ignored() { None } else { Some(signal(SignalKind::hangup())?) };
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())?, hangup })
    }

    /// The next one.
    pub async fn next(&mut self) {
        let hangup = async {
            match &mut self.hangup {
                Some(hangup) => hangup.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! { _ = self.terminate.recv() => {}, _ = self.interrupt.recv() => {}, _ = hangup => {} }
    }
}

/// From `SigIgn` in proc(5), whose lowest bit is SIGHUP's; unknown elsewhere than on Linux.
fn hangup_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| u64::from_str_radix(line.strip_prefix("SigIgn:")?.trim(), 16).ok());
    mask.is_some_and(|mask| mask & 1 == 1)
}

async fn asked(signals: &mut Option<Signals>) {
    match signals {
        Some(signals) => signals.next().await,
        None => std::future::pending().await,
    }
}

fn describe(ended: Result<(&'static str, Result<()>), tokio::task::JoinError>, unasked: bool) -> Result<()> {
    match ended {
        Ok((name, Ok(()))) if unasked => Err(anyhow!("role {name} ended unexpectedly")),
        Ok((_, Ok(()))) => Ok(()),
        Ok((name, Err(error))) => {
            error!(
                role = name,
                error = domain::cause::chain(error.as_ref()),
                "a role failed; the process stops so that a supervisor restarts it"
            );
            Err(error.context(format!("role {name} failed")))
        }
        Err(join) => Err(anyhow!("a role panicked: {join}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    #[tokio::test]
    async fn a_last_role_ends_after_what_the_others_finish_when_they_stop() {
        let mut lifecycle = Lifecycle::default();
        let (stop, finished) = (lifecycle.stop_token(), Arc::new(AtomicBool::new(false)));
        let (finishes, sees, seen) = (Arc::clone(&finished), Arc::clone(&finished), Arc::new(AtomicBool::new(false)));
        let notes = Arc::clone(&seen);
        lifecycle.start_last("process", |others_ended| async move {
            others_ended.cancelled().await;
            notes.store(sees.load(Ordering::Relaxed), Ordering::Relaxed);
            Ok(())
        });
        let stopping = stop.clone();
        lifecycle.start("bot", async move {
            stopping.cancelled().await;
            tokio::task::yield_now().await;
            finishes.store(true, Ordering::Relaxed);
            Ok(())
        });
        stop.cancel();
        lifecycle.wait().await.unwrap();
        assert!(finished.load(Ordering::Relaxed) && seen.load(Ordering::Relaxed));
    }
}
