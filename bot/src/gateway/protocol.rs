//! The words of Discord's gateway, version 10 (documentation, "Gateway"): frames in, frames out, what each ending means. Pure.

use crate::discord::picture::read;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// The intent that is asked for: servers, their channels, roles and threads, and the bot's own membership.
const GUILDS: u64 = 1;

/// Servers with more members than this send no member lists; the smallest number that Discord takes.
const LARGE_THRESHOLD: u64 = 50;

/// A heartbeat interval that Discord asks for is believed within these; it uses about 41 s.
const INTERVAL_MS: (u64, u64) = (1_000, 300_000);

/// What a frame says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// How often heartbeats have to be sent.
    Hello(Duration),
    /// An event, by name and sequence number; its data are in the frame's text.
    Event { name: String, seq: Option<u64> },
    /// A heartbeat is wanted at once.
    Heartbeat,
    /// The last heartbeat arrived.
    Acknowledged,
    /// Connect again and resume.
    Reconnect,
    /// The session ended; `true`: it can be resumed.
    Invalid(bool),
    /// Nothing that is known.
    Other,
}

/// The parts of a frame that are read of every one. Values, because a wrong type must not hide the rest.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    op: Value,
    #[serde(default)]
    s: Value,
    #[serde(default)]
    t: Value,
}

#[derive(Deserialize)]
struct Body<T> {
    d: T,
}

/// Reads a frame. None: it is no JSON object.
pub(super) fn frame(text: &str) -> Option<Frame> {
    let head: Head = serde_json::from_str(text).ok()?;
    let data = || data::<Value>(text).unwrap_or_default();
    Some(match head.op.as_u64() {
        Some(0) => match head.t {
            Value::String(name) => Frame::Event { name, seq: head.s.as_u64() },
            _ => Frame::Other,
        },
        Some(1) => Frame::Heartbeat,
        Some(7) => Frame::Reconnect,
        // Without a word it is not resumable: a session too many costs less than a useless connection.
        Some(9) => Frame::Invalid(data().as_bool().unwrap_or(false)),
        Some(10) => {
            let interval = data().get("heartbeat_interval").and_then(Value::as_u64).unwrap_or(41_250);
            Frame::Hello(Duration::from_millis(interval.clamp(INTERVAL_MS.0, INTERVAL_MS.1)))
        }
        Some(11) => Frame::Acknowledged,
        _ => Frame::Other,
    })
}

/// The data of a frame. A name with half a surrogate pair in it must not hide an event.
pub(super) fn data<T: for<'de> Deserialize<'de>>(text: &str) -> Option<T> {
    let body = serde_json::from_str::<Body<T>>(text).or_else(|_| serde_json::from_str(&read::mend(text)));
    body.ok().map(|body| body.d)
}

/// A session that can be resumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Session {
    pub id: String,
    /// Where to resume it; None: where it began.
    pub url: Option<String>,
    pub seq: u64,
}

/// What READY says. Only the session's id must be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ready {
    pub session: Option<String>,
    pub url: Option<String>,
    pub user: Option<u64>,
    pub application: Option<u64>,
    /// The servers of this shard; None: the list could not be read, so that nothing follows from who is missing.
    pub guilds: Option<Vec<u64>>,
}

/// Reads READY.
pub(crate) fn ready(data: &Value) -> Ready {
    let text = |field: &str| data.get(field).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let id_in = |field: &str| data.get(field).and_then(|object| read::id(object, "id"));
    let guilds = data.get("guilds").and_then(Value::as_array);
    Ready {
        session: text("session_id"),
        url: text("resume_gateway_url"),
        user: id_in("user"),
        application: id_in("application"),
        guilds: guilds.and_then(|guilds| guilds.iter().map(|guild| read::id(guild, "id")).collect()),
    }
}

/// What follows the end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The session continues with a new connection.
    Resume,
    /// The session is over.
    Identify,
    /// This client ends: nothing changes until somebody changes something.
    End(Refusal),
}

/// Why a client ends for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Token,
    Intents,
    /// Wrong shard, too few of them, or a version that Discord has switched off: a fresh client asks Discord again.
    Shape(u16),
}

