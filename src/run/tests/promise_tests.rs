//! One fault each, and what it may not do.
//!
//! The promises of a run, and the tests that are named for them (here, where no room is named):
//!
//! 1. no letter is deleted whose own entry did not succeed
//! 2. every entry that succeeded is deleted or journalled as sent, after a kill at every step: `model_tests`;
//!    with the real journal `engine::runner` and with the real binary `tests/it/crash.rs`, `tests/it/soak.rs`
//! 3. an edited letter never also goes out unedited
//! 4. one poisonous entry never blocks or repeats the run
//! 5. exit code 0 only if all is done: `cli`
//! 6. a lost answer is in doubt, never guessed
//! 7. a lease that ran out never leads to a delete by its stale handle: `engine::runner`, `engine`
//! 8. two runs at once never send a letter twice: `engine::runner`, `tests/it/soak.rs`
//! 9. attributes of every type survive delete and undo (`journal`, `engine::runner`), export and import (`tests/it/cli.rs`)
//! 10. what the rate says is held within two percent over a minute

use std::sync::Arc;
use std::time::Duration;

use super::world_tests::*;
use crate::plan::{Deed, InDoubt, Item, Options};
use crate::repair::Edit;
use crate::run::{
    Effect, Event, Fate, FaultKind, Machine, More, NotDone, RunId, State, StoppedBy, Unseen,
};
use crate::time::Time;

fn items(count: u32) -> Vec<Item> {
    (0..count).map(|n| item(n, "b")).collect()
}

fn started(deed: Deed, items: Vec<Item>, options: Options) -> World {
    let mut world = World::new(plan(deed, items, options), Outside::default(), Time(0));
    world.tell(Event::Start);
    world.write_all();
    world
}

fn redriving(count: u32) -> World {
    started(redrive(), items(count), Options::default())
}

fn id(n: u32) -> Arc<str> {
    format!("id-{n}").into()
}

fn after(seconds: u64, world: &mut World) {
    world.now = world.now.plus(Duration::from_secs(seconds));
    world.tell(Event::Tick);
    world.write_all();
}

#[test]
fn no_letter_is_deleted_whose_own_entry_did_not_succeed() {
    let mut world = redriving(10);
    let refused = |n: u32| match n {
        3 => Err(trouble(FaultKind::Rejected, "MalformedDetail").into()),
        5 => Err(trouble(FaultKind::Ambiguous, "timeout").into()),
        _ => Ok(id(n)),
    };
    world.answer_put(Ok((0..10).map(refused).collect()));
    world.write_all();
    let deletes: Vec<u32> = world
        .calls
        .iter()
        .flat_map(|call| match call {
            Call::Delete { items, .. } => items.clone(),
            other => panic!("put again: {other:?}"),
        })
        .collect();
    assert_eq!(deletes, [0, 1, 2, 4, 6, 7, 8, 9]);
    world.go_on_well();
    let end = world.end();
    assert_eq!((end.deleted, end.failed, end.in_doubt), (8, 1, 1));
    assert!(!end.all_done());
}

#[test]
fn one_poisonous_entry_never_blocks_or_repeats_the_run() {
    let mut world = redriving(10);
    let whole = || Err(trouble(FaultKind::Rejected, "ValidationException"));
    world.answer_put(whole());
    world.write_all();
    let singles = world.calls.len();
    assert_eq!(singles, 10, "each goes alone");
    for _ in 0..singles {
        let Some(Call::Put { items, .. }) = world.calls.first().cloned() else {
            panic!("{:?}", world.calls);
        };
        assert_eq!(items.len(), 1);
        let outcome = if items[0] == 4 {
            whole()
        } else {
            Ok(vec![Ok(id(items[0]))])
        };
        world.answer_put(outcome);
    }
    world.go_on_well();
    assert_eq!((world.end().deleted, world.end().failed), (9, 1));
    assert!(
        matches!(&world.fates[&letter(4, 0).id], Fate::Failed(why) if why.contains("ValidationException"))
    );
}

