//! `/settings`: one panel for what holds for the whole server: where problems are reported, the language of cards and notices, its time zone, what
//! becomes of the messages of deleted posts, and, on a second page, what a new watch begins with.

use super::answer::{Answer, send};
use super::context::{Context, Data, ask};
use super::error::Error;
use super::panel::Chosen;
use super::place;
use super::sight::{Asker, begin};
use super::wish::Wished;
use super::{pause, suggest};
use crate::language::Language;
use crate::text;
use domain::care::Deleted;
use domain::id::{ChannelId, RoleId};
use domain::watch::What;
use domain::zone::Zone;
use serenity::all::{
    ButtonStyle, ChannelType, CreateActionRow, CreateButton, CreateEmbed, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption,
};
use store::guild_settings::GuildSettings;

/// What the menu of languages calls the server's own in Discord.
const AS_IN_DISCORD: &str = "discord";

/// What a click on the panel asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dial {
    /// Where problems are reported.
    Notices,
    What,
    Mature,
    Ping,
    /// Where mature posts go of watches that want them there.
    Elsewhere,
    /// What becomes of posts that are gone from DeviantArt.
    Deleted(Deleted),
    /// The language of cards and notices.
    Language,
    /// Everything as it is by default.
    Reset,
    /// Shows what a new watch begins with.
    Watches,
    /// Shows what holds for the server again.
    Server,
}

impl Dial {
    const ALL: [(Self, &'static str); 12] = [
        (Self::Notices, "notices"),
        (Self::What, "what"),
        (Self::Mature, "mature"),
        (Self::Ping, "ping"),
        (Self::Elsewhere, "elsewhere"),
        (Self::Deleted(Deleted::StrikeOut), "strike"),
        (Self::Deleted(Deleted::Remove), "remove"),
        (Self::Deleted(Deleted::Leave), "leave"),
        (Self::Language, "language"),
        (Self::Reset, "reset"),
        (Self::Watches, "watches"),
        (Self::Server, "server"),
    ];

    /// As a component's id has it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, word)| *word == text).map(|(dial, _)| *dial)
    }

    fn id(self) -> String {
        let word = Self::ALL.iter().find(|(dial, _)| *dial == self).map_or("reset", |(_, word)| *word);
        format!("v1.settings.{word}")
    }

    /// A message has five rows, so what a new watch begins with is on a second page.
    const fn page(self) -> Page {
        match self {
            Self::What | Self::Mature | Self::Ping | Self::Watches => Page::Watches,
            Self::Notices | Self::Elsewhere | Self::Deleted(_) | Self::Language | Self::Reset | Self::Server => Page::Server,
        }
    }
}

/// Which dials the panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    /// What holds for the server.
    Server,
    /// What a new watch begins with.
    Watches,
}

/// Set the language, where problems are reported, what new watches begin with, and more
#[poise::command(slash_command)]
pub(crate) async fn settings(
    ctx: Context<'_>,
    #[description = "The server's time zone, for quiet hours, digests and dates: choose from the list, or type a city"]
    #[autocomplete = "suggest::zones"]
    #[max_length = 100]
    timezone: Option<String>,
) -> Result<(), Error> {
    let (data, asker) = begin(ctx).await?;
    let note = match timezone {
        None => None,
        Some(typed) => Some(set_zone(data, &asker, &typed).await?),
    };
    let answer = show(data, &asker, Page::Server, note).await?;
    send(ctx, answer).await
}

/// Sets the server's time zone; returns what is said of it.
async fn set_zone(data: &Data, asker: &Asker, typed: &str) -> Result<String, Error> {
    let zone = Zone::meant(typed).ok_or_else(|| Error::Refused(text::settings::zone_unknown(typed)))?;
    let mut settings = ask(data.store.guild_settings(asker.guild())).await?;
    settings.zone = (zone != Zone::default()).then_some(zone);
    save(data, asker, settings).await?;
    // What waited for an hour may be due.
    pause::wake(data).await;
    Ok(text::settings::saved())
}

