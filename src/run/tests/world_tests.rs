//! A world for the machine: letters, a journal that is a map, a bus and a queue that answer as they are told.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::letter::{
    Attribute, AttributeData, Editable, Event as Payload, Failure, Letter, LetterId, Message,
    Origin, OriginRow, Route,
};
use crate::plan::{Before, Beyond, Consent, Deed, Destination, Given, Item, Options, Plan, Rest};
use crate::run::{
    DeadLetter, Effect, Event, Fate, Fault, FaultKind, Heard, Kind, Machine, More, NotDone, Parcel,
    Progress, Record, RunId, Ticket, Unseen,
};
use crate::time::Time;

static ORIGIN: OriginRow = OriginRow {
    failed: "it failed",
    name: "test",
    label: "a test",
    editable: Editable::Event,
    route: Route::RuleBus,
    recognises: |_, _| true,
    decode: |_, _, _| (Failure::default(), None),
};

pub fn letter(n: u32, bytes: usize) -> Arc<Letter> {
    let body: Arc<str> = format!(
        r#"{{"id":"old-{n}","detail-type":"t","source":"s","detail":{{"n":{n},"x":"{}"}}}}"#,
        "x".repeat(bytes)
    )
    .into();
    Arc::new(Letter {
        id: LetterId(n),
        message: Message {
            id: format!("m{n}").into(),
            body: Arc::clone(&body),
            system: [("MessageGroupId".into(), format!("g{}", n % 3).into())].into(),
            attributes: Arc::default(),
        },
        origin: Origin(&ORIGIN),
        failure: Failure::default(),
        event: Payload::read(&body).unwrap(),
        wrong: Vec::new(),
    })
}

pub fn item(n: u32, to: &str) -> Item {
    Item {
        letter: letter(n, 20),
        edit: None,
        sent: None,
        to: to.into(),
    }
}

pub fn plan(deed: Deed, items: Vec<Item>, options: Options) -> Plan {
    Plan {
        deed,
        queue_url: "http://localhost/1/dlq".into(),
        destination: "event bus b".into(),
        items,
        skipped: Vec::new(),
        scratches: Vec::new(),
        fires: Vec::new(),
        blockers: Vec::new(),
        warnings: Vec::new(),
        events: 0,
        bytes: 0,
        rate_per_second: None,
        eta_seconds: 0,
        requests: 0,
        cost_dollars: 0.0,
        options,
        beyond: None,
        move_task: None,
    }
}

/// Letters that were not seen are in the run too.
pub fn beyond(deed: &Deed) -> Beyond {
    Beyond {
        rest: Rest {
            deed: deed.to_string(),
            filter: Some(String::new()),
            ..Rest::default()
        },
        first: LetterId(0),
        seen: 0,
        in_queue: None,
        missing: None,
    }
}

pub fn redrive() -> Deed {
    Deed::Redrive(Destination::Auto)
}

pub fn consent(plan: Plan) -> Consent {
    Arc::new(plan).consent(Given::Yes, false).unwrap()
}

pub fn machine(plan: Plan) -> Machine {
    Machine::new(RunId("r".into()), &consent(plan), 7)
}

pub fn trouble(kind: FaultKind, code: &str) -> Fault {
    Fault {
        kind,
        code: code.into(),
        message: "told by the test".into(),
    }
}

/// Where a message stands on disk, as the journal would have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disk {
    Planned,
    Intent,
    Watched(Arc<str>),
    Sent(Arc<str>),
    Deleted,
    Failed,
    InDoubt,
    Left,
}

/// What survives a crash: the journal, the queue, the bus.
#[derive(Debug, Default)]
pub struct Outside {
    /// By message number.
    pub disk: BTreeMap<u32, Disk>,
    /// Messages that are gone from the queue.
    pub deleted: HashSet<u32>,
    /// How often each message was accepted.
    pub accepted: BTreeMap<u32, usize>,
    /// When each put was made, and how many events it had.
    pub puts: Vec<(Time, usize)>,
    pub next_id: u64,
    pub scratch: Scratched,
}

/// What is on the scratch buses, and in their queues.
#[derive(Debug, Default)]
pub struct Scratched {
    /// Those that are there.
    pub made: BTreeSet<Arc<str>>,
    /// What each queue holds, and how much of it was handed out since the last crash.
    pub queues: BTreeMap<Arc<str>, (Vec<Heard>, usize)>,
    /// Where messages were put last.
    pub to: BTreeMap<u32, Arc<str>>,
    /// How often each message reached its target.
    pub delivered: BTreeMap<u32, usize>,
    /// Messages whose events come back, and those that the rule misses the first time.
    pub bounces: BTreeSet<u32>,
    pub missed: BTreeSet<u32>,
    /// Dead letters that were sent to the letters' queue.
    pub back: Vec<Parcel>,
}

