use super::*;
use domain::notification::Suppressed;
use proptest::prelude::*;

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

#[test]
fn the_last_word_counts() {
    let (settlement, outcome) = sent(1);
    let recovered = fold(vec![(10, intent(1, 100)), (11, intent(2, 200)), (12, outcome)]);
    assert_eq!(recovered.outcomes, [(id(1), settlement, vec![10, 12])]);
    assert_eq!(recovered.unknown, [Unknown { id: id(2), channel: ChannelId(7), doubt: Doubt::since(time(200)), records: vec![11] }]);
}

#[test]
fn a_second_intent_after_an_outcome_is_unknown_again() {
    let retry = Settlement::Retry { due_at: time(50), doubt: Some(Doubt::since(time(1))), attempts: 1, reason: "r".into() };
    let outcome = Record::OutcomeV1(OutcomeV1::new(id(1), &retry));
    let recovered = fold(vec![(1, intent(1, 1)), (2, outcome), (3, intent(1, 60)), (4, intent(1, 61))]);
    assert!(recovered.outcomes.is_empty());
    assert_eq!(recovered.unknown, [Unknown { id: id(1), channel: ChannelId(7), doubt: Doubt::since(time(60)), records: vec![1, 2, 3, 4] }]);
}

#[test]
fn what_a_later_version_wrote_is_left_alone() {
    let (_, Record::OutcomeV1(mut outcome)) = sent(1) else { panic!("an outcome") };
    outcome.kind = 77;
    let recovered = fold(vec![(1, Record::OutcomeV1(outcome))]);
    assert_eq!(recovered, Recovered { unreadable: 1, ..Recovered::default() });
}

fn settlement() -> impl Strategy<Value = Settlement> {
    let micros = 0i64..4_000_000_000_000_000;
    let doubt = proptest::option::of(prop_oneof![Just(Doubt::UNDATED), (2i64..4_000_000_000_000_000).prop_map(Doubt::from_micros)]);
    prop_oneof![
        (1u64.., micros.clone()).prop_map(|(message, at)| Settlement::Sent { message: MessageId(message), at: time(at) }),
        (micros.clone(), doubt.clone(), any::<u32>(), ".*").prop_map(|(due, doubt, attempts, reason)| Settlement::Retry {
            due_at: time(due),
            doubt,
            attempts,
            reason
        }),
        (prop_oneof![Just(Hold::Channel), Just(Hold::Mature)], proptest::option::of(1..4_000_000_000_000_000i64), doubt, ".*")
            .prop_map(|(hold, until, doubt, reason)| Settlement::Held { hold, reason, doubt, until: until.map(time) }),
        (".*", any::<u32>()).prop_map(|(reason, attempts)| Settlement::Failed { reason, attempts }),
        ".*".prop_map(|reason| Settlement::Expired { reason }),
        Just(Settlement::Suppressed { reason: Suppressed::MatureChannel }),
        Just(Settlement::Suppressed { reason: Suppressed::PostRemoved }),
        Just(Settlement::Suppressed { reason: Suppressed::PostLost }),
    ]
}

/// Of versions that told doubt by host times, in which it is not known since when.
#[test]
fn an_older_retry_is_in_doubt_when_its_first_try_lies_before_it_is_due() {
    let certain = Settlement::Retry { due_at: time(50), doubt: None, attempts: 1, reason: "r".into() };
    let mut record = OutcomeV1::new(id(1), &certain);
    assert_eq!(record.settlement(), Some(certain));
    record.first_try_at = 1;
    let doubted = Settlement::Retry { due_at: time(50), doubt: Some(Doubt::UNDATED), attempts: 1, reason: "r".into() };
    assert_eq!(record.settlement(), Some(doubted));
}

proptest! {
    #[test]
    fn an_outcome_reads_back_as_it_was_written(settlement in settlement()) {
        prop_assert_eq!(OutcomeV1::new(id(1), &settlement).settlement(), Some(settlement));
    }
}
