//! `amqp://user:password@host:5672/vhost?stream=name`, as RabbitMQ's URI specification has it (rabbitmq.com/docs/uri-spec).

use amqprs::connection::OpenConnectionArguments;
use amqprs::tls::TlsAdaptor;
use percent_encoding::percent_decode_str;
use std::fmt;
use std::path::PathBuf;
use tokio_rustls::rustls::crypto::ring;
use url::Url;

/// The stream's name when the URL has none.
const STREAM: &str = "deviantcord.events";
/// Seconds between heartbeats: a broker that is silent for two of them is given up, after 20 to 23 s (measured).
const HEARTBEAT: u16 = 10;
/// Names travel as AMQP short strings.
const MAX_NAME: usize = 255;
/// The stream's name has others made of it, by this suffix at most.
const MAX_STREAM: usize = MAX_NAME - GENESIS_LOCK.len();
/// Ends the name of the queue that is the lock for making the stream.
pub(super) const GENESIS_LOCK: &str = ".genesis";

/// Where the log is and how to sign in. Its `Display` has no password in it; there is no `Debug`.
#[derive(Clone)]
pub struct Address {
    arguments: OpenConnectionArguments,
    stream: String,
    shown: String,
    user: String,
}

/// Why a URL names no stream. Does not repeat the URL: it holds a password.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum AddressError {
    #[error("is not a URL: {0}")]
    NoUrl(#[from] url::ParseError),
    #[error("must begin with amqp:// or amqps:// and name a host")]
    NoBroker,
    #[error("has the option {0:?}; there are stream=NAME and cacertfile=PATH")]
    UnknownOption(String),
    #[error(
        "has a user name, password, virtual host or stream name that is not UTF-8 or longer than {MAX_NAME} bytes, the stream's {MAX_STREAM}"
    )]
    Name,
    #[error("names certificates that cannot be used: {0}")]
    Tls(String),
}

impl Address {
    /// Reads a URL. `amqps` trusts the authorities that browsers trust, or those in the PEM file `cacertfile`.
    ///
    /// # Errors
    /// When it is not such a URL, or the certificates cannot be read.
    pub fn parse(url: &str) -> Result<Self, AddressError> {
        let url = Url::parse(url)?;
        let secure = match url.scheme() {
            "amqp" => false,
            "amqps" => true,
            _ => return Err(AddressError::NoBroker),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(AddressError::NoBroker)?;
        let (mut stream, mut authorities) = (STREAM.to_owned(), None::<PathBuf>);
        for (key, value) in url.query_pairs() {
            match &*key {
                "stream" if !value.is_empty() => stream = value.into_owned(),
                "cacertfile" if secure => authorities = Some(PathBuf::from(value.into_owned())),
                _ => return Err(AddressError::UnknownOption(key.into_owned())),
            }
        }
        let user = if url.username().is_empty() { "guest".to_owned() } else { name(url.username())? };
        let password = name(url.password().unwrap_or("guest"))?;
        let vhost = match url.path().strip_prefix('/') {
            None | Some("") => "/".to_owned(),
            Some(path) => name(path)?,
        };
        if stream.len() > MAX_STREAM {
            return Err(AddressError::Name);
        }
        let port = url.port().unwrap_or(if secure { 5671 } else { 5672 });
        let mut arguments = OpenConnectionArguments::new(host, port, &user, &password);
        arguments.virtual_host(&vhost).heartbeat(HEARTBEAT).connection_name("deviantcord");
        if secure {
            // There is one already when another part of the process has installed one: as good.
            let _ = ring::default_provider().install_default();
            let domain = host.trim_start_matches('[').trim_end_matches(']').to_owned();
            let adaptor = TlsAdaptor::without_client_auth(authorities.as_deref(), domain);
            arguments.tls_adaptor(adaptor.map_err(|error| AddressError::Tls(error.to_string()))?);
        }
        let shown = format!("{}://{host}:{port}/{} stream {stream}", url.scheme(), if vhost == "/" { "" } else { &vhost });
        Ok(Self { arguments, stream, shown, user })
    }

    pub(super) fn arguments(&self) -> &OpenConnectionArguments {
        &self.arguments
    }

    pub(super) fn stream(&self) -> &str {
        &self.stream
    }

    pub(super) fn user(&self) -> &str {
        &self.user
    }

    pub(super) fn vhost(&self) -> &str {
        self.arguments.get_virtual_host()
    }
}

fn name(encoded: &str) -> Result<String, AddressError> {
    let decoded = percent_decode_str(encoded).decode_utf8().map_err(|_| AddressError::Name)?;
    if decoded.len() > MAX_NAME { Err(AddressError::Name) } else { Ok(decoded.into_owned()) }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_has_its_parts_and_its_defaults() {
        let full = Address::parse("amqp://me:p%40ss@broker.example:5673/%2Fteam?stream=log").unwrap();
        assert_eq!((full.stream(), full.user(), full.vhost()), ("log", "me", "/team"));
        assert_eq!(full.to_string(), "amqp://broker.example:5673//team stream log");
        let short = Address::parse("amqp://localhost").unwrap();
        assert_eq!((short.stream(), short.user(), short.vhost()), (STREAM, "guest", "/"));
        assert_eq!(short.arguments().get_port(), 5672);
        assert_eq!(Address::parse("amqps://broker.example/").unwrap().arguments().get_port(), 5671);
        assert_eq!(short.arguments().get_heartbeat(), HEARTBEAT);
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for url in [
            "amqp:canary",
            "http://me:canary@host/",
            "amqp://me:canary@host/?heartbeat=5",
            "amqp://me:canary@host/?cacertfile=/etc/ca.pem",
            "amqps://me:canary@host/?cacertfile=/does/not/exist.pem",
            "amqp://me:canary%ff@host/",
            &format!("amqp://me:canary@host/{}", "v".repeat(300)),
        ] {
            let Err(error) = Address::parse(url) else { panic!("{url} was accepted") };
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }
}
