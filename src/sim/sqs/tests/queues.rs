//! Queues themselves.

use super::*;

#[tokio::test]
async fn a_new_queue_has_the_attributes_that_aws_gives_it() {
    let sqs = with_queue(json!({})).await;
    let input = json!({"QueueUrl": URL, "AttributeNames": ["All"]});
    let answer = ok(&sqs, "GetQueueAttributes", input).await;
    let expected = [
        ("VisibilityTimeout", "30"),
        ("MaximumMessageSize", "1048576"),
        ("MessageRetentionPeriod", "345600"),
        ("DelaySeconds", "0"),
        ("ReceiveMessageWaitTimeSeconds", "0"),
        ("SqsManagedSseEnabled", "true"),
        ("ApproximateNumberOfMessages", "0"),
        ("ApproximateNumberOfMessagesNotVisible", "0"),
        ("ApproximateNumberOfMessagesDelayed", "0"),
        ("QueueArn", "arn:aws:sqs:ap-southeast-1:123456789012:orders"),
    ];
    for (name, value) in expected {
        assert_eq!(answer["Attributes"][name], value, "{name}");
    }
    let none = ok(&sqs, "GetQueueAttributes", json!({"QueueUrl": URL})).await;
    assert_eq!(none, json!({}));
}

#[tokio::test]
async fn a_queue_is_made_once_and_refused_with_other_attributes() {
    let sqs = with_queue(json!({"DelaySeconds": "2"})).await;
    let again = ok(&sqs, "CreateQueue", json!({"QueueName": "orders"})).await;
    assert_eq!(again["QueueUrl"], URL);
    let input = json!({"QueueName": "orders", "Attributes": {"DelaySeconds": "3"}});
    let error = refused(&sqs, "CreateQueue", input).await;
    assert_eq!(
        error.message,
        "A queue already exists with the same name and a different value for attribute DelaySeconds"
    );
    assert_eq!(error.query_code, Some("QueueAlreadyExists"));
}

#[tokio::test(start_paused = true)]
async fn a_deleted_queue_is_gone_and_its_name_free_after_a_minute() {
    let sqs = with_queue(json!({})).await;
    ok(&sqs, "DeleteQueue", json!({"QueueUrl": URL})).await;
    let error = refused(&sqs, "GetQueueUrl", json!({"QueueName": "orders"})).await;
    assert_eq!(error.code, "QueueDoesNotExist");
    let create = json!({"QueueName": "orders"});
    let error = refused(&sqs, "CreateQueue", create.clone()).await;
    assert_eq!(error.code, "QueueDeletedRecently");
    advance(seconds(60)).await;
    ok(&sqs, "CreateQueue", create).await;
}

#[tokio::test]
async fn a_queue_may_be_named_by_any_hosts_url_or_its_bare_name() {
    let sqs = with_queue(json!({})).await;
    for url in [
        "orders",
        "https://sqs.ap-southeast-1.amazonaws.com/123456789012/orders",
        "/123456789012/orders",
    ] {
        let input = json!({"QueueUrl": url, "AttributeNames": ["QueueArn"]});
        let answer = ok(&sqs, "GetQueueAttributes", input).await;
        assert_eq!(answer["Attributes"].as_object().unwrap().len(), 1);
    }
    let other = json!({"QueueUrl": "https://x/999999999999/orders"});
    assert_eq!(
        refused(&sqs, "PurgeQueue", other).await.code,
        "QueueDoesNotExist"
    );
}

#[tokio::test]
async fn names_and_values_that_are_no_good_are_refused() {
    let sqs = sqs();
    for name in ["", "a b", "a.b", "orders.fifo", &"q".repeat(81)] {
        refused(&sqs, "CreateQueue", json!({"QueueName": name})).await;
    }
    for (name, value) in [
        ("VisibilityTimeout", "43201"),
        ("MessageRetentionPeriod", "59"),
        ("MaximumMessageSize", "1048577"),
        ("DelaySeconds", "x"),
        ("ContentBasedDeduplication", "true"),
        ("Nonsense", "1"),
    ] {
        let input = json!({"QueueName": "q", "Attributes": {name: value}});
        let error = refused(&sqs, "CreateQueue", input).await;
        assert!(error.code.starts_with("InvalidAttribute"), "{name}");
    }
    assert_eq!(ok(&sqs, "ListQueues", json!({})).await, json!({}));
}

#[tokio::test]
async fn lists_come_in_pages() {
    let sqs = sqs();
    for name in ["a1", "a2", "a3", "b1"] {
        ok(&sqs, "CreateQueue", json!({ "QueueName": name })).await;
    }
    let mut input = json!({"QueueNamePrefix": "a", "MaxResults": 2});
    let first = ok(&sqs, "ListQueues", input.clone()).await;
    assert_eq!(first["QueueUrls"].as_array().unwrap().len(), 2);
    input["NextToken"] = first["NextToken"].clone();
    let second = ok(&sqs, "ListQueues", input).await;
    let last = "http://127.0.0.1:1/123456789012/a3";
    assert_eq!(second, json!({ "QueueUrls": [last] }));
}
