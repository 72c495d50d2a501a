//! How a person lets this application act for their account: OAuth 2.1's authorization code with PKCE (S256), which DeviantArt
//! demands of new applications (docs/deviantart-api.md, section 2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use url::Url;

/// `browse` and `feed` for the watch feed (sources disagree about which one it takes), `user` for the list of watched artists,
/// `user.manage` to change it.
const SCOPE: &str = "basic browse feed user user.manage";

/// One attempt.
pub struct Authorization {
    state: String,
    pub(super) verifier: SecretString,
    pub(super) redirect_uri: String,
}

impl Authorization {
    /// Begins an attempt that comes back to this address, which the application's settings at DeviantArt must name exactly so.
    #[must_use]
    pub fn new(redirect_uri: String) -> Self {
        Self { state: random(), verifier: SecretString::from(random()), redirect_uri }
    }

    /// The page that the person has to open.
    #[must_use]
    pub fn page(&self, api_url: &Url, client_id: &str) -> Url {
        let mut url = api_url.clone();
        url.set_path("/oauth2/authorize");
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.expose_secret()));
        url.query_pairs_mut().clear().extend_pairs([
            ("response_type", "code"),
            ("client_id", client_id),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("scope", SCOPE),
            ("state", self.state.as_str()),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ]);
        url
    }

    /// Whether an answer belongs to this attempt and not to one that somebody else began.
    #[must_use]
    pub fn is_answered_by(&self, state: &str) -> bool {
        self.state == state
    }
}

/// 256 random bits, as text that fits a URL.
fn random() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}
