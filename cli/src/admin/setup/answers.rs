//! The answers to the questions of a set-up: from flags, or from the person at the terminal.

use crate::args::FirstSetup;
use anyhow::{Context, Result, bail};
use inquire::{Confirm, Password, PasswordDisplayMode, Text};
use secrecy::SecretString;
use std::io::IsTerminal;

/// Where the three secrets are found.
pub const DISCORD: &str = "https://discord.com/developers/applications";
/// As [`DISCORD`].
pub const DEVIANTART: &str = "https://www.deviantart.com/developers";

/// Where answers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// A person at a terminal.
    Person,
    /// Flags alone.
    Nobody,
}

impl Asking {
    /// A person, unless there is none or none is wanted.
    pub fn of(setup: &FirstSetup) -> Self {
        if setup.no_input || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() { Self::Nobody } else { Self::Person }
    }

    /// The flags that have to be there when nobody can be asked; all that are missing in one error.
    ///
    /// # Errors
    /// Names the flags.
    pub fn check(self, setup: &FirstSetup) -> Result<()> {
        if self == Self::Person {
            return Ok(());
        }
        let wanted = [
            (setup.discord_token.is_none(), "--discord-token", DISCORD),
            (setup.client_id.is_none(), "--client-id", DEVIANTART),
            (setup.client_secret.is_none(), "--client-secret", DEVIANTART),
        ];
        let missing: Vec<String> =
            wanted.iter().filter(|(missing, ..)| *missing).map(|(_, flag, at)| format!("{flag} (found at {at})")).collect();
        if !missing.is_empty() {
            bail!("nobody can be asked here, and these are missing: {}", missing.join(", "));
        }
        Ok(())
    }

    /// A secret, unless a flag gave it.
    ///
    /// # Errors
    /// When the person gives up.
    pub fn secret(self, given: Option<&str>, question: &str, help: &str) -> Result<SecretString> {
        let answer = match given {
            Some(given) => given.to_owned(),
            None => {
                let asked = Password::new(question).with_help_message(help).with_display_mode(PasswordDisplayMode::Masked);
                asked.without_confirmation().prompt().context("the set-up was given up; nothing was written")?
            }
        };
        Ok(SecretString::from(answer.trim().to_owned()))
    }

    /// A text, unless a flag gave it.
    ///
    /// # Errors
    /// As [`secret`](Self::secret).
    pub fn text(self, given: Option<&str>, question: &str, help: &str) -> Result<String> {
        match given {
            Some(given) => Ok(given.trim().to_owned()),
            None => {
                let asked = Text::new(question).with_help_message(help).prompt();
                Ok(asked.context("the set-up was given up; nothing was written")?.trim().to_owned())
            }
        }
    }

    /// Yes or no, unless a flag said so; no where nobody can be asked.
    ///
    /// # Errors
    /// As [`secret`](Self::secret).
    pub fn yes(self, given: bool, question: &str) -> Result<bool> {
        match (given, self) {
            (true, _) => Ok(true),
            (false, Self::Nobody) => Ok(false),
            (false, Self::Person) => Ok(Confirm::new(question).with_default(false).prompt()?),
        }
    }

    /// An answer that was wrong: a person is asked again, without the flag's value; where there is nobody, that is the end.
    ///
    /// # Errors
    /// The reason, where nobody can be asked.
    pub fn again(self, error: anyhow::Error) -> Result<()> {
        match self {
            Self::Nobody => Err(error),
            Self::Person => {
                eprintln!("{}", domain::cause::chain(error.as_ref()));
                Ok(())
            }
        }
    }
}
