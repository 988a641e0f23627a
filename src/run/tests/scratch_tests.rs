//! Redrives to the failed target alone: what is deleted was delivered, and what was made is removed.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::model_tests::Dice;
use super::world_tests::*;
use crate::letter::AttributeData;
use crate::plan::{Before, Deed, Destination, InDoubt, Item, Options, Plan, Scratch, Target};
use crate::run::{Event, Fate, FaultKind, Heard, NotDone, Progress, Record, State, StoppedBy};
use crate::time::Time;

const WATCH: Duration = Duration::from_secs(25);
const RULE: &str = "arn:aws:events:eu-west-1:123456789012:rule/orders";

fn to(n: usize) -> String {
    format!("failed-target {RULE} arn:target-{n}")
}

fn scratch(n: usize, name: Option<&str>) -> Scratch {
    Scratch {
        to: to(n).into(),
        rule: "orders".into(),
        rule_arn: RULE.into(),
        target: Target {
            arn: format!("arn:target-{n}"),
            ..Target::default()
        },
        name: name.map(Into::into),
    }
}

fn deed() -> Deed {
    Deed::Redrive(Destination::FailedTarget)
}

fn plan_of(items: Vec<Item>, options: Options, sets: usize) -> Plan {
    Plan {
        scratches: (0..sets).map(|n| scratch(n, None)).collect(),
        ..plan(deed(), items, options)
    }
}

fn options() -> Options {
    Options {
        watch: WATCH,
        ..Options::default()
    }
}

fn started(count: u32, outside: Outside) -> World {
    let items = (0..count).map(|n| item(n, &to(0))).collect();
    let mut world = World::new(plan_of(items, options(), 1), outside, Time(0));
    world.tell(Event::Start);
    world
}

/// Goes on until `holds`, with nothing going wrong.
fn until(world: &mut World, holds: impl Fn(&World) -> bool) {
    for _ in 0..10_000 {
        if holds(world) {
            return;
        }
        if world.write_next() {
            continue;
        }
        if world.calls.is_empty() {
            assert!(world.wait(), "stuck: {:?}", world.last);
        } else {
            world.answer_well(0);
        }
    }
    panic!("never: {:?}", world.last);
}

fn watched(world: &World) -> usize {
    let disk = world.outside.disk.values();
    disk.filter(|d| matches!(d, Disk::Watched(_))).count()
}

fn bouncing(messages: &[u32]) -> Outside {
    let mut outside = Outside::default();
    outside.scratch.bounces = messages.iter().copied().collect();
    outside
}

#[test]
fn nothing_is_made_before_that_is_on_disk() {
    let mut world = started(3, Outside::default());
    assert!(world.calls.is_empty(), "{:?}", world.calls);
    let (_, first) = world.writes.front().unwrap();
    assert!(
        matches!(&first[..], [Record::Begun(_), Record::Scratches { names, .. }] if &*names[0].name == "dlq-tui-r-0")
    );
    world.write_next();
    assert!(matches!(&world.calls[..], [Call::Make { .. }]));
}

#[test]
fn what_was_delivered_is_deleted_after_the_watch_and_what_was_made_is_gone() {
    let mut world = started(30, Outside::default());
    until(&mut world, |w| watched(w) == 30);
    let sent = world.now;
    assert!(
        world.outside.deleted.is_empty(),
        "none is deleted while it is watched"
    );
    until(&mut world, |w| !w.outside.deleted.is_empty());
    assert!(
        world.now >= sent.plus(Duration::from_secs(20)),
        "the watch was not waited for"
    );
    world.go_on_well();
    assert!(world.end().all_done(), "{:?}", world.end());
    assert_eq!((world.end().settled, world.outside.deleted.len()), (30, 30));
    assert!(world.outside.scratch.made.is_empty());
}

