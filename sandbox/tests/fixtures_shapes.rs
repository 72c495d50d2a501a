//! Our answers beside the recorded ones: the same keys, the same error bodies, the same headers. Needs the recorded
//! answers (`DEVIANTCORD_FIXTURES` names their directory); without them each test says so and passes.
#![expect(clippy::unwrap_used, reason = "tests")]

mod deviantart_support;

use deviantart_support::{CLIENT, PATIENCE, read, start, start_with, titles};
use sandbox::deviantart::{ExcerptStyle, Fault, Kind, NewPost, Options, RateModel};
use sandbox::fault::When;
use sandbox::fixtures::{Recorded, Times};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

fn recorded() -> Option<Recorded> {
    let Some(root) = std::env::var_os("DEVIANTCORD_FIXTURES") else {
        println!("skipped: DEVIANTCORD_FIXTURES does not name the directory of recorded answers");
        return None;
    };
    // a relative path is meant from the workspace's root, but tests run in their package's directory
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(root);
    let directory = if root.join("deviantart").is_dir() { root.join("deviantart") } else { root };
    Some(Recorded::load(&directory).unwrap())
}

fn keys(value: &Value, path: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            let path = format!("{path}.{key}");
            into.insert(path.clone());
            keys(value, &path, into);
        }),
        Value::Array(items) => items.iter().for_each(|item| keys(item, &format!("{path}[]"), into)),
        _ => {}
    }
}

/// Gone since 2024-08 (GDL #5960), or only on what somebody chose, or of another viewer.
const NOT_TODAY: [&str; 6] = [".category", ".category_path", ".download_filesize", ".daily_deviation", ".profile_pic", ".items"];

/// Documented, on deviations of today, but older than the recording that is compared.
const NEWER: [&str; 4] = [".is_published", ".is_blocked", ".content.filesize", ".author.is_subscribed"];

fn same_keys(file: &str, recorded: &Value, ours: &Value, more: &[&str]) {
    let (mut theirs, mut mine) = (BTreeSet::new(), BTreeSet::new());
    keys(recorded, "", &mut theirs);
    keys(ours, "", &mut mine);
    let old = |key: &&String| !NOT_TODAY.iter().any(|part| key.contains(part));
    let missing: Vec<_> = theirs.difference(&mine).filter(old).collect();
    let new = |key: &&String| !NEWER.iter().any(|end| key.ends_with(end)) && !more.iter().any(|part| key.contains(part));
    let invented: Vec<_> = mine.difference(&theirs).filter(new).collect();
    assert!(missing.is_empty() && invented.is_empty(), "{file}: missing {missing:?}, invented {invented:?}");
}

#[tokio::test]
async fn our_answers_have_the_recorded_keys() {
    let Some(recorded) = recorded() else { return };
    let (server, world, client) = start().await;
    let file = |name: &str| &recorded.files[name];
    let image = world.publish("somebody", NewPost::image("A fox").folder("Foxes").tag("fox"));
    let journal = NewPost { excerpt_style: ExcerptStyle::Field, ..NewPost::journal("News") };
    let journal = world.publish("somebody", journal);
    let status = world.publish("somebody", NewPost::status("Back at last"));
    let video = world.publish("somebody", NewPost::new(Kind::Video, "A film"));
    world.quirks(|quirks| quirks.statuses_endpoint = true);

    let folders_extra = ["description", "thumb", "premium_folder_data", "subfolders"];
    for (name, path, more) in [
        ("placebo__deviantart-net.json", "placebo".to_owned(), &[][..]),
        ("deviation__deviantart-net-2024.json", format!("deviation/{}", image.deviationid), &[][..]),
        ("deviation__image__aycabta.json", format!("deviation/{}", image.deviationid), &[]),
        ("deviation__journal__deviantartfs.json", format!("deviation/{}", journal.deviationid), &[]),
        ("deviation__video__deviantartfs.json", format!("deviation/{}", video.deviationid), &["transparency"]),
        ("deviation_metadata__single__aycabta.json", format!("deviation/metadata?deviationids[]={}", image.deviationid), &["tags[]"]),
        (
            "deviation_metadata__docs-with-ext__deviantartfs.json",
            format!("deviation/metadata?ext_submission=1&ext_stats=1&ext_camera=1&ext_collection=1&deviationids[]={}", image.deviationid),
            &[],
        ),
        (
            "gallery_folders__ext_preload-like__aycabta.json",
            "gallery/folders?username=somebody&calculate_size=1&ext_preload=1".to_owned(),
            &folders_extra,
        ),
        ("gallery_folders__docs__deviantartfs.json", "gallery/folders?username=somebody&calculate_size=1".to_owned(), &folders_extra),
        ("user_profile__aycabta.json", "user/profile/somebody".to_owned(), &[]),
        ("user_profile__neighbordog-2015.json", "user/profile/somebody".to_owned(), &["last_status."]),
        ("user_statuses__list__aycabta.json", "user/statuses?username=somebody".to_owned(), &[]),
        ("user_statuses_status__older__aycabta.json", format!("user/statuses/{}", status.deviationid), &[]),
    ] {
        same_keys(name, file(name), &client.ok(&path).await, more);
    }
    let post = NewPost::image("Alone");
    world.publish("imager", post);
    same_keys("gallery_all", file("gallery_all__2016-2021__aycabta.json"), &client.ok("gallery/all?username=imager").await, &[]);
    let (_, token) = client.grant(&CLIENT).await;
    same_keys("token", file("token__client_credentials__aycabta.json"), &token, &[]);
    let whois = client.http.post(client.url("user/whois")).bearer_auth(&client.token).form(&[("usernames[0]", "somebody")]);
    same_keys("whois", file("user_whois__aycabta.json"), &read(whois.send().await.unwrap()).await.1, &[]);

    let code = world.issue_code("sandbox", "reader", "browse user");
    let (_, user) = client
        .grant(&[
            CLIENT[1],
            CLIENT[2],
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", "http://localhost/"),
        ])
        .await;
    same_keys("refresh", file("token__refresh__aycabta.json"), &user, &[]);
    let whoami = client.http.get(client.url("user/whoami")).bearer_auth(user["access_token"].as_str().unwrap());
    same_keys("whoami", file("user_whoami__aycabta.json"), &read(whoami.send().await.unwrap()).await.1, &[]);
    server.stop().await;
}

