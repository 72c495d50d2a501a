//! The store on PostgreSQL while transactions conflict, connections break, commits stay unanswered and the server dies: what was
//! reported as done is there once, and what was not is not there.
#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::{DateTime, TimeDelta};
use domain::clock::{SystemClock, Timestamp};
use domain::id::{ArtistId, ChannelId, GuildId, LogId};
use domain::watch::NewWatch;
use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use store::bot::AddWatch;
use store::leadership::{Candidate, Leadership, Waiting};
use store::projection::{Batch, Changes, Fold, Folded, Incoming};
use store::{Store, StoreError};
use testbed::{Cut, Postgres, Proxy, chaos};
use uuid::Uuid;

const GUILD: GuildId = GuildId(7);

fn at(second: i64) -> Timestamp {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + second)
}

/// A watch that differs from every other by its number.
fn wish(n: u64) -> NewWatch {
    NewWatch::new(GUILD, ChannelId(n), ArtistId(Uuid::from_u128(u128::from(n))), format!("Artist{n}"), at(0))
}

async fn migrated(url: &str) -> Store {
    let store = Store::connect(url).await.unwrap();
    migration::up(store.connection()).await.unwrap();
    store
}

/// How many watches the guild has, and how many notes of that in the audit: one each, whatever happened on the way.
async fn counted(store: &Store, server: &Postgres) -> (u32, u32) {
    let notes = server.administer("SELECT COUNT(*) FROM audit");
    (store.for_bot().watches(GUILD, None, 0, 1).await.unwrap().total, notes.trim().parse().unwrap())
}

fn added(outcome: &Result<AddWatch, StoreError>) -> bool {
    matches!(outcome, Ok(AddWatch::Added(_)))
}

