//! A tiny server that answers as the test's script says, and remembers what it was asked.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Response, StatusCode, header};
use coordination::MemoryCache;
use deviantart::{Client, Limits, Options};
use domain::budget::Pauses;
use domain::clock::SystemClock;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// One request as it came in.
#[derive(Clone, Debug)]
pub struct Seen {
    pub at: Instant,
    pub method: Method,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: String,
}

/// What has come in, and what to answer.
type Shared = (Arc<Mutex<Vec<Seen>>>, Arc<Script>);
type Script = dyn Fn(&Seen, usize) -> Response<Body> + Send + Sync;

/// A private server on its own port; it ends with the test's runtime.
pub struct Server {
    pub url: url::Url,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// `script` gets each API request with its number among the requests to the same path, from 0. Tokens are given out by the server
    /// itself unless `tokens` says otherwise.
    pub async fn start(script: impl Fn(&Seen, usize) -> Response<Body> + Send + Sync + 'static) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let script: Arc<Script> = Arc::new(script);
        let app = Router::new().fallback(answer).with_state((Arc::clone(&seen), script));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, seen }
    }

    pub fn seen(&self, path: &str) -> Vec<Seen> {
        self.seen.lock().unwrap().iter().filter(|seen| seen.path == path).cloned().collect()
    }

    pub fn client(&self) -> Client {
        self.client_with(limits())
    }

    pub fn client_with(&self, limits: Limits) -> Client {
        let options = Options {
            api_url: self.url.clone(),
            client_id: "17".to_owned(),
            client_secret: "canary-secret".to_owned().into(),
            requests_per_second: 1000.0,
        };
        Client::with_limits(options, limits, Arc::new(MemoryCache::new()), Arc::new(SystemClock)).unwrap()
    }
}

/// Short pauses, so that a test takes no longer than it must.
pub fn limits() -> Limits {
    Limits {
        pauses: Pauses { first: Duration::from_millis(400), max: Duration::from_secs(2) },
        retry_first: Duration::from_millis(5),
        ..Limits::default()
    }
}

async fn answer(State((seen, script)): State<Shared>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let one = Seen {
        at: Instant::now(),
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    let number = {
        let mut all = seen.lock().unwrap();
        let number = all.iter().filter(|other| other.path == one.path).count();
        all.push(one.clone());
        number
    };
    script(&one, number)
}

pub fn json(status: u16, body: &str) -> Response<Body> {
    reply(status, "application/json; charset=utf-8", body.to_owned())
}

pub fn html(status: u16, body: &str) -> Response<Body> {
    reply(status, "text/html", body.to_owned())
}

fn reply(status: u16, media: &str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response.headers_mut().insert(header::CONTENT_TYPE, media.parse().unwrap());
    response
}

pub fn gzip(bytes: &[u8]) -> Response<Body> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    let mut response = Response::new(Body::from(encoder.finish().unwrap()));
    response.headers_mut().insert(header::CONTENT_ENCODING, "gzip".parse().unwrap());
    response
}

/// The token endpoint's ordinary answer; the number makes each token another.
pub fn token(number: usize, life: u32) -> Response<Body> {
    json(200, &format!(r#"{{"access_token":"token-{number}","token_type":"Bearer","expires_in":{life},"status":"success"}}"#))
}

pub const TOKEN: &str = "/oauth2/token";
pub const GALLERY: &str = "/api/v1/oauth2/gallery/all";
pub const EMPTY: &str = r#"{"has_more":false,"next_offset":null,"results":[]}"#;
