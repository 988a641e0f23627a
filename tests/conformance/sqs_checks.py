"""SQS, as boto3 sees it (JSON 1.0). Expectations: AWS_RECORDED 8 and DOMAIN 3 of the project's facts, SQS API Reference."""
import hashlib
import struct
import time
import uuid

from checks import check, error, holds, same

sqs = None  # set by aws.py
MIB = 1_048_576


def queue(**attributes):
    """A new queue; attributes as in CreateQueue."""
    fifo = attributes.get("FifoQueue") == "true"
    name = f"c-{uuid.uuid4().hex[:12]}" + (".fifo" if fifo else "")
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def attributes(url, *names):
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(names) or ["All"]).get("Attributes", {})


def arn(url):
    return attributes(url, "QueueArn")["QueueArn"]


def receive(url, **more):
    asked = {"MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"], "AttributeNames": ["All"], **more}
    return sqs.receive_message(QueueUrl=url, **asked).get("Messages", [])


def one(url, **more):
    for _ in range(20):
        got = receive(url, MaxNumberOfMessages=1, WaitTimeSeconds=1, **more)
        if got:
            return got[0]
    raise AssertionError("the queue gave nothing")


def attributes_md5(items):
    """The algorithm of SQS's documentation, written from it."""
    out = b""
    def part(data):
        return struct.pack(">I", len(data)) + data
    for name in sorted(items):
        value = items[name]
        out += part(name.encode()) + part(value["DataType"].encode())
        if "StringValue" in value:
            out += b"\x01" + part(value["StringValue"].encode())
        else:
            out += b"\x02" + part(value["BinaryValue"])
    return hashlib.md5(out).hexdigest()


@check("sqs: a new queue has the default attributes")
def _():
    got = attributes(queue())
    for name, want in {"VisibilityTimeout": "30", "MaximumMessageSize": "1048576", "MessageRetentionPeriod": "345600",
                       "DelaySeconds": "0", "ReceiveMessageWaitTimeSeconds": "0", "ApproximateNumberOfMessages": "0",
                       "ApproximateNumberOfMessagesNotVisible": "0", "ApproximateNumberOfMessagesDelayed": "0",
                       "SqsManagedSseEnabled": "true"}.items():
        same(got.get(name), want, name)
    holds("CreatedTimestamp" in got and "LastModifiedTimestamp" in got, "timestamps")


@check("sqs: attributes that are not asked for are not given")
def _():
    url = queue()
    same(sqs.get_queue_attributes(QueueUrl=url).get("Attributes"), None)
    same(list(attributes(url, "DelaySeconds")), ["DelaySeconds"])


@check("sqs: the same queue may be made again with the same attributes")
def _():
    url = queue(VisibilityTimeout="40")
    same(sqs.create_queue(QueueName=url.rsplit("/", 1)[1], Attributes={"VisibilityTimeout": "40"})["QueueUrl"], url)


@check("sqs: another value for an attribute is refused")
def _():
    url = queue(VisibilityTimeout="40")
    error(sqs.create_queue, ("QueueAlreadyExists", "QueueNameExists"),
          "A queue already exists with the same name and a different value for attribute VisibilityTimeout",
          QueueName=url.rsplit("/", 1)[1], Attributes={"VisibilityTimeout": "41"})


@check("sqs: an unknown queue does not exist")
def _():
    code = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
    error(sqs.get_queue_url, code, "The specified queue does not exist", QueueName="nope", status=400)
    error(sqs.receive_message, code, QueueUrl=queue() + "-nope")


for bad in ["a b", "x" * 81, "a.b"]:
    @check(f"sqs: `{bad[:12]}` is no queue name")
    def _(bad=bad):
        error(sqs.create_queue, ("InvalidParameterValue", "InvalidAddress"), QueueName=bad)


