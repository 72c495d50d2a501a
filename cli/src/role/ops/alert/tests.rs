use super::desk::Desk;
use super::judge::{Finding, Findings, Judge};
use super::kind::{ALL, Kind};
use super::ledger::{Alert, Ledger, MOST, Message};
use super::message::{body, document, title};
use super::receiver::Receiver;
use super::view::{Member, Sight};
use chrono::TimeDelta;
use clap::Parser;
use deviantart::http::Timeouts;
use domain::clock::Timestamp;
use secrecy::SecretString;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::{OpsStore, Store};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// Between two looks.
const STEP: u64 = 30;
/// Long enough for every condition to begin or to be over; disks take longer.
const WHILE: u64 = 20 * 60;
const LONG: u64 = 8 * 3600;

/// A service that is well, or has one thing wrong with it, and what watches over it.
struct Scene {
    store: OpsStore,
    desk: Desk,
    judge: Judge,
    begun: Instant,
    /// Seconds since the scene began.
    at: u64,
    sent: f64,
    failed: f64,
    free: f64,
}

impl Scene {
    async fn new() -> Self {
        let store = Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let (store, begun) = (store.for_ops(), Instant::now());
        let desk = Desk::new(store.clone(), Timestamp::UNIX_EPOCH);
        Self { store, desk, judge: Judge::new(begun), begun, at: 0, sent: 0.0, failed: 0.0, free: 1e12 }
    }

    fn now(&self) -> (Instant, Timestamp) {
        let hour = TimeDelta::days(20_000);
        (self.begun + Duration::from_secs(self.at), Timestamp::UNIX_EPOCH + hour + TimeDelta::seconds(i64::try_from(self.at).unwrap()))
    }

    /// Another process takes over, which knows what the store knows.
    fn restart(&mut self) {
        self.judge = Judge::new(self.now().0);
        self.desk = Desk::new(self.store.clone(), Timestamp::UNIX_EPOCH);
    }

    /// Lets time pass while this is wrong; what is told meanwhile.
    async fn pass(&mut self, wrong: Option<Kind>, seconds: u64) -> Vec<Message> {
        let (end, mut told) = (self.at + seconds, Vec::new());
        while self.at < end {
            self.at += STEP;
            let sight = self.sight(wrong);
            let (instant, now) = self.now();
            let findings = self.judge.note(&sight, instant);
            self.desk.note(&findings, true, now).await.unwrap();
            while let Some(message) = self.desk.next(now) {
                self.desk.told(&message, now).await.unwrap();
                told.push(message);
            }
        }
        told
    }

    fn sight(&mut self, wrong: Option<Kind>) -> Sight {
        let is = |kind: Kind| wrong == Some(kind);
        let when = |kind: Kind, then: f64, otherwise: f64| if is(kind) { then } else { otherwise };
        self.sent += 20.0;
        self.failed += when(Kind::DeliveriesFailing, 2.0, 0.0);
        self.free -= when(Kind::DiskFills, 1e12 / (3.0 * 86_400.0) * STEP as f64, 0.0);
        let member = |name: &str, role: &str, gauges: &[(&str, f64)]| Member {
            name: name.to_owned(),
            roles: vec![role.to_owned()],
            alive: true,
            gauges: gauges.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect(),
        };
        let ingest = |name: &str| {
            let gauges = [
                ("ingest_resting", when(Kind::WorkersRefused, 1.0, 0.0)),
                ("deviantart_credential_refused/1", when(Kind::CredentialRefused, 1.0, 0.0)),
                ("spool_records/ingest", when(Kind::SpoolStuck, 7.0, 0.0)),
                ("data_dir_free_bytes", self.free),
                ("data_dir_free_share", when(Kind::DiskLow, 0.09, 0.4)),
            ];
            member(name, "ingest", &gauges[..if name == "ingest on b (2)" { 1 } else { 5 }])
        };
        let bot = [
            ("discord_token_refused", when(Kind::TokenRefused, 1.0, 0.0)),
            ("gateway_sessions_left", when(Kind::SessionsLow, 99.0, 900.0)),
            ("deliveries/good", self.sent),
            ("deliveries/bad", self.failed),
        ];
        Sight {
            store_error: is(Kind::StoreAway).then(|| "connection refused".into()),
            members: vec![
                ingest("ingest on a (1)"),
                ingest("ingest on b (2)"),
                member("bot on a (3)", "bot", &bot),
                member("projector on a (4)", "projector", &[("log_uncovered", when(Kind::LogUncovered, 1.0, 0.0))]),
            ],
            missing: is(Kind::RoleMissing).then(|| ("projector".to_owned(), "no process runs it".to_owned())).into_iter().collect(),
            lag: Some(Duration::from_secs(if is(Kind::Lag) { 61 } else { 60 })),
            backup_overdue: is(Kind::BackupOverdue).then(|| "none was ever made".to_owned()),
        }
    }
}

