//! The panel of one watch: `/edit`, the menu of `/watches`, the button **Change**, and **Change this watch** on a card. It shows what is set, with
//! a menu for each choice, and belongs to the member who asked for it.

use super::answer::{Answer, send};
use super::blank::Blank;
use super::choice::{Choice, of_text};
use super::context::{Context, Data, ask, watches_changed};
use super::error::Error;
use super::fix::Fix;
use super::knob::{AS_SERVER, Knob};
use super::place;
use super::sight::{self, Asker, Sight, begin};
use super::times::Whose;
use super::watches::{self, Filter, Known};
use super::wish::Wished;
use super::{filter, folder, pause, suggest, times};
use crate::discord::picture;
use crate::text;
use domain::defaults::Defaults;
use domain::id::{ChannelId, MessageId, RoleId, WatchId};
use domain::inherit::Aspect;
use domain::template::Template;
use domain::watch::{GRACE, MatureWay, Ping, Style, Watch, What};
use serenity::all::{
    ButtonStyle, CreateActionRow, CreateButton, CreateEmbed, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption, Message,
};
use store::change::{Change, Changed, Moved, OfMessage};

/// What was chosen in a menu.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    pub values: Vec<String>,
    pub role: Option<picture::Role>,
    pub channel: Option<Wished>,
}

/// Change what a watch posts, where it posts, and which role it mentions
#[poise::command(slash_command)]
pub(crate) async fn edit(
    ctx: Context<'_>,
    #[description = "Which to change: choose from the list, or type an artist's name"]
    #[autocomplete = "suggest::watches"]
    #[max_length = 100]
    watch: String,
) -> Result<(), Error> {
    let (data, asker) = begin(ctx).await?;
    let seen = sight::seen(data, asker.clone()).await?;
    let choice = of_text(watch.trim(), &seen)?;
    let answer = match choice.of(&seen).as_slice() {
        [] => return Err(Error::Refused(text::list::no_such_watch(seen.hidden))),
        [one] => show(data, &asker, one.id, None).await?,
        _ => watches::show(data, asker, 0, Filter::of(choice)).await?,
    };
    send(ctx, answer).await
}

/// Shows the panel of the watch that brought this card.
#[poise::command(context_menu_command = "Change this watch")]
pub(crate) async fn change_this(ctx: Context<'_>, message: Message) -> Result<(), Error> {
    let (data, asker) = begin(ctx).await?;
    let (channel, id) = asker.origin_of(ChannelId(message.channel_id.get()), MessageId(message.id.get()));
    let answer = match ask(data.store.watch_of_message(asker.guild(), channel, id)).await? {
        OfMessage::Watch(watch) => show(data, &asker, watch.id, None).await?,
        OfMessage::Gone => return Err(Error::Refused(text::panel::card_without_watch())),
        OfMessage::Nobody => return Err(Error::Refused(text::panel::no_card())),
    };
    send(ctx, answer).await
}

/// The watch, when the asker may know of it; and what they see.
pub(super) async fn find(data: &Data, asker: &Asker, id: WatchId) -> Result<(Watch, Sight), Error> {
    let Some(watch) = ask(data.store.watch(asker.guild(), id)).await? else { return Err(Error::Refused(text::list::no_such_watch(0))) };
    let sight = Sight::fetched(data, asker.clone(), std::slice::from_ref(&watch)).await;
    match sight.sees(watch.wish.channel) {
        true => Ok((watch, sight)),
        false => Err(Error::Refused(text::list::no_such_watch(0))),
    }
}

/// The panel as it is now, below a note.
pub(super) async fn show(data: &Data, asker: &Asker, id: WatchId, note: Option<String>) -> Result<Answer, Error> {
    let (mut watch, _) = find(data, asker, id).await?;
    folder::name_fully(data, std::slice::from_mut(&mut watch)).await;
    let faults = Known::of(data, asker.guild()).await?.faults(&watch);
    let settings = ask(data.store.guild_settings(asker.guild())).await?;
    let mut values = text::panel::values(&watch, faults, (&settings, data.clock.now()));
    if data.picture().last_info(asker.guild(), watch.wish.channel).is_some_and(|info| info.is_forum()) {
        values = format!("{values}\n{}", text::panel::in_forum());
    }
    let embed = CreateEmbed::new().title(text::panel::title()).description(values);
    let there = data.picture().last_known(asker.guild()).is_some_and(|guild| guild.channel(watch.wish.channel).is_some());
    Ok(Answer::embed(embed).rows(rows((&watch, &settings.watches), there, !faults.role_gone)).note(note))
}

