//! How the vendor behaves: its habits, its limits, its clock and its tokens.

use super::limit::RateModel;
use super::options::Options;
use super::quirks::Quirks;
use super::world::World;
use std::time::Duration;

impl World {
    /// Changes the vendor's varying habits.
    pub fn quirks(&self, change: impl FnOnce(&mut Quirks)) {
        self.with(|state| change(&mut state.quirks));
    }

    /// Changes the rate limit's capacity; what is used up stays used up, and a running pause continues.
    pub fn set_rate(&self, rate: RateModel) {
        self.with(|state| state.options.rate = rate);
    }

    /// The settings of this world.
    #[must_use]
    pub fn options(&self) -> Options {
        self.with(|state| state.options.clone())
    }

    /// Moves the simulated clock, for publication times and the life of tokens.
    pub fn advance_clock(&self, by: Duration) {
        self.with(|state| state.clock_offset += i64::try_from(by.as_secs()).unwrap_or(i64::MAX / 4));
    }

    /// Every access token given so far has expired (401 `invalid_token` "Expired ...").
    pub fn expire_tokens(&self) {
        self.with(|state| {
            let now = state.now();
            state.auth.expire_access(now);
        });
    }

    /// Every access token given so far is unknown (401 `invalid_token` "Invalid token.").
    pub fn forget_tokens(&self) {
        self.with(|state| state.auth.forget_access());
    }

    /// Replaces the credentials that get tokens: an application whose secret was changed.
    pub fn set_credentials(&self, credentials: Vec<super::Credential>) {
        self.with(|state| state.auth.credentials = credentials);
    }

    /// An authorization code, as if this user (made when missing) had agreed on the website.
    pub fn issue_code(&self, client_id: &str, user: &str, scope: &str) -> String {
        self.with(|state| {
            let user = state.ensure(user, false);
            state.auth.code(client_id, user, scope)
        })
    }

    /// This user (made when missing) sits at the browser and agrees on the consent page, `/oauth2/authorize`.
    pub fn sign_in(&self, user: &str) {
        self.with(|state| state.auth.signed_in = Some(state.ensure(user, false)));
    }

    /// Every refresh token given so far is dead (400 "The refresh_token is invalid.").
    pub fn end_refresh_tokens(&self) {
        self.with(|state| state.auth.end_refresh());
    }

    /// The names of the artists that this account watches.
    #[must_use]
    pub fn watched_by(&self, account: &str) -> Vec<String> {
        self.with(|state| {
            let watches = state.account(account).map(|account| account.watches.clone()).unwrap_or_default();
            watches.iter().filter_map(|id| state.accounts.get(id)).map(|watched| watched.username.clone()).collect()
        })
    }
}
