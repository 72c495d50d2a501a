use super::read::{GuildCreate, Read};
use super::*;
use serde_json::{Value, json};

const GUILD: GuildId = GuildId(1);

fn info(id: u64, nsfw: bool) -> ChannelInfo {
    ChannelInfo { id: ChannelId(id), guild: Some(GUILD), nsfw, thread_parent: None, kind: 0, wants: None }
}

fn channel(id: u64, nsfw: bool) -> Channel {
    Channel { id, parent: 0, name: Channel::short("art"), overwrites: Some(Arc::from([])), kind: 0, nsfw, wants: None }
}

fn guild(channels: Vec<Channel>) -> Guild {
    Guild::new(GUILD, 0, None, channels, Vec::new())
}

#[tokio::test(start_paused = true)]
async fn what_was_asked_for_ages() {
    let picture = Picture::default();
    picture.put(info(1, true));
    assert_eq!(picture.fresh(GUILD, ChannelId(1)), Some(info(1, true)));
    tokio::time::advance(FRESH_FOR).await;
    assert_eq!(picture.fresh(GUILD, ChannelId(1)), None);
    assert_eq!(picture.home(GUILD, ChannelId(1)), Some(GUILD), "a channel never moves");
}

#[tokio::test(start_paused = true)]
async fn what_a_shard_told_counts_as_long_as_its_heartbeats_are_answered() {
    let picture = Picture::default();
    picture.session(0, Some(9));
    picture.told(0, guild(vec![channel(1, true)]));
    for _ in 0..10 {
        tokio::time::advance(FRESH_FOR - Duration::from_secs(1)).await;
        assert!(picture.guild(GUILD).is_some());
        picture.alive(0);
    }
    tokio::time::advance(FRESH_FOR).await;
    assert_eq!((picture.guild(GUILD), picture.fresh(GUILD, ChannelId(1))), (None, None));
    picture.alive(0);
    assert!(picture.guild(GUILD).is_some());
    picture.lost(0);
    assert!(picture.guild(GUILD).is_none(), "until the session is resumed");
    picture.alive(0);
    assert!(picture.guild(GUILD).is_some());
    picture.session(0, None);
    assert!(picture.guild(GUILD).is_none(), "a new session begins empty");
    assert_eq!(picture.me(), Some(9));
}

#[tokio::test]
async fn events_replace_and_remove_what_was_known() {
    let picture = Picture::default();
    picture.session(0, None);
    picture.told(0, guild(vec![channel(1, true), channel(2, true)]));
    picture.put(info(1, true));
    picture.outdated(ChannelId(1));
    picture.change(GUILD, |known| known.put_channel(channel(1, false)));
    assert_eq!(picture.fresh(GUILD, ChannelId(1)), Some(info(1, false)));
    picture.change(GUILD, |known| known.remove_channel(ChannelId(1)));
    assert_eq!(picture.fresh(GUILD, ChannelId(1)), None);
    picture.forget(GUILD);
    assert_eq!(picture.fresh(GUILD, ChannelId(2)), None);
}

/// A server of 50 channels and 30 roles, as people make them: categories with overwrites, most channels in step with theirs.
fn usual() -> Value {
    let overwrites = |salt: u64| -> Value {
        let one = |n: u64| json!({"id": (1000 + n * salt).to_string(), "type": n % 2, "allow": "1024", "deny": (2048 + salt).to_string()});
        (0..3).map(one).collect()
    };
    let channels: Vec<Value> = (0..50_u64)
        .map(|n| {
            let (category, own) = (n / 8, n % 5 == 4);
            let (kind, parent) = if n % 8 == 0 { (4, Value::Null) } else { (0, (100 + category * 8).to_string().into()) };
            let salt = if own { 100 + n } else { category };
            json!({
                "id": (100 + n).to_string(), "type": kind, "name": format!("channel-number-{n}"), "parent_id": parent, "nsfw": n % 9 == 0,
                "permission_overwrites": overwrites(salt), "topic": "t".repeat(500), "position": n,
            })
        })
        .collect();
    let roles: Vec<Value> = (0..30_u64)
        .map(|n| {
            let id = if n == 0 { 1 } else { 1000 + n };
            json!({"id": id.to_string(), "name": "a role of some length", "permissions": "1071698660929", "mentionable": n % 2 == 0, "managed": n == 7})
        })
        .collect();
    let members = json!([{"user": {"id": "9"}, "roles": ["1001", "1002"]}, {"user": {"id": "10"}, "roles": []}]);
    json!({"id": "1", "owner_id": "8", "channels": channels, "roles": roles, "members": members, "threads": [], "emojis": [{"name": null}]})
}

