//! What a target would get of a letter, as it is or as it was edited.

use super::edit::Edit;
use super::refuse::event_of;
use crate::json::Doc;
use crate::letter::Letter;
use crate::target_input::{Context, Endpoint, Request, Shape, request};
use crate::time::Time;

/// What is known of the target.
#[derive(Clone, Debug)]
pub struct Receiver<'a> {
    /// What it makes of an event.
    pub shape: &'a Shape,
    /// ARN of its rule.
    pub rule_arn: &'a str,
    /// Name of its rule.
    pub rule_name: &'a str,
    /// Its API destination, if it is one.
    pub endpoint: Option<Endpoint<'a>>,
}

/// What a target would get.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The input after shaping; for an API destination less the connection's body parameters.
    pub input: String,
    /// The whole request, for an API destination. Its `shown_…` methods mask secrets.
    pub request: Option<Request>,
    /// What is wrong with it, in words: an empty body, a path that finds nothing.
    pub wrong: Vec<String>,
}

/// What `target` would get. The id and the ingestion time are those of a put at `now`, so the id of the preview is
/// still the old one.
///
/// # Errors
/// In words: there is no event in the letter, or the target's template makes no JSON of it, which EventBridge
/// answers with a dead letter (`INVALID_JSON`).
pub fn preview(
    letter: &Letter,
    edit: Option<&Edit>,
    target: &Receiver<'_>,
    now: Time,
) -> Result<Preview, String> {
    let event = event_of(letter, edit).ok_or("there is no event in the letter")?;
    let doc = Doc::read(&**event.text()).map_err(|e| format!("the event is no JSON: {e}"))?;
    let context = Context {
        rule_arn: target.rule_arn,
        rule_name: target.rule_name,
        ingestion_time: &now.rfc3339(),
    };
    let input = target
        .shape
        .apply(&doc, &context)
        .map_err(|e| e.to_string())?;
    let mut wrong = Vec::new();
    match (input.as_str(), target.shape) {
        ("null", Shape::Path(path)) => {
            wrong.push(format!(
                "InputPath {} finds nothing in this event",
                path.text()
            ));
        }
        ("" | "\"\"" | "{}", _) => wrong.push("the target would get an empty body".to_owned()),
        _ => {}
    }
    let request = target
        .endpoint
        .as_ref()
        .map(|endpoint| request(endpoint, &doc, &input));
    if let Some(left) = request.as_ref().filter(|r| r.url.contains('*')) {
        wrong.push(format!("a `*` of the URL has no value: {}", left.url));
    }
    Ok(Preview {
        input,
        request,
        wrong,
    })
}
