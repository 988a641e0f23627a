use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::sim::events::tests::world::World;

fn site(w: &World) -> Site<'_> {
    Site {
        events: &w.events,
        queues: &*w.queues,
        account: "123456789012",
        region: "ap-southeast-1",
        parameters: BTreeMap::new(),
        exports: BTreeMap::new(),
    }
}

async fn seed() -> World {
    let w = World::new().await;
    let template = Template::parse(SEED_STACK).unwrap();
    apply(&template, &mut site(&w)).await.unwrap();
    w
}

/// The seed's event, its detail an object.
async fn put_seed_event(w: &World) {
    let detail = r#"{"event": "user_login", "properties": {"orgId": "88648157-106d-4016-8b65-7fb6a0eefe37", "loginLocation": "US", "time": "1704167079", "userId": "a14f19ef-af8c-4834-829c-8ce63a1b611c", "method": "website"}}"#;
    let entry =
        json!({"Source": "userService.tracking", "DetailType": "user_activity", "Detail": detail});
    let answer = w.call("PutEvents", json!({"Entries": [entry]})).await;
    assert_eq!(answer["FailedEntryCount"], 0);
}

fn to<'a>(requests: &'a Value, host: &str) -> Vec<&'a Value> {
    let all = requests.as_array().unwrap().iter();
    all.filter(|r| r["host"] == host).collect()
}

#[tokio::test]
async fn the_seeds_event_reaches_both_destinations_as_eventbridge_sends_it() {
    let w = seed().await;
    put_seed_event(&w).await;
    let state = w.settled().await;
    assert_eq!(state["events"]["delivered"], 2);
    assert_eq!(state["archives"][0]["events"], 1);
    let requests = w.downstream.requests();
    let report = to(&requests, "api.example.com")[0];
    assert_eq!(
        (&report["method"], &report["path"]),
        (&json!("POST"), &json!("/report"))
    );
    assert_eq!(report["query"], json!({"projectId": "abc123"}));
    let header = |name: &str| report["headers"][name].as_str().unwrap_or_default();
    assert_eq!(header("x-api-key"), "simulated-secret");
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("accept"), "application/json");
    assert_eq!(header("user-agent"), "Amazon/EventBridge/ApiDestinations");
    assert_eq!(
        report["body"],
        r#"{"event":"user_login","properties":{"orgId":"88648157-106d-4016-8b65-7fb6a0eefe37","loginLocation":"US","time":"1704167079","userId":"a14f19ef-af8c-4834-829c-8ce63a1b611c","method":"website"}}"#
    );
    let audit = to(&requests, "audit.example.com")[0];
    assert_eq!(audit["path"], "/events");
    let whole = audit["body"].as_str().unwrap();
    assert!(
        whole.starts_with(r#"{"version":"0","id":""#),
        "no InputPath: the whole event"
    );
}

#[tokio::test]
async fn only_the_failed_target_of_the_seeds_rule_gives_a_letter() {
    let w = seed().await;
    w.downstream
        .control("PUT", "api.example.com", r#"{"status":503,"body":"down"}"#);
    put_seed_event(&w).await;
    let state = w.settled().await;
    assert_eq!(state["events"]["delivered"], 1);
    let letters = w.queues.all();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].0.ends_with(":ExampleEventDeadLetterQueue"));
    let names: Vec<&str> = letters[0]
        .1
        .attributes
        .iter()
        .map(|(n, _)| n.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "RULE_ARN",
            "TARGET_ARN",
            "ERROR_CODE",
            "ERROR_MESSAGE",
            "EXHAUSTED_RETRY_CONDITION",
            "RETRY_ATTEMPTS"
        ]
    );
    let value = |at: usize| letters[0].1.attributes[at].1.as_str();
    assert_eq!(
        value(0),
        "arn:aws:events:ap-southeast-1:123456789012:rule/ExampleEventRule"
    );
    assert!(value(1).starts_with(
        "arn:aws:events:ap-southeast-1:123456789012:api-destination/ExampleReportingAPI/"
    ));
    assert_eq!(value(5), "1");
}

#[tokio::test]
async fn what_the_simulator_does_not_have_is_listed() {
    let w = World::new().await;
    let template = Template::parse(SEED_STACK).unwrap();
    let built = apply(&template, &mut site(&w)).await.unwrap();
    let kinds: Vec<&str> = built
        .skipped
        .iter()
        .map(|(_, kind)| kind.as_str())
        .collect();
    assert_eq!(
        kinds,
        [
            "AWS::IAM::Role",
            "AWS::IAM::Role",
            "AWS::IAM::Policy",
            "AWS::IAM::Policy"
        ]
    );
}

