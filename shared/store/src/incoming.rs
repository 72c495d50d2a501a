//! Watches that come from elsewhere.

use crate::bot::{self, AddWatch};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::projection::announced;
use domain::clock::Timestamp;
use domain::id::{PostId, WatchId};
use domain::watch::NewWatch;

impl BotStore {
    /// [`add_watch`](Self::add_watch) for a watch that comes from elsewhere, where these posts were announced: in the same transaction they are
    /// noted as announced, so that no fold comes between. A watch that is there already stays as it is, and nothing is noted for it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn import_watch(&self, wish: &NewWatch, posts: &[PostId], limit: u32, now: Timestamp) -> Result<AddWatch, StoreError> {
        let (wish, posts, id) = (wish.clone(), posts.to_vec(), WatchId::random());
        self.write(move |tx| {
            let (wish, posts) = (wish.clone(), posts.clone());
            Box::pin(async move {
                let answer = bot::add(tx, id, wish, limit).await?;
                if let AddWatch::Added(watch) = &answer {
                    announced::note(tx, watch, &posts, now).await?;
                }
                Ok(answer)
            })
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use crate::Store;
    use crate::bot::AddWatch;
    use domain::clock::Timestamp;
    use domain::id::{ArtistId, ChannelId, GuildId, PostId};
    use domain::watch::NewWatch;
    use uuid::Uuid;

    #[tokio::test]
    async fn what_was_announced_elsewhere_comes_with_the_watch_and_once() {
        let store = Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let wish = NewWatch::new(GuildId(1), ChannelId(2), ArtistId(Uuid::from_u128(3)), "Somebody", now);
        let posts = [PostId(Uuid::from_u128(4)), PostId(Uuid::from_u128(5)), PostId(Uuid::from_u128(4))];
        let counted = async || store.for_ops().pipeline_status().await.unwrap().reasons.get("announced_before").copied();
        let refused = store.for_bot().import_watch(&wish, &posts, 0, now).await.unwrap();
        assert_eq!((refused, counted().await), (AddWatch::TooMany { limit: 0 }, None), "nothing of a watch that is not added");
        assert!(matches!(store.for_bot().import_watch(&wish, &posts, 9, now).await.unwrap(), AddWatch::Added(_)));
        assert_eq!(counted().await, Some(2));
        let more = [PostId(Uuid::from_u128(6))];
        assert!(matches!(store.for_bot().import_watch(&wish, &more, 9, now).await.unwrap(), AddWatch::Duplicate(_)));
        assert_eq!(counted().await, Some(2), "a watch that was there announces what it announced");
    }
}
