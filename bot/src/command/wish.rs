//! What somebody asks `/watch` for, and the wishes that are kept because they could not be fulfilled as they were.

use super::recent::Recent;
use super::spelling;
use crate::discord::picture;
use domain::inherit::{Aspect, Inherited};
use domain::rhythm::Rhythm;
use domain::watch::{CatchUp, MatureWay, Style, What};
use serenity::all::{ChannelId, ChannelType, PartialChannel};

/// A channel that somebody wants, as far as Discord told of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wished {
    pub id: ChannelId,
    /// None: Discord did not say, and has to be asked.
    pub kind: Option<ChannelType>,
    pub parent: Option<u64>,
    /// What the asker may do there.
    pub may: Option<u64>,
}

impl Wished {
    /// A channel of which only the id is known.
    pub(super) fn of(id: domain::id::ChannelId) -> Self {
        Self { id: ChannelId::new(id.0.max(1)), kind: None, parent: None, may: None }
    }

    /// The same channel later: what the asker may do there is asked for again.
    pub(super) const fn later(self) -> Self {
        Self { may: None, ..self }
    }
}

impl From<&PartialChannel> for Wished {
    fn from(channel: &PartialChannel) -> Self {
        Self {
            id: channel.id,
            kind: Some(channel.kind),
            parent: channel.parent_id.map(|parent| parent.get()),
            may: channel.permissions.map(|bits| bits.bits()),
        }
    }
}

/// What somebody asks for, as they typed and chose it. Whoever fulfils it takes it apart in full, so that nothing of it is forgotten.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    /// A name, or an address.
    pub artist: String,
    pub what: What,
    pub folder: Option<String>,
    /// None: where they are.
    pub channel: Option<Wished>,
    pub mature: bool,
    /// Where wanted mature posts go.
    pub mature_way: MatureWay,
    pub ping: Option<picture::Role>,
    /// As it was typed.
    pub filter: Option<String>,
    pub style: Style,
    pub rhythm: Rhythm,
    pub catch_up: CatchUp,
    /// As it was typed.
    pub template: Option<String>,
    /// What is as the server's defaults, whatever stands above.
    pub inherits: Inherited,
}

impl Wish {
    /// The same wish later: what the asker may do is asked for again.
    pub(super) fn later(self) -> Self {
        Self { channel: self.channel.map(Wished::later), ..self }
    }

    /// The same wish with this said of mature posts.
    pub(super) fn mature(self, mature: bool, mature_way: MatureWay) -> Self {
        Self { mature, mature_way, inherits: self.inherits.without(Aspect::Mature), ..self }
    }

    /// Without its folder, also where the folder came with the address.
    pub(super) fn without_folder(self) -> Self {
        let artist = spelling::parse(&self.artist).map_or(self.artist, |asked| asked.name);
        Self { folder: None, artist, ..self }
    }
}

/// A wish that could not be fulfilled as it was.
#[derive(Clone, Debug)]
pub struct Draft {
    pub(super) wish: Wish,
    /// What was said of it, for the next page of a menu.
    pub(super) said: String,
    /// For a menu: what is typed for each folder, and its full name.
    pub(super) folders: Vec<(String, String)>,
}

/// The drafts of this process.
pub type Drafts = Recent<Draft>;
