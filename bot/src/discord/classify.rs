//! What an answer of Discord means. Pure.
//!
//! One table, (status, body) -> [`Meaning`], for everybody who judges an answer. What it does not name is [`Meaning::Unclear`]: trouble of that
//! one request, which may pass. The costly meanings (a channel, the content, the address, the token) need a code or a kind of answer that is
//! known to mean that, and the last two a second witness besides ([`super::standing`]).
//!
//! Codes: Discord's documentation, "Opcodes and Status Codes". Answers without a code (pages of the edge, code 0, 40333) come and go by the
//! second, for one request or for everybody (discord-api-docs#849, #6473, #7275).

use super::answer::Answer;
use super::failure::Failure;
use domain::id::{ChannelId, MessageId};
use std::ops::RangeInclusive;
use std::time::Duration;

/// What an answer means, whatever was asked and by which part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It is done.
    Done,
    /// The API's own rate limit, with its wait.
    Wait,
    /// Refused before the API saw it. About this request alone until the witness is refused too.
    Edge,
    /// The token is not accepted. About this request alone until the witness is refused too.
    Token,
    /// The message that it was about existed (10008).
    Known,
    /// The thread is archived and has to be woken.
    Archived,
    /// The channel or guild does not exist.
    Gone,
    /// The bot may not do that there.
    Forbidden,
    /// The content will never be taken.
    Content,
    /// Messages older than an hour take few edits (30046).
    Slow,
    /// The interaction can no longer be answered.
    Over,
    /// The interaction has its first answer already.
    Acknowledged,
    /// Nothing that we know. May pass.
    Unclear,
}

/// What a row of the table asks of the body.
#[derive(Debug)]
enum Body {
    /// JSON with one of these codes.
    Code(&'static [u64]),
    /// JSON, or its header, says how long to wait.
    Wait,
    Json,
    /// No JSON: a page, bytes, nothing.
    Page,
    Any,
}

/// The first row that fits counts.
const TABLE: &[(RangeInclusive<u16>, Body, Meaning)] = &[
    (200..=299, Body::Any, Meaning::Done),
    // Too many edits of messages older than an hour: a 429 that is neither the API's usual limit nor the edge's.
    (400..=429, Body::Code(&[30_046]), Meaning::Slow),
    (429..=429, Body::Wait, Meaning::Wait),
    (429..=429, Body::Any, Meaning::Edge),
    // Invalid webhook token, which an interaction's becomes after 15 minutes; unknown interaction.
    (400..=499, Body::Code(&[50_027, 10_062]), Meaning::Over),
    (400..=499, Body::Code(&[40_060]), Meaning::Acknowledged),
    (401..=401, Body::Json, Meaning::Token),
    (401..=401, Body::Page, Meaning::Edge),
    (403..=403, Body::Page, Meaning::Edge),
    (400..=499, Body::Code(&[10_008]), Meaning::Known),
    (400..=499, Body::Code(&[50_083]), Meaning::Archived),
    // Unknown channel, unknown guild.
    (400..=499, Body::Code(&[10_003, 10_004]), Meaning::Gone),
    // Missing access, missing permissions, not a text channel, wrong channel type, verification level, thread locked, too many active threads; a post
    // needs a tag, and no tag may be used.
    (400..=499, Body::Code(&[50_001, 50_013, 50_008, 50_024, 50_009, 160_005, 160_006, 40_067, 40_066]), Meaning::Forbidden),
    // AutoMod, filtered link, explicit content, form, empty message, too large.
    (400..=499, Body::Code(&[200_000, 200_001, 240_000, 20_009, 50_035, 50_006, 40_005]), Meaning::Content),
];

/// What this answer means.
#[must_use]
pub fn meaning(answer: &Answer) -> Meaning {
    let says = |body: &Body| match body {
        Body::Code(codes) => answer.code().is_some_and(|code| codes.contains(&code)),
        Body::Wait => answer.body.is_some() && answer.retry_after().is_some(),
        Body::Json => answer.body.is_some(),
        Body::Page => answer.body.is_none(),
        Body::Any => true,
    };
    let row = TABLE.iter().find(|(statuses, body, _)| statuses.contains(&answer.status) && says(body));
    row.map_or(Meaning::Unclear, |(_, _, meaning)| *meaning)
}

/// What an error of serenity's means; None when no answer came. Serenity keeps neither headers nor the body of a rate limit, so that a 429 of
/// the API looks like one of the edge: the witness tells them apart.
#[must_use]
pub fn of_serenity(error: &serenity::Error) -> Option<Meaning> {
    let serenity::Error::Http(serenity::all::HttpError::UnsuccessfulRequest(response)) = error else { return None };
    // Serenity writes -1 where the body has no code.
    let body = u64::try_from(response.error.code).ok().map(|code| serde_json::json!({ "code": code }));
    Some(meaning(&Answer { status: response.status_code.as_u16(), body, ..Answer::default() }))
}

/// What the answer to a message means for it and for its channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Class {
    /// The message is there. `None`: it was, and somebody deleted it (10008 on a nonce that Discord remembers).
    Delivered(Option<MessageId>),
    /// Wait, then send the same again.
    RateLimited { after: Duration, global: bool },
    /// The channel or guild is gone, or the bot may not write there.
    Broken { gone: bool, reason: String },
    /// The thread is archived and has to be woken.
    Archived,
    /// Discord will never take this content.
    Rejected { reason: String },
    /// Might pass.
    Transient(Trouble),
}

