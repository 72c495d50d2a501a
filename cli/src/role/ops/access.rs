//! Who may read the ops pages. On loopback everybody on the machine may; elsewhere everybody who has `ops.token`. `/healthz` alone is open.
//!
//! A page answers to its own names only: without that any website could have a visitor's browser read it, by a name that leads to
//! this machine (DNS rebinding). An address in numbers cannot be such a name.

use crate::config::Ops;
use anyhow::{Result, bail};
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, HOST, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// The one address that tells nothing but that the process is alive.
pub const OPEN: &str = "/healthz";
/// A shorter token could be guessed.
const SHORTEST: usize = 16;
/// On every answer: nothing from elsewhere, nothing inline, no frames, no guesses about types.
const HEADERS: [(&str, &str); 5] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
];

/// What a request has to bring.
#[derive(Clone)]
pub struct Access(Arc<Rules>);

struct Rules {
    token: Option<SecretString>,
    /// Names in lower case, without port.
    names: Vec<String>,
}

impl Access {
    /// The rules of this configuration.
    ///
    /// # Errors
    /// When the page would be open to others than this machine without a token, or with one that is too short.
    pub async fn of(config: &Ops) -> Result<Self> {
        let listen = &config.listen;
        match &config.token {
            Some(token) if token.expose_secret().len() < SHORTEST => {
                bail!("ops.token is too short to protect anything; it needs {SHORTEST} characters, such as `openssl rand -hex 16` makes")
            }
            // A name that leads nowhere is told when it is listened to.
            None if !listen.addresses().await.unwrap_or_default().iter().all(|address| address.ip().is_loopback()) => bail!(
                "ops.listen {listen} can be reached from other machines, and ops.token is not set; set ops.token (or ops.token_file), or listen on 127.0.0.1"
            ),
            _ => {}
        }
        let own = [listen.target().0, "localhost"].into_iter().map(str::to_owned);
        let names = own.chain(config.hosts.iter().cloned()).map(|name| name.to_ascii_lowercase()).collect();
        Ok(Self(Arc::new(Rules { token: config.token.clone(), names })))
    }

    /// Asks again once it is known where the page listens: a name may lead elsewhere than it did.
    ///
    /// # Errors
    /// When others reach it there without a token.
    pub fn permit(&self, address: SocketAddr) -> Result<()> {
        if self.0.token.is_none() && !address.ip().is_loopback() {
            bail!(
                "ops.listen leads to {address}, which other machines can reach, and ops.token is not set; set ops.token (or ops.token_file), or listen on 127.0.0.1"
            );
        }
        Ok(())
    }

    /// Whether the `Host` of a request, if there is one, is ours.
    fn is_own(&self, headers: &HeaderMap) -> bool {
        let Some(host) = headers.get(HOST) else { return true };
        let Ok(host) = host.to_str() else { return false };
        let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, _)) => address,
            None => host.split_once(':').map_or(host, |(name, _)| name),
        };
        name.parse::<IpAddr>().is_ok() || self.0.names.contains(&name.to_ascii_lowercase())
    }

    /// Whether the request brings the token: as a bearer's, or as the password that a browser asks for.
    fn is_allowed(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.0.token else { return true };
        let brought = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.split_once(' '));
        let brought = match brought {
            Some((scheme, value)) if scheme.eq_ignore_ascii_case("bearer") => value.trim().as_bytes().to_vec(),
            Some((scheme, value)) if scheme.eq_ignore_ascii_case("basic") => {
                let decoded = STANDARD.decode(value.trim()).unwrap_or_default();
                decoded.iter().position(|byte| *byte == b':').map_or_else(Vec::new, |colon| decoded[colon + 1..].to_vec())
            }
            _ => Vec::new(),
        };
        brought.ct_eq(token.expose_secret().as_bytes()).into()
    }
}

/// Lets a request through, or answers it.
pub async fn guard(State(access): State<Access>, request: Request, next: Next) -> Response {
    let open = request.uri().path() == OPEN;
    let mut response = if !open && !access.is_own(request.headers()) {
        let words = "this page does not answer to that name; ops.hosts names others\n";
        (StatusCode::MISDIRECTED_REQUEST, words).into_response()
    } else if !open && !access.is_allowed(request.headers()) {
        let ask = [(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"deviantcord\""))];
        (StatusCode::UNAUTHORIZED, ask, "ops.token is needed: as bearer token, or as password with any user name\n").into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    async fn access(listen: &str, token: Option<&str>) -> Result<Access> {
        let token = token.map(|token| SecretString::from(token.to_owned()));
        let config = Ops { listen: listen.parse().unwrap(), token, hosts: vec!["Status.Example.org".to_owned()], ..Ops::default() };
        Access::of(&config).await
    }

    #[tokio::test]
    async fn a_page_that_others_can_reach_needs_a_token() {
        for open in ["0.0.0.0:8190", "192.0.2.1:8190", "[::]:8190"] {
            let error = access(open, None).await.err().unwrap().to_string();
            assert!(error.contains(open) && error.contains("ops.token is not set"), "{error}");
            assert!(access(open, Some("0123456789abcdef")).await.is_ok());
        }
        assert!(access("127.0.0.1:8190", None).await.is_ok() && access("localhost:8190", None).await.is_ok());
        assert!(access("127.0.0.1:8190", Some("short")).await.err().unwrap().to_string().contains("too short"));
    }

    #[tokio::test]
    async fn only_names_of_its_own_and_addresses_are_answered_to() {
        let access = access("127.0.0.1:8190", None).await.unwrap();
        let own = |host: &str| access.is_own(&headers(&[(HOST, host)]));
        for host in ["localhost:8190", "LOCALHOST", "127.0.0.1:8190", "[::1]:8190", "10.1.2.3", "status.example.org:443"] {
            assert!(own(host), "{host}");
        }
        for host in ["evil.example", "evil.example:8190", "127.0.0.1.evil.example", "localhost.evil.example", "", "[evil]"] {
            assert!(!own(host), "{host}");
        }
        assert!(access.is_own(&HeaderMap::new()), "no browser leaves it out");
    }

    #[tokio::test]
    async fn the_token_comes_as_a_bearers_or_as_a_password() {
        let access = access("0.0.0.0:8190", Some("0123456789abcdef")).await.unwrap();
        let allowed = |value: &str| access.is_allowed(&headers(&[(AUTHORIZATION, value)]));
        assert!(allowed("Bearer 0123456789abcdef") && allowed(&format!("Basic {}", STANDARD.encode("me:0123456789abcdef"))));
        for wrong in ["Bearer 0123456789abcdeg", "Bearer 0123456789abcde", "Bearer ", "Basic !", "0123456789abcdef", "Basic MDEyMw=="] {
            assert!(!allowed(wrong), "{wrong}");
        }
        assert!(!access.is_allowed(&HeaderMap::new()));
    }
}
