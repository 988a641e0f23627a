//! What a program may call: jaq's definitions without those that reach outside, and ours where jq does otherwise.

use jaq_core::load::parse::{Def, Term};
use jaq_core::load::{Lexer, Parser};
use jaq_core::native::Fun;

use super::natives;
use super::program::Data;
use super::rewrite;

/// What is left out, and why. jaq's definitions that are built on them go too.
const BANNED: &[(&str, &str)] = &[
    ("env", "a program sees no environment"),
    ("$ENV", "a program sees no environment"),
    ("input", "a program sees one payload and nothing else"),
    ("inputs", "a program sees one payload and nothing else"),
    (
        "input_filename",
        "a program sees one payload and nothing else",
    ),
    (
        "input_line_number",
        "a program sees one payload and nothing else",
    ),
    ("debug", "a program has no place to write to"),
    ("debug_empty", "a program has no place to write to"),
    ("stderr", "a program has no place to write to"),
    ("stderr_empty", "a program has no place to write to"),
    ("halt", "a program must give a result"),
    ("halt_error", "a program must give a result"),
    ("now", "a program must give the same result each time"),
    (
        "localtime",
        "a program must give the same result everywhere",
    ),
    (
        "strflocaltime",
        "a program must give the same result everywhere",
    ),
];

/// jaq's definitions that ours take the place of.
const REPLACED: &[&str] = &["del", "delpaths", "from_entries", "walk", "with_entries"];

/// Paths are gone through from the last to the first, a missing parent is nothing to do, entries may have short
/// names, and a value is walked from the inside: as jq does, and jaq does not.
const OURS: &str = r#"
def del(f): delpaths([path(f)]);
def walk(f): def w: (if type == "object" then map_values(w) elif type == "array" then map(w) else . end) | f; w;
def leaf_paths: paths(scalars);
def __entry_key:
  if has("key") and .key != null then .key elif has("k") then .k elif has("name") then .name
  elif has("Name") then .Name elif has("Key") then .Key else .K end
  | if type == "string" then . else tojson end;
def __entry_value: if has("value") then .value elif has("v") then .v else .Value end;
def from_entries: reduce .[] as $e ({}; . + {($e | __entry_key): ($e | __entry_value)});
def with_entries(f): to_entries | map(f) | from_entries;
"#;

/// Why jq knows `name` and a program here does not; empty if jq does not know it either.
pub(super) fn why_banned(name: &str) -> &'static str {
    BANNED.iter().find(|(n, _)| *n == name).map_or("", |b| b.1)
}

/// All definitions, in jq's sense of paths.
pub(super) fn definitions<'s>() -> Vec<Def<&'s str>> {
    let theirs = jaq_core::defs()
        .chain(jaq_std::defs())
        .chain(jaq_json::defs())
        .filter(|d| why_banned(d.name).is_empty() && !REPLACED.contains(&d.name));
    theirs.chain(ours()).map(rewrite::def).collect()
}

/// All natives.
pub(super) fn natives() -> impl Iterator<Item = Fun<Data>> {
    let theirs = jaq_core::funs()
        .chain(jaq_std::funs())
        .chain(jaq_json::funs())
        .filter(|(name, ..)| why_banned(name).is_empty());
    theirs.chain(natives::all())
}

/// The program as a definition of that name, so that it is compiled with the others after it was rewritten.
pub(super) fn main(body: Term<&str>) -> Def<&str> {
    Def {
        name: MAIN,
        args: Vec::new(),
        body: rewrite::term(body),
    }
}

/// The name under which the program is compiled.
pub(super) const MAIN: &str = "__main";

fn ours() -> Vec<Def<&'static str>> {
    // a test compiles every one of them
    let tokens = Lexer::new(OURS).lex().unwrap_or_default();
    Parser::new(&tokens).parse(|p| p.defs()).unwrap_or_default()
}
