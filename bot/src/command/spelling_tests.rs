use super::*;

/// What is typed, and which artist it names.
const UNDERSTOOD: [(&str, &str); 48] = [
    ("SomeBody", "SomeBody"),
    ("  somebody ", "somebody"),
    ("@somebody", "somebody"),
    ("~somebody", "somebody"),
    ("=somebody", "somebody"),
    (":iconsomebody:", "somebody"),
    (":devsomebody:", "somebody"),
    ("some-body", "some-body"),
    ("deviantart.com/somebody", "somebody"),
    ("www.deviantart.com/somebody", "somebody"),
    ("DeviantArt.com/somebody", "somebody"),
    ("https://www.deviantart.com/somebody", "somebody"),
    ("http://www.deviantart.com/somebody/", "somebody"),
    ("https://deviantart.com/somebody", "somebody"),
    ("https://WWW.DEVIANTART.COM/SomeBody", "SomeBody"),
    ("https://www.deviantart.com:443/somebody", "somebody"),
    ("https://www.deviantart.com./somebody", "somebody"),
    ("https://www.deviantart.com//somebody", "somebody"),
    ("https://www.deviantart.com/@somebody", "somebody"),
    ("https://www.deviantart.com/somebody?utm_source=x&offset=24", "somebody"),
    ("https://www.deviantart.com/somebody#about", "somebody"),
    ("https://www.deviantart.com/somebody/about", "somebody"),
    ("https://www.deviantart.com/somebody/gallery", "somebody"),
    ("https://www.deviantart.com/somebody/gallery/", "somebody"),
    ("https://www.deviantart.com/somebody/gallery/all", "somebody"),
    ("https://www.deviantart.com/somebody/gallery/?catpath=/", "somebody"),
    ("https://www.deviantart.com/somebody/gallery/scraps", "somebody"),
    ("https://www.deviantart.com/somebody/art/Fox-776866366", "somebody"),
    ("https://www.deviantart.com/somebody/art/Fox-776866366?q=2#c", "somebody"),
    ("https://www.deviantart.com/somebody/journal/News-776866366", "somebody"),
    ("https://www.deviantart.com/somebody/status-update/Hi-15844513", "somebody"),
    ("https://www.deviantart.com/somebody/posts", "somebody"),
    ("https://www.deviantart.com/somebody/posts/journals", "somebody"),
    ("https://www.deviantart.com/somebody/favourites/123/best", "somebody"),
    ("https://www.deviantart.com/somebody/shop", "somebody"),
    ("http://somebody.deviantart.com", "somebody"),
    ("somebody.deviantart.com/", "somebody"),
    ("http://somebody.deviantart.com/art/Fox-776866366", "somebody"),
    ("https://m.deviantart.com/somebody", "somebody"),
    ("https://backend.deviantart.com/rss.xml?q=gallery:somebody", "somebody"),
    ("https://backend.deviantart.com/rss.xml?type=deviation&q=by%3Asomebody+sort%3Atime+meta%3Aall", "somebody"),
    ("https://www.fxdeviantart.com/somebody/art/Fox-1", "somebody"),
    ("https://fixdeviantart.com/somebody/art/Fox-1", "somebody"),
    ("<https://www.deviantart.com/somebody>", "somebody"),
    ("[her page](https://www.deviantart.com/somebody)", "somebody"),
    ("please add https://www.deviantart.com/somebody/art/Fox-1, thanks!", "somebody"),
    ("**https://www.deviantart.com/somebody**", "somebody"),
    ("deviantart.com/somebody and https://www.deviantart.com/SomeBody/about", "somebody"),
];

const BY_MANY: Unclear = Unclear::Page("page-list-of-posts-by-many-artists");

