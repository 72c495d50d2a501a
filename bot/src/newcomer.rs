//! What `deviantcord setup` asks Discord: who the bot is, which servers it is in, and where it may not post.

use crate::check::CheckError;
use crate::discord::answer::Answer;
use crate::discord::classify::{self, Meaning};
use crate::discord::limiter::{Limiter, Route};
use crate::discord::permission;
use crate::discord::picture::{Channel, Guild, Me, Role, read};
use crate::discord::rest::Rest;
use deviantart::http::Method;
use domain::id::GuildId;
use secrecy::SecretString;
use serde_json::Value;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Text and announcement channels: those in which cards are expected.
const POSTED_IN: [u8; 2] = [0, 5];

/// The bot behind a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The bot's name.
    pub name: String,
    /// Its own account.
    pub user: u64,
    /// The address at which somebody invites it, with exactly the permissions that it needs.
    pub invitation: String,
}

/// A server that the bot is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its id.
    pub id: GuildId,
    /// Its name.
    pub name: String,
}

/// Asks Discord with one token.
pub struct Newcomer {
    rest: Rest,
    stop: CancellationToken,
}

impl Newcomer {
    /// Asks nothing yet.
    ///
    /// # Errors
    /// A token that cannot be a header, or no TLS.
    pub fn new(token: &SecretString, api_url: &url::Url) -> Result<Self, CheckError> {
        let rest = Rest::new(api_url, token, Limiter::new(5.0, Duration::from_secs(60)), Duration::from_secs(15))?;
        Ok(Self { rest, stop: CancellationToken::new() })
    }

    /// Who the bot is.
    ///
    /// # Errors
    /// See [`CheckError`]; [`CheckError::Token`]: Discord does not accept the token.
    pub async fn identity(&self) -> Result<Identity, CheckError> {
        let me = good(self.rest.me(&self.stop).await?)?;
        let application = good(self.get("GET /applications/@me", 0, "/applications/@me").await?)?;
        let (Some(user), Some(application)) = (read::id(&me, "id"), read::id(&application, "id")) else {
            return Err(CheckError::Answer(200));
        };
        let name = text(&me, "username");
        Ok(Identity { name, user, invitation: permission::invitation_anywhere(application) })
    }

    /// The servers that it is in, at most 200.
    ///
    /// # Errors
    /// See [`CheckError`].
    pub async fn servers(&self) -> Result<Vec<Server>, CheckError> {
        let found = good(self.get("GET /users/@me/guilds", 0, "/users/@me/guilds").await?)?;
        let servers = found.as_array().into_iter().flatten();
        Ok(servers.filter_map(|one| Some(Server { id: GuildId(read::id(one, "id")?), name: text(one, "name") })).collect())
    }

    /// The names of a server's text and announcement channels in which this bot may not post cards, and what it lacks there.
    ///
    /// # Errors
    /// See [`CheckError`].
    pub async fn closed_channels(&self, server: GuildId, user: u64) -> Result<Vec<String>, CheckError> {
        let guild = good(self.rest.guild(server, &self.stop).await?)?;
        let channels = good(self.rest.guild_channels(server, &self.stop).await?)?;
        let me = good(self.rest.member(server, user, &self.stop).await?)?;
        let roles = read::list::<Role>(guild.get("roles"));
        let owner = read::id(&guild, "owner_id").unwrap_or(0);
        let guild = Guild::new(server, owner, read::member(&me), read::list::<Channel>(Some(&channels)), roles);
        Ok(closed(&guild, user))
    }

    async fn get(&self, shape: &'static str, resource: u64, path: &str) -> Result<Answer, CheckError> {
        Ok(self.rest.ask(Route { shape, resource }, (Method::GET, path), None, &self.stop).await?)
    }
}

/// Pure. See [`Newcomer::closed_channels`].
fn closed(guild: &Guild, user: u64) -> Vec<String> {
    let roles: &[u64] = guild.me.as_ref().map_or(&[], |me: &Me| &me.roles);
    let posted_in = guild.channels().iter().filter(|channel| POSTED_IN.contains(&channel.kind));
    let lacking = posted_in.filter_map(|channel| {
        let bits = guild.permissions(user, roles, channel)?;
        let lacks = permission::lacking(bits);
        (!lacks.is_empty()).then(|| format!("#{} ({})", channel.name, lacks.join(", ")))
    });
    lacking.collect()
}

fn text(object: &Value, field: &str) -> String {
    let text = object.get(field).and_then(Value::as_str).unwrap_or("(no name)");
    text.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// The body of a good answer.
fn good(answer: Answer) -> Result<Value, CheckError> {
    match (classify::meaning(&answer), answer.status) {
        (Meaning::Done, _) => answer.body.ok_or(CheckError::Answer(200)),
        (Meaning::Token, _) => Err(CheckError::Token),
        (Meaning::Edge, status) => Err(CheckError::Address(status)),
        (_, status) => Err(CheckError::Answer(status)),
    }
}
