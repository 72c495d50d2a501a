//! What a guild is told when one of its channels takes no messages.

use shared::id::ChannelId;

/// `reason` is Discord's own sentence.
pub(crate) fn channel(channel: ChannelId, reason: &str) -> String {
    let reason = crate::card::markdown(reason, crate::card::Lines::One, 200, 400);
    format!(
        "I cannot post in <#{channel}> any more. Discord says: {reason}.\n\
         What is new there is kept. Let me view the channel, send messages and embed links in it, and I go on by myself within minutes; \
         or move its watches with `/unwatch` and `/watch`."
    )
}
