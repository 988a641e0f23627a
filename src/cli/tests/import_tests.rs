use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::schema_tests::must_be;
use super::world_tests::{Journal, World, path, snapshot};
use crate::cli::*;
use crate::engine::ports::{Answer, Fault, FaultKind, Move, Parcel, Queue, QueueFacts, Received};
use crate::engine::scribe::Scribe;
use crate::problem::Exit;

/// A queue that keeps what it is sent; bodies that hold a word get the fault of that word.
#[derive(Default)]
pub struct Shelf {
    pub kept: Mutex<Vec<Parcel>>,
    pub calls: Mutex<usize>,
    pub facts: QueueFacts,
}

fn fault(kind: FaultKind, code: &str) -> Fault {
    Fault {
        kind,
        code: code.into(),
        message: "no".into(),
    }
}

impl Queue for Shelf {
    fn url(&self) -> &str {
        "http://127.0.0.1/1/q"
    }

    fn receive(&self, _: Duration, _: Duration) -> Answer<'_, Vec<Received>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn hide<'a>(&'a self, _: &'a [Arc<str>], _: Duration) -> Answer<'a, Vec<Result<(), Fault>>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn delete<'a>(&'a self, _: &'a [Arc<str>]) -> Answer<'a, Vec<Result<(), Fault>>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn send<'a>(&'a self, parcels: &'a [Parcel]) -> Answer<'a, Vec<Result<Arc<str>, Fault>>> {
        *self.calls.lock().unwrap() += 1;
        let first = *self.calls.lock().unwrap() == 1;
        let one = |parcel: &Parcel| match &*parcel.body {
            "refused" => Err(fault(FaultKind::Rejected, "InvalidParameterValue")),
            "slow" if first => Err(fault(FaultKind::Throttled, "RequestThrottled")),
            _ => {
                self.kept.lock().unwrap().push(parcel.clone());
                Ok(Arc::from("new-id"))
            }
        };
        let whole = parcels.iter().find_map(|p| match &*p.body {
            "denied" => Some(fault(FaultKind::Denied, "AccessDenied")),
            "lost" => Some(fault(FaultKind::Ambiguous, "timeout")),
            _ => None,
        });
        let answer = whole.map_or_else(|| Ok(parcels.iter().map(one).collect()), Err);
        Box::pin(async move { answer })
    }

    fn moving<'a>(&'a self, _: &'a str) -> Answer<'a, Option<Move>> {
        Box::pin(async { Ok(None) })
    }

    fn facts(&self) -> Answer<'_, QueueFacts> {
        Box::pin(async { Ok(self.facts.clone()) })
    }
}