@check("sqs: ListQueues lists by prefix and pages")
def _():
    prefix = f"p{uuid.uuid4().hex[:8]}"
    for i in range(5):
        sqs.create_queue(QueueName=f"{prefix}-{i}")
    same(len(sqs.list_queues(QueueNamePrefix=prefix)["QueueUrls"]), 5)
    first = sqs.list_queues(QueueNamePrefix=prefix, MaxResults=2)
    same(len(first["QueueUrls"]), 2)
    rest = sqs.list_queues(QueueNamePrefix=prefix, MaxResults=10, NextToken=first["NextToken"])
    same(len(rest["QueueUrls"]), 3)
    holds("QueueUrls" not in sqs.list_queues(QueueNamePrefix=prefix + "none"), "no key when there is none")


@check("sqs: a queue's ARN has region, account and name")
def _():
    url = queue()
    got = arn(url).split(":")
    same(got[:3], ["arn", "aws", "sqs"])
    same(got[5], url.rsplit("/", 1)[1])


@check("sqs: a deleted queue is gone")
def _():
    url = queue()
    sqs.delete_queue(QueueUrl=url)
    error(sqs.get_queue_attributes, ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"), QueueUrl=url,
          AttributeNames=["All"])


@check("sqs: attributes can be set, bad ones are refused")
def _():
    url = queue()
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "5", "MessageRetentionPeriod": "60"})
    got = attributes(url)
    same((got["VisibilityTimeout"], got["MessageRetentionPeriod"]), ("5", "60"))
    error(sqs.set_queue_attributes, "InvalidAttributeValue", QueueUrl=url, Attributes={"MessageRetentionPeriod": "59"})
    error(sqs.set_queue_attributes, "InvalidAttributeValue", QueueUrl=url, Attributes={"VisibilityTimeout": "43201"})
    error(sqs.set_queue_attributes, "InvalidAttributeName", QueueUrl=url, Attributes={"NoSuch": "1"})


BODIES = {"plain": "hello", "entities": "&quot;<a>&amp;", "carriage return": "a\r\nb\tc", "astral": "🧾 é \u2028", "json": '{"a": 1.10}'}
for title, text in BODIES.items():
    @check(f"sqs: a body comes back byte for byte: {title}")
    def _(text=text):
        url = queue()
        sent = sqs.send_message(QueueUrl=url, MessageBody=text)
        want = hashlib.md5(text.encode()).hexdigest()
        same(sent["MD5OfMessageBody"], want)
        got = one(url)
        same((got["Body"], got["MD5OfBody"], got["MessageId"]), (text, want, sent["MessageId"]))


@check("sqs: an empty body is refused")
def _():
    error(sqs.send_message, "MissingParameter", "The request must contain the parameter MessageBody.", QueueUrl=queue(), MessageBody="")


for bad in ["\x00", "\x08", "\x13", "\uffff"]:
    @check(f"sqs: {ascii(bad)} is not allowed in a body")
    def _(bad=bad):
        error(sqs.send_message, "InvalidMessageContents", QueueUrl=queue(), MessageBody=f"a{bad}b")


@check("sqs: 1 MiB fits, one byte more does not")
def _():
    url = queue()
    sqs.send_message(QueueUrl=url, MessageBody="x" * MIB)
    error(sqs.send_message, "InvalidParameterValue",
          "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.", QueueUrl=url,
          MessageBody="x" * (MIB + 1))


@check("sqs: attributes count towards the size")
def _():
    error(sqs.send_message, "InvalidParameterValue", "Message must be shorter than 1048576 bytes.", QueueUrl=queue(),
          MessageBody="x" * (MIB - 10), MessageAttributes={"name": {"DataType": "String", "StringValue": "value"}})


KINDS = {
    "String": {"DataType": "String", "StringValue": "foobar"},
    "Number": {"DataType": "Number", "StringValue": "200"},
    "Binary": {"DataType": "Binary", "BinaryValue": b"\x00\x01\xfe"},
    "String.custom": {"DataType": "String.custom", "StringValue": "é"},
    "Binary.raw": {"DataType": "Binary.raw", "BinaryValue": b"raw"},
}
for kind, value in KINDS.items():
    @check(f"sqs: an attribute of type {kind} comes back with the right MD5")
    def _(value=value):
        url, items = queue(), {"MyAttribute": value, "other": {"DataType": "String", "StringValue": "x"}}
        sent = sqs.send_message(QueueUrl=url, MessageBody="b", MessageAttributes=items)
        same(sent["MD5OfMessageAttributes"], attributes_md5(items))
        got = one(url)
        same(got["MessageAttributes"], items)
        same(got["MD5OfMessageAttributes"], attributes_md5(items))


