use super::*;
use crate::DiskLog;
use crate::contract::{self, Failure, event, events, take};
use std::sync::atomic::{AtomicU8, Ordering};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

const WORKS: u8 = 0;
const REFUSES: u8 = 1;
const HANGS: u8 = 2;
/// The events get in, but nobody is told.
const FORGETS: u8 = 3;

/// A disk log whose appends fail as they are told to.
struct Faulty {
    log: DiskLog,
    mode: AtomicU8,
}

#[async_trait]
impl EventLog for Faulty {
    async fn identity(&self) -> Result<LogId, LogError> {
        self.log.identity().await
    }

    async fn append(&self, events: &[Envelope]) -> Result<Accepted, LogError> {
        match self.mode.load(Ordering::SeqCst) {
            WORKS => self.log.append(events).await,
            REFUSES => Err(LogError::Unavailable("told to refuse".into())),
            HANGS => std::future::pending().await,
            _ => {
                self.log.append(events).await?;
                std::future::pending().await
            }
        }
    }

    async fn read(&self, from: u64) -> Result<Box<dyn LogReader>, LogError> {
        self.log.read(from).await
    }

    async fn bounds(&self) -> Result<Bounds, LogError> {
        self.log.bounds().await
    }
}

struct Rig {
    dir: TempDir,
    faulty: Arc<Faulty>,
    log: SpooledLog,
}

impl Rig {
    async fn new() -> Result<Self, Failure> {
        Self::with(SpooledLog::options()).await
    }

    async fn with(options: Options) -> Result<Self, Failure> {
        let dir = tempfile::tempdir()?;
        let faulty = Arc::new(Faulty { log: DiskLog::open(&dir.path().join("log")).await?, mode: AtomicU8::new(WORKS) });
        let log = SpooledLog::open_with(faulty.clone(), &dir.path().join("spool"), options, Duration::from_millis(200)).await?;
        Ok(Self { dir, faulty, log })
    }

    fn mode(&self, mode: u8) {
        self.faulty.mode.store(mode, Ordering::SeqCst);
    }

    /// Ends the process, so to say, and starts another over the same directories.
    async fn restarted(self) -> Result<Self, Failure> {
        let Self { dir, faulty, log } = self;
        drop((log, faulty));
        let faulty = Arc::new(Faulty { log: DiskLog::open(&dir.path().join("log")).await?, mode: AtomicU8::new(WORKS) });
        let spool = dir.path().join("spool");
        let log = SpooledLog::open_with(faulty.clone(), &spool, SpooledLog::options(), Duration::from_millis(200)).await?;
        Ok(Self { dir, faulty, log })
    }

    async fn all(&self) -> Result<Vec<Envelope>, Failure> {
        let bounds = self.log.bounds().await?;
        let count = usize::try_from(bounds.next - bounds.first)?;
        take(&mut *self.log.read(bounds.first).await?, bounds.first, count).await
    }
}

fn spooled(accepted: Accepted) -> bool {
    matches!(accepted, Accepted::Spooled { .. })
}

#[tokio::test]
async fn keeps_the_contract_while_the_log_is_well() -> Result<(), Failure> {
    let rigs = Mutex::new(Vec::new());
    contract::run(async || {
        let rig = Rig::new().await?;
        let log = Arc::new(rig.log.clone()) as Arc<dyn EventLog>;
        rigs.lock().push(rig);
        Ok(log)
    })
    .await
}

#[tokio::test]
async fn a_refused_event_waits_and_later_ones_of_its_artist_wait_behind_it() -> Result<(), Failure> {
    let rig = Rig::new().await?;
    rig.mode(REFUSES);
    assert_eq!(rig.log.append(&events(1, 0..2)).await?, Accepted::Spooled { count: 2 });
    rig.mode(WORKS);
    assert!(spooled(rig.log.append(&events(1, 2..3)).await?), "it must not overtake");
    assert_eq!(rig.all().await?, []);
    let status = rig.log.status();
    assert_eq!((status.pending, status.aside, status.full), (3, 0, false));
    assert!(status.oldest_ms.is_some() && status.log_error.is_some());

    assert_eq!(rig.log.replay().await?, 3);
    assert_eq!(rig.all().await?, events(1, 0..3));
    assert!(!spooled(rig.log.append(&events(1, 3..4)).await?), "the way is free again");
    assert_eq!(rig.all().await?, events(1, 0..4));
    assert_eq!(rig.log.status(), Status { pending: 0, oldest_ms: None, aside: 0, full: false, log_error: None });
    Ok(())
}