fn run(text: &str, dry_run: bool) -> (Exit, Shelf, String) {
    let dir = tempfile::tempdir().unwrap();
    let file = PathBuf::from(path(dir.path(), "in.jsonl"));
    std::fs::write(&file, text).unwrap();
    let (output, captured) = Output::captured(Format::Json);
    let shelf = Shelf::default();
    let args = ImportArgs {
        file,
        dry_run,
        ..ImportArgs::default()
    };
    let scribe = Scribe::open(&dir.path().join("state").join("journal.db")).unwrap();
    let target = Target {
        queue: &shelf,
        scribe: &scribe,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let exit = runtime.block_on(import(&args, &target, &output, &AtomicBool::new(false)));
    (exit, shelf, captured.out())
}

fn lines(bodies: &[&str]) -> String {
    let line = |b: &&str| {
        format!(
            "{{\"message_id\":\"m\",\"body\":{}}}\n",
            crate::json::quote(b)
        )
    };
    bodies.iter().map(line).collect()
}

fn document(text: &str) -> serde_json::Value {
    let document: serde_json::Value = serde_json::from_str(text).unwrap();
    must_be(document["command"].as_str().unwrap_or("error"), &document);
    document
}

#[test]
fn what_was_exported_comes_back_as_it_was() {
    let mut world = World::new(snapshot(), Box::new(|_, _| {}));
    assert_eq!(world.run(&["export"]), Exit::Done);
    let (exit, shelf, out) = run(&world.out, false);
    assert_eq!(exit, Exit::Done);
    let kept = shelf.kept.lock().unwrap();
    for (parcel, row) in kept.iter().zip(snapshot().letters.iter()) {
        assert_eq!(parcel.body, row.letter.message.body);
        assert_eq!(parcel.attributes, row.letter.message.attributes);
    }
    assert_eq!((&document(&out)["sent"], kept.len()), (&4.into(), 4));
}

#[test]
fn attributes_and_binary_values_are_restored() {
    let line = r#"{"message_id":"m","body":"b","attributes":{"AWSTraceHeader":"Root=1","MessageGroupId":"g"},"message_attributes":{"A":{"DataType":"Binary.x","BinaryValue":"AAH/"}}}"#;
    let (exit, shelf, _) = run(line, false);
    assert_eq!(exit, Exit::Done);
    let kept = shelf.kept.lock().unwrap();
    assert_eq!(kept[0].trace_header.as_deref(), Some("Root=1"));
    assert_eq!(kept[0].group_id.as_deref(), Some("g"));
    let data = crate::letter::AttributeData::Binary(Arc::from([0, 1, 255]));
    assert_eq!(kept[0].attributes[0].1.data, data);
}

#[test]
fn a_wrong_line_is_named_and_nothing_is_sent() {
    let good = lines(&["a"]);
    for bad in [
        "{",
        "{\"body\":\"x\"}",
        r#"{"message_id":"m","body":"b","message_attributes":{"A":{"DataType":"Binary","BinaryValue":"?"}}}"#,
    ] {
        let (exit, shelf, out) = run(&format!("{good}{bad}\n"), false);
        assert_eq!(exit, Exit::Usage);
        assert!(out.contains("line 2"), "{out}");
        assert!(shelf.kept.lock().unwrap().is_empty());
    }
}

#[test]
fn batches_hold_ten_at_most_and_fit_together() {
    let (_, shelf, _) = run(&lines(&["x"; 23]), false);
    assert_eq!(*shelf.calls.lock().unwrap(), 3);
    let large = "x".repeat(600_000);
    let (_, shelf, _) = run(&lines(&[&large, &large, "s"]), false);
    assert_eq!(*shelf.calls.lock().unwrap(), 2);
}

#[test]
fn refused_lines_are_told_and_throttled_ones_tried_again() {
    let (exit, shelf, out) = run(&lines(&["a", "refused", "slow"]), false);
    assert_eq!(exit, Exit::Incomplete);
    assert_eq!(shelf.kept.lock().unwrap().len(), 2);
    assert_eq!(document(&out)["failed"][0]["line"], 2);
    assert_eq!(document(&out)["sent"], 2);
}

#[test]
fn a_denied_call_ends_it_and_a_lost_answer_is_in_doubt() {
    assert_eq!(run(&lines(&["denied"]), false).0, Exit::Aws);
    let (exit, _, out) = run(&lines(&["lost"]), false);
    assert_eq!(exit, Exit::Incomplete);
    assert_eq!(document(&out)["in_doubt"], 1);
}

#[test]
fn a_dry_run_sends_nothing() {
    let (exit, shelf, out) = run(&lines(&["a", "b"]), true);
    assert_eq!((exit, *shelf.calls.lock().unwrap()), (Exit::Done, 0));
    assert_eq!(document(&out)["read"], 2);
}

#[test]
fn history_lists_runs_and_the_messages_of_one() {
    let told = |run| {
        let (output, captured) = Output::captured(Format::Json);
        (history(&Journal, run, &output), document(&captured.out()))
    };
    let (exit, runs) = told(None);
    assert_eq!(
        (exit, &runs["runs"][0]["state"]),
        (Exit::Done, &"interrupted".into())
    );
    assert_eq!(runs["runs"][0]["counts"]["deleted"], 2);
    let (exit, one) = told(Some("run-1"));
    assert_eq!(
        (exit, &one["messages"][0]["new_event_id"]),
        (Exit::Done, &"e-9".into())
    );
    let (exit, none) = told(Some("run-7"));
    assert_eq!(
        (exit, &none["error"]["kind"]),
        (Exit::Aws, &"not-found".into())
    );
    let (output, captured) = Output::captured(Format::Text);
    assert_eq!(history(&Journal, None, &output), Exit::Done);
    assert!(captured.out().contains("2 deleted") && !captured.out().contains("failed"));
    assert_eq!(history(&Journal, Some("run-1"), &output), Exit::Done);
    assert!(
        captured.out().contains("deleted by run-2"),
        "{}",
        captured.out()
    );
}
