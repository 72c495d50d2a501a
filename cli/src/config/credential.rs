//! DeviantArt's credentials: one in the section itself, and a list for more.

use super::{DeviantArt, secret};
use anyhow::{Result, bail};
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
    pub client_id_file: Option<PathBuf>,
    pub client_secret: Option<SecretString>,
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
    fn read_secret_files(&mut self, key: &str) -> Result<()> {
        secret::from_file(&mut self.client_secret, self.client_secret_file.as_deref(), &format!("{key}.client_secret"))?;
        let mut id = self.client_id.take().map(SecretString::from);
        secret::from_file(&mut id, self.client_id_file.as_deref(), &format!("{key}.client_id"))?;
        self.client_id = id.map(|id| id.expose_secret().to_owned());
        Ok(())
    }
}

impl DeviantArt {
    /// Reads `client_id_file` and `client_secret_file` of the section and of each entry of the list.
    pub(super) fn read_secret_files(&mut self) -> Result<()> {
        let mut own = Credential {
            client_id: self.client_id.take(),
            client_id_file: self.client_id_file.clone(),
            client_secret: self.client_secret.take(),
            client_secret_file: self.client_secret_file.clone(),
        };
        own.read_secret_files("deviantart")?;
        (self.client_id, self.client_secret) = (own.client_id, own.client_secret);
        for (number, credential) in (1..).zip(&mut self.credentials) {
            credential.read_secret_files(&format!("deviantart.credentials ({number})"))?;
        }
        Ok(())
    }

    /// All configured credentials as id and secret, the section's own first; empty when there are none.
    ///
    /// # Errors
    /// When half of one is missing, or an application is named twice: its limit would not grow by that.
    pub fn pairs(&self) -> Result<Vec<(String, SecretString)>> {
        let mut pairs: Vec<(String, SecretString)> = Vec::new();
        match (&self.client_id, &self.client_secret) {
            (Some(id), Some(secret)) => pairs.push((id.clone(), secret.clone())),
            (None, None) => {}
            _ if self.credentials.is_empty() => {}
            _ => bail!(
                "of deviantart.client_id and deviantart.client_secret only one is set; set both, or neither beside deviantart.credentials"
            ),
        }
        for (number, credential) in (1..).zip(&self.credentials) {
            let (Some(id), Some(secret)) = (&credential.client_id, &credential.client_secret) else {
                bail!("number {number} of deviantart.credentials lacks client_id or client_secret; each needs both");
            };
            if pairs.iter().any(|(other, _)| other == id) {
                bail!("number {number} of deviantart.credentials names an application that is configured already; use another application");
            }
            pairs.push((id.clone(), secret.clone()));
        }
        Ok(pairs)
    }
}
