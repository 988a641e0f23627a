"""The AWS CLI against an endpoint: version 1 speaks JSON, Debian's 2.9 speaks the query protocol with XML answers to SQS."""
import json
import os
import subprocess
import uuid

from checks import check, holds, same


def add(path, endpoint):
    """Adds the checks for the CLI at `path`."""
    version = subprocess.run([path, "--version"], capture_output=True, text=True).stdout.split()[0]
    env = {**os.environ, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_DEFAULT_REGION": "ap-southeast-1",
           "AWS_PAGER": "", "AWS_DEFAULT_OUTPUT": "json"}

    def aws(*words):
        done = subprocess.run([path, "--endpoint-url", endpoint, *words], capture_output=True, text=True, env=env, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def ok(*words):
        code, out, err = aws(*words)
        assert code == 0, f"{' '.join(words)}: exit {code}: {err.strip()}"
        return json.loads(out) if out.strip() else None

    def queue():
        return ok("sqs", "create-queue", "--queue-name", f"cli-{uuid.uuid4().hex[:10]}")["QueueUrl"]

    ATTRIBUTES = json.dumps({"code": {"DataType": "String", "StringValue": "é <&>"}, "n": {"DataType": "Number", "StringValue": "5"}})

    @check(f"{version}: who am I")
    def _():
        account = ok("sts", "get-caller-identity")["Account"]
        holds(account.isdigit() and len(account) == 12, f"account: {account}")

    @check(f"{version}: a queue is made, found, listed")
    def _():
        url = queue()
        name = url.rsplit("/", 1)[1]
        same(ok("sqs", "get-queue-url", "--queue-name", name)["QueueUrl"], url)
        holds(url in ok("sqs", "list-queues", "--queue-name-prefix", name)["QueueUrls"], "listed")

    @check(f"{version}: a message goes in and comes out, checksums and all")
    def _():
        url = queue()
        sent = ok("sqs", "send-message", "--queue-url", url, "--message-body", 'é "<&>" 🧾', "--message-attributes", ATTRIBUTES)
        got = ok("sqs", "receive-message", "--queue-url", url, "--attribute-names", "All", "--message-attribute-names", "All",
                 "--wait-time-seconds", "2")["Messages"][0]
        same((got["MessageId"], got["Body"]), (sent["MessageId"], 'é "<&>" 🧾'))
        same(got["MessageAttributes"]["code"]["StringValue"], "é <&>")
        same(got["MD5OfMessageAttributes"], sent["MD5OfMessageAttributes"])
        same(got["Attributes"]["ApproximateReceiveCount"], "1")
        ok("sqs", "delete-message", "--queue-url", url, "--receipt-handle", got["ReceiptHandle"])

    @check(f"{version}: batches answer each entry")
    def _():
        url = queue()
        entries = json.dumps([{"Id": str(i), "MessageBody": f"m{i}"} for i in range(5)])
        same(len(ok("sqs", "send-message-batch", "--queue-url", url, "--entries", entries)["Successful"]), 5)
        got = ok("sqs", "receive-message", "--queue-url", url, "--max-number-of-messages", "10", "--wait-time-seconds", "2")["Messages"]
        handles = json.dumps([{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(got)] + [{"Id": "x", "ReceiptHandle": "garbage"}])
        answer = ok("sqs", "delete-message-batch", "--queue-url", url, "--entries", handles)
        same(len(answer["Successful"]), len(got))
        same([f["Code"] for f in answer["Failed"]], ["ReceiptHandleIsInvalid"])

    @check(f"{version}: attributes are read and set")
    def _():
        url = queue()
        ok("sqs", "set-queue-attributes", "--queue-url", url, "--attributes", '{"VisibilityTimeout":"77"}')
        got = ok("sqs", "get-queue-attributes", "--queue-url", url, "--attribute-names", "All")["Attributes"]
        same((got["VisibilityTimeout"], got["MaximumMessageSize"]), ("77", "1048576"))

    @check(f"{version}: visibility is changed")
    def _():
        url = queue()
        ok("sqs", "send-message", "--queue-url", url, "--message-body", "b")
        got = ok("sqs", "receive-message", "--queue-url", url, "--wait-time-seconds", "2")["Messages"][0]
        ok("sqs", "change-message-visibility", "--queue-url", url, "--receipt-handle", got["ReceiptHandle"], "--visibility-timeout", "0")
        same(len(ok("sqs", "receive-message", "--queue-url", url, "--wait-time-seconds", "2")["Messages"]), 1)

    @check(f"{version}: purge and delete answer")
    def _():
        url = queue()
        ok("sqs", "purge-queue", "--queue-url", url)
        ok("sqs", "delete-queue", "--queue-url", url)

    @check(f"{version}: an unknown queue has its old name")
    def _():
        code, _, err = aws("sqs", "get-queue-url", "--queue-name", "nope")
        holds(code != 0 and "AWS.SimpleQueueService.NonExistentQueue" in err, err)

    @check(f"{version}: events are put, rules listed, patterns tested")
    def _():
        got = ok("events", "put-events", "--entries", '[{"Source":"a","DetailType":"b","Detail":"{}"}]')
        same(got["FailedEntryCount"], 0)
        name = f"cli-{uuid.uuid4().hex[:8]}"
        ok("events", "put-rule", "--name", name, "--event-pattern", '{"source":["a"]}')
        same(ok("events", "list-rules", "--name-prefix", name)["Rules"][0]["Name"], name)
        event = json.dumps({"id": "1", "account": "1", "source": "a", "time": "2022-01-01T00:00:00Z", "region": "r", "resources": [],
                            "detail-type": "t", "detail": {}})
        same(ok("events", "test-event-pattern", "--event-pattern", '{"source":["a"]}', "--event", event)["Result"], True)