/// Whether there is room is read before the row is written: only a serializable transaction that is repeated keeps the limit.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn transactions_that_conflict_are_repeated_until_each_has_its_say() {
    let server = Postgres::start();
    let store = migrated(&server.url("postgres")).await;
    let mut round = 0;
    while !server.log().contains("could not serialize access") {
        let outcomes = join_all((0..32).map(|n| {
            let (store, wish) = (store.clone(), NewWatch { guild: GuildId(1000 + round), ..wish(round * 100 + n) });
            async move { store.for_bot().add_watch(&wish, 5).await }
        }))
        .await;
        assert_eq!(outcomes.iter().filter(|outcome| added(outcome)).count(), 5);
        assert!(outcomes.iter().all(|outcome| added(outcome) || matches!(outcome, Ok(AddWatch::TooMany { limit: 5 }))), "{outcomes:?}");
        round += 1;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn connections_that_the_server_ends_cost_a_repetition_and_nothing_else() {
    let server = Arc::new(Postgres::start());
    let store = migrated(&server.url("postgres")).await;
    let stop = Arc::new(AtomicBool::new(false));
    let killing = tokio::task::spawn_blocking({
        let (server, stop) = (Arc::clone(&server), Arc::clone(&stop));
        move || {
            let mut times = 0;
            while !stop.load(Ordering::Relaxed) {
                server.administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'deviantcord'");
                times += 1;
                // A try of ten gets through between two of these.
                std::thread::sleep(Duration::from_millis(250));
            }
            times
        }
    });
    let mut n = 0;
    while server.log().matches("terminating connection due to administrator command").count() < 10 {
        let outcomes = join_all((0..8).map(|one| {
            let (store, wish) = (store.clone(), wish(n * 8 + one));
            async move { store.for_bot().add_watch(&wish, u32::MAX).await }
        }))
        .await;
        assert!(outcomes.iter().all(added), "{outcomes:?}");
        n += 1;
    }
    stop.store(true, Ordering::Relaxed);
    assert!(killing.await.unwrap() > 0);
    let all = u32::try_from(n * 8).unwrap();
    assert_eq!(counted(&store, &server).await, (all, all));
}

/// Both outcomes of a COMMIT whose answer never came, for a write of the bot's and for a fold.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f9_a_commit_without_an_answer_happens_once() {
    let (seed, half) = (chaos::seed(), chaos::scale(100, 2_500));
    let mut dice = StdRng::seed_from_u64(seed);
    let (mut cut, mut cuts) = (|| if dice.random() { Cut::Before } else { Cut::After }, 0);
    let server = Postgres::start();
    let proxy = Proxy::start(server.port());
    let url = server.url("postgres");
    let store = migrated(&url.replace(&format!(":{}", server.port()), &format!(":{}", proxy.port()))).await;

    for n in 0..half {
        proxy.cut_next_commit(cut());
        cuts += 1;
        assert!(added(&store.for_bot().add_watch(&wish(n), u32::MAX).await));
        assert!(proxy.has_cut());
    }
    let (watches, notes) = counted(&store, &server).await;
    assert_eq!(watches, notes, "a watch and its note in one transaction");

    let log = LogId(Uuid::from_u128(9));
    let epoch = store.for_projection().seize_projection(log, 0).await.unwrap().epoch;
    let fold: Fold = Arc::new(|_, entries| Changes {
        parked: entries.iter().map(|entry| (entry.offset, "to be counted".to_owned())).collect(),
        ..Changes::default()
    });
    let mut next = 0;
    for n in 0..half {
        proxy.cut_next_commit(cut());
        cuts += 1;
        let entry = Incoming { offset: next, payload: Vec::new(), event: Err("odd".to_owned()), lane: None };
        let folded = store
            .for_projection()
            .fold(&Batch { log, epoch, from: next, entries: Arc::new(vec![entry]), now: at(1) }, &fold)
            .await
            .unwrap();
        // Repeated after it happened, the batch finds that its place has been taken: by itself.
        next = match folded {
            Folded::Done { next_offset, .. } | Folded::OutOfPlace { next_offset, .. } => next_offset,
            Folded::Fenced => panic!("nobody else is there"),
        };
        assert_eq!(next, n + 1);
    }
    let folds = store.for_projection().parked_events(None, u32::MAX).await.unwrap().len() as u64;
    let channels = server.administer("SELECT channel_id FROM watch");
    let added = channels.lines().filter_map(|line| line.trim().parse::<u64>().ok());
    let row = chaos::Row::of_sets("F9", seed, 0..2 * half, 0..2 * half, added.chain(half..half + folds));
    row.note(format!("{cuts} answers to COMMIT lost, half of them before the server had it; watches and folds")).finish();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_dies_fails_its_callers_soon_and_is_used_again_when_it_is_back() {
    let mut server = Postgres::start();
    let store = migrated(&server.url("postgres")).await;
    let mut done = 0;
    for n in 0..3 {
        let writing = tokio::spawn({
            let store = store.clone();
            async move {
                // Continues until the first failure and tells which it was.
                let mut wished = n * 100_000;
                while added(&store.for_bot().add_watch(&wish(wished), u32::MAX).await) {
                    wished += 1;
                }
                wished
            }
        });
        let had = done;
        while store.for_bot().watches(GUILD, None, 0, 1).await.unwrap().total < had + 20 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        server.kill();
        let first_failure = writing.await.unwrap();
        let began = Instant::now();
        let refused = store.for_bot().add_watch(&wish(first_failure), u32::MAX).await.unwrap_err();
        assert!(refused.is_transient(), "{refused}");
        // Ten seconds of trying, the last try included, on a busy machine.
        assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());
        assert!(store.for_bot().watches(GUILD, None, 0, 1).await.unwrap_err().is_transient());

        server.start_again();
        // Whether the one whose answer was lost had happened is unknown; asked again it is there once.
        let again = store.for_bot().add_watch(&wish(first_failure), u32::MAX).await.unwrap();
        assert!(matches!(again, AddWatch::Added(_) | AddWatch::Duplicate(_)), "{again:?}");
        done += u32::try_from(first_failure - n * 100_000 + 1).unwrap();
        assert_eq!(counted(&store, &server).await, (done, done));
    }
}

/// What sqlx does wrong with a BEGIN that is dropped half-way (sqlx#4385, windmill#10823) must not reach the pool.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn callers_that_are_cut_off_at_random_leave_no_transaction_open() {
    let server = Postgres::start();
    let store = migrated(&server.url("postgres")).await;
    for n in 0..1000 {
        let task = tokio::spawn({
            let store = store.clone();
            async move {
                drop(store.for_ingest().watched_artists().await);
                drop(store.for_bot().add_watch(&wish(n), u32::MAX).await);
            }
        });
        tokio::time::sleep(Duration::from_micros(rand::random_range(0..3000))).await;
        task.abort();
    }
    // What was begun continues to its end without its caller.
    let open = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'deviantcord' AND state <> 'idle'";
    while server.administer(open).trim() != "0" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(added(&store.for_bot().add_watch(&wish(5000), u32::MAX).await));
    let (watches, notes) = counted(&store, &server).await;
    assert_eq!(watches, notes);
    assert!(watches > 1, "some got through before they were cut off");
}

