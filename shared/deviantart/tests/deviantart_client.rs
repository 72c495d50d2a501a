//! The client against a server that behaves as badly as DeviantArt and its edge are known to, and worse.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use axum::body::{Body, Bytes};
use axum::http::{Method, Response};
use chrono::TimeDelta;
use coordination::MemoryCache;
use deviantart::http::{BodyLimits, Timeouts};
use deviantart::{Client, Error, Limits, Options};
use domain::budget::Lane;
use domain::clock::{ManualClock, Timestamp};
use domain::post::ArtistKind;
use std::sync::Arc;
use std::time::Duration;
use support::{EMPTY, GALLERY, Server, TOKEN, gzip, html, json, limits, token};

async fn poll(client: &Client) -> Result<usize, Error> {
    client.gallery_all(Lane::Poll, "mara", 0, 24).await.map(|page| page.items.len())
}

#[tokio::test]
async fn sends_what_the_edge_and_the_api_ask_for() {
    let server = Server::start(|seen, n| if seen.path == TOKEN { token(n, 3600) } else { json(200, EMPTY) }).await;
    let client = server.client();
    client.gallery_all(Lane::Poll, "mara", 24, 99).await.unwrap();
    let request = &server.seen(GALLERY)[0];
    assert_eq!(request.query, "mature_content=true&username=mara&offset=24&limit=24");
    assert_eq!(request.headers["authorization"], "Bearer token-0");
    assert_eq!(request.headers["da-minor-version"], "20240701");
    assert_eq!(request.headers["accept-encoding"], "gzip");
    assert!(request.headers["user-agent"].to_str().unwrap().starts_with("DeviantCord/"));
    let login = &server.seen(TOKEN)[0];
    assert_eq!(login.method, Method::POST);
    assert_eq!(login.body, "grant_type=client_credentials&client_id=17&client_secret=canary-secret");
}

#[tokio::test]
async fn a_name_cannot_become_another_path_or_another_user() {
    let server = Server::start(|seen, n| if seen.path == TOKEN { token(n, 3600) } else { json(200, EMPTY) }).await;
    let client = server.client();
    for name in ["..", "", " ", "a/b", "a?b", "a#b", "posts", "%2e%2e", &"x".repeat(65)] {
        assert!(matches!(client.profile(Lane::Poll, name).await, Err(Error::UserNotFound(_))), "{name:?}");
    }
    assert!(server.seen(TOKEN).is_empty(), "nothing was asked");
}

#[tokio::test]
async fn the_token_is_asked_for_once_by_many_and_renewed_before_its_end() {
    let server = Server::start(|seen, n| if seen.path == TOKEN { token(n, 3600) } else { json(200, EMPTY) }).await;
    let clock = ManualClock::at(Timestamp::from_timestamp_millis(1_800_000_000_000).unwrap());
    let options = Options {
        api_url: server.url.clone(),
        client_id: "17".to_owned(),
        client_secret: "s".to_owned().into(),
        requests_per_second: 1000.0,
    };
    let client = Client::with_limits(options, limits(), Arc::new(MemoryCache::new()), Arc::new(clock.clone())).unwrap();
    // The manual clock stands still, so the budget gives only what it starts with until the clock moves.
    let ticking = tokio::spawn({
        let clock = clock.clone();
        async move {
            loop {
                tokio::time::sleep(Duration::from_millis(1)).await;
                clock.advance(TimeDelta::milliseconds(20));
            }
        }
    });
    let (a, b, c, d) = tokio::join!(poll(&client), poll(&client), poll(&client), poll(&client));
    assert!([a, b, c, d].iter().all(Result::is_ok));
    assert_eq!(server.seen(TOKEN).len(), 1);
    clock.advance(TimeDelta::minutes(50));
    poll(&client).await.unwrap();
    assert_eq!(server.seen(TOKEN).len(), 1, "still good");
    clock.advance(TimeDelta::minutes(6));
    poll(&client).await.unwrap();
    assert_eq!(server.seen(TOKEN).len(), 2, "renewed some minutes early");
    ticking.abort();
}

