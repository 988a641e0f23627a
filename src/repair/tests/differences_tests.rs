//! Where two texts differ.

use super::*;

fn change(path: &str, before: Option<&str>, after: Option<&str>) -> Change {
    Change {
        path: path.into(),
        before: before.map(Into::into),
        after: after.map(Into::into),
    }
}

#[test]
fn documents_are_compared_by_path() {
    let before = r#"{"a":{"b":1,"gone":2},"list":[1,2,3,4],"odd key":[0]}"#;
    let after = r#"{ "a":{"b":1.0,"new":null},"list":[1,9,2,3,4],"odd key":[{}] }"#;
    assert_eq!(
        diff(before, after),
        Diff::Json(vec![
            change("a.b", Some("1"), Some("1.0")),
            change("a.gone", Some("2"), None),
            change("a.new", None, Some("null")),
            change("list[1]", None, Some("9")),
            change("[\"odd key\"][0]", Some("0"), Some("{}")),
        ])
    );
    assert_eq!(
        diff(before, &before.replace(':', " : ")),
        Diff::Json(vec![])
    );
}

#[test]
fn texts_are_compared_by_line_with_words_marked() {
    let Diff::Text(lines) = diff("one\ntwo three\n", "one\ntwo four\n") else {
        panic!("taken for JSON");
    };
    let marks: Vec<Mark> = lines.iter().map(|l| l.mark).collect();
    assert_eq!(marks, [Mark::Same, Mark::Gone, Mark::Come]);
    let marked: Vec<&str> = lines[2]
        .parts
        .iter()
        .filter(|p| p.0)
        .map(|p| &*p.1)
        .collect();
    assert_eq!(marked, ["four"]);
}
