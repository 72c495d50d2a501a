//! What a message should show, over many histories of its posts, its channel and its server.

use super::decide::{Act, Case, Edit, is_bare};
use crate::card::{Guise, Piece, embeds_of, fingerprint, text_of};
use crate::language::{self, Language};
use chrono::TimeDelta;
use domain::care::{Cared, Deleted, Form, Rendering};
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, GuildId, NotificationId, PostId, WatchId};
use domain::notification::{Due, State, Subject};
use domain::post::{ArtistRef, Picture, Post, PostKind};
use domain::template::Template;
use domain::watch::{NewWatch, Style, Watch};
use proptest::prelude::*;
use serde_json::{Value, json};
use store::care::{Member, Treated};
use uuid::Uuid;

const ARTIST: ArtistId = ArtistId(Uuid::from_u128(1));

fn id(n: usize) -> PostId {
    PostId(Uuid::from_u128(1_000 + n as u128))
}

fn picture_of(n: usize, version: u32) -> Picture {
    Picture { url: format!("https://images-wixmp-x.wixmp.com/f/u/picture{n}v{version}.jpg"), width: 800, height: 600 }
}

fn post(n: usize, kind: PostKind) -> Post {
    Post {
        kind,
        title: format!("Title {n}"),
        url: Some(format!("https://www.deviantart.com/painter/art/Title-{n}{n}")),
        published_at: Some(Timestamp::UNIX_EPOCH + TimeDelta::seconds(n as i64)),
        preview: Some(picture_of(n, 0)),
        thumbnail: Some(picture_of(n, 0)),
        excerpt: Some(format!("secret{n}end")),
        ..Post::unknown(id(n), ARTIST)
    }
}

fn watch(style: Style) -> Watch {
    let mut wish = NewWatch::new(GuildId(1), ChannelId(2), ARTIST, "Painter", Timestamp::UNIX_EPOCH).mature(true);
    wish.style = style;
    wish.template = (style == Style::Line).then(|| Template::parse("{artist}: {title} {url}").unwrap());
    Watch { id: WatchId(Uuid::from_u128(7)), wish }
}

fn member(n: usize, kind: PostKind, style: Style) -> Member {
    let artist = ArtistRef { id: ARTIST, name: "Painter".to_owned(), icon: None };
    let due = Due {
        id: NotificationId(Uuid::from_u128(n as u128)),
        watch: Some(watch(style)),
        guild: GuildId(1),
        channel: ChannelId(2),
        subject: Subject::Card { post: Box::new(post(n, kind)), artist },
        group_folder: None,
        post_removed: false,
        also_ping: Vec::new(),
        state: State::Sent,
        observed_at: Timestamp::UNIX_EPOCH,
        deliverable_at: Timestamp::UNIX_EPOCH,
        zone: domain::zone::Zone::UTC,
        due_at: Timestamp::UNIX_EPOCH,
        attempts: 0,
        doubt: None,
        published_at: None,
        language: domain::language::Language::English,
        mature_channel: None,
        veiled: false,
    };
    Member { due, shown: None, care: None }
}

/// What happens to a post, to its watch, its channel or its server.
#[derive(Clone, Debug)]
enum Step {
    Mature(usize, bool),
    Rename(usize, u32),
    Redraw(usize, u32),
    Remove(usize),
    Return(usize),
    Restrict(bool),
    WantsMature(bool),
    Unwatch,
    Want(Deleted),
    /// Its server reads another language.
    Speak(Language),
    /// The message is looked at because of this post.
    Look(usize, Answer),
}

/// What Discord answers, and whether the sender lives on to note it.
#[derive(Clone, Copy, Debug)]
enum Answer {
    Takes,
    TakesUnnoted,
    TooManyEdits,
    NotNow,
}

/// A message in its channel, and what is noted of it.
struct World {
    members: Vec<Member>,
    form: Form,
    restricted: bool,
    deleted: Deleted,
    /// Embeds and text; None: it was removed.
    there: Option<(Value, String)>,
}