#[tokio::test]
async fn every_condition_is_told_once_and_once_when_it_is_over_also_across_restarts() {
    for about in &ALL {
        let (kind, span) = (about.kind, if about.kind == Kind::DiskFills { LONG } else { WHILE });
        let mut scene = Scene::new().await;
        assert_eq!(scene.pass(None, span).await, [], "{kind:?}: all is well");
        let began = scene.pass(Some(kind), span).await;
        assert_eq!(began.iter().map(title).collect::<Vec<_>>(), [about.title], "{kind:?}");
        assert!(body(&began[0]).contains(about.means) && body(&began[0]).contains(about.command), "{}", body(&began[0]));
        scene.restart();
        assert_eq!(scene.pass(Some(kind), span).await, [], "{kind:?}: it was told before the restart");
        scene.restart();
        let over = scene.pass(None, span).await;
        assert_eq!(over.iter().map(title).collect::<Vec<_>>(), [format!("Over: {}", about.title)], "{kind:?}");
        assert!(body(&over[0]).contains("and lasted "), "{}", body(&over[0]));
        scene.restart();
        assert_eq!(scene.pass(None, span).await, [], "{kind:?}: that was told too");
        assert_eq!(scene.pass(Some(kind), span).await.len(), 1, "{kind:?}: another time");
    }
}

fn found(subjects: std::ops::Range<u32>) -> Findings {
    let finding = |number: u32| Finding { kind: Kind::Lag, subject: number.to_string(), detail: format!("number {number}") };
    Findings { found: subjects.map(finding).collect(), ..Findings::default() }
}

fn minute(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + TimeDelta::minutes(minutes)
}

/// Sends whatever may be sent then.
fn send(ledger: &mut Ledger, now: Timestamp) -> Vec<Message> {
    let mut sent = Vec::new();
    while let Some(message) = ledger.next(now) {
        ledger.told(&message, now);
        sent.push(message);
    }
    sent
}

#[test]
fn ten_messages_an_hour_are_sent_and_the_tenth_says_what_waits() {
    let mut ledger = Ledger::default();
    ledger.note(&found(0..13), true, minute(0));
    let sent = send(&mut ledger, minute(0));
    assert_eq!(sent.len(), MOST);
    assert_eq!(sent.iter().map(|message| message.held_back).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 0, 0, 0, 0, 3]);
    assert!(body(&sent[9]).contains("3 more wait"), "{}", body(&sent[9]));
    // A restart does not open the tap.
    let rows = ledger.unsaved().iter().map(Alert::row).collect();
    let mut ledger = Ledger::default();
    ledger.load(rows);
    assert_eq!(send(&mut ledger, minute(59)), []);
    assert_eq!(send(&mut ledger, minute(60)).len(), 3);
}

