//! The EventBridge event in a letter: its text, and where the fields lie in it.

use std::borrow::Cow;
use std::sync::Arc;

use crate::json::{Doc, JsonError, Kind, Node, Span, unescape};

/// An event envelope. The text is the letter's body itself (shared), or what was unwrapped out of it.
#[derive(Clone, Debug)]
pub struct Event {
    text: Arc<str>,
    spans: [Span; FIELDS.len()],
    resources: Arc<[Arc<str>]>,
    detail_kind: Option<Kind>,
}

/// The members of an envelope, in the order of the spans.
const FIELDS: [&str; 9] = [
    "version",
    "id",
    "detail-type",
    "source",
    "account",
    "time",
    "region",
    "detail",
    "replay-name",
];

impl Event {
    /// Reads an envelope out of `text`. `Ok(None)` when it is JSON but no event: an event is an object with
    /// `detail-type`, `source` and `detail`.
    ///
    /// # Errors
    /// Where the text is no JSON.
    pub fn read(text: &Arc<str>) -> Result<Option<Self>, JsonError> {
        let doc = Doc::read_top(&**text)?;
        Ok(Self::of(text, doc.root()))
    }

    /// Picks the envelope out of `root`, the outermost value of `text`.
    #[must_use]
    pub fn of(text: &Arc<str>, root: Node<'_>) -> Option<Self> {
        if root.kind() != Kind::Object {
            return None;
        }
        let mut event = Self {
            text: Arc::clone(text),
            spans: [Span::default(); FIELDS.len()],
            resources: Arc::default(),
            detail_kind: None,
        };
        for member in root.children() {
            let Some(key) = member.key() else { continue };
            if key == "resources" {
                event.resources = strings_of(member);
            } else if let Some(field) = FIELDS.iter().position(|f| *f == key) {
                event.spans[field] = member.span();
                if key == "detail" {
                    event.detail_kind = Some(member.kind());
                }
            }
        }
        let whole = event.has("detail-type") && event.has("source") && event.has("detail");
        whole.then_some(event)
    }

    /// The whole envelope's text.
    #[must_use]
    pub const fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// `id`: 36 hex digits and dashes, not always a UUID v4 (DOMAIN 1.1).
    #[must_use]
    pub fn id(&self) -> Option<Cow<'_, str>> {
        self.string("id")
    }

    /// `source`.
    #[must_use]
    pub fn source(&self) -> Option<Cow<'_, str>> {
        self.string("source")
    }

    /// `detail-type`.
    #[must_use]
    pub fn detail_type(&self) -> Option<Cow<'_, str>> {
        self.string("detail-type")
    }

    /// `account`: where the event came from, which may not be the queue's account.
    #[must_use]
    pub fn account(&self) -> Option<Cow<'_, str>> {
        self.string("account")
    }

    /// `region`.
    #[must_use]
    pub fn region(&self) -> Option<Cow<'_, str>> {
        self.string("region")
    }

    /// `time`, as it is written.
    #[must_use]
    pub fn time(&self) -> Option<Cow<'_, str>> {
        self.string("time")
    }

    /// `replay-name`, on events that an archive replayed.
    #[must_use]
    pub fn replay_name(&self) -> Option<Cow<'_, str>> {
        self.string("replay-name")
    }

    /// `resources`; what is not a string in it is left out.
    #[must_use]
    pub fn resources(&self) -> &[Arc<str>] {
        &self.resources
    }

    /// `detail`, byte for byte.
    #[must_use]
    pub fn detail(&self) -> &str {
        self.raw("detail")
    }

    /// What kind of value `detail` is; PutEvents takes an object only (DOMAIN 4.1).
    #[must_use]
    pub const fn detail_kind(&self) -> Option<Kind> {
        self.detail_kind
    }

    /// Whether `detail` is what PutEvents takes.
    #[must_use]
    pub fn detail_is_object(&self) -> bool {
        self.detail_kind == Some(Kind::Object)
    }

    fn raw(&self, field: &str) -> &str {
        FIELDS
            .iter()
            .position(|f| *f == field)
            .map_or("", |at| self.spans[at].of(&self.text))
    }

    fn has(&self, field: &str) -> bool {
        !self.raw(field).is_empty()
    }

    fn string(&self, field: &str) -> Option<Cow<'_, str>> {
        let raw = self.raw(field);
        raw.starts_with('"').then(|| unescape(raw))
    }
}

fn strings_of(array: Node<'_>) -> Arc<[Arc<str>]> {
    // the top of the document is indexed one level deep; a list of strings is read by itself
    let Ok(doc) = Doc::read(array.raw()) else {
        return Arc::default();
    };
    doc.root()
        .children()
        .filter_map(|n| n.string().map(Arc::from))
        .collect()
}
