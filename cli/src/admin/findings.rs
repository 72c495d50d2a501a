//! What `doctor` finds: a line each, or one JSON document.

use anyhow::Result;
use serde_json::{Value, json};
use std::process::ExitCode;

/// The findings so far.
pub struct Findings {
    /// What was found, where one document is printed at the end; None: a line for each at once.
    json: Option<Vec<Value>>,
    bad: u32,
}

impl Findings {
    /// None yet; printed as they come, or, as `json`, all at the end.
    #[must_use]
    pub fn new(json: bool) -> Self {
        Self { json: json.then(Vec::new), bad: 0 }
    }

    /// Something that is well, or that somebody should look at.
    pub fn note(&mut self, what: &str, finding: Result<String>) {
        match finding {
            Ok(text) => self.tell("ok", what, text),
            Err(error) => {
                self.bad += 1;
                self.tell("FAIL", what, domain::cause::chain(error.as_ref()));
            }
        }
    }

    /// Something that an operator should know of, and that stops nothing.
    pub fn warn(&mut self, text: String) {
        self.tell("warn", "configuration", text);
    }

    fn tell(&mut self, verdict: &str, what: &str, text: String) {
        match &mut self.json {
            Some(found) => found.push(json!({ "verdict": verdict.to_lowercase(), "check": what, "message": text })),
            None => println!("{verdict:<5} {what:<14} {text}"),
        }
    }

    /// Nothing more is found: the exit code that says whether all is well.
    #[must_use]
    pub fn end(self) -> ExitCode {
        if let Some(found) = &self.json {
            println!("{}", json!({ "well": self.bad == 0, "findings": found }));
        }
        if self.bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
