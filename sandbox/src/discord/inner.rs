//! What all parts of the simulated Discord share.

use parking_lot::{Mutex, MutexGuard};
use std::net::SocketAddr;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::faults::Faults;
use super::listener::Connections;
use super::log::RequestLog;
use super::options::Options;
use super::ratelimit::Limiter;
use super::state::State;

pub(crate) struct Inner {
    pub options: Options,
    pub faults: Faults,
    pub stop: CancellationToken,
    pub address: SocketAddr,
    pub connections: Connections,
    state: Mutex<State>,
    limiter: Mutex<Limiter>,
    log: Mutex<RequestLog>,
    changed: watch::Sender<u64>,
}

impl Inner {
    pub fn new(options: Options, address: SocketAddr) -> Self {
        let mut state = State::new(&options);
        state.files.base = format!("http://{address}");
        Self {
            state: Mutex::new(state),
            limiter: Mutex::new(Limiter::new(options.rates.clone())),
            log: Mutex::new(RequestLog::new(options.keep_requests)),
            faults: Faults::new(),
            stop: CancellationToken::new(),
            changed: watch::channel(0).0,
            options,
            address,
            connections: Connections::default(),
        }
    }
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
    pub fn limiter(&self) -> MutexGuard<'_, Limiter> {
        self.limiter.lock()
    }
    pub fn log(&self) -> MutexGuard<'_, RequestLog> {
        self.log.lock()
    }
    /// Wakes everybody who waits for a condition.
    pub fn touch(&self) {
        self.changed.send_modify(|count| *count += 1);
    }
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }
    pub fn gateway_url(&self) -> String {
        format!("ws://{}/gateway-socket", self.address)
    }
}