@check("sqs: the recorded MD5 of an attribute")
def _():
    sent = sqs.send_message(QueueUrl=queue(), MessageBody="b", MessageAttributes={"MyAttribute": KINDS["String"]})
    same(sent["MD5OfMessageAttributes"], "adb59cd4678ea5a855436b949cd07ab6")


@check("sqs: attribute names select; the MD5 is of what is returned")
def _():
    url = queue()
    items = {name: {"DataType": "String", "StringValue": name} for name in ("Hello", "Help", "World")}
    sqs.send_message(QueueUrl=url, MessageBody="b", MessageAttributes=items)
    for names, want in [([], None), (["Hel.*"], {"Hello", "Help"}), (["World"], {"World"}), (["All"], set(items)),
                        ([".*"], set(items)), (["nope"], None)]:
        got = one(url, MessageAttributeNames=names, VisibilityTimeout=0)
        same(set(got["MessageAttributes"]) if "MessageAttributes" in got else None, want, str(names))
        part = {name: items[name] for name in want or ()}
        same(got.get("MD5OfMessageAttributes"), attributes_md5(part) if want else None, f"md5 of {names}")


BAD_ATTRIBUTES = {
    "an empty value": {"a": {"DataType": "String", "StringValue": ""}},
    "the prefix AWS.": {"AWS.x": KINDS["String"]},
    "the prefix amazon.": {"amazon.x": KINDS["String"]},
    "a dot in front": {".x": KINDS["String"]},
    "a dot at the end": {"x.": KINDS["String"]},
    "signs in the name": {'!"(?': KINDS["String"]},
    "a name of 257": {"x" * 257: KINDS["String"]},
    "an unknown type": {"a": {"DataType": "Text", "StringValue": "x"}},
    "a number that is none": {"a": {"DataType": "Number", "StringValue": "twelve"}},
}
for title, bad in BAD_ATTRIBUTES.items():
    @check(f"sqs: an attribute with {title} is refused")
    def _(bad=bad):
        error(sqs.send_message, ("InvalidParameterValue",), QueueUrl=queue(), MessageBody="b", MessageAttributes=bad)


@check("sqs: more than ten attributes are refused")
def _():
    many = {f"a{i}": KINDS["String"] for i in range(11)}
    error(sqs.send_message, ("InvalidParameterValue",), QueueUrl=queue(), MessageBody="b", MessageAttributes=many)


@check("sqs: system attributes tell when it was sent and how often received")
def _():
    url = queue()
    before = int(time.time() * 1000)
    sqs.send_message(QueueUrl=url, MessageBody="b")
    first = one(url, VisibilityTimeout=0)["Attributes"]
    holds(before - 2000 <= int(first["SentTimestamp"]) <= time.time() * 1000 + 2000, "SentTimestamp in ms")
    same(first["ApproximateReceiveCount"], "1")
    second = one(url)["Attributes"]
    same(second["ApproximateReceiveCount"], "2")
    same(second["ApproximateFirstReceiveTimestamp"], first["ApproximateFirstReceiveTimestamp"])
    holds("SenderId" in second, "SenderId")


