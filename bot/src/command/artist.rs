//! Who is meant by what a moderator typed, and whether DeviantArt knows them.

use super::context::{Context, Data, MAX_CHOICES, ask, suggest};
use super::error::Error;
use super::fix::Fix;
use super::sight::Asker;
use super::similar;
use super::spelling::{self, Asked, LONGEST_NAME};
use crate::text;
use deviantart::model::Profile;
use serenity::all::{AutocompleteChoice, CreateAutocompleteResponse};
use std::future::Future;
use std::time::Duration;

/// How long a look-up may take, with its wait for the request budget.
pub(super) const LOOK_UP_PATIENCE: Duration = Duration::from_secs(20);

/// Reads a name, a profile's address or a gallery folder's address.
pub(crate) fn parse(typed: &str) -> Result<Asked, Error> {
    spelling::parse(typed).map_err(|unclear| Error::Refused(text::watch::unclear(typed, unclear)))
}

/// Why DeviantArt says nothing of an artist.
pub(super) enum Silence {
    /// It says that there is nobody, or nobody who can be watched.
    No(Error),
    /// It cannot be asked now; None: this bot has no access to it.
    NotNow(Option<Error>),
}

/// Looks the artist up at DeviantArt, as often as this person and this server may; when DeviantArt cannot be asked now, what the store knows
/// will do.
pub(crate) async fn resolve(data: &Data, asker: &Asker, name: &str) -> Result<Profile, Error> {
    match at_deviantart(data, asker, name).await {
        Ok(profile) => Ok(profile),
        Err(Silence::No(error)) => Err(error),
        Err(Silence::NotNow(failure)) => from_store(data, name, failure).await,
    }
}

/// What DeviantArt says of this name.
pub(super) async fn at_deviantart(data: &Data, asker: &Asker, name: &str) -> Result<Profile, Silence> {
    let Some(client) = &data.deviantart else { return Err(Silence::NotNow(None)) };
    match look_up(data, asker, client, name).await {
        Ok(profile) => Ok(profile),
        Err(Error::DeviantArt { error: deviantart::Error::UserNotFound(_), .. }) => Err(Silence::No(unknown(data, name).await)),
        Err(Error::DeviantArt { name, error }) if !error.is_transient() => Err(Silence::No(Error::DeviantArt { name, error })),
        Err(failure) => Err(Silence::NotNow(Some(failure))),
    }
}

/// What the store knows of this name, after a look-up ended with this failure.
pub(super) async fn from_store(data: &Data, name: &str, failure: Option<Error>) -> Result<Profile, Error> {
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

/// Those of these names that DeviantArt lists in one answer for many: what is missing has to be looked up alone. One answer counts as one look-up.
pub(super) async fn listed(data: &Data, asker: &Asker, names: &[&str]) -> Result<Vec<Profile>, Error> {
    let Some(client) = &data.deviantart else { return Ok(Vec::new()) };
    asked(data, asker, &names.join(", "), client.look_up_together(names)).await
}

/// Asks DeviantArt about this artist, as often as this person and this server may.
pub(super) async fn asked<T>(
    data: &Data,
    asker: &Asker,
    name: &str,
    question: impl Future<Output = Result<T, deviantart::Error>>,
) -> Result<T, Error> {
    data.look_ups.lock().take(asker.user(), asker.guild().0, data.clock.now())?;
    let outcome = tokio::time::timeout(LOOK_UP_PATIENCE, question).await.map_err(|_| Error::DeviantArtSlow)?;
    outcome.map_err(|error| Error::DeviantArt { name: name.to_owned(), error })
}

async fn look_up(data: &Data, asker: &Asker, client: &deviantart::Client, name: &str) -> Result<Profile, Error> {
    let outcome = asked(data, asker, name, client.look_up(name)).await;
    if matches!(outcome, Err(Error::DeviantArt { error: deviantart::Error::UserNotFound(_), .. })) {
        data.look_ups.lock().found_nobody(asker.user(), asker.guild().0, data.clock.now());
    }
    outcome
}

/// What was searched, what was probably meant, and where to check.
async fn unknown(data: &Data, name: &str) -> Error {
    let prefix: String = name.chars().take(2).collect();
    let known = suggest(data.store.search_artists(&prefix, 200)).await;
    let near = similar::closest(name, known.iter().map(|artist| artist.name.as_str()), |name| name, 3);
    let fixes = if near.is_empty() { Vec::new() } else { vec![Fix::Artists(near.iter().map(|name| (*name).to_owned()).collect())] };
    Error::Fixable { text: text::watch::unknown_artist(name, &near), fixes }
}

/// Suggests artists that are known here; never asks DeviantArt. Of several with commas between them the last one is completed.
pub(super) async fn autocomplete(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let (before, last) = partial.rsplit_once(',').map_or(("", partial), |(before, last)| (before.trim(), last));
    let prefix: String = last.trim().trim_start_matches(['@', '~']).chars().take(LONGEST_NAME).collect();
    let known = suggest(ctx.framework.user_data.store.search_artists(&prefix, MAX_CHOICES)).await;
    let whole = |name: String| if before.is_empty() { name } else { format!("{before}, {name}") };
    let names = known.into_iter().take(MAX_CHOICES as usize).map(|artist| whole(artist.name));
    let choices = names.filter(|name| (1..=100).contains(&name.chars().count()));
    CreateAutocompleteResponse::new().set_choices(choices.map(|name| AutocompleteChoice::new(name.clone(), name)).collect())
}
