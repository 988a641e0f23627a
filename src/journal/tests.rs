//! The journal through its face: what is written is there, claims hold, and what is wrong is said.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::journal::*;
use crate::letter::{Attribute, AttributeData, Message};
use crate::problem::Problem;
use crate::run::{Begun, Fate, Kind, Listed, Progress, Record, RunId, State, Step};
use crate::time::Time;

mod scratch_tests;

const QUEUE: &str = "http://127.0.0.1:1/123456789012/dlq";

fn run(name: &str) -> RunId {
    RunId(name.into())
}

fn begun(name: &str, kind: Kind) -> Begun {
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

fn message(id: &str) -> Message {
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

fn listed(number: u32, id: &str) -> Listed {
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

fn list(name: &str, items: Vec<Listed>) -> Record {
    Record::Listed {
        run: run(name),
        items: items.into_iter().map(Arc::new).collect(),
        at: Time(1_001),
    }
}

fn step(name: &str, items: &[u32]) -> Step {
    Step {
        run: run(name),
        items: items.to_vec(),
        at: Time(1_002),
    }
}

fn sent(name: &str, item: u32, id: &str) -> Record {
    Record::Sent {
        run: run(name),
        items: vec![(item, id.into())],
        at: Time(1_003),
    }
}

fn ended(name: &str, settled: bool) -> Record {
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

fn write(journal: &mut SqliteJournal, records: Vec<Record>) -> Vec<u32> {
    journal.write(&[records]).unwrap().remove(0).taken
}

fn begin(journal: &mut SqliteJournal, begun: Begun, items: Vec<Listed>) -> Vec<u32> {
    let name = begun.run.0.to_string();
    write(
        journal,
        vec![Record::Begun(Arc::new(begun)), list(&name, items)],
    )
}

fn fate(journal: &mut SqliteJournal, id: &str) -> Option<Fate> {
    journal.fates(QUEUE, &[id.into()]).unwrap().remove(0)
}

fn fresh() -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("state").join("journal.db");
    (dir, path)
}

fn open(path: &Path) -> SqliteJournal {
    SqliteJournal::open(path).unwrap()
}

#[test]
fn what_was_written_is_there_after_the_process_is_gone() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    begin(
        &mut journal,
        begun("r1", Kind::Redrive),
        vec![listed(0, "a"), listed(1, "b")],
    );
    write(
        &mut journal,
        vec![Record::Intent(step("r1", &[0])), sent("r1", 0, "new-a")],
    );
    write(
        &mut journal,
        vec![Record::Deleted(step("r1", &[0])), ended("r1", true)],
    );
    drop(journal);
    let mut journal = open(&path);
    let rows = journal.runs().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].end, rows[0].deleted, rows[0].left, rows[0].settled),
        (RunEnd::Finished, 1, 1, 1)
    );
    let items = journal.items(&run("r1")).unwrap();
    assert_eq!(items[0].new_event_id.as_deref(), Some("new-a"));
    assert_eq!(
        (items[0].state, items[1].state),
        (ItemState::Deleted, ItemState::Left)
    );
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    begin(&mut journal, begun("r1", Kind::Redrive), vec![]);
    let mode = |p: &Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&path.with_extension("db-wal")), 0o600);
    assert_eq!(mode(&path.with_extension("db.sessions")), 0o700);
}

#[test]
fn a_run_whose_process_died_is_interrupted_and_what_it_had_begun_is_in_doubt() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    let items = ["a", "b", "c"].iter().zip(0..).map(|(id, n)| listed(n, id));
    begin(&mut journal, begun("r1", Kind::Redrive), items.collect());
    write(
        &mut journal,
        vec![Record::Intent(step("r1", &[0, 1])), sent("r1", 0, "new-a")],
    );
    let mut other = open(&path);
    assert_eq!(fate(&mut other, "a"), Some(Fate::InFlight), "it lives");
    assert_eq!(fate(&mut other, "c"), Some(Fate::Planned), "it lives");
    assert!(other.unfinished(QUEUE).unwrap().is_empty());
    drop(journal);
    assert_eq!(fate(&mut other, "a"), Some(Fate::Sent("new-a".into())));
    assert_eq!(fate(&mut other, "b"), Some(Fate::InDoubt));
    assert_eq!(fate(&mut other, "c"), None);
    assert_eq!(other.unfinished(QUEUE).unwrap()[0].unfinished(), 3);
}

