//! What an answer to a message means for the notification and for its channel. Pure.
//!
//! Codes: Discord's documentation, "Opcodes and Status Codes".

use super::answer::Answer;
use super::rest::Failure;
use shared::id::{ChannelId, MessageId};
use std::time::Duration;

/// The classes of error (design, section 9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Class {
    /// The message is there. `None`: it was, and somebody deleted it (10008 on a nonce that Discord remembers).
    Delivered(Option<MessageId>),
    /// Wait, then send the same again.
    RateLimited { after: Duration, global: bool },
    /// No rate limit answer of Discord's API but its edge's: assume that this address is banned, stop everything.
    Banned,
    /// The token is not valid any more.
    Unauthorized,
    /// The channel or guild is gone, or the bot may not write there.
    Broken { gone: bool, reason: String },
    /// The thread is archived and has to be woken.
    Archived,
    /// Discord will never take this content.
    Rejected { reason: String },
    /// Might pass. `unsent`: certainly nothing was posted.
    Transient { reason: String, unsent: bool },
}

/// Codes that mean that nothing can be posted at this place, whatever the content.
const GONE: [u64; 3] = [10_003, 10_004, 10_015];
/// 50001 missing access, 50013 missing permissions, 50008 not a text channel, 50024 wrong channel type, 160005 thread locked,
/// 40004 sending switched off, 50009 verification level.
const FORBIDDEN: [u64; 7] = [50_001, 50_013, 50_008, 50_024, 160_005, 40_004, 50_009];
/// 200000/200001 AutoMod, 240000 filtered link, 50035 form, 50006 empty message, 40005 too large: the content's fault,
/// whatever the status.
const CONTENT: [u64; 6] = [200_000, 200_001, 240_000, 50_035, 50_006, 40_005];

/// Classifies the answer to Create Message in `channel`.
#[must_use]
pub fn message(answer: &Result<Answer, Failure>, channel: ChannelId) -> Class {
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => return Class::Transient { reason: failure.to_string(), unsent: failure.unsent() },
    };
    match (answer.status, answer.code()) {
        (200..=299, _) => delivered(answer, channel),
        (429, _) => match answer.retry_after().filter(|_| answer.body.is_some()) {
            Some(after) => Class::RateLimited { after, global: answer.is_global() },
            None => Class::Banned,
        },
        (401, _) => Class::Unauthorized,
        (_, Some(10_008)) => Class::Delivered(None),
        (_, Some(50_083)) => Class::Archived,
        (_, Some(code)) if CONTENT.contains(&code) => Class::Rejected { reason: answer.sentence() },
        (_, Some(code)) if GONE.contains(&code) => Class::Broken { gone: true, reason: answer.sentence() },
        (_, Some(code)) if FORBIDDEN.contains(&code) => Class::Broken { gone: false, reason: answer.sentence() },
        (403, None) => Class::Banned,
        (403, Some(_)) => Class::Broken { gone: false, reason: answer.sentence() },
        (404, Some(_)) => Class::Broken { gone: true, reason: answer.sentence() },
        // Without JSON it was something between us and Discord that did not know the way.
        (404, None) | (408, _) => Class::Transient { reason: format!("status {}", answer.status), unsent: true },
        (400..=499, _) => Class::Rejected { reason: answer.sentence() },
        (status, _) => Class::Transient { reason: format!("status {status}"), unsent: false },
    }
}

fn delivered(answer: &Answer, channel: ChannelId) -> Class {
    match (answer.id("id"), answer.id("channel_id")) {
        // A nonce hit gives the older message back: it must be the one that was meant.
        (Some(_), Some(other)) if other != channel.0 => {
            Class::Rejected { reason: format!("Discord answered with a message of channel {other}") }
        }
        (Some(id), _) => Class::Delivered(Some(MessageId(id))),
        // Taken, but the answer was cut or garbled: the same nonce brings the message's id.
        (None, _) => Class::Transient { reason: format!("status {} without a message", answer.status), unsent: false },
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

    #[test]
    fn success_needs_the_message() {
        assert_eq!(class(200, Some(json!({"id": "7", "channel_id": "5"}))), Class::Delivered(Some(MessageId(7))));
        assert!(matches!(class(200, Some(json!({"id": "7", "channel_id": "6"}))), Class::Rejected { .. }));
        assert!(matches!(class(200, None), Class::Transient { unsent: false, .. }));
    }

    #[test]
    fn each_code_has_its_class() {
        for code in [10_003, 10_004] {
            assert!(matches!(coded(404, code), Class::Broken { gone: true, .. }), "{code}");
        }
        for code in [50_001, 50_013, 160_005] {
            assert!(matches!(coded(403, code), Class::Broken { gone: false, .. }), "{code}");
        }
        for (status, code) in [(400, 50_035), (403, 240_000), (400, 50_006), (403, 200_000), (400, 99_999)] {
            assert!(matches!(coded(status, code), Class::Rejected { .. }), "{code}");
        }
        assert_eq!(coded(404, 10_008), Class::Delivered(None));
        assert_eq!(coded(400, 50_083), Class::Archived);
        assert_eq!(coded(401, 0), Class::Unauthorized);
        assert!(matches!(coded(400, 50_008), Class::Broken { gone: false, .. }));
    }

    #[test]
    fn what_is_not_json_is_the_edge_speaking() {
        assert_eq!(class(429, None), Class::Banned);
        assert_eq!(class(403, None), Class::Banned);
        assert!(matches!(class(502, None), Class::Transient { unsent: false, .. }));
        assert_eq!(class(429, Some(json!({"message": "no wait told"}))), Class::Banned);
    }

    #[test]
    fn a_429_waits() {
        let after = Duration::from_millis(1500);
        assert_eq!(class(429, Some(json!({"retry_after": 1.5, "global": false}))), Class::RateLimited { after, global: false });
        assert_eq!(class(429, Some(json!({"retry_after": 1.5, "global": true}))), Class::RateLimited { after, global: true });
    }

    proptest! {
        /// Nothing but a 2xx with this channel's message, or Discord's word that it was there, counts as delivered.
        #[test]
        fn only_discord_confirms(status in 100u16..=599, code in proptest::option::of(0u64..300_000)) {
            let body = code.map(|code| json!({"code": code}));
            let delivered = matches!(class(status, body), Class::Delivered(_));
            prop_assert_eq!(delivered, code == Some(10_008) && !(200..300).contains(&status) && status != 429 && status != 401);
        }

        /// A failure of Discord's servers never breaks a channel or gives up on a post.
        #[test]
        fn server_faults_are_transient(status in 500u16..=599) {
            let transient = matches!(class(status, None), Class::Transient { .. });
            prop_assert!(transient);
        }
    }
}
