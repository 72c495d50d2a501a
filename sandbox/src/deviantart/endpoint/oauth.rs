//! `/oauth2/token` and `/oauth2/revoke`.

use super::common::Refusal;
use crate::deviantart::answer::Answer;
use crate::deviantart::auth::{Consent, Exchange, Grant};
use crate::deviantart::call::Call;
use crate::deviantart::error::ApiError;
use crate::deviantart::state::State;
use serde_json::{Value, json};

pub(super) fn answer(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    match call.path.as_str() {
        "/oauth2/token" => token(state, call),
        "/oauth2/authorize" => authorize(state, call),
        "/oauth2/revoke" => {
            state.auth.revoke(call.any().get("token").unwrap_or_default());
            Ok(Answer::ok(json!({"status": "success"})))
        }
        _ => Err(ApiError::endpoint_not_found().into()),
    }
}

/// The consent page, as if the user who is signed in agreed at once: back to the application with a code, or with an error. PKCE with
/// S256 is obligatory for new applications (vendor's authentication page).
fn authorize(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let field = |name: &'static str| call.query.get(name).ok_or_else(|| ApiError::validation(name, "is required"));
    let (client_id, redirect_uri) = (field("client_id")?, field("redirect_uri")?);
    if !state.auth.credentials.iter().any(|one| one.client_id == client_id) {
        return Err(ApiError::invalid_client().into());
    }
    if field("response_type")? != "code" || field("code_challenge_method")? != "S256" {
        return Err(ApiError::validation("code_challenge_method", "must be S256").into());
    }
    let scope = call.query.get("scope").unwrap_or("basic");
    let asked = Consent { client_id, redirect_uri, scope, challenge: field("code_challenge")? };
    let answer = match state.auth.consent(&asked) {
        Some(code) => format!("code={code}"),
        None => "error=access_denied&error_description=The+user+denied+the+request".to_owned(),
    };
    let passed_on = call.query.get("state").unwrap_or_default();
    Err(Refusal::Redirect(format!("{redirect_uri}?{answer}&state={passed_on}")))
}

/// A bad client gets the documented body, or in practice a redirect to a page (TSH; by switch).
fn token(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let (client_id, client_secret) = call.client();
    if !state.auth.knows(&client_id, &client_secret) {
        return Err(if state.quirks.invalid_client_redirects {
            Refusal::Redirect("https://www.deviantart.com/oauth2/error?error=invalid_client".to_owned())
        } else {
            ApiError::invalid_client().into()
        });
    }
    let any = call.any();
    let field = |name: &str| any.get(name).ok_or_else(|| ApiError::validation(name, "is required"));
    let expires_at = state.now() + state.options.token_seconds;
    let grant = match any.get("grant_type").unwrap_or_default() {
        "client_credentials" => state.auth.application(&client_id, expires_at),
        "authorization_code" => {
            let (redirect_uri, code) = (field("redirect_uri")?, field("code")?);
            let exchange = Exchange { client_id: &client_id, code, redirect_uri, verifier: any.get("code_verifier") };
            state.auth.by_code(&exchange, expires_at)?
        }
        "refresh_token" => state.auth.by_refresh(&client_id, field("refresh_token")?, expires_at)?,
        _ => return Err(ApiError::unsupported_grant().into()),
    };
    state.count_token(&client_id);
    Ok(Answer::ok(body(grant, state.options.token_seconds)))
}

/// An application's answer has neither `refresh_token` nor `scope` (recorded).
fn body(grant: Grant, seconds: i64) -> Value {
    let mut body = json!({"access_token": grant.access_token, "token_type": "Bearer", "expires_in": seconds, "status": "success"});
    if let (Some(refresh), Some(scope)) = (grant.refresh_token, grant.scope) {
        body["refresh_token"] = Value::String(refresh);
        body["scope"] = Value::String(scope);
    }
    body
}
