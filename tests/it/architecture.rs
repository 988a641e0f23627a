//! The directions of dependency, checked by reading the source.
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// A room of `src/`, the rooms that it may name, the outside crates that it may name,
/// and the words that may not occur in it.
type Rule = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

/// No input or output, no clock, no task: a word is written as its tokens, a blank between two.
const PURE: &[&str] = &[
    "SystemTime :: now",
    "Instant :: now",
    "std :: fs",
    "std :: net",
    "std :: thread",
    "std :: env",
    "println !",
    "eprintln !",
    "async",
    "unsafe",
];
const QUIET: &[&str] = &["println !", "eprintln !", "unsafe"];
const FACE: &[&str] = &[
    "async",
    "await",
    "std :: net",
    "println !",
    "eprintln !",
    "unsafe",
];

#[rustfmt::skip]
const RULES: &[Rule] = &[
    // what is true of any text, any JSON, any ARN
    ("problem", &[], &[], PURE),
    ("text",    &["time"], &["unicode_width", "unicode_segmentation"], PURE),
    ("json",    &["problem"], &["memchr", "serde_json"], PURE),
    ("arn",     &["problem"], &[], PURE),
    ("time",    &[], &["jiff"], PURE),
    // what AWS documents
    ("limits",        &[], &[], PURE),
    ("event_pattern", &["json", "problem"], &[], PURE),
    ("target_input",  &["json", "problem", "text"], &[], PURE),
    // the dead letter and what is known and decided about it
    ("letter",  &["arn", "json", "limits", "problem", "text", "time"], &["base64", "serde", "serde_json"], PURE),
    ("cause",   &["json", "letter", "problem", "text", "time"], &["memchr", "serde", "toml"], PURE),
    ("filter",  &["cause", "json", "letter", "problem", "text", "time"], &["memchr"], PURE),
    ("repair",  &["json", "letter", "limits", "problem", "target_input", "text", "time"], &["similar"], PURE),
    ("lease",   &["letter", "limits", "time"], &[], PURE),
    ("plan",    &["arn", "cause", "event_pattern", "filter", "json", "letter", "limits", "problem", "repair", "target_input", "time"], &["serde", "serde_json", "sha2"], PURE),
    ("run",     &["letter", "limits", "plan", "problem", "repair", "time"], &["serde"], PURE),
    // what touches the world
    ("jq",      &["json", "problem"], &["jaq_core", "jaq_std", "jaq_json", "rustix"], QUIET),
    ("journal", &["letter", "problem", "run", "time"], &["serde", "serde_json", "rusqlite", "thiserror"], QUIET),
    ("try_it",  &["letter", "plan", "repair", "target_input", "time"], &["aws_smithy_http_client", "aws_smithy_runtime_api", "http_body_util", "thiserror", "tokio"], QUIET),
    ("engine",  &["arn", "cause", "filter", "journal", "jq", "json", "lease", "letter", "limits", "plan", "problem", "repair", "run", "text", "time"], &["tokio", "tracing", "uuid"], QUIET),
    ("aws",     &["arn", "engine", "json", "letter", "limits", "plan", "problem", "repair", "time"], &["aws_config", "aws_credential_types", "aws_sdk_eventbridge", "aws_sdk_sqs", "aws_sdk_sts", "aws_smithy_http_client", "aws_smithy_runtime_api", "aws_smithy_types", "futures_util", "hyper_util", "tokio", "tracing"], QUIET),
    ("sim",     &["arn", "event_pattern", "json", "limits", "problem", "target_input", "time"], &["base64", "http_body_util", "hyper", "hyper_util", "serde", "serde_json", "sha2", "tokio", "toml", "tracing", "uuid"], QUIET),
    ("config",  &["problem"], &["etcetera", "serde", "toml"], QUIET),
    // the two faces, and the one place that joins all
    ("tui",     &["arn", "cause", "config", "engine", "filter", "json", "letter", "limits", "plan", "problem", "repair", "run", "target_input", "text", "time", "try_it"], &["crossterm", "ratatui", "ratatui_textarea", "rustix", "tracing"], FACE),
    ("cli",     &["arn", "cause", "config", "engine", "filter", "json", "letter", "limits", "plan", "problem", "repair", "run", "text", "time", "try_it"], &["base64", "clap", "clap_complete", "clap_mangen", "serde", "serde_json"], &["unsafe"]),
    ("wiring",  &["arn", "aws", "cause", "cli", "config", "engine", "jq", "journal", "letter", "problem", "repair", "run", "sim", "time", "try_it", "tui"], &["tokio", "tracing", "tracing_subscriber"], &["unsafe"]),
];
const LIMIT: usize = 400;
/// Files above the limit, and the size that they may not exceed. Entries only shrink or go.
const OVERSIZE: &[(&str, usize)] = &[];

