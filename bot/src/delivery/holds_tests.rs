use super::*;

const HERE: Key = (ChannelId(5), Hold::Channel);
const ADULT: Key = (ChannelId(5), Hold::Mature);
const THREAD: Key = (ChannelId(6), Hold::Channel);
const GUILD: GuildId = GuildId(1);

/// A machine and its clocks.
struct Bench {
    holds: Holds,
    now: Now,
}

fn orphan(_: GuildId, _: ChannelId) -> Option<ChannelId> {
    None
}

fn fresh() -> Bench {
    let at = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let tuning = Tuning { tell_after: Duration::from_secs(300), probe: Duration::from_secs(600), ..Tuning::default() };
    Bench { holds: Holds::new(tuning), now: Now { at, instant: Instant::now() } }
}

impl Bench {
    /// The store has answered, and the first sweep has begun.
    fn loaded(channels: Vec<BrokenChannel>) -> Self {
        let mut bench = fresh();
        assert_eq!(bench.report(Report::Loaded(Some(Known { channels, notices: HashMap::new() }))), [Action::ReadDue]);
        assert!(bench.due().contains(&Action::Sweep));
        bench
    }

    fn wait(&mut self, seconds: u64) {
        self.now.at += TimeDelta::from_std(Duration::from_secs(seconds)).unwrap();
        self.now.instant += Duration::from_secs(seconds);
    }

    fn report(&mut self, report: Report) -> Vec<Action> {
        self.holds.report(report, self.now)
    }

    /// What is due, except sweeps.
    fn due(&mut self) -> Vec<Action> {
        self.holds.due(self.now)
    }

    fn probe(&mut self, key: Key, probe: Probe) -> Vec<Action> {
        self.report(Report::Probed { key, probe })
    }

    fn breaks(&mut self, key: Key) -> Option<Action> {
        self.holds.breaks(key, GUILD, "no".to_owned(), self.now)
    }

    fn saved(&mut self, key: Key) {
        assert_eq!(self.report(Report::Held { key, saved: true }), []);
    }

    /// Broken, written down, and found broken by a probe when the guild may be told.
    fn confirmed(key: Key) -> Self {
        let mut bench = Self::loaded(Vec::new());
        bench.breaks(key).unwrap();
        bench.saved(key);
        bench.wait(300);
        assert!(bench.due().contains(&Action::Probe(key)));
        bench.probe(key, Probe::Still("no".to_owned()));
        bench.saved(key);
        bench
    }
}

fn row((channel, hold): Key, since: Timestamp) -> BrokenChannel {
    BrokenChannel { guild: GUILD, channel, hold, reason: "no".to_owned(), since, told_at: None, probe_at: since }
}

fn tells(actions: &[Action]) -> Vec<&News> {
    actions.iter().filter_map(|action| if let Action::Tell(news) = action { Some(news) } else { None }).collect()
}

#[test]
fn nothing_is_known_before_the_store_answers() {
    let mut bench = fresh();
    assert!(!bench.holds.ready() && bench.due().is_empty() && bench.breaks(HERE).is_none());
    assert_eq!(bench.report(Report::Loaded(None)), [Action::Load { after: LOAD_RETRY }]);
    let bench = Bench::loaded(vec![row(HERE, bench.now.at)]);
    assert!(bench.holds.ready() && bench.holds.takes_nothing(HERE.0) && bench.holds.closed().eq([HERE.0]));
}

#[test]
fn a_channel_that_breaks_is_written_down_and_what_comes_later_is_held_too() {
    let mut bench = Bench::loaded(Vec::new());
    let Some(Action::Hold { row, news: true }) = bench.breaks(HERE) else { panic!("not held") };
    assert_eq!((row.since, row.told_at, row.probe_at), (bench.now.at, None, bench.now.at + TimeDelta::minutes(5)));
    assert_eq!(bench.due(), [], "it is being written down");
    bench.saved(HERE);
    bench.wait(29);
    assert_eq!(bench.due(), []);
    bench.wait(1);
    assert_eq!(bench.due(), [Action::Hold { row, news: false }]);
}

#[test]
fn what_could_not_be_written_down_is_written_at_the_next_turn() {
    let mut bench = Bench::loaded(Vec::new());
    bench.breaks(HERE).unwrap();
    bench.report(Report::Held { key: HERE, saved: false });
    assert_eq!(bench.due(), []);
    bench.wait(1);
    assert!(matches!(&bench.due()[..], [Action::Hold { .. }]));
}

