//! Removing watches, one or several, and bringing them back.

use super::answer::Answer;
use super::choice::Choice;
use super::context::{Data, ask, watches_changed};
use super::error::Error;
use super::folder;
use super::sight::{self, Asker, Seen, Sight};
use crate::text;
use domain::defaults::Ground;
use domain::watch::Watch;
use serenity::all::{ButtonStyle, CreateActionRow, CreateButton};
use store::bot::AddWatch;
use uuid::Uuid;

/// Asks before several go.
pub(super) fn question(choice: Choice, seen: &Seen) -> Result<Answer, Error> {
    let watches = choice.of(seen);
    let Some(first) = watches.first() else { return Err(Error::Refused(text::list::no_such_watch(seen.hidden))) };
    let asked = match choice.channel {
        None => text::removal::all_of_artist(&first.wish.artist_name, watches.len()),
        Some(_) => text::removal::all_of_channel(first.wish.channel, watches.len()),
    };
    let yes = CreateButton::new(format!("v1.remove.{}", choice.word())).label(text::removal::remove()).style(ButtonStyle::Danger);
    Ok(Answer::text(asked).rows(vec![CreateActionRow::Buttons(vec![yes])]))
}

/// Removes all of them that the asker may know of.
pub(super) async fn remove_all(data: &Data, asker: Asker, choice: Choice) -> Result<Answer, Error> {
    let seen = sight::seen(data, asker.clone()).await?;
    remove(data, &asker, choice.of(&seen), seen.hidden).await
}

/// Removes these watches, and says how to have them back. `hidden`: how many others the asker cannot see.
pub(super) async fn remove(data: &Data, asker: &Asker, watches: Vec<Watch>, hidden: u32) -> Result<Answer, Error> {
    let guild = asker.guild();
    let (all, mut removed, mut failure) = (watches.len(), Vec::new(), None);
    for watch in watches {
        match ask(data.store.remove_watch(guild, watch.id, data.clock.now())).await {
            Ok(gone) => removed.extend(gone),
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    if removed.is_empty() {
        return Err(failure.unwrap_or_else(|| Error::Refused(text::list::no_such_watch(hidden))));
    }
    watches_changed(data).await;
    tracing::info!(%guild, watches = removed.len(), first = %removed[0].id, "watches removed");
    let mut named = removed.clone();
    folder::name_fully(data, &mut named[..1]).await;
    let text = match (failure, named.as_slice()) {
        (Some(error), named) => {
            error.log("unwatch");
            text::removal::removed_some(named.len(), all)
        }
        (None, [one]) => text::list::removed(one),
        (None, named) => text::removal::removed(named.len()),
    };
    Ok(Answer::text(text).rows(vec![undo_row(data.removals.put(guild, removed))]))
}

fn undo_row(key: Uuid) -> CreateActionRow {
    let undo = CreateButton::new(format!("v1.undo.{key}")).label(text::removal::undo()).style(ButtonStyle::Secondary);
    CreateActionRow::Buttons(vec![undo])
}

/// Brings back what was removed under this key, into the channels where the asker may have posts sent. What cannot come back now keeps its
/// button.
pub(super) async fn undo(data: &Data, asker: Asker, key: Uuid) -> Result<Answer, Error> {
    let guild = asker.guild();
    let Some((watches, at)) = data.removals.take(guild, key) else { return Err(Error::Refused(text::removal::too_late())) };
    let all = watches.len();
    let channels: Vec<_> = watches.iter().map(|watch| watch.wish.channel).collect();
    let sight = Sight::known_of(data, asker, &channels).await;
    let (mut back, mut left, mut failure) = (Vec::new(), Vec::new(), None);
    for watch in watches {
        if failure.is_some() || !sight.posts(watch.wish.channel) {
            left.push(watch);
            continue;
        }
        // The role was chosen before: nobody lends their right to it now.
        let ground = sight.ground(watch.wish.channel).map(|ground| Ground { by_right: false, ..ground });
        match ask(data.store.restore_watch(&watch, ground, data.max_watches, data.clock.now())).await {
            Ok(AddWatch::Added(watch)) => {
                tracing::info!(%guild, watch = %watch.id, "watch restored");
                back.push(watch);
            }
            Ok(AddWatch::Duplicate(_)) => {}
            Ok(AddWatch::NotServed | AddWatch::TooMany { .. }) => left.push(watch),
            Err(error) => {
                error.log("undo");
                left.push(watch);
                failure = error.answer();
            }
        }
    }
    if !back.is_empty() {
        watches_changed(data).await;
    }
    if let [one] = back.as_mut_slice() {
        folder::name_fully(data, std::slice::from_mut(one)).await;
    }
    let text = match failure {
        Some(failure) if back.is_empty() => failure,
        Some(failure) => format!("{}\n{failure}", text::removal::restored(&back, all)),
        None => text::removal::restored(&back, all),
    };
    let rows = if left.is_empty() { Vec::new() } else { vec![undo_row(data.removals.put_back(guild, left, at))] };
    Ok(Answer::text(text).rows(rows))
}
