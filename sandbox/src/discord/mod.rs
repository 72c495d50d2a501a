//! The simulated Discord.
