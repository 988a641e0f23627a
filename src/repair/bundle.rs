//! Several documents in one text, for an editor: each under a line that names its letter.
//!
//! The lines begin with a token that was drawn for this one text, so that no payload can hold one.

use std::fmt;
use std::ops::Range;

/// What its lines begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    start: String,
}

/// Why a text can't be taken apart, or a document of it not be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleError {
    /// Which document, from 1; 0 is none of them.
    pub document: usize,
    /// Where in that document, from 1; 0 is not known.
    pub line: usize,
    /// See `line`.
    pub column: usize,
    /// What is wrong, without a full stop.
    pub what: String,
}

impl Bundle {
    /// With a token that nobody can have foreseen.
    #[must_use]
    pub fn new(token: &str) -> Self {
        Self {
            start: format!("//// {token} "),
        }
    }

    /// Whether the token may stand for itself: it is in none of these texts.
    #[must_use]
    pub fn is_new_to<'a>(&self, mut texts: impl Iterator<Item = &'a str>) -> bool {
        texts.all(|text| !text.contains(self.start.trim_end()))
    }

    /// The text of these documents, each with the name of its letter, which has no line break.
    #[must_use]
    pub fn join<'a>(&self, documents: impl ExactSizeIterator<Item = (&'a str, &'a str)>) -> String {
        let all = documents.len();
        let mut out = format!(
            "{0}{all} letters, a document each. All are taken over or none; leave these lines as they are.\n",
            self.start
        );
        for (nth, (name, text)) in documents.enumerate() {
            out += &format!("{}document {} of {all}: {name}\n", self.start, nth + 1);
            out += text;
            out += if text.ends_with('\n') { "" } else { "\n" };
        }
        out
    }

    /// The text with what is wrong with it said in a line under the document's name, instead of what was said before.
    #[must_use]
    pub fn noted(&self, text: &str, error: &BundleError) -> String {
        let remark = format!("{}!", self.start);
        let name = format!("{}document {} of ", self.start, error.document);
        let mut out = String::with_capacity(text.len() + 200);
        let mut said = false;
        for line in text
            .split_inclusive('\n')
            .filter(|line| !line.starts_with(&remark))
        {
            out += line;
            if !said && (error.document == 0 || line.starts_with(&name)) {
                out += if line.ends_with('\n') { "" } else { "\n" };
                out += &format!("{remark} {error}\n");
                said = true;
            }
        }
        out
    }

    /// The documents of a text that came back, in the order of their numbers.
    ///
    /// # Errors
    /// A line that names a document is missing, there twice, or something stands before the first one.
    pub fn split<'a>(&self, text: &'a str, count: usize) -> Result<Vec<&'a str>, BundleError> {
        let mut found: Vec<Option<Range<usize>>> = vec![None; count];
        let mut open: Option<usize> = None;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let begins = at;
            at += line.len();
            let Some(own) = line.strip_prefix(&self.start) else {
                match open.and_then(|nth| found[nth].as_mut()) {
                    Some(range) => range.end = at,
                    None if line.trim().is_empty() => {}
                    None => {
                        return Err(BundleError::of(
                            0,
                            "something stands before the first document",
                        ));
                    }
                }
                continue;
            };
            let number = own
                .strip_prefix("document ")
                .and_then(|rest| rest.split(' ').next());
            let Some(number) = number else {
                // a remark under a name belongs to no document
                if let Some(range) = open.and_then(|nth| found[nth].as_mut()) {
                    if range.start < begins {
                        let nth = open.unwrap_or(0) + 1;
                        return Err(BundleError::of(
                            nth,
                            "a line that begins with //// stands in it",
                        ));
                    }
                    *range = at..at;
                }
                continue;
            };
            let nth = number.parse().ok().and_then(|n: usize| n.checked_sub(1));
            let slot = nth.and_then(|nth| found.get_mut(nth));
            match slot {
                Some(slot) if slot.is_none() => *slot = Some(at..at),
                Some(_) => {
                    return Err(BundleError::of(
                        nth.unwrap_or(0) + 1,
                        "its line is there twice",
                    ));
                }
                None => return Err(BundleError::of(0, format!("there is no document {number}"))),
            }
            open = nth;
        }
        let whole = |(nth, range): (usize, Option<Range<usize>>)| {
            let range = range
                .ok_or_else(|| BundleError::of(nth + 1, "the line that names it is missing"))?;
            Ok(&text[range])
        };
        found.into_iter().enumerate().map(whole).collect()
    }
}

impl BundleError {
    /// Of that document as a whole.
    #[must_use]
    pub fn of(document: usize, what: impl Into<String>) -> Self {
        Self {
            document,
            line: 0,
            column: 0,
            what: what.into(),
        }
    }
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.document > 0 {
            write!(f, "document {}", self.document)?;
            if self.line > 0 {
                write!(f, ", line {}, column {}", self.line, self.column)?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.what)
    }
}

impl std::error::Error for BundleError {}
