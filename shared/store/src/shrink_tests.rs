use super::*;
use crate::plan::plan;
use crate::pool::Store;
use crate::projection::rows::Told;
use chrono::TimeDelta;
use domain::id::EventId;
use domain::keep::FADES;
use domain::post::{Picture, Post, PostKind, SHORT_TITLE};
use rand::{Rng, SeedableRng};
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

/// Posts of the file that is measured, and for how many artists.
const POSTS: i64 = 12_000;
const ARTISTS: u64 = 400;

fn at(second: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + second)
}

fn old() -> Old {
    Old { before: at(1_000_000_000), cared: at(1_000_000_000) }
}

/// As DeviantArt tells of posts: random ids, addresses with a token, titles of at least what is kept of them.
fn row(n: i64, dice: &mut impl Rng) -> PostRow {
    let id = Uuid::from_u128(dice.random());
    let artist = ArtistId(Uuid::from_u128(0x5eed_0000_0000_4000_8000_0000_0000_0000 | u128::from(dice.random_range(0..ARTISTS))));
    let kinds = [PostKind::Image, PostKind::Image, PostKind::Image, PostKind::Literature, PostKind::Journal];
    let picture = |size: &str| Picture {
        url: format!("https://images-wixmp-1.wixmp.com/f/{id}/{size}.jpg?token={}", "x".repeat(400)),
        width: 1024,
        height: 768,
    };
    let post = Post {
        id: PostId(id),
        artist,
        kind: kinds[dice.random_range(0..kinds.len())],
        title: "A title of many words"[..dice.random_range(SHORT_TITLE..21)].to_owned(),
        url: Some(format!("https://www.deviantart.com/someone/art/A-title-of-many-words-{}", 900_000_000 + n)),
        published_at: Some(at(n)),
        preview: Some(picture("big")),
        thumbnail: Some(picture("small")),
        tags_known: true,
        tags: vec!["ink".to_owned(), "landscape".to_owned()],
        ..Post::unknown(PostId(id), artist)
    };
    let content = Told { rev: Some(1), at: at(n + 60), event: EventId(Uuid::from_u128(dice.random())) };
    PostRow { post, rev: Some(1), content, first_seen_at: Some(content.at), seen_at: Some(content.at), removed_at: None, shrunk: None }
}

async fn insert(store: &Store, rows: &[PostRow]) {
    for rows in rows.chunks(500) {
        let rows = rows.iter().cloned().map(|row| post::ActiveModel::from(post_model(row)));
        post::Entity::insert_many(rows).exec_without_returning(store.connection()).await.unwrap();
    }
}

async fn pragma(store: &Store, name: &str) -> i64 {
    let backend = store.connection().get_database_backend();
    let row = store.connection().query_one_raw(Statement::from_sql_and_values(backend, format!("PRAGMA {name}"), [])).await.unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

/// Bytes of the pages that hold something.
async fn used(store: &Store) -> i64 {
    (pragma(store, "page_count").await - pragma(store, "freelist_count").await) * pragma(store, "page_size").await
}

async fn shrink_all(store: &Store) -> u64 {
    let (mut posts, mut after) = (0, None);
    loop {
        let shrunk = store.for_bot().shrink_posts(old(), after).await.unwrap();
        posts += shrunk.posts;
        after = shrunk.next;
        if after.is_none() {
            return posts;
        }
    }
}

/// What a shrunk post takes: its row, its key, and its entry in each index of the table.
#[tokio::test]
async fn a_shrunk_post_takes_at_most_200_bytes_with_its_keys() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::connect(&format!("sqlite:{}", dir.path().join("store.sqlite").display())).await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let empty = used(&store).await;
    let mut dice = rand::rngs::StdRng::seed_from_u64(15);
    let rows: Vec<PostRow> = (0..POSTS).map(|n| row(n, &mut dice)).collect();
    insert(&store, &rows).await;
    let whole = (used(&store).await - empty) / POSTS;
    assert!(whole > 1_000, "{whole}");
    assert_eq!(shrink_all(&store).await, POSTS as u64);
    let shrunk = (used(&store).await - empty) as f64 / POSTS as f64;
    assert!(shrunk <= 200.0, "{shrunk} bytes a post; it was {whole}");
    assert_eq!(shrink_all(&store).await, 0, "each once");
    store.close().await;
}

