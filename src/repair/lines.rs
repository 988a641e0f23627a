//! Where two texts differ, line by line, with the words that differ marked.

use similar::{ChangeTag, TextDiff};

/// Above this many lines together the texts are not compared; one is told as gone, the other as come.
const LINES: usize = 200_000;

/// Whether a line stayed, went or came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It stands in both.
    Same,
    /// It stood only before.
    Gone,
    /// It stands only after.
    Come,
}

/// One line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Stayed, went or came.
    pub mark: Mark,
    /// Its text in pieces, without the line's end; `true` marks the words that differ.
    pub parts: Vec<(bool, String)>,
}

/// The lines of `before` and `after`, in order.
#[must_use]
pub fn diff_lines(before: &str, after: &str) -> Vec<Line> {
    if before.lines().count() + after.lines().count() > LINES {
        let whole = |mark, text: &str| -> Vec<Line> {
            let line = |l: &str| Line {
                mark,
                parts: vec![(true, l.to_owned())],
            };
            text.lines().map(line).collect()
        };
        return [whole(Mark::Gone, before), whole(Mark::Come, after)].concat();
    }
    let diff = TextDiff::from_lines(before, after);
    diff.ops()
        .iter()
        .flat_map(|op| diff.iter_inline_changes(op))
        .map(|change| Line {
            mark: match change.tag() {
                ChangeTag::Equal => Mark::Same,
                ChangeTag::Delete => Mark::Gone,
                ChangeTag::Insert => Mark::Come,
            },
            parts: change
                .iter_strings_lossy()
                .map(|(marked, text)| (marked, text.trim_end_matches(['\n', '\r']).to_owned()))
                .filter(|(_, text)| !text.is_empty())
                .collect(),
        })
        .collect()
}