impl World {
    fn new(style: Style, count: usize, kind: PostKind, noted: bool) -> Self {
        let mut members: Vec<Member> = (0..count).map(|n| member(n, kind, style)).collect();
        let form = match (style, count) {
            (Style::Card, 1) => Form::Card,
            (Style::Compact, 1) => Form::Compact,
            (Style::Link, 1) => Form::Link,
            (Style::Line, 1) => Form::Line,
            (Style::Card, _) => Form::Cards,
            (Style::Compact, _) => Form::CompactCards,
            (Style::Link | Style::Line, _) => Form::List,
        };
        let pieces: Vec<Piece<'_>> = members.iter().filter_map(|member| Piece::again(&member.due, style, Guise::Open)).collect();
        let embeds = json!(embeds_of(&pieces, form));
        let content = text_of(&members[0].due, form).unwrap_or_default();
        let print = match form {
            Form::Link => fingerprint(&Value::Null),
            Form::Line => fingerprint(&json!(content)),
            _ => fingerprint(&embeds),
        };
        for member in &mut members {
            member.shown = noted.then_some(Rendering { form, print });
        }
        Self { members, form, restricted: false, deleted: Deleted::default(), there: Some((embeds, content)) }
    }

    fn post(&mut self, n: usize) -> &mut Post {
        let n = n % self.members.len();
        match &mut self.members[n].due.subject {
            Subject::Card { post, .. } => post,
            _ => unreachable!("every subject is a card"),
        }
    }

    fn watches(&mut self, change: impl Fn(&mut Option<Watch>)) {
        self.members.iter_mut().for_each(|member| change(&mut member.due.watch));
    }

    fn act(&self, n: usize) -> Act {
        let case = Case { members: &self.members, restricted: self.restricted, deleted: self.deleted, changed: id(n % self.members.len()) };
        Act::of(&case)
    }

    fn step(&mut self, step: &Step) {
        let count = self.members.len();
        match step.clone() {
            Step::Mature(n, mature) => self.post(n).mature = mature,
            Step::Rename(n, version) => self.post(n).title = format!("Title {n} again {version}"),
            Step::Redraw(n, version) => {
                let n = n % count;
                (self.post(n).preview, self.post(n).thumbnail) = (Some(picture_of(n, version)), Some(picture_of(n, version)));
            }
            Step::Remove(n) => self.members[n % count].due.post_removed = true,
            Step::Return(n) => self.members[n % count].due.post_removed = false,
            Step::Restrict(restricted) => self.restricted = restricted,
            Step::WantsMature(wanted) => self.watches(|watch| {
                if let Some(watch) = watch {
                    watch.wish.mature = wanted;
                }
            }),
            Step::Unwatch => self.watches(|watch| *watch = None),
            Step::Want(deleted) => self.deleted = deleted,
            Step::Speak(language) => self.members.iter_mut().for_each(|member| member.due.language = language),
            Step::Look(n, answer) => self.look(n, answer),
        }
    }

    fn look(&mut self, n: usize, answer: Answer) {
        let act = self.act(n);
        if let Act::Edit(Edit { begun: Some(begun), .. }) = &act {
            self.note(begun);
        }
        match (act, answer) {
            (Act::Keep, _) | (_, Answer::NotNow) => {}
            (Act::Edit(edit), Answer::TooManyEdits) if edit.must => self.remove(Cared::RemovedMature, true),
            (Act::Edit(_), Answer::TooManyEdits) => self.wait(n),
            (Act::Edit(edit), answer) => self.edit(&edit, !matches!(answer, Answer::TakesUnnoted)),
            (Act::Remove(cared), answer) => self.remove(cared, !matches!(answer, Answer::TakesUnnoted)),
        }
    }

    /// It is noted that the edit waits.
    fn wait(&mut self, n: usize) {
        let n = n % self.members.len();
        if !is_bare(&self.members[n]) {
            self.members[n].care = Some(Cared::Waits);
        }
    }

