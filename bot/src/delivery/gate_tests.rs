use super::*;
use chrono::TimeDelta;
use domain::id::{ArtistId, ChannelId, GuildId, NotificationId, WatchId};
use domain::notification::State;
use domain::post::ArtistRef;
use domain::watch::{NewWatch, Watch};
use uuid::Uuid;

pub fn now() -> Timestamp {
    chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn artist() -> ArtistRef {
    ArtistRef { id: ArtistId(Uuid::nil()), name: "Painter".to_owned(), icon: None }
}

/// A digest that became deliverable so long ago.
pub fn due(catch_up: CatchUp, age: TimeDelta) -> Due {
    let wish = NewWatch::new(GuildId(1), ChannelId(2), artist().id, artist().name, now()).catch_up(catch_up);
    Due {
        id: NotificationId(Uuid::nil()),
        watch: Some(Watch { id: WatchId(Uuid::nil()), wish }),
        guild: GuildId(1),
        channel: ChannelId(2),
        subject: Subject::Digest { artist: artist(), count: 1, posts: Vec::new() },
        post_removed: false,
        also_ping: Vec::new(),
        state: State::Pending,
        observed_at: now() - TimeDelta::days(400),
        deliverable_at: now() - age,
        due_at: now(),
        attempts: 0,
        doubt: None,
        published_at: None,
        language: domain::language::Language::English,
    }
}

/// A card of this post at this address, which became deliverable when it was seen.
pub fn card_of(post: domain::post::Post, url: String) -> Due {
    let id = NotificationId(post.id.0);
    let post = domain::post::Post { url: Some(url), ..post };
    let subject = Subject::Card { post: Box::new(post), artist: artist() };
    Due { id, subject, observed_at: now(), ..due(CatchUp::All, TimeDelta::zero()) }
}

#[test]
fn the_catch_up_policy_decides_what_is_no_news_any_more() {
    let skipped = Gate::Ends(Settlement::Suppressed { reason: Suppressed::CatchUp });
    for (policy, old) in [(CatchUp::All, Gate::Open), (CatchUp::Newest, Gate::IfNewest), (CatchUp::Skip, skipped)] {
        assert_eq!(gate(&due(policy, TimeDelta::hours(24)), now()), Gate::Open, "{policy:?}");
        assert_eq!(gate(&due(policy, TimeDelta::hours(25)), now()), old, "{policy:?}");
        assert_eq!(gate(&due(policy, TimeDelta::days(-3)), now()), Gate::Open, "a clock that went back");
        let ended = gate(&due(policy, TimeDelta::days(31)), now());
        assert!(matches!(ended, Gate::Ends(Settlement::Expired { reason }) if reason.contains("30 days")), "{policy:?}");
    }
}

#[test]
fn what_the_store_cannot_tell_ends_with_the_reason() {
    let lost = |unreadable: Option<&str>| {
        let subject = Subject::Lost { artist: artist(), unreadable: unreadable.map(str::to_owned) };
        gate(&Due { subject, watch: None, ..due(CatchUp::All, TimeDelta::zero()) }, now())
    };
    assert_eq!(lost(None), Gate::Ends(Settlement::Suppressed { reason: Suppressed::PostLost }));
    assert!(matches!(lost(Some("post.tags")), Gate::Ends(Settlement::Failed { reason, .. }) if reason.contains("post.tags")));
}
