//! jq programs in the real worker: this binary, started with its hidden argument.
use std::path::Path;
use std::time::Duration;

use dlq_tui::jq::{Applied, JqError, Limits, Run};

fn run(program: &str, limits: Limits) -> Result<Run, JqError> {
    let executable = Path::new(env!("CARGO_BIN_EXE_dlq-tui"));
    Run::start(executable, program, limits)
}

fn patient() -> Limits {
    Limits {
        deadline: Duration::from_secs(120),
        memory: 128 << 20,
    }
}

/// Why a program failed; empty if it did not.
fn failed(applied: Applied) -> String {
    match applied {
        Applied::Failed(why) => why,
        Applied::Changed(_) | Applied::Unchanged => String::new(),
    }
}

#[test]
fn payloads_come_back_changed_unchanged_or_failed() {
    let mut run = run(".amount |= tonumber", patient()).unwrap();
    for n in 0..50 {
        let payload = format!(r#"{{"amount":"{n}.10"}}"#);
        let want = Applied::Changed(format!(r#"{{"amount":{n}.10}}"#));
        assert_eq!(run.apply(&payload), Ok(want));
    }
    assert_eq!(run.apply(r#"{ "amount": 7 }"#), Ok(Applied::Unchanged));
    let why = failed(run.apply(r#"{"amount":"x"}"#).unwrap());
    assert!(why.contains("cannot parse"), "{why}");
    assert_eq!(run.apply(r#"{ "amount": 8 }"#), Ok(Applied::Unchanged));
}

#[test]
fn a_condition_holds_for_anything_but_false_and_null() {
    let mut run = run(".a", patient()).unwrap();
    assert_eq!(run.holds(r#"{"a":0}"#), Ok(Ok(true)));
    assert_eq!(run.holds(r#"{"a":false}"#), Ok(Ok(false)));
    assert_eq!(run.holds(r#"{"a":null}"#), Ok(Ok(false)));
    assert_eq!(run.holds("{}"), Ok(Ok(false)));
    assert_eq!(run.holds("null"), Ok(Ok(false)));
    assert!(run.holds("5").unwrap().is_err());
}

#[test]
fn a_program_that_does_not_end_fails_its_payload_and_the_next_one_is_served() {
    let limits = Limits {
        deadline: Duration::from_millis(1500),
        ..patient()
    };
    let mut run = run("if .loop then (def f: f; f) else .done = true end", limits).unwrap();
    let why = failed(run.apply(r#"{"loop":true}"#).unwrap());
    assert_eq!(why, "the program ran longer than 1.5 s");
    let done = Applied::Changed(r#"{"loop":false,"done":true}"#.into());
    assert_eq!(run.apply(r#"{"loop":false}"#), Ok(done));
}

#[cfg(unix)]
#[test]
fn a_program_that_takes_all_memory_or_stack_fails_its_payload_and_the_next_one_is_served() {
    let greedy = r#"
        if .how == "text" then "x" * 100000000000
        elif .how == "array" then [range(1000000000)]
        elif .how == "stack" then (def f: 1 + f; f)
        else . end"#;
    let mut run = run(greedy, patient()).unwrap();
    for how in ["array", "stack", "text"] {
        let payload = format!(r#"{{"how":"{how}"}}"#);
        let why = failed(run.apply(&payload).unwrap());
        let told = "the program needed more than 128 MiB of memory or called itself too often";
        assert!(why == told || why == "the engine gave up", "{how}: {why}");
        assert_eq!(run.apply(r#"{"how":"well"}"#), Ok(Applied::Unchanged));
    }
}

#[test]
fn a_large_and_deep_payload_passes() {
    let mut run = run(".", patient()).unwrap();
    let large = format!(r#"{{"a":"{}"}}"#, "x".repeat(1 << 20));
    assert_eq!(run.apply(&large), Ok(Applied::Unchanged));
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    assert_eq!(run.apply(&deep), Ok(Applied::Unchanged));
}
