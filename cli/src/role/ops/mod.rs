//! Role ops: health, figures and a page over HTTP, for people, supervisors and monitoring. [`access`] says who may ask.
//!
//! * `/healthz`: is this process alive? It depends on nothing else, so a restart mends what it finds.
//! * `/readyz`: can this process do its work? If not, it says what is missing. A vendor's rest is no lack.
//! * `/metrics`: figures for Prometheus.
//! * `/health`: does the service do what it is for, with all its processes?

mod access;
mod alert;
mod deps;
pub(crate) mod disk;
mod lag;
mod metrics;
mod page;
mod server;
mod status;

pub use access::Access;
pub use alert::Receivers;
pub use deps::{Asked, Deps};
pub use disk::gauges as disk_gauges;
pub use metrics::{Kind, METRICS, Metric, install as install_metrics, markdown as metrics_page};
pub use server::{ALIVE, bind, run};
pub use status::{Status, collect};