#[test]
fn what_comes_back_stays_with_its_new_error() {
    let mut world = started(3, bouncing(&[1]));
    world.go_on_well();
    let end = world.end().clone();
    assert_eq!((end.deleted, end.failed, end.bounced), (2, 1, 1), "{end:?}");
    assert!(!world.outside.deleted.contains(&1));
    assert_eq!(world.outside.disk[&1], Disk::Failed);
    let fate = &world.fates[&crate::letter::LetterId(1)];
    assert_eq!(*fate, Fate::Failed("STILL_BROKEN: 503".into()));
    assert!(world.outside.scratch.made.is_empty());
}

#[test]
fn the_first_event_goes_alone_until_the_rule_is_seen_to_take_it() {
    let mut outside = Outside::default();
    outside.scratch.missed = [0].into();
    let mut world = started(20, outside);
    until(&mut world, |w| !w.outside.accepted.is_empty());
    let made_at = world.now;
    until(&mut world, |w| w.outside.accepted.len() > 1);
    assert_eq!(world.outside.accepted.len(), 2, "the second goes alone too");
    assert!(world.now >= made_at.plus(Duration::from_secs(9)));
    world.go_on_well();
    let end = world.end().clone();
    assert_eq!((end.deleted, end.in_doubt), (19, 1), "{end:?}");
    assert!(
        !world.outside.deleted.contains(&0),
        "what the rule did not take is not deleted"
    );
}

#[test]
fn a_rule_that_takes_nothing_stops_the_run_after_three_events() {
    let mut outside = Outside::default();
    outside.scratch.missed = (0..20).collect();
    let mut world = started(20, outside);
    world.go_on_well();
    let end = world.end().clone();
    assert_eq!(end.stopped_by, Some(StoppedBy::Error));
    assert_eq!((end.deleted, end.in_doubt, end.left), (0, 3, 17), "{end:?}");
    assert!(world.outside.scratch.made.is_empty());
}

#[test]
fn a_bus_that_cant_be_made_sends_nothing_and_leaves_nothing() {
    let mut world = started(5, Outside::default());
    world.write_all();
    let Some(Call::Make { call, name }) = world.calls.pop() else {
        panic!("{:?}", world.calls);
    };
    world.outside.scratch.made.insert(name);
    let outcome = Err(trouble(FaultKind::Denied, "AccessDenied"));
    world.tell(Event::Made { call, outcome });
    world.go_on_well();
    let end = world.end().clone();
    assert_eq!(
        (end.stopped_by, end.left),
        (Some(StoppedBy::Error), 5),
        "{end:?}"
    );
    assert!(end.last_error.contains("could not be made"), "{end:?}");
    assert!(world.outside.scratch.made.is_empty() && world.outside.accepted.is_empty());
}

#[test]
fn an_abort_cuts_the_watch_short_and_leaves_what_was_sent_in_doubt() {
    let mut world = started(10, Outside::default());
    until(&mut world, |w| watched(w) == 10);
    world.tell(Event::Abort);
    let before = world.now;
    world.go_on_well();
    let end = world.end().clone();
    assert_eq!(
        (end.stopped_by, end.in_doubt, end.deleted),
        (Some(StoppedBy::Interrupt), 10, 0)
    );
    assert!(world.now <= before.plus(Duration::from_secs(3)));
    assert!(world.outside.scratch.made.is_empty());
}

#[test]
fn a_bounce_limit_still_watches_what_was_sent() {
    let mut world = started(60, bouncing(&(0..40).collect::<Vec<_>>()));
    world.go_on_well();
    let end = world.end().clone();
    assert_eq!(end.stopped_by, Some(StoppedBy::BounceLimit), "{end:?}");
    assert_eq!(end.in_doubt, 0, "{end:?}");
    assert_eq!(end.failed, end.bounced);
}

