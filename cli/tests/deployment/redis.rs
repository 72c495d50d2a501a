//! F12: Redis is killed, emptied, made read-only, and full of values of the wrong kind.

use crate::rig::{Rig, kills};

/// Puts a list in the place of every value.
const SPOIL: &str =
    r#"EVAL "for _, key in ipairs(redis.call('KEYS', '*')) do redis.call('DEL', key) redis.call('LPUSH', key, 'x') end return 'OK'" 0"#;

pub async fn gone_or_odd(rig: &mut Rig) {
    let rounds = kills(1, 10);
    let pouring = rig.begin(60).await;
    for _ in 0..rounds {
        rig.more("posts to flow", 20).await;
        rig.mix.redis.as_mut().unwrap().kill();
        rig.more("posts without Redis", 40).await;
        rig.mix.redis.as_mut().unwrap().start_again();
        rig.more("posts with an empty Redis", 40).await;
        for (fault, remedy, what) in [
            ("FLUSHALL", "PING", "posts after everything was forgotten"),
            ("REPLICAOF 127.0.0.1 9", "REPLICAOF NO ONE", "posts with a read-only Redis"),
            (SPOIL, "FLUSHALL", "posts with values of the wrong kind"),
        ] {
            let answer = rig.mix.redis.as_ref().unwrap().command(fault);
            assert!(answer.starts_with(['+', '$']), "{fault}: {answer}");
            rig.more(what, 40).await;
            rig.mix.redis.as_ref().unwrap().command(remedy);
        }
    }
    rig.done("F12", pouring, &format!("{rounds} x (killed, emptied, read-only, values of the wrong kind); posts flowed all the time"))
        .await;
}
