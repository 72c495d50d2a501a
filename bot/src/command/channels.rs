//! `/channels`: where posts have to wait, since when and how many, and what can be done about it.

use super::answer::{Answer, send};
use super::context::{Context, Data, ask};
use super::error::Error;
use super::lines::fitting;
use super::moving::{self, Route};
use super::panel::Chosen;
use super::place;
use super::sight::{Asker, Sight, begin};
use crate::delivery::Hint;
use crate::text;
use domain::id::ChannelId;
use domain::notification::Hold;
use domain::watch::Watch;
use serenity::all::{
    ButtonStyle, CreateActionRow, CreateButton, CreateEmbed, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption,
};
use std::collections::BTreeMap;
use store::waiting::Waiting;

/// Channels that are listed: what one menu takes.
const LISTED: usize = 25;

/// What a click on the list, or on one channel of it, asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// The list.
    List,
    /// The channel that was chosen in the list's menu.
    Pick,
    /// To move what posts there to the channel that was chosen.
    MoveTo(ChannelId),
    Try(ChannelId),
    /// To ask before what waits is dropped.
    Drop(ChannelId),
    /// To drop it.
    Dropped(ChannelId),
}

impl Act {
    /// From the parts of a component's id.
    pub(super) fn parse(parts: &[&str]) -> Option<Self> {
        let channel = |text: &str| text.parse().ok().map(ChannelId);
        match parts {
            ["list"] => Some(Self::List),
            ["pick"] => Some(Self::Pick),
            ["moveto", id] => channel(id).map(Self::MoveTo),
            ["try", id] => channel(id).map(Self::Try),
            ["drop", id] => channel(id).map(Self::Drop),
            ["dropped", id] => channel(id).map(Self::Dropped),
            _ => None,
        }
    }

    fn id(self) -> String {
        match self {
            Self::List => "v1.channels.list".to_owned(),
            Self::Pick => "v1.channels.pick".to_owned(),
            Self::MoveTo(id) => format!("v1.channels.moveto.{}", id.0),
            Self::Try(id) => format!("v1.channels.try.{}", id.0),
            Self::Drop(id) => format!("v1.channels.drop.{}", id.0),
            Self::Dropped(id) => format!("v1.channels.dropped.{}", id.0),
        }
    }
}

/// List channels that take no posts, and what waits for them
#[poise::command(slash_command)]
pub(crate) async fn channels(ctx: Context<'_>) -> Result<(), Error> {
    let (data, asker) = begin(ctx).await?;
    let answer = list(data, asker).await?;
    send(ctx, answer).await
}

/// Answers a click. `chosen`: what was chosen in a menu.
pub(super) async fn act(data: &Data, asker: Asker, act: Act, chosen: Chosen) -> Result<Answer, Error> {
    match act {
        Act::List => list(data, asker).await,
        Act::Pick => {
            let picked = chosen.values.first().and_then(|id| id.parse().ok()).map(ChannelId);
            one(data, asker, picked.ok_or(Error::Old)?, None).await
        }
        Act::MoveTo(from) => {
            let to = chosen.channel.ok_or(Error::Old)?;
            let route = Route { from, to: ChannelId(to.id.get()), artist: None };
            match moving::question(data, &asker, route, Some(to)).await {
                Err(error) => one(data, asker, from, Some(error.into_refusal()?)).await,
                answer => answer,
            }
        }
        Act::Try(channel) => {
            let found = find(data, &asker, channel).await?;
            if found.is_empty() {
                return one(data, asker, channel, None).await;
            }
            data.delivery.hint(Hint::Channel(channel));
            one(data, asker, channel, Some(text::channels::trying(channel))).await
        }
        Act::Drop(channel) => {
            let waiting = messages(&find(data, &asker, channel).await?);
            if waiting == 0 {
                return one(data, asker, channel, None).await;
            }
            let yes = button(Act::Dropped(channel), text::channels::drop(), ButtonStyle::Danger);
            let no = button(Act::List, text::channels::keep(), ButtonStyle::Secondary);
            Ok(Answer::text(text::channels::drop_question(channel, waiting)).rows(vec![CreateActionRow::Buttons(vec![yes, no])]))
        }
        Act::Dropped(channel) => {
            find(data, &asker, channel).await?;
            let dropped = ask(data.store.drop_waiting(asker.guild(), channel, data.clock.now())).await?;
            tracing::info!(guild = %asker.guild(), %channel, messages = dropped, "waiting messages dropped");
            Ok(Answer::text(text::channels::dropped(channel, dropped)))
        }
    }
}

/// What one channel does not take; nothing where it takes everything.
type Found = Vec<Waiting>;

fn messages(found: &[Waiting]) -> u32 {
    found.iter().fold(0, |sum, one| sum.saturating_add(one.messages))
}

