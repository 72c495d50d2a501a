//! Who has a name: [`Client::resolve`] in any lane, [`Client::look_up`] for somebody who waits for the answer.

use super::Error;
use super::call::{Call, name};
use super::client::Client;
use super::error::About;
use super::lookup::{Listed, TOGETHER, WITHOUT};
use super::model::Profile;
use super::wire;
use domain::budget::Lane;
use domain::post::{ArtistKind, ArtistRef};

impl Client {
    /// A name as a moderator typed it: a person by `user/profile`; a group (whose profile fails) by `user/whois`, or, when that does
    /// not list it, by its folders, from the first of which it gets its id.
    ///
    /// # Errors
    /// See [`Error`]; the profile's error when it is no group either.
    pub async fn resolve(&self, lane: Lane, user: &str) -> Result<Profile, Error> {
        self.resolve_by(lane, user, true).await
    }

    /// The same; `whois`: it was not asked yet.
    async fn resolve_by(&self, lane: Lane, user: &str, whois: bool) -> Result<Profile, Error> {
        let failure = match self.profile(lane, user).await {
            Err(error @ (Error::UserNotFound(_) | Error::Rejected(_))) => error,
            other => return other,
        };
        let name = name(user)?;
        let asked = if whois { self.whois(lane, &[name]).await } else { Ok(Vec::new()) };
        let listed = match asked {
            Ok(users) => users.into_iter().find(|found| found.artist.name.eq_ignore_ascii_case(name)),
            // The endpoint says no in some unknown way: the folders decide.
            Err(Error::UserNotFound(_) | Error::Rejected(_) | Error::EndpointGone { .. } | Error::Forbidden(_) | Error::Blocked(_)) => None,
            Err(error) => return Err(error),
        };
        match listed {
            Some(group) if group.kind == ArtistKind::Group => return Ok(group),
            Some(_) => return Err(failure),
            None => {}
        }
        match self.gallery_folders(lane, name, 0).await {
            Ok(page) => match wire::group_id(&page.items) {
                Some(id) => Ok(Profile { artist: ArtistRef { id, name: name.to_owned(), icon: None }, kind: ArtistKind::Group }),
                None => Err(failure),
            },
            Err(error) if error.is_transient() => Err(error),
            Err(_) => Err(failure),
        }
    }

    /// `user/whois` takes POST only (a GET is told that `usernames` is missing); names that nobody has are left out of its answer.
    async fn whois(&self, lane: Lane, users: &[&str]) -> Result<Vec<Profile>, Error> {
        let form: Vec<(&str, &str)> = users.iter().map(|user| ("usernames[]", *user)).collect();
        let about = users.first().map_or(About::Nothing, |user| About::User(user));
        let call = Call::new(lane, "user/whois", &["user", "whois"]).form(&form).about(about);
        Ok(wire::users(&self.0.call(&call).await?))
    }

    /// The artist who has this name, for somebody who waits: [`resolve`](Self::resolve) in the lane of look-ups.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::Busy`] and [`Error::Paused`] with the time until there is a turn.
    pub async fn look_up(&self, user: &str) -> Result<Profile, Error> {
        let user = name(user)?;
        let look_ups = &self.0.look_ups;
        if look_ups.is_unknown(user, self.0.clock.now()) {
            return Err(Error::UserNotFound(user.to_owned()));
        }
        let Some((number, mut answer)) = look_ups.wait(user) else { return Err(Error::Busy(self.0.look_up_wait())) };
        let (_turn, listed) = tokio::select! {
            biased;
            said = &mut answer => match said {
                Ok(Listed::No) | Err(_) => (look_ups.turn.lock().await, Some(Listed::No)),
                Ok(listed) => return listed.or_profile().unwrap_or_else(|| Err(Error::UserNotFound(user.to_owned()))),
            },
            turn = look_ups.turn.lock() => (turn, self.lead(number, user).await),
        };
        let outcome = match listed {
            Some(Listed::No) => self.resolve_by(Lane::Interactive, user, false).await,
            Some(listed) => return listed.or_profile().unwrap_or_else(|| Err(Error::UserNotFound(user.to_owned()))),
            None => self.resolve(Lane::Interactive, user).await,
        };
        if matches!(outcome, Err(Error::UserNotFound(_))) {
            look_ups.remember_unknown(user, self.0.clock.now());
        }
        outcome
    }

    /// Those of these names that one `user/whois` lists, for somebody who waits for all of them. What it does not list has to be looked up alone:
    /// it may be unknown, or `user/whois` may not answer this application. Of more than [`TOGETHER`] names the first are asked about.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn look_up_together(&self, users: &[&str]) -> Result<Vec<Profile>, Error> {
        let look_ups = &self.0.look_ups;
        let now = self.0.clock.now();
        let asked = users.iter().filter_map(|user| name(user).ok()).filter(|user| !look_ups.is_unknown(user, now));
        let names: Vec<&str> = asked.take(TOGETHER).collect();
        if names.is_empty() || look_ups.is_without_whois(now) {
            return Ok(Vec::new());
        }
        let _turn = look_ups.turn.lock().await;
        self.whois_if_answered(&names).await
    }

    /// What `user/whois` lists of these. Where it does not answer this application, nothing, and it is not asked for a while.
    async fn whois_if_answered(&self, names: &[&str]) -> Result<Vec<Profile>, Error> {
        match self.whois(Lane::Interactive, names).await {
            Err(Error::UserNotFound(_) | Error::Rejected(_)) => Ok(Vec::new()),
            Err(Error::EndpointGone { .. } | Error::Forbidden(_) | Error::Blocked(_)) => {
                self.0.look_ups.leave_whois_until(self.0.clock.now() + WITHOUT);
                Ok(Vec::new())
            }
            answer => answer,
        }
    }

    /// Asks about all names that wait in one go; None: nobody else waits, or `user/whois` does not answer this application.
    async fn lead(&self, number: u64, user: &str) -> Option<Listed> {
        let others = self.0.look_ups.take_others(number, self.0.clock.now())?;
        let mut names = vec![user];
        for other in &others {
            if !names.iter().any(|name| name.eq_ignore_ascii_case(&other.name)) {
                names.push(&other.name);
            }
        }
        let found = self.whois_if_answered(&names).await;
        let of = |name: &str| match &found {
            Ok(found) => {
                found.iter().find(|profile| profile.artist.name.eq_ignore_ascii_case(name)).cloned().map_or(Listed::No, Listed::As)
            }
            Err(error) => Listed::Failed(error.clone()),
        };
        for other in others {
            // Who went away in the meantime needs no answer.
            let _ = other.answer.send(of(&other.name));
        }
        Some(of(user))
    }
}