#[test]
fn every_room_keeps_to_its_neighbours() {
    let complaints = check(Path::new(env!("CARGO_MANIFEST_DIR")), &manifest_crates());
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn the_rules_have_no_cycle() {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    while done.len() < RULES.len() {
        let before = done.len();
        for (room, uses, ..) in RULES {
            if uses.iter().all(|used| done.contains(used)) {
                done.insert(room);
            }
        }
        assert!(
            done.len() > before,
            "a cycle, or an unknown room, among those outside {done:?}"
        );
    }
}

fn check(root: &Path, crates: &BTreeSet<String>) -> Vec<String> {
    let rules: BTreeMap<_, _> = RULES.iter().map(|rule| (rule.0, rule)).collect();
    let mut out = Vec::new();
    for file in rust_files(&root.join("src")) {
        let name = file
            .strip_prefix(root)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        if name.ends_with("tests.rs") || name == "src/lib.rs" || name == "src/main.rs" {
            continue;
        }
        let room = name["src/".len()..]
            .split('/')
            .next()
            .unwrap()
            .trim_end_matches(".rs");
        let Some((_, uses, outside, banned)) = rules.get(room) else {
            out.push(format!(
                "{name}: room `{room}` has no rule in tests/it/architecture.rs"
            ));
            continue;
        };
        let text = std::fs::read_to_string(&file).unwrap();
        let mut code = Vec::new();
        tokens(
            text.parse().unwrap_or_else(|e| panic!("{name}: {e}")),
            &mut code,
        );
        for (line, path) in rooted_paths(&code) {
            let (head, next) = (path[0].as_str(), path.get(1).map(String::as_str));
            let complaint = match (head, next) {
                ("crate", None) => "crate::*: name what is used".into(),
                ("crate", Some(target)) if target != room && !uses.contains(&target) => {
                    format!("`{room}` may not use `{target}`")
                }
                ("super", Some("super")) => "super::super: name the path from crate instead".into(),
                ("super", _)
                    if name == format!("src/{room}.rs") || name == format!("src/{room}/mod.rs") =>
                {
                    "super:: leaves the room: name the path from crate instead".into()
                }
                (outer, _) if crates.contains(outer) && !outside.contains(&outer) => {
                    format!("`{room}` may not use the crate `{outer}`")
                }
                _ => continue,
            };
            out.push(format!("{name}:{line}: {complaint}"));
        }
        for word in *banned {
            let parts: Vec<&str> = word.split(' ').collect();
            for window in code
                .windows(parts.len())
                .filter(|w| w.iter().zip(&parts).all(|(t, p)| t.1 == *p))
            {
                out.push(format!(
                    "{name}:{}: `{}` has no place in `{room}`",
                    window[0].0,
                    word.replace(' ', "")
                ));
            }
        }
        let limit = OVERSIZE
            .iter()
            .find(|(file, _)| *file == name)
            .map_or(LIMIT, |(_, size)| *size);
        let lines = text.lines().count();
        if lines > limit {
            out.push(format!(
                "{name}: {lines} lines, more than {limit}: split it by job"
            ));
        }
    }
    out
}

/// A token as the check sees it: its line and its text; groups are opened, literals left out.
fn tokens(stream: TokenStream, out: &mut Vec<(usize, String)>) {
    for tree in stream {
        let line = tree.span().start().line;
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                out.push((line, open.into()));
                tokens(group.stream(), out);
                out.push((line, close.into()));
            }
            TokenTree::Ident(name) => out.push((line, name.to_string())),
            TokenTree::Punct(mark) if mark.as_char() == ':' && mark.spacing() == Spacing::Joint => {
                out.push((line, "::".into()));
            }
            TokenTree::Punct(mark)
                if mark.as_char() == ':' && out.last().is_some_and(|t| t.1 == "::") => {}
            TokenTree::Punct(mark) => out.push((line, mark.as_char().into())),
            TokenTree::Literal(_) => out.push((line, "\"\"".into())),
        }
    }
}

