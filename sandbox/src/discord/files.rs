//! Files: those that people attach to a command, and those that the bot attaches to an answer. Both are served at the address that Discord's
//! content network would have.

use std::collections::BTreeMap;

use axum::body::Bytes;
use serde_json::{Value, json};

/// One file.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub name: String,
    pub bytes: Bytes,
}

/// All files by id.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// `http://127.0.0.1:40123`.
    pub base: String,
    all: BTreeMap<u64, File>,
}

impl Files {
    pub fn keep(&mut self, id: u64, name: &str, bytes: Bytes) {
        self.all.insert(id, File { name: name.to_owned(), bytes });
    }

    pub fn get(&self, id: u64) -> Option<&File> {
        self.all.get(&id)
    }

    /// The object `attachment`.
    pub fn render(&self, id: u64) -> Option<Value> {
        let file = self.get(id)?;
        let url = format!("{}/attachments/1/{id}/{}", self.base, file.name);
        Some(json!({
            "id": id.to_string(), "filename": file.name, "size": file.bytes.len(), "url": url, "proxy_url": url,
            "content_type": "application/octet-stream", "ephemeral": true,
        }))
    }
}

/// The parts of a request of the type multipart/form-data: the JSON, and the files with their names. None: it is something else.
pub(crate) fn parts(content_type: &str, body: &Bytes) -> Option<(Bytes, Vec<(String, Bytes)>)> {
    let boundary = content_type.strip_prefix("multipart/form-data")?.split("boundary=").nth(1)?.trim_matches('"');
    let line = format!("--{boundary}");
    let (mut json, mut files, mut at) = (Bytes::new(), Vec::new(), 0);
    while let Some(start) = find(body, line.as_bytes(), at) {
        let from = start + line.len();
        let Some(end) = find(body, format!("\r\n{line}").as_bytes(), from) else { break };
        at = end + 2;
        let Some(head) = find(body, b"\r\n\r\n", from).filter(|head| *head < end) else { continue };
        let words = String::from_utf8_lossy(&body[from..head]).into_owned();
        let content = body.slice(head + 4..end);
        match quoted(&words, "filename=") {
            Some(name) => files.push((name, content)),
            None if quoted(&words, "name=").as_deref() == Some("payload_json") => json = content,
            None => {}
        }
    }
    Some((json, files))
}

fn quoted(words: &str, field: &str) -> Option<String> {
    let (_, behind) = words.split_once(&format!(" {field}\""))?;
    behind.split('"').next().map(str::to_owned)
}

fn find(body: &[u8], what: &[u8], from: usize) -> Option<usize> {
    body.get(from..)?.windows(what.len()).position(|window| window == what).map(|at| at + from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_taken_apart_into_its_json_and_its_files() {
        let body = "--x1\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"a.json\"\r\n\r\n{\r\n}\r\n--x1\r\nContent-Disposition: \
                    form-data; name=\"payload_json\"\r\n\r\n{\"a\":1}\r\n--x1--\r\n";
        let (json, files) = parts("multipart/form-data; boundary=x1", &Bytes::from(body)).unwrap();
        assert_eq!((&json[..], files), (&b"{\"a\":1}"[..], vec![("a.json".to_owned(), Bytes::from("{\r\n}"))]));
        assert!(parts("application/json", &Bytes::new()).is_none());
    }
}
