//! Starting and ending the simulated Discord.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::inner::Inner;
use super::listener::{CuttableListener, Wire};
use super::options::Options;
use super::world::World;
use super::{gateway, rest};

/// A running simulated Discord. Dropping it ends it too, without waiting.
pub struct Server {
    inner: Arc<Inner>,
    task: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on 127.0.0.1 and serves from then on.
    ///
    /// # Errors
    /// When the port cannot be taken.
    pub async fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let address = listener.local_addr()?;
        let inner = Arc::new(Inner::new(options, address));
        let router = Router::new()
            .route("/gateway-socket", get(gateway::upgrade))
            .route("/gateway-socket/", get(gateway::upgrade))
            .fallback(rest::handle)
            .with_state(Arc::clone(&inner));
        let (stop, connections) = (inner.stop.clone(), inner.connections.clone());
        let task = tokio::spawn(async move {
            let service = router.into_make_service_with_connect_info::<Wire>();
            let served =
                axum::serve(CuttableListener { tcp: listener, connections }, service).with_graceful_shutdown(stop.cancelled_owned());
            if let Err(error) = served.await {
                tracing::error!(%error, "the simulated Discord ended");
            }
        });
        tracing::debug!(url = %format!("http://{address}"), "a simulated Discord listens");
        Ok(Self { inner, task: Some(task) })
    }

    /// Base URL without a path, for instance `http://127.0.0.1:40123`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.inner.address)
    }

    /// The accepted bot token.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.inner.options.token
    }

    /// The hand of a test inside this Discord.
    #[must_use]
    pub fn world(&self) -> World {
        World::new(Arc::clone(&self.inner))
    }

    /// Ends all connections and the listener.
    pub async fn stop(mut self) {
        self.inner.stop.cancel();
        if let Some(mut task) = self.task.take()
            && tokio::time::timeout(Duration::from_secs(2), &mut task).await.is_err()
        {
            task.abort();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.inner.stop.cancel();
    }
}
