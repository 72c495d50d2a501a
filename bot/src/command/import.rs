//! `/import`: adds what a file names, through the same path and with the same rights as `/watch`, after showing what would change.

use super::answer::{self, Answer, send};
use super::context::{Context, Data, ask, watches_of};
use super::error::Error;
use super::fix::Fix;
use super::portable::{self, Entry, Meant, Wrong};
use super::sight::{Asker, begin};
use super::wish::{Wish, Wished};
use super::{adding, artist, folder, place};
use crate::text;
use crate::text::file::Left;
use domain::id::ChannelId;
use domain::inherit::Aspect;
use domain::watch::{Watch, What};
use serenity::all::{ApplicationId, Attachment, ButtonStyle, CreateActionRow, CreateButton};
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Discord takes an answer for 15 minutes; what is not added by then is imported again.
const PATIENCE: Duration = Duration::from_secs(13 * 60);
/// Between two lines on how far it is.
const EVERY: Duration = Duration::from_secs(5);
/// Channels that Discord is asked for because of one file, beside those that it told of by itself.
const ASKED: usize = 50;

/// Add watches from a file of /export, or from a text file with one artist a line
#[poise::command(slash_command)]
pub(crate) async fn import(
    ctx: Context<'_>,
    #[description = "The file: from /export, or with one artist a line"] file: Attachment,
) -> Result<(), Error> {
    let (data, asker) = begin(ctx).await?;
    let answer = shown(data, &asker, &file).await?;
    send(ctx, answer).await
}

/// What the file would change.
async fn shown(data: &Data, asker: &Asker, file: &Attachment) -> Result<Answer, Error> {
    let refused = |bad| Error::Refused(text::file::bad(&bad));
    if usize::try_from(file.size).is_ok_and(|size| size > portable::BYTES) {
        return Err(refused(portable::Bad::Large));
    }
    let bytes = data.places.rest().attachment(&file.url, portable::BYTES).await;
    let bytes = bytes.map_err(|why| {
        tracing::info!(%why, "an attachment could not be fetched");
        Error::Refused(text::file::not_fetched())
    })?;
    let entries = portable::read(&bytes).map_err(refused)?;
    let plan = plan(data, asker, entries).await?;
    let said = text::file::plan(&plan.lines(), plan.there, &plan.left);
    if plan.add.is_empty() {
        return Ok(Answer::text(said));
    }
    let label = text::file::add(plan.add.len());
    let key = data.imports.put(asker.guild(), plan.add);
    let button = CreateButton::new(format!("v1.import.{key}")).label(label).style(ButtonStyle::Primary);
    Ok(Answer::text(said).rows(vec![CreateActionRow::Buttons(vec![button])]))
}

#[derive(Default)]
struct Plan {
    add: Vec<Entry>,
    /// How many are there already.
    there: usize,
    left: Vec<Left>,
}

impl Plan {
    /// Names by channel; None: here.
    fn lines(&self) -> Vec<(Option<ChannelId>, Vec<String>)> {
        let mut lines: Vec<(Option<ChannelId>, Vec<String>)> = Vec::new();
        for entry in &self.add {
            let channel = entry.channel();
            match lines.iter_mut().find(|(other, _)| *other == channel) {
                Some((_, names)) => names.push(entry.artist.clone()),
                None => lines.push((channel, vec![entry.artist.clone()])),
            }
        }
        lines
    }
}

/// What can be told without asking DeviantArt.
async fn plan(data: &Data, asker: &Asker, entries: Vec<Entry>) -> Result<Plan, Error> {
    let watches = ask(watches_of(data, asker.guild())).await?;
    let what = ask(data.store.guild_settings(asker.guild())).await?.watches.what();
    let mut places: HashMap<Option<ChannelId>, Option<String>> = HashMap::new();
    let mut plan = Plan::default();
    for entry in entries {
        let why = match wrong(&entry) {
            Some(wrong) => Some(wrong),
            None => refusal(data, asker, &mut places, entry.channel()).await?,
        };
        match why {
            Some(why) => plan.left.push(Left { artist: entry.artist, why }),
            None if watches.iter().any(|watch| is_there(watch, &entry, (asker.here(), what))) => plan.there += 1,
            None if plan.add.contains(&entry) => plan.there += 1,
            None => plan.add.push(entry),
        }
    }
    Ok(plan)
}

fn wrong(entry: &Entry) -> Option<String> {
    if let Err(error) = artist::parse(&entry.artist) {
        return error.answer();
    }
    entry.wrong().map(|wrong| text::file::wrong(&wrong))
}

/// Why nothing can be posted in this channel; each is asked for once.
async fn refusal(
    data: &Data,
    asker: &Asker,
    known: &mut HashMap<Option<ChannelId>, Option<String>>,
    channel: Option<ChannelId>,
) -> Result<Option<String>, Error> {
    if let Some(known) = known.get(&channel) {
        return Ok(known.clone());
    }
    if channel.is_some_and(|channel| !is_shown(data, asker, channel)) {
        let asked = known.keys().flatten().filter(|other| !is_shown(data, asker, **other)).count();
        if asked >= ASKED {
            return Ok(Some(text::file::wrong(&Wrong::Channel)));
        }
    }
    let found = match place::find(data, asker, channel.map(Wished::of)).await {
        Ok(_) => None,
        Err(error) => Some(error.into_refusal()?),
    };
    known.insert(channel, found.clone());
    Ok(found)
}

