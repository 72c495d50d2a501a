//! What a simulated Discord is started with.

use std::time::Duration;

/// How many requests a bucket takes in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests per window.
    pub limit: u32,
    /// Length of the window; it starts with the first request after the last one ended.
    pub window: Duration,
}

impl Rate {
    /// `limit` requests per `window`.
    #[must_use]
    pub const fn new(limit: u32, window: Duration) -> Self {
        Self { limit, window }
    }
}

/// The rate limit figures. The vendor publishes only the global one and the one of invalid requests; the others are
/// what bots observe today and must read from the headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rates {
    /// Requests per second of one bot over all routes (interaction callbacks and follow-ups are outside of it).
    pub global_per_second: u32,
    /// Create Message, per channel.
    pub create_message: Rate,
    /// Edit Message, per channel.
    pub edit_message: Rate,
    /// Edit Message for messages older than an hour, per channel; beyond it 30046. The vendor names no figure.
    pub old_edits: Rate,
    /// Delete Message, per channel.
    pub delete_message: Rate,
    /// Crosspost Message, per channel.
    pub crosspost: Rate,
    /// Start Thread, per channel. The vendor names no figure; waits of minutes were seen (discord-api-docs#7816).
    pub start_thread: Rate,
    /// Everything else, per route and top-level resource.
    pub other: Rate,
    /// Invalid requests (401, 403, 429 that is not shared) per window before the address is banned.
    pub invalid: Rate,
    /// How long the ban lasts.
    pub ban: Duration,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            global_per_second: 50,
            create_message: Rate::new(5, Duration::from_secs(5)),
            edit_message: Rate::new(5, Duration::from_secs(5)),
            old_edits: Rate::new(3, Duration::from_secs(20)),
            delete_message: Rate::new(5, Duration::from_secs(1)),
            crosspost: Rate::new(10, Duration::from_secs(3600)),
            start_thread: Rate::new(50, Duration::from_secs(300)),
            other: Rate::new(50, Duration::from_secs(1)),
            invalid: Rate::new(10_000, Duration::from_secs(600)),
            ban: Duration::from_secs(600),
        }
    }
}

impl Rates {
    /// So wide that no load test meets them; headers are still sent.
    #[must_use]
    pub fn wide() -> Self {
        let wide = Rate::new(1_000_000, Duration::from_secs(1));
        Self {
            global_per_second: 1_000_000,
            create_message: wide,
            edit_message: wide,
            old_edits: wide,
            delete_message: wide,
            crosspost: wide,
            start_thread: wide,
            other: wide,
            invalid: Rate::new(1_000_000, Duration::from_secs(600)),
            ban: Duration::from_secs(600),
        }
    }
}

/// What a simulated Discord is started with; `Options::default()` behaves as the real one.
#[derive(Debug, Clone)]
pub struct Options {
    /// Port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The bot token that is accepted.
    pub token: String,
    /// Id of the application; also of its bot user, as with every newer application.
    pub application_id: u64,
    /// Name of the bot user.
    pub bot_name: String,
    /// Rate limit figures.
    pub rates: Rates,
    /// How long a nonce stays unique ("the past few minutes" in the vendor's words).
    pub nonce_window: Duration,
    /// How long an interaction waits for its first answer before it is unknown (10062).
    pub interaction_deadline: Duration,
    /// How long the driver of interactions waits for what comes after a deferred answer.
    pub interaction_patience: Duration,
    /// Heartbeat interval that the gateway asks for.
    pub heartbeat: Duration,
    /// Privileged intents that are switched on for the application (bits); others close with 4014.
    pub privileged_intents: u64,
    /// How many of the latest requests are kept with their bodies; 0 keeps counts only.
    pub keep_requests: usize,
    /// How many of the latest messages are kept.
    pub keep_messages: usize,
    /// Seconds that the simulated clock is ahead of the machine's: in ids, in times, in `Date`. A host whose clock is wrong sees this.
    pub clock_offset: i64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            token: "sandbox.discord.bot-token".to_owned(),
            application_id: 1_100_000_000_000_000_001,
            bot_name: "DeviantCord".to_owned(),
            rates: Rates::default(),
            nonce_window: Duration::from_secs(300),
            interaction_deadline: Duration::from_secs(3),
            interaction_patience: Duration::from_secs(30),
            heartbeat: Duration::from_millis(41_250),
            privileged_intents: 0,
            keep_requests: 10_000,
            keep_messages: 200_000,
            clock_offset: 0,
        }
    }
}

impl Options {
    /// The default with rate limits that no load test meets and without kept request bodies.
    #[must_use]
    pub fn load() -> Self {
        Self { rates: Rates::wide(), keep_requests: 0, ..Self::default() }
    }
}
