//! One request to the API as data: where it goes, what it carries, and what it asks about.

use super::Error;
use super::error::About;
use domain::budget::Lane;
use url::Url;

/// One request, ready to be repeated.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) lane: Lane,
    /// For messages and logs: the documented name, without the parameters.
    pub(super) endpoint: &'static str,
    /// Parts of the path below the API's root, not yet encoded.
    path: &'a [&'a str],
    query: &'a [(&'a str, &'a str)],
    /// Form fields make it a POST.
    pub(super) form: Option<&'a [(&'a str, &'a str)]>,
    /// What it asks about, for typed errors.
    pub(super) about: About<'a>,
}

impl<'a> Call<'a> {
    /// A GET without parameters that asks about nothing.
    pub(super) const fn new(lane: Lane, endpoint: &'static str, path: &'a [&'a str]) -> Self {
        Self { lane, endpoint, path, query: &[], form: None, about: About::Nothing }
    }

    pub(super) const fn query(self, query: &'a [(&'a str, &'a str)]) -> Self {
        Self { query, ..self }
    }

    /// Makes it a POST with these fields.
    pub(super) const fn form(self, form: &'a [(&'a str, &'a str)]) -> Self {
        Self { form: Some(form), ..self }
    }

    pub(super) const fn about(self, about: About<'a>) -> Self {
        Self { about, ..self }
    }

    /// A name cannot become another path: each part is percent-encoded.
    pub(super) fn url(&self, api_url: &Url) -> Result<Url, Error> {
        let mut url = api_url.clone();
        url.set_query(None);
        match url.path_segments_mut() {
            Ok(mut path) => path.clear().extend(["api", "v1", "oauth2"]).extend(self.path),
            Err(()) => return Err(Error::Rejected("deviantart.api_url cannot be a base".to_owned())),
        };
        url.query_pairs_mut().append_pair("mature_content", "true").extend_pairs(self.query);
        Ok(url)
    }
}

/// A name that may go into a request. What can be no name is unknown without asking: an empty or missing user name makes DeviantArt
/// answer about somebody else, and `..` would be another path.
pub(super) fn name(user: &str) -> Result<&str, Error> {
    let trimmed = user.trim();
    let fits = trimmed.len() <= 64 && trimmed.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if fits && trimmed.chars().any(|c| c.is_ascii_alphanumeric()) { Ok(trimmed) } else { Err(Error::UserNotFound(user.to_owned())) }
}
