use super::*;
use proptest::prelude::*;
use serde_json::json;

fn base() -> Value {
    json!({
        "deviationid": "52BAFA97-9DB9-0E5F-FF2D-C39083F89817",
        "url": "https://www.deviantart.com/mara/art/Pool-1",
        "title": "Pool",
        "author": {"userid": "09A4052C-88B2-65CB-CEC5-B1E31C18B940", "username": "Mara", "usericon": "https://a.deviantart.net/m.png", "type": "regular"},
        "published_time": "1757620229",
        "content": {"src": "https://images-wixmp-x.wixmp.com/a.jpg", "width": 10, "height": 20},
        "thumbs": [],
        "is_mature": false,
    })
}

fn with(changes: Value) -> Post {
    let mut item = base();
    if let (Some(item), Value::Object(changes)) = (item.as_object_mut(), changes) {
        item.extend(changes);
    }
    deviation(&item).unwrap().unwrap().post
}

#[test]
fn kinds_are_told_by_link_then_by_content() {
    let url = |url: &str| with(json!({ "url": url })).kind;
    assert_eq!(url("https://www.deviantart.com/mara/art/Pool-1"), PostKind::Image);
    assert_eq!(url("https://www.deviantart.com/mara/journal/News-2"), PostKind::Journal);
    assert_eq!(url("https://www.deviantart.com/mara/status-update/3"), PostKind::Status);
    assert_eq!(url("http://mara.deviantart.com/status/5136365"), PostKind::Status);
    assert_eq!(url("https://www.deviantart.com/mara/poll/4"), PostKind::Poll);
    assert_eq!(url("https://www.deviantart.com/journal/art/poll-5"), PostKind::Image, "an artist of that name");
    assert_eq!(with(json!({"videos": [{"src": "https://x/y.mp4"}]})).kind, PostKind::Video);
    assert_eq!(with(json!({"content": null, "excerpt": "Once"})).kind, PostKind::Literature);
    assert_eq!(with(json!({"content": null, "text_content": {"excerpt": "Once", "body": []}})).kind, PostKind::Literature);
    assert_eq!(with(json!({"content": null, "flash": {"src": "https://x/y.swf"}})).kind, PostKind::Other);
}

#[test]
fn a_videos_length_and_further_pictures_are_told_where_the_answer_makes_sense() {
    let length = |videos: Value| with(json!({ "videos": videos })).seconds;
    let video = |duration: Value| json!({"src": "https://x/y.mp4", "quality": "720p", "duration": duration});
    assert_eq!(length(json!([video(json!(289)), video(json!(290))])), Some(289));
    assert_eq!(length(json!([video(json!("61"))])), Some(61), "as a string");
    assert_eq!(length(json!([video(json!(0)), {"src": "https://x/z.mp4"}, video(json!(7))])), Some(7));
    for odd in [json!(-5), json!(null), json!("long"), json!(9_000_000_000_u64), json!([])] {
        assert_eq!(length(json!([video(odd.clone())])), None, "{odd}");
    }
    assert_eq!(length(json!({"duration": 5})), None);
    let several = |flag: Value| with(json!({ "is_multi_media": flag })).several;
    assert!(several(json!(true)) && several(json!(1)));
    assert!(!several(json!(false)) && !several(json!(null)) && !several(json!("perhaps")));
}

#[test]
fn what_is_not_known_to_be_safe_is_mature() {
    let mature = |changes: Value| with(changes).mature;
    for unknown in [json!(null), json!("yes"), json!("perhaps"), json!(true), json!(1), json!([]), json!({})] {
        assert!(mature(json!({ "is_mature": unknown })), "{unknown}");
    }
    for safe in [json!(false), json!(0), json!("false"), json!("no")] {
        assert!(!mature(json!({ "is_mature": safe })), "{safe}");
    }
    let mut without = base();
    without.as_object_mut().unwrap().remove("is_mature");
    assert!(deviation(&without).unwrap().unwrap().post.mature);
}

