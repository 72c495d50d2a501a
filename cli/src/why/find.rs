//! From what somebody pastes to a post.

use super::story::{Story, known, unknown};
use anyhow::Result;
use domain::id::PostId;
use store::OpsStore;
use store::trace::PostTrace;
use url::Url;
use uuid::Uuid;

/// More characters than this are no address of a post.
const LONGEST: usize = 500;
/// The artist's latest posts, this number of them, are searched for one whose address was written otherwise.
const LATEST: u64 = 200;

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A post's id.
    Id(PostId),
    /// An address at DeviantArt: the artist's name, the address without what browsers add, and the number at its end.
    Address { artist: String, url: String, number: Option<String> },
}

impl Asked {
    /// From a text; None: it names no post.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST {
            return None;
        }
        if let Ok(id) = Uuid::parse_str(text) {
            return Some(Self::Id(PostId(id)));
        }
        let url = Url::parse(text).or_else(|_| Url::parse(&format!("https://{text}"))).ok()?;
        let host = url.host_str()?.strip_prefix("www.").unwrap_or(url.host_str()?);
        // Also addresses of the form that DeviantArt had before 2018.
        let former = host.strip_suffix(".deviantart.com").map(str::to_owned);
        let mut parts = url.path_segments()?.filter(|part| !part.is_empty());
        let artist = match former {
            Some(artist) => artist,
            None if host == "deviantart.com" => parts.next()?.to_owned(),
            None => return None,
        };
        let rest: Vec<&str> = parts.collect();
        let (_, last) = (rest.first()?, rest.last()?);
        let number = last.rsplit('-').next().filter(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
        Some(Self::Address {
            url: format!("https://www.deviantart.com/{artist}/{}", rest.join("/")),
            number: number.map(str::to_owned),
            artist,
        })
    }
}

/// The story of what was asked for; None: nobody here knows a post of this id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(store: &OpsStore, asked: &Asked) -> Result<Option<Story>> {
    match asked {
        Asked::Id(id) => match store.post_trace(*id).await? {
            Some(post) => Ok(Some(tell(store, post).await?)),
            None => Ok(None),
        },
        Asked::Address { artist, url, number } => {
            let Some(artist) = store.artist_called(artist).await? else {
                return Ok(Some(unknown(url, None, &[], &[])));
            };
            let exact = store.post_at(artist.id, std::slice::from_ref(url)).await?;
            let post = match (exact, number) {
                (Some(post), _) => Some(post),
                (None, Some(number)) => {
                    let end = format!("-{number}");
                    let latest = store.latest_posts(artist.id, LATEST).await?;
                    latest.into_iter().find(|post| post.url.as_ref().is_some_and(|url| url.ends_with(&end)))
                }
                (None, None) => None,
            };
            match post {
                Some(post) => Ok(Some(tell(store, post).await?)),
                None => {
                    let (watches, sources) = (store.watches_of_artist(artist.id).await?, store.sources_of(artist.id).await?);
                    Ok(Some(unknown(url, Some(&artist), &watches, &sources)))
                }
            }
        }
    }
}

async fn tell(store: &OpsStore, post: PostTrace) -> Result<Story> {
    let artist = store.artist_trace(post.artist).await?;
    let (watches, notifications) = (store.watches_of_artist(post.artist).await?, store.notifications_of(post.id).await?);
    Ok(known(&post, artist.as_ref(), &watches, &notifications))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_understood_however_it_was_pasted_and_nothing_else_is() {
        let wanted = |number: Option<&str>| Asked::Address {
            artist: "Some-Body".to_owned(),
            url: "https://www.deviantart.com/Some-Body/art/A-title-123".to_owned(),
            number: number.map(str::to_owned),
        };
        for text in [
            "https://www.deviantart.com/Some-Body/art/A-title-123",
            " https://www.deviantart.com/Some-Body/art/A-title-123?q=1#comments ",
            "deviantart.com/Some-Body/art/A-title-123/",
        ] {
            assert_eq!(Asked::read(text), Some(wanted(Some("123"))), "{text}");
        }
        let former = Asked::read("https://somebody.deviantart.com/art/A-title-9").unwrap();
        assert!(matches!(former, Asked::Address { artist, .. } if artist == "somebody"));
        let id = Uuid::from_u128(7);
        assert_eq!(Asked::read(&id.to_string()), Some(Asked::Id(PostId(id))));
        let long = format!("https://www.deviantart.com/a/art/{}", "x".repeat(900));
        for text in ["", "Somebody", "https://evil.example/a/art/b-1", "https://www.deviantart.com/Somebody", "javascript:alert(1)", &long]
        {
            assert_eq!(Asked::read(text), None, "{text}");
        }
    }
}
