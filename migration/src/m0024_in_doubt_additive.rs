//! Since when a message may be in its channel unconfirmed, for rows that were written before `doubt_at`: they told it by `first_try_at` before
//! `due_at`, in host times, so nobody knows since when (0). From here on `doubt_at` alone is read.

/// Only what may still be sent; a repeat finds nothing.
pub const FILL: &str = r#"UPDATE "notification" SET "doubt_at" = 0 WHERE "state" IN ('pending', 'held') AND "doubt_at" IS NULL AND "attempts" > 0 AND "first_try_at" < "due_at""#;
