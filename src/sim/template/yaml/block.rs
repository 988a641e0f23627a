//! What is told by indentation.

use serde_json::{Map, Value};

use super::lines::{self, Line};
use super::scalar::{self, Style};
use super::{flow, tag};
use crate::sim::template::mistake::Mistake;

/// Levels of indentation.
const DEEPEST: usize = 64;

/// Reads a document.
///
/// # Errors
/// What is wrong or not understood, with its line.
pub(in crate::sim::template) fn read(text: &str) -> Result<Value, Mistake> {
    let mut reader = Reader {
        lines: lines::of(text)?,
        at: 0,
        depth: 0,
    };
    if reader.peek().is_some_and(|l| l.text == "---") {
        reader.at += 1;
    }
    let value = reader.block(0)?;
    match reader.peek() {
        Some(line) if line.text == "---" => Err(line.wrong("a second document")),
        Some(line) if line.text != "..." => {
            Err(line.wrong("this line does not belong to what is above it"))
        }
        _ => Ok(value),
    }
}

struct Reader {
    lines: Vec<Line>,
    at: usize,
    depth: usize,
}

impl Reader {
    /// The next line that says something; the void ones before it are passed over.
    fn peek(&mut self) -> Option<Line> {
        while self.lines.get(self.at).is_some_and(Line::is_void) {
            self.at += 1;
        }
        self.lines.get(self.at).cloned()
    }

    /// The value whose lines are indented by `least` at least.
    fn block(&mut self, least: usize) -> Result<Value, Mistake> {
        let Some(line) = self.peek().filter(|l| l.indent >= least) else {
            return Ok(Value::Null);
        };
        if self.depth >= DEEPEST {
            return Err(line.wrong("indented too deep"));
        }
        self.depth += 1;
        let value = if is_item(&line.text) {
            self.sequence(line.indent)
        } else if key(&line)?.is_some() {
            self.mapping(line.indent)
        } else {
            self.at += 1;
            self.inline(&line, &line.text, least)
        };
        self.depth -= 1;
        value
    }

    fn sequence(&mut self, indent: usize) -> Result<Value, Mistake> {
        let mut items = Vec::new();
        while let Some(line) = self.peek() {
            if line.indent != indent || !is_item(&line.text) {
                break;
            }
            let rest = line.text[1..].trim_start();
            if scalar::without_comment(rest).is_empty() {
                self.at += 1;
            } else if let Some(place) = self.lines.get_mut(self.at) {
                // what stands behind the dash is a line of its own, further in
                place.indent = indent + (line.text.len() - rest.len());
                rest.clone_into(&mut place.text);
            }
            items.push(self.block(indent + 1)?);
        }
        Ok(Value::Array(items))
    }

    fn mapping(&mut self, indent: usize) -> Result<Value, Mistake> {
        let mut members = Map::new();
        while let Some(line) = self.peek() {
            if line.indent != indent || is_item(&line.text) {
                break;
            }
            let Some((name, rest)) = key(&line)? else {
                return Err(line.wrong("expected `key: value`"));
            };
            if name == "<<" {
                return Err(line.wrong("merge keys are not understood"));
            }
            self.at += 1;
            let value = self.member(&line, &rest)?;
            if members.insert(name.clone(), value).is_some() {
                return Err(line.wrong(&format!("`{name}` stands twice")));
            }
        }
        match self.peek() {
            Some(line) if line.indent > indent => {
                Err(line.wrong("indented further than its neighbours"))
            }
            _ => Ok(Value::Object(members)),
        }
    }

    /// The value behind a key. A sequence may stand under its key without further indentation.
    fn member(&mut self, line: &Line, rest: &str) -> Result<Value, Mistake> {
        let (tag, value) = tag::split(scalar::without_comment_if_plain(rest));
        let below = value.is_empty();
        if below
            && self
                .peek()
                .is_some_and(|l| l.indent == line.indent && is_item(&l.text))
        {
            return Ok(tag::applied(tag, self.sequence(line.indent)?));
        }
        self.inline(line, rest, line.indent + 1)
    }

    /// A value that begins on `line` with `text`, and may go on in lines indented by `least` at least.
    fn inline(&mut self, line: &Line, text: &str, least: usize) -> Result<Value, Mistake> {
        let (tag, text) = tag::split(text);
        let value = match text.chars().next() {
            None | Some('#') => self.block(least)?,
            Some('|' | '>') => self.literal(line, text, least)?,
            Some('[' | '{') => self.flow(line, text, least)?,
            Some('"' | '\'') => self.quoted(line, text, least)?,
            Some('&' | '*') => return Err(line.wrong("anchors and aliases are not understood")),
            Some('?') if text.starts_with("? ") => {
                return Err(line.wrong("complex keys are not understood"));
            }
            Some(_) => scalar::plain(&self.continued(scalar::without_comment(text), least)),
        };
        Ok(tag::applied(tag, value))
    }

