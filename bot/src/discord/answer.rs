//! What Discord answered, read once: status, rate limit headers, JSON body if it is one. Pure.

use serde_json::Value;
use std::time::Duration;

/// Bodies larger than this are not read; a page of 50 messages with embeds stays far below.
pub const MAX_BODY: u64 = 2 * 1024 * 1024;

/// A wait that Discord asks for is believed up to this.
const MAX_WAIT: f64 = 86_400.0;

/// The rate limit headers of an answer (Discord's documentation, "Rate Limits").
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RateHeaders {
    /// `X-RateLimit-Bucket`: which limit the route shares.
    pub bucket: Option<String>,
    /// `X-RateLimit-Remaining`.
    pub remaining: Option<u32>,
    /// `X-RateLimit-Reset-After`.
    pub reset_after: Option<Duration>,
    /// `X-RateLimit-Scope`: user, global or shared.
    pub scope: Option<String>,
    /// `X-RateLimit-Global` is there.
    pub global: bool,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<Duration>,
}

impl RateHeaders {
    /// Reads them through any header look-up.
    pub fn read<'a>(header: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            bucket: header("x-ratelimit-bucket").map(|text| text.chars().take(128).collect()),
            remaining: header("x-ratelimit-remaining").and_then(|text| text.parse().ok()),
            reset_after: header("x-ratelimit-reset-after").and_then(seconds),
            scope: header("x-ratelimit-scope").map(str::to_ascii_lowercase),
            global: header("x-ratelimit-global").is_some_and(|text| !text.eq_ignore_ascii_case("false")),
            retry_after: header("retry-after").and_then(seconds),
        }
    }
}

fn seconds(text: &str) -> Option<Duration> {
    text.parse::<f64>().ok().and_then(wait)
}

/// A number of seconds as a wait, if it can be one; longer than a day is cut.
#[must_use]
pub fn wait(seconds: f64) -> Option<Duration> {
    (seconds.is_finite() && seconds >= 0.0).then(|| Duration::from_secs_f64(seconds.min(MAX_WAIT)))
}

/// A whole answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub rate: RateHeaders,
    /// None: no JSON (an edge's HTML page, an empty body).
    pub body: Option<Value>,
}

impl Answer {
    /// Discord's numeric error code; None when the body has none.
    #[must_use]
    pub fn code(&self) -> Option<u64> {
        self.body.as_ref()?.get("code")?.as_u64()
    }

    /// Discord's sentence, cut, for reasons and logs. Never artist text: Discord's form errors repeat field paths, not values.
    #[must_use]
    pub fn sentence(&self) -> String {
        let body = self.body.as_ref();
        let message = body.and_then(|body| body.get("message")).and_then(Value::as_str).unwrap_or("no explanation");
        let message: String = message.chars().filter(|c| !c.is_control()).take(200).collect();
        match (self.code(), body.and_then(|body| body.get("errors")).and_then(first_path)) {
            (Some(code), Some(path)) => format!("{message} (code {code}, field {path})"),
            (Some(code), None) => format!("{message} (code {code})"),
            (None, _) => format!("{message} (status {})", self.status),
        }
    }

    /// `retry_after` of the body, else the header.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let body = self.body.as_ref().and_then(|body| body.get("retry_after")).and_then(Value::as_f64).and_then(wait);
        body.or(self.rate.retry_after)
    }

    /// Whether a 429 is for the whole bot.
    #[must_use]
    pub fn is_global(&self) -> bool {
        let body = self.body.as_ref().and_then(|body| body.get("global")).and_then(Value::as_bool).unwrap_or(false);
        body || self.rate.global || self.rate.scope.as_deref() == Some("global")
    }

    /// Whether a 429 is of a limit shared with others, which Discord does not count as an invalid request.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.rate.scope.as_deref() == Some("shared")
    }

    /// An id in the body, as Discord writes them: a string of digits.
    #[must_use]
    pub fn id(&self, field: &str) -> Option<u64> {
        snowflake(self.body.as_ref()?.get(field)?)
    }
}

/// A snowflake as Discord writes it.
#[must_use]
pub fn snowflake(value: &Value) -> Option<u64> {
    value.as_str()?.parse().ok().filter(|id| *id != 0)
}

/// The first field that a form error complains of: `embeds.0.title`.
fn first_path(errors: &Value) -> Option<String> {
    let mut path = Vec::new();
    let mut node = errors;
    while let Some((key, next)) = node.as_object()?.iter().next() {
        if key == "_errors" || path.len() == 8 {
            break;
        }
        path.push(key.chars().take(40).collect::<String>());
        node = next;
    }
    (!path.is_empty()).then(|| path.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answer(status: u16, body: Value) -> Answer {
        Answer { status, rate: RateHeaders::default(), body: Some(body) }
    }

    #[test]
    fn a_form_error_names_its_field() {
        let body = json!({"message": "Invalid Form Body", "code": 50035, "errors": {"embeds": {"0": {"title": {"_errors": [{"code": "X", "message": "Y"}]}}}}});
        assert_eq!(answer(400, body).sentence(), "Invalid Form Body (code 50035, field embeds.0.title)");
    }

    #[test]
    fn a_wait_is_never_nonsense() {
        for text in ["nan", "-1", "inf", "soon", ""] {
            assert_eq!(RateHeaders::read(|name| (name == "retry-after").then_some(text)).retry_after, None, "{text}");
        }
        assert_eq!(wait(1e300), Some(Duration::from_secs(86_400)));
        assert_eq!(answer(429, json!({"retry_after": 0.25})).retry_after(), Some(Duration::from_millis(250)));
    }

    #[test]
    fn scope_is_read_from_body_and_headers() {
        assert!(answer(429, json!({"global": true, "retry_after": 1})).is_global());
        let mut shared = answer(429, json!({"global": false, "retry_after": 1}));
        shared.rate.scope = Some("shared".to_owned());
        assert!(shared.is_shared() && !shared.is_global());
    }
}
