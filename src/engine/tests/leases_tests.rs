//! Leases are kept, given back whatever happens, and missed when they ended.

use super::world_tests::*;

#[test]
fn closing_gives_every_lease_back() {
    let world = World::of(|q| q.put(1_234, "X"), |_| {});
    world.read(1_234);
    assert_eq!(world.queue.visible(), 0);
    assert!(world.handle.send(Command::Close));
    let snapshot = world.until("all is given back", closed);
    assert_eq!(world.queue.visible(), 1_234);
    let closing = snapshot.closing.clone().unwrap();
    assert_eq!(
        (closing.given_back, closing.left, closing.hidden),
        (1_234, 0, 0)
    );
}

#[test]
fn closing_in_the_middle_of_a_pass_gives_back_what_is_in_flight_too() {
    let world = World::of(|q| q.put(5_000, "X"), |_| {});
    world.until("some are read", |s| s.letters.len() > 100);
    world.handle.send(Command::Close);
    world.until("all is given back", closed);
    assert_eq!(world.queue.visible(), 5_000);
}

#[test]
fn a_face_that_is_gone_gives_everything_back() {
    let world = World::of(|q| q.put(50, "X"), |_| {});
    let mut world = world;
    world.read(50);
    // the fixture holds another engine's handle from here on
    let (nobody, desk) = Handle::pair();
    drop(std::mem::replace(&mut world.handle, nobody));
    let end = Instant::now() + Duration::from_secs(30);
    while world.queue.visible() < 50 {
        assert!(Instant::now() < end);
        std::thread::yield_now();
    }
    drop(desk);
}

#[test]
fn what_can_not_be_given_back_is_told_with_its_time() {
    let world = World::of(|q| q.put(20, "X"), |_| {});
    world.read(20);
    world.queue.breaks(Some(FaultKind::Unreachable));
    world.handle.send(Command::Close);
    world.until("giving back began", |s| s.closing.is_some());
    world.clock.advance(Duration::from_secs(60));
    let snapshot = world.until("it is given up", closed);
    let closing = snapshot.closing.clone().unwrap();
    assert_eq!(closing.hidden, 20);
    assert!(closing.hidden_until.unwrap() > world.clock.now());
}

#[test]
fn leases_are_extended_before_they_end() {
    let world = World::of(|q| q.put(100, "X"), |_| {});
    world.read(100);
    for _ in 0..20 {
        let before = world
            .handle
            .snapshot()
            .letters
            .get(LetterId(0))
            .unwrap()
            .hold;
        world.clock.advance(Duration::from_secs(60));
        world.until("every lease lasts another minute", |s| {
            let later = world.clock.now().plus(Duration::from_secs(60));
            s.letters
                .iter()
                .all(|row| matches!(row.hold, Hold::Held(until) if until > later))
        });
        assert_eq!(world.queue.visible(), 0, "{before:?}");
    }
    assert_eq!(world.handle.snapshot().queues[0].scan.duplicates, 0);
}

#[test]
fn after_a_sleep_lapsed_letters_are_marked_and_received_again() {
    let world = World::of(|q| q.put(30, "X"), |_| {});
    world.read(30);
    world.queue.breaks(Some(FaultKind::Unreachable));
    world.clock.advance(Duration::from_secs(3600));
    let snapshot = world.until("all are marked", |s| {
        holds(s).iter().all(|h| *h == Hold::Lapsed)
    });
    assert_eq!(snapshot.letters.len(), 30, "they stay in sight");
    assert_eq!(snapshot.queues[0].ours, 0);
    world.queue.breaks(None);
    let snapshot = world.until("they are held again", |s| {
        holds(s).iter().all(|h| matches!(h, Hold::Held(_)))
    });
    assert_eq!(snapshot.letters.len(), 30);
    assert_eq!(snapshot.queues[0].scan.duplicates, 30);
}

#[test]
fn an_untouched_screen_is_asked_and_then_lets_go() {
    let world = World::of(
        |q| q.put(5, "X"),
        |s| s.untouched = Some(Untouched::default()),
    );
    world.read(5);
    for _ in 0..15 {
        world.clock.advance(Duration::from_secs(120));
        world.until("leases are kept", |s| {
            let later = world.clock.now().plus(Duration::from_secs(60));
            s.letters
                .iter()
                .all(|row| matches!(row.hold, Hold::Held(until) if until > later))
        });
    }
    let snapshot = world.until("it asks", |s| s.untouched.is_some());
    assert!(snapshot.untouched.unwrap() > world.clock.now());
    world.clock.advance(Duration::from_secs(300));
    world.until("it let go", |_| world.queue.visible() == 5);
    world.until("it paused", |s| s.queues[0].phase == Phase::Paused);
}
