//! No two files of a crate import each other, directly or through others.
//!
//! A file imports another when a path in it leads to an item of the other: `use crate::…`, `use super::…`, and paths written out in code
//! or in a macro's arguments. A path that goes through a re-export leads to the file that defines the item, and the re-export counts as an import
//! like any other. `mod name;` imports nothing. Code for tests does not count. Methods do not show here: they need no path.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The names below the crate's root that lead to a module or an item.
type Names = Vec<String>;
/// File to the files that it imports, each with the names that it takes from there.
type Imports = BTreeMap<PathBuf, BTreeMap<PathBuf, BTreeSet<String>>>;

/// What one module says.
#[derive(Default)]
struct Module {
    file: PathBuf,
    items: BTreeSet<String>,
    /// Names that `use` brings in, and what they stand for.
    aliases: BTreeMap<String, Names>,
    globs: Vec<Names>,
    /// Every path in it that may lead to our own items, as written.
    paths: Vec<Mention>,
}

/// One path as it is written.
struct Mention {
    names: Names,
    /// The name that a `use` gives it.
    alias: Option<String>,
}

#[derive(Default)]
struct Crate(BTreeMap<Names, Module>);

impl Crate {
    /// Reads the crate whose `lib.rs` or `main.rs` is `root`.
    fn read(root: &Path) -> Self {
        let mut read = Self::default();
        read.file(root, vec![], root.parent().unwrap());
        // Twice: a `use` may begin with a name that another `use` brings in.
        for _ in 0..2 {
            read.name_what_is_used();
        }
        read
    }

    fn file(&mut self, file: &Path, module: Names, children: &Path) {
        let tokens: TokenStream = std::fs::read_to_string(file).unwrap().parse().unwrap();
        self.module(tokens, module, file, children);
    }

    fn module(&mut self, tokens: TokenStream, module: Names, file: &Path, children: &Path) {
        let mut said = Module { file: file.to_owned(), ..Module::default() };
        let tokens: Vec<TokenTree> = without_tests(tokens);
        for (at, token) in tokens.iter().enumerate() {
            let TokenTree::Ident(word) = token else { continue };
            let Some(TokenTree::Ident(name)) = tokens.get(at + 1 + usize::from(is_punct(tokens.get(at + 1), '!'))) else { continue };
            match word.to_string().as_str() {
                "mod" => {
                    let (name, child) = (name.to_string(), [module.clone(), vec![name.to_string()]].concat());
                    let directory = children.join(&name);
                    match &tokens[at + 2] {
                        TokenTree::Group(body) => self.module(body.stream(), child, file, &directory),
                        _ => {
                            let alone = children.join(format!("{name}.rs"));
                            let file = if alone.exists() { alone } else { directory.join("mod.rs") };
                            self.file(&file, child, &directory);
                        }
                    }
                }
                "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" | "union" | "macro_rules" => {
                    said.items.insert(name.to_string());
                }
                _ => {}
            }
        }
        mentions(&tokens, &mut said.paths);
        self.0.insert(module, said);
    }

    /// Fills in what the names of each module's `use` stand for.
    fn name_what_is_used(&mut self) {
        let mut found = Vec::new();
        for (module, said) in &self.0 {
            for mention in &said.paths {
                let Some(alias) = &mention.alias else { continue };
                let Some(whole) = self.in_full(module, &mention.names) else { continue };
                found.push((module.clone(), alias.clone(), whole));
            }
        }
        for (module, alias, mut whole) in found {
            let said = self.0.get_mut(&module).unwrap();
            if alias == "*" {
                whole.pop();
                said.globs.push(whole);
            } else {
                said.aliases.insert(alias, whole);
            }
        }
    }

