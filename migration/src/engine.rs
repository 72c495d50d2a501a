//! Which database this is. CockroachDB speaks PostgreSQL's protocol and says so only in its version.

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// A database that the store runs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    /// With what it says of its version.
    Postgres(String),
    Cockroach(String),
}

impl Engine {
    /// Asks the database.
    ///
    /// # Errors
    /// It cannot be asked.
    pub async fn of(connection: &impl ConnectionTrait) -> Result<Self, DbErr> {
        if connection.get_database_backend() == DbBackend::Sqlite {
            return Ok(Self::Sqlite);
        }
        let ask = Statement::from_sql_and_values(DbBackend::Postgres, r#"SELECT VERSION() AS "version""#, []);
        let row = connection.query_one_raw(ask).await?;
        Ok(Self::named(row.map_or(Ok(String::new()), |row| row.try_get("", "version"))?))
    }

    /// `PostgreSQL 15.18 (Debian …) on x86_64…` or `CockroachDB CCL v25.2.1 (x86_64-…)`.
    fn named(version: String) -> Self {
        if version.starts_with("CockroachDB") { Self::Cockroach(version) } else { Self::Postgres(version) }
    }
}

impl std::fmt::Display for Engine {
    /// The product and its version, without the build.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite => f.write_str("SQLite"),
            Self::Postgres(version) | Self::Cockroach(version) => {
                f.write_str(version.split_once('(').map_or(version.as_str(), |(name, _)| name).trim_end())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Engine;

    #[test]
    fn cockroachdb_is_known_by_its_version() {
        let cockroach = Engine::named("CockroachDB CCL v25.2.1 (x86_64-pc-linux-gnu, built 2025/06/04, go1.23.7)".to_owned());
        assert!(matches!(cockroach, Engine::Cockroach(_)));
        assert_eq!(cockroach.to_string(), "CockroachDB CCL v25.2.1");
        let postgres = Engine::named("PostgreSQL 15.18 (Debian 15.18-0+deb12u1) on x86_64-pc-linux-gnu".to_owned());
        assert!(matches!(postgres, Engine::Postgres(_)));
        assert_eq!(postgres.to_string(), "PostgreSQL 15.18");
    }
}
