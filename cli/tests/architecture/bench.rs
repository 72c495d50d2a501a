//! `dev/bench.py`: what benches print becomes a report, and a report that is worse than another is told by the exit code.

use super::root;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn bench(arguments: &[&str], place: &Path, input: &str) -> Output {
    let mut command = Command::new("python3");
    command.arg(root().join("dev/bench.py")).args(arguments).env("CARGO_TARGET_DIR", place).current_dir(place);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// A report with these ratios.
fn report(ratios: &[(&str, Option<f64>)]) -> String {
    let figures =
        ratios.iter().map(|(name, ratio)| serde_json::json!({"name": name, "unit": "a second", "raw": 1.0, "ours": 1.0, "ratio": ratio}));
    serde_json::json!({"date": "today", "machine": "this", "figures": figures.collect::<Vec<_>>()}).to_string()
}

#[test]
fn a_ratio_that_fell_by_more_than_a_tenth_ends_the_comparison_with_1() {
    let place = tempfile::tempdir().unwrap();
    let write = |name: &str, ratios: &[(&str, Option<f64>)]| std::fs::write(place.path().join(name), report(ratios)).unwrap();
    write("before", &[("fold", Some(0.80)), ("journal", Some(0.50)), ("latency", None)]);
    write("same", &[("fold", Some(0.73)), ("journal", Some(0.90)), ("latency", None)]);
    write("worse", &[("fold", Some(0.71)), ("journal", Some(0.50)), ("latency", None)]);
    write("less", &[("fold", Some(0.80)), ("latency", None)]);
    write("none", &[("latency", None)]);
    std::fs::write(place.path().join("odd"), "{").unwrap();
    let compare = |first: &str, second: &str| {
        let output = bench(&["compare", first, second], place.path(), "");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
    };
    let (code, said) = compare("before", "same");
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = compare("before", "worse");
    assert!(code == Some(1) && said.contains("WORSE fold: 0.80 -> 0.71 (-11 %)") && said.contains("ok    journal"), "{said}");
    let (code, said) = compare("before", "less");
    assert!(code == Some(1) && said.contains("journal: not measured any more"), "{said}");
    for (first, second) in [("none", "same"), ("odd", "same"), ("before", "odd"), ("before", "nowhere")] {
        let (code, said) = compare(first, second);
        assert!(code == Some(1) && !said.contains("Traceback"), "{first} {second}: {said}");
    }
}

/// As the benches print.
const PRINTED: &str = "\
== append rate of the journal
records payload      journal/s          raw/s  ratio
   2000     600          41234          52345   0.79
== fold and rebuild rate on SQLite
raw multi-row insert     21000 posts/s while the fold ran, 22000 after the rebuild
fold                     14000 events/s  (0.67 of raw)
  median batch of 500: fold 31.5 ms, raw 20.1 ms  (0.64 of raw)
rebuild with switch      30000 events/s  (1.38 of raw)
== latency from DeviantArt's answer to the Discord request, and idle memory
latency from the DeviantArt answer to the Discord request, 200 posts: p50 12.1 ms, p90 20.0 ms, p99 31.0 ms
memory with 1000 watched artists and 5000 watches, idle: RSS 41234 kB, peak 50000 kB
";

#[test]
fn what_benches_print_becomes_a_report_and_a_bench_that_prints_nothing_of_that_is_told() {
    let place = tempfile::tempdir().unwrap();
    let output = bench(&["record", "try"], place.path(), PRINTED);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(place.path().join("bench/try.json")).unwrap()).unwrap();
    let ratios: Vec<_> =
        report["figures"].as_array().unwrap().iter().map(|one| (one["name"].as_str().unwrap(), one["ratio"].as_f64())).collect();
    let wanted = [
        ("journal: 2000 records of 600 bytes", Some(0.79)),
        ("raw inserts", None),
        ("fold", Some(0.67)),
        ("fold, median batch of 500", Some(0.64)),
        ("rebuild", Some(1.38)),
        ("latency p50", None),
        ("idle memory", None),
    ];
    assert_eq!(ratios, wanted);
    let page = std::fs::read_to_string(place.path().join("bench/try.md")).unwrap();
    assert!(page.contains("| fold | a second |  | 14,000 | 0.67 |"), "{page}");
    let output = bench(&["record", "try"], place.path(), &format!("{PRINTED}== time of a scheduler's decision\npanicked\n"));
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("scheduler's decision"));
}
