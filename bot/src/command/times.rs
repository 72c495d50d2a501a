//! The page of a watch's panel on which is chosen when its posts come: at once or as digests, in quiet hours, and after a pause. The text of quiet
//! hours is typed into a form.

use super::blank;
use super::context::Data;
use super::error::Error;
use super::knob::Knob;
use super::often::Often;
use super::sight::Asker;
use crate::text;
use chrono::Weekday;
use domain::id::WatchId;
use domain::rhythm::{Digest, Hour, Manner, Rhythm};
use domain::watch::{CatchUp, Watch};
use serenity::all::{
    ButtonStyle, CreateActionRow, CreateButton, CreateInputText, CreateModal, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption, InputTextStyle,
};
use std::num::NonZeroU8;
use store::change::Change;

/// The hour of a digest until another one is chosen.
const MORNING: u32 = 9;
/// How many of the newest posts can be chosen.
const COUNTS: [u8; 4] = [1, 3, 5, 10];
/// Characters of typed quiet hours.
const LONGEST: u16 = 40;

/// The days of a week, as menus show them.
const DAYS: [Weekday; 7] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// The day and the hour of a digest, or those that one begins with.
fn moment(rhythm: Rhythm) -> (Weekday, Hour) {
    let morning = Hour::new(MORNING).unwrap_or_default();
    match rhythm.digest {
        None | Some(Digest::Hourly) => (Weekday::Mon, morning),
        Some(Digest::Daily(hour)) => (Weekday::Mon, hour),
        Some(Digest::Weekly(day, hour)) => (day, hour),
    }
}

/// What a choice on the page changes; None: it is no choice of this page.
pub(super) fn change(knob: Knob, value: Option<&str>, watch: &Watch) -> Option<Change> {
    let mut rhythm = watch.wish.rhythm;
    let (day, hour) = moment(rhythm);
    match knob {
        Knob::Often => {
            rhythm.digest = match Often::ALL.into_iter().find(|often| Some(often.value()) == value)? {
                Often::AtOnce => None,
                Often::Hourly => Some(Digest::Hourly),
                Often::Daily => Some(Digest::Daily(hour)),
                Often::Weekly => Some(Digest::Weekly(day, hour)),
            };
        }
        Knob::Day => rhythm.digest = Some(Digest::Weekly(value?.parse().ok()?, hour)),
        Knob::Hour => {
            let hour = Hour::new(value?.parse().ok()?)?;
            rhythm.digest = match rhythm.digest? {
                Digest::Weekly(day, _) => Some(Digest::Weekly(day, hour)),
                Digest::Hourly | Digest::Daily(_) => Some(Digest::Daily(hour)),
            };
        }
        Knob::Silently | Knob::Afterwards => {
            let manner = if knob == Knob::Silently { Manner::Silently } else { Manner::Afterwards };
            rhythm.quiet = Some(rhythm.quiet?.in_manner(manner));
        }
        Knob::Late => return value?.parse().ok().map(Change::CatchUp),
        _ => return None,
    }
    Some(Change::Rhythm(rhythm))
}

/// The page's menus and buttons, with what is set selected.
pub(super) fn rows(watch: &Watch) -> Vec<CreateActionRow> {
    let (id, rhythm) = (watch.id, watch.wish.rhythm);
    let often = Often::of(rhythm);
    let option = |one: Often| CreateSelectMenuOption::new(text::times::often(one), one.value()).default_selection(one == often);
    let mut rows = vec![menu(Knob::Often.id(id), Often::ALL.map(option).to_vec())];
    let (day, hour) = moment(rhythm);
    if often == Often::Weekly {
        let option = |one: Weekday| CreateSelectMenuOption::new(text::times::day(one), one.to_string()).default_selection(one == day);
        rows.push(menu(Knob::Day.id(id), DAYS.map(option).to_vec()));
    }
    if matches!(often, Often::Daily | Often::Weekly) {
        let option = |one: Hour| CreateSelectMenuOption::new(text::times::hour(one), one.get().to_string()).default_selection(one == hour);
        rows.push(menu(Knob::Hour.id(id), (0..24).filter_map(Hour::new).map(option).collect()));
    }
    rows.push(menu(Knob::Late.id(id), policies(watch.wish.catch_up)));
    let button = |id: String, label: &str, style| CreateButton::new(id).label(label).style(style);
    let mut buttons = vec![button(form(id), text::times::quiet_hours(), ButtonStyle::Secondary)];
    if let Some(quiet) = rhythm.quiet {
        for (manner, knob) in [(Manner::Silently, Knob::Silently), (Manner::Afterwards, Knob::Afterwards)] {
            let now = quiet.manner == manner;
            let style = if now { ButtonStyle::Primary } else { ButtonStyle::Secondary };
            buttons.push(button(knob.id(id), text::times::manner(manner), style).disabled(now));
        }
    }
    buttons.push(button(Knob::Show.id(id), text::panel::back(), ButtonStyle::Secondary));
    rows.push(CreateActionRow::Buttons(buttons));
    rows
}

/// The catch-up policies, also one that only a file can have set.
fn policies(now: CatchUp) -> Vec<CreateSelectMenuOption> {
    let newest = COUNTS.into_iter().filter_map(NonZeroU8::new).map(CatchUp::Newest);
    let mut all: Vec<CatchUp> = [CatchUp::All, CatchUp::Each].into_iter().chain(newest).chain([CatchUp::Skip]).collect();
    if !all.contains(&now) {
        all.push(now);
    }
    let option = |one: CatchUp| CreateSelectMenuOption::new(text::times::late(one), one.to_string()).default_selection(one == now);
    all.into_iter().map(option).collect()
}

fn menu(id: String, options: Vec<CreateSelectMenuOption>) -> CreateActionRow {
    CreateActionRow::SelectMenu(CreateSelectMenu::new(id, CreateSelectMenuKind::String { options }))
}

/// The id of the button that opens the form of quiet hours, and of the form.
fn form(watch: WatchId) -> String {
    format!("v1.form.quiet.{watch}")
}

/// The form of quiet hours, filled with what is set.
pub(super) async fn modal(data: &Data, asker: &Asker, id: WatchId) -> Result<CreateModal, Error> {
    let watch = blank::watch(data, asker, id).await?;
    let text = watch.wish.rhythm.quiet.map(text::times::span).unwrap_or_default();
    let input = CreateInputText::new(InputTextStyle::Short, text::times::label(), blank::TEXT).required(false).value(text);
    let input = input.placeholder(text::times::placeholder()).max_length(LONGEST);
    Ok(CreateModal::new(form(id), text::times::quiet_hours()).components(vec![CreateActionRow::InputText(input)]))
}
