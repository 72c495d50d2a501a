//! Watches may post digests, and have quiet hours. `rhythm`: null where each post comes at once. `quiet`: null where posts come at any hour.

use crate::table::{Column, Type::Text, may};

pub const WATCH: [Column; 2] = [may("rhythm", Text), may("quiet", Text)];
