//! Random SIGKILLs of `deviantcord run` while posts flow and Discord drops connections after committing: nothing is lost,
//! nobody sees anything twice. `DEVIANTCORD_TORTURE=1` runs it with 20,000 posts (`just torture`); `DEVIANTCORD_SEED` repeats a run.

mod support;

use support::{mix::Mix, scenario};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_kills_lose_nothing_and_double_nothing() {
    let full = std::env::var_os("DEVIANTCORD_TORTURE").is_some();
    scenario::random_kills(&Mix::embedded(), 200, if full { 20_000 } else { 2_000 }, 30).await;
}
