//! The page on which is chosen when the posts of a watch come, or those of all of a server's watches that do not say it themselves: at once or as
//! digests, in quiet hours, and after a pause. The text of quiet hours is typed into a form.

use super::context::{Data, ask};
use super::error::Error;
use super::knob::{AS_SERVER, Knob};
use super::often::{Often, moment};
use super::sight::Asker;
use super::{blank, hours};
use crate::text;
use chrono::Weekday;
use domain::clock::Timestamp;
use domain::defaults::Defaults;
use domain::id::WatchId;
use domain::inherit::Aspect;
use domain::rhythm::{Digest, Hour, Manner, Quiet, Rhythm};
use domain::watch::{CatchUp, Watch};
use serenity::all::{
    ButtonStyle, CreateActionRow, CreateButton, CreateInputText, CreateModal, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption, InputTextStyle,
};
use std::num::NonZeroU8;
use store::change::Change;

/// How many of the newest posts can be chosen.
const COUNTS: [u8; 4] = [1, 3, 5, 10];
/// Characters of typed quiet hours.
const LONGEST: u16 = 40;

/// The days of a week, as menus show them.
const DAYS: [Weekday; 7] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// A choice on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turned {
    Digest(Option<Digest>),
    Quiet(Option<Quiet>),
    CatchUp(CatchUp),
    /// As the server's defaults.
    AsServer(Aspect),
}

/// What is chosen there; None: it is no choice of this page. `now`: what is set.
pub(super) fn turned(knob: Knob, value: Option<&str>, now: Rhythm) -> Option<Turned> {
    let (day, hour) = moment(now.digest);
    let as_server = value == Some(AS_SERVER);
    Some(match knob {
        Knob::Often if as_server => Turned::AsServer(Aspect::Rhythm),
        Knob::Late if as_server => Turned::AsServer(Aspect::CatchUp),
        Knob::QuietAsServer => Turned::AsServer(Aspect::Quiet),
        Knob::Often => Turned::Digest(Often::ALL.into_iter().find(|often| Some(often.value()) == value)?.digest(now.digest)),
        Knob::Day => Turned::Digest(Some(Digest::Weekly(value?.parse().ok()?, hour))),
        Knob::Hour => {
            let hour = Hour::new(value?.parse().ok()?)?;
            Turned::Digest(Some(match now.digest? {
                Digest::Weekly(..) => Digest::Weekly(day, hour),
                Digest::Hourly | Digest::Daily(_) => Digest::Daily(hour),
            }))
        }
        Knob::Silently | Knob::Afterwards => {
            let manner = if knob == Knob::Silently { Manner::Silently } else { Manner::Afterwards };
            Turned::Quiet(Some(now.quiet?.in_manner(manner)))
        }
        Knob::Late => Turned::CatchUp(value?.parse().ok()?),
        _ => return None,
    })
}

/// What a choice on the page changes of this watch.
pub(super) fn change(knob: Knob, value: Option<&str>, (watch, from): (&Watch, Timestamp)) -> Option<Change> {
    Some(match turned(knob, value, watch.wish.rhythm)? {
        Turned::Digest(digest) => Change::Digest(digest),
        Turned::Quiet(quiet) => Change::Quiet(quiet),
        Turned::CatchUp(policy) => Change::CatchUp(policy),
        Turned::AsServer(aspect) => Change::Inherit { aspect, ground: None, from },
    })
}

/// The quiet hours that were typed; nothing typed is none.
pub(super) fn quiet(typed: &str, now: Option<Quiet>) -> Result<Option<Quiet>, Error> {
    let manner = now.map(|quiet| quiet.manner).unwrap_or_default();
    match typed.trim() {
        "" => Ok(None),
        typed => {
            let hours = hours::parse(typed).and_then(|(from, to)| Quiet::new(from, to, manner));
            hours.map(Some).ok_or_else(|| Error::Refused(text::times::unclear(typed)))
        }
    }
}

/// Whose times a page shows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Whose<'w> {
    /// This watch's, with what its server's watches have.
    Watch(&'w Watch, &'w Defaults),
    /// What a server's watches have.
    Server(&'w Defaults),
}

impl Whose<'_> {
    fn id(self, knob: Knob) -> String {
        match self {
            Self::Watch(watch, _) => knob.id(watch.id),
            Self::Server(_) => format!("v1.settings.{}", knob.word()),
        }
    }

    fn set(self) -> (Rhythm, CatchUp) {
        match self {
            Self::Watch(watch, _) => (watch.wish.rhythm, watch.wish.catch_up),
            Self::Server(defaults) => (Rhythm { digest: defaults.rhythm, quiet: defaults.quiet }, defaults.catch_up()),
        }
    }

    /// Where this option can be as the server's: that choice, as `name` says what it is there.
    fn as_server(self, aspect: Aspect, name: impl FnOnce(&Defaults) -> String) -> Option<(CreateSelectMenuOption, bool)> {
        let Self::Watch(watch, defaults) = self else { return None };
        let inherited = watch.wish.inherits.contains(aspect);
        let option = CreateSelectMenuOption::new(text::panel::as_server(&name(defaults)), AS_SERVER);
        Some((option.default_selection(inherited), inherited))
    }
}

