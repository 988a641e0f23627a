//! Bodies, attributes, sums, limits, batches.

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
        let input = json!({"QueueUrl": URL, "MessageBody": "msg", "MessageAttributes": attributes});
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
    let of =
        |value: Value| json!({"MessageBody": "x", "MessageAttributes": {"ErrorDetails": value}});
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
