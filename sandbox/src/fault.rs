//! When a fault strikes.