#[tokio::test]
async fn a_401_midway_renews_the_token_once() {
    let invalid = r#"{"error":"invalid_token","error_description":"Invalid token.","status":"error"}"#;
    let server = Server::start(move |seen, n| match (seen.path.as_str(), seen.headers.get("authorization")) {
        (TOKEN, _) => token(n, 3600),
        (_, Some(bearer)) if bearer == "Bearer token-0" => json(401, invalid),
        _ => json(200, EMPTY),
    })
    .await;
    let client = server.client();
    let (a, b, c) = tokio::join!(poll(&client), poll(&client), poll(&client));
    assert!([a, b, c].iter().all(Result::is_ok));
    assert_eq!(server.seen(TOKEN).len(), 2, "three callers were refused, one renewed");
}

#[tokio::test]
async fn a_401_that_stays_is_told_and_not_repeated_for_ever() {
    let invalid = r#"{"error":"invalid_token","error_description":"Invalid token.","status":"error"}"#;
    let server = Server::start(move |seen, n| if seen.path == TOKEN { token(n, 3600) } else { json(401, invalid) }).await;
    assert!(matches!(poll(&server.client()).await, Err(Error::Unauthorized(_))));
    assert_eq!((server.seen(GALLERY).len(), server.seen(TOKEN).len()), (2, 2));
}

#[tokio::test]
async fn wrong_credentials_are_told_in_every_form_that_they_come_in() {
    let forms: [fn() -> Response<Body>; 4] = [
        || json(401, r#"{"error":"invalid_client","error_description":"Client authentication failed."}"#),
        || html(200, "<html>Sorry</html>"),
        || {
            let mut redirect = html(302, "");
            redirect.headers_mut().insert("location", "/elsewhere".parse().unwrap());
            redirect
        },
        || json(400, r#"{"error":"invalid_request","error_description":"client_id is invalid"}"#),
    ];
    for form in forms {
        let server = Server::start(move |_, _| form()).await;
        let client = server.client();
        assert!(matches!(client.placebo().await, Err(Error::InvalidClient)));
        assert!(matches!(client.placebo().await, Err(Error::InvalidClient)));
        assert_eq!(server.seen(TOKEN).len(), 2, "asked a second time before it counts, and then not again at once");
        assert!(server.seen("/elsewhere").is_empty(), "the secret does not follow a redirect");
    }
}

#[tokio::test]
async fn an_outage_of_the_token_endpoint_is_an_outage() {
    let server = Server::start(|_, _| html(503, "maintenance")).await;
    let error = poll(&server.client()).await.unwrap_err();
    assert!(matches!(error, Error::Server { status: 503, .. }) && error.is_transient());
}

#[tokio::test]
async fn compressed_answers_are_read() {
    let server = Server::start(|seen, n| if seen.path == TOKEN { token(n, 3600) } else { gzip(EMPTY.as_bytes()) }).await;
    assert_eq!(poll(&server.client()).await.unwrap(), 0);
}

#[tokio::test]
async fn a_gzip_bomb_stops_at_the_limits() {
    let bomb = vec![b' '; 64 << 20];
    let bomb = gzip(&bomb);
    let bytes = axum::body::to_bytes(bomb.into_body(), 1 << 20).await.unwrap();
    let server = Server::start(move |seen, n| {
        if seen.path == TOKEN {
            return token(n, 3600);
        }
        let mut response = Response::new(Body::from(bytes.clone()));
        response.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
        response
    })
    .await;
    assert!(matches!(poll(&server.client()).await, Err(Error::TooLarge(_))));
    let wide = BodyLimits { decoded: 1 << 30, ratio: 100 };
    let by_ratio = server.client_with(Limits { body: wide, ..limits() });
    assert!(matches!(poll(&by_ratio).await, Err(Error::TooLarge(bytes)) if bytes < 64 << 20), "the ratio alone stops it too");
}

#[tokio::test]
async fn a_huge_body_stops_at_the_limit_with_and_without_a_length() {
    let server = Server::start(|seen, n| {
        if seen.path == TOKEN {
            return token(n, 3600);
        }
        if seen.query.contains("offset=1") {
            return Response::new(Body::from(vec![b'x'; 5 << 20]));
        }
        let pieces = futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 64 << 10])));
        Response::new(Body::from_stream(pieces))
    })
    .await;
    let client = server.client();
    for offset in [0, 1] {
        assert!(matches!(client.gallery_all(Lane::Poll, "mara", offset, 24).await, Err(Error::TooLarge(_))));
    }
}

