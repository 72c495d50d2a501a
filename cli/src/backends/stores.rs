//! The store: from its URL to a connection, migrated or as it is, and closed at the end.

use crate::config::Config;
use anyhow::{Context, Result, bail};
use migration::plan::{Plan, Step};
use parking_lot::Mutex;
use std::path::PathBuf;
use std::time::Duration;
use store::Store;

/// The store, migrated.
///
/// # Errors
/// When it cannot be reached, or a newer version migrated it.
pub async fn open_store(config: &Config) -> Result<Store> {
    let store = connect_store(config).await?;
    if migration::is_current(store.connection()).await.unwrap_or(false)
        && let Some(source) = store.for_backup().moving_from().await?
    {
        bail!("{}", unfinished(&source));
    }
    let plan = migration::plan::plan(store.connection()).await.context("the store's schema cannot be brought up to date")?;
    keep_copy(config, &store, &plan).await?;
    let told = |name: &str| {
        if !plan.fresh {
            tracing::info!(migration = name, "migrating the store");
        }
    };
    migration::up_telling(store.connection(), &told).await.context("the store's schema cannot be brought up to date")?;
    let additions = migration::additions(store.connection()).await?;
    if !additions.is_empty() {
        tracing::warn!(additions = additions.join(", "), "a newer version has added to the store's schema; this one can do without");
    }
    // Not among the event's fields: what the library logs meanwhile makes the filter forget that the event was let through.
    let engine = migration::engine::Engine::of(store.connection()).await?;
    tracing::info!(%engine, "the store is ready");
    Ok(store)
}

/// Where a store in a file is copied to before this step; None: it is on a server.
#[must_use]
pub fn copy_before(config: &Config, step: &Step) -> Option<PathBuf> {
    let mut name = store_file(config)?.into_os_string();
    name.push(format!(".before-{}", step.name));
    Some(PathBuf::from(name))
}

/// Copies a store in a file before a step that no older version can live with. A copy that is there is of the same moment: that step was
/// begun before and not completed.
async fn keep_copy(config: &Config, store: &Store, plan: &Plan) -> Result<()> {
    let Some((step, copy)) = plan.cannot_be_undone().and_then(|step| Some((step, copy_before(config, step)?))) else { return Ok(()) };
    if copy.exists() {
        return Ok(());
    }
    // Another process may do the same; one that was killed may have left a part.
    let part = copy.with_extension(format!("part-{}", std::process::id()));
    if part.exists() {
        std::fs::remove_file(&part).with_context(|| format!("{} cannot be removed", part.display()))?;
    }
    let free = "the store cannot be copied before a step that cannot be undone; is there space for a copy of it?";
    store.for_backup().copy_into(&part).await.context(free)?;
    std::fs::rename(&part, &copy).with_context(|| format!("{} cannot be renamed to {}", part.display(), copy.display()))?;
    tracing::info!(migration = step.name, copy = %copy.display(), "the store was copied before a step that older versions cannot live with");
    Ok(())
}

/// The store as it is, not migrated: for commands that only look.
///
/// # Errors
/// When it cannot be reached.
pub async fn connect_store(config: &Config) -> Result<Store> {
    let store = Store::connect(&store_url(config)).await.context("store.url cannot be used")?;
    OPENED.lock().push(store.clone());
    Ok(store)
}

/// What a store says that is only partly there.
#[must_use]
pub fn unfinished(source: &str) -> String {
    format!(
        "the store at store.url is only a part of {source}: `deviantcord move` was cut short; set store.url back and run the same command again"
    )
}

/// Another store than the configured one, as it is.
///
/// # Errors
/// When it cannot be reached.
pub async fn connect_other(url: &str) -> Result<Store> {
    let store = Store::connect(url).await?;
    OPENED.lock().push(store.clone());
    Ok(store)
}

/// Every store that this process has opened, whichever command it was.
static OPENED: Mutex<Vec<Store>> = Mutex::new(Vec::new());
/// Closing takes no longer than this: supervisors do not wait forever.
const CLOSING: Duration = Duration::from_secs(3);

/// Closes every store, at the very end, so that a database in a file is whole without its write-ahead log.
pub async fn close_stores() {
    let opened = std::mem::take(&mut *OPENED.lock());
    for store in opened {
        if tokio::time::timeout(CLOSING, store.close()).await.is_err() {
            tracing::warn!("the store is in use and was not closed; a copy of its file alone would lack what is in its -wal file");
        }
    }
}

/// The configured URL; `sqlite:` alone means a file in the data directory.
pub(super) fn store_url(config: &Config) -> String {
    match config.store.url_or("sqlite:") {
        "sqlite:" => format!("sqlite:{}", config.data_dir.join("deviantcord.sqlite").display()),
        url => url.to_owned(),
    }
}

/// Where the store is, in words without secrets.
#[must_use]
pub fn store_place(config: &Config) -> String {
    let url = store_url(config);
    let server = url::Url::parse(&url).ok().filter(|_| store_file(config).is_none());
    server.map_or(url, |url| {
        let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
        format!("{}://{}{port}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
    })
}

/// The store's file; None when it is on a server.
#[must_use]
pub fn store_file(config: &Config) -> Option<PathBuf> {
    let url = store_url(config);
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    Some(PathBuf::from(path.split_once('?').map_or(path, |(path, _)| path)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::{Clock, SystemClock};
    use domain::id::GuildId;
    use sea_orm::ConnectionTrait;

    #[tokio::test]
    async fn a_store_in_a_file_is_copied_before_a_step_that_cannot_be_undone_and_not_otherwise() {
        let place = tempfile::tempdir().unwrap();
        let config = Config { data_dir: place.path().to_owned(), ..Config::default() };
        let copy = place.path().join("deviantcord.sqlite.before-m0016_name_order");
        let store = open_store(&config).await.unwrap();
        store.for_bot().guild_joined(GuildId(7), SystemClock.now()).await.unwrap();
        let forget = async |name: &str| {
            let forget = format!("DELETE FROM seaql_migrations WHERE version = '{name}'");
            store.connection().execute_unprepared(&forget).await.unwrap();
        };
        forget("m0050_moving_additive").await;
        let plan = migration::plan::plan(store.connection()).await.unwrap();
        assert_eq!((plan.steps.len(), plan.cannot_be_undone()), (1, None));
        open_store(&config).await.unwrap();
        assert!(!copy.exists(), "older versions can live with that");

        forget("m0016_name_order").await;
        let plan = migration::plan::plan(store.connection()).await.unwrap();
        let step = plan.cannot_be_undone().unwrap();
        assert_eq!((step.name, step.additive), ("m0016_name_order", false));
        assert_eq!(step.parts, ["orders artist.name_key by bytes (0 rows)", "orders fresh_artist.name_key by bytes (0 rows)"]);
        assert!(!migration::is_current(store.connection()).await.unwrap(), "a plan changes nothing");
        open_store(&config).await.unwrap();
        assert!(migration::is_current(store.connection()).await.unwrap());
        let before = Store::connect(&format!("sqlite:{}", copy.display())).await.unwrap();
        assert!(!migration::is_current(before.connection()).await.unwrap());
        assert_eq!(before.for_bot().guilds_after(None, 10).await.unwrap().len(), 1);
    }
}