impl Outside {
    pub fn accept(&mut self, message: u32) -> Arc<str> {
        *self.accepted.entry(message).or_default() += 1;
        self.next_id += 1;
        let id: Arc<str> = format!("new-{}", self.next_id).into();
        self.scratch.take(message, &id);
        id
    }

    /// What the journal makes of a run whose process died.
    pub fn tidy(&mut self) {
        // what was received and not deleted is seen again
        self.scratch
            .queues
            .values_mut()
            .for_each(|(_, seen)| *seen = 0);
        for disk in self.disk.values_mut() {
            match disk {
                Disk::Intent => *disk = Disk::InDoubt,
                Disk::Planned => *disk = Disk::Left,
                _ => {}
            }
        }
    }

    /// What the journal tells of a message after a crash.
    pub fn before(&self, message: u32) -> Option<Before> {
        match self.disk.get(&message)? {
            Disk::Planned | Disk::Failed | Disk::Left => None,
            Disk::Intent | Disk::InDoubt => Some(Before::InDoubt),
            Disk::Watched(id) => Some(Before::Watched(Arc::clone(id))),
            Disk::Sent(id) => Some(Before::Sent(Arc::clone(id))),
            Disk::Deleted => Some(Before::Deleted),
        }
    }
}

impl Scratched {
    /// An event was accepted: of a scratch bus, its rule takes it or not, and its target too.
    fn take(&mut self, message: u32, id: &Arc<str>) {
        let Some(name) = self.to.get(&message) else {
            return;
        };
        if self.missed.remove(&message) {
            return;
        }
        let mut tell = |dead| {
            let event_id = Arc::clone(id);
            let queue = self.queues.entry(Arc::clone(name)).or_default();
            queue.0.push(Heard { event_id, dead });
        };
        tell(None);
        if self.bounces.contains(&message) {
            tell(Some(dead_letter()));
        } else {
            *self.delivered.entry(message).or_default() += 1;
        }
    }
}

/// A dead letter of a scratch rule.
pub fn dead_letter() -> DeadLetter {
    let rule = Attribute {
        data_type: "String".into(),
        data: AttributeData::Text("arn:scratch".into()),
    };
    DeadLetter {
        why: "STILL_BROKEN: 503".into(),
        parcel: Parcel {
            body: "{}".into(),
            attributes: [("RULE_ARN".into(), rule)].into(),
            trace_header: None,
            group_id: None,
            deduplication_id: None,
        },
    }
}

/// One run in the world: its machine, and what was asked for and not answered yet.
pub struct World {
    pub machine: Machine,
    pub kind: Kind,
    /// Message number of each item.
    pub messages: Vec<u32>,
    pub now: Time,
    pub writes: VecDeque<(Ticket, Vec<Record>)>,
    pub calls: Vec<Call>,
    pub wake: Option<Time>,
    pub last: Option<Progress>,
    pub done: bool,
    pub fates: HashMap<LetterId, Fate>,
    pub outside: Outside,
    /// Letters that join later; `None` once the machine was told that no more do.
    pub coming: Option<Vec<Item>>,
}

#[derive(Clone, Debug)]
pub enum Call {
    Put { call: Ticket, items: Vec<u32> },
    Delete { call: Ticket, items: Vec<u32> },
    Make { call: Ticket, name: Arc<str> },
    Listen { set: usize, name: Arc<str> },
    Remove { call: Ticket, name: Arc<str> },
}

impl World {
    pub fn new(plan: Plan, outside: Outside, now: Time) -> Self {
        let number = |item: &Item| item.letter.id.0;
        let messages = plan.items.iter().map(number).collect();
        let machine = machine(plan);
        Self {
            kind: machine.kind(),
            machine,
            messages,
            now,
            writes: VecDeque::new(),
            calls: Vec::new(),
            wake: None,
            last: None,
            done: false,
            fates: HashMap::new(),
            outside,
            coming: None,
        }
    }

    /// Up to so many letters join; when none is left, no more do.
    pub fn come(&mut self, most: usize) {
        let Some(coming) = &mut self.coming else {
            return;
        };
        if coming.is_empty() {
            self.coming = None;
            return self.tell(Event::NoMore(Unseen::default()));
        }
        let items: Vec<Item> = coming.drain(..most.min(coming.len())).collect();
        self.messages
            .extend(items.iter().map(|item| item.letter.id.0));
        self.tell(Event::More(More {
            items,
            ..More::default()
        }));
    }

    pub fn message(&self, item: u32) -> u32 {
        self.messages[item as usize]
    }

    /// Tells the machine, and checks all that it wants done.
    pub fn tell(&mut self, event: Event) {
        self.wake = None;
        for effect in self.machine.step(event, self.now) {
            self.take(effect);
        }
    }

