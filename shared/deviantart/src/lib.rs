//! The client of DeviantArt's API.
//!
//! It knows the vendor's wire format, tokens, errors and limits, and hands out the domain's types. It never decides what is news and never
//! writes anything down but tokens. To add an endpoint: its shape in `wire`, its method in `client`, a recorded answer in the fixture tests.
//!
//! Facts with their sources: the official documentation at deviantart.readme.io, and what clients measured.

pub mod account;
mod address;
pub mod authorization;
mod call;
mod client;
mod credential;
pub mod error;
mod exchange;
pub mod http;
mod isolate;
mod lookup;
mod lossy;
mod meter;
pub mod model;
mod resolve;
mod send;
mod settings;
pub mod text;
mod token;
mod told;
mod watching;
mod weigh;
pub mod wire;
mod witness;

pub use address::PostAddress;
pub use client::{Client, GALLERY_PAGE};
pub use credential::CredentialStatus;
pub use error::Error;
pub use lookup::TOGETHER;
pub use meter::Spent;
pub use settings::{Limits, Options};
pub use watching::Watched;
