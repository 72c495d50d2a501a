//! Every endpoint's ordinary answer, asked over HTTP.

mod deviantart_support;

use deviantart_support::{CLIENT, Client, PATIENCE, read, start, start_with, titles};
use sandbox::deviantart::{Edit, ExcerptStyle, Kind, Lock, NewPost, Options, Unknown};
use serde_json::{Value, json};

#[tokio::test]
async fn an_application_gets_a_token_by_form_and_by_basic_and_may_use_the_api() {
    let (server, world, client) = start().await;
    let (status, body) = client.grant(&CLIENT).await;
    assert_eq!(
        (status, &body["token_type"], &body["expires_in"], &body["status"]),
        (200, &json!("Bearer"), &json!(3600), &json!("success"))
    );
    assert!(body.get("refresh_token").is_none() && body.get("scope").is_none());
    let basic = client.http.post(format!("{}/oauth2/token", client.base)).basic_auth("sandbox", Some("sandbox-secret"));
    assert_eq!(read(basic.form(&[("grant_type", "client_credentials")]).send().await.unwrap()).await.0, 200);
    assert_eq!(client.ok("placebo").await, json!({"status": "success"}));
    assert_eq!(world.usage("sandbox").tokens, 3);
    server.stop().await;
}

#[tokio::test]
async fn a_refresh_token_works_once() {
    let (server, world, client) = start().await;
    let code = world.issue_code("sandbox", "reader", "browse feed");
    let by_code =
        [CLIENT[1], CLIENT[2], ("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", "http://localhost/")];
    let (status, first) = client.grant(&by_code).await;
    assert_eq!((status, &first["scope"]), (200, &json!("browse feed")));
    assert_eq!(client.grant(&by_code).await.0, 400, "a code works once");
    let refresh = first["refresh_token"].as_str().unwrap();
    let by_refresh = [CLIENT[1], CLIENT[2], ("grant_type", "refresh_token"), ("refresh_token", refresh)];
    let (status, second) = client.grant(&by_refresh).await;
    assert_eq!(status, 200);
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(client.grant(&by_refresh).await.1["error_description"], "The refresh_token is invalid.");
    server.stop().await;
}

#[tokio::test]
async fn a_gallery_is_newest_first_and_pages_by_next_offset() {
    let (server, world, client) = start().await;
    let posts: Vec<_> = (0..30).map(|n| world.publish("Some-Body", NewPost::image(format!("Work {n}")))).collect();
    let first = client.ok("gallery/all?username=some-body&limit=24").await;
    assert_eq!((&first["has_more"], &first["next_offset"]), (&json!(true), &json!(24)));
    assert_eq!(titles(&first)[..2], ["Work 29", "Work 28"]);
    let second = client.ok("gallery/all?username=SOME-BODY&limit=24&offset=24").await;
    assert_eq!((titles(&second).len(), &second["has_more"], &second["next_offset"]), (6, &json!(false), &Value::Null));
    let newest = &first["results"][0];
    assert_eq!(newest["deviationid"], posts[29].deviationid.to_string().to_uppercase());
    assert_eq!((newest["url"].as_str().unwrap(), &newest["author"]["username"]), (posts[29].url.as_str(), &json!("Some-Body")));
    assert_eq!(newest["published_time"], posts[29].published_at.timestamp().to_string());
    assert!(newest["preview"]["src"].as_str().unwrap().starts_with("https://images-wixmp-"));
    assert!(world.wait_until_served(posts[0].deviationid, PATIENCE).await);
    server.stop().await;
}

#[tokio::test]
async fn a_back_dated_post_is_not_in_front_and_a_pinned_one_is() {
    let (server, world, client) = start().await;
    let first = world.publish("somebody", NewPost::image("first"));
    world.publish("somebody", NewPost { pinned: true, ..NewPost::image("pinned") });
    world.publish("somebody", NewPost::image("last"));
    world.publish("somebody", NewPost::image("late").at(first.published_at - std::time::Duration::from_secs(500)));
    let page = client.ok("gallery/all?username=somebody").await;
    assert_eq!(titles(&page), ["pinned", "last", "first", "late"]);
    assert_eq!((&page["results"][0]["is_pinned"], page["results"][1].get("is_pinned")), (&json!(true), None));
    server.stop().await;
}

