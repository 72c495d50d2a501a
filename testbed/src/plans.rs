//! What the statements of a program really cost a PostgreSQL: the server writes the plan of each one to its log, with the rows of each step.

use crate::Postgres;
use crate::cockroach::TEST;
use std::collections::BTreeSet;

impl Postgres {
    /// From now on the server explains each statement of later sessions in this database.
    pub fn explain(&self, database: &str) {
        let settings = [
            "session_preload_libraries = 'auto_explain'",
            "auto_explain.log_min_duration = 0",
            "auto_explain.log_analyze = on",
            "auto_explain.log_timing = off",
            // The tables are smaller than a year's: a scan shows only where no index would serve.
            "enable_seqscan = off",
        ];
        let statements = settings.map(|setting| format!("ALTER DATABASE {database} SET {setting}"));
        let all: Vec<&str> = std::iter::once("LOAD 'auto_explain'").chain(statements.iter().map(String::as_str)).collect();
        self.administer_session(&all);
    }
}

/// The plans in this part of a server's log, each with its statement.
#[must_use]
pub fn plans(log: &str) -> Vec<String> {
    let mut plans: Vec<String> = Vec::new();
    let mut open = false;
    for line in log.lines() {
        if let (true, true, Some(plan)) = (open, line.starts_with('\t'), plans.last_mut()) {
            plan.push_str(line);
            plan.push('\n');
        } else {
            open = line.starts_with("deviantcord|") && line.ends_with("plan:");
            if open {
                plans.push(String::new());
            }
        }
    }
    plans
}

/// The most rows that one step of this plan passed or threw away.
#[must_use]
pub fn most(plan: &str) -> f64 {
    let after = |line: &str, word: &str| -> Option<f64> {
        let rest = line.split_once(word)?.1;
        rest.split(|c: char| !c.is_ascii_digit() && c != '.').next()?.parse().ok()
    };
    let passed = |line: &str| {
        let actual = line.split_once("(actual ").map(|(_, actual)| actual);
        let rows = actual.and_then(|actual| Some(after(actual, "rows=")? * after(actual, "loops=")?));
        let removed = ["Rows Removed by Filter: ", "Rows Removed by Join Filter: ", "Rows Removed by Index Recheck: "];
        removed.iter().filter_map(|word| after(line, word)).chain(rows).fold(0.0, f64::max)
    };
    plan.lines().map(passed).fold(0.0, f64::max)
}

/// Each statement of the program in this part of the log passed at most `bound` rows in each of its steps.
///
/// # Panics
/// One passed more; there are hardly any statements.
#[track_caller]
pub fn assert_few(log: &str, bound: f64) {
    let plans = plans(log);
    assert!(plans.len() >= 4, "only {} plans were seen: is the server's log read rightly?", plans.len());
    let much: Vec<&String> = plans.iter().filter(|plan| !plan.contains(TEST) && most(plan) > bound).collect();
    assert!(
        much.is_empty(),
        "more than {bound} rows in one step:\n{}",
        much.iter().map(|plan| plan.as_str()).collect::<Vec<_>>().join("\n\n")
    );
}

/// The sender's questions among these statements for PostgreSQL, as the program puts them to SQLite.
///
/// # Panics
/// There are hardly any.
#[must_use]
pub fn for_sqlite(statements: &[String]) -> BTreeSet<String> {
    let asked = |text: &&String| {
        !text.contains("pg_")
            && !text.contains("information_schema")
            && ["SELECT", "UPDATE", "DELETE", "WITH"].iter().any(|verb| text.starts_with(verb))
    };
    // What reads the outbox by the indexes of what is open.
    let ours: BTreeSet<String> =
        statements.iter().filter(asked).filter(|text| text.contains("('pending', 'sending')")).map(|text| translated(text)).collect();
    assert!(ours.len() >= 5, "only {} statements were seen", ours.len());
    ours
}

/// The words that the program has for this engine.
fn translated(text: &str) -> String {
    let text = [r#""next"."state""#, r#""first"."state""#, r#""state""#].iter().fold(text.to_owned(), |text, column| {
        text.replace(&format!("{column} IN ('pending'"), &format!("COALESCE({column}, '') IN ('pending'"))
    });
    // It takes no parentheses around the parts of a union.
    text.replace("UNION ALL (", "UNION ALL ").replace("\"part\")", "\"part\"")
}

/// Whether SQLite scans a large table for this statement, or sorts the backlog for its first rows.
#[must_use]
pub fn reads_much(text: &str, plan: &[String]) -> bool {
    let large = ["notification", "post", "post_folder", "watch", "artist", "source"];
    // The first rows of an index of what is open are no scan of the table.
    let scans =
        |line: &String| large.iter().any(|table| line.split(' ').take(2).eq(["SCAN", table])) && !line.contains(" notification_open");
    let sorts = |line: &String| {
        line.contains("TEMP B-TREE FOR ORDER BY")
            && text.contains("FROM \"notification\"")
            && text.contains(" LIMIT ")
            && !text.starts_with("WITH")
    };
    plan.iter().any(|line| scans(line) || sorts(line))
}
