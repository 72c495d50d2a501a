//! From a log entry to something the fold can take, decodable or not.

use crate::error::Error;
use domain::id::ArtistId;
use eventlog::Entry;
use serde_json::Value;
use store::projection::Incoming;

/// Decodes an entry. When that fails, it still finds the lane where it can, so that later events of the same artist can wait for it.
#[must_use]
pub fn incoming(entry: Entry) -> Incoming {
    let event = entry.envelope().map_err(|error| error.to_string());
    let lane = match &event {
        Ok(envelope) => Some(envelope.event.lane()),
        Err(_) => lane_of(&entry.payload),
    };
    Incoming { offset: entry.offset, payload: entry.payload, event, lane }
}

/// Decodes entries, whose offsets must rise from `expected` on. They may skip numbers: where events are missing, the log says so.
pub(crate) fn rising(entries: Vec<Entry>, mut expected: u64) -> Result<Vec<Incoming>, Error> {
    let mut decoded = Vec::with_capacity(entries.len());
    for entry in entries {
        if entry.offset < expected {
            return Err(Error::Missing { expected, found: entry.offset });
        }
        expected = entry.offset + 1;
        decoded.push(incoming(entry));
    }
    Ok(decoded)
}

/// The places where every event of version 1 keeps its lane; a later version is likely to keep it there too.
fn lane_of(payload: &[u8]) -> Option<ArtistId> {
    let value: Value = serde_json::from_slice(payload).ok()?;
    let places = ["/data/post/artist", "/data/owner", "/data/artist/id", "/data/artist"];
    places.iter().find_map(|place| value.pointer(place)?.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::lane_of;
    use domain::event::codec;
    use std::path::Path;

    #[test]
    fn the_lane_of_every_known_event_is_found_without_decoding_it() {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/domain/tests/golden");
        let mut seen = std::collections::BTreeSet::new();
        for file in std::fs::read_dir(golden).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            let Ok(envelope) = codec::decode(&bytes) else { continue };
            assert_eq!(lane_of(&bytes), Some(envelope.event.lane()), "{}", envelope.event.wire_type());
            seen.insert(envelope.event.wire_type());
        }
        assert!(codec::NAMES.iter().all(|name| seen.contains(name)), "each has a golden file: {seen:?}");
    }

    #[test]
    fn the_lane_of_an_unknown_event_is_found_where_known_ones_keep_it() {
        let id = "00000000-0000-0000-0000-000000000007";
        let unknown = format!(r#"{{"type":"PostPublished.v9","data":{{"artist":{{"id":"{id}"}},"post":7}}}}"#);
        assert_eq!(lane_of(unknown.as_bytes()).map(|lane| lane.to_string()).as_deref(), Some(id));
        assert_eq!(lane_of(b"not json"), None);
    }
}