#[tokio::test]
async fn our_errors_are_the_recorded_ones() {
    let Some(recorded) = recorded() else { return };
    let rate = RateModel { burst: 12.0, per_second: 0.001, ..RateModel::generous() };
    let (server, world, client) = start_with(Options { rate, ..Options::default() }).await;
    let file = |name: &str| &recorded.files[name];
    world.add_artist("gone");
    world.deactivate("gone").unwrap();

    let bare = client.http.get(client.url("placebo")).send().await.unwrap();
    assert_eq!(read(bare).await, (401, file("error_401_no_access_token__aycabta.json").clone()));
    assert_eq!(client.ask("browse/newest").await, (404, file("error_404_endpoint_not_found__aycabta.json").clone()));
    assert_eq!(client.ask("gallery/all?username=gone").await, (400, file("error_400_account_inactive__gallery-dl-6873.json").clone()));
    assert_eq!(
        client.ask("gallery/all?username=nobody").await,
        (400, file("error_400_user_not_found__friends_watch__aycabta.json").clone())
    );
    world.add_artist("somebody");
    assert_eq!(
        client.ask("gallery/xx-yy?username=somebody").await,
        (400, file("error_400_collections_folders_remove__aycabta.json").clone())
    );
    assert_eq!(
        client.grant(&[("grant_type", "client_credentials"), ("client_id", "sandbox"), ("client_secret", "wrong")]).await,
        (401, file("error_invalid_client__docs.json").clone())
    );
    assert_eq!(
        client.grant(&[CLIENT[1], CLIENT[2], ("grant_type", "refresh_token"), ("refresh_token", "old")]).await,
        (400, file("error_400_refresh_token_invalid__wix-58.json").clone())
    );
    world.faults().set(Fault::ServerError, When::Next(1));
    assert_eq!(client.ask("placebo").await, (500, file("error_500_server_error__remove_top_folder__aycabta.json").clone()));
    world.faults().set(Fault::ServerErrorNoStatus, When::Next(1));
    assert_eq!(client.ask("placebo").await, (500, file("error_500_server_error_nostatus__wix-52.json").clone()));

    let code = world.issue_code("sandbox", "reader", "browse");
    let (_, user) = client
        .grant(&[
            CLIENT[1],
            CLIENT[2],
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", "http://localhost/"),
        ])
        .await;
    let mut last = (200, Value::Null);
    for _ in 0..20 {
        let ask = client.http.get(client.url("placebo")).bearer_auth(user["access_token"].as_str().unwrap());
        last = read(ask.send().await.unwrap()).await;
    }
    assert_eq!(last, (429, file("error_429_user_api_threshold__wix-142.json").clone()));
    server.stop().await;
}

#[tokio::test]
async fn our_headers_are_the_recorded_ones() {
    let Some(recorded) = recorded() else { return };
    let (server, _world, client) = start().await;
    let headers = |text: &Value| -> BTreeSet<String> {
        text["headers"].as_array().unwrap().iter().map(|pair| pair[0].as_str().unwrap().to_lowercase()).collect()
    };
    let mut theirs = headers(&recorded.files["http_headers__gallery_all__paulstsmith-2025-09.json"]);
    // reqwest hides those that its gzip decoder has used up; the server library sends no keep-alive word in HTTP/1.1
    for hidden in ["content-length", "content-encoding", "connection"] {
        theirs.remove(hidden);
    }
    let ours: BTreeSet<String> =
        client.get("placebo").send().await.unwrap().headers().keys().map(|name| name.as_str().to_owned()).collect();
    assert_eq!(ours, theirs);
    server.stop().await;
}

