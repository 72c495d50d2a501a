//! What `/why` says of each fate, and above all of them.

use super::*;
use domain::id::{ArtistId, FolderId, MessageId, WatchId};
use domain::watch::{NewWatch, Pause};
use insta::assert_snapshot;
use uuid::Uuid;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(seconds, 0).unwrap()
}

fn watch(channel: u64) -> Watch {
    let wish = NewWatch::new(GuildId(1), ChannelId(channel), ArtistId(Uuid::nil()), "Some_Body", at(0));
    Watch { id: WatchId(Uuid::nil()), wish }
}

fn case(fate: Fate) -> Case {
    Case { watch: Some(watch(2)), channel: ChannelId(2), fate, row: None, broken: None, others: 0, forum: false, word: None }
}

fn row(message: u64) -> NotificationTrace {
    NotificationTrace {
        watch: WatchId(Uuid::nil()),
        guild: GuildId(1),
        channel: ChannelId(2),
        fate: Fate::Sent,
        observed_at: at(100),
        released_at: None,
        attempts: 1,
        tried: vec![Attempt { at: at(105), words: "Missing *Access* (code 50001)".to_owned() }],
        message: Some(MessageId(message)),
        updated_at: at(110),
        care: None,
    }
}

/// A case of each fate.
fn cases() -> Vec<Case> {
    let because = || Some("Missing Access (code 50001)".to_owned());
    let held = |awaited| Case { broken: Some(at(50)), ..case(Fate::Held { awaited, because: because() }) };
    let mut paused = case(Fate::Held { awaited: Awaited::Resumption, because: None });
    let pause = Pause { since: at(1), until: Some(at(900)) };
    paused.watch.as_mut().unwrap().wish.paused = Some(pause);
    let mut folder = case(Fate::Passed(Passed::Elsewhere));
    folder.watch.as_mut().unwrap().wish.folder = Some((FolderId(Uuid::nil()), "Best / *Sketches*".to_owned()));
    let mut journals = case(Fate::Passed(Passed::Kind));
    journals.watch.as_mut().unwrap().wish.what = What::Journals;
    let suppressed = [
        Suppressed::MatureUnwanted,
        Suppressed::MatureChannel,
        Suppressed::BeforeWatch,
        Suppressed::SameChannel,
        Suppressed::InDigest,
        Suppressed::CatchUp,
        Suppressed::WatchRemoved,
        Suppressed::Dropped,
        Suppressed::AnnouncedBefore,
        Suppressed::PostRemoved,
        Suppressed::PostLost,
    ];
    let mut cases = vec![
        Case { row: Some(row(77)), others: 3, ..case(Fate::Sent) },
        Case { row: Some(NotificationTrace { released_at: Some(at(108)), tried: Vec::new(), ..row(78) }), ..case(Fate::Sent) },
        case(Fate::Waiting { due: at(120), because: None }),
        case(Fate::Waiting { due: at(120), because: because() }),
        case(Fate::Sending),
        held(Awaited::Channel),
        held(Awaited::AgeRestriction),
        case(Fate::Held { awaited: Awaited::Resumption, because: None }),
        paused,
        case(Fate::NotSent(Some("the *moon*".to_owned()))),
        case(Fate::Failed(because())),
        case(Fate::Expired(None)),
        case(Fate::Later("snoozed".to_owned())),
        folder,
        journals,
        case(Fate::Passed(Passed::Undated)),
        case(Fate::Passed(Passed::LongBefore)),
        case(Fate::Passed(Passed::Tags)),
        case(Fate::Suppressed(Suppressed::Filtered)),
        Case { word: Some("-#wip".to_owned()), ..case(Fate::Suppressed(Suppressed::Filtered)) },
        case(Fate::Younger),
        case(Fate::Unmatched),
        case(Fate::Forgotten),
        Case { watch: None, ..case(Fate::Passed(Passed::Kind)) },
        Case { watch: None, ..case(Fate::Suppressed(Suppressed::BeforeWatch)) },
    ];
    cases.extend(suppressed.map(|reason| case(Fate::Suppressed(reason))));
    cases
}

