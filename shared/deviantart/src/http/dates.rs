//! How far this machine's clock is from those of the servers that it talks to, by the header `Date` of their answers (RFC 9110, 6.6.1).

use chrono::{DateTime, TimeDelta};
use domain::clock::{Clock, SystemClock, Timestamp};
use parking_lot::{Mutex, MutexGuard};
use reqwest::{Response, header};
use std::collections::{BTreeMap, VecDeque};
use url::Url;

/// The newest answers of each server: one whose date is odd among them changes nothing.
const KEPT: usize = 5;
/// Servers that are remembered; a process talks to a handful.
const SERVERS: usize = 64;

/// By host and port.
static SEEN: Mutex<BTreeMap<String, VecDeque<TimeDelta>>> = Mutex::new(BTreeMap::new());

fn seen() -> MutexGuard<'static, BTreeMap<String, VecDeque<TimeDelta>>> {
    // Valid after every statement.
    SEEN.lock()
}

/// Remembers what an answer that has just come says.
pub(super) fn note(response: &Response) {
    let headers = response.headers();
    // An answer that a cache kept is as old as it is.
    let dated = headers.get(header::DATE).filter(|_| !headers.contains_key(header::AGE)).and_then(|date| date.to_str().ok());
    if let (Some(date), Some(server)) = (dated, server(response.url())) {
        remember(server, date, SystemClock.now());
    }
}

fn remember(server: String, date: &str, now: Timestamp) {
    let Ok(date) = DateTime::parse_from_rfc2822(date) else { return };
    // It is cut to the second.
    let ahead = now - date.to_utc() - TimeDelta::milliseconds(500);
    let mut seen = seen();
    if seen.len() >= SERVERS && !seen.contains_key(&server) {
        return;
    }
    let answers = seen.entry(server).or_default();
    answers.push_back(ahead);
    if answers.len() > KEPT {
        answers.pop_front();
    }
}

fn server(url: &Url) -> Option<String> {
    Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
}

/// How far this machine's clock is ahead of that server's (negative: behind), by the middle of its newest answers; None when fewer than
/// `answers` of them are known.
#[must_use]
pub fn ahead_of(url: &Url, answers: usize) -> Option<TimeDelta> {
    let mut known: Vec<TimeDelta> = seen().get(&server(url)?)?.iter().copied().collect();
    known.sort_unstable();
    known.get(known.len() / 2).copied().filter(|_| known.len() >= answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_the_newest_answers_counts_and_one_odd_date_does_not() {
        let url = Url::parse("https://clocks.test/path").unwrap();
        let server = server(&url).unwrap();
        let now = DateTime::from_timestamp(1_700_000_000, 500_000_000).unwrap();
        let say = |seconds: i64| remember(server.clone(), &(now - TimeDelta::seconds(seconds)).to_rfc2822(), now);
        assert_eq!(ahead_of(&url, 1), None);
        say(0);
        say(0);
        assert_eq!(ahead_of(&url, 3), None);
        say(100_000);
        assert_eq!(ahead_of(&url, 3), Some(TimeDelta::zero()));
        (0..3).for_each(|_| say(-7_200));
        assert_eq!(ahead_of(&url, 3), Some(TimeDelta::hours(-2)));
        remember(server.clone(), "yesterday", now);
        assert_eq!(ahead_of(&Url::parse("https://clocks.test:444/").unwrap(), 1), None, "another server");
    }
}
