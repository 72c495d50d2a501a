use super::*;
use proptest::prelude::*;
use std::sync::{Arc, Mutex};

const BOT_TOKEN: &str = "MTA5NzEyMzQ1Njc4OTAxMjM0NQ.GxYzAb.abcdefghijklmnopqrstuvwxyz0123456789AB";

#[test]
fn secrets_of_every_form_are_hidden() {
    let cases = [
        (format!("token {BOT_TOKEN} refused"), "token [hidden] refused"),
        (format!("Authorization: Bot {BOT_TOKEN}"), "Authorization: [hidden] [hidden]"),
        ("header Bearer abc.def-123 sent".to_owned(), "header Bearer [hidden] sent"),
        ("postgres://dc:p@ss/w0rd@db.example:5432/x?sslmode=require".to_owned(), "postgres://[hidden]@db.example:5432/x?sslmode=require"),
        ("amqp://u:secret@host".to_owned(), "amqp://[hidden]@host"),
        (
            "POST https://discord.com/api/v10/interactions/123456/aW50ZXJhY3Rpb24-x_y/callback".to_owned(),
            "POST https://discord.com/api/v10/interactions/123456/[hidden]/callback",
        ),
        ("/webhooks/42/tok3n/messages/@original".to_owned(), "/webhooks/42/[hidden]/messages/@original"),
        ("client_id=1&client_secret=s3cret&x=1".to_owned(), "client_id=1&client_secret=[hidden]&x=1"),
        (r#"{"expires_in":3600,"access_token":"abc","x":1}"#.to_owned(), r#"{"expires_in":3600,"access_token":"[hidden]","x":1}"#),
        (r#"body="{\"access_token\":\"abc\"}""#.to_owned(), r#"body="{\"access_token\":\"[hidden]\"}""#),
        (r#"Interaction { id: 1, token: "aW50-x", x: 1 }"#.to_owned(), r#"Interaction { id: 1, token: "[hidden]", x: 1 }"#),
        (r#"{"id":"1","token":"aW50-x"}"#.to_owned(), r#"{"id":"1","token":"[hidden]"}"#),
        (r#"Config { password: Some("pw"), x: 1 }"#.to_owned(), r#"Config { password: Some("[hidden]"), x: 1 }"#),
    ];
    for (line, wanted) in cases {
        assert_eq!(redact(&line), wanted);
    }
}

#[test]
fn ordinary_lines_stay_as_they_are() {
    for line in [
        "INFO ingest: the bot has 12 watches, https://www.deviantart.com/mara/art/Pool-1 posted at 10:00",
        "GET https://example.com/a@b",
        "mail mara@example.com",
        "gallery page of 24 read, elapsed_ms=12 post.id=52bafa97-9db9-0e5f-ff2d-c39083f89817",
        "the password is wrong",
        "discord.token: set it, or token=file",
    ] {
        assert!(matches!(redact(line), std::borrow::Cow::Borrowed(same) if same == line), "{line} became {}", redact(line));
    }
}

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().map_err(|_| io::Error::other("poisoned"))?.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn logged(format: Format, filter_text: Option<&str>, work: impl FnOnce()) -> String {
    let sink = Sink::default();
    let to = sink.clone();
    tracing::subscriber::with_default(subscriber(format, filter(filter_text, Level::Info), move || to.clone()), work);
    String::from_utf8(sink.0.lock().unwrap().clone()).unwrap()
}

#[test]
fn what_is_logged_passes_through_redaction_in_both_formats() {
    for format in [Format::Human, Format::Json] {
        let text = logged(format, None, || {
            tracing::info!(header = "Bearer canary-0123456789", url = "redis://:canary-pw@host", "sent {}", BOT_TOKEN);
        });
        assert!(text.contains("sent [hidden]") && text.ends_with('\n'), "{text}");
        assert!(!text.contains("canary") && !text.contains("abcdefghij"), "{text}");
    }
}

#[test]
fn an_event_whose_field_logs_something_is_not_lost() {
    // As libraries do it: some ask whether a line would be written, and then write none.
    let statement = || {
        tracing::info!(target: "sqlx::query", "a statement");
        i32::from(tracing::enabled!(target: "sqlx::query", tracing::Level::INFO))
    };
    let bytes = || {
        tracing::trace!(target: "sqlx::query", "a statement");
        i32::from(tracing::enabled!(target: "sqlx::query", tracing::Level::TRACE))
    };
    // Each of the two filters refuses one of these: as a filter of the layer alone it would lose the outer event.
    // A directive about a span makes the filter decide at each question, and not once for each place in the sources: so both of its parts are
    // asked about the inner event between the question about the outer one and its being written.
    for (filter, value) in [("info,sqlx=warn,[deliver]=debug", &statement as &dyn Fn() -> i32), ("trace,[deliver]=trace", &bytes)] {
        let text = logged(Format::Human, Some(filter), || tracing::info!(figure = value(), "it is told"));
        assert!(text.contains("it is told") && !text.contains("a statement"), "{filter}: {text}");
    }
}

#[test]
fn json_lines_are_json_also_after_redaction() {
    let text = logged(Format::Json, None, || {
        tracing::info!(body = r#"{"access_token":"canary"}"#, "answer");
        tracing::info!(url = "amqp://u:canary@h", "broker");
    });
    for line in text.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    assert!(!text.contains("canary"), "{text}");
}

#[test]
fn libraries_are_quiet_unless_asked() {
    let speak = || {
        tracing::info!(target: "serenity::http", "request");
        tracing::info!(target: "ingest", "poll");
    };
    let quiet = logged(Format::Human, None, speak);
    assert!(quiet.contains("poll") && !quiet.contains("request"), "{quiet}");
    let asked = logged(Format::Human, Some("info"), speak);
    assert!(asked.contains("request"), "{asked}");
    let forced = logged(Format::Human, Some("trace,serenity=trace"), || {
        tracing::debug!(target: "serenity::http", "headers");
        tracing::trace!(target: "tungstenite::protocol", "frame");
        let _span = tracing::info_span!(target: "serenity::http::client", "request", token = "abc").entered();
        tracing::trace!(target: "bot::delivery", "attempt");
    });
    assert!(forced.contains("attempt"), "{forced}");
    assert!(["headers", "frame", "request", "abc"].iter().all(|word| !forced.contains(word)), "{forced}");
    let mut answers = Vec::new();
    logged(Format::Human, None, || {
        answers.push(tracing::enabled!(target: "sqlx::query", tracing::Level::WARN));
        answers.push(tracing::enabled!(target: "sqlx::query", tracing::Level::INFO));
    });
    assert_eq!(answers, [true, false], "a library that asks before it writes is told the truth");
    let nonsense = logged(Format::Human, Some("==,=!"), speak);
    assert!(nonsense.contains("poll") && !nonsense.contains("request"), "{nonsense}");
}

#[test]
fn every_crate_of_ours_may_be_logged_at_any_level() {
    let workspace = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml")).unwrap();
    let ours =
        workspace.lines().filter(|line| line.contains("{ path = \"")).filter_map(|line| line.split_once(" = ")).map(|(name, _)| name);
    let ours: Vec<String> = ours.map(|name| name.replace('-', "_")).collect();
    assert!(ours.len() > 10, "the members were found");
    for name in ours {
        assert!(OURS.contains(&name.as_str()), "lines of {name} below info are dropped whatever RUST_LOG says");
    }
    let asked = logged(Format::Human, Some("debug"), || tracing::debug!(target: "eventlog::disk", "append"));
    assert!(asked.contains("append"), "{asked}");
}

#[test]
fn the_configured_level_is_that_of_our_crates_and_leaves_libraries_quiet() {
    let speak = || {
        tracing::info!(target: "serenity::http", "request");
        tracing::error!(target: "sqlx::query", "broken statement");
        tracing::debug!(target: "ingest", "poll");
        tracing::warn!(target: "bot", "channel rejects messages");
    };
    let told = |level| {
        let sink = Sink::default();
        let to = sink.clone();
        tracing::subscriber::with_default(subscriber(Format::Human, filter(None, level), move || to.clone()), speak);
        String::from_utf8(sink.0.lock().unwrap().clone()).unwrap()
    };
    for (level, wanted) in [
        (Level::Error, &["broken statement"][..]),
        (Level::Warn, &["broken statement", "channel rejects messages"]),
        (Level::Info, &["broken statement", "channel rejects messages"]),
        (Level::Trace, &["broken statement", "channel rejects messages", "poll"]),
    ] {
        let text = told(level);
        for word in ["broken statement", "channel rejects messages", "poll", "request"] {
            assert_eq!(text.contains(word), wanted.contains(&word), "{word} at {level:?}: {text}");
        }
    }
}

#[test]
fn libraries_that_log_requests_headers_or_tokens_stay_at_info() {
    macro_rules! speak {
        ($($library:literal),*) => {
            vec![$(logged(Format::Human, Some(concat!("trace,", $library, "=trace")), || {
                tracing::debug!(target: concat!($library, "::client"), "a header");
                tracing::trace!(target: $library, "a token");
                tracing::info!(target: $library, "connected");
            })),*]
        };
    }
    let told = speak!(
        "hyper",
        "hyper_util",
        "reqwest",
        "serenity",
        "poise",
        "sea_orm",
        "sqlx",
        "amqprs",
        "tungstenite",
        "tokio_tungstenite",
        "redis"
    );
    for text in told {
        assert!(text.contains("connected") && !text.contains("a header") && !text.contains("a token"), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_can_be_redacted(text in "(?s).{0,200}") {
        let _ = redact(&text);
    }

    #[test]
    fn a_secret_is_hidden_whatever_stands_around_it(before in "[ -~é]{0,40}", after in "( [ -~]{0,40})?") {
        let line = format!("{before} Bearer canarycanarycanary{after}");
        prop_assert!(!redact(&line).contains("canarycanary"), "{}", redact(&line));
    }

    #[test]
    fn redaction_is_stable(text in "[a-z:/@\" =.?]{0,60}") {
        let once = redact(&text).into_owned();
        prop_assert_eq!(redact(&once).into_owned(), once);
    }
}
