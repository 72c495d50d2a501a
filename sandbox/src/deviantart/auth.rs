//! Tokens: the three grants and what is checked of a token.

use super::error::ApiError;
use super::options::Credential;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Viewer {
    pub(super) client_id: String,
    pub(super) user: Option<Uuid>,
    pub(super) scope: String,
}

#[derive(Clone, Debug)]
struct Access {
    viewer: Viewer,
    expires_at: i64,
}

/// All tokens that were given out.
#[derive(Debug, Default)]
pub(super) struct Auth {
    pub(super) credentials: Vec<Credential>,
    access: HashMap<String, Access>,
    refresh: HashMap<String, Viewer>,
    codes: HashMap<String, Code>,
    /// Who sits at the browser: agrees to whatever an application asks for.
    pub(super) signed_in: Option<Uuid>,
}

/// An authorization code, with what the exchange has to repeat or prove.
#[derive(Clone, Debug)]
struct Code {
    viewer: Viewer,
    redirect_uri: Option<String>,
    challenge: Option<String>,
}

/// What a browser brings to the consent page.
pub(super) struct Consent<'a> {
    pub(super) client_id: &'a str,
    pub(super) redirect_uri: &'a str,
    pub(super) scope: &'a str,
    pub(super) challenge: &'a str,
}

/// What an application brings to exchange an authorization code.
pub(super) struct Exchange<'a> {
    pub(super) client_id: &'a str,
    pub(super) code: &'a str,
    pub(super) redirect_uri: &'a str,
    pub(super) verifier: Option<&'a str>,
}

/// What a grant gives.
pub(super) struct Grant {
    pub(super) access_token: String,
    pub(super) refresh_token: Option<String>,
    pub(super) scope: Option<String>,
}

/// The challenge of a verifier: the digest in base64url without padding (RFC 7636).
fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// 50 hexadecimal digits, as the vendor's.
fn token() -> String {
    let mut text = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    text.truncate(50);
    text
}

impl Auth {
    pub(super) fn new(credentials: Vec<Credential>) -> Self {
        Self { credentials, ..Self::default() }
    }

    pub(super) fn knows(&self, client_id: &str, client_secret: &str) -> bool {
        self.credentials.iter().any(|one| one.client_id == client_id && one.client_secret == client_secret)
    }

    pub(super) fn application(&mut self, client_id: &str, expires_at: i64) -> Grant {
        let viewer = Viewer { client_id: client_id.to_owned(), user: None, scope: "basic browse".to_owned() };
        Grant { access_token: self.give(viewer, expires_at), refresh_token: None, scope: None }
    }

    /// An authorization code, as if the user had agreed on the website.
    pub(super) fn code(&mut self, client_id: &str, user: Uuid, scope: &str) -> String {
        let viewer = Viewer { client_id: client_id.to_owned(), user: Some(user), scope: scope.to_owned() };
        self.keep(Code { viewer, redirect_uri: None, challenge: None })
    }

    /// The user who is signed in agrees on the website; None: nobody is.
    pub(super) fn consent(&mut self, asked: &Consent<'_>) -> Option<String> {
        let viewer = Viewer { client_id: asked.client_id.to_owned(), user: Some(self.signed_in?), scope: asked.scope.to_owned() };
        let (redirect_uri, challenge) = (Some(asked.redirect_uri.to_owned()), Some(asked.challenge.to_owned()));
        Some(self.keep(Code { viewer, redirect_uri, challenge }))
    }

    fn keep(&mut self, kept: Code) -> String {
        let code = token();
        self.codes.insert(code.clone(), kept);
        code
    }

    /// The redirect address has to be the same, and the verifier that of the challenge (PKCE, S256).
    pub(super) fn by_code(&mut self, exchange: &Exchange<'_>, expires_at: i64) -> Result<Grant, ApiError> {
        let Exchange { client_id, code, redirect_uri, verifier } = *exchange;
        let Some(kept) = self.codes.remove(code) else { return Err(ApiError::invalid_code()) };
        let proves = |challenge: String| verifier.is_some_and(|verifier| s256(verifier) == challenge);
        let fits = kept.redirect_uri.is_none_or(|asked| asked == redirect_uri) && kept.challenge.is_none_or(proves);
        if fits && kept.viewer.client_id == client_id { Ok(self.chain(kept.viewer, expires_at)) } else { Err(ApiError::invalid_code()) }
    }

    /// Every refresh token given so far is dead: the user took the authorization back, or it was not used for three months.
    pub(super) fn end_refresh(&mut self) {
        self.refresh.clear();
    }

    /// Single use: a new refresh token comes with every answer (WIX-58, WIX-136).
    pub(super) fn by_refresh(&mut self, client_id: &str, refresh: &str, expires_at: i64) -> Result<Grant, ApiError> {
        match self.refresh.remove(refresh) {
            Some(viewer) if viewer.client_id == client_id => Ok(self.chain(viewer, expires_at)),
            _ => Err(ApiError::invalid_refresh()),
        }
    }

    fn chain(&mut self, viewer: Viewer, expires_at: i64) -> Grant {
        let refresh = token();
        let scope = viewer.scope.clone();
        self.refresh.insert(refresh.clone(), viewer.clone());
        Grant { access_token: self.give(viewer, expires_at), refresh_token: Some(refresh), scope: Some(scope) }
    }

    fn give(&mut self, viewer: Viewer, expires_at: i64) -> String {
        let access = token();
        self.access.insert(access.clone(), Access { viewer, expires_at });
        access
    }

    pub(super) fn check(&self, token: Option<&str>, now: i64) -> Result<Viewer, ApiError> {
        let access = self.access.get(token.ok_or_else(ApiError::no_token)?).ok_or_else(ApiError::invalid_token)?;
        if access.expires_at <= now {
            return Err(ApiError::expired_token(access.viewer.user.is_some()));
        }
        Ok(access.viewer.clone())
    }

    pub(super) fn access_tokens(&self) -> Vec<String> {
        self.access.keys().cloned().collect()
    }

    /// Makes all access tokens unknown, as a revocation does.
    pub(super) fn forget_access(&mut self) {
        self.access.clear();
    }

    /// Lets all access tokens expire.
    pub(super) fn expire_access(&mut self, now: i64) {
        for access in self.access.values_mut() {
            access.expires_at = now;
        }
    }

    /// Removes a token, by default with everything of its user (MIR).
    pub(super) fn revoke(&mut self, token: &str) {
        let viewer = self.refresh.get(token).or_else(|| self.access.get(token).map(|access| &access.viewer)).cloned();
        if let Some(viewer) = viewer {
            self.refresh.retain(|_, other| other != &viewer);
            self.access.retain(|_, other| other.viewer != viewer);
        }
    }
}
