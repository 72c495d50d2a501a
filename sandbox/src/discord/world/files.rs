//! Files that people have, and what became of those that the bot sent.

use axum::body::Bytes;
use serde_json::Value;

use super::World;

impl World {
    /// A file on somebody's disk; its id is what an option of the type "attachment" takes.
    #[must_use]
    pub fn add_file(&self, name: &str, bytes: &[u8]) -> u64 {
        self.inner.state().keep_file(name, Bytes::copy_from_slice(bytes))
    }

    /// The contents of a file, by the id that an attachment has.
    #[must_use]
    pub fn file(&self, id: &Value) -> Option<Vec<u8>> {
        let id = id.as_u64().or_else(|| id.as_str()?.parse().ok())?;
        self.inner.state().files.get(id).map(|file| file.bytes.to_vec())
    }
}
