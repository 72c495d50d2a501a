//! Which shards there are, of the present fleet and of those that it takes over from, and how each one stands. Pure.

use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Names a shard of one fleet: the fleet's number above the shard's. Those of newer fleets are larger.
pub(super) type Line = u32;

/// Bits of a line for the shard's number.
const BITS: u32 = 12;
/// A shard that was up so long has fallen for the first time.
const LIVED: Duration = Duration::from_secs(60);

/// How a shard stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    /// It waits for its first turn to begin a session.
    Queued,
    Down,
    Up,
}

#[derive(Debug)]
struct Member {
    number: u32,
    of: u32,
    stop: CancellationToken,
    stand: Stand,
    since: Instant,
    /// How often in a row Discord refused it.
    falls: u32,
    /// It ended, and starts again then.
    due: Option<Instant>,
}

/// The shards.
#[derive(Debug, Default)]
pub(super) struct Roll {
    fleet: u32,
    of: u32,
    members: BTreeMap<Line, Member>,
    /// Since when none is up, although some were let in.
    dark: Option<Instant>,
}

impl Roll {
    /// A new fleet of `of` shards, all queued; running shards of earlier fleets stay until the new one covers them.
    pub(super) fn begin(&mut self, of: u32, over: &CancellationToken, now: Instant) -> Vec<Line> {
        (self.fleet, self.of) = (self.fleet + 1, of);
        self.members.retain(|_, member| member.due.is_none());
        let member = |number| {
            let stop = over.child_token();
            (self.fleet << BITS | number, Member { number, of, stop, stand: Stand::Queued, since: now, falls: 0, due: None })
        };
        let fresh: BTreeMap<Line, Member> = (0..of).map(member).collect();
        let lines = fresh.keys().copied().collect();
        self.members.extend(fresh);
        lines
    }

    /// How many shards the present fleet has.
    pub(super) const fn of(&self) -> u32 {
        self.of
    }

    /// Whether it is a shard of the present fleet.
    pub(super) const fn is_present(&self, line: Line) -> bool {
        line >> BITS == self.fleet
    }

    /// Number and count of a shard, and the token that ends it.
    pub(super) fn shard(&self, line: Line) -> Option<(u32, u32, CancellationToken)> {
        self.members.get(&line).map(|member| (member.number, member.of, member.stop.clone()))
    }

    /// It got its turn.
    pub(super) fn let_in(&mut self, line: Line, now: Instant) {
        if let Some(member) = self.members.get_mut(&line).filter(|member| member.stand == Stand::Queued) {
            (member.stand, member.since) = (Stand::Down, now);
        }
    }

    /// Looks who is there.
    pub(super) fn look(&mut self, now: Instant, alive: impl Fn(Line) -> bool) {
        for (line, member) in &mut self.members {
            let stand = if alive(*line) { Stand::Up } else { Stand::Down };
            if member.stand != stand && (stand == Stand::Up || member.stand == Stand::Up) {
                (member.stand, member.since) = (stand, now);
            }
            if member.stand == Stand::Up && now - member.since >= LIVED {
                member.falls = 0;
            }
        }
        let dark = !self.any_up() && self.members.values().any(|member| member.stand == Stand::Down);
        self.dark = if dark { self.dark.or(Some(now)) } else { None };
    }

    /// For how long none has been up.
    pub(super) fn dark_for(&self, now: Instant) -> Duration {
        self.dark.map_or(Duration::ZERO, |since| now - since)
    }

    /// Whether any shard takes commands, of whichever fleet.
    pub(super) fn any_up(&self) -> bool {
        self.members.values().any(|member| member.stand == Stand::Up)
    }

    /// How many of the present fleet are up.
    pub(super) fn up(&self) -> u32 {
        self.present().filter(|member| member.stand == Stand::Up).fold(0, |up, _| up + 1)
    }

    /// Who of the present fleet has been down for so long, and for how long; with those who never had a turn, if they are asked for.
    pub(super) fn down(&self, now: Instant, limit: Duration, queued: bool) -> Vec<(u32, Duration)> {
        let down = |member: &&Member| member.stand == Stand::Down || queued && member.stand == Stand::Queued;
        self.present().filter(down).map(|member| (member.number, now - member.since)).filter(|(_, long)| *long >= limit).collect()
    }

    /// A shard of the present fleet ended by itself. It starts again after this pause, by how often it fell in a row.
    pub(super) fn fell(&mut self, line: Line, now: Instant, pause: impl Fn(u32) -> Duration) {
        if let Some(member) = self.members.get_mut(&line) {
            if member.stand != Stand::Down {
                (member.stand, member.since) = (Stand::Down, now);
            }
            member.due = Some(now + pause(member.falls));
            member.falls += 1;
        }
    }

