//! Moments in time, as AWS gives them: whole milliseconds since 1970, UTC.
//!
//! Pure rooms never ask for the time; it comes in as an argument of this type.

use std::fmt;
use std::time::Duration;

/// A moment: milliseconds since the Unix epoch, UTC. `SentTimestamp` of SQS is one of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

impl Time {
    /// The moment `after` later; the far end of time rather than an overflow.
    #[must_use]
    pub fn plus(self, after: Duration) -> Self {
        Self(self.0.saturating_add(millis(after)))
    }

    /// The moment `before` earlier.
    #[must_use]
    pub fn minus(self, before: Duration) -> Self {
        Self(self.0.saturating_sub(millis(before)))
    }

    /// How long from `earlier` to this moment; zero if `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// RFC 3339 in UTC with milliseconds only where they are not zero: `2024-01-02T05:24:21Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_millisecond(self.0)
            .map_or_else(|_| self.0.to_string(), |t| t.to_string())
    }

    /// Reads RFC 3339, or anything else that says one moment without doubt.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.trim()
            .parse::<jiff::Timestamp>()
            .ok()
            .map(|t| Self(t.as_millisecond()))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

fn millis(d: Duration) -> i64 {
    i64::try_from(d.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use crate::time::*;

    #[test]
    fn a_moment_is_printed_and_read_back() {
        let t = Time::parse("2024-01-02T05:24:21Z").unwrap();
        assert_eq!(t, Time(1_704_173_061_000));
        assert_eq!(t.rfc3339(), "2024-01-02T05:24:21Z");
        assert_eq!(
            t.plus(Duration::from_millis(5)).rfc3339(),
            "2024-01-02T05:24:21.005Z"
        );
        assert_eq!(Time::parse("yesterday"), None);
    }

    #[test]
    fn time_never_overflows() {
        assert_eq!(Time(i64::MAX).plus(Duration::MAX), Time(i64::MAX));
        assert_eq!(Time(5).since(Time(9)), Duration::ZERO);
        assert!(!Time(i64::MAX).rfc3339().is_empty());
    }
}
