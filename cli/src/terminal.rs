//! What is printed for people. The standard macros panic when nobody reads any more (`doctor | head`); those of this crate, which have their
//! names and so are what every file here uses, leave the rest unsaid and let the work continue.

use std::fmt::Arguments;
use std::io::Write;

/// Writes to standard output.
pub fn out(text: Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    // There is nobody to tell.
    let _ = out.write_fmt(text).and_then(|()| out.flush());
}

/// Writes to standard error.
pub fn err(text: Arguments<'_>) {
    let _ = std::io::stderr().lock().write_fmt(text);
}

macro_rules! println {
    () => { $crate::terminal::out(format_args!("\n")) };
    ($($text:tt)*) => { $crate::terminal::out(format_args!("{}\n", format_args!($($text)*))) };
}

macro_rules! eprint {
    ($($text:tt)*) => { $crate::terminal::err(format_args!($($text)*)) };
}

macro_rules! eprintln {
    () => { $crate::terminal::err(format_args!("\n")) };
    ($($text:tt)*) => { $crate::terminal::err(format_args!("{}\n", format_args!($($text)*))) };
}
