//! What watches inherit from their server: a change of the defaults reaches each that says nothing else, with all that follows.

use chrono::{DateTime, TimeDelta};
use domain::clock::Timestamp;
use domain::defaults::{Defaults, Ground};
use domain::id::{ArtistId, ChannelId, GuildId, NotificationId, PostId, RoleId};
use domain::inherit::{Aspect, Inherited};
use domain::post::Post;
use domain::watch::{CatchUp, MatureWay, NewWatch, Ping, Style, Watch, What};
use std::collections::HashMap;
use store::Store;
use store::bot::AddWatch;
use store::change::{Change, Changed, Moved};
use store::due::Portion;
use store::guild_settings::GuildSettings;
use store::inherit::{Grounds, HandedDown};
use testbed::Database;
use testbed::cockroach::TEST;
use uuid::Uuid;

testbed::on_both!(
    a_change_of_the_defaults_reaches_what_inherits_and_nothing_else,
    kinds_that_come_with_the_defaults_bring_no_old_posts,
    a_watch_keeps_its_kinds_where_another_one_has_the_new_ones,
    hundreds_of_watches_change_in_a_few_statements_each_as_if_it_were_alone,
    an_option_of_its_own_is_given_back,
    what_waits_for_its_hour_is_decided_again_when_the_defaults_change,
    a_watch_that_comes_back_or_moves_has_the_defaults_of_that_day,
    an_option_that_a_later_version_inherits_is_the_watchs_own,
);

const GUILD: GuildId = GuildId(7);

fn at(second: i64) -> Timestamp {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + second)
}

async fn store(db: &Database) -> anyhow::Result<Store> {
    let store = Store::connect(&db.url()).await?;
    migration::up(store.connection()).await?;
    Ok(store)
}

fn wish(guild: GuildId, channel: u64, inherits: Inherited) -> NewWatch {
    let wish = NewWatch::new(guild, ChannelId(channel), ArtistId(Uuid::from_u128(1)), "Artist", at(0));
    NewWatch { inherits, ..wish }
}

async fn add(store: &Store, wish: NewWatch) -> anyhow::Result<Watch> {
    let AddWatch::Added(watch) = store.for_bot().add_watch(&wish, 999).await? else { anyhow::bail!("not added") };
    Ok(watch)
}

async fn now(store: &Store, watch: &Watch) -> anyhow::Result<NewWatch> {
    let found = store.for_bot().watch(watch.wish.guild, watch.id).await?;
    Ok(found.ok_or_else(|| anyhow::anyhow!("gone"))?.wish)
}

fn defaults() -> Defaults {
    Defaults {
        what: Some(What::Journals),
        mature: None,
        mature_way: Some(MatureWay::Veiled),
        ping: Some(RoleId(9)),
        style: Some(Style::Compact),
        rhythm: "daily 09".parse().ok(),
        quiet: "22:00-08:00 silently".parse().ok(),
        catch_up: Some(CatchUp::Skip),
    }
}

async fn set(store: &Store, watches: Defaults) -> anyhow::Result<HandedDown> {
    let settings = GuildSettings { watches, ..GuildSettings::default() };
    let down = store.for_bot().save_guild_settings(GUILD, settings, at(50)).await?;
    assert_eq!(store.for_bot().guild_settings(GUILD).await?, settings);
    Ok(down)
}

async fn a_change_of_the_defaults_reaches_what_inherits_and_nothing_else(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let heir = add(&store, wish(GUILD, 1, Inherited::all())).await?;
    let own = add(&store, wish(GUILD, 2, Inherited::default())).await?;
    let partly = add(&store, wish(GUILD, 3, Inherited::default().with(Aspect::Style))).await?;
    let elsewhere = add(&store, wish(GuildId(8), 4, Inherited::all())).await?;
    let version = store.for_ingest().watches_version().await?;
    assert_eq!(set(&store, defaults()).await?, HandedDown { changed: 2, kept: 0 });
    assert!(store.for_ingest().watches_version().await? > version);
    assert_eq!(now(&store, &heir).await?, defaults().applied(heir.wish.clone(), None));
    assert_eq!(now(&store, &own).await?, own.wish);
    assert_eq!(now(&store, &partly).await?, partly.wish.clone().style(Style::Compact));
    assert_eq!(now(&store, &elsewhere).await?, elsewhere.wish, "another server's");
    // Said again, nothing changes.
    let version = store.for_ingest().watches_version().await?;
    assert_eq!(set(&store, defaults()).await?, HandedDown::default());
    assert_eq!(store.for_ingest().watches_version().await?, version);
    // A new watch begins with them, whatever its maker had read.
    let late = add(&store, wish(GUILD, 5, Inherited::all())).await?;
    assert_eq!((late.wish.what, late.wish.style), (What::Journals, Style::Compact));
    assert_eq!(now(&store, &late).await?, late.wish);
    set(&store, Defaults::default()).await?;
    assert_eq!(now(&store, &heir).await?, heir.wish.announce_from(at(50)), "of kinds that it did not want, old posts are no news");
    Ok(())
}