/// Whether the gateway told of this channel of the server. Of any other, Discord has to be asked.
fn is_shown(data: &Data, asker: &Asker, channel: ChannelId) -> bool {
    data.picture().last_known(asker.guild()).is_some_and(|guild| guild.channel(channel).is_some())
}

/// `here`, `what`: where it posts, and which kinds, where it says nothing of them.
fn is_there(watch: &Watch, entry: &Entry, (here, what): (ChannelId, What)) -> bool {
    let wish = &watch.wish;
    let name = artist::parse(&entry.artist).map(|asked| asked.name).unwrap_or_default();
    let folder = entry.folder().map(str::to_lowercase);
    let in_folder = folder.is_some();
    let same_folder = match (&wish.folder, folder) {
        (None, None) => !wish.group,
        (None, Some(folder)) => wish.group && folder::is_whole(&folder),
        (Some((id, name)), Some(folder)) => id.to_string() == folder || name.to_lowercase() == folder,
        _ => false,
    };
    let Ok(meant) = entry.meant() else { return false };
    let what = match meant.inherits.contains(Aspect::What) {
        true if in_folder => What::Everything,
        true => what,
        false => meant.what,
    };
    wish.artist_name.eq_ignore_ascii_case(&name) && wish.channel == meant.channel.unwrap_or(here) && wish.what == what && same_folder
}

/// Where it is told how far it is.
pub(super) struct Progress<'a> {
    pub application: ApplicationId,
    pub token: &'a str,
}

/// Adds what was shown, one by one, and says what became of it.
pub(super) async fn add(data: &Data, asker: &Asker, key: Uuid, progress: Progress<'_>) -> Result<Answer, Error> {
    let Some((entries, _)) = data.imports.take(asker.guild(), key) else { return Err(Error::Old) };
    let (all, began) = (entries.len(), Instant::now());
    let (mut added, mut there, mut left, mut told) = (0, 0, Vec::new(), began);
    // `/forget` takes this away, and then nothing more is added.
    let running = data.imports.put(asker.guild(), Vec::new());
    for (done, entry) in entries.into_iter().enumerate() {
        if data.imports.get(asker.guild(), running).is_none() {
            return Err(Error::Refused(text::file::stopped()));
        }
        if began.elapsed() >= PATIENCE {
            left.push(Left { artist: entry.artist, why: text::file::no_time() });
            continue;
        }
        if told.elapsed() >= EVERY {
            told = Instant::now();
            let said = Answer::text(text::file::progress(done, all));
            // Only a line on how far it is; the answer at the end counts.
            if let Err(error) = answer::replace_once(data.places.rest(), progress.application, progress.token, said).await {
                tracing::debug!(%error, "it could not be said how far an import is");
            }
        }
        match one(data, asker, &entry, began + PATIENCE).await {
            Ok(()) => added += 1,
            Err(Error::Fixable { fixes, .. }) if fixes.iter().any(|fix| matches!(fix, Fix::Change(_))) => there += 1,
            Err(error) => {
                error.log("import");
                left.push(Left { artist: entry.artist, why: error.answer().unwrap_or_default() });
            }
        }
    }
    data.imports.take(asker.guild(), running);
    tracing::info!(guild = %asker.guild(), watches = added, "watches were imported");
    Ok(Answer::text(text::file::imported(added, there, &left)))
}

/// As `/watch` does; where too many artists were looked up, it waits.
async fn one(data: &Data, asker: &Asker, entry: &Entry, until: Instant) -> Result<(), Error> {
    let wish = wish(data, asker, entry).await?;
    loop {
        match Box::pin(adding::add(data, asker, wish.clone())).await {
            Err(Error::Limited(limited)) if Instant::now() + limited.wait < until => {
                tokio::time::sleep(limited.wait.max(Duration::from_millis(100))).await;
            }
            outcome => return outcome.map(drop),
        }
    }
}

async fn wish(data: &Data, asker: &Asker, entry: &Entry) -> Result<Wish, Error> {
    let refused = |wrong| Error::Refused(text::file::wrong(&wrong));
    // In full: what a file carries is asked for here, or this does not compile.
    let Meant { artist, channel, what, folder, mature, mature_way, ping, filter, style, rhythm, catch_up, template, inherits } =
        entry.meant().map_err(refused)?;
    let ping = match ping.filter(|_| !inherits.contains(Aspect::Ping)) {
        None => None,
        Some(role) => {
            let guild = data.places.guild(asker.guild(), &CancellationToken::new()).await;
            let guild = guild.map_err(|_| Error::Refused(text::place::not_ready()))?;
            Some(*guild.role(role.0).ok_or_else(|| refused(Wrong::Role))?)
        }
    };
    let channel = channel.map(Wished::of);
    Ok(Wish { artist, what, folder, channel, mature, mature_way, ping, filter, style, rhythm, catch_up, template, inherits })
}
