//! `deviantcord setup deviantart-account`: a person agrees in the browser, and the account's refresh token is kept.

use crate::backends;
use crate::config::{Config, Listen};
use crate::data_dir::DataDir;
use crate::role::ingest::{account_file, options};
use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Html;
use axum::routing::get;
use coordination::Cache;
use deviantart::account::Account;
use deviantart::authorization::Authorization;
use deviantart::{Client, Limits};
use domain::clock::{Clock, SystemClock};
use serde::Deserialize;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How long the browser may take; DeviantArt's codes do not live longer either.
const PATIENCE: Duration = Duration::from_secs(600);

/// What the browser brings back.
#[derive(Debug, Deserialize)]
struct Answer {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// Prints the address, waits for the browser, keeps the account.
///
/// # Errors
/// What is missing or went wrong, and what to do.
pub async fn run(file: Option<&Path>, listen: Listen) -> Result<ExitCode> {
    let addresses = listen.addresses().await.with_context(|| format!("--listen {listen} is no address of this machine"))?;
    if !addresses.iter().all(|address| address.ip().is_loopback()) {
        bail!("--listen {listen} is not on this machine; the code would cross a network in the clear. Use 127.0.0.1 (and an SSH tunnel)");
    }
    let config = Config::load(file)?;
    backends::check(&config)?;
    let application = options(&config)
        .context("deviantart.client_id and deviantart.client_secret are not set; the account is asked for their application")?;
    let listener =
        TcpListener::bind(&*addresses).await.with_context(|| format!("{listen} cannot be used; name a free port with --listen"))?;
    let authorization = Authorization::new(format!("http://{}/callback", listen.with_port(listener.local_addr()?.port())));
    let page = authorization.page(&application.api_url, &application.client_id);
    println!("Open this address in a browser that is signed in with the watching account, and agree:\n\n{page}\n");
    println!("Use a separate account: artists see who watches them. Waiting for the browser ...");
    let code = code(listener, &authorization).await?;

    let cache: Arc<dyn Cache> = coordination::connect("memory:")?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    // Held until the account is kept; a running service reads the file again for each refresh.
    let _directory = DataDir::open(&config.data_dir, &[])?;
    let kept = Arc::new(account_file(&config));
    let client = Client::for_account(application.clone(), kept.clone(), Limits::default(), cache, clock)?;
    let (token, username) = client.authorized(&authorization, &code).await.context("DeviantArt did not accept the authorization")?;
    kept.save(&Account::new(application.client_id, username.clone(), &token))
        .with_context(|| format!("{} cannot be written", kept.path().display()))?;
    println!(
        "{username} watches from now on; its token is in {}. Restart `deviantcord run` to begin; delete the file to stop.",
        kept.path().display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Serves the one page that the browser comes back to, until it brings a code that belongs to this attempt.
async fn code(listener: TcpListener, authorization: &Authorization) -> Result<String> {
    let (sender, mut answers) = mpsc::channel(4);
    let router = Router::new().route("/callback", get(callback)).with_state(sender);
    let answered = CancellationToken::new();
    let served = axum::serve(listener, router).with_graceful_shutdown(answered.clone().cancelled_owned());
    let served = tokio::spawn(served.into_future());
    let wait = async {
        loop {
            let Some(answer) = answers.recv().await else { bail!("the listener ended") };
            if !answer.state.as_deref().is_some_and(|state| authorization.is_answered_by(state)) {
                eprintln!("ignoring an answer that does not belong to this attempt");
                continue;
            }
            if let Some(error) = answer.error {
                bail!("DeviantArt says {error}: {}", answer.error_description.unwrap_or_default());
            }
            return answer.code.context("DeviantArt's answer has no code");
        }
    };
    let code = timeout(PATIENCE, wait).await;
    // The browser still gets its page.
    answered.cancel();
    if timeout(Duration::from_secs(2), served).await.is_err() {
        tracing::debug!("the browser holds its connection");
    }
    code.unwrap_or_else(|_| bail!("nobody agreed within {} minutes; run the command again", PATIENCE.as_secs() / 60))
}

async fn callback(State(answers): State<mpsc::Sender<Answer>>, Query(answer): Query<Answer>) -> Html<&'static str> {
    // A full channel means that the answer is there already.
    let _ = answers.try_send(answer);
    Html("<!doctype html><title>DeviantCord</title><p>You can close this page; the terminal says how it went.")
}
