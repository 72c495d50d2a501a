//! What `--version` tells: which build this is, and which data it reads and writes.

use std::sync::LazyLock;

/// The commit that it was built from, or `unknown`; see `build.rs`.
pub const COMMIT: &str = env!("DEVIANTCORD_COMMIT");

/// The version with the commit, the newest change of the store's schema, and the numbers of the formats on disk.
#[must_use]
pub fn text() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        format!(
            "{} (commit {COMMIT})\nschema: {}\nformats: data directory {}, backup {}",
            env!("CARGO_PKG_VERSION"),
            migration::names().last().unwrap_or("none"),
            crate::data_dir::VERSION,
            crate::admin::backup::manifest::FORMAT
        )
    });
    &TEXT
}
