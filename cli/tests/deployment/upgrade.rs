//! F22: what an older version meets while newer ones run beside it, or after a roll back: events and spooled records of kinds that it does not
//! know, and a schema that was added to: this binary meets what a later one might leave. `just upgrade` runs an older binary.

use crate::rig::Rig;
use crate::support::until;
use amqprs::BasicProperties;
use amqprs::channel::{BasicPublishArguments, ConfirmSelectArguments};
use amqprs::connection::{Connection, OpenConnectionArguments};
use chrono::TimeDelta;
use domain::clock::{Clock, SystemClock};
use domain::watch::{GRACE, What};
use eventlog::spooled::{DESTINATION, Spooled, SpooledLog};
use journal_spool::{Spool, SpoolOptions};
use sandbox::deviantart::NewPost;
use sandbox::discord;
use testbed::broker::{PASSWORD, USER};

/// Posts that the two artists have before they are watched, a minute apart.
const PAST: i64 = 20;

/// A record on the stream as only a newer version writes it.
async fn publish_as_it_is(port: u16, payload: String) {
    let connection = Connection::open(&OpenConnectionArguments::new("127.0.0.1", port, USER, PASSWORD)).await.unwrap();
    let channel = connection.open_channel(None).await.unwrap();
    channel.confirm_select(ConfirmSelectArguments::new(false)).await.unwrap();
    let to = BasicPublishArguments::new("", "events0");
    channel.basic_publish(BasicProperties::default(), payload.into_bytes(), to).await.unwrap();
    // Answered after what was published before it.
    channel.flow(true).await.unwrap();
    channel.close().await.unwrap();
    connection.close().await.unwrap();
}

pub async fn old_beside_new(rig: &mut Rig) {
    // Two artists that a newer version has told of: one on the stream, one in a spool.
    let (deviantart, discord) = (rig.harness.deviantart.world(), rig.harness.discord.world());
    let mut later = Vec::new();
    for name in ["Streamed", "Spooled"] {
        let artist = deviantart.add_artist(name);
        // With a past: of somebody who never posted the schedule expects nothing while everybody else is busy.
        for minute in 1..=PAST {
            deviantart.publish(name, NewPost::image("Older").at(SystemClock.now() - GRACE - TimeDelta::minutes(minute)));
        }
        let channel = discord.add_channel(rig.harness.guild, &name.to_lowercase(), discord::ChannelKind::Text);
        rig.harness.watch(&rig.store, &artist, channel, What::Deviations).await;
        later.push(artist);
    }
    let names = ["Streamed", "Spooled"];
    let stored = rig.store.for_ops().pipeline_status().await.unwrap().posts + names.len() as u64 * PAST.unsigned_abs();
    until(&rig.harness, "the first looks", async || crate::support::looked_at(&deviantart, &names)).await;
    until(&rig.harness, "their past to be stored", async || rig.store.for_ops().pipeline_status().await.unwrap().posts >= stored).await;
    let pouring = rig.begin(40).await;
    let unknown = |artist: uuid::Uuid| {
        let id = uuid::Uuid::new_v4();
        format!(
            r#"{{"id":"{id}","observed_at":"2030-01-01T00:00:00Z","type":"PostPublished.v9","data":{{"post":{{"artist":"{artist}","likes":7}}}}}}"#
        )
    };
    let parked = async || rig.store.for_ops().pipeline_status().await.unwrap().parked;
    let before = parked().await;

    publish_as_it_is(rig.mix.broker.as_ref().unwrap().port, unknown(later[0].userid)).await;
    until(&rig.harness, "the unknown event to be parked", async || parked().await > before).await;
    let before = parked().await - 1;
    deviantart.publish("Streamed", NewPost::image("Behind the unknown one"));
    until(&rig.harness, "what is behind it to be parked too", async || parked().await > before + 1).await;

    // The spool of a worker whose successor is an older version.
    let worker = rig.fleet.member("ingest-1");
    worker.stop(&rig.harness).await;
    let dir = worker.data_dir.join("spool");
    let options = SpoolOptions { schema: 1, journal: SpooledLog::options() };
    let (spool, _) = Spool::<Spooled>::open(dir.clone(), options).unwrap();
    let record = Spooled {
        destination: DESTINATION.to_owned(),
        key: later[1].userid.to_string(),
        event_id: uuid::Uuid::new_v4().to_string(),
        payload: unknown(later[1].userid).into_bytes(),
        reason: "a newer version left it".to_owned(),
        attempts: 1,
    };
    spool.put(&record).await.unwrap();
    spool.close().await.unwrap();
    drop(spool);

    // A newer version has added a column; then every process is the older version's again, one after the other.
    let database = rig.harness.store_url().split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let addition =
        "ALTER TABLE post ADD COLUMN likes bigint; INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_likes_additive', 0)";
    rig.mix.postgres.as_ref().unwrap().administer_in(&database, addition);
    rig.fleet.member("ingest-1").start(&rig.harness);
    for number in 0..rig.fleet.members.len() {
        if rig.fleet.members[number].name == "ingest-1" {
            continue;
        }
        rig.fleet.members[number].stop(&rig.harness).await;
        rig.fleet.members[number].start(&rig.harness);
        rig.more("posts to flow on", 10).await;
    }
    let data_dir = rig.fleet.member("ingest-1").data_dir.clone();
    let listed = || rig.harness.said_in(&data_dir, &["spool", "ls"]);
    until(&rig.harness, "the spooled record to be kept, aside", async || listed().contains("1  set aside")).await;
    let said = rig.harness.said_in(&rig.fleet.members[1].data_dir, &["replay-parked"]);
    assert!(said.contains("0 parked events folded"), "{said}");
    let count = parked().await;
    // That artist's posts wait for a version that knows what was before them; nobody else's does, and they are not among the counted ones.
    rig.done("F22", pouring, &format!("{count} events parked by kind and artist, a spooled record kept aside, a schema that was added to"))
        .await;
    rig.mix.postgres.as_ref().unwrap().administer_in(&database, "DELETE FROM seaql_migrations WHERE version = 'm9999_likes_additive'");
}
