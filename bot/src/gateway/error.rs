//! Why the gateway cannot continue.

use domain::cause::Cause;
use std::time::Duration;

/// Why the gateway cannot continue. No variant repeats an address or the token.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("Discord does not accept the bot token; check discord.token (a new one can be made on the application's Bot page)")]
    InvalidToken,
    #[error("Discord refuses the gateway intents of this application; only GUILDS is asked for")]
    Intents,
    #[error("Discord's gateway cannot be used: {0}")]
    Gateway(#[source] Cause),
    #[error("the connection to Discord's gateway has been dead for {0:?}; a restart makes a fresh one")]
    Dead(Duration),
    #[error("the connection to Discord's gateway ended without being asked to")]
    Ended,
    #[error("Discord lets this bot begin hardly any gateway session in the next {} min; none is begun, because Discord resets the token of a bot that begins too many", .0.as_secs().div_ceil(60))]
    Budget(Duration),
}
