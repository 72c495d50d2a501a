use super::*;
use domain::id::GuildId;
use serde_json::json;
use tokio::sync::mpsc::Receiver;

struct Rig {
    events: Events,
    notes: Receiver<Note>,
    hints: Receiver<Hint>,
}

const GUILD: GuildId = GuildId(1);

fn rig() -> Rig {
    let ((delivery, hints), (notes, kept)) = (Handle::channel(), Notes::kept());
    let events = Events { picture: Picture::default(), delivery, notes, board: StatusBoard::default() };
    events.picture.session(0, Some(9));
    Rig { events, notes: kept, hints }
}

impl Rig {
    fn send(&self, name: &str, data: &Value) {
        self.events.handle(0, name, &json!({"op": 0, "s": 1, "t": name, "d": data}).to_string());
    }
}

fn guild() -> Value {
    json!({
        "id": "1", "owner_id": "8", "preferred_locale": "de", "roles": [{"id": "1", "permissions": "3072"}, {"id": "2", "permissions": "0", "mentionable": true}],
        "channels": [{"id": "5", "type": 0, "permission_overwrites": []}], "threads": [],
        "members": [{"user": {"id": "9"}, "roles": ["2"]}],
    })
}

#[tokio::test]
async fn each_event_changes_its_part_of_the_picture() {
    let mut rig = rig();
    rig.send("GUILD_CREATE", &guild());
    assert_eq!(rig.hints.try_recv(), Ok(Hint::Guild(GUILD)));
    assert!(matches!(rig.notes.try_recv(), Ok(Note::Joined(GUILD, Some(locale))) if locale == "de"));
    let known = || rig.events.picture.guild(GUILD).unwrap();
    rig.send("CHANNEL_CREATE", &json!({"id": "6", "guild_id": "1", "type": 5, "name": "news"}));
    rig.send("CHANNEL_UPDATE", &json!({"id": "5", "guild_id": "1", "type": 0, "nsfw": true}));
    rig.send("THREAD_CREATE", &json!({"id": "7", "guild_id": "1", "type": 11, "parent_id": "5"}));
    assert!(known().info(ChannelId(5)).unwrap().nsfw);
    assert_eq!(known().info(ChannelId(7)).unwrap().thread_parent, Some(ChannelId(5)));
    rig.send("THREAD_DELETE", &json!({"id": "7", "guild_id": "1", "type": 11, "parent_id": "5"}));
    rig.send("CHANNEL_DELETE", &json!({"id": "6", "guild_id": "1"}));
    assert_eq!(known().channels().len(), 1);
    rig.send("GUILD_ROLE_UPDATE", &json!({"guild_id": "1", "role": {"id": "2", "permissions": "8", "mentionable": false}}));
    assert!(!known().role(2).unwrap().mentionable);
    rig.send("GUILD_ROLE_DELETE", &json!({"guild_id": "1", "role_id": "2"}));
    assert_eq!(known().role(2), None);
    let until = "2100-01-01T00:00:00+00:00";
    rig.send("GUILD_MEMBER_UPDATE", &json!({"guild_id": "1", "user": {"id": "9"}, "roles": [], "communication_disabled_until": until}));
    assert!(known().me.as_ref().unwrap().in_time_out(1_700_000_000_000));
    rig.send("GUILD_MEMBER_UPDATE", &json!({"guild_id": "1", "user": {"id": "10"}, "roles": ["1"]}));
    assert!(known().me.as_ref().unwrap().roles.is_empty(), "somebody else");
    rig.send("GUILD_UPDATE", &json!({"id": "1", "owner_id": "77", "preferred_locale": "fr"}));
    assert!(matches!(rig.notes.try_recv(), Ok(Note::Speaks(GUILD, locale)) if locale == "fr"));
    assert_eq!(known().owner, 77);
    rig.send("GUILD_DELETE", &json!({"id": "1", "unavailable": true}));
    assert!(rig.events.picture.guild(GUILD).is_none() && rig.notes.try_recv().is_err(), "an outage");
    rig.send("GUILD_CREATE", &json!({"id": "1", "unavailable": true}));
    assert!(rig.events.picture.guild(GUILD).is_none());
    rig.send("GUILD_DELETE", &json!({"id": "1"}));
    assert!(matches!(rig.notes.try_recv(), Ok(Note::Left(GUILD))));
    assert_eq!(rig.events.board.snapshot().unread_events, 0);
}

#[tokio::test]
async fn a_channel_that_is_no_longer_age_restricted_is_told_of_once() {
    let mut rig = rig();
    rig.send("GUILD_CREATE", &guild());
    let mut told = |nsfw: bool| {
        rig.send("CHANNEL_UPDATE", &json!({"id": "5", "guild_id": "1", "type": 0, "nsfw": nsfw}));
        let hints: Vec<Hint> = std::iter::from_fn(|| rig.hints.try_recv().ok()).collect();
        hints.contains(&Hint::Unrestricted(GUILD, ChannelId(5)))
    };
    assert_eq!([false, true, true, false, false].map(&mut told), [false, false, false, true, false]);
}

#[tokio::test]
async fn what_cannot_be_read_is_counted_and_everything_else_goes_on() {
    let rig = rig();
    rig.send("GUILD_CREATE", &guild());
    for (name, data) in [
        ("CHANNEL_UPDATE", json!({"guild_id": "1"})),
        ("CHANNEL_UPDATE", json!(null)),
        ("GUILD_ROLE_DELETE", json!({"guild_id": "1", "role_id": {}})),
        ("GUILD_DELETE", json!([])),
        ("GUILD_CREATE", json!({"name": "no id"})),
        ("SOMETHING_NEW", json!({"id": {}})),
    ] {
        rig.send(name, &data);
    }
    rig.events.handle(0, "GUILD_CREATE", "{");
    let status = rig.events.board.snapshot();
    assert_eq!(status.unread_events, 6, "{:?}", status.unread);
    let names: Vec<&str> = status.unread.iter().map(String::as_str).collect();
    assert_eq!(names, ["CHANNEL_UPDATE", "GUILD_CREATE", "GUILD_DELETE", "GUILD_ROLE_DELETE"]);
    assert!(rig.events.picture.guild(GUILD).is_some());
    // A role whose rights cannot be read must not keep its old ones.
    rig.send("GUILD_ROLE_UPDATE", &json!({"guild_id": "1", "role": {"id": "2", "permissions": "many"}}));
    assert!(rig.events.picture.guild(GUILD).is_none(), "asked for when it matters");
}

#[tokio::test]
async fn half_a_surrogate_pair_in_a_name_hides_no_server() {
    let rig = rig();
    let frame =
        json!({"op": 0, "s": 1, "t": "GUILD_CREATE", "d": guild()}).to_string().replace(r#""type":0"#, r#""type":0,"name":"\ud83d""#);
    rig.events.handle(0, "GUILD_CREATE", &frame);
    assert_eq!(&*rig.events.picture.guild(GUILD).unwrap().channel(ChannelId(5)).unwrap().name, "\u{fffd}");
}
