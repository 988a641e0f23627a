//! The types that the simulator has, with their properties. (CloudFormation template reference)

use serde_json::{Map, Value};

use super::mistake::Mistake;
use super::queue;

/// A type with its properties: those that must be there, and those that may.
struct Type {
    name: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
}

const TYPES: &[Type] = &[
    Type {
        name: "AWS::SQS::Queue",
        required: &[],
        optional: queue::PROPERTIES,
    },
    Type {
        name: "AWS::SQS::QueuePolicy",
        required: &["PolicyDocument", "Queues"],
        optional: &[],
    },
    Type {
        name: "AWS::Events::EventBus",
        required: &["Name"],
        optional: &[
            "DeadLetterConfig",
            "Description",
            "EventSourceName",
            "KmsKeyIdentifier",
            "LogConfig",
            "Policy",
            "Tags",
        ],
    },
    Type {
        name: "AWS::Events::Rule",
        required: &[],
        optional: &[
            "Description",
            "EventBusName",
            "EventPattern",
            "Name",
            "RoleArn",
            "ScheduleExpression",
            "State",
            "Tags",
            "Targets",
        ],
    },
    Type {
        name: "AWS::Events::Connection",
        required: &["AuthorizationType", "AuthParameters"],
        optional: &[
            "Description",
            "InvocationConnectivityParameters",
            "KmsKeyIdentifier",
            "Name",
            "Tags",
        ],
    },
    Type {
        name: "AWS::Events::ApiDestination",
        required: &["ConnectionArn", "HttpMethod", "InvocationEndpoint"],
        optional: &[
            "Description",
            "InvocationRateLimitPerSecond",
            "Name",
            "Tags",
        ],
    },
    Type {
        name: "AWS::Events::Archive",
        required: &["SourceArn"],
        optional: &[
            "ArchiveName",
            "Description",
            "EventPattern",
            "KmsKeyIdentifier",
            "RetentionDays",
            "Tags",
        ],
    },
];

/// Whether the simulator has that type.
pub(super) fn is_built(kind: &str) -> bool {
    TYPES.iter().any(|t| t.name == kind)
}

/// Whether all properties that must be there are, and no unknown ones.
pub(super) fn check(kind: &str, properties: &Value) -> Result<(), Mistake> {
    let Some(of) = TYPES.iter().find(|t| t.name == kind) else {
        return Ok(());
    };
    let empty = Map::new();
    let given = match properties {
        Value::Object(given) => given,
        Value::Null => &empty,
        _ => return Err(Mistake::new("must be an object").in_property("Properties")),
    };
    if let Some(missing) = of.required.iter().find(|r| !given.contains_key(**r)) {
        return Err(Mistake::new("it is required").in_property(missing));
    }
    let known = |name: &str| of.required.contains(&name) || of.optional.contains(&name);
    match given.keys().find(|name| !known(name)) {
        Some(unknown) => {
            Err(Mistake::new(format!("{kind} has no such property")).in_property(unknown))
        }
        None => Ok(()),
    }
}
