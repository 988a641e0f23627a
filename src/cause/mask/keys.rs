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
    /// Data: masked as a whole, unless it is a word that enumerates (`card_declined`).
    Data,
}

const SENTENCES: [&str; 22] = [
    "message",
    "messages",
    "msg",
    "error",
    "errors",
    "err",
    "detail",
    "details",
    "description",
    "title",
    "reason",
    "fault",
    "faultstring",
    "cause",
    "causes",
    "exception",
    "info",
    "hint",
    "summary",
    "warning",
    "problem",
    "trace",
];
/// Keys of objects of sentences.
const MAPS: [&str; 7] = [
    "errors",
    "details",
    "messages",
    "violations",
    "fielderrors",
    "validationerrors",
    "modelstate",
];
const CODES: [&str; 16] = [
    "code",
    "status",
    "type",
    "kind",
    "category",
    "severity",
    "level",
    "errno",
    "field",
    "fields",
    "param",
    "parameter",
    "property",
    "constraint",
    "domain",
    "subcode",
];
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
        let key = std::str::from_utf8(&buffer[..len]).unwrap_or("");
        if CODES.contains(&key) || CODE_ENDS.iter().any(|end| key.ends_with(end)) {
            Self::Code
        } else if MAPS.contains(&key) {
            Self::Errors
        } else if SENTENCES.contains(&key) || SENTENCE_ENDS.iter().any(|end| key.ends_with(end)) {
            Self::Text
        } else if ["id", "key", "token", "url", "uuid"]
            .iter()
            .any(|end| key.ends_with(end))
        {
            Self::Id
        } else {
            Self::Data
        }
    }
}
