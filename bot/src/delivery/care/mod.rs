//! Care for messages that were sent: a post may become mature, get another title or picture, or vanish, and the messages that show it follow for
//! 14 days ([`domain::care`]). Nothing here delays a fresh post.
//!
//! The projector notes a chore for each post that looks otherwise than before ([`store::care`]). [`lane`] takes chores, [`message`] looks at one message
//! after the other, [`decide`] says what a message should show, [`change`] asks Discord for it. A message is rendered as a whole from its posts as
//! they are now, and compared with what it shows by a fingerprint; so a repeat changes nothing, and a kill in between costs one more look.
//! Where a channel is no longer age-restricted no post has changed: [`walk`] notes the chores.

mod change;
mod decide;
pub(super) mod lane;
mod message;
#[cfg(test)]
mod tests;
pub(super) mod walk;
