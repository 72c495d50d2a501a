//! What an attempt does with what it has just learned. Pure: [`decide`] asks nobody, and changes nothing but what is known of its task.
//! `attempt` performs the verdict and comes back with the next answer.

use super::context::Tuning;
use super::gate::{Gate, NOT_AGE_RESTRICTED, gate};
use super::judge::Blame;
use super::sighting::{Sighting, Stop};
use super::task::Task;
use crate::discord::classify::{Kind, Trouble};
use crate::text::unsure::Why;
use domain::clock::Timestamp;
use domain::id::{MessageId, NotificationId};
use domain::notification::{Doubt, Hold, IN_DOUBT, Settlement, Subject, Suppressed};
use std::time::Duration;
use tokio::time::Instant;

/// The wait after the last delay of the schedule; age ends it.
pub(super) const LAST_DELAY: Duration = Duration::from_secs(10 * 3600);
/// The longest wait of a message that is refused while others are taken: it soon becomes clear whether Discord ever takes it.
const ALONE_DELAY: Duration = Duration::from_secs(10 * 60);
/// How long channels may refuse before they are held, while those of many other guilds refuse too.
const OUTBREAK: Duration = Duration::from_secs(10 * 60);

/// What an attempt has learned.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    /// The row. `permitted`: the rate limits let a message go. `newest`: whether its watch has no newer post, once that was asked.
    Row {
        permitted: bool,
        newest: Option<bool>,
    },
    /// Somebody else ended the notification, or its guild was erased; of several, one at least.
    Gone {
        permitted: bool,
    },
    /// The question could not be answered now.
    NotNow(Stop),
    /// What the channel's messages show. `agrees`: store and journal agree that no earlier attempt is unknown to them.
    History {
        sighting: Sighting,
        agrees: bool,
        then: Then,
    },
    /// The post may enter the channel.
    Admitted,
    /// The channel belongs to another server.
    Foreign,
    /// The post is mature, and the channel is not age-restricted.
    Unrestricted,
    /// The message cannot be written as JSON.
    Unwritable,
    /// The archived thread is awake.
    Woken,
    /// The message is in the channel. None: it was, and somebody deleted it.
    Delivered(Option<MessageId>),
    RateLimited(Duration),
    /// The channel refuses the message. `many`: so do those of many other guilds.
    Refused {
        reason: String,
        many: bool,
    },
    /// The thread is archived.
    Archived,
    /// Discord will never take this content.
    Rejected {
        reason: String,
    },
    /// The message failed in a way that may pass. `at`: when it was sent, by Discord's clock.
    Transient {
        trouble: Trouble,
        at: Timestamp,
    },
    /// Whose trouble that is.
    Blamed {
        trouble: Trouble,
        blame: Blame,
    },
}

/// What follows once it is known that nothing was sent before.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Then {
    /// The notification ends unsent.
    End(Settlement),
    Send,
    /// Its notifications go alone.
    Split,
    /// Discord rejected it while an attempt was in doubt. It is sent once more, and then Discord's answer counts.
    Resend,
}

/// What an attempt asks next.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// The store, whether the watch has no newer post.
    Newest { permitted: bool },
    /// The rate limits, for permission to send; and the store for the row, if it was read long ago.
    Permit,
    /// The channel's messages, whether this one is among them.
    History(Then),
    /// The channel, whether the post may enter it.
    Entry,
    /// Discord, to take the message.
    Send,
    /// Discord, to wake the archived thread.
    Wake,
    /// The judge, whose trouble this is.
    Blame(Trouble),
}

