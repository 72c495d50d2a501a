//! What artists do with their posts and folders.

use super::post::{Edit, NewPost, Post, Published};
use super::state::State;
use super::world::{Unknown, World};
use serde_json::Value;
use uuid::Uuid;

impl World {
    /// Publishes a post of an artist, who is made when missing, as are the folders.
    pub fn publish(&self, name: &str, post: NewPost) -> Published {
        let published = self.with(|state| {
            let author = state.ensure(name, false);
            let post = state.publish(author, post);
            published(state, &post)
        });
        self.tick();
        published
    }

    /// Publishes a post of `member` that is also in a folder of `group`.
    pub fn publish_into_group(&self, member: &str, group: &str, folder: &str, post: NewPost) -> Published {
        let published = self.publish(member, post);
        self.with(|state| {
            let group = state.ensure(group, true);
            if let Some(group) = state.accounts.get_mut(&group) {
                let folder = group.folder_named(folder, None);
                if let Some(folder) = group.folder_mut(folder) {
                    folder.items.insert(0, published.deviationid);
                }
            }
        });
        published
    }

    /// The post leaves all lists without being deleted (stored, private, tier changed).
    ///
    /// # Errors
    /// When there is no such post.
    pub fn hide(&self, id: Uuid) -> Result<(), Unknown> {
        self.edit_post(id, |post| post.hidden = true)
    }

    /// A hidden post is back where it was.
    ///
    /// # Errors
    /// When there is no such post.
    pub fn show(&self, id: Uuid) -> Result<(), Unknown> {
        self.edit_post(id, |post| post.hidden = false)
    }

    /// Deletes a post.
    ///
    /// # Errors
    /// When there is no such post.
    pub fn delete(&self, id: Uuid) -> Result<(), Unknown> {
        self.edit_post(id, |post| post.deleted = true)?;
        self.with(|state| state.unlist(id));
        Ok(())
    }

    /// Changes a post; it keeps its id, its address and its time. A recorded one changes only in title and mature mark.
    ///
    /// # Errors
    /// When there is no such post.
    pub fn edit(&self, id: Uuid, edit: Edit) -> Result<(), Unknown> {
        self.edit_post(id, |post| {
            post.new.title = edit.title.unwrap_or_else(|| std::mem::take(&mut post.new.title));
            post.new.mature = edit.mature.unwrap_or(post.new.mature);
            post.new.excerpt = edit.excerpt.or_else(|| post.new.excerpt.take());
            post.revision += u32::from(edit.new_preview);
            if let Some(recorded) = &mut post.recorded {
                recorded["title"] = Value::String(post.new.title.clone());
                recorded["is_mature"] = Value::Bool(post.new.mature);
            }
        })
    }

    fn edit_post(&self, id: Uuid, edit: impl FnOnce(&mut Post)) -> Result<(), Unknown> {
        self.with(|state| {
            edit(state.posts.get_mut(&id).ok_or(Unknown::Post(id))?);
            Ok(())
        })
    }

    /// Moves a post into a folder, at this place (0 is the front), out of its owner's other folders.
    ///
    /// # Errors
    /// When there is no such post or folder.
    pub fn move_to_folder(&self, id: Uuid, folder: Uuid, position: usize) -> Result<(), Unknown> {
        self.place(id, folder, position, true)
    }

    /// Puts a post into one more folder, of its author or of a group.
    ///
    /// # Errors
    /// When there is no such post or folder.
    pub fn copy_to_folder(&self, id: Uuid, folder: Uuid, position: usize) -> Result<(), Unknown> {
        self.place(id, folder, position, false)
    }

    /// Takes a post out of a folder. It stays where else it is.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn remove_from_folder(&self, id: Uuid, folder: Uuid) -> Result<(), Unknown> {
        self.with(|state| {
            let owner = state.owner_of(folder).ok_or(Unknown::Folder(folder))?;
            owner.folder_mut(folder).ok_or(Unknown::Folder(folder))?.items.retain(|item| *item != id);
            Ok(())
        })
    }

    fn place(&self, id: Uuid, folder: Uuid, position: usize, alone: bool) -> Result<(), Unknown> {
        self.with(|state| {
            state.posts.get(&id).ok_or(Unknown::Post(id))?;
            let owner = state.owner_of(folder).ok_or(Unknown::Folder(folder))?;
            for other in owner.folders.iter_mut().filter(|other| alone || other.id == folder) {
                other.items.retain(|item| *item != id);
            }
            let items = &mut owner.folder_mut(folder).ok_or(Unknown::Folder(folder))?.items;
            items.insert(position.min(items.len()), id);
            Ok(())
        })
    }

    /// The posts of a folder in its order.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn folder_items(&self, folder: Uuid) -> Result<Vec<Uuid>, Unknown> {
        self.with(|state| Ok(state.owner_of(folder).and_then(|owner| owner.folder(folder)).ok_or(Unknown::Folder(folder))?.items.clone()))
    }

    /// Gives a folder this order; what it does not name follows in the old order.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn reorder_folder(&self, folder: Uuid, order: &[Uuid]) -> Result<(), Unknown> {
        self.with(|state| {
            let items = &mut state.owner_of(folder).and_then(|owner| owner.folder_mut(folder)).ok_or(Unknown::Folder(folder))?.items;
            items.sort_by_key(|id| order.iter().position(|other| other == id).unwrap_or(usize::MAX));
            Ok(())
        })
    }
}

fn published(state: &State, post: &Post) -> Published {
    Published { deviationid: post.id, url: post.url.clone(), title: post.new.title.clone(), published_at: state.time_of(post) }
}
