//! The websocket gateway, version 10.

pub(crate) mod sessions;
pub(crate) mod shards;
mod words;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{RawQuery, State as Shared};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::inner::Inner;
use sessions::Order;
use shards::Storm;
use words::{deflate, greet, reason, shard_of};

/// Privileged intents: members, presences, message content.
const PRIVILEGED: u64 = (1 << 1) | (1 << 8) | (1 << 15);
/// Every intent of version 10.
const KNOWN: u64 = ((1 << 17) - 1) | (1 << 20) | (1 << 21) | (1 << 24) | (1 << 25);

pub(crate) async fn upgrade(Shared(inner): Shared<Arc<Inner>>, RawQuery(query): RawQuery, upgrade: WebSocketUpgrade) -> Response {
    let refusal = {
        let mut state = inner.state();
        let refusal = match &state.sessions.storm {
            Some(Storm::Refuse(status, after)) => Some((*status, *after)),
            _ => None,
        };
        state.sessions.refused += u64::from(refusal.is_some());
        refusal
    };
    if let Some((status, after)) = refusal {
        return edge_page(status, after);
    }
    upgrade.max_message_size(64 * 1024).on_upgrade(move |socket| async move {
        let query = query.unwrap_or_default();
        let version = query.split('&').find_map(|pair| pair.strip_prefix("v="));
        let owner = {
            let mut state = inner.state();
            state.sessions.connections += 1;
            state.sessions.connections
        };
        let (outlet, orders) = sessions::channel();
        let mut connection = Connection { inner: &inner, socket, owner, outlet, session: None, compress: false };
        let result = if version.is_some_and(|version| version != "10") { Err(Some(4012)) } else { connection.run(orders).await };
        // A client that is told that its session is over may begin another at once.
        inner.state().sessions.detach(owner);
        inner.touch();
        if let Err(Some(code)) = result {
            let frame = CloseFrame { code, reason: reason(code).into() };
            if connection.socket.send(Message::Close(Some(frame))).await.is_ok() {
                // The peer's closing frame ends the handshake; it need not come.
                let goodbye = async { while let Some(Ok(_)) = connection.socket.recv().await {} };
                let _gone = tokio::time::timeout(Duration::from_secs(1), goodbye).await;
            }
        }
        inner.touch();
    })
}

/// The edge's page in place of a websocket.
fn edge_page(status: u16, after: Option<u64>) -> Response {
    let page = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
    let mut response = Response::new(page.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::TOO_MANY_REQUESTS);
    if let Some(value) = after.and_then(|after| HeaderValue::from_str(&after.to_string()).ok()) {
        response.headers_mut().insert("retry-after", value);
    }
    response
}

struct Connection<'a> {
    inner: &'a Arc<Inner>,
    socket: WebSocket,
    owner: u64,
    outlet: mpsc::Sender<Order>,
    session: Option<String>,
    compress: bool,
}

/// `Err(Some(code))` closes with that code, `Err(None)` ends without a closing frame.
type Step = Result<(), Option<u16>>;

