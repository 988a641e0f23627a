//! The system attributes of a message, small: a queue's messages have them all, and the values are short.

use std::sync::Arc;

/// System attributes (`SentTimestamp`, `SenderId`, …), sorted by name. Messages share the list of names, which most
/// often is the same; the values of one are one piece of memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct System {
    pub(super) names: Arc<[Arc<str>]>,
    /// Where each value ends, four bytes each, then all values.
    packed: Arc<[u8]>,
}

/// Bytes of an end.
const END: usize = size_of::<u32>();

impl System {
    /// Of names with values, in any order.
    #[must_use]
    pub fn of<S: AsRef<str>>(mut attributes: Vec<(Arc<str>, S)>) -> Self {
        attributes.sort_by(|a, b| a.0.cmp(&b.0));
        let values: usize = attributes.iter().map(|(_, v)| v.as_ref().len()).sum();
        let mut packed = Vec::with_capacity(attributes.len() * END + values);
        let mut end = 0;
        for (_, value) in &attributes {
            // SQS bounds a message to 1 MiB, attributes included
            end += u32::try_from(value.as_ref().len()).unwrap_or(0);
            packed.extend(end.to_le_bytes());
        }
        for (_, value) in &attributes {
            packed.extend(value.as_ref().as_bytes());
        }
        Self {
            names: attributes.into_iter().map(|(name, _)| name).collect(),
            packed: packed.into(),
        }
    }

    /// The value of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let at = self.names.binary_search_by(|n| (**n).cmp(name)).ok()?;
        Some(self.value(at))
    }

    /// Names with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &str)> {
        let values = (0..self.names.len()).map(|at| self.value(at));
        self.names.iter().zip(values)
    }

    fn value(&self, at: usize) -> &str {
        let from = at.checked_sub(1).map_or(0, |before| self.end(before));
        let values = self
            .packed
            .get(self.names.len() * END..)
            .unwrap_or_default();
        let bytes = values.get(from..self.end(at)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    fn end(&self, at: usize) -> usize {
        let bytes = self.packed.get(at * END..).and_then(<[u8]>::first_chunk);
        bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
    }
}

impl From<Vec<(Arc<str>, Arc<str>)>> for System {
    fn from(attributes: Vec<(Arc<str>, Arc<str>)>) -> Self {
        Self::of(attributes)
    }
}

impl<const N: usize> From<[(Arc<str>, Arc<str>); N]> for System {
    fn from(attributes: [(Arc<str>, Arc<str>); N]) -> Self {
        Self::of(attributes.into())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::letter::System;

    #[test]
    fn every_value_is_found_under_its_name() {
        let pair = |name: &str, value: &str| (Arc::from(name), Arc::<str>::from(value));
        let system = System::from([
            pair("b", "zwei"),
            pair("a", "ü"),
            pair("c", ""),
            pair("d", "1"),
        ]);
        assert_eq!(
            ["a", "b", "c", "d", "e"].map(|name| system.get(name)),
            [Some("ü"), Some("zwei"), Some(""), Some("1"), None]
        );
        let all: Vec<_> = system
            .iter()
            .map(|(name, value)| format!("{name}{value}"))
            .collect();
        assert_eq!(all, ["aü", "bzwei", "c", "d1"]);
        assert_eq!(System::default().iter().count(), 0);
    }
}
