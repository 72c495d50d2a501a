//! The shared request budget: the pure [`Budget::step`] between a read and an atomic compare-and-set, so that there is one
//! implementation of its arithmetic, not a second one in Lua that has to agree with it to the last digit.
//!
//! Whoever loses the race gets the winner's state in the same answer and steps from there. Every round somebody wins, and the caller
//! bounds the whole, so a crowd delays its last member by as many short round trips as it has members.

use deadpool_redis::Connection;
use deadpool_redis::redis::{RedisError, Script, cmd};
use domain::budget::{Ask, Budget, Stepped};
use std::sync::LazyLock;
use std::time::Duration;

/// A budget that nobody has used for this long begins afresh; longer than any pause with its after-effects.
const FORGOTTEN: Duration = Duration::from_secs(86_400);

/// A state takes a few hundred bytes; what is longer was not written here, and counts as nothing.
const LONGEST: usize = 4096;

/// Nil when the state was what the caller thought and is now what it wants; else the state that is there.
static COMPARE_AND_SET: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local found = redis.call('GETRANGE', KEYS[1], 0, ARGV[4])
         if #found > tonumber(ARGV[4]) then found = '' end
         if found ~= ARGV[1] then return found end
         redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
         return false",
    )
});

pub async fn step(mut on: Connection, key: &str, ask: Ask) -> Result<Stepped, RedisError> {
    let (Ask::Take { now, .. } | Ask::Succeeded { now } | Ask::Failed { now } | Ask::Throttled { now, .. }) = ask;
    let mut found: Option<Vec<u8>> = Some(cmd("GETRANGE").arg(key).arg(0).arg(LONGEST).query_async(&mut on).await?);
    loop {
        let before = found.filter(|found| found.len() <= LONGEST).unwrap_or_default();
        // What cannot be read was written by another version: begin afresh, slowly, as any fresh budget does.
        let mut budget = serde_json::from_slice::<Budget>(&before).unwrap_or_default().sane(now);
        let answer = budget.stepped(ask);
        let after = serde_json::to_vec(&budget).unwrap_or_default();
        let mut swap = COMPARE_AND_SET.key(key);
        swap.arg(before).arg(after).arg(u64::try_from(FORGOTTEN.as_millis()).unwrap_or(u64::MAX)).arg(LONGEST);
        found = swap.invoke_async(&mut on).await?;
        if found.is_none() {
            return Ok(answer);
        }
    }
}
