//! The REST interface: bounded requests under the limiter, answers as they came.

use super::answer::{Answer, MAX_BODY, RateHeaders};
use super::classify::Meaning;
pub use super::failure::Failure;
use super::limiter::{Limiter, Route, WITNESS};
use super::standing::Refusal;
use super::time::{self, DiscordTime, Mono};

use deviantart::http;
use domain::cause::{self, Cause};
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId};
use parking_lot::{Mutex, MutexGuard};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// Discord wants this form: name, address, version (documentation, "User Agent").
pub(crate) const USER_AGENT: &str = concat!("DiscordBot (https://github.com/DeviantCord, ", env!("CARGO_PKG_VERSION"), ")");

/// What makes a client impossible.
#[derive(Debug, thiserror::Error)]
pub enum RestError {
    #[error("the Discord token contains characters that no token has: check discord.token")]
    Token,
    #[error("the HTTP client cannot be made: {0}")]
    Client(#[source] Cause),
}

/// The right to send one request now.
#[derive(Debug)]
#[must_use]
pub struct Permit(Route);

/// A way to take a place.
type Take = fn(&mut Limiter, &Route, Mono) -> Result<(), Mono>;

struct Inner {
    http: http::Client,
    /// Ends without a slash: `https://discord.com/api/v10`.
    base: String,
    authorization: http::headers::HeaderValue,
    limiter: Mutex<Limiter>,
    origin: Instant,
    /// Where the connections live: what others ask runs there too, and outlives their runtimes.
    home: tokio::runtime::Handle,
    time: Mutex<DiscordTime>,
}

/// The client. Cheap to clone; all clones share connections, limits, and what is known of our standing with Discord: everybody who asks Discord
/// for anything, the gateway and the registration of commands too, waits for [`ready`](Self::ready) and tells of refusals
/// ([`report`](Self::report)).
#[derive(Clone)]
pub struct Rest(Arc<Inner>);

impl Rest {
    /// `timeout` is for one whole request.
    ///
    /// # Errors
    /// A token that cannot be a header, or no TLS.
    pub fn new(api_url: &url::Url, token: &SecretString, limiter: Limiter, timeout: Duration) -> Result<Self, RestError> {
        let mut authorization =
            http::headers::HeaderValue::from_str(&format!("Bot {}", token.expose_secret().trim())).map_err(|_| RestError::Token)?;
        authorization.set_sensitive(true);
        let timeouts = http::Timeouts { total: timeout, ..http::Timeouts::default() };
        let http = http::builder(USER_AGENT, timeouts).build().map_err(|error| RestError::Client(Cause::of(error.without_url())))?;
        let base = format!("{}/api/v10", api_url.as_str().trim_end_matches('/'));
        let home = tokio::runtime::Handle::try_current().map_err(|error| RestError::Client(Cause::of(error)))?;
        let (limiter, time) = (Mutex::new(limiter), Mutex::default());
        Ok(Self(Arc::new(Inner { http, base, authorization, limiter, origin: Instant::now(), home, time })))
    }

    /// Waits until this route may be used.
    ///
    /// # Errors
    /// [`Failure::Stopped`].
    pub async fn permit(&self, route: Route, stop: &CancellationToken) -> Result<Permit, Failure> {
        self.permitted(route, Limiter::take, stop).await
    }

    /// Waits until this route may be used by something that may wait: half of the places stay free for others.
    ///
    /// # Errors
    /// [`Failure::Stopped`].
    pub async fn spare_permit(&self, route: Route, stop: &CancellationToken) -> Result<Permit, Failure> {
        self.permitted(route, Limiter::take_spare, stop).await
    }

    async fn permitted(&self, route: Route, take: Take, stop: &CancellationToken) -> Result<Permit, Failure> {
        loop {
            if stop.is_cancelled() {
                return Err(Failure::Stopped);
            }
            let taken = self.limiter(|limiter, now| take(limiter, &route, now));
            let Err(until) = taken else { return Ok(Permit(route)) };
            tokio::select! {
                () = tokio::time::sleep_until(self.0.origin + until) => {}
                () = stop.cancelled() => return Err(Failure::Stopped),
            }
        }
    }

