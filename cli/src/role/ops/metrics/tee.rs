//! A recorder that also counts some delays by the hour, and hands everything on.

use crate::role::delays;
use domain::clock::{Clock, SystemClock};
use metrics::{Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use std::sync::Arc;

/// Hands everything on to another recorder.
pub struct Tee<R>(pub R);

/// A histogram that is also counted by the hour.
struct Hourly {
    what: &'static str,
    then: Histogram,
}

impl HistogramFn for Hourly {
    fn record(&self, value: f64) {
        delays::note(delays::hour_of(SystemClock.now().timestamp()), self.what, value);
        self.then.record(value);
    }
}

impl<R: Recorder> Recorder for Tee<R> {
    fn describe_counter(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.0.describe_counter(key, unit, description);
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.0.describe_gauge(key, unit, description);
    }

    fn describe_histogram(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.0.describe_histogram(key, unit, description);
    }

    fn register_counter(&self, key: &Key, metadata: &Metadata<'_>) -> Counter {
        self.0.register_counter(key, metadata)
    }

    fn register_gauge(&self, key: &Key, metadata: &Metadata<'_>) -> Gauge {
        self.0.register_gauge(key, metadata)
    }

    fn register_histogram(&self, key: &Key, metadata: &Metadata<'_>) -> Histogram {
        let then = self.0.register_histogram(key, metadata);
        match delays::KEPT.iter().find(|(name, _)| *name == key.name()) {
            Some((_, what)) => Histogram::from_arc(Arc::new(Hourly { what, then })),
            None => then,
        }
    }
}
