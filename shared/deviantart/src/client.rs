//! One method per endpoint.

use super::Error;
use super::account::AccountFile;
use super::credential::{Credential, CredentialStatus};
use super::error::About;
use super::model::{CursorPage, FolderListing, Listed, Page, Profile};
use super::send::{Call, Core};
use super::{isolate, wire};
use crate::http;
use coordination::Cache;
use domain::budget::{Lane, Pauses};
use domain::clock::{Clock, Timestamp};
use domain::id::{FolderId, PostId};
use domain::post::{ArtistKind, ArtistRef};
use parking_lot::Mutex;
use secrecy::SecretString;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;
use url::Url;

/// The edge refuses requests without a User-Agent (docs/deviantart-api.md, section 1).
const USER_AGENT: &str = concat!("DeviantCord/", env!("CARGO_PKG_VERSION"), " (announces new posts on Discord; reqwest)");
/// A page of a gallery at most.
const GALLERY_LIMIT: u32 = 24;
/// `offset` is refused beyond this.
const OFFSET_LIMIT: u32 = 50_000;
/// Ids in one `deviation/metadata` call.
const METADATA_LIMIT: usize = 50;

/// What the client needs to know of a credential.
#[derive(Clone)]
pub struct Options {
    /// `https://www.deviantart.com`, or the sandbox.
    pub api_url: Url,
    pub client_id: String,
    pub client_secret: SecretString,
    /// A ceiling; the budget adapts below it.
    pub requests_per_second: f64,
}

