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
        group_folder: None,
        post_removed: false,
        also_ping: Vec::new(),
        state: State::Pending,
        observed_at: now() - TimeDelta::days(400),
        deliverable_at: now() - age,
        zone: domain::zone::Zone::UTC,
        due_at: now(),
        attempts: 0,
        doubt: None,
        published_at: None,
        language: domain::language::Language::English,
        mature_channel: None,
        veiled: false,
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
    for (policy, old) in [(CatchUp::All, Gate::Open), (CatchUp::NEWEST, Gate::IfNewest), (CatchUp::Skip, skipped)] {
        assert_eq!(gate(&due(policy, TimeDelta::hours(24)), false, now()), Gate::Open, "{policy:?}");
        assert_eq!(gate(&due(policy, TimeDelta::hours(25)), false, now()), old, "{policy:?}");
        assert_eq!(gate(&due(policy, TimeDelta::days(-3)), false, now()), Gate::Open, "a clock that went back");
        let ended = gate(&due(policy, TimeDelta::days(31)), false, now());
        assert!(matches!(ended, Gate::Ends(Settlement::Expired { reason }) if reason.contains("30 days")), "{policy:?}");
    }
}

#[test]
fn what_the_store_cannot_tell_ends_with_the_reason() {
    let lost = |unreadable: Option<&str>| {
        let subject = Subject::Lost { artist: artist(), unreadable: unreadable.map(str::to_owned) };
        gate(&Due { subject, watch: None, ..due(CatchUp::All, TimeDelta::zero()) }, false, now())
    };
    assert_eq!(lost(None), Gate::Ends(Settlement::Suppressed { reason: Suppressed::PostLost }));
    assert!(matches!(lost(Some("post.tags")), Gate::Ends(Settlement::Failed { reason, .. }) if reason.contains("post.tags")));
}

/// Seen ten minutes ago, at 07:50; now it is 08:00.
pub fn with_rhythm(digest: &str, quiet: &str) -> Due {
    let mut due = Due { observed_at: now() - TimeDelta::minutes(10), ..due(CatchUp::Skip, TimeDelta::minutes(10)) };
    let rhythm = domain::rhythm::Rhythm { digest: digest.parse().ok(), quiet: quiet.parse().ok() };
    due.watch.as_mut().unwrap().wish.rhythm = rhythm;
    due
}

#[test]
fn what_has_an_hour_waits_for_it_and_is_not_old_then() {
    let at = |hours| now() + TimeDelta::hours(hours);
    assert_eq!(gate(&with_rhythm("daily 09", ""), false, now()), Gate::Waits(at(1)));
    let berlin = Due { zone: "Europe/Berlin".parse().unwrap(), ..with_rhythm("daily 10", "") };
    assert_eq!(gate(&berlin, false, now()), Gate::Waits(at(1)), "an hour ahead");
    assert_eq!(gate(&with_rhythm("", "07:00-12:00 afterwards"), false, now()), Gate::Waits(at(4)));
    assert_eq!(gate(&with_rhythm("", "07:00-12:00 silently"), false, now()), Gate::Open);
    assert!(with_rhythm("", "07:00-12:00 silently").is_silent(now()) && !with_rhythm("", "07:00-12:00 silently").is_silent(at(4)));
    let ahead = Due { observed_at: at(3), deliverable_at: at(3), ..with_rhythm("", "") };
    assert_eq!(gate(&ahead, false, now()), Gate::Open, "ingest's clock is ahead");
    // What is late for its hour has that hour all the same, as everything else of it.
    let late = with_rhythm("hourly", "");
    assert_eq!(gate(&late, false, now() + TimeDelta::minutes(20)), Gate::Waits(now()));
    let put_off = Due { deliverable_at: now(), ..late };
    assert_eq!(gate(&put_off, false, now() + TimeDelta::minutes(20)), Gate::Open);
    assert_eq!(gate(&put_off, false, at(24)), Gate::Open, "its age counts from its hour");
    assert_eq!(gate(&put_off, false, at(25)), Gate::Ends(Settlement::Suppressed { reason: Suppressed::CatchUp }));
}
