use super::artist::parse;
use super::choice::Choice;
use super::component::Action;
use super::error::Error;
use super::place::may_look;
use super::spelling::Unclear;
use super::watches::Filter;
use super::{folder, place, similar};
use crate::discord::permission;
use crate::discord::picture::Role;
use crate::text;
use domain::id::{ArtistId, FolderId, GuildId, RoleId, WatchId};
use domain::post::Folder;
use domain::watch::{NewWatch, Ping, Watch};
use serenity::all::{ChannelId, Permissions};
use uuid::Uuid;

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> String {
    match outcome {
        Err(error) => error.into_refusal().unwrap(),
        Ok(other) => panic!("not refused: {other:?}"),
    }
}

#[test]
fn what_cannot_be_an_artist_is_refused_in_words() {
    for typed in [
        "",
        "two words",
        "https://example.com/somebody",
        "https://deviantart.com.evil.test/x",
        "a/../b",
        "@everyone <@1>",
        "https://www.deviantart.com/",
        "https://www.deviantart.com/art/Fox-1",
        "https://www.deviantart.com/somebody/gallery/8123",
        "deviantart.com/a deviantart.com/b",
        "\u{202e}x",
    ] {
        let text = refusal(parse(typed));
        assert!(text.contains("DeviantArt") && !text.contains("@everyone <@1>"), "{typed}: {text}");
    }
    assert!(refusal(parse("https://example.com/somebody")).contains("isn't a DeviantArt address"));
    let tag = refusal(parse("https://www.deviantart.com/tag/fox"));
    assert_eq!(tag, "That link shows a tag, not an artist on DeviantArt. Open the artist's page and paste its link.");
}

#[test]
fn near_names_are_suggested_and_far_ones_not() {
    assert_eq!(similar::closest("loisk", ["loish", "sakimichan", "Loisa"], |name| name, 3), ["Loisa", "loish"]);
    assert_eq!(similar::closest("fan art", ["Fan Art 2024", "Sketches"], |name| name, 3), ["Fan Art 2024"]);
    assert!(similar::closest("zzz", ["loish"], |name| name, 3).is_empty());
}

fn folders() -> Vec<Folder> {
    let folder = |id, name: &str, parent: Option<u128>| Folder {
        id: FolderId(Uuid::from_u128(id)),
        name: name.to_owned(),
        parent: parent.map(|id| FolderId(Uuid::from_u128(id))),
        size: None,
    };
    vec![folder(1, "Best Works!", None), folder(2, "Sketches", None), folder(3, "Sketches", Some(1)), folder(4, "Kün\u{f6}ste", None)]
}

#[test]
fn folders_are_found_by_name_id_or_address() {
    let folders = folders();
    let id = Uuid::from_u128(3).to_string();
    for (wish, found) in [("best works!", 1), ("best-works", 1), (&*id, 3), ("KÜNÖSTE", 4), ("best works! / sketches", 3)] {
        assert_eq!(folder::choose(&folders, wish, "a").unwrap().id.0, Uuid::from_u128(found), "{wish}");
    }
    assert!(refusal(folder::choose(&folders, "Sketches", "a")).contains("has several folders called"));
    let near = refusal(folder::choose(&folders, "best wokrs", "a"));
    assert!(near.contains("Did you mean") && near.contains("Best Works!"), "{near}");
    let far = refusal(folder::choose(&folders, "@everyone", "a"));
    assert!(far.contains("Its folders") && far.contains("Sketches") && far.contains("\\@everyone"), "{far}");
    assert!(refusal(folder::choose(&folders, "\u{2606}", "a")).contains("Its folders"), "a name without a letter is no wild card");
    assert!(refusal(folder::choose(&[], "x", "a")).contains("It shows no folders"));
    assert_eq!(folder::full_name(&folders[2], &folders), "Best Works! / Sketches");
    let inside = refusal(folder::choose(&folders, "sketchez", "a"));
    assert!(inside.contains(r"**Best Works! \/ Sketches**"), "{inside}");
}

#[test]
fn only_buttons_of_this_version_are_understood() {
    assert_eq!(Action::parse("v1.watches.12"), Some(Action::Watches(12, Filter::default())));
    assert_eq!(Action::parse("v1.watches.12.all"), Some(Action::Watches(12, Filter::default())));
    let channel = Choice::channel(domain::id::ChannelId(7));
    for choice in [channel, Choice::artist(ArtistId(Uuid::from_u128(5)))] {
        assert_eq!(Action::parse(&format!("v1.remove.{}", choice.word())), Some(Action::Remove(choice)));
        assert_eq!(Action::parse(&format!("v1.pause.{}", choice.word())), Some(Action::Pause(choice)));
        assert_eq!(Action::parse(&format!("v1.resume.{}", choice.word())), Some(Action::Resume(choice)));
    }
    assert_eq!(Action::parse(&format!("v1.undo.{}", Uuid::nil())), Some(Action::Undo(Uuid::nil())));
    for foreign in [
        "",
        "v0.watches.1",
        "v1.watches.",
        "v1.watches.-1",
        "v1.watches.99999999999",
        "v1.watches.last",
        "v1.delete.1",
        "v1.watches.1.2",
        "v1.remove.everything",
        "v1.remove.channel:x",
        "v1.undo.1",
    ] {
        assert_eq!(Action::parse(foreign), None, "{foreign}");
    }
}

