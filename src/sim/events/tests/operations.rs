use serde_json::{Value, json};

use super::world::{World, target};

async fn entry(w: &World, source: Value, kind: Value, detail: Value) -> Value {
    let entry = json!({"Source": source, "DetailType": kind, "Detail": detail});
    let answer = w.call("PutEvents", json!({"Entries": [entry]})).await;
    assert_eq!(answer["FailedEntryCount"], 1, "{answer}");
    answer["Entries"][0].clone()
}

#[tokio::test]
async fn put_events_refuses_entries_in_the_recorded_words() {
    let w = World::new().await;
    let invalid = |what: &str| json!({"ErrorCode": "InvalidArgument", "ErrorMessage": format!("Parameter {what} is not valid. Reason: {what} is a required argument.")});
    assert_eq!(
        entry(&w, json!(""), json!("t"), json!("{}")).await,
        invalid("Source")
    );
    assert_eq!(
        entry(&w, json!("s"), Value::Null, json!("{}")).await,
        invalid("DetailType")
    );
    assert_eq!(
        entry(&w, json!("s"), json!("t"), json!("")).await,
        invalid("Detail")
    );
    let malformed = json!({"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."});
    for detail in [
        "NotJSON",
        "[]",
        "{{}",
        "\"NotJSON\"",
        "[{\"event\":\"user_login\"}]",
    ] {
        assert_eq!(
            entry(&w, json!("s"), json!("t"), json!(detail)).await,
            malformed
        );
    }
    assert_eq!(
        entry(&w, json!("aws.s3"), json!("t"), json!("{}")).await,
        json!({"ErrorCode": "NotAuthorizedForSourceException", "ErrorMessage": "Not authorized for the source."})
    );
}

