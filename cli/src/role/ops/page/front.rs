//! The first page, top to bottom: the sentence, what is wrong and what to do, the pipeline, how late posts were, processes, credentials,
//! artists, channels, the last errors. Pure.

use super::frame::{table, when};
use super::picture::{Member, Picture};
use super::plot;
use super::sentence::{self, seconds};
use crate::role::delays::{DOWNTIME, SEEN, SENT};
use crate::role::details::{self, Group, span};
use crate::role::health::State;
use crate::role::ops::alert::Alert;
use maud::{Markup, html};
use store::trace::COUNTED;

/// What stands where the store should have told something.
const NOT_KNOWN: &str = "Not known: the store cannot be read.";
/// What stands above figures that are of one process because the store does not tell those of the others.
const ALONE: &str =
    "The store cannot be read: this is only what this process knows of itself. The others' part and the history are back when it can.";

/// See the module's text.
#[must_use]
pub fn show(picture: &Picture) -> Markup {
    let (state, said) = sentence::of(picture);
    html! {
        h1 class=(class(state)) { (said) }
        (wrong(picture))
        (pipeline(picture))
        (freshness(picture))
        (processes(picture))
        (credentials(picture))
        (artists(picture))
        (channels(picture))
        (lines(picture))
        (all_checks(picture))
    }
}

const fn class(state: State) -> &'static str {
    match state {
        State::Ok => "good",
        State::Resting => "rest",
        State::Degraded => "warn",
        State::Failing => "bad",
    }
}

const fn word(state: State) -> &'static str {
    match state {
        State::Ok => "ok",
        State::Resting => "rests",
        State::Degraded => "needs attention",
        State::Failing => "fails",
    }
}

fn wrong(picture: &Picture) -> Markup {
    let mut checks: Vec<_> = picture.checks.iter().filter(|check| check.state > State::Ok).collect();
    checks.sort_by_key(|check| std::cmp::Reverse(check.state));
    html! {
        section aria-labelledby="wrong" {
            h2 id="wrong" { "What is wrong and what to do" }
            @if checks.is_empty() && picture.alerts.as_ref().is_some_and(Vec::is_empty) { p class="good" { "Nothing." } }
            @if !checks.is_empty() {
                (table("checks", &["part", "state", "what and what to do"], &html! {
                    @for check in &checks {
                        tr { td { (check.name) } td class=(class(check.state)) { (word(check.state)) } td { (check.message) } }
                    }
                }))
            }
            (alerts(picture.alerts.as_deref()))
        }
    }
}

fn alerts(alerts: Option<&[Alert]>) -> Markup {
    html! {
        @if alerts.is_none_or(|alerts| !alerts.is_empty()) { h3 { "Alerts that are not over" } }
        @match alerts {
            None => { p class="warn" { (NOT_KNOWN) } }
            Some([]) => {}
            Some(alerts) => {
                (table("alerts", &["alert", "since", "what it means, and the command to look with"], &html! {
                    @for alert in alerts {
                        @let about = alert.kind.about();
                        tr { td { (about.title) } td { (when(alert.since)) } td { (alert.detail) ". " (about.means) " " code { (about.command) } } }
                    }
                }))
            }
        }
    }
}

fn all_checks(picture: &Picture) -> Markup {
    html! {
        details {
            summary { "All checks" }
            (table("all checks", &["part", "state", "figures"], &html! {
                @for check in &picture.checks {
                    tr { td { (check.name) } td class=(class(check.state)) { (word(check.state)) } td { (check.message) } }
                }
            }))
        }
    }
}

/// A stage of the pipeline.
struct Stage {
    name: &'static str,
    term: &'static str,
    rate: String,
    waiting: String,
    age: String,
}

