//! The hours of the day (UTC) at which an artist uploads: a von Mises distribution fitted by moments, on a floor. The curves are
//! computed once, in steps fine enough not to matter, so that a source keeps a number of two bytes.

use super::belief::Belief;
use std::f64::consts::TAU;

/// Steps of the mean resultant length, and its end: sharper is never believed.
const SHARPNESS: usize = 32;
const SHARPEST: f64 = 0.97;
/// Steps of the mean hour: half an hour each.
const PHASES: usize = 48;
/// Sessions without any preference that everybody begins with.
const SHRINK: f64 = 3.0;
/// Part of the posts that comes at any hour.
const FLOOR: f64 = 0.05;

/// The number of a curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Curve(u16);

/// All curves, each with mean 1 over 24 hours.
#[derive(Clone, Debug)]
pub struct Hours(Vec<[f32; 24]>);

impl Default for Hours {
    fn default() -> Self {
        let curves = (0..SHARPNESS).flat_map(|sharp| (0..PHASES).map(move |phase| (sharp, phase)));
        Self(
            curves
                .map(|(sharp, phase)| curve(SHARPEST * sharp as f64 / (SHARPNESS - 1) as f64, TAU * phase as f64 / PHASES as f64))
                .collect(),
        )
    }
}

impl Hours {
    /// The curve that fits best.
    #[must_use]
    pub fn fit(belief: &Belief) -> Curve {
        let (cos, sin) = (f64::from(belief.cos), f64::from(belief.sin));
        let resultant = (cos.hypot(sin) / (f64::from(belief.sessions) + SHRINK)).min(SHARPEST);
        let sharp = (resultant / SHARPEST * (SHARPNESS - 1) as f64).round() as usize;
        let phase = (sin.atan2(cos).rem_euclid(TAU) / TAU * PHASES as f64).round() as usize % PHASES;
        Curve((sharp * PHASES + phase) as u16)
    }

    /// How many times the average rate in this hour of the day.
    #[must_use]
    pub fn of(&self, curve: Curve, hour: usize) -> f64 {
        self.0.get(usize::from(curve.0)).and_then(|curve| curve.get(hour)).map_or(1.0, |factor| f64::from(*factor))
    }
}

fn curve(resultant: f64, phase: f64) -> [f32; 24] {
    let concentration = resultant * (2.0 - resultant * resultant) / (1.0 - resultant * resultant);
    let raw: [f64; 24] = std::array::from_fn(|hour| (concentration * ((TAU * (hour as f64 + 0.5) / 24.0 - phase).cos() - 1.0)).exp());
    let sum: f64 = raw.iter().sum();
    raw.map(|value| (FLOOR + (1.0 - FLOOR) * 24.0 * value / sum) as f32)
}
