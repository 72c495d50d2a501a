//! A simulated DeviantArt: OAuth2 and API v1 over real HTTP on 127.0.0.1.
//!
//! What it imitates, and where each habit of the vendor is known from, is said beside the code: "GDL" is
//! mikf/gallery-dl, "WIX" wix-incubator/DeviantArt-API (the vendor's own tracker), "FS" IsaacSchemm/DeviantArtFs,
//! "NIB" Nibblex/DeviantartDownloader, "DACLI" FZ2000/da-cli, "TSH" timed-sketching-helper, `#n` an issue there.
//! Where no source records the vendor's answer the comment says "assumed".
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use sandbox::deviantart::{NewPost, Options, Server};
//! let da = Server::start(Options::default()).await?;
//! da.world().publish("somebody", NewPost::image("A fox").folder("Featured"));
//! println!("{}/api/v1/oauth2/gallery/all?username=somebody", da.url());
//! da.stop().await;
//! # Ok(())
//! # }
//! ```

mod answer;
mod artist;
mod asked;
mod auth;
mod behave;
mod call;
mod conn;
mod endpoint;
mod error;
mod faults;
mod gate;
mod limit;
mod oddities;
mod options;
mod post;
mod publish;
mod quirks;
mod recorded;
mod render;
mod seen;
mod server;
mod state;
mod wire;
mod world;

pub use artist::{Artist, ArtistState};
pub use faults::{Fault, Faults};
pub use limit::{Bucket, RateModel, Usage};
pub use oddities::oddities;
pub use options::{Credential, Options};
pub use post::{Edit, ExcerptStyle, Kind, Lock, NewPost, Published};
pub use quirks::{ContentTypes, DeviationGone, FolderSizes, NotFoundWording, Quirks};
pub use seen::Seen;
pub use server::Server;
pub use world::{Unknown, World};

pub(crate) use wire::slug;
