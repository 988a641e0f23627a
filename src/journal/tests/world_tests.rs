//! Records as tests write them.

pub use crate::journal::*;
pub use crate::letter::{Attribute, AttributeData, Message};
pub use crate::problem::Problem;
pub use crate::run::{Begun, Fate, Kind, Listed, Progress, Record, RunId, State, Step};
pub use crate::time::Time;
pub use std::path::Path;
pub use std::sync::Arc;
pub use std::time::Duration;

pub const QUEUE: &str = "http://127.0.0.1:1/123456789012/dlq";

pub fn run(name: &str) -> RunId {
    RunId(name.into())
}

pub fn begun(name: &str, kind: Kind) -> Begun {
    Begun {
        run: run(name),
        kind,
        queue: QUEUE.into(),
        destination: "event bus default".into(),
        digest: 7,
        options: "rate none".into(),
        total: 2,
        follows: None,
        despite_doubt: false,
        beyond: None,
        at: Time(1_000),
    }
}

pub fn message(id: &str) -> Message {
    let binary = AttributeData::Binary([0, 159, 255].as_slice().into());
    let own = [
        ("Blob", "Binary.raw", binary),
        ("N", "Number", AttributeData::Text("129".into())),
        ("RULE_ARN", "String", AttributeData::Text("arn:…".into())),
    ];
    Message {
        id: id.into(),
        body: format!("{{\"id\":\"event-of-{id}\", \"n\":1e400}}").into(),
        system: [
            ("MessageGroupId".into(), "g".into()),
            ("SentTimestamp".into(), "17".into()),
        ]
        .into(),
        attributes: own
            .map(|(name, data_type, data)| {
                let data_type = data_type.into();
                (name.into(), Attribute { data_type, data })
            })
            .into(),
    }
}

pub fn listed(number: u32, id: &str) -> Listed {
    Listed {
        number,
        message: message(id),
        keep: false,
        event_id: Some(format!("event-of-{id}").into()),
        edit: None,
        to: "default".into(),
        sent: None,
    }
}

pub fn list(name: &str, items: Vec<Listed>) -> Record {
    Record::Listed {
        run: run(name),
        items: items.into_iter().map(Arc::new).collect(),
        at: Time(1_001),
    }
}

pub fn step(name: &str, items: &[u32]) -> Step {
    Step {
        run: run(name),
        items: items.to_vec(),
        at: Time(1_002),
    }
}

pub fn sent(name: &str, item: u32, id: &str) -> Record {
    Record::Sent {
        run: run(name),
        items: vec![(item, id.into())],
        at: Time(1_003),
    }
}

pub fn ended(name: &str, settled: bool) -> Record {
    let progress = Progress {
        run: run(name),
        kind: Kind::Redrive,
        state: State::Finished,
        started: Time(1_000),
        finished: Some(Time(2_000)),
        total: 0,
        waiting: 0,
        in_flight: 0,
        sent: 0,
        deleted: 0,
        bounced: 0,
        settled: 0,
        failed: 0,
        in_doubt: 0,
        left: 0,
        skipped: 0,
        about: None,
        told: 0,
        rate: 0.0,
        eta_seconds: None,
        stopped_by: None,
        last_error: String::new(),
    };
    Record::Ended {
        progress: Arc::new(progress),
        settled,
    }
}

pub fn write(journal: &mut SqliteJournal, records: Vec<Record>) -> Vec<u32> {
    journal.write(&[records]).unwrap().remove(0).taken
}

pub fn begin(journal: &mut SqliteJournal, begun: Begun, items: Vec<Listed>) -> Vec<u32> {
    let name = begun.run.0.to_string();
    write(
        journal,
        vec![Record::Begun(Arc::new(begun)), list(&name, items)],
    )
}

pub fn fate(journal: &mut SqliteJournal, id: &str) -> Option<Fate> {
    journal.fates(QUEUE, &[id.into()]).unwrap().remove(0)
}

pub fn fresh() -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("state").join("journal.db");
    (dir, path)
}

pub fn open(path: &Path) -> SqliteJournal {
    SqliteJournal::open(path).unwrap()
}

pub fn told(path: &Path) -> String {
    Problem::from(SqliteJournal::open(path).unwrap_err()).to_string()
}
