//! `deviantcord import deviantcord4`: the listeners of a DeviantCord 3/4 database become watches.
//!
//! Every row ends in one verdict: imported, already there, told, or left out with the reason. A row that cannot be read costs itself only, nothing
//! becomes more than the old row asked for, and running it twice changes nothing more. What the vendors answered is kept in
//! `data_dir/import.jsonl` until a run has settled every row, so that one that was cut short does not ask again.

mod decide;
mod failed;
mod look_up;
mod report;
mod unsent;

use super::incoming::{Answers, FILE, Latest, digest_at};
use super::progress::Bar;
use super::right_clock;
use crate::args::ImportDeviantcord4;
use crate::backends;
use crate::config::Config;
use crate::data_dir::DataDir;
use anyhow::{Context, Result};
use bot::Places;
use decide::{Decision, Importer};
use domain::clock::{Clock, SystemClock};
use look_up::LookUp;
use report::{Line, Report, Verdict, printable};
use std::collections::HashSet;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use store::deviantcord4::{Deviantcord4, Found, Kind, Row};
use store::deviantcord4_rest::{Rest, ServerConfig};
use unsent::Waiting;

/// Imports, or with `--dry-run` only tells what it would do. The exit code is 0 if every row that was read has its verdict.
///
/// # Errors
/// When a database cannot be used, or DeviantArt cannot be asked for the artists' ids.
pub async fn run(file: Option<&Path>, args: &ImportDeviantcord4) -> Result<ExitCode> {
    let config = Config::load(file)?;
    crate::telemetry::init(config.log.format, config.log.level)?;
    let now = SystemClock.now();
    let client = backends::deviantart(&config, backends::open_cache(&config)?, Arc::new(SystemClock))?
        .context("deviantart.client_id and deviantart.client_secret are needed: artists are looked up by name")?;
    let (found, rest) = read(args).await?;
    right_clock::check(&config).await?;
    let _dir = if args.dry_run { None } else { Some(DataDir::open(&config.data_dir, &["admin"])?) };
    let store = if args.dry_run { None } else { Some(backends::open_store(&config).await?) };
    let answers = config.data_dir.join(FILE);
    let answers = if args.dry_run { Answers::read(&answers, now)? } else { Answers::open(&answers, now)? };
    let report = Report::open(args.report.as_deref())?;
    let artists: HashSet<&str> = found.rows.iter().filter_map(|row| Some(row.listener.as_ref().ok()?.artist.as_str())).collect();
    let importer = Importer {
        look_up: LookUp::new(Latest::new(client), places(&config)?, answers, now),
        store,
        how: args.catch_up,
        now,
        digest: digest_at(now, artists.len()),
        limit: config.discord.max_watches,
        waiting: Waiting::new(rest.unsent),
        known: Vec::new(),
    };
    let whole = import(importer, report, &found.rows, &rest.configs, args).await?;
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Everything that the old system left.
async fn read(args: &ImportDeviantcord4) -> Result<(Found, Rest)> {
    let old = Deviantcord4::connect(&args.from).await.context("--from cannot be used")?;
    let found = old.listeners().await.context("the old database does not look like DeviantCord 3 or 4 (schema deviantcord)")?;
    let mut rest = old.rest().await.context("the old database cannot be read")?;
    if let Some(dir) = &args.failed_jobs {
        rest.unsent.extend(failed::read(dir)?);
    }
    println!("{} listeners found; looking up their artists", found.rows.len());
    for (table, error) in found.missing.iter().chain(&rest.missing) {
        println!("skipping table {table}, which cannot be read: {}", printable(error));
    }
    Ok((found, rest))
}

fn places(config: &Config) -> Result<Option<Places>> {
    let Some(token) = config.discord.token.clone() else {
        println!("discord.token is not set, so whether each channel belongs to its server is checked only when a message is sent");
        return Ok(None);
    };
    Ok(Some(Places::new(token, &config.discord.api_url).context("Discord cannot be asked for the channels")?))
}

/// Decides about each row and tells of it; whether each has its verdict.
async fn import(
    mut importer: Importer,
    mut report: Report,
    rows: &[Row],
    configs: &[ServerConfig],
    args: &ImportDeviantcord4,
) -> Result<bool> {
    let mut bar = Bar::new("listeners", rows.len() as u64);
    let (mut posts, mut channels) = (0, HashSet::new());
    for (row, left) in rows.iter().zip((0..rows.len() as u64).rev()) {
        let line = listener(&mut importer, row).await?;
        if line.posts > 0 {
            posts += line.posts;
            channels.extend(line.channel.clone());
        }
        report.note(&line)?;
        bar.left(left);
    }
    bar.end(0);
    let configured = configs.iter().map(told);
    let unsent = importer.waiting.lines(args.catch_up);
    let read = rows.len() + configs.len() + unsent.len();
    unsent.into_iter().chain(configured).try_for_each(|line| report.note(&line))?;
    let whole = report.end(read)?;
    if args.dry_run {
        // Of a list DeviantArt was asked for the first page only.
        println!(
            "--catch-up {}: {posts} posts would be announced in {} channels, as far as the first page of each list tells",
            args.catch_up,
            channels.len()
        );
        println!("nothing was changed (--dry-run)");
    }
    importer.look_up.end()?;
    Ok(whole)
}

async fn listener(importer: &mut Importer, row: &Row) -> Result<Line> {
    let line = Line { table: row.table, row: row.id.clone(), ..Line::default() };
    let listener = match &row.listener {
        Ok(listener) => listener,
        Err(why) => return Ok(Line { verdict: Some(Verdict::LeftOut), reason: format!("left out: {why}"), ..line }),
    };
    let Decision { verdict, reason, posts } = importer.decide(listener).await?;
    let kind = match listener.kind {
        Kind::Gallery => "gallery",
        Kind::Folder { .. } => "folder",
        Kind::Journals => "journals",
        Kind::Statuses => "statuses",
    };
    Ok(Line {
        guild: Some(listener.guild.to_string()),
        channel: listener.channel.map(|id| id.to_string()),
        kind: Some(kind),
        artist: Some(listener.artist.clone()),
        verdict: Some(verdict),
        reason,
        posts,
        ..line
    })
}

/// What a server had set has no place here; who ran the old bot may want to do something about it.
fn told(config: &ServerConfig) -> Line {
    let language = config.language.as_deref().filter(|language| !language.to_ascii_lowercase().starts_with("en"));
    let language = language.map(|language| format!("its messages were in language {}, here they are in English", printable(language)));
    let role = config.required_role.map(|role| {
        format!(
            "its commands asked for role {role}: set that in the server's settings, under Integrations, where every command has its roles"
        )
    });
    let said: Vec<String> = [language, role].into_iter().flatten().collect();
    Line {
        table: "server_config",
        row: config.id.clone(),
        guild: config.guild.map(|id| id.to_string()),
        verdict: Some(if said.is_empty() { Verdict::There } else { Verdict::Told }),
        reason: if said.is_empty() { "nothing was set that is not so here".to_owned() } else { said.join("; ") },
        ..Line::default()
    }
}
