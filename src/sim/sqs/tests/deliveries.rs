//! EventBridge's deliveries and the queue's policy.

use super::*;

const ARN: &str = "arn:aws:sqs:ap-southeast-1:123456789012:orders";
const RULE: &str = "arn:aws:events:ap-southeast-1:123456789012:rule/bus/rule";

fn delivery() -> Delivery {
    Delivery {
        body: "{}".into(),
        attributes: vec![("RULE_ARN".into(), RULE.into())],
        source_arn: RULE.into(),
        ..Delivery::default()
    }
}

fn set(sqs: &Queues, policy: &Value) {
    let attributes = BTreeMap::from([("Policy".to_owned(), policy.to_string())]);
    sqs.set_attributes(ARN, &attributes).unwrap();
}

fn allow(condition: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": ARN, "Condition": condition,
    }]})
}

#[tokio::test]
async fn a_queue_takes_deliveries_only_if_its_policy_says_so() {
    let sqs = with_queue(json!({})).await;
    assert_eq!(sqs.deliver(ARN, delivery()), Err(Refusal::Policy));
    let cases = [
        (json!({"ArnEquals": {"aws:SourceArn": RULE}}), true),
        (
            json!({"ArnLike": {"AWS:SourceArn": "arn:aws:events:*:123456789012:rule/*"}}),
            true,
        ),
        (
            json!({"StringEquals": {"aws:SourceArn": [RULE, "other"]}}),
            true,
        ),
        (
            json!({"StringEquals": {"aws:SourceAccount": "123456789012"}}),
            true,
        ),
        (
            json!({"ArnEquals": {"aws:SourceArn": format!("{RULE}2")}}),
            false,
        ),
        (
            json!({"StringEquals": {"aws:SourceArn": "arn:aws:events:*"}}),
            false,
        ),
        (
            json!({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
            false,
        ),
        (json!({"Unheard": {"aws:SourceArn": RULE}}), false),
        (json!({}), true),
    ];
    for (condition, taken) in cases {
        set(&sqs, &allow(condition.clone()));
        assert_eq!(sqs.deliver(ARN, delivery()).is_ok(), taken, "{condition}");
    }
}

#[tokio::test]
async fn other_principals_actions_and_queues_do_not_help() {
    let sqs = with_queue(json!({})).await;
    let with = |member: &str, value: Value| {
        let mut policy = allow(json!({}));
        policy["Statement"][0][member] = value;
        policy
    };
    let cases = [
        (
            with("Principal", json!({"Service": "sns.amazonaws.com"})),
            false,
        ),
        (with("Principal", json!({"AWS": "123456789012"})), false),
        (with("Principal", json!("*")), true),
        (
            with(
                "Principal",
                json!({"Service": ["sns.amazonaws.com", "events.amazonaws.com"]}),
            ),
            true,
        ),
        (with("Action", json!("sqs:ReceiveMessage")), false),
        (with("Action", json!(["SQS:Send*"])), true),
        (with("Resource", json!(format!("{ARN}2"))), false),
        (with("Resource", json!("arn:aws:sqs:*:*:ord?rs")), true),
        (with("Effect", json!("Deny")), false),
    ];
    for (policy, taken) in cases {
        set(&sqs, &policy);
        assert_eq!(sqs.deliver(ARN, delivery()).is_ok(), taken, "{policy}");
    }
}

#[tokio::test]
async fn a_denial_of_plain_http_does_not_concern_a_service() {
    let sqs = with_queue(json!({})).await;
    let mut policy = allow(json!({}));
    let deny = json!({"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": ARN,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}}});
    policy["Statement"].as_array_mut().unwrap().push(deny);
    set(&sqs, &policy);
    sqs.deliver(ARN, delivery()).unwrap();
    let message = receive(&sqs).await.remove(0);
    assert_eq!(
        message["MessageAttributes"]["RULE_ARN"]["StringValue"],
        RULE
    );
}

#[tokio::test]
async fn a_delivery_may_be_too_long_or_find_no_queue() {
    let sqs = with_queue(json!({"MaximumMessageSize": "1024"})).await;
    set(&sqs, &allow(json!({})));
    let long = Delivery {
        body: "x".repeat(1024),
        ..delivery()
    };
    assert_eq!(sqs.deliver(ARN, long), Err(Refusal::TooLong));
    let nowhere = format!("{ARN}2");
    assert_eq!(sqs.deliver(&nowhere, delivery()), Err(Refusal::NoQueue));
    assert!(sqs.exists(ARN) && !sqs.exists(&nowhere));
}
