use super::*;
use chrono::NaiveDateTime;
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap().and_utc()
}

fn berlin() -> Zone {
    "Europe/Berlin".parse().unwrap()
}

fn digest(text: &str) -> Rhythm {
    Rhythm { digest: Some(text.parse().unwrap()), quiet: None }
}

fn quiet(text: &str) -> Rhythm {
    Rhythm { digest: None, quiet: Some(text.parse().unwrap()) }
}

#[test]
fn a_digest_comes_at_its_hour_of_the_servers_clock() {
    for (rhythm, since, turn) in [
        ("hourly", "2026-11-30 09:59", "2026-11-30 10:00"),
        ("hourly", "2026-11-30 10:00", "2026-11-30 11:00"),
        ("daily 09", "2026-11-30 07:59", "2026-11-30 08:00"),
        ("daily 09", "2026-11-30 08:00", "2026-12-01 08:00"),
        ("daily 09", "2026-07-30 06:59", "2026-07-30 07:00"),
        ("daily 00", "2026-11-30 22:59", "2026-11-30 23:00"),
        // 2026-11-30 is a Monday.
        ("weekly mon 09", "2026-11-30 07:00", "2026-11-30 08:00"),
        ("weekly mon 09", "2026-11-30 08:00", "2026-12-07 08:00"),
        ("weekly sun 18", "2026-11-30 08:00", "2026-12-06 17:00"),
    ] {
        assert_eq!(digest(rhythm).turn(berlin(), at(since)), at(turn), "{rhythm}, {since}");
    }
    let kathmandu = "Asia/Kathmandu".parse().unwrap();
    assert_eq!(digest("hourly").turn(kathmandu, at("2026-11-30 10:00")), at("2026-11-30 10:15"), "five hours and three quarters ahead");
}

#[test]
fn a_skipped_hour_counts_as_the_next_and_a_repeated_one_once() {
    // In Berlin 02:00 to 03:00 is skipped on 2026-03-29, and comes twice on 2026-10-25.
    for (rhythm, since, turn) in [
        ("daily 02", "2026-03-28 23:00", "2026-03-29 01:00"),
        ("daily 02", "2026-03-29 01:00", "2026-03-30 00:00"),
        ("daily 02", "2026-10-24 23:00", "2026-10-25 00:00"),
        ("daily 02", "2026-10-25 00:30", "2026-10-26 01:00"),
        ("weekly sun 02", "2026-03-23 12:00", "2026-03-29 01:00"),
        ("hourly", "2026-03-29 00:30", "2026-03-29 01:00"),
        ("hourly", "2026-10-25 00:30", "2026-10-25 01:00"),
        ("hourly", "2026-10-25 01:30", "2026-10-25 02:00"),
    ] {
        assert_eq!(digest(rhythm).turn(berlin(), at(since)), at(turn), "{rhythm}, {since}");
    }
}

#[test]
fn in_quiet_hours_posts_wait_or_come_silently() {
    let after = quiet("22:00-08:00 afterwards");
    for (now, until) in [
        ("2026-11-30 20:59", None),
        ("2026-11-30 21:00", Some("2026-12-01 07:00")),
        ("2026-12-01 02:00", Some("2026-12-01 07:00")),
        ("2026-12-01 07:00", None),
    ] {
        assert_eq!(after.waits(berlin(), at(now), at(now)), until.map(at), "{now}");
        assert!(!after.is_silent(berlin(), at(now)));
        let silent = quiet("22:00-08:00 silently");
        assert_eq!(silent.waits(berlin(), at(now), at(now)), None);
        assert_eq!(silent.is_silent(berlin(), at(now)), until.is_some(), "{now}");
    }
    // What was late meets the next quiet hours.
    assert_eq!(after.waits(berlin(), at("2026-11-30 12:00"), at("2026-11-30 21:30")), Some(at("2026-12-01 07:00")));
    let noon = quiet("12:00-13:00 afterwards");
    assert_eq!(noon.waits(berlin(), at("2026-11-30 11:30"), at("2026-11-30 11:30")), Some(at("2026-11-30 12:00")));
}

#[test]
fn quiet_hours_follow_the_clocks_that_change() {
    // They end at 02:30, which is skipped: at 03:00, which is 01:00 UTC.
    assert_eq!(quiet("22:00-02:30 afterwards").turn(berlin(), at("2026-03-28 22:00")), at("2026-03-29 01:00"));
    // They begin in the hour that is skipped.
    assert_eq!(quiet("02:30-08:00 afterwards").turn(berlin(), at("2026-03-29 01:00")), at("2026-03-29 06:00"));
    // The clock shows 02:30 twice: it is quiet again for half an hour.
    let repeated = quiet("22:00-02:30 afterwards");
    assert_eq!(repeated.turn(berlin(), at("2026-10-24 23:00")), at("2026-10-25 00:30"));
    assert!(repeated.quiet.unwrap().holds(berlin(), at("2026-10-25 01:10")));
    assert_eq!(repeated.turn(berlin(), at("2026-10-25 01:10")), at("2026-10-25 01:30"), "not a day later");
}

