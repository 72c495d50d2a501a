use super::*;
use crate::contract::{Failure, events};
use crate::memory::MemoryLog;
use crate::port::{Entry, EventLog, LogError};
use crate::{Bounds, DiskLog};
use domain::id::LogId;
use std::path::Path;

/// Segments of some events each.
async fn disk(dir: &Path) -> Result<DiskLog, Failure> {
    Ok(DiskLog::open_with(dir, journal_spool::Options { segment_bytes: 2_048, ..DiskLog::options() }).await?)
}

/// Everything that a log has.
async fn all(log: &dyn EventLog) -> Result<Vec<Entry>, Failure> {
    let Bounds { first, next } = log.bounds().await?;
    let (mut reader, mut found) = (log.read(first).await?, Vec::<Entry>::new());
    while found.last().map_or(first, |last| last.offset + 1) < next {
        found.extend(reader.next(7).await?);
    }
    Ok(found)
}

async fn archive(root: &Path, log: &dyn EventLog) -> Result<Archive, Failure> {
    Ok(Archive::of(root, log.identity().await?))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_archive_has_is_removed_from_a_log_on_disk_and_read_in_front_of_it() -> Result<(), Failure> {
    let place = tempfile::tempdir()?;
    let log = disk(&place.path().join("log")).await?;
    for n in 0..40 {
        log.append(&events(1, n * 5..n * 5 + 5)).await?;
    }
    let (before, archive) = (all(&log).await?, archive(&place.path().join("archive"), &log).await?);
    assert_eq!(before.len(), 200);
    let kept = archive.keep_events(&log, 150, &mut |_| {}).await?;
    let first = log.bounds().await?.first;
    assert!((100..=150).contains(&first) && first == kept, "whole segments: {first}, {kept}");
    assert_eq!(archive.events()?, std::slice::from_ref(&(0..kept)));
    let whole = ArchivedLog::open(&log, archive.clone()).await?;
    assert_eq!(whole.bounds().await?, Bounds { first: 0, next: 200 });
    whole.check(0).await?;
    assert_eq!(all(&whole).await?, before);
    for from in [1, first - 1, first, first + 1, 199] {
        assert_eq!(whole.read(from).await?.next(1).await?[0], before[usize::try_from(from)?]);
    }
    assert_eq!(archive.keep_events(&log, 150, &mut |_| {}).await?, kept, "once");
    archive.keep_events(&log, 199, &mut |_| {}).await?;
    assert_eq!(archive.events()?.len(), 2);
    let (id, continues) = (log.identity().await?, log.continues().await?);
    log.close().await;
    drop(log);
    let log = disk(&place.path().join("log")).await?;
    assert_eq!((log.identity().await?, log.continues().await?), (id, continues));
    assert_eq!(all(&ArchivedLog::open(&log, archive).await?).await?, before);
    Ok(())
}

/// A segment that is gone lies where the archive ends, and whatever is removed next.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_segment_that_is_gone_is_a_gap_in_the_archive_and_parts_it_from_no_log() -> Result<(), Failure> {
    let place = tempfile::tempdir()?;
    let dir = place.path().join("log");
    let log = disk(&dir).await?;
    for n in 0..40 {
        log.append(&events(1, n * 5..n * 5 + 5)).await?;
    }
    let before = all(&log).await?;
    log.close().await;
    drop(log);
    let name = |file: std::io::Result<std::fs::DirEntry>| file.ok()?.file_name().to_str()?.strip_suffix(".jsl")?.parse().ok();
    let mut bases: Vec<u64> = std::fs::read_dir(&dir)?.filter_map(name).collect();
    bases.sort_unstable();
    let gone = bases[2]..bases[3];
    std::fs::remove_file(dir.join(format!("{:020}.jsl", gone.start)))?;
    let log = disk(&dir).await?;
    let archive = archive(&place.path().join("archive"), &log).await?;
    for cut in [gone.start, gone.start + 1, gone.end - 1, gone.end, gone.end + 1, 200] {
        let kept = archive.keep_events(&log, cut, &mut |_| {}).await?;
        let whole = ArchivedLog::open(&log, archive.clone()).await?;
        assert_eq!((whole.bounds().await?, whole.parted()), (Bounds { first: 0, next: 200 }, None), "{cut}");
        assert!(kept <= cut && log.bounds().await?.first == kept, "{cut}: {kept}");
        let sound = |entry: &&Entry| !gone.contains(&entry.offset);
        let (mut at, mut found) = (0, Vec::new());
        while at < 200 {
            match whole.read(at).await?.next(7).await {
                Ok(entries) => {
                    at = entries.last().map_or(at, |entry| entry.offset + 1);
                    found.extend(entries);
                }
                Err(LogError::Gap { from, to }) => {
                    assert_eq!(from..to, gone, "{cut}");
                    at = to;
                }
                Err(error) => return Err(error.into()),
            }
        }
        assert!(found.iter().eq(before.iter().filter(sound)), "{cut}");
    }
    Ok(())
}