/// The page's menus and buttons, with what is set selected. `back`: where the last button leads.
pub(super) fn rows(whose: Whose<'_>, back: String) -> Vec<CreateActionRow> {
    let (rhythm, catch_up) = whose.set();
    let often = Often::of(rhythm);
    let server = whose
        .as_server(Aspect::Rhythm, |defaults| text::times::often(Often::of(Rhythm { digest: defaults.rhythm, quiet: None })).to_owned());
    let own = server.as_ref().is_none_or(|(_, inherited)| !inherited);
    let option = |one: Often| CreateSelectMenuOption::new(text::times::often(one), one.value()).default_selection(own && one == often);
    let options = Often::ALL.map(option).into_iter().chain(server.map(|(option, _)| option)).collect();
    let mut rows = vec![menu(whose.id(Knob::Often), options)];
    let (day, hour) = moment(rhythm.digest);
    if often == Often::Weekly {
        let option = |one: Weekday| CreateSelectMenuOption::new(text::times::day(one), one.to_string()).default_selection(one == day);
        rows.push(menu(whose.id(Knob::Day), DAYS.map(option).to_vec()));
    }
    if matches!(often, Often::Daily | Often::Weekly) {
        let option = |one: Hour| CreateSelectMenuOption::new(text::times::hour(one), one.get().to_string()).default_selection(one == hour);
        rows.push(menu(whose.id(Knob::Hour), (0..24).filter_map(Hour::new).map(option).collect()));
    }
    let server = whose.as_server(Aspect::CatchUp, |defaults| text::times::late(defaults.catch_up()));
    let own = server.as_ref().is_none_or(|(_, inherited)| !inherited);
    let options = policies(catch_up, own).into_iter().chain(server.map(|(option, _)| option)).collect();
    rows.push(menu(whose.id(Knob::Late), options));
    rows.push(CreateActionRow::Buttons(buttons(whose, rhythm.quiet, back)));
    rows
}

fn buttons(whose: Whose<'_>, quiet: Option<Quiet>, back: String) -> Vec<CreateButton> {
    let button = |id: String, label: &str, style| CreateButton::new(id).label(label).style(style);
    let form = match whose {
        Whose::Watch(watch, _) => form(Some(watch.id)),
        Whose::Server(_) => form(None),
    };
    let mut buttons = vec![button(form, text::times::quiet_hours(), ButtonStyle::Secondary)];
    if let Some(quiet) = quiet {
        for (manner, knob) in [(Manner::Silently, Knob::Silently), (Manner::Afterwards, Knob::Afterwards)] {
            let now = quiet.manner == manner;
            let style = if now { ButtonStyle::Primary } else { ButtonStyle::Secondary };
            buttons.push(button(whose.id(knob), text::times::manner(manner), style).disabled(now));
        }
    }
    if let Whose::Watch(watch, _) = whose
        && !watch.wish.inherits.contains(Aspect::Quiet)
    {
        buttons.push(button(whose.id(Knob::QuietAsServer), text::times::quiet_as_server(), ButtonStyle::Secondary));
    }
    buttons.push(button(back, text::panel::back(), ButtonStyle::Secondary));
    buttons
}

/// The catch-up policies, also one that only a file can have set.
fn policies(now: CatchUp, own: bool) -> Vec<CreateSelectMenuOption> {
    let newest = COUNTS.into_iter().filter_map(NonZeroU8::new).map(CatchUp::Newest);
    let mut all: Vec<CatchUp> = [CatchUp::All, CatchUp::Each].into_iter().chain(newest).chain([CatchUp::Skip]).collect();
    if !all.contains(&now) {
        all.push(now);
    }
    let option = |one: CatchUp| CreateSelectMenuOption::new(text::times::late(one), one.to_string()).default_selection(own && one == now);
    all.into_iter().map(option).collect()
}

fn menu(id: String, options: Vec<CreateSelectMenuOption>) -> CreateActionRow {
    CreateActionRow::SelectMenu(CreateSelectMenu::new(id, CreateSelectMenuKind::String { options }))
}

/// The id of the button that opens the form of quiet hours, and of the form: of a watch, or of the server.
fn form(watch: Option<WatchId>) -> String {
    watch.map_or_else(|| "v1.form.quiet".to_owned(), |watch| format!("v1.form.quiet.{watch}"))
}

/// The form of quiet hours, filled with what is set.
pub(super) async fn modal(data: &Data, asker: &Asker, id: Option<WatchId>) -> Result<CreateModal, Error> {
    let quiet = match id {
        Some(id) => blank::watch(data, asker, id).await?.wish.rhythm.quiet,
        None => ask(data.store.guild_settings(asker.guild())).await?.watches.quiet,
    };
    let text = quiet.map(text::times::span).unwrap_or_default();
    let input = CreateInputText::new(InputTextStyle::Short, text::times::label(), blank::TEXT).required(false).value(text);
    let input = input.placeholder(text::times::placeholder()).max_length(LONGEST);
    Ok(CreateModal::new(form(id), text::times::quiet_hours()).components(vec![CreateActionRow::InputText(input)]))
}
