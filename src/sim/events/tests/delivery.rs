use std::time::Duration;

use serde_json::json;

use super::world::{World, target};
use crate::sim::downstream::DownstreamOptions;
use crate::sim::wire::Delivery;

const ENDPOINT: &str = "https://api.example.com/report";

fn attributes(letter: &Delivery) -> Vec<(&str, &str)> {
    let pairs = letter.attributes.iter();
    pairs.map(|(n, v)| (n.as_str(), v.as_str())).collect()
}

fn attribute<'a>(letter: &'a Delivery, name: &str) -> Option<&'a str> {
    attributes(letter)
        .into_iter()
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v)
}

#[tokio::test]
async fn a_target_that_stays_at_503_gives_a_letter_with_exactly_the_six_attributes() {
    let w = World::new().await;
    let arn = w.destination(ENDPOINT).await;
    w.rule(json!([target("T", &arn)])).await;
    w.downstream.control(
        "PUT",
        "api.example.com",
        r#"{"status":503,"body":"upstream down"}"#,
    );
    let id = w
        .put(r#"{ "b": 1.10, "a": 12345678901234567890123 }"#)
        .await;
    let (queue, letter) = w.queues.wait(1).await.remove(0);
    assert_eq!(queue, "arn:aws:sqs:ap-southeast-1:123456789012:dlq");
    assert_eq!(
        attributes(&letter),
        [
            (
                "RULE_ARN",
                "arn:aws:events:ap-southeast-1:123456789012:rule/R"
            ),
            ("TARGET_ARN", arn.as_str()),
            ("ERROR_CODE", "SDK_CLIENT_ERROR"),
            (
                "ERROR_MESSAGE",
                "ApiDestination returned HTTP status 503 with payload: upstream down"
            ),
            ("EXHAUSTED_RETRY_CONDITION", "MaximumRetryAttempts"),
            ("RETRY_ATTEMPTS", "1"),
        ]
    );
    assert_eq!(
        letter.body,
        format!(
            r#"{{"version":"0","id":"{id}","detail-type":"t","source":"app","account":"123456789012","time":"2024-01-02T05:24:21Z","region":"ap-southeast-1","resources":[],"detail":{{"b":1.10,"a":12345678901234567890123}}}}"#
        )
    );
    assert_eq!(
        letter.source_arn,
        "arn:aws:events:ap-southeast-1:123456789012:rule/R"
    );
    assert!(letter.trace_header.unwrap().starts_with("Root=1-"));
    assert_eq!(
        w.downstream.requests().as_array().unwrap().len(),
        2,
        "one try and one retry"
    );
}

#[tokio::test]
async fn a_refusal_is_permanent_and_has_no_retry_attributes() {
    for status in [302, 400, 403, 404, 422] {
        let w = World::new().await;
        let arn = w.destination(ENDPOINT).await;
        w.rule(json!([target("T", &arn)])).await;
        w.downstream.control(
            "PUT",
            "api.example.com",
            &format!(r#"{{"status":{status},"body":"no"}}"#),
        );
        w.put("{}").await;
        let (_, letter) = w.queues.wait(1).await.remove(0);
        let message = format!("ApiDestination returned HTTP status {status} with payload: no");
        assert_eq!(attribute(&letter, "ERROR_MESSAGE"), Some(message.as_str()));
        assert_eq!(attribute(&letter, "RETRY_ATTEMPTS"), None);
        assert_eq!(letter.attributes.len(), 4);
        assert_eq!(w.downstream.requests().as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_failure_that_passes_is_delivered_by_the_retry() {
    for status in [409, 429, 500, 503] {
        let w = World::new().await;
        let arn = w.destination(ENDPOINT).await;
        w.rule(json!([target("T", &arn)])).await;
        let once = format!(r#"{{"status":{status},"count":1,"headers":{{"Retry-After":"30"}}}}"#);
        w.downstream.control("PUT", "api.example.com", &once);
        w.put("{}").await;
        let state = w.settled().await;
        assert_eq!(state["events"]["delivered"], 1, "{status}");
        assert_eq!(w.downstream.requests().as_array().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_negative_retry_after_ends_the_retries() {
    let w = World::new().await;
    let arn = w.destination(ENDPOINT).await;
    w.rule(json!([target("T", &arn)])).await;
    w.downstream.control(
        "PUT",
        "api.example.com",
        r#"{"status":503,"headers":{"Retry-After":"-1"}}"#,
    );
    w.put("{}").await;
    let (_, letter) = w.queues.wait(1).await.remove(0);
    assert_eq!(attribute(&letter, "EXHAUSTED_RETRY_CONDITION"), None);
    assert_eq!(w.downstream.requests().as_array().unwrap().len(), 1);
}

/// ERROR_CODE and ERROR_MESSAGE of the letter that an endpoint which behaves so gives.
async fn told(options: DownstreamOptions, behaviour: &str) -> (String, String) {
    let w = World::with(options).await;
    let arn = w.destination(ENDPOINT).await;
    w.rule(json!([target("T", &arn)])).await;
    w.downstream.control("PUT", "api.example.com", behaviour);
    w.put("{}").await;
    let (_, letter) = w.queues.wait(1).await.remove(0);
    let value = |name| attribute(&letter, name).unwrap().to_owned();
    (value("ERROR_CODE"), value("ERROR_MESSAGE"))
}

#[tokio::test]
async fn an_endpoint_that_hangs_is_unknown() {
    let hasty = DownstreamOptions {
        patience: Duration::from_millis(20),
        ..DownstreamOptions::default()
    };
    let (code, message) = told(hasty, r#"{"delay_ms":3600000}"#).await;
    assert_eq!(code, "UNKNOWN");
    assert_eq!(
        message,
        "Unable to invoke ApiDestination endpoint: Timeout calling endpoint for API Destination: socket closed."
    );
}

#[tokio::test]
async fn an_endpoint_that_is_gone_cannot_be_reached() {
    let (code, message) = told(DownstreamOptions::default(), r#"{"close":true}"#).await;
    assert_eq!(code, "SDK_CLIENT_ERROR");
    assert_eq!(
        message,
        "Unable to invoke ApiDestination endpoint: API destination endpoint cannot be reached."
    );
}

#[tokio::test]
async fn a_401_to_an_api_key_deauthorises_the_connection_until_it_is_updated() {
    let w = World::new().await;
    let arn = w.destination(ENDPOINT).await;
    w.rule(json!([target("T", &arn)])).await;
    w.downstream.control(
        "PUT",
        "api.example.com",
        r#"{"status":401,"body":"{\"error\":\"invalid_api_key\"}"}"#,
    );
    w.put("{}").await;
    let (_, letter) = w.queues.wait(1).await.remove(0);
    assert_eq!(
        attribute(&letter, "ERROR_MESSAGE"),
        Some(
            r#"ApiDestination returned HTTP status 401 with payload: {"error":"invalid_api_key"}"#
        )
    );
    assert_eq!(attribute(&letter, "RETRY_ATTEMPTS"), Some("1"));
    assert_eq!(
        w.downstream.requests().as_array().unwrap().len(),
        1,
        "the retry finds it closed"
    );
    let name = |n: &str| json!({"Name": n});
    assert_eq!(
        w.call("DescribeConnection", name("C")).await["ConnectionState"],
        "DEAUTHORIZED"
    );
    assert_eq!(
        w.call("DescribeApiDestination", name("D")).await["ApiDestinationState"],
        "INACTIVE"
    );
    w.downstream.control("DELETE", "api.example.com", "");
    w.call("UpdateConnection", name("C")).await;
    assert_eq!(
        w.call("DescribeApiDestination", name("D")).await["ApiDestinationState"],
        "ACTIVE"
    );
    w.put("{}").await;
    assert_eq!(w.settled().await["events"]["delivered"], 1);
}

#[tokio::test]
async fn an_oauth_connection_fetches_its_token_and_refreshes_it_when_it_is_refused() {
    let w = World::new().await;
    let auth = json!({"OAuthParameters": {
        "ClientParameters": {"ClientID": "me", "ClientSecret": "s"}, "HttpMethod": "POST",
        "AuthorizationEndpoint": "https://login.example.com/token",
        "OAuthHttpParameters": {"BodyParameters": [{"Key": "grant_type", "Value": "client_credentials"}]},
    }});
    let arn = w
        .destination_with("OAUTH_CLIENT_CREDENTIALS", auth, ENDPOINT)
        .await;
    while w.events.state()["connections"][0]["state"] != "AUTHORIZED" {
        tokio::task::yield_now().await;
    }
    w.rule(json!([target("T", &arn)])).await;
    w.downstream
        .control("PUT", "api.example.com", r#"{"status":401,"count":1}"#);
    w.put("{}").await;
    assert_eq!(w.settled().await["events"]["delivered"], 1);
    let requests = w.downstream.requests();
    let hosts: Vec<&str> = requests
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["host"].as_str().unwrap())
        .collect();
    assert_eq!(
        hosts,
        [
            "login.example.com",
            "api.example.com",
            "login.example.com",
            "api.example.com"
        ]
    );
    assert_eq!(requests[0]["headers"]["authorization"], "Basic bWU6cw==");
    assert_eq!(requests[0]["body"], "grant_type=client_credentials");
    assert_eq!(
        requests[3]["headers"]["authorization"],
        "Bearer simulated-token"
    );
}

#[tokio::test]
async fn a_letter_that_the_queue_refuses_is_lost_and_counted() {
    let w = World::new().await;
    let mut denied = target("T", "arn:aws:sqs:ap-southeast-1:123456789012:gone");
    denied["DeadLetterConfig"]["Arn"] = "arn:aws:sqs:ap-southeast-1:123456789012:denied".into();
    w.rule(json!([denied])).await;
    w.put("{}").await;
    let state = w.settled().await;
    assert_eq!(state["lost_dead_letters"], 1);
    assert_eq!(
        state["lost"],
        json!([{"queue": "arn:aws:sqs:ap-southeast-1:123456789012:denied", "reason": "queue policy", "count": 1}])
    );
}

#[tokio::test]
async fn a_queue_target_that_denies_looks_like_one_that_does_not_exist() {
    let w = World::new().await;
    w.rule(json!([target(
        "T",
        "arn:aws:sqs:ap-southeast-1:123456789012:denied"
    )]))
    .await;
    w.put("{}").await;
    let (_, letter) = w.queues.wait(1).await.remove(0);
    assert_eq!(attribute(&letter, "ERROR_CODE"), Some("NO_RESOURCE"));
    let message = attribute(&letter, "ERROR_MESSAGE").unwrap();
    assert!(
        message.starts_with("The specified queue does not exist or you do not have access to it."),
        "{message}"
    );
}

#[tokio::test]
async fn an_event_goes_through_one_bus_target_and_no_further() {
    let w = World::new().await;
    for bus in ["one", "two"] {
        w.call("CreateEventBus", json!({"Name": bus})).await;
    }
    w.rule(json!([target(
        "T",
        "arn:aws:events:ap-southeast-1:123456789012:event-bus/one"
    )]))
    .await;
    let pattern =
        json!({"Name": "onward", "EventBusName": "one", "EventPattern": r#"{"source":["app"]}"#});
    w.call("PutRule", pattern).await;
    let onward = target(
        "T",
        "arn:aws:events:ap-southeast-1:123456789012:event-bus/two",
    );
    w.call(
        "PutTargets",
        json!({"Rule": "onward", "EventBusName": "one", "Targets": [onward]}),
    )
    .await;
    let id = w.put("{}").await;
    let (_, letter) = w.queues.wait(1).await.remove(0);
    assert_eq!(
        attribute(&letter, "ERROR_CODE"),
        Some("THIRD_ACCOUNT_HOP_DETECTED")
    );
    assert_eq!(
        attribute(&letter, "RULE_ARN"),
        Some("arn:aws:events:ap-southeast-1:123456789012:rule/one/onward")
    );
    assert!(attribute(&letter, "ERROR_MESSAGE").unwrap().contains(&id));
}

#[tokio::test]
async fn a_log_group_can_be_read_back() {
    let w = World::new().await;
    w.rule(json!([{"Id": "T", "Arn": "arn:aws:logs:ap-southeast-1:123456789012:log-group:/aws/events/all:*"}])).await;
    w.put(r#"{"a":1}"#).await;
    let state = w.settled().await;
    assert_eq!(
        state["log_groups"]["/aws/events/all"][0]["detail"],
        json!({"a": 1})
    );
}

#[tokio::test]
async fn a_replay_goes_to_the_named_rules_only_and_says_its_name() {
    let w = World::new().await;
    let bus = "arn:aws:events:ap-southeast-1:123456789012:event-bus/default";
    w.call(
        "CreateArchive",
        json!({"ArchiveName": "all", "EventSourceArn": bus}),
    )
    .await;
    w.put(r#"{"resources":[1]}"#).await;
    w.settled().await;
    let queue = "arn:aws:sqs:ap-southeast-1:123456789012:q";
    w.rule(json!([target("T", queue)])).await;
    w.call(
        "PutRule",
        json!({"Name": "other", "EventPattern": r#"{"source":["app"]}"#}),
    )
    .await;
    w.call(
        "PutTargets",
        json!({"Rule": "other", "Targets": [target("T", queue)]}),
    )
    .await;
    let replay = json!({
        "ReplayName": "again", "EventSourceArn": "arn:aws:events:ap-southeast-1:123456789012:archive/all",
        "EventStartTime": 1_704_173_000, "EventEndTime": 1_704_174_000,
        "Destination": {"Arn": bus, "FilterArns": ["arn:aws:events:ap-southeast-1:123456789012:rule/R"]},
    });
    w.call("StartReplay", replay).await;
    let (_, message) = w.queues.wait(1).await.remove(0);
    assert_eq!(
        message.source_arn,
        "arn:aws:events:ap-southeast-1:123456789012:rule/R"
    );
    assert!(
        message.body.contains(
            r#""region":"ap-southeast-1","replay-name":"again","resources":[],"detail":{"#
        ),
        "{}",
        message.body
    );
    while w
        .call("DescribeReplay", json!({"ReplayName": "again"}))
        .await["State"]
        != "COMPLETED"
    {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        w.settled().await["archives"][0]["events"],
        1,
        "a replayed event is not archived again"
    );
    assert_eq!(w.queues.all().len(), 1);
}
