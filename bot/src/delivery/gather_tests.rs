use super::super::gate::tests::{card_of, now};
use super::*;
use chrono::TimeDelta;
use domain::notification::Doubt;
use domain::watch::Ping;
use testkit::sample;

fn task(n: u128, change: impl FnOnce(&mut Task)) -> Task {
    let mut task = Task::from_store(card_of(sample::post(n), format!("https://www.deviantart.com/a/art/T-{n}")));
    change(&mut task);
    task
}

fn key(task: &Task) -> Option<Key> {
    Key::of(task, now())
}

#[test]
fn only_posts_of_one_artist_watch_poll_and_ping_go_together() {
    let of = |change: fn(&mut Task)| key(&task(2, change));
    let first = key(&task(1, |_| {}));
    assert!(first.is_some() && first == of(|_| {}));
    let apart: [fn(&mut Task); 3] = [
        |task| task.due.deliverable_at += TimeDelta::microseconds(1),
        |task| task.due.also_ping = vec![Ping { role: RoleId(5), by_right: true }],
        |task| task.due.watch.as_mut().unwrap().id = WatchId(uuid::Uuid::from_u128(9)),
    ];
    for change in apart {
        assert!(of(change).is_some_and(|key| Some(key) != first));
    }
}

#[test]
fn what_may_have_been_sent_or_is_in_trouble_goes_alone() {
    let alone: [fn(&mut Task); 6] = [
        |task| task.doubt = Some(Doubt::UNDATED),
        |task| task.plain = true,
        |task| task.aside = true,
        |task| task.apart = true,
        |task| task.records = vec![1],
        |task| task.due.post_removed = true,
    ];
    for change in alone {
        assert_eq!(key(&task(1, change)), None);
    }
}

#[test]
fn mature_posts_go_apart_whatever_is_known_of_the_channel() {
    let mature = task(1, |task| {
        task.due.watch.as_mut().unwrap().wish.mature = true;
        if let Subject::Card { post, .. } = &mut task.due.subject {
            post.mature = true;
        }
    });
    let safe = task(2, |_| {});
    assert!(key(&mature).is_some() && key(&mature) != key(&safe));
}

#[test]
fn a_few_links_or_lines_go_one_by_one_and_many_as_a_list() {
    let links = |count: u128, style: Style| {
        let link = |task: &mut Task| task.due.watch.as_mut().unwrap().wish.style = style;
        let tasks: Vec<Task> = (1..=count).map(|n| task(n, link)).collect();
        let mut tasks = tasks.into_iter();
        together(tasks.next().unwrap(), tasks.collect(), false)
    };
    for style in [Style::Link, Style::Line] {
        let (first, rest) = links(5, style);
        assert!(!first.is_batch() && rest.len() == 4);
        let (first, rest) = links(6, style);
        assert!(rest.is_empty() && first.others.is_some_and(|others| others.form == Form::List && others.due.len() == 5));
    }
}

fn sizes(count: u128, more: bool, change: fn(&mut Task)) -> Vec<(usize, Form)> {
    let (mut left, mut more, mut found) = ((0..count).map(|n| task(n, change)).collect::<Vec<_>>(), more, Vec::new());
    while !left.is_empty() {
        let others = left.split_off(1);
        let (one, rest) = together(left.remove(0), others, more);
        found.push((one.members().count(), one.others.as_ref().map_or(Form::Cards, |others| others.form)));
        (left, more) = (rest, true);
    }
    found
}

#[test]
fn a_burst_is_one_message_as_far_as_one_message_holds_it() {
    assert_eq!(sizes(1, false, |_| {}), [(1, Form::Cards)]);
    for count in [3, 10, 11, 40] {
        assert_eq!(sizes(count, false, |_| {}), [(usize::try_from(count).unwrap(), Form::Cards)], "{count}");
    }
    let large = sizes(500, false, |_| {});
    assert_eq!(large.iter().map(|(size, _)| size).sum::<usize>(), 500);
    assert!(large.len() <= 8 && large[0].1 == Form::Cards && large[1..].iter().all(|(_, form)| *form == Form::List), "{large:?}");
}

#[test]
fn what_waited_for_its_channel_is_listed_when_it_is_more_than_five() {
    let waited = |task: &mut Task| task.due.observed_at -= TimeDelta::days(1);
    assert_eq!(sizes(5, false, waited), [(5, Form::Cards)]);
    assert_eq!(sizes(6, false, waited), [(6, Form::List)]);
}

#[test]
fn what_waited_goes_card_by_card_where_its_watch_says_so_and_a_digest_is_listed_all_the_same() {
    let each = |task: &mut Task| {
        task.due.observed_at -= TimeDelta::days(1);
        task.due.watch.as_mut().unwrap().wish.catch_up = CatchUp::Each;
    };
    assert_eq!(sizes(6, false, each), [(6, Form::Cards)]);
    let digest = |task: &mut Task| {
        let watch = task.due.watch.as_mut().unwrap();
        (watch.wish.catch_up, watch.wish.rhythm.digest) = (CatchUp::Each, "hourly".parse().ok());
        task.due.observed_at -= TimeDelta::hours(2);
        task.due.deliverable_at = task.due.turn();
    };
    assert_eq!(sizes(6, false, digest), [(6, Form::List)]);
}