/// What an attempt does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verdict {
    Ask(Step),
    /// From now on the plain link is sent: Discord does not take the card.
    Plain {
        reason: String,
        next: Step,
    },
    /// The same attempt again after this wait, before anything else in the channel. The store is not told.
    Again(Duration),
    /// As [`Again`](Self::Again), after the short wait that follows a broken connection.
    AgainSoon,
    /// Back into the store until the schedule's next time: after `at_least` at the earliest, and after `at_most` at the latest unless `at_least` is longer.
    Later {
        reason: String,
        at_least: Duration,
        at_most: Duration,
    },
    /// Nobody has to send it any more.
    Drop,
    /// It belongs in another channel: the store takes it there.
    GoHome,
    /// Back into the store until its watch's hour.
    PutOff {
        until: Timestamp,
    },
    Sent(Option<MessageId>),
    /// An earlier attempt had delivered it.
    Found {
        message: MessageId,
        /// Others of its burst, for which the message stands as well.
        with: Vec<NotificationId>,
    },
    /// Held until the channel takes it. An attempt in doubt stays in doubt meanwhile, and is looked for then.
    Hold {
        hold: Hold,
        reason: String,
    },
    /// Held although the channel takes messages: nobody knows whether it was sent, and a second attempt might double it.
    Unsure {
        why: Why,
    },
    /// Its channel is a forum, where posts go one by one: they are gathered again.
    Regroup,
    /// The message for several is given up: each of its notifications goes alone.
    Split {
        reason: String,
    },
    /// It ends unsent.
    End(Settlement),
}

/// The time and the circumstances of a decision.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now<'a> {
    /// By the host's clock.
    pub at: Timestamp,
    pub instant: Instant,
    /// Whether this process still has the right to send.
    pub may_send: bool,
    pub tuning: &'a Tuning,
}

/// What the attempt does with this answer.
pub(super) fn decide(task: &mut Task, answer: Answer, now: &Now<'_>) -> Verdict {
    match answer {
        Answer::Row { permitted, newest } => row(task, permitted, newest, now),
        Answer::Gone { permitted } if task.is_batch() => broken_up(task, permitted),
        // The store keeps the doubt, and gives it back to the channel that the attempt was for.
        Answer::Gone { .. } if task.doubt.is_some() => later("its row changed while an attempt was in doubt".to_owned()),
        Answer::Gone { .. } => Verdict::Drop,
        Answer::NotNow(stop) => not_now(stop, now),
        Answer::History { sighting, agrees, then } => history(task, (sighting, agrees), then, now),
        Answer::Admitted | Answer::Woken => Verdict::Ask(Step::Send),
        Answer::Foreign => failed(task, 0, "the channel belongs to another server; remove the watch"),
        Answer::Unrestricted if task.is_batch() => split("one of its posts may not enter the channel"),
        Answer::Unrestricted => Verdict::Hold { hold: Hold::Mature, reason: NOT_AGE_RESTRICTED.to_owned() },
        Answer::Unwritable if task.is_batch() => split("its posts do not fit into one message"),
        Answer::Unwritable => failed(task, 0, "the card cannot be written as JSON"),
        Answer::Delivered(message) => Verdict::Sent(message),
        Answer::RateLimited(after) => Verdict::Again(after),
        Answer::Refused { reason, many } => refused(task, reason, many, now),
        Answer::Archived if task.woken => {
            Verdict::Hold { hold: Hold::Channel, reason: "the thread is archived and cannot be woken".to_owned() }
        }
        Answer::Archived => {
            task.woken = true;
            Verdict::Ask(Step::Wake)
        }
        // Discord may have taken earlier what it refuses now: somebody may have made a rule in between.
        Answer::Rejected { .. } if task.doubt.is_some() => Verdict::Ask(Step::History(Then::Resend)),
        Answer::Rejected { reason } => rejected(task, reason),
        Answer::Transient { trouble, at } => transient(task, trouble, at, now),
        Answer::Blamed { trouble, blame } => blamed(task, trouble, blame),
    }
}