    /// A plain scalar with the lines in which it goes on.
    fn continued(&mut self, first: &str, least: usize) -> String {
        let mut text = first.to_owned();
        while let Some(line) = self.lines.get(self.at) {
            if line.is_void() || line.indent < least {
                break;
            }
            text.push(' ');
            text.push_str(scalar::without_comment(&line.text));
            self.at += 1;
        }
        text
    }

    fn quoted(&mut self, line: &Line, first: &str, least: usize) -> Result<Value, Mistake> {
        let mut text = first.to_owned();
        let end = loop {
            if let Some(end) = scalar::quoted_end(&text) {
                break end;
            }
            let Some(next) = self
                .lines
                .get(self.at)
                .filter(|l| l.indent >= least || l.text.is_empty())
            else {
                return Err(line.wrong("a quote is not closed"));
            };
            // a line end inside quotes is a blank, an empty line a line end
            match next.text.as_str() {
                "" => text.push('\n'),
                more if text.ends_with('\n') => text.push_str(more),
                more => text = format!("{text} {more}"),
            }
            self.at += 1;
        };
        if !scalar::without_comment(text[end..].trim_start()).is_empty() {
            return Err(line.wrong("more text after the quote"));
        }
        scalar::unquoted(&text[..end])
            .map(Value::String)
            .ok_or_else(|| line.wrong("no such escape in a quoted text"))
    }

    fn flow(&mut self, line: &Line, first: &str, least: usize) -> Result<Value, Mistake> {
        let mut text = first.to_owned();
        while flow::open(&text) > 0 {
            let Some(next) = self
                .peek()
                .filter(|l| l.indent >= least || l.text.starts_with([']', '}']))
            else {
                return Err(line.wrong("a bracket is not closed"));
            };
            text.push(' ');
            text.push_str(scalar::without_comment(&next.text));
            self.at += 1;
        }
        let (value, rest) = flow::read(&text).map_err(|what| line.wrong(&what))?;
        match scalar::without_comment(rest.trim_start()) {
            "" => Ok(value),
            _ => Err(line.wrong("more text after the bracket")),
        }
    }

    fn literal(&mut self, line: &Line, header: &str, least: usize) -> Result<Value, Mistake> {
        let style = Style::read(scalar::without_comment(header));
        let style = style.ok_or_else(|| line.wrong("this kind of block text is not understood"))?;
        let mut inner: Option<usize> = None;
        let mut body = Vec::new();
        while let Some(next) = self.lines.get(self.at) {
            if !next.text.is_empty() && next.indent < inner.unwrap_or(least) {
                break;
            }
            let indent = match next.text.is_empty() {
                true => inner.unwrap_or(0),
                false => *inner.get_or_insert(next.indent),
            };
            let more = if next.text.is_empty() {
                0
            } else {
                next.indent - indent
            };
            body.push(" ".repeat(more) + &next.text);
            self.at += 1;
        }
        Ok(Value::String(style.text(&body)))
    }
}

fn is_item(text: &str) -> bool {
    text == "-" || text.starts_with("- ")
}

/// The key that a line begins with, and what follows its colon; `None` when it has none.
fn key(line: &Line) -> Result<Option<(String, String)>, Mistake> {
    let text = line.text.as_str();
    if text.starts_with(['"', '\'']) {
        let Some(end) = scalar::quoted_end(text) else {
            return Ok(None);
        };
        let Some(rest) = text[end..].trim_start().strip_prefix(':') else {
            return Ok(None);
        };
        let name = scalar::unquoted(&text[..end])
            .ok_or_else(|| line.wrong("no such escape in a quoted text"))?;
        return Ok(Some((name, rest.trim_start().to_owned())));
    }
    if text.starts_with(['[', '{', '!', '|', '>', '&', '*', '#']) {
        return Ok(None);
    }
    let found = text
        .find(": ")
        .or_else(|| text.ends_with(':').then(|| text.len() - 1));
    Ok(found.map(|at| {
        (
            text[..at].trim_end().to_owned(),
            text[at + 1..].trim_start().to_owned(),
        )
    }))
}
