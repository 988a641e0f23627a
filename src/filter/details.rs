//! What stands in details, for what is being typed: `detail.us` goes on to `detail.user.`, `detail.user.plan:` to values.

use super::Subject;
use super::path::{any, members};
use super::term;
use crate::json::unescape;

/// Bytes of a value that is worth offering.
const LONGEST: usize = 80;
/// Values of one letter.
const MOST: usize = 32;

/// The values that `detail.a.b` has in a letter, as they are typed.
pub(super) fn values(name: &str, subject: &Subject<'_>) -> Vec<String> {
    let (Some(path), Some(event)) = (path_of(name), &subject.letter.event) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    any(event.detail(), &path, &mut |raw| {
        if raw.len() <= LONGEST && !raw.starts_with(['{', '[']) {
            let typed = term("", &unescaped(raw));
            out.extend(typed.strip_prefix(':').map(str::to_owned));
        }
        out.len() >= MOST
    });
    out
}

/// The paths in a letter's detail that `typed` may become: `detail.user.` for an object, `detail.n:` for a value.
#[must_use]
pub fn paths(typed: &str, subject: &Subject<'_>) -> Vec<String> {
    let Some((parent, _)) = typed.rsplit_once('.') else {
        return Vec::new();
    };
    let Some(event) = &subject.letter.event else {
        return Vec::new();
    };
    let path = match parent {
        "detail" => Vec::new(),
        _ => path_of(parent).unwrap_or_default(),
    };
    if path.is_empty() != (parent == "detail") {
        return Vec::new();
    }
    let mut out: Vec<String> = Vec::new();
    any(event.detail(), &path, &mut |raw| {
        for (key, value) in members(raw).take(MOST) {
            let inner = value.starts_with('{') || value.starts_with('[') && value.contains('{');
            let end = if inner { '.' } else { ':' };
            let whole = format!("{parent}.{}{end}", part(&unescaped(key)));
            if !out.contains(&whole) {
                out.push(whole);
            }
        }
        out.len() >= MOST
    });
    out
}

/// The steps behind `detail.`; `None` for another field, and for steps in quotes, which are typed by hand.
fn path_of(name: &str) -> Option<Vec<String>> {
    let steps = name.strip_prefix("detail.")?;
    let plain = !steps.contains('"') && steps.split('.').all(|step| !step.is_empty());
    plain.then(|| steps.split('.').map(str::to_owned).collect())
}

/// A key as a step of a path.
fn part(key: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    match !key.is_empty() && key.chars().all(plain) {
        true => key.to_owned(),
        false => format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

fn unescaped(raw: &str) -> String {
    match raw.starts_with('"') {
        true => unescape(raw).into_owned(),
        false => raw.to_owned(),
    }
}
