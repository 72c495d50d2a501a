//! `/watch`: from now on, an artist's new posts come to a channel.

use super::answer::{defer, send};
use super::context::Context;
use super::error::Error;
use super::place;
use super::sight::Asker;
use super::wish::{Wish, Wished};
use super::{artist, draft, folder};
use domain::watch::What;
use serenity::all::{PartialChannel, Role};

/// Discord's menu for `what`.
#[derive(Clone, Copy, Debug, poise::ChoiceParameter)]
pub(crate) enum WhatChoice {
    #[name = "Everything"]
    Everything,
    #[name = "Deviations (artworks, literature, videos)"]
    Deviations,
    #[name = "Journals"]
    Journals,
    #[name = "Status updates and polls"]
    Statuses,
}

impl From<WhatChoice> for What {
    fn from(choice: WhatChoice) -> Self {
        match choice {
            WhatChoice::Everything => Self::Everything,
            WhatChoice::Deviations => Self::Deviations,
            WhatChoice::Journals => Self::Journals,
            WhatChoice::Statuses => Self::Statuses,
        }
    }
}

/// Post an artist's new DeviantArt posts in a channel
#[poise::command(
    slash_command,
    guild_only,
    default_member_permissions = "MANAGE_GUILD",
    install_context = "Guild",
    interaction_context = "Guild",
    description_localized("de", "Neue Beiträge eines DeviantArt-Künstlers in einem Kanal zeigen")
)]
pub(crate) async fn watch(
    ctx: Context<'_>,
    #[description = "Name on DeviantArt, or a link to the profile or to a gallery folder"]
    #[autocomplete = "artist::autocomplete"]
    #[max_length = 300]
    artist: String,
    #[description = "Which posts (default: everything)"] what: Option<WhatChoice>,
    #[description = "Only this gallery folder (needed for groups)"]
    #[autocomplete = "folder::autocomplete"]
    #[max_length = 200]
    folder: Option<String>,
    #[description = "Where to post (default: here)"]
    #[channel_types("Text", "News", "Voice", "Stage", "PublicThread", "PrivateThread", "NewsThread")]
    channel: Option<PartialChannel>,
    #[description = "Mature posts too? (default: yes in an age-restricted channel, else no)"] mature: Option<bool>,
    #[description = "Role to mention with new posts, at most once in 10 minutes"] ping: Option<Role>,
) -> Result<(), Error> {
    defer(ctx).await?;
    let channel = channel.as_ref().map(Wished::from);
    let wish = Wish { artist, what: what.map(What::from), folder, channel, mature, ping: ping.as_ref().map(place::role) };
    let (data, asker) = (ctx.framework.user_data, Asker::of_command(ctx.interaction)?);
    let answer = draft::attempt(data, &asker, wish).await?;
    send(ctx, answer).await
}
