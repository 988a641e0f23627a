use serde_json::{Value, json};

use super::read;

fn tree(text: &str) -> Value {
    read(text).unwrap_or_else(|m| panic!("{m}\n{text}"))
}

fn wrong(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

#[test]
fn a_template_as_sam_writes_it_is_read() {
    let text = r#"---
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31   # a comment
Description: >
  Reports
  user activity

Parameters:
  Stage: {Type: String, Default: dev}

Resources:
  # the bus
  Bus:
    Type: AWS::Events::EventBus
    Properties:
      Name: !Sub "${Stage}-bus"
  Rule:
    Type: AWS::Events::Rule
    DependsOn: [Bus, Dlq]
    Properties:
      EventBusName: !Ref Bus
      EventPattern:
        source:
        - app
        - 'it''s'
        detail:
          amount: [{numeric: [">", 1.50, "<=", 100]}]
      Targets:
        - Id: T
          Arn: !GetAtt Api.Arn
          InputTransformer:
            InputTemplate: |
              {"id": <id>,
                "x": 1}
          DeadLetterConfig:
            Arn: !GetAtt
              - Dlq
              - Arn
        -
          Id: "U\u0041\n"
          Arn: !Join
            - ':'
            - [arn, !Ref "AWS::Partition", !Sub 'x${A}']
          Fn::If: [IsProd, !Ref A, !GetAtt B.C]
"#;
    let expected = json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Transform": "AWS::Serverless-2016-10-31",
        "Description": "Reports user activity\n",
        "Parameters": {"Stage": {"Type": "String", "Default": "dev"}},
        "Resources": {
            "Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": {"Fn::Sub": "${Stage}-bus"}}},
            "Rule": {
                "Type": "AWS::Events::Rule",
                "DependsOn": ["Bus", "Dlq"],
                "Properties": {
                    "EventBusName": {"Ref": "Bus"},
                    "EventPattern": {
                        "source": ["app", "it's"],
                        "detail": {"amount": [{"numeric": [">", 1.5, "<=", 100]}]},
                    },
                    "Targets": [
                        {
                            "Id": "T",
                            "Arn": {"Fn::GetAtt": "Api.Arn"},
                            "InputTransformer": {"InputTemplate": "{\"id\": <id>,\n  \"x\": 1}\n"},
                            "DeadLetterConfig": {"Arn": {"Fn::GetAtt": ["Dlq", "Arn"]}},
                        },
                        {
                            "Id": "UA\n",
                            "Arn": {"Fn::Join": [":", ["arn", {"Ref": "AWS::Partition"}, {"Fn::Sub": "x${A}"}]]},
                            "Fn::If": ["IsProd", {"Ref": "A"}, {"Fn::GetAtt": "B.C"}],
                        },
                    ],
                },
            },
        },
    });
    assert_eq!(tree(text), expected);
}

#[test]
fn scalars_are_what_they_say() {
    assert_eq!(
        tree(
            "a: 1\nb: 1.5\nc: 007\nd: true\ne: ~\nf:\ng: 2012-10-17\nh: 123456789012\ni: a b # c\nj: a#b\nk: http://x:80/y"
        ),
        json!({
            "a": 1, "b": 1.5, "c": "007", "d": true, "e": null, "f": null, "g": "2012-10-17",
            "h": 123_456_789_012_u64, "i": "a b", "j": "a#b", "k": "http://x:80/y",
        })
    );
    assert_eq!(
        tree("a: one\n  two\nb: 'x\n  y'\nc: >-\n  p\n  q\n\n  r\nd: |+\n  s\n\ne: 1"),
        json!({
            "a": "one two", "b": "x y", "c": "p q\nr", "d": "s\n\n", "e": 1,
        })
    );
    assert_eq!(
        tree("- 1\n- - 2\n  - 3\n- a: 4\n  b:\n  - 5\n"),
        json!([1, [2, 3], {"a": 4, "b": [5]}])
    );
    assert_eq!(
        tree("a: {b: [1,\n  2], # two\n  'c d': \"}\"}\n"),
        json!({"a": {"b": [1, 2], "c d": "}"}})
    );
    assert_eq!(tree(""), Value::Null);
}

#[test]
fn what_is_not_understood_is_refused_with_its_line() {
    assert_eq!(
        wrong("a: 1\nb: &x 2"),
        "line 2: anchors and aliases are not understood"
    );
    assert_eq!(
        wrong("a:\n  <<: *x"),
        "line 2: merge keys are not understood"
    );
    assert_eq!(wrong("a: 1\n---\nb: 2"), "line 2: expected `key: value`");
    assert_eq!(wrong("a:\n\tb: 1"), "line 2: tabs can't indent");
    assert_eq!(wrong("a: 1\na: 2"), "line 2: `a` stands twice");
    assert_eq!(wrong("a: \"x"), "line 1: a quote is not closed");
    assert_eq!(wrong("a: [1, 2"), "line 1: a bracket is not closed");
    assert_eq!(wrong("a: [1 2}"), "line 1: expected `,` or `]`");
    assert_eq!(wrong("a: 'x' y"), "line 1: more text after the quote");
    assert_eq!(
        wrong("a:\n    b: 1\n  c: 2"),
        "line 3: indented further than its neighbours"
    );
    let deep: String = (0..100).map(|n| " ".repeat(n) + "a:\n").collect();
    assert_eq!(wrong(&deep), "line 65: indented too deep");
    assert!(read(&format!("a: {}", "[".repeat(100_000))).is_err());
}
