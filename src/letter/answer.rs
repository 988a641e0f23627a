//! What a downstream answered, as a person reads it.

use std::borrow::Cow;

use crate::json::{Doc, JsonError, Kind, Node, pretty};

/// Characters of a gist.
const GIST: usize = 160;
/// Bytes of an answer that are searched for a gist when it is no JSON.
const SEARCHED: usize = 4096;
/// Where people put the sentence, best first.
const SENTENCES: [&str; 18] = [
    "message",
    "errorMessage",
    "error_message",
    "error_description",
    "detail",
    "details",
    "description",
    "reason",
    "title",
    "msg",
    "error",
    "errors",
    "fault",
    "faultstring",
    "Error",
    "code",
    "errorCode",
    "type",
];

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Nothing was answered.
    Empty,
    /// JSON; pretty-printed unless it is cut.
    Json,
    /// HTML or XML, shown as text.
    Markup,
    /// Anything else.
    Text,
}

/// An answer, ready to be shown (through `text::safe`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it is.
    pub form: Form,
    /// Its text: JSON with a value a line.
    pub text: String,
    /// It ends in the middle: EventBridge cut it somewhere (DOMAIN 1.3).
    pub cut: bool,
}

impl Answer {
    /// Reads an answer.
    #[must_use]
    pub fn read(answer: &str) -> Self {
        let text = answer.trim();
        let (form, cut) = match text.as_bytes().first() {
            None => (Form::Empty, false),
            Some(b'{' | b'[') => match Doc::read(text) {
                Ok(doc) => {
                    return Self {
                        form: Form::Json,
                        text: pretty(&doc),
                        cut: false,
                    };
                }
                Err(why) if ends_early(text, &why) => (Form::Json, true),
                Err(_) => (Form::Text, false),
            },
            Some(b'<') => (Form::Markup, !text.ends_with('>')),
            Some(_) => (Form::Text, false),
        };
        Self {
            form,
            text: text.to_owned(),
            cut,
        }
    }
}

/// The one sentence of an answer that says what is wrong: `upstream overloaded` out of
/// `{"error":{"message":"upstream overloaded"}}`, the title of a page, the first line of a text. Bounded.
#[must_use]
pub fn gist(answer: &str) -> Option<String> {
    let text = answer.trim();
    let found = match text.as_bytes().first()? {
        b'{' | b'[' => match Doc::read(text) {
            Ok(doc) => sentence(doc.root()).map(Cow::into_owned),
            Err(_) => cut_sentence(text),
        },
        b'<' => title(text),
        _ => None,
    };
    let line = match &found {
        Some(sentence) => sentence.trim(),
        None => text,
    };
    let line = line.lines().map(str::trim).find(|l| !l.is_empty())?;
    Some(line.chars().take(GIST).collect())
}

fn sentence(root: Node<'_>) -> Option<Cow<'_, str>> {
    let mut node = root;
    // errors lie at most a few levels deep: errors[0].detail.message
    for _ in 0..6 {
        node = match node.kind() {
            Kind::String => return node.string().filter(|s| !s.trim().is_empty()),
            Kind::Array => node.item(0)?,
            Kind::Object => SENTENCES.iter().find_map(|key| {
                node.get(key).filter(|n| {
                    matches!(n.kind(), Kind::Object | Kind::Array)
                        || n.string().is_some_and(|s| !s.is_empty())
                })
            })?,
            _ => return None,
        };
    }
    None
}

/// The sentence of JSON that breaks off: the text after the first of the keys, as far as it goes.
fn cut_sentence(text: &str) -> Option<String> {
    let head = head(text);
    SENTENCES.iter().find_map(|key| {
        let quoted = format!("\"{key}\"");
        let after = head.split_once(&quoted)?.1.trim_start();
        let value = after.strip_prefix(':')?.trim_start().strip_prefix('"')?;
        let end = value.find('"').unwrap_or(value.len());
        (end > 0).then(|| value[..end].to_owned())
    })
}

/// `<title>`, `<h1>`, or the message element of an XML error.
fn title(text: &str) -> Option<String> {
    let head = head(text);
    let lower = head.to_ascii_lowercase();
    ["title", "h1", "message", "faultstring"]
        .iter()
        .find_map(|tag| {
            let open = lower.find(&format!("<{tag}"))?;
            let from = open + lower[open..].find('>')? + 1;
            let to = from + lower[from..].find('<')?;
            let inner = head[from..to].trim();
            (!inner.is_empty()).then(|| inner.to_owned())
        })
}

fn head(text: &str) -> &str {
    text.get(..text.floor_char_boundary(SEARCHED))
        .unwrap_or(text)
}

/// Whether the error is only that the text stops.
fn ends_early(text: &str, why: &JsonError) -> bool {
    why.offset >= text.trim_end().len()
        || text[why.offset..].starts_with('"') && why.what.contains("closing quote")
        || text.len() - why.offset < 6
}

#[cfg(test)]
mod tests {
    use crate::letter::{Answer, Form, gist};

    #[test]
    fn the_sentence_is_found_wherever_partners_put_it() {
        for (answer, said) in [
            (
                r#"{"error":"upstream overloaded","retry_in":30}"#,
                "upstream overloaded",
            ),
            (
                r#"{"error":{"type":"card_error","message":"Your card was declined."}}"#,
                "Your card was declined.",
            ),
            (
                r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#,
                "Session expired or invalid",
            ),
            (r#"{"errors":["customer missing"]}"#, "customer missing"),
            (r#"{"errors":[{"detail":"no such list"}]}"#, "no such list"),
            (r#"{"message":"it goes on and o"#, "it goes on and o"),
            (
                "<html>\r\n<head><TITLE>404 Not Found</TITLE></head>",
                "404 Not Found",
            ),
            (
                "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>Please reduce your rate</Message></Error>",
                "Please reduce your rate",
            ),
            ("\n\nupstream connect error\nmore", "upstream connect error"),
        ] {
            assert_eq!(gist(answer).as_deref(), Some(said), "{answer}");
        }
        assert_eq!(gist("  "), None);
        assert_eq!(gist(r#"{"ok":false}"#).as_deref(), Some(r#"{"ok":false}"#));
    }

    #[test]
    fn a_cut_answer_says_that_it_is_cut() {
        let answer = Answer::read(r#"{"a":{"b":[1,2,"thr"#);
        assert_eq!((answer.form, answer.cut), (Form::Json, true));
        let answer = Answer::read("<html><body>almo");
        assert_eq!((answer.form, answer.cut), (Form::Markup, true));
        let answer = Answer::read(r#"{"a":1}"#);
        assert_eq!(
            (answer.text.as_str(), answer.cut),
            ("{\n  \"a\": 1\n}", false)
        );
        assert_eq!(Answer::read("").form, Form::Empty);
        assert_eq!(
            Answer::read("{oops} and then a lot more text").form,
            Form::Text
        );
    }
}
