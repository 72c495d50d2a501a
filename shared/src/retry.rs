//! Retry schedules as values.
