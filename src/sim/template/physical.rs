//! What stands for a resource once it is built: what `Ref` and `Fn::GetAtt` of it answer.

use std::collections::BTreeMap;

use serde_json::Value;

/// A resource that stands, or one that the simulator does not have and that only has names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Physical {
    /// What `Ref` answers.
    pub id: String,
    /// What `Fn::GetAtt` answers, by attribute.
    pub attributes: BTreeMap<&'static str, String>,
    /// Of a type that the simulator does not have: any attribute is answered with a made-up value.
    pub skipped: bool,
}

impl Physical {
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            ..Self::default()
        }
    }

    pub fn with(mut self, attribute: &'static str, value: impl Into<String>) -> Self {
        self.attributes.insert(attribute, value.into());
        self
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let known = self.attributes.get(name).cloned();
        known.or_else(|| self.skipped.then(|| format!("{}-{name}", self.id)))
    }
}

/// A resource of a type that is not built: its ARN has the form that the type's service gives.
pub(super) fn skipped(kind: &str, id: &str, properties: &Value, place: (&str, &str)) -> Physical {
    let (region, account) = place;
    let named = |member: &str| properties[member].as_str().unwrap_or(id).to_owned();
    let arn = |service: &str, resource: String| match service {
        "iam" => format!("arn:aws:iam::{account}:{resource}"),
        _ => format!("arn:aws:{service}:{region}:{account}:{resource}"),
    };
    let last = |arn: String| (arn.clone(), arn);
    let (name, arn) = match kind {
        "AWS::IAM::Role" => (
            named("RoleName"),
            arn("iam", format!("role/{}", named("RoleName"))),
        ),
        "AWS::Lambda::Function" | "AWS::Serverless::Function" => {
            let name = named("FunctionName");
            (name.clone(), arn("lambda", format!("function:{name}")))
        }
        "AWS::Logs::LogGroup" => {
            let name = named("LogGroupName");
            (name.clone(), arn("logs", format!("log-group:{name}:*")))
        }
        // these are referred to by their ARN
        "AWS::SNS::Topic" => last(arn("sns", named("TopicName"))),
        "AWS::StepFunctions::StateMachine" | "AWS::Serverless::StateMachine" => last(arn(
            "states",
            format!("stateMachine:{}", named("StateMachineName")),
        )),
        _ => {
            let service = kind.split("::").nth(1).unwrap_or("unknown");
            (
                id.to_owned(),
                arn(&service.to_ascii_lowercase(), id.to_owned()),
            )
        }
    };
    Physical {
        skipped: true,
        ..Physical::new(name).with("Arn", arn)
    }
}
