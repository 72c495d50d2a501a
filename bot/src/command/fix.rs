//! What somebody can do about a refusal with one click.

use domain::id::{FolderId, WatchId};

/// One thing that a click changes before the same is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fix {
    /// Nothing: the trouble may have passed.
    Again,
    /// Nothing: somebody has done something about it in Discord.
    Check,
    /// Another artist: one of these was perhaps meant.
    Artists(Vec<String>),
    /// One of these folders, with their full names; or all of them, where they are a group's.
    Folders {
        /// They are a group's.
        group: bool,
        /// The folders.
        folders: Vec<(FolderId, String)>,
    },
    /// No folder.
    NoFolder,
    /// Another channel.
    Channel,
    /// Another role.
    Role,
    /// Some other watch is removed: those come first that have brought nothing for longest.
    Idle,
    /// Another filter, typed into the form again.
    Filter,
    /// Without mature posts.
    LeaveOut,
    /// Mature posts without picture and text.
    Veil,
    /// Mature posts into the server's channel for these.
    Elsewhere,
    /// The watch that is there already is changed instead.
    Change(WatchId),
}