#[test]
fn a_blurred_picture_is_mature_whatever_the_flag_says() {
    let form = |form: &str, words: &str| json!({"src": format!("https://images-wixmp-x.wixmp.com/f/a.jpg/v1/fill/w_8,h_6,q_70,strp{form}/{words}.jpg?token=a,blur_1"), "width": 8, "height": 6});
    let (clear, blurred) = (form("", "motion_blur_30"), form(",blur_30", "pool"));
    let mature = |changes: Value| with(changes).mature;
    assert!(!mature(json!({"content": clear, "preview": clear, "thumbs": [clear]})), "a title about blur");
    assert!(mature(json!({"content": blurred})));
    assert!(mature(json!({"content": clear, "preview": blurred})));
    assert!(mature(json!({"content": clear, "thumbs": [clear, blurred]})));
    assert!(mature(json!({"content": null, "cover_image": {"preview": blurred}})));
    let locked = json!({"content": blurred, "premium_folder_data": {"type": "watchers", "has_access": false}});
    assert!(!mature(locked), "a lock blurs too");
}

#[test]
fn texts_are_found_wherever_they_are_as_text_or_as_markup() {
    let doc = json!({"version": 1, "document": {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Once"}]}]}});
    for item in [
        json!({"text_content": {"excerpt": "Once"}}),
        json!({"text_content": {"excerpt": "", "formatted_excerpt": "<p>Once</p>"}}),
        json!({"formatted_excerpt": "Once"}),
        json!({"text_content": {"body": {"type": "tiptap", "markup": doc}}}),
        json!({"text_content": {"body": {"type": "tiptap", "markup": doc.to_string()}}}),
        json!({"text_content": {"excerpt": doc}}),
    ] {
        assert_eq!(with(item.clone()).excerpt.as_deref(), Some("Once"), "{item}");
    }
}

#[test]
fn control_characters_of_a_title_are_blanks_and_no_address_holds_one() {
    let post = with(json!({"title": "a\u{0}b\nc\u{7f}", "url": "https://www.deviantart.com/a\u{0}"}));
    assert_eq!((post.title.as_str(), post.url), ("a b c ", None));
}

#[test]
fn times_come_in_three_shapes() {
    let at = |value: Value| with(json!({ "published_time": value })).published_at.map(|time| time.timestamp());
    assert_eq!(at(json!("1757620229")), Some(1_757_620_229));
    assert_eq!(at(json!(1_412_745_603)), Some(1_412_745_603));
    assert_eq!(at(json!("2016-10-04T03:44:18-0700")), Some(1_475_577_858));
    assert_eq!(at(json!("1757620229123")), Some(1_757_620_229));
    assert_eq!(at(json!(1_757_620_229_123_i64)), Some(1_757_620_229));
    assert_eq!(at(json!("9999-10-04T03:44:18Z")), None);
    assert_eq!(at(json!("99999999999")), None);
    assert_eq!(at(json!(null)), None);
    assert_eq!(at(json!("soon")), None);
    assert_eq!(at(json!(i64::MAX)), None);
}

#[test]
fn locks_come_from_premium_folders_and_tiers() {
    assert_eq!(with(json!({})).locked, None);
    let premium = json!({"premium_folder_data": {"type": "Watchers", "has_access": false, "gallery_id": "x"}});
    assert_eq!(with(premium).locked.as_deref(), Some("watchers"));
    assert_eq!(with(json!({"premium_folder_data": {"type": "paid", "has_access": true}})).locked, None);
    assert_eq!(with(json!({"tier_access": "locked-subscribed", "tier": {"stats": []}})).locked.as_deref(), Some("tier"));
    assert_eq!(with(json!({"tier_access": "unlocked"})).locked, None);
    assert_eq!(with(json!({"premium_folder_data": []})).locked, None);
}

#[test]
fn one_bad_item_costs_itself_only() {
    let body = json!({"has_more": true, "next_offset": 10, "results": [
        base(), null, {"deviationid": "nonsense"}, {"deviationid": "52BAFA97-9DB9-0E5F-FF2D-C39083F89818", "is_deleted": true},
        "text", {"title": 5}, base(),
    ]});
    let page = page(&body, 0, "test");
    assert_eq!(page.items.len(), 2);
    assert_eq!(page.next, Some(10));
}

#[test]
fn an_entry_with_an_id_and_no_more_is_named_with_its_place() {
    let id = "52BAFA97-9DB9-0E5F-FF2D-C39083F89819";
    let body = json!({"results": [base(), {"deviationid": id, "printid": null, "is_deleted": false}, base(), {"deviationid": id, "is_deleted": true}]});
    let page = page(&body, 0, "test");
    assert_eq!(page.stubs, [Stub { post: PostId(id.parse().unwrap()), after: 1 }]);
    assert_eq!(page.items.len(), 2);
}

#[test]
fn an_offset_or_cursor_that_does_not_move_is_the_end() {
    let offset = |body: Value| page(&body, 24, "test").next;
    assert_eq!(offset(json!({"has_more": true, "next_offset": 48})), Some(48));
    assert_eq!(offset(json!({"has_more": true, "next_offset": "48"})), Some(48));
    assert_eq!(offset(json!({"has_more": true, "next_offset": 24})), None);
    assert_eq!(offset(json!({"has_more": false, "next_offset": 48})), None);
    assert_eq!(offset(json!({"has_more": true, "next_offset": null})), None);
    let with_results = |more: bool, next: Value| json!({"has_more": more, "next_offset": next, "results": [base(), null, {}]});
    assert_eq!(offset(with_results(true, Value::Null)), Some(27), "behind the last entry, kept or not");
    assert_eq!(offset(with_results(true, json!(24))), Some(27));
    assert_eq!(offset(with_results(false, Value::Null)), None);
    assert_eq!(page(&with_results(false, Value::Null), 24, "test").past, Some(27));
    let cursor = |body: Value| cursor_page(&body, Some("c1"), "test").next;
    assert_eq!(cursor(json!({"has_more": true, "next_cursor": "c2"})).as_deref(), Some("c2"));
    assert_eq!(cursor(json!({"has_more": true, "next_cursor": "c1"})), None);
    assert_eq!(cursor(json!({"has_more": true, "next_cursor": ""})), None);
    assert_eq!(cursor(json!({"has_more": true, "next_cursor": null})), None);
    assert_eq!(cursor(json!({"has_more": false, "next_cursor": "c2"})), None);
}

#[test]
fn ids_ignore_case() {
    let lower = with(json!({"deviationid": "52bafa97-9db9-0e5f-ff2d-c39083f89817"}));
    assert_eq!(lower.id, with(json!({})).id);
}

#[test]
fn subfolders_are_flattened_with_their_parent() {
    let body = json!({"results": [{
        "folderid": "47D47436-5683-8DF2-EEBF-2A6760BE1336", "parent": null, "name": "Featured", "size": 2,
        "deviations": [base(), null], "subfolders": [{"folderid": "E431BAFB-7A00-7EA1-EED7-2EF9FA0F04CE", "name": "Inner", "size": "7"}],
    }], "has_more": false, "next_offset": null});
    let listing = folders(&body, 0, "test").items;
    assert_eq!(listing.len(), 2);
    assert_eq!((listing[0].folder.size, listing[0].preview.len()), (Some(2), 1));
    assert_eq!((listing[1].folder.parent, listing[1].folder.size), (Some(listing[0].folder.id), Some(7)));
}

#[test]
fn groups_are_told_by_type_or_made_from_their_first_folder() {
    let body = json!({"results": [{"userid": "09A4052C-88B2-65CB-CEC5-B1E31C18B940", "username": "Crew", "type": "super group"}, null]});
    assert_eq!(users(&body)[0].kind, ArtistKind::Group);
    let folder = json!({"results": [{"folderid": "47D47436-5683-8DF2-EEBF-2A6760BE1336", "name": "Featured"}]});
    let listing = folders(&folder, 0, "test").items;
    assert_eq!(group_id(&listing), group_id(&listing));
    assert_eq!(group_id(&[]), None);
}

/// Any JSON value, nested a little, with the field names that the decoder looks for.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(base()),
    ];
    let key = prop::sample::select(vec![
        "results",
        "deviationid",
        "author",
        "userid",
        "url",
        "title",
        "published_time",
        "content",
        "preview",
        "thumbs",
        "videos",
        "premium_folder_data",
        "has_access",
        "type",
        "tier_access",
        "text_content",
        "body",
        "markup",
        "excerpt",
        "next_offset",
        "next_cursor",
        "has_more",
        "folderid",
        "subfolders",
        "deviations",
        "size",
        "src",
        "width",
        "is_deleted",
        "cover_image",
    ]);
    leaf.prop_recursive(4, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(key.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_whatsoever_breaks_the_decoder(value in any_json()) {
        let body = json!({"results": [value.clone()], "metadata": [value.clone()], "user": value});
        let _ = (page(&body, 0, "test"), cursor_page(&body, None, "test"), folders(&body, 0, "test"));
        let _ = (profile(&body), users(&body), tags(&body), deviation(&body["user"]));
    }
}
