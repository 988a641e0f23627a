//! One fault each, and what it may not do.
//!
//! The promises of a run, and the tests that are named for them (here, where no room is named;
//! the last in `pace_tests`):
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

use super::started_tests::*;

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
