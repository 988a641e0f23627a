//! What requests must hold, and how EventBridge words it when they do not. (AWS_RECORDED 3, 6)

use serde_json::Value;

use crate::sim::wire::Error;

/// A string member; `None` when missing, empty or of another type.
pub(super) fn text<'a>(input: &'a Value, member: &str) -> Option<&'a str> {
    input
        .get(member)
        .and_then(Value::as_str)
        .filter(|s| !s.is_empty())
}

/// The same, owned.
pub(super) fn owned(input: &Value, member: &str) -> Option<String> {
    text(input, member).map(str::to_owned)
}

/// The elements of a list member; none when it is missing.
pub(super) fn list<'a>(input: &'a Value, member: &str) -> &'a [Value] {
    input
        .get(member)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A string member that must be there.
pub(super) fn required<'a>(input: &'a Value, member: &str) -> Result<&'a str, Error> {
    text(input, member).ok_or_else(|| {
        let mut broken = Constraints::default();
        broken.add("null", &lower_first(member), "Member must not be null");
        broken.error()
    })
}

/// `Name` as it stands in constraint messages: `name`.
fn lower_first(member: &str) -> String {
    let mut chars = member.chars();
    chars
        .next()
        .map(|first| first.to_ascii_lowercase().to_string() + chars.as_str())
        .unwrap_or_default()
}

/// Broken constraints of one request, worded as AWS does: counted and joined by `; `.
#[derive(Default)]
pub(super) struct Constraints(Vec<String>);

impl Constraints {
    /// `value` with its quotes, or `null`.
    pub fn add(&mut self, value: &str, place: &str, must: &str) {
        self.0.push(format!(
            "Value {value} at '{place}' failed to satisfy constraint: {must}"
        ));
    }

    /// Names: letters, digits, `.`, `-`, `_`, at most `most` characters.
    pub fn name(&mut self, value: &str, place: &str, most: usize) {
        let quoted = format!("'{value}'");
        if !value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
        {
            self.add(
                &quoted,
                place,
                r"Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+",
            );
        }
        self.longest(value, place, most);
    }

    pub fn longest(&mut self, value: &str, place: &str, most: usize) {
        if value.chars().count() > most {
            self.add(
                &format!("'{value}'"),
                place,
                &format!("Member must have length less than or equal to {most}"),
            );
        }
    }

    pub fn one_of(&mut self, value: &str, place: &str, allowed: &[&str]) {
        if !allowed.contains(&value) {
            let set = allowed.join(", ");
            self.add(
                &format!("'{value}'"),
                place,
                &format!("Member must satisfy enum value set: [{set}]"),
            );
        }
    }

    pub fn within(&mut self, value: i64, place: &str, bounds: (i64, i64)) {
        let quoted = format!("'{value}'");
        if value < bounds.0 {
            let must = format!(
                "Member must have value greater than or equal to {}",
                bounds.0
            );
            self.add(&quoted, place, &must);
        }
        if value > bounds.1 {
            let must = format!("Member must have value less than or equal to {}", bounds.1);
            self.add(&quoted, place, &must);
        }
    }

    /// # Errors
    /// When anything was broken.
    pub fn finish(self) -> Result<(), Error> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(self.error())
    }

    fn error(&self) -> Error {
        let (count, s) = (self.0.len(), if self.0.len() == 1 { "" } else { "s" });
        Error::validation(format!(
            "{count} validation error{s} detected: {}",
            self.0.join("; ")
        ))
    }
}

/// `ResourceNotFoundException`
pub(super) fn not_found(message: impl Into<String>) -> Error {
    Error::new("ResourceNotFoundException", message)
}

/// `ResourceAlreadyExistsException`
pub(super) fn exists(message: impl Into<String>) -> Error {
    Error::new("ResourceAlreadyExistsException", message)
}

/// `LimitExceededException`
pub(super) fn too_many() -> Error {
    Error::new(
        "LimitExceededException",
        "The requested resource exceeds the maximum number allowed.",
    )
}