#[tokio::test]
async fn a_shrunk_post_is_read_with_a_short_address_and_is_found_by_its_number() {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let mut dice = rand::rngs::StdRng::seed_from_u64(1);
    let whole = row(7, &mut dice);
    let gone = PostRow { removed_at: Some(at(99)), ..row(8, &mut dice) };
    let unranked = PostRow { rev: None, content: Told { rev: None, ..row(9, &mut dice).content }, ..row(9, &mut dice) };
    let nameless = PostRow { post: Post { url: None, ..row(5, &mut dice).post }, ..row(5, &mut dice) };
    let rows = [whole.clone(), gone.clone(), unranked.clone(), nameless.clone()];
    insert(&store, &rows).await;
    assert_eq!(store.for_bot().newest_posts(whole.post.artist, None).await.unwrap(), std::slice::from_ref(&whole.post));
    assert_eq!(shrink_all(&store).await, 4);
    assert_eq!(store.for_bot().newest_posts(whole.post.artist, None).await.unwrap(), [], "no preview of what is left");
    let read = async |row: &PostRow| {
        let found = post::Entity::find_by_id(Col(row.post.id)).row(store.connection()).await.unwrap().unwrap();
        post_from(found).unwrap()
    };
    let link = "https://www.deviantart.com/deviation/900000007";
    let left = read(&whole).await;
    assert_eq!(left.post, Post { url: Some(link.to_owned()), ..whole.post.shrunk() });
    assert_eq!((left.content.rev, left.seen_at, left.shrunk), (Some(1), None, Some(900_000_007)));
    assert!(left.looks_like(&whole) && !left.looks_like(&PostRow { removed_at: Some(at(1_000)), ..whole.clone() }));
    let gone = read(&gone).await;
    assert!(gone.removed() && gone.seen_at.is_some());
    let unranked_left = read(&unranked).await;
    assert_eq!((unranked_left.content, unranked_left.seen_at), (unranked.content, unranked.seen_at), "they rank it");
    assert_eq!(read(&nameless).await.post.url, None);
    let history = store.for_bot();
    let asked = "https://www.deviantart.com/someone/art/Another-name-900000007";
    let found = history.history().post_at(whole.post.artist, asked, Some("900000007")).await.unwrap();
    assert_eq!(found.unwrap().post.id, whole.post.id);
    let known = store.for_ingest().known_posts(&[whole.post.id], at(0)).await.unwrap();
    assert!(known[&whole.post.id].shrunk);
}

/// Between a poll and the fold of what it found there may be days.
#[tokio::test]
async fn a_whole_post_that_may_soon_be_shrunk_is_known_as_one_that_fades() {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let told = row(7, &mut rand::rngs::StdRng::seed_from_u64(1));
    insert(&store, std::slice::from_ref(&told)).await;
    let fades = async |now| {
        let known = store.for_ingest().known_posts(&[told.post.id], now).await.unwrap();
        (known[&told.post.id].fades, known[&told.post.id].shrunk)
    };
    assert_eq!(fades(told.content.at + FADES).await, (false, false));
    assert_eq!(fades(told.content.at + FADES + TimeDelta::seconds(1)).await, (true, false));
    assert_eq!(shrink_all(&store).await, 1);
    assert_eq!(fades(told.content.at + FADES + TimeDelta::seconds(1)).await, (false, true));
}

#[tokio::test]
async fn a_post_that_cannot_be_read_stays_as_it_is() {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let mut dice = rand::rngs::StdRng::seed_from_u64(2);
    insert(&store, &[row(1, &mut dice), row(2, &mut dice)]).await;
    store
        .connection()
        .execute_unprepared("UPDATE post SET tags = 'no list' WHERE published_at = (SELECT MIN(published_at) FROM post)")
        .await
        .unwrap();
    assert_eq!(shrink_all(&store).await, 1);
}

/// Whatever holds the fold writes the projection's row.
#[tokio::test]
async fn the_fold_is_held_up_only_where_there_is_something_to_shrink() {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    store.for_projection().seize_projection(domain::id::LogId::random(), 0).await.unwrap();
    let refuse = "CREATE TRIGGER held BEFORE UPDATE ON projection BEGIN SELECT RAISE(ABORT, 'held'); END";
    store.connection().execute_unprepared(refuse).await.unwrap();
    assert_eq!(shrink_all(&store).await, 0);
    insert(&store, &[row(1, &mut rand::rngs::StdRng::seed_from_u64(3))]).await;
    let young = Old { before: at(0), ..old() };
    assert_eq!(store.for_bot().shrink_posts(young, None).await.unwrap(), Shrunk { posts: 0, next: None });
    assert!(store.for_bot().shrink_posts(old(), None).await.unwrap_err().to_string().contains("held"));
}

#[tokio::test]
async fn no_question_of_the_shrinking_scans_or_sorts_a_table() {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let id = PostId(Uuid::nil());
    for place in [None, Some((at(0), id))] {
        let walk = plan(&store, &whole(at(9), place)).await;
        assert!(walk.starts_with("SEARCH post USING INDEX post_whole (content_at") && !walk.contains("B-TREE"), "{walk}");
    }
    let told = plan(&store, &open(vec![Col(id)], at(0))).await;
    assert!(told.starts_with("SEARCH notification USING INDEX notification_post (post_id=?)"), "{told}");
    let newest = plan(&store, &newest(Col(ArtistId(Uuid::nil())))).await;
    assert!(newest.starts_with("SEARCH post USING INDEX post_artist (artist_id=?") && !newest.contains("B-TREE"), "{newest}");
}
