//! A client of the gateway: its shards on one thread and one runtime of their own. Whatever they do, nothing else waits for them; and one
//! that is given up is gone, with all its sockets and tasks, before the next one begins.

use super::report::{Happening, Report};
use super::shard::Shard;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio_util::sync::{CancellationToken, DropGuard};

/// How long the shards may take to say goodbye; then their runtime ends with them.
const GOODBYE: Duration = Duration::from_secs(3);

/// A running client. Dropped, it ends.
pub(super) struct Client {
    over: CancellationToken,
    _over: DropGuard,
    orders: mpsc::UnboundedSender<Shard>,
    /// Answered by the last thing that its thread does.
    gone: oneshot::Receiver<()>,
}

impl Client {
    /// Starts one without shards; `over` is the token that all of them get theirs from.
    pub(super) fn start(reports: mpsc::Sender<Report>, over: CancellationToken) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (last, gone) = oneshot::channel();
        let (orders, ordered) = mpsc::unbounded_channel();
        let stop = over.clone();
        std::thread::Builder::new().name("gateway".to_owned()).spawn(move || {
            runtime.block_on(work(ordered, reports, &stop));
            // Whatever a task still holds goes now, not when it likes to.
            runtime.shutdown_background();
            let _nobody_waits = last.send(());
        })?;
        Ok(Self { _over: over.clone().drop_guard(), over, orders, gone })
    }

    /// Where shards are given to it.
    pub(super) fn orders(&self) -> mpsc::UnboundedSender<Shard> {
        self.orders.clone()
    }

    /// Waits until its thread ended. Not to be asked twice.
    pub(super) async fn ended(&mut self) {
        // A thread that broke answers by being gone.
        let _broken = (&mut self.gone).await;
    }

    /// Ends it, and waits until it is gone.
    pub(super) async fn close(mut self) {
        self.over.cancel();
        self.ended().await;
    }
}

/// Runs shards and reports the end of each, until it is told to stop.
async fn work(mut ordered: mpsc::UnboundedReceiver<Shard>, reports: mpsc::Sender<Report>, stop: &CancellationToken) {
    let mut running = JoinSet::new();
    loop {
        let ended = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            Some(shard) = ordered.recv() => {
                running.spawn(async move { (shard.line, AssertUnwindSafe(shard.run()).catch_unwind().await.ok().flatten()) });
                continue;
            }
            Some(ended) = running.join_next() => ended,
        };
        if let Ok((line, refusal)) = ended {
            // Nobody listens once the client is over.
            let _over = stop.run_until_cancelled(reports.send((line, Happening::Ended(refusal)))).await;
        }
    }
    let goodbyes = async { while running.join_next().await.is_some() {} };
    // Who takes longer ends with the runtime.
    let _late = tokio::time::timeout(GOODBYE, goodbyes).await;
}
