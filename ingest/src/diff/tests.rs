use super::*;
use chrono::TimeDelta;
use domain::post::Picture;
use proptest::prelude::*;
use uuid::Uuid;

pub fn artist() -> ArtistRef {
    ArtistRef {
        id: ArtistId(Uuid::from_u128(0xa)),
        name: "Somebody".to_owned(),
        icon: Some("https://a.deviantart.net/avatars/s/o/somebody.png?1".to_owned()),
    }
}

fn time(minute: u32) -> Timestamp {
    Timestamp::UNIX_EPOCH + TimeDelta::minutes(i64::from(minute))
}

fn picture(name: &str, token: &str) -> Picture {
    let url =
        format!("https://images-wixmp-1.wixmp.com/f/user/{name}.jpg/v1/fill/w_800,h_600,q_70,strp/words_of_{token}-pre.jpg?token={token}");
    Picture { url, width: 800, height: 600 }
}

/// Post number `n`, published at minute `n`.
pub fn post(n: u32) -> Post {
    Post {
        id: PostId(Uuid::from_u128(u128::from(n) + 1000)),
        artist: artist().id,
        kind: PostKind::Image,
        title: format!("post {n}"),
        url: Some(format!("https://www.deviantart.com/somebody/art/post-{n}")),
        published_at: Some(time(n)),
        mature: false,
        preview: Some(picture(&format!("preview-{n}"), "one")),
        thumbnail: Some(picture(&format!("thumb-{n}"), "one")),
        excerpt: None,
        tags: Vec::new(),
        tags_known: false,
        locked: None,
        several: false,
        seconds: None,
    }
}

pub fn known(posts: &[Post]) -> Known {
    posts
        .iter()
        .map(|post| (post.id, KnownPost { post: post.clone(), removed: false, shrunk: false, fades: false, rev: 0, folders: Vec::new() }))
        .collect()
}

fn listed(posts: &[Post]) -> Vec<Listed> {
    posts.iter().map(|post| Listed { artist: artist(), post: post.clone() }).collect()
}

fn published(events: &[Event]) -> Vec<PostId> {
    events.iter().filter_map(|event| if let Event::PostPublished { post, .. } = event { Some(post.id) } else { None }).collect()
}

#[test]
fn given_a_page_with_new_and_known_posts_then_the_new_ones_come_oldest_first() {
    let page = listed(&[post(1), post(9), post(8), post(5), post(8)]);
    let events = posts(&page, &known(&[post(1), post(5)]));
    assert_eq!(published(&events), [post(8).id, post(9).id], "a pinned post leads, one is listed twice");
    assert_eq!(events.len(), 2);
}

#[test]
fn given_posts_without_times_then_the_reversed_page_order_counts() {
    let page: Vec<Post> = [3, 9, 5].into_iter().map(|n| Post { published_at: (n != 9).then(|| time(n)), ..post(n) }).collect();
    assert_eq!(published(&posts(&listed(&page), &Known::new())), [post(5).id, post(9).id, post(3).id]);
}

#[test]
fn given_new_signatures_only_then_nothing_happened() {
    let again = Post { preview: Some(picture("preview-1", "two")), thumbnail: Some(picture("thumb-1", "two")), ..post(1) };
    assert_eq!(posts(&listed(&[again]), &known(&[post(1)])), []);
}

#[test]
fn given_changed_content_then_a_revision_names_what_changed() {
    let clear = picture("preview-1", "one");
    let blurred = Picture { url: clear.url.replace("strp", "strp,blur_30"), ..clear };
    let cases = [
        (Post { title: "new".to_owned(), ..post(1) }, Change::Title),
        (Post { mature: true, ..post(1) }, Change::Mature),
        (Post { preview: Some(picture("other", "one")), ..post(1) }, Change::Preview),
        (Post { preview: Some(blurred), ..post(1) }, Change::Preview),
        (Post { excerpt: Some("Once".to_owned()), ..post(1) }, Change::Excerpt),
        (Post { locked: Some("paid".to_owned()), ..post(1) }, Change::Locked),
        (Post { kind: PostKind::Video, ..post(1) }, Change::Other),
    ];
    for (revised, change) in cases {
        let events = posts(&listed(std::slice::from_ref(&revised)), &known(&[post(1)]));
        assert_eq!(events, [Event::PostRevised { post: revised, changes: vec![change] }]);
    }
}