@check("sqs: AWSTraceHeader is a system attribute with an MD5 of its own")
def _():
    url = queue()
    header = {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793"}}
    sent = sqs.send_message(QueueUrl=url, MessageBody="b", MessageSystemAttributes=header)
    same(sent["MD5OfMessageSystemAttributes"], attributes_md5(header))
    got = one(url)
    same(got["Attributes"]["AWSTraceHeader"], header["AWSTraceHeader"]["StringValue"])
    holds("MD5OfMessageAttributes" not in got, "no MD5 of user attributes")


@check("sqs: MessageSystemAttributeNames selects")
def _():
    url = queue()
    sqs.send_message(QueueUrl=url, MessageBody="b")
    got = sqs.receive_message(QueueUrl=url, MessageSystemAttributeNames=["SentTimestamp"], WaitTimeSeconds=2)["Messages"][0]
    same(list(got["Attributes"]), ["SentTimestamp"])


@check("sqs: an empty queue answers without Messages")
def _():
    holds("Messages" not in sqs.receive_message(QueueUrl=queue()), "no key")


@check("sqs: a long poll ends with the first message")
def _():
    import threading
    url = queue()
    threading.Timer(0.7, lambda: sqs.send_message(QueueUrl=url, MessageBody="late")).start()
    begin = time.time()
    got = receive(url, WaitTimeSeconds=10)
    same([m["Body"] for m in got], ["late"])
    holds(0.4 < time.time() - begin < 5, f"took {time.time() - begin:.1f} s")


@check("sqs: a long poll waits its time")
def _():
    begin = time.time()
    receive(queue(), WaitTimeSeconds=1)
    holds(0.8 < time.time() - begin < 3, f"took {time.time() - begin:.1f} s")


for name, value, text in [
    ("MaxNumberOfMessages", 11, "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided."),
    ("MaxNumberOfMessages", 0, "Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided."),
    ("WaitTimeSeconds", 21, "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided."),
    ("WaitTimeSeconds", -1, "Value -1 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided."),
    ("VisibilityTimeout", 43201, None),
]:
    @check(f"sqs: {name} {value} is refused")
    def _(name=name, value=value, text=text):
        error(sqs.receive_message, "InvalidParameterValue", text, QueueUrl=queue(), **{name: value})


@check("sqs: a leased message is hidden, and comes back with another handle")
def _():
    url = queue(VisibilityTimeout="1")
    sqs.send_message(QueueUrl=url, MessageBody="b")
    first = one(url)
    same(receive(url), [])
    second = one(url)
    same(second["MessageId"], first["MessageId"])
    holds(second["ReceiptHandle"] != first["ReceiptHandle"], "a new handle")


@check("sqs: visibility 0 gives back at once")
def _():
    url = queue()
    sqs.send_message(QueueUrl=url, MessageBody="b")
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=one(url)["ReceiptHandle"], VisibilityTimeout=0)
    same(len(receive(url)), 1)


@check("sqs: a changed visibility is not remembered for the next receive")
def _():
    url = queue(VisibilityTimeout="1")
    sqs.send_message(QueueUrl=url, MessageBody="b")
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=one(url)["ReceiptHandle"], VisibilityTimeout=2)
    one(url)
    one(url)


@check("sqs: a change after the lease ran out is no error on a standard queue")
def _():
    url = queue(VisibilityTimeout="1")
    sqs.send_message(QueueUrl=url, MessageBody="b")
    got = one(url)
    time.sleep(1.3)
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=got["ReceiptHandle"], VisibilityTimeout=0)


@check("sqs: a visibility beyond 12 hours is refused")
def _():
    url = queue()
    sqs.send_message(QueueUrl=url, MessageBody="b")
    error(sqs.change_message_visibility, "InvalidParameterValue", QueueUrl=url, ReceiptHandle=one(url)["ReceiptHandle"], VisibilityTimeout=43201)


@check("sqs: counters tell visible, leased and delayed")
def _():
    url = queue()
    for i in range(3):
        sqs.send_message(QueueUrl=url, MessageBody=str(i))
    sqs.send_message(QueueUrl=url, MessageBody="later", DelaySeconds=60)
    one(url)
    got = attributes(url)
    same([got[f"ApproximateNumberOfMessages{x}"] for x in ("", "NotVisible", "Delayed")], ["2", "1", "1"])


@check("sqs: a delayed message is not there yet")
def _():
    url = queue()
    sqs.send_message(QueueUrl=url, MessageBody="b", DelaySeconds=1)
    same(receive(url), [])
    same(one(url)["Body"], "b")


@check("sqs: the queue's delay holds where the message has none")
def _():
    url = queue(DelaySeconds="60")
    sqs.send_message(QueueUrl=url, MessageBody="b")
    same(attributes(url)["ApproximateNumberOfMessagesDelayed"], "1")


