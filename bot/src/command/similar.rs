//! Names that were probably meant.

/// The known names nearest to what was typed, best first, at most `limit`; empty when none is near.
pub(crate) fn closest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>, limit: usize) -> Vec<&'a str> {
    let typed = typed.to_lowercase();
    let allowed = (typed.chars().count() / 3).max(1);
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let contained = !typed.is_empty() && (lower.contains(&typed) || (!lower.is_empty() && typed.contains(&lower)));
            let distance = if contained { 0 } else { distance(&typed, &lower) };
            (distance <= allowed).then_some((distance, name))
        })
        .collect();
    near.sort();
    near.truncate(limit);
    near.into_iter().map(|(_, name)| name).collect()
}

/// Levenshtein's distance; names longer than any of DeviantArt's are not compared.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(120).collect(), b.chars().take(120).collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut last = i + 1;
        for (cell, right) in row.iter_mut().skip(1).zip(&b) {
            let cost = (diagonal + usize::from(left != right)).min(*cell + 1).min(last + 1);
            diagonal = *cell;
            *cell = cost;
            last = cost;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
