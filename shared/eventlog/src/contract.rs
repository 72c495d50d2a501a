//! The log port's contract as tests: every implementation runs [`run`] with a function that makes an empty log each time, and
//! [`survives_reopening`] with one that reopens the same log.

use crate::port::{Accepted, Entry, EventLog, LogError, LogReader};
use domain::clock::Timestamp;
use domain::event::{Envelope, Event};
use domain::id::{ArtistId, EventId, PostId};
use domain::post::{ArtistRef, Picture, Post, PostKind};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Why an implementation does not keep the contract.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Nothing in here takes longer unless it hangs.
const DEADLINE: Duration = Duration::from_secs(60);

/// Everything that needs no reopening, each part on its own log.
///
/// # Errors
/// When the log itself fails; a broken promise panics.
pub async fn run<F>(make: impl Fn() -> F) -> Result<(), Failure>
where
    F: Future<Output = Result<Arc<dyn EventLog>, Failure>>,
{
    appended_events_come_back_in_order(&*make().await?).await?;
    an_empty_append_is_nothing(&*make().await?).await?;
    the_same_event_may_come_twice(&*make().await?).await?;
    a_reader_waits_for_more(make().await?).await?;
    dropping_a_wait_loses_nothing(make().await?).await?;
    concurrent_appends_keep_their_own_order(make().await?).await?;
    reads_outside_are_gaps(&*make().await?).await?;
    two_logs_have_two_identities(&*make().await?, &*make().await?).await
}

/// An event of this lane; the number makes it another fact.
#[must_use]
pub fn event(lane: u128, number: u128) -> Envelope {
    let event = Event::PostRemoved { artist: ArtistId(Uuid::from_u128(lane)), post: PostId(Uuid::from_u128((lane << 64) | number)) };
    Envelope::new(event, Timestamp::from_timestamp_micros(1_800_000_000_000_000).unwrap_or_default())
}

/// Post number `n` of a busy log: one of 200 artists, with pictures.
#[must_use]
pub fn post(n: u128, now: Timestamp) -> Envelope {
    let artist = ArtistRef { id: ArtistId(Uuid::from_u128(n % 200)), name: format!("Artist{}", n % 200), icon: None };
    let picture = |size| Some(Picture { url: format!("https://images-wixmp.example/f/{n:032x}/{size}.jpg"), width: size, height: size });
    let post = Post {
        kind: PostKind::Image,
        title: format!("A picture with number {n}"),
        url: Some(format!("https://www.deviantart.com/artist{}/art/picture-{n}", n % 200)),
        published_at: Some(now),
        preview: picture(1024),
        thumbnail: picture(150),
        ..Post::unknown(PostId(Uuid::new_v5(&Uuid::NAMESPACE_OID, &n.to_le_bytes())), artist.id)
    };
    Envelope::new(Event::PostPublished { artist, post }, now)
}

/// Events of one lane with these numbers.
#[must_use]
pub fn events(lane: u128, numbers: std::ops::Range<u128>) -> Vec<Envelope> {
    numbers.map(|number| event(lane, number)).collect()
}

/// Appends and expects the log itself to have taken them.
///
/// # Errors
/// As [`run`].
pub async fn logged(log: &dyn EventLog, events: &[Envelope]) -> Result<(), Failure> {
    match tokio::time::timeout(DEADLINE, log.append(events)).await?? {
        Accepted::Logged { count } => {
            assert_eq!(count, events.len() as u64);
            Ok(())
        }
        Accepted::Spooled { .. } => Err("a healthy log spooled".into()),
    }
}

/// Reads exactly this many events from a reader that was opened at `from`, checking that offsets rise and times do not fall.
///
/// # Errors
/// As [`run`].
pub async fn take(reader: &mut dyn LogReader, from: u64, count: usize) -> Result<Vec<Envelope>, Failure> {
    Ok(take_entries(reader, from, count).await?.into_iter().map(|(_, envelope)| envelope).collect())
}

