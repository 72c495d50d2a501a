//! What the vendors are asked about old rows: each thing once, and patiently.

use crate::admin::incoming::{Answers, Latest, wait};
use anyhow::{Context, Result, bail};
use bot::{CheckError, Places, Whose};
use deviantart::Error as ApiError;
use domain::budget::Lane;
use domain::clock::Timestamp;
use domain::id::{ChannelId, FolderId, GuildId};
use domain::post::{ArtistKind, ArtistRef, Post};
use domain::watch::NewWatch;
use std::collections::HashSet;

/// What became of a look-up; an error is why its rows are left out, in words.
type Found<T> = Result<T, String>;

/// See the module's text.
pub struct LookUp {
    latest: Latest,
    /// None without a token.
    places: Option<Places>,
    answers: Answers,
    now: Timestamp,
    /// Servers that the bot is not in, as far as this run asked: the next one asks again.
    away: HashSet<GuildId>,
    /// A vendor did not answer: the run has to be repeated.
    again: bool,
}

impl LookUp {
    /// One that has asked nothing but what `answers` has.
    #[must_use]
    pub fn new(latest: Latest, places: Option<Places>, answers: Answers, now: Timestamp) -> Self {
        Self { latest, places, answers, now, away: HashSet::new(), again: false }
    }

    /// Whether the bot is in this server; None when Discord cannot be asked. An error is why its rows are left out.
    ///
    /// # Errors
    /// When Discord refuses the token.
    pub async fn is_in(&mut self, guild: GuildId) -> Result<Option<Found<bool>>> {
        let Some(places) = &self.places else { return Ok(None) };
        let key = format!("server {guild}");
        if self.answers.get::<bool>(&key).is_some() || self.away.contains(&guild) {
            return Ok(Some(Ok(!self.away.contains(&guild))));
        }
        let mut failures = 0;
        loop {
            match places.is_in(guild).await {
                Ok(true) => {
                    self.answers.keep(key, &true, self.now)?;
                    return Ok(Some(Ok(true)));
                }
                Ok(false) => {
                    self.away.insert(guild);
                    return Ok(Some(Ok(false)));
                }
                Err(CheckError::Token) => bail!(CheckError::Token),
                Err(error) if !wait(&error, &mut failures).await => {
                    self.again = true;
                    return Ok(Some(
                        Err("left out: Discord did not say whether the bot is in its server; run the import again".to_owned()),
                    ));
                }
                Err(_) => {}
            }
        }
    }

    /// The server that Discord says this channel belongs to; None when Discord cannot be asked.
    ///
    /// # Errors
    /// When Discord refuses the token.
    pub async fn server_of(&mut self, channel: ChannelId) -> Result<Option<Found<GuildId>>> {
        let Some(places) = &self.places else { return Ok(None) };
        let key = format!("channel {channel}");
        if let Some(known) = self.answers.get::<Found<u64>>(&key) {
            return Ok(Some(known.map(GuildId)));
        }
        let mut failures = 0;
        let found = loop {
            match places.server_of(channel).await {
                Ok(Whose::Server(guild)) => break Ok(guild.0),
                Ok(Whose::Nobodys) => break Err("left out: its channel no longer exists".to_owned()),
                Ok(Whose::Hidden) => {
                    // Invited meanwhile it is seen by the next run.
                    self.again = true;
                    let why = "left out: the bot cannot see its channel; give it access, then run the import again";
                    return Ok(Some(Err(why.to_owned())));
                }
                Err(CheckError::Token) => bail!(CheckError::Token),
                Err(error) if !wait(&error, &mut failures).await => {
                    self.again = true;
                    let why = "left out: Discord did not say which server its channel belongs to; run the import again";
                    return Ok(Some(Err(why.to_owned())));
                }
                Err(_) => {}
            }
        };
        self.answers.keep(key, &found, self.now)?;
        Ok(Some(found.map(GuildId)))
    }

