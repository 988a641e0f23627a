//! Small questions about the words of a message.

/// `at com.acme.Orders.create(Orders.java:42)`, `... 23 more`
pub(super) fn is_frame(text: &str) -> bool {
    let line = text.trim_start_matches([' ', '\t']);
    line.starts_with("at ") && line.lines().next().is_some_and(|l| l.contains('('))
        || line.starts_with("... ")
}

/// Whether a number after `word` says which error it is.
pub(super) fn says_code(word: &str) -> bool {
    let word = word.rsplit(['.', '_']).next().unwrap_or(word);
    [
        "status",
        "code",
        "errno",
        "statuscode",
        "error",
        "http",
        "errorcode",
    ]
    .iter()
    .any(|w| w.eq_ignore_ascii_case(word))
        || word
            .get(..5)
            .is_some_and(|head| head.eq_ignore_ascii_case("http/"))
}

/// Whether what is quoted after `word` is a name out of somebody's code: `KeyError: 'amount'`.
pub(super) fn names(word: &str) -> bool {
    const NOUNS: [&str; 20] = [
        "field",
        "fields",
        "parameter",
        "param",
        "property",
        "column",
        "attribute",
        "argument",
        "key",
        "option",
        "header",
        "variable",
        "keyerror",
        "table",
        "method",
        "function",
        "class",
        "module",
        "index",
        "constraint",
    ];
    let word = word.trim_end_matches(':');
    NOUNS.iter().any(|noun| noun.eq_ignore_ascii_case(word))
}

/// A name as programs have them.
pub(super) fn is_identifier(text: &str) -> bool {
    text.len() <= 40
        && text
            .bytes()
            .all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'.' | b'-'))
}

/// A short word of a list, that says what is wrong or names a field: `card_declined`, `INVALID_FIELD`, `orderId`.
pub(super) fn enumerates(text: &str) -> bool {
    if text.len() > 48 || !text.is_ascii() {
        return false;
    }
    let all = text
        .bytes()
        .all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'.'));
    if !all || !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return false;
    }
    let shouted = text.len() >= 4 && text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    let named = ["Error", "Exception", "Fault", "Failure"]
        .iter()
        .any(|e| text.ends_with(e));
    let rises = text
        .as_bytes()
        .windows(2)
        .filter(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase())
        .count();
    let low = text.bytes().all(|b| !b.is_ascii_uppercase());
    let camel = text.starts_with(|c: char| c.is_ascii_lowercase()) && rises == 1;
    shouted || named || camel && !text.contains('_') || low && text.trim_matches('_').contains('_')
}

/// Whether a word is the beginning of a URL.
pub(super) fn url(word: &str) -> bool {
    word.len() > 3 && word.as_bytes().windows(3).any(|three| three == b"://")
}

/// A URL goes on to the next blank, quote or bracket.
pub(super) fn url_of(rest: &str) -> &str {
    let end = rest
        .find(|c: char| {
            c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | ']' | '}' | '`')
        })
        .unwrap_or(rest.len());
    rest[..end].trim_end_matches(['.', ',', ';', ':'])
}

/// What stands between the quote that `text` begins with and the next; to the end where it is cut.
pub(super) fn quoted_json(text: &str) -> &str {
    let inside = &text[1..];
    let mut end = 0;
    while let Some(found) = memchr::memchr2(b'"', b'\\', &inside.as_bytes()[end..]) {
        end += found;
        if inside.as_bytes()[end] == b'"' {
            return &inside[..end];
        }
        // whatever is escaped is no end
        end = (end + 2).min(inside.len());
    }
    inside
}
