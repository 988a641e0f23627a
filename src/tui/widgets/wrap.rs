//! Prose in a width.

use crate::text;

/// Longest text that is wrapped, in characters; more of it is in the raw view.
const LONGEST: usize = 4000;

/// `text` in lines of at most `cells` cells, broken between words where there are any.
#[must_use]
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(8);
    let safe = text::safe_line(text, LONGEST);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in safe.split(' ') {
        let joined = text::width(&line) + usize::from(!line.is_empty()) + text::width(word);
        if joined <= cells {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        line = last_piece(word, cells, &mut lines);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Breaks a word that is wider than a line; the last piece is still open.
fn last_piece(word: &str, cells: usize, lines: &mut Vec<String>) -> String {
    let mut piece = String::new();
    let mut used = 0;
    for c in word.chars() {
        let wide = text::width(c.encode_utf8(&mut [0; 4]));
        if used + wide > cells {
            lines.push(std::mem::take(&mut piece));
            used = 0;
        }
        piece.push(c);
        used += wide;
    }
    piece
}
