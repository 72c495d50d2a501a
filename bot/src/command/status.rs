//! `/status`: whether everything works for this server, how fast posts come here, and when each artist is checked.

use super::answer::{Answer, send};
use super::context::{Context, Data, ask};
use super::error::Error;
use super::sight::{self, Asker, begin};
use super::{lists, pages};
use crate::text;
use crate::text::status::{Speed, Standing};
use crate::text::why::Checked;
use chrono::TimeDelta;
use domain::id::{ArtistId, ChannelId, WatchId};
use domain::watch::Watch;
use serenity::all::{CreateEmbed, CreateEmbedFooter};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;
use store::trace::SourceTrace;

/// Artists on a page.
const PAGE: usize = 10;
/// The time that figures are about.
const WEEK: TimeDelta = TimeDelta::days(7);
/// The log is folded every few seconds.
const SILENT: Duration = Duration::from_secs(30);

/// Tell whether everything works here, and when each artist is checked
#[poise::command(slash_command)]
pub(crate) async fn status(
    ctx: Context<'_>,
    #[description = "Page of the artists (default: the first)"]
    #[min = 1]
    #[max = 1000]
    page: Option<u32>,
) -> Result<(), Error> {
    let (data, asker) = begin(ctx).await?;
    let answer = show(data, asker, page.unwrap_or(1).saturating_sub(1)).await?;
    send(ctx, answer).await
}

/// One page, counted from 0, of the artists that this person may know of, below what is true of all; a page beyond the end is the last one.
pub(super) async fn show(data: &Data, asker: Asker, page: u32) -> Result<Answer, Error> {
    let guild = asker.guild();
    let seen = sight::seen(data, asker).await?;
    if seen.watches.is_empty() {
        return Ok(Answer::text(text::list::empty(seen.hidden)));
    }
    let artists = by_artist(&seen.watches);
    let ids: Vec<ArtistId> = artists.iter().map(|(id, _)| *id).collect();
    let mut sources = HashMap::<ArtistId, Vec<SourceTrace>>::new();
    for source in ask(data.store.history().sources_of(&ids)).await? {
        sources.entry(source.artist).or_default().push(source);
    }
    let of = |id: &ArtistId| sources.get(id).map(Vec::as_slice).unwrap_or_default();
    let checked: Vec<(&str, Vec<Checked>)> =
        artists.iter().map(|(id, watches)| (name(watches), lists::checked(watches, of(id), data.clock.now()))).collect();
    let channels: BTreeSet<ChannelId> = seen.watches.iter().map(|watch| watch.wish.channel).collect();
    let channels: Vec<ChannelId> = channels.into_iter().collect();
    let mut lines = standing(data, &checked, (guild, &channels)).await?;
    lines.push(text::status::speed(speed(data, &seen.watches).await?));
    let open = ask(data.store.open_in(guild, &channels, data.clock.now())).await?;
    lines.push(text::status::open(open));
    lines.extend(text::status::later(open));
    let unpublished = ask(data.store.unpublished(guild, &channels, data.clock.now() - WEEK)).await?;
    lines.extend(text::status::unpublished(unpublished));
    let last = u32::try_from((artists.len() - 1) / PAGE).unwrap_or(u32::MAX);
    let page = page.min(last);
    lines.push(String::new());
    let shown = checked.chunks(PAGE).nth(page as usize).unwrap_or_default();
    lines.extend(shown.iter().map(|(name, lists)| text::status::line(name, lists)));
    if seen.hidden > 0 {
        lines.push(text::list::more_hidden(seen.hidden));
    }
    let total = u32::try_from(artists.len()).unwrap_or(u32::MAX);
    let embed = CreateEmbed::new().title(text::status::title()).description(lines.join("\n"));
    let embed = embed.footer(CreateEmbedFooter::new(text::status::footer(page + 1, last + 1, total)));
    Ok(Answer::embed(embed).rows(pages::buttons(page, last, |to| format!("v1.status.{to}")).into_iter().collect()))
}

