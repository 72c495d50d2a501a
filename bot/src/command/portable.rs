//! Watches as a file: JSON as `/export` writes it, or one artist a line. Its sender may have written anything into it. Pure.

use super::recent::Recent;
use domain::id::{ChannelId, RoleId};
use domain::rhythm::Rhythm;
use domain::watch::{CatchUp, MatureWay, Style, Watch, What};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::str::FromStr;

/// What stands for all folders of a group, in a file and where somebody types or chooses a folder.
pub(super) const WHOLE: &str = "*";
/// The number of the format.
const FORMAT: u32 = 1;
/// Bytes of a file.
pub(super) const BYTES: usize = 1 << 20;
/// Watches in a file: as many as a server can have by default.
pub(super) const MOST: usize = 500;
/// Characters of anything that somebody typed.
const LONGEST: usize = 300;

#[derive(Debug, Serialize, Deserialize)]
struct Document {
    format: u32,
    watches: Vec<Entry>,
}

/// A watch as it stands in a file. Discord's ids are texts: numbers of this size do not survive every reader of JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// A name, or an address.
    pub(super) artist: String,
    /// None: where the file is imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    /// A folder's name, for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    folder_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mature: Option<bool>,
    /// None: only into age-restricted channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    mature_way: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ping: Option<String>,
    /// As it was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) filter: Option<String>,
    /// None: as cards.
    #[serde(skip_serializing_if = "Option::is_none")]
    style: Option<String>,
    /// None: each post at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    rhythm: Option<String>,
    /// None: at any hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    quiet: Option<String>,
    /// None: everything comes after a pause, more than a few posts as a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    catch_up: Option<String>,
    /// As it was typed; None: the style needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) template: Option<String>,
    /// What is not known here: without it the watch might bring more than is meant.
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

/// What was shown of files and waits for its button.
pub type Imports = Recent<Vec<Entry>>;

/// Why a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bad {
    /// Larger than [`BYTES`].
    Large,
    /// No text.
    Binary,
    /// Begins as JSON and is none of ours; in which line that shows.
    Json {
        line: usize,
    },
    /// Of a version that is not known here.
    Newer,
    /// More than [`MOST`].
    Many {
        count: usize,
    },
    Empty,
}

/// An entry that no watch can be made of, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    Channel,
    What,
    Role,
    /// This is not known here.
    Word(String),
}

impl Entry {
    /// As it is exported.
    pub(super) fn of(watch: &Watch) -> Self {
        let wish = &watch.wish;
        Self {
            artist: wish.artist_name.clone(),
            channel: Some(wish.channel.to_string()),
            what: Some(wish.what.into_str().to_owned()),
            folder: if wish.group { Some(WHOLE.to_owned()) } else { wish.folder.as_ref().map(|(_, name)| name.clone()) },
            folder_id: wish.folder.as_ref().map(|(id, _)| id.to_string()),
            mature: Some(wish.mature),
            mature_way: (!wish.mature_way.is_default()).then(|| wish.mature_way.into_str().to_owned()),
            ping: wish.ping.map(|ping| ping.role.to_string()),
            filter: wish.filter.as_ref().map(|filter| filter.text().to_owned()),
            style: (wish.style != Style::Card).then(|| wish.style.into_str().to_owned()),
            rhythm: wish.rhythm.digest.map(|digest| digest.to_string()),
            quiet: wish.rhythm.quiet.map(|quiet| quiet.to_string()),
            catch_up: (wish.catch_up != CatchUp::default()).then(|| wish.catch_up.to_string()),
            template: wish.template.as_ref().map(|template| template.text().to_owned()),
            unknown: BTreeMap::new(),
        }
    }

    /// What is wrong with it, as far as nobody has to be asked.
    pub(super) fn wrong(&self) -> Option<Wrong> {
        let unknown = self.unknown.keys().next().map(|key| Wrong::Word(key.clone()));
        let words = self.style().err().or(self.mature_way().err()).or(self.rhythm().err()).or(self.catch_up().err());
        self.channel().err().or(self.what().err()).or(self.ping().err()).or(words).or(unknown)
    }

    /// None: where the file is imported.
    pub(super) fn channel(&self) -> Result<Option<ChannelId>, Wrong> {
        self.channel.as_deref().map(|id| snowflake(id).map(ChannelId).ok_or(Wrong::Channel)).transpose()
    }

    pub(super) fn what(&self) -> Result<Option<What>, Wrong> {
        self.what.as_deref().map(|word| word.parse().map_err(|_| Wrong::What)).transpose()
    }

    pub(super) fn ping(&self) -> Result<Option<RoleId>, Wrong> {
        self.ping.as_deref().map(|id| snowflake(id).map(RoleId).ok_or(Wrong::Role)).transpose()
    }

