//! Counts for operators: the ops page, the demo and `doctor`.

use super::{Store, StoreError};
use crate::clock::Timestamp;
use crate::id::LogId;
use std::collections::BTreeMap;

/// Where the pipeline stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PipelineStatus {
    /// The projection's log, its next offset to fold, its epoch and last heartbeat; None before the first fold.
    pub projection: Option<ProjectionStatus>,
    /// Notifications by state.
    pub notifications: BTreeMap<String, u64>,
    /// Notifications that are suppressed, failed, expired or held, by reason.
    pub reasons: BTreeMap<String, u64>,
    pub artists: u64,
    pub posts: u64,
    pub watches: u64,
    pub parked: u64,
    pub broken_channels: u64,
}

/// One row of `projection`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectionStatus {
    pub log: LogId,
    pub next_offset: u64,
    pub epoch: u64,
    pub heartbeat_at: Timestamp,
}

impl Store {
    pub async fn pipeline_status(&self) -> Result<PipelineStatus, StoreError> {
        todo!()
    }
}