/// The page of when posts come, below a note.
async fn show_times(data: &Data, asker: &Asker, id: WatchId, note: Option<String>) -> Result<Answer, Error> {
    let (watch, defaults) = (find(data, asker, id).await?.0, ask(data.store.guild_settings(asker.guild())).await?.watches);
    Ok(show(data, asker, id, note).await?.rows(times::rows(Whose::Watch(&watch, &defaults), Knob::Show.id(id))))
}

/// Turns a knob. What cannot be done is said above the panel.
pub(super) async fn turn(data: &Data, asker: Asker, (id, knob): (WatchId, Knob), chosen: Chosen) -> Result<Answer, Error> {
    if knob == Knob::Styles {
        let (watch, defaults) = (find(data, &asker, id).await?.0, ask(data.store.guild_settings(asker.guild())).await?.watches);
        return Ok(show(data, &asker, id, None).await?.rows(style_rows(&watch, &defaults)));
    }
    let note = match turned(data, &asker, (id, knob), chosen).await {
        Ok(note) => note,
        Err(error) => Some(error.into_refusal()?),
    };
    match knob {
        Knob::Times | Knob::Often | Knob::Day | Knob::Hour | Knob::Silently | Knob::Afterwards | Knob::QuietAsServer | Knob::Late => {
            show_times(data, &asker, id, note).await
        }
        _ => show(data, &asker, id, note).await,
    }
}

/// Returns what is said of it.
async fn turned(data: &Data, asker: &Asker, (id, knob): (WatchId, Knob), chosen: Chosen) -> Result<Option<String>, Error> {
    let (watch, sight) = find(data, asker, id).await?;
    let value = chosen.values.first().map(String::as_str);
    let change = match knob {
        Knob::Show | Knob::Styles | Knob::Times => return Ok(None),
        Knob::Pause => {
            pause::paused(data, asker.clone(), Choice::one(id)).await?;
            return Ok(None);
        }
        Knob::Resume => {
            pause::resumed(data, asker.clone(), Choice::one(id)).await?;
            return Ok(None);
        }
        Knob::Channel => {
            let to = chosen.channel.ok_or(Error::Old)?;
            return relocate(data, asker, &watch, to).await.map(Some);
        }
        Knob::Unping => Change::Ping(None),
        Knob::Ping => match chosen.role {
            None => Change::Ping(None),
            Some(role) => {
                let place = place::find(data, asker, Some(Wished::of(watch.wish.channel))).await?;
                place::check_ping(&place, role)?;
                Change::Ping(Some(Ping { role: RoleId(role.id), by_right: place.asker_mentions_all() }))
            }
        },
        Knob::PingAsServer => as_server(data, asker, &watch, Aspect::Ping).await?,
        Knob::Mature if value == Some(AS_SERVER) => as_server(data, asker, &watch, Aspect::Mature).await?,
        Knob::Style if value == Some(AS_SERVER) => as_server(data, asker, &watch, Aspect::Style).await?,
        Knob::What if value == Some(AS_SERVER) => as_server(data, asker, &watch, Aspect::What).await?,
        Knob::Mature => mature_change(data, asker, &watch, value).await?,
        Knob::Style => {
            let style = value.and_then(|word| word.parse::<Style>().ok()).filter(|style| text::panel::STYLES.contains(style));
            Change::Style(style.ok_or(Error::Old)?)
        }
        Knob::Often | Knob::Day | Knob::Hour | Knob::Silently | Knob::Afterwards | Knob::QuietAsServer | Knob::Late => {
            times::change(knob, value, (&watch, asker.at() - GRACE)).ok_or(Error::Old)?
        }
        Knob::What => {
            let what = value.and_then(|word| word.parse::<What>().ok()).ok_or(Error::Old)?;
            place::check_tags_for(data, asker, &watch, what).await?;
            // As of a new watch: what is old now is not announced.
            Change::What { what, from: asker.at() - GRACE }
        }
    };
    change_to(data, asker, (&watch, &sight), change, text::panel::changed()).await.map(Some)
}