fn read(value: &Value) -> Guild {
    serde_json::from_str::<GuildCreate>(&value.to_string()).unwrap().guild(Some(9)).unwrap()
}

#[test]
fn a_usual_server_takes_less_than_eight_kibibytes() {
    let guild = read(&usual());
    assert_eq!(guild.channels().len(), 50);
    assert!(guild.role(1029).is_some() && guild.me.is_some());
    let size = guild.size();
    assert!(size < 8 * 1024, "{size}");
    // With what an allocator adds to each of its allocations.
    assert!(size + 16 * (50 + 20 + 4) < 9 * 1024, "{size}");
}

#[test]
fn no_odd_value_hides_a_neighbour() {
    let whole = read(&usual());
    let odd = [Value::Null, json!("new"), json!(77), json!(-1), json!(1.5), json!({"new": []}), json!([{}]), json!(true)];
    let fields = |list: &str| -> Vec<String> { usual()[list][3].as_object().unwrap().keys().cloned().collect() };
    for list in ["channels", "roles"] {
        for field in fields(list) {
            let mut cases: Vec<Value> = odd
                .iter()
                .map(|odd| {
                    let mut case = usual();
                    case[list][3][&field] = odd.clone();
                    case
                })
                .collect();
            let mut case = usual();
            case[list][3].as_object_mut().unwrap().remove(&field);
            cases.push(case);
            for case in cases {
                let guild = read(&case);
                for id in (100..150).filter(|id| list != "channels" || *id != 103) {
                    assert_eq!(guild.channel(ChannelId(id)), whole.channel(ChannelId(id)), "{case}");
                }
                for id in (1001..1030).filter(|id| list != "roles" || *id != 1003) {
                    assert_eq!(guild.role(id), whole.role(id), "{case}");
                }
                if list == "channels" && !["id", "type"].contains(&field.as_str()) {
                    let kept = guild.channel(ChannelId(103)).unwrap();
                    assert_eq!(kept.kind, 0, "{case}");
                }
            }
        }
    }
    for field in ["channels", "roles", "members", "threads", "emojis", "owner_id", "unavailable"] {
        for odd in &odd {
            let mut case = usual();
            case[field] = odd.clone();
            let guild = read(&case);
            assert!(field == "channels" || guild.channel(ChannelId(120)).is_some(), "{field} {odd}");
            assert!(field == "roles" || guild.role(1020).is_some(), "{field} {odd}");
        }
    }
}

#[test]
fn a_thread_of_hundreds_with_unreadable_members_is_a_thread() {
    let member = json!({"user_id": "0", "flags": "new", "join_timestamp": null});
    let thread = json!({
        "id": "500", "type": 11, "parent_id": "103", "owner_id": "0", "members": vec![member; 300], "thread_metadata": {"archived": "no"},
    });
    let mut case = usual();
    case["threads"] = json!([thread, {"id": "501", "type": 999, "parent_id": "103"}, "nothing"]);
    let guild = read(&case);
    let thread = guild.channel(ChannelId(500)).unwrap();
    assert_eq!(guild.base(thread).map(|parent| parent.id), Some(103));
    assert_eq!(guild.channel(ChannelId(501)).map(|thread| thread.kind), Some(u8::MAX));
}

