//! The DeviantArt API client: token life cycle, budget, limits, typed answers and errors.
//! Facts with their sources: the official documentation at deviantart.readme.io, and what clients measured.

pub mod account;
pub mod authorization;
pub mod budget;
pub mod client;
mod credential;
pub mod error;
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
