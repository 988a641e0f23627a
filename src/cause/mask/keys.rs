//! What kind of value stands under a JSON key.

/// How a JSON value is masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A sentence: masked as text.
    Text,
    /// As `Text`; an object here has sentences under keys of its own: `{"email":"is taken"}`.
    Errors,
    /// A code or a word of a list: kept, numbers too.
    Code,
    /// An id, a key, a token: always masked.
    Id,
    /// Where in the payload something is wrong: names stay, numbers of elements don't.
    Place,
    /// What somebody sent, repeated: masked whatever it is.
    Whole,
    /// Data: masked as a whole, unless it is a word that enumerates (`card_declined`).
    Data,
}

/// Endings of longer keys: `errorMessage`, `error_code`.
const SENTENCE_ENDS: [&str; 7] = [
    "message",
    "error",
    "errors",
    "description",
    "detail",
    "reason",
    "msg",
];
const CODE_ENDS: [&str; 5] = ["code", "status", "errortype", "subcode", "exceptiontype"];

impl Class {
    /// Of the value under `key`.
    pub(super) fn of(key: &str) -> Self {
        // longer keys say nothing that is listed here
        let mut buffer = [0u8; 32];
        let mut len = 0;
        for b in key.bytes().filter(u8::is_ascii_alphanumeric) {
            let Some(slot) = buffer.get_mut(len) else {
                return Self::Data;
            };
            *slot = b.to_ascii_lowercase();
            len += 1;
        }
        let key = &buffer[..len];
        match key {
            b"code" | b"status" | b"type" | b"kind" | b"category" | b"severity" | b"level"
            | b"errno" | b"field" | b"fields" | b"param" | b"parameter" | b"property"
            | b"constraint" | b"domain" | b"subcode" => Self::Code,
            b"loc" | b"pointer" | b"instancepath" | b"datapath" | b"propertypath"
            | b"fieldpath" | b"jsonpath" => Self::Place,
            b"input" | b"rejectedvalue" | b"invalidvalue" | b"submittedvalue"
            | b"receivedvalue" => Self::Whole,
            // objects of sentences
            b"errors" | b"details" | b"messages" | b"violations" | b"fielderrors"
            | b"validationerrors" | b"modelstate" => Self::Errors,
            b"message" | b"msg" | b"error" | b"err" | b"detail" | b"description" | b"title"
            | b"reason" | b"fault" | b"faultstring" | b"cause" | b"causes" | b"exception"
            | b"info" | b"hint" | b"summary" | b"warning" | b"problem" | b"trace" => Self::Text,
            _ => Self::by_its_end(key),
        }
    }

    fn by_its_end(key: &[u8]) -> Self {
        let ends = |ends: &[&str]| ends.iter().any(|end| key.ends_with(end.as_bytes()));
        if ends(&CODE_ENDS) {
            Self::Code
        } else if ends(&SENTENCE_ENDS) {
            Self::Text
        } else if ends(&["id", "key", "token", "url", "uuid"]) {
            Self::Id
        } else {
            Self::Data
        }
    }
}
