//! The one door to a screen: what could move the cursor, turn the text around or hide becomes visible.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

/// Combining marks that one character may carry; more would pile up over the lines above.
const MARKS: usize = 4;

/// `text` without anything that a terminal would obey or hide: C0 controls as their pictures (`␛`, `␊`), other
/// controls, bidi and invisible characters, stray and piled combining marks, private-use characters as
/// `\u{202e}`. What is safe already is borrowed; a second pass changes nothing.
#[must_use]
pub fn safe(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return Cow::Borrowed(text);
    }
    let mut marks = Marks::default();
    let Some(from) = text
        .char_indices()
        .find(|(_, c)| !marks.may_stand(*c))
        .map(|(at, _)| at)
    else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..from]);
    let mut marks = Marks::after(&text[..from]);
    for c in text[from..].chars() {
        if marks.may_stand(c) {
            out.push(c);
        } else {
            escape(c, &mut out);
            marks = Marks::default();
        }
    }
    Cow::Owned(out)
}

/// [`safe`], and not longer than `max_chars` characters: `…` stands for what was cut. Reads no more of `text`
/// than it needs, so a body of 1 MiB is cheap.
#[must_use]
pub fn safe_line(text: &str, max_chars: usize) -> Cow<'_, str> {
    // an escape only lengthens, so that more input than this can never be shown
    let head = text
        .char_indices()
        .nth(max_chars + 1)
        .map_or(text, |(at, _)| &text[..at]);
    let shown = safe(head);
    let Some((cut, _)) = shown.char_indices().nth(max_chars) else {
        return shown;
    };
    let end = shown[..cut]
        .char_indices()
        .next_back()
        .map_or(0, |(at, _)| at);
    let mut out = shown[..end].to_owned();
    if max_chars > 0 {
        out.push('…');
    }
    Cow::Owned(out)
}

/// Combining marks seen since the last character that can carry some.
#[derive(Default)]
struct Marks {
    /// `None` before the first character, and after an escape.
    on: Option<usize>,
    /// The carrier is one that may be followed by an emoji selector.
    emoji: bool,
}

impl Marks {
    fn after(text: &str) -> Self {
        let mut marks = Self::default();
        // no run of marks that was let through is longer
        let start = text
            .char_indices()
            .rev()
            .nth(MARKS + 1)
            .map_or(0, |(at, _)| at);
        for c in text[start..].chars() {
            marks.may_stand(c);
        }
        marks
    }

    fn may_stand(&mut self, c: char) -> bool {
        if c == '\u{fe0f}' {
            return std::mem::take(&mut self.emoji);
        }
        if hides(c) {
            return false;
        }
        match c.width() {
            None => false,
            Some(0) => match &mut self.on {
                Some(n) if *n < MARKS => {
                    *n += 1;
                    true
                }
                _ => false,
            },
            Some(_) => {
                self.on = Some(0);
                self.emoji = u32::from(c) >= 0x203C;
                true
            }
        }
    }
}

/// Characters that are invisible, turn the direction, end a line, or mean something else in every font.
const fn hides(c: char) -> bool {
    matches!(
        c,
        '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{10ffff}'
    ) || (c as u32) & 0xfffe == 0xfffe
}

fn escape(c: char, out: &mut String) {
    let code = u32::from(c);
    let picture = match code {
        0..=0x1f => char::from_u32(0x2400 + code),
        0x7f => Some('␡'),
        _ => None,
    };
    match picture {
        Some(picture) => out.push(picture),
        None => out.extend(c.escape_unicode()),
    }
}
