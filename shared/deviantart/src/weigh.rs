//! Weighs what one answer claims of this address or of a token against a second witness, and takes the consequences.

use super::Error;
use super::call::Call;
use super::credential::{Credential, Token};
use super::exchange::Core;
use super::witness::{Claim, Found, Witness};
use domain::budget::Lane;
use secrecy::ExposeSecret;
use tokio::time::Instant;

const PLACEBO: &str = "placebo";

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
        if let Some(found) = witness.heard_since(claim, generation) {
            return found;
        }
        let asked = Instant::now();
        let found = self.placebo_says(claim.lane, credential, token).await;
        *witness = Witness::new(found, asked, generation);
        found
    }

    async fn placebo_says(&self, lane: Lane, credential: &Credential, token: Option<&Token>) -> Found {
        if !self.may_ask(lane, credential).await {
            return Found::Nothing;
        }
        let call = Call::new(lane, PLACEBO, &[PLACEBO]);
        let outcome = self.exchange(&call, credential, token.map(|token| token.value.expose_secret())).await;
        self.note(credential, PLACEBO, lane, outcome.as_ref().err()).await;
        match outcome {
            Ok(_) => Found::Good,
            Err(Error::Unauthorized(_)) => Found::BadToken,
            Err(Error::EdgeRefused(_)) => Found::Refused,
            Err(error) => {
                tracing::debug!(%error, "no second witness can be had");
                Found::Nothing
            }
        }
    }
}
