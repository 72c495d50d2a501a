//! Answers on the wire: headers as recorded, gzip, and the ways a body can be wrong.

use super::conn::Line;
use super::faults::Fault;
use super::quirks::ContentTypes;
use crate::odd::Odd;
use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use flate2::{Compress, Compression, Crc, FlushCompress, write::GzEncoder};
use futures_util::stream::{self, StreamExt as _};
use serde_json::Value;
use std::io::{self, Write as _};
use std::time::Duration;
use uuid::Uuid;

const MIB: usize = 1 << 20;

/// An answer before it meets the wire.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
    /// The posts in it.
    pub(super) carried: Vec<Uuid>,
}

impl Answer {
    pub(super) const fn ok(body: Value) -> Self {
        Self { status: 200, body, carried: Vec::new() }
    }
}

/// Compresses as the front end does.
fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // writing to a Vec does not fail
    encoder.write_all(plain).and_then(|()| encoder.finish()).unwrap_or_default()
}

/// Headers of `http_headers__*`: no ETag, no Last-Modified, no rate-limit header, no Retry-After.
fn dress(status: u16, content_type: &'static str, gzipped: bool, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    let fixed = [
        ("cache-control", "Private, no-cache, no-store, must-revalidate, max-age=0, max-stale=0, post-check=0, pre-check=0"),
        ("expires", "0"),
        ("pragma", "no-cache"),
        ("server", "Apache"),
        ("vary", "Accept-Encoding"),
        ("via", "1.1 5f2d4d2b3c1a4e6f8a9b0c1d2e3f4a5b.cloudfront.net (CloudFront)"),
        ("x-amz-cf-pop", "GRU3-P5"),
        ("x-backend", "web_http_back"),
        ("x-cache", if status < 400 { "Miss from cloudfront" } else { "Error from cloudfront" }),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    if gzipped {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if let Ok(id) = HeaderValue::from_str(&format!("{}==", Uuid::new_v4().simple())) {
        headers.insert("x-amz-cf-id", id);
    }
    response
}

/// A page of the edge or the load balancer.
pub(super) fn html(status: u16, title: &str, text: &str) -> Response {
    let page = format!(
        "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">\n<HTML><HEAD><TITLE>{title}</TITLE></HEAD><BODY>\n<H1>{status} {title}</H1>\n{text}\n</BODY></HTML>\n"
    );
    dress(status, "text/html", false, Body::from(page))
}

/// An answer that the test wrote. A header that HTTP cannot carry is left out.
pub(super) fn odd(odd: &Odd) -> Response {
    let mut response = Response::new(Body::from(odd.body.clone()));
    *response.status_mut() = StatusCode::from_u16(odd.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in &odd.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// The edge's refusal, for missing headers and for addresses that it does not like.
pub(super) fn blocked() -> Response {
    html(
        403,
        "ERROR: The request could not be satisfied",
        "Request blocked. We can't connect to the server for this app or website at this time.",
    )
}

/// A redirect to a page, as the token endpoint does for bad clients (TSH).
pub(super) fn redirect(location: &str) -> Response {
    let mut response = html(302, "Found", "The document has moved.");
    if let Ok(value) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

/// The answer, spoilt by at most one fault of the body.
pub(super) fn send(answer: &Answer, spoil: Option<&Fault>, types: ContentTypes, number: u64, line: &Line) -> Response {
    let charset = match types {
        ContentTypes::Alternating => number % 2 == 1,
        ContentTypes::Plain => false,
        ContentTypes::WithCharset => true,
    };
    let content_type = match (spoil, charset) {
        (Some(Fault::WrongContentType), _) => "text/html; charset=utf-8",
        (_, true) => "application/json; charset=utf-8",
        (_, false) => "application/json",
    };
    let mut plain = serde_json::to_vec(&answer.body).unwrap_or_default();
    if matches!(spoil, Some(Fault::HalfJson)) {
        plain.truncate(plain.len() / 2);
    }
    match spoil {
        Some(Fault::HugeBody(bytes)) => return dress(answer.status, content_type, false, huge(*bytes)),
        Some(Fault::GzipBomb(bytes)) => return dress(answer.status, content_type, true, bomb(*bytes)),
        _ => {}
    }
    if let Some(Fault::Edit(edit)) = spoil {
        edit.apply(&mut plain);
    }
    let packed = gzip(&plain);
    let length = packed.len();
    let cut = |at: usize, stall: bool| {
        let line = line.clone();
        let head = Bytes::copy_from_slice(&packed[..at]);
        let tail = stream::once(async move {
            if stall {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(Duration::from_millis(20)).await; // lets what came before leave first
            line.cut();
            Err::<Bytes, io::Error>(io::ErrorKind::ConnectionReset.into())
        });
        Body::from_stream(stream::iter((at > 0).then_some(Ok(head))).chain(tail))
    };
    let mut response = match spoil {
        Some(Fault::DropAfterHeaders) => dress(answer.status, content_type, true, cut(0, false)),
        Some(Fault::DropMidBody) => dress(answer.status, content_type, true, cut(length / 2, false)),
        Some(Fault::StallMidBody) => dress(answer.status, content_type, true, cut(length / 2, true)),
        _ => return dress(answer.status, content_type, true, Body::from(packed)),
    };
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

/// Valid JSON in the end, after this many bytes of white space; made as it is read.
fn huge(bytes: u64) -> Body {
    let blank = Bytes::from(vec![b' '; 64 * 1024]);
    let blanks = stream::repeat(blank).take(usize::try_from(bytes / (64 * 1024)).unwrap_or(usize::MAX).max(1));
    let end = stream::once(async { Bytes::from_static(b"{\"has_more\":false,\"results\":[]}") });
    Body::from_stream(blanks.chain(end).map(Ok::<_, io::Error>))
}

/// One deflate stream of the same MiB again and again: each piece ends with a full flush, after which the compressor
/// knows nothing of what came before, so the piece may be repeated.
fn bomb(bytes: u64) -> Body {
    let blank = vec![b' '; MIB];
    let times = usize::try_from(bytes.div_ceil(MIB as u64)).unwrap_or(usize::MAX).max(1);
    let mut piece = Vec::with_capacity(64 * 1024);
    let packed = Compress::new(Compression::fast(), false).compress_vec(&blank, &mut piece, FlushCompress::Full);
    if packed.is_err() {
        tracing::error!("the gzip bomb could not be made");
    }
    let mut one = Crc::new();
    one.update(&blank);
    let mut all = Crc::new();
    for _ in 0..times {
        all.combine(&one);
    }
    let head = Bytes::from_static(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
    let mut end = vec![0x03, 0x00]; // an empty last block
    end.extend_from_slice(&all.sum().to_le_bytes());
    end.extend_from_slice(&all.amount().to_le_bytes());
    let pieces = stream::repeat(Bytes::from(piece)).take(times);
    let end = stream::once(async { Bytes::from(end) });
    Body::from_stream(stream::once(async { head }).chain(pieces).chain(end).map(Ok::<_, io::Error>))
}
