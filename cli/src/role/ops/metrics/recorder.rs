//! The process's one recorder.

use super::catalog::{Kind, METRICS};
use super::tee::Tee;
use metrics::{Label, counter, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Installs a recorder, once in a process. `served`: every series, from zero on; else only the delays that are kept by the hour, and what else
/// is counted goes nowhere and costs nearly nothing.
pub fn install(served: bool) {
    if !served {
        // Another one is there: of a process that has been in this one before.
        if metrics::set_global_recorder(Tee(metrics::NoopRecorder)).is_err() {
            tracing::debug!("another recorder is installed in this process");
        }
        return;
    }
    HANDLE.get_or_init(|| {
        let recorder = METRICS
            .iter()
            .fold(PrometheusBuilder::new(), |builder, metric| match metric.kind {
                // An error would be a histogram without buckets; a test holds that there is none.
                Kind::Histogram(buckets) => builder
                    .set_buckets_for_metric(Matcher::Full(metric.name.to_owned()), buckets)
                    .unwrap_or_else(|_| PrometheusBuilder::new()),
                _ => builder,
            })
            .build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(Tee(recorder)).is_err() {
            tracing::debug!("another recorder is installed in this process: /metrics stays empty");
        }
        register();
        handle
    });
}

fn register() {
    for metric in METRICS {
        for series in metric.series() {
            let labels: Vec<Label> = series.into_iter().map(|(name, value)| Label::from_static_parts(name, value)).collect();
            match metric.kind {
                Kind::Counter => {
                    metrics::describe_counter!(metric.name, metric.help);
                    counter!(metric.name, labels).absolute(0);
                }
                Kind::Gauge => {
                    metrics::describe_gauge!(metric.name, metric.help);
                    gauge!(metric.name, labels).set(0.0);
                }
                Kind::Histogram(_) => {
                    metrics::describe_histogram!(metric.name, metric.help);
                    drop(histogram!(metric.name, labels));
                }
            }
        }
    }
}

/// All series as text; empty without a recorder.
#[must_use]
pub fn render() -> String {
    HANDLE.get().map(PrometheusHandle::render).unwrap_or_default()
}

/// Sorts what histograms have gathered into their buckets: to be called every few seconds, or it would grow until somebody asks.
pub fn upkeep() {
    if let Some(handle) = HANDLE.get() {
        handle.run_upkeep();
    }
}