#[test]
fn what_comes_and_goes_within_seconds_is_one_condition_and_what_nobody_heard_of_ends_silently() {
    let mut ledger = Ledger::default();
    let at = |seconds: i64| minute(0) + TimeDelta::seconds(seconds);
    ledger.note(&found(0..1), true, at(0));
    assert_eq!(send(&mut ledger, at(0)).len(), 1);
    for second in [10, 30, 60] {
        ledger.note(&found(0..0), true, at(second));
        ledger.note(&found(0..1), true, at(second + 5));
    }
    assert_eq!(send(&mut ledger, at(70)), []);
    // Its end waits to be told when it begins again.
    ledger.note(&found(0..0), true, at(80));
    ledger.note(&found(0..0), true, at(110));
    ledger.note(&found(0..1), true, at(111));
    assert_eq!(send(&mut ledger, at(111)), []);
    ledger.note(&found(1..2), true, at(200));
    ledger.note(&found(0..0), true, at(300));
    ledger.note(&found(0..0), true, at(330));
    let told: Vec<(String, String)> = send(&mut ledger, at(330)).iter().map(|one| (title(one), one.alert.subject.clone())).collect();
    assert_eq!(told, [("Over: The projection lags".to_owned(), "0".to_owned())], "nobody heard of the other one");
    assert!(ledger.unsaved().iter().all(|alert| alert.closed_at.is_some()));
}

#[test]
fn a_condition_that_ends_while_its_beginning_is_being_sent_is_told_to_be_over() {
    let mut ledger = Ledger::default();
    ledger.note(&found(0..1), true, minute(0));
    let beginning = ledger.next(minute(0)).unwrap();
    ledger.note(&found(0..0), true, minute(1));
    ledger.note(&found(0..0), true, minute(2));
    assert_eq!(ledger.next(minute(2)), None);
    ledger.told(&beginning, minute(3));
    let told: Vec<String> = send(&mut ledger, minute(3)).iter().map(title).collect();
    assert_eq!(told, ["Over: The projection lags"]);
    assert_eq!(send(&mut ledger, minute(4)), []);
}

#[test]
fn every_command_of_an_alert_exists_and_the_page_for_operators_explains_each() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operating.md")).unwrap();
    let words: std::collections::BTreeSet<&str> = ALL.iter().map(|about| about.word).collect();
    assert_eq!(words.len(), ALL.len());
    for about in &ALL {
        assert!(std::ptr::eq(about.kind.about(), about) && Kind::of_word(about.word) == Some(about.kind), "{:?}", about.kind);
        let parsed = crate::args::Args::try_parse_from(about.command.split(' '));
        assert!(parsed.is_ok(), "{}: {}", about.command, parsed.unwrap_err());
        let row = page.lines().find(|line| line.starts_with(&format!("| {} |", about.title)));
        let row = row.unwrap_or_else(|| panic!("docs/operating.md has no row for \"{}\"", about.title));
        assert!(row.contains(&format!("`{}`", about.command)), "{row}");
    }
}

fn message(over: bool) -> Message {
    let mut ledger = Ledger::default();
    ledger.note(&found(0..1), true, minute(0));
    let mut message = ledger.next(minute(0)).unwrap();
    message.alert.over_at = over.then(|| minute(90));
    message
}

#[test]
fn what_was_found_cannot_mention_anybody_or_fill_the_receiver() {
    let mut long = message(false);
    long.alert.detail = format!("\u{1b}[31m{}", "x".repeat(9_000));
    assert!(body(&long).chars().count() <= 1_500 && !body(&long).contains('\u{1b}'));
    let said = document(&message(true));
    assert_eq!((said["state"].as_str(), said["seconds"].as_i64(), said["alert"].as_str()), (Some("over"), Some(5_400), Some("lag")));
}