    /// Waits until nothing rests: for requests that are not made here.
    ///
    /// # Errors
    /// [`Failure::Stopped`].
    pub async fn ready(&self, stop: &CancellationToken) -> Result<(), Failure> {
        while let Some(wait) = self.paused_for() {
            tokio::select! {
                // In pieces: a rest may end early.
                () = tokio::time::sleep(wait.min(Duration::from_secs(1))) => {}
                () = stop.cancelled() => return Err(Failure::Stopped),
            }
        }
        if stop.is_cancelled() { Err(Failure::Stopped) } else { Ok(()) }
    }

    /// A request that was not made here was answered with this.
    pub fn report(&self, meaning: Meaning) {
        if self.limiter(|limiter, now| limiter.suspect(meaning, now)) {
            self.ask_witness();
        }
    }

    /// What Discord refuses of us, after the witness was refused too.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        self.limiter(|limiter, _| limiter.refusal())
    }

    /// How long everything still rests, if it does.
    #[must_use]
    pub fn paused_for(&self) -> Option<Duration> {
        self.limiter(|limiter, now| limiter.paused_until(now).map(|until| until.saturating_sub(now)))
    }

    /// How long this route still rests, if it does.
    #[must_use]
    pub fn rests_for(&self, route: &Route) -> Option<Duration> {
        self.limiter(|limiter, now| limiter.blocked_until(route, now).map(|until| until.saturating_sub(now)))
    }

    /// Lets everything rest.
    pub fn pause(&self, wait: Duration) {
        self.limiter(|limiter, now| limiter.pause(now + wait));
    }

    /// Create Message. The caller has the permit, so that it could write its intent after the last wait and before the request.
    ///
    /// # Errors
    /// No answer.
    pub async fn create_message(&self, permit: Permit, channel: ChannelId, body: &Value) -> Result<Answer, Failure> {
        self.request(permit, http::Method::POST, &format!("/channels/{channel}/messages"), Some(body)).await
    }

    /// Create Message, for somebody who keeps no record of it. Comes from another runtime.
    ///
    /// # Errors
    /// No answer.
    pub async fn post(&self, channel: ChannelId, body: &Value, stop: &CancellationToken) -> Result<Answer, Failure> {
        let permit = self.permit(send_route(channel), stop).await?;
        let (rest, body) = (self.clone(), body.clone());
        let sent = self.0.home.spawn(async move { rest.create_message(permit, channel, &body).await });
        AbortOnDropHandle::new(sent).await.unwrap_or_else(|error| Err(Failure::Broken(Cause::of(error))))
    }

    /// Trigger Typing Indicator: asks whether the bot may write there, without writing.
    ///
    /// # Errors
    /// No answer.
    pub async fn typing(&self, channel: ChannelId, stop: &CancellationToken) -> Result<Answer, Failure> {
        let permit = self.permit(Route { shape: "POST /channels/{}/typing", resource: channel.0 }, stop).await?;
        self.request(permit, http::Method::POST, &format!("/channels/{channel}/typing"), Some(&json!({}))).await
    }

    /// Get Channel Messages: the 50 newest before this id.
    ///
    /// # Errors
    /// No answer.
    pub async fn messages(&self, channel: ChannelId, before: Option<u64>, stop: &CancellationToken) -> Result<Answer, Failure> {
        let permit = self.permit(Route { shape: "GET /channels/{}/messages", resource: channel.0 }, stop).await?;
        let before = before.map(|id| format!("&before={id}")).unwrap_or_default();
        self.request(permit, http::Method::GET, &format!("/channels/{channel}/messages?limit=50{before}"), None).await
    }

    /// Get Channel.
    ///
    /// # Errors
    /// No answer.
    pub async fn channel(&self, channel: ChannelId, stop: &CancellationToken) -> Result<Answer, Failure> {
        let permit = self.permit(Route { shape: "GET /channels/{}", resource: channel.0 }, stop).await?;
        self.request(permit, http::Method::GET, &format!("/channels/{channel}"), None).await
    }

