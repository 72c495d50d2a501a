use super::*;
use domain::notification::Suppressed;
use proptest::prelude::*;

fn id(n: u128) -> NotificationId {
    NotificationId(Uuid::from_u128(n))
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
    fn outcomes_of_a_batch_read_back_as_they_were_written(all in proptest::collection::vec(settlement(), 0..5)) {
        let all: Vec<_> = (1..).map(id).zip(all).collect();
        prop_assert_eq!(BatchOutcomeV1::new(&all).settlements(), Some(all));
    }

    #[test]
    fn an_outcome_reads_back_as_it_was_written(settlement in settlement()) {
        prop_assert_eq!(OutcomeV1::new(id(1), &settlement).settlement(), Some(settlement));
    }
}
