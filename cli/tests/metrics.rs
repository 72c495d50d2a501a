//! `/metrics`: the format's rules, every series from the start, and that code, catalog and page name the same.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use cli::role::ops::{METRICS, metrics_page};
use domain::watch::What;
use sandbox::deviantart::NewPost;
use sandbox::discord;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use support::{Harness, until};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// `DEVIANTCORD_WRITE_PAGES=1` writes it instead (`just metrics-page`).
#[test]
fn the_page_of_metrics_is_what_the_code_says() {
    let page = root().join("docs/metrics.md");
    if std::env::var_os("DEVIANTCORD_WRITE_PAGES").is_some() {
        std::fs::write(&page, metrics_page()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(page).unwrap(), metrics_page(), "docs/metrics.md is stale: just metrics-page");
}

/// Names in double quotes, in the sources of the crates.
fn named_in_code() -> BTreeSet<String> {
    let mut todo: Vec<PathBuf> = ["bot", "cli", "ingest", "projector", "shared"].iter().map(|krate| root().join(krate)).collect();
    let mut names = BTreeSet::new();
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("catalog.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let quoted = text.split("!(\"deviantcord_").skip(1).chain(text.split("known(\"deviantcord_").skip(1));
            names.extend(quoted.map(|rest| format!("deviantcord_{}", rest.split('"').next().unwrap())).filter(|name| is_name(name)));
        }
    }
    names
}

#[test]
fn every_metric_that_is_counted_is_in_the_catalog() {
    let known: BTreeSet<String> = METRICS.iter().map(|metric| metric.name.to_owned()).collect();
    assert_eq!(known.len(), METRICS.len(), "a name is there twice");
    let unknown: Vec<String> = named_in_code().into_iter().filter(|name| !known.contains(name)).collect();
    assert_eq!(unknown, Vec::<String>::new(), "not in the catalog");
}

/// The names of our series in a text, with what stands between the braces behind each.
fn series_in(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("deviantcord_") {
        let rest = &text[at..];
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let labels = rest[name.len()..].strip_prefix('{').map_or("", |rest| rest.split('}').next().unwrap());
        found.push((name, labels.replace("\\\"", "\"")));
    }
    found
}

#[test]
fn dashboard_and_alert_rules_refer_only_to_series_that_exist() {
    for (file, least) in [("deploy/grafana-dashboard.json", 20), ("deploy/alert-rules.yaml", 12)] {
        let text = std::fs::read_to_string(root().join(file)).unwrap();
        let named = series_in(&text);
        assert!(named.len() >= least, "{file} was read");
        for (name, labels) in named {
            let of = |metric: &&cli::role::ops::Metric| match metric.kind {
                cli::role::ops::Kind::Histogram(_) => {
                    name.strip_prefix(metric.name).is_some_and(|end| ["_bucket", "_sum", "_count"].contains(&end))
                }
                _ => metric.name == name,
            };
            let metric = METRICS.iter().find(of).unwrap_or_else(|| panic!("{file}: there is no series {name}"));
            for condition in labels.split(',').filter(|condition| !condition.is_empty()) {
                let (label, values) = condition.split_once(['=', '~']).unwrap();
                let label =
                    metric.labels.iter().find(|one| one.name == label).unwrap_or_else(|| panic!("{file}: {name} has no label {label}"));
                for value in values.trim_matches(['=', '~', '"']).split('|') {
                    assert!(label.values.contains(&value), "{file}: {name} is never {condition}");
                }
            }
        }
    }
    serde_json::from_str::<serde_json::Value>(&std::fs::read_to_string(root().join("deploy/grafana-dashboard.json")).unwrap()).unwrap();
}

/// A sample's name, its labels, its value.
type Sample = (String, BTreeMap<String, String>, f64);

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// One line of the text format, version 0.0.4, by its rules.
fn sample(line: &str) -> Sample {
    let (series, value) = line.rsplit_once(' ').unwrap();
    let (name, labels) = series.split_once('{').map_or((series, None), |(name, rest)| (name, Some(rest.strip_suffix('}').unwrap())));
    assert!(is_name(name), "{line}");
    let mut found = BTreeMap::new();
    let mut rest = labels.unwrap_or_default();
    while !rest.is_empty() {
        let (key, after) = rest.split_once("=\"").unwrap();
        assert!(is_name(key) && !key.starts_with("__"), "{line}");
        // No value of ours holds a quotation mark, a backslash or a line feed, which would have to be escaped.
        let (value, after) = after.split_once('"').unwrap();
        assert!(!value.contains(['\\', '\n']), "{line}");
        assert!(found.insert(key.to_owned(), value.to_owned()).is_none(), "a label twice: {line}");
        rest = after.strip_prefix(',').unwrap_or(after);
    }
    (name.to_owned(), found, value.parse().unwrap_or_else(|_| panic!("no number: {line}")))
}

