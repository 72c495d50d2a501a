//! The vendor's habits: what it demands, how it refuses, what it leaves out.

mod deviantart_support;

use deviantart_support::{CLIENT, PATIENCE, read, start, start_with, titles};
use sandbox::deviantart::{ContentTypes, Credential, DeviationGone, FolderSizes, NewPost, NotFoundWording, Options, RateModel};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn without_user_agent_or_gzip_the_edge_refuses_in_html() {
    let (server, world, client) = start().await;
    let no_agent = reqwest::Client::builder().build().unwrap();
    let no_gzip = reqwest::Client::builder().user_agent("x").gzip(false).build().unwrap();
    for http in [no_agent, no_gzip] {
        let answer = http.get(client.url("placebo")).bearer_auth(&client.token).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()), (403, "text/html"));
        assert!(answer.text().await.unwrap().contains("Request blocked."));
    }
    assert_eq!(world.usage("sandbox").allowed, 0, "the edge is before the limit");
    server.stop().await;
}

#[tokio::test]
async fn answers_are_compressed_and_their_content_type_varies() {
    let (server, world, client) = start().await;
    let raw = reqwest::Client::builder().user_agent("x").gzip(false).build().unwrap();
    let ask = || raw.get(client.url("placebo")).bearer_auth(&client.token).header("accept-encoding", "gzip").send();
    let answer = ask().await.unwrap();
    assert_eq!(answer.headers()["content-encoding"], "gzip");
    for absent in ["etag", "last-modified", "retry-after", "x-ratelimit-remaining"] {
        assert!(answer.headers().get(absent).is_none(), "{absent}");
    }
    assert_eq!(answer.bytes().await.unwrap()[..2], [0x1f, 0x8b]);
    let mut kinds = Vec::new();
    for types in [ContentTypes::Plain, ContentTypes::WithCharset] {
        world.quirks(|quirks| quirks.content_types = types);
        kinds.push(ask().await.unwrap().headers()["content-type"].to_str().unwrap().to_owned());
    }
    assert_eq!(kinds, ["application/json", "application/json; charset=utf-8"]);
    server.stop().await;
}

#[tokio::test]
async fn an_unknown_version_is_refused_and_a_known_one_is_not() {
    let (server, _world, client) = start().await;
    let ask = async |version: &str| read(client.get("placebo").header("dA-minor-version", version).send().await.unwrap()).await;
    let (status, body) = ask("1.test").await;
    assert_eq!(
        (status, &body["error"], &body["error_description"]),
        (404, &json!("version_error"), &json!("Api Version 1.1.test not supported"))
    );
    assert_eq!(ask("20240701").await.0, 200);
    server.stop().await;
}

#[tokio::test]
async fn tokens_expire_are_forgotten_and_die_with_the_clock() {
    let (server, world, client) = start().await;
    let error = async || {
        let (status, body) = client.ask("placebo").await;
        (status, body["error"].as_str().unwrap_or_default().to_owned())
    };
    world.advance_clock(Duration::from_secs(3601));
    assert_eq!(error().await, (401, "invalid_token".into()));
    assert!(client.ask("placebo").await.1["error_description"].as_str().unwrap().starts_with("Expired oAuth2"));
    world.forget_tokens();
    assert_eq!(
        client.ask("placebo").await,
        (401, json!({"error": "invalid_token", "error_description": "Invalid token.", "status": "error"}))
    );
    let old =
        client.http.get(client.url("placebo")).query(&[("access_token", client.grant(&CLIENT).await.1["access_token"].as_str().unwrap())]);
    assert_eq!(read(old.send().await.unwrap()).await.0, 200, "older applications may pass it in the query");
    server.stop().await;
}

#[tokio::test]
async fn a_bad_client_gets_json_or_a_redirect() {
    let (server, world, client) = start().await;
    world.set_credentials(vec![Credential::new("other", "secret")]);
    assert_eq!(client.grant(&CLIENT).await.1["error"], "invalid_client");
    world.quirks(|quirks| quirks.invalid_client_redirects = true);
    let answer = client.http.post(format!("{}/oauth2/token", client.base)).form(&CLIENT).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()), (302, "text/html"));
    assert!(answer.headers().contains_key("location"));
    let (status, body) = client.grant(&[("grant_type", "password"), ("client_id", "other"), ("client_secret", "secret")]).await;
    assert_eq!((status, &body["error"]), (400, &json!("unsupported_grant_type")));
    server.stop().await;
}

