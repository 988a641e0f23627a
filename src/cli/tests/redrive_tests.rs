use serde_json::json;

use super::world_tests::{World, beyond, path, skipped};
use crate::plan::{Plan, Skip, Skipped};
use crate::problem::Exit;
use crate::run::{Progress, StoppedBy};

fn world() -> World {
    World::planning(|_| {}, |_| {})
}

#[test]
fn without_yes_the_plan_is_printed_and_nothing_is_done() {
    let mut world = world();
    assert_eq!(world.run(&["redrive", "--output", "json"]), Exit::Stopped);
    let document = world.json();
    assert_eq!(document["command"], "redrive");
    assert_eq!(document["run"], serde_json::Value::Null);
    assert_eq!(document["plan"]["events"], 3);
    assert_eq!(document["plan"]["fires"][0]["failed"], true);
    assert_eq!(document["result"], serde_json::Value::Null);
    assert_eq!(document["error"]["kind"], "refused");
    assert_eq!((world.sent("Run"), world.sent("Close")), (0, 1));
}

#[test]
fn a_dry_run_is_a_success_that_does_nothing() {
    let mut world = world();
    assert_eq!(
        world.run(&["redrive", "--dry-run", "--details", "--output", "json"]),
        Exit::Done
    );
    let document = world.json();
    assert_eq!(document["dry_run"], true);
    assert_eq!(document["messages"][2]["message_id"], "m-2");
    assert_eq!(world.sent("Run"), 0);
}

#[test]
fn with_yes_it_runs_and_the_result_is_told() {
    let mut world = world();
    let line = [
        "redrive",
        "--yes",
        "--rate",
        "7",
        "--details",
        "--output",
        "json",
    ];
    assert_eq!(world.run(&line), Exit::Done);
    let document = world.json();
    assert_eq!(document["run"], "run-1");
    assert_eq!(document["result"]["deleted"], 3);
    assert_eq!(document["result"]["stopped_by"], serde_json::Value::Null);
    assert_eq!(document["messages"][0]["new_event_id"], "e-9");
    assert_eq!(world.sent("Run"), 1);
    assert!(
        world
            .commands
            .lock()
            .unwrap()
            .iter()
            .any(|c| c.contains("rate: Some(7)"))
    );
}

#[test]
fn the_plan_and_its_run_are_told_in_words() {
    let mut world = World::planning(
        |plan| plan.skipped = vec![skipped(Skip::HeldBack, "source aws.s3 can't be put", &[3])],
        |_| {},
    );
    assert_eq!(world.run(&["redrive", "--yes"]), Exit::Incomplete);
    insta::assert_snapshot!("redrive", world.out);
}

#[test]
fn exit_codes_say_what_became_of_a_run() {
    let bounced = World::planning(
        |_| {},
        |p| (p.bounced, p.stopped_by) = (2, Some(StoppedBy::BounceLimit)),
    );
    let canary = World::planning(|_| {}, |p| p.stopped_by = Some(StoppedBy::Canary));
    let denied = World::planning(
        |_| {},
        |p| {
            (p.sent, p.deleted, p.left, p.stopped_by) = (0, 0, 3, Some(StoppedBy::Error));
        },
    );
    let failed = World::planning(|_| {}, |p| p.failed = 1);
    let doubt = World::planning(|_| {}, |p| p.in_doubt = 1);
    let cases = [
        (bounced, Exit::Stopped),
        (canary, Exit::Stopped),
        (denied, Exit::Aws),
        (failed, Exit::Incomplete),
        (doubt, Exit::Incomplete),
    ];
    for (mut world, exit) in cases {
        assert_eq!(world.run(&["redrive", "--yes"]), exit, "{}", world.out);
    }
}

#[test]
fn a_plan_that_is_refused_ends_with_its_reason() {
    let mut world = World::planning(
        |plan| plan.blockers = vec!["the bus other does not exist".into()],
        |_| {},
    );
    for line in [
        &["redrive", "--yes", "--output", "json"][..],
        &["redrive", "--dry-run", "--output", "json"],
    ] {
        assert_eq!(world.run(line), Exit::Stopped);
        assert_eq!(
            world.json()["error"]["message"],
            "the bus other does not exist"
        );
        assert_eq!(
            world.json()["plan"]["blockers"][0],
            "the bus other does not exist"
        );
    }
    assert_eq!(world.sent("Run"), 0);
}

