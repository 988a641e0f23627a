//! The words of a filter, with the columns they stand at.

use super::FilterError;

/// One word.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub kind: Kind,
    /// Character in the text, from 1.
    pub column: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Open,
    Close,
    Minus,
    Or,
    Term(Term),
}

/// `field:value,value` or a bare word.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Term {
    /// Its parts: `detail`, `user`, `id`.
    pub field: Option<Vec<String>>,
    pub values: Vec<Value>,
}

/// One of the values between commas.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Value {
    pub op: Op,
    /// The text between its `*`, quotes taken off; one part where there is no `*`.
    pub parts: Vec<String>,
    /// Quotes stood in it, so it may be empty.
    pub quoted: bool,
    pub column: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Op {
    #[default]
    Is,
    Above,
    AtLeast,
    Below,
    AtMost,
}

impl Value {
    /// The value as it was written, less its quotes.
    pub fn text(&self) -> String {
        self.parts.join("*")
    }
}

/// All words of `text`.
pub(super) fn lex(text: &str) -> Result<Vec<Token>, FilterError> {
    let mut lexer = Lexer {
        chars: text.chars().collect(),
        at: 0,
    };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.token()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
}

impl Lexer {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn takes(&mut self, c: char) -> bool {
        let there = self.peek() == Some(c);
        self.at += usize::from(there);
        there
    }

    fn token(&mut self) -> Result<Option<Token>, FilterError> {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        let column = self.at + 1;
        let Some(c) = self.peek() else {
            return Ok(None);
        };
        let single = match c {
            '(' => Some(Kind::Open),
            ')' => Some(Kind::Close),
            '-' => Some(Kind::Minus),
            _ => None,
        };
        let kind = match single {
            Some(kind) => {
                self.at += 1;
                kind
            }
            None => self.term()?,
        };
        Ok(Some(Token { kind, column }))
    }

    fn term(&mut self) -> Result<Kind, FilterError> {
        let start = self.at;
        let field = self.field()?;
        if field.is_none() {
            self.at = start;
        }
        let mut values = vec![self.value(field.is_some())?];
        while self.takes(',') {
            values.push(self.value(field.is_some())?);
        }
        let or = field.is_none()
            && values.len() == 1
            && !values[0].quoted
            && values[0].text().eq_ignore_ascii_case("or");
        Ok(if or {
            Kind::Or
        } else {
            Kind::Term(Term { field, values })
        })
    }

    /// A name and its colon; `None` when a bare word stands here.
    fn field(&mut self) -> Result<Option<Vec<String>>, FilterError> {
        let mut parts = vec![String::new()];
        loop {
            match self.peek() {
                Some(':') => {
                    self.at += 1;
                    return Ok(Some(parts));
                }
                Some('.') => {
                    self.at += 1;
                    parts.push(String::new());
                }
                Some('"') if parts.len() > 1 && parts.last().is_some_and(String::is_empty) => {
                    let part = self.quoted()?;
                    parts.pop();
                    parts.push(part);
                }
                Some(c) if c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '@' | '/') => {
                    self.at += 1;
                    if let Some(part) = parts.last_mut() {
                        part.push(c);
                    }
                }
                _ => return Ok(None),
            }
        }
    }

    fn value(&mut self, of_field: bool) -> Result<Value, FilterError> {
        let mut value = Value {
            column: self.at + 1,
            parts: vec![String::new()],
            ..Value::default()
        };
        if of_field {
            value.op = self.op();
        }
        let mut brackets = 0usize;
        while let Some(c) = self.peek() {
            match c {
                '"' => {
                    value.quoted = true;
                    let text = self.quoted()?;
                    push(&mut value.parts, &text);
                    continue;
                }
                '*' => value.parts.push(String::new()),
                ',' => break,
                ')' if brackets == 0 => break,
                c if c.is_whitespace() => break,
                c => {
                    brackets += usize::from(c == '(');
                    brackets -= usize::from(c == ')');
                    push(&mut value.parts, c.encode_utf8(&mut [0; 4]));
                }
            }
            self.at += 1;
        }
        if value.parts == [""] && !value.quoted {
            return Err(FilterError {
                column: self.at + 1,
                what: "expected a value".to_owned(),
            });
        }
        Ok(value)
    }

    fn op(&mut self) -> Op {
        match (self.takes('>'), self.takes('<')) {
            (true, _) if self.takes('=') => Op::AtLeast,
            (true, _) => Op::Above,
            (_, true) if self.takes('=') => Op::AtMost,
            (_, true) => Op::Below,
            _ => Op::Is,
        }
    }

    /// Text in quotes; `\"` is a quote in it.
    fn quoted(&mut self) -> Result<String, FilterError> {
        let open = self.at + 1;
        self.at += 1;
        let mut out = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '"' => return Ok(out),
                '\\' if matches!(self.peek(), Some('"' | '\\')) => {
                    out.extend(self.peek());
                    self.at += 1;
                }
                c => out.push(c),
            }
        }
        Err(FilterError {
            column: open,
            what: "this quote is not closed".to_owned(),
        })
    }
}

fn push(parts: &mut [String], text: &str) {
    if let Some(part) = parts.last_mut() {
        part.push_str(text);
    }
}
