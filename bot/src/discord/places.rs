//! What the gateway did not tell of a server, asked for: once a server at a time.

use super::answer::Answer;
use super::failure::Failure;
use super::picture::{Channel, Guild, Picture, Role, read};
use super::rest::Rest;
use domain::id::{ChannelId, GuildId};
use parking_lot::Mutex;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Why nothing is known of a server or a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// There is no such channel; or no such server, or none that the bot is in.
    NotThere,
    /// The bot may not see this channel.
    Hidden,
    /// Discord could not be asked, or its answer said nothing.
    Later(String),
}

/// Asks for servers and channels. Cheap to clone; all clones share what is on its way.
#[derive(Clone)]
pub struct Places {
    rest: Rest,
    picture: Picture,
    /// Servers that are being asked for.
    asking: Arc<Mutex<HashMap<GuildId, Arc<tokio::sync::Mutex<()>>>>>,
}

impl Places {
    /// Asks through `rest` for what `picture` does not know.
    #[must_use]
    pub fn new(rest: Rest, picture: Picture) -> Self {
        Self { rest, picture, asking: Arc::default() }
    }

    /// What the gateway told, and what was asked for.
    #[must_use]
    pub const fn picture(&self) -> &Picture {
        &self.picture
    }

    /// The client that asks.
    #[must_use]
    pub const fn rest(&self) -> &Rest {
        &self.rest
    }

    /// A server, from the picture or from Discord.
    ///
    /// # Errors
    /// [`Unknown`].
    pub async fn guild(&self, id: GuildId, stop: &CancellationToken) -> Result<Arc<Guild>, Unknown> {
        if let Some(known) = self.picture.guild(id) {
            return Ok(known);
        }
        let turn = Arc::clone(self.asking().entry(id).or_default());
        let held = turn.lock().await;
        let found = match self.picture.guild(id) {
            Some(known) => Ok(known),
            None => self.ask(id, stop).await,
        };
        drop(held);
        // Ours, the map's, and no one else's: nobody waits for it.
        let mut asking = self.asking();
        if Arc::strong_count(&turn) <= 2 {
            asking.remove(&id);
        }
        found
    }

    /// A channel or thread of this server that its picture does not show: an archived thread, or one that the bot is not in.
    ///
    /// # Errors
    /// [`Unknown`].
    pub async fn channel(&self, guild: GuildId, id: ChannelId, stop: &CancellationToken) -> Result<Channel, Unknown> {
        let body = answered(self.rest.channel(id, stop).await, Unknown::Hidden)?;
        if let Some(info) = read::channel_info(&body).filter(|info| info.id == id) {
            let home = info.guild;
            self.picture.put(info);
            if home == Some(guild)
                && let Some(channel) = read::Read::read(&body)
            {
                return Ok(channel);
            }
        }
        Err(Unknown::Hidden)
    }

    async fn ask(&self, id: GuildId, stop: &CancellationToken) -> Result<Arc<Guild>, Unknown> {
        let server = answered(self.rest.guild(id, stop).await, Unknown::NotThere)?;
        let channels = answered(self.rest.guild_channels(id, stop).await, Unknown::NotThere)?;
        let me = match self.picture.me() {
            // Without it the bot's rights are not known, and the first message will tell.
            Some(me) => answered(self.rest.member(id, me, stop).await, Unknown::NotThere).ok().and_then(|member| read::member(&member)),
            None => None,
        };
        let owner = read::id(&server, "owner_id").unwrap_or(0);
        let guild = Guild::new(id, owner, me, read::list::<Channel>(Some(&channels)), read::list::<Role>(server.get("roles")));
        let guild = Arc::new(guild);
        self.picture.asked(Arc::clone(&guild));
        Ok(guild)
    }

    fn asking(&self) -> parking_lot::MutexGuard<'_, HashMap<GuildId, Arc<tokio::sync::Mutex<()>>>> {
        self.asking.lock()
    }
}

/// The body of a good answer. `refused`: what it means that Discord's API does not show it.
fn answered(answer: Result<Answer, Failure>, refused: Unknown) -> Result<Value, Unknown> {
    match answer {
        Ok(Answer { status: 200, body: Some(body), .. }) => Ok(body),
        // Named codes only: unknown channel, unknown server; missing access.
        Ok(answer) if matches!(answer.code(), Some(10_003 | 10_004)) => Err(Unknown::NotThere),
        Ok(answer) if answer.code() == Some(50_001) => Err(refused),
        Ok(answer) => Err(Unknown::Later(answer.sentence())),
        Err(failure) => Err(Unknown::Later(failure.to_string())),
    }
}
