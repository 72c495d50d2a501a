//! What a simulated DeviantArt starts with.

use super::limit::RateModel;
use super::quirks::Quirks;

/// An application registered with DeviantArt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// A number in the vendor's world; any text here.
    pub client_id: String,
    /// 32 characters in the vendor's world; any text here.
    pub client_secret: String,
}

impl Credential {
    /// A credential from its two parts.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        Self { client_id: client_id.into(), client_secret: client_secret.into() }
    }
}

/// The settings of a [`super::Server`].
#[derive(Clone, Debug)]
pub struct Options {
    /// The applications that get tokens; the default is `sandbox` with the secret `sandbox-secret`.
    pub credentials: Vec<Credential>,
    /// The highest `limit` of `gallery/*` (24 at the vendor's).
    pub gallery_cap: u32,
    /// The highest `limit` of `gallery/folders` and of the watch feed (50 at the vendor's).
    pub list_cap: u32,
    /// The page size of `user/profile/posts`, whose `limit` has no known effect (GDL sends 50).
    pub posts_page: u32,
    /// The highest `offset` (50000 at the vendor's).
    pub offset_cap: u32,
    /// How many requests are too many.
    pub rate: RateModel,
    /// Seconds that the simulated clock is ahead of the machine's.
    pub clock_offset: i64,
    /// Seconds that an access token lives (3600 at the vendor's).
    pub token_seconds: i64,
    /// The seed of the faults' dice.
    pub seed: u64,
    /// The vendor's habits that vary; also settable at run time.
    pub quirks: Quirks,
    /// The TCP port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            credentials: vec![Credential::new("sandbox", "sandbox-secret")],
            gallery_cap: 24,
            list_cap: 50,
            posts_page: 24,
            offset_cap: 50_000,
            rate: RateModel::default(),
            clock_offset: 0,
            token_seconds: 3600,
            seed: 0,
            quirks: Quirks::default(),
            port: 0,
        }
    }
}