    /// Modify Channel: wakes an archived thread.
    ///
    /// # Errors
    /// No answer.
    pub async fn unarchive(&self, thread: ChannelId, stop: &CancellationToken) -> Result<Answer, Failure> {
        let permit = self.permit(Route { shape: "PATCH /channels/{}", resource: thread.0 }, stop).await?;
        self.request(permit, http::Method::PATCH, &format!("/channels/{thread}"), Some(&json!({"archived": false}))).await
    }

    /// Get Guild.
    ///
    /// # Errors
    /// No answer.
    pub async fn guild(&self, guild: GuildId, stop: &CancellationToken) -> Result<Answer, Failure> {
        let permit = self.permit(Route { shape: "GET /guilds/{}", resource: guild.0 }, stop).await?;
        self.request(permit, http::Method::GET, &format!("/guilds/{guild}"), None).await
    }

    /// Get Guild Channels.
    ///
    /// # Errors
    /// No answer.
    pub async fn guild_channels(&self, guild: GuildId, stop: &CancellationToken) -> Result<Answer, Failure> {
        let permit = self.permit(Route { shape: "GET /guilds/{}/channels", resource: guild.0 }, stop).await?;
        self.request(permit, http::Method::GET, &format!("/guilds/{guild}/channels"), None).await
    }

    /// Get Current User.
    ///
    /// # Errors
    /// No answer.
    pub async fn me(&self, stop: &CancellationToken) -> Result<Answer, Failure> {
        let permit = self.permit(WITNESS, stop).await?;
        self.request(permit, http::Method::GET, "/users/@me", None).await
    }

    /// Edit Original Interaction Response. Interactions are outside of the bot's limits, and come from another runtime. `token` is a secret for
    /// 15 minutes and stands in the address, which is never told.
    ///
    /// # Errors
    /// No answer.
    pub async fn edit_answer(&self, application: u64, token: &str, body: &Value) -> Result<Answer, Failure> {
        let (rest, body) = (self.clone(), body.clone());
        let path = format!("/webhooks/{application}/{token}/messages/@original");
        let route = Route { shape: "PATCH /webhooks/{}/{}/messages/@original", resource: 0 };
        let asked = self.0.home.spawn(async move { rest.exchange(&route, http::Method::PATCH, &path, Some(&body)).await });
        AbortOnDropHandle::new(asked).await.unwrap_or_else(|error| Err(Failure::Broken(Cause::of(error))))
    }

    /// What it takes to ask another host: the client, where the API is, and where connections live.
    pub(super) fn edge(&self) -> (http::Client, &str, &tokio::runtime::Handle) {
        (self.0.http.clone(), &self.0.base, &self.0.home)
    }

    /// One request, when its route is free.
    pub(crate) async fn ask(
        &self,
        route: Route,
        (method, path): (http::Method, &str),
        body: Option<&Value>,
        stop: &CancellationToken,
    ) -> Result<Answer, Failure> {
        let permit = self.permit(route, stop).await?;
        self.request(permit, method, path, body).await
    }

    pub(super) async fn request(&self, permit: Permit, method: http::Method, path: &str, body: Option<&Value>) -> Result<Answer, Failure> {
        while let Err(wait) = self.limiter(|limiter, now| limiter.depart(&permit.0, now).map_err(|free| free.saturating_sub(now))) {
            tokio::time::sleep(wait).await;
        }
        self.exchange(&permit.0, method, path, body).await
    }

    async fn exchange(&self, route: &Route, method: http::Method, path: &str, body: Option<&Value>) -> Result<Answer, Failure> {
        let answer = self.send(route, method, path, body).await;
        metrics::counter!("deviantcord_discord_answers_total", "class" => class(answer.as_ref().ok())).increment(1);
        answer
    }

