//! What the tests of several crates share: [samples](sample), rows [planted](plant) in a store as a projector would write them, the questions of the
//! [hot](hot) paths, and one way to [wait](until). It never becomes part of the program, and starts no server: that is `testbed`'s.
//!
//! To add a sample, add a function to [`sample`] that takes what makes two of its kind different, and change the rest where it is used
//! (`Post { mature: true, ..sample::post(1) }`).

pub mod hot;
pub mod plant;
pub mod sample;
mod wait;

pub use wait::{PATIENCE, until, until_or};
