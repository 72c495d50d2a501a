//! Each fault, as a client meets it.

mod deviantart_support;

use deviantart_support::{Client, PATIENCE, start, titles};
use sandbox::deviantart::{Fault, NewPost, RateModel, World};
use sandbox::fault::When;
use sandbox::odd::{Edit, Odd};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const GALLERY: &str = "gallery/all?username=somebody";

fn next(world: &World, fault: Fault) {
    world.faults().set(fault, When::Next(1));
}

/// The request fails at the head (false) or at the body (true).
async fn breaks_at_body(client: &Client) -> bool {
    match client.get(GALLERY).send().await {
        Err(_) => false,
        Ok(answer) => {
            assert_eq!(answer.status(), 200);
            assert!(answer.bytes().await.is_err(), "the body came whole");
            true
        }
    }
}

#[tokio::test]
async fn the_server_and_the_edge_answer_with_their_errors_once_and_then_well() {
    let (server, world, client) = start().await;
    world.publish("somebody", NewPost::image("a"));
    for (fault, status, word) in [
        (Fault::ServerError, 500, "server_error"),
        (Fault::ServerErrorNoStatus, 500, "Internal server error."),
        (Fault::BadGateway, 502, "<HTML>"),
        (Fault::Unavailable, 503, "maintenance"),
        (Fault::EdgeBlock, 403, "Request blocked."),
        (Fault::Withdrawn, 404, "Api endpoint not found."),
        (Fault::StatusError200, 200, "\"status\":\"error\""),
        (Fault::Json { status: 418, body: json!({"error": "tea"}) }, 418, "tea"),
    ] {
        next(&world, fault.clone());
        let (got, body) = client.ask(GALLERY).await;
        let text = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        assert!(got == status && text.contains(word), "{fault:?}: {got} {text}");
    }
    assert_eq!(titles(&client.ok(GALLERY).await), ["a"]);
    let statuses: Vec<u16> = world.requests_to("gallery/all").iter().map(|seen| seen.status).collect();
    assert_eq!(statuses, [500, 500, 502, 503, 403, 404, 200, 418, 200]);
    assert_eq!(world.requests()[0].query, "username=somebody");
    server.stop().await;
}

#[tokio::test]
async fn a_storm_refuses_everybody_and_counts_who_does_not_pause() {
    let (server, world, client) = start().await;
    let storm = world.faults().set(Fault::Throttle, When::Always);
    assert_eq!(client.ask("placebo").await.1["error"], "application_api_threshold");
    assert_eq!(client.ask("placebo").await.0, 429);
    world.faults().remove(storm);
    assert_eq!((world.faults().hits(storm), world.usage("sandbox").refused), (2, 2));
    assert_eq!(client.ask("placebo").await.0, 429, "the pause outlasts the storm");
    server.stop().await;
}

#[tokio::test]
async fn connections_break_before_after_and_within_the_answer_and_nothing_counts_as_served() {
    let (server, world, client) = start().await;
    let post = world.publish("somebody", NewPost::image("a"));
    for (fault, at_body) in [(Fault::DropBeforeAnswer, false), (Fault::DropAfterHeaders, true), (Fault::DropMidBody, true)] {
        next(&world, fault.clone());
        assert_eq!(breaks_at_body(&client).await, at_body, "{fault:?}");
        assert_eq!(world.served_at(post.deviationid), None, "{fault:?}");
    }
    assert_eq!(world.requests()[0].status, 0);
    client.ok(GALLERY).await;
    assert!(world.served_at(post.deviationid).is_some());
    server.stop().await;
}

#[tokio::test]
async fn stalls_hold_until_the_client_gives_up_and_do_not_hold_up_the_end() {
    let (server, world, client) = start().await;
    world.publish("somebody", NewPost::image("a"));
    next(&world, Fault::Stall);
    assert!(client.get(GALLERY).timeout(Duration::from_millis(200)).send().await.unwrap_err().is_timeout());
    next(&world, Fault::StallMidBody);
    let answer = client.get(GALLERY).timeout(Duration::from_secs(3)).send().await.unwrap();
    assert!(answer.bytes().await.unwrap_err().is_timeout());
    next(&world, Fault::Stall);
    let hanging = tokio::spawn(client.get(GALLERY).send());
    assert!(world.wait_until(PATIENCE, |world| world.requests_to("gallery").len() == 3).await);
    server.stop().await;
    assert!(hanging.await.unwrap().is_err());
}

