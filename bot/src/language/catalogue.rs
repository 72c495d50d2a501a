//! The words of all languages, read once from the files that are part of the program.

use super::current::current;
use domain::language::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};
use unic_langid::LanguageIdentifier;

/// What a message is given: text, as it is to stand there, or a number.
pub(crate) type Words = fluent_bundle::FluentValue<'static>;

/// The files of a language.
macro_rules! files {
    ($tag:literal) => {
        [
            include_str!(concat!("../../locales/", $tag, "/card.ftl")),
            include_str!(concat!("../../locales/", $tag, "/commands.ftl")),
            include_str!(concat!("../../locales/", $tag, "/manage.ftl")),
            include_str!(concat!("../../locales/", $tag, "/tell.ftl")),
            include_str!(concat!("../../locales/", $tag, "/watch.ftl")),
        ]
    };
}

/// How many files a language has.
const FILES: usize = 5;

/// The text of a language's files.
pub(crate) const fn files(language: Language) -> [&'static str; FILES] {
    match language {
        Language::English => files!("en"),
        Language::German => files!("de"),
        Language::Spanish => files!("es"),
        Language::French => files!("fr"),
        Language::Portuguese => files!("pt-BR"),
        Language::Japanese => files!("ja"),
        Language::Chinese => files!("zh-CN"),
        Language::Italian => files!("it"),
    }
}

/// One language.
struct Catalogue {
    language: Language,
    /// Made when the first message with arguments is said: read, a language takes half a MiB, and most servers speak one or two.
    bundle: OnceLock<FluentBundle<FluentResource>>,
    /// The messages that take no argument.
    fixed: HashMap<&'static str, String>,
}

static CATALOGUES: LazyLock<HashMap<Language, Catalogue>> =
    LazyLock::new(|| Language::OFFERED.into_iter().map(|language| (language, Catalogue::read(language))).collect());

/// The names of the messages in a file.
pub(crate) fn keys(file: &'static str) -> impl Iterator<Item = &'static str> {
    let begins = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
    file.lines().filter(begins).filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim_end())
}

/// What the language's files say.
fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Marks around what is put in would break Discord's markup, and count for its limits.
    bundle.set_use_isolating(false);
    for file in files(language) {
        // A test reads every file without an error; what could be read of one with errors is better than nothing.
        let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// None: there is no such message. Err: it asks for something that it is not given.
fn format(bundle: &FluentBundle<FluentResource>, key: &str, args: Option<&FluentArgs<'_>>) -> Result<Option<String>, String> {
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else { return Ok(None) };
    let mut errors = Vec::new();
    let words = bundle.format_pattern(pattern, args, &mut errors).into_owned();
    if errors.is_empty() { Ok(Some(words)) } else { Err(format!("{key}: {errors:?}")) }
}

impl Catalogue {
    fn read(language: Language) -> Self {
        let bundle = bundle(language);
        let keys = files(language).into_iter().flat_map(keys);
        let fixed = keys.filter_map(|key| Some((key, format(&bundle, key, None).ok()??))).collect();
        Self { language, bundle: OnceLock::new(), fixed }
    }

    fn bundle(&self) -> &FluentBundle<FluentResource> {
        self.bundle.get_or_init(|| bundle(self.language))
    }
}

/// The language that holds, and English behind it.
fn catalogues() -> impl Iterator<Item = &'static Catalogue> {
    [current(), Language::English].into_iter().filter_map(|language| CATALOGUES.get(&language))
}

/// A message with its arguments. [`super::say!`] is the way to call it: a test compares the arguments with the files.
pub(crate) fn message(key: &str, args: Vec<(&'static str, Words)>) -> String {
    let args: FluentArgs<'_> = args.into_iter().collect();
    let mut faults = Vec::new();
    for catalogue in catalogues() {
        match format(catalogue.bundle(), key, Some(&args)) {
            Ok(Some(words)) => return words,
            Ok(None) => {}
            Err(fault) => faults.push(fault),
        }
    }
    missing(key, &faults).to_owned()
}

/// A message that takes no argument.
pub(crate) fn word(key: &'static str) -> &'static str {
    keyed(key).unwrap_or_else(|| missing(key, &[]))
}

/// The same, for a name that is put together.
pub(crate) fn keyed(key: &str) -> Option<&'static str> {
    catalogues().find_map(|catalogue| catalogue.fixed.get(key)).map(String::as_str)
}

/// What this language itself says, if it says anything.
pub(crate) fn keyed_in(language: Language, key: &str) -> Option<&'static str> {
    CATALOGUES.get(&language).and_then(|catalogue| catalogue.fixed.get(key)).map(String::as_str)
}

/// Stops a test; a user reads the message's name rather than nothing.
fn missing<'a>(key: &'a str, faults: &[String]) -> &'a str {
    debug_assert!(false, "the message {key} cannot be said: {faults:?}");
    tracing::error!(key, ?faults, "a message cannot be said");
    key
}
