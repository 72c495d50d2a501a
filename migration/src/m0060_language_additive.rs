//! In which language a server reads cards and notices. `locale`: Discord's word for the language that the server has there; null: not known yet.
//! `language`: the tag of the language that it has chosen from the bot instead; null: none.

use crate::table::{Column, Type::Text, may};

pub const GUILD: [Column; 1] = [may("locale", Text)];
pub const SETTINGS: [Column; 1] = [may("language", Text)];
