//! A panic as an error with its own words: what one item does to the code that works on it must not end what works on all of them.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// No words of a panic are longer.
const LONGEST: usize = 300;

/// Runs it; a panic becomes its words. What it works on must not be used again after a panic unless a half-done change does no harm there.
///
/// # Errors
/// The words of the panic.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| words(&*panic))
}

/// What a panic said, without control characters and of bounded length.
#[must_use]
pub fn words(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let said = said.unwrap_or("it gave no reason");
    said.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::caught;

    #[test]
    fn a_panic_is_told_in_its_own_words() {
        let number = 7;
        assert_eq!(caught(|| -> u8 { panic!("number {number}\nis odd") }), Err("number 7 is odd".to_owned()));
        assert_eq!(caught(|| -> u8 { panic!("plain") }), Err("plain".to_owned()));
        assert_eq!(caught(|| 1), Ok(1));
    }
}
