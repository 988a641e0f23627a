//! Why an input is refused at PutTargets, or fails at delivery.

use std::fmt;

use crate::json::JsonError;

/// What is wrong with a target's input. [`ShapeError::for_target`] has the service's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShapeError {
    /// A target may have one of the three.
    MoreThanOne,
    /// The Input is not JSON.
    Input(JsonError),
    /// The template has a placeholder of that name, which is in no path and is none of the predefined ones.
    Placeholder(String),
    /// The template is no JSON, whatever its placeholders stand for.
    Template(JsonError),
    /// What came out of the template for this event is not JSON: nothing is delivered, the target's dead letter
    /// says `INVALID_JSON`.
    NotJson {
        /// What came out.
        text: String,
        /// Where it breaks.
        error: JsonError,
    },
}

impl ShapeError {
    /// The message of the ValidationException that PutTargets answers for the target of that id.
    ///
    /// The wordings of `MoreThanOne` and `Placeholder` are recorded from the service, that of `Input` is published
    /// by its users, that of `Template` is remembered.
    #[must_use]
    pub fn for_target(&self, id: &str) -> String {
        match self {
            Self::MoreThanOne => format!(
                "Only one of Input, InputPath, or InputTransformer must be provided for target {id}."
            ),
            Self::Input(e) => format!("JSON syntax error in input for target {id}: {e}"),
            Self::Placeholder(name) => {
                format!("InputTemplate for target {id} contains invalid placeholder {name}.")
            }
            Self::Template(e) => format!("Invalid InputTemplate for target {id} : {e}"),
            Self::NotJson { .. } => "Invalid input for target.".to_owned(),
        }
    }
}

/// For a person who looks at one target.
impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MoreThanOne => {
                f.write_str("the target has more than one of Input, InputPath and InputTransformer")
            }
            Self::Input(e) => write!(f, "the target's Input is not JSON: {e}"),
            Self::Placeholder(name) => {
                write!(
                    f,
                    "the input template has a placeholder <{name}> without a path"
                )
            }
            Self::Template(e) => write!(f, "the input template is not JSON: {e}"),
            Self::NotJson { error, .. } => {
                write!(f, "the input template makes no JSON of this event: {error}")
            }
        }
    }
}

impl std::error::Error for ShapeError {}
