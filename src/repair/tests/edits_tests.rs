//! What an edit changes, and what it leaves as it was.

use super::*;

#[test]
fn an_edit_that_is_the_same_document_leaves_the_original() {
    let letter = letter(&event(r#"{"b":1.0,"a":1e3,"a":"\u0041"}"#));
    let text = editable(&letter, None).unwrap();
    assert!(text.contains("\n    \"b\": 1.0,\n"));
    assert_eq!(save(&letter, &text).unwrap(), Saved::Unchanged);
    assert_ne!(
        save(&letter, &text.replace("1.0", "1.00")).unwrap(),
        Saved::Unchanged
    );
}

#[test]
fn what_an_edit_does_not_touch_keeps_its_bytes() {
    let detail =
        r#"{ "keep" : { "n" : 1.0 } , "dup":1, "dup": 2, "list":[ {"x" :1}, {"x":  2} ] }"#;
    let letter = letter(&event(detail));
    let text = editable(&letter, None).unwrap();
    let edit = edit_of(&letter, &text.replace("user_activity", "user_deed"));
    assert_eq!(&*outgoing(&letter, Some(&edit)).unwrap().detail, detail);
    let edit = edit_of(&letter, &text.replace("\"x\": 2", "\"x\": 3"));
    assert_eq!(
        &*outgoing(&letter, Some(&edit)).unwrap().detail,
        r#"{"keep":{ "n" : 1.0 },"dup":1,"dup":2,"list":[{"x" :1},{"x":3}]}"#
    );
}

#[test]
fn a_broken_edit_says_where() {
    let letter = letter(&event("{}"));
    let error = save(&letter, "{\n  \"a\" 1\n}").unwrap_err();
    assert_eq!((error.line, error.column), (2, 7));
}

#[test]
fn fields_that_eventbridge_assigns_are_noted() {
    let letter = letter(&event("{}"));
    let edit = edit_of(&letter, &event("{}").replace("a1", "a2"));
    assert_eq!(
        notes(&letter, &edit),
        ["id is changed, but EventBridge assigns it anew"]
    );
    let edit = edit_of(&letter, &event("{}").replace("user_activity", "x"));
    assert!(notes(&letter, &edit).is_empty());
}

#[test]
fn a_plain_text_body_is_edited_as_text() {
    let letter = letter_of(&WHOLE, "hello");
    assert_eq!(save(&letter, "hello\n").unwrap(), Saved::Unchanged);
    assert_eq!(&*edit_of(&letter, "hello, world\n").text, "hello, world");
}

#[test]
fn a_pointer_is_not_edited_and_says_why() {
    let letter = letter_of(&POINTER, "{}");
    assert_eq!(editable(&letter, None), None);
    assert_eq!(
        why_not_editable(&letter),
        Some("it is a pointer without a payload")
    );
}

#[test]
fn the_event_inside_an_edited_body_is_what_goes_out() {
    let body = |source: &str| {
        let event = event("{}").replace("userService", source);
        format!("{{\"requestPayload\":{event}}}")
    };
    let letter = letter_of(&WHOLE, &body("userService"));
    let edit = edit_of(&letter, &body("other"));
    assert_eq!(
        &*outgoing(&letter, Some(&edit)).unwrap().source,
        "other.tracking"
    );
}

#[test]
fn hostile_depth_is_edited_compared_and_refused() {
    let deep = |leaf: &str| {
        event(&format!(
            "{{\"a\":{}{leaf}{}}}",
            "[".repeat(10_000),
            "]".repeat(10_000)
        ))
    };
    let letter = letter(&deep("1"));
    let edit = edit_of(&letter, &deep("2"));
    assert!(matches!(diff(&deep("1"), &edit.text), Diff::Json(changes) if changes.len() == 1));
    assert!(outgoing(&letter, Some(&edit)).is_err());
}

/// JSON texts with odd white space, duplicate keys and numbers in many spellings.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("1.0".to_owned()),
        Just("1e3".to_owned()),
        Just("-0".to_owned()),
        any::<i64>().prop_map(|n| n.to_string()),
        any::<String>().prop_map(|s| crate::json::quote(&s)),
        Just("\"\\u0041\\/ \\\" x\"".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|v| format!("[ {} ]", v.join(" ,\t"))),
            object(inner),
        ]
    })
}

fn object(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop::collection::vec(("[a-c]", value), 0..4).prop_map(|members| {
        let members: Vec<String> = members
            .iter()
            .map(|(k, v)| format!("\"{k}\" : {v}"))
            .collect();
        format!("{{{} }}", members.join(",\n "))
    })
}

proptest! {
    #[test]
    fn an_unedited_detail_goes_out_byte_for_byte(detail in object(json())) {
        let out = outgoing(&letter(&event(&detail)), None).unwrap();
        prop_assert_eq!(&*out.detail, detail.as_str());
    }

    #[test]
    fn saving_what_the_editor_showed_changes_nothing(detail in json()) {
        let letter = letter(&event(&detail));
        let text = editable(&letter, None).unwrap();
        prop_assert_eq!(save(&letter, &text).unwrap(), Saved::Unchanged);
    }

    #[test]
    fn an_edit_is_the_document_that_was_typed(before in json(), after in json()) {
        let letter = letter(&event(&before));
        let typed = event(&after);
        match save(&letter, &typed).unwrap() {
            Saved::Unchanged => prop_assert_eq!(diff(&event(&before), &typed), Diff::Json(vec![])),
            Saved::Changed(edit) => prop_assert_eq!(
                minify(&Doc::read(&*edit.text).unwrap()),
                minify(&Doc::read(typed).unwrap())
            ),
        }
    }
}
