//! What the queue itself and others at work on it do.

use super::world_tests::*;

#[test]
fn a_move_task_is_told() {
    let world = World::of(
        |q| {
            *q.moving.lock().unwrap() = Some(Move {
                moved: 7,
                to: Some("arn:aws:sqs:eu-west-1:123456789012:orders".into()),
            });
        },
        |_| {},
    );
    world.told("a move task is at work");
}

#[test]
fn what_a_move_task_does_is_shown_as_long_as_it_is_at_work() {
    let task = Move { moved: 7, to: None };
    let world = World::of(|q| *q.moving.lock().unwrap() = Some(task.clone()), |_| {});
    world.until("it is shown", |s| {
        let queue = s.queues.first();
        queue.is_some_and(|q| q.others.moving == Some(task.clone()))
    });
}

#[test]
fn messages_that_others_hold_are_shown_and_ours_are_not_among_them() {
    let world = World::of(
        |q| {
            q.put(30, "X");
            q.crowd.store(12, Ordering::SeqCst);
        },
        |_| {},
    );
    world.until("they are told apart", |s| {
        let queue = s.queues.first();
        queue.is_some_and(|q| q.others.in_flight == 12 && q.ours == 30)
    });
    world.told("12 messages are in flight that are not ours");
}

#[test]
fn a_clock_that_is_wrong_is_told() {
    let given = |q: &FakeQueue, minutes: u64| {
        let at = q.clock.now().minus(Duration::from_secs(60 * minutes));
        q.put_as(1, "X", |message| {
            let pairs = message.system.iter();
            let mut system: Vec<_> = pairs.map(|(n, v)| (Arc::clone(n), v.to_owned())).collect();
            let name = "ApproximateFirstReceiveTimestamp";
            system.push((name.into(), at.0.to_string()));
            message.system = crate::letter::System::of(system);
        });
    };
    let world = World::of(|q| given(q, 12), |_| {});
    world.told("this machine's clock is 12 min ahead of AWS's");
    world.until("it is shown", |s| s.skew.is_some());
    given(&world.queue, 0);
    world.until("it was set right", |s| s.skew.is_none());
}

#[test]
fn the_limit_of_messages_in_flight_is_told() {
    let world = World::of(|q| q.crowd.store(120_000, Ordering::SeqCst), |_| {});
    world.told("120,000 messages in flight");
}

#[test]
fn a_letter_that_one_more_receive_would_move_away_is_left_alone() {
    for most in ["1", "\"1\""] {
        let policy = format!(r#"{{"deadLetterTargetArn":"arn","maxReceiveCount":{most}}}"#);
        let world = World::of(
            |q| {
                *q.policy.lock().unwrap() = Some(policy);
                q.put(3, "X");
            },
            |_| {},
        );
        world.read(3);
        world.told("redrive policy of its own");
        world.queue.breaks(Some(FaultKind::Unreachable));
        world.clock.advance(Duration::from_secs(600));
        world.told("polling is paused");
        world.queue.breaks(None);
        world.until("it paused", |s| s.queues[0].phase == Phase::Paused);
        assert_eq!(world.queue.visible(), 3);
        assert_eq!(world.handle.snapshot().queues[0].scan.duplicates, 0);
    }
}
