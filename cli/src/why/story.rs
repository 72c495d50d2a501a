//! The steps of a post's way, in words. Pure.

use super::verdict::{kind_of_source, state, wants};
use crate::role::details::{short, span};
use domain::clock::Timestamp;
use std::fmt;
use store::trace::{ArtistTrace, NotificationTrace, PostTrace, SHOWN, SourceTrace, WatchTrace};

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

/// The way of a post that the projection has.
#[must_use]
pub fn known(post: &PostTrace, artist: Option<&ArtistTrace>, watches: &[WatchTrace], notifications: &[NotificationTrace]) -> Story {
    let mut story = Story::new(&post.title, post.url.as_deref());
    let name = artist.map_or("an artist whose name is not known yet", |artist| artist.name.as_str());
    let mature = if post.mature { ", mature" } else { "" };
    story.add(post.published_at, "post", format!("published on DeviantArt: {}{mature}, by {name}", post.kind));
    match (post.first_seen_at, post.published_at) {
        (Some(seen), Some(published)) => story.add(Some(seen), "event", format!("seen by a poll, {} later", span(seen - published))),
        (Some(seen), None) => story.add(Some(seen), "event", "seen by a poll"),
        (None, _) => story.add(None, "event", "known from the first poll of a list, or from an earlier version"),
    }
    if post.removed {
        story.add(post.removed_at, "event", "removed from DeviantArt, or hidden");
    }
    if watches.is_empty() {
        story.add(None, "watch", "nobody watches this artist now");
    }
    notifications.iter().for_each(|notification| sent(&mut story, notification));
    for watch in watches.iter().filter(|watch| !notifications.iter().any(|one| one.watch == watch.id)) {
        story.add(None, "watch", format!("channel {} of server {}: {}", watch.channel, watch.guild, unplanned(post, watch)));
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
    let verdict = state(&one.state, one.reason.as_deref());
    let late = if one.state == "sent" { format!(", {} after it was seen", span(one.updated_at - one.observed_at)) } else { String::new() };
    let words = format!("channel {} of server {}: {verdict}{late}{tries}{message}", one.channel, one.guild);
    story.add(Some(one.updated_at), "notification", words);
    if one.state == "pending" {
        story.add(Some(one.due_at), "notification", "its next attempt is due");
    }
}

/// Why there is no message for this watch.
fn unplanned(post: &PostTrace, watch: &WatchTrace) -> String {
    if post.published_at.is_some_and(|published| published < watch.announce_from) {
        return "no message: it was published before the watch wants posts".to_owned();
    }
    if let Some(since) = watch.paused_at {
        return format!("no message: the watch has been paused since {}", since.format("%Y-%m-%d %H:%M:%S"));
    }
    match &watch.folder {
        Some(folder) => format!("no message: the watch wants {} of the folder \"{folder}\" only", wants(&watch.what)),
        None => format!("no message: the watch wants {}, or it is younger than the post's event", wants(&watch.what)),
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
    for source in sources.iter().filter(|source| source.kind != "profile") {
        let list = kind_of_source(&source.kind);
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
    use uuid::Uuid;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn post() -> PostTrace {
        PostTrace {
            id: PostId(Uuid::nil()),
            artist: ArtistId(Uuid::nil()),
            kind: "image".to_owned(),
            title: "A title\u{1b}[31m".to_owned(),
            url: Some("https://www.deviantart.com/a/art/b-1".to_owned()),
            published_at: Some(at(100)),
            first_seen_at: Some(at(140)),
            mature: false,
            removed: false,
            removed_at: None,
        }
    }

    #[test]
    fn every_verdict_and_attempt_is_told_in_order() {
        let watch = |id: u128, announce_from: i64| WatchTrace {
            id: WatchId(Uuid::from_u128(id)),
            guild: GuildId(1),
            channel: ChannelId(u64::try_from(id).unwrap()),
            artist: ArtistId(Uuid::nil()),
            artist_name: "a".to_owned(),
            what: "deviations".to_owned(),
            folder: None,
            announce_from: at(announce_from),
            paused_at: None,
        };
        let notification = |id: u128, state: &str, reason: Option<&str>| NotificationTrace {
            watch: WatchId(Uuid::from_u128(id)),
            guild: GuildId(1),
            channel: ChannelId(u64::try_from(id).unwrap()),
            state: state.to_owned(),
            reason: reason.map(str::to_owned),
            observed_at: at(140),
            due_at: at(150),
            attempts: 2,
            message: (state == "sent").then_some(MessageId(77)),
            updated_at: at(143),
        };
        let told = [notification(1, "sent", None), notification(2, "suppressed", Some("same_channel"))];
        let story = known(&post(), None, &[watch(1, 0), watch(2, 0), watch(3, 200)], &told).to_string();
        let wanted = "A title [31m\nhttps://www.deviantart.com/a/art/b-1\n\
            1970-01-01 00:01:40  published on DeviantArt: image, by an artist whose name is not known yet [post]\n\
            1970-01-01 00:02:20  seen by a poll, 40 s later [event]\n\
            1970-01-01 00:02:23  channel 1 of server 1: sent, 3 s after it was seen, 2 attempts, message 77 [notification]\n\
            1970-01-01 00:02:23  channel 2 of server 1: not sent: another watch of the same channel announces it, 2 attempts [notification]\n\
            \u{20}                    channel 3 of server 1: no message: it was published before the watch wants posts [watch]\n";
        assert_eq!(story, wanted);
    }

    #[test]
    fn a_post_that_is_not_known_is_explained_by_the_lists_that_were_polled() {
        let source = |trouble: Option<&str>| SourceTrace {
            kind: "gallery".to_owned(),
            baselined: true,
            last_poll_at: Some(at(50)),
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
