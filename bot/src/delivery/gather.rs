//! Which posts go together: what is due of one artist, watch and poll, or hour of the watch, when their channel's turn comes. Nothing waits for a
//! batch. Pure.

use super::gate::{Gate, gate};
use super::task::{Burst, Others, Task};
use crate::card::batch::{Form, fitting};
use domain::clock::Timestamp;
use domain::id::{ArtistId, NotificationId, RoleId, WatchId};
use domain::notification::{Doubt, Due, Subject};
use domain::watch::{CatchUp, Style};
use std::collections::{HashMap, HashSet};

/// Posts that are considered for one message: more than any message holds.
const MOST: usize = 128;
/// Posts that waited for their channel are only listed from this number on.
const LISTED: usize = 6;
/// Posts of a burst that a forum gets one by one; the rest is one post that lists them.
const POSTS: usize = 10;
/// Bursts that are remembered.
const BURSTS: usize = 4_096;

/// What goes together has the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    artist: ArtistId,
    watch: WatchId,
    /// When the posts became deliverable: those of one poll at once, those of a digest at its hour, and those of a channel that healed.
    since: Timestamp,
    /// Roles that other watches of the channel want mentioned.
    pings: Vec<RoleId>,
    /// Mature posts go apart everywhere: another process would make the same messages, whatever it knows of the channel.
    mature: bool,
}

impl Key {
    /// None: it goes alone.
    pub fn of(task: &Task, now: Timestamp) -> Option<Self> {
        let due = &task.due;
        let untouched = !task.is_batch() && task.doubt.is_none() && task.records.is_empty();
        if !untouched || task.plain || task.aside || task.apart || task.has_moved() || gate(due, false, now) != Gate::Open {
            return None;
        }
        let (Subject::Card { post, artist }, Some(watch)) = (&due.subject, &due.watch) else { return None };
        Some(Self {
            artist: artist.id,
            watch: watch.id,
            since: due.deliverable_at,
            pings: due.also_ping.iter().map(|ping| ping.role).collect(),
            mature: post.mature,
        })
    }

    /// The burst that it is of.
    pub const fn burst(&self) -> Burst {
        (self.watch, self.since)
    }
}

/// The burst with which this one, alone now, may have been sent as one message: only an attempt of several is in doubt without a time.
pub(super) fn parted_from(task: &Task) -> Option<Burst> {
    let watch = task.due.watch.as_ref()?;
    (!task.is_batch() && task.doubt == Some(Doubt::UNDATED)).then_some((watch.id, task.due.deliverable_at))
}

/// Bursts that one message does not hold.
#[derive(Debug, Default)]
pub(super) struct Bursts(HashMap<Burst, Part>);

/// What was sent of a burst.
#[derive(Debug, Default)]
struct Part {
    /// Posts that went by themselves into a forum, and of each list that went there one.
    alone: HashSet<NotificationId>,
    /// What earlier lives posted is among them, or is being counted.
    counted: bool,
}

impl Bursts {
    /// Makes one message of this task and as many of the others as go with it, and returns the rest; they are of one [`Key`] and in the order of
    /// their lane. `forum`: their channel takes posts.
    pub fn gather(&mut self, burst: Burst, (first, others): (Task, Vec<Task>), forum: bool) -> (Task, Vec<Task>) {
        if self.0.len() >= BURSTS && !self.0.contains_key(&burst) {
            self.0.clear();
        }
        if forum {
            return self.posted(burst, first, others);
        }
        let (task, rest) = together(first, others, self.0.contains_key(&burst));
        if !rest.is_empty() {
            self.0.entry(burst).or_default();
        }
        (task, rest)
    }

    /// An earlier life posted these of it.
    pub fn posted_before(&mut self, burst: Burst, sent: Vec<NotificationId>) {
        self.0.insert(burst, Part { alone: sent.into_iter().collect(), counted: true });
    }

    /// Gives each deviation a separate post, up to the limit; a list holds the rest.
    fn posted(&mut self, burst: Burst, mut first: Task, others: Vec<Task>) -> (Task, Vec<Task>) {
        let Part { alone, counted } = self.0.entry(burst).or_default();
        first.uncounted = (!std::mem::replace(counted, true)).then_some(burst);
        // An attempt is repeated; and a list of one is no list.
        if alone.contains(&first.due.id) || alone.len() < POSTS || others.is_empty() {
            alone.insert(first.due.id);
            return (first, others);
        }
        let (mut list, rest) = joined(first, others, Form::List);
        list.others.iter_mut().for_each(|others| others.posts = true);
        (list, rest)
    }
}

/// Makes one message of this task and as many of the others as it holds, and returns the rest; they are of one [`Key`] and in the order of
/// their lane. `more`: cards of the same burst were sent before.
fn together(first: Task, others: Vec<Task>, more: bool) -> (Task, Vec<Task>) {
    let links = first.due.watch.as_ref().is_some_and(|watch| matches!(watch.wish.style, Style::Link | Style::Line));
    // Discord makes no preview of a link in a list, and a list follows no template: a few go one by one, many as a list.
    if links && others.len() + 1 < LISTED {
        return (first, others);
    }
    let (due, each) = (&first.due, first.due.watch.as_ref().is_some_and(|watch| watch.wish.catch_up == CatchUp::Each));
    let digest = due.turn() > due.observed_at;
    let waited = digest || due.deliverable_at != due.observed_at && !each;
    let form = if links || more || waited && others.len() + 1 >= LISTED { Form::List } else { Form::Cards };
    joined(first, others, form)
}

fn joined(mut first: Task, mut others: Vec<Task>, form: Form) -> (Task, Vec<Task>) {
    let dues: Vec<&Due> = std::iter::once(&first).chain(&others).map(|task| &task.due).take(MOST).collect();
    let rest = others.split_off(fitting(&dues, form).saturating_sub(1).min(others.len()));
    if !others.is_empty() {
        first.marked |= others.iter().any(|task| task.marked);
        // As old as the oldest reading among them.
        first.read_at = others.iter().map(|task| task.read_at).fold(first.read_at, Ord::min);
        first.others = Some(Others { due: others.into_iter().map(|task| task.due).collect(), form, posts: false, body: None });
    }
    (first, rest)
}

#[cfg(test)]
#[path = "gather_tests.rs"]
mod tests;
