//! The order of the causes: the engine's, most frequent first, or another that was asked for.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use crate::cause::{Cause, Verdict};
use crate::engine::Snapshot;

/// By what causes are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// Most frequent first.
    #[default]
    Count,
    /// Whose last letter is the newest.
    Last,
    /// Whose first letter is the oldest.
    First,
    /// What a redrive helps, first.
    Verdict,
}

/// The order of the causes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub by: By,
    /// The other way round.
    pub reverse: bool,
}

impl By {
    /// The one after it, round about.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Count => Self::Last,
            Self::Last => Self::First,
            Self::First => Self::Verdict,
            Self::Verdict => Self::Count,
        }
    }

    /// For people, after "Causes by".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Count => "count, most frequent first",
            Self::Last => "last arrival, newest first",
            Self::First => "first arrival, oldest first",
            Self::Verdict => "verdict, what a redrive helps first",
        }
    }

    fn compare(self, a: &Cause, b: &Cause) -> Ordering {
        match self {
            Self::Count => b.count.cmp(&a.count),
            Self::Last => Reverse(a.last_sent).cmp(&Reverse(b.last_sent)),
            // one whose moment is not recorded comes last
            Self::First => {
                (a.first_sent.is_none(), a.first_sent).cmp(&(b.first_sent.is_none(), b.first_sent))
            }
            Self::Verdict => rank(a.verdict).cmp(&rank(b.verdict)),
        }
    }
}

impl Order {
    /// What a cause is to the next where they have to change places.
    const fn out_of_order(self) -> Ordering {
        if self.reverse {
            Ordering::Less
        } else {
            Ordering::Greater
        }
    }

    /// `snapshot` with its causes in this order; of equal ones, in the order they had.
    #[must_use]
    pub fn of(self, mut snapshot: Arc<Snapshot>) -> Arc<Snapshot> {
        let in_order = snapshot
            .causes
            .is_sorted_by(|a, b| self.by.compare(a, b) != self.out_of_order());
        if in_order {
            return snapshot;
        }
        let mut causes = snapshot.causes.to_vec();
        causes.sort_by(|a, b| match self.reverse {
            false => self.by.compare(a, b),
            true => self.by.compare(b, a),
        });
        Arc::make_mut(&mut snapshot).causes = causes.into();
        snapshot
    }
}

const fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Redrive => 0,
        Verdict::FixFirst => 1,
        Verdict::EditFirst => 2,
        Verdict::Unknown => 3,
        Verdict::Impossible => 4,
    }
}
