//! A TCP proxy before a database that takes the answer to a COMMIT away, so that nobody can know whether it happened.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What happens to the connection that sends the next COMMIT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// It is gone before the server hears of it: nothing was committed.
    Before,
    /// It is gone when the server has answered: everything was committed.
    After,
}

/// Forwards connections to a server on loopback for as long as the test runs.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    cut: Arc<Mutex<Option<Cut>>>,
}

impl Proxy {
    /// Before the server on this port.
    #[must_use]
    pub fn start(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, cut) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(None)));
        let shared = Arc::clone(&cut);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(("127.0.0.1", target)) else { continue };
                let cut = Arc::clone(&shared);
                thread::spawn(move || serve(&client, &server, &cut));
            }
        });
        Self { port, cut }
    }

    /// On 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The next COMMIT of any connection is cut.
    pub fn cut_next_commit(&self, cut: Cut) {
        *self.cut.lock().unwrap() = Some(cut);
    }

    /// Whether the last [`cut_next_commit`](Self::cut_next_commit) has happened.
    #[must_use]
    pub fn has_cut(&self) -> bool {
        self.cut.lock().unwrap().is_none()
    }
}

fn serve(client: &TcpStream, server: &TcpStream, cut: &Mutex<Option<Cut>>) {
    // The bytes that a COMMIT has in PostgreSQL's simple protocol; the driver sends it alone.
    const COMMIT: &[u8] = b"COMMIT\0";
    let silence = Arc::new(Mutex::new(false));
    let answers = {
        let (mut from, mut to, silence) = (server.try_clone().unwrap(), client.try_clone().unwrap(), Arc::clone(&silence));
        thread::spawn(move || {
            let mut buffer = [0; 16_384];
            while let Ok(count @ 1..) = from.read(&mut buffer) {
                // The answer to the COMMIT, which the proxy drops.
                if *silence.lock().unwrap() || to.write_all(&buffer[..count]).is_err() {
                    break;
                }
            }
            let _ = (to.shutdown(Shutdown::Both), from.shutdown(Shutdown::Both));
        })
    };
    let (mut from, mut to, mut buffer) = (client, server, [0; 16_384]);
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let bytes = &buffer[..count];
        let mut wanted = cut.lock().unwrap();
        match wanted.filter(|_| bytes.windows(COMMIT.len()).any(|window| window == COMMIT)) {
            Some(Cut::Before) => {
                *wanted = None;
                break;
            }
            Some(Cut::After) => {
                *wanted = None;
                *silence.lock().unwrap() = true;
            }
            None => {}
        }
        drop(wanted);
        if to.write_all(bytes).is_err() {
            break;
        }
        if *silence.lock().unwrap() {
            // Ends with the server's answer.
            let _ = answers.join();
            return;
        }
    }
    let _ = (client.shutdown(Shutdown::Both), server.shutdown(Shutdown::Both));
}
