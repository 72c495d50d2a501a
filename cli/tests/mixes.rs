//! The end-to-end scenarios on other backends than the embedded ones, which `pipeline` and `kill` run. Each mix is one test: its servers
//! start once.

mod support;

use support::{mix::Mix, scenario};

async fn all_scenarios(mix: &Mix) {
    scenario::every_kind_of_post_arrives_once(mix).await;
    scenario::a_stop_under_load_doubles_nothing(mix, 1).await;
    scenario::random_kills(mix, 40, 250, 4).await;
    mix.assert_portable();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn disk_and_postgresql() {
    all_scenarios(&Mix::postgres()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stream_and_sqlite() {
    all_scenarios(&Mix::stream()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn roles_apart_on_stream_postgresql_and_redis() {
    all_scenarios(&Mix::cluster()).await;
}