async fn mistake(template: Value) -> String {
    let w = World::new().await;
    let template = match Template::parse(&template.to_string()) {
        Ok(template) => template,
        Err(m) => return m.to_string(),
    };
    apply(&template, &mut site(&w))
        .await
        .unwrap_err()
        .to_string()
}

fn resource(kind: &str, properties: Value) -> Value {
    json!({"Resources": {"It": {"Type": kind, "Properties": properties}}})
}

#[tokio::test]
async fn a_mistake_names_the_resource_and_the_property() {
    let destination = |endpoint: Value| {
        resource(
            "AWS::Events::ApiDestination",
            json!({"ConnectionArn": "c", "HttpMethod": "POST", "InvocationEndpoint": endpoint}),
        )
    };
    assert_eq!(
        mistake(resource(
            "AWS::Events::ApiDestination",
            json!({"ConnectionArn": "c"})
        ))
        .await,
        "It, property HttpMethod: it is required"
    );
    assert_eq!(
        mistake(resource("AWS::SQS::Queue", json!({"QeueName": "q"}))).await,
        "It, property QeueName: AWS::SQS::Queue has no such property"
    );
    assert_eq!(
        mistake(destination(json!({"Fn::GetAtt": ["Other", "Arn"]}))).await,
        "It, property InvocationEndpoint.Fn::GetAtt: there is no resource `Other`"
    );
    let pattern = json!({"EventPattern": {"source": []}});
    let refused = mistake(resource("AWS::Events::Rule", pattern)).await;
    assert!(
        refused.starts_with("It, property EventPattern: Event pattern is not valid. Reason: "),
        "{refused}"
    );
    assert_eq!(
        mistake(json!({"Parameters": {"P": {"Type": "String"}}, "Resources": {"Q": {"Type": "AWS::SQS::Queue"}}})).await,
        "Parameters, property P: it has no default: give it with --param P=VALUE"
    );
    let circle = json!({"Resources": {
        "A": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "B"}}},
        "B": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::Sub": "${A.QueueName}x"}}},
    }});
    assert_eq!(
        mistake(circle).await,
        "Resources: these resources wait for each other: A, B"
    );
    assert_eq!(mistake(json!({})).await, "the template has no Resources");
    let targets = json!({"EventPattern": {"source": ["a"]}, "Targets": ["T"]});
    assert_eq!(
        mistake(resource("AWS::Events::Rule", targets)).await,
        "It, property Targets: \"T\" is not an object"
    );
    let connection = json!({"AuthorizationType": "BASIC", "AuthParameters": 1});
    let refused = mistake(resource("AWS::Events::Connection", connection)).await;
    assert!(
        refused.starts_with("It, property AuthParameters: "),
        "{refused}"
    );
    assert_eq!(
        mistake(json!({"Resources": {"It": 1}})).await,
        "It: it has no Type"
    );
}

#[tokio::test]
async fn the_functions_are_evaluated() {
    let w = World::new().await;
    let template = json!({
        "Parameters": {
            "Stage": {"Type": "String", "Default": "dev"},
            "Hosts": {"Type": "CommaDelimitedList", "Default": "a.example.com, b.example.com"},
        },
        "Mappings": {"Rates": {"prod": {"perSecond": 50}, "dev": {"perSecond": 5}}},
        "Conditions": {
            "IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
            "NotProd": {"Fn::Not": [{"Condition": "IsProd"}]},
            "Both": {"Fn::And": [{"Condition": "IsProd"}, {"Condition": "NotProd"}]},
        },
        "Resources": {
            "Never": {"Type": "AWS::SQS::Queue", "Condition": "Both"},
            "C": {"Type": "AWS::Events::Connection", "Properties": {
                "AuthorizationType": "BASIC",
                "AuthParameters": {"BasicAuthParameters": {"Username": "u", "Password": "{{resolve:ssm:/p}}"}},
                "Description": {"Fn::If": ["IsProd", "live", {"Ref": "AWS::NoValue"}]},
            }},
            "D": {"Type": "AWS::Events::ApiDestination", "Properties": {
                "ConnectionArn": {"Fn::GetAtt": "C.Arn"}, "HttpMethod": "POST",
                "Description": {"Fn::Sub": "${!literal} ${Stage}"},
                "Name": {"Fn::Join": ["-", ["d", {"Ref": "Stage"}, {"Fn::Select": ["1", {"Fn::Split": ["/", "x/y/z"]}]}]]},
                "InvocationEndpoint": {"Fn::Sub": ["https://${Host}/${AWS::Region}/x", {"Host": {"Fn::Select": [1, {"Ref": "Hosts"}]}}]},
                "InvocationRateLimitPerSecond": {"Fn::FindInMap": ["Rates", {"Ref": "Stage"}, "perSecond"]},
            }},
        },
        "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["D", "Arn"]}, "Export": {"Name": {"Fn::Sub": "${AWS::StackName}-arn"}}}},
    });
    let template = Template::parse(&template.to_string()).unwrap();
    let mut site = site(&w);
    let built = apply(&template, &mut site).await.unwrap();
    let shown = w
        .call("DescribeApiDestination", json!({"Name": "d-dev-y"}))
        .await;
    assert_eq!(
        shown["InvocationEndpoint"],
        "https://b.example.com/ap-southeast-1/x"
    );
    assert_eq!(shown["InvocationRateLimitPerSecond"], 5);
    assert_eq!(shown["Description"], "${literal} dev");
    assert_eq!(
        built.outputs["Arn"],
        shown["ApiDestinationArn"].as_str().unwrap()
    );
    assert_eq!(site.exports["sim-arn"], built.outputs["Arn"]);
    let connection = w.call("DescribeConnection", json!({"Name": "C"})).await;
    assert!(connection.get("Description").is_none());
    site.parameters
        .insert("Stage".to_owned(), "prod".to_owned());
    let importing = json!({"Resources": {"B": {"Type": "AWS::Events::EventBus", "Properties": {
        "Name": {"Fn::Select": [1, {"Fn::Split": ["/", {"Fn::ImportValue": "sim-arn"}]}]},
    }}}});
    apply(&Template::parse(&importing.to_string()).unwrap(), &mut site)
        .await
        .unwrap();
    w.call("DescribeEventBus", json!({"Name": "d-dev-y"})).await;
}