/// Something that may pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// In words, for logs and for the row.
    pub reason: String,
    /// Certainly nothing was posted.
    pub unsent: bool,
    pub kind: Kind,
}

/// Whose trouble it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No answer came: it says nothing about the message.
    NoAnswer,
    /// Discord's servers failed over it, or lost the answer.
    Server,
    /// Refused without a reason that we know: this message is set aside, for so long at least.
    Aside(Duration),
}

/// Classifies the answer to Create Message in `channel`.
#[must_use]
pub fn message(answer: &Result<Answer, Failure>, channel: ChannelId) -> Class {
    classified(answer, |answer| delivered(answer, channel, "channel_id"))
}

/// Classifies the answer to Start Thread in this forum. The post's first message has the id of its thread.
#[must_use]
pub fn post(answer: &Result<Answer, Failure>, forum: ChannelId) -> Class {
    classified(answer, |answer| delivered(answer, forum, "parent_id"))
}

fn classified(answer: &Result<Answer, Failure>, delivered: impl FnOnce(&Answer) -> Class) -> Class {
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => {
            return Class::Transient(Trouble { reason: failure.to_string(), unsent: failure.unsent(), kind: Kind::NoAnswer });
        }
    };
    match meaning(answer) {
        Meaning::Done => delivered(answer),
        Meaning::Wait => Class::RateLimited { after: answer.retry_after().unwrap_or_default(), global: answer.is_global() },
        Meaning::Known => Class::Delivered(None),
        Meaning::Archived => Class::Archived,
        Meaning::Content => Class::Rejected { reason: answer.sentence() },
        Meaning::Gone => Class::Broken { gone: true, reason: answer.sentence() },
        Meaning::Forbidden => Class::Broken { gone: false, reason: answer.sentence() },
        Meaning::Edge => aside("Discord's edge refuses this message", answer),
        Meaning::Token => aside("Discord does not accept the bot token for this message", answer),
        Meaning::Over | Meaning::Acknowledged | Meaning::Slow | Meaning::Unclear
            if (400..=499).contains(&answer.status) && answer.status != 408 =>
        {
            aside("Discord refuses this message without a reason that is known here", answer)
        }
        Meaning::Over | Meaning::Acknowledged | Meaning::Slow | Meaning::Unclear => {
            Class::Transient(Trouble { reason: answer.sentence(), unsent: false, kind: Kind::Server })
        }
    }
}

fn aside(what: &str, answer: &Answer) -> Class {
    let reason = format!("{what}: {}", answer.sentence());
    Class::Transient(Trouble { reason, unsent: true, kind: Kind::Aside(answer.retry_after().unwrap_or_default()) })
}

