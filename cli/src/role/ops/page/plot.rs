//! How late posts were over a week, as a drawing. Pure. Colours are the style sheet's.

use super::picture::{Delays, WEEK};
use crate::role::delays::{DOWNTIME, SEEN};
use maud::{Markup, html};

/// The drawing's size, and what its labels take.
const WIDTH: f64 = 700.0;
const HEIGHT: f64 = 180.0;
const LEFT: f64 = 48.0;
const BOTTOM: f64 = 20.0;
/// The lines across, with their labels.
const LINES: [(f64, &str); 5] = [(1.0, "1 s"), (10.0, "10 s"), (60.0, "1 min"), (3_600.0, "1 h"), (86_400.0, "1 d")];
/// Delays are drawn from here to there.
const LEAST: f64 = 0.5;
const MOST: f64 = 172_800.0;

/// The drawing.
#[must_use]
pub fn draw(delays: &Delays) -> Markup {
    let hours: Vec<i64> = (delays.hour - WEEK..=delays.hour).collect();
    let line = |share: f64| {
        let points = hours.iter().filter_map(|hour| Some((x(delays, *hour), y(delays.at(SEEN, *hour)?.quantile(share)?))));
        let mut points: Vec<String> = points.map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        // A line of one point is a dot only if it is there twice.
        points.extend(points.last().cloned());
        points.join(" ")
    };
    let down: Vec<i64> = hours.iter().copied().filter(|hour| delays.at(DOWNTIME, *hour).is_some()).collect();
    html! {
        figure {
            div class="scroll plain" role="region" aria-label="plot" tabindex="0" {
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-labelledby="plot-title" {
                title id="plot-title" { "Delay from publication to the poll that saw the post, by hour, over seven days" }
                @for (seconds, label) in LINES {
                    line class="grid" x1=(LEFT) x2=(WIDTH) y1=(y(seconds)) y2=(y(seconds)) {}
                    text x=(LEFT - 6.0) y=(y(seconds) + 4.0) text-anchor="end" { (label) }
                }
                @for day in 0..=7 {
                    @let at = x(delays, delays.hour - 24 * day);
                    line class="grid" x1=(at) x2=(at) y1="0" y2=(HEIGHT - BOTTOM) {}
                    text x=(at) y=(HEIGHT - 5.0) text-anchor=(if day == 0 { "end" } else { "middle" }) { (if day == 0 { "now".to_owned() } else { format!("-{day} d") }) }
                }
                @for hour in down {
                    rect class="down" x=(format!("{:.1}", x(delays, hour) - 2.0)) y="0" width="4" height=(HEIGHT - BOTTOM) {}
                }
                polyline class="p99" points=(line(0.99)) {}
                polyline class="p50" points=(line(0.5)) {}
            }
            }
            figcaption {
                span class="key p50" { "half are seen within" } " "
                span class="key p99" { "99 of 100 within" } " "
                span class="key down" { "published while the worker was not running" }
            }
        }
    }
}

fn x(delays: &Delays, hour: i64) -> f64 {
    let back = (delays.hour - hour) as f64 / WEEK as f64;
    WIDTH - 2.0 - back * (WIDTH - LEFT - 4.0)
}

fn y(seconds: f64) -> f64 {
    let share = (seconds.clamp(LEAST, MOST).ln() - LEAST.ln()) / (MOST.ln() - LEAST.ln());
    (HEIGHT - BOTTOM) * (1.0 - share)
}
