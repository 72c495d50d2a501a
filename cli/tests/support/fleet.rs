//! The service as a test runs it: one process with every role, or the roles in processes of their own.

use super::mix::Mix;
use super::{Harness, Service, until};
use std::path::PathBuf;

/// How many of each role a mix with roles apart runs.
const APART: [(&str, usize); 4] = [("ingest", 2), ("projector", 2), ("bot", 2), ("ops", 1)];

/// The processes of one deployment.
pub struct Fleet {
    pub members: Vec<Member>,
}

/// One process, or its place while it is down.
pub struct Member {
    /// The role, or `all`.
    pub role: &'static str,
    /// Tells it from others of its role.
    pub name: String,
    args: Vec<&'static str>,
    /// Several processes of one role cannot share a data directory: each has a separate one.
    pub data_dir: PathBuf,
    pub env: Vec<(String, String)>,
    service: Option<Service>,
    /// What was printed before this life.
    former: usize,
}

impl Member {
    /// A process with all roles, in the harness's own directory.
    fn whole(harness: &Harness) -> Self {
        let (name, args) = ("output".to_owned(), vec!["run"]);
        Self { role: "all", name, args, data_dir: harness.data_dir(), env: Vec::new(), service: None, former: 0 }
    }

    /// A process with one role.
    pub fn new(harness: &Harness, role: &'static str, number: usize) -> Self {
        let name = format!("{role}-{number}");
        let data_dir = harness.place.path().join(format!("data-{name}"));
        Self { role, name, args: vec!["run", "--role", role], data_dir, env: Vec::new(), service: None, former: 0 }
    }

    pub fn start(&mut self, harness: &Harness) {
        assert!(self.service.is_none(), "{} runs already", self.name);
        self.former = self.output(harness).len();
        let mut command = harness.command_into(&self.args, &self.log(harness));
        command.env("DEVIANTCORD_DATA_DIR", &self.data_dir).envs(self.env.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        self.service = Some(Service(command.spawn().unwrap()));
    }

    fn log(&self, harness: &Harness) -> PathBuf {
        harness.place.path().join(format!("{}.log", self.name))
    }

    /// What it printed so far, in all its lives.
    pub fn output(&self, harness: &Harness) -> String {
        std::fs::read_to_string(self.log(harness)).unwrap_or_default()
    }

    pub fn service(&self) -> &Service {
        self.service.as_ref().unwrap()
    }

    pub fn has_ended(&mut self) -> bool {
        self.service.as_mut().is_none_or(Service::has_ended)
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        self.service.take().unwrap().kill();
    }

    /// Returns when it has started; before that a SIGTERM may find nobody who listens to it.
    pub async fn up(&self, harness: &Harness) {
        until(harness, &format!("{} to be up", self.name), async || self.output(harness)[self.former..].contains("cli::run: running"))
            .await;
    }

    /// SIGTERM once it is [`up`](Self::up), and its end, which must be a clean one.
    pub async fn stop(&mut self, harness: &Harness) {
        self.up(harness).await;
        let mut service = self.service.take().unwrap();
        service.terminate();
        assert!(service.wait().await.success(), "{} ended badly:\n{}", self.name, self.output(harness));
    }
}

impl Fleet {
    /// The processes of this mix, running.
    pub fn start(mix: &Mix, harness: &Harness) -> Self {
        let mut fleet = Self::of(mix, harness);
        fleet.start_all(harness);
        fleet
    }

    /// The same, not started yet.
    pub fn of(mix: &Mix, harness: &Harness) -> Self {
        let members = if mix.apart {
            APART.iter().flat_map(|(role, count)| (1..=*count).map(|number| Member::new(harness, role, number))).collect()
        } else {
            vec![Member::whole(harness)]
        };
        Self { members }
    }

    /// All at once, as a supervisor starts them.
    pub fn start_all(&mut self, harness: &Harness) {
        self.members.iter_mut().for_each(|member| member.start(harness));
    }

    /// SIGTERM to all at once; every one of them must end with code 0.
    pub async fn stop(&mut self, harness: &Harness) {
        for member in &self.members {
            member.up(harness).await;
        }
        self.members.iter().for_each(|member| member.service().terminate());
        for member in &mut self.members {
            let mut service = member.service.take().unwrap();
            assert!(service.wait().await.success(), "{} ended badly:\n{}", member.name, member.output(harness));
        }
    }

    /// A member by its name.
    pub fn member(&mut self, name: &str) -> &mut Member {
        self.members.iter_mut().find(|member| member.name == name).unwrap()
    }
}