#[test]
fn a_read_only_session_never_runs() {
    let mut world = world();
    world.read_only = true;
    for line in [
        &["redrive", "--yes"][..],
        &["redrive", "--jq", "nine", "--yes"],
        &["delete", "--where", "", "--yes"],
        &["undo", "run-1"],
    ] {
        assert_eq!(world.run(line), Exit::Stopped);
        assert!(world.err.contains("read-only"), "{}", world.err);
    }
    assert_eq!(world.sent("Run"), 0);
}

#[test]
fn letters_beyond_the_limit_were_not_asked_for() {
    let mut world = World::planning(
        |plan| plan.skipped = vec![skipped(Skip::BeyondLimit, "beyond the limit of 3", &[3])],
        |_| {},
    );
    assert_eq!(world.run(&["redrive", "--limit", "3", "--yes"]), Exit::Done);
}

#[test]
fn a_run_that_follows_is_planned_so_and_begins_without_a_letter() {
    let mut world = World::planning(
        |plan| {
            plan.items.clear();
            plan.beyond = Some(beyond(plan, None));
            plan.options.follow = true;
        },
        |_| {},
    );
    let args = ["redrive", "--follow", "--limit", "3", "--yes"];
    assert_eq!(world.run(&args), Exit::Done);
    assert!(world.out.contains("follows"), "{}", world.out);
    assert_eq!(world.sent("Run"), 1);
}

#[test]
fn a_queue_longer_than_the_window_is_planned_with_an_estimate_marked_as_such() {
    let mut world = World::planning(|plan| plan.beyond = Some(beyond(plan, Some(30))), |_| {});
    let line = ["redrive", "--dry-run", "--output", "json"];
    assert_eq!(world.run(&line), Exit::Done);
    let document = world.json();
    let estimate = &document["plan"]["estimate"];
    assert_eq!(
        (&estimate["seen"], &estimate["in_queue"]),
        (&json!(3), &json!(30))
    );
    assert_eq!(
        (&estimate["letters"], &estimate["bytes"]),
        (&json!(30), &json!(6_000))
    );
    assert_eq!(
        document["plan"]["selected"], 3,
        "what was seen stays what was seen"
    );
    world.run(&["redrive", "--dry-run"]);
    assert!(world.out.contains("3 letters seen"), "{}", world.out);
    assert!(
        world.out.contains("estimate   3 of about 30"),
        "{}",
        world.out
    );
}

#[test]
fn letters_that_came_later_and_are_held_back_are_no_success() {
    let mut world = World::planning(
        |plan| plan.beyond = Some(beyond(plan, Some(30))),
        |progress| progress.skipped = 2,
    );
    let line = ["redrive", "--yes", "--output", "json"];
    assert_eq!(world.run(&line), Exit::Incomplete);
    assert_eq!(world.json()["result"]["skipped"], 2);
}

#[test]
fn nothing_to_do_is_no_failure() {
    let mut world = World::planning(|plan| plan.items.clear(), |_| {});
    assert_eq!(world.run(&["redrive", "--yes"]), Exit::Done);
    assert!(world.out.contains("Nothing to redrive: no letter"));
}

