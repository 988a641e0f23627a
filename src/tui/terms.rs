//! Verdicts, times left and ids in few words, and what they mean.

use std::time::Duration;

use crate::cause::Verdict;
use crate::tui::theme::Role;

const HOUR: Duration = Duration::from_secs(3600);

/// The word of the column.
#[must_use]
pub const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Redrive => "redrive",
        Verdict::FixFirst => "fix first",
        Verdict::EditFirst => "edit first",
        Verdict::Impossible => "impossible",
        Verdict::Unknown => "unknown",
    }
}

/// The word with a sign, for a line of its own.
#[must_use]
pub const fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Redrive => "→ redrive",
        Verdict::FixFirst => "→ fix first, then redrive",
        Verdict::EditFirst => "→ edit first, then redrive",
        Verdict::Impossible => "→ impossible to redrive as it is",
        Verdict::Unknown => "→ unknown",
    }
}

/// What it means.
#[must_use]
pub const fn role(verdict: Verdict) -> Role {
    match verdict {
        Verdict::Redrive => Role::Good,
        Verdict::FixFirst => Role::Caution,
        Verdict::EditFirst => Role::Accent,
        Verdict::Impossible | Verdict::Unknown => Role::Muted,
    }
}

/// How pressing a time left is.
#[must_use]
pub fn expiry_role(left: Duration) -> Role {
    match left {
        left if left < HOUR => Role::Bad,
        left if left < 24 * HOUR => Role::Caution,
        _ => Role::Plain,
    }
}

/// The first eight characters of what looks like a UUID: enough to tell two apart.
#[must_use]
pub fn short(text: &str) -> &str {
    let uuid = text.len() == 36 && text.bytes().filter(|b| *b == b'-').count() == 4;
    match text.get(..8) {
        Some(head) if uuid => head,
        _ => text,
    }
}
