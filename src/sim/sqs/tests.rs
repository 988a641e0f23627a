//! SQS by its operations, on tokio's paused clock.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{advance, sleep};

use super::{Place, Queues};
use crate::sim::Clock;
use crate::sim::wire::{Delivery, Error, QueueHost, Refusal};

const URL: &str = "http://127.0.0.1:1/123456789012/orders";

fn sqs() -> Arc<Queues> {
    let place = Place {
        account: "123456789012".into(),
        region: "ap-southeast-1".into(),
        endpoint: "http://127.0.0.1:1".into(),
    };
    Queues::new(place, Clock::start())
}

async fn ok(sqs: &Arc<Queues>, operation: &str, input: Value) -> Value {
    sqs.call(operation, input).await.unwrap()
}

async fn refused(sqs: &Arc<Queues>, operation: &str, input: Value) -> Error {
    sqs.call(operation, input).await.unwrap_err()
}

async fn with_queue(attributes: Value) -> Arc<Queues> {
    let sqs = sqs();
    let input = json!({"QueueName": "orders", "Attributes": attributes});
    ok(&sqs, "CreateQueue", input).await;
    sqs
}

async fn send(sqs: &Arc<Queues>, body: &str) -> Value {
    let input = json!({"QueueUrl": URL, "MessageBody": body});
    ok(sqs, "SendMessage", input).await
}

/// Ten messages at most, with all their attributes.
async fn receive(sqs: &Arc<Queues>) -> Vec<Value> {
    receive_from(sqs, URL).await
}

async fn receive_from(sqs: &Arc<Queues>, url: &str) -> Vec<Value> {
    let input = json!({"QueueUrl": url, "MaxNumberOfMessages": 10, "AttributeNames": ["All"], "MessageAttributeNames": ["All"]});
    let mut answer = ok(sqs, "ReceiveMessage", input).await;
    match answer.get_mut("Messages") {
        Some(Value::Array(messages)) => std::mem::take(messages),
        _ => Vec::new(),
    }
}

async fn bodies(sqs: &Arc<Queues>) -> Vec<String> {
    let messages = receive(sqs).await;
    let body = |message: &Value| message["Body"].as_str().unwrap().to_owned();
    messages.iter().map(body).collect()
}

async fn delete(sqs: &Arc<Queues>, message: &Value) -> Result<Value, Error> {
    let input = json!({"QueueUrl": URL, "ReceiptHandle": message["ReceiptHandle"]});
    sqs.call("DeleteMessage", input).await
}

async fn hide(sqs: &Arc<Queues>, message: &Value, seconds: i64) -> Result<Value, Error> {
    let handle = &message["ReceiptHandle"];
    let input = json!({"QueueUrl": URL, "ReceiptHandle": handle, "VisibilityTimeout": seconds});
    sqs.call("ChangeMessageVisibility", input).await
}

