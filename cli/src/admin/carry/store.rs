//! The store, carried to another database.

use crate::admin::progress::Bar;
use crate::backends;
use crate::config::Config;
use anyhow::{Context, Result, bail};
use domain::clock::{Clock, SystemClock};
use store::carry::{Digest, Table, tables};
use store::{BackupStore, Store};

/// A table that differs is copied once more from its beginning: the source may have changed since a run that was cut short.
const TRIES: u32 = 2;

/// Fills the store at this URL with everything that the old one has, and compares. It stays marked as unfinished.
///
/// # Errors
/// When the new place is in use, or one of them fails; the same command resumes.
pub async fn carry(config: &Config, old: &Store, url: &str) -> Result<Store> {
    if old.for_backup().is_unused().await? {
        bail!("the store at store.url is empty, so there is nothing to move; is store.url right?");
    }
    let new = backends::connect_other(url).await.context("the URL of --store cannot be used")?;
    prepare(&new, &backends::store_place(config)).await?;
    let (from, to) = (old.for_backup(), new.for_backup());
    let (mut rows, mut count) = (0, 0);
    for table in tables() {
        rows += one(&from, &to, &table)
            .await
            .with_context(|| format!("table {} could not be moved; run the command again", table.name()))?
            .rows;
        count += 1;
    }
    println!("store: {count} tables with {rows} rows are the same in both places, by count and hash");
    Ok(new)
}

/// Makes the new store, or finds the one that was begun.
async fn prepare(new: &Store, source: &str) -> Result<()> {
    let store = new.for_backup();
    let known = migration::is_current(new.connection()).await.context("the new place")?;
    let begun = if known { store.moving_from().await? } else { None };
    match begun {
        Some(begun) if begun == source => {
            println!("resuming a move that was cut short");
            return Ok(());
        }
        Some(other) => bail!("the new place is being filled from {other}; finish that move, or name another place, nothing was changed"),
        None => {}
    }
    // One that was never migrated has no table that could be asked.
    if matches!(store.is_unused().await, Ok(false)) {
        bail!("the new place holds a store already; name one that is empty, nothing was changed");
    }
    migration::up(new.connection()).await.context("the new store cannot be made")?;
    Ok(store.begin_moving(source, SystemClock.now()).await?)
}

async fn one(from: &BackupStore, to: &BackupStore, table: &Table) -> Result<Digest> {
    let total = from.rows(table).await?;
    let mut found = (Digest::default(), Digest::default());
    for n in 0..TRIES {
        if n > 0 {
            to.empty(table).await?;
        }
        let mut bar = Bar::new(table.name(), total);
        to.carry(from, table, &mut |done| bar.left(total.saturating_sub(done))).await?;
        found = (from.digest(table).await?, to.digest(table).await?);
        if found.0 == found.1 {
            if total > 0 {
                bar.end(0);
            }
            return Ok(found.1);
        }
    }
    bail!(
        "it has {} rows in the old place and {} in the new one, or others; does somebody write to one of them?",
        found.0.rows,
        found.1.rows
    )
}
