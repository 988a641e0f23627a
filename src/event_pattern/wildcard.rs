//! Texts in which `*` stands for any run of characters; `\*` and `\\` are themselves.

/// The pieces between the asterisks.
#[derive(Clone, Debug)]
pub(super) struct Wildcard {
    text: String,
    first: String,
    /// What stands after each asterisk.
    others: Vec<String>,
}

impl Wildcard {
    /// Reads `text`.
    ///
    /// # Errors
    /// The service's words for two asterisks in a row, or for another escape. It counts bytes, and the opening
    /// quote as the first.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut pieces = vec![String::new()];
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|n| n.1);
            match (c, next) {
                ('*', Some('*')) => {
                    return Err(format!("Consecutive wildcard characters at pos {}", at + 1));
                }
                ('*', _) => pieces.push(String::new()),
                ('\\', Some(escaped @ ('*' | '\\'))) => {
                    chars.next();
                    push(&mut pieces, escaped);
                }
                ('\\', _) => return Err(format!("Invalid escape character at pos {}", at + 1)),
                (c, _) => push(&mut pieces, c),
            }
        }
        let first = pieces.remove(0);
        Ok(Self {
            text: text.to_owned(),
            first,
            others: pieces,
        })
    }

    /// As it is written in the pattern.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether the whole of `text` fits. Each piece is taken where it first occurs, so the work is linear.
    pub(super) fn fits(&self, text: &str) -> bool {
        let Some(mut rest) = text.strip_prefix(self.first.as_str()) else {
            return false;
        };
        let Some((last, middle)) = self.others.split_last() else {
            return rest.is_empty();
        };
        for piece in middle {
            let Some(at) = rest.find(piece.as_str()) else {
                return false;
            };
            rest = &rest[at + piece.len()..];
        }
        rest.ends_with(last.as_str())
    }
}

fn push(pieces: &mut [String], c: char) {
    if let Some(last) = pieces.last_mut() {
        last.push(c);
    }
}