#[test]
fn a_lost_answer_is_in_doubt_never_guessed() {
    let mut world = redriving(10);
    world.answer_put(Err(trouble(FaultKind::Ambiguous, "timeout")));
    world.go_on_well();
    assert_eq!((world.end().in_doubt, world.end().sent), (10, 0));
    assert_eq!(world.outside.puts.len(), 1);
    assert!(world.outside.disk.values().all(|d| *d == Disk::InDoubt));
}

#[test]
fn fewer_answers_than_entries_leave_the_rest_in_doubt() {
    let mut world = redriving(3);
    world.answer_put(Ok(vec![Ok(id(0))]));
    world.go_on_well();
    assert_eq!((world.end().deleted, world.end().in_doubt), (1, 2));
}

#[test]
fn what_was_certainly_never_sent_is_put_again() {
    for kind in [FaultKind::Unreachable, FaultKind::Throttled] {
        let mut world = redriving(10);
        world.answer_put(Err(trouble(kind, "x")));
        world.write_all();
        assert!(world.calls.is_empty(), "it waits first");
        world.go_on_well();
        assert!(world.end().all_done());
    }
}

#[test]
fn an_entry_that_is_never_taken_fails_after_many_tries_and_the_run_ends() {
    let mut world = redriving(1);
    for tries in 0..100 {
        if world.done {
            break;
        }
        if world.calls.is_empty() {
            assert!(world.write_next() || world.wait());
            continue;
        }
        assert!(tries < 99);
        let busy = trouble(FaultKind::Throttled, "InternalFailure");
        world.answer_put(Ok(vec![Err(busy.into())]));
    }
    world.go_on_well();
    assert_eq!(world.end().failed, 1);
    assert_eq!(world.outside.puts.len(), 20);
}

