//! `/why`, and **Why is this here?** on a card: what became of a post in this server, as far as the asker may know of it.

use super::answer::{Answer, send};
use super::asked::Asked;
use super::context::{Context, Data, ask, watches_of};
use super::error::Error;
use super::lines::fitting;
use super::panel::{Chosen, change_button};
use super::sight::{Asker, Seen, Sight, begin};
use super::{folder, lists, suggest};
use crate::card::{allowed, literal};
use crate::discord::time::created;
use crate::text;
use crate::text::why::{About, Case};
use deviantart::PostAddress;
use domain::explain::{Awaited, Fate, Unnoted};
use domain::filter::Ruling;
use domain::id::{ChannelId, MessageId, PostId, WatchId};
use domain::notification::Hold;
use domain::post::Post;
use domain::verdict::{Place, filtered, is_here};
use domain::watch::Watch;
use serenity::all::{CreateActionRow, CreateEmbed, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption, Message};
use std::collections::HashSet;
use store::insight::Title;
use store::trace::{NotificationTrace, PostTrace};

/// Sent messages of which it is asked how many posts they are for.
const COUNTED: usize = 5;

/// Tell what became of a post here, and why
#[poise::command(slash_command)]
pub(crate) async fn why(
    ctx: Context<'_>,
    #[description = "The post: paste its link, or choose its title"]
    #[autocomplete = "suggest::posts"]
    #[max_length = 500]
    post: String,
) -> Result<(), Error> {
    let (data, asker) = begin(ctx).await?;
    let answer = match Asked::parse(&post) {
        Asked::Post(id) => of_post(data, &asker, id).await?,
        Asked::Page(page) => of_page(data, &asker, page).await?,
        Asked::Title(title) => of_title(data, &asker, &title).await?,
        Asked::NoPost => return Err(Error::Refused(text::why::no_post())),
        Asked::NumberOnly => return Err(Error::Refused(text::why::number_only())),
    };
    send(ctx, answer).await
}

/// Tells why this card is here.
#[poise::command(context_menu_command = "Why is this here?")]
pub(crate) async fn why_here(ctx: Context<'_>, message: Message) -> Result<(), Error> {
    let (data, asker) = begin(ctx).await?;
    let message = asker.origin_of(ChannelId(message.channel_id.get()), MessageId(message.id.get()));
    let answer = of_message(data, &asker, message, None).await?;
    send(ctx, answer).await
}

/// Answers the choice of another post of the same message.
pub(super) async fn chosen(data: &Data, asker: Asker, message: (ChannelId, MessageId), chosen: Chosen) -> Result<Answer, Error> {
    let post = chosen.values.first().and_then(|id| id.parse().ok()).map(PostId);
    of_message(data, &asker, message, Some(post.ok_or(Error::Old)?)).await
}

/// The posts of a message: this one, or the first; the others are in a menu.
async fn of_message(data: &Data, asker: &Asker, (channel, message): (ChannelId, MessageId), post: Option<PostId>) -> Result<Answer, Error> {
    if !Sight::fetched_channels(data, asker.clone(), &[channel]).await.sees(channel) {
        return Err(Error::Refused(text::panel::no_card()));
    }
    let posts = ask(data.store.posts_of_message(asker.guild(), channel, message)).await?;
    let titles = ask(data.store.titles_of(&posts)).await?;
    let found =
        post.filter(|post| posts.contains(post)).or_else(|| titles.first().map(|title| title.post)).or_else(|| posts.first().copied());
    let Some(found) = found else { return Err(Error::Refused(no_card(data, message).await?)) };
    let answer = of_post(data, asker, found).await?;
    if titles.len() < 2 {
        return Ok(answer);
    }
    let option = |title: &Title| {
        // They are all of one artist, who is named above.
        let name = text::why::choice(&suggest::title(title), None);
        CreateSelectMenuOption::new(folder::choice_name(&name), title.post.to_string()).default_selection(title.post == found)
    };
    let options = titles.iter().take(super::context::MAX_CHOICES as usize).map(option).collect();
    let menu = CreateSelectMenu::new(format!("v1.why.{}.{}", channel.0, message.0), CreateSelectMenuKind::String { options });
    Ok(answer.below(CreateActionRow::SelectMenu(menu.placeholder(text::why::choose()))))
}

/// Nothing is known of a message; what it was may be forgotten.
async fn no_card(data: &Data, message: MessageId) -> Result<String, Error> {
    let forgotten = ask(data.store.history().forgotten()).await?;
    let old = forgotten.is_some_and(|forgotten| domain::keep::may_be_forgotten(created(message.0), forgotten));
    Ok(if old { text::why::forgotten_card() } else { text::panel::no_card() })
}