    /// Those that start again now.
    pub(super) fn due(&mut self, now: Instant) -> Vec<Line> {
        let due = self.members.iter_mut().filter(|(_, member)| member.due.is_some_and(|due| due <= now));
        due.map(|(line, member)| {
            member.due = None;
            *line
        })
        .collect()
    }

    /// A shard of an earlier fleet is gone.
    pub(super) fn remove(&mut self, line: Line) {
        self.members.remove(&line);
    }

    /// Ends those of earlier fleets whose servers the present fleet has all: the shards `k` of `m` and `n` of `o` share servers if the rests
    /// of `k` and `n` by the greatest common divisor of `m` and `o` are the same.
    pub(super) fn relieve(&mut self) {
        for (_, old) in self.members.iter().filter(|(line, _)| !self.is_present(**line)) {
            let common = common_divisor(old.of, self.of);
            let mut heirs = self.present().filter(|heir| heir.number % common == old.number % common);
            if heirs.all(|heir| heir.stand == Stand::Up) {
                old.stop.cancel();
            }
        }
    }

    fn present(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|(line, _)| self.is_present(**line)).map(|(_, member)| member)
    }
}

const fn common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { if a == 0 { 1 } else { a } } else { common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stopped(roll: &Roll, line: Line) -> bool {
        roll.shard(line).unwrap().2.is_cancelled()
    }

    #[tokio::test(start_paused = true)]
    async fn an_old_shard_stays_until_those_with_its_servers_are_up() {
        let (mut roll, over, now) = (Roll::default(), CancellationToken::new(), Instant::now());
        let old = roll.begin(2, &over, now);
        roll.look(now, |_| true);
        let new = roll.begin(4, &over, now);
        assert!(new[0] > old[1] && roll.is_present(new[0]) && !roll.is_present(old[0]));
        let up = |lines: Vec<Line>| move |line| lines.contains(&line);
        roll.look(now, up(vec![old[0], old[1], new[0], new[1]]));
        roll.relieve();
        assert!(!stopped(&roll, old[0]) && !stopped(&roll, old[1]), "2 and 3 are missing");
        roll.look(now, up(vec![old[0], old[1], new[0], new[2]]));
        roll.relieve();
        assert!(stopped(&roll, old[0]) && !stopped(&roll, old[1]));
        assert_eq!((roll.up(), roll.of(), roll.any_up()), (2, 4, true));
        let three = roll.begin(3, &over, now);
        roll.look(now, up(vec![old[1], three[0], three[1]]));
        roll.relieve();
        assert!(!stopped(&roll, old[1]), "of 2 and 3 shards, each shares servers with each");
        roll.look(now, up(three));
        roll.relieve();
        assert!(stopped(&roll, old[1]));
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_dark_only_when_nobody_is_up_and_somebody_was_let_in() {
        let (mut roll, over, start) = (Roll::default(), CancellationToken::new(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        let lines = roll.begin(2, &over, start);
        roll.look(at(100), |_| false);
        assert_eq!(roll.dark_for(at(100)), Duration::ZERO, "all are queued");
        assert_eq!(roll.down(at(100), Duration::from_secs(45), true).len(), 2);
        roll.let_in(lines[0], at(100));
        roll.look(at(110), |_| false);
        roll.look(at(130), |_| false);
        assert_eq!(roll.dark_for(at(130)), Duration::from_secs(20));
        roll.look(at(131), |line| line == lines[1]);
        assert_eq!((roll.dark_for(at(140)), roll.any_up()), (Duration::ZERO, true));
        assert_eq!(roll.down(at(140), Duration::from_secs(40), false), [(0, Duration::from_secs(40))]);
        assert!(roll.down(at(139), Duration::from_secs(40), false).is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn who_falls_again_and_again_starts_ever_later_and_a_good_minute_forgives() {
        let (mut roll, over, now) = (Roll::default(), CancellationToken::new(), Instant::now());
        let line = roll.begin(1, &over, now)[0];
        let pause = |falls| Duration::from_secs(u64::from(falls) + 1);
        roll.fell(line, now, pause);
        assert!(roll.due(now).is_empty());
        assert_eq!(roll.due(now + Duration::from_secs(1)), [line]);
        roll.fell(line, now, pause);
        assert!(roll.due(now + Duration::from_secs(1)).is_empty());
        assert_eq!(roll.due(now + Duration::from_secs(2)), [line]);
        assert!(roll.due(now + Duration::from_secs(9)).is_empty(), "once");
        roll.look(now, |_| true);
        roll.look(now + LIVED, |_| true);
        roll.fell(line, now, pause);
        assert_eq!(roll.due(now + Duration::from_secs(1)), [line]);
    }
}
