//! `/test`: sends the latest post of a watch to its channel, marked as a test. It mentions nobody, and nothing of it is stored: a later delivery of
//! the same post is not affected.

use super::answer::{Answer, send};
use super::choice::of_text;
use super::context::{Context, Data};
use super::error::Error;
use super::fix::Fix;
use super::latest::{Wanted, latest};
use super::place::{self, Place};
use super::sight::{self, Asker, begin};
use super::suggest;
use super::wish::Wished;
use crate::card;
use crate::discord::classify::{self, Class};
use crate::language;
use crate::text;
use domain::id::{ChannelId, MessageId};
use domain::watch::Watch;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long Discord may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// Send the latest post to the channel of a watch, marked as a test
#[poise::command(slash_command, rename = "test")]
pub(crate) async fn test_watch(
    ctx: Context<'_>,
    #[description = "Which to test: choose from the list, or type an artist's name"]
    #[autocomplete = "suggest::watches"]
    #[max_length = 100]
    watch: String,
) -> Result<(), Error> {
    let (data, asker) = begin(ctx).await?;
    let seen = sight::seen(data, asker.clone()).await?;
    let answer = match of_text(watch.trim(), &seen)?.of(&seen).as_slice() {
        [] => return Err(Error::Refused(text::list::no_such_watch(seen.hidden))),
        [one] => test(data, &asker, one).await?,
        _ => return Err(Error::Refused(text::preview::several())),
    };
    send(ctx, answer).await
}

/// Where the asker and the bot may post: what is checked of a new watch is checked again.
async fn test(data: &Data, asker: &Asker, watch: &Watch) -> Result<Answer, Error> {
    let place = place::find(data, asker, Some(Wished::of(watch.wish.channel))).await?;
    let taken = data.tests.take(asker.user(), asker.guild().0, data.clock.now());
    taken.map_err(|limited| Error::Refused(text::preview::too_fast(limited.wait)))?;
    let wanted = Wanted::of(data, watch).await?;
    let mature = watch.wish.mature && place.age_restricted;
    let Some(latest) = latest(data, asker, &wanted, mature).await? else {
        return Err(Error::Refused(text::preview::nothing(&wanted.artist.name)));
    };
    let language = sight::language_of(data, asker).await?;
    let message = language::with(language, || card::test_message(&latest.post, &latest.artist, watch));
    let mut body = serde_json::to_value(message).map_err(|error| Error::Discord(error.to_string()))?;
    if place.is_forum() {
        let name = language::with(language, || card::test_name(&latest.post));
        body = card::post(&name, body, place.tag_for(watch, &latest, language));
    }
    let sent = post(data, &place, body).await?;
    tracing::info!(guild = %asker.guild(), watch = %watch.id, channel = %watch.wish.channel, "test sent");
    Ok(Answer::text(match sent {
        Some(message) => {
            let thread = if place.is_forum() { message.0 } else { place.channel.get() };
            let link = format!("https://discord.com/channels/{}/{thread}/{message}", asker.guild());
            text::preview::sent(&wanted.artist.name, place.channel, &link)
        }
        None => text::preview::sent_somewhere(&wanted.artist.name, place.channel),
    }))
}

/// Sends it once.
async fn post(data: &Data, place: &Place, body: serde_json::Value) -> Result<Option<MessageId>, Error> {
    let unsure = || Error::Refused(text::preview::unsure(place.channel));
    match tokio::time::timeout(PATIENCE, posted(data, place, &body)).await.map_err(|_| unsure())? {
        Class::Delivered(message) => Ok(message),
        Class::Broken { .. } | Class::Archived => {
            Err(Error::Fixable { text: text::preview::refused(place.channel), fixes: vec![Fix::Check] })
        }
        Class::Rejected { .. } => Err(Error::Refused(text::preview::rejected())),
        Class::RateLimited { after, .. } => Err(Error::Refused(text::preview::wait(after))),
        Class::Transient(trouble) => {
            tracing::warn!(reason = trouble.reason, "a test may not have arrived");
            Err(unsure())
        }
    }
}

/// An archived thread is woken first.
async fn posted(data: &Data, place: &Place, body: &serde_json::Value) -> Class {
    let (rest, stop, channel) = (data.places.rest(), CancellationToken::new(), ChannelId(place.channel.get()));
    if place.is_forum() {
        return classify::post(&rest.make_post(channel, body, &stop).await, channel);
    }
    let class = classify::message(&rest.post(channel, body, &stop).await, channel);
    if class != Class::Archived {
        return class;
    }
    match classify::message(&rest.unarchive(channel, &stop).await, channel) {
        broken @ Class::Broken { .. } => broken,
        _ => classify::message(&rest.post(channel, body, &stop).await, channel),
    }
}
