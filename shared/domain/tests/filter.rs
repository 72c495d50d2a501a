//! Filters against an evaluator that knows nothing of how they are read: it keeps the parts as they were made, and a title as its words.

use domain::filter::{Filter, MOST, Ruling};
use domain::id::{ArtistId, PostId};
use domain::post::{Post, PostKind};
use proptest::prelude::*;
use uuid::Uuid;

const WORDS: [&str; 6] = ["cat", "dog", "Straße", "ÉTÉ", "page", "7"];
const TAGS: [&str; 4] = ["fanart", "midjourney", "dog", "wip"];
const KINDS: [(&str, PostKind); 3] = [("artwork", PostKind::Image), ("journal", PostKind::Journal), ("video", PostKind::Video)];

#[derive(Clone, Debug)]
enum Part {
    /// Words next to each other.
    Words(Vec<usize>),
    /// The beginning of a word.
    Start(usize),
    Tag(usize),
    Ai,
    Kind(usize),
    Mature,
    Locked,
    /// A word, as a regular expression.
    Regex(usize),
}

/// A title as words with what stands behind each, and everything else that filters see.
#[derive(Clone, Debug)]
struct Thing {
    title: Vec<(usize, &'static str)>,
    upper: bool,
    tags: Option<Vec<usize>>,
    kind: usize,
    mature: bool,
    locked: bool,
}

impl Part {
    fn text(&self) -> String {
        let word = |at: &usize| WORDS[*at].to_owned();
        match self {
            Self::Words(words) if words.len() == 1 => word(&words[0]),
            Self::Words(words) => format!("\"{}\"", words.iter().map(word).collect::<Vec<_>>().join(" ")),
            Self::Start(at) => format!("{}*", WORDS[*at].chars().take(2).collect::<String>()),
            Self::Tag(at) => format!("#{}", TAGS[*at]),
            Self::Ai => "is:ai".to_owned(),
            Self::Kind(at) => format!("kind:{}", KINDS[*at].0),
            Self::Mature => "is:mature".to_owned(),
            Self::Locked => "is:locked".to_owned(),
            Self::Regex(at) => format!("/{}/", WORDS[*at]),
        }
    }

    fn holds(&self, thing: &Thing) -> Option<bool> {
        let has = |tag: usize| thing.tags.as_ref().map(|tags| tags.contains(&tag));
        Some(match self {
            // Only a space keeps two words next to each other.
            Self::Words(words) => thing.title.windows(words.len()).any(|window| {
                let spaced = window.iter().take(words.len() - 1).all(|(_, behind)| *behind == " ");
                spaced && window.iter().map(|(word, _)| *word).eq(words.iter().copied())
            }),
            // No two of the words begin alike.
            Self::Start(at) => thing.title.iter().any(|(word, _)| word == at),
            Self::Tag(at) => has(*at)?,
            Self::Ai => has(1)?,
            Self::Kind(at) => thing.kind == *at,
            Self::Mature => thing.mature,
            Self::Locked => thing.locked,
            Self::Regex(at) => thing.title.iter().any(|(word, _)| word == at),
        })
    }
}

impl Thing {
    fn post(&self) -> Post {
        let title: String = self.title.iter().map(|(word, behind)| format!("{}{behind}", WORDS[*word])).collect();
        Post {
            // The engine of regular expressions folds letter by letter: there `ß` is not `SS`.
            title: if self.upper && !title.contains('ß') { title.to_uppercase() } else { title },
            kind: KINDS[self.kind].1,
            mature: self.mature,
            locked: self.locked.then(|| "tier".to_owned()),
            tags: self.tags.iter().flatten().map(|tag| TAGS[*tag].to_owned()).collect(),
            tags_known: self.tags.is_some(),
            ..Post::unknown(PostId(Uuid::nil()), ArtistId(Uuid::nil()))
        }
    }
}

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![
        3 => proptest::collection::vec(0..WORDS.len(), 1..3).prop_map(Part::Words),
        1 => (0..WORDS.len()).prop_map(Part::Start),
        2 => (0..TAGS.len()).prop_map(Part::Tag),
        1 => Just(Part::Ai),
        1 => (0..KINDS.len()).prop_map(Part::Kind),
        1 => Just(Part::Mature),
        1 => Just(Part::Locked),
        1 => (0..WORDS.len()).prop_map(Part::Regex),
    ]
}

fn thing() -> impl Strategy<Value = Thing> {
    let behind = prop_oneof![4 => Just(" "), 1 => Just(", "), 1 => Just("-")];
    let tags = proptest::option::weighted(0.8, proptest::collection::vec(0..TAGS.len(), 0..3));
    let title = proptest::collection::vec((0..WORDS.len(), behind), 0..5);
    (title, any::<bool>(), tags, 0..KINDS.len(), any::<bool>(), any::<bool>())
        .prop_map(|(title, upper, tags, kind, mature, locked)| Thing { title, upper, tags, kind, mature, locked })
}

/// Clauses that all have to hold, of parts of which one has to.
type Clauses = Vec<Vec<(bool, Part)>>;

fn text(clauses: &Clauses) -> String {
    let part = |(negated, part): &(bool, Part)| format!("{}{}", if *negated { "-" } else { "" }, part.text());
    clauses.iter().map(|clause| clause.iter().map(part).collect::<Vec<_>>().join(" OR ")).collect::<Vec<_>>().join(" ")
}

/// Unknown tags may be either way: what comes out the same both ways is decided.
fn naive(clauses: &Clauses, thing: &Thing) -> Ruling {
    let with = |tags: Option<bool>| {
        clauses.iter().all(|clause| {
            clause.iter().any(|(negated, part)| match part.holds(thing) {
                Some(holds) => holds != *negated,
                // Each unknown part for itself: what one of them says, no other has to.
                None => tags.unwrap_or_default(),
            })
        })
    };
    match (with(Some(false)), with(Some(true))) {
        (true, true) => Ruling::Passes,
        (false, false) => Ruling::Refuses,
        _ => Ruling::Waits,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_filter_does_what_its_parts_say(
        clauses in proptest::collection::vec(proptest::collection::vec((any::<bool>(), part()), 1..3), 1..4),
        thing in thing(),
    ) {
        let text = text(&clauses);
        let regexes = clauses.iter().flatten().filter(|(_, part)| matches!(part, Part::Regex(_))).count();
        prop_assume!(text.chars().count() <= MOST && regexes <= domain::filter::REGEXES);
        let filter = Filter::parse(&text).map_err(|problem| TestCaseError::fail(format!("{text}: {problem}")))?;
        prop_assert_eq!(filter.decide(&thing.post(), &[]).ruling, naive(&clauses, &thing), "{}", text);
    }

    /// Nothing that somebody types breaks the reader, and what is marked as wrong is a part of it.
    #[test]
    fn any_text_is_a_filter_or_has_a_place_that_is_wrong(text in "[-#/\"\u{201c}OR :a*\\\\(kind is)\u{e4}\u{1f98a}]{0,60}") {
        if let Err(problem) = Filter::parse(&text) {
            prop_assert!(text.get(problem.place.clone()).is_some(), "{:?}", problem);
            prop_assert!(!problem.place.is_empty() || text.is_empty(), "{:?}", problem);
        }
    }
}
