//! The tags of posts, for artists where some watch's filter asks for them: the lists do not tell them, and one question does for 50 posts.
//!
//! They are asked for before the post is appended, so that a replay decides as the first fold did. A post whose tags do not come is appended
//! without them, because other watches do not need them; filters that do wait, and later polls ask again, a few times within a day.

use super::context::{Failure, Round};
use super::findings::Poll;
use super::job::{LANE, PAGE};
use domain::clock::Timestamp;
use domain::event::{Change, Event};
use domain::id::PostId;
use domain::post::{Class, Post};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Posts of one question.
const ASKED: usize = 50;
/// Questions of one poll at most; what is above them is asked for by the next polls.
const QUESTIONS: usize = 4;

/// Puts tags into the events of a poll, and adds what is learned of posts that are known without theirs.
pub(super) async fn fill(round: &Round<'_>, poll: &mut Poll) -> Result<(), Failure> {
    if !round.job.tags {
        return Ok(());
    }
    let late = late(round, &poll.events).await?;
    let foldered: BTreeSet<PostId> = arrived(&poll.events).collect();
    let fresh = poll.events.iter().filter_map(|event| match event {
        // One that was shrunk is told in whole before it is told to be in a folder, and its tags are gone.
        Event::PostRevised { post, .. } if lacks(post) && foldered.contains(&post.id) => Some(post.id),
        Event::PostPublished { post, .. } if lacks(post) && !is_old(post, round.job.since) => Some(post.id),
        _ => None,
    });
    // The newest of a long list first.
    let mut ids: Vec<PostId> = fresh.collect::<Vec<_>>().into_iter().rev().chain(late.keys().copied()).collect();
    ids.truncate(ASKED * QUESTIONS);
    if ids.is_empty() {
        return Ok(());
    }
    let told = ask(round, &ids).await;
    round.context.memory().notes.asked_tags_of(round.job.source.artist, &ids, |id| told.contains_key(&id));
    for event in &mut poll.events {
        let (Event::PostPublished { post, .. } | Event::PostRevised { post, .. }) = event else { continue };
        if let Some(tags) = told.get(&post.id).filter(|_| lacks(post)) {
            (post.tags, post.tags_known) = (tags.clone(), true);
        }
    }
    let in_events = |id: PostId| poll.events.iter().any(|event| event.parts().content.is_some_and(|post| post.id == id));
    let learned: Vec<Event> = late
        .into_iter()
        .filter(|(id, _)| !in_events(*id))
        .filter_map(|(id, post)| {
            let post = Post { tags: told.get(&id)?.clone(), tags_known: true, ..post };
            Some(Event::PostRevised { post, changes: vec![Change::Other] })
        })
        .collect();
    poll.events.extend(learned);
    Ok(())
}

/// Known posts whose tags did not come yet, and for which it is time to ask: the newest ones, and those that are owed.
async fn late(round: &Round<'_>, events: &[Event]) -> Result<BTreeMap<PostId, Post>, Failure> {
    let Round { context, job, now, .. } = *round;
    let owed = owed(round, events);
    // Each once: a second look at what was appended counts as the projection's.
    let recent: BTreeSet<PostId> = context.recent(job.source.artist, PAGE).await?.into_iter().chain(owed.iter().copied()).collect();
    let known = context.known(&recent.into_iter().collect::<Vec<_>>()).await?;
    let yesterday = now - context.pace.day();
    let wanted = |post: &Post| lacks(post) && !is_old(post, job.since) && (owed.contains(&post.id) || !is_old(post, yesterday));
    let due = |post: &Post| {
        let (asked, last) = context.memory().notes.untagged(post.id);
        context.pace.tags(asked).is_some_and(|pause| last + pause <= now)
    };
    let posts = known.into_iter().filter(|(_, known)| !known.removed && !known.shrunk && wanted(&known.post) && due(&known.post));
    Ok(posts.map(|(id, known)| (id, known.post)).collect())
}

/// Posts that are asked for whatever their age: those that a question told no tags of, and those that this poll found in a folder. Another list
/// may have told such a post first, for watches that need no tags; it is often a post of somebody else, as in the folders of a group.
fn owed(round: &Round<'_>, events: &[Event]) -> BTreeSet<PostId> {
    arrived(events).chain(round.context.memory().notes.tagless(round.job.source.artist)).collect()
}

/// The posts that this poll found in a folder.
fn arrived(events: &[Event]) -> impl Iterator<Item = PostId> {
    events.iter().filter_map(|event| match event {
        Event::PostFoldered { post, .. } => Some(*post),
        _ => None,
    })
}

/// Status updates and polls have no tags.
fn lacks(post: &Post) -> bool {
    !post.tags_known && post.kind.class() != Class::Status
}

fn is_old(post: &Post, since: Timestamp) -> bool {
    post.published_at.is_some_and(|at| at < since)
}

/// What DeviantArt tells of these; less when it does not answer.
async fn ask(round: &Round<'_>, ids: &[PostId]) -> HashMap<PostId, Vec<String>> {
    let Round { context, job, now, .. } = *round;
    let mut told = HashMap::new();
    for ids in ids.chunks(ASKED) {
        match context.deps.deviantart.tags(LANE, ids).await {
            Ok(found) => told.extend(found),
            Err(error) => {
                tracing::debug!(name = job.source.artist_name, %error, "tags cannot be asked for now; filters that need them wait");
                break;
            }
        }
        let mut memory = context.memory();
        ids.iter().for_each(|id| memory.notes.asked_for_tags(*id, told.contains_key(id), now));
    }
    told
}
