//! `deviantcord spool replay` and what the bot knew when it ended: told to the store where no bot runs, watched where one does.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use bot::delivery::record::{OutcomeV1, Record};
use cli::data_dir::DataDir;
use domain::id::NotificationId;
use domain::notification::Settlement;
use journal_spool::{Spool, SpoolOptions};
use sandbox::discord;
use std::process::Stdio;
use support::{Harness, until};

/// What the command says, and whether it calls that a success.
fn spool(harness: &Harness, command: &str) -> (bool, String) {
    let output = harness.command(&["spool", command]).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), said)
}

/// The bot's journal with an outcome in it that the store does not have.
async fn journal(harness: &Harness) -> Spool<Record> {
    let options = SpoolOptions { schema: 1, ..SpoolOptions::default() };
    let (journal, _) = Spool::open(harness.data_dir().join("bot"), options).unwrap();
    let outcome = OutcomeV1::new(NotificationId(uuid::Uuid::from_u128(1)), &Settlement::held("no permission".to_owned()));
    journal.put(&Record::OutcomeV1(outcome)).await.unwrap();
    journal
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_journal_of_a_bot_that_ended_is_settled_and_that_of_a_running_one_is_watched() {
    let harness = Harness::start(discord::Options::default()).await;
    let _store = harness.store().await;
    drop(DataDir::open(&harness.data_dir(), &["bot"]).unwrap());
    assert_eq!(spool(&harness, "replay"), (true, "nothing is waiting\n".to_owned()));

    journal(&harness).await.close().await.unwrap();
    let (_, listed) = spool(&harness, "ls");
    assert!(listed.contains("the bot's journal: 1 waiting"), "{listed}");
    let (replayed, said) = spool(&harness, "replay");
    assert!(replayed && said.contains("settled 1 of the bot's outcomes"), "{said}");
    let (_, listed) = spool(&harness, "ls");
    assert!(listed.contains("the bot's journal: empty"), "{listed}");

    let _running = DataDir::open(&harness.data_dir(), &["bot"]).unwrap();
    let journal = journal(&harness).await;
    let mut replay = harness.service(&["spool", "replay"]);
    until(&harness, "it to watch", async || harness.output().contains("the running bot settles its journal by itself")).await;
    assert!(!replay.has_ended(), "{}", harness.output());
    let waiting: Vec<u64> = journal.pending(10).unwrap().iter().map(|item| item.offset).collect();
    journal.ack(&waiting).await.unwrap();
    assert!(replay.wait().await.success(), "{}", harness.output());
}

/// A record of a later version, after a roll back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_set_aside_is_listed_shown_exported_and_tried_again() {
    let harness = Harness::start(discord::Options::default()).await;
    let _store = harness.store().await;
    drop(DataDir::open(&harness.data_dir(), &["bot"]).unwrap());
    let later = SpoolOptions { schema: 2, ..SpoolOptions::default() };
    let (spooled, _) = Spool::<Record>::open(harness.data_dir().join("bot"), later.clone()).unwrap();
    let outcome = OutcomeV1::new(NotificationId(uuid::Uuid::from_u128(1)), &Settlement::Expired { reason: "late".to_owned() });
    spooled.put(&Record::OutcomeV1(outcome)).await.unwrap();
    spooled.close().await.unwrap();
    drop(spooled);
    let (replayed, said) = spool(&harness, "replay");
    assert!(!replayed, "it cannot be read: {said}");
    let (_, listed) = spool(&harness, "ls");
    assert!(listed.contains("the bot's journal: empty") && listed.contains("1  set aside") && listed.contains(".record"), "{listed}");
    for command in ["show", "export"] {
        let (_, said) = spool(&harness, command);
        assert!(said.contains("unreadable") && said.contains(".record"), "{command}: {said}");
    }
    // The later version is back: what it can read waits again.
    let (spooled, _) = Spool::<Record>::open(harness.data_dir().join("bot"), later).unwrap();
    assert_eq!(spooled.bring_back(|_| true).unwrap().brought, 1);
    spooled.close().await.unwrap();
    let (_, listed) = spool(&harness, "ls");
    assert!(listed.contains("the bot's journal: 1 waiting") && !listed.contains("set aside"), "{listed}");
}