#[test]
fn a_digest_whose_hour_is_quiet_comes_when_it_ends() {
    let rhythm = Rhythm { digest: Some(Digest::Hourly), quiet: quiet("22:00-08:00 afterwards").quiet };
    assert_eq!(rhythm.turn(berlin(), at("2026-11-30 20:30")), at("2026-12-01 07:00"));
    assert_eq!(rhythm.turn(berlin(), at("2026-11-30 19:30")), at("2026-11-30 20:00"));
    assert_eq!(Rhythm::default().waits(berlin(), at("2026-11-30 03:00"), at("2026-11-30 03:00")), None);
}

#[test]
fn what_is_stored_reads_back_and_nothing_else_is_read() {
    for text in ["hourly", "daily 00", "daily 23", "weekly sun 09"] {
        assert_eq!(text.parse::<Digest>().unwrap().to_string(), text);
    }
    for text in ["22:00-08:00 silently", "00:15-00:00 afterwards"] {
        assert_eq!(text.parse::<Quiet>().unwrap().to_string(), text);
    }
    for odd in ["", "daily", "daily 24", "weekly 09", "weekly xyz 09", "monthly"] {
        assert_eq!(odd.parse::<Digest>(), Err(Odd(odd.to_owned())));
    }
    for odd in ["", "22:00-08:00", "22:00-22:00 silently", "25:00-08:00 silently", "22:00-08:00 loudly"] {
        assert_eq!(odd.parse::<Quiet>(), Err(Odd(odd.to_owned())));
    }
}

fn zones() -> impl Strategy<Value = Zone> {
    prop::sample::select(Zone::suggested(""))
}

fn rhythms() -> impl Strategy<Value = Rhythm> {
    let hour = || (0..24_u32).prop_map(|hour| Hour::new(hour).unwrap());
    let day = (0..7_u8).prop_map(|day| Weekday::try_from(day).unwrap());
    let digest =
        prop_oneof![Just(Digest::Hourly), hour().prop_map(Digest::Daily), (day, hour()).prop_map(|(day, at)| Digest::Weekly(day, at))];
    let time = || (0..1_440_u32).prop_map(|minute| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap());
    let manner = prop_oneof![Just(Manner::Silently), Just(Manner::Afterwards)];
    let quiet = (time(), time(), manner).prop_filter_map("the same", |(from, to, manner)| Quiet::new(from, to, manner));
    (prop::option::of(digest), prop::option::of(quiet)).prop_map(|(digest, quiet)| Rhythm { digest, quiet })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// From 1990 to 2037, in all zones with all that their clocks have done.
    #[test]
    fn what_waits_comes_and_never_early(zone in zones(), rhythm in rhythms(), since in 631_152_000_i64..2_145_916_800, late in 0..2_000_000_i64) {
        let since = Timestamp::from_timestamp(since, 0).unwrap();
        let turn = rhythm.turn(zone, since);
        prop_assert!(turn >= since && turn - since <= TimeDelta::days(10), "{turn}");
        prop_assert!(rhythm.waits(zone, since, turn).is_none(), "its own turn");
        prop_assert_eq!(rhythm.turn(zone, since), turn, "the same again");
        let now = since + TimeDelta::seconds(late);
        match rhythm.waits(zone, since, now) {
            Some(until) => {
                prop_assert!(until > now && rhythm.waits(zone, since, until).is_none(), "{until}");
            }
            None => prop_assert!(turn <= now),
        }
        if let Some(quiet) = rhythm.quiet.filter(|quiet| quiet.manner == Manner::Afterwards) {
            prop_assert!(!quiet.holds(zone, turn), "nothing comes in quiet hours");
        }
        if rhythm.quiet.is_none() && let Some(Digest::Daily(hour)) = rhythm.digest {
            // It is the hour's moment, or the first one behind a gap that swallowed it.
            let shown = zone.local(turn).time();
            let leaps = zone.ahead(turn) > zone.ahead(turn - TimeDelta::seconds(1));
            prop_assert!(shown == hour.time() || leaps, "{}", shown);
        }
        for stored in [rhythm.digest.map(|digest| digest.to_string())].into_iter().flatten() {
            prop_assert_eq!(stored.parse::<Digest>().ok(), rhythm.digest);
        }
        if let Some(quiet) = rhythm.quiet {
            prop_assert_eq!(quiet.to_string().parse::<Quiet>().ok(), Some(quiet));
        }
    }
}