/// An option as the server's watches have it: what the asker may not choose they do not get in this way either.
async fn as_server(data: &Data, asker: &Asker, watch: &Watch, aspect: Aspect) -> Result<Change, Error> {
    let ground = match aspect {
        Aspect::Mature | Aspect::Ping => {
            let place = place::find(data, asker, Some(Wished::of(watch.wish.channel))).await?;
            let settings = ask(data.store.guild_settings(asker.guild())).await?;
            if aspect == Aspect::Mature && settings.watches.mature(place.age_restricted) == (true, MatureWay::Channel) {
                place::mature(data, asker, &settings).await?;
            }
            if let Some(role) = settings.watches.ping.filter(|_| aspect == Aspect::Ping) {
                place::check_known_ping(&place, role)?;
            }
            Some(place.ground())
        }
        Aspect::What => {
            let settings = ask(data.store.guild_settings(asker.guild())).await?;
            place::check_tags_for(data, asker, watch, settings.watches.what()).await?;
            None
        }
        Aspect::Style | Aspect::Rhythm | Aspect::Quiet | Aspect::CatchUp => None,
    };
    Ok(Change::Inherit { aspect, ground, from: asker.at() - GRACE })
}

/// What a choice about mature posts changes, where they can go as chosen.
async fn mature_change(data: &Data, asker: &Asker, watch: &Watch, value: Option<&str>) -> Result<Change, Error> {
    let way = match value {
        Some("out") => return Ok(Change::Mature(false, MatureWay::default())),
        Some("in") => MatureWay::Restricted,
        value => value.and_then(|word| word.parse().ok()).ok_or(Error::Old)?,
    };
    match way {
        MatureWay::Veiled => {}
        MatureWay::Restricted => {
            let place = place::find(data, asker, Some(Wished::of(watch.wish.channel))).await?;
            if !place.age_restricted {
                return Err(Error::Refused(text::watch::not_age_restricted(place.channel)));
            }
        }
        MatureWay::Channel => place::mature(data, asker, &ask(data.store.guild_settings(asker.guild())).await?).await?,
    }
    Ok(Change::Mature(true, way))
}

/// Changes one option of a watch, as the asker may; returns what is said of it.
async fn change_to(data: &Data, asker: &Asker, (watch, sight): (&Watch, &Sight), change: Change, done: String) -> Result<String, Error> {
    if !sight.posts(watch.wish.channel) {
        return Err(Error::Refused(text::panel::you_cannot_write(watch.wish.channel)));
    }
    let wakes = matches!(change, Change::Digest(_) | Change::Quiet(_) | Change::Mature(..) | Change::Inherit { .. });
    Ok(match ask(data.store.change_watch(asker.guild(), watch.id, change, data.clock.now())).await? {
        Changed::Done(watch) => {
            watches_changed(data).await;
            if wakes {
                // What waited for its hour, or for its channel, may be due.
                pause::wake(data).await;
            }
            tracing::info!(guild = %asker.guild(), watch = %watch.id, "watch changed");
            done
        }
        Changed::Same(other) => text::panel::same(&other),
        Changed::Gone => return Err(Error::Refused(text::list::no_such_watch(0))),
    })
}

/// Sets the filter that was typed into the form. One that is wrong is said, with the form again.
pub(super) async fn set_filter(data: &Data, asker: &Asker, id: WatchId, typed: String) -> Result<Answer, Error> {
    let note = match filter_set(data, asker, id, &typed).await {
        Ok(note) => note,
        Err(Error::Fixable { text, fixes }) if fixes.contains(&Fix::Filter) => {
            let key = data.forms.put(asker.guild(), typed);
            return Ok(once_more(text, id, Blank::Watch(id, Some(key))));
        }
        Err(error) => error.into_refusal()?,
    };
    show(data, asker, id, Some(note)).await
}

/// What is wrong, the form again, and the way back.
fn once_more(why: String, id: WatchId, blank: Blank) -> Answer {
    let button = |id: String, label: &str| CreateButton::new(id).label(label).style(ButtonStyle::Secondary);
    let buttons = vec![button(blank.id(), text::filter::edit()), button(Knob::Show.id(id), text::filter::back())];
    Answer::text(why).rows(vec![CreateActionRow::Buttons(buttons)])
}

