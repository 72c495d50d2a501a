//! The language that holds while something is answered or rendered.
//!
//! It is set at the edge, in one place for each kind of work: where an interaction arrives, and where a message of the bot's own is rendered.
//! So no function that says something takes it as an argument. A task that is spawned inside begins in English again.

use domain::language::Language;

tokio::task_local! {
    static CURRENT: Language;
}

/// The language that holds here; English where nobody set one.
pub(super) fn current() -> Language {
    CURRENT.try_with(|language| *language).unwrap_or_default()
}

/// Does this work in a language.
pub(crate) async fn scope<F: Future>(language: Language, work: F) -> F::Output {
    CURRENT.scope(language, work).await
}

/// The same for work that waits for nothing.
pub(crate) fn with<T>(language: Language, work: impl FnOnce() -> T) -> T {
    CURRENT.sync_scope(language, work)
}