#[test]
fn letters_that_an_earlier_run_left_in_doubt_are_counted_as_such() {
    fn in_doubt() -> Skipped {
        skipped(Skip::InDoubt, "in doubt: it may have been sent", &[3, 4])
    }
    let mut world = World::planning(
        |plan| plan.skipped = vec![in_doubt(), skipped(Skip::HeldBack, "too large", &[5])],
        |p| (p.deleted, p.in_doubt) = (2, 1),
    );
    let line = ["redrive", "--yes", "--output", "json"];
    assert_eq!(world.run(&line), Exit::Incomplete);
    let document = world.json();
    assert_eq!(document["plan"]["selected"], 6);
    let result = &document["result"];
    assert_eq!(
        (&result["in_doubt"], &result["skipped"]),
        (&3.into(), &1.into()),
        "{document}"
    );
    let mut world = World::planning(
        |plan| {
            plan.items.clear();
            plan.skipped = vec![in_doubt()];
        },
        |_| {},
    );
    assert_eq!(world.run(&line), Exit::Incomplete);
    assert_eq!(world.json()["result"]["in_doubt"], 2, "without a run too");
    assert_eq!(world.run(&["redrive", "--yes"]), Exit::Incomplete);
    let told = "Nothing to redrive: all 2 letters that were selected are left alone";
    assert!(world.out.contains(told), "{}", world.out);
}

#[test]
fn exit_code_0_only_if_all_is_done() {
    let mut all = world();
    assert_eq!(all.run(&["redrive", "--yes"]), Exit::Done);
    let short: [fn(&mut Progress); 7] = [
        |p| p.deleted = 2,
        |p| (p.sent, p.deleted, p.failed) = (2, 2, 1),
        |p| (p.sent, p.deleted, p.in_doubt) = (2, 2, 1),
        |p| (p.sent, p.deleted, p.left) = (2, 2, 1),
        |p| (p.sent, p.deleted, p.waiting) = (2, 2, 1),
        |p| p.bounced = 1,
        |p| p.stopped_by = Some(StoppedBy::BounceLimit),
    ];
    for short in short {
        let mut world = World::planning(|_| {}, short);
        assert_ne!(
            world.run(&["redrive", "--yes"]),
            Exit::Done,
            "{}",
            world.out
        );
    }
    let behind: [fn(&mut Plan); 3] = [
        |plan| plan.skipped = vec![skipped(Skip::HeldBack, "its source is aws.s3", &[3])],
        |plan| plan.skipped = vec![skipped(Skip::InDoubt, "it may have been sent", &[3])],
        |plan| plan.skipped = vec![skipped(Skip::Undecided, "it may be hidden", &[3])],
    ];
    for behind in behind {
        let mut world = World::planning(behind, |_| {});
        assert_eq!(world.run(&["redrive", "--yes"]), Exit::Incomplete);
    }
}

