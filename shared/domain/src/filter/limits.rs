//! What a filter may be.

/// Characters of a filter at most.
pub const MOST: usize = 200;
/// Regular expressions in one filter at most.
pub const REGEXES: usize = 2;
