//! Time as a parameter: nobody asks the system for it but [`SystemClock`].

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// UTC with microseconds: what PostgreSQL keeps.
pub type Timestamp = DateTime<Utc>;

/// An hour by the host's clock: its number since 1970, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EpochHour(pub i64);

/// Cuts a time to microseconds, so that it reads back from every store as it was written.
#[must_use]
pub fn micros(time: Timestamp) -> Timestamp {
    time.trunc_subsecs(6)
}

/// The clocks of two hosts, or one clock at two moments, may differ by so much and mean the same. A plan that lies further ahead than it may, and by
/// more than this, was made before the clock was set back.
pub const SKEW: Duration = Duration::from_secs(300);

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The current time, cut to microseconds.
    fn now(&self) -> Timestamp;

    /// [`uptime`], for holders of a right that runs out.
    fn uptime(&self) -> Duration {
        uptime()
    }
}

/// How long this machine has been up, the time that it slept included: never goes back, and runs on while the host is suspended, which
/// [`std::time::Instant`] does not (clock_gettime(2), CLOCK_BOOTTIME).
#[must_use]
pub fn uptime() -> Duration {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let clock = rustix::time::ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let clock = rustix::time::ClockId::Monotonic;
    let now = rustix::time::clock_gettime(clock);
    Duration::new(u64::try_from(now.tv_sec).unwrap_or_default(), u32::try_from(now.tv_nsec).unwrap_or_default())
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the wall clock is read")]
    fn now(&self) -> Timestamp {
        micros(Utc::now())
    }
}

/// A clock for tests that moves only when told to.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// Starts at this time.
    #[must_use]
    pub fn at(start: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(start.timestamp_micros())))
    }

    /// Moves it on.
    pub fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_microseconds().unwrap_or(i64::MAX), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        DateTime::from_timestamp_micros(self.0.load(Ordering::SeqCst)).unwrap_or_default()
    }
}
