//! An error keeps what lies below it: a walk along `source()` finds the operating system's own error behind the words of each port.

#![expect(clippy::unwrap_used, reason = "tests")]

use domain::cause::{Cause, chain, layers};
use std::error::Error;
use std::io::{self, ErrorKind};
use std::sync::Arc;

/// The kind of the innermost I/O error. The cache's library shares its own between clones.
fn system(error: &(dyn Error + 'static)) -> Option<ErrorKind> {
    let shared = |layer: &&(dyn Error + 'static)| {
        layer.downcast_ref::<Arc<dyn Error + Send + Sync>>()?.downcast_ref::<io::Error>().map(io::Error::kind)
    };
    layers(error).filter_map(|layer| layer.downcast_ref().map(io::Error::kind).or_else(|| shared(&layer))).last()
}

/// A port at which nobody listens: it was free a moment ago, and the kernel gives out another one next.
fn nobody() -> std::net::SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[tokio::test]
async fn each_port_keeps_the_systems_error_and_tells_it_once() {
    let place = tempfile::tempdir().unwrap();
    let away = place.path().join("away");
    let store = store::Store::connect(&format!("sqlite:{}", away.join("store").display())).await.err().unwrap();
    assert_eq!(system(&store), Some(ErrorKind::NotFound), "{store}");
    let log = eventlog::Place::Disk(away).follow().await.err().unwrap();
    assert_eq!(system(&log), Some(ErrorKind::NotFound), "{log}");
    let cache = coordination::connect(&format!("redis://{}", nobody())).unwrap().get("key").await.err().unwrap();
    assert_eq!(system(&cache), Some(ErrorKind::ConnectionRefused), "{cache}");
    let api = format!("http://{}", nobody()).parse().unwrap();
    let discord = bot::check("token".into(), &api).await.unwrap_err();
    assert_eq!(system(&discord), Some(ErrorKind::ConnectionRefused), "{discord}");
    let gateway = bot::gateway::Error::Gateway(Cause::of(discord));
    assert_eq!(system(&gateway), Some(ErrorKind::ConnectionRefused), "{gateway}");
    let told = chain(anyhow::Error::from(gateway).context("role bot failed").as_ref());
    assert_eq!(told.matches("refused").count(), 1, "{told}");
    for error in [&store as &dyn Error, &log, &cache] {
        assert_eq!(chain(error), error.to_string(), "the text of the outermost tells everything");
    }
}
