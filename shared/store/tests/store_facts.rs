//! The store, on SQLite and on PostgreSQL: what was folded is found again, by name, by artist and by post; and guilds are forgotten.

use chrono::{DateTime, TimeDelta};
use domain::clock::{SystemClock, Timestamp};
use domain::id::{ArtistId, ChannelId, EventId, FolderId, GuildId, LogId, PostId};
use domain::language::Language;
use domain::notification::Hold;
use domain::post::{ArtistKind, Post, PostKind};
use std::sync::Arc;
use std::time::Duration;
use store::bot::BrokenChannel;
use store::erase::Holdings;
use store::guild_settings::GuildSettings;
use store::leadership::Candidate;
use store::projection::rebuild::{Compared, Refolded};
use store::projection::rows::{ArtistRow, FolderRow, PostFolderRow, PostRow, Told};
use store::projection::unlike::{Cursor, Unlike};
use store::projection::{Batch, Changes, Fold, Folded, Incoming};
use store::{ProjectionStore, Store};
use testbed::Database;
use uuid::Uuid;

testbed::on_both!(
    artists_are_found_by_the_beginning_of_their_names,
    known_posts_come_newest_first_and_those_without_a_time_last,
    an_artist_is_known_with_its_folders,
    a_guild_that_left_long_ago_is_forgotten,
    a_guild_reads_the_language_that_it_chose_else_its_own,
    a_broken_channel_is_remembered_until_it_heals,
    an_erased_artist_does_not_come_back_with_a_rebuild,
);

fn at(second: i64) -> Timestamp {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + second)
}

fn told(second: i64) -> Told {
    Told { rev: None, at: at(second), event: EventId(Uuid::from_u128(1)) }
}

fn artist(n: u128, name: &str, named: i64) -> ArtistRow {
    ArtistRow {
        id: ArtistId(Uuid::from_u128(n)),
        name: name.to_owned(),
        icon: None,
        kind: ArtistKind::Person,
        rev: None,
        named: told(named),
        profiled: told(0),
        vanished: None,
        vanish_epoch: 0,
        returned: false,
    }
}

fn post(n: u128, published: Option<i64>) -> PostRow {
    PostRow {
        post: Post {
            id: PostId(Uuid::from_u128(n)),
            artist: ArtistId(Uuid::from_u128(1)),
            kind: PostKind::Image,
            title: format!("Post {n}"),
            url: None,
            published_at: published.map(at),
            mature: false,
            preview: None,
            thumbnail: None,
            excerpt: None,
            tags: vec!["a".to_owned()],
            tags_known: true,
            locked: None,
            several: n.is_multiple_of(2),
            seconds: Some(61),
        },
        rev: None,
        content: told(0),
        first_seen_at: Some(at(0)),
        seen_at: Some(at(0)),
        removed_at: None,
        shrunk: None,
    }
}

/// A migrated store in which the projector has written this.
async fn folded(db: &Database, changes: Changes) -> anyhow::Result<Store> {
    let store = Store::connect(&db.url()).await?;
    migration::up(store.connection()).await?;
    let log = LogId(Uuid::from_u128(9));
    let epoch = store.for_projection().seize_projection(log, 0).await?.epoch;
    let entry = Incoming { offset: 0, payload: Vec::new(), event: Err("none".to_owned()), lane: None };
    let fold: Fold = Arc::new(move |_, _| changes.clone());
    let done = store.for_projection().fold(&Batch { log, epoch, from: 0, entries: Arc::new(vec![entry]), now: at(0) }, &fold).await?;
    anyhow::ensure!(matches!(done, Folded::Done { .. }), "{done:?}");
    Ok(store)
}

