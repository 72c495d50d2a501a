//! The gateway connection: commands in, hints for the sender out.
