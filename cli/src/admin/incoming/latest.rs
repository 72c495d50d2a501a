//! What DeviantArt lists of an artist now.

use super::answers::Answers;
use super::patience::wait;
use anyhow::{Context, Result};
use deviantart::{Client, Error as ApiError};
use domain::budget::Lane;
use domain::clock::Timestamp;
use domain::post::Post;
use domain::watch::NewWatch;

/// Posts of a gallery that are asked for.
const GALLERY: u32 = 24;

/// Asks for the first page of each list that a watch needs, once.
pub struct Latest {
    client: Client,
}

impl Latest {
    /// One that asks with this client, in the lane of polls.
    #[must_use]
    pub const fn new(client: Client) -> Self {
        Self { client }
    }

    /// The client that it asks with.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// What is listed for this watch: of a folder what stands at its top, else the newest. Nothing where DeviantArt does not know the artist
    /// any more, or does not answer for minutes.
    ///
    /// # Errors
    /// When DeviantArt refuses the credentials or answers what nobody understands, and when the answer cannot be kept.
    pub async fn of(&self, wish: &NewWatch, answers: &mut Answers, now: Timestamp) -> Result<Vec<Post>> {
        let mut posts = Vec::new();
        match &wish.folder {
            Some((folder, _)) => posts.extend(self.list(wish, &format!("folder {folder}"), answers, now).await?),
            // Another system watched no whole group.
            None if wish.group => {}
            None => {
                if wish.what.needs_gallery() {
                    posts.extend(self.list(wish, "gallery", answers, now).await?);
                }
                if wish.what.needs_posts() {
                    posts.extend(self.list(wish, "posts", answers, now).await?);
                }
            }
        }
        Ok(posts)
    }

    async fn list(&self, wish: &NewWatch, list: &str, answers: &mut Answers, now: Timestamp) -> Result<Vec<Post>> {
        let key = format!("{list} of {}", wish.artist);
        if let Some(known) = answers.get(&key) {
            return Ok(known);
        }
        let mut failures = 0;
        let answer = loop {
            match self.ask(wish, list).await {
                Err(error) if error.is_transient() && wait(&error, &mut failures).await => {}
                answer => break answer,
            }
        };
        let found = match answer {
            Ok(found) => found,
            Err(error) if error.is_transient() || is_about_the_artist(&error) => {
                eprintln!("{key} cannot be listed, so nothing of it counts as missed: {}", domain::cause::chain(&error));
                return Ok(Vec::new());
            }
            Err(error) => return Err(error).context("DeviantArt does not answer as expected; fix that and run this again"),
        };
        answers.keep(key, &found, now)?;
        Ok(found)
    }

    async fn ask(&self, wish: &NewWatch, list: &str) -> Result<Vec<Post>, ApiError> {
        let name = wish.artist_name.as_str();
        let listed = match (&wish.folder, list) {
            (Some((folder, _)), _) => self.client.gallery_folder(Lane::Poll, name, *folder, 0).await?.items,
            (None, "gallery") => self.client.gallery_all(Lane::Poll, name, 0, GALLERY).await?.items,
            (None, _) => self.client.posts(Lane::Poll, name, None).await?.items,
        };
        Ok(listed.into_iter().map(|listed| listed.post).collect())
    }
}

/// Whether it is the artist or the list that is gone, and not we who are refused.
pub const fn is_about_the_artist(error: &ApiError) -> bool {
    matches!(
        error,
        ApiError::UserNotFound(_)
            | ApiError::AccountInactive(_)
            | ApiError::ProfileBlocked(_)
            | ApiError::Rejected(_)
            | ApiError::Forbidden(_)
            | ApiError::EndpointGone { .. }
            | ApiError::DeviationNotFound
    )
}
