//! Who is meant by what a moderator typed, and whether DeviantArt knows them.

use super::spelling::{self, Asked, LONGEST_NAME};
use super::{Context, Data, Error, MAX_CHOICES, ask, similar, suggest};
use crate::text;
use serenity::all::{AutocompleteChoice, CreateAutocompleteResponse};
use shared::deviantart;
use shared::deviantart::budget::Lane;
use shared::deviantart::model::Profile;
use std::time::Duration;

/// How long a look-up may take, with its wait for the request budget.
pub(super) const LOOK_UP_PATIENCE: Duration = Duration::from_secs(20);

/// Reads a name, a profile's address or a gallery folder's address.
pub(crate) fn parse(typed: &str) -> Result<Asked, Error> {
    spelling::parse(typed).map_err(|unclear| Error::Refused(text::watch::unclear(typed, unclear)))
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