/// Sets the template that was typed into the form; nothing typed is none. One that is wrong is said, with the form again.
pub(super) async fn set_template(data: &Data, asker: &Asker, id: WatchId, typed: String) -> Result<Answer, Error> {
    let template = match Some(typed.trim()).filter(|typed| !typed.is_empty()).map(Template::parse).transpose() {
        Ok(template) => template,
        Err(problem) => {
            let (why, key) = (text::template::problem(typed.trim(), &problem), data.forms.put(asker.guild(), typed.trim().to_owned()));
            return Ok(once_more(why, id, Blank::Template(id, Some(key))));
        }
    };
    let note = match template_set(data, asker, id, template).await {
        Ok(note) => note,
        Err(error) => error.into_refusal()?,
    };
    show(data, asker, id, Some(note)).await
}

async fn template_set(data: &Data, asker: &Asker, id: WatchId, template: Option<Template>) -> Result<String, Error> {
    let (watch, sight) = find(data, asker, id).await?;
    let done = template.as_ref().map_or_else(text::template::unset, text::template::set);
    change_to(data, asker, (&watch, &sight), Change::Template(template), done).await
}

async fn filter_set(data: &Data, asker: &Asker, id: WatchId, typed: &str) -> Result<String, Error> {
    let (watch, sight) = find(data, asker, id).await?;
    let filter = filter::read(typed, watch.wish.folder.is_some())?;
    let done = filter.as_ref().map_or_else(text::filter::unset, |filter| text::filter::set(filter.text()));
    change_to(data, asker, (&watch, &sight), Change::Filter(filter), done).await
}

/// Sets the quiet hours that were typed into the form.
pub(super) async fn set_quiet(data: &Data, asker: &Asker, id: WatchId, typed: &str) -> Result<Answer, Error> {
    let note = match quiet_set(data, asker, id, typed).await {
        Ok(note) => note,
        Err(error) => error.into_refusal()?,
    };
    show_times(data, asker, id, Some(note)).await
}

async fn quiet_set(data: &Data, asker: &Asker, id: WatchId, typed: &str) -> Result<String, Error> {
    let (watch, sight) = find(data, asker, id).await?;
    let change = Change::Quiet(times::quiet(typed, watch.wish.rhythm.quiet)?);
    change_to(data, asker, (&watch, &sight), change, text::panel::changed()).await
}

/// Moves one watch, and says what became of it.
async fn relocate(data: &Data, asker: &Asker, watch: &Watch, to: Wished) -> Result<String, Error> {
    let place = place::find(data, asker, Some(to)).await?;
    if watch.wish.needs_restriction() && !place.age_restricted && !watch.wish.inherits.contains(Aspect::Mature) {
        return Err(Error::Refused(text::watch::not_age_restricted(place.channel)));
    }
    place::check_tags(data, asker, &place, &watch.wish).await?;
    let to = ChannelId(place.channel.get());
    let silent = watch.wish.ping.is_some_and(|ping| !place.mentions(ping.role));
    match ask(data.store.move_watch((asker.guild(), watch.id), to, place.ground(), data.clock.now())).await? {
        Moved::Done { watch, messages } => {
            tracing::info!(guild = %asker.guild(), watch = %watch.id, channel = %to, messages, "watch moved");
            watches_changed(data).await;
            pause::wake(data).await;
            Ok(text::panel::moved(messages, silent))
        }
        Moved::Same(other) => Err(Error::Refused(text::panel::same(&other))),
        Moved::Gone => Err(Error::Refused(text::list::no_such_watch(0))),
    }
}

