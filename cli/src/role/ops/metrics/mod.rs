//! `/metrics`, in the text format of Prometheus. What the crates count comes through the facade `metrics`; what they show on their boards, and
//! what the store and the log tell, is read when somebody asks. [`catalog`] names every series.

mod catalog;
mod gauges;
mod recorder;
mod tee;

pub use catalog::{Kind, METRICS, Metric, markdown};
pub use recorder::{install, render, upkeep};

pub(super) use gauges::refresh;