fn counts(sqs: &Queues) -> [u64; 3] {
    let state = sqs.state();
    ["visible", "in_flight", "delayed"].map(|name| state["orders"][name].as_u64().unwrap())
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

mod leases {
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
}

mod time {
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
        for _ in 0..120_001 {
            let draft = super::super::draft::Draft::of_delivery(
                &Delivery::default(),
                queue.lock(sqs.clock.now()).settings.rules(),
            );
            queue.send(draft, &"x".into(), sqs.clock.now());
        }
        let now = sqs.clock.now();
        let mut state = queue.lock(now);
        for _ in 0..119_995 {
            let seq = state.store.front(None).unwrap().0;
            state.store.lease(seq, now, now.plus(seconds(30))).unwrap();
        }
        drop(state);
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
}

mod messages {
    use super::*;

    #[tokio::test]
    async fn sums_are_those_that_aws_gives() {
        let sqs = with_queue(json!({})).await;
        let string = |value: &str| json!({"DataType": "String", "StringValue": value});
        let cases = [
            (
                json!({"MyAttribute": string("foobar")}),
                "adb59cd4678ea5a855436b949cd07ab6",
            ),
            (
                json!({
                    "tenant": string("acme"),
                    "attempt": {"DataType": "Number", "StringValue": "5"},
                    "blob": {"DataType": "Binary.raw", "BinaryValue": "AAH+"},
                }),
                "d7ca01857ce788a7f1c34525f5d6075a",
            ),
            (
                json!({"Hello": string("There"), "General": string("Kenobi"), "Help.Me": string("Me")}),
                "4c360f3fdafd970e05fae2f149d997f5",
            ),
        ];
        for (attributes, md5) in cases {
            let input =
                json!({"QueueUrl": URL, "MessageBody": "msg", "MessageAttributes": attributes});
            let sent = ok(&sqs, "SendMessage", input).await;
            assert_eq!(sent["MD5OfMessageAttributes"], md5);
            assert_eq!(sent["MD5OfMessageBody"], "6e2baaf3b97dbeef01c0043275f9a0e7");
            let got = receive(&sqs).await.remove(0);
            assert_eq!(got["MD5OfMessageAttributes"], md5);
            assert_eq!(got["MessageAttributes"], attributes);
        }
    }

    #[tokio::test]
    async fn the_sum_is_of_the_attributes_that_were_asked_for() {
        let sqs = with_queue(json!({"VisibilityTimeout": "0"})).await;
        let string = |value: &str| json!({"DataType": "String", "StringValue": value});
        let attributes =
            json!({"Hello": string("There"), "General": string("Kenobi"), "Help.Me": string("Me")});
        let input = json!({"QueueUrl": URL, "MessageBody": "msg", "MessageAttributes": attributes});
        ok(&sqs, "SendMessage", input).await;
        let cases = [
            (
                json!(["Hello", "General"]),
                "fca026605781cb4126a1e9044df24232",
            ),
            (json!(["Hello", "Foo"]), "a311262e065454b75da111d535b8dacd"),
            (json!(["Hel.*"]), "83fee93c1bcd8b9a5a923ffacdc636c7"),
            (json!([".*"]), "4c360f3fdafd970e05fae2f149d997f5"),
            (json!(["*"]), "4c360f3fdafd970e05fae2f149d997f5"),
        ];
        for (names, md5) in cases {
            let input = json!({"QueueUrl": URL, "MessageAttributeNames": names});
            let got = ok(&sqs, "ReceiveMessage", input).await;
            // "Hel.*" asks for the prefix "Hel"
            assert_eq!(got["Messages"][0]["MD5OfMessageAttributes"], md5, "{names}");
        }
        for names in [json!([]), json!(["Foo"]), json!(["AWS.x", "."])] {
            let input = json!({"QueueUrl": URL, "MessageAttributeNames": names});
            let got = ok(&sqs, "ReceiveMessage", input).await;
            assert_eq!(got["Messages"][0].get("MD5OfMessageAttributes"), None);
            assert_eq!(got["Messages"][0].get("MessageAttributes"), None);
        }
    }

    #[tokio::test]
    async fn a_trace_header_has_a_sum_of_its_own_and_comes_back_as_a_system_attribute() {
        let sqs = with_queue(json!({})).await;
        let header = json!({"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-2"}});
        let input = json!({"QueueUrl": URL, "MessageBody": "x", "MessageSystemAttributes": header});
        let sent = ok(&sqs, "SendMessage", input).await;
        assert_eq!(
            sent["MD5OfMessageSystemAttributes"],
            "eea8f494e51df9c126b8b85f54ccabf7"
        );
        assert_eq!(sent.get("MD5OfMessageAttributes"), None);
        let got = receive(&sqs).await.remove(0);
        assert_eq!(got["Attributes"]["AWSTraceHeader"], "Root=1-2");
    }

    #[tokio::test]
    async fn what_aws_refuses_is_refused_in_its_words() {
        let sqs = with_queue(json!({})).await;
        let of = |value: Value| json!({"MessageBody": "x", "MessageAttributes": {"ErrorDetails": value}});
        let cases = [
            (
                json!({}),
                "The request must contain the parameter MessageBody.",
            ),
            (
                json!({"MessageBody": ""}),
                "The request must contain the parameter MessageBody.",
            ),
            (
                of(json!({"DataType": "String", "StringValue": ""})),
                "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'.",
            ),
            (
                json!({"MessageBody": "x".repeat(1_048_577)}),
                "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.",
            ),
            (
                json!({"MessageBody": "x", "MessageGroupId": "group 123"}),
                "Value group 123 for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.",
            ),
            (
                json!({"MessageBody": "x", "DelaySeconds": 901}),
                "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
            ),
        ];
        for (mut input, message) in cases {
            input["QueueUrl"] = URL.into();
            assert_eq!(refused(&sqs, "SendMessage", input).await.message, message);
        }
        assert_eq!(counts(&sqs), [0, 0, 0]);
    }

    #[tokio::test]
    async fn characters_outside_of_xml_are_refused_and_all_others_come_back() {
        let sqs = with_queue(json!({})).await;
        for body in ["\0", "a\u{8}", "\u{13}", "\u{ffff}", "\u{fffe}"] {
            let input = json!({"QueueUrl": URL, "MessageBody": body});
            let error = refused(&sqs, "SendMessage", input).await;
            assert_eq!(error.code, "InvalidMessageContents", "{body:?}");
        }
        let body = "\t\r\n &quot;<é>\u{7f}\u{e000}\u{fffd}\u{10ffff}";
        send(&sqs, body).await;
        assert_eq!(bodies(&sqs).await, [body]);
    }

    #[tokio::test]
    async fn attribute_names_and_types_that_are_reserved_or_wrong_are_refused() {
        let sqs = with_queue(json!({})).await;
        let send = |name: &str, kind: &str| {
            let attributes = json!({name: {"DataType": kind, "StringValue": "1"}});
            json!({"QueueUrl": URL, "MessageBody": "x", "MessageAttributes": attributes})
        };
        let long = "n".repeat(257);
        for name in [
            "AWS.x", "aWs.x", "Amazon.x", ".x", "x.", "a..b", "!\"§(?", "", &long,
        ] {
            let error = refused(&sqs, "SendMessage", send(name, "String")).await;
            assert_eq!(error.query_code, Some("InvalidParameterValue"), "{name}");
        }
        for kind in ["", "Strin", "StringList", "Boolean"] {
            let error = refused(&sqs, "SendMessage", send("x", kind)).await;
            assert_eq!(error.query_code, Some("InvalidParameterValue"), "{kind}");
        }
        for (name, kind) in [("größe", "Number.int"), ("a-b_c.d", "String.x")] {
            ok(&sqs, "SendMessage", send(name, kind)).await;
        }
    }

    #[tokio::test]
    async fn a_batch_is_refused_as_a_whole_or_by_entry() {
        let sqs = with_queue(json!({"MaximumMessageSize": "1024"})).await;
        let entry = |id: &str, length: usize| json!({"Id": id, "MessageBody": "x".repeat(length)});
        let batch = |entries: Vec<Value>| json!({"QueueUrl": URL, "Entries": entries});
        let twenty = (0..20).map(|n| entry(&n.to_string(), 1)).collect();
        let cases = [
            (vec![], "EmptyBatchRequest"),
            (twenty, "TooManyEntriesInBatchRequest"),
            (
                vec![entry("a", 1), entry("a", 1)],
                "BatchEntryIdsNotDistinct",
            ),
            (vec![entry("", 1)], "InvalidBatchEntryId"),
            (vec![entry("in:valid", 1)], "InvalidBatchEntryId"),
            (vec![entry(&"i".repeat(81), 1)], "InvalidBatchEntryId"),
            (
                vec![entry("a", 1_048_576), entry("b", 1)],
                "BatchRequestTooLong",
            ),
        ];
        for (entries, code) in cases {
            let error = refused(&sqs, "SendMessageBatch", batch(entries)).await;
            assert_eq!(error.code, code);
        }
        let entries = vec![entry("a", 1024), entry("b", 1025), entry("c", 1024)];
        let answer = ok(&sqs, "SendMessageBatch", batch(entries)).await;
        assert_eq!(answer["Successful"].as_array().unwrap().len(), 2);
        let failed = json!([{
            "Id": "b", "SenderFault": true, "Code": "InvalidParameterValue",
            "Message": "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.",
        }]);
        assert_eq!(answer["Failed"], failed);
    }

    #[tokio::test]
    async fn numbers_out_of_bounds_are_told_in_the_words_of_aws() {
        let sqs = with_queue(json!({})).await;
        let cases = [
            (
                "MaxNumberOfMessages",
                11,
                "Must be between 1 and 10, if provided.",
            ),
            (
                "MaxNumberOfMessages",
                0,
                "Must be between 1 and 10, if provided.",
            ),
            (
                "WaitTimeSeconds",
                21,
                "Must be >= 0 and <= 20, if provided.",
            ),
            (
                "WaitTimeSeconds",
                -1,
                "Must be >= 0 and <= 20, if provided.",
            ),
        ];
        for (parameter, value, reason) in cases {
            let input = json!({"QueueUrl": URL, parameter: value});
            let error = refused(&sqs, "ReceiveMessage", input).await;
            let expected =
                format!("Value {value} for parameter {parameter} is invalid. Reason: {reason}");
            assert_eq!(error.message, expected);
        }
    }
}

mod fifo {
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
        let input = json!({"QueueUrl": "orders.fifo", "MaxNumberOfMessages": most, "AttributeNames": ["All"]});
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
        let scope = json!({"DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"});
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
}

mod dead_letters {
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
}

mod queues {
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
}

mod deliveries {
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
}
