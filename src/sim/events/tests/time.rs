//! Where waits matter: the clock is paused, and no request is made.

use serde_json::json;

use super::world::{World, target};
use crate::sim::downstream::DownstreamOptions;

const QUEUE: &str = "arn:aws:sqs:ap-southeast-1:123456789012:q";

#[tokio::test(start_paused = true)]
async fn an_event_that_is_too_old_is_given_up_by_its_age() {
    let w = World::scaled(DownstreamOptions::default(), 1.0).await;
    let arn = w.destination("https://api.example.com").await;
    w.call("DeauthorizeConnection", json!({"Name": "C"})).await;
    let mut limited = target("T", &arn);
    limited["RetryPolicy"] = json!({"MaximumEventAgeInSeconds": 60});
    w.rule(json!([limited])).await;
    w.put("{}").await;
    let started = tokio::time::Instant::now();
    let (_, letter) = w.queues.wait(1).await.remove(0);
    assert_eq!(started.elapsed().as_secs(), 60);
    let value = |name: &str| {
        let found = letter.attributes.iter().find(|(n, _)| n == name);
        found.map(|(_, v)| v.as_str()).unwrap_or_default()
    };
    assert_eq!(
        value("EXHAUSTED_RETRY_CONDITION"),
        "MaximumEventAgeInSeconds"
    );
    let retries: u32 = value("RETRY_ATTEMPTS").parse().unwrap();
    assert!(
        (5..=7).contains(&retries),
        "waits of about 1, 2, 4, 8, 16, 32 s: {retries}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_scheduled_rule_fires_until_it_is_disabled_or_put_anew() {
    let w = World::new().await;
    let scheduled = json!({"Name": "tick", "ScheduleExpression": "rate(5 minutes)"});
    let rule = w.call("PutRule", scheduled.clone()).await;
    w.call(
        "PutTargets",
        json!({"Rule": "tick", "Targets": [target("T", QUEUE)]}),
    )
    .await;
    let started = tokio::time::Instant::now();
    let (_, event) = w.queues.wait(2).await.remove(1);
    assert_eq!(started.elapsed().as_secs(), 600);
    let resources = format!(r#""resources":[{}],"detail":{{}}}}"#, rule["RuleArn"]);
    assert!(
        event
            .body
            .contains(r#""detail-type":"Scheduled Event","source":"aws.events""#),
        "{}",
        event.body
    );
    assert!(event.body.ends_with(&resources), "{}", event.body);
    w.call("PutRule", scheduled).await;
    w.queues.wait(3).await;
    assert_eq!(started.elapsed().as_secs(), 900, "one clock, not two");
    w.call("DisableRule", json!({"Name": "tick"})).await;
    // the clock is paused: an hour passes at once
    tokio::time::sleep(std::time::Duration::from_secs(3600)).await;
    assert_eq!(w.queues.all().len(), 3);
}

#[tokio::test]
async fn schedules_are_checked() {
    let w = World::new().await;
    let refused = async |expression: &str| {
        w.refused(
            "PutRule",
            json!({"Name": "s", "ScheduleExpression": expression}),
        )
        .await
    };
    for wrong in [
        "rate(1 minutes)",
        "rate(0 minutes)",
        "rate(5 weeks)",
        "every day",
    ] {
        assert_eq!(
            refused(wrong).await,
            "ValidationException: Parameter ScheduleExpression is not valid."
        );
    }
    w.call("CreateEventBus", json!({"Name": "b"})).await;
    let on_bus = json!({"Name": "s", "EventBusName": "b", "ScheduleExpression": "rate(1 hour)"});
    assert_eq!(
        w.refused("PutRule", on_bus).await,
        "ValidationException: ScheduleExpression is supported only on the default event bus."
    );
}

#[tokio::test(start_paused = true)]
async fn a_reset_forgets_what_is_configured_and_ends_what_is_under_way() {
    let w = World::scaled(DownstreamOptions::default(), 1.0).await;
    let arn = w.destination("https://api.example.com").await;
    w.call("DeauthorizeConnection", json!({"Name": "C"})).await;
    w.rule(json!([target("T", &arn)])).await;
    w.put("{}").await;
    tokio::task::yield_now().await;
    assert_eq!(w.events.state()["deliveries_under_way"], 1);
    w.events.reset();
    let state = w.settled().await;
    assert_eq!(state["rules"], json!([]));
    assert_eq!(state["events"]["taken"], 0);
    assert!(w.queues.all().is_empty());
}