#[test]
fn given_a_list_that_tells_less_then_what_it_leaves_out_stays() {
    let full = Post { excerpt: Some("Once".to_owned()), tags: vec!["fox".to_owned()], ..post(1) };
    let meagre =
        Post { preview: None, thumbnail: None, url: None, published_at: None, title: String::new(), kind: PostKind::Other, ..post(1) };
    assert_eq!(posts(&listed(&[meagre]), &known(&[full])), []);
    let locked = Post { preview: None, locked: Some("paid".to_owned()), ..post(1) };
    let events = posts(&listed(&[locked]), &known(&[post(1)]));
    assert!(matches!(&events[..], [Event::PostRevised { post, changes }] if post.preview.is_none() && changes.contains(&Change::Preview)));
}

#[test]
fn given_a_removed_post_that_is_listed_again_then_it_is_published_under_the_same_id() {
    let mut known = known(&[post(1)]);
    known.get_mut(&post(1).id).unwrap().removed = true;
    let events = posts(&listed(&[post(1)]), &known);
    assert_eq!(published(&events), [post(1).id]);
    let first = Event::PostPublished { artist: artist(), post: post(1) };
    assert_eq!(events[0].natural_key(), first.natural_key());
}

#[test]
fn given_a_folder_then_posts_come_before_their_arrival_and_known_members_are_silent() {
    let id = FolderId(Uuid::from_u128(7));
    let mut known = known(&[post(1), post(2)]);
    known.get_mut(&post(1).id).unwrap().folders.push(id);
    let events = folder(artist().id, id, "Featured", &listed(&[post(3), post(1), post(2)]), &known);
    let foldered = |n| Event::PostFoldered { owner: artist().id, post: post(n).id, folder: id, folder_name: "Featured".to_owned() };
    assert_eq!(events, [foldered(2), Event::PostPublished { artist: artist(), post: post(3) }, foldered(3)]);
}

/// What was shrunk is no news where what is left is the same, and is told in whole where it changed or arrives in a watched folder.
#[test]
fn given_a_shrunk_post_then_only_news_of_it_are_told_and_in_whole() {
    let shrunk = |post: &Post| KnownPost { post: post.shrunk(), removed: false, shrunk: true, fades: false, rev: 3, folders: Vec::new() };
    let whole = Post { title: "A title that is longer than what is left".to_owned(), ..post(1) };
    let known = Known::from([(whole.id, shrunk(&whole))]);
    assert_eq!(posts(&listed(std::slice::from_ref(&whole)), &known), []);
    let mature = Post { mature: true, ..whole.clone() };
    assert_eq!(posts(&listed(std::slice::from_ref(&mature)), &known), [Event::PostRevised { post: mature, changes: vec![Change::Mature] }]);
    let id = FolderId(Uuid::from_u128(7));
    let events = folder(artist().id, id, "Featured", &listed(std::slice::from_ref(&whole)), &known);
    let told = Event::PostRevised { post: whole.clone(), changes: vec![Change::Other] };
    assert_eq!(events, [told, Event::PostFoldered { owner: artist().id, post: whole.id, folder: id, folder_name: "Featured".to_owned() }]);
}

/// It may be shrunk between the poll and the fold, and a shrunk post is offered to nobody.
#[test]
fn given_a_whole_post_that_is_old_then_it_is_told_again_before_its_arrival_and_at_no_other_time() {
    let tagged = Post { tags: vec!["cat".to_owned()], tags_known: true, ..post(1) };
    let old = KnownPost { post: tagged.clone(), removed: false, shrunk: false, fades: true, rev: 3, folders: Vec::new() };
    let known = Known::from([(tagged.id, old)]);
    let listed = listed(&[post(1)]);
    assert_eq!(posts(&listed, &known), []);
    let id = FolderId(Uuid::from_u128(7));
    let told = Event::PostRevised { post: tagged.clone(), changes: vec![Change::Other] };
    let arrives = Event::PostFoldered { owner: artist().id, post: tagged.id, folder: id, folder_name: "Featured".to_owned() };
    assert_eq!(folder(artist().id, id, "Featured", &listed, &known), [told, arrives]);
}

