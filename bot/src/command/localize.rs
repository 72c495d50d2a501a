//! What commands are called and say in other languages. Names stay as they are, because sentences say `/watch` and `folder`; what is translated are
//! descriptions, choices, and the entries in the menu of a message.

use super::context::Data;
use super::error::Error;
use crate::language::{Language, keyed, keyed_in};
use serenity::all::CreateCommand;
use std::borrow::Cow;

type Command = poise::Command<Data, Error>;
type Localized = Vec<(Cow<'static, str>, Cow<'static, str>)>;

/// Adds to a command what the files say.
pub(super) fn localized(mut command: Command) -> Command {
    if command.context_menu_name.is_some() {
        return command;
    }
    command.description_localizations = Cow::Owned(all(&[command_key(&command)]));
    let name = command.name.to_string();
    for option in &mut command.parameters {
        option.description_localizations = Cow::Owned(all(&option_keys(&name, &option.name)));
        for choice in option.choices.to_mut() {
            choice.localizations = Cow::Owned(all(&[choice_key(&choice.name)]));
        }
    }
    command
}

/// The commands as Discord is to have them.
pub(crate) fn registered(commands: &[Command]) -> Vec<CreateCommand> {
    let mut registered: Vec<CreateCommand> = commands.iter().filter_map(Command::create_as_slash_command).collect();
    for command in commands {
        let Some(menu) = command.create_as_context_menu_command() else { continue };
        // poise writes no other names of such a command.
        let names = all(&[menu_key(command)]);
        registered.push(names.into_iter().fold(menu, |menu, (locale, name)| menu.name_localized(locale, name)));
    }
    registered
}

/// As the reader's client shows it.
pub(super) fn menu(command: &Command) -> Option<&str> {
    command.context_menu_name.as_deref().map(|name| keyed(&menu_key(command)).unwrap_or(name))
}

/// What a command does.
pub(super) fn about(command: &Command) -> &str {
    keyed(&command_key(command)).or(command.description.as_deref()).unwrap_or_default()
}

/// What one of its options is.
pub(super) fn about_option<'a>(command: &Command, option: &'a poise::CommandParameter<Data, Error>) -> &'a str {
    let [own, shared] = option_keys(&command.name, &option.name);
    keyed(&own).or_else(|| keyed(&shared)).or(option.description.as_deref()).unwrap_or_default()
}

fn command_key(command: &Command) -> String {
    format!("command-{}", command.name)
}

/// The option of this command, else of all that have it.
fn option_keys(command: &str, option: &str) -> [String; 2] {
    [format!("option-{command}-{option}"), format!("option-{option}")]
}

fn menu_key(command: &Command) -> String {
    format!("menu-{}", words(command.context_menu_name.as_deref().unwrap_or_default()).join("-"))
}

/// By the choice's first word.
fn choice_key(name: &str) -> String {
    format!("choice-{}", words(name).first().map(String::as_str).unwrap_or_default())
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect()
}

/// The first of these messages that there is, in every language that has it.
fn all(keys: &[String]) -> Localized {
    let says = |language: Language| keys.iter().find_map(|key| keyed_in(language, key)).map(|words| (language, words));
    let said = Language::OFFERED.into_iter().filter_map(says);
    said.flat_map(|(language, words)| language.locales().iter().map(move |locale| (Cow::Borrowed(*locale), Cow::Borrowed(words)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language;

    /// All names of messages that the commands ask for, with what stands in the code.
    pub(super) fn asked() -> Vec<(Vec<String>, String)> {
        let mut asked = Vec::new();
        for command in super::super::all() {
            if let Some(name) = &command.context_menu_name {
                asked.push((vec![menu_key(&command)], name.to_string()));
                continue;
            }
            asked.push((vec![command_key(&command)], command.description.clone().unwrap_or_default().into_owned()));
            for option in &command.parameters {
                let keys = option_keys(&command.name, &option.name).to_vec();
                asked.push((keys, option.description.clone().unwrap_or_default().into_owned()));
                asked.extend(option.choices.iter().map(|choice| (vec![choice_key(&choice.name)], choice.name.to_string())));
            }
        }
        asked
    }

    #[test]
    fn english_stands_in_the_files_as_in_the_code() {
        let mut used = std::collections::BTreeSet::new();
        for (keys, words) in asked() {
            let key = keys.iter().find(|key| keyed_in(Language::English, key).is_some());
            let key = key.unwrap_or_else(|| panic!("no message is called {keys:?}, in commands.ftl"));
            assert_eq!(keyed_in(Language::English, key), Some(words.as_str()), "{key}");
            used.insert(key.clone());
        }
        let all = language::files(Language::English)[1];
        let unused: Vec<_> = language::keys(all).filter(|key| !used.contains(*key)).collect();
        assert!(unused.is_empty(), "no command needs {unused:?}");
    }

    #[test]
    fn what_discord_takes() {
        for language in Language::OFFERED {
            for (keys, _) in asked() {
                let Some(words) = keys.iter().find_map(|key| keyed_in(language, key)) else { continue };
                let most = if keys[0].starts_with("menu-") { 32 } else { 100 };
                assert!((1..=most).contains(&words.chars().count()), "{language}: {keys:?} has {}: {words}", words.chars().count());
                assert!(!words.ends_with(['.', '\u{3002}']), "{language}: {keys:?} is no sentence: {words}");
            }
        }
    }

    #[test]
    fn a_locale_of_discords_gets_its_language() {
        let help = super::super::all().into_iter().find(|command| command.name == "help").unwrap();
        let german = help.description_localizations.iter().find(|(locale, _)| locale == "de").unwrap();
        assert_eq!(german.1, "So benutzt du diesen Bot");
    }
}