/// As DeviantArt's names are: letters, digits and hyphens; and some that only a hostile answer could hold. A database that compares by
/// language passes over hyphens and does not tell case apart.
async fn artists_are_found_by_the_beginning_of_their_names(db: Database) -> anyhow::Result<()> {
    let names = ["Sea-Fox", "seafox", "Sea-Fox2", "sea", "SeaG", "se", "sf", "sea_x", "sea%x", "seaé"];
    let artists = (1..).zip(names).map(|(n, name)| artist(n, name, 0)).collect();
    let store = folded(&db, Changes { artists, ..Changes::default() }).await?;
    let found = async |prefix: &str, limit| {
        let found = store.for_bot().search_artists(prefix, limit).await?;
        anyhow::Ok(found.into_iter().map(|artist| artist.name).collect::<Vec<_>>())
    };
    assert_eq!(found("SEA-", 9).await?, ["Sea-Fox", "Sea-Fox2"]);
    assert_eq!(found("sea", 20).await?, ["sea", "sea%x", "Sea-Fox", "Sea-Fox2", "sea_x", "seafox", "SeaG", "seaé"]);
    assert_eq!(found("sea_", 9).await?, ["sea_x"]);
    assert_eq!(found("sea", 2).await?, ["sea", "sea%x"]);
    assert_eq!(found("seah", 9).await?, Vec::<String>::new());
    assert_eq!(
        store.for_bot().artist_by_name("SEA-FOX").await?.map(|(artist, kind)| (artist.name, kind)),
        Some(("Sea-Fox".to_owned(), ArtistKind::Person))
    );
    assert_eq!(store.for_bot().artist_by_name("sea-").await?, None);
    Ok(())
}

async fn known_posts_come_newest_first_and_those_without_a_time_last(db: Database) -> anyhow::Result<()> {
    let removed = PostRow { removed_at: Some(at(9)), ..post(5, Some(5)) };
    let unseen = PostRow { first_seen_at: None, ..post(6, Some(6)) };
    let place = PostFolderRow {
        post: PostId(Uuid::from_u128(3)),
        folder: FolderId(Uuid::from_u128(7)),
        owner: ArtistId(Uuid::from_u128(1)),
        seen_at: at(1),
    };
    let posts = vec![post(1, Some(1)), post(2, None), post(3, Some(3)), post(4, None), removed, unseen];
    let store = folded(&db, Changes { posts, post_folders: vec![place], ..Changes::default() }).await?;
    let id = |n| PostId(Uuid::from_u128(n));
    assert_eq!(store.for_ingest().recent_posts(ArtistId(Uuid::from_u128(1)), 9).await?, [3, 1, 4, 2].map(id));
    assert_eq!(store.for_ingest().recent_posts(ArtistId(Uuid::from_u128(1)), 1).await?, [id(3)]);
    let known = store.for_ingest().known_posts(&[1, 3, 5, 6, 99].map(id), at(1)).await?;
    let mut found: Vec<_> = known.values().map(|known| (known.post.id, known.removed, known.folders.len())).collect();
    found.sort();
    assert_eq!(found, [(id(1), false, 0), (id(3), false, 1), (id(5), true, 0)]);
    assert_eq!(known[&id(3)].post, post(3, Some(3)).post);
    Ok(())
}

async fn an_artist_is_known_with_its_folders(db: Database) -> anyhow::Result<()> {
    let folder = |n, position, gone| FolderRow {
        id: FolderId(Uuid::from_u128(n)),
        owner: ArtistId(Uuid::from_u128(1)),
        name: format!("Folder {n}"),
        parent: None,
        size: Some(3),
        position,
        gone,
    };
    let gone = ArtistRow { vanished: Some("not_found".to_owned()), vanish_epoch: 2, ..artist(2, "Gone", 1) };
    let back = ArtistRow { returned: true, ..gone.clone() };
    let folders = vec![folder(1, 2, false), folder(2, 1, false), folder(3, 0, true)];
    let artists = vec![artist(1, "Here", 0), gone, ArtistRow { id: ArtistId(Uuid::from_u128(3)), ..back }];
    let store = folded(&db, Changes { artists, folders, ..Changes::default() }).await?;
    let known = async |n| anyhow::Ok(store.for_ingest().known_artist(ArtistId(Uuid::from_u128(n))).await?);
    let here = known(1).await?.ok_or_else(|| anyhow::anyhow!("unknown"))?;
    assert_eq!(here.folders.iter().map(|folder| folder.name.as_str()).collect::<Vec<_>>(), ["Folder 2", "Folder 1"]);
    let why = async |n| anyhow::Ok(known(n).await?.map(|known| (known.vanished, known.vanish_epoch)));
    assert_eq!(why(2).await?, Some((Some("not_found".to_owned()), 2)));
    assert_eq!(why(3).await?, Some((None, 2)));
    assert_eq!(why(4).await?, None);
    // The name passed on: the one who was seen with it last has it.
    assert_eq!(store.for_bot().artist_by_name("gone").await?.map(|(artist, _)| artist.name), Some("Gone".to_owned()));
    Ok(())
}

