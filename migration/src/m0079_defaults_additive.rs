//! A watch may have some options as its server's defaults, and a server has a default for each option. `inherits`: the words of these options; null: the
//! watch has none. The settings are null where the server has set nothing.

use crate::table::{Column, Type::Text, may};

pub const WATCH: [Column; 1] = [may("inherits", Text)];
pub const SETTINGS: [Column; 5] =
    [may("mature_way", Text), may("style", Text), may("rhythm", Text), may("quiet", Text), may("catch_up", Text)];
