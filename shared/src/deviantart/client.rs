//! One method per endpoint.

use super::Error;
use super::budget::Lane;
use super::model::{CursorPage, FolderListing, Listed, Page, Profile};
use crate::cache::Cache;
use crate::clock::Clock;
use crate::id::{FolderId, PostId};
use secrecy::SecretString;
use std::sync::Arc;
use url::Url;

/// What the client needs to know.
#[derive(Clone)]
pub struct Options {
    /// `https://www.deviantart.com`, or the sandbox.
    pub api_url: Url,
    pub client_id: String,
    pub client_secret: SecretString,
    /// A ceiling; the budget adapts below it.
    pub requests_per_second: f64,
}

/// A client for one credential. Cheap to clone; all clones share token and budget.
#[derive(Clone)]
pub struct Client;

impl Client {
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(options: Options, cache: Arc<dyn Cache>, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        todo!()
    }

    /// `gallery/all`: all deviations, newest first; `limit` at most 24.
    pub async fn gallery_all(&self, lane: Lane, user: &str, offset: u32, limit: u32) -> Result<Page<Listed>, Error> {
        todo!()
    }

    /// `gallery/{folderid}`: a folder in the artist's order, not in time order; `limit` at most 24.
    pub async fn gallery_folder(&self, lane: Lane, user: &str, folder: FolderId, offset: u32, limit: u32) -> Result<Page<Listed>, Error> {
        todo!()
    }

    /// `gallery/folders` with `calculate_size` and `ext_preload`; `limit` at most 50. Sub-folders are flattened.
    pub async fn gallery_folders(&self, lane: Lane, user: &str, offset: u32) -> Result<Page<FolderListing>, Error> {
        todo!()
    }

    /// `user/profile/posts`: journals, statuses and polls in one feed.
    pub async fn posts(&self, lane: Lane, user: &str, cursor: Option<&str>) -> Result<CursorPage<Listed>, Error> {
        todo!()
    }

    /// `user/profile/{name}`.
    pub async fn profile(&self, lane: Lane, user: &str) -> Result<Profile, Error> {
        todo!()
    }

    /// A name as a moderator typed it: a person by `user/profile`; a group (whose profile fails) by its folders' content.
    pub async fn resolve(&self, lane: Lane, name: &str) -> Result<Profile, Error> {
        todo!()
    }

    /// `deviation/{id}`: also tells the current name of an artist who was renamed.
    pub async fn deviation(&self, lane: Lane, id: PostId) -> Result<Listed, Error> {
        todo!()
    }

    /// `deviation/metadata`: tags by id, at most 50 ids; unknown ids are left out.
    pub async fn tags(&self, lane: Lane, ids: &[PostId]) -> Result<Vec<(PostId, Vec<String>)>, Error> {
        todo!()
    }

    /// `placebo`: whether the credentials work.
    pub async fn placebo(&self) -> Result<(), Error> {
        todo!()
    }
}
