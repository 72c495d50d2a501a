//! `/watch`: from now on, an artist's new posts come to a channel.

use super::answer::{defer, send};
use super::context::{Context, Data};
use super::error::Error;
use super::options::{Optional, RhythmChoice, StyleChoice, WhatChoice};
use super::place;
use super::sight::Asker;
use super::wish::{Wish, Wished};
use super::{artist, draft, folder, words};
use domain::inherit::{Aspect, Inherited};
use domain::rhythm::Rhythm;
use domain::watch::{CatchUp, MatureWay, Style, What};
use serenity::all::{CommandOptionType, PartialChannel, Role};

const WHAT: Optional<WhatChoice> = Optional::new("what", "Which posts (default: everything)");
const MATURE: Optional<bool> = Optional::new("mature", "Mature posts too? (default: yes in an age-restricted channel, else no)");
const PING: Optional<Role> = Optional::new("ping", "Role to mention with new posts, at most once in 10 minutes");
const STYLE: Optional<StyleChoice> = Optional::new("style", "How posts are shown (default: as cards)");

const RHYTHM: Optional<RhythmChoice> = Optional::new("rhythm", "When posts come (default: each at once)");
const FILTER: Optional<String> = Optional::new("filter", "Only posts with, for example: cat OR dog -sketch -is:ai (try it with /filter)");

/// `/watch` with all of its options, in the order in which Discord shows them.
pub(crate) fn command() -> poise::Command<Data, Error> {
    let mut command = watch();
    command.parameters.insert(1, WHAT.parameter());
    let filter = poise::CommandParameter {
        type_setter: Some(|option| option.kind(CommandOptionType::String).max_length(200)),
        autocomplete_callback: Some(|ctx, partial| Box::pin(words::autocomplete(ctx, partial))),
        ..FILTER.parameter()
    };
    command.parameters.extend([MATURE.parameter(), PING.parameter(), filter, STYLE.parameter(), RHYTHM.parameter()]);
    command
}

/// Post an artist's new DeviantArt posts in a channel
#[poise::command(slash_command)]
async fn watch(
    ctx: Context<'_>,
    #[description = "Name on DeviantArt, or a link to the profile or to a gallery folder; several with commas between"]
    #[autocomplete = "artist::autocomplete"]
    #[max_length = 3000]
    artist: String,
    #[description = "Only this gallery folder; of a group one of its folders, or * for all"]
    #[autocomplete = "folder::autocomplete"]
    #[max_length = 200]
    folder: Option<String>,
    #[description = "Where to post (default: here)"]
    #[channel_types("Text")]
    channel: Option<PartialChannel>,
) -> Result<(), Error> {
    defer(ctx).await?;
    let (what, mature, ping, style) = (WHAT.of(ctx).await?, MATURE.of(ctx).await?, PING.of(ctx).await?, STYLE.of(ctx).await?);
    let (filter, rhythm) = (FILTER.of(ctx).await?, RHYTHM.of(ctx).await?);
    let channel = channel.as_ref().map(Wished::from);
    let inherits = Inherited::all().unless(Aspect::What, what.is_some()).unless(Aspect::Mature, mature.is_some());
    let inherits = inherits.unless(Aspect::Ping, ping.is_some()).unless(Aspect::Style, style.is_some());
    let wish = Wish {
        artist,
        what: what.map_or(What::Everything, What::from),
        folder,
        channel,
        mature: mature.unwrap_or(false),
        mature_way: MatureWay::default(),
        ping: ping.as_ref().map(place::role),
        filter,
        style: style.map_or(Style::Card, Style::from),
        rhythm: Rhythm { digest: rhythm.and_then(RhythmChoice::digest), quiet: None },
        catch_up: CatchUp::default(),
        template: None,
        inherits: inherits.unless(Aspect::Rhythm, rhythm.is_some()),
    };
    let (data, asker) = (ctx.framework.user_data, Asker::of_command(ctx.interaction)?);
    let answer = draft::attempt(data, &asker, wish).await?;
    send(ctx, answer).await
}
