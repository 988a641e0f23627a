//! Scratch buses in the journal, letters that are watched there, and a journal of the first version.

use super::world_tests::*;
use crate::run::ScratchName;

const TO: &str = "failed-target arn:rule arn:target";
const NAME: &str = "dlq-tui-r1-0";

fn named(run: &str) -> Record {
    Record::Scratches {
        run: super::world_tests::run(run),
        names: vec![ScratchName {
            name: NAME.into(),
            rule: "orders".into(),
            rule_arn: "arn:rule".into(),
            to: TO.into(),
        }],
        at: Time(1_500),
    }
}

fn to(item: Listed) -> Listed {
    Listed {
        to: TO.into(),
        ..item
    }
}

fn watched(run: &str, items: &[(u32, &str)]) -> Record {
    Record::Watched {
        run: super::world_tests::run(run),
        items: items.iter().map(|(n, id)| (*n, (*id).into())).collect(),
        at: Time(2_000),
    }
}

/// A run with three letters that were sent to a scratch bus, whose process died.
fn died(path: &Path) -> SqliteJournal {
    let mut journal = open(path);
    let items = ["a", "b", "c"];
    let items = (0..).zip(items).map(|(n, id)| to(listed(n, id)));
    begin(&mut journal, begun("r1", Kind::Redrive), items.collect());
    write(
        &mut journal,
        vec![named("r1"), Record::Intent(step("r1", &[0, 1, 2]))],
    );
    let ids = [(0, "new-a"), (1, "new-b"), (2, "new-c")];
    write(&mut journal, vec![watched("r1", &ids)]);
    drop(journal);
    open(path)
}

fn states(journal: &mut SqliteJournal, name: &str) -> Vec<ItemState> {
    let items = journal.items(&run(name)).unwrap();
    items.iter().map(|item| item.state).collect()
}

#[test]
fn a_crash_leaves_what_is_watched_and_tells_what_was_made() {
    let (_dir, path) = fresh();
    let mut journal = died(&path);
    assert_eq!(states(&mut journal, "r1"), [ItemState::Watched; 3]);
    assert_eq!(
        fate(&mut journal, "a"),
        Some(Fate::InDoubt),
        "nobody sends it again by accident"
    );
    let [made] = &journal.scratches().unwrap()[..] else {
        panic!("{:?}", journal.scratches())
    };
    assert_eq!(
        (&*made.name, made.end, made.watched),
        (NAME, RunEnd::Interrupted, 3)
    );
    assert_eq!((made.queue.as_str(), &*made.rule_arn), (QUEUE, "arn:rule"));
    assert_eq!(journal.runs().unwrap()[0].in_doubt, 3);
}

#[test]
fn a_run_that_goes_on_takes_the_letters_and_the_bus_over() {
    let (_dir, path) = fresh();
    let mut journal = died(&path);
    let on = Listed {
        sent: Some("new-a".into()),
        ..to(listed(0, "a"))
    };
    let begun = Begun {
        follows: Some(run("r1")),
        ..begun("r2", Kind::Redrive)
    };
    assert!(
        begin(&mut journal, begun, vec![on]).is_empty(),
        "it gives way"
    );
    write(&mut journal, vec![named("r2")]);
    assert_eq!(states(&mut journal, "r2"), [ItemState::Watched]);
    let made = journal.scratches().unwrap().remove(0);
    assert_eq!(
        (made.run, made.end, made.watched),
        (run("r2"), RunEnd::Running, 1)
    );
    write(&mut journal, vec![Record::WatchOver(step("r2", &[0]))]);
    assert_eq!(states(&mut journal, "r2"), [ItemState::Sent]);
    write(
        &mut journal,
        vec![
            Record::Deleted(step("r2", &[0])),
            Record::ScratchGone { name: NAME.into() },
        ],
    );
    assert!(journal.scratches().unwrap().is_empty());
}

#[test]
fn a_clean_up_tells_what_came_back_and_leaves_the_rest_in_doubt() {
    let (_dir, path) = fresh();
    let mut journal = died(&path);
    let returned = vec![("new-b".into(), "STILL: 503".into())];
    write(
        &mut journal,
        vec![Record::Swept {
            name: NAME.into(),
            returned,
            at: Time(9_000),
        }],
    );
    let doubt = ItemState::InDoubt;
    assert_eq!(
        states(&mut journal, "r1"),
        [doubt, ItemState::Failed, doubt]
    );
    assert_eq!(
        fate(&mut journal, "b"),
        Some(Fate::Failed("STILL: 503".into()))
    );
    assert!(journal.scratches().unwrap().is_empty());
    let again = begin(
        &mut journal,
        begun("r3", Kind::Redrive),
        vec![listed(0, "b"), listed(1, "a")],
    );
    assert_eq!(
        again,
        [1],
        "what came back is free, what is in doubt is not"
    );
}

#[test]
fn what_a_run_left_in_the_account_is_not_forgotten_with_the_run() {
    let (_dir, path) = fresh();
    let mut journal = died(&path);
    let late = Time(1_000).plus(Duration::from_secs(400 * 86_400));
    assert_eq!(journal.prune(Retention::default(), late).unwrap(), 0);
    write(
        &mut journal,
        vec![Record::ScratchGone { name: NAME.into() }],
    );
    assert_eq!(journal.prune(Retention::default(), late).unwrap(), 1);
}

#[test]
fn a_journal_of_the_first_version_is_taken_over() {
    let (_dir, path) = fresh();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(include_str!("v1.sql")).unwrap();
    drop(old);
    let mut journal = open(&path);
    assert_eq!(
        states(&mut journal, "old"),
        [ItemState::Sent, ItemState::InDoubt]
    );
    assert_eq!(fate(&mut journal, "a"), Some(Fate::Sent("new-a".into())));
    assert!(journal.scratches().unwrap().is_empty());
    begin(
        &mut journal,
        begun("r1", Kind::Redrive),
        vec![to(listed(0, "c"))],
    );
    write(&mut journal, vec![named("r1")]);
    assert_eq!(journal.scratches().unwrap().len(), 1);
}
