//! Channels that take nothing: held, told of once, probed, healed.

use super::context::{Context, Guard};
use crate::discord::answer::{Answer, snowflake};
use crate::discord::classify::{self, Class, Meaning};
use crate::discord::picture::read::channel_info;
use crate::discord::rest::send_route;
use crate::text;
use chrono::TimeDelta;
use serde_json::{Value, json};
use shared::clock::Timestamp;
use shared::id::ChannelId;
use shared::store::StoreError;
use shared::store::bot::BrokenChannel;
use std::time::Duration;

/// The longest wait between two probes.
const LONGEST: TimeDelta = TimeDelta::hours(6);
/// Places that are tried to tell a guild.
const PLACES: usize = 3;

/// When a channel that is broken since `since` is to be probed next: waits grow with its age.
#[must_use]
pub(super) fn next_probe(since: Timestamp, now: Timestamp, first: Duration) -> Timestamp {
    let first = TimeDelta::from_std(first).unwrap_or(LONGEST);
    let wait = ((now - since) / 2).clamp(first.min(LONGEST), LONGEST);
    shared::clock::micros(now + wait)
}

/// Writes down that the channel is broken and holds what waits for it.
pub(super) async fn hold(ctx: &Context, row: &BrokenChannel, news: bool) -> Result<(), StoreError> {
    let now = ctx.clock.now();
    ctx.store.save_broken_channel(row).await?;
    ctx.store.hold_channel(row.channel, &row.reason, now).await?;
    if news {
        ctx.store.audit(row.guild, now, "channel_broken", &format!("channel {}: {}", row.channel, row.reason)).await?;
    }
    Ok(())
}

/// The channel takes messages again.
pub(super) async fn heal(ctx: &Context, row: &BrokenChannel) -> Result<(), StoreError> {
    let now = ctx.clock.now();
    // What came meanwhile falls under the catch-up policy too.
    ctx.store.hold_channel(row.channel, &row.reason, now).await?;
    let released = ctx.store.release_channel(row.channel, now - super::attempt::OLDEST, now).await?;
    ctx.store.delete_broken_channel(row.channel).await?;
    ctx.store.audit(row.guild, now, "channel_healed", &format!("channel {}: {released} held messages released", row.channel)).await?;
    tracing::info!(channel = %row.channel, guild = %row.guild, released, "a broken channel works again");
    Ok(())
}

/// What a probe found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Probe {
    Healed,
    Still(String),
    /// Discord could not be asked.
    Unclear,
}

/// Asks whether the bot may write there, without writing: the typing indicator needs the same permission as a message.
pub(super) async fn probe(ctx: &Context, channel: ChannelId, guard: &Guard) -> Probe {
    let answer = ctx.rest.channel(channel, &guard.stop).await;
    match judge(&answer, channel) {
        Probe::Healed => {}
        other => return other,
    }
    if let Some(info) = answer.ok().and_then(|answer| answer.body.as_ref().and_then(channel_info)) {
        ctx.places.picture().put(info);
    }
    judge(&ctx.rest.typing(channel, &guard.stop).await, channel)
}

fn judge(answer: &Result<Answer, crate::discord::rest::Failure>, channel: ChannelId) -> Probe {
    if answer.as_ref().is_ok_and(|answer| (200..300).contains(&answer.status)) {
        return Probe::Healed;
    }
    match classify::message(answer, channel) {
        Class::Broken { reason, .. } => Probe::Still(reason),
        // An archived thread is woken by the sender.
        Class::Archived => Probe::Healed,
        _ => Probe::Unclear,
    }
}