#[tokio::test]
async fn a_body_that_stalls_or_trickles_ends_in_time() {
    let server = Server::start(|seen, n| {
        if seen.path == TOKEN {
            return token(n, 3600);
        }
        let trickle = seen.query.contains("offset=1");
        let pieces = futures_util::stream::unfold((), move |()| async move {
            tokio::time::sleep(if trickle { Duration::from_millis(50) } else { Duration::from_secs(3600) }).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(b" ")), ()))
        });
        Response::new(Body::from_stream(pieces))
    })
    .await;
    let timeouts = Timeouts { connect: Duration::from_secs(5), total: Duration::from_secs(1), read: Duration::from_millis(300) };
    let client = server.client_with(Limits { timeouts, ..limits() });
    for offset in [0, 1] {
        assert!(matches!(client.gallery_all(Lane::Poll, "mara", offset, 24).await, Err(Error::Timeout)));
    }
}

#[tokio::test]
async fn an_html_403_rests_this_address() {
    let server =
        Server::start(|seen, n| if seen.path == TOKEN { token(n, 3600) } else { html(403, "<html>Request blocked.</html>") }).await;
    let client = server.client();
    assert_eq!(client.edge_rest_until(), None);
    assert!(matches!(poll(&client).await, Err(Error::EdgeRefused(_))));
    assert!(client.clone().edge_rest_until().is_some());
    let Err(Error::EdgeRefused(rest)) = client.profile(Lane::Interactive, "mara").await else { panic!("still resting") };
    assert!(rest > Duration::from_secs(200) && rest <= Duration::from_secs(300), "{rest:?}");
    assert_eq!(server.seen(GALLERY).len(), 1, "no request during the rest");
    let short = server.client_with(Limits { edge_rest: Duration::from_millis(1), ..limits() });
    assert!(poll(&short).await.is_err());
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(short.edge_rest_until(), None);
}

