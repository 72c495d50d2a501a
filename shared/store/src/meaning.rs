//! What a database means by an error code: the one table, for SQLSTATEs (PostgreSQL, CockroachDB, a pooler in front of them) and for SQLite's
//! result codes. Who repeats, waits, gives up or puts an event aside asks here.
//!
//! Sources: appendix A of PostgreSQL's manual, `pgcode` of CockroachDB, <https://sqlite.org/rescode.html>.

use sea_orm::sqlx::error::DatabaseError;
use sea_orm::{DbErr, RuntimeErr, SqlxError};

/// What follows from an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The server answers, and refused for the sake of others: at once it may say something else.
    Conflict,
    /// The store is away, or can do nothing now: wait. With what an operator can do about it, where waiting alone may not help.
    Away(Option<&'static str>),
    /// What server and connection think of each other is no longer so: throw the connection away and repeat. As for [`Away`](Self::Away).
    Stale(Option<&'static str>),
    /// Refused because of the values: they will never be accepted.
    Data,
    /// Neither repeating nor waiting helps.
    Final(Option<&'static str>),
}

const READ_ONLY: &str =
    "the server takes no writes: it is a standby, or out of disk space; point store.url at the one that does, or free space";
const POOLER: &str = "a pooler between the program and the server deals one session's statements to several servers; let it pool sessions, or set PgBouncer's max_prepared_statements above 0";
const ACCESS: &str =
    "the server does not let this user do that; correct its password, its rights or pg_hba.conf, or store.url (which a restart reads)";
const DATABASE_GONE: &str = "that database is not there; make it, or correct store.url and restart";
const LICENCE: &str = "the cluster is throttled for want of a licence (docs/operating.md, \"CockroachDB's licence\")";
const NOT_OFFERED: &str = "this server lacks what the program needs; use one that docs/operating.md names";
const DAMAGED: &str = "the database is damaged; restore a backup (docs/operating.md)";
const SCHEMA: &str = "the schema is not this version's; `deviantcord migrate` brings it up to date, as a restart does";
const SPACE: &str = "free disk space; it resumes by itself";
const FILE: &str = "the database file cannot be written or opened; check its disk, owner and mode";

/// What a SQLSTATE means. `text` is the server's own message: one code has two meanings.
pub fn of_sqlstate(code: &str, text: &str) -> Meaning {
    match code {
        // Serialization failure, deadlock; lock time-out, object in use; snapshot too old.
        "40001" | "40P01" | "55P03" | "55006" | "72000" => Meaning::Conflict,
        // A commit without an answer; statement or query cancelled, by a time-out or by somebody.
        "40003" | "57014" => Meaning::Away(None),
        "25006" => Meaning::Stale(Some(READ_ONLY)),
        // Failed transaction; ended by the server because it was idle, or took too long.
        "25P02" | "25P03" | "25P04" => Meaning::Stale(None),
        "0A000" if text.contains("cached plan") => Meaning::Stale(None),
        "0A000" => Meaning::Final(Some(NOT_OFFERED)),
        // A prepared statement that is there already, or is no longer there.
        "42P05" | "26000" => Meaning::Stale(Some(POOLER)),
        "42501" => Meaning::Away(Some(ACCESS)),
        "3D000" => Meaning::Away(Some(DATABASE_GONE)),
        "42P01" | "42703" | "3F000" => Meaning::Final(Some(SCHEMA)),
        "53100" => Meaning::Away(Some(SPACE)),
        "58030" => Meaning::Away(None),
        "XXC02" => Meaning::Away(Some(LICENCE)),
        "XX001" | "XX002" => Meaning::Final(Some(DAMAGED)),
        _ => of_class(code.get(..2).unwrap_or_default(), code),
    }
}

fn of_class(class: &str, code: &str) -> Meaning {
    match class {
        // Connection exceptions; sessions that the server's stop or an administrator ended.
        "08" => Meaning::Stale(None),
        "57" if code.starts_with("57P") => Meaning::Stale(None),
        // Authentication, during operation: a fail-over, a password that is being changed.
        "28" => Meaning::Away(Some(ACCESS)),
        // Out of resources; an operator's intervention.
        "53" | "57" => Meaning::Away(None),
        // CockroachDB's ranges or nodes out of reach.
        "58" if code.starts_with("58C") => Meaning::Away(None),
        // Data exception, constraint, a limit of the database.
        "22" | "23" | "54" => Meaning::Data,
        _ => Meaning::Final(None),
    }
}

/// What a result code of SQLite means, a primary or an extended one.
pub fn of_sqlite(code: u32) -> Meaning {
    match code & 0xff {
        // BUSY, LOCKED, NOMEM, INTERRUPT, IOERR, PROTOCOL (a race for the locks).
        5 | 6 | 7 | 9 | 10 | 15 => Meaning::Away(None),
        // FULL.
        13 => Meaning::Away(Some(SPACE)),
        // PERM, READONLY, CANTOPEN.
        3 | 8 | 14 => Meaning::Away(Some(FILE)),
        // TOOBIG, CONSTRAINT, MISMATCH.
        18..=20 => Meaning::Data,
        // CORRUPT, NOTADB.
        11 | 26 => Meaning::Final(Some(DAMAGED)),
        _ => Meaning::Final(None),
    }
}

/// What an error of the driver means.
pub fn of(error: &DbErr) -> Meaning {
    let source = match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(RuntimeErr::Internal(_)) => return Meaning::Away(None),
        DbErr::Conn(RuntimeErr::SqlxError(source))
        | DbErr::Exec(RuntimeErr::SqlxError(source))
        | DbErr::Query(RuntimeErr::SqlxError(source)) => source,
        _ => return Meaning::Final(None),
    };
    match source.as_ref() {
        SqlxError::Database(error) => of_answer(error.as_ref()),
        // What came is not what the protocol has: what is left on the connection belongs to nobody.
        SqlxError::Io(_) | SqlxError::Tls(_) | SqlxError::Protocol(_) => Meaning::Stale(None),
        SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed | SqlxError::BeginFailed => Meaning::Away(None),
        _ => Meaning::Final(None),
    }
}

fn of_answer(error: &dyn DatabaseError) -> Meaning {
    let Some(code) = error.code() else { return Meaning::Final(None) };
    match code.parse::<u32>() {
        // A SQLSTATE may be of digits alone, and has five of them.
        Ok(number) if code.len() < 5 => of_sqlite(number),
        _ => of_sqlstate(&code, error.message()),
    }
}

/// The error in words, with what to do where that is known.
pub(super) fn told(error: &DbErr) -> String {
    match of(error) {
        Meaning::Away(Some(what)) | Meaning::Stale(Some(what)) | Meaning::Final(Some(what)) => format!("{error} ({what})"),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What this code means, as one letter: conflict, away, stale, data, final.
    fn letter(meaning: Meaning) -> char {
        match meaning {
            Meaning::Conflict => 'c',
            Meaning::Away(_) => 'a',
            Meaning::Stale(_) => 's',
            Meaning::Data => 'd',
            Meaning::Final(_) => 'f',
        }
    }

    #[test]
    fn every_sqlstate_that_was_met_has_its_meaning() {
        let met = "40001c 40P01c 55P03c 55006c 40003a 57014a 57P01s 57P03s 53300a 53100a 58C00a 58C01a 58030a XXC02a 28P01a 3D000a 42501a \
            08006s 08P01s 25006s 25P02s 25P03s 25P04s 42P05s 26000s 22021d 23505d 54000d 42P01f 42703f 42601f XX001f XX000f";
        for row in met.split_whitespace() {
            let (code, wanted) = row.split_at(5);
            assert_eq!(letter(of_sqlstate(code, "")).to_string(), wanted, "{code}");
        }
        assert_eq!(of_sqlstate("0A000", "cached plan must not change result type"), Meaning::Stale(None));
        assert_eq!(letter(of_sqlstate("0A000", "unimplemented: this syntax")), 'f');
    }

    #[test]
    fn every_result_code_of_sqlite_that_was_met_has_its_meaning() {
        for (code, wanted) in [
            (5, 'a'),
            (261, 'a'),
            (517, 'a'),
            (6, 'a'),
            (10, 'a'),
            (13, 'a'),
            (8, 'a'),
            (14, 'a'),
            (18, 'd'),
            (19, 'd'),
            (2067, 'd'),
            (20, 'd'),
        ] {
            assert_eq!(letter(of_sqlite(code)), wanted, "{code}");
        }
        for (code, wanted) in [(1, 'f'), (11, 'f'), (26, 'f')] {
            assert_eq!(letter(of_sqlite(code)), wanted, "{code}");
        }
    }
}
