#!/usr/bin/env python3
"""Compares jq programs run by dlq-tui's worker with jq itself.

    tests/conformance/jq_diff.py [path of dlq-tui] [path of jq]

Ends with 1 if a case differs that is not listed as known, or a known one no longer differs. Errors are equal to
errors, whatever they say. Member order and digits count.
"""
import json
import struct
import subprocess
import sys

DLQ_TUI = sys.argv[1] if len(sys.argv) > 1 else "target/debug/dlq-tui"
JQ = sys.argv[2] if len(sys.argv) > 2 else "jq"
MEMORY = 256 << 20

OBJECT = '{"a":1,"b":2,"c":3,"d":4}'
ITEMS = '{"items":[{"q":1,"s":"x"},{"q":2},{"q":3,"s":null}]}'

# (payload, programs)
CASES = [
    ("{}", [
        ".a.b.c = 5", ".x[2] = 1", ".a.b", ".a[1:]", ".a += 1", ".a.b += 1", ".a //= 3", ".a.b //= 3",
        ".a |= (.b = 1)", ".a.b.c |= . + 1", ".a[0].b = 1", ".a[0].b", "path(.a.b[0])", 'getpath(["a","b"])',
        'setpath(["a","b"];1)', 'delpaths([["a","b"]])', "del(.a.b.c)", "del(.a[0])", ".a | length", ".a | keys",
        ".a[]", ".a and .b", 'if .a then "y" else "n" end', ". as {a:{b:$x}} | $x", ".a == null",
        ".[(\"x\",\"y\")] = 1", "to_entries", "keys", "length", "add", "tojson", "tostring", ".a = (.b = 1)",
    ]),
    ("null", [".a.b.c", ".[0]", ".[1:]", ".[]", ".a = 1", ".[2] = 1", "not", "length", "type", "tojson", "[.[]?]"]),
    (OBJECT, [
        "del(.a)", "del(.a,.b)", "del(.a,.c)", "del(.[\"b\",\"d\"])", 'delpaths([["a"],["b"]])', ".a |= empty",
        "to_entries", "with_entries(.value += 1)", 'with_entries(select(.key != "a"))', "map_values(.+1)", "keys",
        "to_entries | from_entries", '. * {"b":{"x":1}}', "{d,a}", "{(\"x\"):.a}", ".e = .a | del(.a)", "map(.+1)",
        'has("a")', "[.[]]", ".a as $x | .b = $x", "reduce to_entries[] as $e ({}; .[$e.key] = $e.value * 2)",
        "delpaths([paths])", "[paths]", "[leaf_paths]", ". += {z:1}", ".a, .b |= 9", "(.a, .b) |= 9", "(.a, .b) = 9",
        "[.a, .b] | @json", "walk(if type == \"number\" then . + 1 else . end)", "del(..)", "tojson", "add", "length",
        "any(. > 3)", "all(. > 0)", "to_entries | map(.key) | join(\"-\")", "[limit(2; .[])]", "first(.[])",
    ]),
    ("[1,2,3,4]", [
        "del(.[0,2])", "del(.[] | select(. > 2))", "del(.[-1])", "del(.[1:3])", "del(.[:-1])", "del(.[9])", ".[-1] = 9",
        ".[6] = 1", ".[-9] = 1", ".[1:] = [\"x\"]", ".[1:3] |= map(. * 10)", ".[] += 1", ".[2:] ", ".[:-1]", ".[-2:]",
        "map(select(. > 2))", "add", "length", "reverse", "first", "last", "nth(2)", "min, max | tostring", "[.[] | . % 2]",
        "index(3)", "indices(3)", ".[1.7]", "map(if . > 2 then empty else . end)", "to_entries", "del(.[0], .[1:3])",
        "[range(2; 4)]", "[foreach .[] as $x (0; . + $x)]", "[.[] as $x | $x * 2]", "contains([2])", "inside([1,2,3,4,5])",
        "[while(length > 0; .[1:])] | length", "until(length < 2; .[1:])", "[splits(\"a\")?]", "flatten", "unique", "sort",
        "group_by(. % 2)", "any(.[]; . > 1)", "all(.[]; . > 1)", "[.[2:4], .[:1]]", "to_entries | from_entries?",
    ]),
    (ITEMS, [
        ".items[].q |= . + 1", ".items |= map(select(.q > 1))", "del(.items[] | select(.q == 1))", "del(.items[].s)",
        ".items[0].s = \"y\"", ".items[] |= (.t = .q * 2)", "[.items[].s?]", ".items | map(.s // \"none\")",
        ".items[.items | length] = 1", ".items | map(has(\"s\"))", ".items | group_by(.q > 1)", ".items | sort_by(-.q)",
        ".items | min_by(.q), max_by(.q) | tojson", ".items | map({(.q | tostring): .s}) | add",
        "walk(if type == \"object\" then del(.s) else . end)", ".items |= (map(del(.q)) | map(select(. != {})))",
        "[.items[] | select(.s)] | length", ".items[1:] |= map(.q)", "(.items[] | select(.q == 2)).s = \"z\"",
        ".items |= with_entries(.value.k = .key)?", "[.. | numbers]", ".items | unique_by(.q)", "[paths(type == \"null\")]",
        ".items | any(.q == 2)", ".items | to_entries | map(.key)", "del(.items[0,2])", "del(.items[-1:])",
        ".items[].missing.deep |= 1", "[.items[] | {q, has: (.s != null)}]", "limit(1; .items[].q)",
    ]),
    ('{"a":[5,6],"i":1,"k":"b","b":{"b":1}}', [
        ".a[.i]", ".a[.i] = 9", ".[.k]", ".[.k].x = 1", ".[.k][.k]", ".a[.i - 1] += 1", ".[.k] |= keys",
        "del(.a[.i])", "del(.[.k])", ".a[.i:]", ".a[:.i] = []", "[.a[.i, 0]]", ".a as [$x, $y] | $x + $y",
        ". as {b: {b: $x}} | $x", ". as {$i, a: [$p]} | [$i, $p]", ".b as {(\"b\"): $x} | $x", "$__loc__?",
    ]),
    ('"a1,b22"', [
        'split(",")', 'test("A"; "i")', 'capture("(?<y>[0-9]+)")', 'sub("[0-9]+"; "#")', 'gsub("[0-9]+"; "#")',
        '[scan("[0-9]+")]', 'gsub("(?<d>[0-9])"; "<\\(.d)>")', '[match("[0-9]"; "g").offset]', "ascii_upcase", "length",
        'ltrimstr("a")', 'rtrimstr("2")', 'startswith("a")', 'endswith("2")', "explode | implode", ".[1:3]", "@base64",
        "@base64 | @base64d", "@uri", "@html", "@sh", "@text", "@json", "tojson | fromjson", '. + "x"', '. * 2', '. / ","',
        "ascii_downcase", '"x\\(.)y"', 'index(",")', 'indices("b")', "tonumber?", "utf8bytelength", 'contains("b")',
        '[splits(", *")]', "[.[0:0], .[-2:]]", 'ltrimstr(1)', "[limit(0; 1, 2)]", "ascii(65)?", "@csv?", '[.]|@tsv',
    ]),
    ("1.10", [".", ".+0", "floor", "sqrt", "tostring", ". as $x | [$x]", "[.,.]", "-(.)", ". == 1.1", "round?"]),
    ("12345678901234567890", [".", "tojson", "[.]"]),
    ("1700000000", ["todate", 'strftime("%Y")', "gmtime | mktime", ". % 7", ". / 2", "tostring", "@text", "[., infinite] | min"]),
    ('"2023-11-14T22:13:20Z"', ["fromdate", "fromdateiso8601", 'strptime("%Y-%m-%dT%H:%M:%SZ") | mktime', "todate?"]),
    ('[{"name":"a","value":1},{"k":"b","v":2},{"key":"c","value":null},{"key":false},{"key":1}]', [
        "from_entries", "map(.key)", ".[0] | has(\"key\")", "map(.value // \"none\")",
    ]),
    ("[[1,2],[3]]", ["transpose", "flatten", "map(add)", "add", "[.[][]]", ".[0][1] = 9", "del(.[][0])", "[combinations]"]),
    ('{"a":5}', [
        ".a.b", ".a.b?", ".a.b = 1", "del(.a.b)", '.["a"].b |= 1', "try .a.b catch .", ".a[0]", ".a[]?", "[.a[]?]",
        'error("x")', 'try error("x") catch .', '.a as $x | try error({x: $x}) catch .x', ".a[1:]", "empty", ".a, .a",
        "label $f | 1, break $f, 2", "def f(x): x * 2; f(.a)", "def f($x): $x * 2; f(.a)", "isvalid(.a)", "env | type",
        "input", "halt", "[recurse | numbers]", "tostream", "fromstream(tostream)", "[tostream]", "nan | tojson", "limit(3; repeat(1))",
        "[limit(3; repeat(1))]", "1e1000", "[.[] as [$a] ?// $a | $a]", "input_line_number", "splits(\"a\")", "getpath([\"a\",0])?",
    ]),
]

