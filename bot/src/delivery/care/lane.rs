//! Takes chores: those of mature posts, or the others. Each lane has its own place, so that a picture that has to go waits for no title.

use super::super::context::{Context, Guard};
use super::message::{Left, about, all};
use chrono::TimeDelta;
use domain::id::PostId;
use domain::retry::jittered;
use futures_util::FutureExt;
use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use store::care::Chore;
use tokio::task::JoinSet;
use tracing::Instrument;

/// Posts that are looked after at the same time.
const WIDTH: usize = 4;
/// The longest wait between two looks at a message: where a picture has to go, and else.
const LONGEST_URGENT: Duration = Duration::from_secs(3_600);
const LONGEST: Duration = Duration::from_secs(6 * 3_600);

/// Works until the right to send ends.
pub(in super::super) async fn run(ctx: Arc<Context>, guard: Guard, urgent: bool) {
    let (mut at_work, mut busy) = (JoinSet::new(), HashSet::<PostId>::new());
    while guard.may_send() {
        if busy.len() < WIDTH {
            match ctx.store.chores(urgent, ctx.clock.now(), (WIDTH + busy.len()) as u64).await {
                Ok(chores) => {
                    for chore in chores {
                        if busy.len() < WIDTH && busy.insert(chore.post) {
                            at_work.spawn(mind(ctx.clone(), guard.clone(), chore));
                        }
                    }
                }
                Err(error) => ctx.store_trouble(&error),
            }
        }
        tokio::select! {
            () = guard.stop.cancelled() => return,
            Some(ended) = at_work.join_next(), if !at_work.is_empty() => match ended {
                Ok(post) => {
                    busy.remove(&post);
                }
                Err(error) => tracing::error!(%error, "a task about sent messages ended abnormally"),
            },
            () = tokio::time::sleep(ctx.tuning.look_every) => {}
        }
    }
}

/// Does one chore. A panic is trouble of this post alone.
async fn mind(ctx: Arc<Context>, guard: Guard, chore: Chore) -> PostId {
    let looked = AssertUnwindSafe(all(&ctx, &guard, &chore)).catch_unwind().instrument(about(chore.post)).await;
    let noted = match looked {
        Ok(Ok(Left::Nothing)) => ctx.store.end_chore(&chore).await,
        Ok(Ok(Left::Again(least))) => put_off(&ctx, &chore, least).await,
        Ok(Ok(Left::Stopped)) => Ok(()),
        Ok(Err(error)) => Err(error),
        Err(_) => {
            tracing::error!(post = %chore.post, "looking after sent messages panicked, which is a bug in this program; trying again later");
            put_off(&ctx, &chore, ctx.tuning.care).await
        }
    };
    if let Err(error) = noted {
        ctx.store_trouble(&error);
        // Not again at once.
        guard.stop.run_until_cancelled(tokio::time::sleep(ctx.tuning.care)).await;
    }
    chore.post
}

async fn put_off(ctx: &Context, chore: &Chore, least: Duration) -> Result<(), store::StoreError> {
    let longest = if chore.urgent { LONGEST_URGENT } else { LONGEST };
    let wait = ctx.tuning.care.saturating_mul(1 << chore.tries.min(16)).min(longest).max(least);
    let wait = TimeDelta::from_std(jittered(wait)).unwrap_or(TimeDelta::hours(1));
    ctx.store.put_off(chore, domain::clock::micros(ctx.clock.now() + wait)).await
}
