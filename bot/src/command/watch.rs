//! `/watch`: from now on, an artist's new posts come to a channel.

use super::answer::{Answer, defer, send};
use super::context::{Context, Data, ask, watches_changed};
use super::error::Error;
use super::place::Wished;
use super::sight::Asker;
use super::{artist, folder, place};
use crate::discord::picture;
use crate::text;
use deviantart::model::Profile;
use domain::id::{ChannelId, FolderId, RoleId};
use domain::post::ArtistKind;
use domain::watch::{GRACE, NewWatch, Ping, Watch, What};
use serenity::all::{PartialChannel, Role};
use store::bot::AddWatch;

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
    let answer = Box::pin(add(data, &asker, wish)).await?;
    send(ctx, Answer::text(answer)).await
}

struct Wish {
    artist: String,
    what: Option<What>,
    folder: Option<String>,
    channel: Option<Wished>,
    mature: Option<bool>,
    ping: Option<picture::Role>,
}

/// Checks what costs nothing first, then asks DeviantArt, then adds.
async fn add(data: &Data, asker: &Asker, wish: Wish) -> Result<String, Error> {
    let asked = artist::parse(&wish.artist)?;
    let folder_wish = wish.folder.filter(|folder| !folder.trim().is_empty()).or(asked.folder);
    let what = wish.what.unwrap_or(What::Everything);
    if folder_wish.is_some() && !what.needs_gallery() {
        return Err(Error::Refused(text::watch::folder_holds_deviations()));
    }
    let place = place::find(data, asker, wish.channel).await?;
    if let Some(role) = wish.ping {
        place::check_ping(&place, role)?;
    }
    let mature = wish.mature.unwrap_or(place.age_restricted);
    if mature && !place.age_restricted {
        return Err(Error::Refused(text::watch::not_age_restricted(place.channel)));
    }
    let profile = artist::resolve(data, asker, &asked.name).await?;
    let (folder, folder_name) = choose_folder(data, &profile, folder_wish.as_deref()).await?.unzip();
    // By Discord's clock, which the posts' own times are near; this host's may be hours off, and then posts would be missed or be old.
    let now = asker.at();
    let new = NewWatch::new(asker.guild(), ChannelId(place.channel.get()), profile.artist.id, profile.artist.name, now)
        .what(what)
        .folder(folder)
        .mature(mature)
        .ping(wish.ping.map(|role| Ping { role: RoleId(role.id), by_right: place.asker_mentions_all() }))
        .announce_from(now - GRACE);
    if let Some(other) = covering(data, &new).await? {
        return Err(Error::Refused(text::watch::adds_nothing(&other)));
    }
    match ask(data.store.add_watch(&new, data.max_watches)).await? {
        AddWatch::Added(watch) => {
            watches_changed(data).await;
            tracing::info!(guild = %new.guild, channel = %new.channel, watch = %watch.id, artist = %new.artist, "watch added");
            Ok(text::watch::added(&watch, folder_name.as_deref(), place.age_restricted))
        }
        AddWatch::Duplicate(mut watch) => {
            folder::name_fully(data, std::slice::from_mut(&mut watch)).await;
            Err(Error::Refused(text::watch::duplicate(&watch)))
        }
        AddWatch::TooMany { limit } => Err(Error::Refused(text::watch::too_many(limit))),
    }
}

/// Another watch of the same channel that already delivers every post of this one and mentions the same role.
async fn covering(data: &Data, new: &NewWatch) -> Result<Option<Watch>, Error> {
    let there = ask(data.store.watches(new.guild, Some(new.channel), 0, data.max_watches)).await?.watches;
    Ok(there.into_iter().find(|other| covers(&other.wish, new)))
}

fn covers(other: &NewWatch, new: &NewWatch) -> bool {
    let kinds = other.what == What::Everything || other.what == new.what || new.folder.is_some() && other.what == What::Deviations;
    let same = other.what == new.what && other.folder == new.folder;
    other.artist == new.artist
        && other.folder.is_none()
        && kinds
        && !same
        && (other.mature || !new.mature)
        && new.ping.is_none_or(|ping| other.ping.is_some_and(|theirs| theirs.role == ping.role))
}

/// The wished folder, and its full name. A group can only be watched by folder: it has no gallery.
async fn choose_folder(data: &Data, profile: &Profile, wish: Option<&str>) -> Result<Option<((FolderId, String), String)>, Error> {
    if wish.is_none() && profile.kind == ArtistKind::Person {
        return Ok(None);
    }
    let folders = folder::list(data, profile).await?;
    let Some(wish) = wish else {
        let names: Vec<String> = folders.iter().map(|one| folder::full_name(one, &folders)).collect();
        return Err(Error::Refused(text::watch::group_needs_folder(&profile.artist.name, &names)));
    };
    let chosen = folder::choose(&folders, wish, &profile.artist.name)?;
    let full_name = folder::full_name(&chosen, &folders);
    Ok(Some(((chosen.id, chosen.name), full_name)))
}