/// A receiver that answers every request like this; what it was sent.
async fn receiver(answer: &'static str, endless: Option<Arc<AtomicU64>>) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (heard, hears) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (heard, endless) = (heard.clone(), endless.clone());
            tokio::spawn(async move {
                let mut bytes = vec![0; 65_536];
                let length = stream.read(&mut bytes).await.unwrap_or_default();
                heard.send(String::from_utf8_lossy(&bytes[..length]).into_owned()).unwrap_or_default();
                if answer.is_empty() {
                    std::future::pending::<()>().await;
                }
                stream.write_all(answer.as_bytes()).await.unwrap_or_default();
                while let Some(written) = &endless {
                    if stream.write_all(&bytes).await.is_err() {
                        break;
                    }
                    written.fetch_add(bytes.len() as u64, Ordering::SeqCst);
                }
            });
        }
    });
    (address.to_string(), hears)
}

fn client(url: String) -> Receiver {
    let short = Duration::from_millis(500);
    Receiver::new(&SecretString::from(url), Timeouts { connect: short, total: short, read: short }).unwrap()
}

#[tokio::test]
async fn a_receiver_that_is_slow_refuses_or_leads_elsewhere_is_an_error_without_its_address() {
    let (elsewhere, mut hears) = receiver("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", None).await;
    let redirect: &'static str = format!("HTTP/1.1 307 Go\r\nlocation: http://{elsewhere}/\r\ncontent-length: 0\r\n\r\n").leak();
    for (answer, said) in
        [("", ""), ("HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n", "500"), (redirect, "leads elsewhere"), ("nonsense", "")]
    {
        let (address, _hears) = receiver(answer, None).await;
        let receiver = client(format!("http://{address}/canary"));
        for error in [receiver.tell(&message(false)).await.unwrap_err(), receiver.ping().await.unwrap_err()] {
            let error = format!("{error:#}");
            assert!(error.contains(said) && !error.contains("canary"), "{error}");
        }
    }
    let refused = client("http://127.0.0.1:1/canary".to_owned()).tell(&message(false)).await.unwrap_err();
    assert!(!format!("{refused:#}").contains("canary"), "{refused:#}");
    assert!(hears.try_recv().is_err(), "nothing was sent to where the redirect leads");
}

#[tokio::test]
async fn an_answer_of_a_gigabyte_is_not_read() {
    let written = Arc::new(AtomicU64::new(0));
    let (address, _hears) = receiver("HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n", Some(written.clone())).await;
    client(format!("http://{address}/")).tell(&message(false)).await.unwrap();
    assert!(written.load(Ordering::SeqCst) < 100_000_000);
}

#[tokio::test]
async fn each_form_is_told_in_its_own_way() {
    const OK: &str = "HTTP/1.1 204 Fine\r\n\r\n";
    let (address, mut hears) = receiver(OK, None).await;
    client(format!("http://{address}/api/webhooks/123456789012345678/token")).tell(&message(false)).await.unwrap();
    let heard = hears.recv().await.unwrap();
    assert!(heard.contains("**The projection lags**") && heard.contains(r#""allowed_mentions":{"parse":[]}"#), "{heard}");
    client(format!("http://{address}/hook")).tell(&message(true)).await.unwrap();
    let heard = hears.recv().await.unwrap();
    assert!(heard.contains(r#""state":"over""#) && heard.contains("lasted 90 min"), "{heard}");
    let ntfy = format!("ntfy+http://{address}/topic");
    for (over, head) in [(false, ["priority: high", "tags: warning"]), (true, ["priority: default", "tags: white_check_mark"])] {
        client(ntfy.clone()).tell(&message(over)).await.unwrap();
        let heard = hears.recv().await.unwrap();
        let (headers, text) = heard.split_once("\r\n\r\n").unwrap();
        let title = if over { "title: Over: The projection lags" } else { "title: The projection lags" };
        assert!(headers.starts_with("POST /topic ") && head.into_iter().chain([title]).all(|line| headers.contains(line)), "{headers}");
        assert_eq!(text, body(&message(over)));
    }
    client(format!("http://{address}/ping")).ping().await.unwrap();
    assert!(hears.recv().await.unwrap().starts_with("GET /ping "));
}