/// What a close code means (documentation, "Gateway Close Event Codes"). None: the connection ended without one.
pub(super) const fn closed(code: Option<u16>) -> Next {
    match code {
        Some(4004) => Next::End(Refusal::Token),
        Some(4013 | 4014) => Next::End(Refusal::Intents),
        Some(code @ 4010..=4012) => Next::End(Refusal::Shape(code)),
        // Not authenticated, session no longer valid, wrong sequence number, session timed out: as Discord has it, there is no session.
        Some(4003 | 4006 | 4007 | 4009) => Next::Identify,
        _ => Next::Resume,
    }
}

/// Begins a session.
pub(super) fn identify(token: &str, shard: u32, shards: u32) -> String {
    let properties = json!({"os": std::env::consts::OS, "browser": "DeviantCord", "device": "DeviantCord"});
    let data = json!({
        "token": token, "intents": GUILDS, "shard": [shard, shards], "compress": true, "large_threshold": LARGE_THRESHOLD,
        "properties": properties,
    });
    json!({"op": 2, "d": data}).to_string()
}

/// Continues with a session.
pub(super) fn resume(token: &str, session: &Session) -> String {
    json!({"op": 6, "d": {"token": token, "session_id": session.id, "seq": session.seq}}).to_string()
}

/// Says that we are there, and up to where we have heard.
pub(super) fn heartbeat(seq: Option<u64>) -> String {
    json!({"op": 1, "d": seq}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_whatever_else_is_in_them() {
        let hello = |ms| Some(Frame::Hello(Duration::from_millis(ms)));
        let event = |name: &str, seq| Some(Frame::Event { name: name.to_owned(), seq });
        for (text, read) in [
            (r#"{"op":10,"d":{"heartbeat_interval":41250}}"#, hello(41_250)),
            (r#"{"op":10,"d":{"heartbeat_interval":"soon","new":[]}}"#, hello(41_250)),
            (r#"{"op":10,"d":{"heartbeat_interval":1}}"#, hello(1_000)),
            (r#"{"op":0,"s":7,"t":"GUILD_CREATE","d":{"name":"\ud83d"}}"#, event("GUILD_CREATE", Some(7))),
            (r#"{"op":0,"s":"7","t":"X","d":null,"new":1}"#, event("X", None)),
            (r#"{"op":0,"s":7,"t":7,"d":null}"#, Some(Frame::Other)),
            (r#"{"op":"0"}"#, Some(Frame::Other)),
            (r#"{"op":9,"d":true}"#, Some(Frame::Invalid(true))),
            (r#"{"op":9}"#, Some(Frame::Invalid(false))),
            (r#"{"op":77,"d":{}}"#, Some(Frame::Other)),
            (r#"{"op":11}"#, Some(Frame::Acknowledged)),
            ("{", None),
        ] {
            assert_eq!(frame(text), read, "{text}");
        }
    }

    #[test]
    fn every_close_code_resumes_starts_over_or_ends_the_client() {
        for code in (1000..=1015).chain(4000..=4099) {
            let next = closed(Some(code));
            match code {
                4004 => assert_eq!(next, Next::End(Refusal::Token)),
                4010..=4012 => assert_eq!(next, Next::End(Refusal::Shape(code))),
                4013 | 4014 => assert_eq!(next, Next::End(Refusal::Intents)),
                4003 | 4006 | 4007 | 4009 => assert_eq!(next, Next::Identify),
                _ => assert_eq!(next, Next::Resume, "{code}"),
            }
        }
        assert_eq!(closed(None), Next::Resume);
    }

    #[test]
    fn ready_needs_nothing_but_its_session() {
        let full = json!({
            "session_id": "s", "resume_gateway_url": "wss://x", "user": {"id": "5", "new": {}}, "application": {"id": "6"},
            "guilds": [{"id": "1", "unavailable": "yes"}, {"id": 2}],
        });
        let read = ready(&full);
        assert_eq!((read.session.as_deref(), read.user, read.application, read.guilds), (Some("s"), Some(5), Some(6), Some(vec![1, 2])));
        let bare = ready(&json!({"session_id": "s", "user": null, "guilds": [{"id": "1"}, {}]}));
        assert_eq!((bare.session.as_deref(), bare.guilds), (Some("s"), None), "who is missing from half a list is not gone");
    }
}