    fn edit(&mut self, edit: &Edit, noted: bool) {
        let Some((embeds, content)) = &mut self.there else {
            // Discord says that it is not there.
            self.members.iter_mut().for_each(|member| member.care = Some(Cared::Missing));
            return;
        };
        if let Some(new) = edit.body.get("embeds") {
            *embeds = new.clone();
        }
        if let Some(new) = edit.body.get("content").and_then(Value::as_str) {
            new.clone_into(content);
        }
        if noted {
            self.note(&edit.treated);
        }
    }

    fn note(&mut self, treated: &Treated) {
        for (member, (of, cared)) in self.members.iter_mut().zip(&treated.members) {
            assert_eq!(member.due.id, *of);
            member.shown = treated.shown.or(member.shown);
            member.care = cared.or(member.care);
        }
    }

    fn remove(&mut self, cared: Cared, noted: bool) {
        let was_there = self.there.take().is_some();
        if noted {
            let cared = if was_there { cared } else { Cared::Missing };
            self.members.iter_mut().for_each(|member| member.care = Some(cared));
        }
    }

    /// Every post is looked at until nothing is left to do.
    fn settle(&mut self) {
        for _ in 0..3 {
            for n in 0..self.members.len() {
                self.look(n, Answer::Takes);
            }
        }
    }

    fn forbidden(&self, member: &Member) -> bool {
        let Subject::Card { post, .. } = &member.due.subject else { return false };
        post.mature && !(self.restricted && member.due.watch.as_ref().is_none_or(|watch| watch.wish.mature))
    }

    /// What shows a post that may not be shown.
    fn leaks(&self) -> Vec<String> {
        let Some((embeds, content)) = &self.there else { return Vec::new() };
        let (shown, text) = (embeds.to_string(), matches!(self.form, Form::Link | Form::Line | Form::Plain));
        let forbidden = self.members.iter().enumerate().filter(|(_, member)| self.forbidden(member));
        let leaks = |(n, _): (usize, &Member)| {
            let marks = [format!("picture{n}v"), format!("secret{n}end")];
            let seen = marks.into_iter().filter(|mark| shown.contains(mark));
            // Discord makes a preview of a link.
            seen.chain(text.then(|| content.clone()).filter(|content| content.contains("https://"))).collect::<Vec<_>>()
        };
        forbidden.flat_map(leaks).collect()
    }
}

fn steps() -> impl Strategy<Value = Step> {
    let n = 0_usize..4;
    let deleted = prop_oneof![Just(Deleted::StrikeOut), Just(Deleted::Remove), Just(Deleted::Leave)];
    let answer = prop_oneof![Just(Answer::Takes), Just(Answer::TakesUnnoted), Just(Answer::TooManyEdits), Just(Answer::NotNow)];
    prop_oneof![
        3 => (n.clone(), any::<bool>()).prop_map(|(n, mature)| Step::Mature(n, mature)),
        1 => (n.clone(), 1..9_u32).prop_map(|(n, version)| Step::Rename(n, version)),
        1 => (n.clone(), 1..9_u32).prop_map(|(n, version)| Step::Redraw(n, version)),
        1 => n.clone().prop_map(Step::Remove),
        1 => n.clone().prop_map(Step::Return),
        2 => any::<bool>().prop_map(Step::Restrict),
        1 => any::<bool>().prop_map(Step::WantsMature),
        1 => Just(Step::Unwatch),
        1 => deleted.prop_map(Step::Want),
        1 => prop::sample::select(Language::OFFERED.as_slice()).prop_map(Step::Speak),
        4 => (n, answer).prop_map(|(n, answer)| Step::Look(n, answer)),
    ]
}

