//! The steps of a post's way, in words. Pure.

use super::verdict::{fate, kind_of_source, wants};
use crate::role::details::{short, span};
use domain::clock::Timestamp;
use domain::explain::{Fate, Unnoted};
use domain::verdict::Place;
use std::fmt;
use store::ingest::SourceKind;
use store::trace::{ArtistTrace, Attempt, NotificationTrace, PostTrace, SHOWN, SourceTrace, WatchTrace};

/// What happened, or did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub at: Option<Timestamp>,
    pub words: String,
    /// The field's term for it.
    pub term: &'static str,
}

/// See the module's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    pub title: String,
    /// Its address, if it has one that leads to DeviantArt.
    pub link: Option<String>,
    pub steps: Vec<Step>,
}

impl Story {
    fn new(title: &str, link: Option<&str>) -> Self {
        let link = link.filter(|link| link.starts_with("https://www.deviantart.com/"));
        Self { title: short(title), link: link.map(short), steps: Vec::new() }
    }

    fn add(&mut self, at: Option<Timestamp>, term: &'static str, words: impl Into<String>) {
        self.steps.push(Step { at, words: short(&words.into()), term });
    }
}

impl fmt::Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        if let Some(link) = &self.link {
            writeln!(f, "{link}")?;
        }
        for step in &self.steps {
            let at = step.at.map_or_else(|| " ".repeat(19), |at| at.format("%Y-%m-%d %H:%M:%S").to_string());
            writeln!(f, "{at}  {} [{}]", step.words, step.term)?;
        }
        Ok(())
    }
}

/// What is known of a post and of what became of it.
#[derive(Clone, Debug)]
pub struct Known {
    pub post: PostTrace,
    /// The folders that it is in.
    pub places: Vec<Place>,
    pub artist: Option<ArtistTrace>,
    /// Those of its artist, and those of the groups that have it.
    pub watches: Vec<WatchTrace>,
    pub notifications: Vec<NotificationTrace>,
    /// What became of posts before this may be gone; None: everything is there.
    pub forgotten: Option<Timestamp>,
}

impl Known {
    fn unnoted(&self) -> Unnoted<'_> {
        let trace = &self.post;
        Unnoted { post: &trace.post, seen: trace.first_seen_at, removed: trace.removed, places: &self.places, forgotten: self.forgotten }
    }
}

/// The way of a post that the projection has.
#[must_use]
pub fn known(all: &Known) -> Story {
    let Known { post: trace, watches, notifications, .. } = all;
    let post = &trace.post;
    let mut story = Story::new(&post.title, post.url.as_deref());
    let name = all.artist.as_ref().map_or("an artist whose name is not known yet", |artist| artist.name.as_str());
    let mature = if post.mature { ", mature" } else { "" };
    story.add(post.published_at, "post", format!("published on DeviantArt: {}{mature}, by {name}", post.kind.as_ref()));
    match (trace.first_seen_at, post.published_at) {
        (Some(seen), Some(published)) => story.add(Some(seen), "event", format!("seen by a poll, {} later", span(seen - published))),
        (Some(seen), None) => story.add(Some(seen), "event", "seen by a poll"),
        (None, _) => story.add(None, "event", "known from the first poll of a list, or from an earlier version"),
    }
    if trace.removed {
        story.add(trace.removed_at, "event", "removed from DeviantArt, or hidden");
    }
    if watches.is_empty() {
        story.add(None, "watch", "nobody watches this artist now");
    }
    notifications.iter().for_each(|notification| sent(&mut story, notification));
    for watch in watches.iter().filter(|watch| !notifications.iter().any(|one| one.watch == watch.id)) {
        story.add(None, "watch", format!("channel {} of server {}: {}", watch.channel, watch.guild, unplanned(all, watch)));
    }
    if notifications.len() as u64 >= SHOWN || watches.len() as u64 >= SHOWN {
        story.add(None, "notification", format!("only the first {SHOWN} are told"));
    }
    story
}

fn sent(story: &mut Story, one: &NotificationTrace) {
    let tries = match one.attempts {
        0 => String::new(),
        1 => ", 1 attempt".to_owned(),
        attempts => format!(", {attempts} attempts"),
    };
    let message = one.message.map_or_else(String::new, |message| format!(", message {message}"));
    let late = match one.fate {
        Fate::Sent => format!(", {} after it was seen", span(one.updated_at - one.observed_at)),
        _ => String::new(),
    };
    for Attempt { at, words } in &one.tried {
        story.add(Some(*at), "notification", format!("channel {} of server {}: an attempt failed: {words}", one.channel, one.guild));
    }
    let words = format!("channel {} of server {}: {}{late}{tries}{message}", one.channel, one.guild, fate(&one.fate));
    story.add(Some(one.updated_at), "notification", words);
    if let Some(care) = &one.care {
        let note = care.note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
        let words = format!("channel {} of server {}: the post changed, message {}{note}", one.channel, one.guild, care.cared.into_str());
        story.add(Some(care.at), "care", words);
    }
    if let Fate::Waiting { due, .. } = one.fate {
        story.add(Some(due), "notification", "its next attempt is due");
    }
}

/// Why there is no message for this watch.
fn unplanned(all: &Known, watch: &WatchTrace) -> String {
    let why = match &watch.wish {
        Some(wish) => fate(&Fate::without_row(wish, &all.unnoted())),
        None => "no message: a later version wrote this watch in words that this one does not know".to_owned(),
    };
    match &watch.folder {
        Some(folder) => format!("{why} (it wants {} of the folder \"{folder}\")", wants(&watch.what)),
        None if watch.wish.as_ref().is_some_and(|wish| wish.group) => {
            format!("{why} (it wants all folders of the group {})", watch.artist_name)
        }
        None => format!("{why} (it wants {})", wants(&watch.what)),
    }
}

