//! Adds a watch: works out who and what is meant, checks what could go wrong later, and says what can be done about it.

use super::context::{Data, ask, watches_changed};
use super::error::Error;
use super::fix::Fix;
use super::place::{self, Place};
use super::sight::Asker;
use super::wish::Wish;
use super::{artist, filter, folder};
use crate::text;
use deviantart::model::Profile;
use domain::defaults::Defaults;
use domain::filter::Filter;
use domain::id::{ChannelId, FolderId, RoleId};
use domain::inherit::{Aspect, Inherited};
use domain::post::ArtistKind;
use domain::rhythm::Rhythm;
use domain::template::Template;
use domain::watch::{CatchUp, GRACE, MatureWay, NewWatch, Ping, Style, Watch, What};
use store::bot::AddWatch;
use store::guild_settings::GuildSettings;

/// A watch that was added.
pub(super) struct Added {
    pub watch: Watch,
    /// The folder's full name.
    pub folder: Option<String>,
    pub age_restricted: bool,
}

fn fixable<T>(text: String, fixes: Vec<Fix>) -> Result<T, Error> {
    Err(Error::Fixable { text, fixes })
}

/// What somebody asks for, of any artist: checked, and as it will be stored.
pub(super) struct Terms {
    place: Place,
    what: What,
    folder: Option<String>,
    mature: (bool, MatureWay),
    ping: Option<RoleId>,
    filter: Option<Filter>,
    style: Style,
    rhythm: Rhythm,
    catch_up: CatchUp,
    template: Option<Template>,
    inherits: Inherited,
    defaults: Defaults,
}

impl Terms {
    /// Which kinds of post, in a folder or not: folders hold deviations, whatever a server's watches begin with.
    fn what(&self, folders: bool) -> What {
        match self.inherits.contains(Aspect::What) {
            true if folders => What::Everything,
            true => self.defaults.what(),
            false => self.what,
        }
    }
}

/// Checks what costs nothing first, then asks DeviantArt, then adds.
pub(super) async fn add(data: &Data, asker: &Asker, wish: Wish) -> Result<Added, Error> {
    let asked = artist::parse(&wish.artist)?;
    let terms = terms(data, asker, wish, asked.folder.is_some()).await?;
    let profile = artist::resolve(data, asker, &asked.name).await?;
    add_for(data, asker, &terms, (profile, asked.folder)).await
}

/// Checks what a wish says besides its artist. `linked`: the artist's address names a folder.
pub(super) async fn terms(data: &Data, asker: &Asker, wish: Wish, linked: bool) -> Result<Terms, Error> {
    // In full: an option that is added is fulfilled here, or this does not compile.
    let Wish { artist: _, what, folder, channel, mature, mature_way, ping, filter, style, rhythm, catch_up, template, inherits } = wish;
    let folder = folder.filter(|folder| !folder.trim().is_empty());
    let settings = ask(data.store.guild_settings(asker.guild())).await?;
    let defaults = settings.watches;
    if !inherits.contains(Aspect::What) {
        check_folder(what, folder.is_some() || linked)?;
    }
    // What is in all folders is in none that a filter could name.
    let one_folder = folder.as_deref().map_or(linked, |folder| !folder::is_whole(folder));
    let filter = filter::read(filter.as_deref().unwrap_or_default(), one_folder)?;
    let template =
        template.as_deref().map(|typed| Template::parse(typed).map_err(|problem| Error::Refused(text::template::problem(typed, &problem))));
    let template = template.transpose()?;
    let place = place::find(data, asker, channel).await?;
    if let Some(role) = ping {
        place::check_ping(&place, role)?;
    }
    let inherited = inherits.contains(Aspect::Mature);
    let mature = if inherited { defaults.mature(place.age_restricted) } else { (mature, mature_way) };
    check_mature(data, asker, (&place, &settings), mature).await?;
    // What the server's watches mention, this one mentions where the asker may have it mentioned.
    let silent = defaults.ping.is_some_and(|role| !place.mentions(role));
    let (ping, inherits) = (ping.map(|role| RoleId(role.id)), inherits.unless(Aspect::Ping, silent));
    Ok(Terms { place, what, folder, mature, ping, filter, style, rhythm, catch_up, template, inherits, defaults })
}

