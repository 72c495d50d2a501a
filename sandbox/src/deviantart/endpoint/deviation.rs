//! `deviation/{id}` and `deviation/metadata`.

use super::common::{Outcome, shown};
use crate::deviantart::answer::Answer;
use crate::deviantart::artist::ArtistState;
use crate::deviantart::call::{Asked, Call};
use crate::deviantart::error::ApiError;
use crate::deviantart::post::Post;
use crate::deviantart::quirks::DeviationGone;
use crate::deviantart::render;
use crate::deviantart::state::State;
use crate::deviantart::wire::{json as wire_json, upper};
use serde_json::{Value, json};

/// By UUID only: the number in the website's address cannot be used. Answers for mature posts without being asked for
/// them (assumed), as they are then marked.
pub(super) fn single(state: &State, asked: Asked<'_>, id: &str) -> Outcome {
    let id = Call::uuid("deviationid", id)?;
    let gone = || ApiError::deviation_not_found(if state.quirks.deviation_gone == DeviationGone::Status404 { 404 } else { 400 });
    let post = state.posts.get(&id).filter(|post| !post.hidden).ok_or_else(gone)?;
    if post.deleted {
        return if state.quirks.deviation_gone == DeviationGone::Stub { Ok(Answer::ok(render::stub(post))) } else { Err(gone()) };
    }
    let author = state.accounts.get(&post.author).filter(|author| author.state == ArtistState::Active).ok_or_else(gone)?;
    Ok(Answer { status: 200, body: render::deviation(post, author, &state.quirks, asked.sharp()), carried: vec![id] })
}

/// At most 50 ids, 10 with any `ext_`; unknown ones are left out, so join by id (GDL zips by position).
pub(super) fn metadata(state: &State, asked: Asked<'_>) -> Outcome {
    let query = &asked.call.query;
    let ids = query.list("deviationids");
    let extended = ["ext_submission", "ext_camera", "ext_stats", "ext_collection", "ext_gallery"].iter().any(|name| query.flag(name));
    let most = if extended { 10 } else { 50 };
    if ids.is_empty() {
        return Err(ApiError::validation("deviationids", "is required"));
    }
    if ids.len() > most {
        return Err(ApiError::validation("deviationids", &format!("must not have more than {most} items")));
    }
    let mut entries = Vec::new();
    for id in ids {
        let id = Call::uuid("deviationids", id)?;
        let Some(post) = state.posts.get(&id).filter(|post| shown(state, post, asked.viewer, true)) else { continue };
        let Some(author) = state.accounts.get(&post.author).filter(|author| author.state == ArtistState::Active) else { continue };
        if let Some(recorded) = state.curtain.metadata.get(&id) {
            entries.push(recorded.clone());
            continue;
        }
        let mut entry = entry(post, wire_json(&author.wire()));
        if query.flag("ext_submission") {
            entry["submission"] = json!({"creation_time": "2026-01-02T03:04:05-0800", "category": "", "file_size": "166 KB", "resolution": "1024x768", "submitted_with": {"app": "Unknown App", "url": ""}});
        }
        if query.flag("ext_stats") {
            entry["stats"] =
                json!({"views": 15_966, "views_today": 3, "favourites": 51, "comments": 196, "downloads": 2125, "downloads_today": 0});
        }
        if query.flag("ext_camera") {
            entry["camera"] = json!({"make": "Canon", "model": "Canon PowerShot G5", "shutter_speed": "1/60 second", "aperture": "F/2.0", "focal_length": "7 mm", "date_taken": "Feb 18, 2004, 12:45:46 AM"});
        }
        if query.flag("ext_collection") {
            entry["collections"] = json!([]);
        }
        if query.flag("ext_gallery") {
            let folders = author.folders.iter().filter(|folder| folder.items.contains(&id));
            entry["galleries"] = folders.map(|folder| json!({"folderid": upper(folder.id), "name": folder.name})).collect();
        }
        entries.push(entry);
    }
    Ok(Answer::ok(json!({"metadata": entries})))
}

fn entry(post: &Post, author: Value) -> Value {
    let tags: Vec<Value> = post.new.tags.iter().map(|tag| json!({"tag_name": tag, "sponsored": false, "sponsor": ""})).collect();
    json!({
        "deviationid": upper(post.id),
        "printid": null,
        "author": author,
        "is_watching": false,
        "title": post.new.title,
        "description": post.new.description,
        "license": "No License",
        "allows_comments": true,
        "tags": tags,
        "is_favourited": false,
        "is_mature": post.new.mature,
    })
}
