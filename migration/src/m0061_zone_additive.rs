//! A server has a time zone, by its IANA name; null: UTC.

use crate::table::{Column, Type::Text, may};

pub const SETTINGS: [Column; 1] = [may("zone", Text)];
