//! One pass over a message. JSON is recognised wherever it stands, also where it is cut.

use std::borrow::Cow;

use super::keys::Class;
use super::kinds::{COLON, LETTER, word_of};
use super::signs::{
    balanced, bracketed_host, counts_bytes, is_any_host, is_currency, is_currency_sign, is_sign,
    key_values,
};
use super::token;
use super::words::{
    enumerates, is_frame, is_identifier, names, quoted_json, says_code, url, url_of,
};
use crate::json::unescape;

/// Bytes of a message that are looked at; what follows decides nothing.
const LONGEST: usize = 4096;
/// Levels of text inside JSON inside text.
const NESTED: u8 = 3;
/// Bytes of a quotation; a longer one is taken for two stray quotes.
const QUOTATION: usize = 200;
const DATA: &str = token::ID;

/// `message` with its variable parts masked; white space is one blank.
#[must_use]
pub fn mask(message: &str) -> String {
    nested(message, 0)
}

fn nested(message: &str, level: u8) -> String {
    let text = &message[..message.floor_char_boundary(LONGEST)];
    let mut pass = Pass {
        text,
        at: 0,
        level,
        out: String::with_capacity(text.len() + 16),
        open: Vec::new(),
        word: "",
        framed: false,
    };
    pass.run();
    pass.out.truncate(pass.out.trim_end().len());
    pass.out
}

/// An open JSON object or array.
struct Open {
    array: bool,
    /// Of the values in it: of the key that was read last, or of the array's own key.
    class: Class,
    /// Values under unknown keys are sentences.
    sentences: bool,
    /// Where the current element begins in the output, and where the one before lies.
    element: usize,
    before: Option<(usize, usize)>,
}

struct Pass<'a> {
    text: &'a str,
    at: usize,
    level: u8,
    out: String,
    open: Vec<Open>,
    /// The word before: a number after `status` or `code` is kept.
    word: &'a str,
    /// The line is a frame of a stack trace.
    framed: bool,
}