/// The same with the events' offsets.
///
/// # Errors
/// As [`run`].
pub async fn take_entries(reader: &mut dyn LogReader, from: u64, count: usize) -> Result<Vec<(u64, Envelope)>, Failure> {
    let (mut found, mut next) = (Vec::new(), from);
    let mut last = Timestamp::MIN_UTC;
    while found.len() < count {
        let entries = tokio::time::timeout(DEADLINE, reader.next(count - found.len())).await??;
        assert!(!entries.is_empty() && entries.len() <= count - found.len(), "at least one entry and at most as many as asked for");
        for entry in entries {
            assert!(entry.offset >= next, "offsets rise: {} came where {next} was the least", entry.offset);
            assert!(entry.appended_at >= last, "the time of appending does not go back");
            next = entry.offset + 1;
            last = entry.appended_at;
            found.push((entry.offset, entry.envelope()?));
        }
    }
    Ok(found)
}

/// Order within and between calls, offsets, bounds, reading from every offset.
///
/// # Errors
/// As [`run`].
pub async fn appended_events_come_back_in_order(log: &dyn EventLog) -> Result<(), Failure> {
    let (one, two) = (events(1, 0..5), events(2, 0..7));
    let first = log.bounds().await?.next;
    logged(log, &one).await?;
    let second = log.bounds().await?.next;
    assert!(second >= first + 5);
    logged(log, &two).await?;
    let bounds = log.bounds().await?;
    assert!(bounds.first <= first && bounds.next >= second + 7, "{bounds:?}");
    let all = take_entries(&mut *log.read(first).await?, first, 12).await?;
    assert!(all.iter().map(|(_, envelope)| envelope).eq(one.iter().chain(&two)));
    assert!(all[4].0 < second && all[5].0 >= second, "what was appended behind an end is behind it");
    assert_eq!(bounds.next, all[11].0 + 1, "the end is behind the last event");
    for from in first..bounds.next {
        let rest: Vec<_> = all.iter().filter(|(offset, _)| *offset >= from).cloned().collect();
        assert_eq!(take_entries(&mut *log.read(from).await?, from, rest.len()).await?, rest, "from {from}");
    }
    let few = tokio::time::timeout(DEADLINE, log.read(first).await?.next(2)).await??;
    assert!(few.len() <= 2);
    Ok(())
}

/// Nothing appended is nothing changed.
///
/// # Errors
/// As [`run`].
pub async fn an_empty_append_is_nothing(log: &dyn EventLog) -> Result<(), Failure> {
    logged(log, &events(1, 0..2)).await?;
    let before = log.bounds().await?;
    assert!(matches!(log.append(&[]).await?, Accepted::Logged { count: 0, .. }));
    assert_eq!(log.bounds().await?, before);
    Ok(())
}

/// At least once: the log does not collapse what is the same.
///
/// # Errors
/// As [`run`].
pub async fn the_same_event_may_come_twice(log: &dyn EventLog) -> Result<(), Failure> {
    let first = log.bounds().await?.next;
    logged(log, &events(1, 0..1)).await?;
    logged(log, &events(1, 0..1)).await?;
    let both = take(&mut *log.read(first).await?, first, 2).await?;
    assert_eq!(both[0], both[1]);
    Ok(())
}

/// A reader at the end gets what is appended later, as soon as it is there.
///
/// # Errors
/// As [`run`].
pub async fn a_reader_waits_for_more(log: Arc<dyn EventLog>) -> Result<(), Failure> {
    let next = log.bounds().await?.next;
    let mut reader = log.read(next).await?;
    let waiting = tokio::spawn(async move { take(&mut *reader, next, 30).await });
    for number in 0..30 {
        logged(&*log, &events(1, number..number + 1)).await?;
        tokio::task::yield_now().await;
    }
    assert_eq!(waiting.await??, events(1, 0..30));
    Ok(())
}

/// The future of a read may be dropped at any time.
///
/// # Errors
/// As [`run`].
pub async fn dropping_a_wait_loses_nothing(log: Arc<dyn EventLog>) -> Result<(), Failure> {
    let next = log.bounds().await?.next;
    let mut reader = log.read(next).await?;
    assert!(tokio::time::timeout(Duration::from_millis(30), reader.next(10)).await.is_err(), "there is nothing to read");
    let writer = tokio::spawn({
        let log = Arc::clone(&log);
        async move {
            for number in 0..40 {
                logged(&*log, &events(1, number..number + 1)).await?;
            }
            Ok::<_, Failure>(())
        }
    });
    let mut found = Vec::new();
    let mut dropped = 0_u32;
    while found.len() < 40 {
        // Dropped sooner than it can be ready, most of the time.
        match tokio::time::timeout(Duration::from_micros(u64::from(dropped % 7) * 300), reader.next(3)).await {
            Ok(entries) => found.extend(entries?),
            Err(_) => dropped += 1,
        }
        assert!(dropped < 1_000_000, "the reader never gets anywhere");
    }
    writer.await??;
    let found: Vec<_> = found.iter().map(Entry::envelope).collect::<Result<_, _>>()?;
    assert_eq!(found, events(1, 0..40), "each once, in order");
    Ok(())
}

