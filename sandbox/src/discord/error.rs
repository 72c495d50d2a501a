//! Discord's error bodies: an HTTP status, a numeric code and a sentence.
//!
//! Codes and sentences are those of the vendor's page "Opcodes and Status Codes".

use serde_json::{Map, Value, json};

/// An answer that is not a success.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ApiError {
    pub status: u16,
    pub code: u32,
    pub message: String,
    /// The tree of form errors of code 50035.
    pub errors: Option<Value>,
}

impl ApiError {
    pub fn new(status: u16, code: u32, message: &str) -> Self {
        Self { status, code, message: message.to_owned(), errors: None }
    }

    /// The JSON body as Discord sends it.
    pub fn body(&self) -> Value {
        let mut body = json!({ "message": self.message, "code": self.code });
        if let Some(errors) = &self.errors {
            body["errors"] = errors.clone();
        }
        body
    }

    pub fn unauthorized() -> Self {
        Self::new(401, 0, "401: Unauthorized")
    }
    pub fn no_route() -> Self {
        Self::new(404, 0, "404: Not Found")
    }
    pub fn method_not_allowed() -> Self {
        Self::new(405, 0, "405: Method Not Allowed")
    }
    pub fn unknown_channel() -> Self {
        Self::new(404, 10003, "Unknown Channel")
    }
    pub fn unknown_guild() -> Self {
        Self::new(404, 10004, "Unknown Guild")
    }
    pub fn unknown_member() -> Self {
        Self::new(404, 10007, "Unknown Member")
    }
    pub fn unknown_message() -> Self {
        Self::new(404, 10008, "Unknown Message")
    }
    pub fn unknown_role() -> Self {
        Self::new(404, 10011, "Unknown Role")
    }
    pub fn unknown_user() -> Self {
        Self::new(404, 10013, "Unknown User")
    }
    pub fn unknown_webhook() -> Self {
        Self::new(404, 10015, "Unknown Webhook")
    }
    pub fn unknown_interaction() -> Self {
        Self::new(404, 10062, "Unknown interaction")
    }
    pub fn unknown_command() -> Self {
        Self::new(404, 10063, "Unknown application command")
    }
    pub fn too_many_old_edits() -> Self {
        Self::new(429, 30046, "Maximum number of edits to messages older than 1 hour reached. Try again later.")
    }
    pub fn already_crossposted() -> Self {
        Self::new(400, 40033, "This message has already been crossposted")
    }
    pub fn tag_required() -> Self {
        Self::new(400, 40067, "A tag is required to create a forum post in this channel")
    }
    pub fn unknown_tag() -> Self {
        Self::new(404, 10087, "Unknown tag")
    }
    pub fn too_many_threads() -> Self {
        Self::new(400, 160_006, "Maximum number of active threads reached")
    }
    pub fn already_acknowledged() -> Self {
        Self::new(400, 40060, "Interaction has already been acknowledged.")
    }
    pub fn missing_access() -> Self {
        Self::new(403, 50001, "Missing Access")
    }
    pub fn not_the_author() -> Self {
        Self::new(403, 50005, "Cannot edit a message authored by another user")
    }
    pub fn empty_message() -> Self {
        Self::new(400, 50006, "Cannot send an empty message")
    }
    pub fn cannot_message_user() -> Self {
        Self::new(403, 50007, "Cannot send messages to this user")
    }
    pub fn not_a_text_channel() -> Self {
        Self::new(400, 50008, "Cannot send messages in a non-text channel")
    }
    pub fn missing_permissions() -> Self {
        Self::new(403, 50013, "Missing Permissions")
    }
    pub fn wrong_channel_type() -> Self {
        Self::new(400, 50024, "Cannot execute action on this channel type")
    }
    pub fn invalid_webhook_token() -> Self {
        Self::new(401, 50027, "Invalid Webhook Token")
    }
    pub fn thread_archived() -> Self {
        Self::new(400, 50083, "Thread is archived")
    }
    pub fn invalid_json() -> Self {
        Self::new(400, 50109, "The request body contains invalid JSON.")
    }
    pub fn thread_exists() -> Self {
        Self::new(400, 160_004, "A thread has already been created for this message")
    }
    pub fn thread_locked() -> Self {
        Self::new(403, 160_005, "Thread is locked")
    }
    pub fn internal() -> Self {
        Self::new(500, 0, "500: Internal Server Error")
    }
    pub fn bad_snowflake(field: &str, value: &str) -> Self {
        let mut form = Form::default();
        form.add(field, "NUMBER_TYPE_COERCE", &format!("Value \"{value}\" is not snowflake."));
        form.error()
    }
}