async fn kinds_that_come_with_the_defaults_bring_no_old_posts(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    set(&store, Defaults { what: Some(What::Journals), ..Defaults::default() }).await?;
    let heir = add(&store, wish(GUILD, 1, Inherited::all())).await?;
    let other = Defaults { what: Some(What::Journals), style: Some(Style::Link), ..Defaults::default() };
    set(&store, other).await?;
    assert_eq!(now(&store, &heir).await?.announce_from, at(0), "another option leaves alone what is news");
    set(&store, Defaults::default()).await?;
    assert_eq!(now(&store, &heir).await?.announce_from, at(50));
    set(&store, Defaults { what: Some(What::Deviations), ..Defaults::default() }).await?;
    let grounds = Grounds { from: at(90), places: HashMap::new() };
    let all = GuildSettings::default();
    store.for_bot().save_settings_on(GUILD, all, &grounds, at(99)).await?;
    assert_eq!(now(&store, &heir).await?.announce_from, at(90));
    Ok(())
}

async fn a_watch_keeps_its_kinds_where_another_one_has_the_new_ones(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let heir = add(&store, wish(GUILD, 1, Inherited::all())).await?;
    let own = add(&store, wish(GUILD, 1, Inherited::default()).what(What::Journals)).await?;
    assert_eq!(set(&store, defaults()).await?, HandedDown { changed: 1, kept: 1 });
    let found = now(&store, &heir).await?;
    assert_eq!((found.what, found.announce_from, found.style), (What::Everything, at(0), Style::Compact));
    assert_eq!(found.inherits, Inherited::all().without(Aspect::What));
    let inherit = Change::Inherit { aspect: Aspect::What, ground: None, from: at(60) };
    assert_eq!(store.for_bot().change_watch(GUILD, heir.id, inherit, at(60)).await?, Changed::Same(own));
    Ok(())
}

/// A server on a slow database waits for one answer, not for one of each watch.
async fn hundreds_of_watches_change_in_a_few_statements_each_as_if_it_were_alone(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let kinds = [Inherited::all(), Inherited::default().with(Aspect::Style), Inherited::default(), Inherited::all().without(Aspect::What)];
    let mut watches = Vec::new();
    for (number, inherits) in (1..=200).zip(kinds.into_iter().cycle()) {
        // Some say for themselves what others inherit, some are new enough as they are, some have a filter.
        let wish = wish(GUILD, number, inherits).announce_from(at(i64::try_from(number)?)).mature(number % 7 == 0);
        let filter = (number % 5 == 0).then(|| domain::filter::Filter::parse(&format!("word{number}"))).transpose();
        watches.push(add(&store, NewWatch { filter: filter.map_err(|error| anyhow::anyhow!("{error:?}"))?, ..wish }).await?);
    }
    let statements = || match &db {
        Database::Memory => 0,
        Database::Server(server) => server.statements().len(),
    };
    let places = watches.iter().filter(|watch| watch.wish.channel.0 % 3 != 0);
    let ground = |watch: &Watch| {
        let number = watch.wish.channel.0;
        Ground { age_restricted: number.is_multiple_of(2), by_right: number.is_multiple_of(11) }
    };
    let places: HashMap<_, _> = places.map(|watch| (watch.wish.channel, ground(watch))).collect();
    let mut expected: Vec<NewWatch> = watches.iter().map(|watch| watch.wish.clone()).collect();
    for (step, defaults) in [(100, defaults()), (150, Defaults::default())] {
        let before = statements();
        let grounds = Grounds { from: at(step), places: places.clone() };
        let settings = GuildSettings { watches: defaults, ..GuildSettings::default() };
        let down = store.for_bot().save_settings_on(GUILD, settings, &grounds, at(step)).await?;
        assert_eq!(down, HandedDown { changed: 150, kept: 0 });
        let spent = statements() - before;
        assert!(spent < 40, "{spent} statements for 150 watches");
        for (watch, wish) in watches.iter().zip(&mut expected) {
            let alone = defaults.applied(wish.clone(), places.get(&wish.channel).copied());
            let from = if alone.what.adds_to(wish.what) { Ord::max(alone.announce_from, at(step)) } else { alone.announce_from };
            *wish = alone.announce_from(from);
            assert_eq!(now(&store, watch).await?, *wish);
        }
    }
    Ok(())
}

