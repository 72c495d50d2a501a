//! `/move`: watches go from one channel to another, with what waits for them. Says first which can and why the others cannot.

use super::answer::{Answer, send};
use super::choice::{Choice, Typed, meant, mentioned};
use super::context::{Context, Data, ask, watches_changed};
use super::error::Error;
use super::place::{self, Place};
use super::plan::{Plan, plan};
use super::sight::{self, Asker, Seen, begin};
use super::wish::Wished;
use super::{folder, pause, suggest};
use crate::text;
use domain::id::{ArtistId, ChannelId, WatchId};
use serenity::all::{ButtonStyle, CreateActionRow, CreateButton, PartialChannel};
use store::change::Moved;

/// From where to where, and of which artist only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub from: ChannelId,
    pub to: ChannelId,
    pub artist: Option<ArtistId>,
}

impl Route {
    /// From the parts of a button's id.
    pub(super) fn parse(parts: &[&str]) -> Option<Self> {
        let channel = |text: &str| text.parse().ok().map(ChannelId);
        match parts {
            [from, to] => Some(Self { from: channel(from)?, to: channel(to)?, artist: None }),
            [from, to, artist] => Some(Self { from: channel(from)?, to: channel(to)?, artist: Some(ArtistId(artist.parse().ok()?)) }),
            _ => None,
        }
    }

    /// The id of the button that goes it.
    pub(super) fn id(self) -> String {
        let artist = self.artist.map(|artist| format!(".{}", artist.0)).unwrap_or_default();
        format!("v1.move.{}.{}{artist}", self.from.0, self.to.0)
    }

    const fn choice(self) -> Choice {
        Choice { watch: None, artist: self.artist, channel: Some(self.from) }
    }
}

/// Move watches to another channel, with what waits for them
#[poise::command(slash_command, rename = "move")]
pub(crate) async fn move_watches(
    ctx: Context<'_>,
    #[description = "The channel that they post in now: choose from the list, or type #channel"]
    #[autocomplete = "suggest::channels"]
    #[max_length = 100]
    from: String,
    #[description = "The channel that gets the posts from now on"]
    #[channel_types("Text")]
    to: PartialChannel,
    #[description = "Only what this artist posts (default: everything)"]
    #[autocomplete = "suggest::artists"]
    #[max_length = 300]
    artist: Option<String>,
) -> Result<(), Error> {
    let (data, asker) = begin(ctx).await?;
    let seen = sight::seen(data, asker.clone()).await?;
    let from = channel_of(data, &asker, from.trim()).ok_or_else(|| Error::Refused(text::moving::no_channel(&from)))?;
    let choice = meant(&Typed { watch: None, artist, channel: Some(from) }, &seen)?;
    let route = Route { from, to: ChannelId(to.id.get()), artist: choice.artist };
    let answer = question(data, &asker, route, Some(Wished::from(&to))).await?;
    send(ctx, answer).await
}

/// A channel by its mention, its id or its name.
fn channel_of(data: &Data, asker: &Asker, typed: &str) -> Option<ChannelId> {
    let by_name = || {
        let guild = data.picture().last_known(asker.guild())?;
        let name = typed.trim_start_matches('#').to_lowercase();
        guild.channels().iter().find(|channel| channel.name.to_lowercase() == name).map(|channel| ChannelId(channel.id))
    };
    mentioned(typed).or_else(|| typed.parse().ok().map(ChannelId)).or_else(by_name)
}

/// Checks the new channel, and sorts the watches.
async fn planned(data: &Data, asker: &Asker, route: Route, wished: Option<Wished>) -> Result<(Place, Plan), Error> {
    if route.from == route.to {
        return Err(Error::Refused(text::moving::same_channel()));
    }
    let place = place::find(data, asker, Some(wished.unwrap_or_else(|| Wished::of(route.to)))).await?;
    let seen = sight::seen(data, asker.clone()).await?;
    let moving = route.choice().of(&seen);
    if moving.is_empty() {
        return Err(Error::Refused(text::list::no_such_watch(seen.hidden)));
    }
    let there = Choice::channel(route.to).of(&Seen { watches: seen.watches, hidden: 0 });
    let plan = plan(moving, &there, place.age_restricted, |role| place.mentions(role));
    for watch in &plan.go {
        place::check_tags(data, asker, &place, &watch.wish).await?;
    }
    Ok((place, plan))
}

/// Asks before they move.
pub(super) async fn question(data: &Data, asker: &Asker, route: Route, wished: Option<Wished>) -> Result<Answer, Error> {
    let (_, mut plan) = planned(data, asker, route, wished).await?;
    folder::name_fully(data, &mut plan.same).await;
    folder::name_fully(data, &mut plan.mature).await;
    let ids: Vec<WatchId> = plan.go.iter().map(|watch| watch.id).collect();
    let waiting = ask(data.store.waiting_of(asker.guild(), &ids)).await?;
    let text = text::moving::question(&plan, (route.from, route.to), waiting);
    if plan.go.is_empty() {
        return Err(Error::Refused(text));
    }
    let yes = CreateButton::new(route.id()).label(text::moving::go()).style(ButtonStyle::Primary);
    Ok(Answer::text(text).rows(vec![CreateActionRow::Buttons(vec![yes])]))
}

/// Moves them: those that can, as everything is by now.
pub(super) async fn go(data: &Data, asker: &Asker, route: Route) -> Result<Answer, Error> {
    let (place, plan) = planned(data, asker, route, None).await?;
    let (guild, all) = (asker.guild(), plan.go.len());
    let (mut moved, mut messages, mut failure) = (0_u32, 0_u32, None);
    for watch in &plan.go {
        match ask(data.store.move_watch((guild, watch.id), route.to, place.ground(), data.clock.now())).await {
            Ok(Moved::Done { messages: along, .. }) => {
                moved += 1;
                messages = messages.saturating_add(along);
            }
            // Removed, or made there, since the plan was.
            Ok(Moved::Same(_) | Moved::Gone) => {}
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    if moved == 0 {
        return Err(failure.unwrap_or_else(|| Error::Refused(text::moving::question(&plan, (route.from, route.to), 0))));
    }
    tracing::info!(%guild, channel = %route.to, watches = moved, messages, "watches moved");
    watches_changed(data).await;
    pause::wake(data).await;
    let text = match failure {
        Some(error) => {
            error.log("move");
            text::moving::moved_some(moved, all)
        }
        None => text::moving::moved(moved, route.to, messages, &plan),
    };
    Ok(Answer::text(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_route_reads_back_as_written_and_fits_into_a_buttons_id() {
        for artist in [None, Some(ArtistId(Uuid::from_u128(5)))] {
            let route = Route { from: ChannelId(u64::MAX), to: ChannelId(u64::MAX - 1), artist };
            let id = route.id();
            assert!(id.len() <= 100);
            let parts: Vec<&str> = id.split('.').skip(2).collect();
            assert_eq!(Route::parse(&parts), Some(route));
        }
        for odd in [&[][..], &["1"], &["1", "x"], &["1", "2", "x"], &["1", "2", "3", "4"]] {
            assert_eq!(Route::parse(odd), None, "{odd:?}");
        }
    }
}
