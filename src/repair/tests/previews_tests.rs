//! What a target would get.

use super::*;

fn receives(
    input_path: Option<&str>,
    template: Option<&str>,
    body: &str,
) -> Result<Preview, String> {
    let paths = [("n".to_owned(), "$.detail.n".to_owned())];
    let transformer = template.map(|t| (&paths[..], t));
    let shape = crate::target_input::Shape::parse(None, input_path, transformer).unwrap();
    let receiver = Receiver {
        shape: &shape,
        rule_arn: "arn:r",
        rule_name: "r",
        endpoint: None,
    };
    preview(&letter(body), None, &receiver, crate::time::Time(0))
}

#[test]
fn the_target_gets_what_its_shape_makes_of_the_edited_event() {
    let shape = crate::target_input::Shape::parse(None, Some("$.detail"), None).unwrap();
    let connection = crate::target_input::Connection {
        authorization: Some(crate::target_input::Parameter::api_key(
            "x-api-key",
            "s3cret",
        )),
        ..Default::default()
    };
    let parameters = crate::target_input::HttpParameters::default();
    let receiver = Receiver {
        shape: &shape,
        rule_arn: "arn:r",
        rule_name: "r",
        endpoint: Some(crate::target_input::Endpoint {
            method: "POST",
            url: "https://api.example.com/*/report",
            connection: &connection,
            target: &parameters,
        }),
    };
    let letter = letter(&event(r#"{"n": 1.0}"#));
    let edit = edit_of(&letter, &event(r#"{"n": 2}"#));
    let got = preview(&letter, Some(&edit), &receiver, crate::time::Time(0)).unwrap();
    assert_eq!(got.input, r#"{"n":2}"#);
    let request = got.request.unwrap();
    assert!(request.shown_headers().all(|(_, value)| value != "s3cret"));
    assert_eq!(got.wrong.len(), 1);
    assert!(got.wrong[0].contains("`*`"));
}

#[test]
fn what_is_wrong_with_a_preview_is_said() {
    let found = receives(Some("$.detail.none"), None, &event("{}")).unwrap();
    assert_eq!(
        found.wrong,
        ["InputPath $.detail.none finds nothing in this event"]
    );
    assert_eq!(
        receives(None, None, "[]").unwrap_err(),
        "there is no event in the letter"
    );
    let broken = event(r#"{"n":"a\"b"}"#);
    assert!(receives(None, Some(r#"{"x":"<n>"}"#), &broken).is_err());
}
