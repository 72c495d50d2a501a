//! `amqp://user:password@host:5672/vhost?stream=name`, as RabbitMQ's URI specification has it (rabbitmq.com/docs/uri-spec), and with several
//! hosts, `host1:5672,host2:5672`, for a cluster whose nodes have no common name.

use amqprs::connection::OpenConnectionArguments;
use amqprs::tls::TlsAdaptor;
use percent_encoding::percent_decode_str;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio_rustls::rustls::crypto::ring;
use url::Url;

/// The stream's name when the URL has none.
const STREAM: &str = "deviantcord.events";
/// Seconds between heartbeats: a broker that is silent for two of them is given up, after 10 to 13 s. Lower values are likely to cause false
/// alarms (rabbitmq.com/docs/heartbeats).
const HEARTBEAT: u16 = 5;
/// Names travel as AMQP short strings.
const MAX_NAME: usize = 255;
/// The stream's name has others made of it, by this suffix at most.
const MAX_STREAM: usize = MAX_NAME - GENESIS_LOCK.len();
/// Ends the name of the queue that is the lock for making the stream.
pub(super) const GENESIS_LOCK: &str = ".genesis";

/// Where the log is and how to sign in. Its `Display` has no password in it; there is no `Debug`.
#[derive(Clone)]
pub struct Address {
    /// One for each host of the URL.
    hosts: Vec<Host>,
    stream: String,
    shown: String,
    user: String,
    /// The number of the endpoint that is tried first; shared by all connections.
    first: Arc<AtomicUsize>,
}

/// A host that the URL names, and how to sign in there.
#[derive(Clone)]
struct Host {
    name: String,
    port: u16,
    arguments: OpenConnectionArguments,
}

/// Where one attempt to connect goes.
#[derive(Clone)]
pub(super) struct Endpoint {
    number: usize,
    /// The number of the one behind it.
    next: usize,
    pub(super) arguments: OpenConnectionArguments,
    /// How messages call it; no password in it.
    pub(super) name: String,
}

/// Why a URL names no stream. Does not repeat the URL: it holds a password.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum AddressError {
    /// It cannot be parsed.
    #[error("is not a URL: {0}")]
    NoUrl(#[from] url::ParseError),
    /// Its scheme or its host is missing.
    #[error("must begin with amqp:// or amqps:// and name a host")]
    NoBroker,
    /// It has an option that nobody knows.
    #[error("has the option {0:?}; there are stream=NAME and cacertfile=PATH")]
    UnknownOption(String),
    /// The protocol cannot carry a name in it.
    #[error(
        "has a user name, password, virtual host or stream name that is not UTF-8 or longer than {MAX_NAME} bytes, the stream's {MAX_STREAM}"
    )]
    Name,
    /// Its certificates cannot be read.
    #[error("names certificates that cannot be used: {0}")]
    Tls(String),
}

impl Address {
    /// Reads a URL. `amqps` trusts the authorities that browsers trust, or those in the PEM file `cacertfile`.
    ///
    /// # Errors
    /// When it is not such a URL, or the certificates cannot be read.
    pub fn parse(url: &str) -> Result<Self, AddressError> {
        let urls = of_each_host(url).into_iter().map(|url| Ok(Url::parse(&url)?)).collect::<Result<Vec<_>, AddressError>>()?;
        let url = urls.first().ok_or(AddressError::NoBroker)?;
        let secure = match url.scheme() {
            "amqp" => false,
            "amqps" => true,
            _ => return Err(AddressError::NoBroker),
        };
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
        let hosts = urls.iter().map(|url| {
            let host = url.host_str().filter(|host| !host.is_empty()).ok_or(AddressError::NoBroker)?;
            let port = url.port().unwrap_or(if secure { 5671 } else { 5672 });
            let mut arguments = OpenConnectionArguments::new(host, port, &user, &password);
            arguments.virtual_host(&vhost).heartbeat(HEARTBEAT).connection_name("deviantcord");
            let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
            if secure {
                // There is one already when another part of the process has installed one: as good.
                let _ = ring::default_provider().install_default();
                let adaptor = TlsAdaptor::without_client_auth(authorities.as_deref(), bare.clone());
                arguments.tls_adaptor(adaptor.map_err(|error| AddressError::Tls(error.to_string()))?);
            }
            Ok(Host { name: bare, port, arguments })
        });
        let hosts = hosts.collect::<Result<Vec<_>, AddressError>>()?;
        let names = hosts.iter().map(|host| format!("{}:{}", host.arguments.get_host(), host.port)).collect::<Vec<_>>().join(",");
        let shown = format!("{}://{names}/{} stream {stream}", url.scheme(), if vhost == "/" { "" } else { &vhost });
        Ok(Self { hosts, stream, shown, user, first: Arc::default() })
    }

