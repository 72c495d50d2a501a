//! The edge to Discord's REST interface: one client that knows the rate limits, and what is known of servers.
//!
//! serenity's own HTTP client hides the rate limit headers and `retry_after` from its errors and sets no time limit, so the
//! sender speaks REST itself; serenity builds the messages.

pub mod answer;
pub(crate) mod ask;
mod attachment;
pub(crate) mod audience;
pub mod classify;
pub mod failure;
pub mod limiter;
pub mod permission;
pub mod picture;
pub mod places;
pub mod rest;
pub mod standing;
pub mod time;

pub use picture::{ChannelInfo, Picture};
pub use places::Places;
pub use rest::Rest;
