use hyper::HeaderMap;
use serde_json::{Value, json};

use super::call::{Call, Protocol, Service, read};
use super::{form, reply};
use crate::sim::wire::Error;

fn by_form(form: &str) -> (Call, Value) {
    read(
        &HeaderMap::new(),
        "/123456789012/orders",
        None,
        form.as_bytes(),
    )
    .unwrap()
}

fn by_target(target: &str, body: &str) -> Result<(Call, Value), (Call, Error)> {
    let mut headers = HeaderMap::new();
    headers.insert("x-amz-target", target.parse().unwrap());
    read(&headers, "/", None, body.as_bytes())
}

#[test]
fn a_form_is_decoded_and_bytes_that_are_no_text_are_replaced() {
    let pairs = form::read(b"a=1+2%2b%C3%A9&b&c=%&d=%4&e=%zz&f=%ff&=x");
    let expected = [
        ("a", "1 2+\u{e9}"),
        ("b", ""),
        ("c", "%"),
        ("d", "%4"),
        ("e", "%zz"),
        ("f", "\u{fffd}"),
        ("", "x"),
    ];
    let expected: Vec<_> = expected.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
    assert_eq!(pairs, expected);
}

#[test]
fn parameters_that_repeat_become_the_members_of_the_json_protocol() {
    let (call, input) = by_form(
        "Action=SendMessageBatch&Version=2012-11-05\
         &SendMessageBatchRequestEntry.2.Id=b&SendMessageBatchRequestEntry.2.MessageBody=y\
         &SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=x\
         &SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=k\
         &SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=v\
         &SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType=String\
         &SendMessageBatchRequestEntry.10.Id=c&SendMessageBatchRequestEntry.10.MessageBody=z",
    );
    assert_eq!(
        (call.service, call.protocol),
        (Service::Sqs, Protocol::Query)
    );
    assert_eq!(call.operation, "SendMessageBatch");
    let attributes = json!({"k": {"DataType": "String", "StringValue": "v"}});
    let expected = json!({
        "QueueUrl": "/123456789012/orders",
        "Entries": [
            {"Id": "a", "MessageAttributes": attributes, "MessageBody": "x"},
            {"Id": "b", "MessageBody": "y"},
            {"Id": "c", "MessageBody": "z"},
        ],
    });
    assert_eq!(input, expected);
}

#[test]
fn lists_and_maps_are_read_and_a_url_goes_before_the_path() {
    let (_, input) = by_form(
        "Action=X&QueueUrl=u&AttributeName.1=All&AttributeName.2=Policy\
         &Attribute.1.Name=DelaySeconds&Attribute.1.Value=5&Attribute.2.Name=Policy&Attribute.2.Value=\
         &TagKey.1=t&Tag.1.Key=k&Tag.1.Value=v",
    );
    assert_eq!(input["QueueUrl"], "u");
    assert_eq!(input["AttributeNames"], json!(["All", "Policy"]));
    assert_eq!(
        input["Attributes"],
        json!({"DelaySeconds": "5", "Policy": ""})
    );
    assert_eq!(input["TagKeys"], json!(["t"]));
    assert_eq!(input["Tags"], json!({"k": "v"}));
}

#[test]
fn the_target_says_service_and_operation() {
    let cases = [
        ("AmazonSQS.SendMessage", Service::Sqs),
        ("AWSEvents.PutEvents", Service::Events),
        (
            "AWSSecurityTokenServiceV20110615.GetCallerIdentity",
            Service::Sts,
        ),
    ];
    for (target, service) in cases {
        let (call, input) = by_target(target, "{\"a\":1}").unwrap();
        assert_eq!((call.service, call.protocol), (service, Protocol::Json));
        assert_eq!(input, json!({"a": 1}));
    }
    let error = by_target("DynamoDB_20120810.ListTables", "{}")
        .unwrap_err()
        .1;
    assert_eq!(error.code, "UnknownOperationException");
    for body in ["[]", "{", "{\"a\":\"\\ud800\"}", &"[".repeat(100_000)] {
        let error = by_target("AmazonSQS.SendMessage", body).unwrap_err().1;
        assert_eq!(error.code, "SerializationException");
    }
}

#[test]
fn one_fault_has_two_names_in_json_and_the_query_protocols_in_xml() {
    let error = Error::new("QueueDoesNotExist", "The specified queue does not exist.")
        .query("AWS.SimpleQueueService.NonExistentQueue");
    let call = |protocol| Call {
        service: Service::Sqs,
        protocol,
        operation: "SendMessage".into(),
        access_key: Box::default(),
    };
    let json = reply::write(&call(Protocol::Json), &Err(error.clone()));
    assert_eq!(json.status, 400);
    assert_eq!(
        json.body,
        "{\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\",\"message\":\"The specified queue does not exist.\"}"
    );
    let header = |name: &str| {
        let found = json.headers.iter().find(|(n, _)| *n == name);
        found.map(|(_, value)| value.as_str())
    };
    assert_eq!(
        header("x-amzn-query-error"),
        Some("AWS.SimpleQueueService.NonExistentQueue;Sender")
    );
    assert_eq!(header("content-type"), Some("application/x-amz-json-1.0"));
    assert!(header("x-amzn-requestid").is_some_and(|id| id.len() == 36));
    let xml = reply::write(&call(Protocol::Query), &Err(error));
    assert!(xml.body.contains("does not exist for this wsdl version."));
}

#[test]
fn xml_never_holds_a_character_that_it_can_not() {
    let call = Call {
        service: Service::Sqs,
        protocol: Protocol::Query,
        operation: "X".into(),
        access_key: Box::default(),
    };
    let error = Error::new("Y", "a\u{1}b\u{ffff}<&\"\r\n");
    let reply = reply::write(&call, &Err(error));
    let message = "<Message>a\u{fffd}b\u{fffd}&lt;&amp;&quot;&#xD;\n</Message>";
    assert!(reply.body.contains(message), "{}", reply.body);
}
