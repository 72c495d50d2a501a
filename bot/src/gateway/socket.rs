//! One websocket to Discord: text in (unpacked where Discord packed it), text out.

use flate2::read::ZlibDecoder;
use futures_util::{SinkExt, StreamExt};
use std::io::Read;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use url::Url;

/// The largest event that is taken, unpacked: GUILD_CREATE of Discord's largest servers has some megabytes.
const LARGEST: usize = 64 * 1024 * 1024;
/// How long the handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(15);

/// Why there is no connection.
#[derive(Debug)]
pub(super) enum Refused {
    /// Discord, or its edge, answered with a status in place of a websocket.
    Status { status: u16, retry_after: Option<Duration> },
    /// No answer that says anything.
    Unreachable(String),
}

/// What came.
#[derive(Debug)]
pub(super) enum Received {
    Text(String),
    /// A frame that says nothing to us, or that could not be unpacked.
    Nothing,
    /// The connection is over, with this close code if one was given.
    Closed(Option<u16>),
}

/// An open connection.
pub(super) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Connects to a gateway's address.
    pub(super) async fn open(address: &str) -> Result<Self, Refused> {
        let unreachable = |why: &str| Refused::Unreachable(why.to_owned());
        let mut url = Url::parse(address).map_err(|_| unreachable("Discord named an address that is none"))?;
        if !matches!(url.scheme(), "ws" | "wss") {
            return Err(unreachable("Discord named an address that is no websocket's"));
        }
        url.set_query(Some("v=10&encoding=json"));
        let config = WebSocketConfig::default().max_message_size(Some(LARGEST)).max_frame_size(Some(LARGEST));
        let opening = tokio_tungstenite::connect_async_with_config(url.as_str(), Some(config), true);
        match tokio::time::timeout(HANDSHAKE, opening).await {
            Ok(Ok((socket, _))) => Ok(Self(socket)),
            Ok(Err(Error::Http(answer))) => {
                let after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
                let retry_after = after.and_then(crate::discord::answer::wait);
                Err(Refused::Status { status: answer.status().as_u16(), retry_after })
            }
            Ok(Err(error)) => Err(Refused::Unreachable(error.to_string())),
            Err(_) => Err(unreachable("no answer in time")),
        }
    }

    /// The next frame. Once it says that the connection is over, it is.
    pub(super) async fn next(&mut self) -> Received {
        match self.0.next().await {
            Some(Ok(Message::Text(text))) => Received::Text(text.as_str().to_owned()),
            Some(Ok(Message::Binary(packed))) => unpack(&packed).map_or(Received::Nothing, Received::Text),
            Some(Ok(Message::Close(frame))) => Received::Closed(frame.map(|frame| frame.code.into())),
            Some(Ok(_)) => Received::Nothing,
            Some(Err(_)) | None => Received::Closed(None),
        }
    }

    /// Sends a frame. False: the connection is over.
    pub(super) async fn send(&mut self, text: String) -> bool {
        matches!(tokio::time::timeout(HANDSHAKE, self.0.send(Message::text(text))).await, Ok(Ok(())))
    }

    /// Closes. 1000 ends the session at Discord; another code leaves it to be resumed.
    pub(super) async fn close(mut self, code: u16, patience: Duration) {
        let frame = CloseFrame { code: code.into(), reason: "".into() };
        let goodbye = async {
            if self.0.close(Some(frame)).await.is_ok() {
                while let Some(Ok(_)) = self.0.next().await {}
            }
        };
        // Whether Discord says goodbye too changes nothing: the socket is dropped.
        let _late = tokio::time::timeout(patience, goodbye).await;
    }
}

fn unpack(packed: &[u8]) -> Option<String> {
    let mut bytes = Vec::new();
    let limit = LARGEST as u64;
    let read = ZlibDecoder::new(packed).take(limit).read_to_end(&mut bytes).ok()?;
    (read < LARGEST).then(|| String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn what_is_packed_is_unpacked_within_bounds() {
        let pack = |bytes: &[u8]| {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        };
        assert_eq!(unpack(&pack(b"{}")).as_deref(), Some("{}"));
        assert_eq!(unpack(b"no zlib"), None);
        assert_eq!(unpack(&pack(&vec![b' '; LARGEST + 1])), None);
    }
}
