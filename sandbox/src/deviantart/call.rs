//! A request, taken apart.

use super::auth::Viewer;
use super::error::ApiError;
use axum::extract::Query;
use axum::http::{HeaderMap, Method, Uri, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

/// Parameters of a query or form, in their order, several of a name allowed.
#[derive(Clone, Debug, Default)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    pub(super) fn parse(encoded: &str) -> Self {
        let uri = format!("/?{encoded}").parse::<Uri>().ok();
        let pairs = uri.and_then(|uri| Query::<Vec<(String, String)>>::try_from_uri(&uri).ok());
        Self(pairs.map(|Query(pairs)| pairs).unwrap_or_default())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// `name[]=a&name[]=b` or `name[0]=a&name[1]=b`: PHP's arrays.
    pub(super) fn list(&self, name: &str) -> Vec<&str> {
        let inside = |key: &str| key.strip_prefix(name).is_some_and(|rest| rest.starts_with('[') && rest.ends_with(']'));
        self.0.iter().filter(|(key, _)| inside(key)).map(|(_, value)| value.as_str()).collect()
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some("true" | "1" | "yes"))
    }

    fn join(mut self, other: &Self) -> Self {
        self.0.extend(other.0.iter().cloned());
        self
    }
}

/// Decodes `%41` in a path segment.
pub(super) fn unescape(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok()).and_then(|two| u8::from_str_radix(two, 16).ok());
        match code {
            Some(code) if first == b'%' => {
                bytes.push(code);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A request to an API endpoint or to the token endpoint.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) post: bool,
    pub(super) path: String,
    pub(super) query: Params,
    pub(super) form: Params,
    bearer: Option<String>,
    basic: Option<(String, String)>,
}

impl Call {
    pub(super) fn new(method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let form = text(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let authorization = text(header::AUTHORIZATION).unwrap_or_default();
        Self {
            post: method == Method::POST,
            path: uri.path().to_owned(),
            query: Params::parse(uri.query().unwrap_or_default()),
            form: if form { Params::parse(&String::from_utf8_lossy(body)) } else { Params::default() },
            bearer: authorization.strip_prefix("Bearer ").map(|token| token.trim().to_owned()),
            basic: authorization.strip_prefix("Basic ").and_then(|encoded| {
                let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
                let (id, secret) = pair.split_once(':')?;
                Some((id.to_owned(), secret.to_owned()))
            }),
        }
    }

    /// The path's parts after `/api/v1/oauth2/`.
    pub(super) fn segments(&self) -> Option<Vec<String>> {
        let rest = self.path.strip_prefix("/api/v1/oauth2/")?;
        Some(rest.trim_end_matches('/').split('/').map(unescape).collect())
    }

    /// From the header; older applications may still use the query or a form (DBS does).
    pub(super) fn token(&self) -> Option<&str> {
        self.bearer.as_deref().or_else(|| self.form.get("access_token")).or_else(|| self.query.get("access_token"))
    }

    /// Query and form together: the token endpoint takes both, and GET as well (MIR).
    pub(super) fn any(&self) -> Params {
        self.form.clone().join(&self.query)
    }

    /// Form fields or HTTP Basic.
    pub(super) fn client(&self) -> (String, String) {
        let any = self.any();
        self.basic.clone().unwrap_or_else(|| {
            let field = |name| any.get(name).unwrap_or_default().to_owned();
            (field("client_id"), field("client_secret"))
        })
    }

    pub(super) fn number(&self, name: &str, default: u32, least: u32, most: u32) -> Result<u32, ApiError> {
        let Some(text) = self.query.get(name) else { return Ok(default) };
        let number: u32 = text.parse().map_err(|_| ApiError::validation(name, "is not a valid integer"))?;
        // that a limit or offset out of range is refused, not cut, is assumed: the strict reading finds more mistakes
        if number < least || number > most {
            return Err(ApiError::validation(name, &format!("must be between {least} and {most}")));
        }
        Ok(number)
    }

    pub(super) fn uuid(name: &str, text: &str) -> Result<Uuid, ApiError> {
        let valid = text.len() == 36;
        Uuid::parse_str(text).ok().filter(|_| valid).ok_or_else(|| ApiError::validation(name, "is not a valid UUID"))
    }
}

/// A call with its viewer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) call: &'a Call,
    pub(super) viewer: &'a Viewer,
}

impl Asked<'_> {
    pub(super) fn mature(&self) -> bool {
        self.call.query.flag("mature_content")
    }

    /// Users may have mature viewing on; an application's token is an anonymous viewer.
    pub(super) const fn sharp(&self) -> bool {
        self.viewer.user.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_in_both_spellings() {
        let params = Params::parse("ids[]=a&ids%5B%5D=b&ids[7]=c&idsx=d&x=1+2");
        assert_eq!(params.list("ids"), ["a", "b", "c"]);
        assert_eq!(params.get("x"), Some("1 2"));
    }

    #[test]
    fn path_segments_are_decoded() {
        assert_eq!(unescape("a%2Db%zz%"), "a-b%zz%");
    }
}