/// Its tags went with the rest: a filter must not take that for a post without tags.
#[test]
fn given_a_shrunk_post_whose_tags_were_known_then_it_is_told_with_unknown_ones() {
    let tagged = Post { tags: vec!["cat".to_owned()], tags_known: true, ..post(1) };
    let known = Known::from([(
        tagged.id,
        KnownPost { post: tagged.shrunk(), removed: false, shrunk: true, fades: false, rev: 3, folders: Vec::new() },
    )]);
    let told = |post: Post| match posts(&listed(&[post]), &known).as_slice() {
        [Event::PostRevised { post, .. }] => (post.tags.clone(), post.tags_known),
        other => panic!("{other:?}"),
    };
    let mature = Post { mature: true, ..post(1) };
    assert_eq!(told(mature.clone()), (Vec::new(), false));
    assert_eq!(told(Post { tags: tagged.tags.clone(), tags_known: true, ..mature }), (tagged.tags.clone(), true));
}

#[test]
fn given_known_posts_between_listed_ones_then_they_are_missing_and_older_ones_are_not() {
    let known = known(&[post(1), post(5), post(6), post(7), post(9)]);
    let recent: Vec<PostId> = [9, 7, 6, 5, 1].map(|n| post(n).id).to_vec();
    let page = listed(&[post(8), post(7), post(5)]);
    let all = |_| true;
    assert_eq!(missing(&page, &recent, &known, all), [post(9).id, post(6).id]);
    assert!(missing(&[], &recent, &known, all).is_empty(), "an empty page proves nothing");
    assert!(missing(&page, &recent, &known, |kind| kind == PostKind::Journal).is_empty());
}

#[test]
fn given_the_same_artist_with_other_folder_sizes_then_nothing_happened() {
    let folder = |name: &str, size| Folder { id: FolderId(Uuid::from_u128(7)), name: name.to_owned(), parent: None, size };
    let before = KnownArtist {
        artist: artist(),
        kind: ArtistKind::Person,
        folders: vec![folder("Featured", Some(3))],
        vanished: None,
        vanish_epoch: 0,
        rev: 0,
    };
    let now = |name, folders: &[Folder]| super::artist(Some(&before), &ArtistRef { name, ..artist() }, ArtistKind::Person, folders);
    assert_eq!(now("Somebody".to_owned(), &[folder("Featured", Some(4))]), None);
    assert!(now("Somebody".to_owned(), &[folder("Best", Some(3))]).is_some());
    assert!(now("Renamed".to_owned(), &[folder("Featured", Some(3))]).is_some());
    assert!(super::artist(None, &artist(), ArtistKind::Person, &[]).is_some());
}

proptest! {
    /// Whatever the order, repeats and what is known: each unknown post is published exactly once, in time order.
    #[test]
    fn every_unknown_post_is_published_once(page in proptest::collection::vec(0_u32..40, 0..60), old in proptest::collection::hash_set(0_u32..40, 0..40)) {
        let known = known(&old.iter().map(|n| post(*n)).collect::<Vec<_>>());
        let items = listed(&page.iter().map(|n| post(*n)).collect::<Vec<_>>());
        let mut expected: Vec<u32> = page.into_iter().filter(|n| !old.contains(n)).collect();
        expected.sort_unstable();
        expected.dedup();
        let found = published(&posts(&items, &known));
        prop_assert_eq!(found, expected.into_iter().map(|n| post(n).id).collect::<Vec<_>>());
    }

    /// A poll that learned what it found finds nothing the next time.
    #[test]
    fn a_second_look_at_the_same_page_is_silent(page in proptest::collection::vec(0_u32..40, 0..60)) {
        let folder_id = FolderId(Uuid::from_u128(7));
        let items = listed(&page.iter().map(|n| post(*n)).collect::<Vec<_>>());
        let mut known = Known::new();
        for event in folder(artist().id, folder_id, "Featured", &items, &known) {
            match event {
                Event::PostPublished { post, .. } => {
                    known.insert(post.id, KnownPost { post, removed: false, shrunk: false, fades: false, rev: 0, folders: Vec::new() });
                }
                Event::PostFoldered { post, folder, .. } => known.get_mut(&post).unwrap().folders.push(folder),
                other => prop_assert!(false, "unexpected {other:?}"),
            }
        }
        prop_assert_eq!(folder(artist().id, folder_id, "Featured", &items, &known), vec![]);
    }
}
