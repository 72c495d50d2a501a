//! The receivers, over HTTP. One that answers slowly, refuses, redirects or answers without end costs a bounded time and nothing else: redirects
//! are not followed and bodies are not read. The address is a secret and stands in no error.

use super::ledger::Message;
use super::message::{body, document, title};
use crate::config::{Form, address};
use anyhow::{Context, Result, bail};
use deviantart::http::{self, Timeouts};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// How long a receiver may take.
pub const PATIENCE: Timeouts = Timeouts { connect: Duration::from_secs(5), total: Duration::from_secs(10), read: Duration::from_secs(10) };

/// See the module's text.
#[derive(Clone)]
pub struct Receiver {
    url: SecretString,
    form: Form,
    client: http::Client,
}

impl Receiver {
    /// The receiver at this address, which was checked with [`address`].
    ///
    /// # Errors
    /// When the address cannot be used or TLS cannot be set up.
    pub fn new(url: &SecretString, patience: Timeouts) -> Result<Self> {
        let (url, form) = address(url)?;
        let client = http::builder(concat!("deviantcord/", env!("CARGO_PKG_VERSION")), patience).build();
        let client = client.context("the client for ops.alert_url and ops.ping_url cannot be made")?;
        Ok(Self { url: SecretString::from(String::from(url)), form, client })
    }

    /// Tells it; returns when it has accepted.
    ///
    /// # Errors
    /// When it does not answer in time, or with anything but success.
    pub async fn tell(&self, message: &Message) -> Result<()> {
        let post = self.client.post(self.url.expose_secret());
        let request = match self.form {
            Form::Discord => {
                let content = format!("**{}**\n{}", title(message), body(message));
                post.json(&serde_json::json!({ "content": content, "allowed_mentions": { "parse": [] } }))
            }
            Form::Ntfy => {
                let over = message.alert.over_at.is_some();
                let (priority, tag) = if over { ("default", "white_check_mark") } else { ("high", "warning") };
                post.header("title", title(message)).header("priority", priority).header("tags", tag).body(body(message))
            }
            Form::Json => post.json(&document(message)),
        };
        accepted(request.send().await.map(|answer| answer.status()).map_err(|error| error.without_url().into()))
    }

    /// Calls it, without a word: for a dead man's switch.
    ///
    /// # Errors
    /// As [`tell`](Self::tell).
    pub async fn ping(&self) -> Result<()> {
        let answer = self.client.get(self.url.expose_secret()).send().await;
        accepted(answer.map(|answer| answer.status()).map_err(|error| error.without_url().into()))
    }
}

/// The body is left unread, and with it whatever it would cost.
fn accepted(answer: Result<http::StatusCode>) -> Result<()> {
    let status = answer?;
    if status.is_redirection() {
        bail!("it answers {} and leads elsewhere, where this is not sent; set the address that it leads to", status.as_u16());
    }
    if !status.is_success() {
        bail!("it answers {}", status.as_u16());
    }
    Ok(())
}
