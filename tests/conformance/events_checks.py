"""EventBridge, as boto3 sees it (JSON 1.1). Expectations: AWS_RECORDED 2-7 and DOMAIN 1, 4-7 of the project's facts."""
import json
import time
import urllib.request
import uuid

import sqs_checks
from checks import SKIP, check, error, holds, same
from sqs_checks import arn, one, queue, receive

events = None  # set by aws.py
control = None  # the simulator's /_sim URL, where there is one
EVENT = {"Source": "my.app", "DetailType": "thing", "Detail": '{"a": 1}'}


def name(prefix="c"):
    return f"{prefix}-{uuid.uuid4().hex[:10]}"


def put(*entries, **more):
    return events.put_events(Entries=[{**EVENT, **e} for e in entries] or [EVENT], **more)


def allow(url, rule_arn):
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
              "Action": "sqs:SendMessage", "Resource": arn(url), "Condition": {"ArnEquals": {"aws:SourceArn": rule_arn}}}]}
    sqs_checks.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})


def rule_to_queue(pattern, bus="default", allowed=True, **target):
    """A rule that sends to a new queue; answers the rule's name and ARN and the queue."""
    url, rule = queue(), name("rule")
    rule_arn = events.put_rule(Name=rule, EventBusName=bus, EventPattern=json.dumps(pattern))["RuleArn"]
    if allowed:
        allow(url, rule_arn)
    same(events.put_targets(Rule=rule, EventBusName=bus, Targets=[{"Id": "t", "Arn": arn(url), **target}])["FailedEntryCount"], 0)
    return rule, rule_arn, url


def delivered(detail, **target):
    """What an SQS target gets of an event with that detail."""
    source = name("src")
    _, _, url = rule_to_queue({"source": [source]}, **target)
    put({"Source": source, "Detail": json.dumps(detail), "Time": "2022-01-01T00:00:00Z"})
    return one(url)["Body"]


@check("put: success is an event id and nothing else")
def _():
    got = put()
    same(got["FailedEntryCount"], 0)
    same(list(got["Entries"][0]), ["EventId"])
    same(len(got["Entries"][0]["EventId"]), 36)


for field in ("Source", "DetailType", "Detail"):
    @check(f"put: an entry without {field} fails alone")
    def _(field=field):
        bad = {k: v for k, v in EVENT.items() if k != field}
        got = events.put_events(Entries=[bad, EVENT])
        same(got["FailedEntryCount"], 1)
        same(got["Entries"][0], {"ErrorCode": "InvalidArgument",
                                 "ErrorMessage": f"Parameter {field} is not valid. Reason: {field} is a required argument."})
        holds("EventId" in got["Entries"][1], "the other entry went")