@check("sqs: a deleted message is gone, and deleting it twice is no error")
def _():
    url = queue(VisibilityTimeout="1")
    sqs.send_message(QueueUrl=url, MessageBody="b")
    handle = one(url)["ReceiptHandle"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)
    time.sleep(1.2)
    same(receive(url), [])


@check("sqs: an old handle deletes on a standard queue after the lease ran out")
def _():
    url = queue(VisibilityTimeout="1")
    sqs.send_message(QueueUrl=url, MessageBody="b")
    handle = one(url)["ReceiptHandle"]
    time.sleep(1.3)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)
    same(receive(url), [])


@check("sqs: garbage is no receipt handle")
def _():
    error(sqs.delete_message, "ReceiptHandleIsInvalid", 'The input receipt handle "garbage" is not a valid receipt handle.',
          QueueUrl=queue(), ReceiptHandle="garbage")


@check("sqs: the visibility of a deleted message can't be changed")
def _():
    url = queue()
    sqs.send_message(QueueUrl=url, MessageBody="b")
    handle = one(url)["ReceiptHandle"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)
    error(sqs.change_message_visibility, "InvalidParameterValue",
          "Reason: Message does not exist or is not available for visibility timeout change.", QueueUrl=url,
          ReceiptHandle=handle, VisibilityTimeout=5)


def entries(n, **more):
    return [{"Id": str(i), "MessageBody": f"m{i}", **more} for i in range(n)]


@check("sqs: a batch answers each entry")
def _():
    url = queue()
    got = sqs.send_message_batch(QueueUrl=url, Entries=entries(10))
    same(sorted(e["Id"] for e in got["Successful"]), sorted(str(i) for i in range(10)))
    same(got["Successful"][0]["MD5OfMessageBody"], hashlib.md5(b"m0").hexdigest())
    holds(not got.get("Failed"), "none failed")
    same(len({m["Body"] for m in receive(url)}), 10)


@check("sqs: a batch of twenty is refused")
def _():
    error(sqs.send_message_batch, ("AWS.SimpleQueueService.TooManyEntriesInBatchRequest", "TooManyEntriesInBatchRequest"),
          "Maximum number of entries per request are 10. You have sent 20.", QueueUrl=queue(), Entries=entries(20))


@check("sqs: an empty batch is refused")
def _():
    error(sqs.send_message_batch, ("AWS.SimpleQueueService.EmptyBatchRequest", "EmptyBatchRequest"), QueueUrl=queue(), Entries=[])


@check("sqs: ids of a batch are distinct")
def _():
    error(sqs.send_message_batch, ("AWS.SimpleQueueService.BatchEntryIdsNotDistinct", "BatchEntryIdsNotDistinct"), QueueUrl=queue(),
          Entries=[{"Id": "1", "MessageBody": "a"}, {"Id": "1", "MessageBody": "b"}])


for bad in ["", "invalid:id", "x" * 100]:
    @check(f"sqs: `{bad[:12]}` is no batch entry id")
    def _(bad=bad):
        error(sqs.send_message_batch, ("AWS.SimpleQueueService.InvalidBatchEntryId", "InvalidBatchEntryId"),
              "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
              QueueUrl=queue(), Entries=[{"Id": bad, "MessageBody": "a"}])


@check("sqs: a batch over 1 MiB together is refused")
def _():
    error(sqs.send_message_batch, ("AWS.SimpleQueueService.BatchRequestTooLong", "BatchRequestTooLong"),
          "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.", QueueUrl=queue(),
          Entries=[{"Id": "1", "MessageBody": "x" * 500_000}, {"Id": "2", "MessageBody": "x" * (MIB - 500_000 + 1)}])


@check("sqs: one bad entry fails alone")
def _():
    got = sqs.send_message_batch(QueueUrl=queue(), Entries=[{"Id": "good", "MessageBody": "a"}, {"Id": "bad", "MessageBody": "\x00"}])
    same([e["Id"] for e in got["Successful"]], ["good"])
    same([(e["Id"], e["Code"], e["SenderFault"]) for e in got["Failed"]], [("bad", "InvalidMessageContents", True)])


