//! The EventBridge event in a letter: its text, and where the fields lie in it.

use std::borrow::Cow;
use std::sync::Arc;

use crate::json::{Doc, JsonError, Kind, Node, Span, unescape};

/// An event envelope. The text is the letter's body itself (shared), or what was unwrapped out of it.
#[derive(Clone, Debug)]
pub struct Event {
    text: Arc<str>,
    spans: [Span; FIELDS],
    resources: Span,
    detail_kind: Option<Kind>,
}

// the members of an envelope that have a span
const ID: usize = 0;
const DETAIL_TYPE: usize = 1;
const SOURCE: usize = 2;
const ACCOUNT: usize = 3;
const TIME: usize = 4;
const REGION: usize = 5;
const DETAIL: usize = 6;
const REPLAY_NAME: usize = 7;
const FIELDS: usize = 8;

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
            spans: [Span::default(); FIELDS],
            resources: Span::default(),
            detail_kind: None,
        };
        for member in root.children() {
            let Some(key) = member.key() else { continue };
            let field = match &*key {
                "id" => ID,
                "detail-type" => DETAIL_TYPE,
                "source" => SOURCE,
                "account" => ACCOUNT,
                "time" => TIME,
                "region" => REGION,
                "replay-name" => REPLAY_NAME,
                "detail" => {
                    event.detail_kind = Some(member.kind());
                    DETAIL
                }
                "resources" => {
                    event.resources = member.span();
                    continue;
                }
                _ => continue,
            };
            event.spans[field] = member.span();
        }
        let has = |field: usize| event.spans[field] != Span::default();
        let whole = has(DETAIL_TYPE) && has(SOURCE) && has(DETAIL);
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
        self.string(ID)
    }

    /// `source`.
    #[must_use]
    pub fn source(&self) -> Option<Cow<'_, str>> {
        self.string(SOURCE)
    }

    /// `detail-type`.
    #[must_use]
    pub fn detail_type(&self) -> Option<Cow<'_, str>> {
        self.string(DETAIL_TYPE)
    }

    /// `account`: where the event came from, which may not be the queue's account.
    #[must_use]
    pub fn account(&self) -> Option<Cow<'_, str>> {
        self.string(ACCOUNT)
    }

    /// `region`.
    #[must_use]
    pub fn region(&self) -> Option<Cow<'_, str>> {
        self.string(REGION)
    }

    /// `time`, as it is written.
    #[must_use]
    pub fn time(&self) -> Option<Cow<'_, str>> {
        self.string(TIME)
    }

    /// `replay-name`, on events that an archive replayed.
    #[must_use]
    pub fn replay_name(&self) -> Option<Cow<'_, str>> {
        self.string(REPLAY_NAME)
    }

    /// `resources`; what is not a string in it is left out.
    #[must_use]
    pub fn resources(&self) -> Arc<[Arc<str>]> {
        strings_of(self.resources.of(&self.text))
    }

    /// `detail`, byte for byte.
    #[must_use]
    pub fn detail(&self) -> &str {
        self.spans[DETAIL].of(&self.text)
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

    fn string(&self, field: usize) -> Option<Cow<'_, str>> {
        let raw = self.spans[field].of(&self.text);
        raw.starts_with('"').then(|| unescape(raw))
    }
}

fn strings_of(array: &str) -> Arc<[Arc<str>]> {
    // the top of the document is indexed one level deep; a list of strings is read by itself
    let Ok(doc) = Doc::read(array) else {
        return Arc::default();
    };
    doc.root()
        .children()
        .filter_map(|n| n.string().map(Arc::from))
        .collect()
}
