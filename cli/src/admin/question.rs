//! Questions before what cannot be undone.

use anyhow::{Result, bail};
use std::io::{BufRead, Write};

/// Asks, and continues only with exactly this answer.
///
/// # Errors
/// Another answer, or nobody can be asked.
pub fn ask(question: &str, answer: &str) -> Result<()> {
    print!("{question} ");
    std::io::stdout().flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    if line.trim() != answer {
        bail!("nothing was changed; in a script, --yes answers the first question and --yes --yes answers both");
    }
    Ok(())
}