/// What the row, and those of the same watch, decide. What the row alone decides needs no request, unless an attempt is in doubt: what ends
/// unsent must not be in the channel, or the reason would be untrue and another watch might bring the post again.
fn row(task: &Task, permitted: bool, newest: Option<bool>, now: &Now<'_>) -> Verdict {
    if task.is_batch() {
        return row_of_several(task, permitted, now);
    }
    let in_doubt = task.doubt.is_some();
    if in_doubt && !permitted {
        return Verdict::Ask(Step::Permit);
    }
    let end = match (gate(&task.due, in_doubt, now.at), newest) {
        (Gate::Waits(until), _) => return Verdict::PutOff { until },
        (Gate::Open, _) | (Gate::IfNewest, Some(true)) => None,
        (Gate::Ends(end), _) => Some(end),
        (Gate::IfNewest, Some(false)) => Some(Settlement::Suppressed { reason: Suppressed::CatchUp }),
        (Gate::IfNewest, None) => return Verdict::Ask(Step::Newest { permitted }),
    };
    match end {
        Some(end) if !in_doubt => Verdict::End(end),
        // There is nothing to look for.
        Some(_) if matches!(task.due.subject, Subject::Lost { .. }) => {
            failed(task, 0, &format!("{IN_DOUBT}: the store has lost what it was about"))
        }
        Some(end) => Verdict::Ask(Step::History(Then::End(end))),
        // A row that was marked for an attempt is settled first: the store moves none that may be on its way.
        None if !in_doubt && task.has_moved() => {
            if task.marked {
                moved()
            } else {
                Verdict::GoHome
            }
        }
        None if permitted => Verdict::Ask(Step::History(Then::Send)),
        None => Verdict::Ask(Step::Permit),
    }
}

/// It belongs in another channel now, and certainly nothing was posted to this one: back into the store, which takes it there.
fn moved() -> Verdict {
    Verdict::Later { reason: "it goes to another channel".to_owned(), at_least: Duration::ZERO, at_most: Duration::ZERO }
}

/// A message for several is sent as it was begun, or not at all.
fn row_of_several(task: &Task, permitted: bool, now: &Now<'_>) -> Verdict {
    let may_go = |due| gate(due, task.doubt.is_some(), now.at) == Gate::Open;
    let open = task.fits() && !task.has_moved() && task.members().all(may_go);
    match (open, permitted) {
        (false, permitted) => broken_up(task, permitted),
        (true, true) if task.is_no_post() => Verdict::Regroup,
        (true, false) => Verdict::Ask(Step::Permit),
        (true, true) => Verdict::Ask(Step::History(Then::Send)),
    }
}

/// A message for several is not what it was. Where an attempt is in doubt, the channel tells first whether it is there.
fn broken_up(task: &Task, permitted: bool) -> Verdict {
    match (task.doubt, permitted) {
        (None, _) => split("its posts do not go together any more"),
        (Some(_), false) => Verdict::Ask(Step::Permit),
        (Some(_), true) => Verdict::Ask(Step::History(Then::Split)),
    }
}

fn split(reason: &str) -> Verdict {
    Verdict::Split { reason: reason.to_owned() }
}

fn history(task: &mut Task, (sighting, agrees): (Sighting, bool), then: Then, now: &Now<'_>) -> Verdict {
    match sighting {
        // It may have arrived or not, but Discord takes no second message with that nonce.
        Sighting::Covered if then == Then::Send => {}
        Sighting::Covered | Sighting::Absent => task.doubt = None,
        Sighting::Found { message, with } => return Verdict::Found { message, with },
        Sighting::Partly => return split("some of its posts are in the channel already"),
        Sighting::Later(stop) => return not_now(stop, now),
        // Store and journal know of no attempt, and nothing contradicts them.
        Sighting::Impossible(_) if task.doubt.is_none() && agrees => {}
        Sighting::Impossible(why) => return Verdict::Unsure { why },
    }
    match then {
        Then::End(end) => Verdict::End(end),
        Then::Send if task.doubt.is_none() && task.has_moved() => moved(),
        Then::Send => match its_hour(task, now.at) {
            Some(wait) => Verdict::Later { reason: "its watch's hour has not come".to_owned(), at_least: wait, at_most: LAST_DELAY },
            None => Verdict::Ask(Step::Entry),
        },
        Then::Split => split("its posts do not go together any more"),
        Then::Resend => Verdict::Ask(Step::Send),
    }
}

