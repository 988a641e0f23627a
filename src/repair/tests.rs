use std::sync::Arc;

use proptest::prelude::*;

use crate::json::{Doc, minify};
use crate::letter::{
    Editable, Event, Failure, Letter, LetterId, Message, Origin, OriginRow, Route,
};
use crate::repair::*;

mod bundles_tests;
mod differences_tests;
mod edits_tests;
mod previews_tests;
mod refusals_tests;
mod repairs_tests;

fn read(message: &Message, _: Option<&Doc<'_>>, _: &mut Vec<String>) -> (Failure, Option<Event>) {
    (
        Failure::default(),
        Event::read(&message.body).ok().flatten(),
    )
}

fn nested(message: &Message, _: Option<&Doc<'_>>, _: &mut Vec<String>) -> (Failure, Option<Event>) {
    let doc = Doc::read_top(&*message.body).ok();
    let inner = doc.and_then(|d| Some(Arc::from(d.root().get("requestPayload")?.raw())));
    let event = inner.and_then(|text| Event::read(&text).ok().flatten());
    (Failure::default(), event)
}

static RULE: OriginRow = OriginRow {
    failed: "it failed",
    name: "rule",
    label: "a rule's target",
    editable: Editable::Event,
    route: Route::RuleBus,
    recognises: |_, _| true,
    decode: read,
};
static WHOLE: OriginRow = OriginRow {
    failed: "it failed",
    name: "whole",
    label: "a body",
    editable: Editable::Body,
    route: Route::Anywhere,
    recognises: |_, _| true,
    decode: nested,
};
static POINTER: OriginRow = OriginRow {
    failed: "it failed",
    name: "pointer",
    label: "a pointer",
    editable: Editable::Nothing,
    route: Route::Nowhere("it is a pointer without a payload"),
    recognises: |_, _| true,
    decode: read,
};

fn letter_of(row: &'static OriginRow, body: &str) -> Letter {
    let message = Message {
        id: "m-1".into(),
        body: body.into(),
        system: crate::letter::System::from([("AWSTraceHeader".into(), "Root=1-2".into())]),
        attributes: Arc::from([]),
    };
    let (failure, event) = (row.decode)(&message, None, &mut Vec::new());
    Letter {
        id: LetterId(0),
        message,
        origin: Origin(row),
        failure,
        event,
        wrong: Vec::new(),
    }
}

fn letter(body: &str) -> Letter {
    letter_of(&RULE, body)
}

fn event(detail: &str) -> String {
    format!(
        r#"{{"version":"0","id":"a1","detail-type":"user_activity","source":"userService.tracking","account":"123456789012","time":"2024-01-02T05:24:21Z","region":"ap-southeast-1","resources":["arn:a","b"],"detail":{detail}}}"#
    )
}

fn refused(body: &str) -> String {
    let refusals = outgoing(&letter(body), None).unwrap_err();
    let words: Vec<String> = refusals.into_iter().map(|r| r.what).collect();
    words.join("; ")
}

fn edit_of(letter: &Letter, text: &str) -> Edit {
    match save(letter, text).unwrap() {
        Saved::Changed(edit) => edit,
        Saved::Unchanged => panic!("taken for unchanged: {text}"),
    }
}
