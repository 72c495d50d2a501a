//! The store's schema: a table of changes, each with a way up and a way down, each safe to repeat after a crash. What a change creates or adds
//! is in its own file.
//!
//! Nothing locks out a second migrator (CockroachDB has no advisory locks), and the processes of a deployment start together: every step can
//! be repeated, so [`up`] continues until all are done, whichever process does them.
//!
//! **The additive rule.** While the processes are renewed one after the other, old ones work on what a new one has migrated, and a roll back
//! starts them on it. A change that the version before can live with (new tables, new nullable columns, new indexes) has a name that ends in
//! [`ADDITIVE`]; an older version says so in its log and works. After any other change it refuses to start.

mod change;
pub mod engine;
mod m0001_guild;
mod m0002_watch;
mod m0003_channel_state;
mod m0004_audit;
mod m0005_source;
mod m0006_artist;
mod m0007_folder;
mod m0008_post;
mod m0009_post_folder;
mod m0010_notification;
mod m0011_projection;
mod m0012_parked_event;
mod m0013_lease;
mod m0015_schedule_state;
mod m0017_doubt_additive;
mod m0018_sender_start_additive;
mod m0019_leadership_additive;
mod m0020_loss_additive;
mod m0021_gateway_start_additive;
mod m0022_ping_right_additive;
mod m0023_holds_additive;
mod m0024_in_doubt_additive;
mod m0025_checkpoint_additive;
mod m0026_parked_additive;
mod m0027_log_place_additive;
mod m0028_revisions_additive;
mod m0029_folder_notice_additive;
mod m0031_pause_additive;
mod m0032_alert_additive;
mod m0034_backup_additive;
mod m0035_process_additive;
mod m0036_hourly_additive;
mod m0040_why_additive;
mod m0041_style_additive;
mod m0042_erasure_additive;
mod m0043_refused_additive;
mod m0044_guild_settings_additive;
mod m0045_filter_additive;
mod m0046_tags_additive;
mod m0047_watch_version_additive;
mod m0048_outbox_open_additive;
mod m0050_moving_additive;
mod m0051_retention_additive;
mod m0054_care_additive;
mod m0055_chore_additive;
mod m0060_language_additive;
mod m0061_zone_additive;
mod m0062_rhythm_additive;
mod m0064_mature_channel_additive;
mod m0065_erased_additive;
mod m0066_template_additive;
mod m0068_shrunk_additive;
mod m0070_fresh_folder_additive;
mod m0071_aside_additive;
mod m0072_publication_additive;
mod m0074_group_additive;
mod m0075_media_additive;
mod m0078_open_seen_additive;
mod m0079_defaults_additive;
pub mod plan;
mod table;

use change::Change::{Add, Beside, ByteOrder, Create, Fill, Index, IndexOf};
use change::Migration;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseConnection;
use std::time::Duration;

/// Ends the names of changes that versions which do not know them can live with.
pub const ADDITIVE: &str = "_additive";
/// Attempts without any progress, by us or by another migrator, before [`up`] gives up.
const TRIES: u32 = 8;
/// The first pause between them; each is longer by as much.
const PAUSE: Duration = Duration::from_millis(150);