/// `home`: the field that tells where it is.
fn delivered(answer: &Answer, channel: ChannelId, home: &str) -> Class {
    match (answer.id("id"), answer.id(home)) {
        // A nonce hit gives the older message back: it must be the one that was meant.
        (Some(_), Some(other)) if other != channel.0 => {
            Class::Rejected { reason: format!("Discord answered with a message of channel {other}") }
        }
        (Some(id), _) => Class::Delivered(Some(MessageId(id))),
        // Taken, but the answer was cut or garbled: the same nonce brings the message's id.
        (None, _) => {
            let reason = format!("status {} without a message", answer.status);
            Class::Transient(Trouble { reason, unsent: false, kind: Kind::Server })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::answer::RateHeaders;
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const HERE: ChannelId = ChannelId(5);

    fn class(status: u16, body: Option<Value>) -> Class {
        message(&Ok(Answer { status, rate: RateHeaders::default(), body }), HERE)
    }

    fn coded(status: u16, code: u64) -> Class {
        class(status, Some(json!({"code": code, "message": "no"})))
    }

    fn kind(class: Class) -> Option<(bool, Kind)> {
        if let Class::Transient(trouble) = class { Some((trouble.unsent, trouble.kind)) } else { None }
    }

    const ASIDE: Option<(bool, Kind)> = Some((true, Kind::Aside(Duration::ZERO)));
    const SERVER: Option<(bool, Kind)> = Some((false, Kind::Server));

    #[test]
    fn success_needs_the_message() {
        assert_eq!(class(200, Some(json!({"id": "7", "channel_id": "5"}))), Class::Delivered(Some(MessageId(7))));
        assert!(matches!(class(200, Some(json!({"id": "7", "channel_id": "6"}))), Class::Rejected { .. }));
        assert_eq!(kind(class(200, None)), SERVER);
    }

    #[test]
    fn each_code_has_its_class() {
        for code in [10_003, 10_004] {
            assert!(matches!(coded(404, code), Class::Broken { gone: true, .. }), "{code}");
        }
        for code in [50_001, 50_013, 160_005, 160_006] {
            assert!(matches!(coded(403, code), Class::Broken { gone: false, .. }), "{code}");
        }
        for (status, code) in [(400, 50_035), (403, 240_000), (400, 50_006), (403, 200_000), (413, 40_005)] {
            assert!(matches!(coded(status, code), Class::Rejected { .. }), "{code}");
        }
        assert_eq!(coded(404, 10_008), Class::Delivered(None));
        assert_eq!(coded(400, 50_083), Class::Archived);
        assert!(matches!(coded(400, 50_008), Class::Broken { gone: false, .. }));
    }

    #[test]
    fn what_has_no_known_code_is_about_this_message_alone() {
        for (status, code) in [(400, 99_999), (403, 40_333), (403, 0), (404, 0), (403, 40_004), (404, 10_015), (401, 0), (405, 0)] {
            assert_eq!(kind(coded(status, code)), ASIDE, "{status} {code}");
        }
        for status in [400, 401, 403, 404, 413, 418, 429] {
            assert_eq!(kind(class(status, None)), ASIDE, "{status}");
        }
        for status in [302, 408, 500, 502, 520] {
            assert_eq!(kind(class(status, None)), SERVER, "{status}");
        }
        assert_eq!(kind(class(429, Some(json!({"message": "no wait told"})))), ASIDE);
    }

    #[test]
    fn the_edge_and_the_token_are_named_and_nothing_else_is() {
        let meaning = |status, body| meaning(&Answer { status, rate: RateHeaders::default(), body });
        for status in [401, 403, 429] {
            assert_eq!(meaning(status, None), Meaning::Edge, "{status}");
        }
        assert_eq!(meaning(401, Some(json!({"message": "401: Unauthorized", "code": 0}))), Meaning::Token);
        for status in [400, 404, 502, 503] {
            assert_eq!(meaning(status, None), Meaning::Unclear, "{status}");
        }
    }

    #[test]
    fn too_many_edits_of_old_messages_are_no_ban() {
        let meaning =
            |status| meaning(&Answer { status, rate: RateHeaders::default(), body: Some(json!({"code": 30_046, "message": "no"})) });
        assert_eq!((meaning(429), meaning(400)), (Meaning::Slow, Meaning::Slow));
    }

    #[test]
    fn a_429_waits() {
        let after = Duration::from_millis(1500);
        assert_eq!(class(429, Some(json!({"retry_after": 1.5, "global": false}))), Class::RateLimited { after, global: false });
        assert_eq!(class(429, Some(json!({"retry_after": 1.5, "global": true}))), Class::RateLimited { after, global: true });
    }

    #[test]
    fn a_page_that_names_a_wait_sets_aside_for_it() {
        let rate = RateHeaders { retry_after: Some(Duration::from_secs(3)), ..RateHeaders::default() };
        let class = message(&Ok(Answer { status: 429, rate, body: None }), HERE);
        assert_eq!(kind(class), Some((true, Kind::Aside(Duration::from_secs(3)))));
    }

    proptest! {
        /// Nothing but a 2xx with this channel's message, or Discord's word that it was there, counts as delivered.
        #[test]
        fn only_discord_confirms(status in 100u16..=599, code in proptest::option::of(0u64..300_000)) {
            let body = code.map(|code| json!({"code": code}));
            let delivered = matches!(class(status, body), Class::Delivered(_));
            prop_assert_eq!(delivered, code == Some(10_008) && (400..500).contains(&status) && status != 429 && status != 401);
        }

        /// What costs a post or a channel has a code that the table names; a failure of Discord's servers never does.
        #[test]
        fn only_named_codes_reject_or_break(status in 100u16..=599, code in proptest::option::of(0u64..300_000)) {
            let class = class(status, code.map(|code| json!({"code": code})));
            let costs = matches!(class, Class::Broken { .. } | Class::Rejected { .. });
            let named = TABLE.iter().any(|(_, body, _)| matches!(body, Body::Code(codes) if code.is_some_and(|code| codes.contains(&code))));
            prop_assert!(!costs || (named && (400..500).contains(&status)));
        }
    }
}