/// Why a post is not known.
#[must_use]
pub fn unknown(url: &str, artist: Option<&ArtistTrace>, watches: &[WatchTrace], sources: &[SourceTrace]) -> Story {
    let mut story = Story::new("This post is not known", Some(url));
    let Some(artist) = artist else {
        story.add(None, "artist", "no artist of this name is known: nobody watches them, or they were renamed");
        return story;
    };
    if let Some(vanished) = &artist.vanished {
        story.add(None, "artist", format!("{} cannot be seen on DeviantArt: {vanished}", artist.name));
    }
    if watches.is_empty() {
        story.add(None, "watch", format!("nobody watches {}", artist.name));
    }
    // A profile lists no posts.
    for source in sources.iter().filter(|source| source.kind != SourceKind::Profile) {
        let list = kind_of_source(source.kind);
        let words = match (&source.trouble, source.last_poll_at, source.baselined) {
            (Some(trouble), ..) => format!("{list}: the last {} polls failed: {trouble}", source.failures),
            (None, None, _) => format!("{list}: not polled yet"),
            (None, Some(_), false) => format!("{list}: polled, not yet to its end"),
            (None, Some(_), true) => format!("{list}: polled, and this post was not on it"),
        };
        story.add(source.last_poll_at, "source", words);
    }
    story
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use domain::id::{ArtistId, ChannelId, GuildId, MessageId, PostId, WatchId};
    use domain::notification::Suppressed;
    use domain::post::{Post, PostKind};
    use domain::watch::{NewWatch, What};
    use uuid::Uuid;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn post() -> PostTrace {
        let post = Post {
            kind: PostKind::Image,
            title: "A title\u{1b}[31m".to_owned(),
            url: Some("https://www.deviantart.com/a/art/b-1".to_owned()),
            published_at: Some(at(100)),
            ..Post::unknown(PostId(Uuid::nil()), ArtistId(Uuid::nil()))
        };
        PostTrace { post, first_seen_at: Some(at(140)), removed: false, removed_at: None }
    }

    fn watch(id: u64, announce_from: i64, what: What) -> WatchTrace {
        let wish = NewWatch::new(GuildId(1), ChannelId(id), ArtistId(Uuid::nil()), "a", at(0)).what(what).announce_from(at(announce_from));
        WatchTrace {
            id: WatchId(Uuid::from_u128(id.into())),
            guild: GuildId(1),
            channel: ChannelId(id),
            artist: wish.artist,
            artist_name: "a".to_owned(),
            what: what.into_str().to_owned(),
            folder: None,
            announce_from: wish.announce_from,
            paused_at: None,
            wish: Some(wish),
        }
    }

    #[test]
    fn every_verdict_and_attempt_is_told_in_order() {
        let notification = |id: u64, fate: Fate| NotificationTrace {
            watch: WatchId(Uuid::from_u128(id.into())),
            guild: GuildId(1),
            channel: ChannelId(id),
            message: (fate == Fate::Sent).then_some(MessageId(77)),
            fate,
            observed_at: at(140),
            released_at: None,
            attempts: 2,
            tried: vec![Attempt { at: at(141), words: "Missing Access (code 50001)".to_owned() }],
            updated_at: at(143),
            care: None,
        };
        let watches =
            [watch(1, 0, What::Deviations), watch(2, 0, What::Deviations), watch(3, 200, What::Deviations), watch(4, 0, What::Journals)];
        let told = Known {
            post: post(),
            places: Vec::new(),
            artist: None,
            watches: watches.into(),
            notifications: vec![notification(1, Fate::Sent), notification(2, Fate::Suppressed(Suppressed::SameChannel))],
            forgotten: None,
        };
        insta::assert_snapshot!(known(&told).to_string(), @r"
        A title [31m
        https://www.deviantart.com/a/art/b-1
        1970-01-01 00:01:40  published on DeviantArt: image, by an artist whose name is not known yet [post]
        1970-01-01 00:02:20  seen by a poll, 40 s later [event]
        1970-01-01 00:02:21  channel 1 of server 1: an attempt failed: Missing Access (code 50001) [notification]
        1970-01-01 00:02:23  channel 1 of server 1: sent, 3 s after it was seen, 2 attempts, message 77 [notification]
        1970-01-01 00:02:21  channel 2 of server 1: an attempt failed: Missing Access (code 50001) [notification]
        1970-01-01 00:02:23  channel 2 of server 1: not sent: another watch of the same channel announces it, 2 attempts [notification]
                             channel 3 of server 1: not sent: it was published before the watch wants posts (it wants deviations) [watch]
                             channel 4 of server 1: no message: the watch wants other kinds of posts (it wants journals) [watch]
        ");
    }

    #[test]
    fn a_post_that_is_not_known_is_explained_by_the_lists_that_were_polled() {
        let source = |trouble: Option<&str>| SourceTrace {
            artist: ArtistId(Uuid::nil()),
            kind: SourceKind::Gallery,
            baselined: true,
            last_poll_at: Some(at(50)),
            expected_at: Some(at(80)),
            failures: 3,
            trouble: trouble.map(str::to_owned),
        };
        let artist = ArtistTrace { id: ArtistId(Uuid::nil()), name: "Somebody".to_owned(), vanished: None };
        let said = unknown("x", Some(&artist), &[], &[source(None), source(Some("no answer"))]).to_string();
        assert!(said.contains("nobody watches Somebody") && said.contains("this post was not on it"), "{said}");
        assert!(said.contains("the last 3 polls failed: no answer"), "{said}");
        assert!(unknown("x", None, &[], &[]).to_string().contains("no artist of this name"));
    }
}
