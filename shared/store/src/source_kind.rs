//! What is polled of an artist, and its word in the store.

use crate::column::Stored;
use domain::id::FolderId;

/// What is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKind {
    /// `gallery/all` of a person.
    Gallery,
    /// `user/profile/posts`.
    Posts,
    /// One folder.
    Folder(FolderId),
    /// The profile and the folder list.
    Profile,
}

impl Stored for SourceKind {
    type Raw = String;

    fn into_raw(self) -> String {
        match self {
            Self::Gallery => "gallery".to_owned(),
            Self::Posts => "posts".to_owned(),
            Self::Profile => "profile".to_owned(),
            Self::Folder(folder) => format!("folder:{folder}"),
        }
    }

    fn from_raw(raw: String) -> Result<Self, String> {
        let folder = || raw.strip_prefix("folder:").and_then(|id| id.parse().ok()).map(Self::Folder);
        match raw.as_str() {
            "gallery" => Ok(Self::Gallery),
            "posts" => Ok(Self::Posts),
            "profile" => Ok(Self::Profile),
            _ => folder().ok_or_else(|| format!("unknown word {raw:?}")),
        }
    }
}
