//! Who sees a channel, as far as that can be told without knowing the members: whether everybody who sees one channel sees another. Pure.
//!
//! Discord's documentation, "Permissions": guild owner and administrators see all; then the everyone role, the member's roles, and the
//! channel's overwrites for everyone, for roles (a grant wins over a denial) and for the member.

use super::answer::snowflake;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// View Channel.
const VIEW: u64 = 1 << 10;
/// Administrator.
const ADMINISTRATOR: u64 = 1 << 3;

/// What an overwrite says of seeing the channel. Ordered: later ones let more people in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    No,
    #[default]
    Nothing,
    Yes,
}

#[derive(Debug, Default)]
struct Room {
    position: i64,
    /// Text or announcement channel.
    text: bool,
    everyone: Says,
    /// Roles and members (no two of them share an id) that are let in, and that are kept out.
    lets_in: HashSet<u64>,
    keeps_out: HashSet<u64>,
}

/// The channels of a guild.
#[derive(Debug, Default)]
pub(crate) struct Rooms {
    /// Where a community's moderators get Discord's news.
    updates: Option<u64>,
    system: Option<u64>,
    /// Whether the everyone role sees channels that say nothing.
    open: bool,
    rooms: HashMap<u64, Room>,
}

impl Rooms {
    /// Reads Get Guild and Get Guild Channels; None when they are not of the documented shape. What keeps out this bot (`me`), or a role that
    /// only a bot has, keeps out nobody who reads.
    pub fn read(guild: &Value, channels: &Value, me: u64) -> Option<Self> {
        let id = guild.get("id").and_then(snowflake)?;
        let roles = guild.get("roles")?.as_array()?;
        let everyone = roles.iter().find(|role| role.get("id").and_then(snowflake) == Some(id));
        let of_bots = roles.iter().filter(|role| role.get("tags").is_some_and(|tags| tags.get("bot_id").is_some()));
        let bots: HashSet<u64> = of_bots.filter_map(|role| role.get("id").and_then(snowflake)).chain([me]).collect();
        let open = everyone.is_some_and(|role| bits(role, "permissions") & (VIEW | ADMINISTRATOR) != 0);
        let listed = channels.as_array()?.iter();
        let rooms = listed.filter_map(|channel| Some((channel.get("id").and_then(snowflake)?, Room::read(channel, id, &bots)))).collect();
        let updates = guild.get("public_updates_channel_id").and_then(snowflake);
        Some(Self { updates, system: guild.get("system_channel_id").and_then(snowflake), open, rooms })
    }

    /// Whether everybody who sees `place` sees `other` too. False where that is not certain.
    pub fn all_see(&self, place: u64, other: u64) -> bool {
        if place == other {
            return true;
        }
        let (Some(place), Some(other)) = (self.rooms.get(&place), self.rooms.get(&other)) else { return false };
        let sees_by_default = other.everyone == Says::Yes || (self.open && other.everyone == Says::Nothing);
        if sees_by_default && other.keeps_out.is_empty() {
            return true;
        }
        // Whatever lets somebody into the place lets them into the other, and whatever keeps them out of the other keeps them out of the place.
        (sees_by_default || place.everyone <= other.everyone)
            && place.lets_in.is_subset(&other.lets_in)
            && other.keeps_out.is_subset(&place.keeps_out)
    }

    /// Whether this is a text channel of the guild.
    pub fn has(&self, place: u64) -> bool {
        self.rooms.get(&place).is_some_and(|room| room.text)
    }

    /// Where the guild may be told: where its moderators get news, the system channel and text channels, those first in which most of `listed` may be named.
    pub fn places(&self, listed: &[u64], but: &HashSet<u64>) -> Vec<u64> {
        let mut text: Vec<(i64, u64)> = self.rooms.iter().filter(|(_, room)| room.text).map(|(id, room)| (room.position, *id)).collect();
        text.sort_unstable();
        let mut seen = but.clone();
        let mut places: Vec<u64> =
            self.updates.into_iter().chain(self.system).chain(text.into_iter().map(|(_, id)| id)).filter(|id| seen.insert(*id)).collect();
        // Stable: between equals the order stays.
        places.sort_by_key(|place| std::cmp::Reverse(listed.iter().filter(|other| self.all_see(*place, **other)).count()));
        places
    }
}

