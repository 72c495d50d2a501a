//! One server process: started, asked whether it is ready, signalled, ended.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A port that nobody listens on now.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A running server and the command that started it, to start it again.
#[derive(Debug)]
pub struct Process {
    command: Command,
    child: Option<Child>,
}

impl Process {
    /// Starts it and waits until it is ready.
    pub fn start(command: Command, ready: impl Fn() -> bool) -> Self {
        let mut process = Self { command, child: None };
        process.start_again(ready);
        process
    }

    /// Starts it after [`kill`](Self::kill). A server that stops at once is started again: the port or the memory of the one before
    /// it may be held for a moment.
    pub fn start_again(&mut self, ready: impl Fn() -> bool) {
        assert!(self.child.is_none(), "it runs already");
        for _ in 0..50 {
            let mut child = self.command.stdin(Stdio::null()).spawn().unwrap();
            while child.try_wait().unwrap().is_none() {
                if ready() {
                    self.child = Some(child);
                    return;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        panic!("{:?} does not stay up", self.command.get_program());
    }

    /// Ends it without a chance to tidy up, and waits for its end.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Sends a signal by name, such as `STOP`.
    pub fn signal(&self, name: &str) {
        let id = self.child.as_ref().expect("it runs").id();
        assert!(Command::new("kill").args([&format!("-{name}"), &id.to_string()]).status().unwrap().success());
    }

    /// Sends a signal to it and to its children.
    pub fn signal_whole(&self, name: &str) {
        let id = self.child.as_ref().expect("it runs").id();
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        let mut kill = Command::new("kill");
        kill.arg(format!("-{name}")).arg(id.to_string()).args(children.split_whitespace());
        // A child that has ended meanwhile is no failure.
        let _ = kill.stderr(Stdio::null()).status().unwrap();
    }

    /// Ends it as the operating system's service manager would, and waits for its end.
    pub fn stop(&mut self, signal: &str) {
        if let Some(mut child) = self.child.take() {
            let _ = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
            let _ = Command::new("kill").args(["-CONT", &child.id().to_string()]).status();
            let _ = child.wait();
        }
    }
}