/// The channels of the server that do not take everything, as far as the asker sees them; and how many others there are.
async fn seen(data: &Data, asker: &Asker) -> Result<(BTreeMap<ChannelId, Found>, usize), Error> {
    let all = ask(data.store.waiting(asker.guild())).await?;
    let channels: Vec<ChannelId> = all.iter().map(|one| one.channel.channel).collect();
    let sight = Sight::fetched_channels(data, asker.clone(), &channels).await;
    let (mut seen, mut hidden) = (BTreeMap::<ChannelId, Found>::new(), std::collections::BTreeSet::new());
    for one in all {
        let channel = one.channel.channel;
        if sight.sees(channel) {
            seen.entry(channel).or_default().push(one);
        } else {
            hidden.insert(channel);
        }
    }
    Ok((seen, hidden.len()))
}

/// What this channel does not take, when the asker sees it.
async fn find(data: &Data, asker: &Asker, channel: ChannelId) -> Result<Found, Error> {
    let sight = Sight::fetched_channels(data, asker.clone(), &[channel]).await;
    if !sight.sees(channel) {
        return Err(Error::Refused(text::place::hidden(serenity::all::ChannelId::new(channel.0.max(1)))));
    }
    let all = ask(data.store.waiting(asker.guild())).await?;
    Ok(all.into_iter().filter(|one| one.channel.channel == channel).collect())
}

/// All of them; where it is one, with what can be done.
async fn list(data: &Data, asker: Asker) -> Result<Answer, Error> {
    let (seen, hidden) = seen(data, &asker).await?;
    if let (Some((channel, _)), 1, 0) = (seen.first_key_value(), seen.len(), hidden) {
        return one(data, asker, *channel, None).await;
    }
    if seen.is_empty() {
        return Ok(Answer::text(text::channels::all_well(hidden)));
    }
    let guild = data.picture().last_known(asker.guild());
    let name = |id: ChannelId| guild.as_ref().and_then(|guild| guild.channel(id)).map(|channel| channel.name.to_string());
    let mut lines = fitting(seen.iter().take(LISTED).map(|(channel, found)| line(*channel, found)));
    if seen.len() > lines.len() || hidden > 0 {
        lines.push(text::channels::more(seen.len().saturating_sub(lines.len()), hidden));
    }
    let option = |(id, found): (&ChannelId, &Found)| {
        CreateSelectMenuOption::new(text::channels::choice(name(*id).as_deref(), messages(found)), id.0.to_string())
    };
    let options = seen.iter().take(LISTED).map(option).collect();
    let menu = CreateSelectMenu::new(Act::Pick.id(), CreateSelectMenuKind::String { options }).placeholder(text::channels::choose());
    let embed = CreateEmbed::new().title(text::channels::title()).description(lines.join("\n"));
    Ok(Answer::embed(embed).rows(vec![CreateActionRow::SelectMenu(menu)]))
}

fn line(channel: ChannelId, found: &Found) -> String {
    let parts = found.iter().map(|one| {
        let restricted = one.channel.hold == Hold::Mature;
        text::channels::trouble(&one.channel.reason, restricted, one.channel.since, one.messages)
    });
    text::channels::line(channel, &parts.collect::<Vec<_>>())
}

/// One channel with what can be done about it, below a note.
async fn one(data: &Data, asker: Asker, channel: ChannelId, note: Option<String>) -> Result<Answer, Error> {
    let found = find(data, &asker, channel).await?;
    if found.is_empty() {
        let note = note.map(|note| format!("{note}\n")).unwrap_or_default();
        return Ok(Answer::text(format!("{note}{}", text::channels::works(channel))));
    }
    let watches = super::context::watches_of(data, asker.guild());
    let watches: Vec<Watch> = ask(watches).await?.into_iter().filter(|watch| watch.wish.channel == channel).collect();
    let embed = CreateEmbed::new().title(text::channels::title()).description(line(channel, &found));
    let mut rows = Vec::new();
    if !watches.is_empty() {
        rows.push(place::menu(Act::MoveTo(channel).id(), text::channels::move_to(), None));
    }
    let mut buttons = vec![button(Act::Try(channel), text::channels::try_now(), ButtonStyle::Primary)];
    if messages(&found) > 0 {
        buttons.push(button(Act::Drop(channel), text::channels::drop_waiting(), ButtonStyle::Danger));
    }
    rows.push(CreateActionRow::Buttons(buttons));
    Ok(Answer::embed(embed).rows(rows).note(note))
}

fn button(act: Act, label: &str, style: ButtonStyle) -> CreateButton {
    CreateButton::new(act.id()).label(label).style(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_reads_back_as_written_and_fits_into_a_components_id() {
        let id = ChannelId(u64::MAX);
        for act in [Act::List, Act::Pick, Act::MoveTo(id), Act::Try(id), Act::Drop(id), Act::Dropped(id)] {
            let text = act.id();
            assert!(text.len() <= 100);
            assert_eq!(Act::parse(&text.split('.').skip(2).collect::<Vec<_>>()), Some(act));
        }
        for odd in [&[][..], &["list", "1"], &["try"], &["try", "x"], &["erase", "1"]] {
            assert_eq!(Act::parse(odd), None, "{odd:?}");
        }
    }
}
