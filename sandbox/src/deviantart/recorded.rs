//! Recorded answers as a world that reveals itself post by post.

use super::artist::{Account, Folder};
use super::post::{NewPost, Post, Published};
use super::state::{Curtain, State};
use super::wire;
use super::world::World;
use crate::fixtures::{Recorded, RecordedPost, Times};
use chrono::DateTime;
use serde_json::Value;
use uuid::Uuid;

impl World {
    /// Adds all recorded accounts, profiles and folders, and queues the recorded posts behind a curtain, oldest first.
    /// Until they are revealed every gallery is empty. Gives the posts in the order in which they will appear.
    pub fn serve_recorded(&self, recorded: &Recorded, times: Times) -> Vec<RecordedPost> {
        self.with(|state| {
            for (userid, name) in recorded.authors() {
                state.add_account(account(userid, &name, recorded));
            }
            for (name, userid) in &recorded.aliases {
                state.add_name(name, *userid);
            }
            state.curtain = Curtain {
                queue: recorded.posts.iter().cloned().collect(),
                folders: recorded.folders.clone(),
                times,
                metadata: recorded.metadata.clone(),
            };
        });
        recorded.posts.clone()
    }

    /// Reveals the next recorded post; None when all are.
    pub fn reveal_next(&self) -> Option<Published> {
        let revealed = self.with(|state| {
            let next = state.curtain.queue.pop_front()?;
            Some(reveal(state, next))
        });
        self.tick();
        revealed
    }

    /// Reveals up to `count` recorded posts.
    pub fn reveal(&self, count: usize) -> Vec<Published> {
        std::iter::from_fn(|| self.reveal_next()).take(count).collect()
    }

    /// How many recorded posts are not revealed yet.
    #[must_use]
    pub fn unrevealed(&self) -> usize {
        self.with(|state| state.curtain.queue.len())
    }
}

fn account(userid: Uuid, name: &str, recorded: &Recorded) -> Account {
    let mut account = Account::new(userid, name, false);
    let profile = recorded.profiles.iter().find(|profile| profile.userid == userid);
    account.recorded_profile = profile.map(|profile| profile.json.clone());
    let newest = recorded.posts.iter().rev().find(|post| post.userid == userid);
    let user = profile.map(|profile| &profile.json["user"]).or_else(|| newest.map(|post| &post.json["author"]));
    if let Some(user) = user {
        let field = |name: &str| user[name].as_str().map(str::to_owned);
        account.usericon = field("usericon").unwrap_or(account.usericon);
        account.kind = field("type").unwrap_or(account.kind);
    }
    for folder in recorded.folders.iter().filter(|folder| folder.owner == userid) {
        account.folders.push(Folder { id: folder.folderid, parent: folder.parent, name: folder.name.clone(), items: Vec::new() });
    }
    account
}

fn reveal(state: &mut State, recorded: RecordedPost) -> Published {
    let mut json = recorded.json;
    let published_at = match state.curtain.times {
        Times::AsRecorded => recorded.published_time,
        Times::OfReveal => state.now(),
    };
    if state.curtain.times == Times::OfReveal {
        let time = &mut json["published_time"];
        *time = if time.is_string() { Value::String(published_at.to_string()) } else { Value::from(published_at) };
    }
    let id = recorded.deviationid;
    let number = wire::trailing_number(&recorded.url).unwrap_or(0);
    let new = NewPost {
        kind: recorded.kind,
        title: recorded.title.clone(),
        mature: recorded.mature,
        excerpt: json["excerpt"].as_str().map(str::to_owned),
        ..NewPost::default()
    };
    let post = Post {
        id,
        number,
        author: recorded.userid,
        new,
        url: recorded.url.clone(),
        published_at,
        revision: 1,
        hidden: false,
        deleted: false,
        recorded: Some(json),
    };
    state.insert(post);
    // inside a folder the recorded order is kept, whatever the order of the reveal
    let State { curtain, accounts, .. } = state;
    for folder in curtain.folders.iter().filter(|folder| folder.items.contains(&id)) {
        if let Some(served) = accounts.get_mut(&folder.owner).and_then(|account| account.folder_mut(folder.folderid)) {
            served.items.push(id);
            served.items.sort_by_key(|item| folder.items.iter().position(|other| other == item));
        }
    }
    let published_at = DateTime::from_timestamp(published_at, 0).unwrap_or_default();
    Published { deviationid: id, url: recorded.url, title: recorded.title, published_at }
}