#[tokio::test]
async fn folders_have_the_artists_order_sizes_previews_and_children() {
    let (server, world, client) = start().await;
    let featured = world.add_folder("somebody", "Featured");
    let foxes = world.add_folder("somebody", "Foxes");
    let cubs = world.add_subfolder("somebody", foxes, "Cubs");
    let ids: Vec<_> = (0..7).map(|n| world.publish("somebody", NewPost::image(format!("{n}")).folder("Foxes")).deviationid).collect();
    world.reorder_folder(foxes, &[ids[3], ids[0]]).unwrap();
    world.move_to_folder(ids[6], cubs, 0).unwrap();
    world.copy_to_folder(ids[1], featured, 9).unwrap();
    let folder = client.ok(&format!("gallery/{foxes}?username=somebody&limit=24&mode=newest")).await;
    assert_eq!((titles(&folder), &folder["name"]), (["3", "0", "5", "4", "2", "1"].map(String::from).to_vec(), &json!("Foxes")));
    let listed = client.ok("gallery/folders?username=somebody&calculate_size=true&ext_preload=true&limit=50").await;
    let names: Vec<_> =
        listed["results"].as_array().unwrap().iter().map(|one| (one["name"].as_str().unwrap(), one["size"].as_u64().unwrap())).collect();
    assert_eq!(names, [("Featured", 1), ("Foxes", 6)]);
    let listed = &listed["results"][1];
    assert_eq!((&listed["parent"], &listed["has_subfolders"]), (&json!(featured.to_string().to_uppercase()), &json!(true)));
    assert_eq!((listed["deviations"].as_array().unwrap().len(), &listed["subfolders"][0]["name"]), (5, &json!("Cubs")));
    let plain = client.ok("gallery/folders?username=somebody&limit=1").await;
    assert!(plain["results"][0].get("size").is_none() && plain["results"][0].get("deviations").is_none());
    assert_eq!(plain["next_offset"], 1);
    assert_eq!(world.folder_items(cubs).unwrap(), [ids[6]]);
    server.stop().await;
}