/// Tells the guild, in another place, that this channel gets no messages. True: done, or impossible and written down.
pub(super) async fn tell(ctx: &Context, row: &BrokenChannel, guard: &Guard) -> bool {
    let places = match places(ctx, row, guard).await {
        Some(places) => places,
        None => return false,
    };
    let body = json!({
        "content": text::broken::channel(row.channel, &row.reason),
        "allowed_mentions": {"parse": []},
        "nonce": nonce(row),
        "enforce_nonce": true,
    });
    for place in places {
        let Ok(permit) = ctx.rest.permit(send_route(place), &guard.stop).await else { return false };
        if !guard.may_send() {
            return false;
        }
        let answer = ctx.rest.create_message(permit, place, &body).await;
        match classify::message(&answer, place) {
            Class::Delivered(_) => {
                tracing::info!(guild = %row.guild, channel = %row.channel, %place, "told the guild of a broken channel");
                return written(ctx, row, &format!("told in channel {place} that channel {} is broken", row.channel)).await;
            }
            Class::Broken { .. } | Class::Rejected { .. } | Class::Archived => {}
            // The same nonce later.
            _ => return false,
        }
    }
    written(ctx, row, &format!("channel {} is broken, and there is no place to tell it", row.channel)).await
}

async fn written(ctx: &Context, row: &BrokenChannel, detail: &str) -> bool {
    ctx.store.audit(row.guild, ctx.clock.now(), "channel_broken_told", detail).await.is_ok()
}

/// Where a guild may be told: its system channel, then its first text channels. None: ask later; empty: nowhere.
async fn places(ctx: &Context, row: &BrokenChannel, guard: &Guard) -> Option<Vec<ChannelId>> {
    let mut places = Vec::new();
    match ctx.rest.guild(row.guild, &guard.stop).await {
        Ok(answer) if answer.status == 200 => places.extend(answer.id("system_channel_id")),
        Ok(answer) if is_closed(&answer) => return Some(Vec::new()),
        _ => return None,
    }
    match ctx.rest.guild_channels(row.guild, &guard.stop).await {
        Ok(answer) if answer.status == 200 => places.extend(answer.body.as_ref().map(text_channels).unwrap_or_default()),
        Ok(answer) if is_closed(&answer) => {}
        _ => return None,
    }
    let mut seen = std::collections::HashSet::from([row.channel.0]);
    Some(places.into_iter().filter(|id| seen.insert(*id)).take(PLACES).map(ChannelId).collect())
}

/// Whether the guild is gone, or does not show itself to the bot.
fn is_closed(answer: &Answer) -> bool {
    matches!(classify::meaning(answer), Meaning::Gone | Meaning::Forbidden)
}

/// The ids of text and announcement channels, in the guild's order.
fn text_channels(body: &Value) -> Vec<u64> {
    let number = |channel: &Value, field: &str| channel.get(field).and_then(Value::as_i64);
    let mut found: Vec<(i64, u64)> = body
        .as_array()
        .into_iter()
        .flatten()
        .filter(|channel| matches!(number(channel, "type"), Some(0 | 5)))
        .filter_map(|channel| Some((number(channel, "position").unwrap_or(i64::MAX), snowflake(channel.get("id")?)?)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, id)| id).collect()
}

/// One for each time that the channel broke.
fn nonce(row: &BrokenChannel) -> String {
    let name = format!("broken:{}:{}", row.channel, row.since.timestamp_micros());
    crate::card::nonce(shared::id::NotificationId(uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, name.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probes_become_rarer() {
        let since = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let first = Duration::from_secs(300);
        let wait = |age: TimeDelta| next_probe(since, since + age, first) - (since + age);
        assert_eq!(wait(TimeDelta::zero()), TimeDelta::minutes(5));
        assert_eq!(wait(TimeDelta::hours(1)), TimeDelta::minutes(30));
        assert_eq!(wait(TimeDelta::days(30)), TimeDelta::hours(6));
        assert_eq!(wait(TimeDelta::days(-1)), TimeDelta::minutes(5), "a clock that went back");
    }

    #[test]
    fn a_guild_is_told_in_its_first_text_channel() {
        let body = json!([
            {"id": "3", "type": 2, "position": 0}, {"id": "4", "type": 0, "position": 2}, {"id": "5", "type": 5, "position": 1}, {"id": "x"}
        ]);
        assert_eq!(text_channels(&body), [5, 4]);
    }
}
