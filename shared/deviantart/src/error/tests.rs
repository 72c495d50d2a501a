use super::*;

fn about(about: About<'_>, status: u16, body: &str) -> Result<Value, Error> {
    let answer = Answer { status: StatusCode::from_u16(status).unwrap(), challenge: false, body: body.as_bytes() };
    Error::check(answer, Asked { endpoint: "test", about }, Duration::from_secs(300))
}

fn check(status: u16, body: &str) -> Result<Value, Error> {
    about(About::User("Mara"), status, body)
}

fn refused(text: &str, code: Option<i64>) -> String {
    serde_json::json!({"error": "invalid_request", "error_description": text, "error_code": code, "status": "error"}).to_string()
}

#[test]
fn what_a_text_quotes_is_nobodys_class() {
    let user = |name: &str, text: String, code| about(About::User(name), 400, &refused(&text, code));
    for name in ["Dragon-Deviations", "Banned-Books", "inactive", "deviation", "not-found", "disabled-account-deleted", "folder"] {
        for text in
            [format!("User \"{name}\" not found."), format!("User {name} not found."), format!("User \u{201c}{name}\u{201d} not found.")]
        {
            for code in [None, Some(0)] {
                let outcome = user(name, text.clone(), code);
                assert!(matches!(&outcome, Err(Error::UserNotFound(user)) if user == name), "{text}: {outcome:?}");
            }
        }
        let folder = user(name, format!("Folder \"{name}\" not found."), Some(2));
        assert!(matches!(folder, Err(Error::Rejected(_))), "{folder:?}");
    }
    assert!(matches!(user("user", "User \"user\" not found.".to_owned(), None), Err(Error::UserNotFound(_))));
    assert!(matches!(user("Mara", "The quote \" never ends: banned".to_owned(), None), Err(Error::Rejected(_))));
}

#[test]
fn an_endpoint_says_only_what_it_is_asked_about() {
    let unknown = |what: About<'_>| about(what, 400, &refused("Deviation not found.", Some(0)));
    assert!(matches!(unknown(About::Deviation), Err(Error::DeviationNotFound)));
    assert!(matches!(unknown(About::User("Mara")), Err(Error::Rejected(_))));
    assert!(matches!(unknown(About::Nothing), Err(Error::Rejected(_))));
    let user = |what: About<'_>| about(what, 400, &refused("User not found.", None));
    assert!(matches!(user(About::Deviation), Err(Error::Rejected(_))));
    let stray = about(About::Deviation, 404, &refused("Api endpoint not found.", None));
    assert!(matches!(stray, Err(Error::EndpointGone { .. })), "{stray:?}");
}

#[test]
fn a_code_counts_where_it_is_known_and_the_text_says_nothing_else() {
    assert!(matches!(check(400, &refused("Something new.", Some(0))), Err(Error::UserNotFound(_))));
    assert!(matches!(check(400, &refused("Something new.", Some(1))), Err(Error::AccountInactive(_))));
    assert!(matches!(check(400, &refused("Something new.", Some(7))), Err(Error::Rejected(_))));
    let oneself = "Failed to add friend - You can not add yourself to your own friends list.";
    assert!(matches!(check(400, &refused(oneself, Some(1))), Err(Error::Rejected(_))));
}