#[test]
fn a_canary_that_comes_back_stops_the_run() {
    let items = (0..50).map(|n| item(n, &to(0))).collect();
    let options = Options {
        canary: 5,
        ..options()
    };
    let mut world = World::new(plan_of(items, options, 1), bouncing(&[3]), Time(0));
    world.tell(Event::Start);
    world.go_on_well();
    let end = world.end().clone();
    assert_eq!(end.stopped_by, Some(StoppedBy::Canary), "{end:?}");
    assert_eq!((end.failed, end.deleted, end.left), (1, 4, 45), "{end:?}");
}

#[test]
fn nothing_is_decided_before_the_queue_was_seen_whole_after_the_watch() {
    let mut world = started(1, bouncing(&[0]));
    // the queue can't be read for a while, and holds a dead letter
    until(&mut world, |w| watched(w) == 1);
    for _ in 0..20 {
        let Some(at) = world
            .calls
            .iter()
            .position(|c| matches!(c, Call::Listen { .. }))
        else {
            world.wait();
            continue;
        };
        let Call::Listen { set, .. } = world.calls.remove(at) else {
            unreachable!()
        };
        world.now = world.now.plus(Duration::from_secs(5));
        let heard = Err(trouble(FaultKind::Throttled, "RequestThrottled"));
        world.tell(Event::Heard { set, heard });
    }
    assert!(world.outside.deleted.is_empty() && watched(&world) == 1);
    world.go_on_well();
    assert_eq!((world.end().failed, world.end().deleted), (1, 0));
}

#[test]
fn a_scratch_queue_that_stays_unreadable_leaves_all_in_doubt() {
    let mut world = started(2, Outside::default());
    until(&mut world, |w| watched(w) > 0);
    for _ in 0..500 {
        if world.done {
            break;
        }
        if world.write_next() {
            continue;
        }
        match world
            .calls
            .iter()
            .position(|c| matches!(c, Call::Listen { .. }))
        {
            Some(at) => {
                let Call::Listen { set, .. } = world.calls.remove(at) else {
                    unreachable!()
                };
                let heard = Err(trouble(FaultKind::Denied, "AccessDenied"));
                world.tell(Event::Heard { set, heard });
            }
            None if world.calls.is_empty() => assert!(world.wait()),
            None => world.answer_well(0),
        }
    }
    assert_eq!(
        (world.end().deleted, world.end().in_doubt),
        (0, 2),
        "{:?}",
        world.end()
    );
}

#[test]
fn a_dead_letter_that_comes_after_the_delete_is_sent_to_the_letters_queue() {
    let mut world = started(1, Outside::default());
    until(&mut world, |w| {
        w.outside.disk.get(&0) == Some(&Disk::Deleted)
    });
    let at = world
        .calls
        .iter()
        .position(|c| matches!(c, Call::Listen { .. }));
    let Call::Listen { set, .. } = world.calls.remove(at.unwrap()) else {
        unreachable!()
    };
    let dead = Some(dead_letter());
    let heard = Ok(vec![Heard {
        event_id: "new-1".into(),
        dead,
    }]);
    world.tell(Event::Heard { set, heard });
    world.go_on_well();
    let [back] = &world.outside.scratch.back[..] else {
        panic!("{:?}", world.outside.scratch.back);
    };
    let (_, rule) = &back.attributes[0];
    assert_eq!(
        rule.data,
        AttributeData::Text(RULE.into()),
        "as its own rule would have left it"
    );
}

#[test]
fn a_removal_that_fails_is_tried_again_and_then_told() {
    let mut world = started(1, Outside::default());
    for tries in 0.. {
        until(&mut world, |w| {
            w.done || w.calls.iter().any(|c| matches!(c, Call::Remove { .. }))
        });
        if world.done {
            assert!(tries > 1, "tried once");
            break;
        }
        let Some(Call::Remove { call, .. }) = world.calls.pop() else {
            unreachable!()
        };
        let outcome = Err(trouble(FaultKind::Ambiguous, "timeout"));
        world.tell(Event::Removed { call, outcome });
    }
    assert_eq!(world.end().stopped_by, Some(StoppedBy::Error));
    assert!(world.end().last_error.contains("doctor --clean"));
}

