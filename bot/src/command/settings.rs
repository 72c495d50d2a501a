//! `/settings`: one panel for what holds for the whole server: where problems are reported, the language of cards and notices, its time zone, what
//! becomes of the messages of deleted posts, and, on further pages, the options of watches that do not say them themselves.

use super::answer::{Answer, send};
use super::context::{Context, Data, ask, watches_changed, watches_of};
use super::error::Error;
use super::knob::Knob;
use super::panel::Chosen;
use super::sight::{Asker, Sight, begin};
use super::times::{self, Turned, Whose};
use super::wish::Wished;
use super::{pause, place, suggest};
use crate::language::Language;
use crate::text;
use domain::care::Deleted;
use domain::defaults::{Defaults, Ground};
use domain::id::{ChannelId, RoleId};
use domain::rhythm::Rhythm;
use domain::watch::{CatchUp, GRACE, MatureWay, Style, What};
use domain::zone::Zone;
use serenity::all::{
    ButtonStyle, ChannelType, CreateActionRow, CreateButton, CreateEmbed, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption,
};
use store::guild_settings::GuildSettings;
use store::inherit::Grounds;

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
    Style,
    /// When posts come.
    Time(Knob),
    /// Where mature posts go of watches that want them there.
    Elsewhere,
    /// What becomes of posts that are gone from DeviantArt.
    Deleted(Deleted),
    /// The language of cards and notices.
    Language,
    /// Everything as it is by default.
    Reset,
    /// Shows the options of watches.
    Watches,
    /// Shows those of them that say when posts come.
    Times,
    /// Shows what holds for the server again.
    Server,
}

impl Dial {
    const ALL: [(Self, &'static str); 20] = [
        (Self::Notices, "notices"),
        (Self::What, "what"),
        (Self::Mature, "mature"),
        (Self::Ping, "ping"),
        (Self::Style, "style"),
        (Self::Time(Knob::Often), "often"),
        (Self::Time(Knob::Day), "day"),
        (Self::Time(Knob::Hour), "hour"),
        (Self::Time(Knob::Silently), "silently"),
        (Self::Time(Knob::Afterwards), "afterwards"),
        (Self::Time(Knob::Late), "late"),
        (Self::Elsewhere, "elsewhere"),
        (Self::Deleted(Deleted::StrikeOut), "strike"),
        (Self::Deleted(Deleted::Remove), "remove"),
        (Self::Deleted(Deleted::Leave), "leave"),
        (Self::Language, "language"),
        (Self::Reset, "reset"),
        (Self::Watches, "watches"),
        (Self::Times, "times"),
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

    /// A message has five rows, so the options of watches are on pages of their own.
    const fn page(self) -> Page {
        match self {
            Self::What | Self::Mature | Self::Ping | Self::Style | Self::Watches => Page::Watches,
            Self::Time(_) | Self::Times => Page::Times,
            Self::Notices | Self::Elsewhere | Self::Deleted(_) | Self::Language | Self::Reset | Self::Server => Page::Server,
        }
    }
}

/// Which dials the panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    /// What holds for the server.
    Server,
    /// The options of watches.
    Watches,
    /// When their posts come.
    Times,
}

/// Set the language, where problems are reported, the options of all watches, and more
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
    save(data, asker, settings, Mentions::AsBefore).await
}

/// By whose right watches mention the server's role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mentions {
    /// Somebody chooses it now.
    Chosen,
    /// Another option changes: nobody lends their right without knowing it.
    AsBefore,
}

/// Saves them; returns what is said of it.
async fn save(data: &Data, asker: &Asker, settings: GuildSettings, mentions: Mentions) -> Result<String, Error> {
    let grounds = grounds(data, asker, mentions).await?;
    let down = ask(data.store.save_settings_on(asker.guild(), settings, &grounds, data.clock.now())).await;
    // Where no answer came in time, it may be saved all the same.
    if down.as_ref().map_or(true, |down| down.changed > 0) {
        watches_changed(data).await;
    }
    // What waited for an hour, or for its channel, may be due.
    pause::wake(data).await;
    let down = down?;
    tracing::info!(guild = %asker.guild(), watches = down.changed, "settings changed");
    Ok(text::settings::saved(down))
}

