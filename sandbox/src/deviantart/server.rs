//! Starting and stopping.

use super::conn::{Line, Lines};
use super::gate;
use super::options::Options;
use super::world::World;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A running simulated DeviantArt. Dropping it ends it too, without waiting.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    world: World,
    blocks: Arc<AtomicBool>,
    stop: CancellationToken,
    task: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts with an empty world.
    ///
    /// # Errors
    /// When the port cannot be bound.
    pub async fn start(options: Options) -> std::io::Result<Self> {
        Self::start_with(World::new(options)).await
    }

    /// Starts in front of a world that exists, for instance again after [`Server::stop`]: an outage of the vendor.
    ///
    /// # Errors
    /// When the port cannot be bound.
    pub async fn start_with(world: World) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, world.options().port)).await?;
        let address = listener.local_addr()?;
        let stop = CancellationToken::new();
        let lines = Lines { listener, parent: stop.child_token() };
        let blocks = Arc::new(AtomicBool::new(false));
        let app = axum::Router::new().fallback(gate::entry).with_state(gate::Front { world: world.clone(), blocks: Arc::clone(&blocks) });
        let served = axum::serve(lines, app.into_make_service_with_connect_info::<Line>());
        let ended = stop.clone().cancelled_owned();
        let task = tokio::spawn(async move {
            if let Err(error) = served.with_graceful_shutdown(ended).await {
                tracing::error!(%error, "the simulated DeviantArt stopped serving");
            }
        });
        Ok(Self { address, world, blocks, stop, task: Some(task) })
    }

    /// The base URL, as `https://www.deviantart.com` is the vendor's; without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port that it listens on.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// The world behind it.
    #[must_use]
    pub fn world(&self) -> World {
        self.world.clone()
    }

    /// Whether the edge refuses everybody who comes through this server: 403 with HTML, as it refuses single addresses. Another server in
    /// front of the same world is another way in.
    pub fn edge_blocks(&self, all: bool) {
        self.blocks.store(all, Ordering::SeqCst);
    }

    /// Cuts all connections and waits until the port is free.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Some(task) = self.task.take()
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the simulated DeviantArt did not stop cleanly");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
