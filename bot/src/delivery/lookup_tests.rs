use super::*;

fn at(minute: i64) -> Timestamp {
    chrono::DateTime::from_timestamp(1_700_000_000 + minute * 60, 0).unwrap()
}

/// The life began at minute 0, and it is this minute now.
fn asked(now: i64, published: Option<i64>, doubt: Option<Doubt>) -> Needs {
    needs(published.map(at), doubt, Moment { start: at(0), now: at(now), trust: TimeDelta::minutes(2) })
}

fn doubt(minute: i64) -> Option<Doubt> {
    Some(Doubt::since(at(minute)))
}

#[test]
fn what_was_published_before_the_start_is_looked_for_since_its_publication() {
    assert_eq!(asked(1, Some(-60), None), Needs { earlier: Some(at(-62)), own: None });
    assert_eq!(asked(1, Some(-60), doubt(-50)), Needs { earlier: Some(at(-62)), own: None }, "one look for both");
    assert_eq!(asked(1, None, None).earlier, Some(at(-1_442)), "nobody knows when");
}

#[test]
fn while_discord_knows_the_nonce_nothing_is_looked_for() {
    assert_eq!(asked(1, Some(-1), doubt(0)), Needs::default());
    assert_eq!(asked(2, Some(-1), doubt(1)).earlier, Some(at(-3)));
}

#[test]
fn what_an_earlier_life_may_have_sent_with_others_is_looked_for_however_fresh_it_is() {
    for published in [-1, 0, 1] {
        assert_eq!(asked(1, Some(published), None).earlier, Some(at(published - 2)), "the clocks may differ");
    }
    assert_eq!(asked(3, Some(2), None), Needs::default(), "no earlier life can have known of it");
}

#[test]
fn what_was_published_after_the_start_is_looked_for_only_when_a_try_is_in_doubt() {
    assert_eq!(asked(90, Some(60), None), Needs::default());
    assert_eq!(asked(90, Some(60), doubt(89)), Needs::default());
    assert_eq!(asked(90, Some(60), doubt(80)), Needs { earlier: None, own: Some(at(78)) });
    assert_eq!(asked(90, Some(60), Some(Doubt::UNDATED)), Needs { earlier: None, own: Some(at(58)) });
}

#[test]
fn a_try_of_this_life_is_looked_for_by_itself_though_the_post_is_older() {
    assert_eq!(asked(90, Some(-60), doubt(80)), Needs { earlier: Some(at(-62)), own: Some(at(78)) });
    assert_eq!(asked(90, Some(-60), doubt(89)), Needs { earlier: Some(at(-62)), own: None });
}

#[test]
fn a_time_that_lies_ahead_counts_as_old() {
    assert_eq!(asked(5, Some(4), doubt(60)).own, Some(at(2)));
    assert_eq!(asked(5, Some(60), None).earlier, Some(at(-1_442)));
}

fn own(id: u64, urls: &[u32]) -> Own {
    let embeds: Vec<_> =
        urls.iter().map(|n| serde_json::json!({"title": "T", "url": format!("https://www.deviantart.com/a/art/T-{n}")})).collect();
    let message = serde_json::json!({"id": id.to_string(), "type": 0, "author": {"id": "5"}, "content": "", "embeds": embeds});
    Own::read(&message, 5).unwrap()
}

#[test]
fn a_message_for_several_is_found_whole_or_in_parts() {
    let wanted = |numbers: &[u128]| -> Vec<Wanted> {
        let due =
            |n: &u128| crate::delivery::gate::tests::card_of(testkit::sample::post(*n), format!("https://www.deviantart.com/a/art/T-{n}"));
        numbers.iter().map(|n| Wanted::of(&due(n))).collect()
    };
    let found = |messages: &[Own], numbers: &[u128]| among(&messages.iter().collect::<Vec<_>>(), &wanted(numbers));
    assert_eq!(found(&[own(7, &[1, 2, 3])], &[1, 2]), Among::Certain(7));
    assert_eq!(found(&[own(7, &[1, 2])], &[1, 2, 3]), Among::Partly);
    assert_eq!(found(&[own(7, &[1]), own(8, &[2])], &[1, 2]), Among::Partly);
    assert_eq!(found(&[own(7, &[4])], &[1, 2]), Among::Candidates(vec![]));
    assert_eq!(found(&[own(7, &[])], &[1, 2]), Among::Candidates(vec![(Fit::Bare, 7)]), "somebody removed its embeds");
}
