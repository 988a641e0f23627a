//! A text as lines with their indentation.

use crate::sim::template::mistake::Mistake;

/// One line, without its indentation and the blanks at its end.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub indent: usize,
    pub text: String,
    /// From 1.
    pub number: usize,
}

impl Line {
    /// Nothing but a comment, or nothing at all.
    pub fn is_void(&self) -> bool {
        self.text.is_empty() || self.text.starts_with('#')
    }

    pub fn wrong(&self, what: &str) -> Mistake {
        Mistake::new(format!("line {}: {what}", self.number))
    }
}

/// The lines of `text`.
///
/// # Errors
/// When a line is indented by tabs.
pub(super) fn of(text: &str) -> Result<Vec<Line>, Mistake> {
    let line = |(at, raw): (usize, &str)| {
        let body = raw.trim_start_matches(' ');
        let line = Line {
            indent: raw.len() - body.len(),
            text: body.trim_end().to_owned(),
            number: at + 1,
        };
        if line.text.starts_with('\t') {
            return Err(line.wrong("tabs can't indent"));
        }
        Ok(line)
    };
    text.lines().enumerate().map(line).collect()
}
