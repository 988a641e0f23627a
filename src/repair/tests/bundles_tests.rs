//! Several documents in one text.

use super::*;

fn bundle() -> Bundle {
    Bundle::new("5f0c")
}

fn joined(texts: &[&str]) -> String {
    let documents: Vec<(&str, &str)> = texts
        .iter()
        .map(|text| ("user_activity · m-1", *text))
        .collect();
    bundle().join(documents.into_iter())
}

#[test]
fn documents_come_out_of_a_bundle_as_they_went_in() {
    let texts = [
        "{\"a\": 1}",
        "//// other document 1 of 2\n//// 5f0\n",
        "",
        "é\n\n",
    ];
    let text = joined(&texts);
    assert!(
        text.contains("//// 5f0c document 2 of 4: user_activity · m-1\n"),
        "{text}"
    );
    let apart = bundle().split(&text, 4).unwrap();
    assert_eq!(
        apart,
        [
            "{\"a\": 1}\n",
            "//// other document 1 of 2\n//// 5f0\n",
            "\n",
            "é\n\n"
        ]
    );
    assert!(!bundle().is_new_to(["a", "x //// 5f0c"].into_iter()));
    assert!(bundle().is_new_to(texts.into_iter()));
}

#[test]
fn what_is_wrong_is_said_in_the_text_and_taken_out_again() {
    let text = joined(&["{}", "{,}"]);
    let error = BundleError {
        document: 2,
        line: 1,
        column: 2,
        what: "expected a key".into(),
    };
    let noted = bundle().noted(&text, &error);
    assert!(
        noted.contains("m-1\n//// 5f0c ! document 2, line 1, column 2: expected a key\n{,}"),
        "{noted}"
    );
    assert_eq!(bundle().split(&noted, 2).unwrap(), ["{}\n", "{,}\n"]);
    let again = bundle().noted(&noted, &BundleError::of(0, "nothing"));
    assert_eq!(again.matches("5f0c !").count(), 1, "{again}");
    assert_eq!(bundle().split(&again, 2).unwrap(), ["{}\n", "{,}\n"]);
}

#[test]
fn a_bundle_whose_lines_were_touched_is_not_taken() {
    let text = joined(&["{}", "[]"]);
    let name = "//// 5f0c document 2 of 2: user_activity · m-1\n";
    for (broken, why) in [
        (
            text.replace(name, ""),
            "document 2: the line that names it is missing",
        ),
        (
            format!("{text}{name}"),
            "document 2: its line is there twice",
        ),
        (
            format!("{text}//// 5f0c document 3 of 2\n"),
            "there is no document 3",
        ),
        (
            format!("{{}}\n{text}"),
            "something stands before the first document",
        ),
        (
            format!("{text}//// 5f0c hello\n"),
            "document 2: a line that begins with //// stands in it",
        ),
        (
            String::new(),
            "document 1: the line that names it is missing",
        ),
    ] {
        assert_eq!(bundle().split(&broken, 2).unwrap_err().to_string(), why);
    }
    let turned = "//// 5f0c document 2 of 2\r\n[2]\r\n//// 5f0c document 1 of 2\n[1]";
    assert_eq!(bundle().split(turned, 2).unwrap(), ["[1]", "[2]\r\n"]);
}
