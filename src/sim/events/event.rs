//! An event as it travels: its envelope as text, the same bytes for every target and dead letter.

use std::sync::Arc;

use serde_json::Value;
use tokio::time::Instant;

use super::check::{list, text};
use super::names::{Names, moment, new_id, now};
use crate::json::{Doc, Kind, minify, quote};
use crate::limits::{DETAIL_DEPTH, DETAIL_TYPE_CHARS};
use crate::time::Time;

/// An event on its way.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub id: String,
    /// The envelope: compact, keys in the order of DOMAIN 1.1.
    pub text: Arc<str>,
    /// `time` of the envelope, whole seconds.
    pub time: Time,
    /// `AWSTraceHeader` of what is sent to queues.
    pub trace: String,
    /// When EventBridge took it: MaximumEventAgeInSeconds counts from here.
    pub taken: Instant,
    /// The same as RFC 3339: `<aws.events.event.ingestion-time>`.
    pub ingestion: String,
    /// It came through a target that is a bus: it may not go through another. (DOMAIN 1.3, 7)
    pub hopped: bool,
    /// The replay that it belongs to.
    pub replay: Option<String>,
}

/// Why an entry of PutEvents was refused: ErrorCode and ErrorMessage.
pub(super) type Refused = (&'static str, String);

/// The members of an envelope that differ between events.
struct Envelope<'a> {
    id: &'a str,
    detail_type: &'a str,
    source: &'a str,
    time: Time,
    /// JSON texts.
    resources: String,
    detail: &'a str,
}

impl Event {
    /// The event of an entry of PutEvents.
    ///
    /// # Errors
    /// As AWS refuses the entry. (AWS_RECORDED 2)
    pub fn put(entry: &Value, names: &Names) -> Result<Self, Refused> {
        let source = argument(entry, "Source")?;
        let detail_type = argument(entry, "DetailType")?;
        let detail = argument(entry, "Detail")?;
        if source.starts_with("aws.") {
            let what = "Not authorized for the source.";
            return Err(("NotAuthorizedForSourceException", what.to_owned()));
        }
        if detail_type.chars().count() > DETAIL_TYPE_CHARS {
            let what = "Parameter DetailType is not valid. Reason: DetailType must not be longer than 128 characters.";
            return Err(("InvalidArgument", what.to_owned()));
        }
        let detail = compact(detail)?;
        let time = entry.get("Time").and_then(moment).unwrap_or_else(now);
        let resources: Vec<String> = list(entry, "Resources")
            .iter()
            .filter_map(|r| r.as_str().map(quote))
            .collect();
        let id = new_id();
        let envelope = Envelope {
            id: &id,
            detail_type,
            source,
            time,
            resources: format!("[{}]", resources.join(",")),
            detail: &detail,
        };
        Ok(Self {
            text: envelope.written(names).into(),
            id,
            time,
            trace: text(entry, "TraceHeader").map_or_else(trace, str::to_owned),
            taken: Instant::now(),
            ingestion: seconds(now()).rfc3339(),
            hopped: false,
            replay: None,
        })
    }

    /// An event of EventBridge's own: `Scheduled Event`. (AWS_RECORDED 3)
    pub fn scheduled(rule_arn: &str, names: &Names) -> Self {
        let (id, time) = (new_id(), now());
        let envelope = Envelope {
            id: &id,
            detail_type: "Scheduled Event",
            source: "aws.events",
            time,
            resources: format!("[{}]", quote(rule_arn)),
            detail: "{}",
        };
        Self {
            text: envelope.written(names).into(),
            id,
            time,
            trace: trace(),
            taken: Instant::now(),
            ingestion: seconds(now()).rfc3339(),
            hopped: false,
            replay: None,
        }
    }

    /// The same event as a replay sends it: `replay-name` stands between `region` and `resources`. (AWS_RECORDED 7)
    pub fn replayed(&self, replay: &str) -> Self {
        // the first `"resources":[` at the top: only strings stand before it, and their quotes are escaped
        let text = self.text.replacen(
            r#","resources":["#,
            &format!(r#","replay-name":{},"resources":["#, quote(replay)),
            1,
        );
        Self {
            text: text.into(),
            trace: trace(),
            taken: Instant::now(),
            ingestion: seconds(now()).rfc3339(),
            hopped: false,
            replay: Some(replay.to_owned()),
            ..self.clone()
        }
    }

    /// The same event behind a target that is a bus.
    pub fn hop(&self) -> Self {
        Self {
            hopped: true,
            ..self.clone()
        }
    }
}

impl Envelope<'_> {
    fn written(&self, names: &Names) -> String {
        format!(
            r#"{{"version":"0","id":{},"detail-type":{},"source":{},"account":{},"time":{},"region":{},"resources":{},"detail":{}}}"#,
            quote(self.id),
            quote(self.detail_type),
            quote(self.source),
            quote(&names.account),
            quote(&seconds(self.time).rfc3339()),
            quote(&names.region),
            self.resources,
            self.detail,
        )
    }
}

/// Whole seconds, as envelopes have them.
fn seconds(time: Time) -> Time {
    Time(time.0.div_euclid(1000).saturating_mul(1000))
}

fn argument<'a>(entry: &'a Value, member: &str) -> Result<&'a str, Refused> {
    text(entry, member).ok_or_else(|| {
        let what =
            format!("Parameter {member} is not valid. Reason: {member} is a required argument.");
        ("InvalidArgument", what)
    })
}

/// The detail without white space; keys, order and digits stay. (AWS_RECORDED 2)
fn compact(detail: &str) -> Result<String, Refused> {
    let malformed = || ("MalformedDetail", "Detail is malformed.".to_owned());
    let doc = Doc::read(detail).map_err(|_| malformed())?;
    let too_deep = usize::try_from(doc.depth()).is_ok_and(|d| d > DETAIL_DEPTH);
    if doc.root().kind() != Kind::Object || too_deep {
        return Err(malformed());
    }
    Ok(minify(&doc))
}

/// A new trace header, in the form of X-Ray.
fn trace() -> String {
    let (id, parent) = (new_id().replace('-', ""), new_id().replace('-', ""));
    let seconds = now().0 / 1000;
    format!(
        "Root=1-{seconds:08x}-{};Parent={};Sampled=0",
        &id[..24],
        &parent[..16]
    )
}
