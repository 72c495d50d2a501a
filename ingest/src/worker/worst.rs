//! The sources that deserve a sight: a few of each group. Pure.

use crate::status::{Group, Standout};
use chrono::TimeDelta;
use domain::clock::Timestamp;
use store::ingest::{Source, SourceKind};

/// Sources that are named in each group.
const EACH: usize = 5;

/// Those whose last poll failed most often, those whose next poll is late by most, and the galleries whose last poll is the oldest of the rest. `late`:
/// whether a source whose last poll was so long ago is late.
pub fn standouts<'a>(
    sources: impl Iterator<Item = &'a Source>,
    now: Timestamp,
    late: impl Fn(&Source, TimeDelta) -> bool,
) -> Vec<Standout> {
    let (mut trouble, mut overdue, mut slow) = (Vec::new(), Vec::new(), Vec::new());
    for source in sources {
        let age = source.last_poll_at.map(|at| now - at);
        if source.trouble.is_some() {
            keep(&mut trouble, i64::from(source.failures), source);
        }
        let Some(age) = age else { continue };
        if late(source, age) {
            keep(&mut overdue, age.num_seconds(), source);
        } else if source.kind == SourceKind::Gallery {
            keep(&mut slow, age.num_seconds(), source);
        }
    }
    let groups = [(Group::Trouble, trouble), (Group::Overdue, overdue), (Group::Slow, slow)];
    groups.into_iter().flat_map(|(group, found)| found.into_iter().map(move |(_, source)| standout(group, source, now))).collect()
}

/// Keeps the few with the highest rank, the highest first.
fn keep<'a>(found: &mut Vec<(i64, &'a Source)>, rank: i64, source: &'a Source) {
    let at = found.iter().position(|(other, _)| rank > *other).unwrap_or(found.len());
    if at < EACH {
        found.insert(at, (rank, source));
        found.truncate(EACH);
    }
}

fn standout(group: Group, source: &Source, now: Timestamp) -> Standout {
    Standout {
        artist: source.artist,
        name: source.artist_name.clone(),
        kind: source.kind,
        group,
        age: source.last_poll_at.map(|at| now - at),
        failures: source.failures,
        trouble: source.trouble.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::ArtistId;

    #[test]
    fn a_few_of_each_group_are_named_the_worst_first() {
        let now = Timestamp::UNIX_EPOCH + TimeDelta::days(1);
        let source = |number: u32| Source {
            artist: ArtistId(uuid::Uuid::from_u128(u128::from(number))),
            kind: SourceKind::Gallery,
            artist_name: number.to_string(),
            weight: 1,
            baselined: true,
            last_poll_at: Some(now - TimeDelta::seconds(i64::from(number))),
            next_poll_at: None,
            expected_at: None,
            folder_size: None,
            failures: number % 50,
            trouble: (number % 50 > 40).then(|| "no answer".to_owned()),
            position: domain::source::Position::default(),
            rates: None,
        };
        let sources: Vec<Source> = (0..100).map(source).collect();
        let found = standouts(sources.iter(), now, |_, age| age > TimeDelta::seconds(90));
        let names = |group| found.iter().filter(|one| one.group == group).map(|one| one.name.as_str()).collect::<Vec<_>>().join(" ");
        assert_eq!(names(Group::Trouble), "49 99 48 98 47");
        assert_eq!(names(Group::Overdue), "99 98 97 96 95");
        assert_eq!(names(Group::Slow), "90 89 88 87 86");
    }
}
