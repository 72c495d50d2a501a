//! Permission bits and the vendor's rule of computing them.
//!
//! The order is that of the vendor's page "Permissions": guild owner, the everyone role, the member's roles,
//! administrator; then the channel's overwrites for everyone, for roles (all denials, then all grants) and for
//! the member. A thread has no overwrites and takes those of its parent.

/// May do everything, overwrites or not.
pub const ADMINISTRATOR: u64 = 1 << 3;
/// May change channels.
pub const MANAGE_CHANNELS: u64 = 1 << 4;
/// May change the guild ("Manage Server").
pub const MANAGE_GUILD: u64 = 1 << 5;
/// May see the channel; without it every other bit is off.
pub const VIEW_CHANNEL: u64 = 1 << 10;
/// May send messages, outside threads.
pub const SEND_MESSAGES: u64 = 1 << 11;
/// May delete the messages of others and cross-post them.
pub const MANAGE_MESSAGES: u64 = 1 << 13;
/// May have embeds in messages.
pub const EMBED_LINKS: u64 = 1 << 14;
/// May attach files.
pub const ATTACH_FILES: u64 = 1 << 15;
/// May read old messages.
pub const READ_MESSAGE_HISTORY: u64 = 1 << 16;
/// May mention everyone and every role.
pub const MENTION_EVERYONE: u64 = 1 << 17;
/// May join voice channels; without it their chat is closed too.
pub const CONNECT: u64 = 1 << 20;
/// May change roles below its own.
pub const MANAGE_ROLES: u64 = 1 << 28;
/// May use application commands.
pub const USE_APPLICATION_COMMANDS: u64 = 1 << 31;
/// May archive, lock and delete threads.
pub const MANAGE_THREADS: u64 = 1 << 34;
/// May start public threads.
pub const CREATE_PUBLIC_THREADS: u64 = 1 << 35;
/// May send messages in threads.
pub const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;

/// Every bit that Discord defines today (1 << 0 to 1 << 52 without the gaps being left out).
pub const ALL: u64 = (1 << 53) - 1;

/// What a plain member of a new guild may do, and what the bot's own role adds nothing to.
pub const MEMBER: u64 = VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | CONNECT
    | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS
    | SEND_MESSAGES_IN_THREADS;

/// What a moderator may do: the member's bits and Manage Server, Manage Channels, Manage Messages, Manage Threads.
pub const MODERATOR: u64 = MEMBER | MANAGE_GUILD | MANAGE_CHANNELS | MANAGE_MESSAGES | MANAGE_THREADS;

/// Grants and denials of one role or member in one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overwrite {
    pub(crate) id: u64,
    /// A member's overwrite (type 1), not a role's (type 0).
    pub(crate) member: bool,
    pub(crate) allow: u64,
    pub(crate) deny: u64,
}

impl Overwrite {
    /// Of a role; that of everyone has the guild's id.
    #[must_use]
    pub const fn of_role(id: u64, allow: u64, deny: u64) -> Self {
        Self { id, member: false, allow, deny }
    }

    /// Of one member.
    #[must_use]
    pub const fn of_member(id: u64, allow: u64, deny: u64) -> Self {
        Self { id, member: true, allow, deny }
    }
}

/// Guild-wide bits: the everyone role and the member's roles.
pub(crate) fn base(owner: bool, everyone: u64, roles: impl Iterator<Item = u64>) -> u64 {
    let bits = roles.fold(everyone, |bits, role| bits | role);
    if owner || bits & ADMINISTRATOR != 0 { ALL } else { bits }
}

/// Bits in a channel, from the guild-wide bits and the channel's overwrites.
pub(crate) fn in_channel(base: u64, overwrites: &[Overwrite], everyone: u64, roles: &[u64], member: u64) -> u64 {
    if base & ADMINISTRATOR != 0 {
        return ALL;
    }
    let mut bits = base;
    if let Some(over) = overwrites.iter().find(|over| !over.member && over.id == everyone) {
        bits = (bits & !over.deny) | over.allow;
    }
    let of_roles = || overwrites.iter().filter(|over| !over.member && over.id != everyone && roles.contains(&over.id));
    let deny = of_roles().fold(0, |all, over| all | over.deny);
    let allow = of_roles().fold(0, |all, over| all | over.allow);
    bits = (bits & !deny) | allow;
    if let Some(over) = overwrites.iter().find(|over| over.member && over.id == member) {
        bits = (bits & !over.deny) | over.allow;
    }
    if bits & VIEW_CHANNEL == 0 { 0 } else { bits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_members_overwrite_wins_over_a_roles() {
        let overwrites = [
            Overwrite { id: 1, member: false, allow: 0, deny: SEND_MESSAGES },
            Overwrite { id: 2, member: false, allow: SEND_MESSAGES, deny: 0 },
            Overwrite { id: 9, member: true, allow: 0, deny: SEND_MESSAGES },
        ];
        assert_eq!(in_channel(MEMBER, &overwrites[..1], 1, &[2], 9) & SEND_MESSAGES, 0);
        assert_ne!(in_channel(MEMBER, &overwrites[..2], 1, &[2], 9) & SEND_MESSAGES, 0);
        assert_eq!(in_channel(MEMBER, &overwrites, 1, &[2], 9) & SEND_MESSAGES, 0);
    }

    #[test]
    fn without_view_nothing_is_left_and_an_administrator_has_all() {
        let hidden = [Overwrite { id: 1, member: false, allow: 0, deny: VIEW_CHANNEL }];
        assert_eq!(in_channel(MEMBER, &hidden, 1, &[], 9), 0);
        assert_eq!(in_channel(base(false, ADMINISTRATOR, [].into_iter()), &hidden, 1, &[], 9), ALL);
        assert_eq!(base(true, 0, [].into_iter()), ALL);
    }
}