#[tokio::test]
async fn put_events_fails_as_a_whole_when_it_is_too_much() {
    let w = World::new().await;
    let one = json!({"Source": "s", "DetailType": "t", "Detail": "{}"});
    let eleven = json!({"Entries": vec![one.clone(); 11]});
    let refused = w.refused("PutEvents", eleven).await;
    assert!(refused.starts_with("ValidationException: 1 validation error detected: Value '[PutEventsRequestEntry(time=null, source=s, resources=null, detailType=t, detail={}, eventBusName=null, traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null), "), "{refused}");
    assert!(refused.ends_with("]' at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10"));
    let large = format!(r#"{{"a":"{}"}}"#, "x".repeat(600_000));
    let large = json!({"Source": "s", "DetailType": "t", "Detail": large});
    assert_eq!(
        w.refused("PutEvents", json!({"Entries": [large, large]}))
            .await,
        "ValidationException: Total size of the entries in the request is over the limit."
    );
    let partner =
        json!({"Source": "s", "DetailType": "t", "Detail": "{}", "EventBusName": "aws.partner/x"});
    assert!(
        w.refused("PutEvents", json!({"Entries": [partner]}))
            .await
            .contains("'entries.1.member.eventBusName'")
    );
}

#[tokio::test]
async fn an_event_for_an_unknown_bus_is_accepted_and_gone() {
    let w = World::new().await;
    let entry =
        json!({"Source": "s", "DetailType": "t", "Detail": "{}", "EventBusName": "nowhere"});
    let answer = w.call("PutEvents", json!({"Entries": [entry]})).await;
    assert_eq!(answer["FailedEntryCount"], 0);
    assert_eq!(answer["Entries"][0]["EventId"].as_str().unwrap().len(), 36);
    assert_eq!(w.events.state()["events"]["unmatched"], 1);
}

#[tokio::test]
async fn what_does_not_exist_is_refused_in_the_recorded_words() {
    let w = World::new().await;
    let name = json!({"Name": "X"});
    let not_found = |what: &str| format!("ResourceNotFoundException: {what}");
    assert_eq!(
        w.refused("DescribeEventBus", name.clone()).await,
        not_found("Event bus X does not exist.")
    );
    assert_eq!(
        w.refused("DescribeRule", name.clone()).await,
        not_found("Rule X does not exist on EventBus default.")
    );
    assert_eq!(
        w.refused("DescribeConnection", name.clone()).await,
        not_found("Failed to describe the connection(s). Connection 'X' does not exist.")
    );
    assert_eq!(
        w.refused("DescribeApiDestination", name.clone()).await,
        not_found(
            "Failed to describe the api-destination(s). An api-destination 'X' does not exist."
        )
    );
    w.call("DeleteEventBus", name).await;
    assert_eq!(
        w.refused("DeleteEventBus", json!({"Name": "default"}))
            .await,
        "ValidationException: Cannot delete event bus default."
    );
    assert_eq!(
        w.refused("NoSuchThing", json!({})).await,
        "UnknownOperationException: "
    );
}

#[tokio::test]
async fn rules_keep_their_targets_and_go_only_without_them() {
    let w = World::new().await;
    w.call("CreateEventBus", json!({"Name": "b"})).await;
    assert_eq!(
        w.refused("CreateEventBus", json!({"Name": "b"})).await,
        "ResourceAlreadyExistsException: Event bus b already exists."
    );
    let rule = json!({"Name": "R", "EventBusName": "b", "EventPattern": r#"{"source":["app"]}"#});
    let put = w.call("PutRule", rule.clone()).await;
    assert_eq!(
        put["RuleArn"],
        "arn:aws:events:ap-southeast-1:123456789012:rule/b/R"
    );
    let on = |more: Value| {
        let mut all = json!({"Rule": "R", "Name": "R", "EventBusName": "b"});
        all.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        all
    };
    let targets: Vec<Value> = (0..7)
        .map(|n| target(&n.to_string(), "arn:aws:sqs:r:1:q"))
        .collect();
    assert_eq!(
        w.refused("PutTargets", on(json!({"Targets": targets})))
            .await,
        "LimitExceededException: The requested resource exceeds the maximum number allowed."
    );
    assert_eq!(
        w.call("PutTargets", on(json!({"Targets": targets[..2]})))
            .await,
        json!({"FailedEntryCount": 0, "FailedEntries": []})
    );
    w.call("PutRule", rule).await;
    let listed = w.call("ListTargetsByRule", on(json!({}))).await;
    assert_eq!(
        listed,
        json!({"Targets": targets[..2]}),
        "as they were put, and still there"
    );
    assert_eq!(
        w.refused("DeleteRule", on(json!({}))).await,
        "ValidationException: Rule can't be deleted since it has targets."
    );
    let names = w
        .call(
            "ListRuleNamesByTarget",
            on(json!({"TargetArn": "arn:aws:sqs:r:1:q"})),
        )
        .await;
    assert_eq!(names, json!({"RuleNames": ["R"]}));
    w.call("RemoveTargets", on(json!({"Ids": ["0", "1"]})))
        .await;
    w.call("DeleteRule", on(json!({}))).await;
    assert_eq!(
        w.call("ListRules", on(json!({}))).await,
        json!({"Rules": []})
    );
}

#[tokio::test]
async fn targets_are_checked_in_the_recorded_words() {
    let w = World::new().await;
    w.rule(json!([])).await;
    let put = |target: Value| json!({"Rule": "R", "Targets": [target]});
    assert_eq!(
        w.refused(
            "PutTargets",
            put(json!({"Id": "!@#$@!#$", "Arn": "arn:aws:sqs:r:1:q"}))
        )
        .await,
        r"ValidationException: 1 validation error detected: Value '!@#$@!#$' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+"
    );
    assert_eq!(
        w.refused(
            "PutTargets",
            put(json!({"Id": "T", "Arn": "arn:aws:sqs:r:1:q", "Input": "{}", "InputPath": "$"}))
        )
        .await,
        "ValidationException: Only one of Input, InputPath, or InputTransformer must be provided for target T."
    );
    let transformer =
        json!({"InputPathsMap": {"a": "$.detail.a"}, "InputTemplate": "\"<a> <notdefinedkey>\""});
    assert_eq!(
        w.refused(
            "PutTargets",
            put(json!({"Id": "T", "Arn": "arn:aws:sqs:r:1:q", "InputTransformer": transformer}))
        )
        .await,
        "ValidationException: InputTemplate for target T contains invalid placeholder notdefinedkey."
    );
}

#[tokio::test]
async fn lists_come_in_pages() {
    let w = World::new().await;
    for n in 0..5 {
        let rule = json!({"Name": format!("r{n}"), "EventPattern": r#"{"source":["app"]}"#});
        w.call("PutRule", rule).await;
    }
    let first = w.call("ListRules", json!({"Limit": 2})).await;
    assert_eq!(first["Rules"].as_array().unwrap().len(), 2);
    let rest = w
        .call("ListRules", json!({"NextToken": first["NextToken"]}))
        .await;
    assert_eq!(rest["Rules"][0]["Name"], "r2");
    assert_eq!(rest["Rules"].as_array().unwrap().len(), 3);
    assert!(rest.get("NextToken").is_none());
    assert!(rest["Rules"][0].get("CreatedBy").is_none());
    assert_eq!(
        w.call("DescribeRule", json!({"Name": "r2"})).await["CreatedBy"],
        "123456789012"
    );
}

#[tokio::test]
async fn a_connection_never_tells_its_secrets() {
    let w = World::new().await;
    w.destination("https://api.example.com").await;
    let shown = w.call("DescribeConnection", json!({"Name": "C"})).await;
    assert_eq!(
        shown["AuthParameters"],
        json!({"ApiKeyAuthParameters": {"ApiKeyName": "x-api-key"}})
    );
    assert_eq!(shown["ConnectionState"], "AUTHORIZED");
    assert!(shown["SecretArn"].as_str().unwrap().starts_with(
        "arn:aws:secretsmanager:ap-southeast-1:123456789012:secret:events!connection/C/"
    ));
    assert!(!shown.to_string().contains(r#""secret""#), "{shown}");
    let refused = w
        .refused(
            "CreateConnection",
            json!({"Name": "!", "AuthorizationType": "NONE"}),
        )
        .await;
    assert!(
        refused
            .starts_with("ValidationException: 2 validation errors detected: Value '!' at 'name'"),
        "{refused}"
    );
    assert!(refused.ends_with("; Value 'NONE' at 'authorizationType' failed to satisfy constraint: Member must satisfy enum value set: [BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]"), "{refused}");
}

#[tokio::test]
async fn replays_are_refused_in_the_recorded_words() {
    let w = World::new().await;
    let bus = "arn:aws:events:ap-southeast-1:123456789012:event-bus/default";
    w.call(
        "CreateArchive",
        json!({"ArchiveName": "all", "EventSourceArn": bus}),
    )
    .await;
    let replay = |archive: &str, end: i64, to: &str| {
        json!({
            "ReplayName": "x", "EventSourceArn": format!("arn:aws:events:r:1:archive/{archive}"),
            "EventStartTime": 10, "EventEndTime": end, "Destination": {"Arn": to},
        })
    };
    let validation = |what: &str| format!("ValidationException: Parameter {what}");
    assert_eq!(
        w.refused("StartReplay", replay("none", 20, bus)).await,
        validation("EventSourceArn is not valid. Reason: Archive none does not exist.")
    );
    assert_eq!(
        w.refused("StartReplay", replay("all", 5, bus)).await,
        validation(
            "EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime."
        )
    );
    assert_eq!(
        w.refused(
            "StartReplay",
            replay("all", 20, "arn:aws:events:r:1:event-bus/other")
        )
        .await,
        validation(
            "Destination.Arn is not valid. Reason: Cross event bus replay is not permitted."
        )
    );
    assert_eq!(
        w.refused("UpdateArchive", json!({"ArchiveName": "all"}))
            .await,
        "ValidationException: At least one of EventPattern, RetentionDays or Description must be provided."
    );
}

#[tokio::test]
async fn patterns_are_tested_and_refused_in_the_rulers_words() {
    let w = World::new().await;
    let event = r#"{"id":"1","source":"app","detail-type":"t","account":"1","time":"2022-01-01T00:00:00Z","region":"r","resources":[],"detail":{}}"#;
    let test = |pattern: &str, event: &str| json!({"EventPattern": pattern, "Event": event});
    assert_eq!(
        w.call("TestEventPattern", test(r#"{"source":["app"]}"#, event))
            .await,
        json!({"Result": true})
    );
    assert_eq!(
        w.call("TestEventPattern", test(r#"{"source":["x"]}"#, event))
            .await,
        json!({"Result": false})
    );
    let refused = w
        .refused("TestEventPattern", test(r#"{"source":[]}"#, event))
        .await;
    assert!(refused.starts_with("InvalidEventPatternException: Event pattern is not valid. Reason: Empty arrays are not allowed"), "{refused}");
    assert_eq!(
        w.refused("TestEventPattern", test(r#"{"source":["app"]}"#, "[]"))
            .await,
        "ValidationException: Parameter Event is not valid."
    );
}
