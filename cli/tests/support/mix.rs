//! The backends that a run of the pipeline uses. Each choice is independent in the program; these four mixes stand for all of them.

use std::sync::atomic::{AtomicU32, Ordering};
use testbed::{Broker, Link, Postgres, Redis};

/// The servers of one mix. A test binary starts them once: a broker takes ten seconds to boot.
pub struct Mix {
    pub name: &'static str,
    pub postgres: Option<Postgres>,
    pub broker: Option<Broker>,
    pub redis: Option<Redis>,
    /// Every role in separate processes, more than one of each.
    pub apart: bool,
    /// What the processes reach the servers through, where a test wants to disturb the network.
    pub links: Option<Links>,
}

/// A link before each server.
pub struct Links {
    pub postgres: Link,
    pub broker: Link,
    pub redis: Link,
}

impl Mix {
    const fn none(name: &'static str) -> Self {
        Self { name, postgres: None, broker: None, redis: None, apart: false, links: None }
    }

    /// One process, its files, nothing else.
    pub const fn embedded() -> Self {
        Self::none("embedded")
    }

    /// Disk, PostgreSQL, memory.
    pub fn postgres() -> Self {
        Self { postgres: Some(Postgres::start()), ..Self::none("disk+PostgreSQL+memory") }
    }

    /// Stream, SQLite, memory.
    pub fn stream() -> Self {
        Self { broker: Some(Broker::start().unwrap()), ..Self::none("stream+SQLite+memory") }
    }

    /// Stream, PostgreSQL, Redis, and the roles in processes of their own.
    pub fn cluster() -> Self {
        // They need not wait for each other.
        let (broker, postgres) = std::thread::scope(|scope| {
            let broker = scope.spawn(|| Broker::start().unwrap());
            let postgres = Postgres::start();
            (broker.join().unwrap(), postgres)
        });
        Self {
            postgres: Some(postgres),
            broker: Some(broker),
            redis: Some(Redis::start(&[])),
            apart: true,
            ..Self::none("stream+PostgreSQL+Redis, roles apart")
        }
    }

    /// [`cluster`](Self::cluster) behind links.
    pub fn behind_links() -> Self {
        let mut mix = Self::cluster();
        let (Some(postgres), Some(broker), Some(redis)) = (&mix.postgres, &mix.broker, &mix.redis) else { unreachable!() };
        let links = Links { postgres: Link::to(postgres.port()), broker: Link::to(broker.port), redis: Link::to(redis.port()) };
        mix.links = Some(links);
        mix
    }

    /// Environment for the program with its own database, stream and numbered Redis; and the store's URL, if it is on a server,
    /// which leads there directly.
    pub fn fresh(&self) -> (Vec<(String, String)>, Option<String>) {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let mut env = Vec::new();
        let mut set = |key: &str, url: String| env.push((format!("DEVIANTCORD_{key}__URL"), url));
        let through = |url: String, from: u16, link: fn(&Links) -> &Link| match &self.links {
            Some(links) => url.replace(&format!(":{from}/"), &format!(":{}/", link(links).port())),
            None => url,
        };
        let mut store = None;
        if let Some(broker) = &self.broker {
            set("LOG", through(broker.url(&format!("events{number}")), broker.port, |links| &links.broker));
        }
        if let Some(postgres) = &self.postgres {
            let url = postgres.database(&format!("mix{number}"));
            set("STORE", through(url.clone(), postgres.port(), |links| &links.postgres));
            store = Some(url);
        }
        if let Some(redis) = &self.redis {
            set("CACHE", through(format!("{}/{}", redis.url(), number % 16), redis.port(), |links| &links.redis));
        }
        (env, store)
    }

    /// Fails with every statement of all the runs on this mix that CockroachDB might not take.
    pub fn assert_portable(&self) {
        if let Some(postgres) = &self.postgres {
            let statements = postgres.statements();
            println!("{}: {} statements held against what CockroachDB takes", self.name, statements.len());
            testbed::cockroach::assert_portable(&statements);
        }
    }
}
