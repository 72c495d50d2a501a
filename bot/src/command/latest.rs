//! The latest post that a watch would bring, for those who want to see it before one is due.

use super::artist::asked;
use super::context::{Data, ask};
use super::error::Error;
use super::sight::Asker;
use deviantart::Client;
use domain::budget::Lane;
use domain::filter::Ruling;
use domain::id::FolderId;
use domain::post::{ArtistRef, Post};
use domain::verdict::filtered;
use domain::watch::{NewWatch, Watch, What};

/// Posts of a gallery that are asked for.
const GALLERY: u32 = 10;

/// Whose latest post, and which.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub artist: ArtistRef,
    pub what: What,
    pub folder: Option<FolderId>,
    /// Of all folders of a group.
    pub group: bool,
    /// Its posts are polled: what the store has is the latest.
    pub polled: bool,
    /// Whose filter decides; None: no watch is asked for.
    pub wish: Option<NewWatch>,
}

impl Wanted {
    /// What this watch wants.
    pub(super) async fn of(data: &Data, watch: &Watch) -> Result<Self, Error> {
        let wish = &watch.wish;
        let unknown = ArtistRef { id: wish.artist, name: wish.artist_name.clone(), icon: None };
        let known = ask(data.store.artist_by_name(&wish.artist_name)).await?.map(|(artist, _)| artist);
        let artist = known.filter(|known| known.id == wish.artist).unwrap_or(unknown);
        Ok(Self {
            artist,
            what: wish.what,
            folder: wish.folder.as_ref().map(|(id, _)| *id),
            group: wish.group,
            polled: true,
            wish: Some(wish.clone()),
        })
    }

    fn wants(&self, post: &Post, mature: bool) -> bool {
        // A filter that waits for tags has not refused the post.
        let decision = self.wish.as_ref().and_then(|wish| filtered(wish, post));
        let refused = decision.is_some_and(|decision| decision.ruling == Ruling::Refuses);
        self.what.wants(post.kind) && (mature || !post.mature) && !refused
    }
}

/// The latest post, and whose it is: in a group's folder its member's.
#[derive(Clone, Debug)]
pub(super) struct Latest {
    pub post: Post,
    pub artist: ArtistRef,
    /// A later one is mature, and was left out.
    pub left_out: bool,
}

/// `mature`: whether a mature post will do. None: nothing is known of any.
pub(super) async fn latest(data: &Data, asker: &Asker, wanted: &Wanted, mature: bool) -> Result<Option<Latest>, Error> {
    let known = ask(data.store.newest_posts(wanted.artist.id, wanted.folder)).await?;
    let known: Vec<_> = known.into_iter().map(|post| (post, wanted.artist.clone())).collect();
    let posts = match &data.deviantart {
        Some(client) if !wanted.polled || known.is_empty() => match fetch(data, asker, client, wanted).await {
            Ok(posts) => posts,
            Err(failure) if known.is_empty() => return Err(failure),
            Err(failure) => {
                failure.log("preview");
                known
            }
        },
        _ => known,
    };
    let first = posts.iter().position(|(post, _)| wanted.wants(post, true));
    let found = posts.iter().position(|(post, _)| wanted.wants(post, mature));
    let latest = |at: usize| Latest { post: posts[at].0.clone(), artist: posts[at].1.clone(), left_out: first != found };
    Ok(found.map(latest))
}

/// What DeviantArt lists first, the newest first.
async fn fetch(data: &Data, asker: &Asker, client: &Client, wanted: &Wanted) -> Result<Vec<(Post, ArtistRef)>, Error> {
    let (name, lane) = (wanted.artist.name.as_str(), Lane::Interactive);
    let mut listed = Vec::new();
    let folder = match wanted.folder {
        None if wanted.group => match freshest(data, asker, client, name).await? {
            Some(folder) => Some(folder),
            None => return Ok(Vec::new()),
        },
        folder => folder,
    };
    match folder {
        Some(folder) => listed.extend(asked(data, asker, name, client.gallery_folder(lane, name, folder, 0)).await?.items),
        None => {
            if wanted.what.needs_gallery() {
                listed.extend(asked(data, asker, name, client.gallery_all(lane, name, 0, GALLERY)).await?.items);
            }
            if wanted.what.needs_posts() {
                listed.extend(asked(data, asker, name, client.posts(lane, name, None)).await?.items);
            }
        }
    }
    let mut posts: Vec<_> = listed.into_iter().map(|listed| (listed.post, listed.artist)).collect();
    posts.sort_by_key(|(post, _)| std::cmp::Reverse(post.published_at));
    Ok(posts)
}

/// The folder of a group whose front shows the newest post.
async fn freshest(data: &Data, asker: &Asker, client: &Client, group: &str) -> Result<Option<FolderId>, Error> {
    let listed = asked(data, asker, group, client.gallery_folders(Lane::Interactive, group, 0)).await?.items;
    let filled = listed.iter().filter(|item| !item.preview.is_empty());
    Ok(filled.max_by_key(|item| item.newest).map(|item| item.folder.id))
}
