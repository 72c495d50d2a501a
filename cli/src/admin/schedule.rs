//! `deviantcord schedule replay`: the scheduler over a trace, to see what it would have done, and to score it.
//!
//! A trace is JSON lines, perhaps compressed (`.gz`): one `head`, some `budget`, and an `artist` for each in the order of their ids.
//! The log has one line for each request: `{"t":12.500,"a":17}`, with `"o":24` where a page was read on.

use crate::args::{Replay, Schedule};
use anyhow::{Context, Result, bail, ensure};
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use ingest::schedule::pace::Pace;
use ingest::schedule::replay::{Artist, Replay as Run, Request, Trace, slots};
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// Requests between two words on the progress.
const WORD: u64 = 1 << 16;

/// Runs the command.
///
/// # Errors
/// When the trace cannot be read or the log cannot be written.
pub fn run(command: &Schedule) -> Result<ExitCode> {
    let Schedule::Replay(replay) = command;
    let file = |path: &Path| path.display().to_string();
    let trace = read(&replay.trace).with_context(|| format!("{} is not a trace", file(&replay.trace)))?;
    self::replay(&trace, replay).with_context(|| format!("{} cannot be written", file(&replay.log)))?;
    Ok(ExitCode::SUCCESS)
}

fn replay(trace: &Trace, args: &Replay) -> Result<()> {
    let mut log = writer(&args.log)?;
    let mut run = Run::new(trace, Pace::new(Duration::from_secs_f64(args.min_interval)), args.rpm / 60.0);
    let mut count = 0_u64;
    for slot in slots(trace, args.rpm) {
        if let Some(request) = run.step(slot) {
            write(&mut log, request)?;
        }
        count += 1;
        if count.is_multiple_of(WORD) && std::io::stderr().is_terminal() {
            eprint!("\rday {:.1} of {:.0}", slot / 86_400.0, trace.horizon / 86_400.0);
        }
    }
    log.flush()?;
    drop(log);
    let score = run.score();
    eprintln!(
        "\r{} artists, {} requests of {count} allowed; {} posts seen after {:.2} min (weighted mean), 99 % within {:.1} min; longest without a poll {:.2} h",
        trace.artists.len(),
        score.requests,
        score.posts,
        score.mean / 60.0,
        score.p99 / 60.0,
        score.longest / 3600.0
    );
    Ok(())
}

fn write(log: &mut impl Write, request: Request) -> std::io::Result<()> {
    let Request { at, artist, offset } = request;
    if offset == 0 {
        writeln!(log, r#"{{"t":{at:.3},"a":{artist}}}"#)
    } else {
        writeln!(log, r#"{{"t":{at:.3},"a":{artist},"o":{offset}}}"#)
    }
}

fn writer(path: &Path) -> Result<Box<dyn Write>> {
    let file = BufWriter::new(File::create(path)?);
    Ok(if is_gz(path) { Box::new(GzEncoder::new(file, Compression::fast())) } else { Box::new(file) })
}

fn is_gz(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "gz")
}

fn read(path: &Path) -> Result<Trace> {
    let file = File::open(path)?;
    let plain: Box<dyn Read> = if is_gz(path) { Box::new(MultiGzDecoder::new(BufReader::new(file))) } else { Box::new(file) };
    parse(BufReader::new(plain))
}

/// One line of a trace; what else a line says is of no interest here.
#[derive(Deserialize)]
#[serde(tag = "k", rename_all = "lowercase")]
enum Line {
    Head { n: usize, horizon: f64, warmup: f64, page: usize },
    Budget { t: f64, mul: f64 },
    Artist { id: usize, w: u32, from: f64, p: Vec<f64> },
}

fn parse(lines: impl BufRead) -> Result<Trace> {
    let mut trace = Trace::default();
    let mut expected = None;
    for (number, line) in lines.lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str(&line).with_context(|| format!("line {}", number + 1))? {
            Line::Head { n, horizon, warmup, page } => {
                ensure!(page > 0, "line {}: a page of no posts", number + 1);
                expected = Some(n);
                (trace.horizon, trace.warmup, trace.page) = (horizon, warmup, page);
            }
            Line::Budget { t, mul } => trace.budget.push((t, mul)),
            Line::Artist { id, w, from, p } => {
                ensure!(id == trace.artists.len(), "line {}: artist {id} where {} was to come", number + 1, trace.artists.len());
                ensure!(p.is_sorted(), "line {}: the posts of artist {id} are not in the order of time", number + 1);
                trace.artists.push(Artist { weight: w, from, posts: p });
            }
        }
    }
    if expected != Some(trace.artists.len()) {
        bail!("its head speaks of {expected:?} artists, and it has {}", trace.artists.len());
    }
    Ok(trace)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = r#"{"k":"head","v":1,"name":"two","n":2,"horizon":3600,"warmup":0,"page":24,"bucket":60,"feed":{"cover":0.95}}
{"k":"budget","t":0,"mul":1.0}
{"k":"budget","t":1800,"mul":0.0}
{"k":"artist","id":0,"w":3,"from":0,"more":true,"p":[-86400,-10,100]}
{"k":"artist","id":1,"w":1,"from":600,"more":false,"p":[]}
"#;

    #[test]
    fn a_trace_is_replayed_within_its_budget_and_written_as_lines() {
        let trace = parse(TRACE.as_bytes()).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("log.jsonl.gz");
        replay(&trace, &Replay { trace: "unused".into(), rpm: 6.0, log: log.clone(), min_interval: 1.0 }).unwrap();
        let mut text = String::new();
        MultiGzDecoder::new(File::open(log).unwrap()).read_to_string(&mut text).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 180, "every slot of half an hour is used");
        assert_eq!(lines[0], serde_json::json!({"t": 10.0, "a": 0}));
        let first = lines.iter().find(|line| line["a"] == 1).unwrap();
        assert_eq!(first["t"], 600.0, "who is added is looked at first");
    }

    #[test]
    fn a_broken_trace_is_refused_with_its_line() {
        let told = |text: &str| format!("{:#}", parse(text.as_bytes()).unwrap_err());
        assert!(told("{\"k\":\"budget\",\"t\":0,\"mul\":1}\n{}").starts_with("line 2"));
        assert!(told(&TRACE.replace("-86400", "86400")).contains("not in the order"));
        assert!(told(&TRACE.replace("\"n\":2", "\"n\":3")).contains("Some(3)"));
    }
}
