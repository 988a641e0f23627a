//! One alternative of a leaf, and whether it accepts a value.

use std::fmt;

use crate::json::Kind;

use super::address::{Address, Cidr};
use super::fields::Value;
use super::fold::Folded;
use super::wildcard::Wildcard;

/// One of the alternatives of a leaf.
#[derive(Clone, Debug)]
pub(super) enum Alternative {
    /// A string, character by character.
    Text(String),
    /// A string that is an IP address: other spellings of the address are accepted too.
    Address(String, Address),
    /// A number by value, or by its digits where the value is beyond a double.
    Number(Number),
    /// `true`, `false` or `null`.
    Word(String),
    Prefix(String),
    PrefixFolded(Folded),
    Suffix(String),
    SuffixFolded(Folded),
    Folded(Folded),
    Wildcard(Wildcard),
    /// Any value that none of these accepts.
    AnythingBut(Vec<Alternative>),
    Range(Range),
    Cidr(Cidr),
    /// There is a leaf of that path.
    Exists,
    /// There is none. It accepts no value; the search for consistent fields treats it.
    Absent,
}

/// A number literal and its value.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) digits: String,
    pub(super) value: Option<f64>,
}

/// A lower and an upper bound, each with whether it belongs to the range.
#[derive(Clone, Debug, Default)]
pub(super) struct Range {
    pub(super) low: Option<(f64, bool)>,
    pub(super) high: Option<(f64, bool)>,
}

/// The value of a number literal, if a double can hold it.
pub(super) fn double(digits: &str) -> Option<f64> {
    digits.parse().ok().filter(|v: &f64| v.is_finite())
}

impl Number {
    pub(super) fn new(digits: &str) -> Self {
        Self {
            digits: digits.to_owned(),
            value: double(digits),
        }
    }

    fn is(&self, value: &Value<'_>) -> bool {
        let same = self.value.is_some() && self.value == value.number;
        value.kind == Kind::Number && (same || self.digits == value.text)
    }
}

impl Range {
    fn holds(&self, n: f64) -> bool {
        let above = self
            .low
            .is_none_or(|(low, with)| n > low || (with && n == low));
        let below = self
            .high
            .is_none_or(|(high, with)| n < high || (with && n == high));
        above && below
    }
}

impl Alternative {
    /// Whether it accepts `value`, a leaf of the event.
    pub(super) fn accepts(&self, value: &Value<'_>) -> bool {
        match self {
            Self::Number(number) => number.is(value),
            Self::Word(word) => {
                matches!(value.kind, Kind::Bool | Kind::Null) && *word == value.text
            }
            Self::AnythingBut(not) => !not.iter().any(|a| a.accepts(value)),
            Self::Range(range) => value.number.is_some_and(|n| range.holds(n)),
            Self::Exists => true,
            Self::Absent => false,
            _ => value.kind == Kind::String && self.accepts_text(&value.text),
        }
    }

    fn accepts_text(&self, text: &str) -> bool {
        match self {
            Self::Text(own) => own == text,
            Self::Address(own, address) => own == text || Address::of(text) == Some(*address),
            Self::Prefix(own) => text.starts_with(own.as_str()),
            Self::PrefixFolded(own) => own.begins(text),
            Self::Suffix(own) => text.ends_with(own.as_str()),
            Self::SuffixFolded(own) => own.ends(text),
            Self::Folded(own) => own.equals(text),
            Self::Wildcard(own) => own.fits(text),
            Self::Cidr(own) => own.contains(text),
            _ => false,
        }
    }
}

/// In words that follow "wants": `"x"`, `a text that begins with "x"`.
impl fmt::Display for Alternative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(t) | Self::Address(t, _) => write!(f, "\"{t}\""),
            Self::Number(n) => f.write_str(&n.digits),
            Self::Word(w) => f.write_str(w),
            Self::Prefix(t) => write!(f, "a text that begins with \"{t}\""),
            Self::PrefixFolded(t) => {
                write!(f, "a text that begins with \"{}\" in any case", t.text())
            }
            Self::Suffix(t) => write!(f, "a text that ends with \"{t}\""),
            Self::SuffixFolded(t) => {
                write!(f, "a text that ends with \"{}\" in any case", t.text())
            }
            Self::Folded(t) => write!(f, "\"{}\" in any case", t.text()),
            Self::Wildcard(w) => write!(f, "a text like \"{}\"", w.text()),
            Self::AnythingBut(not) => {
                f.write_str("anything but ")?;
                list(f, not)
            }
            Self::Range(range) => write!(f, "a number {range}"),
            Self::Cidr(c) => write!(f, "an address in {}", c.text()),
            Self::Exists => f.write_str("any value"),
            Self::Absent => f.write_str("no value at all"),
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some((low, _)), Some((high, _))) = (self.low, self.high)
            && low == high
        {
            return write!(f, "equal to {low}");
        }
        let low = self.low.map(|(n, with)| match with {
            true => format!("of at least {n}"),
            false => format!("above {n}"),
        });
        let high = self.high.map(|(n, with)| match with {
            true => format!("of at most {n}"),
            false => format!("below {n}"),
        });
        let both: Vec<String> = low.into_iter().chain(high).collect();
        f.write_str(&both.join(" and "))
    }
}

/// Alternatives joined by "or".
pub(super) fn list(f: &mut fmt::Formatter<'_>, alternatives: &[Alternative]) -> fmt::Result {
    for (i, alternative) in alternatives.iter().enumerate() {
        f.write_str(match i {
            0 => "",
            i if i + 1 == alternatives.len() => " or ",
            _ => ", ",
        })?;
        write!(f, "{alternative}")?;
    }
    Ok(())
}
