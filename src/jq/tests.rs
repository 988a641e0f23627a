//! Programs behave as jq 1.7 does, where a repair relies on it. `tests/conformance/jq_diff.py` compares with jq itself.

use std::io::{PipeReader, PipeWriter};

use super::frame::{self, Answer};
use super::program::{Program, STACK};
use super::*;

/// Runs `f` with the stack that the engine needs.
fn deep<T: Send>(f: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK);
        builder.spawn_scoped(scope, f).unwrap().join().unwrap()
    })
}

fn answers(cases: &[(&str, &str)]) -> Vec<Answer> {
    deep(|| {
        let one = |(code, payload): &(&str, &str)| {
            let program = Program::compile(code).unwrap_or_else(|e| panic!("{code}: {e}"));
            program.apply(payload)
        };
        cases.iter().map(one).collect()
    })
}

fn answer(code: &str, payload: &str) -> Answer {
    answers(&[(code, payload)]).remove(0)
}

fn failure(code: &str, payload: &str) -> String {
    match answer(code, payload) {
        Answer::Failed(why) => why,
        other => panic!("{code} on {payload}: {other:?}"),
    }
}

fn mistake(code: &str) -> String {
    match Program::check(code) {
        Ok(()) => panic!("{code} is a program"),
        Err(e) => e.to_string(),
    }
}

