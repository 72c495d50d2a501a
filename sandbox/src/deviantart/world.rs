//! The handle to a simulated DeviantArt's contents: what artists do, and what was asked.

use super::artist::{Account, Artist, ArtistState};
use super::call::Call;
use super::error::ApiError;
use super::faults::Faults;
use super::options::Options;
use super::seen::Seen;
pub(super) use super::state::State;
use super::wire;
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use uuid::Uuid;

/// What was named does not exist in this world.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// Add it with `add_artist` or `add_group` first.
    #[error("the simulated DeviantArt has no artist {0:?}; add it first")]
    Artist(String),
    /// The id of no post.
    #[error("the simulated DeviantArt has no post {0}")]
    Post(Uuid),
    /// The id of no folder.
    #[error("the simulated DeviantArt has no folder {0}")]
    Folder(Uuid),
}

struct Inner {
    state: Mutex<State>,
    faults: Faults,
    ticks: watch::Sender<u64>,
}

/// All that the simulated DeviantArt holds. Cheap to clone; all clones are the same world.
#[derive(Clone)]
pub struct World {
    inner: Arc<Inner>,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").finish_non_exhaustive()
    }
}

impl World {
    /// An empty world, to be put behind a server by `Server::start_with`.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let faults = Faults::new(options.seed);
        let state = Mutex::new(State::new(options));
        Self { inner: Arc::new(Inner { state, faults, ticks: watch::Sender::new(0) }) }
    }

    pub(super) fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.inner.state.lock())
    }

    // ---- who there is

    /// Adds an artist; an existing one stays as it is.
    pub fn add_artist(&self, name: &str) -> Artist {
        self.add(name, false)
    }

    /// Adds an artist with the id that they had in another world.
    pub fn add_artist_as(&self, name: &str, userid: Uuid) -> Artist {
        self.with(|state| state.add_account(Account::new(userid, name, false)));
        self.add_artist(name)
    }

    /// Adds a group: it has folders but neither a profile nor a `gallery/all` (WIX-122).
    pub fn add_group(&self, name: &str) -> Artist {
        self.add(name, true)
    }

    fn add(&self, name: &str, group: bool) -> Artist {
        self.with(|state| {
            let id = state.ensure(name, group);
            state.accounts.get(&id).map_or_else(|| Artist { userid: id, username: name.to_owned() }, Account::public)
        })
    }

    /// Adds a folder to an artist or group (both made when missing) and gives its id; the same name gives the same id.
    pub fn add_folder(&self, name: &str, folder: &str) -> Uuid {
        self.add_folder_in(name, None, folder)
    }

    /// Adds a folder inside another.
    pub fn add_subfolder(&self, name: &str, parent: Uuid, folder: &str) -> Uuid {
        self.add_folder_in(name, Some(parent), folder)
    }

    fn add_folder_in(&self, name: &str, parent: Option<Uuid>, folder: &str) -> Uuid {
        self.with(|state| {
            let id = state.ensure(name, false);
            state.accounts.get_mut(&id).map_or(Uuid::nil(), |account| account.folder_named(folder, parent))
        })
    }

    /// Deletes a folder; its posts stay in the gallery. [`add_folder`](Self::add_folder) with its name then makes another one.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn delete_folder(&self, folder: Uuid) -> Result<(), Unknown> {
        self.with(|state| {
            let owner = state.owner_of(folder).ok_or(Unknown::Folder(folder))?;
            let deleted: Vec<_> = owner.folders.extract_if(.., |other| other.id == folder).map(|folder| (owner.userid, folder)).collect();
            state.deleted_folders.extend(deleted);
            Ok(())
        })
    }

    /// Brings a deleted folder back under its id.
    ///
    /// # Errors
    /// When no such folder was deleted.
    pub fn restore_folder(&self, folder: Uuid) -> Result<(), Unknown> {
        self.with(|state| {
            let place = state.deleted_folders.iter().position(|(_, deleted)| deleted.id == folder).ok_or(Unknown::Folder(folder))?;
            let (owner, deleted) = state.deleted_folders.remove(place);
            state.accounts.get_mut(&owner).ok_or(Unknown::Folder(folder))?.folders.push(deleted);
            Ok(())
        })
    }

    /// All artists and groups.
    #[must_use]
    pub fn artists(&self) -> Vec<Artist> {
        self.with(|state| state.accounts.values().map(Account::public).collect())
    }

    /// Gives an artist a new name. The old one is free, or forwards when the switch `old_names_forward` is on.
    ///
    /// # Errors
    /// When there is nobody of the old name.
    pub fn rename(&self, old: &str, new: &str) -> Result<(), Unknown> {
        self.with(|state| {
            let id = state.userid(old).ok_or_else(|| Unknown::Artist(old.to_owned()))?;
            state.rename(id, new);
            Ok(())
        })
    }

    /// The account says "Account is inactive." from now on.
    ///
    /// # Errors
    /// When there is nobody of this name.
    pub fn deactivate(&self, name: &str) -> Result<(), Unknown> {
        self.edit_account(name, |account| account.state = ArtistState::Inactive)
    }

    /// The account says "Sorry, we have blocked access to this profile." from now on.
    ///
    /// # Errors
    /// When there is nobody of this name.
    pub fn block(&self, name: &str) -> Result<(), Unknown> {
        self.edit_account(name, |account| account.state = ArtistState::Blocked)
    }

    /// The account is not found from now on.
    ///
    /// # Errors
    /// When there is nobody of this name.
    pub fn remove_artist(&self, name: &str) -> Result<(), Unknown> {
        self.edit_account(name, |account| account.state = ArtistState::Gone)
    }

    /// The account answers again.
    ///
    /// # Errors
    /// When there is nobody of this name.
    pub fn reactivate(&self, name: &str) -> Result<(), Unknown> {
        self.edit_account(name, |account| account.state = ArtistState::Active)
    }

    /// A new avatar: its address ends in this number.
    ///
    /// # Errors
    /// When there is nobody of this name.
    pub fn set_icon(&self, name: &str, version: u32) -> Result<(), Unknown> {
        self.edit_account(name, |account| account.usericon = wire::usericon(&account.username, version))
    }

    fn edit_account(&self, name: &str, edit: impl FnOnce(&mut Account)) -> Result<(), Unknown> {
        self.with(|state| {
            let account = state.userid(name).and_then(|id| state.accounts.get_mut(&id));
            edit(account.ok_or_else(|| Unknown::Artist(name.to_owned()))?);
            Ok(())
        })
    }

    /// `account` watches `artist` (both made when missing): for `browse/deviantsyouwatch`.
    pub fn watch(&self, account: &str, artist: &str) {
        self.with(|state| {
            let (watcher, watched) = (state.ensure(account, false), state.ensure(artist, false));
            if let Some(watcher) = state.accounts.get_mut(&watcher) {
                watcher.watches.push(watched);
            }
        });
    }

    /// The faults' switches.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.inner.faults
    }

    /// Waits until `done` holds, looking again at each request and publication; false when `patience` ran out.
    pub async fn wait_until(&self, patience: Duration, done: impl Fn(&Self) -> bool) -> bool {
        let mut ticks = self.inner.ticks.subscribe();
        let wait = async {
            while !done(self) {
                if ticks.changed().await.is_err() {
                    break;
                }
            }
        };
        tokio::time::timeout(patience, wait).await.is_ok()
    }

    pub(super) fn saw(&self, seen: Seen) {
        self.with(|state| state.journal.push(seen));
        self.tick();
    }

    pub(super) fn served(&self, ids: &[Uuid]) {
        if ids.is_empty() {
            return;
        }
        let now = Instant::now();
        self.with(|state| {
            for id in ids {
                state.served.entry(*id).or_insert(now);
            }
        });
        self.tick();
    }

    pub(super) fn force_throttle(&self, call: &Call) -> ApiError {
        self.with(|state| state.force_throttle(call.token()))
    }

    pub(super) fn tick(&self) {
        self.inner.ticks.send_modify(|tick| *tick = tick.wrapping_add(1));
    }
}