/// What is known of the post of this title, as far as its artist is watched where the asker sees it.
async fn of_title(data: &Data, asker: &Asker, typed: &str) -> Result<Answer, Error> {
    let seen = super::sight::seen(data, asker.clone()).await?;
    let titles = ask(suggest::titles(data, &seen.watches)).await?;
    let wanted = typed.to_lowercase();
    let same = titles.iter().find(|title| title.title.trim().to_lowercase() == wanted);
    let found = same.or_else(|| titles.iter().find(|title| !wanted.is_empty() && title.title.to_lowercase().contains(&wanted)));
    match found {
        Some(title) => of_post(data, asker, title.post).await,
        None => Err(Error::Refused(text::why::no_such_title(typed))),
    }
}

/// What became of the post at this address.
async fn of_page(data: &Data, asker: &Asker, page: PostAddress) -> Result<Answer, Error> {
    let artist = ask(data.store.history().artist_called(&page.artist)).await?;
    if let Some(artist) = &artist
        && let Some(post) = ask(data.store.history().post_at(artist.id, &page.url, page.number.as_deref())).await?
    {
        return known(data, asker, post, Some(&artist.name)).await;
    }
    let seen = super::sight::seen(data, asker.clone()).await?;
    let name = artist.as_ref().map_or(page.artist.as_str(), |artist| artist.name.as_str());
    let of_artist = |watch: &&Watch| artist.as_ref().is_some_and(|artist| artist.id == watch.wish.artist);
    let watches: Vec<&Watch> = seen.watches.iter().filter(of_artist).collect();
    let Some(artist) = artist.as_ref().filter(|_| !watches.is_empty()) else {
        return Err(Error::Refused(text::why::not_watched(Some(name), seen.hidden)));
    };
    let sources = ask(data.store.history().sources_of(&[artist.id])).await?;
    let lists = lists::checked(&watches, &sources, data.clock.now());
    let mut lines = vec![text::why::unseen(name, artist.vanished.is_some(), &lists)];
    lines.extend(lists.iter().map(text::why::checked));
    if seen.hidden > 0 {
        lines.push(text::list::more_hidden(seen.hidden));
    }
    Ok(Answer::embed(CreateEmbed::new().title(text::why::unseen_title()).description(lines.join("\n"))))
}

/// What became of a post by its id.
async fn of_post(data: &Data, asker: &Asker, id: PostId) -> Result<Answer, Error> {
    match ask(data.store.history().post(id)).await? {
        Some(post) => known(data, asker, post, None).await,
        None => Err(Error::Refused(text::why::not_watched(None, super::sight::seen(data, asker.clone()).await?.hidden))),
    }
}

/// What became of a post that is known. That it is known is told only to who sees a watch that it concerns: another server may watch its artist.
async fn known(data: &Data, asker: &Asker, post: PostTrace, artist: Option<&str>) -> Result<Answer, Error> {
    let (guild, id) = (asker.guild(), post.post.id);
    let (rows, watches) = (ask(data.store.notifications_in(guild, id)).await?, ask(watches_of(data, guild)).await?);
    let channels: Vec<ChannelId> = watches.iter().map(|watch| watch.wish.channel).chain(rows.iter().map(|row| row.channel)).collect();
    let sight = Sight::fetched_channels(data, asker.clone(), &channels).await;
    let mut seen = sight.of(watches);
    let places = ask(data.store.history().places_of(id)).await?;
    let noted: HashSet<WatchId> = rows.iter().map(|row| row.watch).collect();
    let rows: Vec<NotificationTrace> = rows.into_iter().filter(|row| sight.sees(row.channel)).collect();
    seen.watches.retain(|watch| concerns(watch, &post, &places) || rows.iter().any(|row| row.watch == watch.id));
    folder::name_fully(data, &mut seen.watches).await;
    let unnoted = Unnoted {
        post: &post.post,
        seen: post.first_seen_at,
        removed: post.removed,
        places: &places,
        forgotten: ask(data.store.history().forgotten()).await?,
    };
    let mut cases = cases(&unnoted, &seen, (&noted, rows));
    if cases.is_empty() {
        return Err(Error::Refused(text::why::not_watched(artist, seen.hidden)));
    }
    look_around(data, asker, &mut cases).await?;
    let name = match artist {
        Some(name) => name.to_owned(),
        None => ask(data.store.history().artist(post.post.artist)).await?.map(|artist| artist.name).unwrap_or_default(),
    };
    Ok(shown(asker, &post, &name, (&cases, seen.hidden)))
}

