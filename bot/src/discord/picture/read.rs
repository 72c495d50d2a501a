//! Tolerant readers of Discord's objects: what cannot be read is missing by itself. Pure.
//!
//! A new number of an enumeration, a field that is absent, added or of another type: none of them hides the object that it is in, and no
//! object hides its neighbours. Only an id must be there, since nothing can be said of an object without one.

use super::{Channel, ChannelInfo, Guild, Me, Overwrite, Role, Tag};
use domain::id::{ChannelId, GuildId};
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::Value;
use std::fmt;
use std::marker::PhantomData;

/// A number that Discord writes as text (ids, permission bits), or as a number.
#[must_use]
pub fn number(value: &Value) -> Option<u64> {
    value.as_str().map_or_else(|| value.as_u64(), |text| text.parse().ok())
}

/// An id of this object.
#[must_use]
pub fn id(object: &Value, field: &str) -> Option<u64> {
    object.get(field).and_then(number).filter(|id| *id != 0)
}

fn flag(object: &Value, field: &str) -> bool {
    object.get(field).and_then(Value::as_bool).unwrap_or(false)
}

/// Something that can be read out of one JSON object.
pub trait Read: Sized {
    /// None: it has no id.
    fn read(object: &Value) -> Option<Self>;
}

impl Read for Channel {
    fn read(object: &Value) -> Option<Self> {
        let kind = object.get("type").and_then(Value::as_u64).and_then(|kind| u8::try_from(kind).ok()).unwrap_or(u8::MAX);
        Some(Self {
            id: id(object, "id")?,
            parent: id(object, "parent_id").unwrap_or(0),
            name: Self::short(object.get("name").and_then(Value::as_str).unwrap_or_default()),
            overwrites: object.get("permission_overwrites").and_then(overwrites),
            kind,
            nsfw: flag(object, "nsfw"),
            wants: wanted(object),
        })
    }
}

/// Flag of a forum where each post needs a tag (documentation, "Channel Flags").
const REQUIRE_TAG: u64 = 1 << 4;
/// Discord allows 20 tags in a forum.
const TAGS: usize = 100;

/// The tags of which a post needs one; None: it needs none. Those that only moderators may use are left out.
fn wanted(object: &Value) -> Option<std::sync::Arc<[Tag]>> {
    object.get("flags").and_then(Value::as_u64).filter(|flags| flags & REQUIRE_TAG != 0)?;
    let tag = |tag: &Value| {
        let name = tag.get("name").and_then(Value::as_str).filter(|_| !flag(tag, "moderated"))?;
        Some(Tag { id: id(tag, "id")?, name: Channel::short(name) })
    };
    Some(object.get("available_tags").and_then(Value::as_array).into_iter().flatten().filter_map(tag).take(TAGS).collect())
}

/// None when one of them cannot be read: a missing denial would grant.
fn overwrites(list: &Value) -> Option<std::sync::Arc<[Overwrite]>> {
    let one = |object: &Value| {
        let member = match object.get("type").and_then(number)? {
            0 => false,
            1 => true,
            _ => return None,
        };
        let bits = |field: &str| object.get(field).and_then(number);
        Some(Overwrite { id: id(object, "id")?, allow: bits("allow")?, deny: bits("deny")?, member })
    };
    list.as_array()?.iter().map(one).collect()
}

impl Read for Role {
    fn read(object: &Value) -> Option<Self> {
        Some(Self {
            id: id(object, "id")?,
            permissions: object.get("permissions").and_then(number)?,
            mentionable: flag(object, "mentionable"),
            // Tags name what owns it; an unreadable flag must not make it free.
            managed: object.get("managed").is_some_and(|managed| managed.as_bool() != Some(false)),
        })
    }
}

/// A member with the account that it belongs to.
#[derive(Debug)]
pub struct Member {
    /// The account.
    pub user: u64,
    /// As it is kept of the bot itself.
    pub member: Me,
}

impl Read for Member {
    fn read(object: &Value) -> Option<Self> {
        Some(Self { user: id(object.get("user")?, "id")?, member: member(object)? })
    }
}

/// A membership; None without its roles.
#[must_use]
pub fn member(object: &Value) -> Option<Me> {
    let roles = object.get("roles")?.as_array()?.iter().filter_map(number).collect();
    let until = object.get("communication_disabled_until").and_then(Value::as_str);
    let until = until.and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
    Some(Me { roles, time_out_ms: until.map_or(0, |until| until.timestamp_millis()) })
}