/// What is known of the channels of watches that inherit something, and of what the asker may do there.
async fn grounds(data: &Data, asker: &Asker, mentions: Mentions) -> Result<Grounds, Error> {
    let watches = ask(watches_of(data, asker.guild())).await?;
    let channels: Vec<ChannelId> = watches.iter().filter(|watch| !watch.wish.inherits.is_empty()).map(|watch| watch.wish.channel).collect();
    // As of a new watch: what is old now is not announced.
    let mut grounds = Grounds::unknown(asker.at() - GRACE);
    if !channels.is_empty() {
        let sight = Sight::known_of(data, asker.clone(), &channels).await;
        let known = channels.into_iter().filter_map(|channel| Some((channel, sight.ground(channel)?)));
        let lent = |ground: Ground| Ground { by_right: ground.by_right && mentions == Mentions::Chosen, ..ground };
        grounds.places = known.map(|(channel, ground)| (channel, lent(ground))).collect();
    }
    Ok(grounds)
}

async fn show(data: &Data, asker: &Asker, page: Page, note: Option<String>) -> Result<Answer, Error> {
    let settings = ask(data.store.guild_settings(asker.guild())).await?;
    let values = text::settings::values(&settings, asker.language_in_discord(), data.clock.now());
    let embed = CreateEmbed::new().title(text::settings::title()).description(values);
    let rows = match page {
        Page::Server => server_rows(data, asker, &settings),
        Page::Watches => watch_rows(data, asker, &settings.watches),
        Page::Times => times::rows(Whose::Server(&settings.watches), Dial::Watches.id()),
    };
    Ok(Answer::embed(embed).rows(rows).note(note))
}

/// Turns a dial. What cannot be done is said above the panel.
pub(super) async fn turn(data: &Data, asker: &Asker, dial: Dial, chosen: Chosen) -> Result<Answer, Error> {
    let note = match turned(data, asker, dial, chosen).await {
        Ok(note) => note,
        Err(error) => Some(error.into_refusal()?),
    };
    show(data, asker, dial.page(), note).await
}

/// Sets the quiet hours that were typed into the form, for the server's watches.
pub(super) async fn set_quiet(data: &Data, asker: &Asker, typed: &str) -> Result<Answer, Error> {
    let mut settings = ask(data.store.guild_settings(asker.guild())).await?;
    let note = match times::quiet(typed, settings.watches.quiet) {
        Ok(quiet) => {
            settings.watches.quiet = quiet;
            save(data, asker, settings, Mentions::AsBefore).await?
        }
        Err(error) => error.into_refusal()?,
    };
    show(data, asker, Page::Times, Some(note)).await
}