/// Whether somebody who asks about the post means this watch too.
fn concerns(watch: &Watch, post: &PostTrace, places: &[Place]) -> bool {
    watch.wish.artist == post.post.artist || is_here(&watch.wish, &post.post, places)
}

/// Each watch with what became of the post for it; `noted`: the watches that have a row, also where the asker may not see it.
fn cases(unnoted: &Unnoted<'_>, seen: &Seen, (noted, rows): (&HashSet<WatchId>, Vec<NotificationTrace>)) -> Vec<Case> {
    let find = |id: WatchId| seen.watches.iter().find(|watch| watch.id == id).cloned();
    let told = rows.into_iter().map(|row| {
        let watch = find(row.watch);
        Case {
            word: watch.as_ref().and_then(|watch| word(watch, unnoted.post)),
            watch,
            channel: row.channel,
            fate: row.fate.clone(),
            row: Some(row),
            broken: None,
            others: 0,
            forum: false,
        }
    });
    let without = seen.watches.iter().filter(|watch| !noted.contains(&watch.id)).map(|watch| Case {
        word: word(watch, unnoted.post),
        watch: Some(watch.clone()),
        channel: watch.wish.channel,
        fate: Fate::without_row(&watch.wish, unnoted),
        row: None,
        broken: None,
        others: 0,
        forum: false,
    });
    told.chain(without).collect()
}

/// The word by which the watch's filter, as it is now, leaves the post out.
fn word(watch: &Watch, post: &Post) -> Option<String> {
    let decision = filtered(&watch.wish, post).filter(|decision| decision.ruling == Ruling::Refuses)?;
    decision.by.map(str::to_owned)
}

/// Since when channels take nothing, which are forums, and how many posts are in the same messages.
async fn look_around(data: &Data, asker: &Asker, cases: &mut [Case]) -> Result<(), Error> {
    for case in cases.iter_mut() {
        case.forum = data.picture().last_info(asker.guild(), case.channel).is_some_and(|info| info.is_forum());
    }
    if cases.iter().any(|case| matches!(case.fate, Fate::Held { .. })) {
        let waiting = ask(data.store.waiting(asker.guild())).await?;
        for case in cases.iter_mut() {
            let hold = match case.fate {
                Fate::Held { awaited: Awaited::Channel, .. } => Hold::Channel,
                Fate::Held { awaited: Awaited::AgeRestriction, .. } => Hold::Mature,
                _ => continue,
            };
            let here = waiting.iter().find(|one| one.channel.channel == case.channel && one.channel.hold == hold);
            case.broken = here.map(|one| one.channel.since);
        }
    }
    let sent = cases.iter_mut().filter_map(|case| case.row.as_ref().and_then(|row| row.message).map(|message| (message, case)));
    for (message, case) in sent.take(COUNTED) {
        case.others = ask(data.store.posts_of_message(asker.guild(), case.channel, message)).await?.len().saturating_sub(1);
    }
    Ok(())
}

fn shown(asker: &Asker, post: &PostTrace, artist: &str, (cases, hidden): (&[Case], u32)) -> Answer {
    let of = &post.post;
    let about = About {
        artist: if artist.is_empty() { text::card::unknown_artist() } else { artist },
        kind: of.kind,
        mature: of.mature,
        published: of.published_at,
        seen: post.first_seen_at,
        removed: post.removed.then_some(post.removed_at),
    };
    let mut lines = vec![text::why::headline(cases), text::why::about(&about)];
    let begin = lines.len();
    lines = fitting(lines.into_iter().chain(cases.iter().map(|case| text::why::line(case, asker.guild()))));
    let missing = (begin + cases.len()).saturating_sub(lines.len());
    if missing > 0 {
        lines.push(text::why::more(missing));
    }
    if hidden > 0 {
        lines.push(text::list::more_hidden(hidden));
    }
    let title = literal(&of.title, 200);
    let title = if title.is_empty() { text::card::untitled(of.kind).to_owned() } else { title };
    let mut embed = CreateEmbed::new().title(title).description(lines.join("\n"));
    if let Some(link) = of.url.as_deref().and_then(allowed) {
        embed = embed.url(link);
    }
    let answer = Answer::embed(embed);
    match cases {
        [Case { watch: Some(watch), .. }] => answer.below(CreateActionRow::Buttons(vec![change_button(watch.id)])),
        _ => answer,
    }
}