/// How long a message that is certainly not in the channel waits for its watch's hour; None: it may be sent now.
fn its_hour(task: &Task, now: Timestamp) -> Option<Duration> {
    let until = task.members().filter_map(|due| due.timing(task.doubt.is_some(), now).until(now)).max()?;
    (until - now).to_std().ok()
}

/// Something could not be asked now.
fn not_now(stop: Stop, now: &Now<'_>) -> Verdict {
    match stop {
        Stop::Wait(after) => Verdict::Again(after),
        Stop::Reason(reason) if now.may_send => later(reason),
        Stop::Stopped | Stop::Reason(_) => Verdict::Again(Duration::ZERO),
    }
}

/// The channel refuses the message. Discord does so at random in bad minutes: the channel is held only when it refuses again, and, while many
/// guilds refuse at once, only after a longer time.
fn refused(task: &mut Task, reason: String, many: bool, now: &Now<'_>) -> Verdict {
    let since = *task.refused_since.get_or_insert(now.instant);
    let look = now.tuning.second_look;
    let patience = if many { OUTBREAK } else { look };
    if now.instant.duration_since(since) >= patience {
        return Verdict::Hold { hold: Hold::Channel, reason };
    }
    Verdict::Again(if many { look * 4 } else { look })
}

/// The content is rejected: first the card, then its plain link.
fn rejected(task: &mut Task, reason: String) -> Verdict {
    if task.is_batch() {
        return Verdict::Split { reason };
    }
    if task.plain {
        return failed(task, 1, &format!("Discord refuses the message: {reason}"));
    }
    task.plain = true;
    Verdict::Plain { reason, next: Step::Send }
}

/// A failure that may pass: retry soon, otherwise decide by what is to blame.
fn transient(task: &mut Task, trouble: Trouble, at: Timestamp, now: &Now<'_>) -> Verdict {
    if !trouble.unsent {
        task.doubt.get_or_insert(Doubt::since(at));
    }
    match trouble.kind {
        // Given back as it is, its intent stays in the journal: its rows do not tell its nonce.
        _ if task.is_batch() && task.doubt.is_some() && !now.may_send => Verdict::Again(Duration::ZERO),
        Kind::NoAnswer | Kind::Server if !task.quick && now.may_send => {
            task.quick = true;
            Verdict::AgainSoon
        }
        Kind::NoAnswer => later(trouble.reason),
        // One of its posts may be to blame: the others must not wait for it.
        Kind::Aside(_) if task.is_batch() => Verdict::Split { reason: trouble.reason },
        Kind::Server | Kind::Aside(_) => Verdict::Ask(Step::Blame(trouble)),
    }
}

fn blamed(task: &mut Task, trouble: Trouble, blame: Blame) -> Verdict {
    let Trouble { reason, kind, .. } = trouble;
    let at_least = if let Kind::Aside(wait) = kind { wait } else { Duration::ZERO };
    match blame {
        Blame::Alone | Blame::Rejected if task.is_batch() => Verdict::Split { reason },
        Blame::Unclear => Verdict::Later { reason, at_least, at_most: LAST_DELAY },
        Blame::Alone => Verdict::Later { reason, at_least, at_most: ALONE_DELAY },
        Blame::Rejected if !task.plain => {
            task.plain = true;
            // The plain link has another nonce, and an earlier attempt of the card may have arrived after all.
            Verdict::Plain { reason, next: Step::History(Then::Send) }
        }
        Blame::Rejected if task.doubt.is_some() => Verdict::Unsure { why: Why::Refused(reason) },
        Blame::Rejected => failed(task, 1, &format!("Discord went on refusing the message: {reason}")),
    }
}

/// Back into the store, by the schedule.
pub(super) const fn later(reason: String) -> Verdict {
    Verdict::Later { reason, at_least: Duration::ZERO, at_most: LAST_DELAY }
}

/// `attempts`: how many this one adds.
fn failed(task: &Task, attempts: u32, reason: &str) -> Verdict {
    Verdict::End(Settlement::Failed { reason: reason.to_owned(), attempts: task.due.attempts + attempts })
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
