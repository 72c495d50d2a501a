//! `/watches`: what comes to this server, in pages.

use super::answer::{Answer, send};
use super::choice::{Choice, Typed, meant};
use super::context::{Context, Data, ask};
use super::error::Error;
use super::sight::{self, Asker, begin};
use super::{folder, pages, suggest};
use crate::discord::picture;
use crate::text;
use crate::text::list::Faults;
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId};
use domain::notification::Hold;
use domain::watch::Watch;
use serenity::all::{
    ButtonStyle, CreateActionRow, CreateButton, CreateEmbed, CreateEmbedFooter, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption, PartialChannel,
};
use std::collections::HashMap;

/// As a button has it that those come first which have brought nothing for longest.
const IDLE: &str = "idle";

/// Watches on a page.
const PAGE: usize = 10;

/// Discord's menu for `only`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, poise::ChoiceParameter)]
pub(crate) enum Only {
    #[name = "Problems"]
    Problems,
    #[name = "Paused"]
    Paused,
    #[name = "Mature"]
    Mature,
}

/// Which watches are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    only: Option<Only>,
    /// Those first that have brought nothing for longest.
    idle: bool,
    choice: Choice,
}

impl Filter {
    /// What is meant by this, all of it.
    pub(super) const fn of(choice: Choice) -> Self {
        Self { only: None, idle: false, choice }
    }

    /// As a button has it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (word, rest) = text.split_once('+').map_or((text, None), |(only, rest)| (only, Some(rest)));
        let only = match word {
            "all" | IDLE => None,
            "problems" => Some(Only::Problems),
            "paused" => Some(Only::Paused),
            "mature" => Some(Only::Mature),
            _ => return None,
        };
        Some(Self { only, idle: word == IDLE, choice: rest.map_or(Some(Choice::ALL), Choice::parse)? })
    }

    /// The reverse of [`parse`](Self::parse).
    fn word(self) -> String {
        let only = match self.only {
            None if self.idle => IDLE,
            None => "all",
            Some(Only::Problems) => "problems",
            Some(Only::Paused) => "paused",
            Some(Only::Mature) => "mature",
        };
        if self.choice == Choice::ALL { only.to_owned() } else { format!("{only}+{}", self.choice.word()) }
    }

    fn has(self, watch: &Watch, faults: Faults) -> bool {
        let fits = match self.only {
            None => true,
            Some(Only::Problems) => faults.any(),
            Some(Only::Paused) => watch.wish.paused.is_some(),
            Some(Only::Mature) => watch.wish.mature,
        };
        fits && self.choice.has(watch)
    }
}

/// List what is posted in this server
#[poise::command(slash_command)]
pub(crate) async fn watches(
    ctx: Context<'_>,
    #[description = "Only what this artist posts"]
    #[autocomplete = "suggest::artists"]
    #[max_length = 300]
    artist: Option<String>,
    #[description = "Only what is posted in this channel"]
    #[channel_types("Text")]
    channel: Option<PartialChannel>,
    #[description = "Only watches with problems, paused ones, or those that bring mature posts too"] only: Option<Only>,
    #[description = "Page of the list (default: the first)"]
    #[min = 1]
    #[max = 1000]
    page: Option<u32>,
) -> Result<(), Error> {
    let (data, asker) = begin(ctx).await?;
    let mut filter = Filter { only, ..Filter::default() };
    if artist.is_some() || channel.is_some() {
        let seen = sight::seen(data, asker.clone()).await?;
        let typed = Typed { watch: None, artist, channel: channel.map(|channel| ChannelId(channel.id.get())) };
        filter.choice = meant(&typed, &seen)?;
    }
    let answer = show(data, asker, page.unwrap_or(1).saturating_sub(1), filter).await?;
    send(ctx, answer).await
}

/// Lists the watches of the server, those first that have brought nothing for longest.
pub(super) fn idle_button() -> CreateButton {
    let idle = Filter { idle: true, ..Filter::default() };
    CreateButton::new(format!("v1.watches.0.{}", idle.word())).label(text::watch::idle()).style(ButtonStyle::Secondary)
}

/// What is known of the faults of a server's watches.
pub(super) struct Known {
    roles: Option<std::sync::Arc<picture::Guild>>,
    folders: Vec<store::folders::GoneFolder>,
    broken: Vec<store::waiting::Waiting>,
}

impl Known {
    /// Asks the store.
    pub(super) async fn of(data: &Data, guild: GuildId) -> Result<Self, Error> {
        let (folders, broken) = (ask(data.store.gone_folders(guild)).await?, ask(data.store.waiting(guild)).await?);
        Ok(Self { roles: data.picture().guild(guild), folders, broken })
    }

