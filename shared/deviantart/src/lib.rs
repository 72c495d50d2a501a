//! The client of DeviantArt's API.
//!
//! It knows the vendor's wire format, tokens, errors and limits, and hands out the domain's types. It never decides what is news and never
//! writes anything down but tokens. To add an endpoint: its shape in `wire`, its place in `client`, a recorded answer in the fixture tests.
//!
//! Facts with their sources: the official documentation at deviantart.readme.io, and what clients measured.

pub mod account;
pub mod authorization;
pub mod client;
mod credential;
pub mod error;
pub mod http;
mod isolate;
mod lookup;
mod lossy;
mod meter;
pub mod model;
mod send;
pub mod text;
mod token;
mod told;
mod watching;
pub mod wire;
mod witness;

pub use client::{Client, Limits, Options};
pub use credential::CredentialStatus;
pub use error::Error;
pub use meter::Spent;
pub use watching::Watched;
