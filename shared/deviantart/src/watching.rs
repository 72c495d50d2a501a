//! What only an account can ask: the feed of all artists that it watches, and that list itself.

use super::authorization::Authorization;
use super::call::{Call, name};
use super::client::Client;
use super::error::About;
use super::model::{Listed, Page};
use super::{Error, wire};
use domain::budget::Lane;
use domain::post::ArtistRef;
use secrecy::SecretString;
use serde_json::Value;

/// A page of the feed or of the list at most.
const LIMIT: &str = "50";

/// The answer to the wish to watch an artist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Watched {
    Done,
    /// The spam guard: a 400 instead of a 429 (WIX-264). Later.
    TooFast,
    /// Not this artist, in these words.
    Refused(String),
}

impl Client {
    /// `browse/deviantsyouwatch`: the deviations of all artists that the account watches, newest first; no journals, no statuses.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::EndpointGone`] when it is withdrawn, as for a week in 2024.
    pub async fn watch_feed(&self, offset: u32) -> Result<Page<Listed>, Error> {
        let (endpoint, from) = ("browse/deviantsyouwatch", offset.to_string());
        let query = [("offset", from.as_str()), ("limit", LIMIT)];
        let body = self.by_account(account_call(endpoint, &["browse", "deviantsyouwatch"]).query(&query)).await?;
        Ok(wire::page(&body, offset, endpoint))
    }

    /// `user/friends/{username}`: the artists that an account watches.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn watched_by(&self, user: &str, offset: u32) -> Result<Page<ArtistRef>, Error> {
        let from = offset.to_string();
        let query = [("offset", from.as_str()), ("limit", LIMIT)];
        let path = ["user", "friends", name(user)?];
        let body = self.by_account(account_call("user/friends/{username}", &path).query(&query).about(About::User(user))).await?;
        Ok(wire::friends(&body, offset))
    }

    /// `user/friends/watch/{username}`, deviations only.
    ///
    /// # Errors
    /// See [`Error`]; what concerns this artist alone is [`Watched::Refused`].
    pub async fn watch(&self, user: &str) -> Result<Watched, Error> {
        let switch = |on: bool| if on { "true" } else { "false" };
        let switches = ["friend", "deviations", "journals", "forum_threads", "critiques", "scraps", "activity", "collections"];
        let names = switches.map(|switch| format!("watch[{switch}]"));
        let form: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), switch(name == "watch[deviations]"))).collect();
        let path = ["user", "friends", "watch", name(user)?];
        let call = account_call("user/friends/watch/{username}", &path).form(&form).about(About::User(user));
        match self.by_account(call).await {
            Ok(_) => Ok(Watched::Done),
            // Its code, 2, is also that of watching oneself, so the words decide.
            Err(Error::Rejected(why)) if why.contains("short period of time") => Ok(Watched::TooFast),
            other => refused(other),
        }
    }

    /// `user/friends/unwatch/{username}`.
    ///
    /// # Errors
    /// As [`watch`](Self::watch).
    pub async fn unwatch(&self, user: &str) -> Result<Watched, Error> {
        let path = ["user", "friends", "unwatch", name(user)?];
        refused(self.by_account(account_call("user/friends/unwatch/{username}", &path).about(About::User(user))).await)
    }

    /// Exchanges the code of an authorization for the account's first refresh token, and asks whose it is.
    ///
    /// # Errors
    /// See [`Error`]; a code works once and not for long.
    pub async fn authorized(&self, authorization: &Authorization, code: &str) -> Result<(SecretString, String), Error> {
        let refresh = self.0.exchange_code(authorization, code).await?;
        let body = self.by_account(account_call("user/whoami", &["user", "whoami"])).await?;
        let own = wire::user(&body).ok_or_else(|| Error::Decode { endpoint: "user/whoami", message: "no user".to_owned() })?;
        Ok((refresh, own.name))
    }

    async fn by_account(&self, call: Call<'_>) -> Result<Value, Error> {
        self.0.call(&call).await
    }
}

/// Nobody waits for what an account is asked.
const fn account_call<'a>(endpoint: &'static str, path: &'a [&'a str]) -> Call<'a> {
    Call::new(Lane::Poll, endpoint, path)
}

fn refused(outcome: Result<Value, Error>) -> Result<Watched, Error> {
    match outcome {
        Ok(_) => Ok(Watched::Done),
        Err(error @ (Error::Rejected(_) | Error::UserNotFound(_) | Error::AccountInactive(_) | Error::ProfileBlocked(_))) => {
            Ok(Watched::Refused(error.to_string()))
        }
        Err(error) => Err(error),
    }
}
