//! Thousands of schedules of faults, crashes and orders, against what must hold in all of them.

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::world_tests::*;
use crate::plan::{Before, Deed, InDoubt, Item, Options};
use crate::run::{Event, FaultKind, Kind, NotDone, StoppedBy};
use crate::time::Time;

/// Choices that follow from a seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    pub fn one_in(&mut self, n: u64) -> bool {
        self.roll(n) == 0
    }
}

#[derive(Clone, Debug)]
struct Setting {
    seed: u64,
    letters: u32,
    deed: Deed,
    options: Options,
    /// One in so many things goes wrong.
    trouble: u64,
    crashes: u32,
    buses: u32,
    journal_fails: bool,
    /// One in so many letters comes after the plan was made; 0: none.
    late: u32,
}

fn settings() -> impl Strategy<Value = Setting> {
    let deed = prop_oneof![
        4 => Just(redrive()),
        1 => Just(Deed::Delete),
        1 => Just(Deed::Undo { run: "d".into() }),
    ];
    let options = (
        prop_oneof![3 => Just(None), 2 => (1u32..400).prop_map(Some)],
        0usize..6,
        prop_oneof![Just(0u64), 1u64..5],
        prop_oneof![
            Just(InDoubt::Leave),
            Just(InDoubt::Resend),
            Just(InDoubt::Delete)
        ],
        prop_oneof![3 => Just(vec![]), 1 => Just(vec![5u32, 50])],
    );
    (
        any::<u64>(),
        0u32..60,
        deed,
        options,
        2u64..12,
        0u32..4,
        1u32..3,
        (
            prop::bool::weighted(0.1),
            prop_oneof![2 => Just(0u32), 3 => 1u32..4],
        ),
    )
        .prop_map(
            |(
                seed,
                letters,
                deed,
                (rate, canary, watch, in_doubt, ramp),
                trouble,
                crashes,
                buses,
                (journal_fails, late),
            )| {
                let options = Options {
                    rate,
                    ramp,
                    canary,
                    watch: Duration::from_secs(watch),
                    in_doubt,
                    ..Options::default()
                };
                Setting {
                    seed,
                    letters,
                    deed,
                    options,
                    trouble,
                    crashes,
                    buses,
                    journal_fails,
                    late,
                }
            },
        )
}

/// The plan that a fresh look at queue and journal would give.
fn items(setting: &Setting, outside: &Outside) -> Vec<Item> {
    let still = (0..setting.letters).filter(|n| !outside.deleted.contains(n));
    let redrive = setting.deed == redrive();
    let items = still.filter_map(|n| {
        let to = match setting.deed {
            Deed::Delete => String::new(),
            Deed::Undo { .. } => "http://localhost/1/dlq".into(),
            _ if n % 7 == 3 => "http://localhost/1/other.fifo".into(),
            _ => format!("bus-{}", n % setting.buses),
        };
        let mut item = item(n, &to);
        match (outside.before(n), &setting.deed) {
            // what an undo sent, or may have sent, the journal keeps from a second one
            (Some(_), Deed::Undo { .. }) => return None,
            (Some(Before::Sent(id)), _) if redrive => item.sent = Some(id),
            (Some(Before::Deleted), _) if redrive => item.sent = Some("".into()),
            (Some(Before::InDoubt), _) if redrive => match setting.options.in_doubt {
                InDoubt::Leave => return None,
                InDoubt::Resend => {}
                InDoubt::Delete => item.sent = Some("".into()),
            },
            _ => {}
        }
        Some(item)
    });
    let mut items: Vec<Item> = items.collect();
    items.sort_by(|a, b| a.to.cmp(&b.to));
    items
}

/// The run of a plan for these letters; where the setting says so, some of them come later.
fn world(setting: &Setting, items: Vec<Item>, outside: Outside, now: Time) -> World {
    let undo = matches!(setting.deed, Deed::Undo { .. });
    if setting.late == 0 || undo {
        let plan = plan(setting.deed.clone(), items, setting.options.clone());
        return World::new(plan, outside, now);
    }
    let comes_late = |item: &Item| item.letter.id.0.is_multiple_of(setting.late);
    let (late, seen): (Vec<Item>, Vec<Item>) = items.into_iter().partition(comes_late);
    let mut plan = plan(setting.deed.clone(), seen, setting.options.clone());
    plan.beyond = Some(beyond(&setting.deed));
    let mut world = World::new(plan, outside, now);
    world.coming = Some(late);
    world
}