#[tokio::test]
async fn huge_bodies_and_gzip_bombs_grow_as_they_are_read() {
    let (server, world, client) = start().await;
    next(&world, Fault::HugeBody(8 << 20));
    let huge = client.get(GALLERY).send().await.unwrap();
    assert_eq!(huge.content_length(), None);
    assert!(huge.bytes().await.unwrap().len() > 8 << 20);

    next(&world, Fault::GzipBomb(32 << 20));
    let bomb = client.get(GALLERY).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(bomb.len(), 32 << 20);
    next(&world, Fault::GzipBomb(32 << 20));
    let raw = reqwest::Client::builder().user_agent("x").gzip(false).build().unwrap();
    let packed = raw.get(client.url(GALLERY)).bearer_auth(&client.token).header("accept-encoding", "gzip").send().await.unwrap();
    let packed = packed.bytes().await.unwrap();
    assert!(packed.len() < 1 << 20, "{} bytes on the wire", packed.len());
    server.stop().await;
}

#[tokio::test]
async fn bodies_are_cut_mislabelled_emptied_and_embellished() {
    let (server, world, client) = start().await;
    let post = world.publish("somebody", NewPost::image("a"));
    next(&world, Fault::HalfJson);
    assert!(client.get(GALLERY).send().await.unwrap().json::<Value>().await.unwrap_err().is_decode());
    next(&world, Fault::WrongContentType);
    let answer = client.get(GALLERY).send().await.unwrap();
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    next(&world, Fault::EmptyResults);
    assert_eq!(client.ok(GALLERY).await["results"], json!([]));
    assert_eq!(world.served_at(post.deviationid), None);
    next(&world, Fault::UnknownFields);
    let page = client.ok(GALLERY).await;
    assert!(page["x_new_field"].is_object() && page["results"][0]["author"]["x_new_field"]["on"] == true);
    server.stop().await;
}

#[tokio::test]
async fn a_cursor_can_lead_to_itself() {
    let (server, world, client) = start().await;
    world.publish("somebody", NewPost::journal("News"));
    world.faults().set_on("user/profile/posts", Fault::CursorLoop, When::Always);
    let first = client.ok("user/profile/posts?username=somebody").await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = client.ok(&format!("user/profile/posts?username=somebody&cursor={cursor}")).await;
    assert_eq!((&second["next_cursor"], titles(&second), &second["has_more"]), (&json!(cursor), titles(&first), &json!(true)));
    server.stop().await;
}

#[tokio::test]
async fn latency_adds_to_other_faults() {
    let (server, world, client) = start().await;
    let wait = Duration::from_millis(80);
    world.faults().set(Fault::Latency(wait), When::Always);
    next(&world, Fault::ServerError);
    let begin = Instant::now();
    assert_eq!(client.ask("placebo").await.0, 500);
    assert!(begin.elapsed() >= wait);
    server.stop().await;
}

#[tokio::test]
async fn a_chance_strikes_some_and_the_capacity_can_change_at_run_time() {
    let (server, world, client) = start().await;
    let rule = world.faults().set_on("placebo", Fault::BadGateway, When::Chance(0.5));
    let mut failed = 0;
    for _ in 0..40 {
        failed += u64::from(client.ask("placebo").await.0 == 502);
    }
    assert!(failed > 5 && failed < 35 && world.faults().hits(rule) == failed, "{failed} of 40");
    world.faults().clear();
    world.set_rate(RateModel { burst: 1.0, per_second: 0.0, ..RateModel::vendor() });
    assert_eq!(client.ask("placebo").await.0, 200);
    assert_eq!(client.ask("placebo").await.0, 429);
    server.stop().await;
}

#[tokio::test]
async fn an_odd_answer_and_an_edited_one_leave_as_written() {
    let (_server, world, client) = start().await;
    world.publish("somebody", NewPost::image("kept"));
    next(&world, Fault::Odd(Odd::edge_challenge()));
    let answer = client.get(GALLERY).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["x-amzn-waf-action"].to_str().unwrap()), (202, "challenge"));
    assert!(answer.bytes().await.unwrap().is_empty());
    next(&world, Fault::Edit(Edit::first_result("is_mature", |item| item["is_mature"] = json!("yes"))));
    let page: Value = client.get(GALLERY).send().await.unwrap().json().await.unwrap();
    assert_eq!(page["results"][0]["is_mature"], "yes");
    next(&world, Fault::Edit(Edit::replaced("kept", "\\ud83d")));
    let bytes = client.get(GALLERY).send().await.unwrap().bytes().await.unwrap();
    assert!(String::from_utf8_lossy(&bytes).contains(r#""title":"\ud83d""#), "half a surrogate pair reaches the client");
    assert_eq!(titles(&client.get(GALLERY).send().await.unwrap().json().await.unwrap()), ["kept"], "the next answer is right again");
}
