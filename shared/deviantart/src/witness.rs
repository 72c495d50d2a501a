//! A second witness for what one answer claims of this address or of a token: what it said last, and when that still counts.
//!
//! Stray answers are real: 403 pages for a POST while GETs work (WIX-203), 401 at one endpoint alone (WIX-173). So before
//! anything but the request itself suffers, `placebo` is asked, which needs nothing but a token and an address that the edge lets through.

use domain::budget::Lane;
use tokio::time::Instant;

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
pub(super) enum Found {
    /// The edge lets the address through, and the token is good.
    Good,
    /// The edge lets the address through, and the token is not good.
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
    /// When it was asked, and with which generation of the token.
    asked: Option<(Instant, Option<u64>)>,
}

impl Witness {
    /// An answer that `placebo` gave to a question of this time with this token.
    pub(super) const fn new(found: Found, asked: Instant, generation: Option<u64>) -> Self {
        Self { found, asked: Some((asked, generation)) }
    }

    /// What was heard since the claim, with the same token; None: `placebo` has to be asked.
    pub(super) fn heard_since(&self, claim: Claim, generation: Option<u64>) -> Option<Found> {
        self.asked.filter(|(at, with)| *at > claim.asked && *with == generation).map(|_| self.found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn an_answer_counts_for_earlier_claims_with_the_same_token_only() {
        let now = Instant::now();
        let claim = |after_ms| Claim { endpoint: "gallery/all", lane: Lane::Poll, asked: now + Duration::from_millis(after_ms) };
        let witness = Witness::new(Found::Good, now + Duration::from_millis(10), Some(1));
        assert_eq!(witness.heard_since(claim(0), Some(1)), Some(Found::Good));
        assert_eq!(witness.heard_since(claim(20), Some(1)), None, "the claim is newer");
        assert_eq!(witness.heard_since(claim(0), Some(2)), None, "another token");
        assert_eq!(Witness::default().heard_since(claim(0), None), None);
    }
}
