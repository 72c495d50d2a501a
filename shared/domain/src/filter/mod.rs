//! Filters: what a watch lets through, in the words of a moderator. `docs/filters.md` describes the language.
//!
//! A filter is a row of parts that all have to hold; `OR` between two of them asks for one of both. What a part costs is bounded by the limits
//! here and in the modules: [`MOST`] characters of filter, 300 of a title, 100 tags of 100 each, and regular expressions of a linear-time engine
//! whose size is limited.

mod limits;
mod parse;
mod problem;
mod term;
mod text;

pub use limits::{MOST, REGEXES};
pub use problem::{IS, Problem, What, kinds};
pub use term::is_tagged_as_ai;

use crate::post::Post;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::{Arc, OnceLock};
use term::{Clause, Seen, Term};

/// A filter as it was typed, and its parts once they are needed. Two are equal when their texts are. Cheap to clone.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Filter {
    text: Arc<str>,
    /// None within: this version cannot read it.
    clauses: Arc<OnceLock<Option<Vec<Clause>>>>,
}

/// Whether a filter may ask for tags, told by its text alone: that costs nothing, and errs on the side of yes.
#[must_use]
pub fn may_need_tags(text: &str) -> bool {
    text.contains(['#', '\u{ff03}']) || text.to_lowercase().contains("ai")
}

/// What a filter makes of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// It lets the post through.
    Passes,
    /// It does not.
    Refuses,
    /// It depends on the post's tags, which are not known yet.
    Waits,
}

/// What a filter makes of a post, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision<'f> {
    /// What it makes of it.
    pub ruling: Ruling,
    /// The part that decided, as it was typed. None where a post passes because nothing of it is ruled out.
    pub by: Option<&'f str>,
}

impl Filter {
    /// Reads what somebody typed.
    ///
    /// # Errors
    /// What is wrong with it, and where in `text`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let clauses = parse::parse(text)?;
        Ok(Self { text: text.into(), clauses: Arc::new(OnceLock::from(Some(clauses))) })
    }

    /// A filter that was stored. One that this version cannot read lets nothing through.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        Self { text: text.into(), clauses: Arc::default() }
    }

    /// As it was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it asks for tags.
    #[must_use]
    pub fn needs_tags(&self) -> bool {
        self.any(|term| matches!(term, Term::Tag { .. } | Term::Ai))
    }

    /// Whether it asks for the folder that a post is in.
    #[must_use]
    pub fn names_folder(&self) -> bool {
        self.any(|term| matches!(term, Term::Folder(_)))
    }

    fn any(&self, is: impl Fn(&Term) -> bool) -> bool {
        self.clauses().iter().flat_map(|clause| &clause.items).any(|item| is(&item.term))
    }

    fn clauses(&self) -> &[Clause] {
        self.readable().unwrap_or_default()
    }

    fn readable(&self) -> Option<&[Clause]> {
        self.clauses.get_or_init(|| parse::parse(&self.text).ok()).as_deref()
    }

    /// What it makes of a post; `folders`: the names of those that the post came through.
    #[must_use]
    pub fn decide(&self, post: &Post, folders: &[&str]) -> Decision<'_> {
        let Some(clauses) = self.readable() else { return Decision { ruling: Ruling::Refuses, by: Some(&self.text) } };
        let seen = Seen::new(post, folders);
        let (mut by, mut waits) = (None, None);
        for clause in clauses {
            let held: Vec<Option<bool>> = clause.items.iter().map(|item| seen.holds(item)).collect();
            if held.iter().all(|held| *held == Some(false)) {
                return Decision { ruling: Ruling::Refuses, by: self.text.get(clause.place()) };
            }
            let holds = clause.items.iter().zip(&held).find(|(_, held)| **held == Some(true));
            match holds {
                Some((item, _)) if !item.negated => by = by.or(self.text.get(item.place.clone())),
                Some(_) => {}
                None => waits = waits.or(self.text.get(clause.place())),
            }
        }
        match waits {
            Some(part) => Decision { ruling: Ruling::Waits, by: Some(part) },
            None => Decision { ruling: Ruling::Passes, by },
        }
    }
}

impl TryFrom<String> for Filter {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        Self::parse(&text)
    }
}

impl From<Filter> for String {
    fn from(filter: Filter) -> Self {
        filter.text().to_owned()
    }
}

impl PartialEq for Filter {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Filter {}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filter").field(&self.text).finish()
    }
}

#[cfg(test)]
mod tests;
