//! An address to listen to: an IP address or a name, with a port.

use serde::{Deserialize, Deserializer};
use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

/// `127.0.0.1:8190`, `[::1]:8190`, `localhost:8190`. A name is resolved when it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    host: String,
    port: u16,
}

/// Why a text is no address to listen to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAddress;

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address and a port are needed, such as 127.0.0.1:8190 or localhost:8190")
    }
}

impl std::error::Error for NoAddress {}

impl Listen {
    /// Host and port, as the resolver wants them.
    #[must_use]
    pub fn target(&self) -> (&str, u16) {
        (&self.host, self.port)
    }

    /// The same host with another port; 0: one that the system chooses.
    #[must_use]
    pub fn with_port(&self, port: u16) -> Self {
        Self { host: self.host.clone(), port }
    }

    /// Every address that it stands for now.
    ///
    /// # Errors
    /// When the name has none.
    pub async fn addresses(&self) -> std::io::Result<Vec<SocketAddr>> {
        Ok(tokio::net::lookup_host(self.target()).await?.collect())
    }
}

impl FromStr for Listen {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(address.into());
        }
        let (host, port) = text.rsplit_once(':').ok_or(NoAddress)?;
        let port = port.parse().map_err(|_| NoAddress)?;
        let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if host.is_empty() || !host.chars().all(name) {
            return Err(NoAddress);
        }
        Ok(Self { host: host.to_owned(), port })
    }
}

impl From<SocketAddr> for Listen {
    fn from(address: SocketAddr) -> Self {
        Self { host: address.ip().to_string(), port: address.port() }
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let brackets = self.host.contains(':');
        if brackets { write!(f, "[{}]:{}", self.host, self.port) } else { write!(f, "{}:{}", self.host, self.port) }
    }
}

impl<'de> Deserialize<'de> for Listen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_names_are_understood_and_nothing_else() {
        for text in ["127.0.0.1:8190", "[::1]:8190", "localhost:8190", "ops.example.org:0", "0.0.0.0:8190"] {
            assert_eq!(text.parse::<Listen>().map(|listen| listen.to_string()).as_deref(), Ok(text));
        }
        for text in ["", "localhost", ":8190", "localhost:", "localhost:99999", "http://localhost:8190", "a b:1", "::1:8190x"] {
            assert_eq!(text.parse::<Listen>(), Err(NoAddress), "{text}");
        }
    }

    #[tokio::test]
    async fn localhost_resolves() {
        let found = "localhost:8190".parse::<Listen>().unwrap().addresses().await.unwrap();
        assert!(found.iter().any(|address| address.ip().is_loopback() && address.port() == 8190), "{found:?}");
    }
}