async fn a_guild_that_left_long_ago_is_forgotten(db: Database) -> anyhow::Result<()> {
    let store = folded(&db, Changes::default()).await?;
    for guild in [GuildId(1), GuildId(2), GuildId(3)] {
        store.for_bot().guild_joined(guild, at(0)).await?;
        store.for_bot().audit(guild, at(1), "test", "something was done").await?;
        store.for_bot().save_broken_channel(&broken(guild)).await?;
    }
    store.for_bot().guild_left(GuildId(1), at(10)).await?;
    store.for_bot().guild_left(GuildId(2), at(99)).await?;
    assert_eq!(store.for_bot().left_guilds(at(50)).await?, [GuildId(1)]);
    assert!(store.for_bot().forget_left_guild(GuildId(1), at(50)).await?);
    assert!(!store.for_bot().forget_left_guild(GuildId(1), at(50)).await?, "it is known no more");
    assert_eq!(store.for_bot().left_guilds(at(50)).await?, []);
    let left: Vec<GuildId> = store.for_bot().broken_channels().await?.into_iter().map(|channel| channel.guild).collect();
    assert_eq!(left, [GuildId(2), GuildId(3)]);
    // Back before it was forgotten: it stays.
    store.for_bot().guild_present(GuildId(2), at(100)).await?;
    assert_eq!(store.for_bot().left_guilds(at(200)).await?, []);
    assert!(!store.for_bot().forget_left_guild(GuildId(2), at(200)).await?);
    // What was on its way to the store when a guild was erased finds nobody there.
    let gone = GuildId(1);
    store.for_bot().guild_present(gone, at(100)).await?;
    store.for_bot().guild_left(gone, at(100)).await?;
    store.for_bot().audit(gone, at(1), "test", "something was done").await?;
    store.for_bot().save_broken_channel(&broken(gone)).await?;
    store.for_bot().save_guild_notice(gone, at(1)).await?;
    assert!(!store.for_bot().forget_guild(gone).await?, "nothing came back");
    assert_eq!(store.for_bot().broken_channels().await?.len(), 2);
    assert_eq!(store.for_bot().guild_notices().await?.len(), 0);
    Ok(())
}

async fn a_guild_reads_the_language_that_it_chose_else_its_own(db: Database) -> anyhow::Result<()> {
    let (store, guild, other) = (folded(&db, Changes::default()).await?.for_bot(), GuildId(1), GuildId(2));
    store.guild_speaks(other, "de").await?;
    assert_eq!(store.guilds_after(None, 10).await?, [], "nothing is stored because of a word of Discord's alone");
    store.guild_joined(guild, at(0)).await?;
    assert_eq!(store.guild_language(guild).await?, None);
    for (locale, language) in [("fr", Language::French), ("ko", Language::English), ("es-419", Language::Spanish)] {
        store.guild_speaks(guild, locale).await?;
        assert_eq!(store.guild_language(guild).await?, Some(language));
    }
    store.guild_speaks(guild, &"d".repeat(17)).await?;
    store.guild_speaks(guild, "").await?;
    assert_eq!(store.guild_language(guild).await?, Some(Language::Spanish), "what is no locale changes nothing");
    let chosen = GuildSettings { language: Some(Language::Japanese), ..GuildSettings::default() };
    store.save_guild_settings(guild, chosen, at(1)).await?;
    store.guild_joined(guild, at(2)).await?;
    assert_eq!((store.guild_language(guild).await?, store.guild_settings(guild).await?), (Some(Language::Japanese), chosen));
    store.save_guild_settings(guild, GuildSettings::default(), at(3)).await?;
    assert_eq!(store.guild_language(guild).await?, Some(Language::Spanish));
    store.forget_guild(guild).await?;
    assert_eq!(store.guild_language(guild).await?, None);
    Ok(())
}

