//! Whether CockroachDB takes a statement, judged without one: no build of it can be had where the tests run.
//!
//! The statements of this program quote every name, so whatever is not in quotes is the language itself. That vocabulary is small,
//! and each word of it was checked against CockroachDB's grammar (v25) and documentation. A word that is not in it fails the test
//! until somebody has looked it up: that catches what is known to be refused (`LOCK TABLE`, `LISTEN`, advisory locks, arrays of
//! PostgreSQL's own kind) as well as what nobody has thought of.

use std::collections::BTreeSet;

/// Words of queries and changes.
const WORDS: &str = "ALL AND AS ASC BEGIN BETWEEN BY CASE COMMIT CONFLICT DELETE DESC DISTINCT DO ELSE END EXCEPT EXISTS FALSE FROM \
    GROUP HAVING IN INNER INSERT INTO IS ISOLATION JOIN LAST LEFT LEVEL LIMIT NOT NOTHING NULL NULLS OFFSET ON OR ORDER OVER PARTITION RETURNING \
    RECURSIVE ROLLBACK SELECT SERIALIZABLE SET THEN TRANSACTION TRUE UNION UPDATE VALUES WHEN WHERE WITH";
/// Words of the schema. Only these types: the same width and meaning on all three databases.
const SCHEMA: &str = "CREATE TABLE INDEX UNIQUE IF PRIMARY KEY DROP ALTER ADD COLUMN BIGINT BOOL BYTEA TEXT UUID VARCHAR";
/// Functions, and the field of a time that EXTRACT is asked for.
const FUNCTIONS: &str = "CAST COALESCE COUNT CURRENT_SCHEMA CURRENT_TIMESTAMP EPOCH EXTRACT LOWER MAX MIN ROW_NUMBER SUBSTR SUM VERSION";
/// Settings that CockroachDB knows under the same names.
const SETTINGS: &str = "statement_timeout idle_in_transaction_session_timeout";
/// Names that SeaORM gives without quotes.
const NAMES: &str = "num_items";
/// Operators; `::`, `@>`, `~` and their like are PostgreSQL's own, or mean something else on SQLite.
const OPERATORS: [&str; 10] = ["=", "<>", "<", ">", "<=", ">=", "+", "-", "*", "||"];

/// A part of a statement.
#[derive(Debug, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Operator(&'a str),
    /// A semicolon.
    End,
    /// Names in quotes, values, parameters, punctuation: nothing to judge.
    Other,
}

/// What CockroachDB might not take of this statement; empty when it takes all of it.
#[must_use]
pub fn objections(statement: &str) -> Vec<String> {
    let known: BTreeSet<String> =
        [WORDS, SCHEMA, FUNCTIONS, SETTINGS, NAMES].iter().flat_map(|list| list.split_whitespace()).map(str::to_uppercase).collect();
    let mut found = Vec::new();
    for token in tokens(statement) {
        match token {
            Token::Word(word) if !known.contains(&word.to_uppercase()) => found.push(format!("the word {word}")),
            Token::Operator(operator) if !OPERATORS.contains(&operator) => found.push(format!("the operator {operator}")),
            _ => {}
        }
    }
    if tokens(statement.trim_end().trim_end_matches(';')).contains(&Token::End) {
        found.push("several statements in one".to_owned());
    }
    let upper = statement.to_uppercase();
    // On a filled table these are jobs of their own there, or refused inside a transaction.
    if ["CREATE TABLE", "CREATE INDEX", "CREATE UNIQUE INDEX"].iter().any(|start| upper.starts_with(start))
        && !upper.contains("IF NOT EXISTS")
        || upper.starts_with("DROP ") && !upper.contains("IF EXISTS")
        || upper.starts_with("ALTER ") && !upper.contains("ADD COLUMN IF NOT EXISTS") && !upper.contains("DROP COLUMN IF EXISTS")
    {
        found.push("a change of the schema that cannot be repeated after a crash".to_owned());
    }
    found
}

