//! From words to a tree of tests.

use std::time::Duration;

use super::FilterError;
use super::fields::{Field, Kind, by_name};
use super::lex::{self, Op, Term, Token, Value, lex};
use super::mistake::no_field;
use super::pattern::Pattern;
use super::value;
use crate::time::Time;

/// Brackets within brackets.
const DEEPEST: usize = 64;

/// A filter as a tree.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    All(Vec<Expr>),
    Any(Vec<Expr>),
    Not(Box<Expr>),
    /// A bare word: in anything of the letter.
    Anywhere(Pattern),
    Field(&'static Field, Test),
    Detail(Vec<String>, Test),
}

/// What a field's value must be.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Text(Pattern),
    Number(Op, f64),
    /// By age, or time left; with the length of the unit for `:`.
    Span(Op, Duration, Duration),
    /// From the first of these moments to before the second.
    Moment(Op, Time, Time),
}

/// The tree of `text`; `None` when it is empty.
pub(super) fn parse(text: &str) -> Result<Option<Expr>, FilterError> {
    let tokens = lex(text)?;
    if tokens.is_empty() {
        return Ok(None);
    }
    let mut parser = Parser {
        end: text.chars().count() + 1,
        tokens,
        at: 0,
        depth: 0,
    };
    let tree = parser.any()?;
    match parser.tokens.get(parser.at) {
        Some(token) => Err(error(token.column, "there is no `(` for this `)`")),
        None => Ok(Some(tree)),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    end: usize,
    depth: usize,
}

impl Parser {
    fn any(&mut self) -> Result<Expr, FilterError> {
        let mut sides = vec![self.all()?];
        while self.takes(&lex::Kind::Or) {
            sides.push(self.all()?);
        }
        Ok(single(sides, Expr::Any))
    }

    fn all(&mut self) -> Result<Expr, FilterError> {
        let mut terms = Vec::new();
        while let Some(token) = self.tokens.get(self.at) {
            if matches!(token.kind, lex::Kind::Or | lex::Kind::Close) {
                break;
            }
            terms.push(self.one()?);
        }
        if terms.is_empty() {
            return Err(error(self.column(), "expected a word, a field or `(`"));
        }
        Ok(single(terms, Expr::All))
    }

    fn one(&mut self) -> Result<Expr, FilterError> {
        let column = self.column();
        let Some(token) = self.tokens.get(self.at).cloned() else {
            return Err(error(column, "expected a word, a field or `(`"));
        };
        self.at += 1;
        match token.kind {
            lex::Kind::Term(term) => term_of(&term, column),
            lex::Kind::Minus => {
                self.deeper(column)?;
                let inner = self.one()?;
                self.depth -= 1;
                Ok(Expr::Not(Box::new(inner)))
            }
            lex::Kind::Open => {
                self.deeper(column)?;
                let inner = self.any()?;
                self.depth -= 1;
                if !self.takes(&lex::Kind::Close) {
                    return Err(error(column, "this `(` is not closed"));
                }
                Ok(inner)
            }
            lex::Kind::Or | lex::Kind::Close => {
                Err(error(column, "expected a word, a field or `(`"))
            }
        }
    }

    fn deeper(&mut self, column: usize) -> Result<(), FilterError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(error(column, "too many `(` within each other"));
        }
        Ok(())
    }

    fn takes(&mut self, kind: &lex::Kind) -> bool {
        let there = self.tokens.get(self.at).is_some_and(|t| t.kind == *kind);
        self.at += usize::from(there);
        there
    }

    fn column(&self) -> usize {
        self.tokens.get(self.at).map_or(self.end, |t| t.column)
    }
}

fn single(mut all: Vec<Expr>, join: fn(Vec<Expr>) -> Expr) -> Expr {
    if all.len() == 1 {
        all.remove(0)
    } else {
        join(all)
    }
}

fn error(column: usize, what: impl Into<String>) -> FilterError {
    FilterError {
        column,
        what: what.into(),
    }
}

