//! What becomes of an attempt that an earlier life began and nobody answered. Pure.

use super::recovered::Unknown;
use super::settle::Outcomes;
use super::task::{Task, is_open};
use domain::notification::{Doubt, Due, Settlement, State};
use std::sync::Arc;

/// What becomes of such an attempt.
#[derive(Debug)]
pub(super) enum Resumed {
    /// It is looked for, and sent again as it was.
    Task(Box<Task>),
    /// The message for several is not what it was: each of its notifications goes alone, in doubt, by way of the store.
    Apart(Outcomes),
    /// Nobody has to send it any more: these records may be forgotten.
    Over(Vec<u64>),
}

/// `rows`: what the store has of it now.
pub(super) fn resume(rows: Vec<Due>, unknown: Unknown) -> Resumed {
    let open: Vec<Due> = rows.into_iter().filter(is_open).collect();
    let whole = open.len() == unknown.ids.len();
    // The journal knows the time of the last doubt; the store may know of an earlier one. A row that is being sent may have its time from this
    // attempt.
    let known = |due: &Due| due.doubt.filter(|doubt| due.state != State::Sending || doubt.time().is_some());
    let earlier = open.iter().filter_map(known).min();
    let doubt = earlier.map_or(unknown.doubt, |earlier| earlier.min(unknown.doubt));
    if open.is_empty() {
        return Resumed::Over(unknown.records);
    }
    let body = unknown.body.as_deref().and_then(|body| serde_json::from_slice(body).ok());
    let task = match body {
        _ if !unknown.batch => open.first().cloned().map(|due| Task { doubt: Some(doubt), ..Task::from_store(due) }),
        Some(body) if whole => Task::sent_before(open.clone(), Arc::new(body), Some(doubt)),
        _ => None,
    };
    match task {
        Some(task) => Resumed::Task(Box::new(Task { records: unknown.records, ..task })),
        None => Resumed::Apart(Outcomes { outcomes: open.iter().map(alone).collect(), records: unknown.records }),
    }
}

/// It may be in its channel, under a nonce that its row does not tell: without a time no nonce is trusted.
fn alone(due: &Due) -> (domain::id::NotificationId, Settlement) {
    let reason = "a message for several of which some are settled was not answered".to_owned();
    (due.id, Settlement::Retry { due_at: due.due_at, doubt: Some(Doubt::UNDATED), attempts: due.attempts + 1, reason })
}

#[cfg(test)]
mod tests {
    use super::super::gate::tests::{card_of, now};
    use super::*;
    use domain::id::ChannelId;
    use testkit::sample;

    fn due(n: u128, state: State) -> Due {
        Due { state, ..card_of(sample::post(n), format!("https://www.deviantart.com/a/art/T-{n}")) }
    }

    fn unknown(rows: &[Due], body: Option<&[u8]>) -> Unknown {
        let (ids, body) = (rows.iter().map(|due| due.id).collect(), body.map(<[u8]>::to_vec));
        Unknown { ids, channel: ChannelId(2), doubt: Doubt::since(now()), body, batch: true, records: vec![4] }
    }

    #[test]
    fn a_message_for_several_goes_on_as_it_was_or_not_at_all() {
        let open = [due(1, State::Sending), due(2, State::Pending)];
        let Resumed::Task(task) = resume(open.to_vec(), unknown(&open, Some(b"{\"x\":1}"))) else { panic!("it is whole") };
        assert_eq!((task.ids().len(), task.body(), task.doubt), (2, Some(serde_json::json!({"x": 1})), Some(Doubt::since(now()))));
        assert_eq!(task.records, [4]);
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
}
