//! A network link that a test can disturb: late, narrow, silent, or cut with a reset. It knows nothing of what goes over it.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep, sleep_until};

/// How it is on the link at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weather {
    /// Every piece arrives this much later.
    pub latency: Duration,
    /// And up to this much later still, without overtaking.
    pub jitter: Duration,
    /// In each direction; None: as fast as it goes.
    pub bytes_per_second: Option<u32>,
    /// Nothing arrives, in either direction, and nobody is told: connections stay open, new ones too. What was said meanwhile arrives
    /// when this ends, as TCP would repeat it.
    pub silent: bool,
    /// Connections are taken and closed at once.
    pub closed: bool,
}

/// Forwards connections to a server on loopback for as long as it lives.
#[derive(Debug)]
pub struct Link {
    port: u16,
    weather: watch::Sender<Weather>,
    resets: watch::Sender<u64>,
    carried: Arc<AtomicU64>,
    /// Ends the thread.
    _end: oneshot::Sender<()>,
}

impl Link {
    /// To the server on this port, in fair weather.
    #[must_use]
    pub fn to(target: u16) -> Self {
        let (weather, seen) = watch::channel(Weather::default());
        let (resets, cuts) = watch::channel(0);
        let (end, ended) = oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let carried = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&carried);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
                tell.send(listener.local_addr().unwrap().port()).unwrap();
                let accept = async {
                    while let Ok((client, _)) = listener.accept().await {
                        count.fetch_add(1, Ordering::Relaxed);
                        tokio::spawn(carry(client, target, seen.clone(), cuts.clone()));
                    }
                };
                tokio::select! { () = accept => {}, _ = ended => {} }
            });
        });
        Self { port: told.recv().unwrap(), weather, resets, carried, _end: end }
    }

    /// On 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// From now on.
    pub fn weather(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// Every connection that exists now ends with a reset.
    pub fn reset(&self) {
        self.resets.send_modify(|count| *count += 1);
    }

    /// Connections that were made over it so far.
    #[must_use]
    pub fn carried(&self) -> u64 {
        self.carried.load(Ordering::Relaxed)
    }
}

async fn carry(mut client: TcpStream, target: u16, weather: watch::Receiver<Weather>, mut resets: watch::Receiver<u64>) {
    resets.mark_unchanged();
    if weather.borrow().closed {
        return;
    }
    let Ok(mut server) = TcpStream::connect((Ipv4Addr::LOCALHOST, target)).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let cut = {
        let ((from_client, to_client), (from_server, to_server)) = (client.split(), server.split());
        let there = pump(from_client, to_server, weather.clone());
        let back = pump(from_server, to_client, weather);
        // Once one side has ended, nobody here keeps half a connection.
        tokio::select! { () = there => false, () = back => false, _ = resets.changed() => true }
    };
    if cut {
        let _ = (client.set_zero_linger(), server.set_zero_linger());
    }
}

/// One direction. Reads ahead without a limit: what was said is on its way, however slow that is.
async fn pump(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, mut weather: watch::Receiver<Weather>) {
    let (queue, mut pieces) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let seen = weather.clone();
    let read = async move {
        let (mut buffer, mut last, mut dice) = (vec![0; 16_384], Instant::now(), 0x9e37_79b9_u64);
        while let Ok(count @ 1..) = from.read(&mut buffer).await {
            let Weather { latency, jitter, .. } = *seen.borrow();
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let late = jitter.mul_f64((dice >> 40) as f64 / f64::from(1 << 24));
            last = last.max(Instant::now() + latency + late);
            if queue.send((last, buffer[..count].to_vec())).is_err() {
                break;
            }
        }
    };
    let write = async move {
        while let Some((at, bytes)) = pieces.recv().await {
            if at > Instant::now() {
                sleep_until(at).await;
            }
            for piece in bytes.chunks(1_024) {
                if weather.wait_for(|weather| !weather.silent).await.is_err() {
                    return;
                }
                let narrow = weather.borrow().bytes_per_second;
                if let Some(rate) = narrow {
                    sleep(Duration::from_secs_f64(piece.len() as f64 / f64::from(rate))).await;
                }
                if to.write_all(piece).await.is_err() {
                    return;
                }
            }
        }
    };
    tokio::join!(read, write);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that repeats what it hears.
    fn echo() -> u16 {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                std::thread::spawn(move || std::io::copy(&mut stream.try_clone().unwrap(), &mut &stream));
            }
        });
        port
    }

    async fn ask(stream: &mut TcpStream, text: &str) -> std::io::Result<()> {
        stream.write_all(text.as_bytes()).await?;
        let mut answer = vec![0; text.len()];
        stream.read_exact(&mut answer).await?;
        assert_eq!(answer, text.as_bytes());
        Ok(())
    }

    #[tokio::test]
    async fn a_link_is_late_narrow_silent_or_cut_as_it_is_told() {
        let link = Link::to(echo());
        let connect = || TcpStream::connect((Ipv4Addr::LOCALHOST, link.port()));
        let mut stream = connect().await.unwrap();
        ask(&mut stream, "fair").await.unwrap();
        link.weather(Weather { latency: Duration::from_millis(100), ..Weather::default() });
        let asked = Instant::now();
        ask(&mut stream, "late").await.unwrap();
        assert!(asked.elapsed() >= Duration::from_millis(200), "there and back");
        link.weather(Weather { bytes_per_second: Some(10_000), ..Weather::default() });
        let asked = Instant::now();
        ask(&mut stream, &"n".repeat(2_000)).await.unwrap();
        assert!(asked.elapsed() >= Duration::from_millis(200), "there");
        link.weather(Weather { silent: true, ..Weather::default() });
        let unanswered = tokio::time::timeout(Duration::from_millis(300), ask(&mut stream, "silent")).await;
        assert!(unanswered.is_err());
        link.weather(Weather::default());
        let mut answer = [0; 6];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"silent", "it arrives late, not never");
        link.reset();
        let cut = ask(&mut stream, "cut").await.unwrap_err();
        assert_eq!(cut.kind(), std::io::ErrorKind::ConnectionReset);
        ask(&mut connect().await.unwrap(), "again").await.unwrap();
        link.weather(Weather { closed: true, ..Weather::default() });
        assert!(ask(&mut connect().await.unwrap(), "closed").await.is_err());
        assert_eq!(link.carried(), 3);
    }
}
