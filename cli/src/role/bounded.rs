//! A listener for a page that anybody on the machine or the network may reach: a client that opens connections and says nothing, or says it one
//! byte at a time, holds a few descriptors for a few seconds, and no more.

use axum::serve::Listener;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// Connections at once. One more costs the oldest its place: who asks properly needs it for milliseconds.
const CONNECTIONS: usize = 64;
/// How long a request may take to arrive, and how long a connection may wait for its next one.
const REQUEST: Duration = Duration::from_secs(5);

/// How long an answer may take to be made.
const ANSWER: Duration = Duration::from_secs(60);

/// The connections that are open, the oldest first.
type Open = Arc<Mutex<VecDeque<(u64, CancellationToken)>>>;

/// See the module's text.
pub struct Bounded {
    listener: TcpListener,
    open: Open,
    next: u64,
}

impl Bounded {
    /// Bounds what comes to this listener.
    #[must_use]
    pub fn new(listener: TcpListener) -> Self {
        Self { listener, open: Open::default(), next: 0 }
    }

    fn admit(&mut self, stream: TcpStream) -> Connection {
        let (number, over) = (self.next, CancellationToken::new());
        self.next += 1;
        let mut open = self.open.lock();
        while open.len() >= CONNECTIONS
            && let Some((_, oldest)) = open.pop_front()
        {
            oldest.cancel();
        }
        open.push_back((number, over.clone()));
        drop(open);
        let (over, late) = (Box::pin(over.cancelled_owned()), Box::pin(sleep(REQUEST)));
        Connection { stream, number, open: Arc::clone(&self.open), over, late, tail: [0; 4] }
    }
}

impl Listener for Bounded {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, from)) => return (self.admit(stream), from),
                // Out of descriptors, or the client has gone again: not at once, and not forever.
                Err(error) => {
                    tracing::debug!(%error, "a connection to the ops page was not taken");
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection with an end.
pub struct Connection {
    stream: TcpStream,
    number: u64,
    open: Open,
    over: Pin<Box<WaitForCancellationFutureOwned>>,
    late: Pin<Box<Sleep>>,
    /// The last bytes that were read: a request without a body, and there are no others here, ends with an empty line.
    tail: [u8; 4],
}

impl Connection {
    fn give(&mut self, time: Duration) {
        self.late.as_mut().reset(Instant::now() + time);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.open.lock().retain(|(number, _)| *number != self.number);
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.over.as_mut().poll(cx).is_ready() || self.late.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, into);
        for byte in &into.filled()[before..] {
            self.tail.rotate_left(1);
            self.tail[3] = *byte;
            if self.tail == *b"\r\n\r\n" {
                self.give(ANSWER);
            }
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        if matches!(written, Poll::Ready(Ok(1..))) {
            // Answered: the time for the next request begins. Reading does not move it, or a byte now and then would hold the connection.
            self.give(REQUEST);
        } else if self.late.as_mut().poll(cx).is_ready() {
            // A client that takes no answer.
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
