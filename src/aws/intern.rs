//! Texts that repeat in every message (names of attributes, ARNs, …) are kept once.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// Texts that are kept at most; hostile attributes must not fill the memory.
const KEPT: usize = 1024;
/// Longer texts are not worth comparing.
const LONGEST: usize = 256;

/// A bounded set of shared texts.
#[derive(Debug, Default)]
pub(super) struct Interner {
    texts: Mutex<HashSet<Arc<str>>>,
}

impl Interner {
    /// The shared copy of `text`; a copy of its own when it is long or the set is full.
    pub(super) fn of(&self, text: &str) -> Arc<str> {
        if text.len() > LONGEST {
            return Arc::from(text);
        }
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shared) = texts.get(text) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = Arc::from(text);
        if texts.len() < KEPT {
            texts.insert(Arc::clone(&shared));
        }
        shared
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::aws::intern::Interner;

    #[test]
    fn the_same_text_is_kept_once() {
        let interner = Interner::default();
        assert!(Arc::ptr_eq(
            &interner.of("RULE_ARN"),
            &interner.of("RULE_ARN")
        ));
        for n in 0..20_000 {
            assert_eq!(&*interner.of(&n.to_string()), n.to_string());
        }
    }
}