/// Collects form errors by their path, then becomes one 50035 error.
#[derive(Debug, Default)]
pub(crate) struct Form {
    found: Vec<(String, String, String)>,
}

impl Form {
    /// Notes one error. `path` is dotted: `embeds.0.title`.
    pub fn add(&mut self, path: &str, code: &str, message: &str) {
        self.found.push((path.to_owned(), code.to_owned(), message.to_owned()));
    }

    /// Text longer than `most` characters.
    pub fn too_long(&mut self, path: &str, most: usize) {
        self.add(path, "BASE_TYPE_MAX_LENGTH", &format!("Must be {most} or fewer in length."));
    }

    pub fn bad_length(&mut self, path: &str, least: usize, most: usize) {
        self.add(path, "BASE_TYPE_BAD_LENGTH", &format!("Must be between {least} and {most} in length."));
    }

    pub fn required(&mut self, path: &str) {
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required");
    }

    pub fn choices(&mut self, path: &str, allowed: &str) {
        self.add(path, "BASE_TYPE_CHOICES", &format!("Value must be one of {{{allowed}}}."));
    }

    /// An optional text field, noted when it is too long or not a text.
    pub fn text(&mut self, fields: &Map<String, Value>, name: &str, path: &str, most: usize) -> Option<String> {
        match fields.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => {
                if text.chars().count() > most {
                    self.too_long(path, most);
                }
                Some(text.clone())
            }
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(_) => {
                self.add(path, "BASE_TYPE_BAD_TYPE", "Value is not a string.");
                None
            }
        }
    }

    /// `Err` with everything that was noted, or `Ok` when nothing was.
    pub fn finish(self) -> Result<(), ApiError> {
        if self.found.is_empty() { Ok(()) } else { Err(self.error()) }
    }

    fn error(self) -> ApiError {
        let mut tree = json!({});
        for (path, code, message) in self.found {
            let mut node = &mut tree;
            for part in path.split('.').filter(|part| !part.is_empty()) {
                node = &mut node[part];
            }
            let entry = json!({ "code": code, "message": message });
            match node.get_mut("_errors").and_then(Value::as_array_mut) {
                Some(list) => list.push(entry),
                None => node["_errors"] = json!([entry]),
            }
        }
        ApiError { status: 400, code: 50035, message: "Invalid Form Body".to_owned(), errors: Some(tree) }
    }
}

/// Notes a link whose scheme is not allowed or that has no host.
pub(crate) fn check_url(form: &mut Form, link: &str, path: &str, attachment: bool) {
    let Some((scheme, rest)) = link.split_once("://") else {
        return form.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
    };
    let allowed: &[&str] = if attachment { &["http", "https", "attachment"] } else { &["http", "https"] };
    if !allowed.contains(&scheme.to_ascii_lowercase().as_str()) {
        let names = if attachment { "'http', 'https', 'attachment'" } else { "'http', 'https'" };
        return form.add(
            path,
            "URL_TYPE_INVALID_SCHEME",
            &format!("Scheme \"{scheme}\" is not supported. Scheme must be one of ({names})."),
        );
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    if host.is_empty() || rest.chars().any(char::is_whitespace) {
        form.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
    }
}