fn role(id: u64, mentionable: bool) -> Role {
    Role { id, permissions: 0, mentionable, managed: false }
}

#[test]
fn roles_are_pinged_only_when_user_and_bot_may() {
    let (none, all, admin) = (0, permission::MENTION_EVERYONE, permission::ADMINISTRATOR);
    let here = ChannelId::new(5);
    let check = |role: &Role, member, bot| place::check_ping_of(*role, GuildId(9), member, bot, here);
    assert!(check(&role(7, true), none, Some(none)).is_ok());
    assert!(check(&role(7, false), all, Some(all)).is_ok());
    assert!(check(&role(7, false), admin, Some(admin)).is_ok());
    assert!(check(&role(7, false), all, None).is_ok());
    assert!(refusal(check(&role(9, true), admin, Some(admin))).contains("everyone"));
    assert!(refusal(check(&role(7, false), none, Some(all))).contains("You can't mention <@&7>"));
    assert!(refusal(check(&role(7, false), all, Some(none))).contains("<#5>"));
    let managed = Role { managed: true, ..role(7, true) };
    assert!(refusal(check(&managed, admin, Some(admin))).contains("belongs to a bot"));
}

#[test]
fn permissions_for_clicks() {
    assert!(place::may_manage(Some(Permissions::MANAGE_GUILD)));
    assert!(place::may_manage(Some(Permissions::ADMINISTRATOR)));
    assert!(!place::may_manage(Some(Permissions::MANAGE_CHANNELS)));
    assert!(!place::may_manage(None));
}

#[test]
fn the_asker_may_look_on_for_a_while_and_a_manager_at_any_time() {
    let member = Some(Permissions::SEND_MESSAGES);
    assert!(may_look(true, 0, member) && may_look(true, 899, member), "let in by the server's integration settings");
    assert!(!may_look(true, 900, member), "may have been shut out since");
    assert!(!may_look(false, 0, member) && !may_look(false, 0, None), "nobody knows who asked");
    assert!(may_look(true, 900, Some(Permissions::MANAGE_GUILD)) && may_look(false, 0, Some(Permissions::ADMINISTRATOR)));
}

fn longest_watch() -> Watch {
    let wish = NewWatch::new(
        GuildId(u64::MAX),
        domain::id::ChannelId(u64::MAX),
        ArtistId(Uuid::nil()),
        "*".repeat(300),
        chrono::DateTime::UNIX_EPOCH,
    )
    .folder(Some((FolderId(Uuid::nil()), "@".repeat(3000))))
    .mature(true)
    .ping(Some(Ping { role: RoleId(u64::MAX), by_right: false }));
    Watch { id: WatchId(Uuid::nil()), wish }
}

#[test]
fn every_answer_fits_whatever_was_typed() {
    let long = "@*<\u{1f600}".repeat(2000);
    let watch = longest_watch();
    let names = vec![long.clone(); 400];
    let shown: Vec<&str> = names.iter().map(String::as_str).take(10).collect();
    let answers = [
        text::watch::added(&watch, Some(&long), true),
        text::watch::adds_nothing(&watch),
        text::watch::duplicate(&watch),
        text::watch::unclear(&long, Unclear::NotAName),
        text::watch::unclear(&long, Unclear::OtherSite),
        text::watch::unknown_artist(&long, &shown[..3]),
        text::watch::not_known_here(&long),
        text::watch::unknown_folder(&long, &long, &shown[..5], true),
        text::watch::ambiguous_folder(&long, &long, &shown),
        text::list::removed(&watch),
        text::removal::all_of_artist(&long, 500),
        text::trouble::deviantart(&long, &deviantart::Error::Timeout),
    ];
    for answer in answers {
        assert!(answer.encode_utf16().count() <= 2000, "{} in {answer}", answer.len());
        assert_eq!(answer.matches("@*<").count(), 0);
    }
    // What may become longer is cut.
    let json = serde_json::to_value(super::answer::Answer::text(long.clone()).into_edit()).unwrap();
    assert!(json["content"].as_str().unwrap().encode_utf16().count() <= 2000);
    let faults = text::list::Faults { role_gone: true, folder_gone: Some(true), broken: true };
    let page: usize = (0..10).map(|_| text::list::line(&watch, faults).encode_utf16().count() + 1).sum();
    assert!(page <= 4096, "{page}");
    assert!(text::list::choice(&watch, Some(&long)).encode_utf16().count() <= 100);
}

#[test]
fn the_commands_are_guild_only_and_default_to_manage_server() {
    let commands = poise::builtins::create_application_commands(&super::all());
    assert_eq!(commands.len(), super::all().len());
    for command in commands {
        let json = serde_json::to_value(command).unwrap();
        assert_eq!(json["default_member_permissions"], "32", "{json}");
        assert_eq!(json["contexts"], serde_json::json!([0]), "{json}");
        assert_eq!(json["integration_types"], serde_json::json!([0]), "{json}");
    }
}