async fn save(data: &Data, asker: &Asker, settings: GuildSettings) -> Result<(), Error> {
    ask(data.store.save_guild_settings(asker.guild(), settings, data.clock.now())).await?;
    tracing::info!(guild = %asker.guild(), "settings changed");
    Ok(())
}

async fn show(data: &Data, asker: &Asker, page: Page, note: Option<String>) -> Result<Answer, Error> {
    let settings = ask(data.store.guild_settings(asker.guild())).await?;
    let values = text::settings::values(&settings, asker.language_in_discord(), data.clock.now());
    let embed = CreateEmbed::new().title(text::settings::title()).description(values);
    let rows = match page {
        Page::Server => server_rows(data, asker, &settings),
        Page::Watches => watch_rows(data, asker, &settings),
    };
    Ok(Answer::embed(embed).rows(rows).note(note))
}

/// Turns a dial. What cannot be done is said above the panel.
pub(super) async fn turn(data: &Data, asker: &Asker, dial: Dial, chosen: Chosen) -> Result<Answer, Error> {
    let note = match turned(data, asker, dial, chosen).await {
        Ok(saved) => saved.then(text::settings::saved),
        Err(error) => Some(error.into_refusal()?),
    };
    show(data, asker, dial.page(), note).await
}

/// Whether something was saved.
async fn turned(data: &Data, asker: &Asker, dial: Dial, chosen: Chosen) -> Result<bool, Error> {
    let mut settings = ask(data.store.guild_settings(asker.guild())).await?;
    let value = chosen.values.first().map(String::as_str);
    match dial {
        Dial::Watches | Dial::Server => return Ok(false),
        Dial::Reset => settings = GuildSettings::default(),
        Dial::Language => {
            settings.language = match value {
                Some(AS_IN_DISCORD) => None,
                tag => Some(tag.and_then(|tag| tag.parse().ok()).ok_or_else(|| Error::Refused(text::list::old_button()))?),
            };
        }
        Dial::Deleted(deleted) => settings.deleted = (deleted != Deleted::default()).then_some(deleted),
        Dial::Notices => {
            settings.notices = match chosen.channel {
                None => None,
                // Where they may write themselves, and the bot too.
                Some(channel) => Some(ChannelId(place::find(data, asker, Some(channel)).await?.channel.get())),
            };
        }
        Dial::Elsewhere => settings.mature_channel = elsewhere(data, asker, chosen.channel).await?,
        Dial::What => settings.what = value.and_then(|word| word.parse::<What>().ok()).filter(|what| *what != What::Everything),
        Dial::Mature => settings.mature = (value == Some("out")).then_some(false),
        Dial::Ping => {
            settings.ping = match chosen.role {
                None => None,
                Some(role) => {
                    let here = serenity::all::ChannelId::new(asker.here().0.max(1));
                    place::check_ping_of(role, asker.guild(), asker.here_may().unwrap_or(0), None, here)?;
                    Some(RoleId(role.id))
                }
            };
        }
    }
    save(data, asker, settings).await?;
    if matches!(dial, Dial::Reset | Dial::Elsewhere) {
        pause::wake(data).await;
    }
    Ok(true)
}

/// The channel for mature posts: an age-restricted one, where the asker and the bot may write.
async fn elsewhere(data: &Data, asker: &Asker, chosen: Option<Wished>) -> Result<Option<ChannelId>, Error> {
    let Some(channel) = chosen else { return Ok(None) };
    let place = place::find(data, asker, Some(channel)).await?;
    match place.age_restricted {
        true => Ok(Some(ChannelId(place.channel.get()))),
        false => Err(Error::Refused(text::watch::mature_channel_open(place.channel))),
    }
}

