use super::*;
use crate::cache::RedisCache;

const WORKERS: usize = 4;
const CEILING: f64 = 2.0;

/// Credentials of as many processes, whose cache is gone: nothing listens there.
fn without_a_cache() -> Vec<Credential> {
    let cache: Arc<dyn Cache> = Arc::new(RedisCache::new("redis://127.0.0.1:1").unwrap());
    let options = || Options {
        api_url: "http://127.0.0.1:1/".parse().unwrap(),
        client_id: "somebody".to_owned(),
        client_secret: "secret".to_owned().into(),
        requests_per_second: CEILING,
    };
    (0..WORKERS).map(|_| Credential::new(1, options(), None, Arc::clone(&cache))).collect()
}

/// Requests of all of them in a minute, of which each takes what it gets.
async fn spent(credentials: &[Credential]) -> usize {
    let mut spent = 0;
    for step in 0..240 {
        let now = Timestamp::UNIX_EPOCH + TimeDelta::milliseconds(250 * step);
        for credential in credentials {
            if credential.take(Lane::Poll, now).await == Answer::Go {
                spent += 1;
                credential.note("gallery/all", Lane::Poll, None, Pauses::default(), now).await;
            }
        }
    }
    spent
}

#[tokio::test]
async fn given_a_lost_cache_then_all_processes_together_keep_to_the_ceiling() {
    let credentials = without_a_cache();
    credentials.iter().for_each(|credential| credential.shared_by(WORKERS));
    let spent = spent(&credentials).await;
    let allowed = CEILING * 60.0 + WORKERS as f64 * crate::deviantart::budget::BURST;
    assert!(spent as f64 <= allowed, "{spent} requests, at most {allowed}");
    assert!(spent as f64 > CEILING * 60.0 * 0.6, "{spent} requests: the shares are used");
}
