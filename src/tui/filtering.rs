//! The filter language as this face uses it.

use crate::filter::Filter;

/// Reads a filter; says what is wrong, with its column.
pub fn parse(text: &str) -> Result<Filter, String> {
    if text.is_empty() {
        return Ok(Filter::default());
    }
    Err("filters are not read yet".into())
}

/// What the word before byte `at` could become.
pub fn complete(text: &str, at: usize) -> Vec<String> {
    let typed = text.get(..at).unwrap_or(text);
    let word = typed.rsplit(' ').next().unwrap_or("");
    ["status", "code", "rule", "target"]
        .into_iter()
        .filter(|field| field.starts_with(word))
        .map(|field| format!("{field}:"))
        .collect()
}