fn broken(guild: GuildId) -> BrokenChannel {
    let channel = ChannelId(guild.0 * 10);
    BrokenChannel { guild, channel, hold: Hold::Channel, reason: "no permission".to_owned(), since: at(1), told_at: None, probe_at: at(2) }
}

async fn a_broken_channel_is_remembered_until_it_heals(db: Database) -> anyhow::Result<()> {
    let store = folded(&db, Changes::default()).await?;
    let first = broken(GuildId(1));
    store.for_bot().guild_joined(first.guild, at(0)).await?;
    store.for_bot().save_broken_channel(&first).await?;
    let told = BrokenChannel { told_at: Some(at(3)), probe_at: at(9), ..first };
    store.for_bot().save_broken_channel(&told).await?;
    assert_eq!(store.for_bot().broken_channels().await?, std::slice::from_ref(&told));
    store.for_bot().delete_broken_channel(told.channel, Hold::Channel).await?;
    assert_eq!(store.for_bot().broken_channels().await?, []);
    Ok(())
}

/// The keys by which live and fresh tables differ.
async fn unlike(projection: &ProjectionStore) -> anyhow::Result<Unlike> {
    let (mut unlike, mut cursor) = (Unlike::default(), Some(Cursor::default()));
    while let Some(at) = cursor {
        cursor = projection.compare_stretch(at, &mut unlike).await?;
    }
    Ok(unlike)
}

/// The fresh tables held it already, and more of it than one transaction erases.
async fn an_erased_artist_does_not_come_back_with_a_rebuild(db: Database) -> anyhow::Result<()> {
    let artists = [1, 2].map(|n| ArtistId(Uuid::from_u128(n)));
    let folder = |n| FolderRow {
        id: FolderId(Uuid::from_u128(n)),
        owner: ArtistId(Uuid::from_u128(n)),
        name: "Folder".to_owned(),
        parent: None,
        size: None,
        position: 0,
        gone: false,
    };
    let place = |n| PostFolderRow { post: PostId(Uuid::from_u128(n)), folder: folder(1).id, owner: artists[0], seen_at: at(1) };
    let mut posts: Vec<PostRow> = (1..=501).map(|n| post(n, Some(0))).collect();
    let mut other = post(502, Some(0));
    other.post.artist = artists[1];
    posts.push(other);
    let rows = Changes {
        artists: vec![artist(1, "One", 0), artist(2, "Two", 0)],
        folders: vec![folder(1), folder(2)],
        posts,
        post_folders: [1, 501, 502].map(place).into(),
        ..Changes::default()
    };
    let store = folded(&db, rows.clone()).await?;
    let projection = store.for_projection();
    let candidate = Candidate { owner: Uuid::from_u128(1), poll: Duration::from_millis(1), clock: Arc::new(SystemClock) };
    let term = projection.fresh_leadership(candidate).acquire(Err).await.map_err(|waiting| anyhow::anyhow!("{waiting:?}"))?;
    let all = Arc::new(unlike(&projection).await?);
    let fold: Fold = Arc::new(move |_, _| rows.clone());
    projection.fold_fresh(term.epoch, Arc::new(Vec::new()), &fold).await?;

    store.for_operator().erase_artist(artists[0], at(2)).await?;
    let Some((log, next_offset)) = projection.projection_place().await? else { anyhow::bail!("no place") };
    assert_eq!(unlike(&projection).await?, Unlike::default(), "both lack the same");
    let fresh = Refolded { log, next_offset, lost: false };
    assert_eq!(projection.count_unlike(term.epoch, fresh, Arc::clone(&all)).await?, Compared::Done(Vec::new()));
    assert_eq!(projection.carry_over_fresh(term.epoch, fresh, all).await?, Compared::Done(()));
    let known = async |artist| {
        let (operator, ingest) = (store.for_operator(), store.for_ingest());
        let folders = ingest.known_artist(artist).await?.map(|known| known.folders.len());
        anyhow::Ok((operator.holdings_of_artist(artist).await?, folders))
    };
    assert_eq!(known(artists[0]).await?, (Holdings::default(), None));
    assert_eq!(known(artists[1]).await?, (Holdings { watches: 0, others: 1 }, Some(1)), "the other one is whole");
    Ok(())
}
