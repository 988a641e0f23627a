//! When the end of a queue is known to be one. Pure.

use crate::limits::SQS_BATCH;

/// Long polls in a row that must bring nothing, or a few messages only after a wait.
const THIN: usize = 3;
/// After so many the pass is over even if the counters, which may lag by minutes, say that there is more.
const ENOUGH: usize = 10;

/// Evidence that there is no more.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct End {
    thin: usize,
}

impl End {
    /// A long poll that brought so many messages; `waited` when it took long. One that brought nothing, or a few
    /// after a wait, found nothing when it was asked. Ten are there at once: what took long then was the machine
    /// or the network.
    pub(super) fn answered(&mut self, messages: usize, waited: bool) {
        if messages == 0 || waited && messages < SQS_BATCH {
            self.thin += 1;
        } else {
            self.thin = 0;
        }
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
            _ if self.thin >= ENOUGH => Some(false),
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
    fn full_answers_are_no_end_however_slow_the_machine_is() {
        let mut end = End::default();
        for _ in 0..10 {
            end.answered(10, true);
        }
        assert!(!end.is_likely());
        for _ in 0..3 {
            end.answered(9, true);
        }
        assert!(end.is_likely());
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
}