# where we are not jq, and why that may be
SANDBOX = "the sandbox"
LATER = "jq 1.7 and later do as we do, 1.6 does not"
ABSENT = "jaq has it not, and no repair needs it"
KNOWN = {
    "env | type": SANDBOX, "input_line_number": SANDBOX,
    "tojson  on  12345678901234567890": LATER, ".  on  12345678901234567890": LATER, "[.]  on  12345678901234567890": LATER,
    "tostring  on  1.10": LATER, "[limit(0; 1, 2)]": LATER, "1e1000": LATER, "from_entries": LATER,
    "to_entries | from_entries?": LATER, ".items |= with_entries(.value.k = .key)?": LATER,
    "$__loc__?": ABSENT, "ltrimstr(1)": ABSENT, "[.]|@tsv": ABSENT, "fromstream(tostream)": ABSENT,
    "[tostream]": ABSENT, "[.[] as [$a] ?// $a | $a]": ABSENT, ".[1.7]": ABSENT,
    "try .a.b catch .": "the wording of errors", "nan | tojson": "digits of what is no JSON number",
}


def ours(program, payload):
    """The result, or None."""
    worker = subprocess.Popen([DLQ_TUI, "__jq-worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={})
    frame = lambda b: struct.pack("<I", len(b)) + b
    asked = frame(struct.pack("<Q", MEMORY) + program.encode()) + frame(payload.encode())

    def read():
        head = worker.stdout.read(4)
        if len(head) < 4:
            return b"F"
        return worker.stdout.read(struct.unpack("<I", head)[0])

    try:
        worker.stdin.write(asked)
        worker.stdin.flush()
        if read()[:1] != b"R":
            return None
        answer = read()
    except BrokenPipeError:
        return None
    finally:
        worker.stdin.close()
        worker.wait(timeout=60)
    kind, text = answer[:1], answer[1:].decode()
    return {b"C": text, b"U": payload}.get(kind)


def theirs(program, payload):
    """The one result, or None."""
    done = subprocess.run([JQ, "-c", program], input=payload, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    return lines[0] if done.returncode == 0 and len(lines) == 1 else None


def same(a, b):
    if a is None or b is None:
        return a is b
    load = lambda text: json.loads(text, object_pairs_hook=lambda pairs: ("object", pairs))
    return load(a) == load(b)


def main():
    count, wrong = 0, 0
    for payload, programs in CASES:
        for program in programs:
            count += 1
            a, b = ours(program, payload), theirs(program, payload)
            known = program in KNOWN or f"{program}  on  {payload}" in KNOWN
            if same(a, b) != known:
                continue
            wrong += 1
            print(f"{program}  on  {payload}\n    dlq-tui: {a}\n    jq:      {b}")
    print(f"{count} programs, {wrong} that differ unexpectedly")
    sys.exit(1 if wrong else 0)


main()
