//! Who is meant by what a moderator typed: a name, a link, or a link inside other text. Pure.
//!
//! DeviantArt's own pages share their addresses with artists (`deviantart.com/tag/x` is a tag, `deviantart.com/x` an artist), so a link is read
//! by a table of paths and hosts that name nobody: these are refused in words and never taken for somebody of that name. The shapes are those
//! of docs on DeviantArt's addresses, of its RSS feeds, of its old subdomains, and of the embed proxies that are in use on Discord.

use url::Url;

/// DeviantArt's names have 3 to 20 characters; older ones may be longer.
pub(super) const LONGEST_NAME: usize = 40;

/// What was typed: a name, and a folder where an address named one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub name: String,
    /// The folder's name as it stands in an address ("my-best-works"), or its id.
    pub folder: Option<String>,
}

impl Asked {
    fn artist(name: &str) -> Self {
        Self { name: name.to_owned(), folder: None }
    }
}

/// Why nobody can be told from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unclear {
    /// No name and no link.
    NotAName,
    /// A link to another site.
    OtherSite,
    /// A page of DeviantArt's that belongs to no artist; the message that says what it shows.
    Page(&'static str),
    /// A post by its number alone: the API has no way from a number to its artist.
    PostByNumber,
    /// A folder by its number alone: the API knows folders by other ids. Taken for the whole gallery, it would be more than was asked for.
    FolderByNumber,
    /// Links to more than one artist.
    Several,
}

/// First parts of a path that are no artist, and the message that says what the page shows.
const PAGES: [(&str, &str); 62] = [
    ("_napi", "page-part-of-the-sites-machinery"),
    ("_nsfgfb", "page-part-of-the-sites-machinery"),
    ("about", "page-page-about-deviantart"),
    ("account", "page-account-settings"),
    ("api", "page-part-of-the-sites-machinery"),
    ("browse", "page-list-of-posts-by-many-artists"),
    ("chat", "page-chat"),
    ("checkout", "page-shop"),
    ("collections", "page-list-of-posts-by-many-artists"),
    ("commissions", "page-shop"),
    ("core-membership", "page-page-about-memberships"),
    ("daily-deviations", "page-list-of-posts-by-many-artists"),
    ("dailydeviations", "page-list-of-posts-by-many-artists"),
    ("developers", "page-page-for-developers"),
    ("deviations", "page-list-of-posts-by-many-artists"),
    ("download", "page-download"),
    ("dreamup", "page-tool"),
    ("embed", "page-embedded-post"),
    ("favourites", "page-list-of-posts-by-many-artists"),
    ("feed", "page-feed"),
    ("following", "page-feed"),
    ("forum", "page-forum"),
    ("gallery", "page-list-of-posts-by-many-artists"),
    ("groups", "page-list-of-groups"),
    ("help", "page-help-page"),
    ("home", "page-feed"),
    ("join", "page-page-to-sign-up"),
    ("journals", "page-list-of-posts-by-many-artists"),
    ("literature", "page-list-of-posts-by-many-artists"),
    ("login", "page-page-to-sign-in"),
    ("logout", "page-page-to-sign-in"),
    ("messages", "page-messages"),
    ("morelikethis", "page-list-of-posts-by-many-artists"),
    ("newest", "page-list-of-posts-by-many-artists"),
    ("notes", "page-messages"),
    ("notifications", "page-messages"),
    ("oauth2", "page-page-to-sign-in"),
    ("oembed", "page-part-of-the-sites-machinery"),
    ("polls", "page-list-of-posts-by-many-artists"),
    ("popular", "page-list-of-posts-by-many-artists"),
    ("posts", "page-list-of-posts-by-many-artists"),
    ("prints", "page-shop"),
    ("random", "page-random-post"),
    ("rss.xml", "page-feed-without-an-artist"),
    ("search", "page-search"),
    ("settings", "page-account-settings"),
    ("shop", "page-shop"),
    ("signup", "page-page-to-sign-up"),
    ("stash", "page-private-upload"),
    ("status-update", "page-status-update-without-its-artist"),
    ("studio", "page-tool"),
    ("submit", "page-tool"),
    ("subscriptions", "page-page-about-memberships"),
    ("tag", "page-tag"),
    ("tags", "page-tag"),
    ("topic", "page-topic"),
    ("topics", "page-topic"),
    ("trending", "page-list-of-posts-by-many-artists"),
    ("undiscovered", "page-list-of-posts-by-many-artists"),
    ("users", "page-way-to-another-page"),
    ("watch", "page-feed"),
    ("whats-hot", "page-list-of-posts-by-many-artists"),
];

