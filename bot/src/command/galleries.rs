//! Folders that were fetched while somebody typed: one fetch an artist, whatever the keystrokes.

use domain::post::Folder;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// How long folders are remembered: an artist seldom makes one.
const KEPT: Duration = Duration::from_secs(600);
/// How long it is remembered that they could not be fetched.
const FAILED: Duration = Duration::from_secs(30);
/// Artists that are remembered.
const MOST: usize = 500;

/// What a fetch came to; None while it is on its way.
type Fetched = Option<Result<Arc<[Folder]>, ()>>;

/// A fetch: when it began, and where its end is told.
type Fetch = (Instant, watch::Receiver<Fetched>);

/// The folders of artists by lower-case name. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Galleries(Arc<Mutex<HashMap<String, Fetch>>>);

impl Galleries {
    /// The artist's folders, if they are remembered or arrive before `deadline`; otherwise None. Unless they are remembered or on their
    /// way, calls `fetch` for a future that gets them and keeps running past the deadline. `fetch` returns None when the person may not ask.
    pub(super) async fn of<F>(&self, name: &str, deadline: Instant, fetch: impl FnOnce() -> Option<F>) -> Option<Arc<[Folder]>>
    where
        F: Future<Output = Option<Vec<Folder>>> + Send + 'static,
    {
        let mut arriving = {
            let mut galleries = self.0.lock();
            match remembered(&galleries, name) {
                Some(arriving) => arriving,
                None => begin(&mut galleries, name, fetch()?),
            }
        };
        let fetched = tokio::time::timeout_at(deadline, arriving.wait_for(Option::is_some)).await.ok()?.ok()?;
        fetched.clone()?.ok()
    }

    /// What was just fetched for another reason.
    pub(super) fn put(&self, name: &str, folders: &[Folder]) {
        let (_, known) = watch::channel(Some(Ok(folders.into())));
        remember(&mut self.0.lock(), name, known);
    }
}

fn remembered(galleries: &HashMap<String, Fetch>, name: &str) -> Option<watch::Receiver<Fetched>> {
    let (since, fetched) = galleries.get(&name.to_lowercase())?;
    let kept = match &*fetched.borrow() {
        Some(Ok(_)) => KEPT,
        // Still on its way, unless the task that fetches it has died.
        None if fetched.has_changed().is_ok() => KEPT,
        None | Some(Err(())) => FAILED,
    };
    (since.elapsed() < kept).then(|| fetched.clone())
}

fn begin(
    galleries: &mut HashMap<String, Fetch>,
    name: &str,
    fetch: impl Future<Output = Option<Vec<Folder>>> + Send + 'static,
) -> watch::Receiver<Fetched> {
    let (fetched, arriving) = watch::channel(None);
    remember(galleries, name, arriving.clone());
    tokio::spawn(async move { fetched.send_replace(Some(fetch.await.map(Arc::from).ok_or(()))) });
    arriving
}

fn remember(galleries: &mut HashMap<String, Fetch>, name: &str, fetched: watch::Receiver<Fetched>) {
    if galleries.len() >= MOST {
        galleries.retain(|_, (since, _)| since.elapsed() < FAILED);
        if galleries.len() >= MOST {
            galleries.clear();
        }
    }
    galleries.insert(name.to_lowercase(), (Instant::now(), fetched));
}
