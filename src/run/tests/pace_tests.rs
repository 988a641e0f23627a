//! Rate, canary, ramp, bounces.

use super::started_tests::*;

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