    fn take(&mut self, effect: Effect) {
        assert!(!self.done, "an effect after the end: {effect:?}");
        match effect {
            Effect::Journal { ticket, records } => self.writes.push_back((ticket, records)),
            Effect::Make { call, name, .. } => self.calls.push(Call::Make { call, name }),
            Effect::Listen { set, name } => self.calls.push(Call::Listen { set, name }),
            Effect::Remove { call, name, back } => {
                self.outside.scratch.back.extend(back);
                self.calls.push(Call::Remove { call, name });
            }
            Effect::Put {
                call,
                bus,
                items,
                entries,
                ..
            } => {
                for item in items.iter().filter(|_| bus.starts_with("dlq-tui-")) {
                    assert!(
                        self.outside.scratch.made.contains(&bus),
                        "put before it was made"
                    );
                    let message = self.message(*item);
                    self.outside.scratch.to.insert(message, Arc::clone(&bus));
                }
                let bytes: usize = entries.iter().map(|e| e.size()).sum();
                assert!(bytes < 1_000_000, "a put of {bytes} bytes");
                assert_eq!(items.len(), entries.len());
                self.put(call, items);
            }
            Effect::Send {
                call,
                items,
                parcels,
                ..
            } => {
                let bytes: usize = parcels.iter().map(|p| p.size()).sum();
                assert!(bytes <= 1_048_576, "a send of {bytes} bytes");
                assert_eq!(items.len(), parcels.len());
                self.put(call, items);
            }
            Effect::Delete {
                call,
                items,
                letters,
            } => {
                assert!((1..=10).contains(&items.len()));
                assert_eq!(items.len(), letters.len());
                for item in &items {
                    let disk = &self.outside.disk[&self.message(*item)];
                    let may = match self.kind {
                        Kind::Delete => *disk == Disk::Intent,
                        _ => matches!(disk, Disk::Sent(_)),
                    };
                    assert!(may, "a delete of what is {disk:?} on disk");
                }
                self.calls.push(Call::Delete { call, items });
            }
            Effect::Wait(until) => self.wake = Some(until),
            Effect::Fates(fates) => self.fates.extend(fates),
            Effect::Progress(progress) => self.look(*progress),
            Effect::Done(progress) => {
                assert!(progress.finished.is_some());
                assert_eq!((progress.waiting, progress.in_flight), (0, 0));
                assert!(self.writes.is_empty() && self.calls.is_empty());
                self.look(*progress);
                self.done = true;
            }
        }
    }

    fn put(&mut self, call: Ticket, items: Vec<u32>) {
        assert!((1..=10).contains(&items.len()));
        for item in &items {
            let disk = &self.outside.disk[&self.message(*item)];
            assert_eq!(*disk, Disk::Intent, "a put without an intent on disk");
        }
        self.outside.puts.push((self.now, items.len()));
        self.calls.push(Call::Put { call, items });
    }

    fn look(&mut self, progress: Progress) {
        let Progress {
            total,
            waiting,
            in_flight,
            sent,
            deleted,
            failed,
            in_doubt,
            left,
            ..
        } = progress;
        let sent = if self.kind == Kind::Delete {
            deleted
        } else {
            sent
        };
        assert_eq!(
            waiting + in_flight + sent + failed + in_doubt + left,
            total,
            "{progress:?}"
        );
        assert!(
            deleted <= sent && progress.bounced + progress.settled <= sent + in_flight + failed,
            "{progress:?}"
        );
        self.last = Some(progress);
    }

    /// The first write that waits reaches the disk.
    pub fn write_next(&mut self) -> bool {
        let Some((ticket, records)) = self.writes.pop_front() else {
            return false;
        };
        records.into_iter().for_each(|r| self.put_on_disk(r));
        self.tell(Event::Journalled {
            ticket,
            taken: Vec::new(),
        });
        true
    }

