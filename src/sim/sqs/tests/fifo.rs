//! FIFO queues.

use super::*;

async fn fifo(attributes: Value) -> Arc<Queues> {
    let sqs = sqs();
    let mut all = json!({"FifoQueue": "true", "ContentBasedDeduplication": "true"});
    for (name, value) in attributes.as_object().unwrap() {
        all[name] = value.clone();
    }
    let input = json!({"QueueName": "orders.fifo", "Attributes": all});
    ok(&sqs, "CreateQueue", input).await;
    sqs
}

fn to(group: &str, body: &str) -> Value {
    json!({"QueueUrl": "orders.fifo", "MessageBody": body, "MessageGroupId": group})
}

async fn take(sqs: &Arc<Queues>, most: u32) -> Vec<Value> {
    let input =
        json!({"QueueUrl": "orders.fifo", "MaxNumberOfMessages": most, "AttributeNames": ["All"]});
    let answer = ok(sqs, "ReceiveMessage", input).await;
    answer["Messages"].as_array().cloned().unwrap_or_default()
}

fn bodies(messages: &[Value]) -> Vec<&str> {
    messages
        .iter()
        .map(|m| m["Body"].as_str().unwrap())
        .collect()
}

fn handle(message: &Value) -> Value {
    json!({"QueueUrl": "orders.fifo", "ReceiptHandle": message["ReceiptHandle"]})
}

#[tokio::test(start_paused = true)]
async fn a_group_is_closed_while_one_of_it_is_in_flight_and_keeps_its_order() {
    let sqs = fifo(json!({})).await;
    for (group, body) in [("a", "a1"), ("a", "a2"), ("b", "b1"), ("a", "a3")] {
        ok(&sqs, "SendMessage", to(group, body)).await;
    }
    let first = take(&sqs, 2).await;
    assert_eq!(bodies(&first), ["a1", "a2"]);
    assert_eq!(bodies(&take(&sqs, 10).await), ["b1"]);
    ok(&sqs, "DeleteMessage", handle(&first[0])).await;
    assert_eq!(bodies(&take(&sqs, 10).await), Vec::<&str>::new());
    advance(seconds(30)).await;
    assert_eq!(bodies(&take(&sqs, 10).await), ["a2", "a3", "b1"]);
}

#[tokio::test(start_paused = true)]
async fn a_handle_whose_lease_ran_out_deletes_nothing() {
    let sqs = fifo(json!({})).await;
    ok(&sqs, "SendMessage", to("a", "a1")).await;
    let message = take(&sqs, 1).await.remove(0);
    advance(seconds(31)).await;
    let error = refused(&sqs, "DeleteMessage", handle(&message)).await;
    let text = message["ReceiptHandle"].as_str().unwrap();
    assert_eq!(
        error.message,
        format!(
            "Value {text} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired."
        )
    );
}

#[tokio::test(start_paused = true)]
async fn the_same_content_is_sent_once_in_five_minutes() {
    let sqs = fifo(json!({})).await;
    let first = ok(&sqs, "SendMessage", to("a", "x")).await;
    let again = ok(&sqs, "SendMessage", to("b", "x")).await;
    assert_eq!(first["MessageId"], again["MessageId"]);
    assert_eq!(first["SequenceNumber"], again["SequenceNumber"]);
    advance(seconds(300)).await;
    let later = ok(&sqs, "SendMessage", to("a", "x")).await;
    assert_ne!(first["MessageId"], later["MessageId"]);
    assert_eq!(take(&sqs, 10).await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_receive_that_is_repeated_gets_the_same_messages_while_they_are_held() {
    let sqs = fifo(json!({})).await;
    ok(&sqs, "SendMessage", to("a", "a1")).await;
    let attempt = json!({"QueueUrl": "orders.fifo", "ReceiveRequestAttemptId": "try"});
    let first = ok(&sqs, "ReceiveMessage", attempt.clone()).await;
    advance(seconds(20)).await;
    let again = ok(&sqs, "ReceiveMessage", attempt.clone()).await;
    assert_eq!(first["Messages"].as_array().unwrap().len(), 1);
    assert_eq!(first, again);
    advance(seconds(29)).await;
    ok(&sqs, "DeleteMessage", handle(&again["Messages"][0])).await;
    assert_eq!(ok(&sqs, "ReceiveMessage", attempt).await, json!({}));
}

#[tokio::test]
async fn the_scope_of_deduplication_may_be_the_group() {
    let scope =
        json!({"DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"});
    let sqs = fifo(scope).await;
    ok(&sqs, "SendMessage", to("a", "x")).await;
    ok(&sqs, "SendMessage", to("b", "x")).await;
    assert_eq!(take(&sqs, 10).await.len(), 2);
}

#[tokio::test]
async fn a_group_is_needed_and_a_delay_of_ones_own_is_refused() {
    let sqs = fifo(json!({})).await;
    let input = json!({"QueueUrl": "orders.fifo", "MessageBody": "x"});
    let error = refused(&sqs, "SendMessage", input).await;
    assert_eq!(
        error.message,
        "The request must contain the parameter MessageGroupId."
    );
    let mut input = to("a", "x");
    input["DelaySeconds"] = 2.into();
    let error = refused(&sqs, "SendMessage", input).await;
    assert_eq!(
        error.message,
        "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type."
    );
}
