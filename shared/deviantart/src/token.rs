//! The access token: asked for with the client's credentials or with an account's refresh token, kept for its life, renewed by one
//! caller at a time.
//!
//! A token lives 3600 s; only an account's comes with a refresh token (docs/deviantart-api.md, section 2). Wrong credentials are answered with an error
//! body, with a redirect to a page or with a page; redirects are not followed. One such answer is asked for again before it counts.

use super::Error;
use super::account::AccountFile;
use super::authorization::Authorization;
use super::credential::Credential;
use super::error::{About, Asked};
use super::exchange::Core;
use super::witness::Claim;
use chrono::TimeDelta;
use domain::budget::Lane;
use domain::clock::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use std::sync::Arc;
use tokio::time::Instant;

/// A token is renewed this long before its end, or after three quarters of a shorter life.
const EARLY: TimeDelta = TimeDelta::minutes(5);
/// Its name among what was spent on what.
const ENDPOINT: &str = "oauth2/token";

impl Core {
    /// Spends the permission that the caller has on a new token, unless somebody else is asking for one.
    pub(super) async fn renew(&self, credential: &Credential, lane: Lane) -> Result<(), Error> {
        let Ok(_renewal) = credential.renewal.try_lock() else { return Ok(()) };
        if credential.token(self.clock.now()).is_some() {
            return Ok(());
        }
        let mut outcome = self.request_token(credential, lane).await;
        if matches!(outcome, Err(Error::InvalidClient)) && self.may_ask(lane, credential).await {
            outcome = self.request_token(credential, lane).await;
        }
        let now = self.clock.now();
        match outcome {
            Ok(token) => {
                keep(credential, token, now);
                Ok(())
            }
            Err(error) => {
                match &error {
                    Error::InvalidClient => credential.refuse(&error, now),
                    Error::NoToken(words) => credential.gave_no_token(words, now),
                    _ => {}
                }
                Err(error)
            }
        }
    }

    async fn request_token(&self, credential: &Credential, lane: Lane) -> Result<(SecretString, TimeDelta), Error> {
        let value = match &credential.account {
            None => self.token_call(credential, lane, &[("grant_type", "client_credentials")]).await?,
            Some(account) => self.refresh(credential, lane, account).await?,
        };
        token_of(&value)
    }

    /// The next access token of the account. The next refresh token, which comes with it, is on the disk when this returns.
    async fn refresh(&self, credential: &Credential, lane: Lane, account: &Arc<AccountFile>) -> Result<Value, Error> {
        let lost = |why: &str| Error::AccountLost(why.to_owned());
        let kept = on_disk(account, AccountFile::load).await?.ok_or_else(|| lost("none is set up"))?;
        let old = kept.refresh_token();
        if kept.client_id != credential.options.client_id {
            return Err(lost("it authorised another application than deviantart.client_id"));
        }
        if account.is_dead(&old) {
            return Err(lost("its authorization has ended"));
        }
        let form = [("grant_type", "refresh_token"), ("refresh_token", old.expose_secret())];
        let value = self.token_call(credential, lane, &form).await.inspect_err(|error| {
            if matches!(error, Error::AccountLost(_)) {
                account.bury(&old);
            }
        })?;
        let next = refresh_token_of(&value)?;
        on_disk(account, move |account| account.keep_token(&next)).await?;
        Ok(value)
    }

    /// Exchanges the code of an authorization; the access token that comes with it is used for the requests that follow.
    pub(super) async fn exchange_code(&self, authorization: &Authorization, code: &str) -> Result<SecretString, Error> {
        // A client for an account has one credential.
        let credential = self.credentials.first().ok_or(Error::InvalidClient)?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", authorization.redirect_uri.as_str()),
            ("code_verifier", authorization.verifier.expose_secret()),
        ];
        let value = self.token_call(credential, Lane::Interactive, &form).await?;
        let refresh = refresh_token_of(&value)?;
        keep(credential, token_of(&value)?, self.clock.now());
        Ok(refresh)
    }

    /// A call to the token endpoint, with the application's id and secret.
    async fn token_call(&self, credential: &Credential, lane: Lane, grant: &[(&str, &str)]) -> Result<Value, Error> {
        let asked = Instant::now();
        let outcome = self.token_exchange(credential, grant).await;
        self.note(credential, ENDPOINT, lane, outcome.as_ref().err()).await;
        match outcome {
            Ok(value) => Ok(value),
            Err(error) => match self.weigh(error, Claim { endpoint: ENDPOINT, lane, asked }, credential, None).await {
                Error::Blocked(_) => Err(Error::NoToken("the edge refuses to be asked for one".to_owned())),
                other => Err(other),
            },
        }
    }

    async fn token_exchange(&self, credential: &Credential, grant: &[(&str, &str)]) -> Result<Value, Error> {
        let options = &credential.options;
        let mut url = options.api_url.clone();
        url.set_path("/oauth2/token");
        let client = [("client_id", options.client_id.as_str()), ("client_secret", options.client_secret.expose_secret())];
        let form: Vec<(&str, &str)> = grant.iter().copied().chain(client).collect();
        let response = self.http.post(url).form(&form).send().await.map_err(Error::transport)?;
        self.judge(response, Asked { endpoint: ENDPOINT, about: About::Token }).await
    }
}

/// A new token takes the place of the old one.
fn keep(credential: &Credential, (value, life): (SecretString, TimeDelta), from: Timestamp) {
    credential.keep(value, from, from + (life - EARLY).max(life * 3 / 4));
    tracing::debug!(credential = credential.number, token.life_s = life.num_seconds(), "got a DeviantArt access token");
}

fn token_of(value: &Value) -> Result<(SecretString, TimeDelta), Error> {
    let token = value.get("access_token").and_then(Value::as_str).filter(|token| is_header_safe(token));
    let Some(token) = token else {
        return Err(Error::Decode { endpoint: ENDPOINT, message: "no usable access_token".to_owned() });
    };
    let life = value.get("expires_in").and_then(|life| life.as_i64().or_else(|| life.as_str()?.parse().ok())).unwrap_or(3600);
    Ok((SecretString::from(token.to_owned()), TimeDelta::seconds(life.clamp(10, 86_400))))
}

fn refresh_token_of(value: &Value) -> Result<SecretString, Error> {
    let token = value.get("refresh_token").and_then(Value::as_str).filter(|token| is_header_safe(token));
    let token = token.ok_or_else(|| Error::Decode { endpoint: ENDPOINT, message: "no usable refresh_token".to_owned() })?;
    Ok(SecretString::from(token.to_owned()))
}

/// File work, away from the async threads.
async fn on_disk<T: Send + 'static>(
    account: &Arc<AccountFile>,
    work: impl FnOnce(&AccountFile) -> std::io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    let (file, name) = (account.clone(), account.path().display().to_string());
    let outcome = tokio::task::spawn_blocking(move || work(&file)).await.unwrap_or_else(|stopped| Err(std::io::Error::other(stopped)));
    outcome.map_err(|error| Error::AccountLost(format!("{name}: {error}")))
}

fn is_header_safe(token: &str) -> bool {
    !token.is_empty() && token.len() <= 4096 && token.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}
