//! Commands that write this machine's time where it decides what is announced ask the vendors first what time it is.

use super::doctor::{deviantart_answers, discord_answers};
use crate::config::Config;
use crate::role::clock;
use anyhow::{Result, bail};

/// Refuses a clock that both vendors contradict. Where neither answers, it says so and believes the clock.
///
/// # Errors
/// Says how far the clock is off; nothing was changed.
pub async fn check(config: &Config) -> Result<()> {
    // Whether they accept the credentials does not matter here: every answer says what time it is.
    let unknown = [
        deviantart_answers(config).await.and_then(|answers| answers.into_iter().collect::<Result<Vec<_>>>()).map(drop),
        discord_answers(config).await.map(drop),
    ];
    match clock::check(config, 1) {
        Some(check) if !check.ok => bail!("{}; nothing was changed", check.message),
        Some(_) => {}
        None => {
            let why: Vec<String> =
                unknown.iter().filter_map(|answer| answer.as_ref().err()).map(|error| domain::cause::chain(error.as_ref())).collect();
            eprintln!("warning: nobody could be asked whether this machine's clock is right: {}", why.join("; "));
        }
    }
    Ok(())
}
