//! Tells a guild, once a day at most, what is wrong with its channels: in a place where everybody who reads it sees the channels that it names.

use super::context::{Context, Guard};
use super::telling::News;
use crate::discord::answer::Answer;
use crate::discord::audience::Rooms;
use crate::discord::classify::{self, Class, Meaning};
use crate::discord::rest::{Failure, send_route};
use crate::language;
use crate::text::broken::{Deleted, Notice, Unnamed};
use domain::id::{ChannelId, FolderId, GuildId};
use domain::notification::Hold;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::folders::GoneFolder;

/// Places that are tried.
const PLACES: usize = 4;
/// Threads that are asked for: they are not in a guild's list of channels.
const THREADS: usize = 10;

/// Tells the guild. True: done, or impossible and written down.
pub(super) async fn tell(ctx: &Context, news: &News, guard: &Guard) -> bool {
    let rooms = match rooms(ctx, news.guild, guard).await {
        Ok(Some(rooms)) => rooms,
        Ok(None) => return written(ctx, news, "the bot is not in the server any more, or may not see it").await,
        Err(()) => return false,
    };
    let Ok(settings) = ctx.store.guild_settings(news.guild).await else { return false };
    let Ok(language) = ctx.store.guild_language(news.guild).await else { return false };
    let chosen = settings.notices.map(|channel| channel.0);
    let seen_as = seen_as(ctx, news, guard).await;
    let listed: Vec<u64> = seen_as.values().copied().collect();
    let broken: HashSet<u64> = news.broken.iter().filter(|row| row.hold == Hold::Channel).map(|row| row.channel.0).collect();
    let mut places = rooms.places(&listed, &broken);
    if let Some(last) = places.iter().copied().nth(PLACES) {
        // Where the bot may not write to the few who know, it tells the others what may be said there.
        let fallback = rooms.places(&[], &broken).first().copied().unwrap_or(last);
        places.truncate(PLACES);
        if !places.contains(&fallback) {
            places.push(fallback);
        }
    }
    if let Some(chosen) = chosen.filter(|chosen| rooms.has(*chosen) && !broken.contains(chosen)) {
        places.retain(|place| *place != chosen);
        places.insert(0, chosen);
    }
    for place in places {
        let named = |channel: ChannelId| seen_as.get(&channel).is_some_and(|room| rooms.all_see(place, *room));
        let body = json!({
            "content": language::with(language.unwrap_or_default(), || notice(news, named).words()),
            "allowed_mentions": {"parse": []},
            "nonce": nonce(news),
            "enforce_nonce": true,
        });
        let place = ChannelId(place);
        let Ok(permit) = ctx.rest.permit(send_route(place), &guard.stop).await else { return false };
        if !guard.may_send() {
            return false;
        }
        let answer = ctx.rest.create_message(permit, place, &body).await;
        match classify::message(&answer, place) {
            Class::Delivered(_) => {
                let (channels, folders) = (news.broken.len(), news.folders.len());
                tracing::info!(guild = %news.guild, channels, folders, %place, "told the guild which of its channels and watches get no messages");
                return written(ctx, news, &format!("told in channel {place}")).await;
            }
            Class::Broken { .. } | Class::Rejected { .. } | Class::Archived => {}
            // The same nonce later.
            _ => return false,
        }
    }
    written(ctx, news, "there is no place to tell it").await
}

async fn written(ctx: &Context, news: &News, how: &str) -> bool {
    let now = ctx.clock.now();
    let channels: Vec<String> = news.broken.iter().map(|row| row.channel.to_string()).collect();
    let folders: Vec<String> = news.folders.iter().map(|gone| gone.folder.to_string()).collect();
    let detail = format!("{how}; channels: {}; deleted folders: {}", channels.join(", "), folders.join(", "));
    let noted = async {
        ctx.store.audit(news.guild, now, "channel_broken_told", &detail).await?;
        let folders: Vec<FolderId> = news.folders.iter().map(|gone| gone.folder).collect();
        ctx.store.save_folders_told(news.guild, &folders, now).await?;
        ctx.store.save_guild_notice(news.guild, now).await
    };
    noted.await.is_ok()
}