impl Room {
    fn read(channel: &Value, everyone: u64, bots: &HashSet<u64>) -> Self {
        let number = |field: &str| channel.get(field).and_then(Value::as_i64);
        let mut room =
            Self { position: number("position").unwrap_or(i64::MAX), text: matches!(number("type"), Some(0 | 5)), ..Self::default() };
        for overwrite in channel.get("permission_overwrites").and_then(Value::as_array).into_iter().flatten() {
            let Some(of) = overwrite.get("id").and_then(snowflake) else { continue };
            let says = match (bits(overwrite, "allow") & VIEW != 0, bits(overwrite, "deny") & VIEW != 0) {
                (true, _) => Says::Yes,
                (false, true) => Says::No,
                (false, false) => Says::Nothing,
            };
            match says {
                _ if of == everyone => room.everyone = says,
                _ if bots.contains(&of) => {}
                Says::Yes => drop(room.lets_in.insert(of)),
                Says::No => drop(room.keeps_out.insert(of)),
                Says::Nothing => {}
            }
        }
        room
    }
}

/// Discord writes permissions as a string of digits.
fn bits(value: &Value, field: &str) -> u64 {
    value.get(field).and_then(Value::as_str).and_then(|text| text.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const EVERYONE: u64 = 1;
    const ME: u64 = 99;

    fn overwrite(id: u64, sees: bool) -> Value {
        let (allow, deny) = if sees { (VIEW, 0) } else { (0, VIEW) };
        json!({"id": id.to_string(), "type": 0, "allow": allow.to_string(), "deny": deny.to_string()})
    }

    fn rooms(open: bool, channels: &[(u64, Vec<Value>)]) -> Rooms {
        let permissions = if open { VIEW } else { 0 };
        let mine = json!({"id": "98", "permissions": "0", "tags": {"bot_id": "99"}});
        let roles = json!([{"id": "1", "permissions": permissions.to_string()}, mine]);
        let guild = json!({"id": "1", "roles": roles, "system_channel_id": "10"});
        let list: Vec<Value> = channels
            .iter()
            .map(|(id, overwrites)| json!({"id": id.to_string(), "type": 0, "position": id, "permission_overwrites": overwrites}))
            .collect();
        Rooms::read(&guild, &list.into(), ME).unwrap()
    }

    #[test]
    fn a_hidden_channel_is_named_only_where_nobody_else_reads() {
        let hidden = vec![overwrite(EVERYONE, false), overwrite(7, true)];
        let wider = vec![overwrite(EVERYONE, false), overwrite(7, true), overwrite(8, true)];
        let rooms = rooms(true, &[(10, vec![]), (11, hidden.clone()), (12, hidden), (13, wider)]);
        assert!(!rooms.all_see(10, 11), "everybody reads there");
        assert!(rooms.all_see(11, 10) && rooms.all_see(11, 12) && rooms.all_see(11, 13));
        assert!(!rooms.all_see(13, 11), "role 8 does not see it");
        assert!(!rooms.all_see(10, 77) && !rooms.all_see(77, 10), "what is not known is not certain");
        assert_eq!(rooms.places(&[11], &HashSet::from([11])), [12, 10, 13]);
        assert_eq!(rooms.places(&[10], &HashSet::new()), [10, 11, 12, 13]);
    }

    #[test]
    fn a_channel_that_only_the_bot_does_not_see_may_be_named_to_all() {
        let rooms = rooms(true, &[(10, vec![]), (11, vec![overwrite(ME, false)]), (12, vec![overwrite(98, false)])]);
        assert!(rooms.all_see(10, 11) && rooms.all_see(10, 12));
    }

    #[test]
    fn who_is_kept_out_of_one_channel_must_be_kept_out_of_the_other() {
        let rooms = rooms(true, &[(10, vec![]), (11, vec![overwrite(7, false)]), (12, vec![overwrite(7, false), overwrite(8, true)])]);
        assert!(!rooms.all_see(10, 11));
        assert!(rooms.all_see(11, 10));
        assert!(!rooms.all_see(12, 11), "who has both roles sees the one and not the other");
        assert!(rooms.all_see(11, 12));
    }

    #[test]
    fn in_a_server_that_shows_nothing_by_default_silence_is_not_an_invitation() {
        let rooms = rooms(false, &[(10, vec![overwrite(EVERYONE, true)]), (11, vec![]), (12, vec![])]);
        assert!(!rooms.all_see(10, 11));
        assert!(rooms.all_see(11, 12) && rooms.all_see(11, 10));
    }
}
