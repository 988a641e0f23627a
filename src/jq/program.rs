//! A compiled program.

use jaq_core::compile::Undefined;
use jaq_core::data::JustLut;
use jaq_core::load::lex::{self, Token};
use jaq_core::load::parse::{self, Term};
use jaq_core::load::{Arena, File, Lexer, Loader, Parser};
use jaq_core::{Compiler, Ctx, Vars};
use jaq_json::{Val, read};

use crate::json::Doc;

use super::error::JqError;
use super::frame::Answer;
use super::prelude;
use super::weave::weave;

/// What a filter runs over.
pub(super) type Data = JustLut<Val>;

/// Bytes of a program.
const LONGEST: usize = 64 * 1024;
/// Levels of nesting of a payload, so that the engine's recursion fits the worker's stack.
const DEEPEST: u32 = 10_000;
/// The stack that parsing and running get: both recurse.
pub(super) const STACK: usize = 256 << 20;

/// A program that compiles.
pub struct Program {
    filter: jaq_core::Filter<Data>,
}

impl Program {
    /// Whether `code` can be run; nothing is run.
    ///
    /// # Errors
    /// The first mistake, with line and column.
    pub fn check(code: &str) -> Result<(), JqError> {
        // a long or deep program needs more stack than any thread of ours has
        let compiled = std::thread::scope(|scope| {
            let builder = std::thread::Builder::new().stack_size(STACK);
            let thread = builder.spawn_scoped(scope, || Self::compile(code).map(drop))?;
            thread
                .join()
                .map_err(|_| std::io::Error::other("the engine gave up"))
        });
        compiled.map_err(|e| JqError::Worker(e.to_string()))?
    }

    /// Compiles `code`. Needs [`STACK`].
    pub(super) fn compile(code: &str) -> Result<Self, JqError> {
        if code.len() > LONGEST {
            return Err(JqError::TooLong { limit: LONGEST });
        }
        let term = parsed(code)?;
        let mut definitions = prelude::definitions();
        definitions.push(prelude::main(term));
        let arena = Arena::default();
        let main = File {
            code: prelude::MAIN,
            path: (),
        };
        let modules = Loader::new(definitions)
            .load(&arena, main)
            .map_err(|_| JqError::Worker("the prelude does not load".to_owned()))?;
        let filter = Compiler::default()
            .with_funs(prelude::natives())
            .compile(modules)
            .map_err(|errors| undefined(code, errors.into_iter().flat_map(|(_, e)| e)))?;
        Ok(Self { filter })
    }

    /// Runs the program over one payload. Needs [`STACK`].
    pub(super) fn apply(&self, payload: &str) -> Answer {
        match self.result(payload) {
            Ok(None) => Answer::Unchanged,
            Ok(Some(text)) => Answer::Changed(text),
            Err(why) => Answer::Failed(why),
        }
    }

    /// The one result, or `None` if it is the payload.
    fn result(&self, payload: &str) -> Result<Option<String>, String> {
        let doc = Doc::read(payload).map_err(|e| format!("the payload is not JSON: {e}"))?;
        if doc.depth() > DEEPEST {
            return Err(format!(
                "the payload is nested deeper than {DEEPEST} levels"
            ));
        }
        let value = read::parse_single(payload.as_bytes()).map_err(|e| e.to_string())?;
        let before = value.clone();
        let ctx = Ctx::<Data>::new(&self.filter.lut, Vars::new([]));
        let mut results = self.filter.id.run((ctx, value)).map(|result| {
            result.map_err(|exception| match exception.get_err() {
                Ok(error) => told(error.into_val()),
                Err(_) => "the program left without a result".to_owned(),
            })
        });
        let Some(first) = results.next() else {
            return Err("the program gives no result".to_owned());
        };
        let first = first?;
        match results.next() {
            None => {}
            Some(Ok(_)) => return Err("the program gives more than one result".to_owned()),
            Some(Err(why)) => return Err(why),
        }
        let text = weave(doc.root(), &before, &first)?;
        if let Some(text) = &text {
            Doc::read_top(text.as_str()).map_err(|e| format!("the result is not JSON: {e}"))?;
        }
        Ok(text)
    }
}