/// What holds for the server, with what is set selected, as far as it exists.
fn server_rows(data: &Data, asker: &Asker, settings: &GuildSettings) -> Vec<CreateActionRow> {
    let guild = data.picture().last_known(asker.guild());
    let known = |channel: &ChannelId| guild.as_ref().is_some_and(|guild| guild.channel(*channel).is_some());
    let channel = |dial: Dial, now: Option<ChannelId>, placeholder| {
        let default_channels = now.filter(known).map(|channel| vec![serenity::all::ChannelId::new(channel.0.max(1))]);
        let kind = CreateSelectMenuKind::Channel { channel_types: Some(vec![ChannelType::Text, ChannelType::News]), default_channels };
        CreateSelectMenu::new(dial.id(), kind).placeholder(placeholder).min_values(0).max_values(1)
    };
    let notices = channel(Dial::Notices, settings.notices, text::settings::choose_notices());
    let elsewhere = channel(Dial::Elsewhere, settings.mature_channel, text::settings::choose_mature_channel());
    let as_in_discord = text::settings::as_in_discord(asker.language_in_discord());
    let language = |language: Language| {
        let option = CreateSelectMenuOption::new(text::settings::language_name(language), language.tag());
        option.default_selection(settings.language == Some(language))
    };
    let as_in_discord = CreateSelectMenuOption::new(as_in_discord, AS_IN_DISCORD).default_selection(settings.language.is_none());
    let languages = std::iter::once(as_in_discord).chain(Language::OFFERED.map(language)).collect();
    let deleted = text::settings::deleted().into_iter().map(|(one, name)| {
        let now = settings.deleted.unwrap_or_default() == one;
        let style = if now { ButtonStyle::Primary } else { ButtonStyle::Secondary };
        CreateButton::new(Dial::Deleted(one).id()).label(name).style(style).disabled(now)
    });
    let button = |dial: Dial, label| CreateButton::new(dial.id()).label(label).style(ButtonStyle::Secondary);
    let reset = button(Dial::Reset, text::settings::reset()).disabled(*settings == GuildSettings::default());
    let buttons = deleted.chain([button(Dial::Watches, text::settings::of_watches()), reset]).collect();
    vec![
        CreateActionRow::SelectMenu(notices),
        CreateActionRow::SelectMenu(elsewhere),
        CreateActionRow::SelectMenu(texts(Dial::Language, languages)),
        CreateActionRow::Buttons(buttons),
    ]
}

/// What a new watch begins with, in the same way.
fn watch_rows(data: &Data, asker: &Asker, settings: &GuildSettings) -> Vec<CreateActionRow> {
    let guild = data.picture().last_known(asker.guild());
    let what = settings.what.unwrap_or(What::Everything);
    let option = |one: &What| CreateSelectMenuOption::new(text::panel::what(*one), one.into_str()).default_selection(what == *one);
    let whats = text::panel::WHATS.iter().map(option).collect();
    let out = settings.mature == Some(false);
    let mature = [(text::settings::mature_where_restricted(), "in", !out), (text::panel::leave_out(), "out", out)];
    let mature = mature.map(|(name, value, now)| CreateSelectMenuOption::new(name, value).default_selection(now));
    let role = |role: &RoleId| guild.as_ref().is_some_and(|guild| guild.role(role.0).is_some());
    let default_roles = settings.ping.filter(role).map(|role| vec![serenity::all::RoleId::new(role.0.max(1))]);
    let ping = CreateSelectMenu::new(Dial::Ping.id(), CreateSelectMenuKind::Role { default_roles });
    let ping = ping.placeholder(text::panel::choose_ping()).min_values(0).max_values(1);
    let menus = [texts(Dial::What, whats), texts(Dial::Mature, mature.to_vec()), ping];
    let back = CreateButton::new(Dial::Server.id()).label(text::panel::back()).style(ButtonStyle::Secondary);
    menus.into_iter().map(CreateActionRow::SelectMenu).chain([CreateActionRow::Buttons(vec![back])]).collect()
}

fn texts(dial: Dial, options: Vec<CreateSelectMenuOption>) -> CreateSelectMenu {
    CreateSelectMenu::new(dial.id(), CreateSelectMenuKind::String { options })
}
