//! What is wrong with a template.

use std::fmt;

/// A mistake in a template: the resource, the property, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Logical id of the resource, or a section of the template such as `Parameters`. Empty for the file as a whole.
    pub resource: String,
    /// The property, as a path; empty when the resource as a whole is meant.
    pub property: String,
    /// What is wrong, without a full stop.
    pub what: String,
}

impl Mistake {
    /// A mistake of the file, or of a value whose place is added on the way up.
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self {
            resource: String::new(),
            property: String::new(),
            what: what.into(),
        }
    }

    /// The same, in this resource.
    pub(super) fn of(mut self, resource: &str) -> Self {
        resource.clone_into(&mut self.resource);
        self
    }

    /// The same, one property further out.
    pub(super) fn in_property(mut self, property: &str) -> Self {
        self.property = match self.property.as_str() {
            "" => property.to_owned(),
            inner => format!("{property}.{inner}"),
        };
        self
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.resource.as_str(), self.property.as_str()) {
            ("", _) => f.write_str(&self.what),
            (resource, "") => write!(f, "{resource}: {}", self.what),
            (resource, property) => write!(f, "{resource}, property {property}: {}", self.what),
        }
    }
}

impl std::error::Error for Mistake {}