#[test]
fn every_fate_has_its_sentence() {
    assert_snapshot!(cases().iter().map(|case| line(case, GuildId(1))).collect::<Vec<_>>().join("\n"), @r"
    • **Some\_Body**, everything → <#2>: posted <t:110:R> ([message](https://discord.com/channels/1/2/77)), together with 3 other posts in one message.
    ↳ A try <t:105:R> failed: Missing \*Access\* \(code 50001\)
    • **Some\_Body**, everything → <#2>: posted <t:110:R> ([message](https://discord.com/channels/1/2/78)), after it had to wait until <t:108:f>.
    • **Some\_Body**, everything → <#2>: on its way.
    • **Some\_Body**, everything → <#2>: not posted yet, next try <t:120:R>; the last one failed: Missing Access \(code 50001\).
    • **Some\_Body**, everything → <#2>: being posted at this moment.
    • **Some\_Body**, everything → <#2>: it waits, because the channel takes no messages of mine since <t:50:R> (Discord says: Missing Access \(code 50001\)); `/channels` helps.
    • **Some\_Body**, everything → <#2>: it waits, because it is mature and the channel hasn't been age-restricted since <t:50:R>.
    • **Some\_Body**, everything → <#2>: it waits, because the watch is paused; `/resume` ends that.
    • **Some\_Body**, everything → <#2>: it waits, because the watch is paused until <t:900:f>.
    • **Some\_Body**, everything → <#2>: I left it out (the \*moon\*).
    • **Some\_Body**, everything → <#2>: I gave it up, because it couldn't be posted (Missing Access \(code 50001\)).
    • **Some\_Body**, everything → <#2>: I gave it up, because it couldn't be posted for 30 days.
    • **Some\_Body**, everything → <#2>: a newer version of me is at work on it.
    • **Some\_Body**, folder **Best \/ \*Sketches\*** → <#2>: I haven't found it in the folder **Best \/ \*Sketches\***.
    • **Some\_Body**, journals → <#2>: this watch wants journals only.
    • **Some\_Body**, everything → <#2>: DeviantArt doesn't tell when it was published, and it was there when I first read the artist's posts.
    • **Some\_Body**, everything → <#2>: it is older than what this watch posts, which begins with <t:0:f>.
    • **Some\_Body**, everything → <#2>: its filter asks for tags, and DeviantArt hasn't told me those of this post yet.
    • **Some\_Body**, everything → <#2>: its filter left it out, and was changed since.
    • **Some\_Body**, everything → <#2>: its filter leaves it out by `-#wip`.
    • **Some\_Body**, everything → <#2>: this watch was added after I had seen the post.
    • **Some\_Body**, everything → <#2>: this watch wants it as it is now, so it comes soon, or the watch was changed after I had seen the post.
    • **Some\_Body**, everything → <#2>: it is so old that I no longer know what became of it.
    • A watch that was removed → <#2>: it isn't what that watch wanted.
    • A watch that was removed → <#2>: it is older than what that watch posted.
    • **Some\_Body**, everything → <#2>: it is mature, and this watch leaves mature posts out.
    • **Some\_Body**, everything → <#2>: it is mature, and the channel wasn't age-restricted.
    • **Some\_Body**, everything → <#2>: it is older than what this watch posts, which begins with <t:0:f>.
    • **Some\_Body**, everything → <#2>: another watch of the same channel posts it.
    • **Some\_Body**, everything → <#2>: a message for several posts counts it.
    • **Some\_Body**, everything → <#2>: it was old news when the channel or the watch worked again.
    • **Some\_Body**, everything → <#2>: the watch was removed first.
    • **Some\_Body**, everything → <#2>: somebody dropped what waited for the channel.
    • **Some\_Body**, everything → <#2>: another bot had posted it before this server's watches were taken over.
    • **Some\_Body**, everything → <#2>: it was removed from DeviantArt first.
    • **Some\_Body**, everything → <#2>: I lost sight of it, and post it when I see it again.
    ");
}

#[test]
fn the_reason_stands_above_in_one_sentence() {
    let sent = || Case { row: Some(row(77)), ..case(Fate::Sent) };
    let elsewhere = |channel, fate| Case { watch: Some(watch(channel)), channel: ChannelId(channel), ..case(fate) };
    let unwanted = || case(Fate::Suppressed(Suppressed::MatureUnwanted));
    assert_snapshot!(headline(&[unwanted(), sent(), elsewhere(3, Fate::Sent)]), @"✅ It was posted in <#2>, <#3>.");
    assert_snapshot!(headline(&[unwanted(), case(Fate::Waiting { due: at(1), because: None })]), @"⏳ It is on its way to <#2>.");
    assert_snapshot!(headline(&[unwanted(), case(Fate::Held { awaited: Awaited::Channel, because: None })]), @"⏸️ It waits for <#2>, and comes by itself when it can.");
    assert_snapshot!(headline(&[unwanted()]), @"It wasn't posted in <#2>: it is mature, and this watch leaves mature posts out.");
    assert_snapshot!(headline(&[unwanted(), elsewhere(3, Fate::Younger)]), @"It wasn't posted here; 2 watches had a reason each.");
    let forgotten = [unwanted(), elsewhere(3, Fate::Forgotten)];
    assert_snapshot!(headline(&forgotten), @"It is so old that I no longer know whether it was posted in <#3>.");
    let many: Vec<Case> = (1..9).map(|channel| elsewhere(channel, Fate::Sent)).collect();
    assert_snapshot!(headline(&many), @"✅ It was posted in <#1>, <#2>, <#3>, <#4>, <#5> and 3 more.");
}

#[test]
fn what_is_known_of_the_post() {
    let post = About {
        artist: "Some_Body",
        kind: PostKind::Image,
        mature: true,
        published: Some(at(60)),
        seen: Some(at(100)),
        removed: Some(Some(at(500))),
    };
    assert_snapshot!(about(&post), @r"An artwork by **Some\_Body**, mature, published <t:60:f>. I saw it <t:100:R> and matched it with the watches. It is gone from DeviantArt; I noticed <t:500:R>.");
    assert_snapshot!(about(&About { published: None, seen: None, removed: None, mature: false, kind: PostKind::Status, ..post }), @r"A status update by **Some\_Body**, at a time that DeviantArt doesn't tell. It was there when I read the artist's posts for the first time.");
}

#[test]
fn a_post_that_never_came() {
    let list = |last: Option<i64>, failures| Checked { list: List::Gallery, last: last.map(at), next: Some(at(300)), due: false, failures };
    let whole = |vanished, lists: &[Checked]| {
        let lines = std::iter::once(unseen("Some_Body", vanished, lists)).chain(lists.iter().map(checked));
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(whole(true, &[]), @r"DeviantArt shows nothing by **Some\_Body** at present: the account is deactivated, renamed or hidden.");
    assert_snapshot!(whole(false, &[list(None, 0)]), @r"
    I haven't checked **Some\_Body** yet; that happens within minutes of the first watch.
    • Gallery: not checked yet, next <t:300:R>
    ");
    assert_snapshot!(whole(false, &[list(Some(100), 3)]), @r"
    My last checks of **Some\_Body** failed, so I may not have seen it yet; I keep trying.
    • Gallery: checked <t:100:R>, the last 3 checks failed, next <t:300:R>
    ");
    assert_snapshot!(whole(false, &[Checked { due: true, ..list(Some(100), 0) }, Checked { list: List::Posts, ..list(Some(90), 1) }]), @r"
    My last checks of **Some\_Body** failed, so I may not have seen it yet; I keep trying.
    • Gallery: checked <t:100:R>, the next is due now
    • Journals and status updates: checked <t:90:R>, the last check failed, next <t:300:R>
    ");
    assert_snapshot!(whole(false, &[list(Some(100), 0)]), @r"
    I checked **Some\_Body**, and it wasn't there: it is newer than my last check, was removed, or not everybody may see it.
    • Gallery: checked <t:100:R>, next <t:300:R>
    ");
    assert_snapshot!(not_watched(Some("Some_Body"), 2), @r"No watch that you can see here is for **Some\_Body**, so nothing was posted. 2 watches are in channels that you can't see.");
    assert_snapshot!(not_watched(None, 0), @"No watch that you can see here is for this post's artist, so nothing was posted.");
    assert_snapshot!(no_such_title("The *title*"), @r"I know no recent post called **The \*title\*** by somebody who is watched here. Paste the post's link instead.");
}