#[tokio::test]
async fn a_stack_in_yaml_runs_as_one_in_json() {
    let w = World::new().await;
    let text = r#"
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Parameters:
  Endpoint: { Type: String, Default: https://api.example.com }
Resources:
  Dlq:
    Type: AWS::SQS::Queue
  DlqPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Dlq]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: events.amazonaws.com }
            Action: sqs:SendMessage
            Resource: !GetAtt Dlq.Arn
            Condition:
              ArnEquals: { aws:SourceArn: !GetAtt Rule.Arn }
  Bus:
    Type: AWS::Events::EventBus
    Properties: { Name: orders }
  Connection:
    Type: AWS::Events::Connection
    Properties:
      AuthorizationType: BASIC
      AuthParameters:
        BasicAuthParameters: { Username: me, Password: '{{resolve:secretsmanager:s:SecretString:p}}' }
        InvocationHttpParameters:
          BodyParameters: [{ Key: tenant, Value: acme }]
  Destination:
    Type: AWS::Events::ApiDestination
    Properties:
      ConnectionArn: !GetAtt Connection.Arn
      HttpMethod: PUT
      InvocationEndpoint: !Sub '${Endpoint}/orders/*'
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern:
        detail:
          amount: [{ numeric: ['>', 10] }]
      Targets:
        - Id: T
          Arn: !GetAtt Destination.Arn
          RoleArn: !GetAtt Role.Arn
          DeadLetterConfig: { Arn: !GetAtt Dlq.Arn }
          RetryPolicy: { MaximumRetryAttempts: 0 }
          HttpParameters:
            PathParameterValues: [$.detail.id]
          InputTransformer:
            InputPathsMap: { amount: $.detail.amount }
            InputTemplate: |
              {
                "amount": <amount>
              }
  Role:
    Type: AWS::IAM::Role
"#;
    apply(&Template::parse(text).unwrap(), &mut site(&w))
        .await
        .unwrap();
    let entry = |detail: &str| json!({"Source": "s", "DetailType": "t", "Detail": detail, "EventBusName": "orders"});
    let entries = [
        entry(r#"{"id":"o 1","amount":11.50}"#),
        entry(r#"{"id":"o 2","amount":9}"#),
    ];
    w.call("PutEvents", json!({"Entries": entries})).await;
    assert_eq!(w.settled().await["events"]["delivered"], 1);
    let requests = w.downstream.requests();
    assert_eq!(requests.as_array().unwrap().len(), 1);
    assert_eq!(requests[0]["method"], "PUT");
    assert_eq!(requests[0]["path"], "/orders/o%201");
    assert_eq!(
        requests[0]["headers"]["authorization"],
        "Basic bWU6c2ltdWxhdGVkLXNlY3JldA=="
    );
    let body: String = requests[0]["body"]
        .as_str()
        .unwrap()
        .split_whitespace()
        .collect();
    assert_eq!(body, r#"{"amount":11.50,"tenant":"acme"}"#);
}
