//! HTTP as every client of ours speaks it: bounded in time and size, no redirects. Others build on [`builder`] and read answers
//! with [`read`], so that nobody outside this crate needs to know the HTTP library.

mod dates;

pub use dates::ahead_of;

use flate2::write::MultiGzDecoder;
use futures_util::StreamExt;
use reqwest::header;
use std::io::{self, Write};
use std::time::Duration;

pub use reqwest::{Method, StatusCode, header as headers};

/// The HTTP client. Cheap to clone; all clones share the connections.
pub type Client = reqwest::Client;

/// The answer before its body was read.
pub type Response = reqwest::Response;

/// How long what may take; the library itself sets no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    pub connect: Duration,
    /// From the start of the request to the last byte of the body.
    pub total: Duration,
    /// Between two reads.
    pub read: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(20), read: Duration::from_secs(10) }
    }
}

/// How large a body may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyLimits {
    /// Bytes after decompression.
    pub decoded: u64,
    /// Decompressed bytes for each compressed one, once [`RATIO_FREE`] bytes have come out.
    pub ratio: u64,
}

/// The ratio limit ignores bodies smaller than this: a few repetitive lines compress very well.
pub const RATIO_FREE: u64 = 64 * 1024;

impl Default for BodyLimits {
    fn default() -> Self {
        Self { decoded: 4 * 1024 * 1024, ratio: 100 }
    }
}

/// Why a body could not be read.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    #[error("the body is larger than allowed ({0} bytes decoded)")]
    TooLarge(u64),
    #[error("the body cannot be decompressed: {0}")]
    Encoding(String),
    #[error(transparent)]
    Http(#[from] reqwest::Error),
}

/// A builder with the limits set, redirects off, and decompression left to [`read`], which counts.
pub fn builder(user_agent: &str, timeouts: Timeouts) -> reqwest::ClientBuilder {
    let mut defaults = header::HeaderMap::new();
    defaults.insert(header::ACCEPT_ENCODING, header::HeaderValue::from_static("gzip"));
    reqwest::Client::builder()
        .user_agent(user_agent)
        .default_headers(defaults)
        .connect_timeout(timeouts.connect)
        .timeout(timeouts.total)
        .read_timeout(timeouts.read)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .tls_version_min(reqwest::tls::Version::TLS_1_2)
        .gzip(false)
        .pool_idle_timeout(Duration::from_secs(90))
        .pool_max_idle_per_host(8)
}

/// Reads a body piece by piece, as soon as the answer has come, decompressing it, and stops as soon as it is larger than allowed.
///
/// # Errors
/// Too large (also when only the decompressed form is), not decompressible, or the connection failed.
pub async fn read(response: Response, limits: BodyLimits) -> Result<Vec<u8>, BodyError> {
    dates::note(&response);
    if response.content_length().is_some_and(|length| length > limits.decoded) {
        return Err(BodyError::TooLarge(limits.decoded));
    }
    let encoding = response.headers().get(header::CONTENT_ENCODING).map(|value| value.as_bytes().to_ascii_lowercase());
    let mut decoder = match encoding.as_deref() {
        None | Some(b"" | b"identity") => Decoder::Plain(Bounded::new(limits.decoded)),
        Some(b"gzip" | b"x-gzip") => Decoder::Gzip(Box::new(MultiGzDecoder::new(Bounded::new(limits.decoded)))),
        Some(other) => return Err(BodyError::Encoding(format!("content-encoding {:?}", String::from_utf8_lossy(other)))),
    };
    let mut stream = response.bytes_stream();
    let mut received: u64 = 0;
    while let Some(piece) = stream.next().await {
        let piece = piece?;
        received = received.saturating_add(piece.len() as u64);
        decoder.write(&piece, limits)?;
        let decoded = decoder.decoded();
        if decoded > RATIO_FREE && decoded > received.saturating_mul(limits.ratio) {
            return Err(BodyError::TooLarge(decoded));
        }
    }
    decoder.finish(limits)
}

/// Collects bytes up to a limit; a write beyond it fails, which stops the decompressor at once.
struct Bounded {
    bytes: Vec<u8>,
    limit: u64,
    full: bool,
}

impl Bounded {
    const fn new(limit: u64) -> Self {
        Self { bytes: Vec::new(), limit, full: false }
    }
}

impl Write for Bounded {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if (self.bytes.len() + piece.len()) as u64 > self.limit {
            self.full = true;
            return Err(io::Error::other("limit reached"));
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

enum Decoder {
    Plain(Bounded),
    Gzip(Box<MultiGzDecoder<Bounded>>),
}

impl Decoder {
    fn sink(&self) -> &Bounded {
        match self {
            Self::Plain(sink) => sink,
            Self::Gzip(decoder) => decoder.get_ref(),
        }
    }

    fn decoded(&self) -> u64 {
        self.sink().bytes.len() as u64
    }

    fn write(&mut self, piece: &[u8], limits: BodyLimits) -> Result<(), BodyError> {
        let written = match self {
            Self::Plain(sink) => sink.write_all(piece),
            Self::Gzip(decoder) => decoder.write_all(piece),
        };
        written.map_err(|error| self.explain(&error, limits))
    }

    fn finish(mut self, limits: BodyLimits) -> Result<Vec<u8>, BodyError> {
        if let Self::Gzip(decoder) = &mut self
            && let Err(error) = decoder.try_finish()
        {
            return Err(self.explain(&error, limits));
        }
        match self {
            Self::Plain(sink) => Ok(sink.bytes),
            Self::Gzip(decoder) => decoder.finish().map(|sink| sink.bytes).map_err(|error| BodyError::Encoding(error.to_string())),
        }
    }

    fn explain(&self, error: &io::Error, limits: BodyLimits) -> BodyError {
        if self.sink().full { BodyError::TooLarge(limits.decoded) } else { BodyError::Encoding(error.to_string()) }
    }
}
