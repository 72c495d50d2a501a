//! The loop: claim, settle, tail; and what follows when one of them is interrupted.

use crate::claim::Claimed;
use crate::deps::{Deps, Options};
use crate::error::Error;
use crate::guard;
use crate::interrupt::{Interrupt, Step};
use crate::projector::Projector;
use std::convert::Infallible;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Folds until `stop` is cancelled. While another projector lives, it stands by.
///
/// # Errors
/// When it cannot continue and the process should restart: see [`Error`]. It waits for a store or log that cannot be reached.
pub async fn run(deps: Deps, options: Options, stop: CancellationToken) -> Result<(), Error> {
    run_settling(deps, options, CancellationToken::new(), stop).await
}

/// [`run`] that cancels `settled` as soon as nothing that the projector finds can fail the start any longer: it has folded the log up to its
/// end, another projector folds it, or it has to wait for a server. Until then nothing should begin that is visible outside this process.
///
/// # Errors
/// As [`run`].
pub async fn run_settling(deps: Deps, options: Options, settled: CancellationToken, stop: CancellationToken) -> Result<(), Error> {
    let projector = Projector {
        owner: uuid::Uuid::new_v4(),
        batch: options.batch.max(1),
        turns: options.turns,
        fold: Arc::new(guard::fold),
        begun: tokio::time::Instant::now(),
        settled,
        deps,
        stop,
    };
    loop {
        let interrupt = match projector.claim().await {
            Ok(claimed) => projector.lead(&claimed).await,
            Err(interrupt) => interrupt,
        };
        match interrupt {
            Interrupt::Stopped => return Ok(()),
            Interrupt::Failed(error) => return Err(error),
            Interrupt::Fenced => tracing::warn!("another projector has taken over; standing by"),
            Interrupt::Replaced => {
                tracing::warn!("the event log is not the one, or not as long, as when it was claimed; claiming it again")
            }
        }
    }
}

impl Projector {
    /// Folds under this claim until it is interrupted, then gives the claim back.
    async fn lead(&self, claimed: &Claimed) -> Interrupt {
        let Err(interrupt) = self.fold_log(claimed).await;
        if !matches!(interrupt, Interrupt::Fenced) {
            self.release(&claimed.leadership, Some(&claimed.term)).await;
        }
        interrupt
    }

    async fn fold_log(&self, claimed: &Claimed) -> Step<Infallible> {
        let place = self.settle(claimed).await?;
        self.note_place(place).await;
        self.tail(claimed, place).await
    }
}
