//! Text for a command line that somebody pastes into a POSIX shell.
//!
//! In single quotes a shell reads nothing but the quote itself. The terminal that a text is pasted into may obey
//! more than that: a DEL takes a quote back, a tab completes, an escape ends the paste. So controls, but for the end
//! of a line, are written as escapes that `printf` makes bytes of.

/// `text` as one word that comes out of the shell byte for byte; `None` with a NUL in it, which no word can hold.
#[must_use]
pub fn shell_word(text: &str) -> Option<String> {
    if text.contains('\0') {
        return None;
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,@%+".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return Some(text.to_owned());
    }
    let mut out = String::with_capacity(text.len() + 2);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let control = pasted_as_key(first);
        let end = rest
            .find(|c| pasted_as_key(c) != control)
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if control {
            out.push_str(&format!("\"$(printf '{}')\"", octal(run)));
        } else {
            out.push_str(&format!("'{}'", run.replace('\'', r"'\''")));
        }
        rest = after;
    }
    if out.is_empty() {
        out.push_str("''");
    }
    Some(out)
}

/// A command that prints `text` byte for byte, NUL included. `printf` is a part of the shell, so that the limit of
/// the system for one word does not hold.
#[must_use]
pub fn shell_print(text: &str) -> String {
    let mut format = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '%' => format.push_str("%%"),
            '\\' => format.push_str(r"\\"),
            '\'' => format.push_str(r"'\''"),
            // a format that begins with it would be an option
            '-' if at == 0 => format.push_str(r"\055"),
            c if pasted_as_key(c) => format.push_str(&octal(c.encode_utf8(&mut [0; 4]))),
            c => format.push(c),
        }
    }
    format!("printf '{format}'")
}

/// What a terminal may take for a key when it is pasted.
fn pasted_as_key(c: char) -> bool {
    c.is_control() && c != '\n'
}

fn octal(text: &str) -> String {
    text.bytes().map(|byte| format!("\\{byte:03o}")).collect()
}
