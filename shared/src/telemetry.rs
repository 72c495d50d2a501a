//! Logs: readable message and dotted fields, no secrets.
