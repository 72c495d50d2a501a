//! Which post somebody means: by its link, its id from a menu, or its title. Pure.

use super::spelling;
use deviantart::PostAddress;
use domain::id::PostId;

/// What was typed or chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Chosen from a menu.
    Post(PostId),
    /// The address of its page.
    Page(PostAddress),
    /// A title, or a part of one.
    Title(String),
    /// A link that shows no post.
    NoPost,
    /// A link with the post's number, which does not tell whose it is.
    NumberOnly,
}

impl Asked {
    /// Reads a text.
    pub(super) fn parse(typed: &str) -> Self {
        let typed = typed.trim();
        if let Ok(id) = typed.parse() {
            return Self::Post(PostId(id));
        }
        let links = spelling::pages(typed);
        if links.is_empty() {
            return Self::Title(typed.to_owned());
        }
        // A list's address has the form of a post's: `deviantart.com/tag/cats`.
        let of_artist = links.iter().filter(|link| spelling::parse(link.as_str()).is_ok());
        match of_artist.filter_map(PostAddress::of).next() {
            Some(page) => Self::Page(page),
            None if links.iter().any(|link| spelling::parse(link.as_str()) == Err(spelling::Unclear::PostByNumber)) => Self::NumberOnly,
            None => Self::NoPost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_post_is_meant_by_link_id_or_title() {
        let page = PostAddress {
            artist: "SomeBody".to_owned(),
            url: "https://www.deviantart.com/SomeBody/art/A-title-123".to_owned(),
            number: Some("123".to_owned()),
        };
        for text in [
            "https://www.deviantart.com/SomeBody/art/A-title-123",
            " <https://www.deviantart.com/SomeBody/art/A-title-123?q=1> ",
            "why is [this](https://deviantart.com/SomeBody/art/A-title-123#comments) not here?",
            "https://fxdeviantart.com/SomeBody/art/A-title-123",
            "www.deviantart.com/SomeBody/art/A-title-123",
        ] {
            assert_eq!(Asked::parse(text), Asked::Page(page.clone()), "{text}");
        }
        let id = Uuid::from_u128(7);
        assert_eq!(Asked::parse(&id.to_string()), Asked::Post(PostId(id)));
        assert_eq!(Asked::parse(" A title "), Asked::Title("A title".to_owned()));
        for text in ["https://www.deviantart.com/SomeBody", "https://www.deviantart.com/tag/cats", "https://evil.example/a/art/b-1"] {
            assert_eq!(Asked::parse(text), Asked::NoPost, "{text}");
        }
        for text in ["https://fav.me/d123", "https://www.deviantart.com/deviation/123"] {
            assert_eq!(Asked::parse(text), Asked::NumberOnly, "{text}");
        }
    }
}
