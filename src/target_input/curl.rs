//! The request of an API destination as a command line of curl.

use std::collections::BTreeMap;

use super::encode::percent;
use super::request::{Parameter, Piece, Request};
use crate::text::{shell_print, shell_word};

/// Headers that curl works out itself, from the URL and the body.
const CURLS_OWN: [&str; 2] = ["host", "content-length"];
/// Headers that curl would send of its own accord and EventBridge does not.
const NOT_SENT: [&str; 2] = ["Accept:", "Expect:"];
/// A longer body goes in by standard input: Linux takes no word of more than 128 KiB.
const LONGEST_WORD: usize = 100_000;

/// The command, on one line, for a POSIX shell: nothing in the request can run anything. A secret is a variable that
/// is named after it (`$SECRET_AUTHORIZATION`); one in the body must hold what JSON has between the quotes.
///
/// # Errors
/// In words, what of the request can't be sent by HTTP.
pub fn curl(request: &Request) -> Result<String, String> {
    let mut names = Names::default();
    let mut words: Vec<String> = vec!["curl --globoff --path-as-is --compressed".to_owned()];
    let method = word(&request.method)?;
    let head = request.method.eq_ignore_ascii_case("HEAD");
    words.push(match head {
        true => "--head".to_owned(),
        false => format!("--request {method}"),
    });
    words.push(format!("--url {}", word(&request.open_url(&request.url))?));
    for secret in request.query.iter().filter(|p| p.is_secret) {
        let name = word(&format!("{}=", percent(&secret.key, "")))?;
        words.push(format!(
            "--url-query {name}{}",
            names.variable(&secret.key, "QUERY")
        ));
    }
    for header in &request.headers {
        words.extend(self::header(header, &mut names)?);
    }
    words.extend(NOT_SENT.map(|header| format!("--header '{header}'")));
    if head {
        return Ok(words.join(" "));
    }
    let (before, body) = body(request, &mut names);
    words.push(body);
    Ok(format!("{before}{}", words.join(" ")))
}

fn header(header: &Parameter, names: &mut Names) -> Result<Option<String>, String> {
    let Parameter { key, value, .. } = header;
    if CURLS_OWN.iter().any(|own| key.eq_ignore_ascii_case(own)) {
        return Ok(None);
    }
    if !is_token(key) {
        return Err(format!("{key:?} is no name of a header"));
    }
    if value.chars().any(|c| c.is_control() && c != '\t') {
        return Err(format!(
            "the value of the header {key} has a control character, which HTTP does not take"
        ));
    }
    Ok(Some(match (header.is_secret, value.is_empty()) {
        (true, _) => {
            let before = word(&format!("{key}: "))?;
            format!("--header {before}{}", names.variable(key, "HEADER"))
        }
        // a colon without a value would take the header out
        (false, true) => format!("--header {}", word(&format!("{key};"))?),
        (false, false) => format!("--header {}", word(&format!("{key}: {value}"))?),
    }))
}

/// What goes before the command, and the option that takes the body.
fn body(request: &Request, names: &mut Names) -> (String, String) {
    let pieces = request.pieces();
    let mut words = String::new();
    for piece in &pieces {
        let piece = match piece {
            Piece::Text(text) => shell_word(text),
            Piece::Secret(name) => Some(names.variable(name, "BODY")),
        };
        match piece {
            Some(piece) if words.len() + piece.len() <= LONGEST_WORD => words.push_str(&piece),
            _ => {
                return (
                    format!("{} | ", printed(&pieces, names)),
                    "--data-binary @-".to_owned(),
                );
            }
        }
    }
    (String::new(), format!("--data-raw {words}"))
}

/// Commands that print the body.
fn printed(pieces: &[Piece<'_>], names: &mut Names) -> String {
    let commands: Vec<String> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => shell_print(text),
            Piece::Secret(name) => format!("printf %s {}", names.variable(name, "BODY")),
        })
        .collect();
    match commands.as_slice() {
        [one] => one.clone(),
        many => format!("{{ {}; }}", many.join("; ")),
    }
}

fn word(text: &str) -> Result<String, String> {
    shell_word(text).ok_or_else(|| "it holds a NUL, which no command line takes".to_owned())
}

/// A token of HTTP. (RFC 9110, 5.6.2)
fn is_token(text: &str) -> bool {
    let sign = |c: char| "!#$%&'*+-.^_`|~".contains(c);
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || sign(c))
}

/// Names of variables that were given away: of what, and in which place.
#[derive(Default)]
struct Names(BTreeMap<String, (String, &'static str)>);

impl Names {
    /// The variable for a secret, as the shell reads it; another secret of that name has the place in its own.
    fn variable(&mut self, secret: &str, place: &'static str) -> String {
        let upper = |c: char| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        };
        let plain = format!("SECRET_{}", secret.chars().map(upper).collect::<String>());
        let own = (secret.to_owned(), place);
        let mut name = plain.clone();
        let mut nth = 1;
        while self.0.get(&name).is_some_and(|taken| *taken != own) {
            name = match nth {
                1 => format!("{plain}_{place}"),
                n => format!("{plain}_{place}_{n}"),
            };
            nth += 1;
        }
        self.0.insert(name.clone(), own);
        format!("\"${name}\"")
    }
}
