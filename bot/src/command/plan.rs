//! Which watches can move to another channel, and why the others cannot. Pure.

use domain::id::RoleId;
use domain::inherit::Aspect;
use domain::watch::Watch;

/// What a move would do.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    pub go: Vec<Watch>,
    /// The new channel has the same already.
    pub same: Vec<Watch>,
    /// They want mature posts, and the new channel is not age-restricted.
    pub mature: Vec<Watch>,
    /// Of those that go: how many would mention a role that they may not there.
    pub silent: usize,
}

/// `there`: what the new channel has. `mentions`: whether a role may be mentioned there. What wants mature posts because its server's watches do leaves
/// them out where they cannot go.
pub(super) fn plan(moving: Vec<Watch>, there: &[Watch], age_restricted: bool, mentions: impl Fn(RoleId) -> bool) -> Plan {
    let mut plan = Plan::default();
    let key = |watch: &Watch| (watch.wish.artist, watch.wish.what, watch.wish.folder.as_ref().map(|(id, _)| *id));
    for watch in moving {
        if there.iter().any(|other| key(other) == key(&watch)) {
            plan.same.push(watch);
        } else if watch.wish.needs_restriction() && !age_restricted && !watch.wish.inherits.contains(Aspect::Mature) {
            plan.mature.push(watch);
        } else {
            plan.silent += usize::from(watch.wish.ping.is_some_and(|ping| !mentions(ping.role)));
            plan.go.push(watch);
        }
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::Timestamp;
    use domain::id::{ArtistId, ChannelId, GuildId, WatchId};
    use domain::watch::{NewWatch, Ping, What};
    use uuid::Uuid;

    fn watch(id: u128, artist: u128, change: impl FnOnce(NewWatch) -> NewWatch) -> Watch {
        let wish = NewWatch::new(GuildId(1), ChannelId(2), ArtistId(Uuid::from_u128(artist)), "Some_Body", Timestamp::UNIX_EPOCH);
        Watch { id: WatchId(Uuid::from_u128(id)), wish: change(wish) }
    }

    #[test]
    fn what_cannot_move_is_told_apart_from_what_can() {
        let ping = |role| Ping { role: RoleId(role), by_right: true };
        let moving = vec![
            watch(1, 1, |wish| wish),
            watch(2, 1, |wish| wish.what(What::Journals)),
            watch(3, 2, |wish| wish.mature(true)),
            watch(4, 3, |wish| wish.ping(ping(7))),
            watch(5, 4, |wish| wish.ping(ping(8))),
        ];
        let there = [watch(9, 1, |wish| wish)];
        let ids = |watches: &[Watch]| watches.iter().map(|watch| watch.id.0.as_u128()).collect::<Vec<_>>();
        let planned = plan(moving.clone(), &there, false, |role| role == RoleId(7));
        assert_eq!((ids(&planned.go), ids(&planned.same), ids(&planned.mature), planned.silent), (vec![2, 4, 5], vec![1], vec![3], 1));
        let planned = plan(moving, &[], true, |_| true);
        assert_eq!((ids(&planned.go), planned.silent), (vec![1, 2, 3, 4, 5], 0));
    }
}
