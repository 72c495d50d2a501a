//! A second witness for what one answer claims of this address or of a token.
//!
//! Stray answers are real: 403 pages for a POST while GETs work (WIX-203), 401 at one endpoint alone (WIX-173). So before
//! anything but the request itself suffers, `placebo` is asked, which needs nothing but a token and an address that is let in.

use super::Error;
use super::credential::{Credential, Token};
use super::error::About;
use super::send::{Call, Core};
use domain::budget::{Answer, Lane};
use secrecy::ExposeSecret;
use tokio::time::Instant;

const PLACEBO: &str = "placebo";

/// A request whose answer claims something of more than itself.
#[derive(Clone, Copy)]
pub(super) struct Claim {
    pub(super) endpoint: &'static str,
    pub(super) lane: Lane,
    /// When it was sent.
    pub(super) asked: Instant,
}

/// What `placebo` said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Found {
    /// The address is let in, and the token is good.
    Good,
    /// The address is let in, and the token is not good.
    BadToken,
    /// The edge refuses.
    Refused,
    /// It could not be asked, or said something else: no witness.
    #[default]
    Nothing,
}

/// The last answer, for all who claim something at about the same time.
#[derive(Debug, Default)]
pub(super) struct Witness {
    found: Found,
    /// When it was asked, and with which token.
    asked: Option<(Instant, Option<u64>)>,
}

impl Core {
    /// What an error means once a second witness was heard; takes the consequences for this address. Other errors stay as they are.
    pub(super) async fn weigh(&self, error: Error, claim: Claim, credential: &Credential, token: Option<&Token>) -> Error {
        let Claim { endpoint, lane, .. } = claim;
        match error {
            Error::EdgeRefused(rest) => match self.hear(claim, credential, token).await {
                Found::Refused => {
                    self.rest(lane, rest);
                    Error::EdgeRefused(rest)
                }
                Found::Good | Found::BadToken | Found::Nothing => {
                    tracing::warn!(endpoint, ?lane, "DeviantArt's edge refuses one request and lets others through");
                    Error::Blocked(endpoint)
                }
            },
            Error::Unauthorized(why) => match self.hear(claim, credential, token).await {
                Found::BadToken => Error::Unauthorized(why),
                Found::Good | Found::Refused | Found::Nothing => Error::Forbidden(why),
            },
            other => other,
        }
    }

    /// Asks `placebo`, unless somebody did since the claim.
    async fn hear(&self, claim: Claim, credential: &Credential, token: Option<&Token>) -> Found {
        let generation = token.map(|token| token.generation);
        let mut witness = self.witness.lock().await;
        if witness.asked.is_some_and(|(at, with)| at > claim.asked && with == generation) {
            return witness.found;
        }
        let asked = Instant::now();
        let found = self.placebo_says(claim.lane, credential, token).await;
        *witness = Witness { found, asked: Some((asked, generation)) };
        found
    }

    async fn placebo_says(&self, lane: Lane, credential: &Credential, token: Option<&Token>) -> Found {
        if !self.may_ask(lane, credential).await {
            return Found::Nothing;
        }
        let call = Call { lane, endpoint: PLACEBO, path: &[PLACEBO], query: &[], form: None, about: About::Nothing };
        let outcome = self.exchange(&call, credential, token.map(|token| token.value.expose_secret())).await;
        self.note(credential, PLACEBO, lane, outcome.as_ref().err()).await;
        match outcome {
            Ok(_) => Found::Good,
            Err(Error::Unauthorized(_)) => Found::BadToken,
            Err(Error::EdgeRefused(_)) => Found::Refused,
            Err(error) => {
                tracing::debug!(%error, "no second witness is to be had");
                Found::Nothing
            }
        }
    }

    /// Waits for the credential's budget, as long as the lane's requests may.
    pub(super) async fn may_ask(&self, lane: Lane, credential: &Credential) -> bool {
        let patience = if lane == Lane::Poll { self.limits.poll_wait } else { self.limits.interactive_wait };
        let deadline = Instant::now() + patience;
        loop {
            match credential.pace(lane, self.clock.now()).await {
                Answer::Go => return true,
                Answer::Wait(wait) if Instant::now() + wait < deadline => tokio::time::sleep(wait).await,
                Answer::Wait(_) => return false,
            }
        }
    }
}
