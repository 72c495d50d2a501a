//! Whose trouble it is: a message's own, a channel's, or Discord's. Discord refuses single messages for reasons that no code names, and single
//! channels at random in bad minutes; only repetition, and what becomes of other messages meanwhile, tells them apart.

use domain::id::{GuildId, NotificationId};
use parking_lot::{Mutex, MutexGuard};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// So often it has to be refused, each time with another message taken since the last.
const REPEATS: u32 = 5;
/// Messages that are remembered. More are in trouble only when Discord itself is, and then none is counted.
const REMEMBERED: usize = 10_000;

/// Guilds that refuse within [`AT_ONCE`], at least half as many as take messages: that is Discord's trouble, not theirs.
const MANY: usize = 3;
const AT_ONCE: Duration = Duration::from_secs(120);

/// Everybody is told after so much failure.
pub(super) const DOWN: Duration = Duration::from_secs(45);

/// Who is to blame for a refusal without a known reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blame {
    /// Nothing is known: others may be refused as well.
    Unclear,
    /// Others are taken meanwhile.
    Alone,
    /// That went on long enough: Discord does not take this message.
    Rejected,
}

/// How long each kind of trouble has to last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Refusals of one message, before they count as rejection.
    pub reject_after: Duration,
    /// Failures of every try, before they count as an outage.
    pub outage: Duration,
}

/// Shared by all tries of one sender. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Judge(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    patience: Patience,
    /// Messages that were taken, in all.
    taken: u64,
    refused: HashMap<NotificationId, Refused>,
    /// Messages that could not be sent as one of several, and were given back to the store.
    apart: HashSet<NotificationId>,
    /// When guilds last took a message, and when a channel of theirs last refused one.
    taking: HashMap<GuildId, Instant>,
    refusing: HashMap<GuildId, Instant>,
    /// Since when every try fails.
    failing: Option<Failing>,
    /// An outage ended, and nobody has asked yet.
    recovered: bool,
}

#[derive(Clone, Copy, Debug)]
struct Failing {
    since: Instant,
    /// The first of the messages that failed.
    first: NotificationId,
    /// It is not the only one.
    several: bool,
}

#[derive(Clone, Copy, Debug)]
struct Refused {
    /// When the first refusal that counts came.
    since: Instant,
    times: u32,
    /// [`State::taken`] at the last one.
    taken: u64,
    /// The card was rejected: only its plain link is tried.
    plain: bool,
}

impl Judge {
    pub fn new(patience: Patience) -> Self {
        Self(Arc::new(Mutex::new(State {
            patience,
            taken: 0,
            refused: HashMap::new(),
            apart: HashSet::new(),
            taking: HashMap::new(),
            refusing: HashMap::new(),
            failing: None,
            recovered: false,
        })))
    }

    /// A message was taken.
    pub fn taken(&self, id: NotificationId, guild: GuildId) {
        let (mut state, now) = (self.state(), Instant::now());
        state.taken += 1;
        state.forget(id);
        state.recovered |= state.failing.take().is_some_and(|failing| now.duration_since(failing.since) >= state.patience.outage);
        note(&mut state.taking, guild, now);
    }

    /// A try failed in a way that may pass.
    pub fn failed(&self, id: NotificationId) {
        let now = Instant::now();
        let mut state = self.state();
        let failing = state.failing.get_or_insert(Failing { since: now, first: id, several: false });
        failing.several |= failing.first != id;
    }

    /// How long every try has failed, when that is an outage.
    pub fn outage(&self) -> Option<Duration> {
        let state = self.state();
        state.failing.map(|failing| failing.since.elapsed()).filter(|age| *age >= state.patience.outage)
    }

    /// Whether nothing has been taken for [`DOWN`], of several messages: a single one may be to blame itself.
    pub fn is_down(&self) -> bool {
        self.state().failing.is_some_and(|failing| failing.several && failing.since.elapsed() >= DOWN)
    }

    /// Whether an outage ended since this was last asked.
    pub fn recovered(&self) -> bool {
        std::mem::take(&mut self.state().recovered)
    }

    /// A channel of this guild refused a message. True: so do many others, which is Discord's trouble.
    pub fn channel_refused(&self, guild: GuildId) -> bool {
        let (mut state, now) = (self.state(), Instant::now());
        note(&mut state.refusing, guild, now);
        let lately = |guilds: &HashMap<GuildId, Instant>| guilds.values().filter(|at| now.duration_since(**at) < AT_ONCE).count();
        let (refusing, taking) = (lately(&state.refusing), lately(&state.taking));
        refusing >= MANY && refusing * 2 >= taking
    }

    /// Nothing more will be tried.
    pub fn forget(&self, id: NotificationId) {
        self.state().forget(id);
    }

    /// A message (its plain link, when `plain`) was refused without a reason that we know.
    pub fn refused(&self, id: NotificationId, plain: bool) -> Blame {
        self.state().refused(id, plain, Instant::now())
    }

    /// Whether this message is itself in trouble: it then goes after the others of its channel.
    pub fn is_aside(&self, id: NotificationId) -> bool {
        self.state().refused.contains_key(&id)
    }

    /// These could not be sent as one message, and come back from the store as messages of their own.
    pub fn part(&self, ids: &[NotificationId]) {
        let mut state = self.state();
        if state.apart.len() + ids.len() > REMEMBERED {
            // One that is forgotten is tried with others once more.
            state.apart.clear();
        }
        state.apart.extend(ids);
    }

    /// Whether this message goes alone: as one of several it could not be sent.
    pub fn is_apart(&self, id: NotificationId) -> bool {
        self.state().apart.contains(&id)
    }

