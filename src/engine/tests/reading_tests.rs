//! A pass over a queue, the window, polling, the view.

use super::world_tests::*;

#[test]
fn a_pass_reads_everything_counts_causes_and_knows_its_end() {
    let world = World::of(
        |q| {
            q.put(150, "TARGET_ERROR");
            q.put(50, "NO_PERMISSIONS");
        },
        |_| {},
    );
    let snapshot = world.read(200);
    let counts: Vec<usize> = snapshot.causes.iter().map(|c| c.count).collect();
    assert_eq!(counts, [150, 50]);
    let queue = &snapshot.queues[0];
    assert_eq!((queue.scan.read, queue.scan.duplicates), (200, 0));
    assert_eq!(queue.ours, 200);
    assert_eq!(queue.region, "eu-west-1");
    assert!(queue.oldest_expires.is_some());
    world.queue.put(1, "TARGET_ERROR");
    world.until("a new letter appears by itself", |s| s.letters.len() == 201);
}

#[test]
fn a_message_that_comes_twice_is_one_row_with_the_newest_handle() {
    let world = World::of(|q| q.put(3, "X"), |_| {});
    world.read(3);
    world.queue.again(1);
    let snapshot = world.until("it came again", |s| s.queues[0].scan.duplicates == 1);
    assert_eq!(snapshot.letters.len(), 3);
    assert_eq!(snapshot.queues[0].ours, 3);
    world.handle.send(Command::Close);
    world.until("all is given back", closed);
    assert_eq!(world.queue.visible(), 3, "the newest handle gives back");
}

#[test]
fn a_full_window_says_so_and_holds_no_more() {
    let world = World::of(|q| q.put(95, "X"), |s| s.max_messages = 25);
    let snapshot = world.until_phase("it is full", |p| *p == Phase::Full);
    assert_eq!(snapshot.letters.len(), 25);
    world.until("the surplus is visible to others", |_| {
        world.queue.visible() == 70
    });
    let small = World::of(|q| q.put(95, "X"), |s| s.max_memory = 40_000);
    let snapshot = small.until_phase("it is full", |p| *p == Phase::Full);
    assert!(snapshot.letters.len() < 60, "{}", snapshot.letters.len());
}

#[test]
fn without_an_answer_it_is_offline_and_goes_on_by_itself() {
    let world = World::of(|q| q.put(5, "X"), |_| {});
    world.read(5);
    world.queue.breaks(Some(FaultKind::Unreachable));
    world.until("it is offline", |s| {
        matches!(&s.queues[0].phase, Phase::Offline { problem, .. } if !problem.what.is_empty())
    });
    world.queue.put(5, "X");
    world.queue.breaks(None);
    world.read(10);
}

#[test]
fn a_queue_that_is_deleted_under_the_tool_is_told() {
    let world = World::of(|q| q.put(5, "X"), |_| {});
    world.read(5);
    world.queue.breaks(Some(FaultKind::NotFound));
    let snapshot = world.until("it failed", |s| {
        matches!(s.queues[0].phase, Phase::Failed(_))
    });
    assert_eq!(
        snapshot.letters.len(),
        5,
        "what was read can still be looked at"
    );
    world.handle.send(Command::Close);
    world.until("it ends all the same", closed);
}

#[test]
fn a_read_only_look_is_one_pass_and_then_everything_is_given_back() {
    let world = World::of(|q| q.put(40, "X"), |s| s.read_only = true);
    let snapshot = world.until("all is given back", |s| {
        s.letters.len() == 40 && holds(s).iter().all(|h| *h == Hold::GivenBack)
    });
    assert_eq!(snapshot.queues[0].phase, Phase::Paused);
    assert_eq!(snapshot.mode, Mode::ReadOnly);
    assert!(snapshot.queues[0].scan.complete);
    assert_eq!(world.queue.visible(), 40);
}

#[test]
fn polling_pauses_and_goes_on_while_leases_are_kept() {
    let world = World::of(|q| q.put(5, "X"), |_| {});
    world.read(5);
    world.handle.send(Command::Pause(true));
    world.until("it paused", |s| s.queues[0].phase == Phase::Paused);
    world.queue.put(5, "X");
    assert_eq!(world.queue.visible(), 5);
    world.handle.send(Command::Pause(false));
    let snapshot = world.read(10);
    assert_eq!(snapshot.queues[0].ours, 10);
}

#[test]
fn the_view_follows_the_newest_request_and_new_letters_find_their_place() {
    let world = World::of(|q| q.put(300, "A"), |_| {});
    let snapshot = world.read(300);
    let cause = snapshot.causes[0].id;
    world.queue.put(20, "B");
    world.until("new letters are in the view", |s| s.view.ids.len() == 320);
    for revision in 1..=3 {
        let request = ViewRequest {
            revision,
            cause: (revision > 1).then_some(cause),
            sort: Sort {
                key: SortKey::Expires,
                reverse: revision == 3,
            },
            ..ViewRequest::default()
        };
        world.handle.send(Command::View(request));
    }
    let snapshot = world.until("the newest is answered", |s| s.view.request.revision == 3);
    assert_eq!(snapshot.view.ids.len(), 300);
    let sent: Vec<Time> = snapshot
        .view
        .ids
        .iter()
        .map(|id| snapshot.letters.get(*id).unwrap().letter.sent().unwrap())
        .collect();
    assert!(sent.is_sorted_by(|a, b| a >= b), "last to expire first");
}

#[test]
fn letters_of_a_purged_queue_leave_the_screen_and_it_says_so() {
    let world = World::of(|q| q.put(15, "X"), |_| {});
    world.read(15);
    world.queue.stored.lock().unwrap().clear();
    world.clock.advance(Duration::from_secs(250));
    world.until("heartbeats find nothing", |s| {
        holds(s).iter().all(|h| *h == Hold::Lapsed)
    });
    world.clock.advance(Duration::from_secs(200));
    world.until("they are gone", |s| s.letters.is_empty());
    let told = world.handle.take_notices();
    assert!(told.iter().any(|n| n.text.contains("no more")), "{told:?}");
}
