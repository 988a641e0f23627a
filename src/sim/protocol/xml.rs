//! Answers in the query protocol's XML, made from the JSON protocol's.

use serde_json::{Map, Value};

use super::call::{Call, Service};
use super::reply::Reply;
use crate::sim::wire::{Answer, Error};

/// How a member that is no single value is written: flattened, as all of SQS's are.
enum Shape {
    /// An element of that name for each item.
    List(&'static str),
    /// An element of that name for each entry, in it the key and the value.
    Map(&'static str, &'static str),
}

/// Members of outputs, by the operation whose they are (empty: any).
const SHAPES: &[(&str, &str, Shape)] = &[
    ("", "Attributes", Shape::Map("Attribute", "Name")),
    ("", "Messages", Shape::List("Message")),
    (
        "",
        "MessageAttributes",
        Shape::Map("MessageAttribute", "Name"),
    ),
    ("", "QueueUrls", Shape::List("QueueUrl")),
    ("", "queueUrls", Shape::List("QueueUrl")),
    ("", "Tags", Shape::Map("Tag", "Key")),
    (
        "",
        "Results",
        Shape::List("ListMessageMoveTasksResultEntry"),
    ),
    ("", "Failed", Shape::List("BatchResultErrorEntry")),
    (
        "SendMessageBatch",
        "Successful",
        Shape::List("SendMessageBatchResultEntry"),
    ),
    (
        "DeleteMessageBatch",
        "Successful",
        Shape::List("DeleteMessageBatchResultEntry"),
    ),
    (
        "ChangeMessageVisibilityBatch",
        "Successful",
        Shape::List("ChangeMessageVisibilityBatchResultEntry"),
    ),
];

/// Writes an answer.
#[must_use]
pub fn write(call: &Call, answer: &Answer, id: &str) -> Reply {
    let mut writer = Writer {
        out: String::from("<?xml version=\"1.0\"?>\n"),
        operation: &call.operation,
    };
    let space = match call.service {
        Service::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
        Service::Sqs | Service::Events => "http://queue.amazonaws.com/doc/2012-11-05/",
    };
    let status = match answer {
        Ok(output) => {
            writer.output(output, space, id);
            200
        }
        Err(error) => {
            writer.error(error, space, id);
            error.status
        }
    };
    let mut reply = Reply::new(status, writer.out);
    reply.headers.push(("content-type", "text/xml".into()));
    reply
}

struct Writer<'a> {
    out: String,
    operation: &'a str,
}

impl Writer<'_> {
    fn output(&mut self, output: &Value, space: &str, id: &str) {
        let operation = self.operation;
        self.raw(&format!("<{operation}Response xmlns=\"{space}\">"));
        let result = format!("{operation}Result");
        self.element(&result, |w| w.value(output));
        self.element("ResponseMetadata", |w| {
            w.element("RequestId", |w| w.text(id));
        });
        self.raw(&format!("</{operation}Response>"));
    }

    fn error(&mut self, error: &Error, space: &str, id: &str) {
        let fault = if error.status < 500 {
            "Sender"
        } else {
            "Receiver"
        };
        let code = error.query_code.unwrap_or(&error.code);
        self.raw(&format!("<ErrorResponse xmlns=\"{space}\">"));
        self.element("Error", |w| {
            w.element("Type", |w| w.text(fault));
            w.element("Code", |w| w.text(code));
            w.element("Message", |w| w.text(&message(error)));
            w.raw("<Detail/>");
        });
        self.element("RequestId", |w| w.text(id));
        self.raw("</ErrorResponse>");
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Object(members) => self.members(members),
            Value::Array(items) => items.iter().for_each(|item| self.value(item)),
            Value::String(text) => self.text(text),
            Value::Null => {}
            Value::Bool(_) | Value::Number(_) => self.text(&value.to_string()),
        }
    }

    fn members(&mut self, members: &Map<String, Value>) {
        for (name, value) in members {
            let row = SHAPES
                .iter()
                .find(|row| (row.0.is_empty() || row.0 == self.operation) && row.1 == name);
            match (row.map(|row| &row.2), value) {
                (Some(Shape::List(item)), Value::Array(items)) => {
                    for value in items {
                        self.element(item, |w| w.value(value));
                    }
                }
                (Some(Shape::Map(entry, key)), Value::Object(entries)) => {
                    for (name, value) in entries {
                        self.element(entry, |w| {
                            w.element(key, |w| w.text(name));
                            w.element("Value", |w| w.value(value));
                        });
                    }
                }
                _ => self.element(name, |w| w.value(value)),
            }
        }
    }

    fn element(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.raw(&format!("<{name}>"));
        inside(self);
        self.raw(&format!("</{name}>"));
    }

    fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Carriage returns are written as references, since an XML reader makes line feeds of them otherwise.
    /// What XML can't hold, which only an error's text may have, becomes U+FFFD.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '"' => self.raw("&quot;"),
                '\r' => self.raw("&#xD;"),
                '\t' | '\n' => self.out.push(c),
                '\u{fffe}' | '\u{ffff}' => self.out.push('\u{fffd}'),
                c if c < ' ' => self.out.push('\u{fffd}'),
                c => self.out.push(c),
            }
        }
    }
}

/// An unknown queue is told with three words more than by the JSON protocol. (AWS_RECORDED 8)
fn message(error: &Error) -> String {
    if error.code == "QueueDoesNotExist" {
        return "The specified queue does not exist for this wsdl version.".to_owned();
    }
    error.message.clone()
}
