//! Which addresses may appear in a card: DeviantArt's own, nothing else.

use url::{Host, Url};

/// Discord refuses longer ones in an embed.
const LONGEST: usize = 2048;
/// Hosts by themselves and as parents: pages, old image hosts, the present image host.
const HOSTS: [&str; 3] = ["deviantart.com", "deviantart.net", "wixmp.com"];

/// The address in its normal form if it is on the web, on one of DeviantArt's hosts, without user, password or port, and not too long. Old answers of the API say `http`, which those hosts only redirect: it becomes `https`.
pub(crate) fn allowed(address: &str) -> Option<String> {
    let mut url = Url::parse(address).ok().filter(|_| address.len() <= LONGEST)?;
    if url.scheme() == "http" {
        url.set_scheme("https").ok()?;
    }
    let Some(Host::Domain(host)) = url.host() else { return None };
    let ours = HOSTS.iter().any(|parent| match host.strip_suffix(parent) {
        // Only the pages live on the bare domain.
        Some("") => *parent == "deviantart.com",
        Some(sub) => sub.len() > 1 && sub.ends_with('.'),
        None => false,
    });
    let plain = url.scheme() == "https" && url.username().is_empty() && url.password().is_none() && url.port().is_none();
    let text = String::from(url.clone());
    (ours && plain && text.len() <= LONGEST && !text.contains(['<', '>', ' '])).then_some(text)
}

/// The artist's page on DeviantArt, with a further path such as `/gallery`; None when the name cannot be one of DeviantArt's.
pub(crate) fn profile(name: &str, path: &str) -> Option<String> {
    let plausible = (1..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    plausible.then(|| format!("https://www.deviantart.com/{name}{path}"))
}

/// The kind and number of a post in its address: `art`, `776866366` of `https://www.deviantart.com/name/art/Some-title-776866366`.
pub(crate) fn post_number(url: &str) -> Option<(&str, &str)> {
    let mut parts = url.trim_end_matches('/').rsplit('/');
    let (last, kind) = (parts.next()?, parts.next()?);
    let number = last.rsplit('-').next()?;
    let of_post = matches!(kind, "art" | "journal" | "status-update" | "status" | "poll");
    (of_post && !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())).then_some((kind, number))
}
