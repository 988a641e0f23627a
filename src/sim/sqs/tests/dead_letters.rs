//! Redrive policies and move tasks.

use super::*;

const DLQ: &str = "arn:aws:sqs:ap-southeast-1:123456789012:dead";

async fn with_dead_letters(max: u32) -> Arc<Queues> {
    let sqs = sqs();
    ok(&sqs, "CreateQueue", json!({"QueueName": "dead"})).await;
    let policy = json!({"deadLetterTargetArn": DLQ, "maxReceiveCount": max}).to_string();
    let attributes = json!({"RedrivePolicy": policy, "VisibilityTimeout": "0"});
    let input = json!({"QueueName": "orders", "Attributes": attributes});
    ok(&sqs, "CreateQueue", input).await;
    sqs
}

#[tokio::test(start_paused = true)]
async fn a_message_moves_with_all_it_has_and_its_count() {
    let sqs = with_dead_letters(1).await;
    let attributes = json!({"k": {"DataType": "String", "StringValue": "v"}});
    let input = json!({"QueueUrl": URL, "MessageBody": "x", "MessageAttributes": attributes});
    let sent = ok(&sqs, "SendMessage", input).await;
    let alive = receive(&sqs).await.remove(0);
    advance(seconds(5)).await;
    assert_eq!(receive(&sqs).await, Vec::<Value>::new());
    let dead = receive_from(&sqs, "dead").await.remove(0);
    assert_eq!(dead["MessageId"], sent["MessageId"]);
    assert_eq!(dead["MessageAttributes"], attributes);
    let system = &dead["Attributes"];
    assert_eq!(system["ApproximateReceiveCount"], "2");
    assert_eq!(
        system["SentTimestamp"],
        alive["Attributes"]["SentTimestamp"]
    );
    assert_eq!(
        system["DeadLetterQueueSourceArn"],
        "arn:aws:sqs:ap-southeast-1:123456789012:orders"
    );
}

#[tokio::test]
async fn the_sources_of_a_dead_letter_queue_are_listed() {
    let sqs = with_dead_letters(3).await;
    let answer = ok(
        &sqs,
        "ListDeadLetterSourceQueues",
        json!({"QueueUrl": "dead"}),
    )
    .await;
    assert_eq!(answer["queueUrls"], json!([URL]));
    let input = json!({"QueueUrl": URL, "Attributes": {"RedrivePolicy": ""}});
    ok(&sqs, "SetQueueAttributes", input).await;
    let answer = ok(
        &sqs,
        "ListDeadLetterSourceQueues",
        json!({"QueueUrl": "dead"}),
    )
    .await;
    assert_eq!(answer["queueUrls"], json!([]));
}

#[tokio::test]
async fn a_redrive_policy_that_is_no_good_is_refused() {
    let sqs = with_dead_letters(3).await;
    let policies = [
        "nonsense".to_owned(),
        json!({"deadLetterTargetArn": DLQ}).to_string(),
        json!({"maxReceiveCount": 3}).to_string(),
        json!({"deadLetterTargetArn": DLQ, "maxReceiveCount": 0}).to_string(),
        json!({"deadLetterTargetArn": DLQ, "maxReceiveCount": 1001}).to_string(),
        json!({"deadLetterTargetArn": "dummy", "maxReceiveCount": 42}).to_string(),
        json!({"deadLetterTargetArn": format!("{DLQ}x"), "maxReceiveCount": 3}).to_string(),
    ];
    for policy in policies {
        let input = json!({"QueueUrl": URL, "Attributes": {"RedrivePolicy": policy}});
        let error = refused(&sqs, "SetQueueAttributes", input).await;
        assert_eq!(error.query_code, Some("InvalidParameterValue"), "{policy}");
    }
    let deny = json!({"redrivePermission": "denyAll"}).to_string();
    let input = json!({"QueueUrl": "dead", "Attributes": {"RedriveAllowPolicy": deny}});
    ok(&sqs, "SetQueueAttributes", input).await;
    let policy = json!({"deadLetterTargetArn": DLQ, "maxReceiveCount": 3}).to_string();
    let input = json!({"QueueName": "late", "Attributes": {"RedrivePolicy": policy}});
    let error = refused(&sqs, "CreateQueue", input).await;
    assert_eq!(error.query_code, Some("InvalidParameterValue"));
}

#[tokio::test(start_paused = true)]
async fn a_move_task_sends_the_dead_back_where_they_came_from() {
    let sqs = with_dead_letters(1).await;
    let sent = send(&sqs, "x").await;
    receive(&sqs).await;
    receive(&sqs).await;
    let start = json!({ "SourceArn": DLQ });
    let handle = ok(&sqs, "StartMessageMoveTask", start.clone()).await["TaskHandle"].clone();
    let error = refused(&sqs, "StartMessageMoveTask", start.clone()).await;
    assert!(
        error
            .message
            .starts_with("There is already a task running.")
    );
    let results = ok(&sqs, "ListMessageMoveTasks", start.clone()).await;
    assert_eq!(results["Results"][0]["Status"], "RUNNING");
    assert_eq!(results["Results"][0]["TaskHandle"], handle);
    sleep(seconds(1)).await;
    let results = ok(&sqs, "ListMessageMoveTasks", start).await;
    assert_eq!(results["Results"][0]["Status"], "COMPLETED");
    assert_eq!(results["Results"][0]["ApproximateNumberOfMessagesMoved"], 1);
    assert_eq!(results["Results"][0].get("TaskHandle"), None);
    let back = receive(&sqs).await.remove(0);
    assert_ne!(back["MessageId"], sent["MessageId"]);
    assert_eq!(back["Attributes"]["ApproximateReceiveCount"], "1");
}

#[tokio::test]
async fn only_a_dead_letter_queue_of_a_queue_can_be_moved_from() {
    let sqs = with_dead_letters(1).await;
    let orders = "arn:aws:sqs:ap-southeast-1:123456789012:orders";
    let error = refused(&sqs, "StartMessageMoveTask", json!({"SourceArn": orders})).await;
    assert_eq!(
        error.message,
        "Source queue must be configured as a Dead Letter Queue."
    );
    let input = json!({"SourceArn": DLQ, "DestinationArn": format!("{DLQ}x")});
    let error = refused(&sqs, "StartMessageMoveTask", input).await;
    assert_eq!(
        (error.code.as_str(), error.status),
        ("ResourceNotFoundException", 404)
    );
}

#[tokio::test(start_paused = true)]
async fn a_move_task_can_be_cancelled_once() {
    let sqs = with_dead_letters(1).await;
    for _ in 0..5 {
        send(&sqs, "x").await;
    }
    receive(&sqs).await;
    receive(&sqs).await;
    let start = json!({"SourceArn": DLQ, "MaxNumberOfMessagesPerSecond": 1});
    let task = ok(&sqs, "StartMessageMoveTask", start).await;
    sleep(Duration::from_millis(1500)).await;
    let answer = ok(&sqs, "CancelMessageMoveTask", task.clone()).await;
    assert_eq!(answer["ApproximateNumberOfMessagesMoved"], 2);
    refused(&sqs, "CancelMessageMoveTask", task).await;
    sleep(seconds(5)).await;
    assert_eq!(receive_from(&sqs, "dead").await.len(), 3);
}
