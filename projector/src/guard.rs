//! The fold with a guard in front: an event that makes it panic is parked with the panic's own words, and the others are folded.

use domain::panics::caught;
use std::borrow::Cow;
use store::projection::{Changes, Incoming, Loaded};

/// Folds a batch, whatever is in it.
#[must_use]
pub fn fold(loaded: &Loaded, entries: &[Incoming]) -> Changes {
    guarded(crate::fold::fold, loaded, entries)
}

/// As [`fold`], with another fold. It is pure and goes through the entries in order, so the shortest beginning of them that panics ends with
/// the culprit.
fn guarded(fold: impl Fn(&Loaded, &[Incoming]) -> Changes, loaded: &Loaded, entries: &[Incoming]) -> Changes {
    let mut entries = Cow::Borrowed(entries);
    loop {
        let why = match caught(|| fold(loaded, &entries)) {
            Ok(changes) => return changes,
            Err(why) => why,
        };
        let (mut good, mut bad) = (0, entries.len());
        while bad - good > 1 {
            let middle = good + (bad - good) / 2;
            if caught(|| fold(loaded, &entries[..middle])).is_ok() {
                good = middle;
            } else {
                bad = middle;
            }
        }
        let culprit = entries.to_mut().get_mut(good).filter(|entry| entry.event.is_ok());
        let Some(culprit) = culprit else {
            // Not even without any event: nothing in the batch can be folded now.
            let parked = entries.iter().map(|entry| (entry.offset, words(&why))).collect();
            return Changes { parked, ..Changes::default() };
        };
        tracing::error!(log.offset = culprit.offset, why, "folding an event panicked; it is parked with the later ones of its artist");
        culprit.event = Err(words(&why));
    }
}

fn words(why: &str) -> String {
    format!("folding it panicked: {why}")
}

#[cfg(test)]
mod tests {
    use super::guarded;
    use domain::event::{Envelope, Event};
    use domain::id::{ArtistId, PostId};
    use store::projection::{Changes, Incoming, Loaded};
    use uuid::Uuid;

    fn entry(offset: u64) -> Incoming {
        let artist = ArtistId(Uuid::from_u128(u128::from(offset)));
        let event = Event::PostRemoved { artist, post: PostId(Uuid::from_u128(9)) };
        let envelope = Envelope::new(event, domain::clock::Timestamp::UNIX_EPOCH);
        Incoming { offset, payload: Vec::new(), event: Ok(envelope), lane: Some(artist) }
    }

    /// Parks what cannot be read, as the real one does, and panics at every offset that 7 divides.
    fn touchy(_: &Loaded, entries: &[Incoming]) -> Changes {
        let mut changes = Changes::default();
        for entry in entries {
            match &entry.event {
                Ok(_) => assert!(entry.offset % 7 != 0, "offset {}", entry.offset),
                Err(why) => drop(changes.parked.insert(entry.offset, why.clone())),
            }
        }
        changes
    }

    #[test]
    fn exactly_the_events_that_panic_are_parked_with_the_words_of_the_panic() {
        let entries: Vec<_> = (1..40).map(entry).collect();
        let parked = guarded(touchy, &Loaded::default(), &entries).parked;
        assert_eq!(parked.keys().copied().collect::<Vec<_>>(), [7, 14, 21, 28, 35]);
        assert_eq!(parked[&21], "folding it panicked: offset 21");
    }

    #[test]
    fn a_fold_that_always_panics_parks_everything_and_ends() {
        let entries: Vec<_> = (1..5).map(entry).collect();
        let parked = guarded(|_, _| panic!("always"), &Loaded::default(), &entries).parked;
        assert_eq!(parked.len(), 4);
    }
}