#[test]
fn it_is_shown_as_watching_while_it_only_watches() {
    let mut world = started(2, Outside::default());
    until(&mut world, |w| watched(w) == 2);
    until(&mut world, |w| {
        w.last
            .as_ref()
            .is_some_and(|p: &Progress| p.state == State::Watching)
    });
}

/// The plan that a run which goes on with the last one would have.
fn resumed(letters: u32, sets: u32, outside: &Outside, in_doubt: InDoubt) -> Option<Plan> {
    let still = (0..letters).filter(|n| !outside.deleted.contains(n));
    let items: Vec<Item> = still
        .filter_map(|n| {
            let mut item = item(n, &to((n % sets) as usize));
            match outside.before(n) {
                Some(Before::Watched(id)) => item.sent = Some(id),
                Some(Before::Sent(id)) => (item.sent, item.to) = (Some(id), "".into()),
                Some(Before::Deleted) => (item.sent, item.to) = (Some("".into()), "".into()),
                Some(Before::InDoubt) => match in_doubt {
                    InDoubt::Leave => return None,
                    InDoubt::Resend => {}
                    InDoubt::Delete => (item.sent, item.to) = (Some("".into()), "".into()),
                },
                Some(Before::Busy) | None => {}
            }
            Some(item)
        })
        .collect();
    let mut items = items;
    items.sort_by(|a, b| a.to.cmp(&b.to));
    let named: BTreeSet<Arc<str>> = items.iter().map(|i| Arc::clone(&i.to)).collect();
    let scratches = (0..sets as usize)
        .filter(|n| named.contains(&*to(*n)))
        .map(|n| scratch(n, Some(&format!("dlq-tui-first-{n}"))))
        .collect();
    (!items.is_empty()).then(|| Plan {
        scratches,
        ..plan(
            deed(),
            items,
            Options {
                in_doubt,
                ..options()
            },
        )
    })
}

#[test]
fn a_run_that_is_stopped_as_it_goes_on_removes_what_the_earlier_one_made() {
    let mut outside = Outside::default();
    outside.scratch.made.insert("dlq-tui-first-0".into());
    let plan = resumed(2, 1, &outside, InDoubt::Leave).unwrap();
    let mut world = World::new(plan, outside, Time(0));
    world.tell(Event::Start);
    world.tell(Event::Abort);
    world.go_on_well();
    assert_eq!(world.outside.scratch.made, BTreeSet::new());
    assert_eq!(world.end().stopped_by, Some(StoppedBy::Interrupt));
}

#[test]
fn a_run_that_was_stopped_sleeps_until_its_deletes_are_due() {
    let mut world = started(2, Outside::default());
    until(&mut world, |w| {
        w.calls
            .iter()
            .any(|call| matches!(call, Call::Delete { .. }))
    });
    let at = world
        .calls
        .iter()
        .position(|call| matches!(call, Call::Delete { .. }));
    let Call::Delete { call, items } = world.calls.remove(at.unwrap()) else {
        unreachable!()
    };
    let outcome = Ok(vec![Err(NotDone::NotHeld); items.len()]);
    world.tell(Event::Deleted { call, outcome });
    world.tell(Event::Abort);
    while world.write_next() || !world.calls.is_empty() {
        if !world.calls.is_empty() {
            world.answer_well(0);
        }
    }
    let now = world.now;
    assert!(
        world.wake.is_some_and(|wake| wake > now),
        "{:?}",
        world.wake
    );
    world.go_on_well();
    // the other was still watched when the run was stopped
    assert_eq!((world.end().deleted, world.end().in_doubt), (1, 1));
}

