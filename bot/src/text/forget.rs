//! What is said when everything of a server is erased.

use super::format::bold;

pub(crate) const fn title() -> &'static str {
    "Erase everything of this server"
}

pub(crate) const fn field() -> &'static str {
    "This server's name"
}

pub(crate) const fn placeholder() -> &'static str {
    "All watches and settings go, and nothing brings them back"
}

pub(crate) const fn type_again() -> &'static str {
    "Type it again"
}

pub(crate) fn no_name() -> String {
    "Discord doesn't tell me this server's name right now, so nothing was erased. Please try again in a minute.".to_owned()
}

pub(crate) fn other_name(name: &str) -> String {
    format!("That isn't this server's name, so nothing was erased. Its name is {}.", bold(name))
}

pub(crate) fn hidden(count: u32) -> String {
    let watches = if count == 1 { "1 watch posts".to_owned() } else { format!("{count} watches post") };
    format!(
        "Nothing was erased: {watches} in channels that you can't see. Somebody who sees all of them, such as an administrator, can do this."
    )
}

pub(crate) fn erased(watches: usize) -> String {
    let what = match watches {
        0 => "everything of this server".to_owned(),
        1 => "everything of this server, with its only watch".to_owned(),
        many => format!("everything of this server, with its {many} watches"),
    };
    format!("\u{2705} I've erased {what}. What I posted stays in your channels; use `/watch` to begin again.")
}

pub(crate) fn nothing() -> String {
    "There was nothing to erase: I know nothing of this server.".to_owned()
}