fn worlds() -> impl Strategy<Value = (Style, usize, PostKind, bool)> {
    let style = prop_oneof![Just(Style::Card), Just(Style::Compact), Just(Style::Link), Just(Style::Line)];
    let kind = prop_oneof![Just(PostKind::Image), Just(PostKind::Literature), Just(PostKind::Journal), Just(PostKind::Status)];
    (style, prop_oneof![Just(1_usize), Just(2), Just(4), Just(13)], kind, any::<bool>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    /// However flags, titles, pictures, channels, watches and settings change, and whatever Discord answers: in the end no picture and no text of a
    /// mature post is where it may not be, and nothing is left to do.
    #[test]
    fn nothing_of_a_mature_post_stays_where_it_may_not_be((style, count, kind, noted) in worlds(), history in prop::collection::vec(steps(), 0..40)) {
        let mut world = World::new(style, count, kind, noted);
        history.iter().for_each(|step| world.step(step));
        world.settle();
        prop_assert_eq!(world.leaks(), Vec::<String>::new(), "{:?}", world.there);
        for n in 0..count {
            prop_assert_eq!(world.act(n), Act::Keep);
        }
    }
}

fn settled(style: Style, count: usize, history: &[Step]) -> World {
    let mut world = World::new(style, count, PostKind::Image, true);
    history.iter().for_each(|step| world.step(step));
    world.settle();
    world
}

fn shown(world: &World) -> String {
    world.there.as_ref().map(|(embeds, content)| format!("{content}{embeds}")).unwrap_or_default()
}

fn cared(world: &World) -> Vec<Option<Cared>> {
    world.members.iter().map(|member| member.care).collect()
}

#[test]
fn a_language_changes_no_message_by_itself_and_holds_for_the_next_change() {
    for style in [Style::Card, Style::Compact, Style::Link] {
        for count in [1, 3, 13] {
            let mut world = World::new(style, count, PostKind::Status, true);
            world.step(&Step::Speak(Language::German));
            assert_eq!(world.act(0), Act::Keep, "{style:?} {count}");
        }
    }
    let look = Step::Look(0, Answer::Takes);
    let german = settled(Style::Card, 1, &[Step::Speak(Language::German), Step::Mature(0, true), look.clone()]);
    let veiled = language::with(Language::German, crate::text::card::veiled);
    assert!(shown(&german).contains(veiled), "{}", shown(&german));
    let struck = [Step::Remove(0), look, Step::Speak(Language::French)];
    for style in [Style::Card, Style::Link] {
        let mut world = World::new(style, 1, PostKind::Image, true);
        struck.iter().for_each(|step| world.step(step));
        assert!(shown(&world).contains("gone from DeviantArt"), "{}", shown(&world));
        assert_eq!(world.act(0), Act::Keep, "{style:?}");
        world.step(&Step::Return(0));
        world.settle();
        assert!(!shown(&world).contains("gone from DeviantArt"), "{}", shown(&world));
    }
}

#[test]
fn only_the_mature_post_of_several_is_veiled() {
    let world = settled(Style::Card, 3, &[Step::Mature(1, true), Step::Look(1, Answer::Takes)]);
    let text = shown(&world);
    assert!(
        text.contains("picture0v0") && text.contains("picture2v0") && !text.contains("picture1v0") && text.contains("Title 1"),
        "{text}"
    );
    assert_eq!(cared(&world), [None, Some(Cared::Veiled), None]);
    let allowed = settled(Style::Card, 3, &[Step::Restrict(true), Step::Mature(1, true)]);
    assert!(shown(&allowed).contains("picture1v0"), "it may be shown there");
    let unwanted = settled(Style::Card, 3, &[Step::Restrict(true), Step::WantsMature(false), Step::Mature(1, true)]);
    assert!(!shown(&unwanted).contains("picture1v0"), "the watch leaves mature posts out");
}

#[test]
fn what_was_veiled_stays_so_and_follows_its_title() {
    let look = Step::Look(0, Answer::Takes);
    let history = [Step::Mature(0, true), look.clone(), Step::Mature(0, false), look, Step::Rename(0, 3)];
    let world = settled(Style::Card, 1, &history);
    let text = shown(&world);
    assert!(!text.contains("picture0") && text.contains("Title 0 again 3"), "{text}");
}

#[test]
fn a_veiled_message_is_not_removed_because_a_new_title_is_refused() {
    let refused = Step::Look(0, Answer::TooManyEdits);
    let history = [Step::Mature(0, true), Step::Look(0, Answer::Takes), Step::Rename(0, 3), refused.clone(), refused];
    assert!(settled(Style::Card, 1, &history).there.is_some());
    let world = settled(Style::Card, 1, &[Step::Mature(0, true), Step::Look(0, Answer::TooManyEdits)]);
    assert_eq!((world.there.is_none(), cared(&world)), (true, vec![Some(Cared::RemovedMature)]), "the picture had to go");
}

#[test]
fn a_post_that_is_gone_is_struck_out_or_its_message_removed_or_left() {
    let gone = |deleted| settled(Style::Card, 2, &[Step::Want(deleted), Step::Remove(0)]);
    let struck = gone(Deleted::StrikeOut);
    assert!(shown(&struck).contains("~~Title 0~~") && !shown(&struck).contains("picture0v0"), "{}", shown(&struck));
    assert_eq!(cared(&struck), [Some(Cared::Struck), None]);
    assert!(shown(&gone(Deleted::Remove)).contains("~~Title 0~~"), "another post of the message is there");
    assert!(!shown(&gone(Deleted::Leave)).contains("~~"));
    let both = settled(Style::Card, 2, &[Step::Want(Deleted::Remove), Step::Remove(0), Step::Remove(1)]);
    assert_eq!((both.there.is_none(), cared(&both)), (true, vec![Some(Cared::RemovedGone); 2]));
    let back = settled(Style::Card, 1, &[Step::Remove(0), Step::Look(0, Answer::Takes), Step::Return(0)]);
    assert!(!shown(&back).contains("~~") && shown(&back).contains("picture0v0"), "{}", shown(&back));
}

#[test]
fn a_link_is_removed_where_its_preview_may_not_be_and_struck_out_where_its_post_is_gone() {
    let mature = settled(Style::Link, 1, &[Step::Mature(0, true)]);
    assert_eq!((mature.there.is_none(), cared(&mature)), (true, vec![Some(Cared::RemovedMature)]));
    let gone = settled(Style::Link, 1, &[Step::Remove(0)]);
    assert!(shown(&gone).contains("~~Title 0~~") && !shown(&gone).contains("https://"), "{}", shown(&gone));
    let back = settled(Style::Link, 1, &[Step::Remove(0), Step::Look(0, Answer::Takes), Step::Return(0)]);
    assert!(shown(&back).contains("https://www.deviantart.com/painter/art/"), "{}", shown(&back));
    assert!(shown(&settled(Style::Link, 1, &[Step::Rename(0, 2)])).contains("Title-00"), "the address leads on");
}

#[test]
fn a_line_follows_its_post_and_is_removed_where_it_is_mature() {
    let renamed = settled(Style::Line, 1, &[Step::Rename(0, 2)]);
    assert!(shown(&renamed).contains("Painter: Title 0 again 2 https://"), "{}", shown(&renamed));
    let gone = settled(Style::Line, 1, &[Step::Remove(0)]);
    assert!(shown(&gone).contains("~~Title 0~~") && !shown(&gone).contains("https://"), "{}", shown(&gone));
    assert!(shown(&settled(Style::Line, 1, &[Step::Remove(0), Step::Return(0)])).contains("Painter: Title 0 https://"));
    assert!(settled(Style::Line, 1, &[Step::Mature(0, true)]).there.is_none());
}

#[test]
fn posts_that_no_longer_fit_as_cards_are_listed() {
    let mut world = World::new(Style::Card, 13, PostKind::Image, true);
    for n in 0..13 {
        world.post(n).title = format!("{n}{}", "long ".repeat(60));
    }
    world.settle();
    let (embeds, _) = world.there.unwrap();
    let embeds = embeds.as_array().unwrap();
    assert!(embeds.len() <= 10);
    let size: usize = embeds.iter().flat_map(|embed| ["title", "description"].map(|part| embed[part].as_str().map_or(0, str::len))).sum();
    assert!(size <= 6_000, "{size}");
}