/// Answers a call in some way that AWS may.
fn answer(world: &mut World, at: usize, dice: &mut Dice) {
    match world.calls[at].clone() {
        Call::Put { call, items } if dice.one_in(4) => {
            world.calls.remove(at);
            let kind = [FaultKind::Throttled, FaultKind::Ambiguous][dice.roll(2) as usize];
            for item in &items {
                if kind == FaultKind::Ambiguous && dice.one_in(2) {
                    world.outside.accept(world.message(*item));
                }
            }
            let outcome = Err(trouble(kind, "Whole"));
            world.tell(Event::Answered { call, outcome });
        }
        Call::Delete { call, items } if dice.one_in(4) => {
            world.calls.remove(at);
            let outcome = Ok(vec![Err(NotDone::NotHeld); items.len()]);
            world.tell(Event::Deleted { call, outcome });
        }
        Call::Listen { set, .. } if dice.one_in(6) => {
            world.calls.remove(at);
            let heard = Err(trouble(FaultKind::Throttled, "RequestThrottled"));
            world.tell(Event::Heard { set, heard });
        }
        Call::Remove { call, name } if dice.one_in(4) => {
            world.calls.remove(at);
            world.outside.scratch.made.remove(&name);
            let outcome = Err(trouble(FaultKind::Ambiguous, "timeout"));
            world.tell(Event::Removed { call, outcome });
        }
        _ => world.answer_well(at),
    }
}

fn happen(world: &mut World, dice: &mut Dice) {
    match dice.roll(24) {
        0..8 if !world.writes.is_empty() => {
            world.write_next();
        }
        8..18 if !world.calls.is_empty() => {
            let at = dice.roll(world.calls.len() as u64) as usize;
            answer(world, at, dice);
        }
        18 if dice.one_in(30) => world.tell(Event::Abort),
        19 if dice.one_in(30) => world.tell(Event::Pause),
        20 => world.tell(Event::Resume),
        _ => {
            if !world.write_next() && world.calls.is_empty() {
                world.wait();
            }
        }
    }
}

proptest! {
    #[test]
    fn what_is_deleted_was_delivered_whatever_happens(
        seed in any::<u64>(), letters in 1u32..40, sets in 1u32..3, crashes in 0u32..4,
        doubt in prop_oneof![Just(InDoubt::Leave), Just(InDoubt::Resend)],
    ) {
        let mut dice = Dice(seed);
        let mut outside = Outside::default();
        outside.scratch.bounces = (0..letters).filter(|n| n % 11 == 4).collect();
        outside.scratch.missed = (0..letters).filter(|n| n % 7 == 5).collect();
        let (mut now, mut doubtful) = (Time(0), BTreeSet::new());
        for crash in 0..=crashes {
            let Some(plan) = resumed(letters, sets, &outside, doubt) else { break };
            let names: Vec<Arc<str>> = plan.scratches.iter().filter_map(|s| s.name.clone()).collect();
            let mut world = World::new(plan, outside, now);
            world.tell(Event::Start);
            let mut steps = if crash < crashes { dice.roll(400) } else { 3_000 };
            while steps > 0 && !world.done {
                happen(&mut world, &mut dice);
                steps -= 1;
            }
            if crash == crashes && !world.done {
                world.tell(Event::Resume);
                world.go_on_well();
            }
            if world.done {
                // what a dead run made for letters that need nothing more is for a clean-up
                let made = &world.outside.scratch.made;
                prop_assert!(names.iter().all(|name| !made.contains(name)), "what was made is left");
            }
            now = world.now.plus(Duration::from_secs(30));
            outside = world.outside;
            outside.tidy();
            for (n, disk) in &outside.disk {
                if matches!(disk, Disk::Intent | Disk::InDoubt) {
                    doubtful.insert(*n);
                }
            }
            for n in 0..letters {
                let delivered = outside.scratch.delivered.get(&n).copied().unwrap_or(0);
                let gone = outside.deleted.contains(&n);
                prop_assert!(!gone || delivered > 0, "message {n} was deleted and not delivered");
                let resent = doubtful.contains(&n) && doubt == InDoubt::Resend;
                prop_assert!(delivered <= 1 || resent, "message {n} was delivered {delivered} times");
            }
        }
    }
}