#[test]
fn a_letter_is_in_one_run_at_a_time_across_processes() {
    let (_dir, path) = fresh();
    let (mut one, mut two) = (open(&path), open(&path));
    assert!(begin(&mut one, begun("r1", Kind::Redrive), vec![listed(0, "a")]).is_empty());
    let taken = begin(
        &mut two,
        begun("r2", Kind::Redrive),
        vec![listed(0, "a"), listed(1, "b")],
    );
    assert_eq!(taken, [0]);
    assert_eq!(two.items(&run("r2")).unwrap()[0].state, ItemState::Failed);
    write(&mut one, vec![ended("r1", false)]);
    assert!(begin(&mut two, begun("r3", Kind::Redrive), vec![listed(0, "a")]).is_empty());
}

#[test]
fn what_was_sent_is_only_ever_taken_over_to_be_deleted() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    begin(
        &mut journal,
        begun("r1", Kind::Redrive),
        vec![listed(0, "a")],
    );
    let done = vec![
        Record::Intent(step("r1", &[0])),
        sent("r1", 0, "new-a"),
        ended("r1", false),
    ];
    write(&mut journal, done);
    assert_eq!(
        begin(
            &mut journal,
            begun("r2", Kind::Redrive),
            vec![listed(0, "a")]
        ),
        [0]
    );
    let only_delete = Listed {
        sent: Some("new-a".into()),
        ..listed(0, "a")
    };
    assert!(begin(&mut journal, begun("r3", Kind::Redrive), vec![only_delete]).is_empty());
    write(&mut journal, vec![Record::Deleted(step("r3", &[0]))]);
    assert_eq!(fate(&mut journal, "a"), Some(Fate::Deleted));
}

#[test]
fn what_is_in_doubt_is_sent_again_only_by_decision_and_stays_in_doubt_when_that_comes_to_nothing() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    begin(
        &mut journal,
        begun("r1", Kind::Redrive),
        vec![listed(0, "a")],
    );
    write(
        &mut journal,
        vec![Record::InDoubt(step("r1", &[0])), ended("r1", false)],
    );
    assert_eq!(
        begin(
            &mut journal,
            begun("r2", Kind::Redrive),
            vec![listed(0, "a")]
        ),
        [0]
    );
    let resend = Begun {
        despite_doubt: true,
        ..begun("r3", Kind::Redrive)
    };
    assert!(begin(&mut journal, resend, vec![listed(0, "a")]).is_empty());
    write(&mut journal, vec![ended("r3", false)]);
    assert_eq!(fate(&mut journal, "a"), Some(Fate::InDoubt));
}

#[test]
fn a_refused_letter_is_free_again_and_its_reason_is_known() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    begin(
        &mut journal,
        begun("r1", Kind::Redrive),
        vec![listed(0, "a")],
    );
    let refused = Record::Refused {
        run: run("r1"),
        item: 0,
        why: "MalformedDetail".into(),
        at: Time(5),
    };
    write(&mut journal, vec![refused]);
    assert_eq!(
        fate(&mut journal, "a"),
        Some(Fate::Failed("MalformedDetail".into()))
    );
    assert!(
        begin(
            &mut journal,
            begun("r2", Kind::Redrive),
            vec![listed(0, "a")]
        )
        .is_empty()
    );
}

#[test]
fn attributes_of_every_type_survive_a_delete_and_are_there_for_undo_once() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    let keep = |n, id| Listed {
        keep: true,
        to: "".into(),
        ..listed(n, id)
    };
    begin(
        &mut journal,
        begun("d1", Kind::Delete),
        vec![keep(0, "a"), keep(1, "b")],
    );
    let done = vec![
        Record::Intent(step("d1", &[0, 1])),
        Record::Deleted(step("d1", &[0])),
        Record::InDoubt(step("d1", &[1])),
        ended("d1", false),
    ];
    write(&mut journal, done);
    let kept = journal.kept(&run("d1")).unwrap();
    assert_eq!(kept[0].message, message("a"));
    assert_eq!((kept[0].deleted, kept[1].deleted), (true, false));

    let undo = |name| Begun {
        follows: Some(run("d1")),
        ..begun(name, Kind::Undo)
    };
    assert!(begin(&mut journal, undo("u1"), vec![listed(0, "a")]).is_empty());
    assert_eq!(
        begin(&mut journal, undo("u2"), vec![listed(0, "a")]),
        [0],
        "undone twice"
    );
    let done = vec![
        Record::Intent(step("u1", &[0])),
        sent("u1", 0, "m2"),
        ended("u1", false),
    ];
    write(&mut journal, done);
    assert_eq!(journal.kept(&run("d1")).unwrap().len(), 1);
    assert_eq!(
        begin(&mut journal, undo("u3"), vec![listed(0, "a")]),
        [0],
        "undone twice"
    );
}

