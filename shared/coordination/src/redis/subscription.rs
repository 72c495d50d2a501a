//! One subscription: a connection and its own task, both gone when the subscriber is, or when the server is.

use super::state::PATIENCE;
use crate::port::{HINTS, Subscription};
use deadpool_redis::redis::aio::{PubSubSink, PubSubStream};
use deadpool_redis::redis::{Client, RedisError};
use futures_util::StreamExt;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// How often the connection is asked whether it lives: a server that vanished without a word sends nothing, as a quiet one does.
const BEAT: Duration = Duration::from_secs(5);

pub async fn open(client: &Client, topic: &str) -> Result<Subscription, RedisError> {
    let (mut sink, stream) = client.get_async_pubsub().await?.split();
    sink.subscribe(topic).await?;
    let (sender, receiver) = mpsc::channel(HINTS);
    tokio::spawn(forward(sink, stream, sender));
    Ok(Subscription(receiver))
}

/// Until the connection or the subscriber is gone; then the subscriber reads None.
async fn forward(mut sink: PubSubSink, mut stream: PubSubStream, subscriber: mpsc::Sender<String>) {
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            message = stream.next() => {
                let Some(message) = message else { return };
                if let Ok(text) = message.get_payload::<String>() {
                    // A slow subscriber has hints enough: dropping this one is allowed.
                    let _ = subscriber.try_send(text);
                }
            }
            () = subscriber.closed() => return,
            _ = beat.tick() => {
                if !matches!(timeout(PATIENCE, sink.ping::<()>()).await, Ok(Ok(()))) {
                    return;
                }
            }
        }
    }
}