#[tokio::test]
async fn other_artists_go_on_while_one_waits() -> Result<(), Failure> {
    let rig = Rig::new().await?;
    rig.mode(REFUSES);
    rig.log.append(&events(1, 0..1)).await?;
    rig.mode(WORKS);
    // The log is known to work again, and lane 1 gets a record after the pass.
    assert_eq!(rig.log.replay().await?, 1);
    rig.mode(REFUSES);
    rig.log.append(&events(1, 1..2)).await?;
    rig.mode(WORKS);
    rig.log.0.lanes().broken = None;
    assert!(!spooled(rig.log.append(&events(2, 0..1)).await?));
    assert!(spooled(rig.log.append(&events(1, 2..3)).await?));
    assert!(spooled(rig.log.append(&[event(2, 1), event(1, 3)]).await?), "a call with a waiting lane waits as a whole");
    assert!(spooled(rig.log.append(&events(2, 2..3)).await?), "and so its lanes wait too");
    rig.log.replay().await?;
    let all = rig.all().await?;
    let lane = |lane: u128| {
        let id = event(lane, 0).event.lane();
        all.iter().filter(|envelope| envelope.event.lane() == id).cloned().collect::<Vec<_>>()
    };
    assert_eq!(lane(1), events(1, 0..4));
    assert_eq!(lane(2), events(2, 0..3));
    Ok(())
}

#[tokio::test]
async fn a_log_that_hangs_costs_one_wait() -> Result<(), Failure> {
    let rig = Rig::new().await?;
    rig.mode(HANGS);
    let started = std::time::Instant::now();
    for lane in 1..=40 {
        assert!(spooled(rig.log.append(&events(lane, 0..1)).await?));
    }
    // Forty waits of 200 ms would be eight seconds; this compares with the log's own patience, not with the machine's speed.
    assert_eq!(rig.log.status().pending, 40);
    println!("forty appends took {:?}", started.elapsed());
    assert_eq!(rig.log.0.lanes().broken.as_deref(), Some("the event log cannot be used now: not confirmed within 200ms"));
    Ok(())
}

#[tokio::test]
async fn an_append_that_was_not_confirmed_comes_twice_and_not_never() -> Result<(), Failure> {
    let rig = Rig::new().await?;
    rig.mode(FORGETS);
    assert!(spooled(rig.log.append(&events(1, 0..1)).await?));
    rig.mode(WORKS);
    rig.log.replay().await?;
    let all = rig.all().await?;
    assert_eq!(all, [event(1, 0), event(1, 0)]);
    Ok(())
}

#[tokio::test]
async fn what_a_former_process_left_is_first() -> Result<(), Failure> {
    let rig = Rig::new().await?;
    rig.mode(REFUSES);
    rig.log.append(&events(1, 0..200)).await?;
    rig.log.append(&events(2, 0..3)).await?;
    let rig = rig.restarted().await?;
    assert!(spooled(rig.log.append(&events(1, 200..201)).await?), "before the drain nothing of this lane is logged");
    let stop = CancellationToken::new();
    let draining = tokio::spawn({
        let (log, stop) = (rig.log.clone(), stop.clone());
        async move { log.drain(stop).await }
    });
    rig.log.drained().await;
    let mut wanted = events(1, 0..200);
    wanted.extend(events(2, 0..3));
    wanted.extend(events(1, 200..201));
    assert_eq!(rig.all().await?, wanted);
    stop.cancel();
    draining.await?;
    Ok(())
}

#[tokio::test]
async fn the_drain_appends_when_the_log_is_back() -> Result<(), Failure> {
    let rig = Rig::new().await?;
    let stop = CancellationToken::new();
    let draining = tokio::spawn({
        let (log, stop) = (rig.log.clone(), stop.clone());
        async move { log.drain(stop).await }
    });
    rig.mode(REFUSES);
    for number in 0..20 {
        assert!(spooled(rig.log.append(&events(1, number..number + 1)).await?));
    }
    rig.mode(WORKS);
    rig.log.drained().await;
    // The last of them may be on its way while the next append is decided; either way the order stays.
    rig.log.append(&events(1, 20..21)).await?;
    rig.log.drained().await;
    assert_eq!(rig.all().await?, events(1, 0..21));
    stop.cancel();
    draining.await?;
    Ok(())
}

#[tokio::test]
async fn a_full_spool_pushes_back_and_goes_on_when_there_is_room() -> Result<(), Failure> {
    let small = Options { max_total_bytes: 128 << 10, segment_bytes: 32 << 10, reserve_bytes: 0, ..SpooledLog::options() };
    let rig = Rig::with(small).await?;
    rig.mode(REFUSES);
    let mut accepted = 0;
    let refusal = loop {
        match rig.log.append(&events(1, accepted..accepted + 10)).await {
            Ok(_) => accepted += 10,
            Err(error) => break error,
        }
        assert!(accepted < 100_000, "never full");
    };
    assert!(matches!(refusal, LogError::Full(_)), "{refusal}");
    rig.mode(WORKS);
    assert_eq!(u128::from(rig.log.replay().await?), accepted);
    assert_eq!(rig.all().await?, events(1, 0..accepted), "what was accepted is there once, what was refused is not");
    assert!(!spooled(rig.log.append(&events(1, accepted..accepted + 1)).await?));
    Ok(())
}