/// Answers of the token endpoint that say nothing of the credentials; they were taken for wrong ones.
#[tokio::test]
async fn an_odd_answer_of_the_token_endpoint_is_no_word_about_the_credentials() {
    type Form = (fn() -> Response<Body>, &'static str);
    let forms: [Form; 4] = [
        (|| html(404, "<html>Not Found</html>"), "HTTP 404"),
        (
            || json(400, r#"{"error":"unsupported_grant_type","error_description":"Unknown grant_type","status":"error"}"#),
            "Unknown grant_type",
        ),
        (|| json(400, r#"{"error":"invalid_request","error_description":"Unknown grant_type","status":"error"}"#), "Unknown grant_type"),
        (|| html(400, "<html>Bad Request</html>"), "HTTP 400"),
    ];
    for (form, words) in forms {
        let server = Server::start(move |seen, n| match (seen.path.as_str(), n) {
            (TOKEN, 0) => form(),
            (TOKEN, _) => token(n, 3600),
            _ => json(200, EMPTY),
        })
        .await;
        let client = server.client();
        let error = client.placebo().await.unwrap_err();
        assert!(matches!(&error, Error::NoToken(why) if why.contains(words)) && error.is_transient(), "{error:?}");
        assert!(!error.to_string().contains("client_secret"), "{error}");
        while let Err(error) = poll(&client).await {
            assert!(matches!(error, Error::NoToken(_)), "{error:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(server.seen(TOKEN).len(), 2, "asked again by itself, and not in a loop");
    }
    let words = Error::InvalidClient.to_string();
    assert!(words.contains("Confidential"), "{words}");
}

fn challenge() -> Response<Body> {
    let mut response = html(202, "");
    response.headers_mut().insert("x-amzn-waf-action", "challenge".parse().unwrap());
    response
}

#[tokio::test]
async fn a_challenge_of_the_edge_is_its_refusal() {
    let server = Server::start(|seen, n| if seen.path == TOKEN { token(n, 3600) } else { challenge() }).await;
    let client = server.client();
    assert!(matches!(poll(&client).await, Err(Error::EdgeRefused(_))));
    assert!(client.edge_rest_until().is_some());
    let nowhere = Server::start(|_, _| challenge()).await;
    let error = nowhere.client().placebo().await.unwrap_err();
    assert!(matches!(error, Error::EdgeRefused(_)), "not the credentials: {error:?}");
}

/// The edge refuses one request (a POST with form fields) and lets others through.
#[tokio::test]
async fn a_look_up_that_the_edge_refuses_leaves_everything_else_alone() {
    let unknown = r#"{"error":"invalid_request","error_description":"User not found.","status":"error"}"#;
    let server = Server::start(move |seen, n| match seen.path.as_str() {
        TOKEN => token(n, 3600),
        "/api/v1/oauth2/user/whois" => html(403, "<html>Request blocked.</html>"),
        "/api/v1/oauth2/user/profile/nobody" => json(400, unknown),
        _ => json(200, EMPTY),
    })
    .await;
    let client = server.client();
    for _ in 0..3 {
        assert!(matches!(client.resolve(Lane::Interactive, "nobody").await, Err(Error::UserNotFound(_))), "the folders decide");
    }
    assert_eq!(client.edge_rest_until(), None);
    assert_eq!(poll(&client).await.unwrap(), 0);
}

/// Look-ups and `placebo` are refused, polls are not.
#[tokio::test]
async fn what_look_ups_find_holds_up_look_ups_only() {
    let refuse = |seen: &support::Seen| ["/placebo", "/mara"].iter().any(|end| seen.path.ends_with(end));
    let server = Server::start(move |seen, n| match seen.path.as_str() {
        TOKEN => token(n, 3600),
        _ if refuse(seen) => html(403, "<html>Request blocked.</html>"),
        _ => json(200, EMPTY),
    })
    .await;
    let client = server.client();
    for _ in 0..2 {
        assert!(matches!(client.profile(Lane::Interactive, "mara").await, Err(Error::EdgeRefused(_))));
    }
    assert_eq!(server.seen("/api/v1/oauth2/user/profile/mara").len(), 1, "they rest");
    assert_eq!(poll(&client).await.unwrap(), 0, "and polling continues");
}

/// 401 for one endpoint alone, while the token is good.
#[tokio::test]
async fn a_401_at_one_endpoint_is_that_requests_trouble() {
    let invalid = r#"{"error":"invalid_token","error_description":"Invalid token.","status":"error"}"#;
    let server = Server::start(move |seen, n| match seen.path.as_str() {
        TOKEN => token(n, 3600),
        GALLERY => json(401, invalid),
        _ => json(200, EMPTY),
    })
    .await;
    let client = server.client();
    for _ in 0..4 {
        assert!(matches!(poll(&client).await, Err(Error::Forbidden(_))));
    }
    assert_eq!(server.seen(TOKEN).len(), 1, "the token stays");
    assert_eq!(client.credentials()[0].refused, None);
    assert_eq!(client.gallery_folders(Lane::Poll, "mara", 0).await.unwrap().items.len(), 0);
}

#[tokio::test]
async fn after_a_429_nobody_asks_inside_the_pause() {
    let threshold = r#"{"error":"user_api_threshold","error_description":"User request limit reached.","status":"error"}"#;
    let server = Server::start(move |seen, n| match (seen.path.as_str(), n) {
        (TOKEN, _) => token(n, 3600),
        (GALLERY, 0) => json(429, threshold),
        _ => json(200, EMPTY),
    })
    .await;
    let client = server.client();
    assert!(matches!(poll(&client).await, Err(Error::Throttled)));
    let (a, b, c) = tokio::join!(poll(&client), poll(&client), client.gallery_all(Lane::Interactive, "mara", 0, 1));
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    let seen = server.seen(GALLERY);
    assert_eq!(seen.len(), 4);
    for later in &seen[1..] {
        assert!(later.at - seen[0].at >= Duration::from_millis(400), "asked {:?} after the 429", later.at - seen[0].at);
    }
}

#[tokio::test]
async fn an_interactive_look_up_does_not_wait_out_a_long_pause() {
    let server = Server::start(|seen, n| if seen.path == TOKEN { token(n, 3600) } else { json(429, "{}") }).await;
    let pauses = domain::budget::Pauses { first: Duration::from_secs(3600), max: Duration::from_secs(3600) };
    let client = server.client_with(Limits { pauses, ..limits() });
    assert!(matches!(poll(&client).await, Err(Error::Throttled)));
    let Err(Error::Paused(wait)) = client.profile(Lane::Interactive, "mara").await else { panic!("it is told at once") };
    assert!(wait > Duration::from_secs(3000), "and how long: {wait:?}");
    assert!(server.seen("/api/v1/oauth2/user/profile/mara").is_empty());
}

#[tokio::test]
async fn a_server_error_is_repeated_at_most_three_times() {
    let trouble = r#"{"error":"server_error","error_description":"Internal Server Error.","status":"error"}"#;
    let server = Server::start(move |seen, n| match (seen.path.as_str(), n) {
        (TOKEN, _) => token(n, 3600),
        (GALLERY, 0 | 1) => json(500, trouble),
        (GALLERY, _) => json(200, EMPTY),
        _ => json(500, trouble),
    })
    .await;
    let client = server.client();
    assert_eq!(poll(&client).await.unwrap(), 0, "the third try went through");
    assert!(matches!(client.profile(Lane::Poll, "mara").await, Err(Error::Server { status: 500, .. })));
    assert_eq!(server.seen("/api/v1/oauth2/user/profile/mara").len(), 4);
}

#[tokio::test]
async fn a_redirect_of_an_api_call_is_not_followed() {
    let server = Server::start(|seen, n| {
        if seen.path == TOKEN {
            return token(n, 3600);
        }
        let mut redirect = html(302, "");
        redirect.headers_mut().insert("location", "/stolen".parse().unwrap());
        redirect
    })
    .await;
    assert!(poll(&server.client()).await.is_err());
    assert!(server.seen("/stolen").is_empty(), "the token stays with the API");
}

#[tokio::test]
async fn a_group_is_found_though_its_profile_fails() {
    let unknown = r#"{"error":"invalid_request","error_description":"User not found.","status":"error"}"#;
    let server = Server::start(move |seen, n| match (seen.path.as_str(), seen.body.as_str()) {
        (TOKEN, _) => token(n, 3600),
        ("/api/v1/oauth2/user/whois", "usernames%5B%5D=Crew") => {
            json(200, r#"{"results":[{"userid":"09A4052C-88B2-65CB-CEC5-B1E31C18B940","username":"crew","type":"super group"}]}"#)
        }
        ("/api/v1/oauth2/user/whois", _) => json(200, r#"{"results":[]}"#),
        ("/api/v1/oauth2/gallery/folders", _) if seen.query.contains("username=Silent") => json(
            200,
            r#"{"results":[{"folderid":"47D47436-5683-8DF2-EEBF-2A6760BE1336","parent":null,"name":"Featured"}],"has_more":false}"#,
        ),
        ("/api/v1/oauth2/gallery/folders", _) => json(200, EMPTY),
        _ => json(400, unknown),
    })
    .await;
    let client = server.client();
    let crew = client.resolve(Lane::Interactive, "Crew").await.unwrap();
    assert_eq!((crew.artist.name.as_str(), crew.kind), ("crew", ArtistKind::Group));
    let silent = client.resolve(Lane::Interactive, "Silent").await.unwrap();
    assert_eq!(silent.kind, ArtistKind::Group);
    assert_eq!(client.resolve(Lane::Interactive, "Silent").await.unwrap().artist.id, silent.artist.id);
    assert!(matches!(client.resolve(Lane::Interactive, "nobody").await, Err(Error::UserNotFound(_))));
}

/// Knows the persons of these names, in `user/whois` and by their profiles; each answer takes a moment.
async fn directory(names: &'static [&'static str]) -> Server {
    let unknown = r#"{"error":"invalid_request","error_description":"User not found.","status":"error"}"#;
    let user = |n: usize, name: &str| format!(r#"{{"userid":"09A4052C-88B2-65CB-CEC5-{n:012}","username":"{name}","type":"regular"}}"#);
    Server::start(move |seen, n| match seen.path.as_str() {
        TOKEN => token(n, 3600),
        "/api/v1/oauth2/user/whois" => {
            let asked = |name: &&&str| seen.body.split('&').any(|pair| pair.ends_with(&format!("={}", name.to_lowercase())));
            let found: Vec<String> = names.iter().filter(asked).enumerate().map(|(n, name)| user(n, name)).collect();
            json(200, &format!(r#"{{"results":[{}]}}"#, found.join(",")))
        }
        "/api/v1/oauth2/gallery/folders" => json(400, unknown),
        path => {
            std::thread::sleep(Duration::from_millis(30));
            match names.iter().position(|name| path.ends_with(&format!("/{}", name.to_lowercase()))) {
                Some(n) => json(200, &format!(r#"{{"user":{}}}"#, user(n, names[n]))),
                None => json(400, unknown),
            }
        }
    })
    .await
}

#[tokio::test]
async fn names_that_are_looked_up_together_share_a_question() {
    let server = directory(&["Ada", "Ben", "Cleo", "Dora", "Emil", "Fay"]).await;
    let client = server.client();
    let names = ["ada", "ben", "cleo", "dora", "emil", "fay", "nobody"];
    let found = futures_util::future::join_all(names.iter().map(|name| client.look_up(name))).await;
    for (name, found) in names.iter().zip(&found) {
        match found {
            Ok(profile) => assert!(profile.artist.name.eq_ignore_ascii_case(name), "{name}: {found:?}"),
            Err(error) => assert!(*name == "nobody" && matches!(error, Error::UserNotFound(_)), "{name}: {error:?}"),
        }
    }
    let asked = server.seen("/api/v1/oauth2/user/whois").len();
    assert_eq!(asked, 1, "one question for all that wait behind the first");
    let profiles =
        ["ada", "ben", "cleo", "dora", "emil", "fay"].map(|name| server.seen(&format!("/api/v1/oauth2/user/profile/{name}")).len());
    assert_eq!(profiles, [1, 0, 0, 0, 0, 0]);
}

#[tokio::test]
async fn many_names_of_one_asker_share_a_question_and_what_it_does_not_list_is_left_out() {
    let server = directory(&["Ada", "Ben"]).await;
    let client = server.client();
    let found = client.look_up_together(&["ada", "nobody", "not a name", "ben"]).await.unwrap();
    let found: Vec<&str> = found.iter().map(|profile| profile.artist.name.as_str()).collect();
    assert_eq!(found, ["Ada", "Ben"]);
    assert_eq!(server.seen("/api/v1/oauth2/user/whois").len(), 1);
    assert!(server.seen("/api/v1/oauth2/user/profile/ada").is_empty());
    let many: Vec<String> = (0..30).map(|n| format!("name{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(client.look_up_together(&many).await.unwrap().is_empty());
    assert_eq!(
        server.seen("/api/v1/oauth2/user/whois")[1].body.split('&').count(),
        deviantart::TOGETHER,
        "no more than one question takes"
    );
}

#[tokio::test]
async fn a_directory_that_refuses_this_application_is_left_alone_for_a_while() {
    let denied = r#"{"error":"unauthorized","error_description":"Insufficient scope.","status":"error"}"#;
    let server = Server::start(move |seen, n| if seen.path == TOKEN { token(n, 3600) } else { json(403, denied) }).await;
    let client = server.client();
    for _ in 0..3 {
        assert!(client.look_up_together(&["ada", "ben"]).await.unwrap().is_empty());
    }
    assert_eq!(server.seen("/api/v1/oauth2/user/whois").len(), 1);
}

#[tokio::test]
async fn a_name_that_nobody_has_is_not_asked_about_again_at_once() {
    let server = directory(&["Ada"]).await;
    let client = server.client();
    for _ in 0..5 {
        assert!(matches!(client.look_up("Nobody").await, Err(Error::UserNotFound(name)) if name == "Nobody"));
        assert!(matches!(client.look_up("nobody").await, Err(Error::UserNotFound(_))));
    }
    let asked = server.seen("/api/v1/oauth2/user/profile/Nobody").len() + server.seen("/api/v1/oauth2/user/profile/nobody").len();
    assert_eq!(asked, 1);
    assert_eq!(client.look_up("ada").await.unwrap().artist.name, "Ada");
}

#[tokio::test]
async fn no_message_tells_a_secret() {
    let server = Server::start(|_, _| html(500, "canary-secret")).await;
    let error = poll(&server.client()).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("canary-secret"));
    drop(server);
    let options = Options {
        api_url: "http://127.0.0.1:1/".parse().unwrap(),
        client_id: "17".to_owned(),
        client_secret: "canary-secret".to_owned().into(),
        requests_per_second: 1000.0,
    };
    let client = Client::with_limits(options, limits(), Arc::new(MemoryCache::new()), Arc::new(domain::clock::SystemClock)).unwrap();
    let error = poll(&client).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("canary-secret"));
}