/// What is said of it; None: nothing was saved.
async fn turned(data: &Data, asker: &Asker, dial: Dial, chosen: Chosen) -> Result<Option<String>, Error> {
    let mut settings = ask(data.store.guild_settings(asker.guild())).await?;
    let value = chosen.values.first().map(String::as_str);
    match dial {
        Dial::Watches | Dial::Times | Dial::Server => return Ok(None),
        Dial::Reset => settings = GuildSettings::default(),
        Dial::Language => {
            settings.language = match value {
                Some(AS_IN_DISCORD) => None,
                tag => Some(tag.and_then(|tag| tag.parse().ok()).ok_or(Error::Old)?),
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
        Dial::What => settings.watches.what = value.and_then(|word| word.parse().ok()).filter(|what| *what != What::Everything),
        Dial::Mature => mature(data, asker, &mut settings, value).await?,
        Dial::Style => settings.watches.style = value.and_then(|word| word.parse().ok()).filter(|style: &Style| !style.is_default()),
        Dial::Time(knob) => time(&mut settings.watches, knob, value).ok_or(Error::Old)?,
        Dial::Ping => {
            settings.watches.ping = match chosen.role {
                None => None,
                Some(role) => {
                    let here = serenity::all::ChannelId::new(asker.here().0.max(1));
                    place::check_ping_of(role, asker.guild(), asker.here_may().unwrap_or(0), None, here)?;
                    Some(RoleId(role.id))
                }
            };
        }
    }
    let mentions = if dial == Dial::Ping { Mentions::Chosen } else { Mentions::AsBefore };
    save(data, asker, settings, mentions).await.map(Some)
}

/// What becomes of mature posts; into the server's channel for them only as somebody who may post there.
async fn mature(data: &Data, asker: &Asker, settings: &mut GuildSettings, value: Option<&str>) -> Result<(), Error> {
    let way = value.and_then(|word| word.parse::<MatureWay>().ok()).filter(|way| !way.is_default());
    if way == Some(MatureWay::Channel) {
        place::mature(data, asker, settings).await?;
    }
    (settings.watches.mature, settings.watches.mature_way) = ((value == Some("out")).then_some(false), way);
    Ok(())
}

/// When posts come. None: it is no choice of that page.
fn time(defaults: &mut Defaults, knob: Knob, value: Option<&str>) -> Option<()> {
    match times::turned(knob, value, Rhythm { digest: defaults.rhythm, quiet: defaults.quiet })? {
        Turned::Digest(digest) => defaults.rhythm = digest,
        Turned::Quiet(quiet) => defaults.quiet = quiet,
        Turned::CatchUp(policy) => defaults.catch_up = Some(policy).filter(|policy| *policy != CatchUp::default()),
        Turned::AsServer(_) => return None,
    }
    Some(())
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

/// The options of watches, in the same way.
fn watch_rows(data: &Data, asker: &Asker, defaults: &Defaults) -> Vec<CreateActionRow> {
    let guild = data.picture().last_known(asker.guild());
    let option =
        |one: &What| CreateSelectMenuOption::new(text::panel::what(*one), one.into_str()).default_selection(defaults.what() == *one);
    let whats = text::panel::WHATS.iter().map(option).collect();
    let out = defaults.mature == Some(false);
    let way = |(name, way): (&'static str, MatureWay)| {
        let now = !out && defaults.mature_way.unwrap_or_default() == way;
        CreateSelectMenuOption::new(name, way.into_str()).default_selection(now)
    };
    let out = CreateSelectMenuOption::new(text::panel::leave_out(), "out").default_selection(out);
    let mature = text::settings::mature_ways().into_iter().map(way).chain([out]).collect();
    let role = |role: &RoleId| guild.as_ref().is_some_and(|guild| guild.role(role.0).is_some());
    let default_roles = defaults.ping.filter(role).map(|role| vec![serenity::all::RoleId::new(role.0.max(1))]);
    let ping = CreateSelectMenu::new(Dial::Ping.id(), CreateSelectMenuKind::Role { default_roles });
    let ping = ping.placeholder(text::panel::choose_ping()).min_values(0).max_values(1);
    let style = |one: &Style| {
        CreateSelectMenuOption::new(text::panel::style_name(*one), one.into_str()).default_selection(defaults.style() == *one)
    };
    let styles = text::panel::STYLES.iter().map(style).collect();
    let menus = [texts(Dial::What, whats), texts(Dial::Mature, mature), ping, texts(Dial::Style, styles)];
    let button = |dial: Dial, label| CreateButton::new(dial.id()).label(label).style(ButtonStyle::Secondary);
    let buttons = vec![button(Dial::Times, text::times::times()), button(Dial::Server, text::panel::back())];
    menus.into_iter().map(CreateActionRow::SelectMenu).chain([CreateActionRow::Buttons(buttons)]).collect()
}

fn texts(dial: Dial, options: Vec<CreateSelectMenuOption>) -> CreateSelectMenu {
    CreateSelectMenu::new(dial.id(), CreateSelectMenuKind::String { options })
}