#[test]
fn the_undo_of_a_delete_may_take_what_it_left_in_doubt_and_no_other_undo_may() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    let keep = Listed {
        keep: true,
        ..listed(0, "a")
    };
    begin(&mut journal, begun("d1", Kind::Delete), vec![keep]);
    write(&mut journal, vec![Record::Intent(step("d1", &[0]))]);
    drop(journal);
    let mut journal = open(&path);
    let kept = journal.kept(&run("d1")).unwrap();
    assert!(kept.len() == 1 && !kept[0].deleted, "{kept:?}");
    let undo_of = |of: &str, name: &str| Begun {
        follows: Some(run(of)),
        ..begun(name, Kind::Undo)
    };
    let taken = begin(&mut journal, undo_of("d0", "u0"), vec![listed(0, "a")]);
    assert_eq!(taken, [0]);
    let taken = begin(&mut journal, undo_of("d1", "u1"), vec![listed(0, "a")]);
    assert!(taken.is_empty());
    assert!(journal.kept(&run("d1")).unwrap().is_empty(), "once");
}

#[test]
fn an_undo_that_came_to_nothing_can_be_done_again() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    let keep = Listed {
        keep: true,
        ..listed(0, "a")
    };
    begin(&mut journal, begun("d1", Kind::Delete), vec![keep]);
    write(
        &mut journal,
        vec![Record::Deleted(step("d1", &[0])), ended("d1", false)],
    );
    let undo = Begun {
        follows: Some(run("d1")),
        ..begun("u1", Kind::Undo)
    };
    begin(&mut journal, undo, vec![listed(0, "a")]);
    assert!(journal.kept(&run("d1")).unwrap().is_empty());
    write(&mut journal, vec![ended("u1", false)]);
    assert_eq!(journal.kept(&run("d1")).unwrap().len(), 1);
}

#[test]
fn a_letters_lineage_is_told_across_runs() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    begin(
        &mut journal,
        begun("r1", Kind::Redrive),
        vec![listed(0, "a")],
    );
    write(
        &mut journal,
        vec![
            sent("r1", 0, "event-of-b"),
            Record::Deleted(step("r1", &[0])),
        ],
    );
    let bounced = Record::Bounced {
        event_id: "event-of-b".into(),
        message_id: Some("b".into()),
        at: Time(9),
    };
    write(
        &mut journal,
        vec![bounced.clone(), bounced, ended("r1", true)],
    );
    let edited = Listed {
        edit: Some("{}".into()),
        ..listed(0, "b")
    };
    begin(&mut journal, begun("r2", Kind::Redrive), vec![edited]);
    write(&mut journal, vec![sent("r2", 0, "event-of-c")]);
    let line = journal
        .lineage(&["event-of-c".into(), "unknown".into()])
        .unwrap();
    let told: Vec<(&str, bool)> = line[0].iter().map(|a| (&*a.run.0, a.edited)).collect();
    assert_eq!(told, [("r2", true), ("r1", false)]);
    assert!(line[1].is_empty());
    let first = &journal.items(&run("r1")).unwrap()[0];
    assert_eq!(first.bounced, Some((Time(9), Some("b".into()))));
    assert!(!first.settled);
    assert_eq!(
        journal.items(&run("r2")).unwrap()[0].bounced_from,
        Some(run("r1"))
    );
}

#[test]
fn drafts_are_kept_until_they_are_taken_back() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    let draft = |text: Option<&str>| Record::Draft {
        queue: QUEUE.into(),
        message_id: "a".into(),
        text: text.map(Arc::from),
        at: Time(1),
    };
    write(&mut journal, vec![draft(Some("one")), draft(Some("two"))]);
    assert_eq!(&*journal.drafts(QUEUE).unwrap()[0].text, "two");
    write(&mut journal, vec![draft(None)]);
    assert!(journal.drafts(QUEUE).unwrap().is_empty());
}