impl<'a> Pass<'a> {
    fn run(&mut self) {
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            if byte.is_ascii_alphanumeric() {
                self.token();
                continue;
            }
            let Some(c) = self.rest().chars().next() else {
                return;
            };
            match c {
                c if c.is_whitespace() || c.is_control() => self.blank(c),
                '{' | '[' if self.is_whole() => self.whole(),
                '[' if let Some(len) = bracketed_host(self.rest()) => self.host(len),
                '*' if is_any_host(self.rest()) => self.at += 2,
                '(' if let Some(len) = key_values(&self.out, self.rest()) => {
                    self.at += len;
                    self.out.push_str("(‹text›)");
                }
                c if is_sign(c, self.rest()) && !self.is_code() => self.at += c.len_utf8(),
                c if is_currency_sign(c) && self.is_behind_a_number() => {
                    self.at += c.len_utf8();
                    self.out.truncate(self.out.trim_end().len());
                }
                '{' if self.opens(&['"', '}']) => self.enter(c),
                '[' if self.opens(&['{', '"', '[', ']']) || !self.open.is_empty() => self.enter(c),
                '}' | ']' if !self.open.is_empty() => self.leave(c),
                ',' if !self.open.is_empty() => self.next(),
                '"' if !self.open.is_empty() => self.string(),
                '"' | '\'' | '`' | '“' | '„' | '‘' | '«' => self.quotation(c),
                c if c.is_alphanumeric() => self.token(),
                c => self.push(c),
            }
        }
    }

    fn is_whole(&self) -> bool {
        self.open.last().is_some_and(|o| o.class == Class::Whole)
    }

    /// An object or an array that is masked as a whole.
    fn whole(&mut self) {
        self.at += balanced(self.rest());
        self.data();
    }

    fn host(&mut self, len: usize) {
        self.at += len;
        token::place(token::HOST, &mut self.out);
    }

    /// Whether a number here says which error it is.
    fn is_code(&self) -> bool {
        let code = self.open.last().is_some_and(|o| o.class == Class::Code);
        let joined = self.text[..self.at].ends_with(|c: char| c.is_alphanumeric());
        code || joined || says_code(self.word)
    }

    /// Whether what was written last is a masked number.
    fn is_behind_a_number(&self) -> bool {
        self.out.trim_end().ends_with(token::ID)
    }

    fn data(&mut self) {
        self.out.push('"');
        self.out.push_str(DATA);
        self.out.push('"');
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn push(&mut self, c: char) {
        self.at += c.len_utf8();
        self.out.push(c);
        if !matches!(c, ':' | '=' | '(' | '#' | '/') {
            self.word = "";
        }
    }

    fn blank(&mut self, c: char) {
        self.at += c.len_utf8();
        if c == '\n' {
            self.skip_frames();
        }
        if self.open.is_empty() && !self.out.is_empty() && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
    }

    /// Of the frames of a stack trace the first stands for all: how deep it goes depends on who called.
    fn skip_frames(&mut self) {
        while self.framed && is_frame(self.rest()) {
            let line = self
                .rest()
                .find('\n')
                .map_or(self.rest().len(), |end| end + 1);
            self.at += line;
        }
        self.framed = is_frame(self.rest());
    }

    /// Whether JSON begins here: what follows the bracket is what may stand there.
    fn opens(&self, next: &[char]) -> bool {
        self.rest()[1..].trim_start().starts_with(next)
    }

    fn enter(&mut self, c: char) {
        let class = self.open.last().map_or(Class::Text, |o| o.class);
        let in_array = self.open.last().is_some_and(|o| o.array);
        self.push(c);
        self.open.push(Open {
            array: c == '[',
            class,
            sentences: c == '{' && class == Class::Errors && !in_array,
            element: self.out.len(),
            before: None,
        });
    }

    fn leave(&mut self, c: char) {
        self.end_element();
        self.open.pop();
        self.push(c);
    }

    fn next(&mut self) {
        let dropped = self.end_element();
        self.at += 1;
        if !dropped {
            self.out.push(',');
        }
        let begin = self.out.len();
        if let Some(open) = self.open.last_mut() {
            open.element = begin;
        }
    }

    /// Ends an element; drops it when it looks like the one before, so that lists of any length look alike.
    fn end_element(&mut self) -> bool {
        let Some(open) = self.open.last_mut().filter(|o| o.array) else {
            return false;
        };
        // a list of the same masks may already be one mask, which ends before this element began
        open.element = open.element.min(self.out.len());
        let same = open.before.is_some_and(|(from, to)| {
            self.out.get(from..to) == self.out.get(open.element..) && to <= open.element
        });
        if same && let Some((_, to)) = open.before {
            self.out.truncate(to);
            let comma = self.rest().starts_with(',');
            if comma {
                self.out.push(',');
            }
            return true;
        }
        open.before = Some((open.element, self.out.len()));
        false
    }

    /// A string of JSON: a key, or a value by the class of its key.
    fn string(&mut self) {
        let inside = quoted_json(self.rest());
        let end = (self.at + inside.len() + 2).min(self.text.len());
        let after = self.text[end..].trim_start();
        let literal = &self.text[self.at..end];
        self.at = end;
        let text = if inside.contains('\\') {
            unescape(literal)
        } else {
            Cow::Borrowed(inside)
        };
        let level = self.level;
        let Some(open) = self.open.last_mut() else {
            return;
        };
        self.out.push('"');
        if !open.array && after.starts_with(':') {
            open.class = match Class::of(&text) {
                Class::Data if open.sentences => Class::Text,
                class => class,
            };
            key(&text, &mut self.out);
        } else {
            match open.class {
                Class::Text | Class::Errors if level < NESTED => {
                    self.out.push_str(&nested(&text, level + 1))
                }
                Class::Code if text.len() <= 64 => token_text(&text, true, &mut self.out),
                Class::Place if text.len() <= 96 => token_text(&text, false, &mut self.out),
                Class::Id | Class::Whole => self.out.push_str(DATA),
                _ if enumerates(&text) => self.out.push_str(&text),
                _ => self.out.push_str(DATA),
            }
        }
        self.out.push('"');
    }

    /// Quoted text between words; a lone quote or an apostrophe is kept.
    fn quotation(&mut self, quote: char) {
        let end = match quote {
            '“' => '”',
            '„' => '“',
            '‘' => '’',
            '«' => '»',
            same => same,
        };
        let opens = !self.text[..self.at].ends_with(char::is_alphanumeric);
        let inside = &self.rest()[quote.len_utf8()..];
        let near = &inside[..inside.floor_char_boundary(QUOTATION)];
        let close = near
            .match_indices(end)
            .map(|(at, _)| at)
            .find(|at| !near[at + end.len_utf8()..].starts_with(char::is_alphanumeric));
        let empty = opens && close == Some(0) && !inside[end.len_utf8()..].starts_with(quote);
        let Some(close) = close.filter(|at| opens && *at > 0 || empty) else {
            return self.push(quote);
        };
        self.at += quote.len_utf8() + close + end.len_utf8();
        let inside = &inside[..close];
        if enumerates(inside) || names(self.word) && is_identifier(inside) {
            self.out.push_str(inside);
        } else {
            token::place("‹text›", &mut self.out);
        }
        self.word = "";
    }

    fn token(&mut self) {
        let rest = self.rest();
        let (word, kinds) = word_of(rest);
        let is_url = kinds & COLON != 0 && url(word);
        let word = if is_url { url_of(rest) } else { word };
        self.at += word.len();
        if self.open.is_empty() && self.belongs_to_a_number(word) {
            return;
        }
        match self.open.last().map(|o| o.class) {
            Some(Class::Data | Class::Id | Class::Place | Class::Whole) => self.data(),
            Some(Class::Code) => token::write(word, true, &mut self.out),
            _ if kinds == LETTER && word.len() < 10 && word.len() != 3 => self.out.push_str(word),
            _ => self.plain(word),
        }
        self.word = word;
    }

    /// A currency or a unit beside a number, which goes with it.
    fn belongs_to_a_number(&mut self, word: &str) -> bool {
        let behind = word.len() <= 5 && self.is_behind_a_number();
        if behind && self.out.ends_with(' ') && (counts_bytes(word) || is_currency(word)) {
            self.out.truncate(self.out.trim_end().len());
            return true;
        }
        let digit = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
        let before = is_currency(word) && self.rest().strip_prefix(' ').is_some_and(digit);
        if before {
            self.at += 1;
        }
        before
    }

    fn plain(&mut self, word: &str) {
        if token::is_calendar(word) && self.goes_on_with_a_digit() {
            return token::place("‹time›", &mut self.out);
        }
        if token::is_plain(word) {
            return self.out.push_str(word);
        }
        token::write(word, says_code(self.word), &mut self.out);
        self.padding();
    }

    /// The signs that fill base64 up.
    fn padding(&mut self) {
        let rest = self.rest().trim_start_matches('=');
        let filled = self.rest().len() - rest.len();
        let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '\''));
        if (1..=2).contains(&filled) && ends && self.out.ends_with(token::ID) {
            self.at += filled;
        }
    }

    fn goes_on_with_a_digit(&self) -> bool {
        self.rest()
            .trim_start_matches([',', ' '])
            .starts_with(|c: char| c.is_ascii_digit())
    }
}

/// A key; one with an id in it is an id.
fn key(text: &str, out: &mut String) {
    if token::is_plain(text) {
        return out.push_str(text);
    }
    let from = out.len();
    token_text(text, false, out);
    if out[from..].contains(token::ID) {
        out.truncate(from);
        out.push_str(token::ID);
    }
}

/// Masks each word of a key or a code.
fn token_text(text: &str, code: bool, out: &mut String) {
    if token::is_plain(text) {
        return out.push_str(text);
    }
    let blank = |c: char| c.is_whitespace() || c.is_control();
    let mut pieces = text.split(blank).peekable();
    while let Some(piece) = pieces.next() {
        token::write(piece, code, out);
        if pieces.peek().is_some() {
            out.push(' ');
        }
    }
}