/// Every change, in order. SeaORM records the names: none is ever renamed.
const MIGRATIONS: &[Migration] = &[
    Migration { name: "m0001_guild", changes: &[Create(&m0001_guild::TABLE)] },
    Migration { name: "m0002_watch", changes: &[Create(&m0002_watch::TABLE)] },
    Migration { name: "m0003_channel_state", changes: &[Create(&m0003_channel_state::TABLE)] },
    Migration { name: "m0004_audit", changes: &[Create(&m0004_audit::TABLE)] },
    Migration { name: "m0005_source", changes: &[Create(&m0005_source::TABLE)] },
    Migration { name: "m0006_artist", changes: &[Create(&m0006_artist::TABLE)] },
    Migration { name: "m0007_folder", changes: &[Create(&m0007_folder::TABLE)] },
    Migration { name: "m0008_post", changes: &[Create(&m0008_post::TABLE)] },
    Migration { name: "m0009_post_folder", changes: &[Create(&m0009_post_folder::TABLE)] },
    Migration { name: "m0010_notification", changes: &[Create(&m0010_notification::TABLE)] },
    Migration { name: "m0011_projection", changes: &[Create(&m0011_projection::TABLE)] },
    Migration { name: "m0012_parked_event", changes: &[Create(&m0012_parked_event::TABLE)] },
    Migration { name: "m0013_lease", changes: &[Create(&m0013_lease::TABLE)] },
    Migration {
        name: "m0014_fresh",
        changes: &[
            Beside(&m0006_artist::TABLE, "fresh_artist"),
            Beside(&m0007_folder::TABLE, "fresh_folder"),
            Beside(&m0008_post::TABLE, "fresh_post"),
            Beside(&m0009_post_folder::TABLE, "fresh_post_folder"),
        ],
    },
    Migration { name: "m0015_schedule_state", changes: &[Create(&m0015_schedule_state::TABLE)] },
    Migration { name: "m0016_name_order", changes: &[ByteOrder("artist", "name_key"), ByteOrder("fresh_artist", "name_key")] },
    Migration { name: "m0017_doubt_additive", changes: &[Add("notification", &m0017_doubt_additive::COLUMNS)] },
    Migration { name: "m0018_sender_start_additive", changes: &[Create(&m0018_sender_start_additive::TABLE)] },
    Migration {
        name: "m0019_leadership_additive",
        changes: &[Add("lease", &m0019_leadership_additive::COLUMNS), Add("projection", &m0019_leadership_additive::COLUMNS)],
    },
    Migration { name: "m0020_loss_additive", changes: &[Create(&m0020_loss_additive::TABLE)] },
    Migration { name: "m0021_gateway_start_additive", changes: &[Create(&m0021_gateway_start_additive::TABLE)] },
    Migration { name: "m0022_ping_right_additive", changes: &[Add("watch", &m0022_ping_right_additive::WATCH)] },
    Migration {
        name: "m0023_holds_additive",
        changes: &[
            Add("notification", &m0023_holds_additive::NOTIFICATION),
            Create(&m0023_holds_additive::CHANNEL_HOLD),
            Create(&m0023_holds_additive::GUILD_NOTICE),
        ],
    },
    Migration { name: "m0024_in_doubt_additive", changes: &[Fill(m0024_in_doubt_additive::FILL)] },
    Migration { name: "m0025_checkpoint_additive", changes: &[Create(&m0025_checkpoint_additive::TABLE)] },
    Migration { name: "m0026_parked_additive", changes: &[Create(&m0026_parked_additive::TABLE)] },
    Migration { name: "m0027_log_place_additive", changes: &[Create(&m0027_log_place_additive::TABLE)] },
    Migration {
        name: "m0028_revisions_additive",
        changes: &[
            Add("artist", &m0028_revisions_additive::ARTIST),
            Add("fresh_artist", &m0028_revisions_additive::ARTIST),
            Add("post", &m0028_revisions_additive::POST),
            Add("fresh_post", &m0028_revisions_additive::POST),
        ],
    },
    Migration { name: "m0029_folder_notice_additive", changes: &[Create(&m0029_folder_notice_additive::TABLE)] },
    Migration {
        name: "m0031_pause_additive",
        changes: &[Add("watch", &m0031_pause_additive::WATCH), Index("watch", &m0031_pause_additive::PAUSED)],
    },
    Migration { name: "m0032_alert_additive", changes: &[Create(&m0032_alert_additive::TABLE)] },
    Migration {
        name: "m0034_backup_additive",
        changes: &[Create(&m0034_backup_additive::TAKEN), Create(&m0034_backup_additive::RESTORED)],
    },
    Migration { name: "m0035_process_additive", changes: &[Create(&m0035_process_additive::TABLE)] },
    // Behind the table that it adds to.
    Migration {
        name: "m0036_hourly_additive",
        changes: &[Create(&m0036_hourly_additive::TABLE), Add("process", &m0036_hourly_additive::PROCESS)],
    },
    Migration {
        name: "m0040_why_additive",
        changes: &[
            Add("notification", &m0040_why_additive::NOTIFICATION),
            Add("source", &m0040_why_additive::SOURCE),
            Index("notification", &m0040_why_additive::MESSAGE),
        ],
    },
    Migration { name: "m0041_style_additive", changes: &[Add("watch", &m0041_style_additive::WATCH)] },
    Migration { name: "m0042_erasure_additive", changes: &[Index("notification", &m0042_erasure_additive::OF_GUILD)] },
    Migration { name: "m0043_refused_additive", changes: &[Create(&m0043_refused_additive::TABLE)] },
    Migration { name: "m0044_guild_settings_additive", changes: &[Create(&m0044_guild_settings_additive::TABLE)] },
    Migration { name: "m0045_filter_additive", changes: &[Add("watch", &m0045_filter_additive::WATCH)] },
    Migration {
        name: "m0046_tags_additive",
        changes: &[Add("post", &m0046_tags_additive::POST), Add("fresh_post", &m0046_tags_additive::POST)],
    },
    Migration { name: "m0047_watch_version_additive", changes: &[Create(&m0047_watch_version_additive::TABLE)] },
    Migration {
        name: "m0048_outbox_open_additive",
        changes: &[
            IndexOf("notification", &m0048_outbox_open_additive::CHANNELS, m0048_outbox_open_additive::ONLY),
            IndexOf("notification", &m0048_outbox_open_additive::TIMES, m0048_outbox_open_additive::ONLY),
            IndexOf("notification", &m0048_outbox_open_additive::WATCHES, m0048_outbox_open_additive::ONLY),
        ],
    },
    Migration { name: "m0050_moving_additive", changes: &[Create(&m0050_moving_additive::TABLE)] },
    Migration {
        name: "m0051_retention_additive",
        changes: &[Create(&m0051_retention_additive::TABLE), Index("audit", &m0051_retention_additive::AUDIT)],
    },
    Migration {
        name: "m0054_care_additive",
        changes: &[Add("notification", &m0054_care_additive::NOTIFICATION), Add("guild_settings", &m0054_care_additive::SETTINGS)],
    },
    Migration { name: "m0055_chore_additive", changes: &[Create(&m0055_chore_additive::TABLE)] },
    Migration {
        name: "m0060_language_additive",
        changes: &[Add("guild", &m0060_language_additive::GUILD), Add("guild_settings", &m0060_language_additive::SETTINGS)],
    },
    Migration { name: "m0061_zone_additive", changes: &[Add("guild_settings", &m0061_zone_additive::SETTINGS)] },
    Migration { name: "m0062_rhythm_additive", changes: &[Add("watch", &m0062_rhythm_additive::WATCH)] },
    Migration {
        name: "m0064_mature_channel_additive",
        changes: &[Add("watch", &m0064_mature_channel_additive::WATCH), Add("guild_settings", &m0064_mature_channel_additive::SETTINGS)],
    },
    Migration { name: "m0065_erased_additive", changes: &[Create(&m0065_erased_additive::TABLE)] },
    Migration { name: "m0066_template_additive", changes: &[Add("watch", &m0066_template_additive::WATCH)] },
    Migration {
        name: "m0068_shrunk_additive",
        changes: &[
            Add("post", &m0068_shrunk_additive::POST),
            Add("fresh_post", &m0068_shrunk_additive::POST),
            IndexOf("post", &m0068_shrunk_additive::WHOLE, m0068_shrunk_additive::ONLY),
        ],
    },
    Migration { name: "m0070_fresh_folder_additive", changes: &[Index("fresh_folder", &m0070_fresh_folder_additive::OWNER)] },
    Migration { name: "m0071_aside_additive", changes: &[Create(&m0071_aside_additive::TABLE)] },
    Migration { name: "m0072_publication_additive", changes: &[Create(&m0072_publication_additive::TABLE)] },
    Migration {
        name: "m0074_group_additive",
        changes: &[Add("watch", &m0074_group_additive::WATCH), Create(&m0074_group_additive::FOLDERS)],
    },
    Migration {
        name: "m0075_media_additive",
        changes: &[Add("post", &m0075_media_additive::POST), Add("fresh_post", &m0075_media_additive::POST)],
    },
    Migration {
        name: "m0078_open_seen_additive",
        changes: &[IndexOf("notification", &m0078_open_seen_additive::SEEN, m0048_outbox_open_additive::ONLY)],
    },
    Migration {
        name: "m0079_defaults_additive",
        changes: &[Add("watch", &m0079_defaults_additive::WATCH), Add("guild_settings", &m0079_defaults_additive::SETTINGS)],
    },
];

struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        MIGRATIONS.iter().map(|migration| Box::new(*migration) as Box<dyn MigrationTrait>).collect()
    }
}

/// Why the schema is not what this version needs.
#[derive(Debug)]
pub enum Error {
    /// A newer version of the program has migrated this database; nothing was touched.
    NewerSchema { unknown: Vec<String> },
    /// The database refused a step; steps done before stay, and a repeat resumes after them.
    Database(DbErr),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NewerSchema { unknown } => write!(
                f,
                "the store was migrated by a newer version of the program ({} unknown here); run that version, or restore a backup from before",
                unknown.join(", ")
            ),
            Self::Database(error) => write!(f, "the store could not be migrated: {error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NewerSchema { .. } => None,
            Self::Database(error) => Some(error),
        }
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

/// What a database has of the changes, compared with what this version knows.
struct Standing {
    /// Known here and not applied.
    missing: usize,
    /// The first of them.
    next: Option<&'static str>,
    /// Applied, and not known here.
    unknown: Vec<String>,
}

impl Standing {
    async fn of(connection: &DatabaseConnection) -> Result<Self, DbErr> {
        let applied = applied(connection).await?;
        let missing: Vec<&'static str> = names().filter(|name| !applied.iter().any(|one| one == name)).collect();
        let unknown = applied.into_iter().filter(|name| !names().any(|known| known == name)).collect();
        Ok(Self { missing: missing.len(), next: missing.first().copied(), unknown })
    }

