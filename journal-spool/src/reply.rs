//! The answer of the writer thread, as a future and as a blocking wait.

use crate::types::Closed;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use tokio::sync::oneshot;

type Boxed<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

/// What the writer will answer. Needs no runtime.
///
/// The request is on its way when this exists; dropping it changes nothing about the request. The one exception: while the
/// queue is full the request waits in here, and dropping it then withdraws the request as a whole.
#[must_use = "the request is only known to have succeeded when this has resolved"]
pub struct Reply<T, E>(State<T, E>);

enum State<T, E> {
    Ready(Option<Result<T, E>>),
    Queued(oneshot::Receiver<Result<T, E>>),
    Waiting(Boxed<T, E>),
}

impl<T, E: From<Closed>> Reply<T, E> {
    pub(crate) fn ready(result: Result<T, E>) -> Self {
        Self(State::Ready(Some(result)))
    }

    pub(crate) fn queued(answer: oneshot::Receiver<Result<T, E>>) -> Self {
        Self(State::Queued(answer))
    }

    pub(crate) fn waiting(future: Boxed<T, E>) -> Self {
        Self(State::Waiting(future))
    }
}

impl<T: Unpin, E: From<Closed> + Unpin> Reply<T, E> {
    /// Blocks this thread until the answer is there. In async code use `.await`.
    ///
    /// # Errors
    /// Those of the request.
    pub fn wait(self) -> Result<T, E> {
        block_on(self)
    }
}

impl<T: Unpin, E: From<Closed> + Unpin> Future for Reply<T, E> {
    type Output = Result<T, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            State::Ready(result) => Poll::Ready(result.take().unwrap_or_else(|| Err(Closed.into()))),
            State::Queued(answer) => Pin::new(answer).poll(cx).map(|got| got.unwrap_or_else(|_| Err(Closed.into()))),
            State::Waiting(future) => future.as_mut().poll(cx),
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<F: Future + Unpin>(mut future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut cx = Context::from_waker(&waker);
    loop {
        match Pin::new(&mut future).poll(&mut cx) {
            Poll::Ready(out) => return out,
            Poll::Pending => std::thread::park(),
        }
    }
}
