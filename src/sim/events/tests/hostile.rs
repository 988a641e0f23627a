//! Whatever comes in: an answer or an error goes out.

use serde_json::{Value, json};

use super::world::World;

const OPERATIONS: &[&str] = &[
    "PutEvents",
    "TestEventPattern",
    "PutRule",
    "DescribeRule",
    "ListRules",
    "ListRuleNamesByTarget",
    "DeleteRule",
    "EnableRule",
    "DisableRule",
    "PutTargets",
    "RemoveTargets",
    "ListTargetsByRule",
    "ListTagsForResource",
    "TagResource",
    "UntagResource",
    "CreateEventBus",
    "UpdateEventBus",
    "DescribeEventBus",
    "ListEventBuses",
    "DeleteEventBus",
    "PutPermission",
    "RemovePermission",
    "CreateArchive",
    "UpdateArchive",
    "DescribeArchive",
    "ListArchives",
    "DeleteArchive",
    "StartReplay",
    "DescribeReplay",
    "ListReplays",
    "CancelReplay",
    "CreateConnection",
    "UpdateConnection",
    "DescribeConnection",
    "ListConnections",
    "DeauthorizeConnection",
    "CreateApiDestination",
    "UpdateApiDestination",
    "DescribeApiDestination",
    "ListApiDestinations",
    "DeleteApiDestination",
    "DeleteConnection",
];
const MEMBERS: &[&str] = &[
    "Name",
    "Rule",
    "EventBusName",
    "EventPattern",
    "Event",
    "Targets",
    "Ids",
    "Entries",
    "Limit",
    "NextToken",
    "NamePrefix",
    "State",
    "ScheduleExpression",
    "TargetArn",
    "Policy",
    "StatementId",
    "Principal",
    "Action",
    "ArchiveName",
    "EventSourceArn",
    "RetentionDays",
    "ReplayName",
    "EventStartTime",
    "EventEndTime",
    "Destination",
    "AuthorizationType",
    "AuthParameters",
    "ConnectionArn",
    "InvocationEndpoint",
    "HttpMethod",
    "InvocationRateLimitPerSecond",
    "Description",
];

/// An input in which every member has this value.
fn filled(value: &Value) -> Value {
    MEMBERS
        .iter()
        .map(|m| ((*m).to_owned(), value.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn inputs() -> Vec<Value> {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("C"),
        json!("page-99"),
        json!("arn:aws:events:x"),
        json!("\u{202e}\u{0}"),
        json!([]),
        json!([1]),
        json!([null, "x", {}, [[]]]),
        json!({}),
        json!({"Arn": 1, "Id": "C", "FilterArns": {}}),
        json!([{"Id": "C", "Arn": "arn:aws:events:a:b:event-bus/"}]),
        json!([{"Source": "s", "DetailType": "t", "Detail": "[".repeat(50_000)}]),
        json!([{"Source": "s", "DetailType": "t", "Detail": "{}", "Resources": "x", "Time": "never"}]),
        json!("{\"source\":[{\"wildcard\":\"**\"}]}"),
    ];
    let mut all: Vec<Value> = values.iter().map(filled).collect();
    all.extend([json!(null), json!("x"), json!([1])]);
    all
}

#[tokio::test]
async fn no_input_is_too_strange_for_any_operation() {
    let w = World::new().await;
    w.destination("https://api.example.com").await;
    let inputs = inputs();
    for operation in OPERATIONS {
        for input in &inputs {
            if let Err(error) = w.events.call(operation, input.clone()).await {
                assert_ne!(error.code, "UnknownOperationException", "{operation}");
                assert!(!error.message.is_empty(), "{operation}");
            }
        }
    }
    let state = w.events.state();
    let buses = state["buses"].as_array().unwrap();
    assert!(buses.contains(&json!("default")), "{buses:?}");
}
