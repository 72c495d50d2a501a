//! Whether a message was sent before: what to look for among the bot's own messages, and the search.
//!
//! Two things can have sent it: an attempt of this life whose answer was lost, and another life of which this one knows nothing, because every
//! start may be one on a backup. Against both the nonce helps for as long as Discord remembers it.

use super::context::{Context, Guard};
use super::gather::parted_from;
use super::history::{Reader, Reading};
use super::own::{Fit, Own, Wanted};
use super::sighting::{Sighting, Stop};
use super::task::{Burst, Task};
use super::threads;
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::id::MessageId;
use domain::notification::Doubt;
use std::collections::HashSet;
use std::time::Duration;
use store::StoreError;

/// The clocks of Discord and DeviantArt, and of two of Discord's machines, may differ by so much.
const SKEW: TimeDelta = TimeDelta::minutes(2);
/// A time this little ahead counts as now: a `Date` is cut to the second.
const JITTER: TimeDelta = TimeDelta::seconds(10);
/// How far back the search for a post goes when nobody knows when it was published.
const UNDATED: TimeDelta = TimeDelta::hours(24);

/// All in Discord's time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// When this life began.
    pub start: Timestamp,
    pub now: Timestamp,
    /// How long a nonce is trusted to be remembered.
    pub trust: TimeDelta,
}

/// From when on the bot's messages have to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Needs {
    /// For what earlier lives sent.
    pub earlier: Option<Timestamp>,
    /// For attempts of this one.
    pub own: Option<Timestamp>,
}

/// Pure. A time that lies ahead is one of a wrong clock, and counts as old.
pub(super) fn needs(published: Option<Timestamp>, doubt: Option<Doubt>, moment: Moment) -> Needs {
    let Moment { start, now, trust } = moment;
    let fresh = |time: Timestamp| now - time <= trust && time - now <= JITTER;
    let doubt_is_fresh = doubt.is_none_or(|doubt| doubt.time().is_some_and(fresh));
    let published = published.filter(|time| *time - now <= SKEW);
    let mut needs = Needs::default();
    // Without a doubt no nonce is known: an earlier life, which may have ended a moment ago, may have sent it with others.
    let known = doubt.is_some();
    if published.is_none_or(|time| time < start + SKEW) && !(doubt_is_fresh && known && published.is_some_and(fresh)) {
        needs.earlier = Some(published.unwrap_or(start - UNDATED) - SKEW);
    }
    let covered = needs.earlier.is_some() && doubt.is_none_or(|doubt| doubt.time().is_none_or(|time| time < start - JITTER));
    if !doubt_is_fresh && !covered {
        let since = doubt.and_then(Doubt::time).filter(|time| *time <= now + JITTER);
        needs.own = Some(since.max(published).unwrap_or(start - UNDATED) - SKEW);
    }
    needs
}

/// Whether this message is in its channel already. `trust_nonce`: Discord answers a repetition with the message that it knows, so that a
/// young attempt need not be looked for.
pub(super) async fn look(ctx: &Context, task: &Task, guard: &Guard, trust_nonce: bool) -> Sighting {
    if task.doubt.is_none() && guard.life.announces_anyway(task.due.published_at) {
        return Sighting::Covered;
    }
    let start = match guard.life.start(&guard.stop).await {
        Ok(start) => start,
        Err(stop) => return Sighting::Later(stop),
    };
    let trust = if trust_nonce { ctx.tuning.nonce_trust } else { -JITTER };
    let moment = Moment { start, now: ctx.rest.discord_now().unwrap_or(start), trust };
    let needs = needs(task.published_at(), task.doubt, moment);
    if needs == Needs::default() {
        return Sighting::Covered;
    }
    if let Some(wait) = task.forum.then(|| unripe(task.doubt, moment, ctx.tuning.lingers)).flatten() {
        return Sighting::Later(Stop::Wait(wait));
    }
    if let Some(from) = needs.earlier {
        let past = guard.life.past(task.due.channel);
        let sighting = search(ctx, task, &mut *past.lock().await, from, guard).await;
        if sighting != Sighting::Absent {
            return sighting;
        }
    }
    match needs.own {
        Some(from) => search(ctx, task, &mut Reading::default(), from, guard).await,
        None => Sighting::Absent,
    }
}