/// Program, payload, result. Each was given by jq 1.7.
#[rustfmt::skip]
const CASES: &[(&str, &str, &str)] = &[
    (".a.b.c = 5", "{}", r#"{"a":{"b":{"c":5}}}"#),
    (".x[2] = 1", "{}", r#"{"x":[null,null,1]}"#),
    (".[3] = 1", "[1]", "[1,null,null,1]"),
    (".a[0].b = 1", "{}", r#"{"a":[{"b":1}]}"#),
    (".a.b += 1", "{}", r#"{"a":{"b":1}}"#),
    (".a.b //= 3", "{}", r#"{"a":{"b":3}}"#),
    (".a.b |= 3", r#"{"a":null}"#, r#"{"a":{"b":3}}"#),
    (".a.b.c |= . + 1", "{}", r#"{"a":{"b":{"c":1}}}"#),
    (".a |= (.b = 1)", "{}", r#"{"a":{"b":1}}"#),
    (".a.b.c", "null", "null_unchanged"),
    ("[.a.b, .c[3]]", "{}", "[null,null]"),
    (".a[-1]", r#"{"a":[1,2]}"#, "2"),
    (".[-1] = 9", "[1,2]", "[1,9]"),
    ("del(.a)", r#"{"a":1,"b":2,"c":3,"d":4}"#, r#"{"b":2,"c":3,"d":4}"#),
    ("del(.a,.b)", r#"{"a":1,"b":2,"c":3,"d":4}"#, r#"{"c":3,"d":4}"#),
    ("del(.[0,2])", "[1,2,3,4]", "[2,4]"),
    ("del(.[] | select(. > 2))", "[1,2,3,4]", "[1,2]"),
    ("del(.[-1])", "[1,2,3]", "[1,2]"),
    ("del(.[1:3])", "[1,2,3,4]", "[1,4]"),
    ("del(.[:-1])", "[1,2,3,4]", "[4]"),
    ("del(.a,.a.b)", r#"{"a":{"b":1},"c":2}"#, r#"{"c":2}"#),
    ("del(.items[].secret)", r#"{"items":[{"secret":1,"x":2},{"x":3}]}"#, r#"{"items":[{"x":2},{"x":3}]}"#),
    ("del(.items[] | select(.q==1))", r#"{"items":[{"q":1},{"q":2}]}"#, r#"{"items":[{"q":2}]}"#),
    ("delpaths([[\"a\"],[\"a\",\"b\"]])", r#"{"a":{"b":1},"z":1}"#, r#"{"z":1}"#),
    (".a |= empty", r#"{"a":1,"b":2}"#, r#"{"b":2}"#),
    (".a[.i]", r#"{"a":[5,6],"i":1}"#, "6"),
    (".a[.i] = 9", r#"{"a":[5,6],"i":1}"#, r#"{"a":[5,9],"i":1}"#),
    (".[.k].x = .v", r#"{"k":"p","v":7}"#, r#"{"k":"p","v":7,"p":{"x":7}}"#),
    (".a[.b[.i]]", r#"{"a":[10,20],"b":[1,0],"i":0}"#, "20"),
    (r#".["x-y"].z"#, r#"{"x-y":{"z":1}}"#, "1"),
    (r#".a."b".c"#, r#"{"a":{"b":{"c":1}}}"#, "1"),
    (r#".["a\(.n)"]"#, r#"{"n":1,"a1":"x"}"#, "\"x\""),
    ("[.[]?]", "1", "[]"),
    ("[.a?]", "1", "[]"),
    ("[.[]|.a?]", r#"[1,{"a":2}]"#, "[2]"),
    (".a[1:]", "{}", "null"),
    (".[2:4]", "\"abcdef\"", "\"cd\""),
    (".[1:] = [\"x\"]", "[1,2,3]", "[1,\"x\"]"),
    ("[paths]", r#"[1,{"b":2}]"#, r#"[[0],[1],[1,"b"]]"#),
    ("[leaf_paths]", r#"{"a":[1]}"#, r#"[["a",0]]"#),
    ("[path(.a.b[0])]", "{}", r#"[["a","b",0]]"#),
    (r#"setpath(["a","b"];1)"#, "{}", r#"{"a":{"b":1}}"#),
    (r#"[getpath(["a","b"])]"#, "{}", "[null]"),
    ("to_entries", r#"{"b":1,"a":2}"#, r#"[{"key":"b","value":1},{"key":"a","value":2}]"#),
    ("with_entries(.value += 1)", r#"{"b":1,"a":2}"#, r#"{"b":2,"a":3}"#),
    ("from_entries", r#"[{"name":"a","value":1},{"k":"b","v":2},{"key":"c","value":null}]"#, r#"{"a":1,"b":2,"c":null}"#),
    ("walk(if type==\"object\" then del(.a) else . end)", r#"{"a":1,"b":{"a":2,"c":3}}"#, r#"{"b":{"c":3}}"#),
    ("walk(if type==\"array\" then sort else . end)", "[[3,1],[2]]", "[[1,3],[2]]"),
    ("map_values(.+1)", r#"{"a":1}"#, r#"{"a":2}"#),
    (".. |= (if type==\"number\" then .+1 else . end)", r#"{"a":[1]}"#, r#"{"a":[2]}"#),
    (".items[].qty |= tonumber", r#"{"items":[{"qty":"1"},{"qty":"2"}]}"#, r#"{"items":[{"qty":1},{"qty":2}]}"#),
    (".items |= map(select(.q>1))", r#"{"items":[{"q":1},{"q":2}]}"#, r#"{"items":[{"q":2}]}"#),
    (". as {a:{b:$x}} | [$x]", "{}", "[null]"),
    (".a as [$x,$y] | [$x,$y]", r#"{"a":[1]}"#, "[1,null]"),
    ("reduce .[] as $x (0;.+$x)", "[1,2,3]", "6"),
    (". * {\"a\":{\"c\":2}}", r#"{"a":{"b":1}}"#, r#"{"a":{"b":1,"c":2}}"#),
    ("sub(\"(?<y>[0-9]+)\";\"<\\(.y)>\")", "\"ab12\"", "\"ab<12>\""),
    ("\"x\\(.a)y\"", r#"{"a":1}"#, "\"x1y\""),
    ("def f(x): x*2; f(.a)", r#"{"a":3}"#, "6"),
    ("[limit(3;repeat(1))]", "null", "[1,1,1]"),
    ("label $f | 1, break $f, 2", "null", "1"),
    ("try error(\"x\") catch .", "null", "\"x\""),
    ("if .a then \"y\" else \"n\" end", "{}", "\"n\""),
    (".detail.status = \"ok\"", r#"{"id":"1","detail":{"n":1.10,"big":12345678901234567890}}"#, r#"{"id":"1","detail":{"n":1.10,"big":12345678901234567890,"status":"ok"}}"#),
];

#[test]
fn programs_do_what_jq_does() {
    let inputs: Vec<(&str, &str)> = CASES
        .iter()
        .map(|(code, payload, _)| (*code, *payload))
        .collect();
    for ((code, payload, want), got) in CASES.iter().zip(answers(&inputs)) {
        let want = match *want {
            "null_unchanged" => Answer::Unchanged,
            want => Answer::Changed(want.to_owned()),
        };
        assert_eq!(got, want, "{code} on {payload}");
    }
}

#[test]
fn what_is_not_changed_keeps_its_bytes() {
    for payload in [
        "{ \"a\" : 1.0 ,\n \"b\":[ ] }",
        r#"{"a":-0,"b":1e2,"c":1.10}"#,
        r#"{"a":1,"a":2}"#,
        r#"{"s":"\u00e9\/"}"#,
        "12345678901234567890",
    ] {
        assert_eq!(answer(".", payload), Answer::Unchanged, "{payload}");
        assert_eq!(
            answer("if false then 1 else . end", payload),
            Answer::Unchanged
        );
    }
    assert_eq!(answer("del(.x)", r#"{"a": 1}"#), Answer::Unchanged);
    assert_eq!(
        answer("{b,a}", r#"{"a":1,"b":2}"#),
        Answer::Changed(r#"{"b":2,"a":1}"#.into()),
        "another order is a change"
    );
}

#[test]
fn beside_what_is_changed_everything_keeps_its_bytes() {
    let payload = r#"{"id": "\u00e9" , "detail" :{"z":-0,"twice":1,"twice":{ "x" : 1e2 }}, "list":[ 1.0, {"a" : -0} ,3]}"#;
    for (code, want) in [
        (
            ".new = 1",
            r#"{"id":"\u00e9","detail":{"z":-0,"twice":1,"twice":{ "x" : 1e2 }},"list":[ 1.0, {"a" : -0} ,3],"new":1}"#,
        ),
        (
            ".list[2] = 4",
            r#"{"id":"\u00e9","detail":{"z":-0,"twice":1,"twice":{ "x" : 1e2 }},"list":[1.0,{"a" : -0},4]}"#,
        ),
        (
            "del(.detail)",
            r#"{"id":"\u00e9","list":[ 1.0, {"a" : -0} ,3]}"#,
        ),
        (
            ".detail.y = null",
            r#"{"id":"\u00e9","detail":{"z":-0,"twice":{ "x" : 1e2 },"y":null},"list":[ 1.0, {"a" : -0} ,3]}"#,
        ),
        (
            ".list += [5]",
            r#"{"id":"\u00e9","detail":{"z":-0,"twice":1,"twice":{ "x" : 1e2 }},"list":[1.0,{"a" : -0},3,5]}"#,
        ),
        (
            ".list |= .[:1]",
            r#"{"id":"\u00e9","detail":{"z":-0,"twice":1,"twice":{ "x" : 1e2 }},"list":[1.0]}"#,
        ),
    ] {
        assert_eq!(
            answer(code, payload),
            Answer::Changed(want.into()),
            "{code}"
        );
    }
    assert_eq!(
        answer(".a = 1.0", r#"{"a":1}"#),
        Answer::Changed(r#"{"a":1.0}"#.into())
    );
    assert_eq!(
        answer(".detail", r#"{"detail": [ 1 ]}"#),
        Answer::Changed("[1]".into())
    );
}

#[test]
fn a_path_may_have_any_number_of_computed_indices() {
    let many = ".[.i]".repeat(40);
    let payload = "{\"i\":\"i\"}";
    assert!(failure(&format!(".{}", &many[1..]), payload).contains("cannot index"));
    let nested = (0..40).fold("5".to_owned(), |inner, _| {
        format!(r#"{{"k":"k2","k2":{inner}}}"#)
    });
    let program = format!("(.k) as $k | .{} = 6", "[$k]".repeat(40));
    match answer(&program, &nested) {
        Answer::Changed(text) => assert_eq!(text, nested.replace('5', "6")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn exactly_one_result_is_wanted() {
    assert_eq!(failure("empty", "1"), "the program gives no result");
    assert_eq!(
        failure(".[]", "[1,2]"),
        "the program gives more than one result"
    );
    assert_eq!(failure("1, error(\"late\")", "1"), "late");
    assert_eq!(failure(".[]", "[]"), "the program gives no result");
}

#[test]
fn failures_say_what_failed() {
    assert_eq!(failure(".a.b", r#"{"a":5}"#), "cannot index 5 with \"b\"");
    assert_eq!(
        failure(".a.b = 1", r#"{"a":5}"#),
        "cannot index 5 with \"b\""
    );
    assert_eq!(failure("error(\"no amount\")", "{}"), "no amount");
    assert!(failure(".", "{'a':1}").starts_with("the payload is not JSON: "));
    assert!(failure("nan", "{}").starts_with("the result is not JSON: "));
    assert!(failure("infinite", "{}").starts_with("the result is not JSON: "));
    assert!(failure(".[-5] = 1", "[1]").contains("out of bounds"));
    assert!(failure(".[9999999] = 1", "[1]").contains("too large"));
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(1000));
    assert!(failure(".a.b", &long).chars().count() < 100);
}

#[test]
fn nesting_is_bounded() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert_eq!(answer(".", &nested(5000)), Answer::Unchanged);
    assert!(failure(".", &nested(10_001)).contains("deeper than 10000 levels"));
}

#[test]
fn the_sandbox_has_no_door() {
    for (code, why) in [
        ("env", "a program sees no environment"),
        ("$ENV.HOME", "a program sees no environment"),
        ("input", "a program sees one payload and nothing else"),
        ("[inputs]", "a program sees one payload and nothing else"),
        (
            "input_filename",
            "a program sees one payload and nothing else",
        ),
        ("halt", "a program must give a result"),
        ("halt_error", "a program must give a result"),
        ("debug", "a program has no place to write to"),
        ("now", "a program must give the same result each time"),
    ] {
        let told = mistake(code);
        assert!(
            told.contains("can't be used") && told.contains(why),
            "{code}: {told}"
        );
    }
    for code in ["import \"m\" as m; .", " include \"m\"; ."] {
        assert!(mistake(code).ends_with("can't be used: a program has no files"));
    }
    for inner in ["halt(0)", "get_search_list", "getpath"] {
        assert!(Program::check(inner).is_err(), "{inner}");
    }
}

#[test]
fn mistakes_have_their_column_and_what_was_expected() {
    for (code, told) in [
        (".a |", "column 5: expected a filter, but the program ends"),
        (
            "if .a then 1",
            "column 13: expected `elif`, `else` or `end`, but the program ends",
        ),
        ("if .a 1 end", "column 7: expected `then`, found `1`"),
        (
            "(.a",
            "column 4: expected the end of what `(` begins, but the program ends",
        ),
        (
            ".a )",
            "column 4: expected a filter or an operator, found `)`",
        ),
        (
            "é & 1",
            "column 1: expected a filter or an operator, found `é`",
        ),
        (
            ".a\n| .b &",
            "line 2, column 6: expected a filter or an operator, found `&`",
        ),
        (
            ". as x | 1",
            "column 6: expected a variable or a pattern, found `x`",
        ),
        (".a = foo", "column 6: the filter `foo` is not known"),
        (
            ".a | map(1;2)",
            "column 6: the filter `map` with 2 arguments is not known",
        ),
        ("$x", "column 1: the variable `$x` is not known"),
        ("", "column 1: expected a filter, but the program ends"),
    ] {
        assert_eq!(mistake(code), told, "{code}");
    }
}

#[test]
fn programs_are_bounded_and_deep_ones_cost_no_crash() {
    assert_eq!(
        mistake(&" ".repeat(70_000)),
        "the jq program is longer than 64 KiB"
    );
    let deep = "(".repeat(3000) + "." + &")".repeat(3000);
    assert_eq!(Program::check(&deep), Ok(()));
    assert_eq!(Program::check(&("1+".repeat(10_000) + "1")), Ok(()));
    assert!(Program::check(&"(".repeat(60_000)).is_err());
}

/// A worker in this process, its two pipes held by the test.
fn worker() -> (
    PipeWriter,
    PipeReader,
    std::thread::JoinHandle<std::io::Result<()>>,
) {
    let (from_us, to_worker) = std::io::pipe().unwrap();
    let (from_worker, to_us) = std::io::pipe().unwrap();
    let serving = std::thread::spawn(move || super::worker::serve(from_us, to_us, |_| Ok(())));
    (to_worker, from_worker, serving)
}

fn first_frame(code: &str) -> Vec<u8> {
    [&(1_u64 << 30).to_le_bytes(), code.as_bytes()].concat()
}

#[test]
fn the_worker_answers_each_payload_in_turn_and_ends_with_its_input() {
    let (mut to, mut from, serving) = worker();
    let mut ask = |bytes: &[u8]| {
        frame::write(&mut to, bytes).unwrap();
        Answer::from_bytes(&frame::read(&mut from).unwrap().unwrap()).unwrap()
    };
    assert_eq!(ask(&first_frame(".a += 1")), Answer::Ready);
    assert_eq!(ask(br#"{"a":1}"#), Answer::Changed(r#"{"a":2}"#.into()));
    assert_eq!(
        ask(b"{"),
        Answer::Failed(
            "the payload is not JSON: the document ends too early at line 1, column 2".into()
        )
    );
    assert!(matches!(ask(b"\xff"), Answer::Failed(_)));
    assert_eq!(
        ask(br#"{"a":"x"}"#),
        Answer::Failed("cannot calculate \"x\" + 1".into())
    );
    assert_eq!(ask(br#"{"a":null}"#), Answer::Changed(r#"{"a":1}"#.into()));
    drop(to);
    serving.join().unwrap().unwrap();
    assert_eq!(frame::read(&mut from).unwrap(), None);
}

#[test]
fn a_worker_that_gets_no_program_says_so() {
    let (mut to, mut from, _serving) = worker();
    frame::write(&mut to, &first_frame(".a |")).unwrap();
    let answer = Answer::from_bytes(&frame::read(&mut from).unwrap().unwrap()).unwrap();
    assert!(matches!(answer, Answer::Failed(why) if why.contains("column 5")));
}

#[test]
fn broken_streams_end_the_worker() {
    let (mut to, _from, serving) = worker();
    frame::write(&mut to, b"short").unwrap();
    assert!(serving.join().unwrap().is_err());
    let (to, _from, serving) = worker();
    drop(to);
    serving.join().unwrap().unwrap();
}

#[test]
fn frames_come_out_as_they_went_in_and_long_ones_are_refused() {
    let mut pipe = Vec::new();
    frame::write(&mut pipe, b"").unwrap();
    frame::write(&mut pipe, "é".as_bytes()).unwrap();
    let mut from = pipe.as_slice();
    assert_eq!(frame::read(&mut from).unwrap(), Some(vec![]));
    assert_eq!(
        frame::read(&mut from).unwrap(),
        Some("é".as_bytes().to_vec())
    );
    assert_eq!(frame::read(&mut from).unwrap(), None);
    assert!(frame::read(&mut [0xff_u8, 0xff, 0xff, 0xff].as_slice()).is_err());
    assert!(frame::read(&mut [9_u8, 0, 0, 0, 1].as_slice()).is_err());
    for answer in [
        Answer::Ready,
        Answer::Unchanged,
        Answer::Changed("x".into()),
        Answer::Failed("é".into()),
    ] {
        assert_eq!(Answer::from_bytes(&answer.to_bytes()), Some(answer));
    }
    for bytes in [&b""[..], b"X", b"C\xff"] {
        assert_eq!(Answer::from_bytes(bytes), None);
    }
}

#[test]
fn a_run_says_when_its_worker_does_not_start() {
    let nowhere = std::path::Path::new("/no/such/program");
    let error = Run::start(nowhere, ".", Limits::default()).unwrap_err();
    assert!(matches!(error, JqError::Worker(_)), "{error}");
    let error = Run::start(nowhere, ".a |", Limits::default()).unwrap_err();
    assert!(
        matches!(error, JqError::Syntax { column: 5, .. }),
        "{error}"
    );
}
