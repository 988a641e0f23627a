//! Messages through the SDK.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{
    DeleteMessageBatchRequestEntry, MessageAttributeValue, QueueAttributeName,
    SendMessageBatchRequestEntry,
};

use super::{client, queue, simulator};

fn text(value: &str) -> MessageAttributeValue {
    MessageAttributeValue::builder()
        .data_type("String")
        .string_value(value)
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_message_is_sent_received_and_deleted() {
    let sim = simulator().await;
    let sqs = client(&sim);
    let url = queue(&sqs, "orders").await;
    assert_eq!(url, format!("{}/123456789012/orders", sim.endpoint()));
    let sent = sqs
        .send_message()
        .queue_url(&url)
        .message_body("{\"a\":\"<&\\r\\n\"}")
        .message_attributes("MyAttribute", text("foobar"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        sent.md5_of_message_attributes.as_deref(),
        Some("adb59cd4678ea5a855436b949cd07ab6"),
        "the value that AWS was recorded to answer"
    );
    let got = sqs
        .receive_message()
        .queue_url(&url)
        .message_attribute_names("All")
        .message_system_attribute_names(aws_sdk_sqs::types::MessageSystemAttributeName::All)
        .send()
        .await
        .unwrap();
    let message = &got.messages()[0];
    assert_eq!(message.body(), Some("{\"a\":\"<&\\r\\n\"}"));
    assert_eq!(message.message_id, sent.message_id);
    let attributes = message.message_attributes().unwrap();
    assert_eq!(attributes["MyAttribute"].string_value(), Some("foobar"));
    let system = message.attributes().unwrap();
    let count = aws_sdk_sqs::types::MessageSystemAttributeName::ApproximateReceiveCount;
    assert_eq!(system[&count], "1");
    sqs.delete_message()
        .queue_url(&url)
        .receipt_handle(message.receipt_handle().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(counts(&sqs, &url).await, ("0".into(), "0".into()));
    sim.stop().await;
}

async fn counts(sqs: &Client, url: &str) -> (String, String) {
    let got = sqs
        .get_queue_attributes()
        .queue_url(url)
        .attribute_names(QueueAttributeName::All)
        .send()
        .await
        .unwrap();
    let attributes = got.attributes().unwrap();
    (
        attributes[&QueueAttributeName::ApproximateNumberOfMessages].clone(),
        attributes[&QueueAttributeName::ApproximateNumberOfMessagesNotVisible].clone(),
    )
}

#[tokio::test]
async fn a_batch_may_fail_in_part() {
    let sim = simulator().await;
    let sqs = client(&sim);
    let url = queue(&sqs, "orders").await;
    let entry = |id: &str, body: &str| {
        SendMessageBatchRequestEntry::builder()
            .id(id)
            .message_body(body)
            .build()
            .unwrap()
    };
    let sent = sqs
        .send_message_batch()
        .queue_url(&url)
        .entries(entry("good", "one"))
        .entries(entry("bad", "\u{8}"))
        .send()
        .await
        .unwrap();
    assert_eq!(sent.successful()[0].id(), "good");
    assert_eq!(sent.failed()[0].id(), "bad");
    assert_eq!(sent.failed()[0].code(), "InvalidMessageContents");
    assert!(sent.failed()[0].sender_fault());

    let got = sqs.receive_message().queue_url(&url).send().await.unwrap();
    let delete = |id: &str, handle: &str| {
        DeleteMessageBatchRequestEntry::builder()
            .id(id)
            .receipt_handle(handle)
            .build()
            .unwrap()
    };
    let deleted = sqs
        .delete_message_batch()
        .queue_url(&url)
        .entries(delete("good", got.messages()[0].receipt_handle().unwrap()))
        .entries(delete("bad", "garbage"))
        .send()
        .await
        .unwrap();
    assert_eq!(deleted.successful()[0].id(), "good");
    assert_eq!(deleted.failed()[0].code(), "ReceiptHandleIsInvalid");
    sim.stop().await;
}

#[tokio::test]
async fn an_unknown_queue_is_told_as_aws_tells_it() {
    let sim = simulator().await;
    let sqs = client(&sim);
    let error = sqs
        .receive_message()
        .queue_url(format!("{}/123456789012/nothing", sim.endpoint()))
        .send()
        .await
        .unwrap_err();
    let error = error.into_service_error();
    assert!(error.is_queue_does_not_exist(), "{error:?}");
    assert_eq!(
        error.meta().message(),
        Some("The specified queue does not exist.")
    );
    sim.stop().await;
}

#[tokio::test]
async fn a_long_poll_ends_as_soon_as_a_message_is_there() {
    let sim = simulator().await;
    let sqs = client(&sim);
    let url = queue(&sqs, "orders").await;
    let poll = sqs.receive_message().queue_url(&url).wait_time_seconds(20);
    let poll = tokio::spawn(poll.send());
    sqs.send_message()
        .queue_url(&url)
        .message_body("hello")
        .send()
        .await
        .unwrap();
    let got = poll.await.unwrap().unwrap();
    assert_eq!(got.messages()[0].body(), Some("hello"));
    sim.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_receivers_at_once_get_each_message_once() {
    const RECEIVERS: usize = 16;
    const BATCHES: usize = 50;
    let sim = simulator().await;
    let sqs = client(&sim);
    let url = queue(&sqs, "orders").await;
    for batch in 0..BATCHES {
        let mut send = sqs.send_message_batch().queue_url(&url);
        for n in 0..10 {
            let entry = SendMessageBatchRequestEntry::builder().id(n.to_string());
            let entry = entry.message_body(format!("{batch}/{n}")).build();
            send = send.entries(entry.unwrap());
        }
        send.send().await.unwrap();
    }
    let receivers: Vec<_> = (0..RECEIVERS)
        .map(|_| tokio::spawn(drain(sqs.clone(), url.clone())))
        .collect();
    let mut all = Vec::new();
    for receiver in receivers {
        all.extend(receiver.await.unwrap());
    }
    all.sort();
    let before = all.len();
    all.dedup();
    assert_eq!((before, all.len()), (BATCHES * 10, BATCHES * 10));
    assert_eq!(counts(&sqs, &url).await, ("0".into(), "0".into()));
    sim.stop().await;
}

/// Receives and deletes until nothing comes; answers the bodies.
async fn drain(sqs: Client, url: String) -> Vec<String> {
    let mut bodies = Vec::new();
    loop {
        let receive = sqs.receive_message().queue_url(&url);
        let got = receive.max_number_of_messages(10).send().await.unwrap();
        if got.messages().is_empty() {
            return bodies;
        }
        let mut delete = sqs.delete_message_batch().queue_url(&url);
        for (n, message) in got.messages().iter().enumerate() {
            bodies.push(message.body().unwrap().to_owned());
            let entry = DeleteMessageBatchRequestEntry::builder().id(n.to_string());
            let entry = entry.receipt_handle(message.receipt_handle().unwrap());
            delete = delete.entries(entry.build().unwrap());
        }
        let deleted = delete.send().await.unwrap();
        assert!(deleted.failed().is_empty());
    }
}