/// How long a post that may be on its way is not looked for yet: no nonce keeps Discord from making it after the look. Pure.
fn unripe(doubt: Option<Doubt>, moment: Moment, lingers: Duration) -> Option<Duration> {
    let Moment { start, now, .. } = moment;
    // An earlier life may have asked for it a moment before this one began.
    let began = doubt.and_then(Doubt::time).filter(|time| *time <= now + JITTER).map_or(start, |time| time.max(start));
    let ripe = began + TimeDelta::from_std(lingers).unwrap_or(TimeDelta::MAX);
    (ripe - now).to_std().ok().filter(|wait| !wait.is_zero())
}

async fn search(ctx: &Context, task: &Task, reading: &mut Reading, from: Timestamp, guard: &Guard) -> Sighting {
    let me = match guard.life.me(&guard.stop).await {
        Ok(me) => me,
        Err(stop) => return Sighting::Later(stop),
    };
    let reader = Reader { rest: &ctx.rest, clock: &*ctx.clock, me, stop: &guard.stop };
    let read = match task.forum {
        true => threads::back_to(reading, &reader, (task.due.guild, task.due.channel), from).await,
        false => reading.back_to(&reader, task.due.channel, from).await,
    };
    let own: Vec<&Own> = reading.own().filter(|own| own.at() >= from).collect();
    let found = match among(&own, &task.members().map(Wanted::of).collect::<Vec<_>>()) {
        Among::Certain(id) => {
            guard.life.claim(id, None);
            return Sighting::Found { message: MessageId(id), with: Vec::new() };
        }
        found => found,
    };
    // What was not read yet may hold a surer one.
    if let Err(stopped) = read {
        return stopped;
    }
    let Among::Candidates(candidates) = found else { return Sighting::Partly };
    // A message whose embeds are gone may have brought a whole burst, whose posts go alone since: it stands for all of them.
    let by = |fit| parted_from(task).filter(|_| fit == Fit::Bare);
    if let Some((fit, id)) = candidates.iter().find(|(fit, id)| guard.life.shares(*id, by(*fit))) {
        return found_with(ctx, task, MessageId(*id), by(*fit)).await;
    }
    let ids: Vec<MessageId> = candidates.iter().map(|(_, id)| MessageId(*id)).collect();
    let others: HashSet<MessageId> = match ids.is_empty() {
        true => HashSet::new(),
        false => match ctx.store.known_messages(task.due.channel, task.due.id, &ids).await {
            Ok(others) => others,
            Err(error) => return unread(&error),
        },
    };
    let free = candidates.into_iter().filter(|(_, id)| !others.contains(&MessageId(*id)));
    match free.map(|(fit, id)| (id, by(fit))).find(|(id, by)| guard.life.claim(*id, *by)) {
        Some((id, by)) => found_with(ctx, task, MessageId(id), by).await,
        None => Sighting::Absent,
    }
}

/// This message is the wanted one. Where it stands for a whole burst, all of that settles at once: after a crash between two of its look-ups
/// nobody knows any more that the message stands for the others too.
async fn found_with(ctx: &Context, task: &Task, message: MessageId, by: Option<Burst>) -> Sighting {
    match by {
        None => Sighting::Found { message, with: Vec::new() },
        Some(_) => match ctx.store.in_doubt_with(&task.due).await {
            Ok(with) => Sighting::Found { message, with },
            Err(error) => unread(&error),
        },
    }
}

fn unread(error: &StoreError) -> Sighting {
    Sighting::Later(Stop::Reason(format!("the store cannot be read: {error}")))
}

/// What a channel's messages show of a message that brings these.
#[derive(Debug, PartialEq, Eq)]
enum Among {
    /// This one brings all of them.
    Certain(u64),
    /// Some are there, not all in one message: another message brought them.
    Partly,
    /// These may be it, the surest first; of equals the oldest, as the lane goes.
    Candidates(Vec<(Fit, u64)>),
}

/// Pure.
fn among(own: &[&Own], wanted: &[Wanted]) -> Among {
    let (mut candidates, mut partly) = (Vec::new(), false);
    for message in own {
        let fits: Vec<Option<Fit>> = wanted.iter().map(|wanted| message.fit(wanted)).collect();
        partly |= fits.iter().any(|fit| matches!(fit, Some(Fit::Same | Fit::Alike)));
        // As sure as the least sure of them.
        if let Some(fit) = fits.iter().copied().collect::<Option<Vec<Fit>>>().and_then(|fits| fits.into_iter().max()) {
            candidates.push((fit, message.id));
        }
    }
    candidates.sort_unstable();
    match candidates.first() {
        Some((Fit::Same, id)) => Among::Certain(*id),
        _ if partly && wanted.len() > 1 => Among::Partly,
        _ => Among::Candidates(candidates),
    }
}

#[cfg(test)]
#[path = "lookup_tests.rs"]
mod tests;