/// Every path from its root name on, with its line; brace groups of `use` are spread.
fn rooted_paths(tokens: &[(usize, String)]) -> Vec<(usize, Vec<String>)> {
    let (mut out, mut i) = (Vec::new(), 0);
    while i < tokens.len() {
        let starts = is_name(&tokens[i].1) && (i == 0 || tokens[i - 1].1 != "::");
        if starts && tokens.get(i + 1).is_some_and(|t| t.1 == "::") {
            spread(tokens, &mut i, &mut Vec::new(), &mut out);
        } else {
            i += 1;
        }
    }
    out
}

fn spread(
    tokens: &[(usize, String)],
    i: &mut usize,
    prefix: &mut Vec<String>,
    out: &mut Vec<(usize, Vec<String>)>,
) {
    let (depth, line) = (prefix.len(), tokens[*i].0);
    while *i < tokens.len() && is_name(&tokens[*i].1) {
        prefix.push(tokens[*i].1.clone());
        *i += 1;
        if tokens.get(*i).is_none_or(|t| t.1 != "::") {
            break;
        }
        *i += 1;
        if tokens.get(*i).is_some_and(|t| t.1 == "{") {
            *i += 1;
            while tokens.get(*i).is_some_and(|t| t.1 != "}") {
                if is_name(&tokens[*i].1) {
                    spread(tokens, i, prefix, out);
                } else {
                    *i += 1;
                }
            }
            *i += 1;
            prefix.truncate(depth);
            return;
        }
    }
    out.push((line, prefix.clone()));
    prefix.truncate(depth);
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn manifest_crates() -> BTreeSet<String> {
    let manifest = include_str!("../../Cargo.toml");
    let section = manifest
        .split("\n[dependencies]")
        .nth(1)
        .unwrap_or("")
        .split("\n[")
        .next()
        .unwrap_or("");
    section
        .lines()
        .filter_map(|l| l.split_once('='))
        .map(|(k, _)| k.trim().replace('-', "_"))
        .collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
    {
        if entry.is_dir() {
            out.extend(rust_files(&entry));
        } else if entry.extension().is_some_and(|e| e == "rs") {
            out.push(entry);
        }
    }
    out.sort();
    out
}

#[test]
fn the_check_itself_sees_what_it_must() {
    let dir = std::env::temp_dir().join(format!("arch-{}", std::process::id()));
    let put = |file: &str, text: &str| {
        let path = dir.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put("src/text.rs", "use super::letter;\n");
    put(
        "src/letter/mod.rs",
        "use crate::{text::safe, engine::{Engine, Handle}}; // crate::tui::x\n",
    );
    put(
        "src/letter/decode.rs",
        "const A: &str = \"crate::tui::x\"; fn f() { let t = std::time::Instant::now(); }\n",
    );
    put("src/cause.rs", "use crate::*;\n");
    put(
        "src/tui/update.rs",
        "pub async fn f() { crate::aws::call().await; tokio::spawn(g()); }\n",
    );
    put(
        "src/tui/draw.rs",
        "use ratatui::Frame; use crate::letter::Letter; fn h<'a>(x: &'a str) -> char { 'x' }\n",
    );
    put("src/lounge.rs", "\n");
    let crates = ["ratatui", "tokio"].iter().map(|c| c.to_string()).collect();
    let got = check(&dir, &crates).join("\n");
    std::fs::remove_dir_all(&dir).unwrap();
    for expected in [
        "src/text.rs:1: super:: leaves the room",
        "src/letter/mod.rs:1: `letter` may not use `engine`",
        "src/letter/decode.rs:1: `Instant::now` has no place in `letter`",
        "src/tui/update.rs:1: `tui` may not use `aws`",
        "src/tui/update.rs:1: `tui` may not use the crate `tokio`",
        "src/tui/update.rs:1: `async` has no place in `tui`",
        "src/cause.rs:1: crate::*: name what is used",
        "src/lounge.rs: room `lounge` has no rule",
    ] {
        assert!(
            got.contains(expected),
            "missing: {expected}\n--- got\n{got}"
        );
    }
    assert!(!got.contains("draw.rs"), "{got}");
    assert!(
        !got.contains("may not use `tui`"),
        "comments and strings are no code\n{got}"
    );
}
