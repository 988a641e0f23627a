//! Payloads that are wrapped: what is inside, and how to wrap an edited one the same way.
//!
//! Every layer that is opened is shorter than the text around it, but for gzip, which is opened up to a limit: so
//! nothing can be blown up.

use base64::Engine;
use base64::engine::general_purpose::{
    GeneralPurpose, STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD,
};

use super::gzip;
use crate::json::{Doc, Kind, Node, Span, quote};

/// Layers that are opened at most.
const LAYERS: usize = 4;
/// Bytes that a gzip stream may hold; four times the largest message.
const LARGEST: usize = 4 << 20;
/// A shorter text is not taken for base64.
const SHORTEST_BASE64: usize = 16;

/// How a payload is wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapping {
    /// A JSON string that holds JSON.
    JsonString,
    /// Base64 of JSON.
    Base64,
    /// Base64 of a gzip stream of JSON.
    Gzip,
    /// An SNS notification; the payload is its `Message`.
    SnsEnvelope,
    /// A pointer of the SQS Extended Client: the payload lies in S3, and is not fetched.
    S3Pointer,
}

/// One layer that was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// What kind.
    pub wrapping: Wrapping,
    /// What is inside; `None` when it can't be opened here.
    pub inside: Option<String>,
}

impl Wrapping {
    /// For people: what the layer is, and why it can't be opened where it can't.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::JsonString => "JSON inside a string",
            Self::Base64 => "base64",
            Self::Gzip => "gzip, base64 encoded",
            Self::SnsEnvelope => "an SNS notification",
            Self::S3Pointer => "a pointer to a payload in S3, which is not fetched",
        }
    }
}

/// The layers around the payload in `text`, outermost first; none when it isn't wrapped.
#[must_use]
pub fn unwrap(text: &str) -> Vec<Layer> {
    let mut layers: Vec<Layer> = Vec::new();
    while layers.len() < LAYERS {
        let text = match layers.last() {
            None => text,
            Some(Layer {
                inside: Some(inside),
                ..
            }) => inside,
            Some(_) => break,
        };
        let Some(layer) = open(text) else { break };
        layers.push(layer);
    }
    layers
}

/// `inside` wrapped the way that `outer` was: the text to put in the place of `outer`. `None` when that layer
/// can't be made here.
#[must_use]
pub fn wrap(outer: &str, wrapping: Wrapping, inside: &str) -> Option<String> {
    match wrapping {
        Wrapping::JsonString => Some(quote(inside)),
        Wrapping::Base64 | Wrapping::Gzip => {
            let engine = alphabet(&base64_text(outer)?)?;
            let encoded = match wrapping {
                Wrapping::Gzip => engine.encode(gzip::store(inside.as_bytes())),
                _ => engine.encode(inside),
            };
            Some(if outer.trim_start().starts_with('"') {
                quote(&encoded)
            } else {
                encoded
            })
        }
        Wrapping::SnsEnvelope => {
            let Span { start, end } = sns_message(Doc::read_top(outer).ok()?.root())?.span();
            let (before, after) = (outer.get(..start as usize)?, outer.get(end as usize..)?);
            Some([before, &quote(inside), after].concat())
        }
        Wrapping::S3Pointer => None,
    }
}

fn open(text: &str) -> Option<Layer> {
    if let Some(layer) = open_base64(text) {
        return Some(layer);
    }
    let doc = Doc::read_top(text).ok()?;
    let root = doc.root();
    if let Some(inside) = root.string() {
        return is_json(&inside).then(|| Layer {
            wrapping: Wrapping::JsonString,
            inside: Some(inside.into_owned()),
        });
    }
    if is_s3_pointer(root) {
        return Some(Layer {
            wrapping: Wrapping::S3Pointer,
            inside: None,
        });
    }
    let inside = sns_message(root)?.string()?.into_owned();
    Some(Layer {
        wrapping: Wrapping::SnsEnvelope,
        inside: Some(inside),
    })
}

fn open_base64(text: &str) -> Option<Layer> {
    let encoded = base64_text(text)?;
    let bytes = alphabet(&encoded)?.decode(encoded.as_bytes()).ok()?;
    if bytes.starts_with(&gzip::MAGIC) {
        let inside = gzip::inflate(&bytes, LARGEST).and_then(|b| String::from_utf8(b).ok());
        return Some(Layer {
            wrapping: Wrapping::Gzip,
            inside,
        });
    }
    let inside = String::from_utf8(bytes).ok().filter(|s| is_json(s))?;
    Some(Layer {
        wrapping: Wrapping::Base64,
        inside: Some(inside),
    })
}

