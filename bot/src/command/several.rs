//! `/watch` with several artists: each is added or not by itself, and has a line of the answer.

use super::adding::{self, Added, Terms};
use super::artist::{self, Silence};
use super::context::Data;
use super::error::Error;
use super::fix::Fix;
use super::sight::Asker;
use super::spelling::Asked;
use super::wish::Wish;
use crate::text;
use deviantart::model::Profile;
use std::collections::HashMap;

/// Artists of one command.
const MOST: usize = 25;

/// What became of all of them.
pub(super) struct Several {
    /// What is true of those that were added.
    pub heading: String,
    /// A line for each.
    pub lines: String,
    /// Those that were not added, as they were typed.
    pub failed: Vec<String>,
}

/// Adds those that can be added.
pub(super) async fn add_all(data: &Data, asker: &Asker, wish: Wish, typed: Vec<String>) -> Result<Several, Error> {
    if typed.len() > MOST {
        return Err(Error::Refused(text::several::too_many(typed.len(), MOST)));
    }
    let terms = adding::terms(data, asker, wish, false).await?;
    let read: Vec<_> = typed.iter().map(|typed| artist::parse(typed)).collect();
    let names: Vec<&str> = read.iter().flatten().map(|asked| asked.name.as_str()).collect();
    let mut artists = Artists::listed(data, asker, &names).await;
    let mut lines = Vec::new();
    let (mut added, mut failed, mut first) = (0, Vec::new(), None);
    for (typed, asked) in typed.into_iter().zip(read) {
        let name = asked.as_ref().map_or_else(|_| typed.clone(), |asked| asked.name.clone());
        let outcome = match asked {
            Ok(asked) => artists.add(data, asker, &terms, asked).await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(one) => {
                added += 1;
                lines.push(text::several::added(&one.watch, one.folder.as_deref()));
                first.get_or_insert(one);
            }
            Err(error) if is_there(&error) => lines.push(text::several::already_there(&name)),
            Err(error) => {
                error.log("watch");
                lines.push(text::several::failed(&name, &error.answer().unwrap_or_default()));
                failed.push(typed);
            }
        }
    }
    let heading = match &first {
        Some(first) => text::several::heading(added, &first.watch, first.age_restricted),
        None => text::several::nothing_added(),
    };
    Ok(Several { heading, lines: text::several::fitting(lines), failed })
}

/// The channel has such a watch, or one that brings the same.
fn is_there(error: &Error) -> bool {
    error.fixes().iter().any(|fix| matches!(fix, Fix::Change(_)))
}

/// Who the artists are.
struct Artists {
    /// By lower-case name: those that DeviantArt listed together.
    listed: HashMap<String, Profile>,
    /// DeviantArt could not be asked: only those that are known here are added.
    away: bool,
}

impl Artists {
    async fn listed(data: &Data, asker: &Asker, names: &[&str]) -> Self {
        let mut artists = Self { listed: HashMap::new(), away: false };
        for names in names.chunks(deviantart::TOGETHER) {
            match artist::listed(data, asker, names).await {
                Ok(found) => artists.listed.extend(found.into_iter().map(|profile| (profile.artist.name.to_lowercase(), profile))),
                Err(error) => {
                    error.log("watch");
                    artists.away |= is_away(&error);
                    break;
                }
            }
        }
        artists
    }

    async fn add(&mut self, data: &Data, asker: &Asker, terms: &Terms, asked: Asked) -> Result<Added, Error> {
        let profile = self.resolve(data, asker, &asked.name).await?;
        adding::add_for(data, asker, terms, (profile, asked.folder)).await
    }

    async fn resolve(&mut self, data: &Data, asker: &Asker, name: &str) -> Result<Profile, Error> {
        if let Some(profile) = self.listed.get(&name.to_lowercase()) {
            return Ok(profile.clone());
        }
        if self.away {
            let failure = Error::Fixable { text: text::several::away(), fixes: vec![Fix::Again] };
            return artist::from_store(data, name, Some(failure)).await;
        }
        match artist::at_deviantart(data, asker, name).await {
            Ok(profile) => Ok(profile),
            Err(Silence::No(error)) => Err(error),
            Err(Silence::NotNow(failure)) => {
                self.away = failure.as_ref().is_some_and(is_away);
                artist::from_store(data, name, failure).await
            }
        }
    }
}

/// The next name would fare no better.
fn is_away(error: &Error) -> bool {
    match error {
        Error::DeviantArtSlow => true,
        Error::DeviantArt { error, .. } => error.is_transient(),
        _ => false,
    }
}
