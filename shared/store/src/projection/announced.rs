//! Posts that another system announced.

use super::batch::{Changes, Loaded, Tables};
use super::write;
use crate::error::StoreError;
use domain::clock::Timestamp;
use domain::id::{NotificationId, PostId};
use domain::notification::{NewNotification, Suppressed};
use domain::watch::Watch;
use sea_orm::DatabaseTransaction;

/// Notes that these posts were announced to this watch elsewhere: they are never announced again.
pub(crate) async fn note(tx: &DatabaseTransaction, watch: &Watch, posts: &[PostId], now: Timestamp) -> Result<(), StoreError> {
    let row = |&post: &PostId| NewNotification {
        id: NotificationId::card(watch.id, post),
        watch: watch.id,
        guild: watch.wish.guild,
        channel: watch.wish.channel,
        artist: watch.wish.artist,
        post: Some(post),
        suppressed: Some(Suppressed::AnnouncedBefore),
        digest: None,
        observed_at: now,
        due_at: now,
    };
    let changes = Changes { notifications: posts.iter().map(row).collect(), ..Changes::default() };
    write::write(tx, Tables::Live, &Loaded::default(), changes).await.map(|_| ())
}
