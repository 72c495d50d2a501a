//! What the broker says unasked, on its way from the library's callbacks to the session's owner.

use amqprs::callbacks::{ChannelCallback, ConnectionCallback};
use amqprs::channel::Channel;
use amqprs::connection::Connection;
use amqprs::error::Error as Amqp;
use amqprs::{Ack, BasicProperties, Cancel, Close, CloseChannel, Nack, Return};
use async_trait::async_trait;
use tokio::sync::mpsc;

/// What the broker says unasked.
#[derive(Debug)]
pub(super) enum Notice {
    Confirmed {
        tag: u64,
        multiple: bool,
    },
    /// The broker did not store a record, or refused it.
    Unstored(String),
    /// Channel or connection were closed, or a consumer was cancelled because its queue went away.
    Closed(String),
}

/// Puts what the broker says into the session's queue; a queue that nobody reads any more is of no interest.
#[derive(Clone)]
pub(super) struct Listener(pub(super) mpsc::UnboundedSender<Notice>);

#[async_trait]
impl ConnectionCallback for Listener {
    async fn close(&mut self, _: &Connection, close: Close) -> Result<(), Amqp> {
        let _ = self.0.send(Notice::Closed(format!("the broker closed the connection: {} {}", close.reply_code(), close.reply_text())));
        Ok(())
    }

    // The broker never sends these: amqprs does not offer `connection.blocked`. A blocked publisher is seen by its missing confirms.
    async fn blocked(&mut self, _: &Connection, _: String) {}
    async fn unblocked(&mut self, _: &Connection) {}
    async fn secret_updated(&mut self, _: &Connection) {}
}

#[async_trait]
impl ChannelCallback for Listener {
    async fn close(&mut self, _: &Channel, close: CloseChannel) -> Result<(), Amqp> {
        let _ = self.0.send(Notice::Closed(format!("the broker closed the channel: {} {}", close.reply_code(), close.reply_text())));
        Ok(())
    }

    async fn cancel(&mut self, _: &Channel, _: Cancel) -> Result<(), Amqp> {
        let _ = self.0.send(Notice::Closed("the stream was deleted, or its node went away".to_owned()));
        Ok(())
    }

    async fn flow(&mut self, _: &Channel, active: bool) -> Result<bool, Amqp> {
        Ok(active)
    }

    async fn publish_ack(&mut self, _: &Channel, ack: Ack) {
        let _ = self.0.send(Notice::Confirmed { tag: ack.delivery_tag(), multiple: ack.mutiple() });
    }

    async fn publish_nack(&mut self, _: &Channel, _: Nack) {
        let _ = self.0.send(Notice::Unstored("the broker could not store a record".to_owned()));
    }

    async fn publish_return(&mut self, _: &Channel, returned: Return, _: BasicProperties, _: Vec<u8>) {
        let why =
            format!("the broker returned a record ({} {}): the stream is missing or not up", returned.reply_code(), returned.reply_text());
        let _ = self.0.send(Notice::Unstored(why));
    }
}