/// Many at once: everything is there, and what was appended in one call or one after the other is in that order.
///
/// # Errors
/// As [`run`].
pub async fn concurrent_appends_keep_their_own_order(log: Arc<dyn EventLog>) -> Result<(), Failure> {
    let first = log.bounds().await?.next;
    let writers: Vec<_> = (1..=8)
        .map(|lane| {
            let log = Arc::clone(&log);
            tokio::spawn(async move {
                for start in (0..30).step_by(3) {
                    logged(&*log, &events(lane, start..start + 3)).await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .collect();
    for writer in writers {
        writer.await??;
    }
    let all = take_entries(&mut *log.read(first).await?, first, 240).await?;
    assert_eq!(Some(log.bounds().await?.next), all.last().map(|(offset, _)| offset + 1));
    let mut lanes: HashMap<ArtistId, Vec<EventId>> = HashMap::new();
    for (_, envelope) in all {
        lanes.entry(envelope.event.lane()).or_default().push(envelope.id);
    }
    for lane in 1..=8 {
        let wanted: Vec<_> = events(lane, 0..30).into_iter().map(|envelope| envelope.id).collect();
        assert_eq!(lanes.get(&ArtistId(Uuid::from_u128(lane))), Some(&wanted));
    }
    Ok(())
}

/// Below the first kept offset and beyond the end there is nothing, and that is said.
///
/// # Errors
/// As [`run`].
pub async fn reads_outside_are_gaps(log: &dyn EventLog) -> Result<(), Failure> {
    logged(log, &events(1, 0..3)).await?;
    let bounds = log.bounds().await?;
    for from in [bounds.next + 1, bounds.next + 1000, u64::MAX] {
        // Either opening says it or the first read.
        let outcome = match log.read(from).await {
            Ok(mut reader) => tokio::time::timeout(DEADLINE, reader.next(1)).await?.map(|_| ()),
            Err(error) => Err(error),
        };
        assert!(matches!(outcome, Err(LogError::Gap { .. })), "read from {from} of {bounds:?}: {outcome:?}");
    }
    Ok(())
}

/// An identity stays, and it is nobody else's.
///
/// # Errors
/// As [`run`].
pub async fn two_logs_have_two_identities(one: &dyn EventLog, other: &dyn EventLog) -> Result<(), Failure> {
    let id = one.identity().await?;
    logged(one, &events(1, 0..1)).await?;
    assert_eq!(one.identity().await?, id);
    assert_eq!(one.read(one.bounds().await?.first).await?.log(), id, "a reader says whose entries it gives");
    assert!(one.follows().await?.is_empty(), "a log beside another one does not follow it");
    assert_ne!(other.identity().await?, id);
    Ok(())
}

/// Identity, offsets and events are the same after closing and opening, and appends resume where they ended.
///
/// # Errors
/// As [`run`].
pub async fn survives_reopening<F>(open: impl Fn() -> F) -> Result<(), Failure>
where
    F: Future<Output = Result<Arc<dyn EventLog>, Failure>>,
{
    let log = open().await?;
    let id = log.identity().await?;
    let first = log.bounds().await?.next;
    logged(&*log, &events(1, 0..5)).await?;
    let bounds = log.bounds().await?;
    drop(log);
    let log = open().await?;
    assert_eq!(log.identity().await?, id);
    assert_eq!(log.bounds().await?, bounds);
    assert!(bounds.next >= first + 5);
    logged(&*log, &events(1, 5..8)).await?;
    let all = take(&mut *log.read(first).await?, first, 8).await?;
    assert_eq!(all, events(1, 0..8));
    Ok(())
}