/// Answers a call in some way that AWS may.
fn answer(world: &mut World, at: usize, dice: &mut Dice, setting: &Setting) {
    if !dice.one_in(setting.trouble) {
        return world.answer_well(at);
    }
    match world.calls.remove(at) {
        Call::Put { call, items } => {
            let whole = dice.one_in(2);
            let outcome = if whole {
                let kind = [
                    FaultKind::Throttled,
                    FaultKind::Unreachable,
                    FaultKind::Rejected,
                    FaultKind::Ambiguous,
                ][dice.roll(4) as usize];
                for item in &items {
                    if kind == FaultKind::Ambiguous && dice.one_in(2) {
                        world.outside.accept(world.message(*item));
                    }
                }
                Err(trouble(kind, "Whole"))
            } else {
                let short = if dice.one_in(10) { 1 } else { 0 };
                let mut entries = Vec::new();
                for item in items.iter().take(items.len() - short) {
                    let message = world.message(*item);
                    entries.push(match dice.roll(6) {
                        0 => Err(trouble(FaultKind::Throttled, "ThrottlingException").into()),
                        1 => Err(trouble(FaultKind::Rejected, "MalformedDetail").into()),
                        5 if dice.one_in(2) => Err(NotDone::NotHeld),
                        2 if dice.one_in(2) => {
                            if dice.one_in(2) {
                                world.outside.accept(message);
                            }
                            Err(trouble(FaultKind::Ambiguous, "timeout").into())
                        }
                        _ => Ok(world.outside.accept(message)),
                    });
                }
                Ok(entries)
            };
            world.tell(Event::Answered { call, outcome });
        }
        Call::Delete { call, items } => {
            let outcome = if dice.one_in(3) {
                if dice.one_in(2) {
                    for item in &items {
                        let message = world.message(*item);
                        world.outside.deleted.insert(message);
                    }
                }
                Err(trouble(FaultKind::Ambiguous, "timeout"))
            } else {
                let mut answers = Vec::new();
                for item in &items {
                    answers.push(match dice.roll(4) {
                        0 => Err(NotDone::NotHeld),
                        1 => Err(NotDone::Fault(trouble(
                            FaultKind::Throttled,
                            "RequestThrottled",
                        ))),
                        2 => Err(NotDone::Fault(trouble(
                            FaultKind::Rejected,
                            "ReceiptHandleIsInvalid",
                        ))),
                        _ => {
                            let message = world.message(*item);
                            world.outside.deleted.insert(message);
                            Ok(())
                        }
                    });
                }
                Ok(answers)
            };
            world.tell(Event::Deleted { call, outcome });
        }
        other => {
            world.calls.insert(at, other);
            world.answer_well(at);
        }
    }
}

/// One thing happens, of those that can.
fn happen(world: &mut World, dice: &mut Dice, setting: &Setting) {
    match dice.roll(20) {
        0..8 if !world.writes.is_empty() => {
            if setting.journal_fails && dice.one_in(60) {
                world.writes.clear();
                return world.tell(Event::JournalFailed("disk full".into()));
            }
            world.write_next();
        }
        0..16 if !world.calls.is_empty() => {
            let at = dice.roll(world.calls.len() as u64) as usize;
            answer(world, at, dice, setting);
        }
        16 if world.wake.is_some() => {
            world.wait();
        }
        17 => {
            world.now = world.now.plus(Duration::from_millis(dice.roll(400)));
            world.tell(Event::Tick);
        }
        18 if dice.one_in(4) => {
            let id: Arc<str> = format!("new-{}", dice.roll(world.outside.next_id + 2)).into();
            world.tell(Event::Arrived(id));
        }
        18 if world.coming.is_some() => {
            let many = dice.roll(15) as usize;
            world.come(many);
        }
        19 if dice.one_in(10) => match dice.roll(4) {
            0 => world.tell(Event::Pause),
            1 | 2 => world.tell(Event::Resume),
            _ => world.tell(Event::Abort),
        },
        _ => {
            if !world.write_next() && !world.wait() {
                world.tell(Event::Resume);
            }
        }
    }
}

/// One run under the dice; `Err` with the outside when it crashed.
fn run(
    setting: &Setting,
    outside: Outside,
    dice: &mut Dice,
    crash: bool,
    now: Time,
) -> Result<World, Box<Outside>> {
    let items = items(setting, &outside);
    if items.is_empty() {
        // nothing to agree to
        return Err(Box::new(outside));
    }
    let mut world = world(setting, items, outside, now);
    world.tell(Event::Start);
    let mut left = if crash { 5 + dice.roll(300) } else { 400 };
    while !world.done && left > 0 {
        happen(&mut world, dice, setting);
        left -= 1;
    }
    if !world.done && crash {
        // some of what was being written reached the disk, in order, and nobody was told
        let reached = dice.roll(world.writes.len() as u64 + 1);
        for _ in 0..reached {
            let (_, records) = world.writes.pop_front().unwrap();
            records.into_iter().for_each(|r| world.put_on_disk(r));
        }
        // and what was on its way may have been done
        for call in std::mem::take(&mut world.calls) {
            match call {
                Call::Put { items, .. } if dice.one_in(2) => {
                    for item in items {
                        world.outside.accept(world.messages[item as usize]);
                    }
                }
                Call::Delete { items, .. } if dice.one_in(2) => {
                    for item in items {
                        let message = world.message(item);
                        world.outside.deleted.insert(message);
                    }
                }
                _ => {}
            }
        }
        world.outside.tidy();
        return Err(Box::new(world.outside));
    }
    if !world.done {
        world.tell(Event::Resume);
        world.go_on_well();
    }
    Ok(world)
}

