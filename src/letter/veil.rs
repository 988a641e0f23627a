//! A letter as it may be seen: nothing of what the config hides, wherever in the message it stands.

use std::borrow::Cow;
use std::sync::Arc;

use super::{
    Attribute, AttributeData, Event, Failure, HIDDEN, Letter, Message, Payload, Redaction,
};
use crate::json::{Doc, Kind, unescape};

/// A shorter value hides nothing but itself: it would be found in every text.
const SHORTEST: usize = 4;
/// Values that are looked for in other texts.
const VALUES: usize = 256;
/// The attributes that a failure's message, code and condition come from.
const MESSAGE: [&str; 2] = ["ERROR_MESSAGE", "ErrorMessage"];
const CODE: [&str; 2] = ["ERROR_CODE", "ErrorCode"];
const CONDITION: [&str; 1] = ["EXHAUSTED_RETRY_CONDITION"];

impl Redaction {
    /// `letter` without what is hidden. Fields go by their paths; their values also where an error message, the
    /// downstream's answer or an attribute repeats them.
    #[must_use]
    pub fn letter<'a>(&self, letter: &'a Letter) -> Cow<'a, Letter> {
        if self.is_empty() {
            return Cow::Borrowed(letter);
        }
        let values = Values::of(self, letter);
        let mut seen = letter.clone();
        seen.message = self.message_with(&letter.message, &values);
        seen.failure = self.failure(letter, &values);
        if let Some(event) = &letter.event {
            let own = **event.text() != *letter.message.body;
            let shown = self.apply(event.text());
            if own && *shown != **event.text() && seen.message.body == letter.message.body {
                // it only wraps an event with hidden fields: they have no paths in it
                seen.message.body = HIDDEN.into();
            }
            seen.event = Event::read(&Arc::from(&*shown)).ok().flatten();
        }
        for wrong in &mut seen.wrong {
            *wrong = values.out_of(wrong).into_owned();
        }
        Cow::Owned(seen)
    }

    /// `message` without what is hidden, as [`Redaction::letter`].
    #[must_use]
    pub fn message<'a>(&self, message: &'a Message) -> Cow<'a, Message> {
        if self.is_empty() {
            return Cow::Borrowed(message);
        }
        let mut values = Values::default();
        values.gather(self, &message.body);
        let seen = self.message_with(message, &values);
        match seen == *message {
            true => Cow::Borrowed(message),
            false => Cow::Owned(seen),
        }
    }

    /// A text about `letter` that may repeat values of it, as it may be seen.
    #[must_use]
    pub fn said<'a>(&self, text: &'a str, letter: &Letter) -> Cow<'a, str> {
        if self.is_empty() {
            return Cow::Borrowed(text);
        }
        self.text(text, &Values::of(self, letter))
    }

    fn text<'a>(&self, text: &'a str, values: &Values) -> Cow<'a, str> {
        match self.prose(text) {
            Cow::Borrowed(text) => values.out_of(text),
            Cow::Owned(shown) => Cow::Owned(values.out_of(&shown).into_owned()),
        }
    }

    fn message_with(&self, message: &Message, values: &Values) -> Message {
        let seen = |(name, attribute): &(Arc<str>, Attribute)| {
            (Arc::clone(name), self.seen(name, attribute, values))
        };
        Message {
            body: match self.apply(&message.body) {
                Cow::Borrowed(_) => Arc::clone(&message.body),
                Cow::Owned(shown) => shown.into(),
            },
            attributes: message.attributes.iter().map(seen).collect(),
            ..message.clone()
        }
    }

    fn seen(&self, name: &str, attribute: &Attribute, values: &Values) -> Attribute {
        let text = match &attribute.data {
            _ if self.hides_attribute(name) => HIDDEN.into(),
            AttributeData::Binary(_) => return attribute.clone(),
            AttributeData::Text(text) => match self.text(text, values) {
                Cow::Borrowed(_) => return attribute.clone(),
                Cow::Owned(shown) => shown.into(),
            },
        };
        Attribute {
            data_type: "String".into(),
            data: AttributeData::Text(text),
        }
    }

    fn failure(&self, letter: &Letter, values: &Values) -> Failure {
        let failure = &letter.failure;
        let mut seen = failure.clone();
        let hidden = |names: &[&str]| {
            let has = |name: &&str| letter.message.attribute(name).is_some();
            names
                .iter()
                .filter(|n| has(n))
                .any(|n| self.hides_attribute(n))
        };
        let all = || Some(Arc::from(HIDDEN));
        if hidden(&CODE) {
            seen.code = all();
        }
        if hidden(&CONDITION) {
            seen.condition = all();
        }
        if hidden(&MESSAGE) {
            seen.message = all();
            seen.payload = Payload::Unknown;
            return seen;
        }
        let text = |text: &str| self.text(text, values).into_owned();
        match &failure.payload {
            Payload::Unknown => seen.message = failure.message.as_deref().map(|m| text(m).into()),
            Payload::Own(answer) => {
                seen.payload = Payload::Own(text(answer).into());
                seen.message = failure.message.as_deref().map(|m| text(m).into());
            }
            Payload::InMessage(from) => {
                let (head, answer) = failure
                    .message
                    .as_deref()
                    .and_then(|m| m.split_at_checked(*from as usize))
                    .unwrap_or_default();
                let head = text(head);
                seen.payload = Payload::InMessage(u32::try_from(head.len()).unwrap_or(0));
                seen.message = Some((head + &text(answer)).into());
            }
        }
        seen
    }
}