async fn an_option_of_its_own_is_given_back(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let bot = store.for_bot();
    set(&store, defaults()).await?;
    let heir = add(&store, wish(GUILD, 1, Inherited::all())).await?;
    let ping = Some(Ping { role: RoleId(3), by_right: true });
    let changes = [
        (Aspect::What, Change::What { what: What::Everything, from: at(5) }),
        (Aspect::Mature, Change::Mature(false, MatureWay::Restricted)),
        (Aspect::Ping, Change::Ping(ping)),
        (Aspect::Style, Change::Style(Style::Link)),
        (Aspect::Rhythm, Change::Digest(None)),
        (Aspect::Quiet, Change::Quiet(None)),
        (Aspect::CatchUp, Change::CatchUp(CatchUp::Each)),
    ];
    let mut left = Inherited::all();
    for (aspect, change) in changes {
        left = left.without(aspect);
        let Changed::Done(changed) = bot.change_watch(GUILD, heir.id, change, at(5)).await? else { anyhow::bail!("{aspect:?}") };
        assert_eq!((changed.wish.inherits, now(&store, &heir).await?.inherits), (left, left), "{aspect:?}");
    }
    let own = now(&store, &heir).await?;
    set(&store, Defaults { ping: None, ..defaults() }).await?;
    assert_eq!(now(&store, &heir).await?, own, "nothing is inherited");
    set(&store, defaults()).await?;
    for aspect in Aspect::ALL {
        let ground = Some(Ground { age_restricted: true, by_right: true });
        let inherit = Change::Inherit { aspect, ground, from: at(7) };
        assert!(matches!(bot.change_watch(GUILD, heir.id, inherit, at(7)).await?, Changed::Done(_)), "{aspect:?}");
    }
    let found = now(&store, &heir).await?;
    let ping = Some(Ping { role: RoleId(9), by_right: true });
    assert_eq!(found, NewWatch { announce_from: own.announce_from, ..heir.wish }.ping(ping));
    Ok(())
}

async fn what_waits_for_its_hour_is_decided_again_when_the_defaults_change(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let bot = store.for_bot();
    let daily = Defaults { rhythm: "daily 09".parse().ok(), ..Defaults::default() };
    set(&store, daily).await?;
    let heir = add(&store, wish(GUILD, 1, Inherited::all())).await?;
    let own = add(&store, wish(GUILD, 2, Inherited::default())).await?;
    bot.change_watch(GUILD, own.id, Change::Digest(daily.rhythm), at(0)).await?;
    let (mine, others) = (row(&store, &heir, 1).await?, row(&store, &own, 2).await?);
    for id in [mine, others] {
        let due = bot.notification(id).await?.ok_or_else(|| anyhow::anyhow!("no row"))?;
        assert!(bot.wait_until(&due, at(3_600), at(10)).await?);
    }
    set(&store, Defaults { style: Some(Style::Link), ..daily }).await?;
    assert_eq!(due(&store).await?, [], "no rhythm changed");
    set(&store, Defaults::default()).await?;
    assert_eq!(due(&store).await?, [mine]);
    Ok(())
}

async fn row(store: &Store, watch: &Watch, post: u128) -> anyhow::Result<NotificationId> {
    let card = testkit::plant::card(watch, &Post::unknown(PostId(Uuid::from_u128(post)), watch.wish.artist), at(0));
    let id = card.id;
    testkit::plant::notifications(store, vec![card]).await?;
    Ok(id)
}

async fn due(store: &Store) -> anyhow::Result<Vec<NotificationId>> {
    let found = store.for_bot().due_notifications(at(60), Portion::of(&[], 9, 9)).await?;
    Ok(found.due.into_iter().map(|due| due.id).collect())
}

async fn a_watch_that_comes_back_or_moves_has_the_defaults_of_that_day(db: Database) -> anyhow::Result<()> {
    let store = store(&db).await?;
    let bot = store.for_bot();
    let heir = add(&store, wish(GUILD, 1, Inherited::all())).await?;
    let removed = bot.remove_watch(GUILD, heir.id, at(10)).await?.ok_or_else(|| anyhow::anyhow!("gone"))?;
    set(&store, Defaults { style: Some(Style::Link), ..Defaults::default() }).await?;
    let AddWatch::Added(back) = bot.restore_watch(&removed, None, 9, at(20)).await? else { anyhow::bail!("not restored") };
    assert_eq!((back.wish.style, back.wish.announce_from), (Style::Link, at(0)));
    // Its server wants mature posts where a channel is age-restricted.
    for (channel, age_restricted) in [(2, true), (3, false)] {
        let ground = Ground { age_restricted, by_right: false };
        let Moved::Done { watch, .. } = bot.move_watch((GUILD, heir.id), ChannelId(channel), ground, at(30)).await? else {
            anyhow::bail!("not moved")
        };
        assert_eq!((watch.wish.mature, watch.wish.channel), (age_restricted, ChannelId(channel)));
        assert_eq!(now(&store, &heir).await?, watch.wish);
    }
    Ok(())
}

async fn an_option_that_a_later_version_inherits_is_the_watchs_own(db: Database) -> anyhow::Result<()> {
    use sea_orm::ConnectionTrait;
    let store = store(&db).await?;
    let heir = add(&store, wish(GUILD, 1, Inherited::all())).await?;
    let later = format!("{TEST} UPDATE watch SET inherits = 'colour style'");
    store.connection().execute_unprepared(&later).await?;
    assert_eq!(now(&store, &heir).await?.inherits, Inherited::default().with(Aspect::Style));
    set(&store, defaults()).await?;
    assert_eq!(now(&store, &heir).await?.style, Style::Compact);
    assert_eq!(now(&store, &heir).await?.what, What::Everything);
    Ok(())
}
