//! In which language a server reads cards and notices: the one that it has chosen, else the one that it has in Discord.

use super::column::{Col, Word};
use super::entity::{guild, guild_settings};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::pool::Store;
use crate::read::{Rows, cell};
use domain::id::GuildId;
use domain::language::Language;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::{HashMap, HashSet};

/// The longest word for a language that is kept; Discord's have up to six characters.
const WORD: usize = 16;

/// The languages of these servers; one of which nothing is known is left out.
pub(crate) async fn languages_of(store: &Store, guilds: HashSet<Col<GuildId>>) -> Result<HashMap<GuildId, Language>, StoreError> {
    let mut query = Query::select();
    query.expr_as(Expr::col((guild::Entity, guild::Column::Id)), "id").expr_as(Expr::col((guild::Entity, guild::Column::Locale)), "locale");
    query.expr_as(Expr::col((guild_settings::Entity, guild_settings::Column::Language)), "language").from(guild::Entity);
    let same = Expr::col((guild_settings::Entity, guild_settings::Column::GuildId)).equals((guild::Entity, guild::Column::Id));
    query.left_join(guild_settings::Entity, same);
    query.and_where(Expr::col((guild::Entity, guild::Column::Id)).is_in(guilds));
    let mut languages = HashMap::new();
    for row in store.read().query_all(&query).await? {
        let id = cell::<Col<GuildId>>(&row, "guild", "id")?.0;
        let locale = cell::<Option<String>>(&row, "guild", "locale")?;
        let chosen = cell::<Option<Col<Word<Language>>>>(&row, "guild_settings", "language")?;
        // A language that only a later version has counts as none.
        let chosen = chosen.and_then(|word| word.0.ok());
        if let Some(language) = chosen.or_else(|| locale.as_deref().map(Language::of_locale)) {
            languages.insert(id, language);
        }
    }
    Ok(languages)
}

impl BotStore {
    /// The language of this server's cards and notices. None: it has chosen none, and Discord's word for its language has not come yet.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn guild_language(&self, guild: GuildId) -> Result<Option<Language>, StoreError> {
        Ok(languages_of(self.store(), HashSet::from([Col(guild)])).await?.remove(&guild))
    }

    /// This is Discord's word for the language of the server. Of a server of which nothing is stored it is not kept.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn guild_speaks(&self, guild: GuildId, locale: &str) -> Result<(), StoreError> {
        let known = guild::Entity::find_by_id(Col(guild)).row(self.read()).await?;
        if locale.is_empty() || locale.len() > WORD || known.is_none_or(|row| row.locale.as_deref() == Some(locale)) {
            return Ok(());
        }
        let locale = locale.to_owned();
        self.write(move |tx| {
            let row = guild::ActiveModel { locale: Set(Some(locale.clone())), ..Default::default() };
            Box::pin(async move {
                guild::Entity::update_many().set(row).filter(guild::Column::Id.eq(Col(guild))).exec(tx).await?;
                Ok(())
            })
        })
        .await
    }
}
