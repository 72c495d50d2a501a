//! What becomes of one listener.

use super::look_up::LookUp;
use super::report::Verdict;
use super::unsent::Waiting;
use crate::admin::incoming::{Beginning, Past, coming, since};
use crate::args::CatchUp;
use anyhow::Result;
use domain::clock::Timestamp;
use domain::id::ChannelId;
use domain::post::{ArtistKind, ArtistRef};
use domain::watch::{NewWatch, Ping, What};
use store::Store;
use store::aside::{Aside, Begins, KeptAside};
use store::bot::AddWatch;
use store::deviantcord4::{Kind, Listener};

const NOT_SERVED: &str = "left out: the server or the artist is not served (`deviantcord refuse ls`)";

/// What becomes of a row.
pub struct Decision {
    pub verdict: Verdict,
    /// In words.
    pub reason: String,
    /// Posts that are announced because of it, as far as DeviantArt was asked.
    pub posts: usize,
}

impl Decision {
    fn left_out(reason: impl Into<String>) -> Self {
        Self { verdict: Verdict::LeftOut, reason: reason.into(), posts: 0 }
    }
}

/// Makes watches of listeners.
pub struct Importer {
    pub look_up: LookUp,
    /// None in a dry run.
    pub store: Option<Store>,
    pub how: CatchUp,
    pub now: Timestamp,
    /// Until when digests are kept back.
    pub digest: Timestamp,
    pub limit: u32,
    pub waiting: Waiting,
    /// Watches that a dry run has come to.
    pub known: Vec<NewWatch>,
}

impl Importer {
    /// Decides about a listener, and adds its watch unless this is a dry run.
    ///
    /// # Errors
    /// When the store cannot be written, or a vendor refuses the credentials.
    pub async fn decide(&mut self, listener: &Listener) -> Result<Decision> {
        if listener.disabled {
            return Ok(Decision::left_out("left out: disabled in the old system"));
        }
        let Some(channel) = listener.channel else { return Ok(Decision::left_out("left out: it names no channel")) };
        let away = match self.look_up.is_in(listener.guild).await? {
            Some(Err(why)) => return Ok(Decision::left_out(why)),
            answer => answer == Some(Ok(false)),
        };
        if !away {
            match self.look_up.server_of(channel).await? {
                Some(Ok(guild)) if guild != listener.guild => {
                    return Ok(Decision::left_out("left out: its channel belongs to another server"));
                }
                Some(Err(why)) => return Ok(Decision::left_out(why)),
                Some(Ok(_)) | None => {}
            }
        }
        let (artist, kind) = match self.look_up.artist(&listener.artist).await? {
            Ok(found) => found,
            Err(why) => return Ok(Decision::left_out(why)),
        };
        let mut wish = wish(listener, channel, &artist, self.now);
        match &listener.kind {
            Kind::Folder { id, .. } => match self.look_up.folder(&artist, *id).await? {
                Ok(name) => wish = wish.folder((*id, name)),
                Err(why) => return Ok(Decision::left_out(why)),
            },
            _ if kind == ArtistKind::Group => {
                return Ok(Decision::left_out("left out: it is a group, which is watched by its folders (/watch with a folder)"));
            }
            _ => {}
        }
        if away { self.keep_aside(listener, wish).await } else { self.begin(listener, wish).await }
    }

    /// Lets it wait until the bot is invited to its server. Which posts are the newest then, nobody can know now.
    async fn keep_aside(&self, listener: &Listener, wish: NewWatch) -> Result<Decision> {
        let begins = match self.how {
            CatchUp::All => Begins::All,
            CatchUp::Digest => Begins::Digest,
            CatchUp::Newest(_) | CatchUp::None => Begins::Nothing,
        };
        let mut said = imported(listener).replacen("imported", "kept aside until the bot is invited to its server", 1);
        if matches!(self.how, CatchUp::Newest(_)) {
            said.push_str("; it announces nothing of the time before then, because newest= counts posts when the import runs");
        }
        let Some(store) = &self.store else {
            return Ok(Decision { verdict: Verdict::Aside, reason: format!("would be {said}"), posts: 0 });
        };
        let aside = Aside { wish, begins, since: listener.last_update, announced: listener.announced.clone() };
        Ok(match store.for_bot().keep_aside(&aside, self.now).await? {
            KeptAside::Kept => Decision { verdict: Verdict::Aside, reason: said, posts: 0 },
            KeptAside::There => Decision { verdict: Verdict::There, reason: format!("already {said}"), posts: 0 },
            KeptAside::NotServed => Decision::left_out(NOT_SERVED),
        })
    }