    /// What is looked for among the artist's folders: its id, which no other folder has.
    pub(super) fn folder(&self) -> Option<&str> {
        [&self.folder_id, &self.folder].into_iter().flatten().map(String::as_str).find(|text| !text.trim().is_empty())
    }

    pub(super) const fn mature(&self) -> Option<bool> {
        self.mature
    }

    pub(super) fn mature_way(&self) -> Result<MatureWay, Wrong> {
        Ok(word("mature_way", self.mature_way.as_deref())?.unwrap_or_default())
    }

    pub(super) fn style(&self) -> Result<Style, Wrong> {
        Ok(word("style", self.style.as_deref())?.unwrap_or_default())
    }

    pub(super) fn rhythm(&self) -> Result<Rhythm, Wrong> {
        Ok(Rhythm { digest: word("rhythm", self.rhythm.as_deref())?, quiet: word("quiet", self.quiet.as_deref())? })
    }

    pub(super) fn catch_up(&self) -> Result<CatchUp, Wrong> {
        Ok(word("catch_up", self.catch_up.as_deref())?.unwrap_or_default())
    }

    fn is_short(&self) -> bool {
        let texts = [Some(&self.artist), self.channel.as_ref(), self.what.as_ref(), self.folder.as_ref(), self.folder_id.as_ref()];
        let more = [self.ping.as_ref(), self.filter.as_ref(), self.style.as_ref(), self.template.as_ref(), self.mature_way.as_ref()];
        let times = [self.rhythm.as_ref(), self.quiet.as_ref(), self.catch_up.as_ref()];
        texts.into_iter().chain(more).chain(times).flatten().chain(self.unknown.keys()).all(|text| text.chars().count() <= LONGEST)
    }
}

/// What this word of a field says. One that is not known here is no smaller wish, and is refused.
fn word<T: FromStr>(field: &str, text: Option<&str>) -> Result<Option<T>, Wrong> {
    text.map(|text| text.trim().parse().map_err(|_| Wrong::Word(format!("{field}: {text}")))).transpose()
}

fn snowflake(text: &str) -> Option<u64> {
    text.trim().parse().ok().filter(|id| *id > 0 && *id < 1 << 63)
}

/// The file of these watches.
pub(super) fn write(watches: &[Watch]) -> Vec<u8> {
    let document = Document { format: FORMAT, watches: watches.iter().map(Entry::of).collect() };
    // Texts, numbers and nothing else: there is nothing in it that cannot be written.
    serde_json::to_vec_pretty(&document).unwrap_or_default()
}

/// What stands in a file.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Entry>, Bad> {
    if bytes.len() > BYTES {
        return Err(Bad::Large);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Bad::Binary)?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.contains('\0') {
        return Err(Bad::Binary);
    }
    let entries = if text.starts_with(['{', '[']) { json(text)? } else { lines(text) };
    match entries.len() {
        0 => Err(Bad::Empty),
        count if count > MOST => Err(Bad::Many { count }),
        _ => Ok(entries),
    }
}

fn json(text: &str) -> Result<Vec<Entry>, Bad> {
    let wrong = |error: serde_json::Error| Bad::Json { line: error.line().max(1) };
    let document: Document = serde_json::from_str(text).map_err(wrong)?;
    if document.format > FORMAT {
        return Err(Bad::Newer);
    }
    if document.watches.iter().all(Entry::is_short) { Ok(document.watches) } else { Err(Bad::Json { line: 1 }) }
}

