//! Filters that somebody tries, kept for the buttons below the answer.

use super::recent::Recent;
use domain::post::Post;
use std::sync::Arc;

/// A filter that is tried on some posts.
#[derive(Clone, Debug)]
pub struct Trial {
    pub(super) artist: String,
    pub(super) text: String,
    /// With the names of the folders that each is known to be in.
    pub(super) posts: Arc<Vec<(Post, Vec<String>)>>,
}

/// The trials of this process.
pub type Trials = Recent<Trial>;
