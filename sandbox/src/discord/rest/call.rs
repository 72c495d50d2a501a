//! One request and its answer, as the routes see them.

use std::time::Instant;

use axum::body::Bytes;
use axum::http::Method;
use serde_json::Value;

use crate::discord::error::{ApiError, Form};

/// One request, taken apart.
pub(crate) struct Call {
    pub method: Method,
    pub path: String,
    pub query: String,
    pub body: Bytes,
    /// What was attached, with its name.
    pub files: Vec<(String, Bytes)>,
    pub authorization: Option<String>,
    pub at: Instant,
}

impl Call {
    pub fn json(&self) -> Result<Value, ApiError> {
        serde_json::from_slice(&self.body).map_err(|_| ApiError::invalid_json())
    }

    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// A numeric parameter, `None` when it is absent.
    pub fn number(&self, name: &str) -> Result<Option<u64>, ApiError> {
        self.parameter(name).map(|value| value.parse().map_err(|_| ApiError::bad_snowflake(name, value))).transpose()
    }
}

/// An answer with a body of JSON text, or without a body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: u16,
    pub json: Option<String>,
}

impl Answer {
    pub fn ok(body: &Value) -> Self {
        Self { status: 200, json: Some(body.to_string()) }
    }
    pub fn created(body: &Value) -> Self {
        Self { status: 201, json: Some(body.to_string()) }
    }
    pub fn text(json: String) -> Self {
        Self { status: 200, json: Some(json) }
    }
    pub fn empty() -> Self {
        Self { status: 204, json: None }
    }
}

impl From<ApiError> for Answer {
    fn from(error: ApiError) -> Self {
        Self { status: error.status, json: Some(error.body().to_string()) }
    }
}

/// An id in a path.
pub(super) fn id(text: &str) -> Result<u64, ApiError> {
    text.parse().map_err(|_| ApiError::bad_snowflake("id", text))
}

/// What a thread is to be called.
pub(super) fn thread_name(body: &Value) -> Result<&str, ApiError> {
    let name = body["name"].as_str().unwrap_or("").trim();
    if name.is_empty() || name.chars().count() > 100 {
        let mut form = Form::default();
        form.bad_length("name", 1, 100);
        form.finish()?;
    }
    Ok(name)
}
