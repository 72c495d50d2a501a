//! One life of the sender: from taking the lease to giving it up. Every life may begin on a backup, so it knows nothing of what was sent
//! before. What helps where a channel's history cannot be read is the [`Register`].

use super::history::Reading;
use super::register::{Register, RegisterError};
use super::sighting::Stop;
use super::task::Burst;
use crate::discord::Rest;
use domain::clock::Timestamp;
use domain::id::{ChannelId, NotificationId};
use parking_lot::Mutex;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::sender::Unsure;
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

/// Channels whose messages are remembered, and messages of this life that are.
const CHANNELS: usize = 8_192;
const CLAIMED: usize = 50_000;

/// What this life knows.
pub(super) struct Life {
    register: Register,
    rest: Rest,
    /// Discord's time when it began, and the bot's own user id: asked for before the first message.
    began: OnceCell<(Timestamp, u64)>,
    unsure_before: Mutex<Option<Unsure>>,
    anyway: Mutex<Option<(Timestamp, Timestamp)>>,
    past: Mutex<HashMap<ChannelId, Arc<tokio::sync::Mutex<Reading>>>>,
    claimed: Mutex<HashMap<u64, Option<Burst>>>,
    told: Mutex<HashSet<ChannelId>>,
}

impl Life {
    pub fn new(register: Register, rest: Rest) -> Self {
        let unsure_before = Mutex::new(Some(Unsure::Start));
        let (began, past, claimed, told) = (OnceCell::new(), Mutex::default(), Mutex::default(), Mutex::default());
        Self { register, rest, began, unsure_before, anyway: Mutex::default(), past, claimed, told }
    }

    /// Counts this start. `journal`: notifications whose outcomes are in the journal and may be in the store.
    ///
    /// # Errors
    /// The store or the file cannot be used; nothing is lost by trying again.
    pub async fn begin(&self, journal: &HashSet<NotificationId>) -> Result<(), RegisterError> {
        let anyway = self.register.announced_anyway().await?;
        let unsure_before = self.register.begin(journal).await?;
        *self.anyway.lock() = anyway;
        *self.unsure_before.lock() = unsure_before;
        Ok(())
    }

    async fn began(&self, stop: &CancellationToken) -> Result<(Timestamp, u64), Stop> {
        let asking = || async {
            let answer = match self.rest.me(stop).await {
                Ok(answer) if answer.status == 200 => answer,
                other => return Err(Stop::of(other, ChannelId(0))),
            };
            let me = answer.id("id").ok_or_else(|| Stop::Reason("Discord does not tell who we are".to_owned()))?;
            let start = self.rest.discord_now().ok_or_else(|| Stop::Reason("Discord does not tell its time".to_owned()))?;
            let unsure = *self.unsure_before.lock();
            if unsure == Some(Unsure::Start) {
                let unsure = Some(Unsure::Before(domain::clock::micros(start)));
                self.register.unsure_before(unsure).await.map_err(|error| Stop::Reason(error.to_string()))?;
                *self.unsure_before.lock() = unsure;
            }
            Ok((start, me))
        };
        self.began.get_or_try_init(asking).await.copied()
    }

    /// The bot's own user id.
    pub async fn me(&self, stop: &CancellationToken) -> Result<u64, Stop> {
        Ok(self.began(stop).await?.1)
    }

    /// When this life began, by Discord's clock.
    pub async fn start(&self, stop: &CancellationToken) -> Result<Timestamp, Stop> {
        Ok(self.began(stop).await?.0)
    }

    /// Whether what was published then may be sent where nothing shows what was sent before: store and journal agree on that time.
    pub fn agrees_on(&self, published: Option<Timestamp>) -> bool {
        let unsure = *self.unsure_before.lock();
        match unsure {
            None => true,
            Some(Unsure::Before(before)) => published.is_some_and(|published| published >= before),
            Some(Unsure::Start) => false,
        }
    }

    /// Whether what was published then is sent even if an earlier life has sent it: the operator who restored a backup wanted it so.
    pub fn announces_anyway(&self, published: Option<Timestamp>) -> bool {
        self.anyway.lock().zip(published).is_some_and(|((from, to), published)| (from..=to).contains(&published))
    }

    /// What earlier lives left in this channel; read once.
    pub fn past(&self, channel: ChannelId) -> Arc<tokio::sync::Mutex<Reading>> {
        let mut past = self.past.lock();
        if past.len() >= CHANNELS && !past.contains_key(&channel) {
            past.clear();
        }
        Arc::clone(past.entry(channel).or_default())
    }

    /// The channel's permissions have changed.
    pub fn read_again(&self, channel: ChannelId) {
        self.past.lock().remove(&channel);
    }

    /// This message belongs to a notification; false: to another one already. `by`: the burst with which it may have been one message.
    pub fn claim(&self, message: u64, by: Option<Burst>) -> bool {
        let mut claimed = self.claimed.lock();
        if claimed.len() >= CLAIMED {
            // The store has long had the outcomes of all of them.
            claimed.clear();
        }
        match claimed.entry(message) {
            Entry::Vacant(free) => {
                free.insert(by);
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    /// Whether this message was found for another notification of this burst, as one that may have brought them all.
    pub fn shares(&self, message: u64, by: Option<Burst>) -> bool {
        by.is_some() && self.claimed.lock().get(&message) == Some(&by)
    }

    /// True once for each channel.
    pub fn tells(&self, channel: ChannelId) -> bool {
        self.told.lock().insert(channel)
    }
}