fn term_of(term: &Term, column: usize) -> Result<Expr, FilterError> {
    let tests: Result<Vec<Expr>, FilterError> = term
        .values
        .iter()
        .map(|value| match term.field.as_deref() {
            None => Ok(Expr::Anywhere(Pattern::new(&value.parts))),
            Some([detail, path @ ..]) if detail == "detail" => {
                if path.iter().any(String::is_empty) {
                    return Err(error(column, "expected a name after the `.`"));
                }
                Ok(Expr::Detail(path.to_vec(), detail_test(value)?))
            }
            Some(name) => {
                let name = name.join(".");
                let field = by_name(&name).ok_or_else(|| error(column, no_field(&name)))?;
                Ok(Expr::Field(field, test(field, value)?))
            }
        })
        .collect();
    Ok(single(tests?, Expr::Any))
}

/// A value in a detail may be a number or a text, whatever it is compared with.
fn detail_test(value: &Value) -> Result<Test, FilterError> {
    if value.op == Op::Is {
        return Ok(Test::Text(Pattern::new(&value.parts)));
    }
    let text = value.text();
    if let Some(number) = value::number(&text) {
        return Ok(Test::Number(value.op, number));
    }
    match value::time(&text) {
        Some((from, to)) => Ok(Test::Moment(value.op, from, to)),
        None => Err(expected(
            value,
            "a number such as 42, or a time such as 2024-01-02T05:24",
        )),
    }
}

fn test(field: &Field, value: &Value) -> Result<Test, FilterError> {
    let text = value.text();
    let pattern = || Test::Text(Pattern::new(&value.parts));
    let number = |n: Option<f64>, what| {
        n.map(|n| Test::Number(value.op, n))
            .ok_or_else(|| expected(value, what))
    };
    let wild = value.op == Op::Is && value.parts.len() > 1;
    match field.kind {
        Kind::Text(_) | Kind::Prose(_) if value.op == Op::Is => Ok(pattern()),
        Kind::Text(_) | Kind::Prose(_) => Err(error(
            value.column,
            format!(
                "`{}` is text: `>` and `<` are for numbers, ages and times",
                field.name
            ),
        )),
        _ if wild => Ok(pattern()),
        Kind::Number(_) if value.op == Op::Is && is_class(&text) => {
            Ok(Test::Text(Pattern::new(&[
                text[..1].to_owned(),
                String::new(),
            ])))
        }
        Kind::Number(_) => number(value::number(&text), "a number such as 503"),
        Kind::Size(_) => number(value::size(&text), "a size such as 812, 100KiB or 1MB"),
        Kind::Age(_) => span(value, &text, "a duration such as 90s, 5m, 2h or 3d"),
        Kind::Gone(..) => match value::number(&text) {
            Some(n) => Ok(Test::Number(value.op, n)),
            None => moment(
                value,
                &text,
                "a time such as 2024-01-02T05:24, a duration such as 2h, or a count",
            ),
        },
        Kind::ToCome(_) => moment(
            value,
            &text,
            "a duration such as 2h, or a time such as 2024-01-02T05:24",
        ),
    }
}

fn span(value: &Value, text: &str, what: &str) -> Result<Test, FilterError> {
    let (length, unit) = value::duration(text).ok_or_else(|| expected(value, what))?;
    Ok(Test::Span(value.op, length, unit))
}

fn moment(value: &Value, text: &str, what: &str) -> Result<Test, FilterError> {
    match value::time(text) {
        Some((from, to)) => Ok(Test::Moment(value.op, from, to)),
        None => span(value, text, what),
    }
}

/// `5xx`, as people write it.
fn is_class(text: &str) -> bool {
    text.len() == 3 && text.as_bytes()[0].is_ascii_digit() && text[1..].eq_ignore_ascii_case("xx")
}

fn expected(value: &Value, what: &str) -> FilterError {
    error(
        value.column,
        format!("expected {what}, found `{}`", value.text()),
    )
}
