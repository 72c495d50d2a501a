use super::*;
use coordination::RedisCache;

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
    (0..WORKERS).map(|_| Credential::new(1, options(), None, Arc::clone(&cache), Pauses::default())).collect()
}

/// A cache that answers until it is lost.
#[derive(Default)]
struct Losable {
    cache: coordination::MemoryCache,
    lost: std::sync::atomic::AtomicBool,
}

impl Losable {
    fn there(&self) -> Result<&coordination::MemoryCache, coordination::CacheError> {
        if self.lost.load(Ordering::Relaxed) { Err(coordination::CacheError("lost".into())) } else { Ok(&self.cache) }
    }
}

#[async_trait::async_trait]
impl Cache for Losable {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, coordination::CacheError> {
        self.there()?.get(key).await
    }

    async fn set(&self, key: &str, value: &[u8], ttl: Duration) -> Result<(), coordination::CacheError> {
        self.there()?.set(key, value, ttl).await
    }

    async fn delete(&self, key: &str) -> Result<(), coordination::CacheError> {
        self.there()?.delete(key).await
    }

    async fn scan(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, coordination::CacheError> {
        self.there()?.scan(prefix).await
    }

    async fn publish(&self, topic: &str, message: &str) -> Result<(), coordination::CacheError> {
        self.there()?.publish(topic, message).await
    }

    async fn subscribe(&self, topic: &str) -> Result<coordination::Subscription, coordination::CacheError> {
        self.there()?.subscribe(topic).await
    }

    async fn compare_and_set(
        &self,
        key: &str,
        expected: &[u8],
        next: &[u8],
        ttl: Duration,
    ) -> Result<coordination::Compared, coordination::CacheError> {
        self.there()?.compare_and_set(key, expected, next, ttl).await
    }
}

/// Takes what it gets for `seconds` from this second on; returns how often.
async fn taken(credential: &Credential, from: i64, seconds: i64) -> usize {
    let mut taken = 0;
    for step in 0..seconds * 20 {
        let now = Timestamp::UNIX_EPOCH + TimeDelta::seconds(from) + TimeDelta::milliseconds(50 * step);
        if credential.take(Lane::Poll, now).await == Answer::Go {
            taken += 1;
            credential.note("gallery/all", Lane::Poll, None, now).await;
        }
    }
    taken
}

#[tokio::test]
async fn given_a_cache_that_is_lost_then_the_last_share_goes_on_and_so_does_a_pause() {
    let cache = Arc::new(Losable::default());
    let options = Options {
        api_url: "http://127.0.0.1:1/".parse().unwrap(),
        client_id: "somebody".to_owned(),
        client_secret: "secret".to_owned().into(),
        requests_per_second: 4.0,
    };
    let credential = Credential::new(1, options, None, Arc::clone(&cache) as Arc<dyn Cache>, Pauses::default());
    credential.keep("token".to_owned().into(), Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH + TimeDelta::days(1));
    credential.shared_by(2);
    taken(&credential, 0, 120).await;
    let shared = taken(&credential, 120, 20).await;
    cache.lost.store(true, Ordering::Relaxed);
    let alone = taken(&credential, 140, 20).await;
    assert!((75..=84).contains(&shared), "{shared}");
    assert!((37..=44).contains(&alone), "{alone}: half of {shared} at once");

    cache.lost.store(false, Ordering::Relaxed);
    let now = Timestamp::UNIX_EPOCH + TimeDelta::seconds(161);
    credential.note("gallery/all", Lane::Poll, Some(&Error::Throttled), now).await;
    cache.lost.store(true, Ordering::Relaxed);
    assert_eq!(taken(&credential, 162, 3).await, 0, "the pause continues");
    assert!(taken(&credential, 168, 20).await >= 15, "and ends");
}

/// In the order in which a moderator meets it: the second process only learns of the pause by asking, and its wait outlasts the pause by the debt.
#[tokio::test]
async fn a_wait_soon_after_a_pause_is_put_down_to_it_in_every_process() {
    let cache: Arc<dyn Cache> = Arc::new(coordination::MemoryCache::default());
    let options = || Options {
        api_url: "http://127.0.0.1:1/".parse().unwrap(),
        client_id: "somebody".to_owned(),
        client_secret: "secret".to_owned().into(),
        requests_per_second: 4.0,
    };
    let [one, other] = [(); 2].map(|()| Credential::new(1, options(), None, Arc::clone(&cache), Pauses::default()));
    let at = |seconds| Timestamp::UNIX_EPOCH + TimeDelta::seconds(seconds);
    for credential in [&one, &other] {
        credential.keep("token".to_owned().into(), at(0), at(86_400));
        assert!(!credential.is_slowed(at(0)));
    }
    assert_eq!(one.take(Lane::Interactive, at(0)).await, Answer::Go);
    one.note("user/profile", Lane::Interactive, Some(&Error::Throttled), at(0)).await;
    assert!(matches!(other.take(Lane::Interactive, at(1)).await, Answer::Wait(_)));
    let pause = one.state().paused_until.unwrap();
    assert!(matches!(one.take(Lane::Interactive, pause).await, Answer::Wait(_)), "the pause is over, its debt is not");
    for credential in [&one, &other] {
        assert!(credential.is_slowed(at(1)) && credential.is_slowed(pause) && credential.is_slowed(pause + TimeDelta::seconds(30)));
        assert!(!credential.is_slowed(pause + TimeDelta::seconds(61)));
    }
}

/// Requests of all of them in a minute, of which each takes what it gets.
async fn spent(credentials: &[Credential]) -> usize {
    let mut spent = 0;
    for step in 0..240 {
        let now = Timestamp::UNIX_EPOCH + TimeDelta::milliseconds(250 * step);
        for credential in credentials {
            if credential.take(Lane::Poll, now).await == Answer::Go {
                spent += 1;
                credential.note("gallery/all", Lane::Poll, None, now).await;
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
    let allowed = CEILING * 60.0 + WORKERS as f64 * domain::budget::BURST;
    assert!(spent as f64 <= allowed, "{spent} requests, at most {allowed}");
    assert!(spent as f64 > CEILING * 60.0 * 0.6, "{spent} requests: the shares are used");
}
