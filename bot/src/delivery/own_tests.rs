use super::*;
use serde_json::json;

fn wanted(embed: Value, plain: &str) -> Wanted {
    Wanted { cards: vec![Card::read(&embed)], plain: vec![plain.to_owned()], names: Vec::new(), any_text: false }
}

fn message(embeds: Value, content: &str) -> Value {
    json!({"id": "4000000000", "type": 0, "author": {"id": "5"}, "content": content, "embeds": embeds})
}

fn fit(message: &Value, wanted: &Wanted) -> Option<Fit> {
    Own::read(message, 5).and_then(|own| own.fit(wanted))
}

#[test]
fn a_card_is_found_though_the_artist_renamed_the_post_or_themselves() {
    let there = |url: &str, title: &str| message(json!([{"url": url, "title": title}]), "");
    let wanted = wanted(json!({"url": "https://www.deviantart.com/new/art/T-776866366", "title": "T"}), "");
    let found = |message: Value| fit(&message, &wanted);
    assert_eq!(found(there("https://www.deviantart.com/old/art/Before-776866366", "Before")), Some(Fit::Same));
    assert_eq!(found(there("https://www.deviantart.com/new/art/T-776866367", "T")), None);
    assert_eq!(found(there("https://www.deviantart.com/new/journal/T-776866366", "T")), None);
    assert_eq!(post_number("https://www.deviantart.com/name/status/15844513"), Some(("status", "15844513")));
    assert_eq!(post_number("https://www.deviantart.com/name/gallery"), None);
    assert_eq!(post_number("https://www.deviantart.com/name/art/no-number"), None);
}

#[test]
fn somebody_elses_message_and_an_answer_to_a_command_are_not_ours() {
    let mut one = message(json!([{"url": "https://a/art/x-1"}]), "");
    assert!(Own::read(&one, 5).is_some() && Own::read(&one, 6).is_none());
    one["type"] = json!(20);
    assert_eq!(Own::read(&one, 5), None);
}

#[test]
fn a_test_stands_for_no_notification_and_no_artist_can_write_one() {
    let embeds = || json!([{"url": "https://www.deviantart.com/a/art/T-1", "title": "T"}]);
    let test = crate::text::card::test();
    assert_eq!(Own::read(&message(embeds(), &test), 5), None);
    assert!(Own::read(&message(embeds(), "<@&7>"), 5).is_some());
    let imitated = crate::card::markdown(&test, crate::card::Lines::One, 200, 400);
    assert!(Own::read(&message(json!([]), &imitated), 5).is_some(), "{imitated}");
}

#[test]
fn statuses_of_one_artist_are_told_apart_by_time_and_words() {
    let card = |time: &str, text: &str| json!({"url": "https://p", "title": "Status update", "timestamp": time, "description": text});
    let wanted = wanted(card("2026-11-29T10:00:00Z", "one"), "");
    let found = |time: &str, text: &str| fit(&message(json!([card(time, text)]), ""), &wanted);
    assert_eq!(found("2026-11-29T10:00:00.000000+00:00", "one"), Some(Fit::Alike));
    assert_eq!(found("2026-11-29T10:00:00.000000+00:00", "changed since"), Some(Fit::Alike));
    assert_eq!(found("2026-11-29T10:07:00.000000+00:00", "one"), None);
}

#[test]
fn a_plain_message_is_found_by_its_text_whatever_discord_made_of_its_link() {
    let wanted = wanted(json!({"url": "https://b/art/x-2", "title": "T"}), "x\nhttps://a");
    assert_eq!(fit(&message(json!([{"url": "https://a"}]), "x\nhttps://a"), &wanted), Some(Fit::Alike));
    assert_eq!(fit(&message(json!([]), "y"), &wanted), None);
}

#[test]
fn a_plain_message_is_found_whichever_roles_it_pinged() {
    for (there, ours) in
        [("x\nhttps://a", "<@&7> x\nhttps://a"), ("<@&7> <@&8> x\nhttps://a", "<@&7> x\nhttps://a"), ("<@&7> x\nhttps://a", "x\nhttps://a")]
    {
        let wanted = wanted(json!({"url": "https://b/art/x-2", "title": "T"}), ours);
        assert_eq!(fit(&message(json!([]), there), &wanted), Some(Fit::Alike), "{there} {ours}");
    }
}