fn stages(picture: &Picture) -> [Stage; 4] {
    let count = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value}"));
    let spool = picture.sum("spool_records/ingest");
    let spool_age = picture.most("spool_oldest_age_seconds/ingest").filter(|_| spool.is_some_and(|records| records > 0.0));
    let hour = |what| picture.delays.since(what, 1).count();
    let pending = picture.waiting.as_ref().map(|waiting| waiting.states.values().sum::<u64>());
    let due = picture.waiting.as_ref().map(|waiting| waiting.oldest_due.filter(|due| *due < picture.now));
    [
        Stage {
            name: "Polling DeviantArt",
            term: "ingest: sources and polls",
            rate: format!("{} polls a minute", count(picture.sum("polls_last_minute"))),
            waiting: format!("{} of {} lists are late", count(picture.sum("sources_overdue")), count(picture.sum("sources"))),
            age: picture.most("oldest_poll_age_seconds").map_or_else(|| "–".to_owned(), |age| format!("oldest poll {} ago", seconds(age))),
        },
        Stage {
            name: "Waiting on disk",
            term: "spool in front of the event log",
            rate: format!("{} posts this and last hour", hour(SEEN) + hour(DOWNTIME)),
            waiting: format!("{} wait for the log", count(spool)),
            age: spool_age.map_or_else(|| "none waits".to_owned(), |age| format!("oldest for {}", seconds(age))),
        },
        Stage {
            name: "Deciding who gets it",
            term: "projection: the fold of the event log",
            rate: format!("{} posts this and last hour", hour(SEEN) + hour(DOWNTIME)),
            waiting: picture.lag.map_or_else(|| "–".to_owned(), |(events, _)| format!("{events} events wait")),
            age: picture.lag.map_or_else(
                || "–".to_owned(),
                |(_, age)| format!("oldest for {}", span(chrono::TimeDelta::seconds(age.as_secs().cast_signed()))),
            ),
        },
        Stage {
            name: "Waiting to be sent",
            term: "notifications: pending, sending, held",
            rate: format!("{} messages this and last hour", hour(SENT)),
            waiting: pending.map_or_else(|| "–".to_owned(), |pending| format!("{} wait", bounded(pending))),
            age: match due {
                None => "–".to_owned(),
                Some(None) => "none is late".to_owned(),
                Some(Some(due)) => format!("oldest due {} ago", span(picture.now - due)),
            },
        },
    ]
}

/// What was counted up to a limit.
fn bounded(count: u64) -> String {
    if count > COUNTED { format!("more than {COUNTED}") } else { count.to_string() }
}

fn pipeline(picture: &Picture) -> Markup {
    html! {
        section aria-labelledby="pipeline" {
            h2 id="pipeline" { "From DeviantArt to Discord" }
            ol class="stages" {
                @for Stage { name, term, rate, waiting, age } in stages(picture) {
                    li { h3 { abbr title=(term) { (name) } } p { (rate) } p { (waiting) } p { (age) } }
                }
            }
        }
    }
}

fn freshness(picture: &Picture) -> Markup {
    let spans = [("this and last hour", 1), ("24 hours", 24), ("7 days", 7 * 24)];
    let cells = |what: &str, hours: i64| {
        let histogram = picture.delays.since(what, hours);
        let (half, most) = sentence::pair(&histogram).unwrap_or_else(|| ("–".to_owned(), "–".to_owned()));
        html! { td { (histogram.count()) } td { (half) } td { (most) } }
    };
    html! {
        section aria-labelledby="late" {
            h2 id="late" { "How late posts were" }
            (alone(picture))
            (table("freshness", &["over", "seen", "half within", "99 of 100 within", "sent", "half within", "99 of 100 within", "while down"], &html! {
                @for (name, hours) in spans {
                    tr { th scope="row" { (name) } (cells(SEEN, hours)) (cells(SENT, hours)) td { (picture.delays.since(DOWNTIME, hours).count()) } }
                }
            }))
            (plot::draw(&picture.delays))
        }
    }
}

/// Says of what follows that it is not all there is.
fn alone(picture: &Picture) -> Markup {
    html! { @if picture.alone { p class="warn" { (ALONE) } } }
}

