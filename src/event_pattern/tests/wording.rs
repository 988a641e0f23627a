//! How mistakes are worded. The first table is recorded from the service, text for text.

use super::{Pattern, pattern, refusal};

/// The pattern, the sentence, and the column.
#[rustfmt::skip]
const RECORDED: &[(&str, &str, usize)] = &[
    (r#"{"int": 42}"#, r#""int" must be an object or an array"#, 11),
    (r#"{"string": "my-value"}"#, r#""string" must be an object or an array"#, 13),
    (r#"{"resources": []}"#, "Empty arrays are not allowed", 17),
    (r#"{"my_key": [{"EXISTS": true}]}"#, "Unrecognized match type EXISTS", 28),
    (r#"{"detail": {"equal": [{"NUMERIC": ["=", 5]}]}}"#, "Unrecognized match type NUMERIC", 36),
    (r#"{"detail": {"c-count": [{"numeric": [">", 0, ">", 0]}]}}"#, "Bad numeric range operator: >", 49),
    (r#"{"detail": {"c-count": [{"numeric": [">", 0, "<"]}]}}"#, "Value of < must be numeric", 50),
    (r#"{"detail-type": [{"equals-ignore-case": ["ec2 instance state-change notification"]}]}"#, "equals-ignore-case match pattern must be a string", 42),
    (r#"{"detail-type": [{"equals-ignore-case": {"prefix": "ec2"}}]}"#, "equals-ignore-case match pattern must be a string", 42),
    (r#"{"detail": {"state": [{"anything-but": {"equals-ignore-case": 123}}]}}"#, "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.", 66),
    (r#"{"EventBusArn": [{"wildcard": 123}]}"#, "wildcard match pattern must be a string", 34),
    (r#"{"EventBusArn": [{"wildcard": ["arn:aws:events:us-east-1:**:event-bus/*"]}]}"#, "wildcard match pattern must be a string", 32),
    (r#"{"EventBusArn": [{"wildcard": "arn:aws:events:us-east-1:**:event-bus/*"}]}"#, "Consecutive wildcard characters at pos 26", 72),
    (r#"{"detail": {"FilePath": [{"anything-but": {"wildcard": 123}}]}}"#, "wildcard match pattern must be a string", 59),
    (r#"{"detail": {"FileName": [{"anything-but": {"suffix": 123}}]}}"#, "prefix/suffix match pattern must be a string", 57),
    (r#"{"detail": {"state": [{"anything-but": {"prefix": 123}}]}}"#, "prefix/suffix match pattern must be a string", 54),
    (r#"{"time": [{"prefix": ["2022-07-13"]}]}"#, "prefix match pattern must be a string", 23),
    (r#"{"time": [{"prefix": 123}]}"#, "prefix match pattern must be a string", 25),
    (r#"{"FileName": [{"suffix": 123}]}"#, "suffix match pattern must be a string", 29),
    (r#"{"FileName": [{"suffix": [".png"]}]}"#, "suffix match pattern must be a string", 27),
    (r#"{"detail": {"FileName": [{"anything-but": {"prefix": {"equals-ignore-case": "file"}}}]}}"#, "Value of anything-but must be an array or single string/number value.", 55),
    (r#"{"detail": {"FileName": [{"anything-but": {"suffix": {"equals-ignore-case": ".png"}}}]}}"#, "Value of anything-but must be an array or single string/number value.", 55),
    (r#"{"detail": {"sourceIPAddress": [{"cidr": ["bad-type"]}]}}"#, "prefix match pattern must be a string", 43),
    ("this is valid json but not a dict", "Unrecognized token 'this': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')", 5),
    ("{'bad': 'quotation'}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 2),
    (r#"{"not": closed mark""#, "Unrecognized token 'closed': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')", 15),
    (r#"["not", "a", "dict", "but valid json"]"#, "Filter is not an object", 2),
];

/// Recorded as well: inside a list the place is told twice.
#[rustfmt::skip]
const TWICE: &[(&str, &str, usize)] = &[
    (r#"{"detail": {"state": [{"anything-but": {"equals-ignore-case": [123, 456]}}]}}"#, "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.", 67),
    (r#"{"detail": {"state": [{"anything-but": {"wildcard": [123, "*/dir/*"]}}]}}"#, "wildcard match pattern must be a string", 57),
    (r#"{"detail": {"FileName": [{"anything-but": {"suffix": [123, ".txt"]}}]}}"#, "prefix/suffix match pattern must be a string", 58),
    (r#"{"detail": {"state": [{"anything-but": {"prefix": [123, "test"]}}]}}"#, "prefix/suffix match pattern must be a string", 55),
];

/// Recorded as well: these come without a place.
#[rustfmt::skip]
const NOWHERE: &[(&str, &str)] = &[
    (r#"{"a": [{"cidr": "bad-filter"}]}"#, "Malformed CIDR, one '/' required"),
    (r#"{"a": [{"cidr": "10.0.0.0/24/1"}]}"#, "Malformed CIDR, one '/' required"),
    (r#"{"a": [{"cidr": "10.0.0.0/"}]}"#, "Malformed CIDR, one '/' required"),
    (r#"{"a": [{"cidr": "10.0.0.0/xx"}]}"#, "Malformed CIDR, mask bits must be an integer"),
    (r#"{"a": [{"cidr": "10.0.0.0/-1"}]}"#, "Malformed CIDR, mask bits must not be negative"),
    (r#"{"a": [{"cidr": "10.0.0.0/32"}]}"#, "IPv4 mask bits must be < 32"),
    (r#"{"a": [{"cidr": "::1/128"}]}"#, "IPv6 mask bits must be < 128"),
    (r#"{"a": [{"cidr": "xx.11.xx/8"}]}"#, "Nonstandard IP address: xx.11.xx"),
    (r#"{"a": [{"cidr": "xxxx:db8:1234:1a00::/56"}]}"#, "Nonstandard IP address: xxxx:db8:1234:1a00::"),
    (r#"{"a": [{"cidr": "10.0.0.300/8"}]}"#, "Invalid IP address: 10.0.0.300"),
];

/// event-ruler's sentences; the columns follow from how its reader reads.
#[rustfmt::skip]
const OTHERS: &[(&str, &str, usize)] = &[
    ("{}", "Empty objects are not allowed", 3),
    (r#"{"a":{}}"#, "Empty objects are not allowed", 8),
    (r#"{"a":null}"#, r#""a" must be an object or an array"#, 10),
    (r#"{"a":[["x"]]}"#, "Match value must be String, number, true, false, or null", 8),
    (r#"{"a":[{}]}"#, "Match expression name not found", 9),
    (r#"{"a":[{"prefix":"x","suffix":"y"}]}"#, "Only one key allowed in match expression", 31),
    (r#"{"a":[{"prefix":{}}]}"#, "Prefix expression name not found", 19),
    (r#"{"a":[{"suffix":{}}]}"#, "Suffix expression name not found", 19),
    (r#"{"a":[{"prefix":{"wildcard":"x"}}]}"#, "Unsupported prefix pattern: wildcard", 30),
    (r#"{"a":[{"suffix":{"wildcard":"x"}}]}"#, "Unsupported suffix pattern: wildcard", 30),
    (r#"{"a":[{"exactly":1}]}"#, "exact match pattern must be a string", 19),
    (r#"{"a":[{"exists":"true"}]}"#, "exists match pattern must be either true or false.", 18),
    (r#"{"a":[{"exists":null}]}"#, "exists match pattern must be either true or false.", 21),
    (r#"{"a":[{"numeric":10}]}"#, "Value of numeric must be an array.", 20),
    (r#"{"a":[{"numeric":[]}]}"#, "Invalid member in numeric match: ]", 20),
    (r#"{"a":[{"numeric":[5]}]}"#, "Invalid member in numeric match: 5", 20),
    (r#"{"a":[{"numeric":["!",5]}]}"#, "Unrecognized numeric range operator: !", 22),
    (r#"{"a":[{"numeric":["=","5"]}]}"#, "Value of equals must be numeric", 24),
    (r#"{"a":[{"numeric":["=",5,"<",6]}]}"#, "Too many elements in numeric expression", 26),
    (r#"{"a":[{"numeric":["<",5,6]}]}"#, "Too many elements in numeric expression", 26),
    (r#"{"a":[{"numeric":[">",5,6]}]}"#, "Bad value in numeric range: 6", 26),
    (r#"{"a":[{"numeric":[">",5,"<",6,7]}]}"#, "Too many terms in numeric range expression", 32),
    (r#"{"a":[{"numeric":[">",6,"<",5]}]}"#, "Bottom must be less than top", 31),
    (r#"{"a":[{"numeric":[">",5,"<",5]}]}"#, "Bottom must be less than top", 31),
    (r#"{"a":[{"anything-but":null}]}"#, "Value of anything-but must be an array or single string/number value.", 27),
    (r#"{"a":[{"anything-but":true}]}"#, "Value of anything-but must be an array or single string/number value.", 27),
    (r#"{"a":[{"anything-but":[]}]}"#, "Inside anything but list, either all values are number or string, mixed type is not supported", 25),
    (r#"{"a":[{"anything-but":["x",1]}]}"#, "Inside anything but list, either all values are number or string, mixed type is not supported", 30),
    (r#"{"a":[{"anything-but":{}}]}"#, "Anything-But expression name not found", 25),
    (r#"{"a":[{"anything-but":{"numeric":["=",1]}}]}"#, "Unsupported anything-but pattern: numeric", 35),
    (r#"{"a":[{"anything-but":{"prefix":""}}]}"#, "Null prefix/suffix not allowed", 35),
    (r#"{"a":[{"anything-but":{"suffix":""}}]}"#, "Null prefix/suffix not allowed", 35),
    (r#"{"a":[{"anything-but":{"prefix":"x","suffix":"y"}}]}"#, "Too many elements in numeric expression", 47),
    (r#"{"a":[{"wildcard":"a\\b"}]}"#, "Invalid escape character at pos 2", 25),
    (r#"{"a":[{"wildcard":"a\\"}]}"#, "Invalid escape character at pos 2", 24),
    (r#"{"a":[{"wildcard":"é**"}]}"#, "Consecutive wildcard characters at pos 3", 24),
    (r#"{"a" ["x"]}"#, "Unexpected character ('[' (code 91)): was expecting a colon to separate field name and value", 6),
    (r#"{"a":["x" "y"]}"#, "Unexpected character ('\"' (code 34)): was expecting comma to separate Array entries", 11),
    (r#"{"a":["x"] "b":[1]}"#, "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries", 12),
];

fn placed(text: &str, column: usize) -> String {
    format!("\n at [Source: (String)\"{text}\"; line: 1, column: {column}]")
}

#[test]
fn mistakes_are_worded_and_placed_as_the_service_does() {
    for (text, reason, column) in RECORDED.iter().chain(OTHERS) {
        assert_eq!(refusal(text), format!("{reason}{}", placed(text, *column)));
    }
}

#[test]
fn inside_lists_the_place_is_told_twice() {
    for (text, reason, column) in TWICE {
        let place = placed(text, *column);
        assert_eq!(refusal(text), format!("{reason}{place}{place}"));
    }
    let text = r#"{"a":[{"anything-but":["x",null]}]}"#;
    let place = placed(text, 32);
    let reason = "Inside anything but list, start|null|boolean is not supported.";
    assert_eq!(refusal(text), format!("{reason}{place}{place}"));
}

#[test]
fn mistakes_of_addresses_have_no_place() {
    for (text, reason) in NOWHERE {
        assert_eq!(refusal(text), *reason);
    }
}

#[test]
fn the_parts_of_a_mistake_can_be_had_alone() {
    let error = Pattern::parse("{\n \"é\": 1}").unwrap_err();
    assert_eq!(error.reason(), "\"é\" must be an object or an array");
    assert_eq!(error.line_and_column(), Some((2, 8)));
    let error = Pattern::parse(r#"{"a":[{"cidr":"x"}]}"#).unwrap_err();
    assert_eq!(error.line_and_column(), None);
}

#[test]
fn a_long_pattern_is_shown_cut() {
    let text = format!(r#"{{"a":1,"b":["{}"]}}"#, "x".repeat(600));
    let shown = refusal(&text);
    assert!(
        shown.contains("\"[truncated 116 chars]; line: 1"),
        "{shown}"
    );
}

#[test]
fn every_mistake_of_an_arm_is_that_of_the_reading_without_or() {
    for text in [
        r#"{"$or":[{"a":[1]}]}"#,
        r#"{"$or":[{"a":[1]},{"numeric":[1]}]}"#,
        r#"{"$or":[{"a":[1]},2]}"#,
    ] {
        let reason = Pattern::parse(text).unwrap_err();
        assert!(
            reason.reason().starts_with("Unrecognized match type a"),
            "{reason}"
        );
    }
}

#[test]
fn or_arms_multiply_to_a_thousand_at_most() {
    let or = |name: &str, arms: usize| {
        let arms: Vec<String> = (0..arms)
            .map(|i| format!(r#"{{"{name}":[{i}]}}"#))
            .collect();
        format!(r#""$or":[{}]"#, arms.join(","))
    };
    let two = |a, b| format!(r#"{{"x":{{{}}},"y":{{{}}}}}"#, or("a", a), or("b", b));
    let thousand = pattern(&two(25, 40));
    let event = crate::json::Doc::read(r#"{"x":{"a":24},"y":{"b":39}}"#).unwrap();
    assert!(thousand.matches(&event));
    assert!(refusal(&two(26, 40)).contains("more than 1000"));
}

#[test]
fn no_text_makes_it_panic() {
    let seeds = RECORDED.iter().chain(OTHERS).map(|(text, ..)| *text);
    for seed in seeds.chain(super::matching::CASES.iter().map(|c| c.pattern)) {
        for cut in (0..seed.len()).filter(|c| seed.is_char_boundary(*c)) {
            let without: String = [&seed[..cut], seed.get(cut + 1..).unwrap_or("")].concat();
            for text in [&seed[..cut], &without] {
                match Pattern::parse(text) {
                    Ok(pattern) => assert_eq!(pattern.text(), text),
                    Err(e) => assert!(!e.reason().is_empty()),
                }
            }
        }
    }
}
