//! What goes out as a command line of the AWS CLI.

use super::outgoing::Outgoing;
use crate::json::quote;
use crate::text::{shell_print, shell_word};

/// More goes in by standard input: Linux takes no word of more than 128 KiB.
const LONGEST_WORD: usize = 100_000;

/// Where the AWS CLI is to go; what is empty it finds itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AwsFlags {
    /// `--profile`
    pub profile: String,
    /// `--region`
    pub region: String,
    /// `--endpoint-url`
    pub endpoint_url: String,
}

/// The Entries of a PutEvents call with this one entry: JSON.
#[must_use]
pub fn entries(out: &Outgoing, bus: Option<&str>) -> String {
    let mut members = vec![
        format!("\"Source\":{}", quote(&out.source)),
        format!("\"DetailType\":{}", quote(&out.detail_type)),
        format!("\"Detail\":{}", quote(&out.detail)),
    ];
    if !out.resources.is_empty() {
        let all: Vec<String> = out.resources.iter().map(|r| quote(r)).collect();
        members.push(format!("\"Resources\":[{}]", all.join(",")));
    }
    let time = out.time.map(|time| time.rfc3339());
    for (name, value) in [
        ("Time", time.as_deref()),
        ("TraceHeader", out.trace_header.as_deref()),
        ("EventBusName", bus),
    ] {
        members.extend(value.map(|value| format!("\"{name}\":{}", quote(value))));
    }
    format!("[{{{}}}]", members.join(","))
}

/// The command that puts it on `bus` (the default bus where that is `None`), on one line, for a POSIX shell: nothing
/// in it can run anything.
#[must_use]
pub fn put_events(out: &Outgoing, bus: Option<&str>, flags: &AwsFlags) -> String {
    let mut flags_text = String::new();
    for (name, value) in [
        ("profile", &flags.profile),
        ("region", &flags.region),
        ("endpoint-url", &flags.endpoint_url),
    ] {
        let word = shell_word(value).filter(|_| !value.is_empty());
        flags_text.extend(word.map(|word| format!(" --{name} {word}")));
    }
    let entries = entries(out, bus);
    // JSON escapes a NUL
    match shell_word(&entries).filter(|word| word.len() <= LONGEST_WORD) {
        Some(word) => format!("aws events put-events --entries {word}{flags_text}"),
        None => format!(
            "{} | aws events put-events --entries file:///dev/stdin{flags_text}",
            shell_print(&entries)
        ),
    }
}
