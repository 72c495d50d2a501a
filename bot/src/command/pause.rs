//! `/pause` and `/resume`: nothing comes of a watch for a while, without removing it.

use super::answer::{Answer, send};
use super::choice::{Choice, Typed, meant};
use super::context::{Context, Data, ask};
use super::error::Error;
use super::sight::{self, Asker, Seen, Sight, begin};
use super::{folder, suggest, when};
use crate::text;
use domain::id::{ChannelId, WatchId};
use domain::watch::{Pause, Watch};
use serenity::all::{ButtonStyle, CreateActionRow, CreateButton, PartialChannel};
use store::pauses::Resumed;

/// Stop posting for a while, without removing anything
#[poise::command(slash_command)]
pub(crate) async fn pause(
    ctx: Context<'_>,
    #[description = "Which to pause: choose from the list (default: all)"]
    #[autocomplete = "suggest::watches_and_groups"]
    #[max_length = 100]
    watch: Option<String>,
    #[description = "Only what this artist posts"]
    #[autocomplete = "suggest::artists"]
    #[max_length = 300]
    artist: Option<String>,
    #[description = "Only what is posted in this channel"]
    #[channel_types("Text")]
    channel: Option<PartialChannel>,
    #[description = "How long: 2h, 3d, or a date like 2026-12-24 (default: until you use /resume)"]
    #[rename = "for"]
    #[max_length = 50]
    length: Option<String>,
) -> Result<(), Error> {
    let (data, asker) = begin(ctx).await?;
    let until = until(data, length.as_deref(), &asker).await?;
    let seen = sight::seen(data, asker.clone()).await?;
    let typed = Typed { watch, artist, channel: channel.map(|channel| ChannelId(channel.id.get())) };
    let answer = pause_these(data, &asker, (meant(&typed, &seen)?, seen), until).await?;
    send(ctx, answer).await
}

/// Post again what was paused
#[poise::command(slash_command)]
pub(crate) async fn resume(
    ctx: Context<'_>,
    #[description = "Which to resume: choose from the list (default: all)"]
    #[autocomplete = "suggest::watches_and_groups"]
    #[max_length = 100]
    watch: Option<String>,
    #[description = "Only what this artist posts"]
    #[autocomplete = "suggest::artists"]
    #[max_length = 300]
    artist: Option<String>,
    #[description = "Only what is posted in this channel"]
    #[channel_types("Text")]
    channel: Option<PartialChannel>,
) -> Result<(), Error> {
    let (data, asker) = begin(ctx).await?;
    let seen = sight::seen(data, asker.clone()).await?;
    let typed = Typed { watch, artist, channel: channel.map(|channel| ChannelId(channel.id.get())) };
    let choice = meant(&typed, &seen)?;
    let answer = resume_these(data, asker, (choice, seen)).await?;
    send(ctx, answer).await
}

/// When the pause ends, by Discord's clock; None: when somebody ends it.
async fn until(data: &Data, typed: Option<&str>, asker: &Asker) -> Result<Option<domain::clock::Timestamp>, Error> {
    let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else { return Ok(None) };
    let zone = ask(data.store.guild_settings(asker.guild())).await?.zone.unwrap_or_default();
    when::parse(typed, asker.at(), zone).map(Some).map_err(|why| Error::Refused(text::pause::unclear(typed, why, zone)))
}

/// Pauses what is meant, as far as the asker sees it.
pub(super) async fn paused(data: &Data, asker: Asker, choice: Choice) -> Result<Answer, Error> {
    let seen = sight::seen(data, asker.clone()).await?;
    pause_these(data, &asker, (choice, seen), None).await
}

/// Resumes what is meant, as far as the asker sees it.
pub(super) async fn resumed(data: &Data, asker: Asker, choice: Choice) -> Result<Answer, Error> {
    let seen = sight::seen(data, asker.clone()).await?;
    resume_these(data, asker, (choice, seen)).await
}

async fn pause_these(
    data: &Data,
    asker: &Asker,
    (choice, seen): (Choice, Seen),
    until: Option<domain::clock::Timestamp>,
) -> Result<Answer, Error> {
    let ids: Vec<WatchId> = choice.of(&seen).iter().map(|watch| watch.id).collect();
    let pause = Pause { since: asker.at(), until };
    let mut paused = ask(data.store.pause_watches(asker.guild(), &ids, pause, data.clock.now())).await?;
    let Some(first) = paused.first() else { return Err(Error::Refused(text::list::no_such_watch(seen.hidden))) };
    tracing::info!(guild = %asker.guild(), watches = paused.len(), first = %first.id, "watches paused");
    folder::name_fully(data, &mut paused[..1]).await;
    let hidden = if choice == Choice::ALL { seen.hidden } else { 0 };
    let resume = CreateButton::new(format!("v1.resume.{}", choice.word())).label(text::pause::resume()).style(ButtonStyle::Secondary);
    Ok(Answer::text(text::pause::paused(&paused, until, hidden)).rows(vec![CreateActionRow::Buttons(vec![resume])]))
}

/// What may be posted into its channel by the asker, and is paused, resumes; the rest is counted.
async fn resume_these(data: &Data, asker: Asker, (choice, seen): (Choice, Seen)) -> Result<Answer, Error> {
    let guild = asker.guild();
    let paused: Vec<Watch> = choice.of(&seen).into_iter().filter(|watch| watch.wish.paused.is_some()).collect();
    if paused.is_empty() {
        return Err(Error::Refused(text::pause::none_is_paused(seen.hidden)));
    }
    let sight = Sight::fetched(data, asker, &paused).await;
    let (may, may_not): (Vec<Watch>, Vec<Watch>) = paused.into_iter().partition(|watch| sight.posts(watch.wish.channel));
    if let ([], [first, ..]) = (may.as_slice(), may_not.as_slice()) {
        return Err(Error::Refused(text::pause::you_cannot_write(first.wish.channel)));
    }
    let (mut resumed, mut failure): (Vec<Resumed>, _) = (Vec::new(), None);
    for watch in &may {
        match ask(data.store.resume_watch(guild, watch.id, data.clock.now())).await {
            Ok(one) => resumed.extend(one),
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    if resumed.is_empty() {
        return Err(failure.unwrap_or_else(|| Error::Refused(text::pause::none_is_paused(seen.hidden))));
    }
    tracing::info!(%guild, watches = resumed.len(), first = %resumed[0].watch.id, "watches resumed");
    wake(data).await;
    if let [one] = resumed.as_mut_slice() {
        folder::name_fully(data, std::slice::from_mut(&mut one.watch)).await;
    }
    let mut text = text::pause::resumed(&resumed);
    if let Some(error) = failure {
        error.log("resume");
        text = text::pause::resumed_some(resumed.len(), may.len());
    }
    if !may_not.is_empty() {
        text = format!("{text}\n{}", text::pause::stay_paused(may_not.len()));
    }
    Ok(Answer::text(text))
}

/// Tells the sender that something is due; a lost hint costs it a slow timer's period.
pub(super) async fn wake(data: &Data) {
    if let Err(error) = data.cache.publish(coordination::topic::NOTIFICATIONS, "").await {
        tracing::warn!(%error, "could not hint that messages are due; the sender notices on its timer");
    }
}
