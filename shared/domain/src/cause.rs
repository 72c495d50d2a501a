//! Why something failed: in words of ours, with the library's error behind them, which stays reachable through [`Error::source`].
//!
//! An error's own text tells everything, what lies below it too, so a log line needs no more than `%error`. Where layers may or may not repeat
//! each other, [`chain`] tells each once.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// Why something failed. Cheap to clone, because several callers may wait for the same failure.
#[derive(Clone, Debug)]
pub struct Cause {
    words: Cow<'static, str>,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl Cause {
    /// The error of a library, in its own words. No secret may stand in them.
    #[must_use]
    pub fn of(error: impl Error + Send + Sync + 'static) -> Self {
        Self::told(error.to_string(), error)
    }

    /// Words of ours, then the error's own: `words: error`.
    #[must_use]
    pub fn because(words: impl fmt::Display, error: impl Error + Send + Sync + 'static) -> Self {
        Self::told(format!("{words}: {error}"), error)
    }

    /// Words of ours that say everything that is worth saying of the error.
    #[must_use]
    pub fn told(words: impl Into<Cow<'static, str>>, error: impl Error + Send + Sync + 'static) -> Self {
        Self { words: words.into(), source: Some(Arc::new(error)) }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl From<String> for Cause {
    fn from(words: String) -> Self {
        Self { words: Cow::Owned(words), source: None }
    }
}

impl From<&'static str> for Cause {
    fn from(words: &'static str) -> Self {
        Self { words: Cow::Borrowed(words), source: None }
    }
}

/// An error and what lies below it, from the outside in.
pub fn layers<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let layer = next?;
        next = layer.source();
        Some(layer)
    })
}

/// An error and what lies below it as one line, each text once: what a layer's own text already repeats is left out.
#[must_use]
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut line = String::new();
    for layer in layers(error) {
        let text = layer.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        if line.contains(&text) {
            continue;
        }
        if !line.is_empty() {
            line.push_str(": ");
        }
        line.push_str(&text);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    fn refused() -> io::Error {
        io::Error::new(io::ErrorKind::ConnectionRefused, "nobody\nlistens")
    }

    #[test]
    fn the_librarys_error_is_found_again_behind_each_kind_of_words() {
        for (cause, words) in [
            (Cause::of(refused()), "nobody\nlistens"),
            (Cause::because("opening it", refused()), "opening it: nobody\nlistens"),
            (Cause::told("away", refused()), "away"),
        ] {
            assert_eq!(cause.to_string(), words);
            let found = cause.source().and_then(|source| source.downcast_ref::<io::Error>());
            assert_eq!(found.map(io::Error::kind), Some(io::ErrorKind::ConnectionRefused));
        }
        assert!(Cause::from("words alone").source().is_none());
    }

    #[test]
    fn a_chain_tells_each_text_once() {
        #[derive(Debug, thiserror::Error)]
        #[error("the log cannot be used: {0}")]
        struct Outer(#[source] Cause);
        assert_eq!(chain(&Outer(Cause::of(refused()))), "the log cannot be used: nobody listens");
        assert_eq!(chain(&Outer(Cause::told("it is away", refused()))), "the log cannot be used: it is away: nobody listens");
    }
}
