//! The query protocol's input, made into the JSON protocol's: `Attribute.1.Name=…&Attribute.1.Value=…`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// How a parameter that repeats becomes a member.
enum Shape {
    /// `X.1=…`: a list of texts.
    Texts,
    /// `X.1.Member=…`: a list of structures.
    Structures,
    /// `X.1.Name=…&X.1.Value=…`, or other words: a map.
    Map(&'static str),
}

/// SQS's parameters that repeat, and the members that they are in the JSON protocol.
const REPEATED: &[(&str, &str, Shape)] = &[
    ("Attribute", "Attributes", Shape::Map("Name")),
    ("AttributeName", "AttributeNames", Shape::Texts),
    ("MessageAttribute", "MessageAttributes", Shape::Map("Name")),
    (
        "MessageSystemAttribute",
        "MessageSystemAttributes",
        Shape::Map("Name"),
    ),
    (
        "MessageAttributeName",
        "MessageAttributeNames",
        Shape::Texts,
    ),
    (
        "MessageSystemAttributeName",
        "MessageSystemAttributeNames",
        Shape::Texts,
    ),
    ("SendMessageBatchRequestEntry", "Entries", Shape::Structures),
    (
        "DeleteMessageBatchRequestEntry",
        "Entries",
        Shape::Structures,
    ),
    (
        "ChangeMessageVisibilityBatchRequestEntry",
        "Entries",
        Shape::Structures,
    ),
    ("Tag", "Tags", Shape::Map("Key")),
    ("Tags", "Tags", Shape::Map("Key")),
    ("TagKey", "TagKeys", Shape::Texts),
    ("ActionName", "Actions", Shape::Texts),
    ("AWSAccountId", "AWSAccountIds", Shape::Texts),
];

/// Parameters of any name, with what stands below each, by number where it repeats.
#[derive(Debug, Default)]
struct Tree {
    text: Option<String>,
    below: BTreeMap<Step, Tree>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Number(u32),
    Name(String),
}

/// The input that the pairs of a form say. Where no `QueueUrl` is given, the path is it: older SDKs post there.
#[must_use]
pub fn input(pairs: &[(String, String)], path: &str) -> Value {
    let mut tree = Tree::default();
    for (key, value) in pairs {
        if !matches!(key.as_str(), "Action" | "Version") {
            tree.put(key, value);
        }
    }
    let mut members = structure(&tree);
    if !members.contains_key("QueueUrl") && path.len() > 1 {
        members.insert("QueueUrl".into(), path.into());
    }
    if let Some(tags) = members.get("Tags").cloned() {
        // CreateQueue's member begins with a small letter
        members.insert("tags".into(), tags);
    }
    Value::Object(members)
}

impl Tree {
    fn put(&mut self, key: &str, value: &str) {
        // no parameter of SQS is deeper than an attribute in an entry of a batch
        let mut at = self;
        for part in key.splitn(8, '.') {
            let step = part
                .parse()
                .map_or_else(|_| Step::Name(part.to_owned()), Step::Number);
            at = at.below.entry(step).or_default();
        }
        at.text = Some(value.to_owned());
    }

    fn named(&self, name: &str) -> Option<&Self> {
        self.below.get(&Step::Name(name.to_owned()))
    }

    fn numbered(&self) -> impl Iterator<Item = &Self> {
        let numbered = |(step, tree)| matches!(step, &Step::Number(_)).then_some(tree);
        self.below.iter().filter_map(numbered)
    }
}

fn structure(tree: &Tree) -> Map<String, Value> {
    let mut out = Map::new();
    for (step, below) in &tree.below {
        let Step::Name(name) = step else {
            continue;
        };
        let repeated = REPEATED.iter().find(|row| row.0 == name);
        match repeated.filter(|_| below.text.is_none()) {
            Some((_, member, shape)) => {
                out.insert((*member).to_owned(), repeat(below, shape));
            }
            None => {
                out.insert(name.clone(), value(below));
            }
        }
    }
    out
}

fn repeat(tree: &Tree, shape: &Shape) -> Value {
    match shape {
        Shape::Texts => tree.numbered().map(value).collect(),
        Shape::Structures => tree
            .numbered()
            .map(|item| Value::Object(structure(item)))
            .collect(),
        Shape::Map(key) => {
            let single = tree.named(key).map(|_| tree);
            let entries = tree.numbered().chain(single);
            let entry = |entry: &Tree| {
                let key = entry.named(key)?.text.clone()?;
                Some((key, entry.named("Value").map_or(json!(""), value)))
            };
            Value::Object(entries.filter_map(entry).collect())
        }
    }
}

fn value(tree: &Tree) -> Value {
    match &tree.text {
        Some(text) => Value::String(text.clone()),
        None => Value::Object(structure(tree)),
    }
}
