//! Messages for several that wait for a further attempt: their rows come back from the store one by one, and go again as the message that
//! they were. Pure.

use super::task::Task;
use domain::id::NotificationId;
use domain::notification::{Doubt, Due};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// Notifications that are remembered. What is forgotten goes alone, after a look at its channel.
const REMEMBERED: usize = 20_000;

#[derive(Debug)]
struct Begun {
    ids: Vec<NotificationId>,
    body: Arc<Value>,
    doubt: Option<Doubt>,
}

/// What this process has begun to send.
#[derive(Debug, Default)]
pub(super) struct Regroup(HashMap<NotificationId, Arc<Begun>>);

impl Regroup {
    /// This message is tried again later. Only one that may have arrived has to be the same then.
    pub fn keep(&mut self, task: &Task) {
        let body = task.others.as_ref().and_then(|others| others.body.clone());
        let (Some(body), Some(doubt)) = (body, task.doubt) else { return };
        let ids = task.ids();
        if self.0.len() + ids.len() > REMEMBERED {
            self.0.clear();
        }
        let begun = Arc::new(Begun { ids, body, doubt: Some(doubt) });
        for id in &begun.ids {
            self.0.insert(*id, Arc::clone(&begun));
        }
    }

    /// Makes tasks of rows: the messages that they were begun as, as far as all rows of one are here, in doubt, and still to be sent.
    pub fn tasks(&mut self, rows: Vec<Due>) -> Vec<Task> {
        if self.0.is_empty() {
            return rows.into_iter().map(Task::from_store).collect();
        }
        let mut tasks = Vec::with_capacity(rows.len());
        let mut parts: HashMap<NotificationId, (Arc<Begun>, Vec<Due>)> = HashMap::new();
        for due in rows {
            match self.0.remove(&due.id) {
                Some(begun) if due.doubt.is_some() => {
                    let first = begun.ids.first().copied().unwrap_or(due.id);
                    parts.entry(first).or_insert_with(|| (begun, Vec::new())).1.push(due);
                }
                _ => tasks.push(Task::from_store(due)),
            }
        }
        for (begun, mut rows) in parts.into_values() {
            rows.sort_by_key(|due| begun.ids.iter().position(|id| *id == due.id));
            let whole = rows.len() == begun.ids.len();
            match if whole { Task::sent_before(rows.clone(), Arc::clone(&begun.body), begun.doubt) } else { None } {
                Some(task) => tasks.push(task),
                None => tasks.extend(rows.into_iter().map(Task::from_store)),
            }
        }
        tasks
    }
}

#[cfg(test)]
mod tests {
    use super::super::gate::tests::card_of;
    use super::*;
    use crate::card::batch::Form;
    use crate::delivery::task::Others;
    use testkit::sample;

    fn due(n: u128) -> Due {
        Due { doubt: Some(Doubt::UNDATED), ..card_of(sample::post(n), format!("https://www.deviantart.com/a/art/T-{n}")) }
    }

    fn begun() -> Regroup {
        let mut task = Task::from_store(due(1));
        task.others = Some(Others { due: vec![due(2), due(3)], form: Form::Cards, posts: false, body: Some(Arc::new(Value::Null)) });
        task.doubt = Some(Doubt::from_micros(9));
        let mut regroup = Regroup::default();
        regroup.keep(&task);
        regroup
    }

    #[test]
    fn a_message_that_may_have_arrived_comes_back_as_it_was() {
        let tasks = begun().tasks(vec![due(3), due(7), due(1), due(2)]);
        assert_eq!(tasks.iter().map(Task::ids).collect::<Vec<_>>(), [vec![due(7).id], vec![due(1).id, due(2).id, due(3).id]]);
        assert_eq!(tasks[1].doubt, Some(Doubt::from_micros(9)));
    }

    #[test]
    fn where_a_part_is_missing_or_no_longer_in_doubt_each_goes_alone() {
        let certain = Due { doubt: None, ..due(2) };
        for rows in [vec![due(1), due(2)], vec![due(1), certain, due(3)]] {
            assert!(begun().tasks(rows).iter().all(|task| !task.is_batch()));
        }
    }
}
