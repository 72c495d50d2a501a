//! What can go wrong with a request, by what the caller has to do about it.

/// See each variant's text: it says what happened and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("DeviantArt does not know the user {0:?}")]
    UserNotFound(String),
    #[error("the DeviantArt account {0:?} is deactivated")]
    AccountInactive(String),
    #[error("DeviantArt blocks access to the profile {0:?}")]
    ProfileBlocked(String),
    #[error("DeviantArt refused the request: {0}")]
    Rejected(String),
    #[error("DeviantArt does not know this deviation")]
    DeviationNotFound,
    #[error("DeviantArt does not accept the client id and secret; check deviantart.client_id and deviantart.client_secret")]
    InvalidClient,
    #[error("DeviantArt does not accept the access token: {0}")]
    Unauthorized(String),
    #[error("the application lacks a scope or permission for this request: {0}")]
    Forbidden(String),
    #[error("DeviantArt asks for fewer requests (429)")]
    Throttled,
    #[error("DeviantArt's edge refuses this address (403); requests rest for {0:?}")]
    EdgeRefused(std::time::Duration),
    #[error("this endpoint or API version is gone from DeviantArt (404): {0}")]
    EndpointGone(String),
    #[error("DeviantArt has a problem (HTTP {status}): {message}")]
    Server { status: u16, message: String },
    #[error("DeviantArt did not answer in time")]
    Timeout,
    #[error("DeviantArt cannot be reached: {0}")]
    Transport(String),
    #[error("the answer is larger than allowed ({0} bytes)")]
    TooLarge(u64),
    #[error("the answer to {endpoint} cannot be read: {message}")]
    Decode { endpoint: &'static str, message: String },
}

impl Error {
    /// Whether the same request may succeed later without anybody's help.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Throttled
                | Self::EdgeRefused(_)
                | Self::Server { .. }
                | Self::Timeout
                | Self::Transport(_)
                | Self::Decode { .. }
                | Self::TooLarge(_)
        )
    }
}
