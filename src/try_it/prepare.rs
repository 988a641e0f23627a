//! What is sent of a letter.

use super::url::Url;
use crate::letter::Letter;
use crate::plan::{World, gets};
use crate::repair::{Edit, event_of};
use crate::target_input::Request;
use crate::time::Time;

/// A request to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `POST`, `GET`, …
    pub method: String,
    /// With its query.
    pub url: String,
    /// In order, without `Host` and `Content-Length`, which follow from the rest.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// A letter made ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// ARN of the target that would get this; empty when no rule sent the letter.
    pub target_arn: String,
    /// What is sent.
    pub call: Call,
    /// What is left out, because it is secret and AWS does not tell it: `header x-api-key`.
    pub left_out: Vec<String>,
    /// What the operator should know: what is wrong with the input, what could not be read.
    pub notes: Vec<String>,
}

/// What the target that failed (else the rule's first) would get of a letter, as it is or as it was edited, to be sent
/// to `url`. A target that is no API destination gets its input by POST. `world` is what is known of the letter's rule;
/// a letter that no rule sent goes as the event or body that it is.
///
/// # Errors
/// In words, why it is not known what the target would get, or why it would get nothing.
pub fn prepare(
    url: &Url,
    (letter, edit): (&Letter, Option<&Edit>),
    world: Option<&World>,
    now: Time,
) -> Result<Prepared, String> {
    let Some(rule) = &letter.failure.rule_arn else {
        return Ok(plain(
            url,
            &whole(letter, edit),
            "no rule sent the letter: the event goes as it is",
        ));
    };
    let world = world.ok_or("nothing is known of its rule")?;
    let gets = gets(world, rule, (letter, edit), now)?;
    let gets = gets
        .into_iter()
        .next()
        .ok_or("its rule has no targets any more")?;
    let preview = gets
        .outcome
        .map_err(|why| format!("the target would get nothing: {why}"))?;
    let mut prepared = match &preview.request {
        Some(request) => of_request(url, request),
        None if gets.unknown.is_empty() => plain(
            url,
            &preview.input,
            "the target is no API destination: its input goes by POST",
        ),
        None => return Err(gets.unknown.join("; ")),
    };
    prepared.target_arn = gets.target_arn;
    prepared.notes.extend(preview.wrong);
    prepared.notes.extend(gets.unknown);
    Ok(prepared)
}

fn of_request(url: &Url, request: &Request) -> Prepared {
    let open = request.without_secrets(url.text());
    Prepared {
        target_arn: String::new(),
        call: Call {
            method: request.method.clone(),
            url: open.url,
            headers: open.headers,
            body: open.body,
        },
        left_out: open.left_out,
        notes: Vec::new(),
    }
}

fn plain(url: &Url, body: &str, note: &str) -> Prepared {
    let json = (
        "Content-Type".to_owned(),
        "application/json; charset=utf-8".to_owned(),
    );
    Prepared {
        target_arn: String::new(),
        call: Call {
            method: "POST".to_owned(),
            url: url.text().to_owned(),
            headers: vec![json],
            body: body.to_owned(),
        },
        left_out: Vec::new(),
        notes: vec![note.to_owned()],
    }
}

/// The event in a letter, or its body where there is none.
fn whole(letter: &Letter, edit: Option<&Edit>) -> String {
    match event_of(letter, edit) {
        Some(event) => event.text().to_string(),
        None => edit
            .map_or(&*letter.message.body, |edit| &*edit.text)
            .to_owned(),
    }
}
