//! `docs/commands.md`: the commands as they are, for people who read before they install.

use super::context::Data;
use super::error::Error;
use std::fmt::Write as _;

/// The text of the page. Made from the commands, so that a test can tell when the page is stale.
pub(super) fn of(commands: &[poise::Command<Data, Error>]) -> String {
    let mut page = String::from(
        "# Commands\n\nThis page is made from the commands; after a change, `just commands-page` makes it again.\n\n\
         Every command works in servers only. At first, everybody with Manage Server may use them; a server sets that for each command in Server\n\
         Settings \u{203a} Integrations. Nobody gets from the bot what Discord would not let them do: watches of channels that you cannot see are only\n\
         counted, and posts go only where you may post yourself. Answers are visible to you alone.\n",
    );
    for command in commands.iter().filter(|command| !command.hide_in_help) {
        match &command.context_menu_name {
            Some(name) => {
                let _infallible = write!(page, "\n## {name}\n\nOn a message: right-click it (on a phone, hold it), then Apps.\n");
            }
            None => {
                let about = command.description.as_deref().unwrap_or_default();
                let _infallible = write!(page, "\n## /{}\n\n{about}.\n", command.name);
            }
        }
        if !command.parameters.is_empty() {
            page.push_str("\n| option | | meaning |\n|---|---|---|\n");
        }
        for option in &command.parameters {
            let need = if option.required { "required" } else { "" };
            let choices = option.choices.iter().map(|choice| choice.name.as_ref()).collect::<Vec<_>>().join(", ");
            let choices = if choices.is_empty() { String::new() } else { format!(": {choices}") };
            let about = option.description.as_deref().unwrap_or_default();
            let _infallible = writeln!(page, "| `{}` | {need} | {about}{choices} |", option.name);
        }
    }
    page
}
