//! Every endpoint's ordinary answer, asked over HTTP.
#![expect(clippy::unwrap_used, reason = "tests")]

mod deviantart_support;

use deviantart_support::{CLIENT, PATIENCE, read, start, start_with, titles};
use sandbox::deviantart::{Edit, Kind, Lock, NewPost, Options};
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