/// The client's limits; the defaults are right for DeviantArt, tests shorten the pauses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    pub timeouts: http::Timeouts,
    pub body: http::BodyLimits,
    /// After a 429, for everybody who shares the budget.
    pub pauses: Pauses,
    /// After an HTML 403, for this address: three minutes proved too short for others (docs/deviantart-api.md, section 1).
    pub edge_rest: Duration,
    /// How long a poll waits for the budget before it gives up with [`Error::Throttled`].
    pub poll_wait: Duration,
    /// The same for an interactive look-up.
    pub interactive_wait: Duration,
    /// Repetitions after a server error (the documentation allows three).
    pub retries: u32,
    /// Before the first repetition; doubles.
    pub retry_first: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeouts: http::Timeouts::default(),
            body: http::BodyLimits::default(),
            pauses: Pauses::default(),
            edge_rest: Duration::from_secs(300),
            poll_wait: Duration::from_secs(60),
            interactive_wait: Duration::from_secs(6),
            retries: 3,
            retry_first: Duration::from_millis(500),
        }
    }
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
    /// application's (docs/deviantart-api.md, section 4), so it has a budget of its own.
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
        Self::build(vec![Credential::new(1, options, Some(account), cache)], limits, clock)
    }

    /// A client that shares its requests out among these credentials, by what each one's budget allows at the moment. One that
    /// DeviantArt refuses is left out; the others go on.
    ///
    /// # Errors
    /// When the HTTP client cannot be built, or without any credential.
    pub fn sharing(credentials: Vec<Options>, limits: Limits, cache: Arc<dyn Cache>, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let numbered = (1..).zip(credentials);
        let credentials = numbered.map(|(number, options)| Credential::new(number, options, None, Arc::clone(&cache))).collect();
        Self::build(credentials, limits, clock)
    }

    fn build(credentials: Vec<Credential>, limits: Limits, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        if credentials.is_empty() {
            return Err(Error::InvalidClient);
        }
        let http = http::builder(USER_AGENT, limits.timeouts).build().map_err(|error| Error::Transport(error.to_string()))?;
        Ok(Self(Arc::new(Core {
            limits,
            http,
            clock,
            credentials,
            turn: AtomicUsize::new(0),
            gates: [tokio::sync::Mutex::new(()), tokio::sync::Mutex::new(())],
            too_large: isolate::Places::default(),
            edge_rest_until: Mutex::new([None; 2]),
            witness: tokio::sync::Mutex::default(),
            look_ups: super::lookup::LookUps::default(),
        })))
    }

    /// Tells that so many processes share these credentials, this one among them: should the cache be lost, each paces itself at its
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
        self.gallery(lane, "gallery/all", "all", user, offset, limit).await
    }

    /// `gallery/{folderid}`: a folder in the artist's order, not in time order; `limit` at most 24.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn gallery_folder(&self, lane: Lane, user: &str, folder: FolderId, offset: u32, limit: u32) -> Result<Page<Listed>, Error> {
        // Upper case as DeviantArt itself writes it.
        let folder = folder.to_string().to_uppercase();
        self.gallery(lane, "gallery/{folderid}", &folder, user, offset, limit).await
    }

    async fn gallery(
        &self,
        lane: Lane,
        endpoint: &'static str,
        which: &str,
        user: &str,
        offset: u32,
        limit: u32,
    ) -> Result<Page<Listed>, Error> {
        let list = format!("{endpoint} {which} of {user}");
        let user = name(user)?;
        let mut page =
            isolate::page(&self.0.too_large, &list, offset.min(OFFSET_LIMIT), limit.clamp(1, GALLERY_LIMIT), |from, count| async move {
                let (offset, limit) = (from.to_string(), count.to_string());
                let query = [("username", user), ("offset", offset.as_str()), ("limit", limit.as_str())];
                let body = self.get(lane, endpoint, &["gallery", which], &query, About::User(user)).await?;
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
        let body = self.get(lane, "gallery/folders", &["gallery", "folders"], &query, About::User(user)).await?;
        Ok(wire::folders(&body, offset, "gallery/folders"))
    }

    /// `user/profile/posts`: journals, statuses and polls in one feed.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn posts(&self, lane: Lane, user: &str, cursor: Option<&str>) -> Result<CursorPage<Listed>, Error> {
        let mut query = vec![("username", name(user)?)];
        query.extend(cursor.map(|cursor| ("cursor", cursor)));
        let body = self.get(lane, "user/profile/posts", &["user", "profile", "posts"], &query, About::User(user)).await?;
        Ok(wire::cursor_page(&body, cursor, "user/profile/posts"))
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
        let body = self.get(lane, endpoint, &["user", "profile", name(user)?], &[], About::User(user)).await?;
        wire::profile(&body).ok_or_else(|| Error::Decode { endpoint, message: "no user with id and name".to_owned() })
    }

    /// A name as a moderator typed it: a person by `user/profile`; a group (whose profile fails) by `user/whois`, or, when that does
    /// not list it, by its folders, from the first of which it gets its id.
    ///
    /// # Errors
    /// See [`Error`]; the profile's error when it is no group either.
    pub async fn resolve(&self, lane: Lane, user: &str) -> Result<Profile, Error> {
        self.resolve_by(lane, user, true).await
    }

    /// The same; `whois`: it was not asked yet.
    pub(super) async fn resolve_by(&self, lane: Lane, user: &str, whois: bool) -> Result<Profile, Error> {
        let failure = match self.profile(lane, user).await {
            Err(error @ (Error::UserNotFound(_) | Error::Rejected(_))) => error,
            other => return other,
        };
        let name = name(user)?;
        let asked = if whois { self.whois(lane, &[name]).await } else { Ok(Vec::new()) };
        let listed = match asked {
            Ok(users) => users.into_iter().find(|found| found.artist.name.eq_ignore_ascii_case(name)),
            // The endpoint says no in some way of its own: the folders decide.
            Err(Error::UserNotFound(_) | Error::Rejected(_) | Error::EndpointGone { .. } | Error::Forbidden(_) | Error::Blocked(_)) => None,
            Err(error) => return Err(error),
        };
        match listed {
            Some(group) if group.kind == ArtistKind::Group => return Ok(group),
            Some(_) => return Err(failure),
            None => {}
        }
        match self.gallery_folders(lane, name, 0).await {
            Ok(page) => match wire::group_id(&page.items) {
                Some(id) => Ok(Profile { artist: ArtistRef { id, name: name.to_owned(), icon: None }, kind: ArtistKind::Group }),
                None => Err(failure),
            },
            Err(error) if error.is_transient() => Err(error),
            Err(_) => Err(failure),
        }
    }

    /// `user/whois` takes POST only (a GET is told that `usernames` is missing); names that nobody has are left out of its answer.
    pub(super) async fn whois(&self, lane: Lane, users: &[&str]) -> Result<Vec<Profile>, Error> {
        let form: Vec<(&str, &str)> = users.iter().map(|user| ("usernames[]", *user)).collect();
        let path = ["user", "whois"];
        let about = users.first().map_or(About::Nothing, |user| About::User(user));
        let call = Call { lane, endpoint: "user/whois", path: &path, query: &[], form: Some(&form), about };
        Ok(wire::users(&self.0.call(&call).await?))
    }

    /// `deviation/{id}`: also tells the current name of an artist who was renamed.
    ///
    /// # Errors
    /// See [`Error`]; deleted and unpublished ones are [`Error::DeviationNotFound`].
    pub async fn deviation(&self, lane: Lane, id: PostId) -> Result<Listed, Error> {
        let endpoint = "deviation/{deviationid}";
        let body = self.get(lane, endpoint, &["deviation", &id.to_string().to_uppercase()], &[], About::Deviation).await?;
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
        let body = self.get(lane, "deviation/metadata", &["deviation", "metadata"], &query, About::Nothing).await?;
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
        self.get(Lane::Interactive, "placebo", &["placebo"], &[], About::Nothing).await.map(|_| ())
    }

    async fn get(
        &self,
        lane: Lane,
        endpoint: &'static str,
        path: &[&str],
        query: &[(&str, &str)],
        about: About<'_>,
    ) -> Result<Value, Error> {
        self.0.call(&Call { lane, endpoint, path, query, form: None, about }).await
    }
}

/// A name that may go into a request. What can be no name is unknown without asking: an empty or missing user name makes DeviantArt
/// answer about somebody else, and `..` would be another path.
pub(super) fn name(user: &str) -> Result<&str, Error> {
    let trimmed = user.trim();
    let fits = trimmed.len() <= 64 && trimmed.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if fits && trimmed.chars().any(|c| c.is_ascii_alphanumeric()) { Ok(trimmed) } else { Err(Error::UserNotFound(user.to_owned())) }
}
