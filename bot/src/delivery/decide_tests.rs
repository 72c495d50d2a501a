use super::super::gate::tests::{due, now, with_rhythm};
use super::*;
use crate::card::batch::Form;
use crate::delivery::task::Others;
use crate::discord::classify::{Kind, Trouble};
use chrono::TimeDelta;
use domain::notification::KEPT;
use domain::watch::CatchUp;

const SECOND: Duration = Duration::from_secs(1);
const TREATMENT: [Blame; 3] = [Blame::Unclear, Blame::Alone, Blame::Rejected];

fn task(change: impl FnOnce(&mut Task)) -> Task {
    let mut task = Task::from_store(due(CatchUp::All, TimeDelta::zero()));
    change(&mut task);
    task
}

fn fresh() -> Task {
    task(|_| {})
}

fn doubtful() -> Task {
    task(|task| task.doubt = Some(Doubt::UNDATED))
}

fn old(catch_up: CatchUp) -> Task {
    Task::from_store(due(catch_up, TimeDelta::days(2)))
}

/// The verdict, and the task as it leaves it.
fn decided_when(mut task: Task, answer: Answer, change: impl FnOnce(&mut Now<'_>)) -> (Verdict, Task) {
    let tuning = Tuning::default();
    let mut now = Now { at: now(), instant: Instant::now(), may_send: true, tuning: &tuning };
    change(&mut now);
    let verdict = decide(&mut task, answer, &now);
    (verdict, task)
}

fn decided(task: Task, answer: Answer) -> (Verdict, Task) {
    decided_when(task, answer, |_| {})
}

fn verdict(task: Task, answer: Answer) -> Verdict {
    decided(task, answer).0
}

fn words(word: &str) -> String {
    word.to_owned()
}

fn row(permitted: bool, newest: Option<bool>) -> Answer {
    Answer::Row { permitted, newest }
}

fn trouble(kind: Kind, unsent: bool) -> Trouble {
    Trouble { reason: words("trouble"), unsent, kind }
}

fn transient(kind: Kind, unsent: bool) -> Answer {
    Answer::Transient { trouble: trouble(kind, unsent), at: now() }
}

fn history(sighting: Sighting, agrees: bool) -> Answer {
    Answer::History { sighting, agrees, then: Then::Send }
}

fn failure(verdict: &Verdict) -> Option<(&str, u32)> {
    if let Verdict::End(Settlement::Failed { reason, attempts }) = verdict { Some((reason, *attempts)) } else { None }
}

fn catch_up() -> Settlement {
    Settlement::Suppressed { reason: Suppressed::CatchUp }
}

#[test]
fn what_the_row_decides_ends_without_a_request_unless_an_attempt_is_in_doubt() {
    use Verdict::Ask;
    let permit = || Ask(Step::Permit);
    assert_eq!(verdict(fresh(), row(false, None)), permit());
    assert_eq!(verdict(fresh(), row(true, None)), Ask(Step::History(Then::Send)));
    assert_eq!(verdict(old(CatchUp::Skip), row(false, None)), Verdict::End(catch_up()));
    assert_eq!(verdict(old(CatchUp::Skip), row(true, None)), Verdict::End(catch_up()), "it may have become old while it waited");
    assert_eq!(verdict(old(CatchUp::All), row(false, None)), permit());
    let in_doubt = |mut task: Task| {
        task.doubt = Some(Doubt::UNDATED);
        task
    };
    assert_eq!(verdict(in_doubt(old(CatchUp::Skip)), row(false, None)), permit());
    assert_eq!(verdict(in_doubt(old(CatchUp::Skip)), row(true, None)), Ask(Step::History(Then::End(catch_up()))));
    let expired = verdict(Task::from_store(due(CatchUp::All, KEPT + TimeDelta::seconds(1))), row(false, None));
    assert!(matches!(expired, Verdict::End(Settlement::Expired { .. })), "{expired:?}");
}

#[test]
fn the_newest_of_a_watch_is_asked_for_when_only_that_one_counts() {
    for permitted in [false, true] {
        assert_eq!(verdict(old(CatchUp::NEWEST), row(permitted, None)), Verdict::Ask(Step::Newest { permitted }));
        assert_eq!(verdict(old(CatchUp::NEWEST), row(permitted, Some(false))), Verdict::End(catch_up()));
    }
    assert_eq!(verdict(old(CatchUp::NEWEST), row(false, Some(true))), Verdict::Ask(Step::Permit));
    assert_eq!(verdict(old(CatchUp::NEWEST), row(true, Some(true))), Verdict::Ask(Step::History(Then::Send)));
}

#[test]
fn what_the_store_has_lost_is_not_looked_for() {
    let lost = task(|task| {
        let artist = task.due.subject.artist().clone();
        task.due.subject = Subject::Lost { artist, unreadable: None };
        task.doubt = Some(Doubt::UNDATED);
    });
    let verdict = verdict(lost, row(true, None));
    assert!(failure(&verdict).is_some_and(|(reason, _)| reason.starts_with(IN_DOUBT)), "{verdict:?}");
}

/// What may be in the old channel is asked about there first.
#[test]
fn what_was_not_posted_before_its_watch_moved_goes_after_the_watch() {
    let gone = |mut task: Task| {
        task.due.channel = domain::id::ChannelId(99);
        task
    };
    assert_eq!(verdict(gone(fresh()), row(false, None)), Verdict::GoHome);
    assert_eq!(verdict(gone(doubtful()), row(true, None)), Verdict::Ask(Step::History(Then::Send)));
    let (verdict, task) = decided(gone(doubtful()), history(Sighting::Absent, false));
    assert_eq!((verdict, task.doubt), (moved(), None));
    let (verdict, task) = decided(gone(doubtful()), history(Sighting::Covered, false));
    assert_eq!(verdict, Verdict::Ask(Step::Entry), "the old channel may have it, and takes it no second time");
    assert!(task.doubt.is_some());
}

#[test]
fn the_history_decides_before_anything_is_sent() {
    use Sighting::{Absent, Covered, Found, Impossible, Later};
    let entry = || Verdict::Ask(Step::Entry);
    let found = || Verdict::Found { message: MessageId(7), with: Vec::new() };
    let seen = || Found { message: MessageId(7), with: Vec::new() };
    let unsure = || Verdict::Unsure { why: Why::Hidden };
    let rows = [
        (false, Covered, false, entry()),
        (true, Covered, false, entry()),
        (true, Absent, false, entry()),
        (true, seen(), true, found()),
        (false, seen(), true, found()),
        (false, Impossible(Why::Hidden), true, entry()),
        (false, Impossible(Why::Hidden), false, unsure()),
        (true, Impossible(Why::Hidden), true, unsure()),
        (true, Later(Stop::Wait(SECOND)), true, Verdict::Again(SECOND)),
        (false, Later(Stop::Stopped), true, Verdict::Again(Duration::ZERO)),
        (false, Later(Stop::Reason(words("r"))), true, later(words("r"))),
    ];
    for (in_doubt, sighting, agrees, wanted) in rows {
        let task = if in_doubt { doubtful() } else { fresh() };
        assert_eq!(verdict(task, history(sighting.clone(), agrees)), wanted, "{in_doubt} {sighting:?} {agrees}");
    }
    assert_eq!(decided(doubtful(), history(Absent, false)).1.doubt, None, "nothing is in doubt any more");
    assert!(decided(doubtful(), history(Covered, false)).1.doubt.is_some(), "the nonce covers it, and nobody knows more");
}

#[test]
fn what_follows_the_history_is_what_it_was_asked_for() {
    let after = |then| verdict(doubtful(), Answer::History { sighting: Sighting::Absent, agrees: false, then });
    assert_eq!(after(Then::End(catch_up())), Verdict::End(catch_up()));
    assert_eq!(after(Then::Resend), Verdict::Ask(Step::Send));
}

#[test]
fn a_stop_gives_the_message_back_instead_of_putting_it_off() {
    let stopping = |answer| decided_when(fresh(), answer, |now| now.may_send = false).0;
    assert_eq!(stopping(Answer::NotNow(Stop::Reason(words("r")))), Verdict::Again(Duration::ZERO));
    assert_eq!(verdict(fresh(), Answer::NotNow(Stop::Reason(words("r")))), later(words("r")));
    assert_eq!(stopping(transient(Kind::NoAnswer, true)), later(words("trouble")), "no second try any more");
    let whole = decided_when(batch(|_| {}), transient(Kind::NoAnswer, false), |now| now.may_send = false).0;
    assert_eq!(whole, Verdict::Again(Duration::ZERO), "the journal keeps its body, which the store does not");
}

#[test]
fn discords_answers_to_a_message() {
    let held = |hold, reason: &str| Verdict::Hold { hold, reason: words(reason) };
    assert_eq!(verdict(fresh(), Answer::Delivered(Some(MessageId(7)))), Verdict::Sent(Some(MessageId(7))));
    assert_eq!(verdict(fresh(), Answer::Delivered(None)), Verdict::Sent(None));
    assert_eq!(verdict(fresh(), Answer::RateLimited(SECOND)), Verdict::Again(SECOND));
    assert_eq!(verdict(fresh(), Answer::Gone { permitted: true }), Verdict::Drop);
    let in_doubt = verdict(doubtful(), Answer::Gone { permitted: true });
    assert!(matches!(in_doubt, Verdict::Later { .. }), "the store learns of the doubt: {in_doubt:?}");
    assert_eq!(verdict(fresh(), Answer::Admitted), Verdict::Ask(Step::Send));
    assert_eq!(verdict(fresh(), Answer::Unrestricted), held(Hold::Mature, NOT_AGE_RESTRICTED));
    let foreign = verdict(fresh(), Answer::Foreign);
    assert!(failure(&foreign).is_some_and(|(reason, attempts)| reason.contains("another server") && attempts == 0), "{foreign:?}");
    let (woken, after) = decided(fresh(), Answer::Archived);
    assert!(woken == Verdict::Ask(Step::Wake) && after.woken, "{woken:?}");
    assert_eq!(verdict(after.clone(), Answer::Woken), Verdict::Ask(Step::Send));
    assert_eq!(verdict(after, Answer::Archived), held(Hold::Channel, "the thread is archived and cannot be woken"));
}

#[test]
fn a_channel_is_held_when_it_refuses_again_and_later_while_many_do() {
    let look = Tuning::default().second_look;
    let refused = |many| Answer::Refused { reason: words("no"), many };
    let held = Verdict::Hold { hold: Hold::Channel, reason: words("no") };
    for (many, wait, patience) in [(false, look, look), (true, look * 4, OUTBREAK)] {
        let (verdict, after) = decided(fresh(), refused(many));
        assert_eq!(verdict, Verdict::Again(wait));
        let since = after.refused_since.unwrap();
        let at = |age: Duration| decided_when(after.clone(), refused(many), |now| now.instant = since + age).0;
        assert_eq!(at(patience.checked_sub(SECOND).unwrap()), Verdict::Again(wait));
        assert_eq!(at(patience), held);
    }
}

#[test]
fn rejected_content_is_sent_as_a_link_then_fails_and_is_looked_for_when_in_doubt() {
    let rejected = || Answer::Rejected { reason: words("no") };
    let (verdict, after) = decided(fresh(), rejected());
    assert_eq!(verdict, Verdict::Plain { reason: words("no"), next: Step::Send });
    assert!(after.plain);
    let verdict = super::decide(
        &mut after.clone(),
        rejected(),
        &Now { at: now(), instant: Instant::now(), may_send: true, tuning: &Tuning::default() },
    );
    assert_eq!(failure(&verdict), Some(("Discord refuses the message: no", 1)));
    let (verdict, after) = decided(doubtful(), rejected());
    assert_eq!(verdict, Verdict::Ask(Step::History(Then::Resend)));
    assert!(after.doubt.is_some() && !after.plain, "not before it is known that nothing was sent");
}

#[test]
fn what_may_pass_is_tried_again_at_once_and_then_the_one_to_blame_decides() {
    for kind in [Kind::NoAnswer, Kind::Server] {
        let (verdict, after) = decided(fresh(), transient(kind, false));
        assert_eq!(verdict, Verdict::AgainSoon);
        assert!(after.quick && after.doubt.is_some_and(|doubt| doubt.time() == Some(now())), "{kind:?}");
        let again = decided(after, transient(kind, false)).0;
        let wanted = if kind == Kind::NoAnswer { later(words("trouble")) } else { Verdict::Ask(Step::Blame(trouble(kind, false))) };
        assert_eq!(again, wanted);
    }
    let aside = Kind::Aside(SECOND);
    let (verdict, after) = decided(fresh(), transient(aside, true));
    assert_eq!(verdict, Verdict::Ask(Step::Blame(trouble(aside, true))), "no second try at once");
    assert!(after.doubt.is_none() && !after.quick, "certainly nothing was posted");
    let (_, after) = decided(doubtful(), transient(Kind::NoAnswer, false));
    assert_eq!(after.doubt, Some(Doubt::UNDATED), "the first attempt in doubt counts");
}

#[test]
fn the_blame_decides_how_long_to_wait_and_when_to_give_up() {
    let blamed = |task: Task, blame| {
        let trouble = trouble(Kind::Aside(SECOND), true);
        decided(task, Answer::Blamed { trouble, blame })
    };
    let put_off = |at_most| Verdict::Later { reason: words("trouble"), at_least: SECOND, at_most };
    let plain = |in_doubt: bool| task(|task| (task.plain, task.doubt) = (true, in_doubt.then_some(Doubt::UNDATED)));
    for (blame, at_most) in TREATMENT.into_iter().zip([LAST_DELAY, ALONE_DELAY]) {
        for task in [fresh(), doubtful(), plain(false), plain(true)] {
            assert_eq!(blamed(task, blame).0, put_off(at_most), "{blame:?}");
        }
    }
    let (verdict, after) = blamed(doubtful(), Blame::Rejected);
    assert_eq!(verdict, Verdict::Plain { reason: words("trouble"), next: Step::History(Then::Send) });
    assert!(after.plain, "the card may have arrived: the history is asked before the link is sent");
    assert_eq!(blamed(plain(true), Blame::Rejected).0, Verdict::Unsure { why: Why::Refused(words("trouble")) });
    let verdict = blamed(plain(false), Blame::Rejected).0;
    assert_eq!(failure(&verdict), Some(("Discord went on refusing the message: trouble", 1)));
}

/// Whatever is answered in whatever order, an attempt comes to an end, and sends nothing while the past is in doubt and unknown.
#[test]
fn every_attempt_ends() {
    let answers = |step: &Step| match step {
        Step::Newest { permitted } => vec![row(*permitted, Some(true)), row(*permitted, Some(false))],
        Step::Permit => vec![row(true, None), Answer::Gone { permitted: true }, Answer::NotNow(Stop::Stopped)],
        Step::History(then) => [
            Sighting::Covered,
            Sighting::Absent,
            Sighting::Found { message: MessageId(1), with: Vec::new() },
            Sighting::Impossible(Why::Hidden),
        ]
        .into_iter()
        .map(|sighting| Answer::History { sighting, agrees: false, then: then.clone() })
        .collect(),
        Step::Entry => vec![Answer::Admitted, Answer::Foreign, Answer::Unrestricted],
        Step::Send => vec![
            Answer::Delivered(None),
            Answer::Archived,
            Answer::Rejected { reason: words("r") },
            Answer::Refused { reason: words("r"), many: false },
            transient(Kind::NoAnswer, false),
            transient(Kind::Server, false),
            transient(Kind::Aside(SECOND), true),
        ],
        Step::Wake => vec![Answer::Woken, Answer::Refused { reason: words("r"), many: true }],
        Step::Blame(trouble) => TREATMENT.map(|blame| Answer::Blamed { trouble: trouble.clone(), blame }).to_vec(),
    };
    let mut open = vec![(fresh(), row(false, None), 0), (doubtful(), row(false, None), 0), (old(CatchUp::NEWEST), row(false, None), 0)];
    let mut attempts = 0;
    while let Some((task, answer, depth)) = open.pop() {
        assert!(depth < 30, "{answer:?}");
        let (verdict, task) = decided(task, answer);
        match verdict {
            Verdict::Ask(step) | Verdict::Plain { next: step, .. } => {
                open.extend(answers(&step).into_iter().map(|answer| (task.clone(), answer, depth + 1)));
            }
            _ => attempts += 1,
        }
    }
    assert!(attempts > 100, "{attempts}");
}

fn batch(change: impl FnOnce(&mut Task)) -> Task {
    let of = |n: u128| super::super::gate::tests::card_of(testkit::sample::post(n), format!("https://www.deviantart.com/a/art/T-{n}"));
    let mut task = Task::from_store(of(1));
    task.others = Some(Others { due: vec![of(2)], form: Form::Cards, posts: false, body: None });
    change(&mut task);
    task
}

#[test]
fn a_message_for_several_is_sent_as_a_whole_or_given_up() {
    let whole = || batch(|_| {});
    let given_up = |verdict: Verdict| matches!(verdict, Verdict::Split { .. });
    assert_eq!(verdict(whole(), row(true, None)), Verdict::Ask(Step::History(Then::Send)));
    assert!(given_up(verdict(whole(), Answer::Rejected { reason: words("r") })));
    assert!(given_up(verdict(whole(), Answer::Unrestricted)) && given_up(verdict(whole(), Answer::Unwritable)));
    assert!(given_up(verdict(whole(), transient(Kind::Aside(SECOND), true))), "one of its posts may be to blame");
    assert!(given_up(verdict(whole(), history(Sighting::Partly, true))));
    for blame in [Blame::Alone, Blame::Rejected] {
        assert!(given_up(verdict(whole(), Answer::Blamed { trouble: trouble(Kind::Server, false), blame })));
    }
    let blamed = Answer::Blamed { trouble: trouble(Kind::Server, false), blame: Blame::Unclear };
    assert!(matches!(verdict(whole(), blamed), Verdict::Later { .. }), "nobody is sent: it stays together");
}

#[test]
fn a_message_for_several_of_which_one_is_gone_is_looked_for_where_it_may_have_arrived() {
    let removed = |doubt| batch(|task| (task.due.post_removed, task.doubt) = (true, doubt));
    assert!(matches!(verdict(removed(None), row(false, None)), Verdict::Split { .. }));
    assert_eq!(verdict(removed(Some(Doubt::UNDATED)), row(false, None)), Verdict::Ask(Step::Permit));
    assert_eq!(verdict(removed(Some(Doubt::UNDATED)), row(true, None)), Verdict::Ask(Step::History(Then::Split)));
    let doubtful = || batch(|task| task.doubt = Some(Doubt::UNDATED));
    assert_eq!(verdict(doubtful(), Answer::Gone { permitted: true }), Verdict::Ask(Step::History(Then::Split)));
    let absent = Answer::History { sighting: Sighting::Absent, agrees: true, then: Then::Split };
    let (absent, task) = decided(doubtful(), absent);
    assert!(matches!(absent, Verdict::Split { .. }) && task.doubt.is_none(), "then nothing was posted");
    let rejected = verdict(doubtful(), Answer::Rejected { reason: words("r") });
    assert_eq!(rejected, Verdict::Ask(Step::History(Then::Resend)), "Discord may have taken it before");
}

#[test]
fn what_has_an_hour_is_put_off_unless_it_may_be_there_already() {
    let until = now() + TimeDelta::hours(1);
    let waits = || Task::from_store(with_rhythm("daily 09", ""));
    for permitted in [false, true] {
        assert_eq!(verdict(waits(), row(permitted, None)), Verdict::PutOff { until });
    }
    let doubtful = || Task { doubt: Some(Doubt::UNDATED), ..waits() };
    assert_eq!(verdict(doubtful(), row(true, None)), Verdict::Ask(Step::History(Then::Send)));
    let absent = Answer::History { sighting: Sighting::Absent, agrees: true, then: Then::Send };
    let Verdict::Later { at_least, .. } = verdict(doubtful(), absent) else { panic!("it is not there, and its hour has not come") };
    assert_eq!(at_least, Duration::from_secs(3_600));
    // A message for several that was not begun falls apart when quiet hours begin, and one that may be there is looked for.
    let several = |task: Task| Task {
        others: Some(Others { due: vec![with_rhythm("daily 09", "")], form: Form::Cards, posts: false, body: None }),
        ..task
    };
    assert!(matches!(verdict(several(waits()), row(false, None)), Verdict::Split { .. }));
}
