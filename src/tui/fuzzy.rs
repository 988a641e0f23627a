//! Fuzzy search: the letters that were typed, in their order, anywhere in a name.

/// How well `typed` finds `name`: greater is better, `None` is not at all. Letters at the beginning of a word
/// and letters in a row count more; blanks in `typed` mean
/// nothing, and nothing typed finds everything alike.
#[must_use]
pub fn score(name: &str, typed: &str) -> Option<i32> {
    if typed.trim().is_empty() {
        return Some(0);
    }
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let mut total = 0;
    let mut from = 0;
    let mut last = None;
    for wanted in typed.to_lowercase().chars().filter(|c| !c.is_whitespace()) {
        let at = (from..name.len()).find(|i| name[*i] == wanted)?;
        let begins = at == 0 || !name[at - 1].is_alphanumeric();
        let follows = last.is_some_and(|last| at == last + 1);
        total += 1 + if begins { 4 } else { 0 } + if follows { 3 } else { 0 };
        last = Some(at);
        from = at + 1;
    }
    // of two that are found alike the shorter is meant
    let length = i32::try_from(name.len()).unwrap_or(i32::MAX / 100);
    Some(total * 100 - length)
}