#[test]
fn a_card_without_its_embed_may_be_any_and_a_notice_is_none() {
    let wanted = wanted(json!({"url": "https://b/art/x-2", "title": "T"}), "x");
    assert_eq!(fit(&message(json!([]), ""), &wanted), Some(Fit::Bare));
    assert_eq!(fit(&message(json!([]), "<@&77>"), &wanted), Some(Fit::Bare));
    assert_eq!(fit(&message(json!([]), "I cannot post in <#7> any more."), &wanted), None);
}

#[test]
fn a_post_is_found_among_the_cards_and_the_lines_of_a_message_for_several() {
    let list = "[One \\(x\\)](https://www.deviantart.com/a/art/One-11)\n[Two](https://www.deviantart.com/a/art/Two-12)";
    let embeds = json!([{"url": "https://www.deviantart.com/a/art/X-9", "title": "X"}, {"title": "And 2 more by A", "description": list}]);
    let post = |number: u32| wanted(json!({"url": format!("https://www.deviantart.com/new/art/T-{number}"), "title": "T"}), "");
    for number in [9, 11, 12] {
        assert_eq!(fit(&message(embeds.clone(), ""), &post(number)), Some(Fit::Same), "{number}");
    }
    assert_eq!(fit(&message(embeds, ""), &post(10)), None);
}

#[test]
fn a_status_without_an_address_is_found_beside_others() {
    let status = |time: &str| json!({"url": "https://p", "title": "Status update", "timestamp": time, "description": "x"});
    let both = message(json!([status("2026-11-29T10:00:00Z"), status("2026-11-29T10:01:00Z")]), "");
    for (time, found) in [("2026-11-29T10:01:00Z", Some(Fit::Same)), ("2026-11-29T10:02:00Z", None)] {
        assert_eq!(fit(&both, &wanted(status(time), "")), found, "{time}");
    }
}

#[test]
fn a_post_is_found_in_whichever_style_it_was_sent() {
    use domain::watch::Style;
    let mut due = crate::delivery::gate::tests::card_of(testkit::sample::post(7), "https://www.deviantart.com/a/art/T-7".to_owned());
    let sent = |due: &Due, style| {
        let mut due = due.clone();
        due.watch.as_mut().unwrap().wish.style = style;
        let body = body(&due, false, false).unwrap();
        message(body.get("embeds").cloned().unwrap_or_else(|| json!([])), body.get("content").and_then(Value::as_str).unwrap_or_default())
    };
    let styles = [Style::Card, Style::Compact, Style::Link, Style::Line];
    due.watch.as_mut().unwrap().wish.template = domain::template::Template::parse("new: [{title}]({url}) by {artist}").ok();
    for now in styles {
        due.watch.as_mut().unwrap().wish.style = now;
        for then in styles {
            assert_eq!(fit(&sent(&due, then), &Wanted::of(&due)), Some(Fit::Same), "sent as {then:?}, now {now:?}");
        }
    }
    let pinged = message(json!([]), "<@&7> https://www.deviantart.com/renamed/art/New-7");
    assert_eq!(fit(&pinged, &Wanted::of(&due)), Some(Fit::Same), "whichever name the artist had");
    assert_eq!(fit(&message(json!([]), "https://www.deviantart.com/a/art/T-8"), &Wanted::of(&due)), None);
    due.watch.as_mut().unwrap().wish.style = Style::Line;
    due.watch.as_mut().unwrap().wish.template = domain::template::Template::parse("new: {title}").ok();
    let (words, mut renamed) = (sent(&due, Style::Line), due.clone());
    if let domain::notification::Subject::Card { post, .. } = &mut renamed.subject {
        post.title = "Another title".to_owned();
    }
    assert_eq!(fit(&words, &Wanted::of(&renamed)), Some(Fit::Same), "by the address, though the template does not name it");
    due.watch.as_mut().unwrap().wish.template = domain::template::Template::parse("\u{1f9ea} **{title}** {url}").ok();
    assert_eq!(fit(&sent(&due, Style::Line), &Wanted::of(&due)), Some(Fit::Same), "it begins as a test does, and is none");
}