/// The text that may be base64, bare or as a JSON string.
fn base64_text(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = text
        .strip_prefix('"')
        .and_then(|t| t.strip_suffix('"'))
        .unwrap_or(text);
    let all = bare
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_' | b'='));
    (all && bare.len() >= SHORTEST_BASE64).then(|| bare.to_owned())
}

fn alphabet(encoded: &str) -> Option<GeneralPurpose> {
    [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
        .into_iter()
        .find(|engine| engine.decode(encoded).is_ok())
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && Doc::read_top(text).is_ok()
}

fn sns_message(root: Node<'_>) -> Option<Node<'_>> {
    let kind = root.get("Type")?.string()?;
    let message = root.get("Message")?;
    (kind == "Notification" && message.kind() == Kind::String).then_some(message)
}

/// `["software.amazon.payloadoffloading.PayloadS3Pointer", {"s3BucketName": …, "s3Key": …}]`
fn is_s3_pointer(root: Node<'_>) -> bool {
    root.item(0).and_then(Node::string).is_some_and(|class| {
        class.ends_with("PayloadS3Pointer") || class.ends_with("MessageS3Pointer")
    })
}

#[cfg(test)]
mod tests {
    use crate::letter::{Wrapping, unwrap, wrap};

    #[test]
    fn layers_are_opened_from_outside_to_inside() {
        let inner = r#"{"orderId":"o-1"}"#;
        let encoded = wrap("AAAAAAAAAAAAAAAA", Wrapping::Base64, inner).unwrap();
        let sns = format!(r#"{{"Type":"Notification","Message":"{encoded}"}}"#);
        let layers = unwrap(&sns);
        let kinds: Vec<_> = layers.iter().map(|l| l.wrapping).collect();
        assert_eq!(kinds, [Wrapping::SnsEnvelope, Wrapping::Base64]);
        assert_eq!(layers[1].inside.as_deref(), Some(inner));
        assert_eq!(
            unwrap(r#""{\"a\":1}""#)[0].inside.as_deref(),
            Some(r#"{"a":1}"#)
        );
        assert!(unwrap(inner).is_empty());
        assert!(
            unwrap("abcdefghijklmnop").is_empty(),
            "words are no base64 of JSON"
        );
    }

    #[test]
    fn what_cannot_be_opened_is_still_named() {
        let pointer = r#"["software.amazon.payloadoffloading.PayloadS3Pointer",{"s3BucketName":"b","s3Key":"k"}]"#;
        assert_eq!(unwrap(pointer)[0].wrapping, Wrapping::S3Pointer);
        let broken = &unwrap("H4sIAAAAAAAAA6tWykxRslIqLcosUaoFAJ0kNwMTAAAA")[0];
        assert_eq!((broken.wrapping, &broken.inside), (Wrapping::Gzip, &None));
    }

    #[test]
    fn an_edited_payload_is_wrapped_the_way_it_came() {
        let sns = r#"{ "Type":"Notification", "Message":"{\"a\":1}","x":1.0 }"#;
        let edited = wrap(sns, Wrapping::SnsEnvelope, r#"{"a":2}"#).unwrap();
        assert_eq!(
            edited,
            r#"{ "Type":"Notification", "Message":"{\"a\":2}","x":1.0 }"#
        );
        assert_eq!(
            wrap("\"\"", Wrapping::JsonString, "[1]").unwrap(),
            "\"[1]\""
        );
        assert_eq!(wrap("", Wrapping::S3Pointer, "[1]"), None);
        let zipped = "H4sIAAAAAAACA6tWSlSyMqwFAK+sG1YHAAAA";
        assert_eq!(unwrap(zipped)[0].inside.as_deref(), Some(r#"{"a":1}"#));
        let edited = wrap(zipped, Wrapping::Gzip, r#"{"a":2}"#).unwrap();
        assert_eq!(unwrap(&edited)[0].inside.as_deref(), Some(r#"{"a":2}"#));
    }

    #[test]
    fn layer_upon_layer_ends() {
        let mut text = r#"{"a":1}"#.to_owned();
        for _ in 0..12 {
            text = wrap("\"\"", Wrapping::JsonString, &text).unwrap();
        }
        assert!(unwrap(&text).len() <= 4);
    }
}
