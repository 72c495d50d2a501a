//! The world's contents, behind one lock.

use super::artist::{Account, Folder};
use super::auth::{Auth, Viewer};
use super::error::ApiError;
use super::limit::{Bucket, Usage};
use super::options::Options;
use super::post::{Kind, NewPost, Post};
use super::quirks::Quirks;
use super::seen::Journal;
use super::wire;
use crate::fixtures::{RecordedFolder, RecordedPost, Times};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::{HashMap, VecDeque};
use std::time::Instant;
use uuid::Uuid;

/// What is still to be revealed of recorded answers.
#[derive(Debug, Default)]
pub(super) struct Curtain {
    pub(super) queue: VecDeque<RecordedPost>,
    pub(super) folders: Vec<RecordedFolder>,
    pub(super) times: Times,
    pub(super) metadata: HashMap<Uuid, Value>,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) options: Options,
    pub(super) quirks: Quirks,
    pub(super) auth: Auth,
    pub(super) accounts: HashMap<Uuid, Account>,
    names: HashMap<String, Uuid>,
    old_names: HashMap<String, Uuid>,
    pub(super) posts: HashMap<Uuid, Post>,
    next_number: u64,
    pub(super) clock_offset: i64,
    applications: HashMap<String, Bucket>,
    users: HashMap<Uuid, Bucket>,
    pub(super) journal: Journal,
    pub(super) served: HashMap<Uuid, Instant>,
    pub(super) curtain: Curtain,
    /// Deleted folders with their owners.
    pub(super) deleted_folders: Vec<(Uuid, Folder)>,
}

