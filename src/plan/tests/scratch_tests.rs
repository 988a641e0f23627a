//! The failed target alone: what is copied, what is told, what is refused; and what a clean-up may take.

use std::sync::Arc;
use std::time::Duration;

use super::*;

fn asked(letters: impl IntoIterator<Item = Letter>) -> Request {
    Request {
        deed: Deed::Redrive(Destination::FailedTarget),
        ..request(letters)
    }
}

/// The rule has a second target, which did not fail.
fn two_targets() -> World {
    let mut world = world();
    *rules(&mut world) = vec![rule("orders", r#"{"source":["shop"]}"#, &[TARGET, AUDIT])];
    let targets = rules(&mut world)[0].targets.as_mut().unwrap();
    targets[0].role_arn = Some("arn:aws:iam::123456789012:role/r".into());
    targets[0].input_path = Some("$.detail".into());
    targets[0].retry_attempts = Some(1);
    world
}

fn reason(plan: &Plan) -> &str {
    assert!(plan.items.is_empty());
    &plan.skipped[0].reason
}

#[test]
fn only_the_failed_target_fires_and_its_copy_is_the_target_as_it_is() {
    let plan = build(asked((0..3).map(order)), &two_targets());
    let [fires] = &plan.fires[..] else {
        panic!("{:?}", plan.fires)
    };
    assert!(fires.failed && fires.target_arn == TARGET && fires.count == 3);
    assert!(plan.blockers.is_empty(), "{:?}", plan.blockers);
    assert_eq!(plan.destination, "the failed target Report alone");
    let [copy] = &plan.scratches[..] else {
        panic!("{:?}", plan.scratches)
    };
    assert_eq!((copy.rule.as_str(), &*copy.rule_arn), ("orders", RULE));
    assert_eq!(copy.target.input_path.as_deref(), Some("$.detail"));
    assert_eq!(copy.target.retry_attempts, Some(1));
    assert!(plan.items.iter().all(|item| item.to == copy.to));
    assert!(is_failed_target(&copy.to) && !is_queue(&copy.to));
    let told = plan.warnings.join("\n");
    assert!(
        told.contains("FAILED_TO_ASSUME_ROLE") && told.contains("made, and removed"),
        "{told}"
    );
}

#[test]
fn the_watch_is_never_shorter_than_aws_may_go_on_trying() {
    let age = |plan: &Plan| plan.scratches[0].target.max_age.unwrap();
    let mut world = two_targets();
    let soon = build(asked([order(1)]), &world);
    // 5 s, one second's wait and 5 s more, twice, and what a dead letter takes to be seen
    assert_eq!(soon.options.watch, Duration::from_secs(27));
    assert_eq!(age(&soon), Duration::from_secs(60));
    rules(&mut world)[0].targets.as_mut().unwrap()[0].retry_attempts = None;
    let patient = build(asked([order(1)]), &world);
    assert_eq!(patient.options.watch, Duration::from_secs(65));
    let mut long = asked([order(1)]);
    long.options.watch = Duration::from_secs(600);
    let long = build(long, &world);
    assert_eq!(
        (age(&long), long.options.watch),
        (Duration::from_secs(595), Duration::from_secs(600))
    );
    // what a plan file asks for again comes out the same
    for plan in [soon, patient, long] {
        let mut again = asked([order(1)]);
        again.options = plan.options.clone();
        let world = if plan.scratches[0].target.retry_attempts.is_some() {
            two_targets()
        } else {
            world.clone()
        };
        let again = build(again, &world);
        assert_eq!((digest(&again), age(&again)), (digest(&plan), age(&plan)));
    }
}

#[test]
fn what_cant_be_copied_is_held_back_with_its_reason() {
    let told = |change: &dyn Fn(&mut World)| {
        let mut world = two_targets();
        change(&mut world);
        let plan = build(asked([order(1)]), &world);
        assert_eq!(
            plan.blockers,
            [reason(&plan)],
            "nothing can be copied: it is refused"
        );
        reason(&plan).to_owned()
    };
    let gone = told(&|world| rules(world).clear());
    assert!(gone.contains("rule orders is gone"), "{gone}");
    let anew =
        told(&|world| rules(world)[0].targets.as_mut().unwrap()[0].arn = format!("{TARGET}x"));
    assert!(
        anew.contains("target Report of rule orders is gone, or was made anew"),
        "{anew}"
    );
    let unread = told(&|world| {
        world
            .rules
            .insert("shop".into(), Err("AccessDenied".into()));
    });
    assert!(
        unread.contains("could not be read: AccessDenied"),
        "{unread}"
    );
    let more = told(&|world| {
        rules(world)[0].targets.as_mut().unwrap()[0].uncopied = vec!["EcsParameters"]
    });
    assert!(more.contains("EcsParameters"), "{more}");
    let twice = told(&|world| rules(world)[0].targets.as_mut().unwrap()[1].arn = TARGET.into());
    assert!(twice.contains("which one failed can't be told"), "{twice}");
    let aws = build(
        asked([letter(1, &FROM_RULE, &event("aws.s3", "{}"))]),
        &two_targets(),
    );
    assert!(reason(&aws).contains("aws."), "{}", reason(&aws));
    let mut other = order(2);
    other.failure.target_arn = Some("arn:aws:sqs:eu-west-1:123456789012:gone".into());
    let plan = build(asked([order(1), other]), &two_targets());
    assert_eq!(
        (plan.items.len(), plan.skipped.len(), plan.blockers.len()),
        (1, 1, 0)
    );
}

#[test]
fn of_two_targets_with_one_arn_the_one_with_this_dead_letter_queue_failed() {
    let mut world = two_targets();
    let targets = rules(&mut world)[0].targets.as_mut().unwrap();
    targets[1] = Target {
        id: "2".into(),
        arn: TARGET.into(),
        dead_letter_arn: Some("arn:aws:sqs:eu-west-1:123456789012:dlq".into()),
        ..Target::default()
    };
    assert_eq!(build(asked([order(1)]), &world).scratches[0].target.id, "2");
}

#[test]
fn a_run_copies_no_more_targets_than_it_may() {
    let mut world = two_targets();
    let arn = |n: usize| format!("{AUDIT}-{n}");
    let targets: Vec<String> = (0..SCRATCHES + 2).map(arn).collect();
    let named: Vec<&str> = targets.iter().map(String::as_str).collect();
    *rules(&mut world) = vec![rule("orders", r#"{"source":["shop"]}"#, &named)];
    let letters = (0..SCRATCHES + 2).map(|n| {
        let mut letter = order(n as u32);
        letter.failure.target_arn = Some(arn(n).into());
        letter
    });
    let plan = build(asked(letters), &world);
    assert_eq!(
        (plan.items.len(), plan.scratches.len()),
        (SCRATCHES, SCRATCHES)
    );
    assert_eq!(plan.skipped[0].letters.len(), 2);
    assert!(plan.skipped[0].reason.contains("choose a cause"));
}

#[test]
fn a_letter_that_an_earlier_run_watched_is_watched_on_and_not_sent_again() {
    let mut asked = asked([order(1), order(2)]);
    asked.candidates[0].before = Some(Before::Watched("new-1".into()));
    asked.candidates[1].before = Some(Before::Sent("new-2".into()));
    let plan = build(asked, &two_targets());
    let of = |n: u32| plan.items.iter().find(|i| i.letter.id.0 == n).unwrap();
    assert_eq!(of(1).sent.as_deref(), Some("new-1"));
    assert_eq!(of(1).to, plan.scratches[0].to);
    assert_eq!((of(2).sent.as_deref(), &*of(2).to), (Some("new-2"), ""));
    assert_eq!(plan.events, 0);
}

fn known(lives: bool) -> Option<Known> {
    Some(Known {
        run: "r".into(),
        lives,
        queue: QUEUE.into(),
        rule_arn: RULE.into(),
        watched: 1,
    })
}

#[test]
fn a_clean_up_leaves_alone_what_another_run_may_need() {
    let made = Time(0x0193_5d2f_9a00);
    let name: Arc<str> = "dlq-tui-01935d2f-9a00-7000-8000-000000000000-0".into();
    let found = |name: &Arc<str>, known, now| Found::of(Arc::clone(name), known, now).keep;
    let day = Duration::from_secs(86_400);
    assert!(
        found(&name, known(true), made.plus(day * 9))
            .unwrap()
            .contains("at work")
    );
    assert_eq!(found(&name, known(false), made), None);
    let young = found(&name, None, made.plus(day / 2)).unwrap();
    assert!(young.contains("another machine"), "{young}");
    assert_eq!(found(&name, None, made.plus(day)), None);
    assert!(found(&"dlq-tui-mine".into(), None, made.plus(day)).is_some());
}

#[test]
fn a_clean_up_needs_leave() {
    let sweep = Sweep {
        found: vec![
            Found::of("dlq-tui-x".into(), known(false), Time(0)),
            Found::of("dlq-tui-y".into(), known(true), Time(0)),
        ],
        unsearched: None,
    };
    assert!(sweep.consent(false, false).is_err() && sweep.consent(true, true).is_err());
    let consent = sweep.consent(true, false).unwrap();
    let names: Vec<&str> = consent.removable().map(|f| &*f.name).collect();
    assert_eq!(names, ["dlq-tui-x"]);
}
