//! The cache on Redis, Valkey or KeyDB: one deployment's processes meet here.
//!
//! Nothing here waits longer than 1.5 s: a cache that is gone, frozen or unreachable costs its callers that much and an error,
//! and they continue without it. After one such silence nobody waits any longer: a single prober asks until the cache answers, and everybody
//! else gets the error at once. Connections are opened when they are needed, so a process also starts while the cache is away.

mod probe;
mod state;
mod subscription;

use crate::port::{COMPARED_BYTES, Cache, CacheError, Compared, SCANNED, SCANNED_BYTES, Subscription};
use async_trait::async_trait;
use deadpool_redis::redis::{AsyncConnectionConfig, Client, IntoConnectionInfo, RedisError, Script, cmd};
use deadpool_redis::{Connection, Manager, Pool, PoolError, Runtime, Timeouts};
use domain::cause::Cause;
use state::{PATIENCE, State};
use std::collections::BTreeSet;
use std::future::Future;
use std::sync::atomic::Ordering;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::time::timeout;

/// A pooled connection that does not answer its check within this is thrown away and the next one tried.
const CHECK: Duration = Duration::from_millis(500);
/// deadpool's default, twice the number of cores, starves a small machine.
const CONNECTIONS: usize = 16;
/// Every key and topic of ours begins so, in case something else lives in the same Redis.
const NAMESPACE: &str = "deviantcord:";
/// Rounds of a scan, each of about a thousand keys of the database, ours or not.
const ROUNDS: u32 = 200;
/// As much of each value as anybody wants to see; what is not there, or no string, is empty.
static BEGINNINGS: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local found = {}
         for place, key in ipairs(KEYS) do
           local value = redis.pcall('GETRANGE', key, 0, ARGV[1])
           found[place] = type(value) == 'string' and value or ''
         end
         return found",
    )
});
/// Nil when the value was the expected one and is the next one now; else the value that is there.
static COMPARE_AND_SET: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local found = redis.call('GETRANGE', KEYS[1], 0, ARGV[4])
         if #found > tonumber(ARGV[4]) then found = '' end
         if found ~= ARGV[1] then return found end
         redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
         return false",
    )
});
/// Redis refuses a time to live that its clock cannot hold; nothing here lives for as long as this.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 86_400);

/// A [`Cache`] on a server.
pub struct RedisCache {
    pool: Pool,
    /// For subscriptions, which keep a connection for themselves.
    client: Client,
    /// Publish/subscribe does not know Redis' numbered databases, so topics name theirs.
    database: i64,
    state: Arc<State>,
}

/// Why an operation failed; every kind is the same for the caller.
enum Problem {
    Redis(RedisError),
    Pool(PoolError),
    Silent,
}

impl RedisCache {
    /// The cache at `redis://[user][:password@]host[:port][/database]` or, with TLS, `rediss://…`. Does not connect yet.
    ///
    /// # Errors
    /// The URL is not a valid one. It is not repeated: it may hold a password.
    pub fn new(url: &str) -> Result<Self, CacheError> {
        let invalid = |_| CacheError("its URL is not a valid redis:// or rediss:// one (it is not shown: it may hold a password)".into());
        let address = url.into_connection_info().map_err(invalid)?;
        let database = address.redis_settings().db();
        let client = Client::open(address.clone()).map_err(invalid)?;
        // Replies are waited for under PATIENCE, not under the driver's half second.
        let config = AsyncConnectionConfig::new().set_response_timeout(None).set_connection_timeout(Some(PATIENCE));
        let manager = Manager::new_with_config(address, config).map_err(invalid)?;
        let timeouts = Timeouts { wait: Some(PATIENCE), create: Some(PATIENCE), recycle: Some(CHECK) };
        let pool = Pool::builder(manager).max_size(CONNECTIONS).timeouts(timeouts).runtime(Runtime::Tokio1);
        let pool = pool.build().map_err(|error| CacheError(Cause::of(error)))?;
        Ok(Self { pool, client, database, state: Arc::default() })
    }

    /// Runs an operation on a pooled connection, within [`PATIENCE`].
    async fn ask<T, F: Future<Output = Result<T, RedisError>> + Send>(
        &self,
        operation: impl FnOnce(Connection) -> F + Send,
    ) -> Result<T, CacheError> {
        self.bounded(async { Ok(operation(self.pool.get().await?).await?) }).await
    }

    async fn bounded<T>(&self, work: impl Future<Output = Result<T, Problem>> + Send) -> Result<T, CacheError> {
        if self.state.silent.load(Ordering::Relaxed) {
            return Err(Problem::Silent.into());
        }
        let problem = match timeout(PATIENCE, work).await {
            Ok(Ok(value)) => {
                self.state.answered();
                return Ok(value);
            }
            Ok(Err(problem)) => problem,
            Err(_) => Problem::Silent,
        };
        if matches!(problem, Problem::Silent | Problem::Pool(PoolError::Timeout(_))) {
            probe::until_heard(&self.pool, &self.state);
        }
        let error = CacheError::from(problem);
        if self.state.lost.begins() {
            tracing::warn!(%error, "the cache is lost for now: hints come late, and every process paces itself");
        }
        Err(error)
    }