    /// A path as seen from the crate's root, if it leads to something of the crate.
    fn in_full(&self, module: &[String], names: &[String]) -> Option<Names> {
        let (mut base, mut rest) = (module.to_vec(), names);
        match names[0].as_str() {
            "crate" => (base, rest) = (vec![], &names[1..]),
            "self" => rest = &names[1..],
            "super" => {
                while rest.first().is_some_and(|name| name == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            name if self.0.contains_key(&[module, &[name.to_owned()]].concat()) => {}
            name => (base, rest) = (self.0[module].aliases.get(name)?.clone(), &names[1..]),
        }
        base.extend_from_slice(rest);
        Some(base)
    }

    /// The file that defines what a path from the root leads to, with the item's name; none for a module.
    fn definition(&self, path: &[String], hops: u32) -> Option<(&Path, String)> {
        let mut module = vec![];
        for (at, name) in path.iter().enumerate() {
            let said = &self.0[&module];
            let child = [module.clone(), vec![name.clone()]].concat();
            if self.0.contains_key(&child) {
                module = child;
                continue;
            }
            if hops > 0 && !said.items.contains(name) {
                let globs =
                    said.globs.iter().filter(|glob| self.defines(glob, name)).map(|glob| [glob.clone(), vec![name.clone()]].concat());
                let other = said.aliases.get(name).cloned().or_else(|| globs.into_iter().next());
                if let Some(mut other) = other {
                    other.extend_from_slice(&path[at + 1..]);
                    return self.definition(&other, hops - 1);
                }
            }
            return Some((&said.file, name.clone()));
        }
        None
    }

    fn defines(&self, module: &[String], name: &str) -> bool {
        self.0.get(module).is_some_and(|said| said.items.contains(name) || said.aliases.contains_key(name))
    }

    fn imports(&self) -> Imports {
        let mut imports = Imports::new();
        for (module, said) in &self.0 {
            let from = imports.entry(said.file.clone()).or_default();
            for mention in &said.paths {
                let whole = self.in_full(module, &mention.names);
                let Some((file, name)) = whole.and_then(|whole| self.definition(&whole, 8)) else { continue };
                if file != said.file {
                    from.entry(file.to_owned()).or_default().insert(name);
                }
            }
        }
        imports
    }
}

/// The tokens of a module without the items that only tests see.
fn without_tests(tokens: TokenStream) -> Vec<TokenTree> {
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut skipping = false;
    for token in tokens {
        let ends = matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace) || is_punct(Some(&token), ';');
        if !skipping {
            skipping = is_punct(kept.last(), '#') && is_for_tests(&token);
            kept.push(token);
        } else if ends {
            skipping = false;
        }
    }
    kept
}

/// Whether this is the `[cfg(test)]` of an attribute, or a `cfg` that tests satisfy among others.
fn is_for_tests(token: &TokenTree) -> bool {
    let text = token.to_string().replace(' ', "");
    text == "[cfg(test)]" || text.starts_with("[cfg(any(test,")
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')
}

/// Every path of two names or more, and every path of a `use`.
fn mentions(tokens: &[TokenTree], found: &mut Vec<Mention>) {
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(word) if *word == "use" => at = path(tokens, at + 1, &[], true, found),
            TokenTree::Ident(_) if is_colons(tokens, at + 1) && !(at >= 2 && is_colons(tokens, at - 2)) => {
                at = path(tokens, at, &[], false, found);
            }
            TokenTree::Group(group) => {
                // An inline module speaks for itself.
                let inline = at >= 2 && matches!(&tokens[at - 2], TokenTree::Ident(word) if *word == "mod");
                if !inline {
                    mentions(&group.stream().into_iter().collect::<Vec<_>>(), found);
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// Reads the path or the tree of paths that begins at `at`, and tells where it ends.
fn path(tokens: &[TokenTree], mut at: usize, before: &[String], used: bool, found: &mut Vec<Mention>) -> usize {
    let mut names = before.to_vec();
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(name)) => names.push(name.to_string()),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace && !names.is_empty() => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let mut within = 0;
                while within < inner.len() {
                    within = path(&inner, within, &names, used, found).max(within + 1);
                }
                return at + 1;
            }
            Some(TokenTree::Punct(star)) if star.as_char() == '*' && used => names.push("*".to_owned()),
            _ => break,
        }
        at += 1;
        if !is_colons(tokens, at) {
            break;
        }
        at += 2;
    }
    if names.len() > before.len() {
        if names.last().is_some_and(|last| last == "self") && names.len() > 1 {
            names.pop();
        }
        let mut alias = names.last().filter(|_| used).cloned();
        if used && matches!(tokens.get(at), Some(TokenTree::Ident(word)) if *word == "as") {
            alias = tokens.get(at + 1).map(ToString::to_string);
            at += 2;
        }
        found.push(Mention { names, alias });
    }
    at
}

