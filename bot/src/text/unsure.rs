//! What a channel is told when nobody knows what was announced in it.

use crate::language::say;

/// `why` is ours or Discord's own sentence.
pub(crate) fn held(why: &str) -> String {
    say!("unsure-held", why = crate::card::markdown(why, crate::card::Lines::One, 200, 400))
}
