//! The one sentence: whether posts arrive, and how late. Pure.

use super::picture::Picture;
use crate::role::delays::{DOWNTIME, Histogram, SEEN, SENT};
use crate::role::details::span;
use crate::role::health::State;
use chrono::TimeDelta;

/// Whether posts arrive, and the sentence.
#[must_use]
pub fn of(picture: &Picture) -> (State, String) {
    let worst = picture.checks.iter().map(|check| check.state).max().unwrap_or(State::Ok);
    let said = match worst {
        State::Failing => "Posts do not arrive as they should".to_owned(),
        State::Degraded => "Posts arrive, and something needs attention".to_owned(),
        State::Resting => "Posts arrive late: a vendor asked for a rest, which ends by itself".to_owned(),
        State::Ok => "Posts arrive".to_owned(),
    };
    (worst, format!("{said}. {}", lateness(picture)))
}

fn lateness(picture: &Picture) -> String {
    if picture.alone {
        return "How late they are is not known: the store cannot be read.".to_owned();
    }
    let day = |what| picture.delays.since(what, 24);
    let (seen, sent, downtime) = (day(SEEN), day(SENT), day(DOWNTIME));
    let mut text = match (pair(&seen), pair(&sent)) {
        (None, None) => "No new post in the last 24 hours.".to_owned(),
        (Some((half, most)), None) => format!("In the last 24 hours half were seen within {half}, 99 of 100 within {most}; none was sent."),
        (None, Some((half, most))) => format!("In the last 24 hours half were sent within {half} of being seen, 99 of 100 within {most}."),
        (Some((half, most)), Some((sent, _))) => {
            format!(
                "In the last 24 hours half were seen within {half} of their publication, 99 of 100 within {most}, and half were sent within {sent} more."
            )
        }
    };
    if downtime.count() > 0 {
        text += &format!(" {} were published before the worker that found them had started.", downtime.count());
    }
    text
}

/// The median and what 99 of 100 do not exceed.
#[must_use]
pub fn pair(histogram: &Histogram) -> Option<(String, String)> {
    Some((seconds(histogram.quantile(0.5)?), seconds(histogram.quantile(0.99)?)))
}

/// Seconds for people.
#[must_use]
pub fn seconds(seconds: f64) -> String {
    if seconds < 1.0 {
        format!("{:.0} ms", seconds * 1_000.0)
    } else if seconds < 10.0 {
        format!("{seconds:.1} s")
    } else {
        span(TimeDelta::seconds(seconds.min(1e9) as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::Delays;
    use super::*;
    use crate::role::health::Check;
    use store::hourly::Hour;

    #[test]
    fn the_sentence_says_whether_posts_arrive_and_how_late() {
        let row = |what: &str, delay: f64| {
            let mut histogram = Histogram::default();
            (0..100).for_each(|_| histogram.add(delay));
            let figures = serde_json::to_string(&histogram).unwrap();
            Hour { hour: domain::clock::EpochHour(100), process: uuid::Uuid::nil(), what: what.to_owned(), figures }
        };
        let mut picture = Picture::default();
        assert_eq!(of(&picture).1, "Posts arrive. No new post in the last 24 hours.");
        picture.delays = Delays::of(&[row(SEEN, 30.0), row(SENT, 0.3)], 110);
        let (state, said) = of(&picture);
        assert_eq!(state, State::Ok);
        assert!(said.starts_with("Posts arrive. In the last 24 hours half were seen within 29 s") && said.contains(" ms more."), "{said}");
        picture.checks = vec![Check::failing("role bot", "no process runs it")];
        assert!(of(&picture).1.starts_with("Posts do not arrive"), "{}", of(&picture).1);
        picture.delays = Delays::of(&[row(SEEN, 30.0), row(DOWNTIME, 900.0)], 125);
        assert!(of(&picture).1.contains("No new post"), "a day later: {}", of(&picture).1);
    }
}