@check("sqs: an entry over the queue's own limit fails alone")
def _():
    got = sqs.send_message_batch(QueueUrl=queue(MaximumMessageSize="1024"),
                                 Entries=[{"Id": "1", "MessageBody": "x" * 1025}, {"Id": "2", "MessageBody": "x" * 1024}])
    same([(e["Id"], e["Code"]) for e in got["Failed"]], [("1", "InvalidParameterValue")])
    same(len(got["Successful"]), 1)


@check("sqs: a batch of deletes answers each entry")
def _():
    url = queue()
    sqs.send_message_batch(QueueUrl=url, Entries=entries(3))
    handles = [m["ReceiptHandle"] for m in receive(url)]
    got = sqs.delete_message_batch(QueueUrl=url, Entries=[{"Id": str(i), "ReceiptHandle": h} for i, h in enumerate(handles + ["garbage"])])
    same(len(got["Successful"]), len(handles))
    same([e["Code"] for e in got["Failed"]], ["ReceiptHandleIsInvalid"])


@check("sqs: a batch of visibility changes gives back")
def _():
    url = queue()
    sqs.send_message_batch(QueueUrl=url, Entries=entries(3))
    handles = [m["ReceiptHandle"] for m in receive(url)]
    got = sqs.change_message_visibility_batch(QueueUrl=url, Entries=[
        {"Id": str(i), "ReceiptHandle": h, "VisibilityTimeout": 0} for i, h in enumerate(handles)])
    same(len(got["Successful"]), len(handles))
    same(len(receive(url)), len(handles))


@check("sqs: a redrive policy moves after maxReceiveCount, with all that belongs to the message")
def _():
    dead = queue()
    url = queue(VisibilityTimeout="0", RedrivePolicy=f'{{"deadLetterTargetArn":"{arn(dead)}","maxReceiveCount":"1"}}')
    sent = sqs.send_message(QueueUrl=url, MessageBody="b", MessageAttributes={"a": KINDS["Binary"]})
    one(url)
    receive(url)
    got = one(dead)
    same((got["MessageId"], got["Body"], got["MessageAttributes"]), (sent["MessageId"], "b", {"a": KINDS["Binary"]}))
    same(got["Attributes"]["DeadLetterQueueSourceArn"], arn(url))
    same(got["Attributes"]["ApproximateReceiveCount"], "2")


