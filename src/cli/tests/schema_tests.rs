//! Documents against their schemas: the few words of JSON Schema that these use.

use serde_json::Value;

const FILES: [(&str, &str); 11] = [
    (
        "causes",
        include_str!("../../../assets/schemas/causes.schema.json"),
    ),
    (
        "check",
        include_str!("../../../assets/schemas/check.schema.json"),
    ),
    (
        "doctor",
        include_str!("../../../assets/schemas/doctor.schema.json"),
    ),
    (
        "error",
        include_str!("../../../assets/schemas/error.schema.json"),
    ),
    (
        "export",
        include_str!("../../../assets/schemas/export.schema.json"),
    ),
    (
        "export-line",
        include_str!("../../../assets/schemas/export-line.schema.json"),
    ),
    (
        "history",
        include_str!("../../../assets/schemas/history.schema.json"),
    ),
    (
        "import",
        include_str!("../../../assets/schemas/import.schema.json"),
    ),
    (
        "run",
        include_str!("../../../assets/schemas/run.schema.json"),
    ),
    (
        "try",
        include_str!("../../../assets/schemas/try.schema.json"),
    ),
    (
        "watch-line",
        include_str!("../../../assets/schemas/watch-line.schema.json"),
    ),
];

/// Panics with every place where the document is not as the schema of that name says.
pub fn must_be(name: &str, document: &Value) {
    let text = FILES.iter().find(|f| f.0 == name).unwrap().1;
    let schema: Value = serde_json::from_str(text).unwrap();
    let mut wrong = Vec::new();
    check(&schema, document, "$", &mut wrong);
    assert!(
        wrong.is_empty(),
        "{name}: {}\n{document:#}",
        wrong.join("; ")
    );
}

fn check(schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        wrong.push(format!("{at} is {value}"));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    if !types.is_empty() && !types.iter().any(|t| is(t, value)) {
        return wrong.push(format!("{at} is no {}", types.join(" or ")));
    }
    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
        check(&schema["items"], item, &format!("{at}[{i}]"), wrong);
    }
    let Some(members) = value.as_object() else {
        return;
    };
    for name in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if !members.contains_key(name) {
            wrong.push(format!("{at}.{name} is missing"));
        }
    }
    for (name, member) in members {
        let at = format!("{at}.{name}");
        match (
            schema["properties"].get(name),
            &schema["additionalProperties"],
        ) {
            (Some(known), _) => check(known, member, &at, wrong),
            (None, other @ Value::Object(_)) => check(other, member, &at, wrong),
            // a field that no schema names is one that nobody wrote down
            (None, _) if schema["properties"].is_object() => wrong.push(format!("{at} is unknown")),
            _ => {}
        }
    }
}

fn is(word: &str, value: &Value) -> bool {
    match word {
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => false,
    }
}

#[test]
fn the_check_itself_sees_what_is_wrong() {
    let schema: Value = serde_json::json!({"type": "object", "required": ["a"], "properties": {"a": {"enum": [1]}, "b": {"type": ["string", "null"]}}});
    let wrong = |value: Value| {
        let mut wrong = Vec::new();
        check(&schema, &value, "$", &mut wrong);
        wrong.join("; ")
    };
    assert_eq!(wrong(serde_json::json!({"a": 1, "b": null})), "");
    assert_eq!(
        wrong(serde_json::json!({"b": 3})),
        "$.a is missing; $.b is no string or null"
    );
    assert_eq!(
        wrong(serde_json::json!({"a": 2, "c": 1})),
        "$.a is 2; $.c is unknown"
    );
    assert_eq!(wrong(serde_json::json!([])), "$ is no object");
}
