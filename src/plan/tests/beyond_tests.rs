//! Letters that were not seen: what was agreed to for them, and what a plan says of them. SQS's own move task.

use std::sync::Arc;

use super::{AUDIT, FROM_QUEUE, TARGET, letter, order, request, rule, rules, world};
use crate::letter::LetterId;
use crate::plan::*;
use crate::repair::Edit;

const DLQ: &str = "arn:aws:sqs:eu-west-1:123456789012:dlq";

fn seen(count: u32, in_queue: u64) -> Plan {
    let mut plan = build(request((0..count).map(order)), &world());
    plan.beyond = Some(Beyond {
        rest: Rest {
            deed: plan.deed.to_string(),
            filter: Some("source:shop".into()),
            named: Named::of(&plan),
            ..Rest::default()
        },
        first: LetterId(count),
        seen: count as usize,
        in_queue: Some(in_queue),
        missing: None,
    });
    plan
}

#[test]
fn what_comes_later_goes_and_fires_only_where_the_plan_said() {
    let named = Named::of(&build(request([order(1)]), &world()));
    let mut later = request([order(2)]);
    later.fence = Some(named.clone());
    assert_eq!(build(later.clone(), &world()).items.len(), 1);
    let mut grown = world();
    rules(&mut grown).push(rule("audit", r#"{"source":["shop"]}"#, &[AUDIT]));
    let plan = build(later.clone(), &grown);
    assert!(plan.items.is_empty() && plan.fires.is_empty(), "{plan:?}");
    assert!(plan.skipped[0].reason.contains(AUDIT), "{:?}", plan.skipped);
    later.deed = Deed::Redrive(Destination::NamedBus("other".into()));
    let plan = build(later, &grown);
    assert!(plan.items.is_empty(), "{plan:?}");
    let reason = &plan.skipped[0].reason;
    assert!(reason.contains("event bus other"), "{reason}");
}

#[test]
fn an_estimate_grows_with_the_queue_and_never_over_the_limit() {
    let mut plan = seen(20, 1_000);
    let estimate = plan.estimate().unwrap();
    assert_eq!((estimate.letters, estimate.events), (1_000, 1_000));
    assert_eq!(estimate.bytes, plan.bytes * 50);
    plan.options.limit = Some(70);
    assert_eq!(plan.estimate().unwrap().letters, 70);
    plan.beyond.as_mut().unwrap().in_queue = None;
    assert_eq!(plan.estimate(), None, "all of it was seen");
}

#[test]
fn one_key_does_not_start_what_may_grow() {
    let plan = Arc::new(seen(1, 50));
    assert!(plan.consent(Given::Key, false).is_err());
    assert!(plan.consent(Given::Typed(1), false).is_ok());
    let without = Plan {
        beyond: None,
        ..(*plan).clone()
    };
    assert_ne!(digest(&plan), digest(&without), "consent is bound to it");
}

#[test]
fn a_plan_file_says_what_more_belongs_and_refuses_what_goes_further() {
    let plan = seen(3, 50);
    let text = PlanFile::of(&plan, Default::default()).to_json().unwrap();
    let file = PlanFile::parse(&text).unwrap();
    let rest = file.rest().unwrap();
    assert_eq!(rest.filter.as_deref(), Some("source:shop"));
    assert_eq!(Rest::parse(&rest.to_json()).unwrap(), *rest);
    assert!(file.check(&seen(2, 40)).is_ok(), "others may be seen first");
    let mut grown = world();
    rules(&mut grown).push(rule("audit", r#"{"source":["shop"]}"#, &[AUDIT]));
    let further = build(request([order(1)]), &grown);
    let refused = file.check(&further).unwrap_err();
    assert!(refused.what.contains("audit"), "{refused:?}");
}

fn from_queues(to: Destination) -> Plan {
    let mut moved = request((0..3).map(|n| letter(n, &FROM_QUEUE, "{}")));
    moved.deed = Deed::Redrive(to);
    build(moved, &World::default())
}

#[test]
fn sqs_can_move_what_came_from_queues_and_goes_as_it_is() {
    let plan = from_queues(Destination::Auto);
    let task = MoveTask::instead_of(&plan, DLQ).unwrap();
    let command = format!("aws sqs start-message-move-task --source-arn {DLQ}");
    assert_eq!(task.to_string(), format!("{command} --region eu-west-1"));
    let plan = from_queues(Destination::Queue("other".into()));
    let task = MoveTask::instead_of(&plan, DLQ).unwrap().to_string();
    let other = "arn:aws:sqs:eu-west-1:123456789012:other";
    let whole = format!("{command} --destination-arn {other} --region eu-west-1");
    assert_eq!(task, whole);
}

#[test]
fn sqs_is_not_offered_what_is_edited_limited_or_goes_to_a_bus() {
    let mut edited = from_queues(Destination::Auto);
    let text = "{\"n\":1}".into();
    edited.items[1].edit = Some(Arc::new(Edit { text }));
    assert_eq!(MoveTask::instead_of(&edited, DLQ), None);
    let mut limited = from_queues(Destination::Auto);
    limited.options.limit = Some(3);
    assert_eq!(MoveTask::instead_of(&limited, DLQ), None);
    let events = build(request([order(1)]), &world());
    assert_eq!(events.fires[0].target_arn, TARGET);
    assert_eq!(MoveTask::instead_of(&events, DLQ), None);
}
