//! The words of a notification's state, and what they mean for its channel.

/// Begins the reason of a failure after which the message may be there all the same.
pub const IN_DOUBT: &str = "unknown whether it was sent";

/// Where a notification stands. The projector inserts `Pending` or `Suppressed`; the bot moves it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum State {
    /// Waits for its turn (or for `due_at`, after a failed attempt).
    Pending,
    /// An attempt has begun whose outcome is not known yet.
    Sending,
    /// Discord confirmed the message.
    Sent,
    /// Waits for its channel to take it; see [`Hold`].
    Held,
    /// Decided not to be sent; the reason says why.
    Suppressed,
    /// Given up after some attempts; the reason says why.
    Failed,
    /// Could not be delivered for [`KEPT`](crate::notification::KEPT).
    Expired,
}

/// Why the fold or the sender decided not to send. The store and the bot's journal keep the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Suppressed {
    /// The watch does not want mature posts.
    MatureUnwanted,
    /// The channel was not age-restricted. Earlier versions ended such a post; now it is held.
    MatureChannel,
    /// The watch's filter does not let it through.
    Filtered,
    /// It was published before the watch wants posts.
    BeforeWatch,
    /// Another watch of the same channel already announces this post.
    SameChannel,
    /// Of earlier versions: one of more than ten posts of one poll, and part of a digest.
    InDigest,
    /// The watch's catch-up policy, after its channel was broken.
    CatchUp,
    /// The watch was removed before the message was sent.
    WatchRemoved,
    /// A moderator dropped what waited for a channel.
    Dropped,
    /// Another system announced it before its watches were imported here.
    AnnouncedBefore,
    /// The post was removed from DeviantArt before the message was sent.
    PostRemoved,
    /// The log lost the post (its end was lost, then the projection was rebuilt). When it is seen again it is announced.
    PostLost,
}

/// What a held notification waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Hold {
    /// The channel takes no messages at all.
    #[default]
    Channel,
    /// The post is mature and the channel is not age-restricted.
    Mature,
}

impl Hold {
    /// The word that the store uses; None: a channel that takes nothing, which is how every hold was meant before there was another.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        (self != Self::Channel).then(|| self.into_str())
    }

    /// The reverse of [`word`](Self::word). What a later version wrote is taken for the widest hold: its probe decides.
    #[must_use]
    pub fn from_word(word: Option<&str>) -> Self {
        word.and_then(|word| word.parse().ok()).unwrap_or_default()
    }
}

/// Whether a notification in this state brings its post to its channel, or has brought it, or may have: then no other watch of the channel
/// does.
#[must_use]
pub fn carries(state: State, reason: Option<&str>) -> bool {
    match state {
        State::Pending | State::Sending | State::Sent | State::Held => true,
        State::Suppressed => {
            let carried = [Suppressed::InDigest, Suppressed::AnnouncedBefore];
            reason.and_then(|word| word.parse().ok()).is_some_and(|reason| carried.contains(&reason))
        }
        State::Failed => reason.is_some_and(|reason| reason.starts_with(IN_DOUBT)),
        State::Expired => false,
    }
}