/// A fold that waits inside its transaction until it is let go, the first time.
struct Held {
    fold: Fold,
    inside: Arc<AtomicBool>,
    go: mpsc::Sender<()>,
}

impl Held {
    fn new() -> Held {
        let (inside, (go, gone)) = (Arc::new(AtomicBool::new(false)), mpsc::channel::<()>());
        let gone = std::sync::Mutex::new(gone);
        let entered = Arc::clone(&inside);
        let fold: Fold = Arc::new(move |_, _| {
            // Only the first try: the repetition goes through.
            if !entered.swap(true, Ordering::SeqCst) {
                let _ = tokio::task::block_in_place(|| gone.lock().unwrap().recv());
            }
            Changes::default()
        });
        Held { fold, inside, go }
    }

    /// Begins to fold and returns when the transaction is open.
    async fn begin(&self, store: &Store, batch: &Batch) -> tokio::task::JoinHandle<Result<Folded, StoreError>> {
        let (store, batch, fold) = (store.clone(), batch.clone(), Arc::clone(&self.fold));
        let folding = tokio::spawn(async move { store.for_projection().fold(&batch, &fold).await });
        while !self.inside.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        folding
    }
}

/// One that polls without rest.
fn standby(store: &Store, log: LogId) -> Leadership {
    let candidate = Candidate { owner: Uuid::from_u128(2), poll: Duration::from_millis(1), clock: Arc::new(SystemClock) };
    store.for_projection().projector_leadership(log, 0, candidate)
}

fn one_event(log: LogId, epoch: u64) -> Batch {
    let entry = Incoming { offset: 0, payload: Vec::new(), event: Err("odd".to_owned()), lane: None };
    Batch { log, epoch, from: 0, entries: Arc::new(vec![entry]), now: at(1) }
}

/// A process that is frozen inside its transaction holds the projection's row; its standby gets it all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_frozen_projector_does_not_hold_up_its_standby() {
    let server = Postgres::start();
    let store = migrated(&server.url("postgres")).await;
    let log = LogId(Uuid::from_u128(9));
    let epoch = store.for_projection().seize_projection(log, 0).await.unwrap().epoch;
    let (held, batch) = (Held::new(), one_event(log, epoch));
    let folding = held.begin(&store, &batch).await;
    let term = standby(&store, log).acquire(|_| Ok::<_, Waiting>(())).await.unwrap();
    assert!(term.epoch > epoch, "{term:?}");
    held.go.send(()).unwrap();
    match folding.await.unwrap() {
        Err(error) => assert!(error.is_transient(), "{error}"),
        folded => assert_eq!(folded.unwrap(), Folded::Fenced),
    }
    assert_eq!(store.for_projection().fold(&batch, &held.fold).await.unwrap(), Folded::Fenced);
}

/// A batch that takes longer than a standby's patience is still one that its owner gets through.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_slow_projector_keeps_the_projection() {
    let server = Postgres::start();
    let store = migrated(&server.url("postgres")).await;
    let log = LogId(Uuid::from_u128(9));
    let epoch = store.for_projection().seize_projection(log, 0).await.unwrap().epoch;
    let (held, batch) = (Held::new(), one_event(log, epoch));
    let folding = held.begin(&store, &batch).await;
    let standby = standby(&store, log);
    let gives_up_at_a_beat = |waiting| match waiting {
        Waiting::Standby { beating: true } | Waiting::Unreachable(_) => Err(waiting),
        Waiting::Standby { beating: false } => Ok(()),
    };
    let claiming = tokio::spawn(async move { standby.acquire(gives_up_at_a_beat).await });
    let waits = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'deviantcord' AND wait_event_type = 'Lock'";
    while server.administer(waits).trim() != "1" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    held.go.send(()).unwrap();
    assert!(matches!(folding.await.unwrap().unwrap(), Folded::Done { next_offset: 1, .. }));
    let found = claiming.await.unwrap().unwrap_err();
    assert!(matches!(found, Waiting::Standby { beating: true }), "{found:?}");
}

#[tokio::test]
async fn sslmode_is_honoured() {
    let server = Postgres::start();
    let url = |mode| server.url("postgres").replace("sslmode=disable", &format!("sslmode={mode}"));
    drop(Store::connect(&url("prefer")).await.unwrap());
    // This server speaks no TLS.
    for mode in ["require", "verify-ca", "verify-full"] {
        let refused = Store::connect(&url(mode)).await.unwrap_err();
        assert!(refused.to_string().contains("TLS"), "{refused}");
    }
}