/// Nothing of it runs any more after it has told so often.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_anywhere_the_archive_and_the_log_have_each_event_once() -> Result<(), Failure> {
    let place = tempfile::tempdir()?;
    let log = disk(&place.path().join("log")).await?;
    let archive = archive(&place.path().join("archive"), &log).await?;
    let mut expected = 0;
    for kill in 1..=6_u64 {
        for n in 0..20 {
            log.append(&events(kill.into(), n * 5..n * 5 + 5)).await?;
        }
        expected += 100;
        let (dead, mut told) = (tokio_util::sync::CancellationToken::new(), 0);
        let mut tell = |_| {
            told += 1;
            if told == kill % 3 {
                dead.cancel();
            }
        };
        tokio::select! {
            biased;
            () = dead.cancelled() => {}
            kept = archive.keep_events(&log, expected, &mut tell) => { kept?; }
        }
        // What it had asked of the log before is done then.
        log.journal().retain(0).await?;
        let whole = all(&ArchivedLog::open(&log, archive.clone()).await?).await?;
        assert_eq!(whole.iter().map(|entry| entry.offset).collect::<Vec<_>>(), (0..expected).collect::<Vec<_>>());
    }
    archive.tidy()?;
    archive.keep_events(&log, expected, &mut |_| {}).await?;
    assert_eq!(all(&ArchivedLog::open(&log, archive.clone()).await?).await?.len(), 600);
    let left = std::fs::read_dir(place.path().join("archive").join(archive.log().to_string()))?;
    assert_eq!(left.count(), archive.events()?.len(), "no unfinished file is left");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_torn_damaged_newer_or_of_another_log_is_refused_with_its_name() -> Result<(), Failure> {
    let place = tempfile::tempdir()?;
    let log = MemoryLog::new();
    log.put(events(1, 0..9));
    let archive = archive(place.path(), &*log).await?;
    archive.keep_events(&*log, 9, &mut |_| {}).await?;
    let file = place.path().join(archive.log().to_string()).join("events-00000000000000000000-00000000000000000009.zst");
    let sound = std::fs::read(&file)?;
    archive.check_events(&(0..9))?;
    let refusal = |bytes: &[u8]| {
        std::fs::write(&file, bytes).unwrap();
        let refused = archive.check_events(&(0..9)).unwrap_err();
        assert!(refused.to_string().contains("events-00000000000000000000-00000000000000000009.zst: "), "{refused}");
        refused.problem
    };
    for end in 0..sound.len() {
        assert!(matches!(refusal(&sound[..end]), Problem::Torn), "cut at {end}");
    }
    let pieces = || {
        let (mut reader, _) = archive.open_events(&(0..9)).ok()?;
        events::take(&mut reader, 100).ok()
    };
    std::fs::write(&file, &sound)?;
    let (written, mut refused) = (pieces(), 0);
    for at in 0..sound.len() {
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        std::fs::write(&file, bytes)?;
        match pieces() {
            None => refused += 1,
            // Such as how much memory the decompression may take.
            read => assert_eq!(read, written, "bit 0 of byte {at} says nothing of the events"),
        }
    }
    assert!(written.is_some_and(|pieces| pieces.len() == 9) && refused * 10 > sound.len() * 9, "{refused} of {}", sound.len());
    let mut newer = sound.clone();
    newer[7] += 1;
    assert!(matches!(refusal(&newer), Problem::Newer));
    refusal(&[&sound[..], b"x"].concat());
    let other = Archive::of(place.path(), LogId::random());
    std::fs::create_dir(place.path().join(other.log().to_string()))?;
    std::fs::write(other.events_file(&(0..9)), &sound)?;
    assert!(matches!(other.check_events(&(0..9)).unwrap_err().problem, Problem::Foreign(_)));
    std::fs::write(archive.events_file(&(3..9)), &sound)?;
    assert!(matches!(archive.check_events(&(3..9)).unwrap_err().problem, Problem::Foreign(_)), "another name");
    Ok(())
}

