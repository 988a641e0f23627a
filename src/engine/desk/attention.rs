//! A screen that nobody touches must not hide a queue. Pure.

use crate::engine::settings::Untouched;
use crate::time::Time;

/// What to do about an untouched screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reminder {
    /// Ask whether somebody is there.
    Ask,
    /// Give everything back and pause.
    LetGo,
}

/// Counts how long nobody touched anything.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attention {
    limits: Option<Untouched>,
    touched: Time,
    said: Option<Reminder>,
}

impl Attention {
    pub(super) const fn new(limits: Option<Untouched>, now: Time) -> Self {
        Self {
            limits,
            touched: now,
            said: None,
        }
    }

    /// Somebody is there.
    pub(super) fn touch(&mut self, now: Time) {
        self.touched = now;
        self.said = None;
    }

    /// What is to be done now, told once.
    pub(super) fn remind(&mut self, now: Time) -> Option<Reminder> {
        let limits = self.limits?;
        let idle = now.since(self.touched);
        let due = if idle >= limits.give_back {
            Reminder::LetGo
        } else if idle >= limits.ask {
            Reminder::Ask
        } else {
            return None;
        };
        let news = self.said != Some(due) && self.said != Some(Reminder::LetGo);
        self.said = Some(due);
        news.then_some(due)
    }

    /// When everything is given back, while it is being asked.
    pub(super) fn lets_go_at(&self) -> Option<Time> {
        let limits = self.limits?;
        (self.said == Some(Reminder::Ask)).then(|| self.touched.plus(limits.give_back))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::engine::Untouched;
    use crate::engine::desk::attention::{Attention, Reminder};
    use crate::time::Time;

    fn after(minutes: u64) -> Time {
        Time(0).plus(Duration::from_secs(60 * minutes))
    }

    #[test]
    fn it_asks_after_thirty_minutes_and_lets_go_after_thirty_five() {
        let mut attention = Attention::new(Some(Untouched::default()), Time(0));
        assert_eq!(attention.remind(after(29)), None);
        assert_eq!(attention.remind(after(30)), Some(Reminder::Ask));
        assert_eq!(attention.lets_go_at(), Some(after(35)));
        assert_eq!(attention.remind(after(31)), None, "told once");
        assert_eq!(attention.remind(after(35)), Some(Reminder::LetGo));
        assert_eq!(attention.remind(after(90)), None);
    }

    #[test]
    fn a_touch_puts_it_off() {
        let mut attention = Attention::new(Some(Untouched::default()), Time(0));
        attention.remind(after(30));
        attention.touch(after(31));
        assert_eq!(attention.lets_go_at(), None);
        assert_eq!(attention.remind(after(36)), None);
        assert_eq!(attention.remind(after(61)), Some(Reminder::Ask));
    }

    #[test]
    fn where_nobody_is_expected_it_never_asks() {
        let mut attention = Attention::new(None, Time(0));
        assert_eq!(attention.remind(after(1_000_000)), None);
    }
}