for detail in ("NotJSON", "[]", "{{}", '"NotJSON"'):
    @check(f"put: the detail {detail} is malformed")
    def _(detail=detail):
        same(put({"Detail": detail})["Entries"], [{"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}])


@check("put: an aws. source is not authorized")
def _():
    same(put({"Source": "aws.s3"})["Entries"],
         [{"ErrorCode": "NotAuthorizedForSourceException", "ErrorMessage": "Not authorized for the source."}])
    same(put({"Source": "aws-foo"})["FailedEntryCount"], 0)


@check("put: eleven entries fail together")
def _():
    error(events.put_events, "ValidationException", "Member must have length less than or equal to 10", Entries=[EVENT] * 11)


@check("put: over 1 MiB fails together")
def _():
    error(events.put_events, "ValidationException", "Total size of the entries in the request is over the limit.",
          Entries=[{**EVENT, "Detail": json.dumps({"x": "y" * 1_100_000})}])


@check("put: a bus that does not exist swallows the event")
def _():
    got = put({"EventBusName": name("nope")})
    same((got["FailedEntryCount"], list(got["Entries"][0])), (0, ["EventId"]))


@check("put: every copy of an event has the id that was answered")
def _():
    source = name("src")
    queues = [rule_to_queue({"source": [source]})[2] for _ in range(2)]
    id = put({"Source": source})["Entries"][0]["EventId"]
    same([json.loads(one(url)["Body"])["id"] for url in queues], [id, id])


@check("envelope: keys in AWS's order, compact, resources empty, time in seconds")
def _():
    source = name("src")
    _, _, url = rule_to_queue({"source": [source]})
    put({"Source": source, "Detail": '{"b": 1,\n "a": [1, 2]}', "Time": "2022-01-01T00:00:00Z"})
    body = one(url)["Body"]
    got = json.loads(body)
    same(list(got), ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"])
    same((got["version"], got["time"], got["resources"]), ("0", "2022-01-01T00:00:00Z", []))
    holds('"detail":{"b":1,"a":[1,2]}' in body, "the detail is compact, in its order")


@check("bus: an unknown one does not exist")
def _():
    error(events.describe_event_bus, "ResourceNotFoundException", "Event bus nope does not exist.", Name="nope")


@check("bus: made once, listed, described, deleted")
def _():
    bus = name("bus")
    got = events.create_event_bus(Name=bus)["EventBusArn"]
    holds(got.endswith(f":event-bus/{bus}"), got)
    error(events.create_event_bus, "ResourceAlreadyExistsException", f"Event bus {bus} already exists.", Name=bus)
    same([b["Name"] for b in events.list_event_buses(NamePrefix=bus)["EventBuses"]], [bus])
    described = events.describe_event_bus(Name=bus)
    same((described["Arn"], "Policy" in described), (got, False))
    events.delete_event_bus(Name=bus)
    events.delete_event_bus(Name=bus)


@check("bus: default can't be deleted")
def _():
    error(events.delete_event_bus, "ValidationException", "Cannot delete event bus default.", Name="default")


@check("rule: its ARN has the bus, unless it is default")
def _():
    bus, rule = name("bus"), name("rule")
    events.create_event_bus(Name=bus)
    holds(events.put_rule(Name=rule, EventPattern='{"source":["a"]}')["RuleArn"].endswith(f":rule/{rule}"), "default")
    got = events.put_rule(Name=rule, EventBusName=bus, EventPattern='{"source":["a"]}')["RuleArn"]
    holds(got.endswith(f":rule/{bus}/{rule}"), got)


@check("rule: an unknown one does not exist")
def _():
    error(events.describe_rule, "ResourceNotFoundException", "Rule nope does not exist on EventBus default.", Name="nope")


@check("rule: described, listed, disabled, enabled")
def _():
    rule = name("rule")
    events.put_rule(Name=rule, EventPattern='{"source":["a"]}')
    got = events.describe_rule(Name=rule)
    same((got["State"], got["EventBusName"], json.loads(got["EventPattern"])), ("ENABLED", "default", {"source": ["a"]}))
    events.disable_rule(Name=rule)
    same(events.list_rules(NamePrefix=rule)["Rules"][0]["State"], "DISABLED")
    events.enable_rule(Name=rule)
    same(events.describe_rule(Name=rule)["State"], "ENABLED")


@check("rule: a disabled one does not deliver")
def _():
    source = name("src")
    rule, _, url = rule_to_queue({"source": [source]})
    events.disable_rule(Name=rule)
    put({"Source": source})
    same(receive(url, WaitTimeSeconds=1), [])


@check("rule: put again keeps the targets")
def _():
    rule, rule_arn, _ = rule_to_queue({"source": ["a"]})
    same(events.put_rule(Name=rule, EventPattern='{"source":["b"]}')["RuleArn"], rule_arn)
    same(len(events.list_targets_by_rule(Rule=rule)["Targets"]), 1)


@check("rule: with targets it can't be deleted")
def _():
    rule, _, _ = rule_to_queue({"source": ["a"]})
    error(events.delete_rule, "ValidationException", "Rule can't be deleted since it has targets.", Name=rule)
    events.remove_targets(Rule=rule, Ids=["t"])
    events.delete_rule(Name=rule)


@check("rule: a schedule only on the default bus")
def _():
    bus = name("bus")
    events.create_event_bus(Name=bus)
    error(events.put_rule, "ValidationException", "ScheduleExpression is supported only on the default event bus.", Name=name(),
          EventBusName=bus, ScheduleExpression="rate(1 minute)")


@check("rule: ListRules pages")
def _():
    prefix = name("page")
    for i in range(3):
        events.put_rule(Name=f"{prefix}-{i}", EventPattern='{"source":["a"]}')
    first = events.list_rules(NamePrefix=prefix, Limit=2)
    same(len(first["Rules"]), 2)
    rest = events.list_rules(NamePrefix=prefix, Limit=2, NextToken=first["NextToken"])
    same((len(rest["Rules"]), "NextToken" in rest), (1, False))


@check("target: put again under the same id replaces; the same ARN may stand twice")
def _():
    rule, _, url = rule_to_queue({"source": ["a"]})
    events.put_targets(Rule=rule, Targets=[{"Id": "t", "Arn": arn(url), "InputPath": "$.detail"}, {"Id": "u", "Arn": arn(url)}])
    got = {t["Id"]: t.get("InputPath") for t in events.list_targets_by_rule(Rule=rule)["Targets"]}
    same(got, {"t": "$.detail", "u": None})
    same(events.list_rule_names_by_target(TargetArn=arn(url))["RuleNames"], [rule])


@check("target: seven at once are too many")
def _():
    rule = name("rule")
    events.put_rule(Name=rule, EventPattern='{"source":["a"]}')
    target = arn(queue())
    error(events.put_targets, "LimitExceededException", "The requested resource exceeds the maximum number allowed.", Rule=rule,
          Targets=[{"Id": str(i), "Arn": target} for i in range(7)])


@check("target: signs are no id")
def _():
    rule = name("rule")
    events.put_rule(Name=rule, EventPattern='{"source":["a"]}')
    error(events.put_targets, "ValidationException",
          "Value '!@#$@!#$' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
          Rule=rule, Targets=[{"Id": "!@#$@!#$", "Arn": arn(queue())}])


@check("target: one kind of input only")
def _():
    rule = name("rule")
    events.put_rule(Name=rule, EventPattern='{"source":["a"]}')
    error(events.put_targets, "ValidationException", "Only one of Input, InputPath, or InputTransformer must be provided for target t.",
          Rule=rule, Targets=[{"Id": "t", "Arn": arn(queue()), "Input": "{}", "InputPath": "$.detail"}])


@check("target: a placeholder must be defined")
def _():
    rule = name("rule")
    events.put_rule(Name=rule, EventPattern='{"source":["a"]}')
    error(events.put_targets, "ValidationException", "InputTemplate for target t contains invalid placeholder nope.", Rule=rule,
          Targets=[{"Id": "t", "Arn": arn(queue()), "InputTransformer": {"InputPathsMap": {"a": "$.id"}, "InputTemplate": '{"x": <nope>}'}}])


def transformed(template, detail, **paths):
    return delivered(detail, InputTransformer={"InputPathsMap": paths, "InputTemplate": template})


DETAIL = {"s": "text", "n": 5, "b": True, "o": {"k": "v", "w": 1}, "l": ["A", "B"]}
INPUTS = [
    ("InputPath to an object", dict(InputPath="$.detail.o"), '{"k":"v","w":1}'),
    ("InputPath to a string keeps its quotes", dict(InputPath="$.detail.s"), '"text"'),
    ("InputPath to an element", dict(InputPath="$.detail.l[1]"), '"B"'),
    ("a constant input", dict(Input='{"x":1}'), '{"x":1}'),
]
for title, target, want in INPUTS:
    @check(f"input: {title}")
    def _(target=target, want=want):
        same(delivered(DETAIL, **target), want)

TEMPLATES = [
    ("a string gets quotes", '{"x": <s>}', {"s": "$.detail.s"}, {"x": "text"}),
    ("a quoted string does not get them twice", '{"x": "<s>"}', {"s": "$.detail.s"}, {"x": "text"}),
    ("an object goes in as JSON", '{"x": <o>}', {"o": "$.detail.o"}, {"x": {"k": "v", "w": 1}}),
    ("a list and a boolean", '{"x": <l>, "y": <b>}', {"l": "$.detail.l", "b": "$.detail.b"}, {"x": ["A", "B"], "y": True}),
    ("a path that finds nothing", '{"x": <z>}', {"z": "$.detail.z"}, {"x": ""}),
]
for title, template, paths, want in TEMPLATES:
    @check(f"template: {title}")
    def _(template=template, paths=paths, want=want):
        same(json.loads(transformed(template, DETAIL, **paths)), want)


@check("template: an object inside a string loses its quotes")
def _():
    same(transformed('"Payload of <o> is <l>"', DETAIL, o="$.detail.o", l="$.detail.l"), '"Payload of {k:v,w:1} is [A,B]"')


@check("template: the reserved variables")
def _():
    got = json.loads(transformed('{"event": <aws.events.event>, "all": <aws.events.event.json>, "rule": "<aws.events.rule-name>"}', DETAIL))
    same(list(got["event"]), ["id", "account", "detailType", "time", "source", "region", "resources", "version"])
    same(got["all"]["detail"], DETAIL)
    holds(got["rule"].startswith("rule-"), got["rule"])


PATTERNS = [
    # pattern, detail, matches
    ({"a": [300]}, {"a": 300.0}, True), ({"a": ["300"]}, {"a": 300}, False), ({"a": [None]}, {"a": None}, True),
    ({"a": [None]}, {"a": []}, False), ({"a": [""]}, {"a": ""}, True), ({"a": [{"prefix": "ab"}]}, {"a": "abc"}, True),
    ({"a": [{"prefix": {"equals-ignore-case": "AB"}}]}, {"a": "abc"}, True), ({"a": [{"suffix": "bc"}]}, {"a": "abc"}, True),
    ({"a": [{"equals-ignore-case": "ABC"}]}, {"a": "abc"}, True), ({"a": [{"wildcard": "a*c"}]}, {"a": "abbc"}, True),
    ({"a": [{"wildcard": "a\\*c"}]}, {"a": "abc"}, False), ({"a": [{"anything-but": "x"}]}, {"a": "y"}, True),
    ({"a": [{"anything-but": "x"}]}, {"b": "y"}, False), ({"a": [{"anything-but": ["x", "z"]}]}, {"a": "z"}, False),
    ({"a": [{"anything-but": {"prefix": "in"}}]}, {"a": "out"}, True), ({"a": [{"anything-but": {"wildcard": "o*"}}]}, {"a": "out"}, False),
    ({"a": [{"numeric": [">", 0, "<=", 5]}]}, {"a": 5}, True), ({"a": [{"numeric": [">", 0, "<=", 5]}]}, {"a": 0}, False),
    ({"a": [{"numeric": ["=", 5]}]}, {"a": "5"}, False), ({"a": [{"cidr": "10.0.0.0/24"}]}, {"a": "10.0.0.255"}, True),
    ({"a": [{"cidr": "10.0.0.0/24"}]}, {"a": "10.0.1.1"}, False), ({"a": [{"cidr": "2001:db8::/32"}]}, {"a": "2001:db8::1"}, True),
    ({"a": [{"exists": True}]}, {"a": None}, True), ({"a": [{"exists": True}]}, {"a": {"b": 1}}, False),
    ({"a": [{"exists": False}]}, {"b": 1}, True), ({"a": [{"exists": True}]}, {"a": []}, False),
    ({"a": {"b": [{"exists": False}]}}, {"c": 1}, True), ({"$or": [{"a": [1]}, {"b": [2]}]}, {"b": 2}, True),
    ({"$or": [{"a": [1]}, {"b": [2]}]}, {"b": 3}, False), ({"a": {"b": [1], "c": [4]}}, {"a": [{"b": 1, "c": 2}, {"b": 3, "c": 4}]}, False),
    ({"a": {"b": [1], "c": [2]}}, {"a": [{"b": 1, "c": 2}, {"b": 3, "c": 4}]}, True), ({"a": ["x"]}, {"a": ["y", "x"]}, True),
    ({"a.b": ["x"]}, {"a": {"b": "x"}}, True),
]
for pattern, detail, want in PATTERNS:
    @check(f"pattern: {json.dumps(pattern)} on {json.dumps(detail)}")
    def _(pattern=pattern, detail=detail, want=want):
        event = {"id": "1", "account": "123456789012", "source": "a", "time": "2022-01-01T00:00:00Z", "region": "us-east-1",
                 "resources": [], "detail-type": "t", "detail": detail}
        same(events.test_event_pattern(EventPattern=json.dumps({"detail": pattern}), Event=json.dumps(event))["Result"], want)


BAD_PATTERNS = [
    ('{"a": "int"}', '"a" must be an object or an array'), ('{"a": []}', "Empty arrays are not allowed"),
    ('{"a": [{"exists": "x"}]}', None), ('{"a": [{"EXISTS": true}]}', "Unrecognized match type EXISTS"), ("[]", "Filter is not an object"),
    ('{"a": [{"numeric": [">", "x"]}]}', "Value of > must be numeric"), ('{"a": [{"wildcard": "a**b"}]}', "Consecutive wildcard characters"),
    ('{"a": [{"prefix": 1}]}', "prefix match pattern must be a string"),
]
for pattern, text in BAD_PATTERNS:
    @check(f"pattern: {pattern} is refused")
    def _(pattern=pattern, text=text):
        wrong = error(events.put_rule, "InvalidEventPatternException", text, Name=name(), EventPattern=pattern)
        holds(wrong["Message"].startswith("Event pattern is not valid. Reason: "), wrong["Message"])


@check("pattern: an event that is no object is refused")
def _():
    error(events.test_event_pattern, "ValidationException", "Parameter Event is not valid.", EventPattern='{"a":["b"]}', Event="[]")


def connection(**auth):
    made = events.create_connection(Name=name("con"), **auth)
    return made["ConnectionArn"], made["ConnectionState"]


def api_key(key="x-api-key", value="secret"):
    return dict(AuthorizationType="API_KEY", AuthParameters={"ApiKeyAuthParameters": {"ApiKeyName": key, "ApiKeyValue": value}})


@check("connection: an API key is authorized at once, and its secret never shown")
def _():
    got, state = connection(**api_key())
    same(state, "AUTHORIZED")
    described = events.describe_connection(Name=got.split("/")[1])
    same(described["AuthParameters"]["ApiKeyAuthParameters"], {"ApiKeyName": "x-api-key"})
    holds(":secret:events!connection/" in described["SecretArn"], described["SecretArn"])


@check("connection: basic shows the user name only")
def _():
    got, _ = connection(AuthorizationType="BASIC", AuthParameters={"BasicAuthParameters": {"Username": "u", "Password": "p"}})
    same(events.describe_connection(Name=got.split("/")[1])["AuthParameters"]["BasicAuthParameters"], {"Username": "u"})


@check("connection: an unknown one does not exist")
def _():
    error(events.describe_connection, "ResourceNotFoundException",
          "Failed to describe the connection(s). Connection 'nope' does not exist.", Name="nope")


@check("destination: an unknown one does not exist")
def _():
    error(events.describe_api_destination, "ResourceNotFoundException",
          "Failed to describe the api-destination(s). An api-destination 'nope' does not exist.", Name="nope")


@check("destination: active, with 300 a second unless told otherwise")
def _():
    got, _ = connection(**api_key())
    destination = name("dest")
    events.create_api_destination(Name=destination, ConnectionArn=got, InvocationEndpoint="https://api.example.com/x", HttpMethod="POST")
    described = events.describe_api_destination(Name=destination)
    same((described["ApiDestinationState"], described["InvocationRateLimitPerSecond"]), ("ACTIVE", 300))


@check("dlq: a target that is gone dead-letters at once, with the event as body")
def _():
    source, dead = name("src"), queue()
    rule, rule_arn, url = rule_to_queue({"source": [source]}, DeadLetterConfig={"Arn": arn(dead)})
    allow(dead, rule_arn)
    target = arn(url)
    sqs_checks.sqs.delete_queue(QueueUrl=url)
    put({"Source": source})
    got = one(dead)
    values = {k: v["StringValue"] for k, v in got["MessageAttributes"].items()}
    same((values["RULE_ARN"], values["TARGET_ARN"], values["ERROR_CODE"]), (rule_arn, target, "NO_RESOURCE"))
    holds("EXHAUSTED_RETRY_CONDITION" not in values, "not retried")
    same({v["DataType"] for v in got["MessageAttributes"].values()}, {"String"})
    same(json.loads(got["Body"])["source"], source)


def ask(method, path, body=None):
    if control is None:
        raise SKIP("only the simulator has a control interface")
    request = urllib.request.Request(control + path, method=method, data=json.dumps(body).encode() if body is not None else None)
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def failing(status, retries, **more):
    """An API destination that answers `status`; answers the dead letter's attributes."""
    ask("GET", "/state")
    host, source, dead = f"{name('h')}.example.com", name("src"), queue()
    got, _ = connection(**api_key())
    destination = events.create_api_destination(Name=name("dest"), ConnectionArn=got, InvocationEndpoint=f"https://{host}/in",
                                                HttpMethod="POST")["ApiDestinationArn"]
    ask("PUT", f"/downstream/{host}", {"status": status, "body": '{"why":"test"}', **more})
    rule = name("rule")
    rule_arn = events.put_rule(Name=rule, EventPattern=json.dumps({"source": [source]}))["RuleArn"]
    allow(dead, rule_arn)
    events.put_targets(Rule=rule, Targets=[{"Id": "t", "Arn": destination, "RoleArn": "arn:aws:iam::123456789012:role/r", "InputPath": "$.detail",
                       "RetryPolicy": {"MaximumRetryAttempts": retries}, "DeadLetterConfig": {"Arn": arn(dead)}}])
    put({"Source": source})
    letter = one(dead)
    requests = [r for r in ask("GET", "/requests") if r["host"] == host]
    return {k: v["StringValue"] for k, v in letter["MessageAttributes"].items()}, requests


@check("delivery: a 400 is not retried")
def _():
    values, requests = failing(400, 3)
    same(values["ERROR_MESSAGE"], 'ApiDestination returned HTTP status 400 with payload: {"why":"test"}')
    same((values["ERROR_CODE"], len(requests)), ("SDK_CLIENT_ERROR", 1))
    holds("EXHAUSTED_RETRY_CONDITION" not in values, "no condition")


for status in (401, 409, 429, 500, 503):
    @check(f"delivery: a {status} is retried until the attempts are used up")
    def _(status=status):
        values, requests = failing(status, 2)
        same((values["RETRY_ATTEMPTS"], values["EXHAUSTED_RETRY_CONDITION"]), ("2", "MaximumRetryAttempts"))
        if status != 401:  # a 401 de-authorises the connection, so that later attempts may not reach the endpoint
            same(len(requests), 3)


@check("delivery: an endpoint that can't be reached")
def _():
    values, _ = failing(200, 0, close=True)
    same((values["ERROR_CODE"], values["ERROR_MESSAGE"]),
         ("SDK_CLIENT_ERROR", "Unable to invoke ApiDestination endpoint: API destination endpoint cannot be reached."))


@check("delivery: the request is as EventBridge sends it")
def _():
    _, requests = failing(400, 0)
    got = requests[0]
    headers = {k.lower(): v for k, v in got["headers"].items()}
    same((got["method"], got["path"], json.loads(got["body"])), ("POST", "/in", {"a": 1}))
    same(headers["user-agent"], "Amazon/EventBridge/ApiDestinations")
    same(headers["range"], "bytes=0-1048575")
    same(headers["content-type"], "application/json; charset=utf-8")
    same(headers["x-api-key"], "secret")


@check("archive and replay: the event comes again with replay-name")
def _():
    bus, source = name("bus"), name("src")
    bus_arn = events.create_event_bus(Name=bus)["EventBusArn"]
    archive = events.create_archive(ArchiveName=name("arc"), EventSourceArn=bus_arn)["ArchiveArn"]
    _, rule_arn, url = rule_to_queue({"source": [source]}, bus=bus)
    put({"Source": source, "EventBusName": bus})
    one(url)
    replay = name("rep")
    started = events.start_replay(ReplayName=replay, EventSourceArn=archive, EventStartTime=time.time() - 300, EventEndTime=time.time() + 300,
                                  Destination={"Arn": bus_arn, "FilterArns": [rule_arn]})
    same(started["State"], "STARTING")
    for _ in range(20):
        again = [m for m in receive(url, WaitTimeSeconds=1) if "replay-name" in m["Body"]]
        if again:
            break
    got = json.loads(again[0]["Body"])
    same(got["replay-name"], replay)
    same(list(got)[6:9], ["region", "replay-name", "resources"])


@check("replay: not to another bus")
def _():
    bus = name("bus")
    bus_arn = events.create_event_bus(Name=bus)["EventBusArn"]
    archive = events.create_archive(ArchiveName=name("arc"), EventSourceArn=bus_arn)["ArchiveArn"]
    other = events.describe_event_bus(Name="default")["Arn"]
    error(events.start_replay, "ValidationException", "Cross event bus replay is not permitted.", ReplayName=name(), EventSourceArn=archive,
          EventStartTime=time.time() - 60, EventEndTime=time.time(), Destination={"Arn": other})