impl Connection<'_> {
    async fn run(&mut self, mut orders: mpsc::Receiver<Order>) -> Step {
        let heartbeat = self.inner.options.heartbeat;
        self.send(json!({ "op": 10, "s": null, "t": null, "d": { "heartbeat_interval": heartbeat.as_millis() } }).to_string()).await?;
        let mut last_beat = Instant::now();
        // 120 frames in 60 s, then 4008 (vendor page "Gateway", section "Rate limiting").
        let (mut minute, mut frames) = (Instant::now(), 0_u32);
        loop {
            // The vendor does not say how long it waits for a heartbeat; two intervals are generous.
            let patience = (heartbeat * 2).saturating_sub(last_beat.elapsed());
            tokio::select! {
                () = self.inner.stop.cancelled() => return Err(Some(1001)),
                () = tokio::time::sleep(patience) => return Err(Some(4009)),
                order = orders.recv() => match order {
                    Some(Order::Send(frame)) => self.send(frame).await?,
                    Some(Order::Reconnect) => {
                        self.send(r#"{"op":7,"s":null,"t":null,"d":null}"#.to_owned()).await?;
                    },
                    Some(Order::InvalidSession(resumable)) => self.invalidate(resumable).await?,
                    Some(Order::Drop) | None => return Err(None),
                    Some(Order::Close(code)) => return Err(Some(code)),
                },
                frame = self.socket.recv() => {
                    let Some(Ok(frame)) = frame else { return Err(None) };
                    let text = match frame {
                        Message::Text(text) => text.to_string(),
                        Message::Close(_) => return Err(None),
                        Message::Binary(_) => return Err(Some(4002)),
                        Message::Ping(_) | Message::Pong(_) => continue,
                    };
                    if minute.elapsed() >= Duration::from_secs(60) {
                        (minute, frames) = (Instant::now(), 0);
                    }
                    frames += 1;
                    if frames > 120 {
                        return Err(Some(4008));
                    }
                    if self.receive(&text).await? {
                        last_beat = Instant::now();
                    }
                },
            }
        }
    }

    async fn send(&mut self, frame: String) -> Step {
        let delay = self.inner.faults.gateway_delay() + self.delay();
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        // With `compress`, Discord sends its larger payloads as zlib.
        let message = match self.compress.then(|| deflate(&frame)).flatten() {
            Some(bytes) if frame.len() > 2048 => Message::Binary(bytes),
            _ => Message::Text(frame.into()),
        };
        self.socket.send(message).await.map_err(|_| None)
    }

    /// Handles one frame of the client; tells whether it was a heartbeat.
    async fn receive(&mut self, text: &str) -> Result<bool, Option<u16>> {
        let frame: Value = serde_json::from_str(text).map_err(|_| Some(4002))?;
        match frame["op"].as_u64().ok_or(Some(4002))? {
            1 => {
                let silent = {
                    let mut state = self.inner.state();
                    state.sessions.heartbeats += 1;
                    state.sessions.silent
                };
                if !silent {
                    self.send(r#"{"op":11,"s":null,"t":null,"d":null}"#.to_owned()).await?;
                }
                self.inner.touch();
                return Ok(true);
            }
            op @ (2 | 6) => {
                let storm = {
                    let mut state = self.inner.state();
                    let shard = shard_of(&state, &frame["d"]);
                    state.sessions.asked += u64::from(op == 2);
                    state.sessions.storm.clone().or_else(|| state.sessions.shards.storms.get(&shard).cloned())
                };
                self.inner.touch();
                match storm {
                    Some(Storm::Invalid) => self.invalidate(false).await?,
                    Some(Storm::Close(code)) => return Err(Some(code)),
                    Some(Storm::Silent) => {}
                    _ if op == 2 => self.identify(&frame["d"]).await?,
                    _ => self.resume(&frame["d"]).await?,
                }
            }
            _ if self.session.is_none() => return Err(Some(4003)),
            // Presence, voice state, member request, soundboard request: taken and of no effect here.
            3 | 4 | 8 | 31 => {}
            _ => return Err(Some(4001)),
        }
        Ok(false)
    }

    fn authorise(&self, data: &Value) -> Step {
        let token = data["token"].as_str().ok_or(Some(4002))?;
        let token = token.strip_prefix("Bot ").unwrap_or(token);
        if token != self.inner.options.token || self.inner.faults.token_revoked() { Err(Some(4004)) } else { Ok(()) }
    }

    /// How much later this shard's frames are sent.
    fn delay(&self) -> Duration {
        let state = self.inner.state();
        let session = self.session.as_ref().and_then(|id| state.sessions.all.get(id));
        session.and_then(|session| state.sessions.shards.delays.get(&session.shard.0).copied()).unwrap_or_default()
    }

    async fn identify(&mut self, data: &Value) -> Step {
        if self.session.is_some() {
            return Err(Some(4005));
        }
        self.authorise(data)?;
        let intents = data["intents"].as_u64().ok_or(Some(4013))?;
        if intents & !KNOWN != 0 {
            return Err(Some(4013));
        }
        if intents & PRIVILEGED & !self.inner.options.privileged_intents != 0 {
            return Err(Some(4014));
        }
        let shard = match &data["shard"] {
            Value::Null => (0, 1),
            Value::Array(pair) => match (pair.first().and_then(Value::as_u64), pair.get(1).and_then(Value::as_u64)) {
                (Some(number), Some(count)) if number < count => (number, count),
                _ => return Err(Some(4010)),
            },
            _ => return Err(Some(4010)),
        };
        self.compress = data["compress"].as_bool().unwrap_or(false);
        let admitted = {
            let mut state = self.inner.state();
            if shard.1 < state.sessions.shards.required {
                return Err(Some(4011));
            }
            state.sessions.shards.admit(shard.0)
        };
        if !admitted {
            return self.invalidate(false).await;
        }
        self.open(intents, shard);
        Ok(())
    }

    fn open(&mut self, intents: u64, shard: (u64, u64)) {
        let mut state = self.inner.state();
        let id = state.sessions.open(intents, shard, self.outlet.clone(), self.owner);
        self.session = Some(id.clone());
        greet(&mut state, &id, intents, shard, &self.inner.gateway_url());
        drop(state);
        self.inner.touch();
    }

    async fn resume(&mut self, data: &Value) -> Step {
        if self.session.is_some() {
            return Err(Some(4005));
        }
        self.authorise(data)?;
        let id = data["session_id"].as_str().ok_or(Some(4002))?.to_owned();
        let seq = data["seq"].as_u64().unwrap_or(0);
        let known = {
            let mut state = self.inner.state();
            let (outlet, owner) = (self.outlet.clone(), self.owner);
            state.sessions.all.get_mut(&id).map(|session| {
                if seq > session.seq {
                    return Err(Some(4007));
                }
                let lost = session.missed.front().is_some_and(|(first, _)| *first > seq + 1);
                if lost {
                    return Ok(false);
                }
                for (_, frame) in session.missed.iter().filter(|(at, _)| *at > seq) {
                    let _full = outlet.try_send(Order::Send(frame.clone()));
                }
                session.outlet = Some(outlet);
                session.owner = owner;
                session.resumes += 1;
                Ok(true)
            })
        };
        match known {
            Some(Err(code)) => Err(code),
            Some(Ok(true)) => {
                self.inner.state().sessions.push(&id, "RESUMED", r#"{"_trace":[]}"#);
                self.session = Some(id);
                self.inner.touch();
                Ok(())
            }
            Some(Ok(false)) | None => self.invalidate(false).await,
        }
    }

    /// Op 9. A session that may not be resumed is forgotten; the connection stays open for a new IDENTIFY.
    async fn invalidate(&mut self, resumable: bool) -> Step {
        if let Some(id) = self.session.take() {
            let mut state = self.inner.state();
            if resumable {
                state.sessions.detach(self.owner);
            } else {
                state.sessions.all.remove(&id);
            }
        }
        self.send(json!({ "op": 9, "s": null, "t": null, "d": resumable }).to_string()).await
    }
}
