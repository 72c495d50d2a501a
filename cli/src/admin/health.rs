//! `deviantcord health`: asks the running process how it is. Made for health checks of containers and supervisors, which then need no other
//! program; people read the ops page.

use crate::args::Health;
use crate::config::{Config, Ops};
use crate::role::ops::ALIVE;
use anyhow::{Context, Result, bail};
use secrecy::ExposeSecret;
use serde_json::Value;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A process that does not answer within this is not well.
const PATIENCE: Duration = Duration::from_secs(4);
/// An answer is a few hundred bytes; nobody else's page is read to its end.
const LONGEST: u64 = 1 << 20;

/// Prints one line for each check that is not well, or one that all are; the exit code says the same.
///
/// # Errors
/// When the configuration is wrong or nobody answers.
pub async fn run(file: Option<&Path>, question: Health) -> Result<ExitCode> {
    let config = Config::load(file)?;
    let listen = &config.ops.listen;
    let answer = tokio::time::timeout(PATIENCE, ask(&config.ops, path(question)))
        .await
        .with_context(|| format!("ops.listen {listen} gives no answer within {} s", PATIENCE.as_secs()))?
        .with_context(|| {
            format!("ops.listen {listen} does not answer; does a process run there with role ops (run --role … --role ops)?")
        })?;
    let (well, lines) = read(&answer).with_context(|| format!("what answers at ops.listen {listen} is not a deviantcord"))?;
    lines.iter().for_each(|line| println!("{line}"));
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Where a page that listens everywhere can be asked from here.
fn reachable(mut listen: SocketAddr) -> SocketAddr {
    if listen.ip().is_unspecified() {
        listen.set_ip(if listen.is_ipv4() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { IpAddr::V6(Ipv6Addr::LOCALHOST) });
    }
    listen
}

/// Where the question is answered.
fn path(question: Health) -> &'static str {
    match question {
        Health { live: true, .. } => "/healthz",
        Health { ready: true, .. } => "/readyz",
        Health { .. } => "/health",
    }
}

/// The answer as it came. The version 1.0 keeps it in one piece and ends the connection behind it.
async fn ask(config: &Ops, path: &str) -> Result<String> {
    let listen = &config.listen;
    let token = config.token.as_ref().map_or_else(String::new, |token| format!("Authorization: Bearer {}\r\n", token.expose_secret()));
    let addresses: Vec<SocketAddr> = listen.addresses().await?.into_iter().map(reachable).collect();
    let mut stream = TcpStream::connect(&*addresses).await?;
    stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: {listen}\r\n{token}\r\n").as_bytes()).await?;
    let mut answer = String::new();
    stream.take(LONGEST).read_to_string(&mut answer).await?;
    Ok(answer)
}

/// Whether all is well, and what to print.
fn read(answer: &str) -> Result<(bool, Vec<String>)> {
    let (_, body) = answer.split_once("\r\n\r\n").context("no HTTP")?;
    if body == ALIVE {
        return Ok((true, vec![ALIVE.trim().to_owned()]));
    }
    let body: Value = serde_json::from_str(body)?;
    let verdict = ["healthy", "ready", "alive"].into_iter().find_map(|question| Some((question, body[question].as_bool()?)));
    let (Some((question, well)), Some(checks)) = (verdict, body["checks"].as_array()) else { bail!("no health in it") };
    if well {
        return Ok((true, vec![question.to_owned()]));
    }
    let unwell = checks.iter().filter(|check| check["ok"] == false);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ok((false, unwell.map(|check| format!("{}: {}", text(&check["name"]), text(&check["message"]))).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_well_is_printed() {
        let answer = |body: &str| format!("HTTP/1.0 503 Service Unavailable\r\ncontent-type: application/json\r\n\r\n{body}");
        let bad = answer(
            r#"{"healthy":false,"checks":[{"name":"spool","ok":true,"message":"empty"},{"name":"Discord","ok":false,"message":"no token"}]}"#,
        );
        assert_eq!(read(&bad).map_err(|error| error.to_string()), Ok((false, vec!["Discord: no token".to_owned()])));
        let good = answer(r#"{"healthy":true,"checks":[]}"#);
        assert_eq!(read(&good).map_err(|error| error.to_string()), Ok((true, vec!["healthy".to_owned()])));
        let lacks = answer(r#"{"ready":false,"checks":[{"name":"store","ok":false,"message":"away"}]}"#);
        assert_eq!(read(&lacks).map_err(|error| error.to_string()), Ok((false, vec!["store: away".to_owned()])));
        assert_eq!(read(&answer(ALIVE)).map_err(|error| error.to_string()), Ok((true, vec!["alive".to_owned()])));
        assert!(read(&answer("<html>somebody else</html>")).is_err());
        assert!(read("220 mail.example").is_err());
    }

    #[test]
    fn a_page_that_listens_everywhere_is_asked_on_loopback() {
        let asked = |listen: &str| listen.parse().map(reachable).map(|address| address.to_string()).map_err(|_| ());
        assert_eq!(asked("0.0.0.0:8190").as_deref(), Ok("127.0.0.1:8190"));
        assert_eq!(asked("[::]:8190").as_deref(), Ok("[::1]:8190"));
        assert_eq!(asked("10.0.0.1:8190").as_deref(), Ok("10.0.0.1:8190"));
    }
}