/// First parts of a path that lead to a post without telling whose it is.
const POSTS: [&str; 4] = ["art", "deviation", "journal", "view"];

/// Names before `.deviantart.com` that are no artist, with the same.
const SUBDOMAINS: [(&str, &str); 21] = [
    ("about", "page-page-about-deviantart"),
    ("api", "page-part-of-the-sites-machinery"),
    ("browse", "page-list-of-posts-by-many-artists"),
    ("chat", "page-chat"),
    ("comments", "page-comments"),
    ("fc", "page-image-file"),
    ("forum", "page-forum"),
    ("groups", "page-list-of-groups"),
    ("help", "page-help-page"),
    ("img", "page-image-file"),
    ("muro", "page-tool"),
    ("my", "page-messages"),
    ("orig", "page-image-file"),
    ("portfolio", "page-page-about-deviantart"),
    ("pre", "page-image-file"),
    ("search", "page-search"),
    ("shop", "page-shop"),
    ("sta", "page-private-upload"),
    ("status", "page-page-about-deviantart"),
    ("th", "page-image-file"),
    ("today", "page-list-of-posts-by-many-artists"),
];

/// Hosts that show a DeviantArt address in a nicer way on Discord; the path is DeviantArt's.
const PROXIES: [&str; 2] = ["fixdeviantart.com", "fxdeviantart.com"];

/// Reads what was typed.
pub(crate) fn parse(typed: &str) -> Result<Asked, Unclear> {
    let typed = typed.trim();
    let bare = bare(typed);
    if is_name(bare) {
        return named(bare);
    }
    let mut found: Option<Asked> = None;
    let mut refused = None;
    for link in links(typed) {
        match of_link(&link) {
            Ok(asked) => match &found {
                Some(other) if !other.name.eq_ignore_ascii_case(&asked.name) => return Err(Unclear::Several),
                // The first link may be to the profile, a later one to the folder.
                Some(other) if other.folder.is_some() || asked.folder.is_none() => {}
                _ => found = Some(asked),
            },
            Err(unclear) => refused = refused.or(Some(unclear)),
        }
    }
    found.ok_or(refused.unwrap_or(Unclear::NotAName))
}

/// Without the signs that DeviantArt puts around names: `@name`, `~name`, `:iconname:`, `:devname:`.
fn bare(typed: &str) -> &str {
    let tag = typed.strip_prefix(':').and_then(|text| text.strip_suffix(':'));
    if let Some(name) = tag.and_then(|tag| tag.strip_prefix("icon").or_else(|| tag.strip_prefix("dev"))) {
        return name;
    }
    typed.trim_start_matches(['@', '~', '='])
}

fn is_name(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// The artist of this name, unless a page of DeviantArt's has it.
fn named(name: &str) -> Result<Asked, Unclear> {
    let lower = name.to_ascii_lowercase();
    if POSTS.contains(&lower.as_str()) {
        return Err(Unclear::PostByNumber);
    }
    match PAGES.iter().find(|(page, _)| *page == lower) {
        Some((_, shows)) => Err(Unclear::Page(shows)),
        None if is_name(name) => Ok(Asked::artist(name)),
        None => Err(Unclear::NotAName),
    }
}

/// The links in this text: with a scheme anywhere in a word (Markdown, `<…>`), or a word that looks like a host and a path.
pub(super) fn links(text: &str) -> Vec<Url> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '"' | '|' | '`');
    let words =
        text.split(ends).map(|word| word.trim_start_matches(['*', '\'']).trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']));
    words
        .filter(|word| !word.is_empty())
        .filter_map(|word| match word.find("://") {
            Some(_) => Url::parse(word).ok().filter(|url| matches!(url.scheme(), "http" | "https")),
            None if word.split('/').next().is_some_and(|host| host.contains('.')) => Url::parse(&format!("https://{word}")).ok(),
            None => None,
        })
        .collect()
}