#[test]
fn half_a_surrogate_pair_is_mended_and_nothing_else() {
    for (odd, whole) in [
        (r#"{"a":"\ud83d"}"#, r#"{"a":"\ufffd"}"#),
        (r#"{"a":"\ude00x","b":"\\ud83d"}"#, r#"{"a":"\ufffdx","b":"\\ud83d"}"#),
        (r#"{"a":"\ud83d\ude00"}"#, r#"{"a":"\ud83d\ude00"}"#),
        (r#"{"a":"\ud83d\ud83d\ude00ü"}"#, r#"{"a":"\ufffd\ud83d\ude00ü"}"#),
        (r#"{"a":"\n\"\u00e9"}"#, r#"{"a":"\n\"\u00e9"}"#),
        (r"\ud8", r"\ud8"),
    ] {
        assert_eq!(read::mend(odd), whole);
    }
}

#[test]
fn permissions_follow_discords_order() {
    use crate::discord::permission::*;
    let role = |id, permissions| Role { id, permissions, mentionable: false, managed: false };
    let over = |id, member, allow, deny| Overwrite { id, allow, deny, member };
    let channel = |overwrites: &[Overwrite]| Channel { overwrites: Some(Arc::from(overwrites)), ..channel(5, false) };
    let roles = vec![role(1, VIEW_CHANNEL | SEND_MESSAGES), role(2, EMBED_LINKS), role(3, ADMINISTRATOR)];
    let me = Some(Me { roles: Box::from([2]), time_out_ms: 1_000 });
    let guild = Guild::new(GUILD, 8, me, Vec::new(), roles);
    let of = |roles: &[u64], overwrites: &[Overwrite]| guild.permissions(9, roles, &channel(overwrites)).unwrap();
    assert_eq!(of(&[2, 77], &[]), VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS);
    assert_eq!(of(&[2], &[over(1, false, 0, SEND_MESSAGES)]) & SEND_MESSAGES, 0);
    assert_ne!(of(&[2], &[over(1, false, 0, SEND_MESSAGES), over(2, false, SEND_MESSAGES, 0)]) & SEND_MESSAGES, 0);
    assert_eq!(of(&[2], &[over(2, false, SEND_MESSAGES, 0), over(9, true, 0, SEND_MESSAGES)]) & SEND_MESSAGES, 0);
    assert_eq!(of(&[2], &[over(1, false, 0, VIEW_CHANNEL)]), 0);
    assert_eq!(of(&[3], &[over(1, false, 0, VIEW_CHANNEL)]), u64::MAX);
    assert_eq!(guild.permissions(8, &[], &channel(&[over(1, false, 0, VIEW_CHANNEL)])), Some(u64::MAX), "the owner");
    let unread = Channel { overwrites: None, ..channel(&[]) };
    assert_eq!(guild.permissions(9, &[2], &unread), None);
    assert_eq!(guild.own_permissions(9, &channel(&[]), 999), Some(VIEW_CHANNEL), "in time-out");
    assert_eq!(guild.own_permissions(9, &channel(&[]), 1_000), Some(VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS));
}

#[test]
fn threads_go_with_their_channel_and_with_their_list() {
    let thread = |id, parent| Channel { id, parent, kind: 11, overwrites: None, ..channel(id, false) };
    let mut known = guild(vec![channel(1, false), channel(2, false), thread(10, 1), thread(20, 2)]);
    known.sync_threads(&[1], vec![thread(11, 1)]);
    let ids = |known: &Guild| known.channels().iter().map(|channel| channel.id).collect::<Vec<_>>();
    assert_eq!(ids(&known), [1, 2, 11, 20]);
    known.sync_threads(&[], Vec::new());
    assert_eq!(ids(&known), [1, 2]);
    known.put_channel(thread(10, 1));
    known.remove_channel(ChannelId(1));
    assert_eq!(ids(&known), [2]);
    assert_eq!(Role::read(&json!({"id": "4", "permissions": "8", "managed": "perhaps"})).map(|role| role.managed), Some(true));
}