/// Whether mature posts can go where they are to go.
async fn check_mature(
    data: &Data,
    asker: &Asker,
    (place, settings): (&Place, &GuildSettings),
    (mature, way): (bool, MatureWay),
) -> Result<(), Error> {
    match way {
        MatureWay::Restricted if mature && !place.age_restricted => {
            fixable(text::watch::not_age_restricted(place.channel), vec![Fix::LeaveOut, Fix::Veil, Fix::Elsewhere, Fix::Channel])
        }
        MatureWay::Channel if mature => place::mature(data, asker, settings).await,
        _ => Ok(()),
    }
}

fn check_folder(what: What, folder: bool) -> Result<(), Error> {
    if folder && !what.needs_gallery() { fixable(text::watch::folder_holds_deviations(), vec![Fix::NoFolder]) } else { Ok(()) }
}

/// Adds a watch of this artist on these terms. The folder is the one of the artist's address, which counts where the terms name none.
pub(super) async fn add_for(
    data: &Data,
    asker: &Asker,
    terms: &Terms,
    (profile, folder): (Profile, Option<String>),
) -> Result<Added, Error> {
    let what = terms.what(folder.is_some() || terms.folder.is_some() || profile.kind == ArtistKind::Group);
    check_folder(what, folder.is_some())?;
    let chosen = choose_folder(data, &profile, (what, terms.folder.as_deref().or(folder.as_deref()))).await?;
    let group = chosen == Chosen::WholeGroup;
    let (folder, folder_name) = match chosen {
        Chosen::Folder { folder, full_name } => (Some(folder), Some(full_name)),
        Chosen::Gallery | Chosen::WholeGroup => (None, None),
    };
    let new = wish(terms, asker, profile, (what, folder, group));
    let place = &terms.place;
    place::check_tags(data, asker, place, &new).await?;
    if let Some(other) = covering(data, &new).await? {
        return fixable(text::watch::adds_nothing(&other), vec![Fix::Role, Fix::Change(other.id)]);
    }
    match ask(data.store.add_watch(&new, data.max_watches)).await? {
        AddWatch::Added(watch) => {
            watches_changed(data).await;
            tracing::info!(guild = %new.guild, channel = %new.channel, watch = %watch.id, artist = %new.artist, "watch added");
            Ok(Added { watch, folder: folder_name, age_restricted: place.age_restricted })
        }
        AddWatch::Duplicate(mut watch) => {
            folder::name_fully(data, std::slice::from_mut(&mut watch)).await;
            fixable(text::watch::duplicate(&watch), vec![Fix::Change(watch.id)])
        }
        AddWatch::NotServed => Err(Error::Refused(text::watch::not_served(&new.artist_name))),
        AddWatch::TooMany { limit } => fixable(text::watch::too_many(limit), vec![Fix::Idle, Fix::Check]),
    }
}

/// What is stored. In full: an option that is added is set here, or this does not compile.
fn wish(terms: &Terms, asker: &Asker, profile: Profile, (what, folder, group): (What, Option<(FolderId, String)>, bool)) -> NewWatch {
    let (place, (mature, mature_way)) = (&terms.place, terms.mature);
    // By Discord's clock, which the posts' own times are near; this host's may be hours off, and then posts would be missed or be old.
    let now = asker.at();
    let wish = NewWatch {
        guild: asker.guild(),
        channel: ChannelId(place.channel.get()),
        artist: profile.artist.id,
        artist_name: profile.artist.name,
        // All that a group's folders hold.
        what: if group { What::Deviations } else { what },
        folder,
        group,
        mature,
        mature_way,
        ping: terms.ping.map(|role| Ping { role, by_right: place.asker_mentions_all() }),
        style: terms.style,
        template: None,
        catch_up: terms.catch_up,
        announce_from: now - GRACE,
        created_at: now,
        paused: None,
        filter: terms.filter.clone(),
        rhythm: terms.rhythm,
        inherits: terms.inherits,
    };
    terms.defaults.applied(wish.template(terms.template.clone()), Some(place.ground()))
}

