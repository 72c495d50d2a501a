//! One method per endpoint.

use super::account::AccountFile;
use super::call::{Call, name};
use super::credential::{Credential, CredentialStatus};
use super::error::About;
use super::exchange::Core;
use super::model::{CursorPage, FolderListing, Listed, Page, Profile};
use super::settings::{Limits, Options};
use super::{Error, isolate, wire};
use crate::http;
use coordination::Cache;
use domain::budget::Lane;
use domain::cause::Cause;
use domain::clock::{Clock, Timestamp};
use domain::id::{FolderId, PostId};
use serde_json::Value;
use std::sync::Arc;

/// The edge refuses requests without a User-Agent (docs/deviantart-api.md, section 1).
const USER_AGENT: &str = concat!("DeviantCord/", env!("CARGO_PKG_VERSION"), " (announces new posts on Discord; reqwest)");
/// Items of a page of a gallery at most.
pub const GALLERY_PAGE: u32 = 24;
/// `offset` is refused beyond this.
const OFFSET_LIMIT: u32 = 50_000;
/// Ids in one `deviation/metadata` call.
const METADATA_LIMIT: usize = 50;

/// A list of a gallery: all of it, or one folder.
struct GalleryList<'a> {
    lane: Lane,
    endpoint: &'static str,
    /// `all`, or the folder's id.
    which: &'a str,
    user: &'a str,
}

/// A client for one credential or several. Cheap to clone; all clones share tokens and budgets.
#[derive(Clone)]
pub struct Client(pub(super) Arc<Core>);

impl Client {
    /// A client with the default [`Limits`].
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(options: Options, cache: Arc<dyn Cache>, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        Self::with_limits(options, Limits::default(), cache, clock)
    }

