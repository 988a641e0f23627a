use super::*;
use crate::json::Doc;

#[test]
fn smoke() {
    let p = Pattern::parse(r#"{"a":["x",{"numeric":[">",1]}]}"#).unwrap();
    assert!(p.matches(&Doc::read(r#"{"a":2}"#).unwrap()));
}