fn lines(text: &str) -> Vec<Entry> {
    let names = text.lines().map(str::trim).filter(|line| !line.is_empty());
    names.map(|name| Entry { artist: name.chars().take(LONGEST).collect(), ..Entry::default() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::Timestamp;
    use domain::id::{ArtistId, FolderId, GuildId, WatchId};
    use domain::watch::{NewWatch, Ping};
    use insta::assert_snapshot;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn watch() -> Watch {
        let artist = ArtistId(Uuid::from_u128(1));
        let wish = NewWatch::new(GuildId(1), ChannelId(1 << 60), artist, "Some_Body", Timestamp::UNIX_EPOCH)
            .what(What::Deviations)
            .folder((FolderId(Uuid::from_u128(5)), "Comics \"and\" more".to_owned()))
            .ping(Ping { role: RoleId(7), by_right: true })
            .filter(domain::filter::Filter::parse("cat -#wip").unwrap())
            .template(domain::template::Template::parse("{title} {url}").unwrap())
            .rhythm(Rhythm { digest: "daily 09".parse().ok(), quiet: "22:00-08:00 silently".parse().ok() })
            .catch_up(CatchUp::NEWEST);
        Watch { id: WatchId(Uuid::nil()), wish }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let file = write(&[watch()]);
        assert_snapshot!(String::from_utf8(file.clone()).unwrap(), @r#"
        {
          "format": 1,
          "watches": [
            {
              "artist": "Some_Body",
              "channel": "1152921504606846976",
              "what": "deviations",
              "folder": "Comics \"and\" more",
              "folder_id": "00000000-0000-0000-0000-000000000005",
              "mature": false,
              "ping": "7",
              "filter": "cat -#wip",
              "style": "line",
              "rhythm": "daily 09",
              "quiet": "22:00-08:00 silently",
              "catch_up": "newest",
              "template": "{title} {url}"
            }
          ]
        }
        "#);
        let [entry] = read(&file).unwrap().try_into().unwrap();
        assert_eq!(
            (entry.channel(), entry.what(), entry.ping()),
            (Ok(Some(ChannelId(1 << 60))), Ok(Some(What::Deviations)), Ok(Some(RoleId(7))))
        );
        assert_eq!(entry.folder(), Some("00000000-0000-0000-0000-000000000005"));
        assert_eq!((entry.rhythm(), entry.catch_up(), entry.wrong()), (Ok(watch().wish.rhythm), Ok(CatchUp::NEWEST), None));
    }

    #[test]
    fn no_word_that_is_not_known_means_more_than_is_meant() {
        let wrong = |field: &str, value: &str| {
            let document = serde_json::json!({ "format": 1, "watches": [{ "artist": "a", field: value }] });
            read(document.to_string().as_bytes()).unwrap()[0].wrong()
        };
        for (field, right, mistyped) in [
            ("style", "compact", "compakt"),
            ("mature_way", "veiled", "bare"),
            ("rhythm", "daily 09", "daily 25"),
            ("quiet", "22:00-08:00 silently", "22:00-22:00 silently"),
            ("catch_up", "newest=3", "newset=3"),
        ] {
            assert_eq!(wrong(field, right), None, "{field}");
            assert_eq!(wrong(field, mistyped), Some(Wrong::Word(format!("{field}: {mistyped}"))));
        }
        assert_eq!(wrong("filtre", "cat"), Some(Wrong::Word("filtre".to_owned())), "a filter that nobody reads lets everything through");
        let [entry] = read(br#"{"format":1,"watches":[{"artist":"a","folder":"Comics","folder_id":" "}]}"#).unwrap().try_into().unwrap();
        assert_eq!(entry.folder(), Some("Comics"));
    }

    #[test]
    fn a_whole_group_is_written_as_all_of_its_folders() {
        let Watch { id, wish } = watch();
        let [entry] = read(&write(&[Watch { id, wish: wish.whole_group(true) }])).unwrap().try_into().unwrap();
        assert_eq!((entry.folder(), entry.what()), (Some("*"), Ok(Some(What::Deviations))));
    }

    #[test]
    fn names_stand_one_a_line() {
        let entries = read("\u{feff}Alder\r\n\n  https://www.deviantart.com/birch \n".as_bytes()).unwrap();
        let names: Vec<&str> = entries.iter().map(|entry| entry.artist.as_str()).collect();
        assert_eq!(names, ["Alder", "https://www.deviantart.com/birch"]);
        assert_eq!((entries[0].channel(), entries[0].what(), entries[0].folder()), (Ok(None), Ok(None), None));
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_the_place() {
        assert_eq!(read(b""), Err(Bad::Empty));
        assert_eq!(read(&[0xff, 0xfe]), Err(Bad::Binary));
        assert_eq!(read(b"PK\0"), Err(Bad::Binary));
        assert_eq!(read(&vec![b'a'; BYTES + 1]), Err(Bad::Large));
        assert_eq!(read("a\n".repeat(501).as_bytes()), Err(Bad::Many { count: 501 }));
        assert_eq!(read(b"{\n\"format\": 1,\n\"watches\": 5}"), Err(Bad::Json { line: 3 }));
        assert_eq!(read(br#"{"format": 2, "watches": []}"#), Err(Bad::Newer));
        let long = format!(r#"{{"format":1,"watches":[{{"artist":"{}"}}]}}"#, "a".repeat(301));
        assert_eq!(read(long.as_bytes()), Err(Bad::Json { line: 1 }));
        let [odd] = read(br#"{"format":1,"watches":[{"artist":"a","channel":"-1","what":"x","ping":"99999999999999999999"}]}"#)
            .unwrap()
            .try_into()
            .unwrap();
        assert_eq!((odd.channel(), odd.what(), odd.ping()), (Err(Wrong::Channel), Err(Wrong::What), Err(Wrong::Role)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), as_json in any::<bool>()) {
            let bytes = if as_json { [b"{\"format\":1,\"watches\":[".as_slice(), &bytes].concat() } else { bytes };
            if let Ok(entries) = read(&bytes) {
                prop_assert!(entries.iter().all(Entry::is_short) && (1..=MOST).contains(&entries.len()));
            }
        }
    }
}
