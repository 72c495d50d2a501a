//! The simulated DeviantArt.