/// What an error says: its text, or the value that was thrown.
fn told(error: Val) -> String {
    const LONGEST: usize = 200;
    let text = match &error {
        Val::TStr(text) => String::from_utf8_lossy(text).into_owned(),
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

fn parsed(code: &str) -> Result<Term<&str>, JqError> {
    let tokens = Lexer::new(code)
        .lex()
        .map_err(|errors| first(errors.into_iter().map(|(e, at)| lexed(code, &e, at))))?;
    if let Some(Token(word @ ("import" | "include" | "module"), _)) = tokens.first() {
        let (line, column) = place(code, word);
        return Err(JqError::Unknown {
            line,
            column,
            what: format!("`{word}`"),
            why: "a program has no files",
        });
    }
    Parser::new(&tokens)
        .parse(|parser| parser.term())
        .map_err(|errors| {
            let told = |(e, found): (parse::Expect<&str>, _)| {
                let at = Token::opt_as_str(found, code);
                let shown = at.lines().next().unwrap_or("");
                syntax(code, at, expected(&e), shown)
            };
            first(errors.into_iter().map(told))
        })
}

/// The mistake that stands first in the program.
fn first(errors: impl Iterator<Item = JqError>) -> JqError {
    let place = |e: &JqError| match e {
        JqError::Syntax { line, column, .. } | JqError::Unknown { line, column, .. } => {
            (*line, *column)
        }
        _ => (0, 0),
    };
    errors
        .min_by_key(place)
        .unwrap_or_else(|| JqError::Worker("the program does not compile".to_owned()))
}

fn lexed(code: &str, error: &lex::Expect<&str>, at: &str) -> JqError {
    let (expected, found) = match error {
        lex::Expect::Delim(open) => (format!("the end of what `{open}` begins"), at),
        lex::Expect::Token => ("a filter or an operator".to_owned(), at),
        lex::Expect::Digit => ("a digit".to_owned(), at),
        lex::Expect::Ident => ("a name".to_owned(), at),
        lex::Expect::Escape => ("a known escape in a string".to_owned(), at),
        lex::Expect::Unicode => ("four hexadecimal digits".to_owned(), at),
        other => (other.as_str().to_owned(), at),
    };
    let found: String = found.chars().take(1).collect();
    syntax(code, at, expected, &found)
}

fn expected(error: &parse::Expect<&str>) -> String {
    use parse::Expect::*;
    match error {
        Just(word) => format!("`{word}`"),
        Var => "a variable such as `$x`".to_owned(),
        Pattern => "a variable or a pattern".to_owned(),
        ElseOrEnd => "`elif`, `else` or `end`".to_owned(),
        CommaOrRBrack => "`,` or `]`".to_owned(),
        CommaOrRBrace => "`,` or `}`".to_owned(),
        SemicolonOrRParen => "`;` or `)`".to_owned(),
        Term => "a filter".to_owned(),
        Key => "a name after the dot".to_owned(),
        Ident => "a name".to_owned(),
        Arg => "an argument".to_owned(),
        Str => "a string".to_owned(),
        Nothing => "an operator or the end".to_owned(),
        other => other.as_str().to_owned(),
    }
}

fn syntax(code: &str, at: &str, expected: String, found: &str) -> JqError {
    const SHOWN: usize = 20;
    let (line, column) = place(code, at);
    JqError::Syntax {
        line,
        column,
        expected,
        found: found.chars().take(SHOWN).collect(),
    }
}

fn undefined<'s>(code: &str, errors: impl Iterator<Item = (&'s str, Undefined)>) -> JqError {
    first(errors.map(|(name, kind)| {
        let (line, column) = place(code, name);
        let what = match kind {
            Undefined::Filter(0) => format!("the filter `{name}`"),
            Undefined::Filter(n) => format!("the filter `{name}` with {n} arguments"),
            other => format!("the {} `{name}`", other.as_str()),
        };
        let why = prelude::why_banned(name);
        JqError::Unknown {
            line,
            column,
            what,
            why,
        }
    }))
}

/// Line and column of `at`, a slice of `code`.
fn place(code: &str, at: &str) -> (usize, usize) {
    let offset = (at.as_ptr() as usize)
        .checked_sub(code.as_ptr() as usize)
        .filter(|offset| *offset <= code.len())
        .unwrap_or(0);
    let before = code.get(..offset).unwrap_or("");
    let line = before.rsplit('\n').next().unwrap_or("");
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}
