//! Why a projector stops what it does: the error of each of its steps, so that `?` passes on a stop as it does a failure.

use crate::error::Error;

/// Ends the step in which it comes. The caller of the steps decides what follows.
#[derive(Debug)]
pub(crate) enum Interrupt {
    /// The process is stopping.
    Stopped,
    /// Another projector has taken over.
    Fenced,
    /// The log is not the one, or not as long, as when the projection was claimed.
    Replaced,
    /// It cannot continue: the process should restart.
    Failed(Error),
}

/// What a step returns.
pub(crate) type Step<T> = Result<T, Interrupt>;

impl<E: Into<Error>> From<E> for Interrupt {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}