/// Hidden values of a letter, longest first.
#[derive(Default)]
struct Values(Vec<String>);

impl Values {
    fn of(redaction: &Redaction, letter: &Letter) -> Self {
        let mut values = Self::default();
        values.gather(redaction, &letter.message.body);
        if let Some(event) = &letter.event
            && **event.text() != *letter.message.body
        {
            values.gather(redaction, event.text());
        }
        values
    }

    /// Adds texts and numbers of what is hidden in `text`.
    fn gather(&mut self, redaction: &Redaction, text: &str) {
        for hidden in redaction.hidden_values(text) {
            let Ok(doc) = Doc::read(hidden) else { continue };
            let leaves = (0..doc.len()).filter_map(|n| doc.value(u32::try_from(n).ok()?));
            for leaf in leaves.take(VALUES) {
                let (raw, plain) = match leaf.kind() {
                    Kind::String => (leaf.raw().trim_matches('"'), unescape(leaf.raw())),
                    Kind::Number => (leaf.raw(), Cow::Borrowed(leaf.raw())),
                    _ => continue,
                };
                self.add(&plain);
                self.add(raw);
                self.add(&in_url(&plain));
            }
        }
        self.0.sort_by_key(|value| std::cmp::Reverse(value.len()));
    }

    fn add(&mut self, value: &str) {
        let new = value.len() >= SHORTEST && !self.0.iter().any(|known| known == value);
        if new && self.0.len() < VALUES {
            self.0.push(value.to_owned());
        }
    }

    /// `text` without them, where they stand as words.
    fn out_of<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut seen = Cow::Borrowed(text);
        for value in &self.0 {
            if let Some(shown) = without(&seen, value) {
                seen = Cow::Owned(shown);
            }
        }
        seen
    }
}

/// A value as a URL's query has it.
fn in_url(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// `text` without the word `value`; `None` where it has none.
fn without(text: &str, value: &str) -> Option<String> {
    let ends = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    let mut out = String::new();
    let mut done = 0;
    for (at, _) in text.match_indices(value) {
        let end = at + value.len();
        if ends(text[..at].chars().next_back()) && ends(text[end..].chars().next()) {
            out.push_str(&text[done..at]);
            out.push_str(HIDDEN);
            done = end;
        }
    }
    (done > 0).then(|| out + &text[done..])
}
