//! What a process can do, as the command line and `ops.expect` name it.

use clap::ValueEnum;

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ValueEnum)]
pub enum Role {
    /// Poll DeviantArt and append events to the log.
    Ingest,
    /// Fold the log into the store.
    Projector,
    /// Slash commands and delivery on Discord.
    Bot,
    /// Health and status over HTTP.
    Ops,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ops, Self::Projector, Self::Bot, Self::Ingest];

    /// The word of the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::Projector => "projector",
            Self::Bot => "bot",
            Self::Ops => "ops",
        }
    }
}
