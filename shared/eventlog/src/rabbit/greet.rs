//! Whether a broker answers, without signing in.

use super::address::Address;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long a broker may take to answer.
const HELLO: Duration = Duration::from_secs(5);
/// What a client of AMQP 0-9-1 says first (section 4.2.2 of its specification); a broker answers with a frame of type 1.
const PROTOCOL: &[u8; 8] = b"AMQP\x00\x00\x09\x01";
const METHOD: u8 = 1;

impl Address {
    /// Greets the hosts in turn until a broker answers; tells which, or what is wrong with each.
    pub(crate) async fn greet(&self) -> Result<String, String> {
        let mut silent = Vec::new();
        for (host, port) in self.hosts() {
            match greet(host, port, self.is_secure()).await {
                Ok(true) => {
                    return Ok(format!(
                        "a broker answers at {host} port {port}; a start signs in, and makes the stream if it is not there"
                    ));
                }
                Ok(false) => silent.push(format!("what answers at {host} port {port} is no AMQP broker")),
                Err(why) => silent.push(format!("no broker answers at {host} port {port}; events go to the spool until one does: {why}")),
            }
        }
        Err(silent.join("; "))
    }
}

async fn greet(host: &str, port: u16, secure: bool) -> Result<bool, String> {
    let hello = async {
        let mut stream = TcpStream::connect((host, port)).await?;
        if secure {
            return Ok(true);
        }
        stream.write_all(PROTOCOL).await?;
        Ok::<_, std::io::Error>(stream.read_u8().await? == METHOD)
    };
    let answer = tokio::time::timeout(HELLO, hello).await.map_err(|_| format!("nothing came within {} s", HELLO.as_secs()))?;
    answer.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn a_broker_is_told_from_another_server_and_from_nobody() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = Address::parse(&format!("amqp://somebody:canary@{}/%2f", listener.local_addr().unwrap())).unwrap();
        let serving = tokio::spawn(async move {
            for answer in [METHOD, b'H'] {
                let (mut stream, _) = listener.accept().await.unwrap();
                stream.read_exact(&mut [0; PROTOCOL.len()]).await.unwrap();
                stream.write_all(&[answer]).await.unwrap();
            }
        });
        assert!(address.greet().await.unwrap().starts_with("a broker answers at 127.0.0.1"));
        assert!(address.greet().await.unwrap_err().contains("is no AMQP broker"));
        serving.await.unwrap();
        let away = address.greet().await.unwrap_err();
        assert!(away.contains("no broker answers") && !away.contains("canary"), "{away}");
    }
}
