//! A text that compares without regard to case, as the service does it: character by character, each in its lower
//! or its upper case form.

/// A text to compare without regard to case. `straße` fits `STRASSE` and `straSSe`, not `strasse`.
#[derive(Clone, Debug)]
pub(super) struct Folded {
    text: String,
    /// Lower and upper case of each character.
    forms: Vec<(String, String)>,
}

impl Folded {
    pub(super) fn new(text: &str) -> Self {
        let forms = text.chars().map(forms).collect();
        Self {
            text: text.to_owned(),
            forms,
        }
    }

    /// As it is written in the pattern.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn equals(&self, text: &str) -> bool {
        self.after(text) == Some("")
    }

    pub(super) fn begins(&self, text: &str) -> bool {
        self.after(text).is_some()
    }

    pub(super) fn ends(&self, text: &str) -> bool {
        let mut rest = Some(text);
        for (lower, upper) in self.forms.iter().rev() {
            rest = rest.and_then(|r| {
                r.strip_suffix(lower.as_str())
                    .or_else(|| r.strip_suffix(upper.as_str()))
            });
        }
        rest.is_some()
    }

    /// What follows this text in `text`, which begins with it.
    fn after<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.forms.iter().try_fold(text, |rest, (lower, upper)| {
            rest.strip_prefix(lower.as_str())
                .or_else(|| rest.strip_prefix(upper.as_str()))
        })
    }
}

/// Case is known only of the characters that fit one UTF-16 unit.
fn forms(c: char) -> (String, String) {
    if c.len_utf16() > 1 {
        return (c.to_string(), c.to_string());
    }
    (c.to_lowercase().collect(), c.to_uppercase().collect())
}