    /// Who has this name now.
    ///
    /// # Errors
    /// When DeviantArt refuses the credentials or answers what nobody understands.
    pub async fn artist(&mut self, name: &str) -> Result<Found<(ArtistRef, ArtistKind)>> {
        let key = format!("artist {}", name.to_uppercase());
        if let Some(known) = self.answers.get(&key) {
            return Ok(known);
        }
        let mut failures = 0;
        let answer = loop {
            match self.latest.client().resolve(Lane::Poll, name).await {
                Err(error) if error.is_transient() && wait(&error, &mut failures).await => {}
                answer => break answer,
            }
        };
        let found = match answer {
            Ok(profile) => Ok((profile.artist, profile.kind)),
            Err(error) if error.is_transient() => {
                self.again = true;
                return Ok(Err("left out: DeviantArt did not answer for a while; run the import again".to_owned()));
            }
            Err(ApiError::UserNotFound(_) | ApiError::AccountInactive(_) | ApiError::ProfileBlocked(_) | ApiError::Rejected(_)) => {
                Err("left out: DeviantArt does not know the artist (renamed or deactivated)".to_owned())
            }
            Err(error @ (ApiError::Forbidden(_) | ApiError::EndpointGone { .. })) => {
                eprintln!("artist {name:?}: {}", domain::cause::chain(&error));
                Err("left out: DeviantArt refused to describe the artist (see the reason above)".to_owned())
            }
            // No fault of the artist: the credentials, or an answer that nobody understands.
            Err(error) => return Err(error).context("DeviantArt does not answer as expected; fix that and run the import again"),
        };
        self.answers.keep(key, &found, self.now)?;
        Ok(found)
    }

    /// The folder's name as the artist spells it.
    ///
    /// # Errors
    /// When DeviantArt refuses the credentials or answers what nobody understands.
    pub async fn folder(&mut self, artist: &ArtistRef, folder: FolderId) -> Result<Found<String>> {
        let key = format!("folders of {}", artist.id);
        let known: Option<Vec<(FolderId, String)>> = self.answers.get(&key);
        let folders = match known {
            Some(known) => known,
            None => match self.folders(&artist.name).await {
                Ok(folders) => {
                    self.answers.keep(key, &folders, self.now)?;
                    folders
                }
                Err(error) if error.is_transient() => {
                    self.again = true;
                    return Ok(Err("left out: DeviantArt did not answer for a while; run the import again".to_owned()));
                }
                Err(error) if crate::admin::incoming::is_about_the_artist(&error) => Vec::new(),
                Err(error) => return Err(error).context("DeviantArt does not answer as expected; fix that and run the import again"),
            },
        };
        let named = folders.into_iter().find(|(id, _)| *id == folder).map(|(_, name)| name);
        Ok(named.ok_or_else(|| "left out: DeviantArt does not know the folder; watch another with /watch".to_owned()))
    }

    async fn folders(&self, name: &str) -> Result<Vec<(FolderId, String)>, ApiError> {
        let (mut folders, mut at, mut failures) = (Vec::new(), 0, 0);
        loop {
            let page = match self.latest.client().gallery_folders(Lane::Poll, name, at).await {
                Err(error) if error.is_transient() && wait(&error, &mut failures).await => continue,
                answer => answer?,
            };
            folders.extend(page.items.into_iter().map(|listing| (listing.folder.id, listing.folder.name)));
            match page.next.filter(|next| *next > at) {
                Some(next) => at = next,
                None => return Ok(folders),
            }
        }
    }

    /// What DeviantArt lists for this watch.
    ///
    /// # Errors
    /// As [`Latest::of`].
    pub async fn latest(&mut self, wish: &NewWatch) -> Result<Vec<Post>> {
        self.latest.of(wish, &mut self.answers, self.now).await
    }

    /// Forgets the answers, unless some are needed for the next run.
    ///
    /// # Errors
    /// When their file cannot be removed.
    pub fn end(self) -> Result<()> {
        if self.again { Ok(()) } else { self.answers.done() }
    }
}
