//! `/preview`, and the button **Preview**: how an artist's latest post would look in this server, for the asker alone.

use super::answer::{Answer, send};
use super::choice::Choice;
use super::context::{Context, Data, ask, watches_of};
use super::error::Error;
use super::latest::{Latest, Wanted, latest};
use super::options::WhatChoice;
use super::panel::{change_button, find};
use super::sight::{Asker, begin, language_of};
use super::{artist, place};
use crate::card::{self, Shown};
use crate::language;
use crate::text;
use domain::id::WatchId;
use domain::post::ArtistKind;
use domain::watch::{Watch, What};
use serenity::all::{ButtonStyle, CreateActionRow, CreateButton};

/// Show how an artist's latest post would look here, to you alone
#[poise::command(slash_command)]
pub(crate) async fn preview(
    ctx: Context<'_>,
    #[description = "Name on DeviantArt, or a link to the profile"]
    #[autocomplete = "artist::autocomplete"]
    #[max_length = 300]
    artist: String,
    #[description = "Which posts (default: everything)"] what: Option<WhatChoice>,
) -> Result<(), Error> {
    let (data, asker) = begin(ctx).await?;
    let wanted = of_artist(data, &asker, &artist, what.map_or(What::Everything, What::from)).await?;
    send(ctx, shown(data, &asker, &wanted, None).await?).await
}

/// What is asked for with a name.
async fn of_artist(data: &Data, asker: &Asker, typed: &str, what: What) -> Result<Wanted, Error> {
    let asked = artist::parse(typed)?;
    let watches = ask(watches_of(data, asker.guild())).await?;
    // The watch of a folder says nothing of the rest, nor whether the folder is a group's.
    let of_all = |watch: &&Watch| watch.wish.folder.is_none() && watch.wish.artist_name.eq_ignore_ascii_case(&asked.name);
    if let Some(watch) = watches.iter().find(of_all) {
        let wanted = Wanted::of(data, watch).await?;
        return Ok(Wanted { what, polled: !what.adds_to(watch.wish.what), wish: None, ..wanted });
    }
    let profile = artist::resolve(data, asker, &asked.name).await?;
    if profile.kind == ArtistKind::Group {
        return Err(Error::Refused(text::preview::group(&profile.artist.name)));
    }
    Ok(Wanted { artist: profile.artist, what, folder: None, group: false, polled: false, wish: None })
}

/// The preview of what a watch brings, with what can be done next.
pub(super) async fn of_watch(data: &Data, asker: &Asker, id: WatchId) -> Result<Answer, Error> {
    let (watch, _) = find(data, asker, id).await?;
    let wanted = Wanted::of(data, &watch).await?;
    let undo = CreateButton::new(format!("v1.remove.{}", Choice::one(id).word())).label(text::removal::undo());
    let buttons = vec![change_button(id), undo.style(ButtonStyle::Secondary)];
    Ok(shown(data, asker, &wanted, Some(&watch)).await?.rows(vec![CreateActionRow::Buttons(buttons)]))
}

/// Mature posts are shown where they may stand: in an age-restricted channel.
async fn shown(data: &Data, asker: &Asker, wanted: &Wanted, watch: Option<&Watch>) -> Result<Answer, Error> {
    let mature = place::is_age_restricted_here(data, asker).await && watch.is_none_or(|watch| watch.wish.mature);
    match latest(data, asker, wanted, mature).await? {
        Some(Latest { post, artist, left_out }) => {
            let (note, language) = (text::preview::note(left_out), language_of(data, asker).await?);
            Ok(match language::with(language, || card::shown(&post, &artist, watch, None)) {
                Shown::Embed(embed) => Answer::embed(*embed).note(Some(note)),
                Shown::Text(text) => Answer::text(format!("{note}\n{text}")),
            })
        }
        None => Err(Error::Refused(text::preview::nothing(&wanted.artist.name))),
    }
}