#[tokio::test]
async fn journals_statuses_and_polls_come_by_cursor_and_not_in_the_gallery() {
    let (server, world, client) = start_with(Options { posts_page: 2, ..Options::default() }).await;
    let journal = world.publish("somebody", NewPost { excerpt_style: ExcerptStyle::Field, ..NewPost::journal("News") });
    let status = world.publish("somebody", NewPost { excerpt_style: ExcerptStyle::TextContent, ..NewPost::status("Back at last") });
    let poll = world.publish("somebody", NewPost::new(Kind::Poll, "Which one?"));
    world.publish("somebody", NewPost::new(Kind::Literature, "A tale"));
    for (post, form) in [(&journal, "/journal/News-"), (&status, "/status-update/Back-at-last-"), (&poll, "/poll/Which-one-")] {
        assert!(post.url.contains(form), "{}", post.url);
    }
    assert_eq!(titles(&client.ok("gallery/all?username=somebody").await), ["A tale"]);
    let first = client.ok("user/profile/posts?username=somebody&limit=50").await;
    assert_eq!(
        (titles(&first), &first["prev_cursor"], &first["has_more"]),
        (vec!["Which one?".into(), "Back at last".into()], &Value::Null, &json!(true))
    );
    let second = client.ok(&format!("user/profile/posts?username=somebody&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!((titles(&second), &second["next_cursor"]), (vec!["News".into()], &Value::Null));
    assert_eq!((second["results"][0]["excerpt"].is_string(), second["results"][0].get("text_content")), (true, None));
    let status = &first["results"][1];
    assert_eq!((&status["text_content"]["excerpt"], status.get("excerpt"), &status["thumbs"]), (&json!("Back at last"), None, &json!([])));
    server.stop().await;
}

#[tokio::test]
async fn kinds_and_locks_are_told_by_their_fields() {
    let (server, world, client) = start().await;
    let of = async |post: NewPost| {
        let id = world.publish("somebody", post).deviationid;
        client.ok(&format!("deviation/{id}")).await
    };
    let video = of(NewPost::new(Kind::Video, "A film")).await;
    assert!(video["videos"][0]["duration"].is_u64() && video.get("content").is_none() && video["preview"].is_object());
    let text = of(NewPost::new(Kind::Literature, "A tale")).await;
    assert!(text["excerpt"].is_string() && text.get("content").is_none() && text["url"].as_str().unwrap().contains("/art/"));
    let watchers = of(NewPost::image("w").locked(Lock::Watchers)).await;
    assert_eq!(
        (&watchers["premium_folder_data"]["type"], &watchers["premium_folder_data"]["has_access"]),
        (&json!("watchers"), &json!(false))
    );
    assert!(watchers["preview"]["src"].as_str().unwrap().contains(",blur_100/"));
    assert_eq!(of(NewPost::image("p").locked(Lock::Paid)).await["premium_folder_data"]["points_price"], 200);
    let tier = of(NewPost::image("t").locked(Lock::Tier)).await;
    assert_eq!((&tier["tier_access"], &tier["tier"]["stats"]), (&json!("locked"), &json!([])));
    server.stop().await;
}

#[tokio::test]
async fn metadata_tells_tags_leaves_unknown_ids_out_and_has_its_limits() {
    let (server, world, client) = start().await;
    let post = world.publish("somebody", NewPost::image("A fox").tag("fox").tag("red").folder("Foxes"));
    let other = uuid::Uuid::new_v4();
    let body = client.ok(&format!("deviation/metadata?deviationids[]={other}&deviationids[]={}&ext_gallery=1", post.deviationid)).await;
    let entries = body["metadata"].as_array().unwrap();
    assert_eq!(
        (entries.len(), &entries[0]["tags"][1]["tag_name"], &entries[0]["galleries"][0]["name"]),
        (1, &json!("red"), &json!("Foxes"))
    );
    let many = |count: usize| (0..count).map(|n| format!("&deviationids[{n}]={other}")).collect::<String>();
    assert_eq!(client.ask(&format!("deviation/metadata?{}", many(50))).await.0, 200);
    assert_eq!(client.ask(&format!("deviation/metadata?{}", many(51))).await.0, 400);
    assert_eq!(client.ask(&format!("deviation/metadata?ext_stats=true{}", many(11))).await.0, 400);
    assert_eq!(client.ask("deviation/metadata").await.1["error_details"]["deviationids"], "deviationids is required");
    server.stop().await;
}

#[tokio::test]
async fn a_profile_and_whois_give_the_canonical_name_and_groups_have_no_profile() {
    let (server, world, client) = start().await;
    let artist = world.add_artist("Some-Body");
    world.publish("Some-Body", NewPost::status("Back at last"));
    world.publish_into_group("Some-Body", "The-Group", "Inbox", NewPost::image("Shared"));
    let profile = client.ok("user/profile/some%2Dbody").await;
    assert_eq!(
        (&profile["user"]["username"], &profile["user"]["userid"]),
        (&json!("Some-Body"), &json!(artist.userid.to_string().to_uppercase()))
    );
    assert_eq!((&profile["last_status"]["body"], &profile["stats"]["user_deviations"]), (&json!("Back at last"), &json!(1)));
    world.set_icon("some-body", 9).unwrap();
    assert_eq!(client.ok("user/profile/some-body").await["user"]["usericon"], "https://a.deviantart.net/avatars/s/o/some_body.png?9");
    let ask = client
        .http
        .post(client.url("user/whois"))
        .bearer_auth(&client.token)
        .form(&[("usernames[]", "SOME-BODY"), ("usernames[]", "nobody")]);
    let (status, whois) = read(ask.send().await.unwrap()).await;
    assert_eq!((status, whois["results"].as_array().unwrap().len()), (200, 1));
    assert_eq!(client.ask("user/whois?usernames[]=some-body").await.1["error_details"]["usernames"], "usernames is required");

    assert_eq!(client.ask("user/profile/the-group").await.0, 400);
    assert_eq!(client.ok("gallery/all?username=the-group").await, json!({"has_more": false, "next_offset": null, "results": []}));
    let folders = client.ok("gallery/folders?username=the-group").await;
    let inbox = folders["results"].as_array().unwrap().iter().find(|one| one["name"] == "Inbox").unwrap()["folderid"].as_str().unwrap();
    let inside = client.ok(&format!("gallery/{inbox}?username=the-group")).await;
    assert_eq!((titles(&inside), &inside["results"][0]["author"]["username"]), (vec!["Shared".into()], &json!("Some-Body")));
    server.stop().await;
}

#[tokio::test]
async fn the_watch_feed_needs_a_user_and_holds_what_all_watched_artists_publish() {
    let (server, world, client) = start().await;
    world.publish("one", NewPost::image("a"));
    world.publish("two", NewPost::image("b"));
    world.publish("three", NewPost::image("c"));
    world.publish("one", NewPost::journal("d"));
    world.watch("reader", "one");
    world.watch("reader", "two");
    assert_eq!(client.ask("browse/deviantsyouwatch").await.1["error"], "insufficient_scope");
    let code = world.issue_code("sandbox", "reader", "browse");
    let form = [CLIENT[1], CLIENT[2], ("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", "http://localhost/")];
    let token = client.grant(&form).await.1["access_token"].as_str().unwrap().to_owned();
    let user = Client { http: Client::http(), base: client.base.clone(), token };
    assert_eq!(titles(&user.ok("browse/deviantsyouwatch?limit=50").await), ["b", "a"]);
    let code = world.issue_code("sandbox", "lonely", "browse");
    let form = [CLIENT[1], CLIENT[2], ("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", "http://localhost/")];
    let token = client.grant(&form).await.1["access_token"].as_str().unwrap().to_owned();
    let lonely = Client { http: Client::http(), base: client.base.clone(), token };
    assert_eq!(lonely.ok("browse/deviantsyouwatch").await, json!({}));
    assert_eq!(user.ok("user/whoami").await["username"], "reader");
    // with a user's token an unknown name silently means one's own gallery (DACLI)
    assert_eq!(titles(&user.ok("gallery/all?username=no-such-name").await).len(), 0);
    server.stop().await;
}

#[tokio::test]
async fn what_artists_do_shows_in_the_next_answer() {
    let (server, world, client) = start().await;
    let kept = world.publish("Old-Name", NewPost::image("kept"));
    let gone = world.publish("Old-Name", NewPost::image("gone"));
    let preview = client.ok(&format!("deviation/{}", kept.deviationid)).await["preview"]["src"].clone();
    world.edit(kept.deviationid, Edit { title: Some("better".into()), mature: Some(true), new_preview: true, excerpt: None }).unwrap();
    world.delete(gone.deviationid).unwrap();
    world.rename("old-name", "New-Name").unwrap();
    let page = client.ok("gallery/all?username=new-name&mature_content=true").await;
    let item = &page["results"][0];
    assert_eq!((titles(&page), &item["is_mature"], &item["author"]["username"]), (vec!["better".into()], &json!(true), &json!("New-Name")));
    assert_ne!(item["preview"]["src"], preview);
    assert!(item["url"].as_str().unwrap().starts_with("https://www.deviantart.com/new-name/art/kept-"));
    assert_eq!(client.ask("gallery/all?username=old-name").await.0, 400);
    world.quirks(|quirks| quirks.old_names_forward = true);
    assert_eq!(client.ask("gallery/all?username=old-name").await.0, 200);
    assert_eq!(client.ask(&format!("deviation/{}", gone.deviationid)).await.0, 400);
    assert_eq!(world.rename("nobody", "x"), Err(Unknown::Artist("nobody".into())));
    server.stop().await;
}

#[tokio::test]
async fn a_world_outlives_its_server() {
    let (server, world, client) = start().await;
    world.publish("somebody", NewPost::image("before"));
    server.stop().await;
    assert!(client.get("placebo").send().await.is_err(), "nobody listens now");
    world.publish("somebody", NewPost::image("meanwhile"));
    let server = sandbox::deviantart::Server::start_with(world).await.unwrap();
    let client = Client { base: server.url(), ..client };
    assert_eq!(titles(&client.ok("gallery/all?username=somebody").await), ["meanwhile", "before"]);
    server.stop().await;
}