    /// What is wrong with this watch.
    pub(super) fn faults(&self, watch: &Watch) -> Faults {
        let closed = |one: &store::waiting::Waiting| one.channel.channel == watch.wish.channel && one.channel.hold == Hold::Channel;
        Faults {
            role_gone: watch.wish.ping.is_some_and(|ping| self.roles.as_ref().is_some_and(|server| server.role(ping.role.0).is_none())),
            folder_gone: self.folders.iter().find(|gone| gone.watch == watch.id).map(|gone| gone.namesake),
            broken: self.broken.iter().any(closed),
        }
    }
}

/// One page, counted from 0, of what this person may know of; a page beyond the end is the last one.
pub(super) async fn show(data: &Data, asker: Asker, page: u32, filter: Filter) -> Result<Answer, Error> {
    let guild = asker.guild();
    let mut seen = sight::seen(data, asker).await?;
    if seen.watches.is_empty() {
        return Ok(Answer::text(text::list::empty(seen.hidden)));
    }
    let known = Known::of(data, guild).await?;
    seen.watches.retain(|watch| filter.has(watch, known.faults(watch)));
    if seen.watches.is_empty() {
        return Ok(Answer::text(text::list::none_fits(seen.hidden)));
    }
    let brought = if filter.idle { ask(data.store.last_brought(guild)).await? } else { HashMap::new() };
    match filter.idle {
        true => seen.watches.sort_by_key(|watch| brought.get(&watch.id).copied().unwrap_or(Timestamp::MIN_UTC)),
        // By channel; the store sorts by artist.
        false => seen.watches.sort_by_key(|watch| watch.wish.channel),
    }
    let total = u32::try_from(seen.watches.len()).unwrap_or(u32::MAX);
    let last = (total - 1) / PAGE as u32;
    let page = page.min(last);
    let shown = seen.watches.chunks_mut(PAGE).nth(page as usize).unwrap_or_default();
    folder::name_fully(data, shown).await;
    let line = |watch: &Watch| {
        let idle = filter.idle.then(|| text::list::idle(brought.get(&watch.id).copied()));
        std::iter::once(text::list::line(watch, known.faults(watch))).chain(idle).collect::<Vec<_>>().join(" \u{b7} ")
    };
    let mut lines: Vec<String> = shown.iter().map(line).collect();
    if seen.hidden > 0 {
        lines.push(text::list::more_hidden(seen.hidden));
    }
    let embed = CreateEmbed::new()
        .title(text::list::title())
        .description(lines.join("\n"))
        .footer(CreateEmbedFooter::new(text::list::footer(page + 1, last + 1, total)));
    let server = data.picture().last_known(guild);
    let mut rows = vec![menu(shown, server.as_deref())];
    let filter = filter.word();
    rows.extend(pages::buttons(page, last, |to| format!("v1.watches.{to}.{filter}")));
    Ok(Answer::embed(embed).rows(rows))
}

/// Opens the panel of the watch that is chosen.
fn menu(shown: &[Watch], server: Option<&picture::Guild>) -> CreateActionRow {
    let option = |watch: &Watch| {
        let channel = server.and_then(|server| server.channel(watch.wish.channel)).map(|channel| &*channel.name);
        let name = text::list::choice(watch, channel.filter(|name| !name.is_empty()));
        CreateSelectMenuOption::new(folder::choice_name(&name), watch.id.to_string())
    };
    let options = shown.iter().map(option).collect();
    let menu = CreateSelectMenu::new("v1.open", CreateSelectMenuKind::String { options });
    CreateActionRow::SelectMenu(menu.placeholder(text::panel::choose_watch()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::ArtistId;
    use uuid::Uuid;

    #[test]
    fn a_filter_reads_back_as_written_and_fits_into_a_buttons_id() {
        for only in [None, Some(Only::Problems), Some(Only::Paused), Some(Only::Mature)] {
            for artist in [None, Some(ArtistId(Uuid::from_u128(2)))] {
                for channel in [None, Some(ChannelId(u64::MAX))] {
                    let idle = only.is_none() && artist.is_none();
                    let filter = Filter { only, idle, choice: Choice { artist, channel, watch: None } };
                    assert_eq!(Filter::parse(&filter.word()), Some(filter), "{}", filter.word());
                    assert!(format!("v1.watches.1000.{}", filter.word()).len() <= 100);
                }
            }
        }
        for odd in ["", "none", "paused+", "paused+x", "+all"] {
            assert_eq!(Filter::parse(odd), None, "{odd}");
        }
    }
}
