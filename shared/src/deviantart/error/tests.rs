use super::*;

fn check(status: u16, body: &str) -> Result<Value, Error> {
    Error::check(StatusCode::from_u16(status).unwrap(), body.as_bytes(), "test", Some("Mara"), Duration::from_secs(300))
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
