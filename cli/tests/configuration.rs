//! docs/configuration.md, made from the types of the configuration and the file of examples.

#![expect(clippy::unwrap_used, reason = "tests")]

use figment::Figment;
use figment::providers::{Format, Toml};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Where the types are.
const SOURCES: [&str; 3] = ["sections.rs", "ops.rs", "credential.rs"];

/// One key: its name, its type's last words, and what its comment says.
struct Field {
    name: String,
    kind: String,
    says: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The structs of the configuration by name.
fn types() -> BTreeMap<String, Vec<Field>> {
    let mut found = BTreeMap::new();
    for source in SOURCES {
        let text = std::fs::read_to_string(root().join("cli/src/config").join(source)).unwrap();
        let tokens: Vec<TokenTree> = text.parse::<TokenStream>().unwrap().into_iter().collect();
        for three in tokens.windows(3) {
            if let [TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Group(body)] = three
                && *word == "struct"
                && body.delimiter() == Delimiter::Brace
            {
                found.insert(name.to_string(), fields(body.stream()));
            }
        }
    }
    found
}

/// `/// says … pub name: Kind,` as often as it is there.
fn fields(body: TokenStream) -> Vec<Field> {
    let (mut found, mut says, mut name, mut kind) = (Vec::new(), String::new(), None, String::new());
    let mut before = String::new();
    for token in body {
        let text = token.to_string();
        match &token {
            TokenTree::Group(group) if before == "#" => says.push_str(&comment(group.stream())),
            TokenTree::Punct(punct) if punct.as_char() == ':' && name.is_none() => name = Some(before.clone()),
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                found.extend(name.take().map(|name| Field { name, kind: std::mem::take(&mut kind), says: std::mem::take(&mut says) }));
            }
            _ if name.is_some() => kind.push_str(&text),
            _ => {}
        }
        before = text;
    }
    found
}

/// The text of `doc = "…"`.
fn comment(attribute: TokenStream) -> String {
    let parts: Vec<TokenTree> = attribute.into_iter().collect();
    match &parts[..] {
        [TokenTree::Ident(word), _, TokenTree::Literal(text)] if *word == "doc" => {
            let text: String = serde_json::from_str(&text.to_string()).unwrap();
            format!("{} ", text.trim())
        }
        _ => String::new(),
    }
}

fn page() -> String {
    let types = types();
    let example = std::fs::read_to_string(root().join("deviantcord.example.toml")).unwrap();
    let defaults: Value = Figment::from(Toml::string(&example)).extract().unwrap();
    let mut page = String::from(
        "# Configuration\n\n<!-- Made from the types by a test: just configuration-page -->\n\nThe program reads the file that `--config` names, else \
         `deviantcord.toml` in the working directory, else\n`/etc/deviantcord/deviantcord.toml`; then the environment, which wins. An unknown key is an \
         error. Relative paths in the file are\nrelative to it. `deviantcord setup` writes a file with what is required;\n\
         [deviantcord.example.toml](../deviantcord.example.toml) has every key with its default.\n",
    );
    let mut sections = vec![(String::new(), "Config")];
    let nested = ["Discord", "DeviantArt", "Log", "Backend", "Cache", "Ingest", "Ops", "Expect", "Credential"];
    while !sections.is_empty() {
        let (path, name) = sections.remove(0);
        let heading = if path.is_empty() { "Top level".to_owned() } else { format!("`[{path}]`") };
        write!(page, "\n## {heading}\n\n| key | environment | default | |\n|---|---|---|---|\n").unwrap();
        for field in &types[name] {
            assert!(!field.says.is_empty(), "{name}.{} has no comment", field.name);
            let key = if path.is_empty() { field.name.clone() } else { format!("{path}.{}", field.name) };
            if let Some(inner) = nested.iter().find(|nested| field.kind == **nested || field.kind == format!("Vec<{nested}>")) {
                sections.push((key, inner));
                continue;
            }
            let value = key.split('.').try_fold(&defaults, |value, part| value.get(part));
            let default = value.map_or_else(String::new, |value| format!("`{value}`"));
            let variable = format!("DEVIANTCORD_{}", key.to_uppercase().replace('.', "__").replace("CREDENTIALS__", "CREDENTIALS__1__"));
            writeln!(page, "| `{}` | `{variable}` | {default} | {} |", field.name, field.says.trim()).unwrap();
        }
    }
    page
}

/// `DEVIANTCORD_WRITE_PAGES=1` writes it instead (`just configuration-page`).
#[test]
fn the_page_of_the_configuration_is_what_the_types_say() {
    let path = root().join("docs/configuration.md");
    if std::env::var_os("DEVIANTCORD_WRITE_PAGES").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    let page = page();
    assert!(page.matches("\n| `").count() > 30, "the keys were found");
    assert_eq!(std::fs::read_to_string(path).unwrap(), page, "docs/configuration.md is stale: just configuration-page");
}
