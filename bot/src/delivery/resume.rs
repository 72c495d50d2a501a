//! What becomes of an attempt that an earlier life began and nobody answered. Pure.

use super::recovered::Unknown;
use super::settle::Outcomes;
use super::task::{Task, is_open};
use domain::id::{ChannelId, NotificationId};
use domain::notification::{Doubt, Due, Settlement, State};
use std::sync::Arc;

/// What becomes of such an attempt.
#[derive(Debug)]
pub(super) enum Resumed {
    /// It is looked for, and sent again as it was.
    Task(Box<Task>),
    /// The message is not what it was: each of its notifications goes alone, in doubt, by way of the store, which calls back to the channel
    /// of the attempt what left it.
    Apart(Outcomes),
    /// Nobody has to send it any more: these records may be forgotten.
    Over(Vec<u64>),
}

/// `rows`: what the store has of it now.
pub(super) fn resume(rows: Vec<Due>, unknown: Unknown) -> Resumed {
    let channel = unknown.channel;
    // What is found is cared for as what it is.
    let rows = rows.into_iter().map(|due| Due { veiled: unknown.veiled, ..due }).collect::<Vec<_>>();
    let (open, others): (Vec<Due>, Vec<Due>) = rows.into_iter().partition(|due| is_open(due) && is_in(due, channel));
    let left: Vec<Due> = others.into_iter().filter(|due| has_left(due, channel)).collect();
    let whole = open.len() == unknown.ids.len();
    // The journal knows the time of the last doubt; the store may know of an earlier one. A row that is being sent may have its time from this
    // attempt.
    let known = |due: &Due| due.doubt.filter(|doubt| due.state != State::Sending || doubt.time().is_some());
    let earlier = open.iter().filter_map(known).min();
    let doubt = earlier.map_or(unknown.doubt, |earlier| earlier.min(unknown.doubt));
    if open.is_empty() && left.is_empty() {
        return Resumed::Over(unknown.records);
    }
    let body = unknown.body.as_deref().and_then(|body| serde_json::from_slice(body).ok());
    let task = match body {
        _ if !left.is_empty() => None,
        _ if !unknown.batch => open.first().cloned().map(|due| Task { doubt: Some(doubt), ..Task::from_store(due) }),
        Some(body) if whole => Task::sent_before(open.clone(), Arc::new(body), Some(doubt)),
        _ => None,
    };
    match task {
        Some(task) => Resumed::Task(Box::new(Task { records: unknown.records, ..task })),
        None => {
            // Of a message for several, under a nonce that the row does not tell: without a time no nonce is trusted.
            let doubt = if unknown.batch { Doubt::UNDATED } else { doubt };
            let outcomes = open.iter().chain(&left).map(|due| alone(due, doubt)).collect();
            Resumed::Apart(Outcomes { channel, outcomes, shown: None, veiled: unknown.veiled, records: unknown.records })
        }
    }
}

fn is_in(due: &Due, channel: Option<ChannelId>) -> bool {
    channel.is_none_or(|channel| channel == due.channel)
}

/// Whether its watch was moved, removed or paused while it was on its way, for all that its row shows.
fn has_left(due: &Due, channel: Option<ChannelId>) -> bool {
    match due.state {
        State::Suppressed => true,
        State::Pending | State::Sending | State::Held => !is_in(due, channel),
        State::Sent | State::Failed | State::Expired => false,
    }
}

/// It may be in its channel.
fn alone(due: &Due, doubt: Doubt) -> (NotificationId, Settlement) {
    let reason = "what it was to go with, or where, changed before Discord answered".to_owned();
    (due.id, Settlement::Retry { due_at: due.due_at, doubt: Some(doubt), attempts: due.attempts + 1, reason })
}

#[cfg(test)]
mod tests {
    use super::super::gate::tests::{card_of, now};
    use super::*;
    use testkit::sample;

    fn due(n: u128, state: State) -> Due {
        Due { state, ..card_of(sample::post(n), format!("https://www.deviantart.com/a/art/T-{n}")) }
    }

    fn open_channel() -> ChannelId {
        due(1, State::Pending).channel
    }

    fn unknown(rows: &[Due], body: Option<&[u8]>) -> Unknown {
        let (ids, body) = (rows.iter().map(|due| due.id).collect(), body.map(<[u8]>::to_vec));
        Unknown { ids, channel: Some(open_channel()), doubt: Doubt::since(now()), body, batch: true, veiled: false, records: vec![4] }
    }

    #[test]
    fn a_message_for_several_goes_on_as_it_was_or_not_at_all() {
        let open = [due(1, State::Sending), due(2, State::Pending)];
        let Resumed::Task(task) = resume(open.to_vec(), unknown(&open, Some(b"{\"x\":1}"))) else { panic!("it is whole") };
        assert_eq!((task.ids().len(), task.body(), task.doubt), (2, Some(serde_json::json!({"x": 1})), Some(Doubt::since(now()))));
        assert_eq!((task.records, task.veils), (vec![4], false));
        let veiled = Unknown { veiled: true, ..unknown(&open, Some(b"{}")) };
        let Resumed::Task(task) = resume(open.to_vec(), veiled) else { panic!("it is whole") };
        assert!(task.veils && task.members().all(|due| due.veiled));
        let one_ended = [due(1, State::Suppressed), due(2, State::Pending)];
        for (rows, body) in [(&one_ended, Some(&b"{}"[..])), (&open, None), (&open, Some(&b"{"[..]))] {
            let Resumed::Apart(apart) = resume(rows.to_vec(), unknown(rows, body)) else { panic!("it is not what it was") };
            let undated =
                |outcome: &Settlement| matches!(outcome, Settlement::Retry { doubt: Some(doubt), .. } if *doubt == Doubt::UNDATED);
            assert!(apart.outcomes.iter().all(|(_, outcome)| undated(outcome)) && !apart.outcomes.is_empty());
        }
        let ended = [due(1, State::Sent)];
        assert!(matches!(resume(ended.to_vec(), unknown(&ended, None)), Resumed::Over(_)));
    }

    #[test]
    fn what_left_the_channel_of_the_attempt_goes_through_the_store_with_its_doubt() {
        let alone = |rows: &[Due]| Unknown { batch: false, ..unknown(rows, None) };
        for (state, channel) in [(State::Pending, ChannelId(99)), (State::Held, ChannelId(99)), (State::Suppressed, open_channel())] {
            let rows = [Due { channel, ..due(1, state) }];
            let Resumed::Apart(apart) = resume(rows.to_vec(), alone(&rows)) else { panic!("{state:?} is left alone") };
            let [(_, Settlement::Retry { doubt, .. })] = &apart.outcomes[..] else { panic!("{:?}", apart.outcomes) };
            assert_eq!((apart.channel, *doubt), (Some(open_channel()), Some(Doubt::since(now()))));
        }
        let held = [due(1, State::Held)];
        assert!(matches!(resume(held.to_vec(), alone(&held)), Resumed::Over(_)), "a channel's hold keeps what it has");
    }
}
