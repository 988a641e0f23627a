//! Samples of every origin, each with a snapshot of what is made of it; and error messages with the groups that a
//! person would make.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use base64::Engine;
use dlq_tui::cause::{Catalogue, diagnose, key, mask};
use dlq_tui::json::Doc;
use dlq_tui::letter::{
    Attribute, AttributeData, Decoder, Letter, LetterId, Message, ORIGINS, decode,
};
use serde_json::Value;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// Every sample with the origin that its folder names.
fn samples() -> Vec<(String, PathBuf)> {
    let mut out = Vec::new();
    for folder in std::fs::read_dir(corpus())
        .unwrap()
        .map(|e| e.unwrap().path())
    {
        if !folder.is_dir() {
            continue;
        }
        let origin = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for file in std::fs::read_dir(&folder)
            .unwrap()
            .map(|e| e.unwrap().path())
        {
            if file.extension().is_some_and(|e| e == "json") {
                out.push((origin.clone(), file));
            }
        }
    }
    out.sort();
    out
}

/// A message as the `aws` command prints it.
fn message(file: &Path) -> Message {
    let value: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let pairs = |name: &str| value[name].as_object().cloned().unwrap_or_default();
    let mut system: Vec<(Arc<str>, Arc<str>)> = pairs("Attributes")
        .iter()
        .map(|(n, v)| (n.as_str().into(), v.as_str().unwrap().into()))
        .collect();
    system.sort();
    let mut attributes: Vec<(Arc<str>, Attribute)> = pairs("MessageAttributes")
        .iter()
        .map(|(name, v)| {
            let data = match v["StringValue"].as_str() {
                Some(text) => AttributeData::Text(text.into()),
                None => {
                    let engine = base64::engine::general_purpose::STANDARD;
                    AttributeData::Binary(
                        engine
                            .decode(v["BinaryValue"].as_str().unwrap())
                            .unwrap()
                            .into(),
                    )
                }
            };
            let data_type = v["DataType"].as_str().unwrap().into();
            (name.as_str().into(), Attribute { data_type, data })
        })
        .collect();
    attributes.sort_by(|a, b| a.0.cmp(&b.0));
    Message {
        id: value["MessageId"].as_str().unwrap().into(),
        body: value["Body"].as_str().unwrap().into(),
        system: system.into(),
        attributes: attributes.into(),
    }
}

static OWN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::own().unwrap());

/// What is made of a letter, a line each.
fn told(letter: &Letter) -> String {
    let diagnosis = diagnose(letter, &OWN);
    let (cause, masked) = key(letter);
    let mut out = String::new();
    let mut line =
        |name: &str, value: &dyn std::fmt::Debug| writeln!(out, "{name}: {value:?}").unwrap();
    line("origin", &letter.origin);
    line("title", &diagnosis.title);
    line("what", &diagnosis.what);
    line("verdict", &diagnosis.verdict.word());
    line("advice", &diagnosis.advice);
    line("retried", &diagnosis.retried);
    line("guess", &diagnosis.guess);
    line("cause", &(cause.to_string(), masked));
    line("failure", &letter.failure);
    let event = letter.event.as_ref().map(|e| {
        (
            e.id(),
            e.source(),
            e.detail_type(),
            e.replay_name(),
            e.detail_kind(),
        )
    });
    line("event", &event);
    line("wrong", &letter.wrong);
    out
}

#[test]
fn every_sample_is_decoded_to_what_its_snapshot_says() {
    for (origin, file) in samples() {
        let letter = decode(LetterId(0), message(&file));
        assert_eq!(letter.origin.name(), origin, "{}", file.display());
        insta::with_settings!({
            snapshot_path => file.parent().unwrap(),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(file.file_stem().unwrap().to_str().unwrap(), told(&letter));
        });
    }
}

