//! Lines that fill an embed.

/// What Discord takes as an embed's description.
const DESCRIPTION: usize = 4_096;
/// Room for lines below that say what is left out.
const MORE: usize = 250;

/// As many of these as a message holds, beside a few lines that say how many are missing.
pub(super) fn fitting(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut left = DESCRIPTION - MORE;
    let fits = |line: &String| {
        let taken = line.encode_utf16().count() + 1;
        let fits = taken <= left;
        left = left.saturating_sub(taken);
        fits
    };
    lines.take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn a_long_list_is_cut_to_what_discord_takes() {
        let length = |lines: &[String]| lines.join("\n").encode_utf16().count();
        let short = fitting(std::iter::repeat_n("x".repeat(100), 25));
        assert_eq!(short.len(), 25);
        let long = fitting(std::iter::repeat_n("\u{1f3a8}".repeat(150), 25));
        assert!(long.len() > 10 && length(&long) + MORE <= DESCRIPTION, "{}", long.len());
        assert!(text::channels::more(usize::MAX, usize::MAX).len() < MORE);
        assert!(text::why::more(usize::MAX).len() + text::list::more_hidden(u32::MAX).len() < MORE);
    }
}
