//! `watch`: what is new appears while it stays.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Stdio};

use serde_json::Value;

use crate::world::{DLQ, World};

struct Watching {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Watching {
    fn start(world: &World, more: &[&str]) -> Self {
        let args = [&["watch", "--queue", DLQ, "--output", "json"], more].concat();
        let mut child = world.command(&args).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    fn next(&mut self) -> Value {
        serde_json::from_str(&self.lines.next().unwrap().unwrap()).unwrap()
    }

    /// Waits for a cause with that title to be counted so often; whether it was new when it was told first.
    fn until(&mut self, title: &str, count: u64) -> bool {
        let mut new = false;
        loop {
            let line = self.next();
            if !line["title"].as_str().unwrap().contains(title) {
                continue;
            }
            new |= line["new"] == true;
            if line["count"] == count {
                return new;
            }
        }
    }

    fn interrupt(mut self) -> Option<i32> {
        let id = i32::try_from(self.child.id()).unwrap();
        let id = rustix::process::Pid::from_raw(id).unwrap();
        rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
        self.child.wait().unwrap().code()
    }
}

fn busy(status: u16) -> String {
    format!("ApiDestination returned HTTP status {status} with payload: busy")
}

#[test]
fn new_causes_and_counts_appear_and_all_is_given_back_at_its_end() {
    for more in [&[][..], &["--read-only"]] {
        let world = World::new();
        world.dead_letter(0, &busy(503));
        let mut watching = Watching::start(&world, more);
        assert!(watching.until("503", 1), "{more:?}");
        world.dead_letter(1, &busy(503));
        assert!(!watching.until("503", 2), "{more:?}: the cause is known");
        world.dead_letter(2, &busy(429));
        assert!(watching.until("429", 1), "{more:?}");
        assert_eq!(watching.interrupt(), Some(130));
        assert_eq!(world.depth(), (3, 0), "{more:?}");
    }
}

#[test]
fn without_permission_to_receive_it_ends_soon_and_says_so() {
    let world = World::new();
    let deny = serde_json::json!({"operation": "ReceiveMessage", "fault": "deny"});
    world.control("POST", "/_sim/faults", &deny);
    let (code, document) = world.json(&["causes", "--queue", DLQ]);
    assert_eq!(code, 4);
    assert_eq!(document["error"]["kind"], "denied");
}