#[test]
fn old_runs_go_and_young_ones_stay_whatever_the_size() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    let day = Duration::from_secs(86_400);
    let now = Time(0).plus(day * 1_000);
    for (name, age) in [("old", 100), ("middle", 20), ("young", 1)] {
        let keep = Listed {
            keep: true,
            ..listed(0, name)
        };
        let at = now.minus(day * age);
        begin(
            &mut journal,
            Begun {
                at,
                ..begun(name, Kind::Delete)
            },
            vec![keep],
        );
        let Record::Ended { progress, settled } = ended(name, false) else {
            unreachable!()
        };
        let progress = Arc::new(Progress {
            finished: Some(at),
            ..Progress::clone(&progress)
        });
        write(
            &mut journal,
            vec![
                Record::Deleted(step(name, &[0])),
                Record::Ended { progress, settled },
            ],
        );
    }
    assert_eq!(journal.prune(Retention::default(), now).unwrap(), 1);
    assert!(journal.run(&run("old")).unwrap().is_none());
    let tiny = Retention {
        bytes: 1,
        ..Retention::default()
    };
    assert_eq!(journal.prune(tiny, now).unwrap(), 1);
    assert!(journal.run(&run("young")).unwrap().is_some());
    assert!(
        journal.kept(&run("young")).unwrap().is_empty(),
        "bodies give way to the size"
    );
    assert_eq!(fate(&mut journal, "young"), Some(Fate::Deleted));
}

fn told(path: &Path) -> String {
    Problem::from(SqliteJournal::open(path).unwrap_err()).to_string()
}

#[test]
fn a_file_that_is_no_journal_is_said_to_be_damaged() {
    let (_dir, path) = fresh();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(
        &path,
        "not a database, and long enough to be looked at".repeat(100),
    )
    .unwrap();
    assert!(told(&path).contains("is damaged"), "{}", told(&path));
}

#[test]
fn a_journal_with_a_torn_page_is_said_to_be_damaged() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    let items = (0..2_000).map(|n| listed(n, &format!("m{n}"))).collect();
    begin(&mut journal, begun("r1", Kind::Redrive), items);
    drop(journal);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xA5);
    std::fs::write(&path, bytes).unwrap();
    assert!(told(&path).contains("is damaged"), "{}", told(&path));
}

#[test]
fn a_newer_journal_is_refused_by_name() {
    let (_dir, path) = fresh();
    drop(open(&path));
    let c = rusqlite::Connection::open(&path).unwrap();
    c.pragma_update(None, "user_version", 99).unwrap();
    drop(c);
    assert!(
        told(&path).contains("has schema 99, and this version knows "),
        "{}",
        told(&path)
    );
}

#[test]
fn a_place_that_cant_be_written_is_named() {
    let (_dir, path) = fresh();
    std::fs::create_dir_all(path.parent().unwrap().parent().unwrap()).unwrap();
    std::fs::write(path.parent().unwrap(), "a file where the folder should be").unwrap();
    let told = told(&path);
    assert!(
        told.contains("can't be written") && told.contains("--journal"),
        "{told}"
    );
}

#[test]
fn after_a_full_disk_nothing_is_accepted_any_more() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    begin(
        &mut journal,
        begun("r1", Kind::Redrive),
        vec![listed(0, "a")],
    );
    journal.limit_pages(40);
    let items = (1..5_000).map(|n| listed(n, &format!("m{n}"))).collect();
    let failed = journal.write(&[vec![list("r1", items)]]).unwrap_err();
    assert!(matches!(failed, JournalError::Full { .. }), "{failed}");
    let again = journal
        .write(&[vec![Record::Intent(step("r1", &[0]))]])
        .unwrap_err();
    assert!(matches!(again, JournalError::Broken { .. }), "{again}");
    assert_eq!(
        journal.items(&run("r1")).unwrap()[0].state,
        ItemState::Planned
    );
}

#[test]
fn groups_are_written_all_or_none_and_answered_one_by_one() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    begin(
        &mut journal,
        begun("r1", Kind::Redrive),
        vec![listed(0, "a")],
    );
    let first = vec![
        Record::Begun(Arc::new(begun("r2", Kind::Redrive))),
        list("r2", vec![listed(0, "b")]),
    ];
    let second = vec![
        Record::Begun(Arc::new(begun("r3", Kind::Redrive))),
        list("r3", vec![listed(0, "a")]),
    ];
    let written = journal.write(&[first, second]).unwrap();
    assert_eq!((written[0].taken.len(), written[1].taken.len()), (0, 1));
    let good = vec![Record::Intent(step("r1", &[0]))];
    let unknown = vec![Record::Intent(step("nobody", &[0]))];
    assert!(journal.write(&[good, unknown]).is_err());
    assert_eq!(
        journal.items(&run("r1")).unwrap()[0].state,
        ItemState::Planned
    );
}
