//! Names that were probably meant.

/// Names longer than any of DeviantArt's are compared no further.
const LONGEST: usize = 120;

/// Those of the known things whose `name` is nearest to what was typed, best first, at most `limit`; empty when none is near.
pub(crate) fn closest<T>(typed: &str, known: impl IntoIterator<Item = T>, name: impl Fn(&T) -> &str, limit: usize) -> Vec<T> {
    let comparable = |name: &str| name.to_lowercase().chars().take(LONGEST).collect::<String>();
    let typed = comparable(typed);
    let allowed = (typed.chars().count() / 3).max(1);
    let mut near: Vec<(usize, T)> = known
        .into_iter()
        .filter_map(|known| {
            let lower = comparable(name(&known));
            let contained = !typed.is_empty() && (lower.contains(&typed) || (!lower.is_empty() && typed.contains(&lower)));
            let distance = if contained { 0 } else { strsim::levenshtein(&typed, &lower) };
            (distance <= allowed).then_some((distance, known))
        })
        .collect();
    near.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| name(x).cmp(name(y))));
    near.into_iter().take(limit).map(|(_, known)| known).collect()
}