fn processes(picture: &Picture) -> Markup {
    let worst = |member: &Member| member.checks.iter().map(|check| check.state).max().unwrap_or(State::Ok);
    html! {
        section aria-labelledby="processes" {
            h2 id="processes" { "Processes" }
            (alone(picture))
            (table("process list", &["process", "version", "started", "last sign of life", "state"], &html! {
                @for member in &picture.processes {
                    tr {
                        td { (member.name) } td { (member.version) }
                        td { @if let Some(at) = member.started_at { (when(at)) } @else { "this process" } }
                        td { @if let Some(silent) = member.silent { (silent) " s ago" } @else { "now" } }
                        td class=(if member.alive { class(worst(member)) } else { "bad" }) { (if member.alive { word(worst(member)) } else { "silent" }) }
                    }
                }
            }))
        }
    }
}

fn credentials(picture: &Picture) -> Markup {
    let live = picture.processes.iter().filter(|member| member.alive);
    let all: Vec<(&str, &details::Credential)> =
        live.flat_map(|member| member.details.credentials.iter().map(|one| (member.name.as_str(), one))).collect();
    html! {
        section aria-labelledby="credentials" {
            h2 id="credentials" { "DeviantArt credentials" }
            @if all.is_empty() { p { (if picture.alone { "This process has none." } else { "No process has one." }) } } @else {
                (table("credential list", &["number", "process", "requests in the last minute", "allowed a second", "state"], &html! {
                    @for (process, one) in all {
                        tr {
                            td { (one.number) } td { (process) } td { (one.last_minute) }
                            td { @if let Some(rate) = one.rate { (format!("{rate:.2}")) } @else { "–" } }
                            @if let Some(refused) = &one.refused { td class="bad" { "out of use: " (refused) } }
                            @else if let Some(until) = one.paused_until.filter(|until| *until > picture.now) { td class="rest" { "pauses until " (when(until)) } }
                            @else { td class="good" { "in use" } }
                        }
                    }
                }))
            }
        }
    }
}

fn artists(picture: &Picture) -> Markup {
    let live = picture.processes.iter().filter(|member| member.alive);
    let mut all: Vec<&details::Artist> = live.flat_map(|member| &member.details.artists).collect();
    all.sort_by_key(|artist| artist.group);
    let group = |group: Group| match group {
        Group::Trouble => "in trouble",
        Group::Overdue => "late",
        Group::Slow => "slowest",
    };
    html! {
        section aria-labelledby="artists" {
            h2 id="artists" { "Artists: in trouble, late, slowest" }
            @if all.is_empty() { p { (if picture.alone { "None that this process polls." } else { "None." }) } } @else {
                (table("artist list", &["artist", "why here", "list", "what"], &html! {
                    @for artist in all {
                        tr { td { a href={ "artist/" (artist.id) } { (artist.name) } } td { (group(artist.group)) } td { (artist.source) } td { (artist.why) } }
                    }
                }))
            }
        }
    }
}

fn channels(picture: &Picture) -> Markup {
    html! {
        section aria-labelledby="channels" {
            h2 id="channels" { "Channels that take no messages" }
            @match picture.channels.as_deref() {
                None => { p class="warn" { (NOT_KNOWN) } }
                Some([]) => { p { "None." } }
                Some(channels) => {
                    @if let Some(waiting) = &picture.waiting { p { (bounded(waiting.broken)) " in all." } }
                    (table("channel list", &["channel", "server", "since", "what Discord says"], &html! {
                        @for channel in channels {
                            tr { td { (channel.channel) } td { a href={ "guild/" (channel.guild) } { (channel.guild) } } td { (when(channel.since)) } td { (channel.reason) } }
                        }
                    }))
                }
            }
        }
    }
}

