//! What is suggested while somebody types a filter: its words, and the tags of the artist's posts.

use super::artist;
use super::context::{Context, MAX_CHOICES, suggest};
use domain::filter::{Filter, IS, kinds};
use serenity::all::{AutocompleteChoice, CreateAutocompleteResponse, ResolvedValue};
use std::collections::HashMap;

/// What Discord takes as a choice.
const LONGEST: usize = 100;
/// Posts whose tags are suggested, and tags of them.
const POSTS: u64 = 50;
const TAGS: usize = 10;

/// Suggests how the filter could go on. Asks the store only.
pub(super) async fn autocomplete(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let name = ctx.args.iter().find_map(|option| match (&option.value, option.name) {
        (ResolvedValue::String(value), "artist") => artist::parse(value).ok().map(|asked| asked.name),
        _ => None,
    });
    let tags = match name {
        Some(name) => tags(ctx, &name).await,
        None => Vec::new(),
    };
    let choices = complete(partial, &tags).into_iter().map(|text| AutocompleteChoice::new(text.clone(), text));
    CreateAutocompleteResponse::new().set_choices(choices.collect())
}

/// The tags that the artist's latest posts have most often.
async fn tags(ctx: Context<'_>, name: &str) -> Vec<String> {
    let store = &ctx.framework.user_data.store;
    let posts = suggest(async {
        match store.artist_by_name(name).await? {
            Some((artist, _)) => store.history().latest_posts(artist.id, POSTS).await,
            None => Ok(Vec::new()),
        }
    });
    let mut counts = HashMap::<String, usize>::new();
    for tag in posts.await.into_iter().flat_map(|found| found.post.tags) {
        if (1..=40).contains(&tag.chars().count()) && tag.chars().all(char::is_alphanumeric) {
            *counts.entry(tag.to_lowercase()).or_default() += 1;
        }
    }
    let mut tags: Vec<_> = counts.into_iter().collect();
    tags.sort_by(|(a, most), (b, least)| least.cmp(most).then_with(|| a.cmp(b)));
    tags.into_iter().take(TAGS).map(|(tag, _)| tag).collect()
}

/// What was typed, if it is a filter, and what its last word could become. Pure.
fn complete(typed: &str, tags: &[String]) -> Vec<String> {
    let typed = typed.trim_start();
    let at = typed.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8());
    let (head, last) = typed.split_at(at);
    let head = head.trim_end();
    let mut words: Vec<String> = vec!["-is:ai".to_owned()];
    words.extend(tags.iter().flat_map(|tag| [format!("#{tag}"), format!("-#{tag}")]));
    words.extend(kinds().iter().flat_map(|kind| [format!("kind:{kind}"), format!("-kind:{kind}")]));
    words.extend(IS.iter().flat_map(|is| [format!("is:{is}"), format!("-is:{is}")]).filter(|word| word != "-is:ai"));
    if !head.is_empty() && !head.ends_with("OR") {
        words.push("OR".to_owned());
    }
    let last = last.to_lowercase();
    let fits = |word: &String| word.to_lowercase().starts_with(&last) && word.to_lowercase() != last;
    let whole = (!typed.is_empty() && Filter::parse(typed).is_ok()).then(|| typed.trim_end().to_owned());
    let more = words.into_iter().filter(fits).map(|word| if head.is_empty() { word } else { format!("{head} {word}") });
    whole.into_iter().chain(more).filter(|text| text.chars().count() <= LONGEST).take(MAX_CHOICES as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_is_completed() {
        let tags = ["fanart".to_owned(), "fox".to_owned()];
        let complete = |typed: &str| complete(typed, &tags);
        assert_eq!(complete("")[..3], ["-is:ai", "#fanart", "-#fanart"]);
        assert_eq!(complete("cat -#f"), ["cat -#f", "cat -#fanart", "cat -#fox"]);
        assert_eq!(complete("kind:j"), ["kind:journal"]);
        assert_eq!(complete("cat O"), ["cat O", "cat OR"]);
        assert!(!complete("OR").contains(&"OR OR".to_owned()) && complete("cat OR ").contains(&"cat OR #fox".to_owned()));
        assert_eq!(complete(&"x".repeat(150)), Vec::<String>::new());
        assert!(complete("a ").len() <= 25 && complete("a ")[0] == "a");
    }
}
