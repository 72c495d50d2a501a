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
    /// All folders of a group, by its folder list.
    Group,
    /// A list that only a later version polls. Its row is shown to those who ask, and is otherwise left alone: nothing is polled by it, and it is
    /// neither written nor deleted.
    Later,
}

impl Stored for SourceKind {
    type Raw = String;

    fn into_raw(self) -> String {
        match self {
            Self::Gallery => "gallery".to_owned(),
            Self::Posts => "posts".to_owned(),
            Self::Profile => "profile".to_owned(),
            Self::Group => "group".to_owned(),
            Self::Folder(folder) => format!("folder:{folder}"),
            Self::Later => "later".to_owned(),
        }
    }

    fn from_raw(raw: String) -> Result<Self, String> {
        let folder = || raw.strip_prefix("folder:").and_then(|id| id.parse().ok()).map(Self::Folder);
        Ok(match raw.as_str() {
            "gallery" => Self::Gallery,
            "posts" => Self::Posts,
            "profile" => Self::Profile,
            "group" => Self::Group,
            _ => folder().unwrap_or(Self::Later),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_kind_reads_back_as_written_and_one_of_a_later_version_is_named_so() {
        let folder = SourceKind::Folder(FolderId(Uuid::from_u128(7)));
        for kind in [SourceKind::Gallery, SourceKind::Posts, SourceKind::Profile, SourceKind::Group, folder] {
            assert_eq!(SourceKind::from_raw(kind.into_raw()), Ok(kind));
        }
        for later in ["tag:fox", "daily", "folder:", "folder:x", ""] {
            assert_eq!(SourceKind::from_raw(later.to_owned()), Ok(SourceKind::Later), "{later}");
        }
    }
}