fn lines(picture: &Picture) -> Markup {
    let mut all: Vec<(&str, &details::Line)> =
        picture.processes.iter().flat_map(|member| member.details.lines.iter().map(|line| (member.name.as_str(), line))).collect();
    all.sort_by_key(|(_, line)| std::cmp::Reverse(line.at));
    html! {
        section aria-labelledby="lines" {
            h2 id="lines" { "The last errors and warnings" }
            @if all.is_empty() { p { "None since the start." } } @else {
                (table("line list", &["time", "process", "level", "what"], &html! {
                    @for (process, line) in all.into_iter().take(20) {
                        tr { td { (when(line.at)) } td { (process) } td class=(if line.error { "bad" } else { "warn" }) { (if line.error { "error" } else { "warning" }) } td { (line.text) } }
                    }
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::Delays;
    use super::*;
    use crate::role::delays::Histogram;
    use crate::role::health::Check;
    use domain::clock::EpochHour;
    use std::collections::BTreeMap;
    use store::hourly::Hour;
    use store::trace::Waiting;

    #[test]
    fn everything_is_shown_in_order_and_what_others_wrote_is_escaped() {
        let hostile = "<script>alert(1)</script>".to_owned();
        let artist = details::Artist { name: hostile.clone(), why: hostile.clone(), group: Group::Trouble, ..details::Artist::default() };
        let credential = details::Credential { number: 1, refused: Some(hostile.clone()), ..details::Credential::default() };
        let line = details::Line { text: hostile.clone(), error: true, ..details::Line::default() };
        let details = details::Details { credentials: vec![credential], artists: vec![artist], lines: vec![line] };
        let check = Check::failing("event log", hostile.clone());
        let process = Member {
            name: hostile.clone(),
            version: hostile,
            started_at: None,
            silent: Some(99),
            alive: true,
            checks: vec![check.clone()],
            gauges: BTreeMap::from([("sources".to_owned(), 3.0), ("sources_overdue".to_owned(), 1.0)]),
            details,
        };
        let picture = Picture { checks: vec![check, Check::ok("spool", "empty")], processes: vec![process], ..Picture::default() };
        let shown = show(&picture).into_string();
        assert!(!shown.contains("<script>") && shown.matches("&lt;script&gt;").count() >= 7, "{shown}");
        let parts = ["Posts do not arrive", "wrong", "pipeline", "late", "processes", "credentials", "artists", "channels", "lines"];
        let places: Vec<usize> = parts[1..].iter().map(|part| shown.find(&format!("<h2 id=\"{part}\">")).unwrap()).collect();
        assert!(places.is_sorted() && shown.find(parts[0]).unwrap() < places[0], "{places:?}");
        assert!(shown.contains("1 of 3 lists are late"), "{shown}");
    }

    #[test]
    fn what_the_store_does_not_tell_is_said_and_what_this_process_counted_is_shown() {
        let mut histogram = Histogram::default();
        histogram.add(3.0);
        let hour = Hour {
            hour: EpochHour(100),
            process: uuid::Uuid::nil(),
            what: SEEN.to_owned(),
            figures: serde_json::to_string(&histogram).unwrap(),
        };
        let known = Picture {
            alerts: Some(Vec::new()),
            waiting: Some(Waiting::default()),
            channels: Some(Vec::new()),
            delays: Delays::of(&[hour], 100),
            ..Picture::default()
        };
        let unread = Picture { alerts: None, waiting: None, channels: None, alone: true, ..known.clone() };
        let (known, unread) = (show(&known).into_string(), show(&unread).into_string());
        assert!(!known.contains("store cannot be read") && known.contains("Nothing.") && known.contains("none is late"), "{known}");
        assert_eq!((unread.matches(NOT_KNOWN).count(), unread.matches(ALONE).count()), (2, 2), "{unread}");
        for untrue in ["Nothing.", ">None.", "0 wait<", "none is late", "No new post", "No process has one"] {
            assert!(!unread.contains(untrue), "{untrue}: {unread}");
        }
        assert!(unread.contains("1 posts this and last hour") && unread.contains("<td>3.1 s</td>"), "{unread}");
    }
}