/// Fails the test with every statement that CockroachDB might not take.
///
/// # Panics
/// See above; also when there is next to nothing to judge.
#[track_caller]
pub fn assert_portable(statements: &[String]) {
    assert!(statements.len() > 50, "only {} statements were seen: is the server's log read rightly?", statements.len());
    let distinct: BTreeSet<&String> = statements.iter().collect();
    let bad: Vec<String> = distinct
        .iter()
        .filter(|statement| !statement.starts_with(TEST) && !is_postgres_only(statement))
        .filter_map(|statement| {
            let objections = objections(statement);
            (!objections.is_empty()).then(|| format!("{}\n    in {statement}", objections.join(", ")))
        })
        .collect();
    assert!(
        bad.is_empty(),
        "CockroachDB might not take these; look them up and add their words to the list, or write them otherwise:\n{}",
        bad.join("\n")
    );
}

/// What the program sends to PostgreSQL only, having asked which one it is (migration m0016).
fn is_postgres_only(statement: &str) -> bool {
    ["artist", "fresh_artist"]
        .iter()
        .any(|table| statement.starts_with(&format!("ALTER TABLE \"{table}\" ALTER COLUMN \"name_key\" TYPE text COLLATE ")))
}

/// Begins a statement that a test sends over the program's own connection.
pub const TEST: &str = "/* test */";

fn tokens(statement: &str) -> Vec<Token<'_>> {
    let (mut tokens, mut rest) = (Vec::new(), statement);
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '"' | '\'' => (Token::Other, rest[1..].find(first).map_or(rest.len(), |end| end + 2)),
            '$' => (Token::Other, 1 + run(&rest[1..], |c| c.is_ascii_digit())),
            '0'..='9' => (Token::Other, run(rest, |c| c.is_ascii_alphanumeric() || c == '.')),
            'a'..='z' | 'A'..='Z' | '_' => {
                let length = run(rest, |c| c.is_alphanumeric() || c == '_');
                (Token::Word(&rest[..length]), length)
            }
            ';' => (Token::End, 1),
            '(' | ')' | ',' | '.' => (Token::Other, 1),
            c if c.is_whitespace() => (Token::Other, c.len_utf8()),
            _ => {
                let length = run(rest, |c| !c.is_alphanumeric() && !c.is_whitespace() && !"\"'$(),.;_".contains(c));
                (Token::Operator(&rest[..length]), length)
            }
        };
        tokens.push(token);
        rest = &rest[length..];
    }
    tokens
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::{assert_portable, objections};

    #[test]
    fn what_all_three_databases_take_has_no_objection() {
        for statement in [
            r#"SELECT "a", COUNT(*) AS "n" FROM "t" WHERE "a" IN ($1, $2) AND "b" <> 'LOCK; it''s fine' GROUP BY "a""#,
            r#"INSERT INTO "listen" ("id") VALUES ($1) ON CONFLICT ("id") DO UPDATE SET "v" = "excluded"."v""#,
            r#"CREATE UNIQUE INDEX IF NOT EXISTS "i" ON "t" ("a", "b")"#,
            "COMMIT",
        ] {
            assert_eq!(objections(statement), Vec::<String>::new(), "{statement}");
        }
    }

    #[test]
    fn what_cockroachdb_refuses_or_nobody_has_looked_up_is_found() {
        for (statement, objection) in [
            ("LOCK TABLE \"t\"", "LOCK"),
            ("LISTEN hints", "LISTEN"),
            ("SELECT pg_advisory_lock($1)", "pg_advisory_lock"),
            (r#"SELECT "id" FROM "t" WHERE "id" = ANY($1)"#, "ANY"),
            (r#"SELECT "v"::text FROM "t""#, "::"),
            (r#"SELECT 1 FROM "t" WHERE "v" @> $1"#, "@>"),
            (r#"MERGE INTO "t""#, "MERGE"),
            ("VACUUM", "VACUUM"),
            (r#"SELECT "id" FROM "t" FOR UPDATE SKIP LOCKED"#, "SKIP"),
            (r#"CREATE TABLE IF NOT EXISTS "t" ("id" serial)"#, "serial"),
            (r#"CREATE TABLE "t" ("id" uuid)"#, "cannot be repeated"),
            ("COMMIT; BEGIN", "several statements"),
        ] {
            let found = objections(statement).join(", ");
            assert!(found.contains(objection), "{statement}: {found}");
        }
    }

    #[test]
    #[should_panic(expected = "only 1 statements")]
    fn a_log_that_was_not_read_is_no_proof() {
        assert_portable(&["SELECT 1".to_owned()]);
    }
}
