//! Plans, runs and edits, with a journal.

use super::world_tests::*;

#[test]
fn a_redrive_puts_every_letter_once_and_takes_it_out_of_the_queue() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::of(|q| q.put(57, "X"), |s| s.scribe = journal(&folder));
    world.read(57);
    let plan = world.plan(Deed::Redrive(Destination::Auto));
    assert_eq!(plan.items.len(), 57, "{plan:?}");
    let progress = world.run(&plan);
    assert_eq!(
        (progress.sent, progress.deleted, progress.failed),
        (57, 57, 0),
        "{progress:?}"
    );
    assert_eq!(world.buses.puts.load(Ordering::SeqCst), 57);
    let snapshot = world.until("they left the table", |s| s.letters.is_empty());
    assert!(snapshot.causes.is_empty() && snapshot.view.ids.is_empty());
    assert!(world.queue.stored.lock().unwrap().is_empty());
}

#[test]
fn a_letter_whose_lease_ran_out_is_never_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::of(|q| q.put(12, "X"), |s| s.scribe = journal(&folder));
    world.read(12);
    let plan = world.plan(Deed::Delete);
    assert_eq!(plan.items.len(), 12);
    world.queue.breaks(Some(FaultKind::Unreachable));
    world.clock.advance(Duration::from_secs(3600));
    world.until("all lapsed", |s| {
        holds(s).iter().all(|h| *h == Hold::Lapsed)
    });
    let again = world.plan(Deed::Delete);
    assert!(again.items.is_empty(), "a plan leaves out what is not held");
    assert_eq!(again.skipped[0].letters.len(), 12);
    let consent = plan.consent(Given::Yes, false).unwrap();
    world.handle.send(Command::Run(consent));
    let snapshot = world.until("the old plan runs", |s| {
        s.letters.iter().any(|row| row.fate.is_some())
    });
    let run = snapshot.runs[0].run.clone();
    world.handle.send(Command::AbortRun(run));
    world.until("it stopped", |s| {
        world.clock.advance(Duration::from_millis(100));
        s.runs[0].finished.is_some()
    });
    assert_eq!(world.queue.stored.lock().unwrap().len(), 12);
}

#[test]
fn what_was_sent_and_not_deleted_is_only_deleted_in_the_next_session() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::of(|q| q.put(9, "X"), |s| s.scribe = journal(&folder));
    let queue = world.queue.clone();
    world.read(9);
    queue.keeps.store(true, Ordering::SeqCst);
    let plan = world.plan(Deed::Redrive(Destination::Auto));
    let consent = plan.consent(Given::Yes, false).unwrap();
    world.handle.send(Command::Run(consent));
    let sent = |row: &Fate| matches!(row, Fate::Sent(_));
    world.until("all are sent", |s| {
        s.letters.iter().all(|r| r.fate.as_ref().is_some_and(sent))
    });
    drop(world);

    queue.keeps.store(false, Ordering::SeqCst);
    let world = World::over(queue, |s| s.scribe = journal(&folder));
    world.read(9);
    world.until("the journal knows them", |s| {
        s.letters.iter().all(|r| r.fate.as_ref().is_some_and(sent))
    });
    let plan = world.plan(Deed::Redrive(Destination::Auto));
    assert!(plan.items.iter().all(|item| item.sent.is_some()));
    let progress = world.run(&plan);
    assert_eq!(progress.deleted, 9, "{progress:?}");
    assert_eq!(
        world.buses.puts.load(Ordering::SeqCst),
        0,
        "nothing is sent twice"
    );
}

#[test]
fn an_event_that_comes_back_says_how_often_it_was_redriven() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::of(|q| q.put(1, "X"), |s| s.scribe = journal(&folder));
    world.read(1);
    world.run(&world.plan(Deed::Redrive(Destination::Auto)));
    world.until("it left", |s| s.letters.is_empty());
    world.queue.put_as(1, "X", |message| {
        message.id = "another".into();
        message.body = message.body.replace("event-0", "new-0").into();
    });
    let snapshot = world.until("it came back", |s| {
        s.letters.iter().any(|row| !row.lineage.is_empty())
    });
    let lineage = snapshot.letters.iter().next().unwrap().lineage.clone();
    assert!(lineage.contains("redriven once"), "{lineage}");
}

#[test]
fn a_delete_can_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::of(|q| q.put(3, "X"), |s| s.scribe = journal(&folder));
    world.read(3);
    let deleted = world.run(&world.plan(Deed::Delete));
    assert_eq!(deleted.deleted, 3, "{deleted:?}");
    let plan = world.plan(Deed::Undo {
        run: deleted.run.0.to_string(),
    });
    assert_eq!(plan.items.len(), 3);
    let undone = world.run(&plan);
    assert_eq!(undone.sent, 3, "{undone:?}");
}

#[test]
fn an_edit_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::of(|q| q.put(1, "X"), |s| s.scribe = journal(&folder));
    let queue = world.queue.clone();
    let edited = |s: &Snapshot| s.letters.iter().all(|row| row.edit.is_some());
    world.read(1);
    let edit = Some(Arc::new(Edit {
        text: "{\"edited\":true}".into(),
    }));
    world.handle.send(Command::Edit {
        letter: LetterId(0),
        edit,
    });
    world.until("it is edited", edited);
    drop(world);
    let world = World::over(queue, |s| s.scribe = journal(&folder));
    world.read(1);
    world.until("it still is", |s| s.letters.len() == 1 && edited(s));
}

#[test]
fn read_only_refuses_edits_and_runs() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::of(|q| q.put(2, "X"), |s| s.scribe = journal(&folder));
    world.read(2);
    let plan = world.plan(Deed::Delete);
    world.handle.send(Command::ReadOnly);
    world
        .handle
        .send(Command::Run(plan.consent(Given::Yes, false).unwrap()));
    let snapshot = world.until("all is given back", |_| world.queue.visible() == 2);
    assert_eq!(snapshot.mode, Mode::ReadOnly);
    assert!(world.handle.snapshot().runs.is_empty());
    let told = world.handle.take_notices();
    assert!(
        told.iter().any(|n| n.text.contains("nothing is run")),
        "{told:?}"
    );
}
