#!/usr/bin/env bash
# Times whole commands of the release build against a simulator in another process: filling a queue, a pass over it, a
# redrive with its journal. Prints what each took; nothing is asserted.
#
#   cargo build --release && benches/pipeline.sh 20000 [10000 redriven]
set -euo pipefail
cd "$(dirname "$0")/.."
letters=${1:-20000}
redriven=${2:-10000}
binary=target/release/dlq-tui
folder=$(mktemp -d)
trap 'kill "$sim" 2>/dev/null || true; rm -rf "$folder"' EXIT

mkfifo "$folder/ready"
"$binary" sim --port 0 2>/dev/null >"$folder/ready" &
sim=$!
read -r ready <"$folder/ready"
endpoint=$(python3 -c 'import json, sys; print(json.loads(sys.argv[1])["endpoint"])' "$ready")
queue=$endpoint/123456789012/ExampleEventDeadLetterQueue
export AWS_ENDPOINT_URL=$endpoint DLQ_TUI_STATE=$folder/state DLQ_TUI_CONFIG=$folder/none.toml

python3 - "$letters" >"$folder/letters.jsonl" <<'PYTHON'
import json, sys
rule = "arn:aws:events:ap-southeast-1:123456789012:rule/ExampleEventRule"
target = "arn:aws:events:ap-southeast-1:123456789012:api-destination/ExampleReportingAPI/7e08279e-244f-4443-a5f4-b9c262da4d81"
for i in range(int(sys.argv[1])):
    text = lambda value: {"DataType": "String", "StringValue": value}
    event = {"version": "0", "id": f"{i:08x}-0000-4000-8000-000000000000", "detail-type": "user_activity",
             "source": "userService.tracking", "account": "123456789012", "time": "2026-11-24T05:24:21Z",
             "region": "ap-southeast-1", "resources": [], "detail": {"event": "user_login", "n": i, "pad": "x" * 750}}
    print(json.dumps({"message_id": f"m{i}", "body": json.dumps(event, separators=(",", ":")), "attributes": {},
                      "message_attributes": {"RULE_ARN": text(rule), "TARGET_ARN": text(target), "ERROR_CODE": text("SDK_CLIENT_ERROR"),
                                             "ERROR_MESSAGE": text(f'ApiDestination returned HTTP status 503 with payload: {{"id":"{i}"}}')},
                      "queue": "", "exported_at": "2026-11-24T00:00:00Z"}))
PYTHON

timed() {
  local what=$1
  shift
  # the peak is of the command alone: the simulator is another process
  python3 - "$what" "$@" <<'PYTHON'
import resource, subprocess, sys, time
begin = time.time()
subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{sys.argv[1]:44} {time.time() - begin:7.2f} s   cpu {usage.ru_utime + usage.ru_stime:6.2f} s   peak {usage.ru_maxrss // 1024} MiB")
PYTHON
}

delay() {
  curl -s -X POST "$endpoint/_sim/faults" -d "{\"operation\":\"$1\",\"fault\":\"delay\",\"delay_ms\":20}" >/dev/null
}

timed "import $letters" "$binary" import --queue "$queue" "$folder/letters.jsonl"
timed "causes over $letters" "$binary" causes --queue "$queue" --output json
timed "redrive $redriven" "$binary" redrive --queue "$queue" --yes --rate 1000000 --limit "$redriven" --output json
for operation in ReceiveMessage PutEvents DeleteMessageBatch; do delay "$operation"; done
timed "causes, 20 ms a receive" "$binary" causes --queue "$queue" --output json
timed "redrive $redriven, 20 ms a call" "$binary" redrive --queue "$queue" --yes --rate 1000000 --limit "$redriven" --output json
"$binary" history --output json | python3 -c '
import json, sys
from datetime import datetime
moment = lambda text: datetime.fromisoformat(text.replace("Z", "+00:00"))
for run in reversed(json.load(sys.stdin)["runs"]):
    seconds = (moment(run["finished"]) - moment(run["started"])).total_seconds()
    sent = run["counts"]["sent"]
    print(f"run of {sent}: {seconds:.2f} s from first intent to last deletion on disk, {sent / seconds:,.0f} events/s")'
