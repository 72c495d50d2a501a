//! A simulated DeviantArt and a simulated Discord that speak the vendors' wire formats over real HTTP, with faults.
//!
//! The crate imports nothing else of this workspace: it knows the vendors' JSON from their documentation and from
//! recorded answers, so that a test against it is a test against an independent reading of the vendors' rules.
//! Tests and `deviantcord demo` use it; the product differs only by the base URL.

pub mod deviantart;
pub mod discord;
pub mod fault;
pub mod fixtures;
pub mod odd;
