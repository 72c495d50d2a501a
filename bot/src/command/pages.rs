//! The buttons that turn the pages of a list.

use crate::text;
use serenity::all::{ButtonStyle, CreateActionRow, CreateButton};

/// To the page before and after this one, both counted from 0; nothing where there is one page. `id`: the id of the button to a page; of one that is
/// off, with a word in its place: two buttons of a message must differ.
pub(super) fn buttons(page: u32, last: u32, id: impl Fn(&str) -> String) -> Option<CreateActionRow> {
    if last == 0 {
        return None;
    }
    let button = |label: &str, to: u32, on: bool, off: &str| {
        let target = if on { id(&to.to_string()) } else { id(off) };
        CreateButton::new(target).label(label).style(ButtonStyle::Secondary).disabled(!on)
    };
    Some(CreateActionRow::Buttons(vec![
        button(text::list::previous(), page.saturating_sub(1), page > 0, "first"),
        button(text::list::next(), page + 1, page < last, "last"),
    ]))
}