#[test]
fn every_origin_has_samples() {
    let seen: BTreeSet<_> = samples().into_iter().map(|(origin, _)| origin).collect();
    let rows: BTreeSet<_> = ORIGINS.iter().map(|row| row.name.to_owned()).collect();
    assert_eq!(seen, rows);
}

/// Rows that may recognise the same message, the one that wins first. A pair that is not here is a mistake.
const OVERLAPS: [(&str, &str); 2] = [
    ("eventbridge-encrypted", "eventbridge-rule"),
    ("lambda-event-source-mapping", "pipes"),
];

#[test]
fn no_two_origins_claim_a_message_unless_it_is_meant() {
    for (_, file) in samples() {
        let message = message(&file);
        let body = Doc::read_top(&*message.body).ok();
        let claims: Vec<_> = ORIGINS[..ORIGINS.len() - 1]
            .iter()
            .filter(|row| (row.recognises)(&message, body.as_ref()))
            .map(|row| row.name)
            .collect();
        let meant =
            claims.len() < 2 || claims.len() == 2 && OVERLAPS.contains(&(claims[0], claims[1]));
        assert!(meant, "{}: {claims:?}", file.display());
    }
}

#[test]
fn a_decoder_that_shares_texts_decodes_the_same() {
    let mut decoder = Decoder::default();
    for round in 0..2 {
        for (_, file) in samples() {
            let alone = decode(LetterId(0), message(&file));
            let shared = decoder.decode(LetterId(0), message(&file));
            assert_eq!(
                told(&alone),
                told(&shared),
                "{} in round {round}",
                file.display()
            );
            assert_eq!(alone.message, shared.message);
        }
    }
}

fn messages(file: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(corpus().join(file)).unwrap();
    let mut group = String::new();
    let mut out = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            group = name.to_owned();
        } else if !line.is_empty() && !line.starts_with('#') {
            let message = line
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t");
            out.push((group.clone(), message));
        }
    }
    out
}

/// Over all pairs of messages: of those that fall together how many should (precision), of those that should how
/// many do (recall).
#[test]
fn messages_fall_into_the_groups_that_a_person_would_make() {
    grouped("messages.txt", 500, (PRECISION, RECALL));
    grouped("messages-2.txt", 220, (PRECISION_2, RECALL_2));
}

fn grouped(file: &str, at_least: usize, (least_precision, least_recall): (f64, f64)) {
    let messages = messages(file);
    assert!(messages.len() >= at_least, "{}", messages.len());
    let masked: Vec<_> = messages
        .iter()
        .map(|(group, message)| (group, mask(message)))
        .collect();
    let (mut both, mut made, mut meant) = (0u32, 0u32, 0u32);
    let mut torn: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
    let mut mixed: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
    for (i, (group, mask)) in masked.iter().enumerate() {
        torn.entry(group).or_default().insert(mask);
        mixed.entry(mask).or_default().insert(group);
        for (other_group, other) in &masked[i + 1..] {
            made += u32::from(mask == other);
            meant += u32::from(group == other_group);
            both += u32::from(mask == other && group == other_group);
        }
    }
    let (precision, recall) = (
        f64::from(both) / f64::from(made),
        f64::from(both) / f64::from(meant),
    );
    let torn: Vec<_> = torn.iter().filter(|(_, masks)| masks.len() > 1).collect();
    let mixed: Vec<_> = mixed
        .iter()
        .filter(|(_, groups)| groups.len() > 1)
        .collect();
    println!(
        "{} messages, precision {precision:.3}, recall {recall:.3}",
        masked.len()
    );
    assert!(
        precision >= least_precision && recall >= least_recall,
        "{file}: precision {precision:.3}, recall {recall:.3}\ntorn: {torn:#?}\nmixed: {mixed:#?}"
    );
}

/// What was reached; it may only rise.
const PRECISION: f64 = 0.99;
const RECALL: f64 = 0.96;
const PRECISION_2: f64 = 0.99;
const RECALL_2: f64 = 0.94;