/// Another watch of the same channel, not a paused one, that already delivers every post of this one and mentions the same role.
async fn covering(data: &Data, new: &NewWatch) -> Result<Option<Watch>, Error> {
    let there = ask(data.store.watches(new.guild, Some(new.channel), 0, data.max_watches)).await?.watches;
    Ok(there.into_iter().find(|other| covers(&other.wish, new)))
}

fn covers(other: &NewWatch, new: &NewWatch) -> bool {
    let kinds = other.what == What::Everything || other.what == new.what || new.folder.is_some() && other.what == What::Deviations;
    let same = other.what == new.what && other.folder == new.folder;
    other.artist == new.artist
        && other.folder.is_none()
        && other.paused.is_none()
        && kinds
        && !same
        && (!new.mature || other.mature && other.mature_way == new.mature_way)
        && (other.filter.is_none() || other.filter == new.filter)
        && new.ping.is_none_or(|ping| other.ping.is_some_and(|theirs| theirs.role == ping.role))
}

/// What of an artist is watched.
#[derive(PartialEq, Eq)]
enum Chosen {
    /// No folder in particular.
    Gallery,
    /// All folders of a group.
    WholeGroup,
    /// One folder.
    Folder { folder: (FolderId, String), full_name: String },
}

/// What is wished. A group can only be watched by its folders, one or all: it has no gallery.
async fn choose_folder(data: &Data, profile: &Profile, (what, wish): (What, Option<&str>)) -> Result<Chosen, Error> {
    let group = profile.kind == ArtistKind::Group;
    match wish {
        None if !group => return Ok(Chosen::Gallery),
        Some(wish) if folder::is_whole(wish) => return Ok(if group { Chosen::WholeGroup } else { Chosen::Gallery }),
        None if !what.needs_gallery() => return Err(Error::Refused(text::watch::group_holds_deviations(&profile.artist.name))),
        _ => {}
    }
    let folders = folder::list(data, profile).await?;
    let fix = || {
        let folders = folders.iter().map(|one| (one.id, folder::full_name(one, &folders))).collect();
        vec![Fix::Folders { group, folders }]
    };
    let Some(wish) = wish else {
        return fixable(text::watch::group_needs_folder(&profile.artist.name, folders.len()), fix());
    };
    match folder::choose(&folders, wish, &profile.artist.name) {
        Ok(chosen) => {
            let full_name = folder::full_name(&chosen, &folders);
            Ok(Chosen::Folder { folder: (chosen.id, chosen.name), full_name })
        }
        Err(Error::Refused(text)) => fixable(text, fix()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::Timestamp;
    use domain::id::{ArtistId, GuildId};
    use domain::watch::Pause;
    use uuid::Uuid;

    #[test]
    fn a_watch_covers_another_one_unless_it_is_paused() {
        let wish = |what| {
            let artist = ArtistId(Uuid::from_u128(1));
            NewWatch::new(GuildId(1), ChannelId(2), artist, "Some_Body", Timestamp::UNIX_EPOCH).what(what)
        };
        let (mut all, new) = (wish(What::Everything), wish(What::Journals));
        assert!(covers(&all, &new) && !covers(&new, &all));
        let filter = |text: &str| domain::filter::Filter::parse(text).unwrap();
        let some = all.clone().filter(filter("cat"));
        assert!(
            !covers(&some, &new) && covers(&some, &new.clone().filter(filter("cat"))) && covers(&all, &new.clone().filter(filter("dog")))
        );
        all.paused = Some(Pause { since: Timestamp::UNIX_EPOCH, until: None });
        assert!(!covers(&all, &new), "nothing of it comes meanwhile");
    }
}
