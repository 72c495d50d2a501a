//! Why commands do not come in, gathered from those who know, for the status board.

use crate::delivery::StatusBoard;
use parking_lot::Mutex;
use std::sync::Arc;

/// The troubles of one client. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Troubles {
    board: StatusBoard,
    now: Arc<Mutex<Now>>,
}

#[derive(Default)]
struct Now {
    connection: Option<String>,
    registration: Option<String>,
    shards: Option<String>,
}

impl Troubles {
    /// Shown on this board.
    pub(super) fn on(board: StatusBoard) -> Self {
        Self { board, now: Arc::default() }
    }

    /// What is wrong with the connection; None: nothing.
    pub(super) fn connection(&self, trouble: Option<String>) {
        self.show(|now| now.connection = trouble);
    }

    /// Which shards are down while others work; None: none.
    pub(super) fn shards(&self, trouble: Option<String>) {
        self.show(|now| now.shards = trouble);
    }

    /// What is wrong with the registration of the commands; None: nothing.
    pub(super) fn registration(&self, trouble: Option<String>) {
        self.show(|now| now.registration = trouble);
    }

    fn show(&self, change: impl FnOnce(&mut Now)) {
        let mut now = self.now.lock();
        change(&mut now);
        self.board.commands(now.connection.clone().or_else(|| now.registration.clone()));
        self.board.lost_shards(now.shards.clone());
    }
}
