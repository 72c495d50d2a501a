//! Watches for the tests of these sentences.

use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, GuildId, WatchId};
use domain::watch::{NewWatch, Watch};
use uuid::Uuid;

/// A watch of Some_Body in channel 2, with what differs from the defaults.
pub(crate) fn watch(change: impl FnOnce(NewWatch) -> NewWatch) -> Watch {
    let wish = NewWatch::new(GuildId(1), ChannelId(2), ArtistId(Uuid::nil()), "Some_Body", Timestamp::UNIX_EPOCH);
    Watch { id: WatchId(Uuid::nil()), wish: change(wish) }
}
