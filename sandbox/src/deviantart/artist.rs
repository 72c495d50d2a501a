//! The people and groups of the simulated world.

use super::wire;
use uuid::Uuid;

/// What the world tells about somebody who was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artist {
    /// Stable over renames.
    pub userid: Uuid,
    /// In its canonical case.
    pub username: String,
}

/// Whether the account answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArtistState {
    /// It does.
    #[default]
    Active,
    /// 400 "Account is inactive." (code 1).
    Inactive,
    /// 400 "Sorry, we have blocked access to this profile."
    Blocked,
    /// 400 "User not found."
    Gone,
}

/// A gallery folder. The order of its items is the artist's.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    pub(super) id: Uuid,
    pub(super) parent: Option<Uuid>,
    pub(super) name: String,
    pub(super) items: Vec<Uuid>,
}

/// Everything about one account.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) userid: Uuid,
    pub(super) username: String,
    pub(super) usericon: String,
    /// `regular`, `premium`, `super group` ...: open text.
    pub(super) kind: String,
    pub(super) state: ArtistState,
    pub(super) group: bool,
    pub(super) folders: Vec<Folder>,
    /// Deviations, oldest first.
    pub(super) gallery: Vec<Uuid>,
    /// Journals, statuses and polls, oldest first.
    pub(super) posts: Vec<Uuid>,
    /// Those of `gallery` and `posts` that lead their list.
    pub(super) pinned: Vec<Uuid>,
    /// Artists that this account watches.
    pub(super) watches: Vec<Uuid>,
    /// A recorded profile answer, served as it is.
    pub(super) recorded_profile: Option<serde_json::Value>,
}

impl Account {
    pub(super) fn new(userid: Uuid, username: &str, group: bool) -> Self {
        Self {
            userid,
            username: username.to_owned(),
            usericon: wire::usericon(username, 1),
            kind: if group { "super group" } else { "regular" }.to_owned(),
            state: ArtistState::Active,
            group,
            folders: Vec::new(),
            gallery: Vec::new(),
            posts: Vec::new(),
            pinned: Vec::new(),
            watches: Vec::new(),
            recorded_profile: None,
        }
    }

    pub(super) fn public(&self) -> Artist {
        Artist { userid: self.userid, username: self.username.clone() }
    }

    pub(super) fn folder(&self, id: Uuid) -> Option<&Folder> {
        self.folders.iter().find(|folder| folder.id == id)
    }

    pub(super) fn folder_mut(&mut self, id: Uuid) -> Option<&mut Folder> {
        self.folders.iter_mut().find(|folder| folder.id == id)
    }

    /// The folder of this name, made when there is none. "Featured" is the vendor's default folder and the parent of
    /// the others (recorded in `gallery_folders`), so it is made first.
    pub(super) fn folder_named(&mut self, name: &str, parent: Option<Uuid>) -> Uuid {
        let there = |folder: &&Folder| folder.name == name && parent.is_none_or(|parent| folder.parent == Some(parent));
        if let Some(folder) = self.folders.iter().find(there) {
            return folder.id;
        }
        let parent = match parent {
            Some(parent) => Some(parent),
            None if name == "Featured" => None,
            None => Some(self.folder_named("Featured", None)),
        };
        let id = Uuid::new_v4();
        self.folders.push(Folder { id, parent, name: name.to_owned(), items: Vec::new() });
        id
    }

    /// A list (oldest first) as the API gives it: newest first, pinned ones before all.
    pub(super) fn newest_first(&self, ids: &[Uuid]) -> Vec<Uuid> {
        if self.pinned.is_empty() {
            return ids.iter().rev().copied().collect();
        }
        let (pinned, others): (Vec<Uuid>, Vec<Uuid>) = ids.iter().rev().partition(|id| self.pinned.contains(id));
        [pinned, others].concat()
    }

    pub(super) fn wire(&self) -> wire::User {
        wire::User {
            userid: wire::upper(self.userid),
            username: self.username.clone(),
            usericon: self.usericon.clone(),
            r#type: self.kind.clone(),
            is_subscribed: None,
        }
    }
}
