//! What is written is there, for as long as it must be.

use super::world_tests::*;

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
