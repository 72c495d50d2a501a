//! Random SIGKILLs of `deviantcord run` while posts flow and Discord drops connections after committing: nothing is lost,
//! nobody sees anything twice. `DEVIANTCORD_TORTURE=1` runs it with 20,000 posts (`just torture`); `DEVIANTCORD_SEED` repeats a run.

mod support;

use support::{mix::Mix, scenario};
use testbed::chaos;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f20_random_kills_lose_nothing_and_double_nothing() {
    let full = std::env::var_os("DEVIANTCORD_TORTURE").is_some();
    let (posts, kills) = if full { (20_000, 30) } else { chaos::scale((2_000, 30), (40_000, 500)) };
    scenario::random_kills(&Mix::embedded(), 200, posts, kills).await.row("F20").finish();
}