    /// A client with limits of one's own.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn with_limits(options: Options, limits: Limits, cache: Arc<dyn Cache>, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        Self::sharing(vec![options], limits, cache, clock)
    }

    /// A client that acts for an account: what it asks counts against the account's limit, which is much stricter than the
    /// application's (docs/deviantart-api.md, section 4), so it has its own budget.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn for_account(
        options: Options,
        account: Arc<AccountFile>,
        limits: Limits,
        cache: Arc<dyn Cache>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        Self::build(vec![Credential::new(1, options, Some(account), cache, limits.pauses)], limits, clock)
    }

    /// A client that shares its requests out among these credentials, by what each one's budget allows at the moment. One that
    /// DeviantArt refuses is left out; the others stay in use.
    ///
    /// # Errors
    /// When the HTTP client cannot be built, or without any credential.
    pub fn sharing(credentials: Vec<Options>, limits: Limits, cache: Arc<dyn Cache>, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let numbered = (1..).zip(credentials);
        let credentials =
            numbered.map(|(number, options)| Credential::new(number, options, None, Arc::clone(&cache), limits.pauses)).collect();
        Self::build(credentials, limits, clock)
    }

    fn build(credentials: Vec<Credential>, limits: Limits, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        if credentials.is_empty() {
            return Err(Error::InvalidClient);
        }
        let http = http::builder(USER_AGENT, limits.timeouts).build().map_err(|error| Error::Transport(Cause::of(error.without_url())))?;
        Ok(Self(Arc::new(Core::new(http, limits, clock, credentials))))
    }

    /// Tells how many processes share these credentials, this one among them: should the cache be lost, each paces itself at its
    /// share of the ceiling.
    pub fn shared_by(&self, processes: usize) {
        for credential in &self.0.credentials {
            credential.shared_by(processes);
        }
    }

    /// How each credential fares, and what this process has spent with it on what.
    #[must_use]
    pub fn credentials(&self) -> Vec<CredentialStatus> {
        let now = self.0.clock.now();
        self.0.credentials.iter().map(|credential| credential.status(now)).collect()
    }

    /// Until when this address makes no requests because DeviantArt's edge refused it; None when it may. Others should take over its artists.
    #[must_use]
    pub fn edge_rest_until(&self) -> Option<Timestamp> {
        let now = self.0.clock.now();
        Some(now + chrono::TimeDelta::from_std(self.0.resting(Lane::Poll, now)?).ok()?)
    }

    /// `gallery/all`: all deviations, newest first; `limit` at most 24.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn gallery_all(&self, lane: Lane, user: &str, offset: u32, limit: u32) -> Result<Page<Listed>, Error> {
        let list = GalleryList { lane, endpoint: "gallery/all", which: "all", user };
        self.gallery(list, offset, limit.clamp(1, GALLERY_PAGE)).await
    }

    /// `gallery/{folderid}`: the 24 deviations of a folder from `offset` on, in the artist's order and not in time order.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn gallery_folder(&self, lane: Lane, user: &str, folder: FolderId, offset: u32) -> Result<Page<Listed>, Error> {
        // Upper case as DeviantArt itself writes it.
        let folder = folder.to_string().to_uppercase();
        let list = GalleryList { lane, endpoint: "gallery/{folderid}", which: &folder, user };
        self.gallery(list, offset, GALLERY_PAGE).await
    }

    async fn gallery(&self, list: GalleryList<'_>, offset: u32, limit: u32) -> Result<Page<Listed>, Error> {
        let GalleryList { lane, endpoint, which, user } = list;
        let list = format!("{endpoint} {which} of {user}");
        let user = name(user)?;
        let mut page = isolate::page(&self.0.too_large, &list, offset.min(OFFSET_LIMIT), limit, |from, count| async move {
            let (offset, limit) = (from.to_string(), count.to_string());
            let query = [("username", user), ("offset", offset.as_str()), ("limit", limit.as_str())];
            let body = self.get(Call::new(lane, endpoint, &["gallery", which]).query(&query).about(About::User(user))).await?;
            Ok(wire::page(&body, from, endpoint))
        })
        .await?;
        page.next = page.next.filter(|next| *next <= OFFSET_LIMIT);
        page.past = page.past.filter(|past| *past <= OFFSET_LIMIT);
        Ok(page)
    }

    /// `gallery/folders` with `calculate_size` and `ext_preload`; `limit` at most 50. Sub-folders are flattened.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn gallery_folders(&self, lane: Lane, user: &str, offset: u32) -> Result<Page<FolderListing>, Error> {
        let from = offset.min(OFFSET_LIMIT).to_string();
        let query =
            [("username", name(user)?), ("offset", from.as_str()), ("limit", "50"), ("calculate_size", "true"), ("ext_preload", "true")];
        let endpoint = "gallery/folders";
        let call = Call::new(lane, endpoint, &["gallery", "folders"]).query(&query).about(About::User(user));
        Ok(wire::folders(&self.get(call).await?, offset, endpoint))
    }

    /// `user/profile/posts`: journals, statuses and polls in one feed.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn posts(&self, lane: Lane, user: &str, cursor: Option<&str>) -> Result<CursorPage<Listed>, Error> {
        let mut query = vec![("username", name(user)?)];
        query.extend(cursor.map(|cursor| ("cursor", cursor)));
        let endpoint = "user/profile/posts";
        let call = Call::new(lane, endpoint, &["user", "profile", "posts"]).query(&query).about(About::User(user));
        Ok(wire::cursor_page(&self.get(call).await?, cursor, endpoint))
    }

    /// `user/profile/{name}`.
    ///
    /// # Errors
    /// See [`Error`]; a group is [`Error::UserNotFound`] here.
    pub async fn profile(&self, lane: Lane, user: &str) -> Result<Profile, Error> {
        let endpoint = "user/profile/{username}";
        // This path would be the feed of the caller's own posts.
        if user.eq_ignore_ascii_case("posts") {
            return Err(Error::UserNotFound(user.to_owned()));
        }
        let body = self.get(Call::new(lane, endpoint, &["user", "profile", name(user)?]).about(About::User(user))).await?;
        wire::profile(&body).ok_or_else(|| Error::Decode { endpoint, message: "no user with id and name".to_owned() })
    }

    /// `deviation/{id}`: also tells the current name of an artist who was renamed.
    ///
    /// # Errors
    /// See [`Error`]; deleted and unpublished ones are [`Error::DeviationNotFound`].
    pub async fn deviation(&self, lane: Lane, id: PostId) -> Result<Listed, Error> {
        let endpoint = "deviation/{deviationid}";
        let id = id.to_string().to_uppercase();
        let body = self.get(Call::new(lane, endpoint, &["deviation", &id]).about(About::Deviation)).await?;
        match wire::deviation(&body) {
            Ok(Some(listed)) => Ok(listed),
            Ok(None) => Err(Error::DeviationNotFound),
            Err(why) => Err(Error::Decode { endpoint, message: why.to_owned() }),
        }
    }

    /// `deviation/metadata`: tags by id, at most 50 ids; unknown ids are left out.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn tags(&self, lane: Lane, ids: &[PostId]) -> Result<Vec<(PostId, Vec<String>)>, Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<String> = ids.iter().take(METADATA_LIMIT).map(|id| id.to_string().to_uppercase()).collect();
        let query: Vec<(&str, &str)> = ids.iter().map(|id| ("deviationids[]", id.as_str())).collect();
        let body = self.get(Call::new(lane, "deviation/metadata", &["deviation", "metadata"]).query(&query)).await?;
        Ok(wire::tags(&body))
    }

    /// Asks for an access token with each credential, so that one that DeviantArt refuses is known before the first poll. The refused ones show
    /// in [`credentials`](Self::credentials), as after a poll.
    ///
    /// # Errors
    /// The first one, after all were asked; wrong credentials are [`Error::InvalidClient`].
    pub async fn sign_in(&self) -> Result<(), Error> {
        let mut outcome = Ok(());
        for credential in &self.0.credentials {
            if self.0.may_ask(Lane::Poll, credential).await {
                let signed_in = self.0.renew(credential, Lane::Poll).await;
                if signed_in.is_ok() {
                    credential.accepted();
                }
                outcome = outcome.and(signed_in);
            }
        }
        outcome
    }

    /// `placebo`: whether the credentials work.
    ///
    /// # Errors
    /// See [`Error`]; wrong credentials are [`Error::InvalidClient`].
    pub async fn placebo(&self) -> Result<(), Error> {
        self.get(Call::new(Lane::Interactive, "placebo", &["placebo"])).await.map(|_| ())
    }

    async fn get(&self, call: Call<'_>) -> Result<Value, Error> {
        self.0.call(&call).await
    }
}