#[test]
fn a_channel_that_only_lacks_its_age_restriction_takes_other_messages() {
    let mut bench = Bench::loaded(Vec::new());
    assert!(bench.breaks(ADULT).is_some());
    assert!(bench.breaks(ADULT).is_none(), "written down already");
    assert!(!bench.holds.takes_nothing(ADULT.0) && bench.holds.count() == 1);
}

#[test]
fn a_channel_that_works_again_is_released_and_forgotten() {
    let mut bench = Bench::confirmed(HERE);
    let actions = bench.probe(HERE, Probe::Healed);
    let [Action::Heal(_)] = &actions[..] else { panic!("{actions:?}") };
    assert_eq!(bench.report(Report::Healed { key: HERE, healed: true }), [Action::ReadDue]);
    assert_eq!(bench.holds.count(), 0);
}

#[test]
fn a_release_that_the_store_did_not_take_is_repeated() {
    let mut bench = Bench::confirmed(HERE);
    bench.probe(HERE, Probe::Healed);
    bench.report(Report::Healed { key: HERE, healed: false });
    assert!(bench.due().iter().all(|action| !matches!(action, Action::Probe(_))), "not at once");
    bench.wait(HEAL_RETRY.as_secs());
    assert!(bench.due().contains(&Action::Probe(HERE)));
}

#[test]
fn a_guild_is_told_when_a_second_probe_is_sure_and_once_a_day() {
    let mut bench = Bench::loaded(Vec::new());
    bench.breaks(HERE).unwrap();
    bench.saved(HERE);
    bench.wait(299);
    assert!(bench.due().iter().all(|action| matches!(action, Action::Hold { .. })));
    let mut bench = Bench::confirmed(HERE);
    let due = bench.due();
    let news = tells(&due);
    assert_eq!((news.len(), news[0].guild, news[0].broken.len()), (1, GUILD, 1));
    assert!(tells(&bench.due()).is_empty(), "it is being told");
    let news = news[0].clone();
    let told = |told| Report::Told { news: Box::new(news.clone()), told };
    assert_eq!(bench.report(told(false)), []);
    assert!(tells(&bench.due()).is_empty());
    bench.wait(30);
    assert_eq!(tells(&bench.due()).len(), 1, "again after a while");
    bench.saved(HERE);
    let [Action::Hold { row, news: false }] = &bench.report(told(true))[..] else { panic!("not written down") };
    assert_eq!(row.told_at, Some(bench.now.at));
    bench.saved(HERE);
    // Another channel of the same guild, an hour later.
    bench.wait(3_600);
    bench.breaks(THREAD).unwrap();
    bench.saved(THREAD);
    bench.wait(300);
    bench.due();
    bench.probe(THREAD, Probe::Still("no".to_owned()));
    assert!(tells(&bench.due()).is_empty(), "told an hour ago");
    bench.wait(23 * 3_600);
    let due = bench.due();
    assert_eq!(tells(&due)[0].broken.iter().map(|row| row.channel).collect::<Vec<_>>(), [THREAD.0]);
}

#[test]
fn what_breaks_with_the_first_is_waited_for_but_not_for_ever() {
    let mut bench = Bench::confirmed(HERE);
    bench.breaks(THREAD).unwrap();
    bench.saved(THREAD);
    assert!(tells(&bench.due()).is_empty(), "the other is not sure yet");
    bench.wait(600);
    assert_eq!(tells(&bench.due()).len(), 1);
}

#[test]
fn a_relapse_is_not_told_again_and_probed_rarely() {
    let mut bench = Bench::confirmed(HERE);
    let due = bench.due();
    let news = Box::new(tells(&due)[0].clone());
    bench.report(Report::Told { news, told: true });
    let since = bench.now.at - TimeDelta::minutes(5);
    bench.probe(HERE, Probe::Healed);
    bench.report(Report::Healed { key: HERE, healed: true });
    bench.wait(3_600 * 4);
    let Some(Action::Hold { row, .. }) = bench.breaks(HERE) else { panic!("not held") };
    assert_eq!((row.since, row.told_at.is_some()), (since, true));
    assert!(row.probe_at - bench.now.at >= TimeDelta::hours(2), "{}", row.probe_at - bench.now.at);
}

#[test]
fn a_hint_probes_as_soon_as_allowed_also_the_threads_of_a_channel() {
    let probed = |hint, parent: fn(GuildId, ChannelId) -> Option<ChannelId>| {
        let mut bench = Bench::loaded(Vec::new());
        bench.breaks(THREAD).unwrap();
        bench.saved(THREAD);
        assert_eq!(bench.holds.hint(hint, parent, bench.now), []);
        assert_eq!(bench.due(), [], "not at once");
        bench.wait(2);
        bench.due().contains(&Action::Probe(THREAD))
    };
    assert!(probed(Hint::Channel(THREAD.0), orphan) && probed(Hint::Guild(GUILD), orphan));
    assert!(probed(Hint::Channel(HERE.0), |_, channel| (channel == THREAD.0).then_some(HERE.0)), "its parent");
    assert!(!probed(Hint::Channel(HERE.0), orphan) && !probed(Hint::Guild(GuildId(2)), orphan));
}

