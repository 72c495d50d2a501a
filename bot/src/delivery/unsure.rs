//! Tells a channel that nobody knows whether posts were announced there.

use super::context::{Context, Guard};
use super::task::Task;
use crate::card;
use crate::discord::ask::post_route;
use crate::discord::rest::send_route;
use crate::language;
use crate::text;
use crate::text::unsure::Why;
use domain::id::NotificationId;
use serde_json::json;
use uuid::Uuid;

/// Once a channel and life, in the channel itself: the bot may write there, it only cannot read what it wrote. What Discord does not take is not
/// repeated; the reason stands at the notification, and in the audit.
pub(super) async fn tell(ctx: &Context, task: &Task, why: &Why, guard: &Guard) {
    let (due, forum) = (&task.due, task.forum);
    let (at, guild, channel) = (ctx.clock.now(), due.guild, due.channel);
    if let Err(error) = ctx.store.audit(guild, at, "unsure", &format!("channel {channel}: posts are held: {}", why.english())).await {
        tracing::debug!(%error, "the audit was not written");
    }
    // The same within Discord's memory of nonces.
    let nonce = crate::card::nonce(NotificationId(Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("unsure:{channel}").as_bytes())));
    let body = json!({
        "content": language::with(due.language, || text::unsure::held(why)), "allowed_mentions": {"parse": []}, "nonce": nonce, "enforce_nonce": true,
    });
    let route = if forum { post_route(channel) } else { send_route(channel) };
    let Ok(permit) = ctx.rest.permit(route, &guard.stop).await else { return };
    if !guard.may_send() {
        return;
    }
    let answer = if forum {
        let tags = ctx.places.picture().last_info(guild, channel).and_then(|info| info.wants);
        let name = language::with(due.language, text::unsure::title);
        ctx.rest.create_post(permit, channel, &card::post(name, body, tags.and_then(|tags| card::tag_for(due, &tags)))).await
    } else {
        ctx.rest.create_message(permit, channel, &body).await
    };
    match answer {
        Ok(answer) if (200..300).contains(&answer.status) => tracing::info!(%guild, %channel, "told the channel that posts are held"),
        other => {
            tracing::warn!(%guild, %channel, answer = ?other.map(|answer| answer.status), "the channel could not be told that posts are held")
        }
    }
}