    async fn send(&self, route: &Route, method: http::Method, path: &str, body: Option<&Value>) -> Result<Answer, Failure> {
        let mut request = self
            .0
            .http
            .request(method, format!("{}{path}", self.0.base))
            .header(http::headers::AUTHORIZATION, self.0.authorization.clone());
        if let Some(body) = body {
            request = request.header(http::headers::CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let response = request.send().await.map_err(|error| failure(error.into()))?;
        let headers = response.headers();
        let rate = RateHeaders::read(|name| headers.get(name).and_then(|value| value.to_str().ok()));
        let date = headers.get(http::headers::DATE).and_then(|value| value.to_str().ok()).and_then(time::date);
        let date = date.map(|date| (date, domain::clock::uptime()));
        let status = response.status().as_u16();
        let limits = http::BodyLimits { decoded: MAX_BODY, ..http::BodyLimits::default() };
        let read = http::read(response, limits).await;
        // The status line alone says much: a broken error body is still an error, a broken success has to be asked for again.
        let body = read.ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        // What answers without JSON is not Discord's API.
        if let Some((date, uptime)) = date.filter(|_| body.is_some()) {
            self.time().observe(date, uptime);
        }
        let answer = Answer { status, rate, body };
        if self.limiter(|limiter, now| limiter.observe(route, &answer, now)) {
            self.ask_witness();
        }
        Ok(answer)
    }

    /// Asks the witness until it is let in, beside everything else.
    fn ask_witness(&self) {
        let weak = Arc::downgrade(&self.0);
        self.0.home.spawn(async move {
            let mut refused = false;
            while let Some(rest) = weak.upgrade().map(Self) {
                let answer = rest.me(&CancellationToken::new()).await.ok();
                let (wait, refusal) = rest.limiter(|limiter, now| {
                    let until = limiter.testify(answer.as_ref(), now);
                    (until.map(|until| until.saturating_sub(now)), limiter.refusal())
                });
                drop(rest);
                match (wait, refusal) {
                    (Some(wait), Some(Refusal::Token)) => {
                        tracing::error!(retry_in = ?wait, "Discord does not accept the bot token: nothing is sent; set discord.token to a valid one and restart");
                        tokio::time::sleep(wait).await;
                    }
                    (Some(wait), _) => {
                        tracing::error!(retry_in = ?wait, "Discord's edge refuses this address, also for a request about the bot itself: everything rests");
                        tokio::time::sleep(wait).await;
                    }
                    (None, _) => {
                        if refused {
                            tracing::info!("Discord lets this address and token in again");
                        }
                        return;
                    }
                }
                refused = true;
            }
        });
    }

    /// What time it is at Discord; None before its first answer.
    #[must_use]
    pub fn discord_now(&self) -> Option<Timestamp> {
        self.time().now(domain::clock::uptime())
    }

    fn time(&self) -> MutexGuard<'_, DiscordTime> {
        self.0.time.lock()
    }

    fn limiter<T>(&self, use_it: impl FnOnce(&mut Limiter, Mono) -> T) -> T {
        let mut limiter = self.0.limiter.lock();
        use_it(&mut limiter, self.0.origin.elapsed())
    }
}

/// The class of an answer, for figures.
fn class(answer: Option<&Answer>) -> &'static str {
    match answer.map(|answer| answer.status) {
        Some(200..300) => "2xx",
        Some(429) => "429",
        Some(400..500) => "4xx",
        Some(500..600) => "5xx",
        Some(_) => "other",
        None => "none",
    }
}

/// The route of Create Message.
#[must_use]
pub fn send_route(channel: ChannelId) -> Route {
    Route { shape: "POST /channels/{}/messages", resource: channel.0 }
}

fn failure(error: http::BodyError) -> Failure {
    let http::BodyError::Http(error) = error else { return Failure::Broken(Cause::of(error)) };
    let (connect, timeout) = (error.is_connect(), error.is_timeout());
    let error = error.without_url();
    let deepest = cause::layers(&error).last();
    let cause = Cause::told(deepest.map(ToString::to_string).unwrap_or_default(), error);
    if connect {
        Failure::Connect(cause)
    } else if timeout {
        Failure::Timeout
    } else {
        Failure::Broken(cause)
    }
}