    /// A newer version has added to this schema, and nothing else.
    fn added_to(&self) -> bool {
        self.missing == 0 && self.unknown.iter().all(|name| name.ends_with(ADDITIVE))
    }
}

/// Refuses a database that a newer version has migrated, unless it only added to it; touches nothing.
///
/// # Errors
/// [`Error::NewerSchema`], or the database cannot be asked.
pub async fn check(connection: &DatabaseConnection) -> Result<(), Error> {
    let standing = Standing::of(connection).await?;
    if standing.unknown.is_empty() || standing.added_to() { Ok(()) } else { Err(Error::NewerSchema { unknown: standing.unknown }) }
}

/// Whether [`up`] has something to do.
///
/// # Errors
/// As [`check`].
pub async fn is_current(connection: &DatabaseConnection) -> Result<bool, Error> {
    check(connection).await?;
    Ok(Standing::of(connection).await?.missing == 0)
}

/// The names of every change that this version knows, in order; the last one names the schema.
pub fn names() -> impl Iterator<Item = &'static str> {
    MIGRATIONS.iter().map(|migration| migration.name)
}

/// What a newer version has added, in this version's words none of its business.
///
/// # Errors
/// The database cannot be asked.
pub async fn additions(connection: &DatabaseConnection) -> Result<Vec<String>, Error> {
    Ok(Standing::of(connection).await?.unknown)
}

/// Brings the schema to this version; does nothing when it is there. Several processes may do this at once: one of them is refused a
/// step that another is doing, checks what is left, and continues.
///
/// # Errors
/// As [`check`]; or the database refused a step.
pub async fn up(connection: &DatabaseConnection) -> Result<(), Error> {
    up_telling(connection, &|_| {}).await
}

/// [`up`], which says the name of each step before it.
///
/// # Errors
/// As [`up`].
pub async fn up_telling(connection: &DatabaseConnection, told: &(dyn Fn(&str) + Sync)) -> Result<(), Error> {
    let (mut least, mut tries) = (usize::MAX, 0);
    loop {
        check(connection).await?;
        let standing = Standing::of(connection).await?;
        let Some(next) = standing.next else { return Ok(()) };
        let missing = standing.missing;
        if missing < least {
            (least, tries) = (missing, 0);
            told(next);
        }
        match Migrator::up(connection, Some(1)).await {
            Ok(()) => {}
            Err(error) if tries >= TRIES => return Err(error.into()),
            Err(_) => {
                tries += 1;
                // Not all at the same time again.
                let spread = PAUSE.mul_f64(f64::from(std::process::id() % 8) / 8.0);
                tokio::time::sleep(PAUSE * tries + spread).await;
            }
        }
    }
}

/// Removes everything that [`up`] made, data included: for tests and for giving a database back.
///
/// # Errors
/// As [`check`]; or the database refused a step.
pub async fn down(connection: &DatabaseConnection) -> Result<(), Error> {
    let unknown = Standing::of(connection).await?.unknown;
    if !unknown.is_empty() {
        // Not even additions: it is not known here how they are taken back.
        return Err(Error::NewerSchema { unknown });
    }
    Ok(Migrator::down(connection, None).await?)
}

async fn applied(connection: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    if !SchemaManager::new(connection).has_table("seaql_migrations").await? {
        return Ok(Vec::new());
    }
    Ok(Migrator::get_migration_models(connection).await?.into_iter().map(|model| model.version).collect())
}
