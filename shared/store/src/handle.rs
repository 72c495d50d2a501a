//! One handle for each role. A handle holds only what its role may do, so that each table has one writing role: the compiler says so.
//!
//! The methods of a handle stand beside the table that they work on. What several roles read is a private function there, and a method of each.

use crate::error::StoreError;
use crate::patience::Reader;
use crate::pool::Store;
use crate::transaction::Work;
use sea_orm::DatabaseTransaction;

/// What the bot does: guilds, watches, broken channels, audit, the sender, and the states of notifications.
#[derive(Clone, Debug)]
pub struct BotStore(pub(crate) Store);

/// What ingest does: the sources and what their schedule learned. It reads watches and what the projection knows.
#[derive(Clone, Debug)]
pub struct IngestStore(pub(crate) Store);

/// What the projector does: the fold, its place in the log, parked events, rebuilding and comparing.
#[derive(Clone, Debug)]
pub struct ProjectionStore(pub(crate) Store);

/// What operators see, and the row of each process. Changes nothing else.
#[derive(Clone, Debug)]
pub struct OpsStore(pub(crate) Store);

/// What `deviantcord backup` and `deviantcord restore` do: copying a store, and the rows that tell of copies.
#[derive(Clone, Debug)]
pub struct BackupStore(pub(crate) Store);

/// What `deviantcord erase` and `deviantcord refuse` do: erasing what belongs to somebody, in whichever tables it is, and who is not served.
#[derive(Clone, Debug)]
pub struct OperatorStore(pub(crate) Store);

impl Store {
    /// The bot's handle.
    #[must_use]
    pub fn for_bot(&self) -> BotStore {
        BotStore(self.clone())
    }

    /// The handle of ingest.
    #[must_use]
    pub fn for_ingest(&self) -> IngestStore {
        IngestStore(self.clone())
    }

    /// The projector's handle.
    #[must_use]
    pub fn for_projection(&self) -> ProjectionStore {
        ProjectionStore(self.clone())
    }

    /// The handle of the commands that copy and restore a store.
    #[must_use]
    pub fn for_backup(&self) -> BackupStore {
        BackupStore(self.clone())
    }

    /// The handle of the commands by which an operator erases and refuses.
    #[must_use]
    pub fn for_operator(&self) -> OperatorStore {
        OperatorStore(self.clone())
    }

    /// The handle of the ops page and of commands that only read.
    #[must_use]
    pub fn for_ops(&self) -> OpsStore {
        OpsStore(self.clone())
    }
}

/// How a handle reaches its store; for this crate alone.
pub(crate) trait Handle {
    /// The store behind it.
    fn store(&self) -> &Store;

    /// Its connection for reading.
    fn read(&self) -> &Reader {
        self.store().read()
    }

    /// [`Store::write`].
    fn write<T, F>(&self, work: F) -> impl Future<Output = Result<T, StoreError>> + Send
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T> + Send + Sync + 'static,
    {
        let store = self.store().clone();
        async move { store.write(work).await }
    }

    /// [`Store::write_long`].
    fn write_long<T, F>(&self, work: F) -> impl Future<Output = Result<T, StoreError>> + Send
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T> + Send + Sync + 'static,
    {
        let store = self.store().clone();
        async move { store.write_long(work).await }
    }
}

impl Handle for BotStore {
    fn store(&self) -> &Store {
        &self.0
    }
}

impl Handle for IngestStore {
    fn store(&self) -> &Store {
        &self.0
    }
}

impl Handle for ProjectionStore {
    fn store(&self) -> &Store {
        &self.0
    }
}

impl Handle for BackupStore {
    fn store(&self) -> &Store {
        &self.0
    }
}

impl Handle for OperatorStore {
    fn store(&self) -> &Store {
        &self.0
    }
}

impl Handle for OpsStore {
    fn store(&self) -> &Store {
        &self.0
    }
}
