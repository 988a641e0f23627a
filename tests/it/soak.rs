//! The real binary, killed with SIGKILL again and again under faults, until the work is done; then it is counted.
//!
//! Short by itself; `DLQ_TUI_SOAK=5000 cargo test --test it soak::` takes so many letters and kills more often.

use std::collections::{HashMap, HashSet};
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use crate::world::{DLQ, World};

/// Letters of a soak, and how often a process is killed.
fn size(short: u32) -> (u32, u32) {
    let asked = std::env::var("DLQ_TUI_SOAK").ok();
    match asked.and_then(|n| n.parse::<u32>().ok()) {
        Some(letters) => (letters, 3 + letters / 250),
        None => (short, 3),
    }
}

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

struct Soak {
    world: World,
    letters: u32,
    dice: Dice,
}

impl Soak {
    fn new(letters: u32) -> Self {
        let world = World::new();
        for id in 0..letters {
            world.dead_letter(
                id,
                "ApiDestination returned HTTP status 503 with payload: {}",
            );
        }
        let doubts = 2 + letters / 200;
        for (operation, fault, share, count) in [
            ("PutEvents", "drop-after", 0.5, Some(doubts)),
            ("PutEvents", "throttle", 0.15, None),
            ("PutEvents", "partial", 0.15, None),
            ("DeleteMessageBatch", "throttle", 0.1, None),
            ("DeleteMessageBatch", "partial", 0.1, None),
            ("DeleteMessageBatch", "drop-after", 0.1, None),
            ("ReceiveMessage", "duplicate", 0.2, None),
        ] {
            let fault =
                json!({"operation": operation, "fault": fault, "share": share, "count": count});
            world.control("POST", "/_sim/faults", &fault);
        }
        Self {
            world,
            letters,
            dice: Dice(0x5eed),
        }
    }

    /// A redrive of everything, at a rate at which it can be caught half-way.
    fn start(&self, in_doubt: &str) -> Child {
        let url = self.world.queue_url();
        let rate = (self.letters / 3).max(50).to_string();
        self.world
            .command(&[
                "redrive",
                "--queue",
                &url,
                "--where",
                "status:503",
                "--yes",
                "--lease",
                "60s",
                "--rate",
                &rate,
                "--in-doubt",
                in_doubt,
                "--output",
                "json",
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Messages in the queue.
    fn left(&self) -> u64 {
        let state = self.world.sim_state();
        let queue = &state["queues"][DLQ];
        ["visible", "in_flight", "delayed"]
            .iter()
            .map(|word| queue[word].as_u64().unwrap())
            .sum()
    }

    /// Kills `child` once so many letters left the queue, by chance; `false` when it came to its end before.
    fn kill(&mut self, child: &mut Child, most: u64) -> bool {
        let before = self.left();
        let few = 1 + self.dice.below(most.min(before).max(1));
        while child.try_wait().unwrap().is_none() {
            if before - self.left().min(before) >= few {
                child.kill().unwrap();
                child.wait().unwrap();
                return true;
            }
        }
        false
    }

    /// Runs to their ends, what is in doubt sent again, until the queue is empty.
    fn finish(&self, processes: usize) {
        for _ in 0..30 {
            self.world.lapse();
            let children: Vec<Child> = (0..processes).map(|_| self.start("resend")).collect();
            for mut child in children {
                child.wait().unwrap();
            }
            if self.left() == 0 {
                return;
            }
        }
        panic!("{} letters never left", self.left());
    }

    /// Every fault happened, nothing is missing, and nothing was sent twice but what was in doubt and sent again.
    fn check(&self) {
        let faults = self.world.control("GET", "/_sim/faults", &Value::Null);
        for fault in faults["faults"].as_array().unwrap() {
            assert!(
                fault["happened"].as_u64() > Some(0),
                "never happened: {fault}"
            );
        }
        let journal = self.journal();
        assert_eq!(journal.len(), self.letters as usize);
        let delivered = self.world.deliveries(self.letters);
        for (n, times) in (0u32..).zip(delivered) {
            let id = format!("{n:08x}-0000-4000-8000-000000000000");
            let told = &journal[&id];
            assert!(times >= 1, "event {n} is missing: {told:?}");
            assert!(
                times <= told.new_ids.len() + told.in_doubt,
                "event {n} was sent {times} times: {told:?}"
            );
            assert!(told.new_ids.len() <= 1 + told.resent, "{n}: {told:?}");
            assert!(told.done, "it left the queue: {told:?}");
        }
    }

    /// What the journal tells of each event, by the id that it had.
    fn journal(&self) -> HashMap<String, Told> {
        let mut journal: HashMap<String, Told> = HashMap::new();
        let (_, history) = self.world.json(&["history"]);
        let runs = history["runs"].as_array().unwrap();
        assert!(
            runs.iter().all(|run| run["state"] != "running"),
            "{history}"
        );
        // oldest first
        for run in runs.iter().rev() {
            let (_, run) = self.world.json(&["history", run["run"].as_str().unwrap()]);
            for item in run["messages"].as_array().unwrap() {
                let told = journal
                    .entry(item["event_id"].as_str().unwrap().to_owned())
                    .or_default();
                told.add(item);
            }
        }
        journal
    }
}

/// What the journal tells of one event.
#[derive(Debug, Default)]
struct Told {
    new_ids: HashSet<String>,
    /// In how many runs it was in doubt.
    in_doubt: usize,
    /// In how many runs it was sent after it had been in doubt.
    resent: usize,
    /// Deleted, or at least sent: a kill may come between a delete and its record.
    done: bool,
}

impl Told {
    fn add(&mut self, item: &Value) {
        if let Some(id) = item["new_event_id"].as_str().filter(|id| !id.is_empty())
            && self.new_ids.insert(id.to_owned())
            && self.in_doubt > 0
        {
            self.resent += 1;
        }
        match item["state"].as_str().unwrap() {
            "in_doubt" => self.in_doubt += 1,
            "deleted" | "sent" => self.done = true,
            _ => {}
        }
    }
}

#[test]
fn after_kills_under_faults_nothing_is_missing_and_nothing_is_sent_twice_unless_in_doubt() {
    let (letters, kills) = size(300);
    let mut soak = Soak::new(letters);
    let mut killed = 0;
    for _ in 0..kills {
        let mut child = soak.start("leave");
        let most = u64::from(letters / (kills + 1));
        killed += u32::from(soak.kill(&mut child, most));
        soak.world.lapse();
    }
    assert!(
        killed * 2 > kills,
        "{killed} of {kills} kills hit a process"
    );
    soak.finish(1);
    soak.check();
}

#[test]
fn two_processes_on_one_queue_and_one_journal_never_send_a_letter_twice() {
    let (letters, kills) = size(200);
    let mut soak = Soak::new(letters);
    let (mut killed, rounds) = (0, kills.div_ceil(2));
    let most = u64::from(letters / (2 * rounds + 1));
    for _ in 0..rounds {
        let (mut one, mut other) = (soak.start("leave"), soak.start("leave"));
        killed += u32::from(soak.kill(&mut one, most));
        killed += u32::from(soak.kill(&mut other, most));
        soak.world.lapse();
    }
    assert!(
        killed > rounds,
        "{killed} of {} kills hit a process",
        2 * rounds
    );
    soak.finish(2);
    soak.check();
}