/// What is typed, and why nobody is watched for it.
const REFUSED: [(&str, Unclear); 50] = [
    ("", Unclear::NotAName),
    ("two words", Unclear::NotAName),
    ("a/../b", Unclear::NotAName),
    ("\u{202e}x", Unclear::NotAName),
    ("@everyone <@1>", Unclear::NotAName),
    ("::", Unclear::NotAName),
    ("somebody's page", Unclear::NotAName),
    ("javascript://www.deviantart.com/somebody", Unclear::NotAName),
    ("ftp://www.deviantart.com/somebody", Unclear::NotAName),
    ("https://", Unclear::NotAName),
    ("https://www.deviantart.com/some%20body", Unclear::NotAName),
    ("https://example.com/somebody", Unclear::OtherSite),
    ("https://deviantart.com.evil.test/somebody", Unclear::OtherSite),
    ("https://www.deviantart.com@evil.test/somebody", Unclear::OtherSite),
    ("https://notdeviantart.com/somebody", Unclear::OtherSite),
    ("https://www.patreon.com/somebody", Unclear::OtherSite),
    ("https://www.deviantart.com", Unclear::Page("page-deviantarts-front-page")),
    ("https://www.deviantart.com/", Unclear::Page("page-deviantarts-front-page")),
    ("https://www.deviantart.com/?somebody", Unclear::Page("page-deviantarts-front-page")),
    ("https://www.deviantart.com/tag/x", Unclear::Page("page-tag")),
    ("https://www.deviantart.com/TAG/x", Unclear::Page("page-tag")),
    ("https://m.deviantart.com/tag/x", Unclear::Page("page-tag")),
    ("tag", Unclear::Page("page-tag")),
    ("https://www.deviantart.com/search?q=somebody", Unclear::Page("page-search")),
    ("https://www.deviantart.com/search/deviations?q=x", Unclear::Page("page-search")),
    ("https://www.deviantart.com/popular", BY_MANY),
    ("https://www.deviantart.com/popular/deviations", BY_MANY),
    ("https://www.deviantart.com/browse/?q=x", BY_MANY),
    ("https://www.deviantart.com/daily-deviations", BY_MANY),
    ("https://www.deviantart.com/topic/fan-art", Unclear::Page("page-topic")),
    ("https://www.deviantart.com/users/outgoing?https://example.com", Unclear::Page("page-way-to-another-page")),
    ("https://www.deviantart.com/watch/deviations", Unclear::Page("page-feed")),
    ("https://www.deviantart.com/notifications", Unclear::Page("page-messages")),
    ("https://www.deviantart.com/settings/general", Unclear::Page("page-account-settings")),
    ("https://www.deviantart.com/about/jobs", Unclear::Page("page-page-about-deviantart")),
    ("https://www.deviantart.com/art/Fox-776866366", Unclear::PostByNumber),
    ("https://www.deviantart.com/view/776866366", Unclear::PostByNumber),
    ("https://www.deviantart.com/view.php?id=1", Unclear::NotAName),
    ("https://www.deviantart.com/deviation/1", Unclear::PostByNumber),
    ("http://fav.me/dcuiqzi", Unclear::PostByNumber),
    ("https://sta.sh/0abc", Unclear::Page("page-private-upload")),
    ("https://backend.deviantart.com/rss.xml?q=boost:popular", Unclear::Page("page-feed-without-an-artist")),
    ("https://backend.deviantart.com/rss.xml?q=gallery:somebody/8123", Unclear::FolderByNumber),
    ("https://www.deviantart.com/somebody/gallery/8123", Unclear::FolderByNumber),
    ("http://somebody.deviantart.com/gallery/?set=8123", Unclear::FolderByNumber),
    ("https://chat.deviantart.com/chat/x", Unclear::Page("page-chat")),
    ("http://fc07.deviantart.net/fs70/x.png", Unclear::Page("page-image-file")),
    ("http://th01.deviantart.com/x.png", Unclear::Page("page-image-file")),
    ("https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/x.png", Unclear::Page("page-image-file")),
    ("https://www.deviantart.com/somebody https://www.deviantart.com/another", Unclear::Several),
];

#[test]
fn a_hundred_spellings_name_somebody_or_nobody() {
    for (typed, name) in UNDERSTOOD {
        assert_eq!(parse(typed).map(|asked| (asked.name, asked.folder)), Ok((name.to_owned(), None)), "{typed}");
    }
    for (typed, why) in REFUSED {
        assert_eq!(parse(typed), Err(why), "{typed}");
    }
}

#[test]
fn an_address_may_name_a_folder() {
    let best = Asked { name: "some-body".to_owned(), folder: Some("best-works".to_owned()) };
    for typed in [
        "https://www.deviantart.com/some-body/gallery/8123/best-works",
        "https://www.deviantart.com/some-body/gallery/best-works",
        "http://some-body.deviantart.com/gallery/8123/best-works",
        "her folder: <https://www.deviantart.com/some-body/gallery/8123/best-works>",
        "https://www.deviantart.com/some-body and https://www.deviantart.com/some-body/gallery/8123/best-works",
    ] {
        assert_eq!(parse(typed), Ok(best.clone()), "{typed}");
    }
}

#[test]
fn no_page_of_deviantarts_is_ever_somebody() {
    for (page, _) in PAGES {
        for typed in [page.to_owned(), page.to_uppercase(), format!("https://www.deviantart.com/{page}"), format!("{page}.deviantart.com")]
        {
            assert!(parse(&typed).is_err(), "{typed}");
        }
    }
    for (sub, _) in SUBDOMAINS {
        assert!(parse(&format!("https://{sub}.deviantart.com/x")).is_err(), "{sub}");
    }
}

proptest::proptest! {
    /// Whatever is typed, the outcome is a name that DeviantArt could use, or a reason.
    #[test]
    fn any_text_gives_a_possible_name_or_a_reason(typed in "\\PC{0,120}") {
        if let Ok(asked) = parse(&typed) {
            proptest::prop_assert!(is_name(&asked.name) && !PAGES.iter().any(|(page, _)| page.eq_ignore_ascii_case(&asked.name)));
        }
    }
}