#[test]
fn an_edited_letter_never_also_goes_out_unedited() {
    let edit = Edit {
        text: r#"{"detail-type":"t","source":"s","detail":{"repaired":true}}"#.into(),
    };
    let edited = Item {
        edit: Some(Arc::new(edit)),
        ..item(0, "b")
    };
    let mut machine = machine(plan(redrive(), vec![edited], Options::default()));
    let mut todo = machine.step(Event::Start, Time(0));
    let mut out = Vec::new();
    for tries in 0..5 {
        let mut next = Vec::new();
        for effect in std::mem::take(&mut todo) {
            match effect {
                Effect::Journal { ticket, .. } => {
                    let taken = Vec::new();
                    next.extend(machine.step(Event::Journalled { ticket, taken }, Time(tries)));
                }
                Effect::Put { entries, .. } => out.extend(entries),
                _ => {}
            }
        }
        todo = next;
    }
    assert_eq!(out.len(), 1);
    assert_eq!(&*out[0].detail, r#"{"repaired":true}"#);
}

#[test]
fn a_letter_without_a_receipt_is_not_deleted_until_it_has_one() {
    let mut world = redriving(2);
    world.answer_put(Ok(vec![Ok(id(0)), Ok(id(1))]));
    world.write_all();
    world.answer_delete(Ok(vec![Ok(()), Err(NotDone::NotHeld)]));
    world.write_all();
    assert!(world.calls.is_empty());
    after(3, &mut world);
    assert!(matches!(&world.calls[..], [Call::Delete { items, .. }] if items == &[1]));
    world.go_on_well();
    assert!(world.end().all_done());
}

#[test]
fn a_letter_that_never_has_a_receipt_again_ends_as_sent_and_not_deleted() {
    let mut world = redriving(1);
    world.answer_put(Ok(vec![Ok(id(0))]));
    world.write_all();
    while !world.done {
        if world.calls.is_empty() {
            assert!(world.write_next() || world.wait());
        } else {
            world.answer_delete(Ok(vec![Err(NotDone::NotHeld)]));
        }
    }
    let end = world.end();
    assert_eq!((end.sent, end.deleted, end.undeleted()), (1, 0, 1));
    assert!(!end.all_done());
    assert_eq!(world.outside.disk[&0], Disk::Sent(id(0)));
}

#[test]
fn a_letter_that_is_not_held_is_not_put_and_waits_until_it_is() {
    let mut world = redriving(2);
    world.answer_put(Ok(vec![Ok(id(0)), Err(NotDone::NotHeld)]));
    world.write_all();
    assert_eq!(world.outside.disk[&1], Disk::Planned);
    world.answer_delete(Ok(vec![Ok(())]));
    world.write_all();
    assert!(world.calls.is_empty());
    after(3, &mut world);
    assert!(matches!(&world.calls[..], [Call::Put { items, .. }] if items == &[1]));
    world.go_on_well();
    assert!(world.end().all_done());
}

#[test]
fn a_letter_that_is_never_held_again_is_left_and_does_not_hold_up_the_end() {
    let mut world = redriving(1);
    while !world.done {
        if world.calls.is_empty() {
            assert!(world.write_next() || world.wait());
        } else {
            world.answer_put(Ok(vec![Err(NotDone::NotHeld)]));
        }
    }
    let end = world.end();
    assert_eq!((end.sent, end.left, end.in_doubt), (0, 1, 0));
    assert!(!end.all_done());
}

#[test]
fn the_rate_is_held_within_two_percent_over_a_minute() {
    for rate in [1u32, 3, 7, 10, 33, 100, 999] {
        let options = Options {
            rate: Some(rate),
            ..Options::default()
        };
        let mut world = started(redrive(), items(rate * 61 + 10), options);
        while world.now < Time(60_000) {
            if !world.calls.is_empty() {
                world.answer_well(0);
            } else if !world.write_next() {
                // the clock of a busy machine: up to 7 ms late
                let wake = world.wake.unwrap();
                world.now = world.now.max(wake).plus(Duration::from_millis(7));
                world.tell(Event::Tick);
            }
        }
        let sent: usize = world
            .outside
            .puts
            .iter()
            .filter(|p| p.0 < Time(60_000))
            .map(|p| p.1)
            .sum();
        let asked = f64::from(rate) * 60.0;
        let off = (sent as f64 - asked) / asked;
        assert!(off.abs() <= 0.02, "rate {rate}: {sent} in a minute");
    }
}

#[test]
fn throttling_halves_the_pace_and_it_comes_back_slowly() {
    let options = Options {
        rate: Some(100),
        ..Options::default()
    };
    let mut world = started(redrive(), items(4_000), options);
    let run_for = |world: &mut World, seconds: i64| {
        let until = world.now.0 + seconds * 1_000;
        let before: usize = world.outside.puts.iter().map(|p| p.1).sum();
        while world.now.0 < until {
            if !world.calls.is_empty() {
                world.answer_well(0);
            } else if !world.write_next() {
                assert!(world.wait());
            }
        }
        let now: usize = world.outside.puts.iter().map(|p| p.1).sum();
        (now - before) as f64 / seconds as f64
    };
    assert!((95.0..=102.0).contains(&run_for(&mut world, 4)));
    while !matches!(world.calls.first(), Some(Call::Put { .. })) {
        assert!(world.write_next() || !world.calls.is_empty() || world.wait());
        if matches!(world.calls.first(), Some(Call::Delete { .. })) {
            world.answer_well(0);
        }
    }
    world.answer_put(Err(trouble(FaultKind::Throttled, "ThrottlingException")));
    let slow = run_for(&mut world, 2);
    assert!(
        (30.0..=65.0).contains(&slow),
        "{slow} a second after throttling"
    );
    run_for(&mut world, 12);
    let again = run_for(&mut world, 4);
    assert!(
        (95.0..=102.0).contains(&again),
        "{again} a second after it was over"
    );
}

fn canary() -> World {
    let options = Options {
        canary: 5,
        watch: Duration::from_secs(60),
        ..Options::default()
    };
    started(redrive(), items(100), options)
}

#[test]
fn nothing_but_the_canary_goes_until_its_watch_time_is_over() {
    let mut world = canary();
    assert!(matches!(&world.calls[..], [Call::Put { items, .. }] if items == &[0, 1, 2, 3, 4]));
    world.answer_well(0);
    world.write_all();
    world.answer_well(0);
    world.write_all();
    assert_eq!(world.last.as_ref().unwrap().state, State::Canary);
    after(59, &mut world);
    assert!(world.calls.is_empty());
    after(1, &mut world);
    assert_eq!(world.calls.len(), 10, "all the others");
    world.go_on_well();
    assert_eq!((world.end().deleted, world.end().settled), (100, 100));
}

#[test]
fn a_canary_that_comes_back_stops_the_run() {
    let mut world = canary();
    world.answer_well(0);
    world.write_all();
    world.tell(Event::Arrived("new-2".into()));
    world.go_on_well();
    let end = world.end();
    assert_eq!(end.stopped_by, Some(StoppedBy::Canary));
    assert_eq!((end.deleted, end.bounced, end.left), (5, 1, 95));
}

#[test]
fn a_canary_that_could_not_be_sent_at_all_stops_the_run() {
    let mut world = canary();
    let refused = || Err(trouble(FaultKind::Rejected, "MalformedDetail").into());
    world.answer_put(Ok((0..5).map(|_| refused()).collect()));
    world.go_on_well();
    assert_eq!(world.end().stopped_by, Some(StoppedBy::Canary));
    assert_eq!((world.end().failed, world.end().left), (5, 95));
}

#[test]
fn a_bounce_storm_stops_the_run_at_once() {
    let options = Options {
        rate: Some(10),
        ..Options::default()
    };
    let mut world = started(redrive(), items(1_000), options);
    while world.last.as_ref().unwrap().sent < 30 {
        if !world.calls.is_empty() {
            world.answer_well(0);
        } else if !world.write_next() {
            assert!(world.wait());
        }
    }
    let puts = world.outside.puts.len();
    for n in 1..=4 {
        world.tell(Event::Arrived(format!("new-{n}").into()));
    }
    assert_eq!(world.last.as_ref().unwrap().state, State::Stopping);
    world.go_on_well();
    assert_eq!(world.outside.puts.len(), puts, "nothing more was put");
    assert_eq!(world.end().stopped_by, Some(StoppedBy::BounceLimit));
    assert!(world.end().bounced == 4 && world.end().left > 900);
}

#[test]
fn an_event_that_comes_back_before_its_own_answer_is_counted_once() {
    let mut world = redriving(10);
    world.tell(Event::Arrived("id-3".into()));
    world.answer_put(Ok((0..10).map(|n| Ok(id(n))).collect()));
    world.tell(Event::Arrived("id-3".into()));
    world.go_on_well();
    assert_eq!(world.end().bounced, 1);
}

#[test]
fn bounces_during_the_last_watch_are_counted_and_not_settled() {
    let options = Options {
        watch: Duration::from_secs(30),
        ..Options::default()
    };
    let mut world = started(redrive(), items(10), options);
    world.answer_well(0);
    world.write_all();
    world.answer_well(0);
    world.write_all();
    assert_eq!(world.last.as_ref().unwrap().state, State::Watching);
    world.tell(Event::Arrived("new-1".into()));
    world.go_on_well();
    assert_eq!((world.end().bounced, world.end().settled), (1, 9));
}

#[test]
fn the_ramp_steps_up_a_watch_time_each() {
    let options = Options {
        ramp: vec![1, 10],
        watch: Duration::from_secs(10),
        ..Options::default()
    };
    let mut world = started(redrive(), items(200), options);
    let rate = |world: &mut World, until: i64| {
        let before: usize = world.outside.puts.iter().map(|p| p.1).sum();
        while world.now < Time(until) {
            if !world.calls.is_empty() {
                world.answer_well(0);
            } else if !world.write_next() {
                assert!(world.wait());
            }
        }
        world.outside.puts.iter().map(|p| p.1).sum::<usize>() - before
    };
    let first = rate(&mut world, 9_500);
    let second = rate(&mut world, 20_500);
    assert!((8..=11).contains(&first), "{first} in the first step");
    assert!((90..=112).contains(&second), "{second} in the second step");
}

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
fn a_letter_that_another_run_has_is_left_alone() {
    let mut world = World::new(
        plan(redrive(), items(3), Options::default()),
        Outside::default(),
        Time(0),
    );
    world.tell(Event::Start);
    world.write_next();
    let (ticket, records) = world.writes.pop_front().unwrap();
    records.into_iter().for_each(|r| world.put_on_disk(r));
    world.tell(Event::Journalled {
        ticket,
        taken: vec![1],
    });
    world.go_on_well();
    assert_eq!((world.end().deleted, world.end().failed), (2, 1));
    assert!(!world.outside.accepted.contains_key(&1));
}

#[test]
fn what_an_earlier_run_sent_is_only_deleted() {
    let sent = Item {
        sent: Some("new-0".into()),
        to: "".into(),
        ..item(0, "b")
    };
    let mut world = started(redrive(), vec![sent], Options::default());
    world.go_on_well();
    assert!(world.outside.puts.is_empty());
    assert_eq!((world.end().deleted, world.end().sent), (1, 1));
    assert!(world.end().all_done());
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

#[test]
fn the_order_of_a_message_group_is_kept_when_an_entry_must_wait() {
    let to = "http://localhost/1/q.fifo";
    let items = (0..9).map(|n| item(n, to)).collect();
    let mut world = started(redrive(), items, Options::default());
    let mut order: Vec<u32> = Vec::new();
    let mut throttled = false;
    while !world.done {
        assert!(
            world
                .calls
                .iter()
                .filter(|c| matches!(c, Call::Put { .. }))
                .count()
                <= 1
        );
        let Some(Call::Put { items, .. }) = world.calls.first().cloned() else {
            if !world.calls.is_empty() {
                world.answer_well(0);
            } else {
                assert!(world.write_next() || world.wait());
            }
            continue;
        };
        let answers = items.iter().map(|item| {
            if *item == 4 && !std::mem::replace(&mut throttled, true) {
                return Err(trouble(FaultKind::Throttled, "ThrottlingException").into());
            }
            order.push(*item);
            Ok(id(*item))
        });
        let answers = answers.collect();
        world.answer_put(Ok(answers));
    }
    assert!(throttled);
    for group in 0..3 {
        let of: Vec<u32> = order.iter().copied().filter(|n| n % 3 == group).collect();
        assert_eq!(of, [group, group + 3, group + 6], "{order:?}");
    }
}

#[test]
fn in_a_message_group_nothing_overtakes_a_letter_that_stays_behind() {
    let to = "http://localhost/1/q.fifo";
    let items = (0..6).map(|n| item(n, to)).collect();
    let mut world = started(redrive(), items, Options::default());
    let refused = Err(trouble(FaultKind::Rejected, "InvalidMessageContents").into());
    world.answer_put(Ok(vec![Ok(id(0)), refused, Ok(id(2))]));
    world.go_on_well();
    assert_eq!((world.end().deleted, world.end().failed), (4, 2));
    assert!(!world.outside.accepted.contains_key(&4));
}

#[test]
fn a_delete_run_asks_for_each_letter_once_its_intent_is_on_disk() {
    let items = (0..25).map(|n| item(n, "")).collect();
    let mut world = started(Deed::Delete, items, Options::default());
    assert_eq!(world.calls.len(), 3);
    world.answer_delete(Err(trouble(FaultKind::Ambiguous, "timeout")));
    world.go_on_well();
    assert!(world.end().all_done());
    assert_eq!((world.end().sent, world.end().deleted), (0, 25));
}

#[test]
fn large_entries_go_in_calls_of_their_own() {
    let items = (0..5).map(|n| Item {
        letter: letter(n, 400_000),
        ..item(n, "b")
    });
    let mut world = started(redrive(), items.collect(), Options::default());
    let sizes: Vec<usize> = world
        .calls
        .iter()
        .map(|c| match c {
            Call::Put { items, .. } => items.len(),
            _ => 0,
        })
        .collect();
    assert_eq!(sizes, [2, 2, 1]);
    world.go_on_well();
    assert!(world.end().all_done());
}

#[test]
fn a_resend_is_a_run_that_says_so_to_the_journal() {
    let options = Options {
        in_doubt: InDoubt::Resend,
        ..Options::default()
    };
    let consent = consent(plan(redrive(), items(1), options));
    let mut machine = Machine::new(RunId("r".into()), &consent, 1);
    let effects = machine.step(Event::Start, Time(0));
    let begun = effects.iter().find_map(|e| match e {
        Effect::Journal { records, .. } => match &records[0] {
            crate::run::Record::Begun(begun) => Some(Arc::clone(begun)),
            _ => None,
        },
        _ => None,
    });
    assert!(begun.unwrap().despite_doubt);
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