#[test]
fn a_probe_without_a_clear_answer_decides_nothing() {
    let mut bench = Bench::confirmed(HERE);
    bench.holds.hint(Hint::Channel(HERE.0), orphan, bench.now);
    bench.wait(2);
    assert!(bench.due().contains(&Action::Probe(HERE)));
    assert_eq!(bench.probe(HERE, Probe::Unclear), []);
    bench.wait(29);
    assert!(!bench.due().contains(&Action::Probe(HERE)));
    bench.saved(HERE);
    bench.wait(1);
    assert!(bench.due().contains(&Action::Probe(HERE)));
}

#[test]
fn what_is_held_by_itself_is_tried_again_when_its_channel_changes() {
    let mut bench = Bench::loaded(Vec::new());
    bench.holds.unsure(HERE.0, GUILD, "no history".to_owned());
    assert_eq!(bench.holds.hint(Hint::Channel(THREAD.0), orphan, bench.now), []);
    assert_eq!(bench.holds.hint(Hint::Channel(HERE.0), orphan, bench.now), [Action::ReadAgain(HERE.0)]);
    assert_eq!(bench.due(), [Action::Probe(HERE)]);
    assert_eq!(bench.holds.hint(Hint::Channel(HERE.0), orphan, bench.now), [], "once");
}

#[test]
fn a_sweep_finds_forgotten_idle_and_vain() {
    let mut bench = Bench::loaded(Vec::new());
    bench.breaks(HERE).unwrap();
    bench.saved(HERE);
    let ended = vec![EndedHolds { guild: GuildId(2), channel: ChannelId(9), count: 3 }];
    let forgotten = vec![row(THREAD, bench.now.at)];
    bench.report(Report::Swept(Some(Swept { forgotten, idle: vec![HERE], ended: ended.clone(), folders: Vec::new() })));
    let due = bench.due();
    assert!(due.contains(&Action::Probe(THREAD)) && !bench.holds.takes_nothing(HERE.0), "{due:?}");
    assert_eq!(tells(&due)[0].ended, ended);
    assert_eq!(bench.report(Report::Swept(None)), []);
    bench.wait(SWEEP_EVERY.as_secs());
    assert!(bench.due().contains(&Action::Sweep));
}

#[test]
fn a_guild_is_told_of_the_folders_that_the_last_sweep_found_until_it_was() {
    let mut bench = Bench::loaded(Vec::new());
    let gone = |n: u128| GoneFolder {
        watch: domain::id::WatchId(uuid::Uuid::nil()),
        guild: GUILD,
        channel: HERE.0,
        artist_name: "a".to_owned(),
        folder: domain::id::FolderId(uuid::Uuid::from_u128(n)),
        folder_name: "f".to_owned(),
        namesake: false,
    };
    let sweep = |folders| Report::Swept(Some(Swept { forgotten: Vec::new(), idle: Vec::new(), ended: Vec::new(), folders }));
    bench.report(sweep(vec![gone(1), gone(2)]));
    let due = bench.due();
    let news = tells(&due)[0].clone();
    assert_eq!(news.folders, [gone(1), gone(2)]);
    bench.report(Report::Told { news: Box::new(news.clone()), told: false });
    bench.report(sweep(vec![gone(2)]));
    bench.wait(30);
    let due = bench.due();
    assert_eq!(tells(&due)[0].folders, [gone(2)], "the other is back");
    bench.report(Report::Told { news: Box::new(news), told: true });
    bench.wait(24 * 3_600);
    assert!(tells(&bench.due()).is_empty());
}

#[test]
fn probes_become_rarer() {
    let since = fresh().now.at;
    let first = Duration::from_secs(300);
    let wait = |age: TimeDelta| next_probe(since, since + age, first) - (since + age);
    assert_eq!(wait(TimeDelta::zero()), TimeDelta::minutes(5));
    assert_eq!(wait(TimeDelta::hours(1)), TimeDelta::minutes(30));
    assert_eq!(wait(TimeDelta::days(30)), TimeDelta::hours(6));
    assert_eq!(wait(TimeDelta::days(-1)), TimeDelta::minutes(5), "a clock that went back");
}