#[tokio::test]
async fn every_recorded_post_appears_once_and_as_recorded() {
    let Some(recorded) = recorded() else { return };
    let (server, world, client) = start_with(Options { rate: RateModel::unlimited(), ..Options::default() }).await;
    let posts = world.serve_recorded(&recorded, Times::AsRecorded);
    assert!(posts.len() >= 100, "{} posts", posts.len());
    let distinct: HashSet<_> = posts.iter().map(|post| post.deviationid).collect();
    assert_eq!(distinct.len(), posts.len());
    for (userid, name) in recorded.authors() {
        assert_eq!(client.ok(&format!("gallery/all?username={name}")).await["results"], json!([]), "{name} {userid}");
    }
    for post in &posts {
        let shown = world.reveal_next().unwrap();
        assert_eq!((shown.deviationid, &shown.title), (post.deviationid, &post.title));
        let path = if post.kind.in_gallery() { "gallery/all" } else { "user/profile/posts" };
        let page = client.ok(&format!("{path}?mature_content=true&username={}", post.username)).await;
        assert_eq!(page["results"][0], post.json, "{} of {}", post.title, post.file);
        let single = client.ok(&format!("deviation/{}", post.deviationid)).await;
        assert_eq!(single, post.json);
    }
    assert_eq!((world.unrevealed(), world.reveal_next()), (0, None));
    let last = posts.last().unwrap();
    assert!(world.wait_until_served(last.deviationid, PATIENCE).await);
    server.stop().await;
}

#[tokio::test]
async fn nothing_recorded_is_passed_over() {
    let Some(recorded) = recorded() else { return };
    let posts: HashSet<String> = recorded.posts.iter().map(|post| post.deviationid.to_string().to_uppercase()).collect();
    let told: HashSet<String> = recorded.unannounceable.iter().map(|one| one.id.to_uppercase()).collect();
    for (file, json) in recorded.files.iter().filter(|(file, _)| !file.starts_with("http_headers")) {
        let mut paths = BTreeSet::new();
        ids(json, &mut paths);
        for id in paths {
            assert!(posts.contains(&id) || told.contains(&id), "{id} of {file} is neither a post nor reported");
        }
    }
    let converted = recorded.posts.iter().filter(|post| post.converted).count();
    assert!(converted >= 9, "{converted} statuses");
    assert!(recorded.errors.len() >= 12 && recorded.folders.len() >= 10 && recorded.profiles.len() >= 3);
    assert!(recorded.unannounceable.iter().all(|one| one.reason.starts_with("it is known only from deviation/metadata")));
    for kind in [Kind::Image, Kind::Journal, Kind::Status, Kind::Video] {
        assert!(recorded.posts.iter().any(|post| post.kind == kind), "no recorded {kind:?}");
    }
}

fn ids(json: &Value, into: &mut BTreeSet<String>) {
    match json {
        Value::Array(items) => items.iter().for_each(|item| ids(item, into)),
        Value::Object(fields) => {
            for key in ["deviationid", "statusid"] {
                into.extend(fields.get(key).and_then(Value::as_str).map(str::to_uppercase));
            }
            fields.values().for_each(|value| ids(value, into));
        }
        _ => {}
    }
}

#[tokio::test]
async fn recorded_folders_fill_in_their_own_order_and_times_can_be_those_of_the_reveal() {
    let Some(recorded) = recorded() else { return };
    let (server, world, client) = start().await;
    world.serve_recorded(&recorded, Times::OfReveal);
    let folder = recorded.folders.iter().find(|folder| folder.name == "Skullgirls").unwrap();
    let owner = recorded.authors().into_iter().find(|(id, _)| *id == folder.owner).unwrap().1;
    let before = time::now(&world);
    world.reveal(usize::MAX);
    let page = client.ok(&format!("gallery/{}?mature_content=true&username={owner}", folder.folderid)).await;
    let order: Vec<_> =
        page["results"].as_array().unwrap().iter().map(|item| item["deviationid"].as_str().unwrap().to_lowercase()).collect();
    assert_eq!(order, folder.items.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert!(!titles(&page).iter().any(String::is_empty));
    assert!(page["results"][0]["published_time"].as_i64().unwrap() >= before);
    let folders = client.ok(&format!("gallery/folders?limit=50&username={owner}")).await;
    assert_eq!(folders["results"].as_array().unwrap().len(), recorded.folders.iter().filter(|one| one.owner == folder.owner).count());
    server.stop().await;
}

mod time {
    use sandbox::deviantart::{NewPost, World};

    /// The simulated now, by publishing something elsewhere.
    pub fn now(world: &World) -> i64 {
        world.publish("clock", NewPost::image("tick")).published_at.timestamp()
    }
}
