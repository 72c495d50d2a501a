//! A client of the gateway: its shards on a thread and a runtime of their own. Whatever they do, nothing else waits for them; and one that is
//! given up is gone, with all its sockets and tasks, before the next one begins.

use super::protocol::Refusal;
use super::shard::Shard;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio_util::sync::{CancellationToken, DropGuard};

/// How long the shards may take to say goodbye; then their runtime ends with them.
const GOODBYE: Duration = Duration::from_secs(3);

/// How a client ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// As it was told to.
    Stopped,
    /// Discord refuses for good.
    Refused(Refusal),
    /// Its thread broke.
    Broken,
}

/// A running client. Dropped, it ends.
pub(super) struct Client {
    over: CancellationToken,
    _over: DropGuard,
    /// Answered by the last thing that its thread does.
    gone: oneshot::Receiver<Ended>,
    ended: Option<Ended>,
}

impl Client {
    /// Starts these shards; `over` is the token that they have too.
    pub(super) fn start(shards: Vec<Shard>, over: CancellationToken) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (last, gone) = oneshot::channel();
        let stop = over.clone();
        std::thread::Builder::new().name("gateway".to_owned()).spawn(move || {
            let ended = runtime.block_on(work(shards, &stop));
            // Whatever a task still holds goes now, not when it likes to.
            runtime.shutdown_background();
            let _nobody_waits = last.send(ended);
        })?;
        Ok(Self { _over: over.clone().drop_guard(), over, gone, ended: None })
    }

    /// Waits until it ended by itself, or because it was told to. Its thread is gone then.
    pub(super) async fn ended(&mut self) -> Ended {
        if let Some(ended) = &self.ended {
            return ended.clone();
        }
        let ended = (&mut self.gone).await.unwrap_or(Ended::Broken);
        self.ended.insert(ended).clone()
    }

    /// Ends it, and waits until it is gone.
    pub(super) async fn close(mut self) {
        self.over.cancel();
        self.ended().await;
    }
}

async fn work(shards: Vec<Shard>, stop: &CancellationToken) -> Ended {
    let mut running = JoinSet::new();
    for shard in shards {
        running.spawn(shard.run());
    }
    let mut ended = Ended::Stopped;
    loop {
        let left = tokio::select! {
            left = running.join_next() => left,
            () = after(stop) => return ended,
        };
        match left {
            None => return ended,
            Some(Ok(None)) if stop.is_cancelled() => {}
            Some(Ok(None)) | Some(Err(_)) => {
                ended = Ended::Broken;
                stop.cancel();
            }
            Some(Ok(Some(refusal))) => {
                ended = Ended::Refused(refusal);
                stop.cancel();
            }
        }
    }
}

/// Some time after the stop.
async fn after(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(GOODBYE).await;
}
