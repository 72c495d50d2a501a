//! The vendor's objects, in the order and with the names of the recorded answers.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::Value;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use uuid::Uuid;

/// UUIDs go over the wire in upper case.
pub(super) fn upper(id: Uuid) -> String {
    id.hyphenated().to_string().to_uppercase()
}

/// Any of our structs as a value; they hold nothing that cannot be one.
pub(super) fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct User {
    pub(super) userid: String,
    pub(super) username: String,
    pub(super) usericon: String,
    pub(super) r#type: String,
    /// Only on the authors of deviations, since about 2024 (recorded in `deviation__deviantart-net-2024`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) is_subscribed: Option<bool>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Image {
    pub(super) src: String,
    pub(super) height: u32,
    pub(super) width: u32,
    pub(super) transparency: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) filesize: Option<u64>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Video {
    pub(super) src: String,
    pub(super) quality: &'static str,
    pub(super) filesize: u64,
    pub(super) duration: u32,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Stats {
    pub(super) comments: u64,
    pub(super) favourites: u64,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Premium {
    pub(super) r#type: &'static str,
    pub(super) has_access: bool,
    pub(super) gallery_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) points_price: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dollar_price: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) num_subscribers: Option<u32>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct TextBody {
    pub(super) r#type: &'static str,
    pub(super) markup: String,
    pub(super) features: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct TextContent {
    pub(super) excerpt: String,
    pub(super) body: TextBody,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Deviation {
    pub(super) deviationid: String,
    pub(super) printid: Option<String>,
    pub(super) url: String,
    pub(super) title: String,
    pub(super) is_favourited: bool,
    pub(super) is_deleted: bool,
    pub(super) is_published: bool,
    pub(super) is_blocked: bool,
    pub(super) author: User,
    pub(super) stats: Stats,
    pub(super) published_time: Value,
    pub(super) allows_comments: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tier: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tier_access: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) premium_folder_data: Option<Premium>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) preview: Option<Image>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content: Option<Image>,
    pub(super) thumbs: Vec<Image>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) videos: Option<Vec<Video>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) excerpt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text_content: Option<TextContent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) is_pinned: Option<bool>,
    pub(super) is_mature: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) is_multi_media: Option<bool>,
    pub(super) is_downloadable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) download_filesize: Option<u64>,
}

/// An avatar's address: first letters, name in lower case, a number that grows with each change (recorded).
pub(super) fn usericon(username: &str, version: u32) -> String {
    let name: String = username.to_lowercase().replace('-', "_");
    let mut letters = name.chars();
    let (first, second) = (letters.next().unwrap_or('_'), letters.next().unwrap_or('_'));
    format!("https://a.deviantart.net/avatars/{first}/{second}/{name}.png?{version}")
}

/// The words of a title in an address.
pub(crate) fn slug(title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars().take(50) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "Untitled".to_owned() } else { slug.to_owned() }
}

/// The number that an address ends in: the only link between the website and the API.
pub(super) fn trailing_number(url: &str) -> Option<u64> {
    let digits = url.len() - url.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    url[url.len() - digits..].parse().ok()
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    while number > 0 {
        digits.push(char::from(b"0123456789abcdefghijklmnopqrstuvwxyz"[usize::try_from(number % 36).unwrap_or(0)]));
        number /= 36;
    }
    digits.iter().rev().collect()
}

fn hash(parts: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// Where an image of a post lives: an address with a JSON web token that carries no expiry (as all recorded ones).
/// `blur` is the degree for anonymous viewers of mature or locked posts, pinned by the token since 2021.
pub(super) struct Picture<'a> {
    pub(super) post: Uuid,
    pub(super) number: u64,
    pub(super) revision: u32,
    pub(super) words: &'a str,
    pub(super) blur: Option<u8>,
}

impl Picture<'_> {
    /// The address of this picture at this size.
    pub(super) fn src(&self, width: u32, height: u32, form: &str) -> String {
        let seed = u128::from(hash((self.post, self.revision))) << 64 | u128::from(hash((self.revision, self.number, self.post)));
        let (file, base) = (Uuid::from_u128(seed).hyphenated().to_string(), Uuid::from_u128(seed.rotate_left(40)).hyphenated().to_string());
        let path = format!("/f/{file}/d{}-{base}.png", base36(self.number));
        let blur = self.blur.map(|degree| format!(",blur_{degree}")).unwrap_or_default();
        let word = slug(self.words).to_lowercase().replace('-', "_");
        let head = r#"{"typ":"JWT","alg":"HS256"}"#;
        let claims = format!(
            r#"{{"sub":"urn:app:7e0d1889822643","iss":"urn:app:7e0d1889822643","obj":[[{{"height":"<={height}","path":"{path}","width":"<={width}"}}]],"aud":["urn:service:image.operations"]}}"#
        );
        let signature = Uuid::from_u128(seed.rotate_left(80)).into_bytes().repeat(2);
        let token = format!("{}.{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(claims), URL_SAFE_NO_PAD.encode(signature));
        format!(
            "https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com{path}/v1/{form}/w_{width},h_{height},q_70,strp{blur}/{word}-{form_name}.jpg?token={token}",
            form_name = form.replace('/', "_")
        )
    }
}