/// What promtool checks: HELP and TYPE once, before the samples of their family, families in one piece, no series twice, counters named so,
/// buckets that rise to +Inf and to the count.
fn parse(text: &str) -> Vec<Sample> {
    assert!(text.ends_with('\n'));
    let (mut types, mut helped, mut seen) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
    let (mut family, mut closed) = (String::new(), BTreeSet::new());
    let mut samples = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').unwrap();
            assert!(!help.is_empty() && helped.insert(name.to_owned()), "{line}");
            continue;
        }
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            assert!(types.insert(name.to_owned(), kind.to_owned()).is_none(), "twice: {line}");
            continue;
        }
        let (name, labels, value) = sample(line);
        let parts = ["_bucket", "_sum", "_count"];
        let base =
            parts.iter().find_map(|part| name.strip_suffix(part).filter(|base| types.get(*base).is_some_and(|kind| kind == "histogram")));
        let base = base.unwrap_or(&name).to_owned();
        assert!(types.contains_key(&base) && helped.contains(&base), "no TYPE or HELP before {line}");
        if base != family {
            assert!(closed.insert(std::mem::replace(&mut family, base.clone())) || family.is_empty(), "{base} is not in one piece");
            assert!(!closed.contains(&base), "{base} is not in one piece");
        }
        assert!(seen.insert((name.clone(), labels.clone())), "a series twice: {line}");
        samples.push((name, labels, value));
    }
    buckets_rise(&samples, &types);
    samples
}

fn buckets_rise(samples: &[Sample], types: &BTreeMap<String, String>) {
    for (family, _) in types.iter().filter(|(_, kind)| *kind == "histogram") {
        let bound = |labels: &BTreeMap<String, String>| if labels["le"] == "+Inf" { f64::INFINITY } else { labels["le"].parse().unwrap() };
        let buckets: Vec<(f64, f64)> = samples
            .iter()
            .filter(|(name, ..)| *name == format!("{family}_bucket"))
            .map(|(_, labels, value)| (bound(labels), *value))
            .collect();
        assert!(buckets.is_sorted_by(|one, next| one.0 < next.0 && one.1 <= next.1), "{family}: {buckets:?}");
        let count = samples.iter().find(|(name, ..)| *name == format!("{family}_count")).unwrap().2;
        assert_eq!(buckets.last().copied(), Some((f64::INFINITY, count)), "{family}");
    }
}

async fn scrape(port: u16) -> Option<String> {
    let answer = reqwest::get(format!("http://127.0.0.1:{port}/metrics")).await.ok()?;
    assert!(answer.status().is_success());
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
    answer.text().await.ok()
}

fn value(samples: &[Sample], series: &str) -> f64 {
    let (name, labels, _) = sample(&format!("{series} 0"));
    samples.iter().find(|one| one.0 == name && one.1 == labels).unwrap_or_else(|| panic!("there is no {series}")).2
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_series_is_there_from_the_start_and_counts() {
    let mut harness = Harness::start(discord::Options::default()).await;
    let listen = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    harness.set("DEVIANTCORD_OPS__LISTEN", &listen.to_string());
    let store = harness.store().await;
    let mut service = harness.run();
    until(&harness, "metrics", async || scrape(listen.port()).await.is_some()).await;
    let samples = parse(&scrape(listen.port()).await.unwrap());
    let names: BTreeSet<&str> = samples.iter().map(|(name, ..)| name.as_str()).collect();
    for metric in METRICS {
        let first =
            if matches!(metric.name, name if names.contains(name)) { metric.name.to_owned() } else { format!("{}_count", metric.name) };
        assert!(names.contains(first.as_str()), "{} is not there from the start", metric.name);
    }
    println!("{} series", samples.len());
    assert!(samples.len() < 2_000);
    for zero in
        ["deviantcord_events_appended_total", "deviantcord_message_delay_seconds_count", "deviantcord_notifications{state=\"sent\"}"]
    {
        assert_eq!(value(&samples, zero).to_bits(), 0.0_f64.to_bits(), "{zero}");
    }

    let channel = harness.watched_artist(&store, "Somebody", What::Deviations).await;
    until(&harness, "a first poll", async || support::looked_at(&harness.deviantart.world(), &["Somebody"])).await;
    harness.deviantart.world().publish("Somebody", NewPost::image("One that is counted"));
    until(&harness, "the card", async || harness.discord.world().messages(channel).len() == 1).await;
    // How late a post was is known of those only that came after the list was read once.
    harness.deviantart.world().publish("Somebody", NewPost::image("One whose delay is known"));
    until(&harness, "the next card", async || harness.discord.world().messages(channel).len() == 2).await;
    let counted = [
        "deviantcord_post_seen_delay_seconds_count",
        "deviantcord_events_appended_total",
        "deviantcord_events_folded_total",
        "deviantcord_delivery_outcomes_total{outcome=\"sent\"}",
        "deviantcord_message_delay_seconds_count",
        "deviantcord_notifications{state=\"sent\"}",
        "deviantcord_discord_answers_total{class=\"2xx\"}",
        "deviantcord_deviantart_requests_total{endpoint=\"gallery/all\",lane=\"poll\",outcome=\"answered\"}",
        "deviantcord_store_transactions_total{outcome=\"committed\"}",
        "deviantcord_store_transaction_seconds_count",
        "deviantcord_sources",
        "deviantcord_gateway_up",
        "deviantcord_gateway_shards",
        "deviantcord_gateway_shards_up",
        "deviantcord_gateway_sessions_left",
        "deviantcord_sender_active",
        "deviantcord_data_dir_free_bytes",
        "deviantcord_processes{role=\"bot\"}",
    ];
    let mut missing: Vec<&&str> = Vec::new();
    until(&harness, "every one of them to count", async || {
        let samples = parse(&scrape(listen.port()).await.unwrap());
        missing = counted.iter().filter(|series| value(&samples, series) <= 0.0).collect();
        missing.is_empty()
    })
    .await;
    let asked = Instant::now();
    scrape(listen.port()).await.unwrap();
    println!("a scrape took {:?} (bar 50 ms)", asked.elapsed());
    assert!(asked.elapsed() < Duration::from_secs(5));
    service.terminate();
    assert!(service.wait().await.success());
}
