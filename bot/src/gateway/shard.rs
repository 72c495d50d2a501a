//! One shard: connects, begins or resumes its session, answers heartbeats, passes events on; again and again until it is told to stop or
//! Discord refuses for good. Every wait ends, every end has a next step, and whatever it holds goes with it.

use super::budget::Turn;
use super::deps::Patience;
use super::protocol::{self, Frame, Next, Refusal, Session};
use super::report::{Happening, Report};
use super::socket::{Received, Refused, Socket};
use domain::retry::Doubling;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How long Discord may take to say hello, and then to begin or resume a session.
const GREETING: Duration = Duration::from_secs(20);
/// A connection that lived so long was a good one: the next one needs no pause.
const LIVED: Duration = Duration::from_secs(60);
/// The longest pause between two connections.
const LONGEST: Duration = Duration::from_secs(120);
/// A session that cannot be resumed so often is given up.
const RESUMES: u32 = 3;
/// The shortest wait after Discord's edge named one.
const EDGE_FLOOR: Duration = Duration::from_secs(5);
/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(1);

/// What one shard works with.
pub(super) struct Shard {
    /// Its name among the shards of all fleets.
    pub line: u32,
    pub id: u32,
    pub total: u32,
    pub url: String,
    pub token: SecretString,
    pub patience: Patience,
    pub reports: mpsc::Sender<Report>,
    pub stop: CancellationToken,
}

/// How a connection ended.
struct Over {
    next: Next,
    why: String,
    /// Discord said hello.
    reached: bool,
    /// It had a session.
    greeted: bool,
    /// Discord said that the session is invalid.
    invalid: bool,
    /// How long Discord's edge wants it to wait.
    wait: Duration,
}

impl Over {
    /// There was no connection.
    fn unreached(why: impl Into<String>) -> Self {
        Self { next: Next::Resume, why: why.into(), reached: false, greeted: false, invalid: false, wait: Duration::ZERO }
    }
}

impl Shard {
    /// Works until it is told to stop (None) or Discord refuses for good.
    pub(super) async fn run(self) -> Option<Refusal> {
        let mut session: Option<Session> = None;
        let (mut failures, mut resumes) = (0_u32, 0_u32);
        // A session that was written down and not begun is good for the next connection.
        let mut counted = false;
        let mut turn: Option<Turn> = None;
        while !self.stop.is_cancelled() {
            if resumes >= RESUMES {
                session = None;
            }
            if session.is_none() {
                resumes = 0;
                turn = Some(self.turn(counted).await?);
                counted = true;
            }
            let began = Instant::now();
            let over = self.connection(&mut session, &mut turn).await?;
            // Other shards with the same turn do not wait for our pauses.
            counted &= turn.take().is_some();
            match over.next {
                Next::End(refusal) => return Some(refusal),
                Next::Identify => session = None,
                Next::Resume => {}
            }
            resumes = if over.greeted { 0 } else { resumes + u32::from(over.reached) };
            failures = if over.greeted && began.elapsed() >= LIVED { 0 } else { failures + 1 };
            // After "invalid session" Discord wants a moment (documentation, "Invalid Session").
            failures = if over.invalid { failures.max(2) } else { failures };
            tracing::info!(shard = self.id, why = over.why, resumable = session.is_some(), "the connection to Discord's gateway ended");
            self.report(Happening::Lost).await?;
            // The first of a row follows at once: Discord asks for reconnects in the middle of good times.
            let pauses = Doubling::new(self.patience.reconnect, LONGEST);
            let pause = failures.checked_sub(2).map_or(Duration::ZERO, |attempt| pauses.jittered(attempt)).max(over.wait);
            self.stop.run_until_cancelled(tokio::time::sleep(pause)).await?;
        }
        None
    }

    /// The right to begin a session now.
    async fn turn(&self, counted: bool) -> Option<Turn> {
        let (grant, granted) = oneshot::channel();
        self.report(Happening::Begin { counted, grant }).await?;
        let turn = self.stop.run_until_cancelled(granted).await?.ok()?;
        self.report(Happening::LetIn).await?;
        Some(turn)
    }

    /// None: told to stop.
    async fn report(&self, happening: Happening) -> Option<()> {
        self.stop.run_until_cancelled(self.reports.send((self.line, happening))).await?.ok()
    }

    /// One connection, from its opening to its end. None: told to stop.
    async fn connection(&self, session: &mut Option<Session>, turn: &mut Option<Turn>) -> Option<Over> {
        let url = session.as_ref().and_then(|session| session.url.as_deref()).unwrap_or(&self.url);
        let mut socket = match self.stop.run_until_cancelled(Socket::open(url)).await? {
            Ok(socket) => socket,
            Err(Refused::Status { status, retry_after }) => {
                if matches!(status, 403 | 429) {
                    self.report(Happening::Refused).await?;
                }
                let wait = retry_after.map_or(Duration::ZERO, |wait| wait.max(EDGE_FLOOR));
                return Some(Over { wait, ..Over::unreached(format!("the gateway answered with status {status}")) });
            }
            Err(Refused::Unreachable(why)) => return Some(Over::unreached(why)),
        };
        let mut live = Live { shard: self, session, turn, interval: None, greeted: false, beaten: None, acknowledged: true, waiting: None };
        let ended = self.stop.run_until_cancelled(live.run(&mut socket)).await;
        let Some(over) = ended else {
            // A session that is closed properly is over at Discord, too: no half hour of a ghost.
            socket.close(1000, GOODBYE).await;
            return None;
        };
        let code = if over.next == Next::Resume { 4000 } else { 1000 };
        self.stop.run_until_cancelled(socket.close(code, GOODBYE)).await?;
        Some(over)
    }
}

