//! Addresses that are called when something is wrong: `ops.alert_url` and `ops.ping_url`. They are secrets, and are never repeated.

use anyhow::{Result, bail};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// How a receiver wants to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A webhook of Discord: `…/api/webhooks/ID/TOKEN`.
    Discord,
    /// A topic of ntfy: at `ntfy.sh` or a host whose name begins with `ntfy.`, or with the scheme `ntfy`, or `ntfy+http` for a server without TLS.
    Ntfy,
    /// Any other address gets a JSON object.
    Json,
}

/// The address that is asked, and how.
///
/// # Errors
/// When it is none; what it is stands nowhere.
pub fn address(url: &SecretString) -> Result<(Url, Form)> {
    let text = url.expose_secret();
    let (text, ntfy) = match (text.strip_prefix("ntfy://"), text.strip_prefix("ntfy+http://")) {
        (Some(rest), _) => (format!("https://{rest}"), true),
        (None, Some(rest)) => (format!("http://{rest}"), true),
        (None, None) => (text.to_owned(), false),
    };
    let Some(url) = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host()) else {
        bail!("it must be an address such as https://host/path, ntfy://host/topic, or ntfy+http://host/topic without TLS");
    };
    let host = url.host_str().unwrap_or_default();
    let mut path = url.path().split('/').skip_while(|part| *part != "webhooks").skip(1);
    let webhook = path.next().is_some_and(|id| id.len() >= 15 && id.bytes().all(|byte| byte.is_ascii_digit()));
    let form = if ntfy || host == "ntfy.sh" || host.starts_with("ntfy.") {
        Form::Ntfy
    } else if webhook && url.path().starts_with("/api/") {
        Form::Discord
    } else {
        Form::Json
    };
    Ok((url, form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_an_address_says_how_to_tell_and_what_is_no_address_is_not_repeated() {
        let form = |text: &str| address(&SecretString::from(text.to_owned())).map(|(url, form)| (url.scheme().to_owned(), form));
        for (text, wanted) in [
            ("https://discord.com/api/webhooks/123456789012345678/canary", Form::Discord),
            ("https://discord.com/api/v10/webhooks/123456789012345678/canary?thread_id=1", Form::Discord),
            ("https://ntfy.sh/topic", Form::Ntfy),
            ("ntfy://alerts.example.org/topic", Form::Ntfy),
            ("https://ntfy.example.org/topic", Form::Ntfy),
            ("https://example.org/api/webhooks/me", Form::Json),
            ("https://example.org/webhooks/123456789012345678/x", Form::Json),
        ] {
            assert_eq!(form(text).unwrap(), ("https".to_owned(), wanted), "{text}");
        }
        assert_eq!(form("ntfy+http://10.0.0.1:8080/topic").unwrap(), ("http".to_owned(), Form::Ntfy));
        for text in ["canary", "ftp://canary/x", "https://", "ntfy://", "ntfy+http://", "ntfy+https://canary/x", "canary:canary"] {
            let error = format!("{:#}", form(text).unwrap_err());
            assert!(!error.contains("canary"), "{error}");
        }
    }
}
