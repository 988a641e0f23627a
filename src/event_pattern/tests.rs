//! Cases as data: what each pattern matches, what it does not, and how mistakes are worded. Sources: the service's
//! recorded answers, its documentation, and runs of event-ruler 2.0.

mod matching;
mod wording;

use super::{Matcher, Pattern};
use crate::json::Doc;

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn event(text: &str) -> Doc<'_> {
    Doc::read(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn refusal(text: &str) -> String {
    match Pattern::parse(text) {
        Ok(_) => panic!("{text} is no pattern"),
        Err(e) => e.to_string(),
    }
}

#[test]
fn many_patterns_answer_as_each_alone() {
    let patterns: Vec<&str> = matching::CASES.iter().map(|c| c.pattern).collect();
    let parsed: Vec<Pattern> = patterns.iter().map(|p| pattern(p)).collect();
    let matcher = Matcher::new(patterns.iter().copied().zip(parsed.clone()));
    assert_eq!(matcher.len(), patterns.len());
    for text in matching::CASES
        .iter()
        .flat_map(|c| c.yes.iter().chain(c.no))
    {
        let event = event(text);
        let got: Vec<&str> = matcher
            .matches(&event)
            .into_iter()
            .map(|i| *matcher.id(i).unwrap())
            .collect();
        let alone: Vec<&str> = parsed
            .iter()
            .filter(|p| p.matches(&event))
            .map(Pattern::text)
            .collect();
        assert_eq!(got, alone, "{text}");
    }
}

#[test]
fn a_matcher_without_patterns_matches_nothing() {
    let none: Matcher<()> = Matcher::new([]);
    assert!(none.is_empty());
    assert!(none.matches(&event("{}")).is_empty());
}

#[test]
fn every_refusal_to_match_has_a_reason_and_only_then() {
    for case in matching::CASES {
        let pattern = pattern(case.pattern);
        for text in case.yes {
            assert_eq!(pattern.why_not(&event(text)), None, "{text}");
        }
        for text in case.no {
            assert!(pattern.why_not(&event(text)).is_some(), "{text}");
        }
    }
}

#[test]
fn the_reason_names_the_field_what_it_is_and_what_is_wanted() {
    let rule = pattern(r#"{"source":["shop.orders"],"detail":{"amount":[{"numeric":[">",100]}]}}"#);
    let why = |text| rule.why_not(&event(text)).unwrap();
    assert_eq!(
        why(r#"{"source":"shop.orders","detail":{"amount":5}}"#),
        "`detail.amount` is 5; the rule wants a number above 100"
    );
    assert_eq!(
        why(r#"{"source":"shop.orders","detail":{}}"#),
        "`detail.amount` is not a value in the event; the rule wants a number above 100"
    );
    assert_eq!(
        why(r#"{"source":"shop.bills","detail":{"amount":500}}"#),
        "`source` is \"shop.bills\"; the rule wants \"shop.orders\""
    );
}

#[test]
fn reasons_are_in_plain_words_for_every_operator() {
    let why = |wanted: &str, value: &str| {
        let rule = pattern(&format!(r#"{{"a":[{wanted}]}}"#));
        let event = format!(r#"{{"a":{value}}}"#);
        rule.why_not(&self::event(&event)).unwrap()
    };
    for (wanted, words) in [
        (r#""x","z",null"#, r#""x", "z" or null"#),
        (r#"{"prefix":"x"}"#, r#"a text that begins with "x""#),
        (r#"{"suffix":"x"}"#, r#"a text that ends with "x""#),
        (
            r#"{"prefix":{"equals-ignore-case":"x"}}"#,
            r#"a text that begins with "x" in any case"#,
        ),
        (
            r#"{"suffix":{"equals-ignore-case":"x"}}"#,
            r#"a text that ends with "x" in any case"#,
        ),
        (r#"{"equals-ignore-case":"x"}"#, r#""x" in any case"#),
        (r#"{"wildcard":"x*"}"#, r#"a text like "x*""#),
        (
            r#"{"anything-but":["y","z"]}"#,
            r#"anything but "y" or "z""#,
        ),
        (r#"{"numeric":["=",3]}"#, "a number equal to 3"),
        (
            r#"{"numeric":[">=",3,"<",4.5]}"#,
            "a number of at least 3 and below 4.5",
        ),
        (r#"{"cidr":"10.0.0.0/8"}"#, "an address in 10.0.0.0/8"),
        (r#"{"exists":false}"#, "no value at all"),
    ] {
        let got = why(wanted, r#""y""#);
        assert_eq!(got, format!(r#"`a` is "y"; the rule wants {words}"#));
    }
}

#[test]
fn the_reason_of_an_or_is_that_of_the_arm_that_comes_furthest() {
    let rule = pattern(r#"{"a":[1],"$or":[{"b":[2]},{"b":[3],"c":[4]}]}"#);
    let why = rule.why_not(&event(r#"{"a":1,"b":3,"c":5}"#)).unwrap();
    assert_eq!(why, "`c` is 5; the rule wants 4");
}

#[test]
fn the_reason_tells_of_another_array_element() {
    let rule = pattern(r#"{"a":{"b":[1],"c":[4]}}"#);
    let why = rule.why_not(&event(r#"{"a":[{"b":1,"c":2},{"b":3,"c":4}]}"#));
    assert!(why.unwrap().contains("not in the array element"));
}

#[test]
fn a_reason_shows_long_and_many_values_cut() {
    let long = "x".repeat(1000);
    let text = format!(r#"{{"a":["{long}",2,3,4,5]}}"#);
    let why = pattern(r#"{"a":["y"]}"#).why_not(&event(&text)).unwrap();
    assert!(why.chars().count() < 150, "{why}");
    assert!(why.contains("x…\", 2, 3, 2 more"), "{why}");
}

#[test]
fn deep_documents_cost_no_stack() {
    let deep = "[".repeat(50_000) + &"]".repeat(50_000);
    assert!(!pattern(r#"{"a":["x"]}"#).matches(&event(&format!(r#"{{"a":{deep}}}"#))));
    let nested = r#"{"a":"#.repeat(299) + r#"["x"]"# + &"}".repeat(299);
    let nested_event = r#"{"a":"#.repeat(299) + r#""x""# + &"}".repeat(299);
    assert!(pattern(&nested).matches(&event(&nested_event)));
    assert!(
        refusal(&(r#"{"a":"#.repeat(301) + "[1]" + &"}".repeat(301))).contains("nesting depth")
    );
}

#[test]
fn large_arrays_are_matched_in_one_element() {
    let items: Vec<String> = (0..5000)
        .map(|i| format!(r#"{{"k":{i},"v":"x"}}"#))
        .collect();
    let text = format!(r#"{{"a":[{}]}}"#, items.join(","));
    let doc = event(&text);
    assert!(pattern(r#"{"a":{"k":[4999],"v":["x"]}}"#).matches(&doc));
    assert!(!pattern(r#"{"a":{"k":[4999],"v":["y"]}}"#).matches(&doc));
    assert!(!pattern(r#"{"a":{"k":[{"exists":true}],"v":["x"],"w":["x"]}}"#).matches(&doc));
}

#[test]
fn arrays_made_to_explode_end_soon() {
    let twins =
        r#""a":[{"x":1,"y":1,"z":1}"#.to_owned() + &r#",{"x":1,"y":1,"z":1}"#.repeat(400) + "]";
    let text = format!("{{{twins},{twins},{twins}}}");
    let rule = pattern(r#"{"a":{"x":[1],"y":[1],"z":[2]}}"#);
    assert!(!rule.matches(&event(&text)));
}

#[test]
fn an_event_that_is_no_object_matches_nothing() {
    for text in ["[]", "1", "null", r#""a""#] {
        assert!(!pattern(r#"{"a":["x"]}"#).matches(&event(text)));
    }
}

#[test]
fn the_text_of_a_pattern_stays() {
    let text = "{ \"a\" : [ 1.0 ] }";
    assert_eq!(pattern(text).text(), text);
}