    pub fn put_on_disk(&mut self, record: Record) {
        let set = |world: &mut Self, item: u32, disk: Disk| {
            let message = world.message(item);
            world.outside.disk.insert(message, disk);
        };
        match record {
            Record::Listed { items, .. } => {
                for item in items {
                    let disk = match &item.sent {
                        Some(id) if item.is_watched_on() => Disk::Watched(Arc::clone(id)),
                        Some(id) if self.kind == Kind::Redrive => Disk::Sent(Arc::clone(id)),
                        _ => Disk::Planned,
                    };
                    set(self, item.number, disk);
                }
            }
            Record::Intent(step) => step
                .items
                .into_iter()
                .for_each(|i| set(self, i, Disk::Intent)),
            Record::Unsent(step) => step
                .items
                .into_iter()
                .for_each(|i| set(self, i, Disk::Planned)),
            Record::InDoubt(step) => step
                .items
                .into_iter()
                .for_each(|i| set(self, i, Disk::InDoubt)),
            Record::Deleted(step) => step
                .items
                .into_iter()
                .for_each(|i| set(self, i, Disk::Deleted)),
            Record::Sent { items, .. } => {
                for (item, id) in items {
                    set(self, item, Disk::Sent(id));
                }
            }
            Record::Watched { items, .. } => {
                for (item, id) in items {
                    set(self, item, Disk::Watched(id));
                }
            }
            Record::WatchOver(step) => {
                for item in step.items {
                    let message = self.message(item);
                    let Some(Disk::Watched(id)) = self.outside.disk.get(&message).cloned() else {
                        panic!("{:?}", self.outside.disk.get(&message));
                    };
                    set(self, item, Disk::Sent(id));
                }
            }
            Record::Refused { item, .. } => set(self, item, Disk::Failed),
            Record::Ended { .. } => {
                for disk in self.outside.disk.values_mut() {
                    assert_ne!(*disk, Disk::Intent, "the end with an intent open");
                    if *disk == Disk::Planned {
                        *disk = Disk::Left;
                    }
                }
            }
            Record::Begun(_)
            | Record::Scratches { .. }
            | Record::ScratchGone { .. }
            | Record::Swept { .. }
            | Record::Bounced { .. }
            | Record::BrokenOff(_)
            | Record::Draft { .. } => {}
        }
    }

    /// Answers a call: every entry is accepted, every letter deleted.
    pub fn answer_well(&mut self, at: usize) {
        match self.calls.remove(at) {
            Call::Put { call, items } => {
                let ids = items
                    .iter()
                    .map(|i| Ok(self.outside.accept(self.messages[*i as usize])));
                let outcome = Ok(ids.collect());
                self.tell(Event::Answered { call, outcome });
            }
            Call::Delete { call, items } => {
                for item in &items {
                    let message = self.message(*item);
                    self.outside.deleted.insert(message);
                }
                let outcome = Ok(vec![Ok(()); items.len()]);
                self.tell(Event::Deleted { call, outcome });
            }
            Call::Make { call, name } => {
                self.outside.scratch.made.insert(name);
                let outcome = Ok(());
                self.tell(Event::Made { call, outcome });
            }
            Call::Listen { set, name } => {
                let (all, seen) = self.outside.scratch.queues.entry(name).or_default();
                let heard: Vec<Heard> = all.iter().skip(*seen).take(10).cloned().collect();
                *seen += heard.len();
                if heard.is_empty() {
                    // a long poll of an empty queue takes its time
                    self.now = self.now.plus(Duration::from_secs(1));
                }
                let heard = Ok(heard);
                self.tell(Event::Heard { set, heard });
            }
            Call::Remove { call, name } => {
                self.outside.scratch.made.remove(&name);
                self.outside.scratch.queues.remove(&name);
                let outcome = Ok(());
                self.tell(Event::Removed { call, outcome });
            }
        }
    }

    pub fn answer_put(&mut self, outcome: Result<Vec<Result<Arc<str>, NotDone>>, Fault>) {
        let at = self
            .calls
            .iter()
            .position(|c| matches!(c, Call::Put { .. }))
            .unwrap();
        let Call::Put { call, .. } = self.calls.remove(at) else {
            unreachable!()
        };
        self.tell(Event::Answered { call, outcome });
    }

    pub fn answer_delete(&mut self, outcome: Result<Vec<Result<(), NotDone>>, Fault>) {
        let at = self
            .calls
            .iter()
            .position(|c| matches!(c, Call::Delete { .. }))
            .unwrap();
        let Call::Delete { call, .. } = self.calls.remove(at) else {
            unreachable!()
        };
        self.tell(Event::Deleted { call, outcome });
    }

    /// Everything that waits is written; no call is answered.
    pub fn write_all(&mut self) {
        while self.write_next() {}
    }

    /// Lets time pass until the machine wants to be woken.
    pub fn wait(&mut self) -> bool {
        let Some(wake) = self.wake else { return false };
        self.now = self.now.max(wake);
        self.tell(Event::Tick);
        true
    }

    /// Nothing goes wrong any more, until the end.
    pub fn go_on_well(&mut self) {
        for _ in 0..100_000 {
            if self.done {
                return;
            }
            if self.write_next() {
                continue;
            }
            if !self.calls.is_empty() {
                self.answer_well(0);
                continue;
            }
            if self.coming.is_some() {
                self.come(7);
                continue;
            }
            assert!(self.wait(), "stuck: {:?}", self.last);
        }
        panic!("no end: {:?}", self.last);
    }

    pub fn end(&self) -> &Progress {
        assert!(self.done, "not at its end: {:?}", self.last);
        self.last.as_ref().unwrap()
    }
}
