//! From what somebody pastes to a post.

use super::story::{Known, Story, known, unknown};
use anyhow::Result;
use deviantart::PostAddress;
use domain::id::{ArtistId, PostId};
use domain::verdict::is_here;
use std::collections::BTreeSet;
use store::OpsStore;
use store::trace::PostTrace;
use url::Url;
use uuid::Uuid;

/// More characters than this are no address of a post.
const LONGEST: usize = 500;
/// Groups whose watches are told, of those that have a post.
const GROUPS: usize = 10;

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A post's id.
    Id(PostId),
    /// The address of its page.
    Address(PostAddress),
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
        PostAddress::of(&url).map(Self::Address)
    }
}

/// The story of what was asked for; None: nobody here knows a post of this id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(store: &OpsStore, asked: &Asked) -> Result<Option<Story>> {
    let history = store.history();
    match asked {
        Asked::Id(id) => match history.post(*id).await? {
            Some(post) => Ok(Some(tell(store, post).await?)),
            None => Ok(None),
        },
        Asked::Address(PostAddress { artist, url, number }) => {
            let Some(artist) = history.artist_called(artist).await? else {
                return Ok(Some(unknown(url, None, &[], &[])));
            };
            if let Some(post) = history.post_at(artist.id, url, number.as_deref()).await? {
                return Ok(Some(tell(store, post).await?));
            }
            let (watches, sources) = (store.watches_of_artist(artist.id).await?, history.sources_of(&[artist.id]).await?);
            Ok(Some(unknown(url, Some(&artist), &watches, &sources)))
        }
    }
}

async fn tell(store: &OpsStore, post: PostTrace) -> Result<Story> {
    let (history, id) = (store.history(), post.post.artist);
    let (artist, places) = (history.artist(id).await?, history.places_of(post.post.id).await?);
    let (mut watches, notifications) = (store.watches_of_artist(id).await?, store.notifications_of(post.post.id).await?);
    // Whose folders it is in: those of groups, beside the artist's own.
    let owners: BTreeSet<ArtistId> = places.iter().map(|place| place.owner).filter(|owner| *owner != id).collect();
    for owner in owners.into_iter().take(GROUPS) {
        let theirs = store.watches_of_artist(owner).await?;
        watches.extend(theirs.into_iter().filter(|watch| watch.wish.as_ref().is_some_and(|wish| is_here(wish, &post.post, &places))));
    }
    let forgotten = history.forgotten().await?;
    Ok(known(&Known { post, places, artist, watches, notifications, forgotten }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_understood_however_it_was_pasted_and_nothing_else_is() {
        let wanted = Asked::Address(PostAddress {
            artist: "Some-Body".to_owned(),
            url: "https://www.deviantart.com/Some-Body/art/A-title-123".to_owned(),
            number: Some("123".to_owned()),
        });
        for text in [
            "https://www.deviantart.com/Some-Body/art/A-title-123",
            " https://www.deviantart.com/Some-Body/art/A-title-123?q=1#comments ",
            "deviantart.com/Some-Body/art/A-title-123/",
        ] {
            assert_eq!(Asked::read(text).as_ref(), Some(&wanted), "{text}");
        }
        let former = Asked::read("https://somebody.deviantart.com/art/A-title-9").unwrap();
        assert!(matches!(former, Asked::Address(post) if post.artist == "somebody"));
        let id = Uuid::from_u128(7);
        assert_eq!(Asked::read(&id.to_string()), Some(Asked::Id(PostId(id))));
        let long = format!("https://www.deviantart.com/a/art/{}", "x".repeat(900));
        for text in ["", "Somebody", "https://evil.example/a/art/b-1", "https://www.deviantart.com/Somebody", "javascript:alert(1)", &long]
        {
            assert_eq!(Asked::read(text), None, "{text}");
        }
    }
}