    /// Whether this message's card was rejected.
    pub fn is_plain(&self, id: NotificationId) -> bool {
        self.state().refused.get(&id).is_some_and(|refused| refused.plain)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock()
    }
}

/// Remembers the guild's latest, and forgets what is too old to count.
fn note(guilds: &mut HashMap<GuildId, Instant>, guild: GuildId, now: Instant) {
    if guilds.len() >= REMEMBERED && !guilds.contains_key(&guild) {
        guilds.retain(|_, at| now.duration_since(*at) < AT_ONCE);
        if guilds.len() >= REMEMBERED {
            guilds.clear();
        }
    }
    guilds.insert(guild, now);
}

impl State {
    fn forget(&mut self, id: NotificationId) {
        self.refused.remove(&id);
        self.apart.remove(&id);
    }

    fn refused(&mut self, id: NotificationId, plain: bool, now: Instant) -> Blame {
        let taken = self.taken;
        if self.refused.len() >= REMEMBERED && !self.refused.contains_key(&id) {
            return Blame::Unclear;
        }
        let first = Refused { since: now, times: 0, taken, plain };
        let refused = self.refused.entry(id).or_insert(first);
        if plain && !refused.plain {
            *refused = first;
        }
        if refused.times > 0 && refused.taken == taken {
            return Blame::Unclear;
        }
        (refused.times, refused.taken) = (refused.times + 1, taken);
        if refused.times == 1 {
            return Blame::Unclear;
        }
        if refused.times < REPEATS || now.duration_since(refused.since) < self.patience.reject_after {
            return Blame::Alone;
        }
        *refused = Refused { plain: true, ..first };
        Blame::Rejected
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const POISON: NotificationId = NotificationId(Uuid::from_u128(1));
    const OTHER: NotificationId = NotificationId(Uuid::from_u128(2));

    const HERE: GuildId = GuildId(1);

    fn fresh() -> Judge {
        Judge::new(Patience { reject_after: minutes(30), outage: Duration::from_secs(5) })
    }

    fn minutes(minutes: u64) -> Duration {
        Duration::from_secs(60 * minutes)
    }

    #[tokio::test(start_paused = true)]
    async fn five_refusals_over_half_an_hour_while_others_are_taken_reject() {
        let judge = fresh();
        let mut blames = Vec::new();
        for _ in 0..6 {
            blames.push(judge.refused(POISON, false));
            judge.taken(OTHER, HERE);
            tokio::time::advance(minutes(7)).await;
        }
        use Blame::{Alone, Rejected, Unclear};
        assert_eq!(blames, [Unclear, Alone, Alone, Alone, Alone, Rejected], "often enough after 28 minutes, long enough after 35");
        assert!(judge.is_plain(POISON) && !judge.is_plain(OTHER));
        // The plain link is counted from the start.
        assert_eq!(judge.refused(POISON, true), Unclear);
        judge.taken(POISON, HERE);
        assert!(!judge.is_aside(POISON) && !judge.is_plain(POISON));
    }

    #[tokio::test(start_paused = true)]
    async fn what_could_not_go_together_goes_alone_until_it_ends() {
        let judge = fresh();
        judge.part(&[POISON, OTHER]);
        judge.taken(OTHER, HERE);
        assert!(judge.is_apart(POISON) && !judge.is_apart(OTHER));
        judge.forget(POISON);
        assert!(!judge.is_apart(POISON));
    }

    #[tokio::test(start_paused = true)]
    async fn a_bad_hour_of_discord_rejects_nothing() {
        let judge = fresh();
        for _ in 0..100 {
            assert_eq!(judge.refused(POISON, false), Blame::Unclear);
            assert_eq!(judge.refused(OTHER, false), Blame::Unclear);
            tokio::time::advance(minutes(1)).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn often_is_not_long_and_long_is_not_often() {
        let judge = fresh();
        for _ in 0..50 {
            assert_ne!(judge.refused(POISON, false), Blame::Rejected);
            judge.taken(OTHER, HERE);
        }
        let judge = fresh();
        for _ in 0..4 {
            assert_ne!(judge.refused(POISON, false), Blame::Rejected);
            judge.taken(OTHER, HERE);
            tokio::time::advance(minutes(60)).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn many_guilds_that_refuse_at_once_are_discords_trouble() {
        let judge = fresh();
        assert!((0..26).all(|_| !judge.channel_refused(HERE)), "one guild, however many channels");
        assert!(!judge.channel_refused(GuildId(2)) && judge.channel_refused(GuildId(3)));
        for guild in 100..107 {
            judge.taken(OTHER, GuildId(guild));
        }
        assert!(!judge.channel_refused(GuildId(3)), "most guilds take messages");
        tokio::time::advance(AT_ONCE).await;
        assert!(!judge.channel_refused(GuildId(4)), "the others are long ago");
    }

    #[tokio::test(start_paused = true)]
    async fn an_outage_is_seen_and_its_end_is_told_once() {
        let judge = fresh();
        judge.failed(OTHER);
        judge.taken(OTHER, HERE);
        assert!(!judge.recovered(), "a failure is no outage");
        judge.failed(OTHER);
        assert_eq!(judge.outage(), None);
        tokio::time::advance(Duration::from_secs(6)).await;
        judge.failed(OTHER);
        assert_eq!(judge.outage(), Some(Duration::from_secs(6)));
        tokio::time::advance(DOWN).await;
        assert!(!judge.is_down(), "one message may be to blame itself");
        judge.failed(POISON);
        assert!(judge.is_down());
        judge.taken(OTHER, HERE);
        assert!(judge.recovered() && !judge.recovered() && judge.outage().is_none() && !judge.is_down());
    }
}
