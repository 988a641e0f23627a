//! Letters that join, pausing, and how a run ends.

use super::started_tests::*;

#[test]
fn a_paused_run_finishes_what_is_in_flight_and_begins_nothing() {
    let options = Options {
        rate: Some(10),
        ..Options::default()
    };
    let mut world = started(redrive(), items(100), options);
    world.tell(Event::Pause);
    world.answer_well(0);
    world.write_all();
    world.answer_well(0);
    world.write_all();
    let sent = world.machine.progress().sent;
    after(3_600, &mut world);
    let last = world.last.clone().unwrap();
    assert!(world.calls.is_empty());
    assert_eq!((last.state, last.sent), (State::Paused, sent));
    world.tell(Event::Resume);
    world.go_on_well();
    assert!(world.end().all_done());
}

#[test]
fn an_aborted_run_deletes_what_it_sent_and_leaves_the_rest() {
    let options = Options {
        rate: Some(10),
        ..Options::default()
    };
    let mut world = started(redrive(), items(100), options);
    world.tell(Event::Abort);
    world.go_on_well();
    let end = world.end();
    assert_eq!(end.stopped_by, Some(StoppedBy::Interrupt));
    assert!(
        end.sent == end.deleted && end.left == 100 - end.deleted,
        "{end:?}"
    );
    assert!(
        world
            .outside
            .disk
            .values()
            .all(|d| matches!(d, Disk::Deleted | Disk::Left))
    );
}

#[test]
fn after_an_abort_no_batch_goes_whose_intent_was_just_being_written() {
    let mut world = World::new(
        plan(redrive(), items(10), Options::default()),
        Outside::default(),
        Time(0),
    );
    world.tell(Event::Start);
    world.write_next();
    world.write_next();
    assert_eq!(world.writes.len(), 1, "the intent");
    world.tell(Event::Abort);
    world.go_on_well();
    assert!(world.outside.puts.is_empty());
    assert_eq!(world.end().left, 10);
}

#[test]
fn when_the_journal_fails_nothing_more_is_put_or_deleted() {
    let mut world = redriving(500);
    world.answer_well(0);
    let calls = world.calls.len();
    world.writes.clear();
    world.tell(Event::JournalFailed("the disk is full".into()));
    assert_eq!(world.calls.len(), calls, "nothing new");
    while !world.calls.is_empty() {
        world.answer_well(0);
    }
    let end = world.end();
    assert_eq!(end.stopped_by, Some(StoppedBy::Error));
    assert_eq!(end.last_error, "the disk is full");
    assert_eq!((end.deleted, end.sent), (0, 480));
    assert!(world.outside.deleted.is_empty());
}

#[test]
fn expired_credentials_pause_the_run_and_a_login_lets_it_go_on() {
    let mut world = redriving(10);
    world.answer_put(Err(trouble(FaultKind::Denied, "ExpiredTokenException")));
    world.write_all();
    assert_eq!(world.last.as_ref().unwrap().state, State::Paused);
    assert!(world.calls.is_empty());
    world.go_on_well();
    assert!(world.end().all_done());
}

#[test]
fn a_permission_that_is_missing_stops_the_run() {
    let mut world = redriving(10);
    world.answer_put(Err(trouble(FaultKind::Denied, "AccessDeniedException")));
    world.go_on_well();
    assert_eq!(world.end().stopped_by, Some(StoppedBy::Error));
    assert_eq!((world.end().left, world.end().sent), (10, 0));
}

/// Every call is answered so, however often it is made.
fn until_done(world: &mut World, answer: impl Fn(&mut World)) {
    while !world.done {
        if world.write_next() {
            continue;
        }
        if world.calls.is_empty() {
            assert!(world.wait());
        } else {
            answer(world);
        }
    }
}

#[test]
fn a_delete_that_never_succeeds_is_given_up_after_a_minute_and_counts_as_sent() {
    let mut world = redriving(10);
    world.answer_well(0);
    let begun = world.now;
    until_done(&mut world, |world| {
        let internal = trouble(FaultKind::Throttled, "InternalError");
        world.answer_delete(Err(internal));
    });
    assert!(world.now.since(begun) < Duration::from_secs(90));
    let end = world.end();
    assert_eq!((end.sent, end.deleted, end.all_done()), (10, 0, false));
}

