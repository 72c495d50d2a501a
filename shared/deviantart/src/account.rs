//! The file of the DeviantArt account that watches artists for us.
//!
//! A refresh token works once: every use gives the next one, and a lost one ends the chain until a person authorises the
//! application again (docs/deviantart-api.md, section 2; WIX-58, WIX-136). So the next one is on the disk before anything else happens with the
//! answer that brought it.

use domain::id::ArtistId;
use parking_lot::{Mutex, MutexGuard};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What is kept. Has no `Debug`: it holds a secret.
#[derive(Clone, Serialize, Deserialize)]
pub struct Account {
    /// The application that the token was given to.
    pub client_id: String,
    /// The account's name, as DeviantArt writes it.
    pub username: String,
    refresh_token: String,
    /// Artists that it watches for us, by the name they had then: only these are unwatched again.
    #[serde(default)]
    pub watching: BTreeMap<ArtistId, String>,
}

impl Account {
    /// An account whose authorization was just given.
    #[must_use]
    pub fn new(client_id: String, username: String, refresh_token: &SecretString) -> Self {
        Self { client_id, username, refresh_token: refresh_token.expose_secret().to_owned(), watching: BTreeMap::new() }
    }

    /// The token that is good for the next refresh.
    #[must_use]
    pub fn refresh_token(&self) -> SecretString {
        SecretString::from(self.refresh_token.clone())
    }
}

/// The file. One process uses it; `setup` may replace it meanwhile, so it is read before each use.
pub struct AccountFile {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// A token that could not be written yet; it is the only one that works.
    unsaved: Option<String>,
    /// The token that DeviantArt refused: not asked with again.
    dead: Option<String>,
}

impl AccountFile {
    /// The file at this place; nothing is touched.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path, state: Mutex::default() }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is kept; None: no account is set up.
    ///
    /// # Errors
    /// When the file cannot be read, or a token that is still in memory cannot be written.
    pub fn load(&self) -> io::Result<Option<Account>> {
        let mut state = self.lock();
        let Some(mut account) = self.read()? else { return Ok(None) };
        if let Some(token) = state.unsaved.clone() {
            account.refresh_token = token;
            self.write(&account)?;
            state.unsaved = None;
        }
        Ok(Some(account))
    }

    /// Replaces all of it: after an authorization.
    ///
    /// # Errors
    /// When it cannot be written; what was there stays.
    pub fn save(&self, account: &Account) -> io::Result<()> {
        let _state = self.lock();
        self.write(account)
    }

    /// The next refresh token, on the disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written: it is then kept in memory and written by the next [`load`](Self::load).
    pub fn keep_token(&self, token: &SecretString) -> io::Result<()> {
        self.lock().unsaved = Some(token.expose_secret().to_owned());
        self.load().map(|_| ())
    }

    /// Changes the list of artists that it watches for us.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn update(&self, change: impl FnOnce(&mut BTreeMap<ArtistId, String>)) -> io::Result<()> {
        let _state = self.lock();
        let Some(mut account) = self.read()? else { return Ok(()) };
        change(&mut account.watching);
        self.write(&account)
    }

    /// Notes that DeviantArt refused this token for good.
    pub fn bury(&self, token: &SecretString) {
        self.lock().dead = Some(token.expose_secret().to_owned());
    }

    /// Whether DeviantArt refused this token.
    #[must_use]
    pub fn is_dead(&self, token: &SecretString) -> bool {
        self.lock().dead.as_deref() == Some(token.expose_secret())
    }

    fn read(&self) -> io::Result<Option<Account>> {
        match std::fs::read(&self.path) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A new file takes the old one's place, so that a crash leaves one or the other.
    fn write(&self, account: &Account) -> io::Result<()> {
        let next = self.path.with_extension("next");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&next)?;
        file.write_all(&serde_json::to_vec(account)?)?;
        file.sync_all()?;
        std::fs::rename(&next, &self.path)?;
        let directory = self.path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(directory)?.sync_all()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_token_is_on_the_disk_and_private_and_one_that_could_not_be_written_is_not_lost() {
        let place = tempfile::tempdir().unwrap();
        let directory = place.path().join("data");
        std::fs::create_dir(&directory).unwrap();
        let file = AccountFile::new(directory.join("account.json"));
        assert!(file.load().unwrap().is_none());
        let token = |text: &str| SecretString::from(text.to_owned());
        file.save(&Account::new("1".to_owned(), "watcher".to_owned(), &token("first"))).unwrap();
        assert_eq!(std::fs::metadata(file.path()).unwrap().permissions().mode() & 0o777, 0o600);
        file.keep_token(&token("second")).unwrap();
        let reread = || AccountFile::new(directory.join("account.json")).load().unwrap().unwrap();
        assert_eq!(reread().refresh_token().expose_secret(), "second");

        std::fs::create_dir(directory.join("account.next")).unwrap();
        file.keep_token(&token("third")).unwrap_err();
        std::fs::remove_dir(directory.join("account.next")).unwrap();
        assert_eq!(reread().refresh_token().expose_secret(), "second");
        assert_eq!(file.load().unwrap().unwrap().refresh_token().expose_secret(), "third");
        assert_eq!(reread().refresh_token().expose_secret(), "third");
        file.update(|watching| drop(watching.insert(ArtistId(uuid::Uuid::nil()), "somebody".to_owned()))).unwrap();
        assert_eq!((reread().watching.len(), reread().refresh_token().expose_secret()), (1, "third"));
    }
}
