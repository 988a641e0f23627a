//! The query protocol, as the older SDKs speak it.

use super::{http, simulator};

#[tokio::test]
async fn a_form_is_answered_in_xml_with_the_bodys_bytes_kept() {
    let sim = simulator().await;
    let at = |path: &str| format!("{}{path}", sim.endpoint());
    let form = "Action=CreateQueue&Version=2012-11-05&QueueName=orders&Attribute.1.Name=DelaySeconds&Attribute.1.Value=0";
    let (status, xml) = http("POST", at("/"), true, form).await;
    assert_eq!(status, 200, "{xml}");
    let url = at("/123456789012/orders");
    assert!(xml.contains(&format!(
        "<CreateQueueResult><QueueUrl>{url}</QueueUrl></CreateQueueResult>"
    )));

    let form = "Action=SendMessage&MessageBody=a%0D%0A%26quot%3B%3C%C3%A9+b&MessageAttribute.1.Name=k&MessageAttribute.1.Value.DataType=Binary&MessageAttribute.1.Value.BinaryValue=AAH%2B";
    let (_, xml) = http("POST", url.clone(), true, form).await;
    assert!(xml.contains("<MD5OfMessageAttributes>"), "{xml}");

    let form =
        "Action=ReceiveMessage&AttributeName.1=ApproximateReceiveCount&MessageAttributeName.1=All";
    let (_, xml) = http("POST", url, true, form).await;
    for part in [
        "<ReceiveMessageResult><Message><MessageId>",
        "<Body>a&#xD;\n&amp;quot;&lt;é b</Body>",
        "<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>",
        "<MessageAttribute><Name>k</Name><Value><BinaryValue>AAH+</BinaryValue><DataType>Binary</DataType></Value></MessageAttribute>",
        "<ResponseMetadata><RequestId>",
    ] {
        assert!(xml.contains(part), "{part} is missing in {xml}");
    }
    sim.stop().await;
}

#[tokio::test]
async fn errors_have_the_query_protocols_names_and_words() {
    let sim = simulator().await;
    let at = |path: &str| format!("{}{path}", sim.endpoint());
    let form = "Action=GetQueueAttributes&AttributeName.1=All";
    let (status, xml) = http("POST", at("/123456789012/none"), true, form).await;
    assert_eq!(status, 400);
    let error = "<Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified queue does not exist for this wsdl version.</Message><Detail/></Error>";
    assert!(xml.contains(error), "{xml}");
    let (status, xml) = http("GET", at("/?Action=Nonsense"), true, "").await;
    assert_eq!(status, 400);
    assert!(xml.contains("<Code>InvalidAction</Code>"), "{xml}");
    sim.stop().await;
}

#[tokio::test]
async fn batches_have_an_element_for_each_outcome() {
    let sim = simulator().await;
    let at = |path: &str| format!("{}{path}", sim.endpoint());
    http("POST", at("/"), true, "Action=CreateQueue&QueueName=orders").await;
    let form = "Action=SendMessageBatch&SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=x&SendMessageBatchRequestEntry.2.Id=b&SendMessageBatchRequestEntry.2.MessageBody=%08";
    let (_, xml) = http("POST", at("/123456789012/orders"), true, form).await;
    assert!(
        xml.contains("<SendMessageBatchResultEntry><MessageId>"),
        "{xml}"
    );
    assert!(xml.contains("<BatchResultErrorEntry><Id>b</Id><SenderFault>true</SenderFault><Code>InvalidMessageContents</Code>"), "{xml}");
    sim.stop().await;
}

#[tokio::test]
async fn sts_says_whose_account_it_is() {
    let sim = simulator().await;
    let url = format!("{}/", sim.endpoint());
    let (status, xml) = http(
        "POST",
        url,
        true,
        "Action=GetCallerIdentity&Version=2011-06-15",
    )
    .await;
    assert_eq!(status, 200);
    assert!(xml.contains("<GetCallerIdentityResult>"), "{xml}");
    assert!(xml.contains("<Account>123456789012</Account>"), "{xml}");
    sim.stop().await;
}