/// A connection at work.
struct Live<'a> {
    shard: &'a Shard,
    session: &'a mut Option<Session>,
    /// Taken when the session is begun.
    turn: &'a mut Option<Turn>,
    /// Known from hello on.
    interval: Option<Duration>,
    greeted: bool,
    /// When the next heartbeat is due.
    beaten: Option<Instant>,
    acknowledged: bool,
    /// What could not be passed on yet. Nothing is read meanwhile, but heartbeats continue.
    waiting: Option<Happening>,
}

impl Live<'_> {
    async fn run(&mut self, socket: &mut Socket) -> Over {
        let deadline = Instant::now() + GREETING;
        let reports = self.shard.reports.clone();
        loop {
            let beat = self.beaten;
            tokio::select! {
                room = reports.reserve(), if self.waiting.is_some() => match (room, self.waiting.take()) {
                    (Ok(room), Some(happening)) => room.send((self.shard.line, happening)),
                    _ => return self.over(Next::Resume, "nobody listens"),
                },
                received = socket.next(), if self.waiting.is_none() => {
                    let text = match received {
                        Received::Text(text) => text,
                        Received::Nothing => {
                            self.waiting = Some(Happening::Unread("frame"));
                            continue;
                        }
                        Received::Closed(code) => {
                            let why = code.map_or("closed without a word".to_owned(), |code| format!("closed with code {code}"));
                            return self.over(protocol::closed(code), why);
                        }
                    };
                    if let Some(over) = self.receive(socket, text).await {
                        return over;
                    }
                }
                () = sleep_until(beat), if beat.is_some() => {
                    if !self.acknowledged {
                        return self.over(Next::Resume, "a heartbeat was not answered");
                    }
                    if let Some(over) = self.beat(socket).await {
                        return over;
                    }
                }
                () = tokio::time::sleep_until(deadline), if !self.greeted => {
                    return self.over(Next::Resume, "Discord did not greet in time");
                }
            }
        }
    }

    fn over(&self, next: Next, why: impl Into<String>) -> Over {
        Over { next, why: why.into(), reached: self.interval.is_some(), greeted: self.greeted, invalid: false, wait: Duration::ZERO }
    }

    async fn beat(&mut self, socket: &mut Socket) -> Option<Over> {
        self.beaten = self.interval.map(|interval| Instant::now() + interval);
        self.acknowledged = false;
        let seq = self.session.as_ref().map(|session| session.seq);
        (!socket.send(protocol::heartbeat(seq)).await).then(|| self.over(Next::Resume, "a heartbeat could not be sent"))
    }

    /// One frame. Some: the connection is over.
    async fn receive(&mut self, socket: &mut Socket, text: String) -> Option<Over> {
        match protocol::frame(&text) {
            Some(Frame::Hello(interval)) => self.hello(socket, interval).await,
            Some(Frame::Heartbeat) => self.beat(socket).await,
            Some(Frame::Acknowledged) => {
                self.acknowledged = true;
                // A connection without a session tells nothing of servers.
                self.waiting = self.greeted.then_some(Happening::Alive);
                None
            }
            Some(Frame::Reconnect) => Some(self.over(Next::Resume, "Discord asked to reconnect")),
            Some(Frame::Invalid(resumable)) => {
                let next = if resumable { Next::Resume } else { Next::Identify };
                Some(Over { invalid: true, ..self.over(next, "Discord ended the session") })
            }
            Some(Frame::Event { name, seq }) => self.event(name, seq, text),
            Some(Frame::Other) => None,
            None => {
                self.waiting = Some(Happening::Unread("frame"));
                None
            }
        }
    }

    async fn hello(&mut self, socket: &mut Socket, interval: Duration) -> Option<Over> {
        if self.interval.replace(interval).is_some() {
            return None;
        }
        // The first one comes anywhere within an interval, so that not all bots beat at once (documentation, "Sending Heartbeats").
        self.beaten = Some(Instant::now() + interval.mul_f64(rand::random::<f64>()));
        let shard = self.shard;
        let greeting = match &*self.session {
            Some(session) => protocol::resume(shard.token.expose_secret(), session),
            None => protocol::identify(shard.token.expose_secret(), shard.id, shard.total),
        };
        let sent = socket.send(greeting).await;
        // It may have arrived even if we do not know.
        if let Some(turn) = self.turn.take() {
            turn.taken();
        }
        (!sent).then(|| self.over(Next::Resume, "the greeting could not be sent"))
    }

    fn event(&mut self, name: String, seq: Option<u64>, frame: String) -> Option<Over> {
        if let (Some(session), Some(seq)) = (self.session.as_mut(), seq) {
            session.seq = seq;
        }
        self.waiting = Some(match name.as_str() {
            "READY" => {
                let ready = protocol::ready(&protocol::data::<Value>(&frame).unwrap_or_default());
                self.greeted = true;
                *self.session = ready.session.clone().map(|id| Session { id, url: ready.url.clone(), seq: seq.unwrap_or(0) });
                Happening::Ready(Box::new(ready))
            }
            "RESUMED" => {
                self.greeted = true;
                Happening::Resumed
            }
            _ => Happening::Event { name, frame },
        });
        None
    }
}

async fn sleep_until(at: Option<Instant>) {
    if let Some(at) = at {
        tokio::time::sleep_until(at).await;
    }
}
