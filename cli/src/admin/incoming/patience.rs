//! How long a vendor's answer is waited for.

use domain::retry::Schedule;

/// Tries for one answer before it is done without. With the pauses of [`Schedule::RECONNECT`] some minutes.
const TRIES: u32 = 8;

/// Pauses before the next attempt. False: that was the last.
pub async fn wait(error: &impl std::fmt::Display, failures: &mut u32) -> bool {
    *failures += 1;
    let pause = Schedule::RECONNECT.jittered(*failures).filter(|_| *failures < TRIES);
    if let Some(pause) = pause {
        eprintln!("{error}; retrying in {:.0} s", pause.as_secs_f64().ceil());
        tokio::time::sleep(pause).await;
    }
    pause.is_some()
}