/// What has to be known of a channel before something is sent to it.
#[must_use]
pub fn channel_info(object: &Value) -> Option<ChannelInfo> {
    let channel = Channel::read(object)?;
    let thread_parent = (channel.is_thread() && channel.parent != 0).then_some(ChannelId(channel.parent));
    let guild = id(object, "guild_id").map(GuildId);
    Some(ChannelInfo { id: ChannelId(channel.id), guild, nsfw: channel.nsfw, thread_parent, kind: channel.kind, wants: channel.wants })
}

/// All objects of a list that can be read.
#[must_use]
pub fn list<T: Read>(list: Option<&Value>) -> Vec<T> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(T::read).collect()
}

/// A server as GUILD_CREATE brings it. Read element by element: the event of a large server has megabytes, most of them of no use here.
#[derive(Debug, Default)]
pub struct GuildCreate {
    /// None: there was none, and nothing can be said.
    pub id: Option<u64>,
    owner: u64,
    roles: Vec<Role>,
    channels: Vec<Channel>,
    members: Vec<Member>,
    /// The word for its language (<https://discord.com/developers/docs/reference#locales>).
    pub locale: Option<String>,
    /// An outage: the rest is missing.
    pub unavailable: bool,
}

impl GuildCreate {
    /// The server, with the membership of `bot`.
    #[must_use]
    pub fn guild(self, bot: Option<u64>) -> Option<Guild> {
        let me = self.members.into_iter().find(|member| Some(member.user) == bot).map(|member| member.member);
        Some(Guild::new(GuildId(self.id?), self.owner, me, self.channels, self.roles))
    }
}

impl<'de> Deserialize<'de> for GuildCreate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(GuildVisitor)
    }
}

struct GuildVisitor;

impl<'de> Visitor<'de> for GuildVisitor {
    type Value = GuildCreate;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a server")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<GuildCreate, A::Error> {
        let mut guild = GuildCreate::default();
        while let Some(field) = map.next_key::<String>()? {
            match field.as_str() {
                "id" => guild.id = number(&map.next_value::<Value>()?).filter(|id| *id != 0),
                "preferred_locale" => guild.locale = map.next_value::<Value>()?.as_str().map(str::to_owned),
                "owner_id" => guild.owner = number(&map.next_value::<Value>()?).unwrap_or(0),
                "unavailable" => guild.unavailable = map.next_value::<Value>()?.as_bool().unwrap_or(false),
                "roles" => guild.roles = map.next_value::<Each<Role>>()?.0,
                "channels" | "threads" => guild.channels.extend(map.next_value::<Each<Channel>>()?.0),
                "members" => guild.members = map.next_value::<Each<Member>>()?.0,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(guild)
    }
}

/// Every readable element of a list; nothing when it is no list.
struct Each<T>(Vec<T>);

impl<'de, T: Read> Deserialize<'de> for Each<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EachVisitor(PhantomData)).map(Self)
    }
}

struct EachVisitor<T>(PhantomData<T>);

impl<'de, T: Read> Visitor<'de> for EachVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut read = Vec::new();
        while let Some(element) = list.next_element::<Value>()? {
            read.extend(T::read(&element));
        }
        Ok(read)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<T>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Vec::new())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }
}

/// Half a surrogate pair, which Rust's text cannot hold, becomes the replacement character; everything else stays as it is.
#[must_use]
pub fn mend(json: &str) -> String {
    let bytes = json.as_bytes();
    let unit = |at: usize| {
        let digits = json.get(at + 2..at + 6).filter(|_| bytes.get(at) == Some(&b'\\') && bytes.get(at + 1) == Some(&b'u'))?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut mended = String::with_capacity(json.len());
    let (mut at, mut kept) = (0, 0);
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let pair = matches!(unit(at + 6), Some(0xdc00..=0xdfff));
        match unit(at) {
            Some(0xd800..=0xdbff) if pair => at += 12,
            Some(0xd800..=0xdfff) => {
                mended.push_str(&json[kept..at]);
                mended.push_str("\\ufffd");
                at += 6;
                kept = at;
            }
            // An escaped backslash is two bytes: the second begins nothing.
            _ => at += 2,
        }
    }
    mended.push_str(&json[kept.min(json.len())..]);
    mended
}