/// The menus, with what is set selected, and the buttons. `channel`, `role`: whether what is set exists, and can be selected.
fn rows((watch, defaults): (&Watch, &Defaults), channel: bool, role: bool) -> Vec<CreateActionRow> {
    let (id, wish) = (watch.id, &watch.wish);
    let inherited = |aspect| wish.inherits.contains(aspect);
    let mut rows = Vec::new();
    // Folders hold deviations only.
    if wish.folder.is_none() && !wish.group {
        let (server, own) = (inherited(Aspect::What), !inherited(Aspect::What));
        let option = |what: &What| {
            CreateSelectMenuOption::new(text::panel::what(*what), what.into_str()).default_selection(own && wish.what == *what)
        };
        let server = as_server_option(text::panel::what(defaults.what()), server);
        rows.push(menu(Knob::What.id(id), text::panel::WHATS.iter().map(option).chain([server]).collect()));
    }
    let own = (!inherited(Aspect::Mature)).then_some(wish.mature.then_some(wish.mature_way));
    let server = as_server_option(text::settings::mature_choice(defaults), inherited(Aspect::Mature));
    rows.push(menu(Knob::Mature.id(id), mature_options(own).into_iter().chain([server]).collect()));
    let default_roles = wish.ping.filter(|_| role).map(|ping| vec![serenity::all::RoleId::new(ping.role.0.max(1))]);
    let roles = CreateSelectMenu::new(Knob::Ping.id(id), CreateSelectMenuKind::Role { default_roles });
    rows.push(CreateActionRow::SelectMenu(roles.placeholder(text::panel::choose_ping()).min_values(0).max_values(1)));
    rows.push(place::menu(Knob::Channel.id(id), text::panel::choose_channel(), channel.then_some(wish.channel)));
    let pause = match wish.paused {
        None => (Knob::Pause, text::pause::pause()),
        Some(_) => (Knob::Resume, text::pause::resume()),
    };
    let button = |id: String, label: &str, style| CreateButton::new(id).label(label).style(style);
    let mut buttons = vec![button(pause.0.id(id), pause.1, ButtonStyle::Secondary)];
    if wish.ping.is_some() {
        buttons.push(button(Knob::Unping.id(id), text::panel::no_ping(), ButtonStyle::Secondary));
    }
    buttons.push(button(Blank::Watch(id, None).id(), text::filter::button(), ButtonStyle::Secondary));
    buttons.push(button(Knob::Styles.id(id), text::panel::style(), ButtonStyle::Secondary));
    buttons.push(button(format!("v1.remove.{}", Choice::one(id).word()), text::removal::remove(), ButtonStyle::Danger));
    rows.push(CreateActionRow::Buttons(buttons));
    rows
}

/// The choice to have an option as the server's watches do, which is this there.
fn as_server_option(there: &str, now: bool) -> CreateSelectMenuOption {
    CreateSelectMenuOption::new(text::panel::as_server(there), AS_SERVER).default_selection(now)
}

/// What can become of mature posts. `now`: what the watch says itself, if anything; Some(None): they are left out.
fn mature_options(now: Option<Option<MatureWay>>) -> Vec<CreateSelectMenuOption> {
    let ways = [
        (text::panel::include(), "in", MatureWay::Restricted),
        (text::panel::veil(), MatureWay::Veiled.into_str(), MatureWay::Veiled),
        (text::panel::elsewhere(), MatureWay::Channel.into_str(), MatureWay::Channel),
    ];
    let out = CreateSelectMenuOption::new(text::panel::leave_out(), "out").default_selection(now == Some(None));
    let option = |(name, value, way)| CreateSelectMenuOption::new(name, value).default_selection(now == Some(Some(way)));
    std::iter::once(out).chain(ways.map(option)).collect()
}

/// In place of the other menus, of which a message holds only five rows: the styles, and the way back.
fn style_rows(watch: &Watch, defaults: &Defaults) -> Vec<CreateActionRow> {
    let (now, inherits) = (watch.wish.style, watch.wish.inherits);
    let own = !inherits.contains(Aspect::Style);
    let option = |style: &Style| {
        CreateSelectMenuOption::new(text::panel::style_name(*style), style.into_str()).default_selection(own && now == *style)
    };
    let server = as_server_option(text::panel::style_name(defaults.style()), !own);
    let button = |id: String, label: &str| CreateButton::new(id).label(label).style(ButtonStyle::Secondary);
    let template = button(Blank::Template(watch.id, None).id(), text::template::button());
    let times = button(Knob::Times.id(watch.id), text::times::times());
    let back = button(Knob::Show.id(watch.id), text::panel::back());
    let styles = menu(Knob::Style.id(watch.id), text::panel::STYLES.iter().map(option).chain([server]).collect());
    let ping = button(Knob::PingAsServer.id(watch.id), text::panel::ping_as_server());
    let ping = (!inherits.contains(Aspect::Ping)).then_some(ping);
    vec![styles, CreateActionRow::Buttons([template, times].into_iter().chain(ping).chain([back]).collect())]
}

fn menu(id: String, options: Vec<CreateSelectMenuOption>) -> CreateActionRow {
    CreateActionRow::SelectMenu(CreateSelectMenu::new(id, CreateSelectMenuKind::String { options }))
}

/// The button that opens a watch's panel.
pub(super) fn change_button(watch: WatchId) -> CreateButton {
    CreateButton::new(Knob::Show.id(watch)).label(text::panel::change()).style(ButtonStyle::Secondary)
}
