//! When the end of a queue is known to be one. Pure.

use crate::limits::SQS_BATCH;

/// Long polls in a row that must bring nothing, or little after a wait.
const THIN: usize = 3;
/// After so many that brought nothing the pass is over even if the counters, which may lag by minutes, say that
/// there is more.
const EMPTY: usize = 10;
/// After so many that brought little the pass is over too: what comes now is what arrives now.
const TRICKLE: usize = 40;

/// Evidence that there is no more.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct End {
    thin: usize,
    empty: usize,
}

impl End {
    /// An answer with so many messages, for which it had to wait or not. A full one is no sign of an end, however
    /// long it took: line, service and machine may be slow.
    pub(super) fn answered(&mut self, messages: usize, waited: bool) {
        if messages >= SQS_BATCH || (messages > 0 && !waited) {
            *self = Self::default();
            return;
        }
        self.thin += 1;
        self.empty = if messages == 0 { self.empty + 1 } else { 0 };
    }

    /// Whether it is worth asking the counters.
    pub(super) const fn is_likely(self) -> bool {
        self.thin >= THIN
    }

    /// What to make of the counters: `None` to look on, `Some(known)` when the pass is over.
    pub(super) const fn verdict(self, visible: Option<u64>) -> Option<bool> {
        match visible {
            _ if self.thin < THIN => None,
            Some(0) => Some(true),
            _ if self.empty >= EMPTY || self.thin >= TRICKLE => Some(false),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::scan::end::End;

    #[test]
    fn several_empty_polls_and_the_counters_make_an_end() {
        let mut end = End::default();
        end.answered(0, true);
        end.answered(0, true);
        assert_eq!(end.verdict(Some(0)), None);
        end.answered(0, true);
        assert_eq!(end.verdict(Some(0)), Some(true));
        assert_eq!(end.verdict(Some(4)), None, "the counters know of more");
        end.answered(3, false);
        assert_eq!(end.verdict(Some(0)), None);
    }

    #[test]
    fn counters_that_never_come_down_do_not_hold_the_pass_up() {
        let mut end = End::default();
        for _ in 0..10 {
            assert_eq!(end.verdict(Some(7)), None);
            end.answered(0, true);
        }
        assert_eq!(end.verdict(Some(7)), Some(false));
        assert_eq!(end.verdict(None), Some(false));
    }

    #[test]
    fn full_answers_that_come_slowly_are_no_sign_of_an_end() {
        let mut end = End::default();
        for _ in 0..100 {
            end.answered(10, true);
            assert!(!end.is_likely());
        }
    }

    #[test]
    fn what_trickles_in_is_not_waited_for_for_ever_but_longer_than_what_does_not_come() {
        let mut end = End::default();
        for _ in 0..20 {
            end.answered(2, true);
            assert_eq!(end.verdict(Some(900)), None);
        }
        for _ in 0..20 {
            end.answered(1, true);
        }
        assert_eq!(end.verdict(Some(900)), Some(false));
    }
}
