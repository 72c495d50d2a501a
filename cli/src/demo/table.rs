//! The demo's result as a table on standard output.

use super::board::Board;
use std::time::Duration;

/// Prints every post with the channels it reached and how long that took; tells whether all went as expected.
pub fn print(board: &Board) -> bool {
    let rows = board.rows();
    if rows.is_empty() {
        return true;
    }
    println!("{:<34} {:<16} {:<10} {:<44} as expected", "post", "artist", "kind", "arrived in (after)");
    let mut times: Vec<Duration> = Vec::new();
    let mut wrong = 0;
    for row in &rows {
        let arrived: Vec<String> = row.arrived.iter().map(|(channel, after)| format!("#{channel} ({} ms)", after.as_millis())).collect();
        let nothing = if row.as_expected.is_some() { "nowhere" } else { "no separate message" };
        let arrived = if arrived.is_empty() { nothing.to_owned() } else { arrived.join(", ") };
        times.extend(row.arrived.iter().map(|(_, after)| *after));
        let verdict = match row.as_expected {
            Some(true) => "yes".to_owned(),
            Some(false) => {
                wrong += 1;
                format!("NO: expected {}", if row.expected.is_empty() { "nowhere".to_owned() } else { row.expected.join(", ") })
            }
            None => "-".to_owned(),
        };
        println!("{:<34} {:<16} {:<10} {arrived:<44} {verdict}", cut(&row.title, 34), cut(&row.artist, 16), row.kind);
    }
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).map_or(0, Duration::as_millis);
    println!(
        "\n{} posts, {} messages; from publication to arrival: median {} ms, 99 % within {} ms",
        rows.len(),
        times.len(),
        at(50),
        at(99)
    );
    match wrong {
        0 => println!("everything arrived exactly where it had to, once"),
        count => println!("{count} posts did not do what they had to"),
    }
    wrong == 0
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}
