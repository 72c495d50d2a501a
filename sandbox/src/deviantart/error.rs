//! The vendor's error bodies. Texts are as recorded unless a comment says otherwise.

use super::quirks::NotFoundWording;
use serde::Serialize;
use serde_json::{Map, Value};

/// An error answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct ApiError {
    #[serde(skip)]
    pub(super) http: u16,
    error: &'static str,
    error_description: String,
    #[serde(skip_serializing_if = "Map::is_empty")]
    error_details: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
}

impl ApiError {
    fn new(http: u16, error: &'static str, text: impl Into<String>) -> Self {
        Self { http, error, error_description: text.into(), error_details: Map::new(), error_code: None, status: Some("error") }
    }

    fn code(mut self, code: i32) -> Self {
        self.error_code = Some(code);
        self
    }

    fn without_status(mut self) -> Self {
        self.status = None;
        self
    }

    pub(super) fn validation(field: &str, text: &str) -> Self {
        let mut error = Self::new(400, "invalid_request", "Request field validation failed.");
        error.error_details.insert(field.to_owned(), Value::String(format!("{field} {text}")));
        error
    }

    /// The code 0 is recorded for `user/friends/watch`; assumed for the other endpoints.
    pub(super) fn user_not_found(name: &str, wording: NotFoundWording) -> Self {
        let text = match wording {
            NotFoundWording::Plain => "User not found.".to_owned(),
            NotFoundWording::Quoted => format!("User \"{name}\" not found."),
        };
        Self::new(400, "invalid_request", text).code(0)
    }

    /// Since 2024-12 at once on deactivation (GDL #6245, #6645, #6873).
    pub(super) fn inactive() -> Self {
        Self::new(400, "invalid_request", "Account is inactive.").code(1)
    }

    /// Wording from NIB; the code is unknown.
    pub(super) fn blocked() -> Self {
        Self::new(400, "invalid_request", "Sorry, we have blocked access to this profile.")
    }

    /// Assumed: no recorded body for a well-formed but unknown folder.
    pub(super) fn folder_not_found() -> Self {
        Self::new(400, "invalid_request", "Folder not found.").code(2)
    }

    /// Assumed: no recorded body.
    pub(super) fn deviation_not_found(http: u16) -> Self {
        Self::new(http, "invalid_request", "Deviation not found.").code(0)
    }

    pub(super) fn endpoint_not_found() -> Self {
        Self::new(404, "invalid_request", "Api endpoint not found.")
    }

    pub(super) fn version(version: &str) -> Self {
        Self::new(404, "version_error", format!("Api Version {version} not supported"))
    }

    pub(super) fn no_token() -> Self {
        Self::new(401, "invalid_request", "Must provide an access_token to access this resource.")
    }

    pub(super) fn invalid_token() -> Self {
        Self::new(401, "invalid_token", "Invalid token.")
    }

    /// The text for a user's token is from GDL #9268; for an application's token it is assumed.
    pub(super) fn expired_token(of_user: bool) -> Self {
        let text = if of_user {
            "Expired oAuth2 user token. The client should request a new one with an access code or a refresh token."
        } else {
            "Expired oAuth2 client token. The client should request a new one."
        };
        Self::new(401, "invalid_token", text)
    }

    /// Only a user's token may do this (DACLI live test: 401 or 403; the text is assumed).
    pub(super) fn user_required() -> Self {
        Self::new(403, "insufficient_scope", "This resource requires a user token.")
    }

    pub(super) fn scope_missing(scope: &str) -> Self {
        Self::new(403, "insufficient_scope", format!("The request requires the scope {scope}."))
    }

    pub(super) fn throttled(user: bool) -> Self {
        if user {
            Self::new(429, "user_api_threshold", "User request limit reached.")
        } else {
            Self::new(429, "application_api_threshold", "Client request limit reached.")
        }
    }

    pub(super) fn server() -> Self {
        Self::new(500, "server_error", "Internal Server Error.")
    }

    pub(super) fn server_without_status() -> Self {
        Self::new(500, "server_error", "Internal server error.").without_status()
    }

    /// 200 with an error in the body.
    pub(super) fn in_success() -> Self {
        Self::new(200, "server_error", "There was an error performing your request. Please try again later.")
    }

    /// The spam guard of `user/friends/watch`: a 400, not a 429 (WIX-264).
    pub(super) fn watching_too_fast() -> Self {
        let text = "Failed to add friend - You have added too many people to your devwatch in a short period of time.";
        Self::new(400, "invalid_request", text).code(2)
    }

    /// The same code means something else (recorded).
    pub(super) fn watching_oneself() -> Self {
        Self::new(400, "invalid_request", "Failed to add friend - You can not add yourself to your own friends list.").code(2)
    }

    /// Token-endpoint bodies carry no `status` in the documentation.
    pub(super) fn invalid_client() -> Self {
        Self::new(401, "invalid_client", "Client authentication failed.").without_status()
    }

    pub(super) fn unsupported_grant() -> Self {
        Self::new(400, "unsupported_grant_type", "The grant type is not supported.").without_status()
    }

    /// `invalid_request`, not the standard `invalid_grant` (WIX-58).
    pub(super) fn invalid_refresh() -> Self {
        Self::new(400, "invalid_request", "The refresh_token is invalid.")
    }

    /// Assumed wording.
    pub(super) fn invalid_code() -> Self {
        Self::new(400, "invalid_request", "The authorization code is invalid.")
    }
}