@check("sqs: ListDeadLetterSourceQueues names the sources")
def _():
    dead = queue()
    url = queue(RedrivePolicy=f'{{"deadLetterTargetArn":"{arn(dead)}","maxReceiveCount":3}}')
    same(sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"], [url])


@check("sqs: a redrive policy without a count is refused")
def _():
    dead = queue()
    error(sqs.create_queue, "InvalidParameterValue", QueueName=f"c-{uuid.uuid4().hex[:8]}",
          Attributes={"RedrivePolicy": f'{{"deadLetterTargetArn":"{arn(dead)}"}}'})


@check("sqs: an empty redrive policy takes it away")
def _():
    url = queue(RedrivePolicy=f'{{"deadLetterTargetArn":"{arn(queue())}","maxReceiveCount":3}}')
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": ""})
    holds("RedrivePolicy" not in attributes(url), "no policy")


@check("sqs: a move task needs a queue that is somebody's DLQ")
def _():
    error(sqs.start_message_move_task, "InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.", SourceArn=arn(queue()))


@check("sqs: a move task brings messages home")
def _():
    dead = queue()
    url = queue(VisibilityTimeout="0", RedrivePolicy=f'{{"deadLetterTargetArn":"{arn(dead)}","maxReceiveCount":"1"}}')
    sqs.send_message(QueueUrl=url, MessageBody="b")
    one(url)
    receive(url)
    for _ in range(50):
        if attributes(dead)["ApproximateNumberOfMessages"] == "1":
            break
        receive(url)
    holds(sqs.start_message_move_task(SourceArn=arn(dead))["TaskHandle"], "a handle")
    for _ in range(100):
        task = sqs.list_message_move_tasks(SourceArn=arn(dead))["Results"][0]
        if task["Status"] == "COMPLETED":
            break
        time.sleep(0.05)
    same((task["Status"], task["ApproximateNumberOfMessagesMoved"]), ("COMPLETED", 1))
    same(attributes(dead)["ApproximateNumberOfMessages"], "0")


@check("sqs: a move task to nowhere is refused")
def _():
    dead = queue()
    queue(RedrivePolicy=f'{{"deadLetterTargetArn":"{arn(dead)}","maxReceiveCount":"1"}}')
    error(sqs.start_message_move_task, "ResourceNotFoundException", SourceArn=arn(dead), DestinationArn=arn(dead) + "-nope", status=404)


@check("sqs: purge takes everything, leased and delayed too, once a minute")
def _():
    url = queue()
    sqs.send_message_batch(QueueUrl=url, Entries=entries(3))
    sqs.send_message(QueueUrl=url, MessageBody="later", DelaySeconds=60)
    one(url)
    sqs.purge_queue(QueueUrl=url)
    got = attributes(url)
    same([got[f"ApproximateNumberOfMessages{x}"] for x in ("", "NotVisible", "Delayed")], ["0", "0", "0"])
    error(sqs.purge_queue, ("AWS.SimpleQueueService.PurgeQueueInProgress", "PurgeQueueInProgress"), "is allowed every 60 seconds.", QueueUrl=url)


@check("sqs: FIFO: the order of a group, and one of it at a time")
def _():
    url = queue(FifoQueue="true")
    for i in range(4):
        sqs.send_message(QueueUrl=url, MessageBody=str(i), MessageGroupId="g", MessageDeduplicationId=str(i))
    first = receive(url, MaxNumberOfMessages=2)
    same([m["Body"] for m in first], ["0", "1"])
    same(receive(url), [], "the group is blocked")
    for m in first:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=m["ReceiptHandle"])
    same([m["Body"] for m in receive(url)], ["2", "3"])
    same(first[0]["Attributes"]["MessageGroupId"], "g")
    holds(first[0]["Attributes"]["SequenceNumber"] < first[1]["Attributes"]["SequenceNumber"], "sequence numbers")


@check("sqs: FIFO: the same deduplication id is taken once")
def _():
    url = queue(FifoQueue="true")
    sent = [sqs.send_message(QueueUrl=url, MessageBody="b", MessageGroupId="g", MessageDeduplicationId="d") for _ in range(2)]
    same(sent[0]["MessageId"], sent[1]["MessageId"])
    same(len(receive(url)), 1)


@check("sqs: FIFO: a group id is needed")
def _():
    error(sqs.send_message, "MissingParameter", "The request must contain the parameter MessageGroupId.", QueueUrl=queue(FifoQueue="true"), MessageBody="b")


@check("sqs: FIFO: content-based deduplication")
def _():
    url = queue(FifoQueue="true", ContentBasedDeduplication="true")
    for _ in range(2):
        sqs.send_message(QueueUrl=url, MessageBody="same", MessageGroupId="g")
    same(len(receive(url)), 1)


@check("sqs: FIFO: a handle whose lease ran out can't delete")
def _():
    url = queue(FifoQueue="true", VisibilityTimeout="1")
    sqs.send_message(QueueUrl=url, MessageBody="b", MessageGroupId="g", MessageDeduplicationId="d")
    handle = one(url)["ReceiptHandle"]
    time.sleep(1.3)
    error(sqs.delete_message, "InvalidParameterValue", "Reason: The receipt handle has expired.", QueueUrl=url, ReceiptHandle=handle)


@check("sqs: a group id is possible on a standard queue")
def _():
    url = queue()
    sqs.send_message(QueueUrl=url, MessageBody="b", MessageGroupId="tenant-a")
    same(one(url)["Attributes"]["MessageGroupId"], "tenant-a")


@check("sqs: tags answer")
def _():
    url = queue()
    sqs.tag_queue(QueueUrl=url, Tags={"a": "b"})
    sqs.list_queue_tags(QueueUrl=url)
