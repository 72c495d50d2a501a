//! The ops page: a document that reads `/status.json`, with its style and script as files of their own, so that nothing inline need be allowed.

/// The document.
pub const HTML: &str = include_str!("page.html");
/// Its style.
pub const CSS: &str = include_str!("page.css");
/// Its script.
pub const SCRIPT: &str = include_str!("page.js");
