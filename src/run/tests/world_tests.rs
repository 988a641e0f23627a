//! A world for the machine: letters, a journal that is a map, a bus and a queue that answer as they are told.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use crate::letter::{
    Editable, Event as Payload, Failure, Letter, LetterId, Message, Origin, OriginRow, Route,
};
use crate::plan::{Before, Beyond, Consent, Deed, Destination, Given, Item, Options, Plan, Rest};
use crate::run::{
    Effect, Event, Fate, Fault, FaultKind, Kind, Machine, More, NotDone, Progress, Record, RunId,
    Ticket, Unseen,
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
}

impl Outside {
    pub fn accept(&mut self, message: u32) -> Arc<str> {
        *self.accepted.entry(message).or_default() += 1;
        self.next_id += 1;
        format!("new-{}", self.next_id).into()
    }

    /// What the journal makes of a run whose process died.
    pub fn tidy(&mut self) {
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
            Disk::Sent(id) => Some(Before::Sent(Arc::clone(id))),
            Disk::Deleted => Some(Before::Deleted),
        }
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
            Effect::Put {
                call,
                items,
                entries,
                ..
            } => {
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
            deleted <= sent && progress.bounced + progress.settled <= sent + in_flight,
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
