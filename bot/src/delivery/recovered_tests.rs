use super::super::record::{BatchOutcomeV1, time};
use super::*;
use domain::id::MessageId;
use uuid::Uuid;

fn id(n: u128) -> NotificationId {
    NotificationId(Uuid::from_u128(n))
}

fn intent(n: u128, at: i64) -> Record {
    Record::IntentV1(IntentV1 { notification: *id(n).0.as_bytes(), channel: 7, nonce: "n".into(), at, attempt: 1, plain: false })
}

fn sent(n: u128) -> (Settlement, Record) {
    let settlement = Settlement::Sent { message: MessageId(9), at: time(5) };
    (settlement.clone(), Record::OutcomeV1(OutcomeV1::new(id(n), &settlement)))
}

fn one(n: u128, settlement: Settlement, records: &[u64]) -> Ended {
    Ended { channel: Some(ChannelId(7)), outcomes: vec![(id(n), settlement)], veiled: false, records: records.to_vec() }
}

fn unknown(n: u128, at: i64, records: &[u64]) -> Unknown {
    Unknown {
        ids: vec![id(n)],
        channel: Some(ChannelId(7)),
        doubt: Doubt::since(time(at)),
        body: None,
        batch: false,
        veiled: false,
        records: records.to_vec(),
    }
}

fn batch_intent(ids: &[u128], at: i64) -> Record {
    let notifications = ids.iter().map(|n| *id(*n).0.as_bytes()).collect();
    Record::BatchIntentV1(BatchIntentV1 { notifications, channel: 7, at, attempt: 1, body: b"{}".to_vec() })
}

fn batch_outcome(ids: &[u128], settlement: &Settlement) -> Record {
    let outcomes: Vec<_> = ids.iter().map(|n| (id(*n), settlement.clone())).collect();
    Record::BatchOutcomeV1(BatchOutcomeV1::new(&outcomes))
}

#[test]
fn the_last_word_counts() {
    let (settlement, outcome) = sent(1);
    let recovered = fold(vec![(10, intent(1, 100)), (11, intent(2, 200)), (12, outcome)]);
    assert_eq!(recovered.outcomes, [one(1, settlement, &[10, 12])]);
    assert_eq!(recovered.unknown, [unknown(2, 200, &[11])]);
}

#[test]
fn a_second_intent_after_an_outcome_is_unknown_again() {
    let retry = Settlement::Retry { due_at: time(50), doubt: Some(Doubt::since(time(1))), attempts: 1, reason: "r".into() };
    let outcome = Record::OutcomeV1(OutcomeV1::new(id(1), &retry));
    let recovered = fold(vec![(1, intent(1, 1)), (2, outcome), (3, intent(1, 60)), (4, intent(1, 61))]);
    assert!(recovered.outcomes.is_empty());
    assert_eq!(recovered.unknown, [unknown(1, 60, &[1, 2, 3, 4])]);
}

#[test]
fn what_a_later_version_wrote_is_left_alone() {
    let (_, Record::OutcomeV1(mut outcome)) = sent(1) else { panic!("an outcome") };
    outcome.kind = 77;
    let batch = Record::BatchOutcomeV1(BatchOutcomeV1 { outcomes: vec![outcome.clone()] });
    let recovered = fold(vec![(1, Record::OutcomeV1(outcome)), (2, batch)]);
    assert_eq!(recovered, Recovered { unreadable: 2, ..Recovered::default() });
}

#[test]
fn a_message_for_several_is_unknown_as_a_whole_with_the_body_that_was_sent() {
    let recovered = fold(vec![(1, batch_intent(&[1, 2], 70)), (2, batch_intent(&[1, 2], 60))]);
    let whole = Unknown { ids: vec![id(1), id(2)], body: Some(b"{}".to_vec()), batch: true, ..unknown(1, 60, &[1, 2]) };
    assert_eq!((recovered.outcomes.len(), recovered.unknown), (0, vec![whole]));
}

#[test]
fn outcomes_of_a_message_for_several_go_together() {
    let (settlement, _) = sent(1);
    let recovered = fold(vec![(1, batch_intent(&[1, 2], 70)), (2, batch_outcome(&[1, 2], &settlement))]);
    let outcomes = vec![(id(1), settlement.clone()), (id(2), settlement)];
    assert_eq!(
        recovered,
        Recovered {
            outcomes: vec![Ended { channel: Some(ChannelId(7)), outcomes, veiled: false, records: vec![1, 2] }],
            ..Recovered::default()
        }
    );
}

#[test]
fn what_went_alone_after_its_batch_was_given_up_counts_for_itself() {
    let (settlement, outcome) = sent(1);
    let retry = Settlement::Retry { due_at: time(50), doubt: Some(Doubt::UNDATED), attempts: 1, reason: "r".into() };
    let records = vec![(1, batch_intent(&[1, 2], 70)), (2, batch_outcome(&[1, 2], &retry)), (3, intent(1, 80)), (4, outcome)];
    let recovered = fold(records);
    assert_eq!(recovered.outcomes, [one(2, retry, &[1, 2]), one(1, settlement, &[3, 4])]);
    assert_eq!(recovered.unknown, []);
}

#[test]
fn the_rest_of_a_batch_of_which_one_was_settled_since_is_not_sent_as_it_was() {
    let (settlement, outcome) = sent(1);
    let recovered = fold(vec![(1, batch_intent(&[1, 2, 3], 70)), (2, outcome)]);
    assert_eq!(recovered.outcomes, [Ended { channel: None, ..one(1, settlement, &[2]) }]);
    let rest = Unknown { ids: vec![id(2), id(3)], batch: true, ..unknown(1, 70, &[1]) };
    assert_eq!(recovered.unknown, [rest]);
}

#[test]
fn an_outcome_is_of_the_channel_of_its_newest_intent_and_of_none_without() {
    let (settlement, outcome) = sent(1);
    let Record::IntentV1(elsewhere) = intent(1, 90) else { panic!("an intent") };
    let elsewhere = Record::IntentV1(IntentV1 { channel: 8, ..elsewhere });
    let recovered = fold(vec![(1, intent(1, 70)), (2, elsewhere), (3, outcome.clone())]);
    assert_eq!(recovered.outcomes, [Ended { channel: Some(ChannelId(8)), ..one(1, settlement.clone(), &[1, 2, 3]) }]);
    assert_eq!(fold(vec![(3, outcome)]).outcomes, [Ended { channel: None, ..one(1, settlement, &[3]) }]);
}

#[test]
fn a_message_is_veiled_as_its_newest_intent_says() {
    let veiled = |n, at| match intent(n, at) {
        Record::IntentV1(intent) => Record::VeiledIntentV1(intent),
        other => other,
    };
    let (settlement, outcome) = sent(1);
    let ended = Ended { veiled: true, ..one(1, settlement.clone(), &[1, 2]) };
    assert_eq!(fold(vec![(1, veiled(1, 70)), (2, outcome.clone())]).outcomes, [ended]);
    assert_eq!(fold(vec![(1, veiled(1, 70)), (2, intent(1, 80)), (3, outcome)]).outcomes, [one(1, settlement, &[1, 2, 3])]);
    let unanswered = fold(vec![(1, intent(1, 70)), (2, veiled(1, 80))]).unknown;
    assert_eq!(unanswered, [Unknown { veiled: true, ..unknown(1, 70, &[1, 2]) }]);
}
