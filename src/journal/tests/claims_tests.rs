//! A letter is in one run at a time, and who may take it over.

use super::world_tests::*;

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
    let later =
        |journal: &mut dyn Journal, name: &str| journal.items(&run(name)).unwrap()[0].later.clone();
    let decided = Some((run("r3"), ItemState::Deleted));
    assert_eq!(
        later(&mut journal, "r1"),
        decided,
        "the first run's letter says so"
    );
    assert_eq!(later(&mut journal, "r3"), None);
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
fn an_import_claims_no_message_and_is_not_gone_on_with_as_a_run() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    let taken = begin(
        &mut journal,
        begun("i1", Kind::Import),
        vec![listed(0, "a"), listed(1, "b")],
    );
    assert!(taken.is_empty());
    write(
        &mut journal,
        vec![Record::Intent(step("i1", &[0, 1])), sent("i1", 0, "new")],
    );
    assert_eq!(
        fate(&mut journal, "a"),
        None,
        "the message that was exported is another one"
    );
    let run = begin(
        &mut journal,
        begun("r1", Kind::Redrive),
        vec![listed(0, "a")],
    );
    assert!(run.is_empty(), "a redrive may have it");
    drop(journal);
    let mut journal = open(&path);
    let row = journal.run(&RunId("i1".into())).unwrap().unwrap();
    assert_eq!((row.kind, row.end), (Kind::Import, RunEnd::Interrupted));
    assert_eq!((row.sent, row.in_doubt), (1, 1));
    let unfinished = journal.unfinished(QUEUE).unwrap();
    assert!(
        unfinished.iter().all(|run| run.kind != Kind::Import),
        "{unfinished:?}"
    );
}
