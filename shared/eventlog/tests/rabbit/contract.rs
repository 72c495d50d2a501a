//! The port's contract, and what belongs to a broker alone.

use anyhow::Result;
use eventlog::contract::{self, Failure, events, logged, take};
use eventlog::rabbit::Address;
use eventlog::{EventLog, LogError, RabbitLog};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;
use testbed::broker::{Broker, PASSWORD, PATIENCE, USER};
use testbed::{Link, Weather};

pub async fn open(url: &str) -> Result<RabbitLog> {
    Ok(RabbitLog::open(Address::parse(url)?, None).await?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_keeps_the_contract() -> Result<(), Failure> {
    let broker = Broker::start()?;
    let made = AtomicU32::new(0);
    contract::run(async || {
        let stream = format!("contract-{}", made.fetch_add(1, Ordering::SeqCst));
        Ok(Arc::new(open(&broker.url(&stream)).await?) as Arc<dyn EventLog>)
    })
    .await?;
    contract::survives_reopening(async || Ok(Arc::new(open(&broker.url("reopened")).await?) as Arc<dyn EventLog>)).await?;
    two_processes_share_a_stream(&broker).await?;
    the_ends_of_a_busy_stream(&broker).await?;
    over_tls(&broker).await?;
    several_hosts(&broker).await?;
    what_is_wrong_is_one_clear_line(&broker).await?;
    Ok(())
}

/// A stream that is never silent has its ends told all the same, and nothing that was acknowledged before the question is beyond them.
async fn the_ends_of_a_busy_stream(broker: &Broker) -> Result<(), Failure> {
    let url = broker.url("busy");
    let (busy, other) = (open(&url).await?, open(&url).await?);
    let (stop, count) = (AtomicBool::new(false), AtomicU32::new(0));
    let writing = async {
        while !stop.load(Ordering::SeqCst) {
            let n = u128::from(count.load(Ordering::SeqCst));
            logged(&busy, &events(1, n..n + 1)).await?;
            count.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok::<(), Failure>(())
    };
    let asking = async {
        for _ in 0..3 {
            let before = u64::from(count.load(Ordering::SeqCst));
            let bounds = other.bounds().await?;
            assert!(bounds.next > before, "{bounds:?}, {before} were acknowledged");
        }
        stop.store(true, Ordering::SeqCst);
        Ok::<(), Failure>(())
    };
    let (wrote, asked) = tokio::time::timeout(PATIENCE, async { tokio::join!(writing, asking) }).await?;
    wrote?;
    asked
}

async fn over_tls(broker: &Broker) -> Result<(), Failure> {
    let (url, authority) = broker.tls_url("secure");
    let log = open(&format!("{url}&cacertfile={authority}")).await?;
    let first = log.bounds().await?.next;
    logged(&log, &events(1, 0..3)).await?;
    assert_eq!(take(&mut *log.read(first).await?, first, 3).await?, events(1, 0..3));
    let error = open(&url).await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("certificate") && error.contains("cacertfile"), "an authority that is not known is not trusted: {error}");
    Ok(())
}

/// Two ways to one broker stand for two nodes of a cluster. The first is nobody's, the second freezes in the middle.
async fn several_hosts(broker: &Broker) -> Result<(), Failure> {
    let ways = [Link::to(broker.port), Link::to(broker.port)];
    let [frozen, other] = &ways;
    let hosts = format!("127.0.0.1:9,127.0.0.1:{},127.0.0.1:{}", frozen.port(), other.port());
    let log = open(&broker.url("hosts").replace(&format!("127.0.0.1:{}", broker.port), &hosts)).await?;
    logged(&log, &events(1, 0..3)).await?;
    assert_eq!(other.carried(), 0, "a host that answers is stayed with");
    let mut reader = log.read(1).await?;
    assert_eq!(take(&mut *reader, 1, 3).await?, events(1, 0..3));
    frozen.weather(Weather { silent: true, ..Weather::default() });
    let began = std::time::Instant::now();
    while logged(&log, &events(1, 3..4)).await.is_err() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!("a frozen host was left for the next after {:.1?}", began.elapsed());
    assert!(other.carried() > 0);
    // A process that only reads is told too within some heartbeats.
    assert!(matches!(tokio::time::timeout(PATIENCE, reader.next(1)).await?, Err(LogError::Unavailable(_))));
    println!("and the reader knew after {:.1?}", began.elapsed());
    let bounds = log.bounds().await?;
    assert!(bounds.next >= 5, "{bounds:?}");
    assert_eq!(take(&mut *log.read(1).await?, 1, 4).await?, events(1, 0..4));
    Ok(())
}

/// Both start at once, so both want to make it.
async fn two_processes_share_a_stream(broker: &Broker) -> Result<(), Failure> {
    let url = broker.url("shared");
    let (one, other) = tokio::join!(open(&url), open(&url));
    let (one, other) = (one?, other?);
    let connected = async |log: &RabbitLog| {
        while log.trouble().is_some() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, async { tokio::join!(connected(&one), connected(&other)) }).await?;
    assert_eq!(one.identity().await?, other.identity().await?, "one of them made it");
    let first = one.bounds().await?.next;
    logged(&one, &events(1, 0..10)).await?;
    logged(&other, &events(1, 10..20)).await?;
    assert_eq!(take(&mut *one.read(first).await?, first, 20).await?, events(1, 0..20));
    Ok(())
}

async fn what_is_wrong_is_one_clear_line(broker: &Broker) -> Result<(), Failure> {
    let port = broker.port;
    let refused = async |url: &str, words: &[&str]| {
        let error = open(url).await.err().map(|error| error.to_string()).unwrap_or_else(|| panic!("{url} was accepted"));
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(words.iter().all(|word| error.contains(word)), "{words:?} are not in: {error}");
        assert!(!error.contains(PASSWORD) && !error.contains("canary"), "a secret is in: {error}");
    };
    refused(&format!("amqp://{USER}:canary@127.0.0.1:{port}/"), &["password", "log.url", USER]).await;
    refused(&format!("amqp://nobody:{PASSWORD}@127.0.0.1:{port}/"), &["password", "nobody"]).await;
    refused(&format!("amqp://{USER}:{PASSWORD}@127.0.0.1:{port}/nowhere"), &["nowhere", "add_vhost"]).await;
    broker.ctl(&["eval", r#"rabbit_amqqueue:declare({resource,<<"/">>,queue,<<"classic">>},true,false,[],none,<<"test">>)."#])?;
    refused(&broker.url("classic"), &["no stream", "?stream="]).await;
    // Nobody there is no reason not to start: the spool takes what comes.
    let nobody = open("amqp://127.0.0.1:9/").await?;
    assert!(matches!(nobody.append(&events(1, 0..1)).await, Err(LogError::Unavailable(why)) if why.to_string().contains("127.0.0.1:9")));
    Ok(())
}
