//! A cause's second level: its letters by detail-type, source or target.

use std::collections::HashMap;

use crate::letter::{Event, Letter};

/// By what letters are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// detail-type of the event.
    DetailType,
    /// source of the event.
    Source,
    /// Target that failed.
    Target,
}

/// How many of `letters` have which value, most frequent first; an empty value stands for none.
pub fn breakdown<'a>(letters: impl Iterator<Item = &'a Letter>, by: By) -> Vec<(String, usize)> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for letter in letters {
        let event = letter.event.as_ref();
        let value = match by {
            By::DetailType => event.and_then(Event::detail_type),
            By::Source => event.and_then(Event::source),
            By::Target => letter.failure.target.as_deref().map(Into::into),
        };
        let value = value.unwrap_or_default();
        match counts.get_mut(&*value) {
            Some(count) => *count += 1,
            None => {
                counts.insert(value.into_owned(), 1);
            }
        }
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    rows
}
