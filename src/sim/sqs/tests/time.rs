//! What time does: retention, delays, long polls, the in-flight limit.

use super::*;

#[tokio::test(start_paused = true)]
async fn retention_deletes_what_is_leased_too() {
    let sqs = with_queue(json!({"MessageRetentionPeriod": "60"})).await;
    send(&sqs, "held").await;
    send(&sqs, "waiting").await;
    let one = json!({"QueueUrl": URL, "VisibilityTimeout": 600});
    ok(&sqs, "ReceiveMessage", one).await;
    advance(seconds(59)).await;
    assert_eq!(counts(&sqs), [1, 1, 0]);
    advance(seconds(1)).await;
    assert_eq!(counts(&sqs), [0, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_shorter_retention_deletes_what_is_already_old() {
    let sqs = with_queue(json!({})).await;
    send(&sqs, "old").await;
    advance(seconds(100)).await;
    send(&sqs, "new").await;
    let input = json!({"QueueUrl": URL, "Attributes": {"MessageRetentionPeriod": "60"}});
    ok(&sqs, "SetQueueAttributes", input).await;
    assert_eq!(bodies(&sqs).await, ["new"]);
}

#[tokio::test(start_paused = true)]
async fn a_delayed_message_is_counted_apart_and_comes_later() {
    let sqs = with_queue(json!({"DelaySeconds": "10"})).await;
    send(&sqs, "by the queue").await;
    let input = json!({"QueueUrl": URL, "MessageBody": "by itself", "DelaySeconds": 0});
    ok(&sqs, "SendMessage", input).await;
    assert_eq!(counts(&sqs), [1, 0, 1]);
    assert_eq!(bodies(&sqs).await, ["by itself"]);
    advance(seconds(10)).await;
    assert_eq!(bodies(&sqs).await, ["by the queue"]);
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_ends_when_a_lease_runs_out() {
    let sqs = with_queue(json!({"VisibilityTimeout": "7"})).await;
    send(&sqs, "x").await;
    receive(&sqs).await;
    let begun = tokio::time::Instant::now();
    let poll = json!({"QueueUrl": URL, "WaitTimeSeconds": 20});
    let answer = ok(&sqs, "ReceiveMessage", poll).await;
    assert_eq!(answer["Messages"][0]["Body"], "x");
    assert_eq!(begun.elapsed().as_secs(), 7);
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_of_an_empty_queue_ends_in_time_without_messages() {
    let sqs = with_queue(json!({"ReceiveMessageWaitTimeSeconds": "3"})).await;
    let begun = tokio::time::Instant::now();
    let answer = ok(&sqs, "ReceiveMessage", json!({"QueueUrl": URL})).await;
    assert_eq!(answer, json!({}), "no member Messages at all");
    assert_eq!(begun.elapsed().as_secs(), 3);
}

#[tokio::test(start_paused = true)]
async fn every_long_poll_gets_its_share_of_a_batch_and_of_what_others_give_back() {
    let sqs = with_queue(json!({})).await;
    let polls: Vec<_> = (0..8)
        .map(|_| {
            let sqs = sqs.clone();
            let input = json!({"QueueUrl": URL, "WaitTimeSeconds": 20, "VisibilityTimeout": 1});
            tokio::spawn(async move { sqs.call("ReceiveMessage", input).await })
        })
        .collect();
    sleep(seconds(1)).await;
    let entries: Vec<Value> = (0..4)
        .map(|n| json!({"Id": n.to_string(), "MessageBody": "x"}))
        .collect();
    let input = json!({"QueueUrl": URL, "Entries": entries});
    ok(&sqs, "SendMessageBatch", input).await;
    for poll in polls {
        let answer = poll.await.unwrap().unwrap();
        assert_eq!(answer["Messages"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_learns_that_its_queue_is_gone() {
    let sqs = with_queue(json!({})).await;
    let poll = {
        let sqs = sqs.clone();
        let input = json!({"QueueUrl": URL, "WaitTimeSeconds": 20});
        tokio::spawn(async move { sqs.call("ReceiveMessage", input).await })
    };
    sleep(seconds(1)).await;
    ok(&sqs, "DeleteQueue", json!({"QueueUrl": URL})).await;
    assert_eq!(poll.await.unwrap().unwrap_err().code, "QueueDoesNotExist");
}

#[tokio::test(start_paused = true)]
async fn at_120_000_in_flight_short_polls_fail_and_long_ones_wait() {
    let sqs = with_queue(json!({})).await;
    let queue = sqs.find("orders").unwrap();
    send(&sqs, "x").await;
    let now = sqs.clock.now();
    {
        let mut state = queue.lock(now);
        // put there at once: 120,001 sends are slow, and tested elsewhere
        let message = state.store.front(None).unwrap().1.message.clone();
        for _ in 0..120_000 {
            state.store.add(message.clone(), None, now);
        }
        for _ in 0..119_995 {
            let seq = state.store.front(None).unwrap().0;
            state.store.lease(seq, now, now.plus(seconds(30))).unwrap();
        }
    }
    assert_eq!(receive(&sqs).await.len(), 5, "only up to the limit");
    let error = refused(&sqs, "ReceiveMessage", json!({"QueueUrl": URL})).await;
    assert_eq!(error.code, "OverLimit");
    let poll = json!({"QueueUrl": URL, "WaitTimeSeconds": 5});
    assert_eq!(ok(&sqs, "ReceiveMessage", poll).await, json!({}));
}

#[tokio::test(start_paused = true)]
async fn a_queue_is_purged_once_a_minute_with_all_that_is_in_flight() {
    let sqs = with_queue(json!({})).await;
    send(&sqs, "held").await;
    receive(&sqs).await;
    send(&sqs, "waiting").await;
    let input = json!({"QueueUrl": URL});
    ok(&sqs, "PurgeQueue", input.clone()).await;
    assert_eq!(counts(&sqs), [0, 0, 0]);
    let error = refused(&sqs, "PurgeQueue", input.clone()).await;
    assert_eq!(
        error.query_code,
        Some("AWS.SimpleQueueService.PurgeQueueInProgress")
    );
    advance(seconds(60)).await;
    ok(&sqs, "PurgeQueue", input).await;
}
