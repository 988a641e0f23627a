//! None of the others: shown raw, never refused.

use super::envelope;
use crate::json::Doc;
use crate::letter::{Decoded, Editable, Failure, Message, OriginRow, Route};

pub(super) static ROW: OriginRow = OriginRow {
    name: "unknown",
    label: "a message of unknown origin",
    failed: "Nothing tells where it came from",
    editable: Editable::Body,
    route: Route::Anywhere,
    recognises,
    decode,
};

fn recognises(_: &Message, _: Option<&Doc<'_>>) -> bool {
    true
}

fn decode(message: &Message, body: Option<&Doc<'_>>, wrong: &mut Vec<String>) -> Decoded {
    (Failure::default(), envelope::if_any(message, body, wrong))
}