#[test]
fn an_interrupt_aborts_the_run_and_tells_the_result() {
    let mut world = World::planning(|_| {}, |p| (p.finished, p.left) = (None, 1));
    let flag = std::sync::Arc::clone(&world.interrupted);
    let log = std::sync::Arc::clone(&world.commands);
    // the interrupt comes once the run is going
    std::thread::spawn(move || {
        while !log.lock().unwrap().iter().any(|c| c.starts_with("Run")) {
            std::thread::yield_now();
        }
        flag.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    assert_eq!(
        world.run(&["redrive", "--yes", "--output", "json"]),
        Exit::Interrupted
    );
    assert_eq!(world.json()["result"]["stopped_by"], "interrupt");
    assert_eq!((world.sent("AbortRun"), world.sent("Close")), (1, 1));
}

#[test]
fn a_plan_in_a_file_is_run_as_it_stands_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let file = path(dir.path(), "plan.json");
    let mut first = world();
    assert_eq!(
        first.run(&["redrive", "--plan-out", &file, "--dry-run", "--rate", "9"]),
        Exit::Done
    );
    assert_eq!(
        first.run(&["redrive", "--plan", &file, "--yes"]),
        Exit::Done
    );
    assert!(first.commands.lock().unwrap().last().is_some());

    let mut changed = World::planning(|plan| plan.fires.clear(), |_| {});
    assert_eq!(
        changed.run(&["redrive", "--plan", &file, "--yes", "--output", "json"]),
        Exit::Stopped
    );
    let message = changed.json()["error"]["message"].to_string();
    assert!(message.contains("the rules changed"), "{message}");

    let mut gone = World::planning(|plan| plan.items.truncate(2), |_| {});
    assert_eq!(
        gone.run(&["redrive", "--plan", &file, "--yes"]),
        Exit::Stopped
    );
    assert_eq!((changed.sent("Run"), gone.sent("Run")), (0, 0));
}

#[test]
fn a_damaged_plan_file_is_a_usage_error() {
    let dir = tempfile::tempdir().unwrap();
    let file = path(dir.path(), "plan.json");
    let mut world = world();
    for text in ["{", "{}", "[1]"] {
        std::fs::write(&file, text).unwrap();
        assert_eq!(
            world.run(&["redrive", "--plan", &file, "--yes"]),
            Exit::Usage
        );
    }
}

#[test]
fn a_jq_program_edits_first_and_counts() {
    let mut world = world();
    assert_eq!(
        world.run(&["redrive", "--jq", "nine", "--yes", "--output", "json"]),
        Exit::Done
    );
    let document = world.json();
    assert_eq!(document["transform"]["changed"], 1);
    assert_eq!(document["transform"]["unchanged"], 3);
    assert_eq!(world.sent("Edit"), 1);
    assert!(world.err.contains("jq: 1 changed, 3 unchanged, 0 failed"));
}

#[test]
fn letters_on_which_the_program_fails_stay_behind() {
    let mut world = world();
    assert_eq!(
        world.run(&["redrive", "--jq", "half", "--yes", "--output", "json"]),
        Exit::Incomplete
    );
    assert_eq!(world.json()["transform"]["failed"][0]["count"], 3);
    let commands = world.commands.lock().unwrap().join("\n");
    assert!(commands.contains("Letters([LetterId(0)])"), "{commands}");
}

#[test]
fn edits_of_a_dry_run_are_taken_back() {
    let mut world = world();
    assert_eq!(
        world.run(&["redrive", "--jq", "nine", "--dry-run"]),
        Exit::Done
    );
    let commands = world.commands.lock().unwrap();
    let edits: Vec<bool> = commands
        .iter()
        .filter(|c| c.starts_with("Edit"))
        .map(|c| c.contains("edit: None"))
        .collect();
    assert_eq!(edits, [false, true]);
}

#[test]
fn a_broken_program_is_a_usage_error() {
    let mut world = world();
    assert_eq!(world.run(&["redrive", "--jq", "(", "--yes"]), Exit::Usage);
    assert_eq!(world.sent("Plan"), 0);
}

#[test]
fn a_delete_says_how_to_take_it_back() {
    let mut world = world();
    assert_eq!(
        world.run(&["delete", "--where", "code:x", "--yes"]),
        Exit::Done
    );
    assert!(world.out.contains("Delete 3 letters"));
    assert!(world.out.contains("dlq-tui undo run-1"));
    assert_eq!(world.run(&["delete", "--where", "code:x"]), Exit::Stopped);
}

#[test]
fn an_undo_needs_no_other_leave_than_its_name() {
    let mut world = world();
    assert_eq!(
        world.run(&["undo", "run-1", "--output", "json"]),
        Exit::Done
    );
    assert_eq!(world.json()["command"], "undo");
    let commands = world.commands.lock().unwrap().join("\n");
    assert!(commands.contains("Undo { run: \"run-1\" }"));
}

#[test]
fn the_config_says_what_the_command_line_leaves_open() {
    let mut world = world();
    world.settings.canary = Some(5);
    world.settings.max_bounce = Some(1.5);
    assert_eq!(
        world.run(&["redrive", "--dry-run", "--max-bounce", "3"]),
        Exit::Done
    );
    let commands = world.commands.lock().unwrap().join("\n");
    assert!(commands.contains("canary: 5") && commands.contains("max_bounce: 3.0"));
}

#[test]
fn a_letter_whose_rule_is_not_known_is_not_tried_and_says_why() {
    let mut world = world();
    let line = [
        "redrive",
        "--try",
        "http://localhost:1/",
        "--output",
        "json",
    ];
    assert_eq!(world.run(&line), Exit::Incomplete);
    let document = world.json();
    assert_eq!(document["command"], "try");
    let why = document["tried"][0]["error"].as_str().unwrap();
    assert!(why.contains("nothing is known"), "{why}");
    assert_eq!((world.sent("Plan"), world.sent("Run")), (0, 0));
}
