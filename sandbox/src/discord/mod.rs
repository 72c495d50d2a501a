//! A simulated Discord: REST under `/api/v10` and the websocket gateway, on one plain-HTTP port of the loopback.
//!
//! [`Server::start`] brings it up; [`Server::world`] is the hand of a test inside it: guilds, channels, permissions,
//! what was posted, what was asked, faults, and users that use commands. A client needs its base URL and nothing else:
//! serenity takes it as its proxy, with its own rate limiter off (that one does not honour the proxy).
//!
//! It is as strict as the vendor where a bot can be wrong: tokens, permissions, form limits, rate limits, the three
//! seconds of an interaction. What it does not have: attachments of messages, reactions, webhooks of channels, voice, and every
//! privileged event.

mod commands;
mod components;
mod embed;
mod error;
mod events;
mod faults;
mod files;
mod gateway;
mod inner;
mod interact;
mod interactions;
mod listener;
mod log;
mod message;
mod oddities;
mod options;
mod options_of;
mod payload;
pub mod permission;
mod ratelimit;
mod render;
mod reply;
mod rest;
mod server;
mod shown;
mod state;
mod store;
mod world;

pub use faults::{Dose, Fault, FaultId, Faults, Gate, Where};
pub use gateway::sessions::SessionInfo;
pub use gateway::shards::Storm;
pub use interact::{Interact, InteractError, Seat, Target};
pub use log::{Counts, Seen};
pub use message::{Message, User};
pub use oddities::oddities;
pub use options::{Options, Rate, Rates};
pub use permission::Overwrite;
pub use ratelimit::{LimitCounts, Scope};
pub use reply::{Reply, ReplyKind};
pub use server::Server;
pub use shown::Shown;
pub use state::ChannelKind;
pub use world::channels::Post;
pub use world::gateway::Gateway;
pub use world::{Duplicate, GuildId, Waited, World};