#[tokio::test]
async fn accounts_that_do_not_answer_say_why() {
    let (server, world, client) = start().await;
    let post = world.publish("somebody", NewPost::image("a"));
    let ask = async |path: &str| {
        let (status, body) = client.ask(path).await;
        (status, body["error_description"].as_str().unwrap_or_default().to_owned(), body["error_code"].as_i64())
    };
    let paths = [
        "gallery/all?username=somebody",
        "user/profile/somebody",
        "user/profile/posts?username=somebody",
        "gallery/folders?username=somebody",
    ];
    for path in paths {
        world.deactivate("somebody").unwrap();
        assert_eq!(ask(path).await, (400, "Account is inactive.".into(), Some(1)), "{path}");
        world.block("somebody").unwrap();
        assert_eq!(ask(path).await, (400, "Sorry, we have blocked access to this profile.".into(), None), "{path}");
        world.remove_artist("somebody").unwrap();
        assert_eq!(ask(path).await, (400, "User not found.".into(), Some(0)), "{path}");
    }
    assert_eq!(ask(&format!("deviation/{}", post.deviationid)).await.0, 400);
    world.quirks(|quirks| quirks.not_found = NotFoundWording::Quoted);
    assert_eq!(ask("gallery/all?username=no-one").await.1, "User \"no-one\" not found.");
    world.reactivate("somebody").unwrap();
    assert_eq!(client.ask(paths[0]).await.0, 200);
    server.stop().await;
}

#[tokio::test]
async fn mature_and_hidden_posts_make_short_pages_and_offsets_count_them() {
    let (server, world, client) = start().await;
    let ids: Vec<_> = (0..6)
        .map(|n| {
            let post = NewPost::image(format!("{n}"));
            world.publish("somebody", if n % 2 == 0 { post.mature() } else { post }).deviationid
        })
        .collect();
    world.hide(ids[5]).unwrap();
    let page = client.ok("gallery/all?username=somebody&limit=4").await;
    assert_eq!((titles(&page), &page["has_more"], &page["next_offset"]), (vec!["3".into()], &json!(true), &json!(4)));
    let page = client.ok("gallery/all?username=somebody&limit=4&mature_content=true").await;
    assert_eq!(titles(&page), ["4", "3", "2"]);
    assert!(page["results"][0]["preview"]["src"].as_str().unwrap().contains(",blur_30/"), "an application sees them blurred");
    world.show(ids[5]).unwrap();
    world.quirks(|quirks| quirks.mature_never_shown = true);
    assert_eq!(titles(&client.ok("gallery/all?username=somebody&mature_content=true").await), ["5", "3", "1"]);
    server.stop().await;
}

#[tokio::test]
async fn parameters_are_checked() {
    let (server, world, client) = start().await;
    world.publish("somebody", NewPost::image("mine"));
    world.publish("another", NewPost::image("theirs"));
    let detail = async |path: &str, field: &str| client.ask(path).await.1["error_details"][field].as_str().unwrap_or("accepted").to_owned();
    assert_eq!(detail("gallery/all", "username").await, "username is required");
    assert_eq!(detail("gallery/all?username=somebody&limit=25", "limit").await, "limit must be between 1 and 24");
    assert_eq!(detail("gallery/folders?username=somebody&limit=51", "limit").await, "limit must be between 1 and 50");
    assert_eq!(detail("gallery/all?username=somebody&offset=50001", "offset").await, "offset must be between 0 and 50000");
    assert_eq!(detail("gallery/all?username=somebody&limit=many", "limit").await, "limit is not a valid integer");
    assert_eq!(detail("deviation/12345", "deviationid").await, "deviationid is not a valid UUID");
    assert_eq!(detail("gallery/not-a-folder?username=somebody", "folderid").await, "folderid is not a valid UUID");
    assert_eq!(client.ask(&format!("gallery/{}?username=somebody", uuid::Uuid::new_v4())).await.0, 400);
    // a number is not refused but brings the works of others (TSH)
    assert_eq!(titles(&client.ok("gallery/4711?username=somebody").await), ["theirs"]);
    server.stop().await;
}