    /// Every address of every host, as the resolver tells them now, beginning with the one that worked last or has not been tried for longest.
    ///
    /// # Errors
    /// When no host has any.
    pub(super) async fn endpoints(&self) -> std::io::Result<Vec<Endpoint>> {
        let (mut endpoints, mut failed) = (Vec::new(), None);
        for host in &self.hosts {
            match tokio::net::lookup_host((host.name.as_str(), host.port)).await {
                Ok(found) => endpoints.extend(found.map(|address| host.at(address))),
                Err(error) => failed = Some(error),
            }
        }
        match failed {
            Some(error) if endpoints.is_empty() => return Err(error),
            _ => {}
        }
        let count = endpoints.len().max(1);
        for (number, endpoint) in endpoints.iter_mut().enumerate() {
            (endpoint.number, endpoint.next) = (number, (number + 1) % count);
        }
        // The resolver may tell fewer than before.
        let first = self.first.load(Ordering::SeqCst) % count;
        self.first.store(first, Ordering::SeqCst);
        endpoints.rotate_left(first);
        Ok(endpoints)
    }

    /// This endpoint failed, or a connection to it broke: the next attempt begins at the one behind it, unless another connection has moved on already.
    pub(super) fn leave(&self, endpoint: &Endpoint) {
        let _ = self.first.compare_exchange(endpoint.number, endpoint.next, Ordering::SeqCst, Ordering::SeqCst);
    }

    /// This endpoint works: attempts begin here.
    pub(super) fn stay(&self, endpoint: &Endpoint) {
        self.first.store(endpoint.number, Ordering::SeqCst);
    }

    /// Name or IP address and port of each host.
    #[must_use]
    pub fn hosts(&self) -> Vec<(&str, u16)> {
        self.hosts.iter().map(|host| (host.name.as_str(), host.port)).collect()
    }

    /// Whether the connection is encrypted.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.shown.starts_with("amqps:")
    }

    pub(super) fn stream(&self) -> &str {
        &self.stream
    }

    pub(super) fn user(&self) -> &str {
        &self.user
    }

    pub(super) fn vhost(&self) -> &str {
        self.hosts.first().map_or("/", |host| host.arguments.get_virtual_host())
    }
}

impl Host {
    fn at(&self, address: SocketAddr) -> Endpoint {
        let mut arguments = self.arguments.clone();
        // The library puts host and port together by itself, so a colon inside needs its brackets.
        arguments.host(&if address.is_ipv6() { format!("[{}]", address.ip()) } else { address.ip().to_string() });
        let name = if self.name == address.ip().to_string() { address.to_string() } else { format!("{} ({address})", self.name) };
        Endpoint { number: 0, next: 0, arguments, name }
    }
}

/// The URL with each of its hosts alone. What has no comma where the hosts are stays as it is.
fn of_each_host(url: &str) -> Vec<String> {
    let Some((scheme, rest)) = url.split_once("://") else { return vec![url.to_owned()] };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (credentials, hosts) = authority.rsplit_once('@').map_or(("", authority), |(before, hosts)| (before, hosts));
    let at = if authority.contains('@') { "@" } else { "" };
    hosts.split(',').map(|host| format!("{scheme}://{credentials}{at}{host}{path}")).collect()
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
        assert_eq!(short.hosts(), [("localhost", 5672)]);
        assert_eq!(Address::parse("amqps://broker.example/").unwrap().hosts(), [("broker.example", 5671)]);
        assert_eq!(short.hosts[0].arguments.get_heartbeat(), HEARTBEAT);
    }

    #[test]
    fn several_hosts_share_everything_else() {
        let three = Address::parse("amqp://me:p%2Css@one:5673,two,[::1]:5674/team?stream=log").unwrap();
        assert_eq!(three.hosts(), [("one", 5673), ("two", 5672), ("::1", 5674)]);
        assert_eq!((three.stream(), three.user(), three.vhost()), ("log", "me", "team"));
        assert_eq!(three.to_string(), "amqp://one:5673,two:5672,[::1]:5674/team stream log");
        assert!(Address::parse("amqp://one,,two/").is_err());
    }

    #[tokio::test]
    async fn each_try_begins_behind_the_one_that_failed() {
        let address = Address::parse("amqp://127.0.0.1:1,127.0.0.1:2,[::1]:3").unwrap();
        let order = async || address.endpoints().await.unwrap();
        let names = |endpoints: &[Endpoint]| endpoints.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        let one = order().await;
        assert_eq!(names(&one), ["127.0.0.1:1", "127.0.0.1:2", "[::1]:3"]);
        address.leave(&one[0]);
        address.leave(&one[0]);
        let two = order().await;
        assert_eq!(names(&two), ["127.0.0.1:2", "[::1]:3", "127.0.0.1:1"], "two connections that broke leave it once");
        two.iter().for_each(|endpoint| address.leave(endpoint));
        assert_eq!(names(&order().await), names(&two), "once around");
        address.stay(&one[2]);
        assert_eq!(names(&order().await), ["[::1]:3", "127.0.0.1:1", "127.0.0.1:2"]);
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
            "amqp://me:canary@one,two:port/",
        ] {
            let Err(error) = Address::parse(url) else { panic!("{url} was accepted") };
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }
}