/// Also where its lane is known: the fold takes late events, and a lane that waits forever costs the spool its space.
#[tokio::test]
async fn a_record_that_cannot_be_read_is_set_aside_and_holds_up_nobody() -> Result<(), Failure> {
    let small = Options { segment_bytes: 4096, ..SpooledLog::options() };
    let rig = Rig::with(small).await?;
    rig.mode(REFUSES);
    rig.log.append(&events(2, 0..1)).await?;
    let mut strange = Spooled::new(&event(1, 0), "from a newer version", 1)?;
    let readable = strange.payload.clone();
    strange.payload = String::from_utf8(readable.clone())?.replace("PostRemoved.v1", "PostLiked.v9").into_bytes();
    rig.log.0.spool.put(&strange).await?;
    rig.log.0.lanes().add(&strange.key);
    rig.log.append(&events(1, 1..2)).await?;
    rig.log.append(&events(3, 0..1)).await?;
    rig.mode(WORKS);
    assert_eq!(rig.log.replay().await?, 3);
    let status = rig.log.status();
    assert_eq!((status.pending, status.aside), (0, 1));
    assert!(!spooled(rig.log.append(&events(1, 2..3)).await?), "its lane is free");
    assert_eq!(rig.all().await?, [event(2, 0), event(1, 1), event(3, 0), event(1, 2)]);
    for number in 10..200 {
        rig.mode(REFUSES);
        rig.log.append(&events(4, number..number + 1)).await?;
        rig.mode(WORKS);
        rig.log.replay().await?;
    }
    let spool = rig.dir.path().join("spool");
    assert!(journal_spool::inspect::check(&spool, true)?.segments <= 2, "and so is the space");

    // Still unreadable after a restart; then a version comes that reads it (here: its bytes become what that one would have read).
    let rig = rig.restarted().await?;
    assert_eq!((rig.log.status().pending, rig.log.status().aside), (0, 1));
    let file = journal_spool::inspect::aside(&spool)?.remove(0);
    strange.payload = readable;
    rig.log.0.spool.put(&strange).await?;
    let pending = journal_spool::inspect::pending(&spool, 1)?;
    rig.log.0.spool.set_aside(&[pending[0].offset])?;
    std::fs::remove_file(file.path)?;
    let rig = rig.restarted().await?;
    assert_eq!((rig.log.status().pending, rig.log.status().aside), (1, 0));
    assert_eq!(rig.log.replay().await?, 1);
    assert!(rig.all().await?.contains(&event(1, 0)));
    Ok(())
}

/// Whatever fails when: every accepted event is in the log in the end, and each artist's events came in their order.
#[tokio::test]
async fn nothing_accepted_is_lost_and_lanes_keep_their_order_whatever_fails() -> Result<(), Failure> {
    use rand::{Rng, SeedableRng, rngs::StdRng};
    for seed in 0..6 {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut rig = Rig::new().await?;
        let mut accepted: [Vec<Envelope>; 3] = Default::default();
        for number in 0..80 {
            match rng.random_range(0..10) {
                0 => rig.mode(WORKS),
                1 => rig.mode(REFUSES),
                2 if number % 4 == 0 => rig.mode(FORGETS),
                3 => drop(rig.log.replay().await),
                4 if number % 8 == 0 => rig = rig.restarted().await?,
                _ => {
                    let lane = rng.random_range(0..3_usize);
                    let batch = events(lane as u128 + 1, number * 10..number * 10 + rng.random_range(1..4));
                    if rig.log.append(&batch).await.is_ok() {
                        accepted[lane].extend(batch);
                    }
                }
            }
        }
        rig.mode(WORKS);
        rig.log.replay().await?;
        assert_eq!(rig.log.status().pending, 0, "seed {seed}");
        let mut seen = std::collections::HashSet::new();
        let all: Vec<_> = rig.all().await?.into_iter().filter(|envelope| seen.insert(envelope.id)).collect();
        for (lane, wanted) in (1..).zip(accepted) {
            let id = event(lane, 0).event.lane();
            let found: Vec<_> = all.iter().filter(|envelope| envelope.event.lane() == id).cloned().collect();
            assert_eq!(found, wanted, "seed {seed}, lane {lane}");
        }
    }
    Ok(())
}
