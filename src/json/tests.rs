use super::*;

fn ok(text: &str) -> Doc<'_> {
    Doc::read(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

#[test]
fn values_are_found_by_their_path() {
    let d = ok(r#" {"a":[1, {"b":"x\ny"}],"a":[2],"c":{}} "#);
    let root = d.root();
    assert_eq!(
        root.get("a").unwrap().raw(),
        "[2]",
        "the last of two keys counts"
    );
    let first = root.children().next().unwrap();
    assert_eq!(
        first.item(1).unwrap().get("b").unwrap().string().unwrap(),
        "x\ny"
    );
    assert_eq!(root.get("c").unwrap().children().count(), 0);
    assert!(root.get("d").is_none());
    assert!(first.get("b").is_none());
    assert_eq!(d.depth(), 3);
}

#[test]
fn digits_and_spelling_stay() {
    let text = r#"{"big":9007199254740993,"f":1.0,"e":1E3,"z":-0,"esc":"\u00e9\/"}"#;
    let d = ok(text);
    assert_eq!(minify(&d), text);
    assert_eq!(d.root().get("big").unwrap().raw(), "9007199254740993");
    assert_eq!(d.root().get("esc").unwrap().string().unwrap(), "é/");
}

#[test]
fn layouts_only_change_white_space() {
    let d = ok(r#"{"a":[1,[],{}],"b":{"c":null}}"#);
    let p = pretty(&d);
    assert_eq!(
        p,
        "{\n  \"a\": [\n    1,\n    [],\n    {}\n  ],\n  \"b\": {\n    \"c\": null\n  }\n}"
    );
    assert_eq!(minify(&ok(&p)), d.text());
}

#[test]
fn mistakes_have_a_line_and_a_column() {
    let at = |t: &str| {
        let e = Doc::read(t).unwrap_err();
        (e.line, e.column, e.what)
    };
    assert_eq!(at("{\n \"é\": tru}"), (2, 7, "expected a value"));
    assert_eq!(at("[1 2]"), (1, 4, "expected `,` or `]`"));
    assert_eq!(at("{\"a\":1,}"), (1, 8, "expected a key in double quotes"));
    assert_eq!(at(""), (1, 1, "the document ends too early"));
    assert_eq!(at("[01]").2, "a number must not begin with 0");
    assert_eq!(at("[1] x").2, "more text after the end of the document");
    assert_eq!(
        at("\"a\tb\"").2,
        "a control character must be escaped in a string"
    );
    assert_eq!(at("\"\\x\"").2, "no such escape in a JSON string");
    assert_eq!(at("\"abc").2, "this string has no closing quote");
    assert_eq!(at("[1.]").2, "expected a digit");
}

#[test]
fn depth_costs_no_stack() {
    let text = "[".repeat(100_000) + &"]".repeat(100_000);
    let d = ok(&text);
    assert_eq!(d.depth(), 100_000);
    assert_eq!(minify(&d), text);
    let top = Doc::read_top(text.as_str()).unwrap();
    assert_eq!(top.root().children().count(), 1);
    assert_eq!(top.root().raw(), text);
}

#[test]
fn surrogates_are_joined_and_lone_ones_replaced() {
    assert_eq!(unescape(r#""\ud83e\uddfe""#), "🧾");
    assert_eq!(unescape(r#""\ud83ex""#), "\u{fffd}x");
    assert_eq!(unescape(r#""\ud83e\u0041""#), "\u{fffd}A");
}

#[test]
fn reading_the_top_checks_the_rest_as_reading_all_does() {
    let whole = r#" {"a": {"b" : [1, -2.5e3 , {"c": "x\"y\u00e9 and a longer text"}, [ ], { }, true]}, "d": [null, "1"]} "#;
    assert_eq!(Doc::read_top(whole).unwrap().depth(), ok(whole).depth());
    let same = |text: &str| {
        assert_eq!(
            Doc::read_top(text).map(|d| d.depth()),
            Doc::read(text).map(|d| d.depth()),
            "{text}"
        );
    };
    for at in 0..whole.len() {
        same(&whole[..at]);
        // one byte that is wrong wherever it stands, and ones that are wrong in most places
        for wrong in ['}', ']', ',', ':', '"', '0', ' ', '\u{1}'] {
            same(&format!("{}{wrong}{}", &whole[..at], &whole[at + 1..]));
        }
    }
}

#[test]
fn a_string_ends_where_it_ends_whatever_stands_around_the_eighth_byte() {
    for length in 0..40 {
        for odd in ["", "\\\"", "\\n", "é", "\u{7f}", "\u{ff}", "🧾"] {
            let text = format!(
                "[\"{}{odd}{}\"]",
                "x".repeat(length),
                "y".repeat(40 - length)
            );
            assert_eq!(
                ok(&text).root().item(0).unwrap().raw().len(),
                text.len() - 2
            );
            let control = text.replacen('y', "\u{1f}", 1);
            assert_eq!(
                Doc::read(control.as_str()).unwrap_err().offset,
                2 + length + odd.len()
            );
        }
    }
}
