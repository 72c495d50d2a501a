use super::*;
use crate::contract::{self, Failure, event, events, logged, take};
use std::sync::Arc;
use tempfile::TempDir;

async fn fresh(dirs: &std::sync::Mutex<Vec<TempDir>>) -> Result<Arc<dyn EventLog>, Failure> {
    let dir = tempfile::tempdir()?;
    let log = DiskLog::open(&dir.path().join("log")).await?;
    dirs.lock().unwrap().push(dir);
    Ok(Arc::new(log))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keeps_the_contract() -> Result<(), Failure> {
    let dirs = std::sync::Mutex::new(Vec::new());
    contract::run(|| fresh(&dirs)).await
}

#[tokio::test]
async fn keeps_the_contract_on_one_thread() -> Result<(), Failure> {
    let dirs = std::sync::Mutex::new(Vec::new());
    contract::run(|| fresh(&dirs)).await
}

#[tokio::test]
async fn survives_reopening() -> Result<(), Failure> {
    let dir = tempfile::tempdir()?;
    contract::survives_reopening(async || Ok(Arc::new(DiskLog::open(&dir.path().join("log")).await?) as Arc<dyn EventLog>)).await
}

#[tokio::test]
async fn a_directory_in_use_is_refused() -> Result<(), Failure> {
    let dir = tempfile::tempdir()?;
    let log = DiskLog::open(&dir.path().join("log")).await?;
    assert!(matches!(DiskLog::open(&dir.path().join("log")).await, Err(OpenError::Locked { .. })));
    drop(log);
    Ok(())
}

#[tokio::test]
async fn a_full_log_says_so_and_takes_nothing_by_halves() -> Result<(), Failure> {
    let dir = tempfile::tempdir()?;
    let options = Options { max_total_bytes: 256 << 10, segment_bytes: 64 << 10, reserve_bytes: 0, ..DiskLog::options() };
    let log = DiskLog::open_with(&dir.path().join("log"), options).await?;
    let mut accepted = 0;
    let refusal = loop {
        match log.append(&events(1, accepted..accepted + 50)).await {
            Ok(_) => accepted += 50,
            Err(error) => break error,
        }
        assert!(accepted < 1_000_000, "never full");
    };
    assert!(matches!(refusal, LogError::Full(_)), "{refusal}");
    let bounds = log.bounds().await?;
    assert_eq!(u128::from(bounds.next - bounds.first), accepted);
    let count = usize::try_from(accepted)?;
    assert_eq!(take(&mut *log.read(bounds.first).await?, bounds.first, count).await?, events(1, 0..accepted));
    Ok(())
}

#[tokio::test]
async fn an_event_that_is_too_large_is_refused_alone() -> Result<(), Failure> {
    let dir = tempfile::tempdir()?;
    let options = Options { max_record_bytes: 200, ..DiskLog::options() };
    let log = DiskLog::open_with(&dir.path().join("log"), options).await?;
    assert!(matches!(log.append(&[event(1, 1)]).await, Err(LogError::TooLarge(_))));
    Ok(())
}

#[tokio::test]
async fn closing_ends_waiting_readers_and_refuses_appends() -> Result<(), Failure> {
    let dir = tempfile::tempdir()?;
    let log = DiskLog::open(&dir.path().join("log")).await?;
    let first = log.bounds().await?.next;
    logged(&log, &events(1, 0..2)).await?;
    let mut reader = log.read(first + 2).await?;
    let waiting = tokio::spawn(async move { reader.next(1).await });
    log.close().await;
    assert!(matches!(waiting.await?, Err(LogError::Closed)));
    assert!(matches!(log.append(&[event(1, 3)]).await, Err(LogError::Closed)));
    Ok(())
}

#[test]
fn a_url_names_a_log_or_says_what_is_possible() {
    use crate::Place;
    let data = std::path::Path::new("/data");
    let disk = |url| match Place::parse(url, data) {
        Ok(Place::Disk(path)) => path,
        _ => panic!("{url} names no disk log"),
    };
    assert_eq!(disk("disk:"), data.join("log"));
    assert_eq!(disk("disk:/elsewhere"), std::path::Path::new("/elsewhere"));
    assert!(matches!(Place::parse("amqp://user:canary@host/vhost", data), Ok(Place::Stream(_))));
    for url in ["kafka://user:canary@host", "nonsense-canary", "amqp://user:canary@host/?x=y"] {
        let Err(error) = Place::parse(url, data) else { panic!("{url} was accepted") };
        assert!(error.to_string().starts_with("log.url") && !error.to_string().contains("canary"), "{error}");
    }
}

#[tokio::test]
async fn damage_is_a_gap_and_reading_goes_on_behind_it() -> Result<(), Failure> {
    let dir = tempfile::tempdir()?;
    let path = dir.path().join("log");
    let options = Options { segment_bytes: 16 << 10, ..DiskLog::options() };
    let log = DiskLog::open_with(&path, options.clone()).await?;
    let first = log.bounds().await?.next;
    logged(&log, &events(1, 0..20)).await?;
    logged(&log, &events(1, 20..200)).await?;
    log.close().await;
    drop(log);
    let mut segments: Vec<_> = std::fs::read_dir(&path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    segments.retain(|segment| segment.extension().is_some_and(|extension| extension == "jsl"));
    segments.sort();
    let mut bytes = std::fs::read(&segments[0])?;
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    std::fs::write(&segments[0], bytes)?;

    let log = DiskLog::open_with(&path, options).await?;
    let (mut found, mut from, mut gaps) = (0, first, 0);
    let end = log.bounds().await?.next;
    while from < end {
        match log.read(from).await?.next(1000).await {
            Ok(entries) => {
                found += entries.len() as u64;
                from = entries.last().map_or(from, |entry| entry.offset + 1);
            }
            Err(LogError::Gap { from: start, to }) => {
                assert!(start == from && to > from, "{start}..{to} at {from}");
                gaps += to - start;
                from = to;
            }
            Err(error) => return Err(error.into()),
        }
    }
    assert_eq!(gaps, 1, "one byte costs one record");
    assert_eq!(found + gaps, 200);
    Ok(())
}
