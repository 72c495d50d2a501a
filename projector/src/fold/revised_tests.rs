//! Which changes of posts may have to be shown in messages that were sent.

use super::fold;
use super::tests::{ARTIST, at, id, post, published};
use domain::event::{Envelope, Event};
use domain::post::{Picture, Post};
use store::projection::rows::PostRow;
use store::projection::{Incoming, Loaded, Revised};

fn known(post: Post) -> Loaded {
    let first = Envelope::revision(published(post), at(1), 1);
    let changes = fold(&Loaded::default(), &[incoming(&first)]);
    assert_eq!(changes.revised, [], "what is new was not sent before");
    let posts = changes.posts.into_iter().map(|row: PostRow| (row.post.id, row)).collect();
    Loaded { posts, ..Loaded::default() }
}

fn incoming(envelope: &Envelope) -> Incoming {
    Incoming { offset: 0, payload: Vec::new(), lane: Some(envelope.event.lane()), event: Ok(envelope.clone()) }
}

fn told(loaded: &Loaded, rev: u64, event: Event) -> (Envelope, Vec<Revised>) {
    let envelope = Envelope::revision(event, at(2), rev);
    let revised = fold(loaded, &[incoming(&envelope)]).revised;
    (envelope, revised)
}

fn now(post: Post) -> Event {
    Event::PostRevised { post, changes: Vec::new() }
}

fn drawn() -> Post {
    let url = "https://images-wixmp-x.wixmp.com/f/u/file.jpg/v1/fill/w_800/words.jpg?token=1".to_owned();
    Post { preview: Some(Picture { url, width: 800, height: 600 }), ..post(1) }
}

#[test]
fn a_post_that_looks_otherwise_is_named_with_the_event_that_changed_it() {
    let loaded = known(drawn());
    let (envelope, revised) = told(&loaded, 2, now(Post { title: "New".to_owned(), ..drawn() }));
    assert_eq!(revised, [Revised { post: id(1), event: envelope.id, urgent: false }]);
    let (envelope, revised) = told(&loaded, 2, now(Post { mature: true, ..drawn() }));
    assert_eq!(revised, [Revised { post: id(1), event: envelope.id, urgent: true }]);
    let (envelope, revised) = told(&loaded, 2, Event::PostRemoved { artist: ARTIST, post: id(1) });
    assert_eq!(revised, [Revised { post: id(1), event: envelope.id, urgent: false }]);
}

#[test]
fn what_no_card_shows_names_nothing() {
    let loaded = known(drawn());
    assert_eq!(told(&loaded, 2, now(drawn())).1, []);
    let tagged = Post { tags: vec!["a".to_owned()], tags_known: true, ..drawn() };
    assert_eq!(told(&loaded, 2, now(tagged)).1, []);
    let mut signed = drawn();
    signed.preview = signed.preview.map(|picture| Picture { url: picture.url.replace("token=1", "token=2"), ..picture });
    assert_eq!(told(&loaded, 2, now(signed)).1, [], "every answer carries a new signature");
    assert_eq!(told(&loaded, 0, now(Post { title: "Old".to_owned(), ..drawn() })).1, [], "a late repeat");
}