fn check(setting: &Setting, outside: &Outside, ever_in_doubt: &[bool]) {
    let redriving = setting.deed == redrive();
    for n in 0..setting.letters {
        let accepted = outside.accepted.get(&n).copied().unwrap_or(0);
        let doubtful = ever_in_doubt[n as usize];
        let resend = setting.options.in_doubt == InDoubt::Resend && redriving;
        assert!(
            accepted <= 1 || (doubtful && resend),
            "message {n} was accepted {accepted} times"
        );
        if redriving && outside.deleted.contains(&n) {
            let by_decision = doubtful && setting.options.in_doubt == InDoubt::Delete;
            assert!(
                accepted > 0 || by_decision,
                "message {n} was deleted and never sent"
            );
        }
        if matches!(setting.deed, Deed::Undo { .. }) {
            assert!(!outside.deleted.contains(&n), "an undo deleted message {n}");
        }
        if accepted > 0 && !doubtful {
            let told = matches!(outside.disk.get(&n), Some(Disk::Sent(_) | Disk::Deleted));
            assert!(
                told,
                "message {n} was sent, and the journal says {:?}",
                outside.disk.get(&n)
            );
        }
    }
}

/// Marks what is in doubt on disk now: from here on it may have been sent without anybody knowing.
fn mark(outside: &Outside, ever: &mut [bool]) {
    for (n, disk) in &outside.disk {
        ever[*n as usize] |= matches!(disk, Disk::Intent | Disk::InDoubt);
    }
}

/// `PROPTEST_CASES=100000 cargo test --release model_tests` is the long form.
fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 300,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_is_lost_and_nothing_is_sent_twice_whatever_happens(setting in settings()) {
        let mut dice = Dice(setting.seed);
        let mut outside = Outside::default();
        let mut ever_in_doubt = vec![false; setting.letters as usize];
        let mut now = Time(1_000_000);
        for crash in 0..=setting.crashes {
            let last = crash == setting.crashes;
            match run(&setting, outside, &mut dice, !last, now) {
                Ok(world) => {
                    let broken = world.end().stopped_by == Some(StoppedBy::Error);
                    prop_assert!(!broken || setting.journal_fails);
                    now = world.now;
                    outside = world.outside;
                    // with a broken journal the process ends as in a crash
                    outside.tidy();
                }
                Err(crashed) => outside = *crashed,
            }
            now = now.plus(Duration::from_secs(60));
            mark(&outside, &mut ever_in_doubt);
            check(&setting, &outside, &ever_in_doubt);
        }
    }

    #[test]
    fn without_faults_everything_is_done(setting in settings()) {
        let setting = Setting { trouble: u64::MAX, crashes: 0, ..setting };
        let items = items(&setting, &Outside::default());
        prop_assume!(!items.is_empty());
        let mut world = world(&setting, items, Outside::default(), Time(5));
        world.tell(Event::Start);
        world.go_on_well();
        prop_assert!(world.end().all_done(), "{:?}", world.end());
        let all = setting.letters as usize;
        let watched = !setting.options.watch.is_zero() && world.kind == Kind::Redrive;
        prop_assert_eq!(world.end().settled, if watched { all } else { 0 });
        check(&setting, &world.outside, &vec![false; all]);
    }

    #[test]
    fn never_faster_than_the_pace(rate in 1u32..3_000, letters in 1u32..400, seed in any::<u64>()) {
        let options = Options { rate: Some(rate), ..Options::default() };
        let items = (0..letters).map(|n| item(n, "b")).collect();
        let mut world = World::new(plan(redrive(), items, options), Outside::default(), Time(0));
        let setting = Setting {
            seed, letters, deed: redrive(), options: Options::default(), trouble: 20, crashes: 0, buses: 1, journal_fails: false,
            late: 0,
        };
        let mut dice = Dice(seed);
        world.tell(Event::Start);
        for _ in 0..300 {
            if !world.done {
                happen(&mut world, &mut dice, &setting);
            }
        }
        let burst = 2.0 * (f64::from(rate) * 0.1).max(1.0);
        let puts = &world.outside.puts;
        for (i, (from, _)) in puts.iter().enumerate() {
            let mut count = 0;
            for (at, n) in &puts[i..] {
                count += n;
                // the intent is paced; it may wait for the disk, and what waited goes together
                let most = at.since(*from).as_secs_f64() * f64::from(rate) + burst + 480.0;
                prop_assert!(count as f64 <= most, "{count} in {:?}", at.since(*from));
            }
        }
    }
}
