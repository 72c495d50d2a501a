//! The text in a source's row: one JSON object with the position's fields, and `rates` beside them. Neither needs the other.

use domain::source::{Position, Rates};
use serde::Serialize;
use serde_json::{Error, Value};

/// As it is written; None: there is nothing to keep.
pub fn write(position: &Position, rates: Option<Rates>) -> Option<String> {
    #[derive(Serialize)]
    struct Text<'a> {
        #[serde(flatten)]
        position: &'a Position,
        #[serde(skip_serializing_if = "Option::is_none")]
        rates: Option<Rates>,
    }
    if rates.is_none() && *position == Position::default() {
        return None;
    }
    Some(serde_json::json!(Text { position, rates }).to_string())
}

/// What was read, as far as it can be.
#[derive(Debug, Default)]
pub struct Learned {
    pub position: Position,
    pub rates: Option<Rates>,
    /// What could not be read: that part begins again.
    pub unreadable: Option<Error>,
}

/// The reverse of [`write`].
pub fn read(text: Option<&str>) -> Learned {
    let Some(text) = text else { return Learned::default() };
    let mut value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => return Learned { unreadable: Some(error), ..Learned::default() },
    };
    let rates = value.as_object_mut().and_then(|object| object.remove("rates")).filter(|rates| !rates.is_null());
    let (rates, odd_rates) = split(rates.map(serde_json::from_value).transpose());
    let (position, odd_position) = split(serde_json::from_value(value));
    Learned { position, rates, unreadable: odd_position.or(odd_rates) }
}

fn split<T: Default>(read: Result<T, Error>) -> (T, Option<Error>) {
    read.map_or_else(|error| (T::default(), Some(error)), |value| (value, None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::Timestamp;
    use domain::source::{Backlog, Habits};

    const HABITS: Habits = Habits { followers: 2.0, gaps: 9.7, days: [0, 1, 2, 3, 4, 5, 255], starts: [95; 20] };
    const RATES: Rates = Rates { since_s: -86_400.0, last_post_s: 0.1, posts: 1.7, sessions: [1.0, 0.3, -0.9], habits: Some(HABITS) };

    fn position() -> Position {
        let epoch = Some(Timestamp::UNIX_EPOCH);
        Position { seen_to: epoch, backlog: Some(Backlog { at: "480".to_owned(), down_to: None }), since: epoch, ..Position::default() }
    }

    #[test]
    fn position_and_rates_share_a_row_and_neither_needs_the_other() {
        for (position, rates) in [(position(), Some(RATES)), (position(), None), (Position::default(), Some(RATES))] {
            let again = read(write(&position, rates).as_deref());
            assert_eq!((again.position, again.rates), (position, rates));
            assert!(again.unreadable.is_none());
        }
        assert_eq!(write(&Position::default(), None), None);
        let older = Some(Rates { habits: None, ..RATES });
        let text = write(&position(), older);
        assert!(text.as_ref().is_some_and(|text| !text.contains("habits")), "{text:?}");
        assert_eq!(read(text.as_deref()).rates, older);
        let strange = read(Some(r#"{"seen_to":"1970-01-01T00:00:00Z","rates":{"since":"soon"}}"#));
        assert_eq!((strange.position.seen_to, strange.rates), (Some(Timestamp::UNIX_EPOCH), None));
        assert!(strange.unreadable.is_some(), "and it is said");
    }

    #[test]
    fn unreadable_or_newer_text_begins_again_or_is_read_as_far_as_known() {
        let nothing = read(Some("no json"));
        assert_eq!((nothing.position, nothing.rates), (Position::default(), None));
        assert!(nothing.unreadable.is_some());
        let newer = read(Some(r#"{"seen_to":"1970-01-01T00:00:00Z","rate":3,"rates":null}"#));
        assert_eq!(newer.position.seen_to, Some(Timestamp::UNIX_EPOCH));
        assert!(newer.unreadable.is_none());
    }
}