/// The links in this text, those of proxies as DeviantArt has them.
pub(super) fn pages(text: &str) -> Vec<Url> {
    let mut found = links(text);
    for link in &mut found {
        let proxy = link.host_str().is_some_and(|host| PROXIES.contains(&host.strip_prefix("www.").unwrap_or(host)));
        if proxy && let Err(error) = link.set_host(Some("www.deviantart.com")) {
            tracing::debug!(%error, "the address of a proxy stays as it is");
        }
    }
    found
}

fn of_link(url: &Url) -> Result<Asked, Unclear> {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    match host {
        "deviantart.com" | "m.deviantart.com" => return of_path(url),
        "backend.deviantart.com" => return of_feed(url),
        "fav.me" => return Err(Unclear::PostByNumber),
        "sta.sh" => return Err(Unclear::Page("page-private-upload")),
        proxy if PROXIES.contains(&proxy) => return of_path(url),
        _ => {}
    }
    // The addresses of former years: name.deviantart.com.
    let Some(name) = host.strip_suffix(".deviantart.com") else {
        let image = host.ends_with(".wixmp.com") || host.ends_with(".deviantart.net");
        return Err(if image { Unclear::Page("page-image-file") } else { Unclear::OtherSite });
    };
    // Image servers are numbered: fc07, th01, orig11.
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    match SUBDOMAINS.iter().find(|(sub, _)| *sub == name || (*sub == stem && matches!(*sub, "fc" | "img" | "orig" | "pre" | "th"))) {
        Some((_, shows)) => Err(Unclear::Page(shows)),
        None => Ok(Asked { folder: folder(&segments(url), url)?, ..named(name)? }),
    }
}

fn segments(url: &Url) -> Vec<&str> {
    url.path_segments().into_iter().flatten().filter(|part| !part.is_empty()).collect()
}

fn of_path(url: &Url) -> Result<Asked, Unclear> {
    let segments = segments(url);
    let Some((name, rest)) = segments.split_first() else { return Err(Unclear::Page("page-deviantarts-front-page")) };
    let asked = named(name.trim_start_matches(['@', '~']))?;
    Ok(Asked { folder: folder(rest, url)?, ..asked })
}

/// `gallery/123/some-folder`; `gallery`, `gallery/all` and other pages name no folder.
fn folder(path: &[&str], url: &Url) -> Result<Option<String>, Unclear> {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match path {
        ["gallery", first, slug, ..] if number(first) => Ok(Some((*slug).to_owned())),
        ["gallery", first, ..] if number(first) => Err(Unclear::FolderByNumber),
        ["gallery", "all" | "scraps" | "featured", ..] => Ok(None),
        ["gallery", slug, ..] => Ok(Some((*slug).to_owned())),
        ["gallery"] if url.query_pairs().any(|(key, value)| key == "set" && number(&value)) => Err(Unclear::FolderByNumber),
        _ => Ok(None),
    }
}

/// `rss.xml?q=gallery:name`, `q=by:name sort:time`; with a folder as `gallery:name/123`.
fn of_feed(url: &Url) -> Result<Asked, Unclear> {
    let query = url.query_pairs().find(|(key, _)| key == "q").map(|(_, value)| value.into_owned()).unwrap_or_default();
    let term = query.split_whitespace().find_map(|term| term.strip_prefix("gallery:").or_else(|| term.strip_prefix("by:")));
    match term.map(|term| term.split_once('/').map_or((term, ""), |(name, folder)| (name, folder))) {
        Some((name, "")) => named(name),
        Some(_) => Err(Unclear::FolderByNumber),
        None => Err(Unclear::Page("page-feed-without-an-artist")),
    }
}

#[cfg(test)]
#[path = "spelling_tests.rs"]
mod tests;