/// The guild's channels. None: it does not show itself to the bot. Err: ask later.
async fn rooms(ctx: &Context, guild: GuildId, guard: &Guard) -> Result<Option<Rooms>, ()> {
    let Some(about) = read(ctx.rest.guild(guild, &guard.stop).await)? else { return Ok(None) };
    let channels = read(ctx.rest.guild_channels(guild, &guard.stop).await)?.unwrap_or(Value::Array(Vec::new()));
    let me = ctx.rest.me(&guard.stop).await.ok().filter(|answer| answer.status == 200).and_then(|answer| answer.id("id")).ok_or(())?;
    Rooms::read(&about, &channels, me).map(Some).ok_or(())
}

fn read(answer: Result<Answer, Failure>) -> Result<Option<Value>, ()> {
    match answer {
        Ok(answer) if answer.status == 200 => answer.body.map(Some).ok_or(()),
        Ok(answer) if matches!(classify::meaning(&answer), Meaning::Gone | Meaning::Forbidden) => Ok(None),
        _ => Err(()),
    }
}

/// Who sees each of these channels: those who see this one. A thread is seen by those who see its parent; a private thread, and a channel that
/// is gone, are not to be named.
async fn seen_as(ctx: &Context, news: &News, guard: &Guard) -> HashMap<ChannelId, u64> {
    let all = news.broken.iter().map(|row| row.channel).chain(news.ended.iter().map(|one| one.channel));
    let all: HashSet<ChannelId> = all.chain(news.folders.iter().map(|gone| gone.channel)).collect();
    let mut seen = HashMap::new();
    let mut asked = 0;
    for channel in all {
        let mut room = channel.0;
        if ctx.places.picture().parent_of(news.guild, channel).is_some() && asked < THREADS {
            asked += 1;
            let answer = ctx.rest.channel(channel, &guard.stop).await;
            let body = answer.ok().filter(|answer| answer.status == 200).and_then(|answer| answer.body);
            let public = body.filter(|body| matches!(body.get("type").and_then(Value::as_u64), Some(10 | 11)));
            let parent = public.and_then(|body| crate::discord::answer::snowflake(body.get("parent_id")?));
            let Some(parent) = parent else { continue };
            room = parent;
        }
        seen.insert(channel, room);
    }
    seen
}

fn notice(news: &News, named: impl Fn(ChannelId) -> bool) -> Notice {
    let mut closed = BTreeMap::<String, Vec<ChannelId>>::new();
    let (mut unrestricted, mut ended, mut folders, mut unnamed) = (Vec::new(), Vec::new(), Vec::new(), Unnamed::default());
    for row in &news.broken {
        match row.hold {
            _ if !named(row.channel) => unnamed.channels += 1,
            Hold::Channel => closed.entry(row.reason.clone()).or_default().push(row.channel),
            Hold::Mature => unrestricted.push(row.channel),
        }
    }
    for one in &news.ended {
        match named(one.channel) {
            true => ended.push((one.channel, one.count)),
            false => unnamed.messages = unnamed.messages.saturating_add(one.count),
        }
    }
    for gone in &news.folders {
        let GoneFolder { channel, artist_name, folder_name, namesake, .. } = gone.clone();
        match named(channel) {
            true => folders.push(Deleted { channel, artist: artist_name, folder: folder_name, namesake }),
            false => unnamed.folders = unnamed.folders.saturating_add(1),
        }
    }
    Notice { closed: closed.into_iter().collect(), unrestricted, ended, folders, unnamed }
}

/// One for each time that this guild is told.
fn nonce(news: &News) -> String {
    let name = format!("notice:{}:{}", news.guild, news.told_at.map_or(0, |at| at.timestamp_micros()));
    crate::card::nonce(domain::id::NotificationId(uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, name.as_bytes())))
}