    /// Lets the watch begin as was chosen.
    async fn begin(&mut self, listener: &Listener, wish: NewWatch) -> Result<Decision> {
        let unsent = self.waiting.of(wish.channel, &listener.artist);
        let blind = listener.last_update.is_none() && !listener.announced.is_empty();
        let asks =
            self.how != CatchUp::None && (self.store.is_none() || blind || !unsent.is_empty() || matches!(self.how, CatchUp::Newest(_)));
        let latest = if asks { self.look_up.latest(&wish).await? } else { Vec::new() };
        let waits = self.waiting.posts(&unsent, &wish, &latest);
        let mut announced = listener.announced.clone();
        // The old system counted a post as announced when it was queued.
        announced.retain(|post| waits.iter().all(|(_, waits)| waits.id != *post));
        let known = listener.last_update.or_else(|| since(&announced, &latest));
        let oldest = waits.iter().filter_map(|(_, post)| post.published_at).min();
        let past = Past { since: known.into_iter().chain(oldest).min(), announced: &announced, latest: &latest };
        let begun = Beginning::of(wish, self.how, &past, self.now, self.digest);
        let comes = coming(&begun.wish, &Past { announced: &begun.announced, ..past });
        let due: Vec<usize> = waits.iter().filter(|(_, post)| comes.iter().any(|one| one.id == post.id)).map(|(index, _)| *index).collect();
        let decision = self.add(listener, &begun, comes.len()).await?;
        if matches!(decision.verdict, Verdict::Imported | Verdict::WouldImport) {
            self.waiting.settle(&unsent, &due);
        }
        Ok(decision)
    }

    async fn add(&mut self, listener: &Listener, begun: &Beginning, posts: usize) -> Result<Decision> {
        let wish = &begun.wish;
        let Some(store) = &self.store else {
            if let Some(same) = self.known.iter().find(|known| is_same(known, wish)) {
                return Ok(already_there(same, wish));
            }
            self.known.push(wish.clone());
            return Ok(Decision { verdict: Verdict::WouldImport, reason: format!("would be {}", imported(listener)), posts });
        };
        Ok(match store.for_bot().import_watch(wish, &begun.announced, self.limit, self.now).await? {
            AddWatch::Added(_) => Decision { verdict: Verdict::Imported, reason: imported(listener), posts },
            AddWatch::Duplicate(same) => already_there(&same.wish, wish),
            AddWatch::NotServed => Decision::left_out(NOT_SERVED),
            AddWatch::TooMany { .. } => Decision::left_out("left out: the server has as many watches as discord.max_watches allows"),
        })
    }
}

/// Whether one channel would have two watches for the same.
fn is_same(one: &NewWatch, other: &NewWatch) -> bool {
    let folder = |wish: &NewWatch| wish.folder.as_ref().map(|(id, _)| *id);
    (one.channel, one.artist, one.what, folder(one)) == (other.channel, other.artist, other.what, folder(other))
}

/// What is imported, and what of the listener is not.
fn imported(listener: &Listener) -> String {
    let mut said = "imported".to_owned();
    if listener.role_lost {
        said.push_str(" without its ping: the role is none of Discord's");
    }
    if listener.further_roles > 0 {
        said.push_str(" with one of its roles: a watch pings one");
    }
    if listener.inverse_or_hybrid {
        said.push_str(" (inverse and hybrid are no longer needed)");
    }
    said
}

/// What the watch that is there does otherwise than this one would.
fn already_there(there: &NewWatch, wish: &NewWatch) -> Decision {
    let mature = (there.mature != wish.mature).then(|| format!("it {} mature posts", if there.mature { "brings" } else { "leaves out" }));
    let role = |wish: &NewWatch| wish.ping.map(|ping| ping.role);
    let ping = (role(there) != role(wish)).then(|| match role(there) {
        Some(role) => format!("it pings role {role}"),
        None => "it pings nobody".to_owned(),
    });
    let differs: Vec<String> = [mature, ping].into_iter().flatten().collect();
    let reason =
        if differs.is_empty() { "already there".to_owned() } else { format!("already there, and differs: {}", differs.join(", ")) };
    Decision { verdict: if differs.is_empty() { Verdict::There } else { Verdict::Told }, reason, posts: 0 }
}

/// The watch that does what the listener did; pure.
fn wish(listener: &Listener, channel: ChannelId, artist: &ArtistRef, now: Timestamp) -> NewWatch {
    let what = match &listener.kind {
        Kind::Gallery | Kind::Folder { .. } => What::Deviations,
        Kind::Journals => What::Journals,
        Kind::Statuses => What::Statuses,
    };
    let ping = listener.ping.map(|role| Ping { role, by_right: false });
    NewWatch::new(listener.guild, channel, artist.id, artist.name.clone(), now).what(what).mature(listener.mature).ping(ping)
}
