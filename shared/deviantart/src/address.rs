//! The address of a post's page, however somebody pasted it. Pure.

use url::Url;

/// Parts of an artist's address that lead to lists and pages about the artist, and to no post.
const LISTS: [&str; 10] = ["about", "avatar", "badges", "commissions", "favourites", "gallery", "posts", "shop", "stats", "subscriptions"];

/// The address of a post's page: whose it is, the address without what browsers add, and the number at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostAddress {
    /// The artist's name as it stands there.
    pub artist: String,
    /// The address in the form that the API gives.
    pub url: String,
    /// The post's number.
    pub number: Option<String>,
}

impl PostAddress {
    /// Reads an address, also one of the form that DeviantArt had before 2018. None: it leads to no artist's post.
    #[must_use]
    pub fn of(url: &Url) -> Option<Self> {
        let host = url.host_str()?.trim_end_matches('.');
        let host = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(host);
        let former = host.strip_suffix(".deviantart.com").map(str::to_owned);
        let mut parts = url.path_segments()?.filter(|part| !part.is_empty());
        let artist = match former {
            Some(artist) => artist,
            None if host == "deviantart.com" => parts.next()?.to_owned(),
            None => return None,
        };
        let rest: Vec<&str> = parts.collect();
        let (first, last) = (rest.first()?, rest.last()?);
        if LISTS.contains(first) {
            return None;
        }
        let number = last.rsplit('-').next().filter(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
        Some(Self { url: format!("https://www.deviantart.com/{artist}/{}", rest.join("/")), number: number.map(str::to_owned), artist })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_in_every_form_and_a_list_is_none() {
        let of = |text: &str| PostAddress::of(&Url::parse(text).unwrap());
        let wanted = PostAddress {
            artist: "Some-Body".to_owned(),
            url: "https://www.deviantart.com/Some-Body/art/A-title-123".to_owned(),
            number: Some("123".to_owned()),
        };
        for text in [
            "https://www.deviantart.com/Some-Body/art/A-title-123",
            "http://deviantart.com/Some-Body/art/A-title-123/?q=1#comments",
            "https://m.deviantart.com/Some-Body/art/A-title-123",
        ] {
            assert_eq!(of(text).as_ref(), Some(&wanted), "{text}");
        }
        assert_eq!(of("https://somebody.deviantart.com/art/A-title-9").map(|post| post.artist).as_deref(), Some("somebody"));
        assert_eq!(of("https://www.deviantart.com/a/art/untitled").and_then(|post| post.number), None);
        for text in [
            "https://evil.example/a/art/b-1",
            "https://www.deviantart.com/Somebody",
            "https://www.deviantart.com/Somebody/gallery/123/best-1",
            "https://deviantart.com.evil.example/a/art/b-1",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
