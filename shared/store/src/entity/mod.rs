//! The tables as SeaORM sees them. A column's type says what it holds ([`crate::column`]); read rows with [`crate::read::Rows`], which says of a
//! value that cannot be read where it is.

pub mod alert;
pub mod artist;
pub mod aside;
pub mod audit;
pub mod backup_restored;
pub mod backup_taken;
pub mod channel_hold;
pub mod channel_state;
pub mod checkpoint;
pub mod chore;
pub mod folder;
pub mod folder_notice;
pub mod gateway_start;
pub mod guild;
pub mod guild_notice;
pub mod guild_settings;
pub mod hourly;
pub mod lease;
pub mod log_place;
pub mod loss;
pub mod moving;
pub mod notification;
pub mod parked;
pub mod parked_event;
pub mod post;
pub mod post_folder;
pub mod process;
pub mod projection;
pub mod refused;
pub mod retention;
pub mod schedule_state;
pub mod sender_start;
pub mod source;
pub mod watch;
pub mod watch_version;