/// The groups of files that reach each other, each with two files at least.
fn circles(imports: &Imports) -> Vec<BTreeSet<PathBuf>> {
    let reach = |from: &PathBuf| {
        let (mut seen, mut todo) = (BTreeSet::new(), vec![from]);
        while let Some(file) = todo.pop() {
            todo.extend(imports.get(file).into_iter().flatten().map(|(next, _)| next).filter(|next| seen.insert((*next).clone())));
        }
        seen
    };
    let reached: BTreeMap<&PathBuf, BTreeSet<PathBuf>> = imports.keys().map(|file| (file, reach(file))).collect();
    let circle = |file: &PathBuf| reached[file].iter().filter(|other| reached[*other].contains(file)).cloned().collect::<BTreeSet<_>>();
    imports.keys().map(circle).filter(|circle| circle.len() > 1).collect::<BTreeSet<_>>().into_iter().collect()
}

/// One line for each import within a circle.
fn describe(circle: &BTreeSet<PathBuf>, imports: &Imports, base: &Path) -> String {
    let short = |path: &Path| path.strip_prefix(base).unwrap().display().to_string();
    let mut lines = format!("a circle of {} files:\n", circle.len());
    for (from, into) in imports.iter().filter(|(from, _)| circle.contains(*from)) {
        for (into, names) in into.iter().filter(|(into, _)| circle.contains(*into)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            lines += &format!("  {} -> {}: {}\n", short(from), short(into), names.join(", "));
        }
    }
    lines
}

#[test]
fn no_circle_of_files_inside_a_crate() {
    let mut complaints = String::new();
    for (name, directory) in super::crates() {
        let source = directory.join("src");
        let root = ["lib.rs", "main.rs"].map(|file| source.join(file)).into_iter().find(|file| file.exists()).unwrap();
        let imports = Crate::read(&root).imports();
        for circle in circles(&imports) {
            complaints += &format!("{name}: {}", describe(&circle, &imports, &source));
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

#[test]
fn the_finder_sees_circles_of_every_form() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = directory.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("lib.rs", "mod a; mod b; mod c; mod d; mod e; pub use a::A; #[cfg(test)] mod none;");
    // Through a re-export and a path in a macro's arguments.
    write("a.rs", "pub struct A; fn f() { log!(\"crate::c::C\", x = crate::b::B::new()); }");
    write("b.rs", "use crate::A; pub struct B; #[cfg(test)] mod tests { use crate::c::C; }");
    // A comment, a string and a test are no imports.
    write("c.rs", "// crate::b::B\npub struct C; fn f() { let _ = \"crate::b::B\"; } #[cfg(test)] use crate::b::B;");
    // A parent and its child; an alias of a module.
    write("d/mod.rs", "mod child; pub fn parent() { child::f() }");
    write("d/child.rs", "use super::{super::e as other, parent}; pub fn f() { other::g(); parent() }");
    write("e.rs", "pub fn g() { }");
    let imports = Crate::read(&directory.path().join("lib.rs")).imports();
    let names =
        |circle: &BTreeSet<PathBuf>| circle.iter().map(|file| file.strip_prefix(directory.path()).unwrap().display().to_string()).collect();
    let found: Vec<Vec<String>> = circles(&imports).iter().map(names).collect();
    assert_eq!(found, [vec!["a.rs", "b.rs"], vec!["d/child.rs", "d/mod.rs"]]);
    assert!(imports[&directory.path().join("d/child.rs")].contains_key(&directory.path().join("e.rs")), "an alias leads to its file");
    let described = describe(&circles(&imports)[0], &imports, directory.path());
    assert!(described.contains("a.rs -> b.rs: B"), "{described}");
}
