use super::*;
use domain::clock::Timestamp;
use eventlog::DiskLog;
use std::time::Duration;
use store::process::Report;

/// A log's records, two at a time.
#[derive(Default)]
struct Planted {
    entries: Vec<Entry>,
    given: usize,
    rewound: u32,
    /// Somebody starts to use this store while the copy is compared.
    starts: Option<(Store, Report)>,
    /// Appended after the copy was compared.
    late: Vec<Entry>,
}

#[async_trait]
impl Source for Planted {
    async fn rewind(&mut self) -> Result<(), LogError> {
        self.given = 0;
        self.rewound += 1;
        Ok(())
    }

    async fn page(&mut self) -> Result<Vec<Entry>, LogError> {
        if self.rewound == 2
            && let Some((store, report)) = self.starts.take()
        {
            let ops = store.for_ops();
            ops.process_beat(report, ops.now().await.unwrap(), Duration::from_secs(3600)).await.unwrap();
        }
        let page: Vec<Entry> = self.entries.iter().skip(self.given).take(2).cloned().collect();
        self.given += page.len();
        if page.is_empty() && self.rewound == 2 {
            self.entries.append(&mut self.late);
        }
        Ok(page)
    }
}

fn entry(offset: u64) -> Entry {
    Entry { offset, appended_at: Timestamp::UNIX_EPOCH, payload: offset.to_string().into_bytes() }
}

fn report() -> Report {
    Report {
        id: uuid::Uuid::from_u128(1),
        roles: "ingest".to_owned(),
        host: "elsewhere".to_owned(),
        version: "1".to_owned(),
        started_at: Timestamp::UNIX_EPOCH,
        spool: 0,
        checks: "[]".to_owned(),
        gauges: "{}".to_owned(),
        details: "{}".to_owned(),
    }
}

/// A store that has folded a log up to here.
async fn store(log: LogId, next: u64) -> Store {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    store.for_projection().seize_projection(log, next).await.unwrap();
    store
}

fn to<'a>(dir: &tempfile::TempDir, former: LogId, used: &'a Store) -> To<'a> {
    To { place: Place::Disk(dir.path().join("copy")), continues: vec![former], total: 5, trimmed: false, used }
}

#[tokio::test]
async fn a_process_that_starts_or_appends_before_the_switch_prevents_it_and_the_next_run_copies_the_rest() {
    let (dir, former) = (tempfile::tempdir().unwrap(), LogId::random());
    let store = store(former, 5).await;
    let entries: Vec<Entry> = (0..5).map(entry).collect();
    let mut source = Planted { entries: entries.clone(), starts: Some((store.clone(), report())), ..Planted::default() };
    let refused = copy(&store, &mut source, to(&dir, former, &store)).await.unwrap_err().to_string();
    assert!(refused.contains("ingest on elsewhere") && refused.contains("stop it first"), "{refused}");
    assert_eq!(store.for_ops().projection_place().await.unwrap(), Some((former, 5)), "nothing was switched");

    store.for_ops().process_gone(report().id).await.unwrap();
    let mut source = Planted { entries, late: vec![entry(5)], ..Planted::default() };
    let refused = copy(&store, &mut source, to(&dir, former, &store)).await.unwrap_err().to_string();
    assert!(refused.contains("has grown meanwhile"), "{refused}");
    assert_eq!(store.for_ops().projection_place().await.unwrap(), Some((former, 5)), "nothing was switched");

    source.rewound = 0;
    assert_eq!(copy(&store, &mut source, to(&dir, former, &store)).await.unwrap(), 6);
    let (log, next) = store.for_ops().projection_place().await.unwrap().unwrap();
    assert_eq!((log == former, next), (false, 6), "event 5 comes next, behind the genesis");
    assert!(!store.for_projection().knows_other_logs(log, &[former]).await.unwrap());
}

#[tokio::test]
async fn the_copy_of_a_trimmed_log_is_never_folded_afresh() {
    let (dir, former) = (tempfile::tempdir().unwrap(), LogId::random());
    let store = store(former, 9).await;
    let mut source = Planted { entries: (4..9).map(entry).collect(), ..Planted::default() };
    copy(&store, &mut source, To { trimmed: true, ..to(&dir, former, &store) }).await.unwrap();
    let copied = DiskLog::open(&dir.path().join("copy")).await.unwrap();
    let refused = projector::rebuild(&store.for_projection(), &copied, |_| {}).await.unwrap_err();
    assert!(matches!(refused, projector::Error::Trimmed { .. }), "{refused}");
}
