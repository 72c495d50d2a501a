//! Who is meant by what a moderator typed, and whether DeviantArt knows them.

use super::{Context, Data, Error, MAX_CHOICES, ask, similar, suggest};
use crate::text;
use serenity::all::{AutocompleteChoice, CreateAutocompleteResponse};
use shared::deviantart;
use shared::deviantart::budget::Lane;
use shared::deviantart::model::Profile;
use std::time::Duration;
use url::Url;

/// How long a look-up may take, with its wait for the request budget.
pub(super) const LOOK_UP_PATIENCE: Duration = Duration::from_secs(20);
/// DeviantArt's names have 3 to 20 characters; older ones may be longer.
const LONGEST_NAME: usize = 40;

/// What was typed: a name, and a folder where an address named one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub name: String,
    /// The folder's name as it stands in an address ("my-best-works"), or its id.
    pub folder: Option<String>,
}

/// Reads a name, a profile's address or a gallery folder's address.
pub(crate) fn parse(typed: &str) -> Result<Asked, Error> {
    let typed = typed.trim();
    let bare = typed.trim_start_matches(['@', '~', '=']);
    if is_name(bare) {
        return Ok(Asked { name: bare.to_owned(), folder: None });
    }
    let address = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let refused = || Error::Refused(text::watch::not_an_artist(typed));
    let url = Url::parse(&address).ok().filter(|_| typed.contains('/') || typed.contains('.')).ok_or_else(refused)?;
    let host = url.host_str().unwrap_or_default().trim_start_matches("www.");
    let mut path = url.path_segments().into_iter().flatten().filter(|part| !part.is_empty());
    let name = match host.strip_suffix("deviantart.com") {
        Some("") => path.next().unwrap_or_default().to_owned(),
        // The addresses of former years: name.deviantart.com.
        Some(sub) => sub.strip_suffix('.').unwrap_or_default().to_owned(),
        None => return Err(Error::Refused(text::watch::not_deviantart(typed))),
    };
    if !is_name(&name) {
        return Err(refused());
    }
    Ok(Asked { name, folder: folder(&path.collect::<Vec<_>>()) })
}

/// `gallery/123/some-folder`; `gallery`, `gallery/all` and other pages name no folder.
fn folder(path: &[&str]) -> Option<String> {
    match path {
        ["gallery", number, slug, ..] if number.bytes().all(|b| b.is_ascii_digit()) => Some((*slug).to_owned()),
        ["gallery", slug] if !slug.bytes().all(|b| b.is_ascii_digit()) && *slug != "all" => Some((*slug).to_owned()),
        _ => None,
    }
}

fn is_name(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Looks the artist up at DeviantArt; when DeviantArt cannot be asked now, what the store knows will do.
pub(crate) async fn resolve(data: &Data, name: &str) -> Result<Profile, Error> {
    let failure = match &data.deviantart {
        None => None,
        Some(client) => match tokio::time::timeout(LOOK_UP_PATIENCE, client.resolve(Lane::Interactive, name)).await {
            Ok(Ok(profile)) => return Ok(profile),
            Ok(Err(error)) if error.is_transient() => Some(Error::DeviantArt { name: name.to_owned(), error }),
            Ok(Err(deviantart::Error::UserNotFound(_))) => return Err(unknown(data, name).await),
            Ok(Err(error)) => return Err(Error::DeviantArt { name: name.to_owned(), error }),
            Err(_) => Some(Error::DeviantArtSlow),
        },
    };
    match (ask(data.store.artist_by_name(name)).await?, failure) {
        (Some((artist, kind)), failure) => {
            if let Some(failure) = failure {
                tracing::info!(error = %failure, "an artist was taken from the store because DeviantArt could not be asked");
            }
            Ok(Profile { artist, kind })
        }
        (None, Some(failure)) => Err(failure),
        (None, None) => Err(Error::Refused(text::watch::not_known_here(name))),
    }
}

/// What was searched, what was probably meant, and where to check.
async fn unknown(data: &Data, name: &str) -> Error {
    let prefix: String = name.chars().take(2).collect();
    let known = suggest(data.store.search_artists(&prefix, 200)).await;
    let near = similar::closest(name, known.iter().map(|artist| artist.name.as_str()), 3);
    Error::Refused(text::watch::unknown_artist(name, &near))
}

/// Suggests artists that are known here; never asks DeviantArt.
pub(super) async fn autocomplete(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let prefix: String = partial.trim().trim_start_matches(['@', '~']).chars().take(LONGEST_NAME).collect();
    let known = suggest(ctx.framework.user_data.store.search_artists(&prefix, MAX_CHOICES)).await;
    let choices = known.into_iter().take(MAX_CHOICES as usize).filter(|artist| (1..=100).contains(&artist.name.chars().count()));
    CreateAutocompleteResponse::new().set_choices(choices.map(|artist| AutocompleteChoice::new(artist.name.clone(), artist.name)).collect())
}
