//! Erasing, and refusing to serve.

use clap::Subcommand;

/// `deviantcord erase …`.
#[derive(Debug, Subcommand)]
pub enum Erase {
    /// A server, as `/forget` does.
    Guild {
        /// Discord's id of it.
        id: u64,
        /// Serve it no more, either.
        #[arg(long)]
        refuse: bool,
        /// Answer a question with yes; repeat it to answer both.
        #[arg(long, action = clap::ArgAction::Count)]
        yes: u8,
    },
    /// An artist: posts, watches, and what was announced. They are not served any more.
    Artist {
        /// DeviantArt's id of them, or their name.
        artist: String,
        /// Answer a question with yes; repeat it to answer both.
        #[arg(long, action = clap::ArgAction::Count)]
        yes: u8,
    },
}

/// `deviantcord refuse …`.
#[derive(Debug, Subcommand)]
pub enum Refuse {
    /// Print who is not served.
    Ls,
    /// Let nobody add a watch in this server.
    Guild {
        /// Discord's id of it.
        id: u64,
    },
    /// Fold nothing of this artist, and let nobody watch them.
    Artist {
        /// DeviantArt's id of them, or their name.
        artist: String,
    },
    /// Serve somebody again.
    Lift {
        #[command(subcommand)]
        again: Served,
    },
}

/// `deviantcord refuse lift …`.
#[derive(Debug, Subcommand)]
pub enum Served {
    /// A server.
    Guild {
        /// Discord's id of it.
        id: u64,
    },
    /// An artist.
    Artist {
        /// DeviantArt's id of them.
        artist: String,
    },
}