#[tokio::test]
async fn what_is_withdrawn_is_404_until_switched_on() {
    let (server, world, client) = start().await;
    let status = world.publish("somebody", NewPost::status("Back at last")).deviationid;
    for path in ["browse/newest", "browse/user/journals", "user/statuses?username=somebody", &format!("user/statuses/{status}")] {
        assert_eq!(client.ask(path).await.1["error_description"], "Api endpoint not found.", "{path}");
    }
    world.quirks(|quirks| quirks.statuses_endpoint = true);
    let list = client.ok("user/statuses?username=somebody").await;
    assert_eq!(list["results"][0]["statusid"], status.to_string().to_uppercase());
    let time = list["results"][0]["ts"].as_str().unwrap();
    assert!(time.ends_with("-0800") && time.len() == 24, "{time}");
    world.delete(status).unwrap();
    assert_eq!(client.ok(&format!("user/statuses/{status}")).await, json!({"is_deleted": true}));
    server.stop().await;
}

#[tokio::test]
async fn times_may_be_integers_statuses_missing_and_cursors_empty() {
    let (server, world, client) = start().await;
    world.publish("somebody", NewPost::status("Back at last"));
    world.publish("somebody", NewPost::journal("News"));
    world.quirks(|quirks| {
        quirks.integer_times = true;
        quirks.statuses_missing = true;
        quirks.empty_cursor_at_end = true;
    });
    let page = client.ok("user/profile/posts?username=somebody").await;
    assert!(page["results"][0]["published_time"].is_i64());
    assert_eq!((titles(&page), &page["has_more"], &page["next_cursor"]), (vec!["News".into()], &json!(true), &json!("")));
    server.stop().await;
}

#[tokio::test]
async fn a_deleted_deviation_is_an_error_or_a_stub() {
    let (server, world, client) = start().await;
    let id = world.publish("somebody", NewPost::image("a")).deviationid;
    world.delete(id).unwrap();
    let ask = async |gone| {
        world.quirks(|quirks| quirks.deviation_gone = gone);
        client.ask(&format!("deviation/{id}")).await
    };
    assert_eq!(ask(DeviationGone::Status400).await.0, 400);
    assert_eq!(ask(DeviationGone::Status404).await.0, 404);
    let stub = json!({"deviationid": id.to_string().to_uppercase(), "printid": Value::Null, "is_deleted": true});
    assert_eq!(ask(DeviationGone::Stub).await, (200, stub));
    server.stop().await;
}

#[tokio::test]
async fn a_burst_is_refused_and_a_request_inside_the_pause_is_a_violation() {
    let rate = RateModel { burst: 3.0, per_second: 0.01, pause: Duration::from_secs(60), grace: Duration::ZERO, ..RateModel::vendor() };
    let (server, world, client) = start_with(Options { rate, ..Options::default() }).await;
    for _ in 0..3 {
        assert_eq!(client.ask("placebo").await.0, 200);
    }
    let (status, body) = client.ask("placebo").await;
    assert_eq!((status, &body["error"]), (429, &json!("application_api_threshold")));
    assert_eq!((world.usage("sandbox").allowed, world.usage("sandbox").refused, world.usage("sandbox").violations), (3, 1, 0));
    client.ask("placebo").await;
    assert!(world.wait_for_requests(5, PATIENCE).await);
    assert_eq!(world.usage("sandbox").violations, 1);
    assert_eq!(client.grant(&CLIENT).await.0, 200, "the token endpoint has no such limit");
    server.stop().await;
}

#[tokio::test]
async fn sizes_of_folders_come_in_several_forms_or_not_and_a_post_can_leave_its_folder() {
    let (server, world, client) = start().await;
    world.add_group("The-Group");
    let folder = world.add_folder("The-Group", "Featured");
    let posts: Vec<_> =
        (0..3).map(|n| world.publish_into_group("Member", "The-Group", "Featured", NewPost::image(format!("{n}")))).collect();
    let size = async |sizes: FolderSizes| {
        world.quirks(|quirks| quirks.folder_sizes = sizes);
        client.ok("gallery/folders?username=the-group&calculate_size=true").await["results"][0].get("size").cloned()
    };
    assert_eq!(size(FolderSizes::Numbers).await, Some(json!(3)));
    assert_eq!(size(FolderSizes::Strings).await, Some(json!("3")));
    assert_eq!(size(FolderSizes::Missing).await, None);
    assert!(size(FolderSizes::Nonsense).await.unwrap().is_object());
    world.remove_from_folder(posts[1].deviationid, folder).unwrap();
    assert_eq!(size(FolderSizes::Numbers).await, Some(json!(2)));
    assert_eq!(client.ok("gallery/all?username=member").await["results"].as_array().unwrap().len(), 3, "its author still has it");
    server.stop().await;
}
