//! Receipt handles, visibility, deletion.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_leased_message_comes_back_with_a_new_handle_and_a_higher_count() {
    let sqs = with_queue(json!({})).await;
    send(&sqs, "x").await;
    let first = receive(&sqs).await.remove(0);
    assert_eq!(first["Attributes"]["ApproximateReceiveCount"], "1");
    advance(seconds(29)).await;
    assert_eq!(receive(&sqs).await, Vec::<Value>::new());
    advance(seconds(1)).await;
    let second = receive(&sqs).await.remove(0);
    assert_eq!(second["MessageId"], first["MessageId"]);
    assert_ne!(second["ReceiptHandle"], first["ReceiptHandle"]);
    assert_eq!(second["Attributes"]["ApproximateReceiveCount"], "2");
    assert_eq!(
        second["Attributes"]["ApproximateFirstReceiveTimestamp"],
        first["Attributes"]["ApproximateFirstReceiveTimestamp"]
    );
}

#[tokio::test(start_paused = true)]
async fn the_newest_handle_deletes_even_when_its_lease_ran_out() {
    let sqs = with_queue(json!({})).await;
    send(&sqs, "x").await;
    let message = receive(&sqs).await.remove(0);
    advance(seconds(31)).await;
    delete(&sqs, &message).await.unwrap();
    assert_eq!(counts(&sqs), [0, 0, 0]);
    delete(&sqs, &message).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_older_handle_succeeds_and_deletes_nothing() {
    let sqs = with_queue(json!({})).await;
    send(&sqs, "x").await;
    let old = receive(&sqs).await.remove(0);
    advance(seconds(31)).await;
    let new = receive(&sqs).await.remove(0);
    delete(&sqs, &old).await.unwrap();
    hide(&sqs, &old, 0).await.unwrap();
    assert_eq!(counts(&sqs), [0, 1, 0], "still held by the newest receipt");
    delete(&sqs, &new).await.unwrap();
    assert_eq!(counts(&sqs), [0, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_that_comes_too_late_is_no_error_and_holds_nothing() {
    let sqs = with_queue(json!({})).await;
    send(&sqs, "x").await;
    let message = receive(&sqs).await.remove(0);
    advance(seconds(31)).await;
    hide(&sqs, &message, 600).await.unwrap();
    assert_eq!(counts(&sqs), [1, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn no_lease_outlives_twelve_hours_from_its_receive() {
    let sqs = with_queue(json!({})).await;
    send(&sqs, "x").await;
    let message = receive(&sqs).await.remove(0);
    advance(seconds(10)).await;
    let error = hide(&sqs, &message, 43_195).await.unwrap_err();
    assert_eq!(
        error.message,
        "Value 43195 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]"
    );
    hide(&sqs, &message, 43_190).await.unwrap();
    advance(seconds(43_189)).await;
    assert_eq!(counts(&sqs), [0, 1, 0]);
    advance(seconds(1)).await;
    assert_eq!(counts(&sqs), [1, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_given_back_is_there_at_once() {
    let sqs = with_queue(json!({})).await;
    send(&sqs, "x").await;
    let message = receive(&sqs).await.remove(0);
    hide(&sqs, &message, 0).await.unwrap();
    assert_eq!(receive(&sqs).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn handles_of_nobody_of_another_queue_and_of_the_dead_are_told_apart() {
    let sqs = with_queue(json!({})).await;
    send(&sqs, "x").await;
    let message = receive(&sqs).await.remove(0);
    ok(&sqs, "CreateQueue", json!({"QueueName": "other"})).await;
    let elsewhere = json!({"QueueUrl": "other", "ReceiptHandle": message["ReceiptHandle"]});
    let error = refused(&sqs, "DeleteMessage", elsewhere).await;
    assert_eq!(error.code, "ReceiptHandleIsInvalid");
    let garbage = json!({"QueueUrl": URL, "ReceiptHandle": "garbage"});
    let error = refused(&sqs, "DeleteMessage", garbage).await;
    assert_eq!(
        error.message,
        "The input receipt handle \"garbage\" is not a valid receipt handle."
    );
    delete(&sqs, &message).await.unwrap();
    let error = hide(&sqs, &message, 5).await.unwrap_err();
    assert!(error.message.ends_with(
        "Reason: Message does not exist or is not available for visibility timeout change."
    ));
}

#[tokio::test(start_paused = true)]
async fn the_third_receive_sends_a_message_to_the_back() {
    let sqs = with_queue(json!({"VisibilityTimeout": "0"})).await;
    send(&sqs, "first").await;
    send(&sqs, "second").await;
    let one = json!({"QueueUrl": URL});
    for expected in ["first", "first", "first", "second"] {
        let answer = ok(&sqs, "ReceiveMessage", one.clone()).await;
        assert_eq!(answer["Messages"][0]["Body"], expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_to_be_handed_out_again_survives_its_deletion_once() {
    let sqs = with_queue(json!({})).await;
    send(&sqs, "x").await;
    let first = receive(&sqs).await.remove(0);
    sqs.repeat(URL, first["ReceiptHandle"].as_str().unwrap());
    delete(&sqs, &first).await.unwrap();
    let again = receive(&sqs).await.remove(0);
    assert_eq!(again["MessageId"], first["MessageId"]);
    delete(&sqs, &again).await.unwrap();
    assert_eq!(counts(&sqs), [0, 0, 0]);
}
