//! Notifications that the old system had not sent: each is announced by the watch of its listener, or told with the reason.

use super::report::{Line, Verdict};
use crate::args::CatchUp;
use domain::id::ChannelId;
use domain::post::Post;
use domain::watch::NewWatch;
use store::deviantcord4_rest::Unsent;
use url::Url;

/// What is known of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// No watch was imported that it is for.
    #[default]
    Nobodys,
    /// A watch was, and DeviantArt does not list its post among the latest.
    Unlisted,
    /// The watch announces it.
    Due,
}

/// See the module's text.
#[derive(Default)]
pub struct Waiting {
    rows: Vec<(Unsent, State)>,
}

impl Waiting {
    /// These, none of which is decided.
    #[must_use]
    pub fn new(rows: Vec<Unsent>) -> Self {
        Self { rows: rows.into_iter().map(|row| (row, State::default())).collect() }
    }

    /// The places of those that are for this channel and artist.
    #[must_use]
    pub fn of(&self, channel: ChannelId, artist: &str) -> Vec<usize> {
        let is = |row: &Unsent| row.channel == Some(channel) && row.artist.as_deref().is_none_or(|name| name.eq_ignore_ascii_case(artist));
        self.rows.iter().enumerate().filter(|(_, (row, _))| is(row)).map(|(index, _)| index).collect()
    }

    /// The posts of these, as far as they are listed and this watch wants their kind.
    #[must_use]
    pub fn posts<'a>(&self, places: &[usize], wish: &NewWatch, latest: &'a [Post]) -> Vec<(usize, &'a Post)> {
        let post = |index: usize| {
            let link = page(self.rows.get(index)?.0.link.as_deref()?)?;
            let listed = latest.iter().filter(|post| wish.what.wants(post.kind));
            listed.into_iter().find(|post| post.url.as_deref().and_then(page).is_some_and(|page| page == link))
        };
        places.iter().filter_map(|index| Some((*index, post(*index)?))).collect()
    }

    /// The watch that these are for was imported; it announces the posts of `due`.
    pub fn settle(&mut self, places: &[usize], due: &[usize]) {
        for index in places {
            let Some((_, state)) = self.rows.get_mut(*index) else { continue };
            if due.contains(index) {
                *state = State::Due;
            } else if *state == State::Nobodys {
                *state = State::Unlisted;
            }
        }
    }

    /// What became of each.
    #[must_use]
    pub fn lines(&self, how: CatchUp) -> Vec<Line> {
        self.rows
            .iter()
            .map(|(row, state)| {
                let left_out = match (state, &row.link) {
                    (State::Due, _) => None,
                    (_, None) => Some("left out: no link can be read in it"),
                    (_, Some(_)) if how == CatchUp::None => Some("left out: not sent, and --catch-up none announces nothing"),
                    (State::Unlisted, _) => {
                        Some("left out: not sent, and its post is older than what --catch-up announces, or not listed any more")
                    }
                    (State::Nobodys, _) => Some("left out: not sent, and no watch was added that it is for"),
                };
                // The link is what somebody can still look at.
                let link = row.link.as_deref().filter(|_| left_out.is_some()).and_then(page);
                Line {
                    table: row.table,
                    row: link.map_or_else(|| row.id.clone(), |link| format!("{} ({link})", row.id)),
                    channel: row.channel.map(|id| id.to_string()),
                    artist: row.artist.clone(),
                    verdict: Some(if left_out.is_some() { Verdict::LeftOut } else { Verdict::Announced }),
                    reason: left_out.unwrap_or("not sent there; its watch announces it").to_owned(),
                    ..Line::default()
                }
            })
            .collect()
    }
}

/// A page at DeviantArt without what may differ between two spellings of its address.
fn page(link: &str) -> Option<String> {
    let url = Url::parse(link).ok()?;
    let host = url.host_str()?;
    Some(format!("{}{}", host.strip_prefix("www.").unwrap_or(host), url.path().trim_end_matches('/').to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::Timestamp;
    use domain::id::{ArtistId, GuildId, PostId};
    use domain::post::PostKind;
    use domain::watch::What;
    use uuid::Uuid;

    fn unsent(id: &str, channel: u64, artist: Option<&str>, link: Option<&str>) -> Unsent {
        let (artist, link) = (artist.map(str::to_owned), link.map(str::to_owned));
        Unsent { table: "deviation_notifications", id: id.to_owned(), channel: Some(ChannelId(channel)), artist, link }
    }

    #[test]
    fn each_is_announced_by_its_watch_or_told_with_the_reason() {
        let mut waiting = Waiting::new(vec![
            unsent("1", 7, Some("KIM"), Some("http://deviantart.com/kim/art/One-1?q=2")),
            unsent("2", 7, Some("Kim"), Some("https://www.deviantart.com/kim/art/Two-2")),
            unsent("3", 8, Some("KIM"), Some("https://www.deviantart.com/kim/art/One-1")),
            unsent("4", 7, None, None),
        ]);
        let wish = NewWatch::new(GuildId(1), ChannelId(7), ArtistId(Uuid::nil()), "kim", Timestamp::UNIX_EPOCH).what(What::Deviations);
        let url = Some("https://www.deviantart.com/kim/art/One-1/".to_owned());
        let latest = [Post { kind: PostKind::Image, url, ..Post::unknown(PostId(Uuid::nil()), ArtistId(Uuid::nil())) }];
        let places = waiting.of(ChannelId(7), "kim");
        assert_eq!(places, [0, 1, 3]);
        let found = waiting.posts(&places, &wish, &latest);
        assert_eq!(found.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [0]);
        waiting.settle(&places, &[0]);
        // Another listener of that channel does not take it back.
        waiting.settle(&places, &[]);
        let said: Vec<String> = waiting.lines(CatchUp::All).iter().map(|line| format!("{} {}", line.row, line.reason)).collect();
        assert_eq!(said[0], "1 not sent there; its watch announces it");
        assert!(said[1].starts_with("2 (deviantart.com/kim/art/two-2) left out: not sent, and its post is older"), "{}", said[1]);
        assert!(said[2].contains("no watch was added that it is for") && said[3].contains("no link"), "{said:?}");
    }
}