    fn topic(&self, topic: &str) -> String {
        format!("{NAMESPACE}{}:{topic}", self.database)
    }
}

fn key(key: &str) -> String {
    format!("{NAMESPACE}{key}")
}

#[async_trait]
impl Cache for RedisCache {
    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, CacheError> {
        self.ask(async |mut on: Connection| cmd("GET").arg(key(name)).query_async(&mut on).await).await
    }

    async fn set(&self, name: &str, value: &[u8], ttl: Duration) -> Result<(), CacheError> {
        let mut set = cmd("SET");
        set.arg(key(name)).arg(value).arg("PX").arg(millis(ttl));
        self.ask(async |mut on: Connection| set.query_async(&mut on).await).await
    }

    async fn compare_and_set(&self, name: &str, expected: &[u8], next: &[u8], ttl: Duration) -> Result<Compared, CacheError> {
        let mut swap = COMPARE_AND_SET.key(key(name));
        swap.arg(expected).arg(next).arg(millis(ttl)).arg(COMPARED_BYTES);
        let found: Option<Vec<u8>> = self.ask(async |mut on: Connection| swap.invoke_async(&mut on).await).await?;
        Ok(found.map_or(Compared::Set, Compared::Found))
    }

    async fn delete(&self, name: &str) -> Result<(), CacheError> {
        self.ask(async |mut on: Connection| cmd("DEL").arg(key(name)).query_async(&mut on).await).await
    }

    /// SCAN visits every key of the database, so that one should be ours alone.
    async fn scan(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, CacheError> {
        let pattern = format!("{}*", literal(&key(prefix)));
        let found: Vec<(String, Vec<u8>)> = self
            .ask(async |mut on: Connection| {
                // SCAN may name a key twice.
                let (mut keys, mut cursor) = (BTreeSet::<String>::new(), 0_u64);
                for _ in 0..ROUNDS {
                    let mut scan = cmd("SCAN");
                    scan.arg(cursor).arg("MATCH").arg(&pattern).arg("COUNT").arg(1000);
                    let (next, some): (u64, Vec<String>) = scan.query_async(&mut on).await?;
                    keys.extend(some);
                    cursor = next;
                    if cursor == 0 || keys.len() >= SCANNED {
                        break;
                    }
                }
                let keys: Vec<String> = keys.into_iter().take(SCANNED).collect();
                if keys.is_empty() {
                    return Ok(Vec::new());
                }
                let mut script = BEGINNINGS.prepare_invoke();
                keys.iter().for_each(|key| {
                    script.key(key);
                });
                let values: Vec<Vec<u8>> = script.arg(SCANNED_BYTES - 1).invoke_async(&mut on).await?;
                Ok(keys.into_iter().zip(values).collect())
            })
            .await?;
        // A value may expire between SCAN and GETRANGE.
        let there = found.into_iter().filter(|(_, value)| !value.is_empty());
        Ok(there.filter_map(|(name, value)| Some((name.strip_prefix(NAMESPACE)?.to_owned(), value))).collect())
    }

    async fn publish(&self, topic: &str, message: &str) -> Result<(), CacheError> {
        let topic = self.topic(topic);
        self.ask(async |mut on: Connection| cmd("PUBLISH").arg(topic).arg(message).query_async(&mut on).await).await
    }

    async fn subscribe(&self, topic: &str) -> Result<Subscription, CacheError> {
        self.bounded(async { Ok(subscription::open(&self.client, &self.topic(topic)).await?) }).await
    }
}

/// A time to live in Redis' unit, within what it takes.
fn millis(ttl: Duration) -> u64 {
    u64::try_from(ttl.min(LONGEST).as_millis()).unwrap_or(u64::MAX).max(1)
}

/// The text as a SCAN pattern that matches itself only.
fn literal(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '*' | '?' | '[' | ']' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

impl From<RedisError> for Problem {
    fn from(error: RedisError) -> Self {
        Self::Redis(error)
    }
}

impl From<PoolError> for Problem {
    fn from(error: PoolError) -> Self {
        Self::Pool(error)
    }
}

impl From<Problem> for CacheError {
    fn from(problem: Problem) -> Self {
        Self(match problem {
            Problem::Redis(error) | Problem::Pool(PoolError::Backend(error)) => Cause::of(error),
            Problem::Pool(PoolError::Timeout(_)) | Problem::Silent => format!("no answer within {} ms", PATIENCE.as_millis()).into(),
            Problem::Pool(error) => Cause::of(error),
        })
    }
}

#[cfg(test)]
mod tests;
