//! Figures, and the whole computed from two shares of it.

use super::made::Share;
use std::fmt::Write;

/// How a figure depends on the share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grows {
    /// Two shares lie on a line, and the whole lies on it too.
    WithAll,
    /// It is the same; that of the larger share stands for the whole.
    Not,
    /// Nobody knows how: only what was seen is told.
    AsSeen,
}

/// Something that was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub name: &'static str,
    pub unit: &'static str,
    pub grows: Grows,
    pub value: f64,
}

impl Figure {
    pub const fn of(name: &'static str, unit: &'static str, grows: Grows, value: f64) -> Self {
        Self { name, unit, grows, value }
    }
}

/// The whole, from a smaller and a larger share; None: it cannot be told.
pub fn whole(grows: Grows, (small, of_small): (Share, f64), (large, of_large): (Share, f64)) -> Option<f64> {
    match grows {
        Grows::WithAll => {
            let slope = (of_large - of_small) / (large.0 - small.0);
            Some(of_large + slope * (1.0 - large.0))
        }
        Grows::Not => Some(of_large),
        Grows::AsSeen => None,
    }
}

/// The table for docs/figures.md.
pub fn table(small: (Share, &[Figure]), large: (Share, &[Figure])) -> String {
    let mut text = format!("| what | {} of it | {} of it | the whole, computed |\n|---|---|---|---|\n", share(small.0), share(large.0));
    for (one, other) in small.1.iter().zip(large.1) {
        let whole = whole(one.grows, (small.0, one.value), (large.0, other.value))
            .map_or_else(|| "not computed".to_owned(), |value| shown(value, one.unit));
        let _ = writeln!(text, "| {} | {} | {} | {whole} |", one.name, shown(one.value, one.unit), shown(other.value, one.unit));
    }
    text
}

fn share(Share(share): Share) -> String {
    format!("{} %", share * 100.0)
}

/// Three digits that say something.
fn shown(value: f64, unit: &str) -> String {
    let digits = match value.abs() {
        value if value >= 100.0 => 0,
        value if value >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.digits$} {unit}").trim_end().to_owned()
}