#[test]
fn a_run_of_which_nothing_is_taken_for_half_an_hour_stops() {
    let mut world = redriving(10);
    let begun = world.now;
    until_done(&mut world, |world| {
        world.answer_put(Err(trouble(FaultKind::Throttled, "ThrottlingException")));
    });
    let took = world.now.since(begun);
    assert!((30..40).contains(&(took.as_secs() / 60)), "{took:?}");
    let end = world.end();
    assert_eq!(end.stopped_by, Some(StoppedBy::Error));
    assert_eq!((end.left, end.sent), (10, 0));
}

#[test]
fn letters_that_join_are_in_the_run_and_it_ends_when_no_more_come() {
    let mut world = redriving(3);
    let more = (3..1_000).map(|n| item(n, "b"));
    world.messages.extend(3..1_000);
    world.tell(Event::More(More {
        items: more.collect(),
        ..More::default()
    }));
    while world.machine.progress().deleted < 1_000 {
        assert!(world.write_next() || !world.calls.is_empty());
        if !world.calls.is_empty() {
            world.answer_well(0);
        }
    }
    world.write_all();
    assert!(!world.done, "more may come");
    world.tell(Event::NoMore(Unseen::default()));
    world.go_on_well();
    assert!(world.end().all_done() && world.end().total == 1_000);
}

#[test]
fn an_abort_ends_a_run_that_more_letters_could_join() {
    let mut world = redriving(3);
    world.tell(Event::More(More::default()));
    world.tell(Event::Abort);
    world.go_on_well();
    assert_eq!(world.end().stopped_by, Some(StoppedBy::Interrupt));
    world.tell(Event::More(More {
        items: items(1),
        ..More::default()
    }));
}

fn following(count: u32) -> World {
    let options = Options {
        follow: true,
        max_bounce: 100.0,
        ..Options::default()
    };
    let mut plan = plan(redrive(), items(count), options);
    plan.beyond = Some(beyond(&redrive()));
    let mut world = World::new(plan, Outside::default(), Time(0));
    world.tell(Event::Start);
    world
}

/// A letter whose event has that id.
fn letter_with(n: u32, event: &str) -> Item {
    let mut item = item(n, "b");
    let mut letter = (*item.letter).clone();
    let old = format!("\"id\":\"old-{n}\"");
    let new = format!("\"id\":\"{event}\"");
    let body = letter.message.body.replace(&old, &new);
    letter.event = crate::letter::Event::read(&body.into()).unwrap();
    item.letter = Arc::new(letter);
    item
}

fn more(items: Vec<Item>) -> Event {
    Event::More(More {
        items,
        ..More::default()
    })
}

#[test]
fn a_letter_that_comes_while_a_put_is_open_waits_until_it_is_known_whether_it_bounced() {
    let mut world = following(1);
    world.write_all();
    let put = world.calls.len();
    assert_eq!(put, 1, "the put is under way");
    // the first put of the world gets this id
    world.tell(more(vec![
        letter_with(7, "new-1"),
        letter_with(8, "another"),
    ]));
    assert_eq!(world.machine.progress().total, 1, "neither is taken on yet");
    world.messages.push(8);
    world.answer_well(0);
    while world.machine.progress().deleted < 2 {
        assert!(world.write_next() || !world.calls.is_empty());
        if !world.calls.is_empty() {
            world.answer_well(0);
        }
    }
    let progress = world.machine.progress();
    assert_eq!((progress.total, progress.told), (2, 3), "{progress:?}");
    assert!(!world.outside.accepted.contains_key(&7), "never sent again");
    world.tell(Event::Abort);
    world.go_on_well();
}

#[test]
fn what_could_not_be_looked_at_is_left_and_no_success() {
    let mut world = redriving(3);
    world.tell(more(Vec::new()));
    world.tell(Event::More(More {
        held_back: 2,
        in_doubt: 1,
        ..More::default()
    }));
    world.tell(Event::NoMore(Unseen {
        letters: 40,
        why: "the window is full".into(),
    }));
    world.go_on_well();
    let end = world.end();
    assert_eq!((end.deleted, end.left, end.in_doubt), (3, 40, 1));
    assert_eq!((end.skipped, end.total), (2, 44));
    assert!(!end.all_done() && end.last_error.contains("window"));
}
