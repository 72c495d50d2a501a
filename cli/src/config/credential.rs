//! DeviantArt's credentials: one in the section itself, and a list for more.

use super::secret;
use anyhow::Result;
use secrecy::{ExposeSecret, SecretString};
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// One entry of `[[deviantart.credentials]]`.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Credential {
    /// Of an application registered at DeviantArt. Numbers are accepted: DeviantArt's ids are.
    #[serde(deserialize_with = "secret::text_or_number")]
    pub client_id: Option<String>,
    /// A file that holds the client id.
    pub client_id_file: Option<PathBuf>,
    /// The application's secret.
    pub client_secret: Option<SecretString>,
    /// A file that holds the client secret.
    pub client_secret_file: Option<PathBuf>,
}

/// A list, as a file has it, or a table with a number for each, as environment variables make it
/// (`DEVIANTCORD_DEVIANTART__CREDENTIALS__1__CLIENT_ID`).
pub fn list_or_table<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Credential>, D::Error> {
    struct ListOrTable;
    impl<'de> Visitor<'de> for ListOrTable {
        type Value = Vec<Credential>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a list of credentials, or a table of numbered ones")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut credentials = Vec::new();
            while let Some(credential) = list.next_element()? {
                credentials.push(credential);
            }
            Ok(credentials)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Self::Value, A::Error> {
            let mut numbered = BTreeMap::new();
            while let Some(number) = table.next_key::<String>()? {
                let number = number.parse::<u32>().map_err(|_| A::Error::custom("credentials are numbered: 1, 2, ..."))?;
                numbered.insert(number, table.next_value()?);
            }
            Ok(numbered.into_values().collect())
        }
    }
    deserializer.deserialize_any(ListOrTable)
}

impl Credential {
    pub(super) fn read_secret_files(&mut self, key: &str) -> Result<()> {
        secret::from_file(&mut self.client_secret, self.client_secret_file.as_deref(), &format!("{key}.client_secret"))?;
        let mut id = self.client_id.take().map(SecretString::from);
        secret::from_file(&mut id, self.client_id_file.as_deref(), &format!("{key}.client_id"))?;
        self.client_id = id.map(|id| id.expose_secret().to_owned());
        Ok(())
    }
}