impl State {
    pub(super) fn new(options: Options) -> Self {
        Self {
            quirks: options.quirks.clone(),
            auth: Auth::new(options.credentials.clone()),
            clock_offset: options.clock_offset,
            options,
            accounts: HashMap::new(),
            names: HashMap::new(),
            old_names: HashMap::new(),
            posts: HashMap::new(),
            next_number: 1_100_000_001,
            applications: HashMap::new(),
            users: HashMap::new(),
            journal: Journal::default(),
            served: HashMap::new(),
            curtain: Curtain::default(),
            deleted_folders: Vec::new(),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the vendor has its own clock, and this crate imports none of ours")]
    pub(super) fn now(&self) -> i64 {
        Utc::now().timestamp() + self.clock_offset
    }

    /// Names ignore case; an old name counts only where the switch says so.
    pub(super) fn account(&self, name: &str) -> Option<&Account> {
        self.accounts.get(&self.userid(name)?)
    }

    pub(super) fn userid(&self, name: &str) -> Option<Uuid> {
        let name = name.to_lowercase();
        let old = || self.quirks.old_names_forward.then(|| self.old_names.get(&name)).flatten();
        self.names.get(&name).or_else(old).copied()
    }

    pub(super) fn add_account(&mut self, account: Account) {
        self.names.insert(account.username.to_lowercase(), account.userid);
        self.accounts.insert(account.userid, account);
    }

    /// The account of this name, made when there is none.
    pub(super) fn ensure(&mut self, name: &str, group: bool) -> Uuid {
        if let Some(id) = self.userid(name) {
            return id;
        }
        let id = Uuid::new_v4();
        self.add_account(Account::new(id, name, group));
        id
    }

    /// Another name of an account that answers as well.
    pub(super) fn add_name(&mut self, name: &str, userid: Uuid) {
        self.names.entry(name.to_lowercase()).or_insert(userid);
    }

    pub(super) fn rename(&mut self, userid: Uuid, new: &str) {
        let Some(account) = self.accounts.get_mut(&userid) else { return };
        let old = std::mem::replace(&mut account.username, new.to_owned());
        account.usericon = wire::usericon(new, 1);
        self.names.remove(&old.to_lowercase());
        self.old_names.insert(old.to_lowercase(), userid);
        self.names.insert(new.to_lowercase(), userid);
        let (from, to) = (format!("/{}/", old.to_lowercase()), format!("/{}/", new.to_lowercase()));
        for post in self.posts.values_mut().filter(|post| post.author == userid) {
            post.url = post.url.replacen(&from, &to, 1);
        }
    }

    /// A post of this author, listed by its time.
    pub(super) fn publish(&mut self, author: Uuid, new: NewPost) -> Post {
        let number = self.next_number;
        self.next_number += 1;
        let published_at = new.published_at.map_or_else(|| self.now(), |time| time.timestamp());
        let name = self.accounts.get(&author).map(|account| account.username.to_lowercase()).unwrap_or_default();
        let form = match new.kind {
            Kind::Image | Kind::Literature | Kind::Video => "art",
            Kind::Journal => "journal",
            Kind::Status => "status-update",
            Kind::Poll => "poll",
        };
        let url = format!("https://www.deviantart.com/{name}/{form}/{}-{number}", wire::slug(&new.title));
        let hidden = new.hidden;
        let post = Post { id: Uuid::new_v4(), number, author, new, url, published_at, revision: 1, hidden, deleted: false, recorded: None };
        self.insert(post.clone());
        post
    }

    /// Lists a post at its author's and in the folders that it names.
    pub(super) fn insert(&mut self, post: Post) {
        let (id, in_gallery) = (post.id, post.new.kind.in_gallery());
        let Self { accounts, posts, .. } = self;
        if let Some(account) = accounts.get_mut(&post.author) {
            let list = if in_gallery { &mut account.gallery } else { &mut account.posts };
            let place = list.partition_point(|other| posts.get(other).is_none_or(|other| other.published_at <= post.published_at));
            list.insert(place, id);
            if post.new.pinned {
                account.pinned.push(id);
            }
            for name in &post.new.folders {
                let folder = account.folder_named(name, None);
                if let Some(folder) = account.folder_mut(folder) {
                    folder.items.insert(0, id);
                }
            }
        }
        posts.insert(id, post);
    }

    /// Takes a post out of all lists, folders of groups included.
    pub(super) fn unlist(&mut self, id: Uuid) {
        for account in self.accounts.values_mut() {
            for list in [&mut account.gallery, &mut account.posts, &mut account.pinned] {
                list.retain(|other| *other != id);
            }
            for folder in &mut account.folders {
                folder.items.retain(|other| *other != id);
            }
        }
    }

    /// Posts of several artists, newest first.
    pub(super) fn newest_first_of_all(&self, ids: &[Uuid]) -> Vec<Uuid> {
        let mut posts: Vec<&Post> = ids.iter().filter_map(|id| self.posts.get(id)).collect();
        posts.sort_by_key(|post| std::cmp::Reverse((post.published_at, post.number)));
        posts.iter().map(|post| post.id).collect()
    }

    /// The account whose folder this is.
    pub(super) fn owner_of(&mut self, folder: Uuid) -> Option<&mut Account> {
        self.accounts.values_mut().find(|account| account.folder(folder).is_some())
    }

    /// Counts a request against its application or, with a user's token, against the user.
    pub(super) fn throttle(&mut self, viewer: &Viewer) -> Result<(), ApiError> {
        let (model, now) = (self.options.rate, Instant::now());
        let (bucket, share) = self.bucket(viewer, now);
        if bucket.take(&model, share, now) { Ok(()) } else { Err(ApiError::throttled(viewer.user.is_some())) }
    }

    /// Refuses a request by order.
    pub(super) fn force_throttle(&mut self, token: Option<&str>) -> ApiError {
        let (model, now) = (self.options.rate, Instant::now());
        let Ok(viewer) = self.auth.check(token, self.now()) else { return ApiError::throttled(false) };
        self.bucket(&viewer, now).0.force(&model, now);
        ApiError::throttled(viewer.user.is_some())
    }

    fn bucket(&mut self, viewer: &Viewer, now: Instant) -> (&mut Bucket, f64) {
        let model = self.options.rate;
        match viewer.user {
            Some(user) => (self.users.entry(user).or_insert_with(|| Bucket::new(&model, now)), model.user_share),
            None => (self.applications.entry(viewer.client_id.clone()).or_insert_with(|| Bucket::new(&model, now)), 1.0),
        }
    }

    pub(super) fn count_token(&mut self, client_id: &str) {
        let (model, now) = (self.options.rate, Instant::now());
        self.applications.entry(client_id.to_owned()).or_insert_with(|| Bucket::new(&model, now)).usage.tokens += 1;
    }

    pub(super) fn usage(&self, client_id: &str) -> Usage {
        self.applications.get(client_id).map(|bucket| bucket.usage).unwrap_or_default()
    }

    pub(super) fn time_of(&self, post: &Post) -> DateTime<Utc> {
        DateTime::from_timestamp(post.published_at, 0).unwrap_or_default()
    }
}
