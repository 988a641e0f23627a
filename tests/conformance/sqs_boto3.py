"""SQS of the simulator as boto3 sees it, which checks MD5s and shapes itself.

    python sqs_boto3.py http://127.0.0.1:4566

A boto3 since 1.28.82 speaks JSON, an older one (1.26) the query protocol: run it with both.
"""

import json
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = sys.argv[1]


def client(service):
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name="ap-southeast-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"max_attempts": 0}),
    )


SQS = client("sqs")
NAME = f"conformance-{time.time_ns()}"


def refused(call, code, words, **arguments):
    """The call fails with that code, and its message holds these words."""
    try:
        answer = call(**arguments)
    except ClientError as error:
        told = error.response["Error"]
        assert told["Code"] == code, told
        assert words in told["Message"], told
        return
    raise AssertionError(f"not refused: {answer}")


def one(queue, **arguments):
    """The message of a receive that gives one."""
    (message,) = SQS.receive_message(QueueUrl=queue, **arguments)["Messages"]
    return message


def arn(queue):
    names = ["QueueArn"]
    return SQS.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]["QueueArn"]


def messages(queue):
    body = 'h\u00e9llo \r\n <&"> \U0001f600'
    attributes = {
        "text": {"DataType": "String", "StringValue": "x"},
        "bytes": {"DataType": "Binary.raw", "BinaryValue": b"\0\1\xfe"},
        "number": {"DataType": "Number", "StringValue": "5"},
    }
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-2"}}
    sent = SQS.send_message(
        QueueUrl=queue,
        MessageBody=body,
        MessageAttributes=attributes,
        MessageSystemAttributes=trace,
    )
    message = one(queue, AttributeNames=["All"], MessageAttributeNames=["All"])
    assert message["Body"] == body
    assert message["MessageAttributes"] == attributes
    assert message["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"]
    assert message["Attributes"]["AWSTraceHeader"] == "Root=1-2"
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    assert "Messages" not in SQS.receive_message(QueueUrl=queue)

    handle = {"QueueUrl": queue, "ReceiptHandle": message["ReceiptHandle"]}
    beyond = "beyond the limit [43200 seconds]"
    refused(SQS.change_message_visibility, "InvalidParameterValue", beyond, VisibilityTimeout=43200, **handle)
    SQS.change_message_visibility(VisibilityTimeout=0, **handle)
    again = one(queue, MessageAttributeNames=["b.*", "bytes"])
    assert list(again["MessageAttributes"]) == ["bytes"]
    SQS.delete_message(**handle)
    handle["ReceiptHandle"] = again["ReceiptHandle"]
    SQS.delete_message(**handle)
    gone = "Message does not exist or is not available for visibility timeout change."
    refused(SQS.change_message_visibility, "InvalidParameterValue", gone, VisibilityTimeout=0, **handle)
    handle["ReceiptHandle"] = "garbage"
    refused(SQS.delete_message, "ReceiptHandleIsInvalid", "garbage", **handle)


def refusals(queue):
    def send(code, words, **message):
        refused(SQS.send_message, code, words, QueueUrl=queue, **message)

    def batch(code, words, entries):
        refused(SQS.send_message_batch, code, words, QueueUrl=queue, Entries=entries)

    send("InvalidMessageContents", "", MessageBody="\x08")
    send("InvalidParameterValue", "shorter than 1048576 bytes", MessageBody="x" * 1048577)
    empty = {"e": {"DataType": "String", "StringValue": ""}}
    send("InvalidParameterValue", "non-empty value of type 'String'", MessageBody="x", MessageAttributes=empty)
    many = [{"Id": str(n), "MessageBody": "x"} for n in range(20)]
    batch("AWS.SimpleQueueService.TooManyEntriesInBatchRequest", "You have sent 20.", many)
    batch("AWS.SimpleQueueService.InvalidBatchEntryId", "80 letters", [{"Id": "a:b", "MessageBody": "x"}])
    refused(SQS.receive_message, "InvalidParameterValue", "Must be between 1 and 10", QueueUrl=queue, MaxNumberOfMessages=11)
    refused(SQS.receive_message, "AWS.SimpleQueueService.NonExistentQueue", "does not exist", QueueUrl=queue + "x")

    entries = [{"Id": "good", "MessageBody": "x"}, {"Id": "bad", "MessageBody": "\x08"}]
    answer = SQS.send_message_batch(QueueUrl=queue, Entries=entries)
    assert [entry["Id"] for entry in answer["Successful"]] == ["good"]
    assert [(entry["Id"], entry["SenderFault"]) for entry in answer["Failed"]] == [("bad", True)]


