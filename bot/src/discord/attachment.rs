//! Files that somebody attached to a command, fetched from Discord's content network and from nowhere else.

use super::rest::Rest;
use deviantart::http;
use tokio_util::task::AbortOnDropHandle;
use url::Url;

/// Hosts of Discord's content network.
const HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoFile {
    #[error("its address is none of Discord's content network")]
    Foreign,
    #[error("it was answered with {0}")]
    Status(u16),
    #[error("it could not be fetched: {0}")]
    Failed(String),
}

impl Rest {
    /// Fetches an attachment of at most this many bytes, without the bot's token.
    ///
    /// # Errors
    /// See [`NoFile`].
    pub(crate) async fn attachment(&self, url: &str, most: usize) -> Result<Vec<u8>, NoFile> {
        let (client, base, home) = self.edge();
        let url = Url::parse(url).ok().filter(|url| is_discords(url, base)).ok_or(NoFile::Foreign)?;
        let asked = home.spawn(async move {
            let failed = |error: http::BodyError| {
                NoFile::Failed(match error {
                    // The address is a secret of the server.
                    http::BodyError::Http(error) => error.without_url().to_string(),
                    error => error.to_string(),
                })
            };
            let response = client.get(url).send().await.map_err(|error| failed(error.into()))?;
            if !response.status().is_success() {
                return Err(NoFile::Status(response.status().as_u16()));
            }
            let limits = http::BodyLimits { decoded: u64::try_from(most).unwrap_or(u64::MAX), ..http::BodyLimits::default() };
            http::read(response, limits).await.map(|bytes| bytes.to_vec()).map_err(failed)
        });
        AbortOnDropHandle::new(asked).await.unwrap_or_else(|error| Err(NoFile::Failed(error.to_string())))
    }
}

/// `base`: where Discord's API is, which a simulated Discord serves attachments from too.
fn is_discords(url: &Url, base: &str) -> bool {
    let network = url.scheme() == "https" && url.port().is_none() && url.host_str().is_some_and(|host| HOSTS.contains(&host));
    let anonymous = url.username().is_empty() && url.password().is_none();
    let same = Url::parse(base).is_ok_and(|base| base.origin() == url.origin());
    anonymous && (network || same) && url.path().starts_with("/attachments/")
        || anonymous && network && url.path().starts_with("/ephemeral-attachments/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_discords_content_network_is_asked() {
        let is = |url: &str| is_discords(&Url::parse(url).unwrap(), "http://127.0.0.1:4000/api/v10");
        for good in [
            "https://cdn.discordapp.com/attachments/1/2/watches.json?ex=1&hm=2",
            "https://cdn.discordapp.com/ephemeral-attachments/1/2/watches.json",
            "https://media.discordapp.net/attachments/1/2/a.txt",
            "http://127.0.0.1:4000/attachments/1/2/a.txt",
        ] {
            assert!(is(good), "{good}");
        }
        for bad in [
            "http://cdn.discordapp.com/attachments/1/2/a.txt",
            "https://cdn.discordapp.com.evil.example/attachments/1/2/a.txt",
            "https://cdn.discordapp.com:444/attachments/1/2/a.txt",
            "https://user@cdn.discordapp.com/attachments/1/2/a.txt",
            "https://cdn.discordapp.com/other",
            "http://127.0.0.1:4001/attachments/1/2/a.txt",
            "http://169.254.169.254/attachments/1/2/a.txt",
            "file:///attachments/1/2/a.txt",
        ] {
            assert!(!is(bad), "{bad}");
        }
    }
}