/// The whole table of answers that are no JSON: by status and by what is asked about.
#[test]
fn every_status_and_body_kind_has_its_meaning() {
    let page = "<html>a page</html>";
    type Check = fn(&Error) -> bool;
    let edge: Check = |error| matches!(error, Error::EdgeRefused(_));
    let rows: [(u16, &str, Check, Check); 14] = [
        (202, "", edge, edge),
        (202, page, edge, edge),
        (403, page, edge, edge),
        (403, "", edge, edge),
        (429, page, |error| matches!(error, Error::Throttled), |error| matches!(error, Error::Throttled)),
        (200, "", |error| matches!(error, Error::Decode { .. }), |error| matches!(error, Error::NoToken(_))),
        (200, page, |error| matches!(error, Error::Decode { .. }), |error| matches!(error, Error::InvalidClient)),
        (200, "{\"half", |error| matches!(error, Error::Decode { .. }), |error| matches!(error, Error::NoToken(_))),
        (302, "", |error| matches!(error, Error::Server { status: 302, .. }), |error| matches!(error, Error::InvalidClient)),
        (400, page, |error| matches!(error, Error::Server { status: 400, .. }), |error| matches!(error, Error::NoToken(_))),
        (401, page, |error| matches!(error, Error::Unauthorized(_)), |error| matches!(error, Error::InvalidClient)),
        (404, page, |error| matches!(error, Error::EndpointGone { .. }), |error| matches!(error, Error::NoToken(_))),
        (405, page, |error| matches!(error, Error::Server { status: 405, .. }), |error| matches!(error, Error::NoToken(_))),
        (503, page, |error| matches!(error, Error::Server { status: 503, .. }), |error| matches!(error, Error::Server { .. })),
    ];
    for (status, body, of_user, of_token) in rows {
        let (user, token) = (check(status, body).unwrap_err(), about(About::Token, status, body).unwrap_err());
        assert!(of_user(&user), "{status} {body:?}: {user:?}");
        assert!(of_token(&token), "{status} {body:?}: {token:?}");
    }
    let answer = Answer { status: StatusCode::METHOD_NOT_ALLOWED, challenge: true, body: page.as_bytes() };
    assert!(edge(&Error::check(answer, Asked { endpoint: "test", about: About::Token }, Duration::ZERO).unwrap_err()));
}

#[test]
fn only_a_body_about_the_refresh_token_is_about_the_account() {
    let token = |body: &str| about(About::Token, 400, body).unwrap_err();
    assert!(matches!(token(&refused("The refresh_token is invalid.", None)), Error::AccountLost(_)));
    assert!(matches!(token(r#"{"error":"invalid_grant"}"#), Error::AccountLost(_)));
    for text in ["Unknown grant_type", "Request field validation failed.", "User \"refresh_token\" not found."] {
        assert!(matches!(token(&refused(text, None)), Error::NoToken(_)), "{text}");
    }
    assert!(matches!(token(r#"{"error":"invalid_client"}"#), Error::InvalidClient));
}

#[test]
fn a_profile_that_is_over_says_how() {
    let unknown = r#"{"error":"invalid_request","error_description":"User \"mara\" not found.","status":"error"}"#;
    assert!(matches!(check(400, unknown), Err(Error::UserNotFound(user)) if user == "Mara"));
    let inactive = r#"{"error":"invalid_request","error_description":"Account is inactive.","error_code":1,"status":"error"}"#;
    assert!(matches!(check(400, inactive), Err(Error::AccountInactive(_))));
    let blocked = r#"{"error":"invalid_request","error_description":"Sorry, we have blocked access to this profile."}"#;
    assert!(matches!(check(400, blocked), Err(Error::ProfileBlocked(_))));
}

#[test]
fn an_error_under_http_200_is_an_error() {
    let body = r#"{"status":"error","error":"invalid_token","error_description":"Invalid token."}"#;
    assert!(matches!(check(200, body), Err(Error::Unauthorized(_))));
    assert!(check(200, r#"{"status":"success"}"#).is_ok());
    assert!(check(200, r#"{"results":[]}"#).is_ok());
}

#[test]
fn html_is_told_apart_by_status() {
    let html = "<html><body>Request blocked.</body></html>";
    assert!(matches!(check(403, html), Err(Error::EdgeRefused(rest)) if rest == Duration::from_secs(300)));
    assert!(matches!(check(200, html), Err(Error::Decode { .. })));
    assert!(matches!(check(502, html), Err(Error::Server { status: 502, .. })));
    assert!(matches!(check(429, ""), Err(Error::Throttled)));
    let scope = r#"{"error":"insufficient_scope","error_description":"x","status":"error"}"#;
    assert!(matches!(check(403, scope), Err(Error::Forbidden(_))));
}

#[test]
fn validation_details_are_told() {
    let body = r#"{"error":"invalid_request","error_description":"Request field validation failed.","error_details":{"folderid":"folderid is not a valid UUID"}}"#;
    let Err(error) = check(400, body) else { panic!("an error") };
    assert_eq!(
        error.to_string(),
        "DeviantArt refused the request: Request field validation failed.; folderid: folderid is not a valid UUID"
    );
}

#[test]
fn a_description_cannot_forge_lines_or_flood() {
    let body = serde_json::json!({"error":"invalid_request","error_description": format!("a\nb{}", "x".repeat(5000))}).to_string();
    let Err(error) = check(400, &body) else { panic!("an error") };
    assert!(!error.to_string().contains('\n') && error.to_string().len() < 400);
}
