//! `gallery/folders`.

use super::common::{Outcome, named, objects};
use crate::deviantart::answer::Answer;
use crate::deviantart::artist::{Account, Folder};
use crate::deviantart::call::Asked;
use crate::deviantart::quirks::FolderSizes;
use crate::deviantart::state::State;
use crate::deviantart::wire::{json, upper};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

#[derive(Serialize)]
struct Listed {
    folderid: String,
    parent: Option<String>,
    name: String,
    description: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<Value>,
    thumb: Option<Value>,
    premium_folder_data: Option<Value>,
    has_subfolders: bool,
    subfolders: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deviations: Option<Vec<Value>>,
}

/// Folders with up to 5 preloaded deviations each (`ext_preload`) and sizes (`calculate_size`). Since version 20210526
/// sub-folders are inside their parents, two levels deep; `folderid` is ignored (WIX-267).
pub(super) fn list(state: &State, asked: Asked<'_>) -> Outcome {
    let account = named(state, asked)?;
    let cap = state.options.list_cap;
    let limit = asked.call.number("limit", 10.min(cap), 1, cap)?;
    let offset = asked.call.number("offset", 0, 0, state.options.offset_cap)?;
    let skip_empty = asked.call.query.flag("filter_empty_folder");
    let top: Vec<&Folder> =
        account.folders.iter().filter(|folder| is_top(account, folder) && !(skip_empty && folder.items.is_empty())).collect();
    let start = usize::try_from(offset).unwrap_or(usize::MAX).min(top.len());
    let end = start.saturating_add(usize::try_from(limit).unwrap_or(usize::MAX)).min(top.len());
    let mut listing = Listing { state, asked, account, carried: Vec::new() };
    let results: Vec<Value> = top[start..end].iter().map(|folder| listing.entry(folder, true)).collect();
    let carried = listing.carried;
    let next = (end < top.len()).then_some(end);
    Ok(Answer { status: 200, body: json!({"results": results, "has_more": next.is_some(), "next_offset": next}), carried })
}

/// The children of "Featured" are top folders too (recorded: it is the parent of all others).
fn is_top(account: &Account, folder: &Folder) -> bool {
    let Some(parent) = folder.parent.and_then(|parent| account.folder(parent)) else { return true };
    parent.parent.is_none() && parent.name == "Featured"
}

/// The entries of one answer, with the posts that it carries.
struct Listing<'a> {
    state: &'a State,
    asked: Asked<'a>,
    account: &'a Account,
    carried: Vec<Uuid>,
}

impl Listing<'_> {
    /// One folder; `top`: with its sub-folders.
    fn entry(&mut self, folder: &Folder, top: bool) -> Value {
        let (state, asked, account) = (self.state, self.asked, self.account);
        let query = &asked.call.query;
        let children = account.folders.iter().filter(|child| top && child.parent == Some(folder.id) && !is_top(account, child));
        let subfolders: Vec<Value> = children.map(|child| self.entry(child, false)).collect();
        let first = self.first_items(folder, 1).0.into_iter().next();
        let deviations = query.flag("ext_preload").then(|| {
            let (values, ids) = self.first_items(folder, 5);
            self.carried.extend(ids);
            values
        });
        let exists = |id: &&Uuid| state.posts.get(id).is_some_and(|post| !post.deleted);
        json(&Listed {
            folderid: upper(folder.id),
            parent: folder.parent.map(upper),
            name: folder.name.clone(),
            description: "",
            size: query.flag("calculate_size").then(|| folder.items.iter().filter(exists).count()).and_then(|size| self.told(size)),
            thumb: first,
            premium_folder_data: None,
            has_subfolders: !subfolders.is_empty(),
            subfolders,
            deviations,
        })
    }

    /// A size as it is told.
    fn told(&self, size: usize) -> Option<Value> {
        match self.state.quirks.folder_sizes {
            FolderSizes::Numbers => Some(json!(size)),
            FolderSizes::Strings => Some(json!(size.to_string())),
            FolderSizes::Missing => None,
            FolderSizes::Nonsense => Some(json!({"approximately": size})),
        }
    }

    /// The objects of a folder's first items, and their ids.
    fn first_items(&self, folder: &Folder, most: usize) -> (Vec<Value>, Vec<Uuid>) {
        objects(self.state, &folder.items[..folder.items.len().min(most)], self.asked)
    }
}