#[tokio::test]
async fn damage_stays_a_gap_and_what_a_server_removed_too_early_is_missing() -> Result<(), Failure> {
    let place = tempfile::tempdir()?;
    let log = MemoryLog::new();
    log.put(events(1, 0..9));
    log.damage(4);
    let archive = archive(place.path(), &*log).await?;
    assert_eq!(archive.keep_events(&*log, 6, &mut |_| {}).await?, 6);
    let whole = ArchivedLog::open(&*log, archive.clone()).await?;
    let mut reader = whole.read(0).await?;
    assert_eq!(reader.next(9).await?.len(), 4);
    assert!(matches!(reader.next(9).await, Err(LogError::Gap { from: 4, to: 5 })));
    assert_eq!(whole.read(5).await?.next(1).await?[0].offset, 5);
    // Before anybody kept the event 6.
    log.trim(7);
    let holed = ArchivedLog::open(&*log, archive.clone()).await?;
    assert_eq!((holed.bounds().await?.first, holed.parted()), (7, Some(6..7)), "and it says so");
    assert_eq!(archive.keep_events(&*log, 9, &mut |_| {}).await?, 9);
    assert_eq!(archive.events()?, [0..6, 7..9]);
    assert_eq!(ArchivedLog::open(&*log, archive).await?.bounds().await?.first, 7);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_lets_nothing_go_that_the_archive_does_not_hold_as_it_is() -> Result<(), Failure> {
    let place = tempfile::tempdir()?;
    let log = disk(&place.path().join("log")).await?;
    for n in 0..40 {
        log.append(&events(1, n * 5..n * 5 + 5)).await?;
    }
    let archive = archive(&place.path().join("archive"), &log).await?;
    let mut kept = 0;
    let mut tear = |at| {
        kept = at;
        let file = archive.events_file(&(0..at));
        let bytes = std::fs::read(&file).unwrap();
        std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    };
    let torn = archive.keep_events(&log, 150, &mut tear).await;
    assert!(matches!(torn, Err(KeepError::Archive(_))), "it was whole when it was written");
    assert_eq!(log.bounds().await?.first, 0, "nothing was removed");
    // What another history of the log has under these offsets, which was lost when a backup was put back.
    let other = MemoryLog::new();
    other.put(events(9, 0..200));
    let foreign = Archive::of(&place.path().join("foreign"), other.identity().await?);
    foreign.keep_some(&*other, 0..kept).await?;
    let pieces = events::take(&mut foreign.open_events(&(0..kept))?.0, 1_000)?;
    archive.put_file(&(0..kept), &pieces)?;
    archive.check_events(&(0..kept))?;
    let refused = archive.keep_events(&log, 150, &mut |_| {}).await.unwrap_err();
    assert!(refused.to_string().contains("offset 0 is another event in the log"), "{refused}");
    assert_eq!(log.bounds().await?.first, 0, "nothing was removed");
    std::fs::remove_file(archive.events_file(&(0..kept)))?;
    assert_eq!(archive.keep_events(&log, 150, &mut |_| {}).await?, kept);
    assert_eq!(log.bounds().await?.first, kept);
    Ok(())
}

#[test]
fn only_files_with_the_names_of_ours_are_seen() {
    let place = tempfile::tempdir().unwrap();
    let archive = Archive::of(place.path(), LogId::random());
    assert!(archive.snapshots().unwrap().is_empty() && archive.events().unwrap().is_empty(), "there is no directory");
    archive.begin_snapshot(9, &()).unwrap().finish(&archive.snapshot(9)).unwrap();
    archive.begin_snapshot(12, &()).unwrap().finish(&archive.snapshot(12)).unwrap();
    let dir = place.path().join(archive.log().to_string());
    for name in
        ["projection-9.zst", "events-00000000000000000009-00000000000000000009.zst", "notes", "projection-00000000000000000007.zst.0a.part"]
    {
        std::fs::write(dir.join(name), "x").unwrap();
    }
    assert_eq!((archive.snapshots().unwrap(), archive.events().unwrap()), (vec![12, 9], vec![]));
    archive.tidy().unwrap();
    assert!(dir.join("notes").exists() && !dir.join("projection-00000000000000000007.zst.0a.part").exists());
    archive.remove_snapshots(&[9, 3]).unwrap();
    assert_eq!(archive.snapshots().unwrap(), [12]);
    // One that is given up leaves nothing.
    drop(archive.begin_snapshot(20, &()).unwrap());
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 4);
}
