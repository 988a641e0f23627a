use serde_json::{Value, json};

use super::partial::Split;
use super::table::{Fault, Faults, Kind};

fn set(faults: &Faults, fault: Value) {
    faults
        .add(serde_json::from_value::<Fault>(fault).unwrap())
        .unwrap();
}

fn kinds(faults: &Faults, operation: &str, calls: usize) -> Vec<Option<Kind>> {
    (0..calls)
        .map(|_| faults.draw(operation, "AKID").map(|d| d.kind))
        .collect()
}

#[test]
fn the_first_fault_whose_turn_it_is_happens() {
    let faults = Faults::default();
    set(
        &faults,
        json!({"operation": "PutEvents", "fault": "throttle", "count": 1}),
    );
    set(&faults, json!({"fault": "internal", "count": 1}));
    assert_eq!(
        kinds(&faults, "PutEvents", 3),
        [Some(Kind::Throttle), Some(Kind::Internal), None]
    );
}

#[test]
fn a_fault_of_one_access_key_happens_to_no_other() {
    let faults = Faults::default();
    set(&faults, json!({"fault": "expire", "access_key": "AKIDOLD"}));
    assert_eq!(kinds(&faults, "PutEvents", 1), [None]);
    let drawn = faults.draw("PutEvents", "AKIDOLD").map(|d| d.kind);
    assert_eq!(drawn, Some(Kind::Expire));
}

#[test]
fn a_fault_waits_for_an_operation_that_it_can_happen_to() {
    let faults = Faults::default();
    set(&faults, json!({"fault": "partial", "count": 1}));
    set(&faults, json!({"fault": "duplicate", "count": 1}));
    assert_eq!(kinds(&faults, "SendMessage", 1), [None]);
    assert_eq!(
        kinds(&faults, "ReceiveMessage", 2),
        [Some(Kind::Duplicate), None]
    );
    assert_eq!(
        kinds(&faults, "DeleteMessageBatch", 2),
        [Some(Kind::Partial), None]
    );
}

#[test]
fn a_fault_that_found_nothing_to_happen_to_does_not_count() {
    let faults = Faults::default();
    set(&faults, json!({"fault": "duplicate", "count": 1}));
    let drawn = faults.draw("ReceiveMessage", "AKID").unwrap();
    faults.missed(drawn);
    assert_eq!(
        kinds(&faults, "ReceiveMessage", 2),
        [Some(Kind::Duplicate), None]
    );
}

#[test]
fn a_share_is_about_kept_and_the_same_after_a_reset() {
    let faults = Faults::default();
    let run = || {
        set(&faults, json!({"fault": "throttle", "share": 0.1}));
        let run = kinds(&faults, "PutEvents", 1000);
        faults.reset();
        run
    };
    let (first, second) = (run(), run());
    assert_eq!(first, second);
    let happened = first.iter().flatten().count();
    assert!((60..140).contains(&happened), "{happened} of 1000");
}

#[test]
fn entries_that_fail_keep_their_places_among_the_others() {
    for dice in 0..512 {
        let dice = dice << 24 | dice;
        let entries: Vec<Value> = (0..10)
            .map(|n| json!({ "Source": n.to_string() }))
            .collect();
        let split = Split::of(json!({ "Entries": entries }), dice);
        let rest = split.rest["Entries"].as_array().unwrap();
        assert!(rest.len() < 10, "at least one fails");
        let done: Vec<Value> = rest
            .iter()
            .map(|e| json!({"EventId": e["Source"]}))
            .collect();
        let answer = json!({"FailedEntryCount": 0, "Entries": done});
        let answer = split.join("PutEvents", Ok(answer)).unwrap();
        let all = answer["Entries"].as_array().unwrap();
        assert_eq!(all.len(), 10);
        for (place, entry) in all.iter().enumerate() {
            let id = entry.get("EventId").and_then(Value::as_str);
            assert!(id.is_none_or(|id| id == place.to_string()), "{answer}");
        }
        assert_eq!(answer["FailedEntryCount"], 10 - rest.len());
    }
}

#[test]
fn entries_that_fail_are_told_by_their_ids() {
    let entries = json!([{"Id": "a"}, {"Id": "b"}]);
    let split = Split::of(json!({"QueueUrl": "q", "Entries": entries}), 0b11);
    assert!(!split.any_left());
    let answer = split.join("DeleteMessageBatch", Ok(json!({}))).unwrap();
    let ids: Vec<&Value> = answer["Failed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| &f["Id"])
        .collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(answer["Failed"][0]["SenderFault"], false);
}