/// The watches of each artist, by name.
fn by_artist(watches: &[Watch]) -> Vec<(ArtistId, Vec<&Watch>)> {
    let mut artists = BTreeMap::<ArtistId, Vec<&Watch>>::new();
    watches.iter().for_each(|watch| artists.entry(watch.wish.artist).or_default().push(watch));
    let mut artists: Vec<(ArtistId, Vec<&Watch>)> = artists.into_iter().collect();
    artists.sort_by_key(|(id, watches)| (name(watches).to_lowercase(), *id));
    artists
}

fn name<'w>(watches: &[&'w Watch]) -> &'w str {
    watches.first().map_or("", |watch| &watch.wish.artist_name)
}

/// One line each for DeviantArt, Discord and this bot.
async fn standing(
    data: &Data,
    checked: &[(&str, Vec<Checked>)],
    (guild, channels): (domain::id::GuildId, &[ChannelId]),
) -> Result<Vec<String>, Error> {
    let now = data.clock.now();
    let credentials = data.deviantart.as_ref().map(deviantart::Client::credentials).unwrap_or_default();
    let refused = !credentials.is_empty() && credentials.iter().all(|credential| credential.refused.is_some());
    let paused = credentials.iter().filter_map(|credential| credential.paused_until).min().filter(|until| *until > now);
    let resting = data.deviantart.as_ref().and_then(deviantart::Client::edge_rest_until);
    let board = data.board.snapshot();
    let closed: BTreeSet<ChannelId> = ask(data.store.waiting(guild)).await?.iter().map(|one| one.channel.channel).collect();
    let silent = ask(data.store.fold_silent()).await?;
    let standing = Standing {
        refused,
        resting: resting.or(paused),
        artists: checked.len(),
        failing: checked.iter().filter(|(_, lists)| lists.iter().any(|list| list.failures > 0)).count(),
        sending: board.failing.is_none() && !board.token_refused,
        waits: board.paused_for_ms.is_some(),
        closed: channels.iter().filter(|channel| closed.contains(channel)).count(),
        folded: silent.is_none_or(|silent| silent <= SILENT),
        unchecked: checked.iter().filter(|(_, lists)| lists.is_empty() || lists.iter().any(|list| list.last.is_none())).count(),
    };
    Ok(vec![text::status::deviantart(&standing), text::status::discord(&standing), text::status::bot(&standing)])
}

/// How fast this server's posts came in the last week.
async fn speed(data: &Data, watches: &[Watch]) -> Result<Option<Speed>, Error> {
    let ids: Vec<WatchId> = watches.iter().map(|watch| watch.id).collect();
    let delays = ask(data.store.delays(&ids, data.clock.now() - WEEK)).await?;
    Ok(quantiles(delays))
}

/// The median, and what 99 of 100 do not exceed; of fewer than 100 the longest.
fn quantiles(mut delays: Vec<TimeDelta>) -> Option<Speed> {
    delays.sort_unstable();
    let rank = |hundredths: usize| delays.get((delays.len() * hundredths).div_ceil(100).max(1) - 1).copied();
    Some(Speed { posts: delays.len(), half: rank(50)?, most: rank(99)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_of_the_posts_themselves() {
        assert_eq!(quantiles(Vec::new()), None);
        let seconds = |all: &[i64]| all.iter().map(|n| TimeDelta::seconds(*n)).collect::<Vec<_>>();
        let of = |all: &[i64]| quantiles(seconds(all)).map(|speed| (speed.posts, speed.half.num_seconds(), speed.most.num_seconds()));
        assert_eq!(of(&[7]), Some((1, 7, 7)));
        assert_eq!(of(&[30, 10, 20]), Some((3, 20, 30)));
        assert_eq!(of(&(1..=1_000).rev().collect::<Vec<_>>()), Some((1_000, 500, 990)));
    }
}