def queues(queue):
    attributes = SQS.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    assert attributes["MaximumMessageSize"] == "1048576", attributes
    assert SQS.get_queue_url(QueueName=NAME)["QueueUrl"] == queue
    assert queue in SQS.list_queues(QueueNamePrefix=NAME)["QueueUrls"]
    other = {"DelaySeconds": "4"}
    refused(SQS.create_queue, "QueueAlreadyExists", "attribute DelaySeconds", QueueName=NAME, Attributes=other)
    SQS.tag_queue(QueueUrl=queue, Tags={"k": "v"})
    assert SQS.list_queue_tags(QueueUrl=queue)["Tags"] == {"k": "v"}
    SQS.untag_queue(QueueUrl=queue, TagKeys=["k"])
    SQS.purge_queue(QueueUrl=queue)
    refused(SQS.purge_queue, "AWS.SimpleQueueService.PurgeQueueInProgress", NAME, QueueUrl=queue)


def dead_letters(queue):
    dead = SQS.create_queue(QueueName=NAME + "-dlq")["QueueUrl"]
    policy = json.dumps({"deadLetterTargetArn": arn(dead), "maxReceiveCount": 1})
    SQS.set_queue_attributes(QueueUrl=queue, Attributes={"RedrivePolicy": policy, "VisibilityTimeout": "0"})
    sent = SQS.send_message(QueueUrl=queue, MessageBody="dies")
    one(queue)
    assert "Messages" not in SQS.receive_message(QueueUrl=queue)
    message = one(dead, AttributeNames=["All"], VisibilityTimeout=0)
    assert message["MessageId"] == sent["MessageId"]
    assert message["Attributes"]["DeadLetterQueueSourceArn"] == arn(queue)
    assert message["Attributes"]["ApproximateReceiveCount"] == "2"
    assert SQS.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [queue]

    words = "must be configured as a Dead Letter Queue"
    refused(SQS.start_message_move_task, "InvalidParameterValue", words, SourceArn=arn(queue))
    SQS.start_message_move_task(SourceArn=arn(dead))
    while True:
        (task,) = SQS.list_message_move_tasks(SourceArn=arn(dead))["Results"]
        if task["Status"] != "RUNNING":
            break
    assert (task["Status"], task["ApproximateNumberOfMessagesMoved"]) == ("COMPLETED", 1), task


def fifo():
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    queue = SQS.create_queue(QueueName=NAME + ".fifo", Attributes=attributes)["QueueUrl"]
    sent = [SQS.send_message(QueueUrl=queue, MessageBody=f"m{n}", MessageGroupId=f"g{n % 2}") for n in range(3)]
    again = SQS.send_message(QueueUrl=queue, MessageBody="m0", MessageGroupId="g0")
    assert again["MessageId"] == sent[0]["MessageId"]
    numbers = [answer["SequenceNumber"] for answer in sent]
    assert numbers == sorted(numbers) and len(numbers[0]) == 20
    got = SQS.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert [message["Body"] for message in got] == ["m0", "m2", "m1"]
    refused(SQS.send_message, "MissingParameter", "MessageGroupId", QueueUrl=queue, MessageBody="x")


QUEUE = SQS.create_queue(QueueName=NAME)["QueueUrl"]
messages(QUEUE)
refusals(QUEUE)
queues(QUEUE)
dead_letters(QUEUE)
fifo()
SQS.delete_queue(QueueUrl=QUEUE)
refused(SQS.create_queue, "AWS.SimpleQueueService.QueueDeletedRecently", "60 seconds", QueueName=NAME)
assert client("sts").get_caller_identity()["Account"].isdigit()
print("SQS: all as expected by boto3", boto3.__version__)
