//! Quiet hours as a moderator types them: `22:00-08:00`, `22-8`, `10pm to 8am`. Pure.

use chrono::NaiveTime;

/// What stands between the beginning and the end, beside a dash.
const BETWEEN: [&str; 8] = [" to ", " until ", " bis ", " hasta ", " a ", " à ", " até ", "から"];

/// The beginning and the end. None: nobody can tell which they are.
pub(crate) fn parse(typed: &str) -> Option<(NaiveTime, NaiveTime)> {
    let mut plain: String = typed
        .to_lowercase()
        .chars()
        .map(|c| if "\u{2012}\u{2013}\u{2014}\u{2212}~\u{301c}\u{ff5e}".contains(c) { '-' } else { c })
        .collect();
    if !plain.contains('-') {
        let between = BETWEEN.iter().find(|word| plain.contains(*word))?;
        plain = plain.replacen(between, "-", 1);
    }
    let (from, to) = plain.split_once('-')?;
    Some((time(from)?, time(to)?))
}

fn time(typed: &str) -> Option<NaiveTime> {
    let typed = typed.trim().trim_end_matches("uhr").trim_end_matches("まで").trim_end_matches(['時', '点', '點']).trim();
    let (typed, half) = match (typed.strip_suffix("am"), typed.strip_suffix("pm")) {
        (Some(typed), _) => (typed, Some(0)),
        (_, Some(typed)) => (typed, Some(12)),
        _ => (typed, None),
    };
    let typed = typed.trim();
    let (hour, minute) = typed.split_once([':', '.', 'h', '\u{ff1a}']).unwrap_or((typed, ""));
    let hour: u32 = number(hour)?;
    let minute = if minute.is_empty() { 0 } else { number(minute)? };
    let hour = match half {
        None if hour == 24 && minute == 0 => 0,
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

/// One or two digits.
fn number(typed: &str) -> Option<u32> {
    let digits = (1..=2).contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_digit());
    typed.parse().ok().filter(|_| digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hours_are_understood_as_they_are_typed() {
        for (typed, hours) in [
            ("22:00-08:00", Some("22:00 08:00")),
            ("22-8", Some("22:00 08:00")),
            (" 22:30 \u{2013} 7 ", Some("22:30 07:00")),
            ("10pm to 8 am", Some("22:00 08:00")),
            ("12am - 12pm", Some("00:00 12:00")),
            ("22 Uhr bis 8 Uhr", Some("22:00 08:00")),
            ("22h30 à 7h", Some("22:30 07:00")),
            ("22.00-24:00", Some("22:00 00:00")),
            ("22時から8時まで", Some("22:00 08:00")),
            ("22", None),
            ("night", None),
            ("25-8", None),
            ("22:60-8", None),
            ("13pm-8am", None),
            ("22-8-9", None),
            ("-", None),
            ("", None),
        ] {
            let read = parse(typed).map(|(from, to)| format!("{} {}", from.format("%H:%M"), to.format("%H:%M")));
            assert_eq!(read.as_deref(), hours, "{typed}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn whatever_is_typed_is_read_or_refused(typed in "[0-9apmhbisto:. \u{2013}-]{0,14}|.{0,20}", from in 0..1_440_u32, to in 0..1_440_u32) {
            parse(&typed);
            let time = |minute: u32| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap();
            let written = format!("{}-{}", time(from).format("%H:%M"), time(to).format("%H:%M"));
            prop_assert_eq!(parse(&written), Some((time(from), time(to))));
        }
    }
}
