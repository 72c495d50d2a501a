//! The ops page: one static document that reads `/status.json`.

/// The page.
pub const HTML: &str = include_str!("page.html");
